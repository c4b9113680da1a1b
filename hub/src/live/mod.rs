//! Who listens, and what they are told after each commit.
//!
//! Changes of a library are told at once when it was quiet, and together at most every 50 ms when it is not. An event is
//! written once; ten thousand mailboxes share its bytes.

mod event;
mod mailbox;
mod notes;
mod registry;
mod teller;

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use huashu_core::clock::Clock;
use uuid::Uuid;

pub use mailbox::Subscription;
pub use notes::{Changed, Notes};
pub(crate) use registry::Joining;

use self::registry::Registry;
use self::teller::Teller;
use crate::options::Mode;
use crate::store::Store;
use crate::store::types::Account;

/// How long the changes of one library are gathered.
const GATHER: Duration = Duration::from_millis(50);
/// How often it is looked for accounts whose time is over.
const SWEEP: Duration = Duration::from_secs(5);

/// Tells listeners what transactions changed.
pub(crate) struct Live {
    registry: Arc<Registry>,
    post: Post,
}

enum Post {
    /// On the caller's thread, before the call returns.
    Here(Box<Mutex<Teller>>),
    /// On a thread that gathers. Both are gone once it ends.
    There { notes: Option<Sender<Notes>>, thread: Option<JoinHandle<()>> },
}

impl Live {
    pub(crate) fn start(mode: Mode, store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> std::io::Result<Self> {
        let registry = Arc::<Registry>::default();
        let teller = Teller { registry: Arc::clone(&registry), store, clock, told: BTreeMap::new() };
        let post = match mode {
            Mode::Inline => Post::Here(Box::new(Mutex::new(teller))),
            Mode::Threaded => {
                let (notes, arriving) = channel();
                let thread = std::thread::Builder::new()
                    .name("hub-events".into())
                    .spawn(move || Gatherer::new(teller, arriving).run())?;
                Post::There { notes: Some(notes), thread: Some(thread) }
            }
        };
        Ok(Self { registry, post })
    }

    /// Tells what a committed transaction changed.
    pub(crate) fn tell(&self, changed: Notes) {
        if changed.is_empty() {
            return;
        }
        match &self.post {
            Post::Here(teller) => teller.lock().unwrap_or_else(PoisonError::into_inner).tell(&changed),
            Post::There { notes, .. } => {
                let sent = notes.as_ref().map(|notes| notes.send(changed));
                if !matches!(sent, Some(Ok(()))) {
                    log::error!("nobody tells what changed");
                }
            }
        }
    }

    /// Puts a client in the list.
    pub(crate) fn join(&self, account: &Account, device: Uuid) -> Joining {
        self.registry.join(account, device)
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        if let Post::There { notes, thread } = &mut self.post {
            *notes = None;
            if let Some(thread) = thread.take() {
                // A panic there stands in the log.
                let _ = thread.join();
            }
        }
    }
}

/// Gathers what changed, library by library.
struct Gatherer {
    teller: Teller,
    arriving: Receiver<Notes>,
    waiting: Notes,
    /// When a library was told last, while that is less than [`GATHER`] ago.
    told: BTreeMap<Uuid, Instant>,
    swept: Instant,
}

impl Gatherer {
    fn new(teller: Teller, arriving: Receiver<Notes>) -> Self {
        Self { teller, arriving, waiting: Notes::default(), told: BTreeMap::new(), swept: Instant::now() }
    }

    fn run(mut self) {
        loop {
            match self.arriving.recv_timeout(self.patience()) {
                Ok(notes) => {
                    self.waiting.merge(notes);
                    while let Ok(notes) = self.arriving.try_recv() {
                        self.waiting.merge(notes);
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            self.tell();
        }
    }

    fn patience(&self) -> Duration {
        if self.waiting.libraries.is_empty() { SWEEP } else { Duration::from_millis(5) }
    }

    fn tell(&mut self) {
        let now = Instant::now();
        self.told.retain(|_, told| now.duration_since(*told) < GATHER);
        let mut due = std::mem::take(&mut self.waiting);
        let (early, ripe) =
            due.libraries.into_iter().partition(|(library, _)| self.told.contains_key(library));
        self.waiting.libraries = early;
        due.libraries = ripe;
        if !due.is_empty() {
            self.told.extend(due.libraries.keys().map(|library| (*library, now)));
            self.teller.tell(&due);
        }
        if now.duration_since(self.swept) >= SWEEP {
            self.swept = now;
            self.teller.end_expired();
        }
    }
}
