//! Sync as it runs: the machine between a book and a hub, with threads, timers and a network.
//!
//! ```text
//! face ──poke, suspend …──►  engine: machine, timers, calls, stream  ──work──►  desk: the book
//!  ▲                         (one thread, one small runtime)         ◄──done──  (one thread, blocks)
//!  └──status, changes── teller (one thread, so that a slow face slows nothing down)
//! ```
//!
//! | module | holds |
//! |---|---|
//! | `engine` | carries the machine's effects out, and brings it events |
//! | `desk` | carries works out, one after another |
//! | `teller` | calls the observer |

mod desk;
mod engine;
mod teller;

#[cfg(test)]
mod tests;

use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use huashu_protocol::SyncApi;
use jiff::Timestamp;
use tokio::sync::mpsc::UnboundedSender;
use uuid::Uuid;

use self::desk::{DeskThread, Order};
use self::engine::{Engine, Input};
use self::teller::Teller;
use super::client::Streams;
use super::machine::{Desk, Event, Params, Settled, Status, Wallet};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::store::Changes;

/// How sync stands, in moments of the day.
pub type SyncStatus = Status<Timestamp>;

/// How often a transaction that is to end is interrupted until it does: between two of its statements, an interruption meets
/// nothing.
const INTERRUPT_EVERY: Duration = Duration::from_millis(10);

/// How long a transaction may take to end when sync is stopped.
const STOPPING: Duration = Duration::from_secs(5);

/// How sync runs.
#[derive(Clone)]
pub struct Config {
    /// The machine's numbers.
    pub params: Params,
    /// Tells the moments in [`SyncStatus`]; nothing else hangs on it.
    pub clock: Arc<dyn Clock>,
    /// How often the desk is asked whether another process wrote; `None`: never.
    pub poll: Option<Duration>,
}

/// Whoever wants to hear of sync. All is told from one thread, in order, with no lock held; of several states in a row only
/// the last. A panic in it is caught and logged.
pub trait Observer: Send + Sync {
    /// How sync stands; told when it changes.
    fn status(&self, status: &SyncStatus);

    /// Rows changed by what came from the hub.
    fn changed(&self, changes: &Changes);

    /// A library did not come out as the hub says that it is, and is taken anew. This is never to happen.
    fn diverged(&self, _library: Uuid) {}
}

/// What came of asking for everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// How it ended; `None` where it goes on.
    pub settled: Option<Settled>,
    /// How sync stands now.
    pub status: SyncStatus,
}

/// Sync that runs. Its methods return at once unless they say otherwise; dropped, it stops.
pub struct SyncService {
    inbox: UnboundedSender<Input>,
    desk: DeskThread,
    status: Arc<Mutex<SyncStatus>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Config {
    /// The default, with chance of its own.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        let mut seed = [0; 8];
        // Without chance, clients that start at the same time only come back at the same time.
        if let Err(error) = getrandom::fill(&mut seed) {
            log::warn!("no randomness: {error}");
        }
        Self { params: Params { seed: u64::from_le_bytes(seed), ..Params::default() }, clock, poll: None }
    }
}

impl SyncService {
    /// Starts sync. `desk` is called on the thread on which the desk will work.
    ///
    /// # Errors
    /// Those of `desk`; [`Error::Io`] where a thread cannot be started.
    pub fn start<D, A, W>(
        config: Config,
        desk: impl FnOnce() -> Result<D> + Send + 'static,
        api: A,
        wallet: W,
        observer: Arc<dyn Observer>,
    ) -> Result<Self>
    where
        D: Desk + 'static,
        A: SyncApi + Streams + 'static,
        W: Wallet + 'static,
    {
        let (inbox, letters) = tokio::sync::mpsc::unbounded_channel();
        let (desk, desk_thread) = DeskThread::start(desk, inbox.clone())?;
        let status = Arc::new(Mutex::new(SyncStatus::default()));
        let (teller, teller_thread) = Teller::start(observer)?;
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(no_thread)?;
        let engine =
            Engine::new(config, api, wallet, desk.orders(), teller, inbox.clone(), Arc::clone(&status));
        let engine_thread = thread::Builder::new()
            .name("huashu-sync".into())
            .spawn(move || runtime.block_on(engine.run(letters)))
            .map_err(no_thread)?;
        let threads = Mutex::new(vec![engine_thread, desk_thread, teller_thread]);
        Ok(Self { inbox, desk, status, threads })
    }

