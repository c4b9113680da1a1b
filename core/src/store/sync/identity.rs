//! Who the book is to its hub. Before the first sign-in every library is personal; signing in takes them along.

use huashu_protocol::account::{Access, Account, Company, Policy, Session};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::libraries::{self, SharedLibrary};
use super::{get, put};
use crate::book::PhraseBook;
use crate::error::{Error, Result};
use crate::model::LibraryKind;
use crate::store::outbox::{self, Verb};
use crate::store::row::to_json;
use crate::store::transaction::{Op, Transaction};
use crate::store::whole;

/// Who the book is to its hub; no secret is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubIdentity {
    /// Where the hub answers: `https://huashu.example.com`.
    pub url: String,
    /// The SHA-256 of the hub's certificate, 64 hex digits, where it is one of its own making.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<String>,
    /// The account.
    pub account: Account,
    /// The company.
    pub company: Company,
    /// The hub's id of this device.
    pub device: Uuid,
    /// This installation.
    pub install: Uuid,
    /// The company's register of follow-ups.
    pub register: Uuid,
}

/// How the book stands with its hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncStanding {
    /// Who it is; `None` before the first sign-in.
    pub identity: Option<HubIdentity>,
    /// How many operations the hub has not acknowledged.
    pub waiting: u64,
    /// How many drafts wait for a decision.
    pub drafts: u64,
    /// When the hub last answered, in milliseconds since 1970; for display.
    pub last_sync: Option<i64>,
}

impl SyncStanding {
    /// The id of this installation for a sign-in of `user`: the same one for a further sign-in, else a new one.
    ///
    /// # Errors
    /// `SignedIn` where the book belongs to another account.
    pub fn install_for(&self, user: &str) -> Result<Uuid> {
        match &self.identity {
            None => Ok(Uuid::now_v7()),
            Some(known) if known.account.name == user => Ok(known.install),
            Some(known) => {
                Err(Error::SignedIn { account: known.account.name.clone(), hub: known.url.clone() })
            }
        }
    }
}

impl PhraseBook {
    /// How the book stands with its hub.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn sync_standing(&self) -> Result<SyncStanding> {
        let waiting = self.waiting()?;
        self.store.explain(|sql| {
            Ok(SyncStanding {
                identity: get(sql, "identity")?,
                waiting,
                drafts: super::drafts::count(sql)?,
                last_sync: get(sql, "last_sync")?,
            })
        })
    }

    /// Makes the book a member of a company: what it holds stays, and goes up. A further sign-in of the same account renews
    /// what is known of it.
    ///
    /// # Errors
    /// `SignedIn` where the book belongs to another account or hub.
    pub fn join_hub(&mut self, url: &str, pin: Option<&str>, install: Uuid, session: &Session) -> Result<()> {
        let identity = HubIdentity {
            url: url.to_owned(),
            pin: pin.map(str::to_owned),
            account: session.account.clone(),
            company: session.company.clone(),
            device: session.device,
            install,
            register: session.register,
        };
        self.transact(Op::Local, |transaction| transaction.join_hub(&identity)).map(drop)
    }

    /// Makes this installation another device to the hub: the book was restored from a backup or cloned. Every library is
    /// taken anew; what waits stays and goes up.
    ///
    /// # Errors
    /// Those of writing the book.
    pub fn renew_installation(&mut self, install: Uuid, device: Uuid) -> Result<()> {
        self.transact(Op::Local, |transaction| {
            let sql = &transaction.sql;
            if let Some(identity) = get::<HubIdentity>(sql, "identity")? {
                put(sql, "identity", &HubIdentity { install, device, ..identity })?;
            }
            for mut state in libraries::all(sql)? {
                if state.granted {
                    state.take_anew();
                    libraries::write(sql, &state)?;
                }
            }
            put(sql, "grants_rev", &0)
        })
        .map(drop)
    }

    /// The company's rules, as last heard.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn policy(&self) -> Result<Policy> {
        self.store.explain(policy)
    }
}

/// The company's rules, as last heard.
pub(super) fn policy(sql: &Connection) -> Result<Policy> {
    Ok(get(sql, "policy")?.unwrap_or_default())
}

impl Transaction<'_> {
    fn join_hub(&mut self, identity: &HubIdentity) -> Result<()> {
        let known: Option<HubIdentity> = get(&self.sql, "identity")?;
        if let Some(known) = known {
            if known.account.id != identity.account.id || known.company.id != identity.company.id {
                return Err(Error::SignedIn { account: known.account.name, hub: known.url });
            }
            put(&self.sql, "identity", identity)?;
            return put(&self.sql, "grants_rev", &0);
        }
        put(&self.sql, "identity", identity)?;
        let register = SharedLibrary::new(identity.register, libraries::REGISTER, Access::Edit, false);
        libraries::write(&self.sql, &register)?;
        self.take_along()
    }

    /// Puts all that the book holds on its way up, as it is: how it came about stays in the history.
    fn take_along(&mut self) -> Result<()> {
        self.sql.execute("DELETE FROM outbox WHERE kind <> 'follow_up'", [])?;
        for library in crate::store::libraries::all(&self.sql)? {
            let state =
                SharedLibrary::new(library.id.uuid(), LibraryKind::Personal.as_str(), Access::Edit, false);
            libraries::write(&self.sql, &state)?;
            let whole = whole::whole(&self.sql, library)?;
            let id = whole.library.id.uuid();
            let mine = crate::model::Library { kind: LibraryKind::Personal, ..whole.library };
            self.push_create(id, "library", id, to_json(&mine)?)?;
            for category in &whole.categories {
                self.push_create(id, "category", category.id.uuid(), to_json(category)?)?;
            }
            for phrase in &whole.phrases {
                self.push_create(id, "phrase", phrase.id.uuid(), to_json(phrase)?)?;
            }
        }
        Ok(())
    }

    /// Puts a row on its way up as a new one.
    pub(super) fn push_create(
        &mut self,
        library: Uuid,
        kind: &'static str,
        row: Uuid,
        fields: String,
    ) -> Result<()> {
        self.push_op(library, kind, row, Verb::Create, 0, fields)
    }

    /// Puts an operation in the outbox that no row's change made.
    pub(super) fn push_op(
        &mut self,
        library: Uuid,
        kind: &'static str,
        row: Uuid,
        verb: Verb,
        base: u64,
        fields: String,
    ) -> Result<()> {
        outbox::push(
            &self.sql,
            &outbox::Line {
                op_id: self.ids.op(self.now),
                operation: self.operation,
                library: crate::ids::LibraryId::from_uuid(library),
                kind,
                row,
                verb,
                base,
                fields,
                content: kind == "phrase",
                at: self.now,
            },
        )
    }
}
