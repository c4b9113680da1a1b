//! Shared libraries and grants.

use huashu_protocol::Refusal;
use huashu_protocol::account::{Access, AdminReply, Grantee, Role};
use huashu_protocol::row::Fields;
use huashu_protocol::sync::Outcome;
use uuid::Uuid;

use super::super::access::to_grant;
use super::super::push::Push;
use crate::random::new_id;
use crate::store::types::{Account, Library, LibraryKind};
use crate::store::{Result, StoreError, View};

pub(super) fn all(view: &dyn View, caller: &Account) -> Result<AdminReply> {
    let shared = view.libraries(caller.company)?.into_iter().filter(is_shared);
    let libraries = shared.map(|library| to_grant(&(library, Access::Edit))).collect();
    Ok(AdminReply::Libraries { libraries })
}

pub(super) fn grants(view: &dyn View, caller: &Account, library: Uuid) -> Result<AdminReply> {
    let library = view.library(caller.company, library)?.filter(is_shared).ok_or(Refusal::NotFound)?;
    Ok(AdminReply::Grants { grants: view.grants_on(library.id)? })
}

/// Personal libraries are their owner's affair, and the register everybody's.
fn is_shared(library: &Library) -> bool {
    library.deleted_at.is_none() && matches!(library.kind, LibraryKind::Company | LibraryKind::Department)
}

impl Push<'_> {
    pub(super) fn add_library(
        &mut self,
        kind: &str,
        name: &str,
        department: Option<Uuid>,
    ) -> Result<AdminReply> {
        let company = self.who.account.company;
        let (kind, to) = match (LibraryKind::of(kind), department) {
            (Some(LibraryKind::Company), None) => (LibraryKind::Company, Grantee::Company),
            (Some(LibraryKind::Department), Some(department)) => {
                self.check_departments(&[department])?;
                (LibraryKind::Department, Grantee::Department(department))
            }
            _ => return Err(Refusal::invalid("kind: `company`, or `department` with a department").into()),
        };
        let zone = self.tx.company(company)?.ok_or(Refusal::Internal)?.time_zone;
        let fields: Fields = [
            ("kind".to_owned(), kind.as_str().into()),
            ("name".to_owned(), name.trim().into()),
            ("time_zone".to_owned(), zone.into()),
        ]
        .into_iter()
        .collect();
        let id = new_id(self.random, self.now)?;
        if let Err(refused) = self.make_library(id, kind, None, fields)? {
            return Err(refusal(&refused.outcome));
        }
        self.tx.grant(id, to, Access::Read)?;
        self.tell_grantee(to)?;
        Ok(AdminReply::Made { id })
    }

    pub(super) fn remove_library(&mut self, id: Uuid) -> Result<AdminReply> {
        let library = self.shared_library(id)?;
        let row = self.tx.row(library.company, id)?.ok_or(Refusal::NotFound)?;
        self.delete_library(library, row)?;
        Ok(AdminReply::Done)
    }

    pub(super) fn grant(&mut self, library: Uuid, to: Grantee, access: Access) -> Result<AdminReply> {
        let library = self.shared_library(library)?;
        match to {
            Grantee::Company => {}
            Grantee::Department(id) => self.check_departments(&[id])?,
            Grantee::Account(id) => drop(self.account(id)?),
        }
        self.tx.grant(library.id, to, access)?;
        self.tell_grantee(to)?;
        Ok(AdminReply::Done)
    }

    pub(super) fn revoke(&mut self, library: Uuid, to: Grantee) -> Result<AdminReply> {
        let library = self.shared_library(library)?;
        if !self.tx.revoke(library.id, to)? {
            return Err(Refusal::NotFound.into());
        }
        self.tell_grantee(to)?;
        Ok(AdminReply::Done)
    }

    /// Says to everybody whom a grant concerns that their grants changed.
    pub(super) fn tell_grantee(&mut self, to: Grantee) -> Result<()> {
        let mut accounts = match to {
            Grantee::Company => return self.tell_all_grants(),
            Grantee::Department(id) => self.tx.members(id)?,
            Grantee::Account(id) => vec![id],
        };
        // Administrators read every shared library: a new one is new to them, too.
        let all = self.tx.accounts(self.who.account.company)?;
        accounts.extend(all.iter().filter(|one| one.role >= Role::Admin).map(|one| one.id));
        accounts.sort_unstable();
        accounts.dedup();
        self.tell_grants(&accounts)
    }

    fn shared_library(&mut self, id: Uuid) -> Result<Library> {
        let library = self.tx.lock_library(self.who.account.company, id)?;
        Ok(library.filter(is_shared).ok_or(Refusal::NotFound)?)
    }
}

/// What an operation's outcome is to somebody who asked for it in so many words.
pub(super) fn refusal(outcome: &Outcome) -> StoreError {
    let refusal = match outcome {
        Outcome::Forbidden => Refusal::Forbidden,
        Outcome::Rejected { code, message } if message.is_empty() => Refusal::invalid(code.clone()),
        Outcome::Rejected { message, .. } => Refusal::invalid(message.clone()),
        Outcome::Applied { .. } | Outcome::Draft { .. } => Refusal::Internal,
    };
    refusal.into()
}