    /// An edit was committed: to be said after every transaction with changes.
    pub fn poke(&self) {
        self.tell(Event::Poked);
    }

    /// A person asks for everything now.
    pub fn sync_now(&self) {
        self.tell(Event::SyncNow);
    }

    /// Asks for everything now and waits until it is there, or until it is clear that it will not be; `timeout` at most.
    pub fn sync_once(&self, timeout: Duration) -> Outcome {
        let (settled, answer) = mpsc::channel();
        let _ = self.inbox.send(Input::Once(settled));
        let settled = match answer.recv_timeout(timeout) {
            Ok(settled) => Some(settled),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Settled::Stopped),
        };
        Outcome { settled, status: self.status() }
    }

    /// How sync stands.
    pub fn status(&self) -> SyncStatus {
        self.status.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The platform says that the network is another, or is there again.
    pub fn network_changed(&self) {
        self.tell(Event::NetworkChanged);
    }

    /// Somebody looks at the app.
    pub fn foreground(&self) {
        self.tell(Event::Foreground);
    }

    /// Nobody looks at it: what is under way is finished, then there is silence.
    pub fn background(&self) {
        self.tell(Event::Background);
    }

    /// Somebody signed in: the wallet has tokens.
    pub fn signed_in(&self) {
        self.tell(Event::SignedIn);
    }

    /// The session was ended here.
    pub fn signed_out(&self) {
        self.tell(Event::SignedOut);
    }

    /// The platform lets the app rest. Returns when nothing works on the book any more, at the latest after `deadline`; whether
    /// it is so. What was under way is rolled back and done again after [`SyncService::resume`].
    pub fn suspend(&self, deadline: Duration) -> bool {
        self.desk.rest();
        self.tell(Event::Suspend);
        self.wait_for_rest(deadline)
    }

    /// Goes on after [`SyncService::suspend`].
    pub fn resume(&self) {
        self.desk.wake();
        self.tell(Event::Resume);
    }

    /// Stops, and returns when all threads have ended; but for the one that it is called on, if the observer calls it.
    pub fn stop(&self) {
        self.desk.rest();
        let _ = self.inbox.send(Input::Stop);
        self.wait_for_rest(STOPPING);
        self.desk.order(Order::Stop);
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads.into_iter().filter(|thread| thread.thread().id() != thread::current().id()) {
            if thread.join().is_err() {
                log::error!("a thread of sync panicked");
            }
        }
    }

    fn wait_for_rest(&self, deadline: Duration) -> bool {
        let end = Instant::now() + deadline;
        let (passed, passage) = mpsc::channel();
        self.desk.order(Order::Pass(passed));
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match passage.recv_timeout(left.min(INTERRUPT_EVERY)) {
                // A desk that has ended works on nothing.
                Ok(()) | Err(RecvTimeoutError::Disconnected) => return true,
                Err(RecvTimeoutError::Timeout) if left.is_zero() => return false,
                Err(RecvTimeoutError::Timeout) => self.desk.interrupt(),
            }
        }
    }

    fn tell(&self, event: Event) {
        // An engine that has ended needs to hear nothing.
        let _ = self.inbox.send(Input::Event(event));
    }
}

impl Drop for SyncService {
    fn drop(&mut self) {
        self.stop();
    }
}

fn no_thread(error: std::io::Error) -> Error {
    Error::io(std::path::Path::new("sync"), error)
}
