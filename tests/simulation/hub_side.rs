//! The hub of a story: it dies and comes back, is put back from copies, and is watched at its door.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

use huashu_core::sync::bug::{Killed, Moment};
use huashu_core::sync::machine::{Event, StreamEvent};
use huashu_hub::{Hub, Options, SeededRandom};
use huashu_protocol::account::{Access, Admin, Device, Grantee, SignIn};
use huashu_protocol::sync::{Outcome, SyncReply, SyncRequest};
use huashu_protocol::{CallError, CallResult, SyncApi};
use rusqlite::Connection;
use uuid::Uuid;

use crate::dice::{StoryClock, copy, mix};
use crate::template::{PASSWORD, at_once, template};
use crate::world::{Parcel, World, doom};

pub(crate) struct HubSide {
    pub(crate) dir: PathBuf,
    clock: StoryClock,
    seed: u64,
    /// `None` while it is down.
    pub(crate) hub: Option<Hub>,
    pub(crate) opened: u64,
    /// The story's own connection, and for which opening it is.
    pub(crate) probe: RefCell<Option<(u64, Rc<Connection>)>>,
    /// How it dies at one of the next commits.
    pub(crate) death: Option<(Moment, u32)>,
    /// What the agent may do with the company's and the department's library.
    pub(crate) rights: Rights,
    /// What it answered to each operation of each account, in the time that it remembers.
    pub(crate) outcomes: BTreeMap<(usize, Uuid), Outcome>,
    pub(crate) backup: Option<Backup>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rights {
    pub(crate) company: Option<Access>,
    pub(crate) department: Option<Access>,
}

/// A copy of the hub, and what was true when it was made.
#[derive(Clone)]
pub(crate) struct Backup {
    pub(crate) at: Duration,
    rights: Rights,
    outcomes: BTreeMap<(usize, Uuid), Outcome>,
}

/// How the hub is put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Restore {
    /// By the book: the copy, and the word that it is one.
    Said,
    /// Somebody copied the database's file back. The mark beside it must tell.
    Copied,
}

impl HubSide {
    pub(crate) fn new(dir: PathBuf, passed: &Arc<AtomicI64>, seed: u64) -> Self {
        Self {
            dir,
            clock: StoryClock::new(passed),
            seed,
            hub: None,
            opened: 0,
            probe: RefCell::default(),
            death: None,
            rights: Rights { company: Some(Access::Edit), department: Some(Access::Edit) },
            outcomes: BTreeMap::new(),
            backup: None,
        }
    }
}

impl World {
    /// The hub begins; whether it found that its data was put back.
    pub(crate) fn hub_opens(&mut self, new_epoch: bool) -> bool {
        if self.hub.hub.is_some() {
            return false;
        }
        self.hub.opened += 1;
        let random = Arc::new(SeededRandom::new(mix(self.hub.seed, 99, self.hub.opened)));
        let options = Options::inline(&self.hub.dir, Arc::new(self.hub.clock.clone()), random);
        let opened = Hub::open(Options { new_epoch, ..options }).unwrap();
        self.tell(format_args!("the hub is up, restored: {}", opened.restored));
        self.hub.hub = Some(opened.hub);
        opened.restored
    }

    /// The hub's process ends, wherever it was.
    pub(crate) fn hub_dies(&mut self) {
        if self.hub.hub.is_none() {
            return;
        }
        self.tell(format_args!("the hub dies"));
        self.hub.hub = None;
        self.hub.death = None;
        for number in 0..self.clients.len() {
            let life = self.clients[number].life;
            if let Some((id, ..)) = self.clients[number].stream.take() {
                let over = CallError::Unreachable { detail: "reset".into() };
                let delay = self.delay();
                let event = Event::Stream(id, StreamEvent::Closed(over));
                self.post(delay, Parcel::Tell(number, life, event));
            }
        }
        let after = self.dice.millis(8_000);
        self.post(after, Parcel::HubUp);
    }

    /// Asks the hub something; `None` where it is down, or died of it.
    pub(crate) fn at_hub<T>(&mut self, question: impl FnOnce(&Hub) -> T) -> Option<T> {
        let hub = self.hub.hub.take()?;
        doom(self.hub.death.take());
        let answer = catch_unwind(AssertUnwindSafe(|| question(&hub)));
        doom(None);
        self.hub.hub = Some(hub);
        match answer {
            Ok(answer) => Some(answer),
            Err(death) => {
                if death.downcast_ref::<Killed>().is_none() {
                    resume_unwind(death);
                }
                self.hub_dies();
                None
            }
        }
    }

