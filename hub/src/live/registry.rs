//! Who listens, and to what.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use huashu_protocol::stream::Event;
use uuid::Uuid;

use super::event;
use super::mailbox::{Mailbox, Subscription};
use crate::store::types::Account;

/// Everybody who listens.
#[derive(Default)]
pub(super) struct Registry(Mutex<Inside>);

#[derive(Default)]
pub(super) struct Inside {
    /// By company and account.
    pub(super) companies: BTreeMap<Uuid, Listening>,
    next: u64,
}

/// Who listens in one company.
#[derive(Default)]
pub(super) struct Listening {
    /// The state of the company's grants that `accounts` knows.
    pub(super) seq: u64,
    pub(super) accounts: BTreeMap<Uuid, Listener>,
}

/// An account with open clients.
pub(super) struct Listener {
    pub(super) grants_rev: u64,
    pub(super) expires_at: Option<i64>,
    /// What it may read, sorted; `None` while its first client is joining.
    pub(super) libraries: Option<Vec<Uuid>>,
    /// Whether something changed while it was joining.
    pub(super) missed: bool,
    pub(super) clients: Vec<Client>,
}

pub(super) struct Client {
    id: u64,
    pub(super) device: Uuid,
    pub(super) mailbox: Arc<Mailbox>,
}

/// A client that is in the list and was not greeted yet.
pub(crate) struct Joining {
    registry: Arc<Registry>,
    leave: Leave,
    mailbox: Arc<Mailbox>,
}

/// Takes a client off the list when it is dropped.
struct Leave {
    registry: Arc<Registry>,
    company: Uuid,
    account: Uuid,
    id: u64,
}

impl Registry {
    pub(super) fn lock(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn join(self: &Arc<Self>, account: &Account, device: Uuid) -> Joining {
        let mailbox = Arc::new(Mailbox::default());
        let mut inside = self.lock();
        inside.next += 1;
        let id = inside.next;
        let listening = inside.companies.entry(account.company).or_default();
        let listener = listening.accounts.entry(account.id).or_insert_with(|| Listener {
            grants_rev: 0,
            expires_at: account.expires_at,
            libraries: None,
            missed: false,
            clients: Vec::new(),
        });
        listener.clients.push(Client { id, device, mailbox: Arc::clone(&mailbox) });
        drop(inside);
        let leave = Leave { registry: Arc::clone(self), company: account.company, account: account.id, id };
        Joining { registry: Arc::clone(self), leave, mailbox }
    }
}

impl Joining {
    /// Greets the client; from here on it hears what its account may read.
    pub(crate) fn hello(self, account: &Account, seq: u64, libraries: Vec<Uuid>) -> Subscription {
        let hello = Event::Hello { grants_rev: account.grants_rev, drafts_rev: account.drafts_rev };
        let mut missed = false;
        let mut inside = self.registry.lock();
        if let Some(listening) = inside.companies.get_mut(&account.company) {
            let only = listening.accounts.len() == 1;
            if let Some(listener) = listening.accounts.get_mut(&account.id) {
                // Somebody newer may have written already what the account may read.
                if listener.grants_rev <= account.grants_rev {
                    listener.grants_rev = account.grants_rev;
                    listener.expires_at = account.expires_at;
                    listener.libraries = Some(libraries);
                }
                missed = std::mem::take(&mut listener.missed);
                if only {
                    listening.seq = listening.seq.max(seq);
                }
            }
        }
        drop(inside);
        self.mailbox.put(&event::write(&hello), &event::resync());
        if missed {
            self.mailbox.put(&event::resync(), &event::resync());
        }
        Subscription::new(self.mailbox, self.leave)
    }
}

impl Drop for Leave {
    fn drop(&mut self) {
        let mut inside = self.registry.lock();
        let Some(listening) = inside.companies.get_mut(&self.company) else { return };
        if let Some(listener) = listening.accounts.get_mut(&self.account) {
            listener.clients.retain(|client| client.id != self.id);
            if listener.clients.is_empty() {
                listening.accounts.remove(&self.account);
            }
        }
        if listening.accounts.is_empty() {
            inside.companies.remove(&self.company);
        }
    }
}

impl Listener {
    pub(super) fn mailboxes(&self) -> impl Iterator<Item = Arc<Mailbox>> + '_ {
        self.clients.iter().map(|client| Arc::clone(&client.mailbox))
    }
}

/// Puts one event in many mailboxes.
pub(super) fn put_all(mailboxes: &[Arc<Mailbox>], event: &Bytes) {
    let overflow = event::resync();
    for mailbox in mailboxes {
        mailbox.put(event, &overflow);
    }
}
