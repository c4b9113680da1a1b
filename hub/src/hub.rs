//! The hub as its callers hold it: the calls of the protocol as futures.
//!
//! With threads, each call runs on one that may block; inline, it is done when the future is first polled.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Weak};
use std::thread::JoinHandle;
use std::time::Duration;

use huashu_protocol::account::{Admin, AdminReply, Hello, Join, Refresh, Session, SignIn, Tokens};
use huashu_protocol::blob::{Piece, Upload, Uploaded};
use huashu_protocol::limits::WAIT_SECONDS;
use huashu_protocol::snapshot::Manifest;
use huashu_protocol::stream::{WaitRequest, Waited};
use huashu_protocol::sync::{FormerRow, SyncReply, SyncRequest, UsageReport};
use huashu_protocol::{CallResult, Refusal, SyncApi};
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::engine::Engine;
use crate::error::HubError;
use crate::live::Subscription;
use crate::options::{Mode, Opened, Options};

/// Sign-ins that wait for a core; more are told to come again.
const WAITING_SIGN_INS: usize = 256;

/// A company's server, without the network. Cheap to clone; the last clone that goes ends it in order.
#[derive(Clone)]
pub struct Hub {
    // Before the engine: it ends first.
    _care: Arc<Care>,
    engine: Arc<Engine>,
    hashing: Arc<Hashing>,
}

/// How long after its start a hub forgets what is past for the first time, and how often then.
const CARE: (Duration, Duration) = (Duration::from_secs(5 * 60), Duration::from_secs(60 * 60));

/// The thread that collects garbage; none inline.
struct Care {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

struct Hashing {
    cores: Semaphore,
    parallel: usize,
    waiting: AtomicUsize,
}

impl Hub {
    /// Opens the hub in a folder; makes the company and its owner where there is none yet.
    ///
    /// # Errors
    /// Another process that has it open; a database that is damaged, foreign or of a newer edition, which is left as it was.
    pub fn open(options: Options) -> Result<Opened, HubError> {
        let data = options.data.clone();
        let (engine, first_owner, restored) = Engine::open(options)?;
        let parallel = std::thread::available_parallelism().map_or(2, usize::from);
        let hashing = Hashing { cores: Semaphore::new(parallel), parallel, waiting: AtomicUsize::new(0) };
        let engine = Arc::new(engine);
        let care = Care::start(&engine).map_err(HubError::io(data))?;
        let hub = Self { _care: Arc::new(care), engine, hashing: Arc::new(hashing) };
        Ok(Opened { hub, first_owner, restored })
    }

    /// Every call without a future, and what only the owner of the machine may ask.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Opens a stream of events; the first says hello.
    ///
    /// # Errors
    /// [`Refusal::SignedOut`], [`Refusal::Expired`].
    pub async fn subscribe(&self, token: &str) -> CallResult<Subscription> {
        let token = token.to_owned();
        self.run(move |engine| engine.subscribe(&token)).await
    }

    async fn run<T: Send + 'static>(
        &self,
        call: impl FnOnce(&Engine) -> CallResult<T> + Send + 'static,
    ) -> CallResult<T> {
        if self.engine.mode() == Mode::Inline {
            return call(&self.engine);
        }
        let engine = Arc::clone(&self.engine);
        tokio::task::spawn_blocking(move || call(&engine)).await.unwrap_or_else(|error| {
            // The panic itself stands in the log already, where it happened.
            log::error!("a call did not end: {error}");
            Err(Refusal::Internal.into())
        })
    }

    /// As `run`, for calls that keep a core busy with a password.
    async fn run_hashing<T: Send + 'static>(
        &self,
        call: impl FnOnce(&Engine) -> CallResult<T> + Send + 'static,
    ) -> CallResult<T> {
        let waiting = Waiting::begin(&self.hashing)?;
        let core = self.hashing.cores.acquire().await;
        drop(waiting);
        let answer = self.run(call).await;
        drop(core);
        answer
    }
}

impl Care {
    fn start(engine: &Arc<Engine>) -> std::io::Result<Self> {
        if engine.mode() == Mode::Inline {
            return Ok(Self { stop: None, thread: None });
        }
        let (stop, stopped) = channel::<()>();
        let engine: Weak<Engine> = Arc::downgrade(engine);
        let thread = std::thread::Builder::new().name("hub-care".into()).spawn(move || {
            let mut pause = CARE.0;
            while stopped.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                pause = CARE.1;
                let Some(engine) = engine.upgrade() else { break };
                match engine.collect_garbage() {
                    Ok(collected) => log::info!("forgotten: {collected:?}"),
                    Err(error) => log::error!("what is past could not be forgotten: {error}"),
                }
            }
        })?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Care {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            // A panic there stands in the log.
            let _ = thread.join();
        }
    }
}

