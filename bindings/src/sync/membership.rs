//! Signing in and out: the book becomes a member of a company, and leaves it.

use std::time::Duration;

use huashu_core::foreign::ApiError;
use huashu_core::ids::LibraryId;
use huashu_core::store::Changes;
use huashu_core::sync::client::{HubUrl, Keys, Pin, SignInLink};
use huashu_core::sync::machine::{Call, Wallet, perform};
use huashu_core::{Error, PhraseBook as CoreBook, Result};
use huashu_protocol::SyncApi;
use huashu_protocol::account::{Access, Device, Join, Session, SignIn};
use uuid::Uuid;

use super::{SyncService, api};
use crate::book::everywhere;
use crate::desk::{blocking, lock};

/// How long leaving waits for what has not gone up yet.
const LAST_SYNC: Duration = Duration::from_secs(30);

/// Who wants to sign in where.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct SignInWish {
    /// The hub's address, or a sign-in link with all that belongs to it.
    pub address: String,
    /// The SHA-256 of the hub's certificate, 64 hex digits, where it is one of its own making and no link says it.
    #[uniffi(default = None)]
    pub pin: Option<String>,
    /// An invitation's code, where there is one and no link says it: then the account is made.
    #[uniffi(default = None)]
    pub code: Option<String>,
    /// The account's name.
    pub user: String,
    /// Its password. It is sent to the hub and kept nowhere.
    pub password: String,
    /// What the device is called: `小雨的 Mate 60`.
    pub device: String,
}

/// What the book belongs to.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Membership {
    /// Where the hub answers.
    pub hub: String,
    /// The account's name.
    pub account: String,
    /// The company's name.
    pub company: String,
    /// How many changes the hub does not have yet.
    pub waiting: u64,
}

/// How a library is shared.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct LibrarySharing {
    /// The library.
    pub library: LibraryId,
    /// Whether the person may change it; otherwise they may propose.
    pub may_edit: bool,
    /// Whether it is locked until the hub is seen again.
    pub locked: bool,
}

#[uniffi::export]
impl SyncService {
    /// Makes the book a member of a company: what it holds stays, and goes up. A further sign-in of the same account renews the
    /// session. Start sync afterwards. Any thread; as long as the network takes.
    ///
    /// # Errors
    /// `Invalid` for an address, pin or code that is none; `SignedOut` for a wrong name, password or code; `Offline`; `NotNow` where
    /// the book belongs to another account.
    pub async fn sign_in(&self, wish: SignInWish) -> Result<Membership, ApiError> {
        let install = self.shared.read(CoreBook::sync_standing).await?.install_for(&wish.user)?;
        let SignInLink { hub, code, pin } =
            SignInLink::said(&wish.address, wish.pin.as_deref(), wish.code.clone())?;
        let entered = hub.clone();
        let session = blocking("huashu-sign-in", move || enter(entered, code, pin, wish, install)).await?;
        let keys = Keys::new(self.secrets.clone(), &hub, session.account.id);
        let tokens = session.tokens.clone();
        let url = hub.as_str().to_owned();
        self.shared
            .write(move |book| {
                let pin = pin.map(|pin| pin.to_string());
                book.join_hub(&url, pin.as_deref(), install, &session)?;
                Ok(((), Changes::default()))
            })
            .await?;
        // Whatever it says, it is the keystore that failed: the hub has let the person in.
        let kept =
            move || keys.keep(tokens).map_err(|failed| Error::Callback { detail: format!("{failed:?}") });
        blocking("huashu-keep", kept).await?;
        if let Some(running) = &*lock(&self.shared.sync) {
            running.signed_in();
        }
        self.membership().await?.ok_or_else(|| Error::NotSignedIn.into())
    }

    /// Leaves the company: what can still go up does, then everything that the hub shares goes from this device, the personal
    /// libraries included, since they lie at the hub. Any thread; as long as the network takes, half a minute at most.
    ///
    /// # Errors
    /// `NotNow` where nobody is signed in, or where the hub has not everything and `force` is not said: with it, unsent texts
    /// stay in a library of this device.
    pub async fn sign_out(&self, force: bool) -> Result<(), ApiError> {
        let (api, keys) = self.way().await?;
        // What does not go up any more is counted below.
        if self.start().await.is_ok()
            && let Ok(running) = self.running()
        {
            let _ = blocking("huashu-last", move || Ok(running.sync_once(LAST_SYNC))).await;
        }
        let waiting = self.shared.read(CoreBook::waiting).await?;
        if waiting > 0 && !force {
            return Err(Error::Unsent { waiting }.into());
        }
        self.stop().await;
        blocking("huashu-sign-out", move || {
            // A hub that is not there learns of it when the device's session ends by itself.
            leave(&api, &keys).unwrap_or_else(|error| log::warn!("signing out: {error}"));
            keys.forget()
        })
        .await?;
        self.shared
            .write(move |book| {
                let gone = everywhere(book)?;
                book.leave_hub(force)?;
                Ok(((), gone))
            })
            .await
    }

    /// What the book belongs to; `None` where nobody is signed in. Any thread; a millisecond.
    ///
    /// # Errors
    /// Those of reading the book.
    pub async fn membership(&self) -> Result<Option<Membership>, ApiError> {
        let standing = self.shared.read(CoreBook::sync_standing).await?;
        Ok(standing.identity.map(|identity| Membership {
            hub: identity.url,
            account: identity.account.name,
            company: identity.company.name,
            waiting: standing.waiting,
        }))
    }

    /// How each library is shared; those that are not shared are not listed. Any thread; a millisecond.
    ///
    /// # Errors
    /// Those of reading the book.
    pub async fn sharing(&self) -> Result<Vec<LibrarySharing>, ApiError> {
        self.shared
            .read(|book| {
                let (libraries, locked) = (book.libraries()?, book.locked_libraries()?);
                let shared = book.shared_libraries()?.into_iter().filter_map(|shared| {
                    let library = LibraryId::from_uuid(shared.id);
                    // The company's register of follow-ups is no library that anybody opens.
                    libraries.iter().any(|known| known.id == library).then(|| LibrarySharing {
                        library,
                        may_edit: shared.access == Access::Edit,
                        locked: locked.contains(&library),
                    })
                });
                Ok(shared.collect())
            })
            .await
    }
}

fn enter(
    hub: HubUrl,
    code: Option<String>,
    pin: Option<Pin>,
    wish: SignInWish,
    install: Uuid,
) -> Result<Session> {
    let api = api(hub, pin)?;
    let SignInWish { user, password, device, .. } = wish;
    let device = Device { install, name: device };
    let session = runtime()?.block_on(async {
        match code {
            Some(code) => api.join(Join { code, user, password, device }).await,
            None => api.sign_in(SignIn { user, password, device }).await,
        }
    })?;
    Ok(session)
}

fn leave(api: &impl SyncApi, keys: &Keys) -> Result<()> {
    runtime()?.block_on(async {
        if keys.access().is_none() {
            perform(api, keys, Call::Refresh).await?;
        }
        let token = keys.access().ok_or(Error::NotSignedIn)?;
        Ok(api.sign_out(&token).await?)
    })
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|source| Error::Io { path: "runtime".into(), source })
}
