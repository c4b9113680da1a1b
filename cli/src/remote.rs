//! The hub as commands reach it: the book's own identity, its tokens, and one call at a time.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use huashu_core::store::HubIdentity;
use huashu_core::sync::client::{FileSecrets, HttpApi, HttpOptions, HubUrl, Keys, Pin, SecretStore};
use huashu_core::sync::machine::{Call, Wallet, perform};
use huashu_core::{Error, PhraseBook};
use huashu_protocol::account::{Admin, AdminReply};
use huashu_protocol::{CallError, CallResult, Refusal, SyncApi};
use tokio::runtime::Runtime;

use crate::error::Failure;

/// The file beside the book that holds the refresh token; its owner alone can read it.
const SECRETS: &str = "secrets.json";

/// How often fresh tokens are asked for until they serve.
const TRIES: u32 = 10;

/// How often and how many times it is looked whether another process is done with the tokens: 5 s in all.
const LOOK: Duration = Duration::from_millis(20);
const LOOKS: u32 = 250;

/// A hub that the book is signed in to.
pub(crate) struct Remote {
    pub(crate) identity: HubIdentity,
    pub(crate) api: HttpApi,
    pub(crate) keys: Keys,
    runtime: Runtime,
}

impl Remote {
    /// The hub that a book belongs to.
    ///
    /// # Errors
    /// `NotSignedIn`; those of reading the book.
    pub(crate) fn of(book: &PhraseBook) -> Result<Self, Failure> {
        let identity = book.sync_standing()?.identity.ok_or(Error::NotSignedIn)?;
        let hub: HubUrl = identity.url.parse()?;
        let pin = identity.pin.as_deref().map(str::parse).transpose()?;
        let keys = keys(book.dir(), &hub, identity.account.id);
        Ok(Self { api: api(hub, pin)?, keys, identity, runtime: runtime()? })
    }

    /// Calls the hub, with fresh tokens where those at hand have ended.
    ///
    /// # Errors
    /// What the hub refuses; that it cannot be reached.
    pub(crate) fn call<T>(&self, call: impl AsyncFn(&HttpApi, &str) -> CallResult<T>) -> Result<T, Failure> {
        let called = self.runtime.block_on(async {
            let mut tries = 0;
            loop {
                if let Some(token) = self.keys.access() {
                    match call(&self.api, &token).await {
                        // Another process may have exchanged the tokens in the very moment.
                        Err(CallError::Refused(Refusal::Expired)) if tries < TRIES => {}
                        answered => return answered,
                    }
                }
                tries += 1;
                perform(&self.api, &self.keys, Call::Refresh).await?;
            }
        });
        called.map_err(Failure::hub)
    }

    /// Asks what administrators ask.
    ///
    /// # Errors
    /// As [`Remote::call`].
    pub(crate) fn admin(&self, request: &Admin) -> Result<AdminReply, Failure> {
        self.call(async |api, token| api.admin(token, request.clone()).await)
    }
}

/// A way to a hub. A proxy that the environment names is not asked for this machine itself.
///
/// # Errors
/// Where TLS cannot be set up.
pub(crate) fn api(hub: HubUrl, pin: Option<Pin>) -> Result<HttpApi, Failure> {
    let use_proxy = !hub.is_local();
    Ok(HttpApi::new(HttpOptions { use_proxy, ..HttpOptions::new(hub, pin) })?)
}

/// Where the tokens of an account are kept.
pub(crate) fn keys(dir: &Path, hub: &HubUrl, account: uuid::Uuid) -> Keys {
    Keys::new(Arc::new(Patient(FileSecrets::new(dir.join(SECRETS)))), hub, account)
}

/// Secrets that several commands on one book exchange after each other, each waiting for its turn.
struct Patient(FileSecrets);

impl SecretStore for Patient {
    fn get(&self, name: &str) -> Result<Option<String>, Error> {
        self.0.get(name)
    }

    fn set(&self, name: &str, secret: &str) -> Result<(), Error> {
        self.0.set(name, secret)
    }

    fn delete(&self, name: &str) -> Result<(), Error> {
        self.0.delete(name)
    }

    fn hold(&self) -> Result<Box<dyn Send>, Error> {
        for _ in 0..LOOKS {
            match self.0.hold() {
                Err(Error::Busy) => std::thread::sleep(LOOK),
                held => return held,
            }
        }
        self.0.hold()
    }
}

/// A small runtime for calls.
///
/// # Errors
/// Where the system has no thread or descriptor left.
pub(crate) fn runtime() -> Result<Runtime, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(Failure::system)
}