/// A place in the queue of those who wait for a core.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn begin(hashing: &'a Hashing) -> CallResult<Self> {
        let before = hashing.waiting.fetch_add(1, Ordering::Relaxed);
        let place = Self(&hashing.waiting);
        if before >= WAITING_SIGN_INS {
            // A core verifies some fifteen passwords in a second.
            let seconds = before / (15 * hashing.parallel.max(1)) + 1;
            return Err(Refusal::Busy { retry_after: u64::try_from(seconds).unwrap_or(60) }.into());
        }
        Ok(place)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl SyncApi for Hub {
    async fn hello(&self) -> CallResult<Hello> {
        Ok(Engine::hello())
    }

    async fn sign_in(&self, request: SignIn) -> CallResult<Session> {
        self.run_hashing(move |engine| engine.sign_in(request)).await
    }

    async fn join(&self, request: Join) -> CallResult<Session> {
        self.run_hashing(move |engine| engine.join(request)).await
    }

    async fn refresh(&self, request: Refresh) -> CallResult<Tokens> {
        self.run(move |engine| engine.refresh(&request)).await
    }

    async fn sign_out(&self, token: &str) -> CallResult<()> {
        let token = token.to_owned();
        self.run(move |engine| engine.sign_out(&token)).await
    }

    async fn sync(&self, token: &str, request: SyncRequest) -> CallResult<SyncReply> {
        let token = token.to_owned();
        self.run(move |engine| engine.sync(&token, request)).await
    }

    async fn wait(&self, token: &str, request: WaitRequest) -> CallResult<Waited> {
        let token = token.to_owned();
        if self.engine.mode() == Mode::Inline {
            return self.engine.wait(&token, &request);
        }
        // Listening begins before looking: what changes between the two is heard.
        let mut heard = self.subscribe(&token).await?;
        heard.next().await;
        let deadline = tokio::time::sleep(Duration::from_secs(WAIT_SECONDS));
        let mut deadline = std::pin::pin!(deadline);
        loop {
            let (token, request) = (token.clone(), request.clone());
            let waited = self.run(move |engine| engine.wait(&token, &request)).await?;
            if waited.changed {
                return Ok(waited);
            }
            tokio::select! {
                event = heard.next() => if event.is_none() { return Ok(Waited { changed: true }) },
                () = &mut deadline => return Ok(waited),
            }
        }
    }

    async fn snapshot(&self, token: &str, library: Uuid) -> CallResult<Manifest> {
        let token = token.to_owned();
        self.run(move |engine| engine.snapshot(&token, library)).await
    }

    async fn chunk(
        &self,
        token: &str,
        library: Uuid,
        epoch: Uuid,
        rev: u64,
        chunk: u32,
    ) -> CallResult<Vec<u8>> {
        let token = token.to_owned();
        self.run(move |engine| engine.chunk(&token, library, epoch, rev, chunk)).await
    }

    async fn history(&self, token: &str, library: Uuid, row: Uuid) -> CallResult<Vec<FormerRow>> {
        let token = token.to_owned();
        self.run(move |engine| engine.history(&token, library, row)).await
    }

    async fn upload(&self, token: &str, upload: Upload) -> CallResult<Uploaded> {
        let token = token.to_owned();
        self.run(move |engine| engine.upload(&token, &upload)).await
    }

    async fn upload_piece(
        &self,
        token: &str,
        hash: &str,
        offset: u64,
        bytes: Vec<u8>,
    ) -> CallResult<Uploaded> {
        let (token, hash) = (token.to_owned(), hash.to_owned());
        self.run(move |engine| engine.upload_piece(&token, &hash, offset, &bytes)).await
    }

    async fn blob(&self, token: &str, hash: &str, offset: u64) -> CallResult<Piece> {
        let (token, hash) = (token.to_owned(), hash.to_owned());
        self.run(move |engine| engine.blob(&token, &hash, offset)).await
    }

    async fn usage(&self, token: &str, report: UsageReport) -> CallResult<()> {
        let token = token.to_owned();
        self.run(move |engine| engine.usage(&token, &report)).await
    }

    async fn admin(&self, token: &str, request: Admin) -> CallResult<AdminReply> {
        let token = token.to_owned();
        let hashes = matches!(
            request,
            Admin::SetPassword { .. } | Admin::AddUser { .. } | Admin::EditUser { password: Some(_), .. }
        );
        if hashes {
            return self.run_hashing(move |engine| engine.admin(&token, request)).await;
        }
        self.run(move |engine| engine.admin(&token, request)).await
    }
}
