//! `huashu status`, `verify` and `setting`.

use std::fs;
use std::path::Path;

use crate::app::App;
use crate::args::{Setting, SettingArgs};
use crate::error::{Exit, Failure};
use crate::text;
use crate::view::{SettingsView, StatusView, VerifiedView};

pub(crate) fn status(app: &App) -> Result<Exit, Failure> {
    let dir = app.dir()?;
    let book = app.read()?;
    let libraries = book.libraries()?;
    let (mut categories, mut phrases) = (0, 0);
    for library in &libraries {
        categories += book.categories(library.id)?.len();
        phrases += book.phrase_counts(library.id)?.into_values().sum::<usize>();
    }
    app.out.answer(&StatusView {
        version: env!("CARGO_PKG_VERSION"),
        bytes: folder_size(&dir),
        book: dir,
        libraries: libraries.len(),
        categories,
        phrases,
        trash: book.trash()?.len(),
        waiting: book.waiting()?,
        signed_in: false,
    })
}

pub(crate) fn verify(app: &App) -> Result<Exit, Failure> {
    let book = app.read()?;
    let progress = app.out.progress(&text::CHECKING);
    let media = book.check_media(|done| progress.set_position(done))?;
    progress.finish_and_clear();
    let store = book.check_store()?;
    let index = if store.is_sound() { Some(book.check_index()?) } else { None };
    app.out.answer(&VerifiedView::new(store, media, index))
}

pub(crate) fn setting(app: &App, args: SettingArgs) -> Result<Exit, Failure> {
    let (Some(name), Some(value)) = (args.name, args.value) else {
        return app.out.answer(&SettingsView { settings: app.read()?.settings()? });
    };
    let mut book = app.write()?;
    let mut settings = book.settings()?;
    let field = match name {
        Setting::AgentName => &mut settings.agent_name,
        Setting::AgentNumber => &mut settings.agent_number,
        Setting::ShopName => &mut settings.shop_name,
    };
    *field = Some(value.trim().to_owned()).filter(|value| !value.is_empty());
    book.set_settings(&settings)?;
    app.out.answer(&SettingsView { settings })
}

/// The bytes of a folder with all that is in it; what cannot be read counts nothing.
fn folder_size(dir: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(dir) else { return 0 };
    entries
        .flatten()
        .map(|entry| match entry.metadata() {
            Ok(facts) if facts.is_dir() => folder_size(&entry.path()),
            Ok(facts) => facts.len(),
            Err(_) => 0,
        })
        .sum()
}
