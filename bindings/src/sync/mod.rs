//! Sync as an app sees it: signing in and out, the service, drafts.

mod drafts;
mod membership;

use std::sync::Arc;
use std::time::Duration;

use huashu_core::foreign::{self, ApiError, SyncPhase, SyncStatus};
use huashu_core::store::{Access, Changes};
use huashu_core::sync::client::{self, HttpApi, HttpOptions, HubUrl, Keys, Pin};
use huashu_core::sync::desk::BookDesk;
use huashu_core::sync::machine::{Params, Settled};
use huashu_core::sync::runner::{self, Config};
use huashu_core::{Error, PhraseBook as CoreBook, Result};

pub use self::drafts::{DraftChoice, WaitingDraft};
pub use self::membership::{LibrarySharing, Membership, SignInWish};
use crate::book::{PhraseBook, Shared};
use crate::desk::{blocking, lock};
use crate::guard;

/// Sync between a book and its hub. There is one way to a hub per book, however many of these were made.
#[derive(uniffi::Object)]
pub struct SyncService {
    shared: Arc<Shared>,
    secrets: Arc<dyn client::SecretStore>,
}

/// How asking for everything ended.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct SyncOutcome {
    /// Whether everything is where it belongs.
    pub done: bool,
    /// How sync stands now: where it is not done, why.
    pub status: SyncStatus,
}

#[uniffi::export]
impl PhraseBook {
    /// The sync service of this book. The platform's keystore keeps the session. Any thread; microseconds.
    ///
    /// # Errors
    /// `Storage` where no thread can be started.
    pub fn sync_service(&self, secrets: Arc<dyn foreign::SecretStore>) -> Result<Arc<SyncService>, ApiError> {
        let secrets = guard::secrets(secrets)?;
        Ok(Arc::new(SyncService { shared: Arc::clone(&self.shared), secrets }))
    }
}

#[uniffi::export]
impl SyncService {
    /// Starts sync: from now on every change goes up and comes down by itself, and the observers of the book hear of it.
    /// Started already, it goes on. Any thread; milliseconds.
    ///
    /// # Errors
    /// `NotNow` where nobody is signed in; `Closed`.
    pub async fn start(&self) -> Result<(), ApiError> {
        if lock(&self.shared.sync).is_some() {
            return Ok(());
        }
        let (api, keys) = self.way().await?;
        let shared = Arc::clone(&self.shared);
        let start = move || start(&shared, api, keys);
        let service = blocking("huashu-start", start).await?;
        // Somebody else may have started it meanwhile: then this one ends, on a thread that may wait.
        if let Some(late) = self.shared.run_sync(service) {
            blocking("huashu-stop", move || {
                late.stop();
                Ok(())
            })
            .await?;
        }
        Ok(())
    }

    /// Stops sync. What was under way is rolled back and done again at the next start. Any thread; milliseconds, five seconds
    /// at most.
    pub async fn stop(&self) {
        self.shared.stop_sync().await;
    }

    /// Asks for everything now and waits until it is there, or until it is clear that it will not be; `timeout_ms` at most. Any
    /// thread; as long as the network takes.
    ///
    /// # Errors
    /// `NotNow` where sync was not started.
    pub async fn sync_now(&self, timeout_ms: u32) -> Result<SyncOutcome, ApiError> {
        let service = self.running()?;
        let timeout = Duration::from_millis(timeout_ms.into());
        let outcome = blocking("huashu-sync-now", move || Ok(service.sync_once(timeout))).await?;
        Ok(SyncOutcome { done: outcome.settled == Some(Settled::Done), status: outcome.status.into() })
    }

    /// How sync stands. Any thread; microseconds.
    pub fn status(&self) -> SyncStatus {
        match &*lock(&self.shared.sync) {
            Some(service) => service.status().into(),
            None => SyncStatus {
                phase: SyncPhase::Stopped,
                trouble: None,
                waiting: 0,
                drafts: 0,
                last_sync: None,
                fetching: None,
                parked: 0,
                failing_blobs: 0,
            },
        }
    }

    /// The platform says that the network is another, or is there again. Any thread; microseconds.
    pub fn network_changed(&self) {
        self.tell(runner::SyncService::network_changed);
    }

    /// Somebody looks at the app. Any thread; microseconds.
    pub fn foreground(&self) {
        self.tell(runner::SyncService::foreground);
    }

    /// Nobody looks at it: what is under way is finished, then there is silence. Any thread; microseconds.
    pub fn background(&self) {
        self.tell(runner::SyncService::background);
    }

    /// The platform lets the app rest. Returns when sync works on the book no more, at the latest after `deadline_ms`; whether
    /// it is so. What was under way is rolled back and done again after [`SyncService::resume`]. Writes of the app itself go on:
    /// await them before resting. Any thread; milliseconds.
    pub async fn suspend(&self, deadline_ms: u32) -> bool {
        let Ok(service) = self.running() else { return true };
        let deadline = Duration::from_millis(deadline_ms.into());
        blocking("huashu-suspend", move || Ok(service.suspend(deadline))).await.unwrap_or(false)
    }

    /// Goes on after [`SyncService::suspend`]. Any thread; microseconds.
    pub fn resume(&self) {
        self.tell(runner::SyncService::resume);
    }
}

impl SyncService {
    fn running(&self) -> Result<Arc<runner::SyncService>, ApiError> {
        let running = lock(&self.shared.sync).clone();
        Ok(running.ok_or(Error::NotSignedIn)?)
    }

    fn tell(&self, what: impl FnOnce(&runner::SyncService)) {
        if let Some(service) = &*lock(&self.shared.sync) {
            what(service);
        }
    }

    /// The way to the hub that the book belongs to.
    async fn way(&self) -> Result<(HttpApi, Keys), ApiError> {
        let standing = self.shared.read(CoreBook::sync_standing).await?;
        let identity = standing.identity.ok_or(Error::NotSignedIn)?;
        let hub: HubUrl = identity.url.parse()?;
        let pin = identity.pin.as_deref().map(str::parse::<Pin>).transpose()?;
        let keys = Keys::new(Arc::clone(&self.secrets), &hub, identity.account.id);
        Ok((api(hub, pin)?, keys))
    }
}

/// A way to a hub. A proxy is not asked for this machine itself.
fn api(hub: HubUrl, pin: Option<Pin>) -> Result<HttpApi> {
    let use_proxy = !hub.is_local();
    HttpApi::new(HttpOptions { use_proxy, ..HttpOptions::new(hub, pin) })
}

fn start(shared: &Arc<Shared>, api: HttpApi, keys: Keys) -> Result<Arc<runner::SyncService>> {
    let config = Config::new(Arc::clone(&shared.clock));
    let config = Config { params: Params { foreground: true, ..config.params.clone() }, ..config };
    let (dir, clock) = (shared.dir.clone(), Arc::clone(&shared.clock));
    let desk = move || BookDesk::new(CoreBook::open_with(dir, Access::Write, clock)?);
    let observer = Arc::new(Observer(Arc::downgrade(shared)));
    Ok(Arc::new(runner::SyncService::start(config, desk, api, keys, observer)?))
}

/// Hands on what sync says. It holds the book weakly, since the book holds sync.
struct Observer(std::sync::Weak<Shared>);

impl runner::Observer for Observer {
    fn status(&self, status: &runner::SyncStatus) {
        if let Some(shared) = self.0.upgrade() {
            shared.teller.status(status.clone().into());
        }
    }

    fn changed(&self, changes: &Changes) {
        if let Some(shared) = self.0.upgrade() {
            shared.synced(changes);
        }
    }
}
