//! The hub as commands reach it: the book's own identity, its tokens, and one call at a time.

use std::path::Path;
use std::sync::Arc;

use huashu_core::PhraseBook;
use huashu_core::store::HubIdentity;
use huashu_core::sync::client::{FileSecrets, HttpApi, HttpOptions, HubUrl, Keys, Pin};
use huashu_core::sync::machine::{Call, Wallet, perform};
use huashu_protocol::account::{Admin, AdminReply};
use huashu_protocol::{CallError, CallResult, Refusal, SyncApi};
use tokio::runtime::Runtime;

use crate::error::Failure;

/// The file beside the book that holds the refresh token; its owner alone can read it.
const SECRETS: &str = "secrets.json";

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
        let identity = book.sync_standing()?.identity.ok_or(huashu_core::Error::NotSignedIn)?;
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
            if let Some(token) = self.keys.access() {
                match call(&self.api, &token).await {
                    Err(CallError::Refused(Refusal::Expired)) => {}
                    answered => return answered,
                }
            }
            perform(&self.api, &self.keys, Call::Refresh).await?;
            let token = self.keys.access().ok_or(Refusal::SignedOut)?;
            call(&self.api, &token).await
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
    Keys::new(Arc::new(FileSecrets::new(dir.join(SECRETS))), hub, account)
}

/// A small runtime for calls.
///
/// # Errors
/// Where the system has no thread or descriptor left.
pub(crate) fn runtime() -> Result<Runtime, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(Failure::system)
}
