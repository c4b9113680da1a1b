//! `huashu status`, `verify` and `setting`.

use std::fs;

use crate::app::App;
use crate::args::{Setting, SettingArgs};
use crate::error::{Exit, Failure};
use crate::view::{SettingsView, StatusView, Verified};

pub(crate) fn status(app: &App) -> Result<Exit, Failure> {
    let book = app.read()?;
    let libraries = book.libraries()?;
    let (mut categories, mut phrases) = (0, 0);
    for library in &libraries {
        categories += book.categories(library.id)?.len();
        phrases += book.phrases(library.id)?.len();
    }
    app.out.answer(&StatusView {
        book: app.dir.clone(),
        version: env!("CARGO_PKG_VERSION"),
        bytes: folder_size(&app.dir),
        libraries: libraries.len(),
        categories,
        phrases,
        trash: book.trash()?.len(),
        waiting: book.waiting()?,
        signed_in: false,
    })
}

pub(crate) fn verify(app: &App) -> Result<Exit, Failure> {
    app.out.answer(&Verified::new(app.read()?.check_store()?))
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
fn folder_size(dir: &std::path::Path) -> u64 {
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
