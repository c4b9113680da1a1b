//! What changed, told to those who may know it. Rights are looked at in the same state from which the rows are read: nobody
//! hears of a library in the moment after it was taken away.

use std::collections::BTreeMap;
use std::sync::Arc;

use huashu_core::clock::Clock;
use huashu_protocol::limits::INLINE_BYTES;
use huashu_protocol::stream::{Change, Event};
use uuid::Uuid;

use super::event;
use super::mailbox::Mailbox;
use super::notes::{Changed, Notes};
use super::registry::{Listener, Registry, put_all};
use crate::engine::{few_rows, readable};
use crate::store::{Result, Store, View};

/// Tells; only one does at a time.
pub(super) struct Teller {
    pub(super) registry: Arc<Registry>,
    pub(super) store: Arc<dyn Store>,
    pub(super) clock: Arc<dyn Clock>,
    /// The state of each library that was told last, while somebody listens to it.
    pub(super) told: BTreeMap<Uuid, (Uuid, u64)>,
}

impl Teller {
    /// Tells what transactions changed.
    pub(super) fn tell(&mut self, notes: &Notes) {
        self.end(|account, device| notes.accounts.contains(&account) || notes.devices.contains(&device));
        self.end_expired();
        if self.registry.lock().companies.is_empty() {
            self.told.clear();
            return;
        }
        let store = Arc::clone(&self.store);
        let told = store.read(|view| {
            let companies = notes.libraries.values().map(|changed| changed.company);
            let mut companies: Vec<Uuid> = companies.chain(notes.grants.iter().copied()).collect();
            companies.sort_unstable();
            companies.dedup();
            for company in companies {
                self.tell_grants(view, company)?;
            }
            self.tell_drafts(view, notes)?;
            notes
                .libraries
                .iter()
                .try_for_each(|(library, changed)| self.tell_change(view, *library, *changed))
        });
        if let Err(error) = told {
            // Events are hints, and whoever misses one pulls; but they should know that they missed something.
            log::error!("what changed could not be told: {error}");
            let inside = self.registry.lock();
            let all = inside.companies.values().flat_map(|listening| listening.accounts.values());
            let mailboxes: Vec<_> = all.flat_map(Listener::mailboxes).collect();
            drop(inside);
            self.told.clear();
            put_all(&mailboxes, &event::resync());
        }
    }

    /// Ends the streams of accounts whose time is over.
    pub(super) fn end_expired(&mut self) {
        let now = self.clock.now().as_millisecond();
        let inside = self.registry.lock();
        let all = inside.companies.values().flat_map(|listening| &listening.accounts);
        let expired = all.filter(|(_, listener)| listener.expires_at.is_some_and(|end| end <= now));
        let mailboxes: Vec<_> = expired.flat_map(|(_, listener)| listener.mailboxes()).collect();
        drop(inside);
        close_all(&mailboxes);
    }

    fn end(&self, is_over: impl Fn(Uuid, Uuid) -> bool) {
        let inside = self.registry.lock();
        let mut mailboxes = Vec::new();
        for (account, listener) in inside.companies.values().flat_map(|listening| &listening.accounts) {
            let over = listener.clients.iter().filter(|client| is_over(*account, client.device));
            mailboxes.extend(over.map(|client| Arc::clone(&client.mailbox)));
        }
        drop(inside);
        close_all(&mailboxes);
    }

    /// Looks anew at what those may read whose grants changed, and tells them.
    fn tell_grants(&self, view: &dyn View, company: Uuid) -> Result<()> {
        let seq = view.company(company)?.map_or(0, |company| company.grants_seq);
        let mut known = BTreeMap::new();
        if let Some(listening) = self.registry.lock().companies.get(&company)
            && listening.seq != seq
        {
            known.extend(listening.accounts.iter().map(|(id, listener)| (*id, listener.grants_rev)));
        }
        if known.is_empty() {
            return Ok(());
        }
        for (account, rev) in view.grants_revs(company)? {
            if known.get(&account).is_none_or(|known| *known >= rev) {
                continue;
            }
            let Some(account) = view.account(company, account)? else { continue };
            let libraries = readable(view, &account)?.into_iter().map(|(library, _)| library.id).collect();
            let mut inside = self.registry.lock();
            let listening = inside.companies.get_mut(&company);
            let listener = listening.and_then(|listening| listening.accounts.get_mut(&account.id));
            let Some(listener) = listener else { continue };
            listener.grants_rev = rev;
            listener.expires_at = account.expires_at;
            listener.libraries = Some(libraries);
            let mailboxes: Vec<_> = listener.mailboxes().collect();
            drop(inside);
            put_all(&mailboxes, &event::write(&Event::Grants { grants_rev: rev }));
        }
        if let Some(listening) = self.registry.lock().companies.get_mut(&company) {
            listening.seq = seq;
        }
        Ok(())
    }

    fn tell_drafts(&self, view: &dyn View, notes: &Notes) -> Result<()> {
        for account in &notes.drafts {
            let inside = self.registry.lock();
            let listening = inside.companies.iter().find(|(_, one)| one.accounts.contains_key(account));
            let Some((company, listening)) = listening else { continue };
            let company = *company;
            let mailboxes: Vec<_> =
                listening.accounts.get(account).into_iter().flat_map(Listener::mailboxes).collect();
            drop(inside);
            let drafts_rev = view.account(company, *account)?.map_or(0, |account| account.drafts_rev);
            put_all(&mailboxes, &event::write(&Event::Drafts { drafts_rev }));
        }
        Ok(())
    }

    fn tell_change(&mut self, view: &dyn View, id: Uuid, changed: Changed) -> Result<()> {
        let mailboxes = self.listeners(changed.company, id);
        if mailboxes.is_empty() {
            self.told.remove(&id);
            return Ok(());
        }
        let Some(library) = view.library(changed.company, id)? else { return Ok(()) };
        let from = match self.told.get(&id) {
            Some((epoch, rev)) if *epoch == library.epoch => *rev,
            _ => changed.from,
        };
        if library.deleted_at.is_some() || from >= library.rev {
            return Ok(());
        }
        self.told.insert(id, (library.epoch, library.rev));
        let rows = few_rows(view, id, from, INLINE_BYTES)?;
        let change = Change {
            library: id,
            epoch: library.epoch,
            from,
            to: library.rev,
            checksum: library.checksum,
            rows,
        };
        put_all(&mailboxes, &event::write(&Event::Change(change)));
        Ok(())
    }

    /// Those who may read a library.
    fn listeners(&self, company: Uuid, library: Uuid) -> Vec<Arc<Mailbox>> {
        let mut inside = self.registry.lock();
        let Some(listening) = inside.companies.get_mut(&company) else { return Vec::new() };
        let mut mailboxes = Vec::new();
        for listener in listening.accounts.values_mut() {
            match &listener.libraries {
                Some(libraries) if libraries.binary_search(&library).is_ok() => {
                    mailboxes.extend(listener.mailboxes());
                }
                Some(_) => {}
                None => listener.missed = true,
            }
        }
        mailboxes
    }
}

fn close_all(mailboxes: &[Arc<Mailbox>]) {
    let bye = event::bye();
    for mailbox in mailboxes {
        mailbox.close(&bye);
    }
}
