//! `huashu status`, `verify` and `setting`.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use huashu_core::clock::{Clock, SystemClock};
use huashu_core::ids::BlobId;
use huashu_core::media::Verified;
use huashu_core::{Error, PhraseBook};
use huashu_hub::{Hub, HubError, Options};
use jiff::Timestamp;

use crate::app::App;
use crate::args::{Setting, SettingArgs, VerifyArgs};
use crate::error::{Exit, Failure};
use crate::text;
use crate::view::{
    HubStanding, HubVerified, RebuiltView, SettingsView, StatusView, SyncFindings, VerifiedView,
};

/// What a hub's folder is known by, and a book's.
pub(super) const HUB_FILE: &str = "hub.db";
const BOOK_FILE: &str = "book.db";

pub(crate) fn status(app: &App) -> Result<Exit, Failure> {
    let dir = app.dir()?;
    let book = app.read()?;
    let standing = book.sync_standing()?;
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
        waiting: standing.waiting,
        signed_in: standing.identity.is_some(),
        hub: standing.identity.map(|identity| HubStanding {
            url: identity.url,
            account: identity.account.name,
            company: identity.company.name,
            role: identity.account.role,
            last_sync: standing.last_sync.and_then(|at| Timestamp::from_millisecond(at).ok()),
            drafts: standing.drafts,
        }),
    })
}

pub(crate) fn verify(app: &App, args: &VerifyArgs) -> Result<Exit, Failure> {
    let dir = app.dir()?;
    if args.rebuild && is_damaged(app)? {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let rebuilt = PhraseBook::rebuild(&dir, &clock)?;
        return app.out.answer(&RebuiltView { book: dir, rebuilt });
    }
    if dir.join(HUB_FILE).exists() && !dir.join(BOOK_FILE).exists() {
        return verify_hub(app, &dir);
    }
    let book = app.read()?;
    let progress = app.out.progress(&text::CHECKING);
    let media = book.check_media(|done| progress.set_position(done))?;
    progress.finish_and_clear();
    let store = book.check_store()?;
    let index = if store.is_sound() { Some(book.check_index()?) } else { None };
    let is_shared = store.is_sound() && book.sync_standing()?.identity.is_some();
    let sync = if is_shared { Some(mend(app, &book, &media)?) } else { None };
    app.out.answer(&VerifiedView::new(store, media, index, sync))
}

/// Whether a book is such that it has to be made anew. One that is not there may be the last step of doing so.
fn is_damaged(app: &App) -> Result<bool, Failure> {
    let found = app.read().and_then(|book| Ok(book.check_store()?));
    match found {
        Ok(found) => Ok(!found.is_sound()),
        Err(Failure::Core(Error::Corrupt { .. } | Error::NotABook { .. } | Error::NoBook { .. })) => Ok(true),
        Err(failure) => Err(failure),
    }
}

/// What the hub has whole is fetched from it again, by the next sync.
fn mend(app: &App, book: &PhraseBook, media: &Verified) -> Result<SyncFindings, Failure> {
    let differing = book.check_sync()?;
    let blobs: Vec<BlobId> = media.missing.iter().chain(&media.damaged).copied().collect();
    if differing.is_empty() && blobs.is_empty() {
        return Ok(SyncFindings::default());
    }
    let refetched = app.write()?.fetch_again(&differing, &blobs)?.into();
    Ok(SyncFindings { differing, refetched })
}

fn verify_hub(app: &App, dir: &Path) -> Result<Exit, Failure> {
    let verified = Hub::open(Options::new(dir))?.hub.engine().verify().map_err(HubError::from)?;
    let huashu_hub::engine::Verified { problems, mended, libraries, rows } = verified;
    app.out.answer(&HubVerified { sound: problems.is_empty(), problems, mended, libraries, rows })
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
