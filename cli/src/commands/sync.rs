//! `huashu sync`: once, or for as long as somebody watches.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use huashu_core::PhraseBook;
use huashu_core::clock::SystemClock;
use huashu_core::store::{Access, Changes};
use huashu_core::sync::desk::BookDesk;
use huashu_core::sync::machine::Params;
use huashu_core::sync::runner::{Config, Observer, SyncService, SyncStatus};
use huashu_hub::serve::told_to_end;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::app::App;
use crate::args::SyncArgs;
use crate::error::{Exit, Failure};
use crate::output::Output;
use crate::remote::{self, Remote};
use crate::view::{Counted, DivergedLine, StatusLine, Synced, WatchLine};

/// How long one sync takes at most where nobody says otherwise.
pub(super) const PATIENCE: Duration = Duration::from_secs(120);

/// How often it is looked whether another process wrote.
const LOOK: Duration = Duration::from_millis(200);

pub(crate) fn run(app: &App, args: &SyncArgs) -> Result<Exit, Failure> {
    if args.watch {
        return watch(app);
    }
    let synced = once(app, Duration::from_secs(args.timeout))?;
    match synced.failure() {
        Some(failure) => Err(failure),
        None => app.out.answer(&synced),
    }
}

/// Syncs everything once.
///
/// # Errors
/// `NotSignedIn`; those of the book. How the hub answered stands in what is returned.
pub(super) fn once(app: &App, patience: Duration) -> Result<Synced, Failure> {
    let counter = Arc::new(Counter::default());
    // Nobody listens afterwards: no stream is opened.
    let service = start(app, false, Arc::clone(&counter) as Arc<dyn Observer>)?;
    let outcome = service.sync_once(patience);
    service.stop();
    drop(service);
    // The service tidies a while after its start, which a single sync does not reach.
    let mut book = app.write()?;
    book.sync_tidy()?;
    let counted = *counter.0.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(Synced::new(outcome, counted, book.sync_standing()?.drafts))
}

/// As [`once`], of a command that is of no use unless sync comes to its end.
///
/// # Errors
/// As [`once`], and why it did not.
pub(super) fn whole(app: &App) -> Result<(), Failure> {
    once(app, PATIENCE)?.failure().map_or(Ok(()), Err)
}

fn watch(app: &App) -> Result<Exit, Failure> {
    let watcher = Arc::new(Watcher { out: app.out, closed: Notify::new() });
    let service = start(app, true, Arc::clone(&watcher) as Arc<dyn Observer>)?;
    remote::runtime()?.block_on(async {
        tokio::select! {
            () = told_to_end() => {}
            () = watcher.closed.notified() => {}
        }
    });
    service.stop();
    Ok(Exit::Done)
}

fn start(app: &App, stays: bool, observer: Arc<dyn Observer>) -> Result<SyncService, Failure> {
    let Remote { api, keys, .. } = Remote::of(&app.read()?)?;
    let dir = app.dir()?;
    let config = Config::new(Arc::new(SystemClock));
    let params = Params { foreground: stays, ..config.params.clone() };
    let config = Config { params, poll: stays.then_some(LOOK), ..config };
    let desk = move || BookDesk::new(PhraseBook::open(dir, Access::Write)?);
    Ok(SyncService::start(config, desk, api, keys, observer)?)
}

/// Counts what came.
#[derive(Default)]
struct Counter(Mutex<Counted>);

impl Observer for Counter {
    fn status(&self, _: &SyncStatus) {}

    fn changed(&self, changes: &Changes) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).add(changes);
    }
}

/// Says what comes, a line each.
struct Watcher {
    out: Output,
    /// Nobody reads any more.
    closed: Notify,
}

impl Watcher {
    fn say(&self, line: &WatchLine) {
        if self.out.answer(line).is_err() {
            self.closed.notify_one();
        }
    }
}

impl Observer for Watcher {
    fn status(&self, status: &SyncStatus) {
        self.say(&WatchLine::Status(StatusLine::new(status)));
    }

    fn changed(&self, changes: &Changes) {
        self.say(&WatchLine::changed(changes));
    }

    fn diverged(&self, library: Uuid) {
        self.say(&WatchLine::Diverged(DivergedLine { library }));
    }
}