    /// Syncs, and looks at what comes of it.
    pub(crate) fn ask_sync(
        &mut self,
        number: usize,
        token: &str,
        request: &SyncRequest,
    ) -> Option<CallResult<SyncReply>> {
        let answer = self.at_hub(|hub| at_once(hub.sync(token, request.clone())))?;
        if let Ok(reply) = &answer {
            self.check_reply(number, request, reply);
        }
        Some(answer)
    }

    /// The owner asks for something at the console.
    pub(crate) fn console(&mut self, request: Admin) -> bool {
        let device = Device { install: Uuid::from_u128(99), name: "console".into() };
        let sign_in = SignIn { user: "owner".into(), password: PASSWORD.into(), device };
        let done = self.at_hub(|hub| {
            let session = at_once(hub.sign_in(sign_in))?;
            at_once(hub.admin(&session.tokens.access, request))
        });
        matches!(done, Some(Ok(_)))
    }

    /// The agent is let into a library, or out of it.
    pub(crate) fn let_agent(&mut self, is_company: bool, access: Option<Access>) {
        let template = template();
        let library = if is_company { template.company } else { template.department };
        let to = Grantee::Account(template.accounts[2]);
        // Everybody may read the company's.
        let wanted = if is_company { access.or(Some(Access::Read)) } else { access };
        let request = match access {
            Some(access) => Admin::Grant { library, to, access },
            None => Admin::Revoke { library, to },
        };
        self.hub.death = None;
        if self.console(request) {
            let right =
                if is_company { &mut self.hub.rights.company } else { &mut self.hub.rights.department };
            *right = wanted;
            let rights = self.hub.rights;
            self.tell(format_args!("the agent may: {rights:?}"));
            self.pump();
        }
    }

    /// Keeps a copy of the hub as it is: the database, then the blobs.
    pub(crate) fn back_up_hub(&mut self) {
        let to = self.book_folder("hub-backup");
        let _ = std::fs::remove_dir_all(&to);
        std::fs::create_dir_all(&to).unwrap();
        self.hub.death = None;
        if !matches!(self.at_hub(|hub| hub.engine().backup(&to.join("hub.db"))), Some(Ok(()))) {
            self.hub.backup = None;
            return;
        }
        let blobs = self.hub.dir.join("blobs");
        if blobs.is_dir() {
            copy(&blobs, &to.join("blobs"));
        }
        self.tell(format_args!("the hub is backed up"));
        let (rights, outcomes) = (self.hub.rights, self.hub.outcomes.clone());
        self.hub.backup = Some(Backup { at: self.now, rights, outcomes });
    }

    /// Puts the hub's copy back.
    pub(crate) fn put_hub_back(&mut self, how: Restore, with_blobs: bool) {
        let Some(backup) = self.hub.backup.clone() else { return };
        self.tell(format_args!("the hub is put back to {:?}, {how:?}, with blobs: {with_blobs}", backup.at));
        self.hub_dies();
        let (dir, from) = (self.hub.dir.clone(), self.book_folder("hub-backup"));
        let is_behind = commits(&dir) > commits(&from);
        self.hub.probe.take();
        std::fs::copy(from.join("hub.db"), dir.join("hub.db")).unwrap();
        if with_blobs {
            let _ = std::fs::remove_dir_all(dir.join("blobs"));
            let _ = std::fs::remove_dir_all(dir.join("uploads"));
            if from.join("blobs").is_dir() {
                copy(&from.join("blobs"), &dir.join("blobs"));
            }
        }
        if how == Restore::Said {
            std::fs::remove_file(dir.join("hub.mark")).unwrap();
        }
        let is_found = self.hub_opens(how == Restore::Said);
        if how == Restore::Copied && is_found != is_behind {
            self.fail("the hub did not see that its database was put back".into());
        }
        self.hub.rights = backup.rights;
        self.hub.outcomes = backup.outcomes;
        self.ledger.hub_put_back(backup.at, self.now);
    }

    /// The hub forgets what is past.
    pub(crate) fn collect_garbage(&mut self) {
        if self.hub.hub.is_none() {
            return;
        }
        self.hub.death = None;
        let before = self.hub_words();
        let collected = self.at_hub(|hub| hub.engine().collect_garbage().unwrap());
        self.tell(format_args!("forgotten: {collected:?}"));
        let after = self.hub_words();
        if let Some(word) = before.live.difference(&after.live).next() {
            self.fail(format!("word {word} of a live row was forgotten"));
        }
        let forgotten: Vec<u32> = before.all.difference(&after.all).copied().collect();
        self.ledger.release(forgotten);
    }
}

/// How many commits a hub's database counts.
fn commits(dir: &std::path::Path) -> i64 {
    let sql = Connection::open(dir.join("hub.db")).unwrap();
    sql.query_row("SELECT commits FROM hub_state", [], |row| row.get(0)).unwrap()
}
