//! Every rule of the hub: order, rights, drafts, retention. It knows neither HTTP nor SQL.
//!
//! | module | holds |
//! |---|---|
//! | `sync` | the round trip: `push`, then `pull`; long polls, streams, history, counters |
//! | `push` | operations: judged, ordered, written |
//! | `pull`, `snapshot` | what changed, in pages; a whole library, in chunks |
//! | `access`, `caller` | who may do what; who a token stands for |
//! | `sessions`, `password`, `people` | sign-in, tokens, companies, accounts |
//! | `admin` | what administrators ask for |
//! | `care` | epochs, retention, verification |

mod access;
mod admin;
mod caller;
mod care;
mod password;
mod people;
mod pull;
mod push;
mod sessions;
mod snapshot;
mod sync;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::sync::Arc;

use huashu_core::clock::Clock;
use huashu_core::sync::bug::{self, Bug};
use huashu_protocol::account::{Access, Hello};
use huashu_protocol::{MIN_PROTO, PROTO, SCHEMA};
use uuid::Uuid;

pub(crate) use access::readable;
pub(crate) use caller::Caller;
pub use care::{Collected, Verified};
pub(crate) use pull::few_rows;

use self::password::Passwords;
use self::snapshot::Snapshots;
use crate::blobs::{Files, make_folder};
use crate::error::HubError;
use crate::live::{Live, Notes};
use crate::options::{Mode, OneTime, Options};
use crate::random::{Random, new_id};
use crate::store::types::Account;
use crate::store::{self, Store, StoreError, Tx, View};

/// The name of the file that says that a process has the folder open.
const LOCK_FILE: &str = "hub.lock";

/// The hub without futures: every call of the protocol under its own name, and what only the owner of the machine may ask.
pub struct Engine {
    mode: Mode,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    passwords: Passwords,
    pub(crate) files: Files,
    snapshots: Snapshots,
    // Before the store: it ends first, and reads from the store until then.
    live: Live,
    pub(crate) store: Arc<dyn Store>,
    _lock: Option<File>,
}

impl Engine {
    pub(crate) fn open(options: Options) -> Result<(Self, Option<OneTime>, bool), HubError> {
        let Options { data, mode, clock, random, passwords, company, new_epoch } = options;
        make_folder(&data, false).map_err(HubError::io(&data))?;
        let lock = if mode == Mode::Threaded { Some(take_folder(&data)?) } else { None };
        let passwords = Passwords::new(passwords, &*random)?;
        let hub = new_id(&*random, clock.now().as_millisecond()).map_err(StoreError::from)?;
        let store::sqlite::Found { store, behind } = store::sqlite::open(&data, mode, hub)?;
        let durable = mode == Mode::Threaded;
        let live = Live::start(mode, Arc::clone(&store), Arc::clone(&clock)).map_err(HubError::io(&data))?;
        let engine = Self {
            mode,
            clock,
            random,
            passwords,
            files: Files::new(&data, durable),
            snapshots: Snapshots::new(&data, durable),
            live,
            store,
            _lock: lock,
        };
        if let Some(commits) = behind {
            log::error!(
                "the database is older than what this hub had committed: it was put back from a copy. Every library \
                 begins a new epoch, and clients bring back what they know"
            );
            if bug::is(Bug::NoNewEpoch) {
                engine.store.write(move |tx| tx.set_commits(commits))?;
            } else {
                engine.begin_epoch(Some(commits))?;
            }
        } else if new_epoch {
            engine.begin_epoch(None)?;
        }
        let is_new = engine.store.read(|view| view.companies())?.is_empty();
        let first_owner = if is_new { Some(engine.add_company(&company)?) } else { None };
        engine.snapshots.tidy();
        Ok((engine, first_owner, behind.is_some()))
    }

    /// Which editions the hub speaks.
    pub fn hello() -> Hello {
        Hello {
            service: "huashu".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            min_proto: MIN_PROTO,
            proto: PROTO,
            schema: SCHEMA,
        }
    }

    pub(crate) fn mode(&self) -> Mode {
        self.mode
    }

    /// The present moment, in milliseconds since 1970: for display and retention.
    pub(crate) fn now(&self) -> i64 {
        self.clock.now().as_millisecond()
    }

    /// Runs a job whose changes are told once they are committed.
    fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut dyn Tx, &mut Notes) -> store::Result<T> + Send + 'static,
    ) -> store::Result<T> {
        let (value, notes) = self.store.write(move |tx| {
            let mut notes = Notes::default();
            let value = job(tx, &mut notes)?;
            Ok((value, notes))
        })?;
        self.live.tell(notes);
        Ok(value)
    }
}

/// What an account may do with a library, if anything.
pub(crate) fn access_to(view: &dyn View, account: &Account, library: Uuid) -> store::Result<Option<Access>> {
    Ok(access::of(view, account, library)?.map(|(_, access)| access))
}

/// Only one process has a folder open; the lock goes with the process, however it ends.
fn take_folder(data: &std::path::Path) -> Result<File, HubError> {
    let path = data.join(LOCK_FILE);
    let file = File::create(&path).map_err(HubError::io(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(HubError::InUse { data: data.to_owned() }),
        Err(std::fs::TryLockError::Error(source)) => Err(HubError::Io { path, source }),
    }
}
