//! Accounts, their devices and passwords; what a leaver hands over.

use huashu_protocol::Refusal;
use huashu_protocol::account::{AdminReply, DeviceInfo, Role};
use huashu_protocol::row::Fields;
use uuid::Uuid;

use super::super::caller::may_enter;
use super::super::people::check_name;
use super::super::push::Push;
use super::super::sessions::to_wire;
use crate::random::new_id;
use crate::store::types::{Account, LibraryKind};
use crate::store::{Result, View};

/// What changes of an account.
pub(super) struct Edit {
    pub(super) role: Option<Role>,
    pub(super) departments: Option<Vec<Uuid>>,
    pub(super) disabled: Option<bool>,
    pub(super) expires_at: Option<Option<i64>>,
    /// The hash of another password.
    pub(super) password: Option<String>,
}

pub(super) fn all(view: &dyn View, caller: &Account) -> Result<AdminReply> {
    let users = view.accounts(caller.company)?;
    let users = users.iter().map(|account| to_wire(view, account)).collect::<Result<_>>()?;
    Ok(AdminReply::Users { users })
}

pub(super) fn devices(view: &dyn View, caller: &Account, of: Uuid) -> Result<AdminReply> {
    if of != caller.id && caller.role < Role::Admin {
        return Err(Refusal::Forbidden.into());
    }
    let account = view.account(caller.company, of)?.ok_or(Refusal::NotFound)?;
    let devices = view.devices_of(account.id)?.into_iter().map(|device| DeviceInfo {
        id: device.id,
        name: device.name,
        last_seen: device.last_seen,
        revoked: device.revoked,
    });
    Ok(AdminReply::Devices { devices: devices.collect() })
}

impl Push<'_> {
    /// Another password for the caller, whose other devices have to sign in with it.
    pub(super) fn set_password(&mut self, hash: String) -> Result<AdminReply> {
        let mut account = self.who.account.clone();
        account.password = hash;
        self.tx.put_account(&account)?;
        for device in self.tx.devices_of(account.id)? {
            if device.id != self.who.device {
                self.tx.end_sessions(device.id)?;
                self.notes.devices.insert(device.id);
            }
        }
        Ok(AdminReply::Done)
    }

    pub(super) fn add_user(
        &mut self,
        name: &str,
        hash: String,
        role: Role,
        departments: &[Uuid],
        expires_at: Option<i64>,
    ) -> Result<AdminReply> {
        self.check_rank(role)?;
        self.check_departments(departments)?;
        let account = Account {
            id: new_id(self.random, self.now)?,
            company: self.who.account.company,
            name: check_name(&*self.tx, name)?,
            role,
            password: hash,
            expires_at,
            disabled: false,
            grants_rev: 1,
            drafts_rev: 1,
            created_at: self.now,
        };
        self.tx.put_account(&account)?;
        self.tx.set_departments(account.id, departments)?;
        Ok(AdminReply::User { user: to_wire(&*self.tx, &account)? })
    }

    pub(super) fn edit_user(&mut self, id: Uuid, edit: &Edit) -> Result<AdminReply> {
        let mut account = self.account(id)?;
        self.check_rank(account.role)?;
        if let Some(role) = edit.role {
            self.check_rank(role)?;
            account.role = role;
        }
        if let Some(disabled) = edit.disabled {
            account.disabled = disabled;
        }
        if let Some(expires_at) = edit.expires_at {
            account.expires_at = expires_at;
        }
        if let Some(hash) = &edit.password {
            account.password.clone_from(hash);
        }
        self.tx.put_account(&account)?;
        if let Some(departments) = &edit.departments {
            self.check_departments(departments)?;
            self.tx.set_departments(id, departments)?;
        }
        self.check_owner()?;
        if edit.password.is_some() || !may_enter(&account, self.now) {
            for device in self.tx.devices_of(id)? {
                self.tx.end_sessions(device.id)?;
            }
            self.notes.accounts.insert(id);
        }
        self.tell_grants(&[id])?;
        Ok(AdminReply::User { user: to_wire(&*self.tx, &account)? })
    }

    pub(super) fn revoke_device(&mut self, device: Uuid) -> Result<AdminReply> {
        let mut device = self.tx.device(self.who.account.company, device)?.ok_or(Refusal::NotFound)?;
        if device.account != self.who.account.id {
            if self.who.account.role < Role::Admin {
                return Err(Refusal::Forbidden.into());
            }
            self.check_rank(self.account(device.account)?.role)?;
        }
        device.revoked = true;
        self.tx.put_device(&device)?;
        self.tx.end_sessions(device.id)?;
        self.notes.devices.insert(device.id);
        Ok(AdminReply::Done)
    }

    /// Gives the personal libraries of an account to another.
    pub(super) fn hand_over(&mut self, from: Uuid, to: Uuid) -> Result<AdminReply> {
        let (from, to) = (self.account(from)?, self.account(to)?);
        self.check_rank(from.role)?;
        if from.id == to.id {
            return Err(Refusal::invalid("to: another account is expected").into());
        }
        let company = self.who.account.company;
        for (library, _) in self.tx.libraries_for(company, from.id)? {
            if library.kind != LibraryKind::Personal {
                continue;
            }
            let Some(mut library) = self.tx.lock_library(company, library.id)? else { continue };
            library.owner = Some(to.id);
            if let Some(row) = self.tx.row(company, library.id)?.filter(|row| !row.row.deleted) {
                let fields: Fields = [("owner".to_owned(), to.name.clone().into())].into_iter().collect();
                let mut after = row.clone();
                after.row.fields.extend(fields.clone());
                self.put(&mut library, Some(&row), after, &fields, true)?;
            }
            self.tx.save_library(&library)?;
        }
        self.tell_grants(&[from.id, to.id])?;
        Ok(AdminReply::Done)
    }

    /// An account of the caller's company.
    pub(super) fn account(&self, id: Uuid) -> Result<Account> {
        Ok(self.tx.account(self.who.account.company, id)?.ok_or(Refusal::NotFound)?)
    }

    pub(super) fn check_departments(&self, departments: &[Uuid]) -> Result<()> {
        for department in departments {
            self.tx.department(self.who.account.company, *department)?.ok_or(Refusal::NotFound)?;
        }
        Ok(())
    }

    /// That the company has an owner who can enter, now and later.
    fn check_owner(&self) -> Result<()> {
        let accounts = self.tx.accounts(self.who.account.company)?;
        let stays = |account: &Account| {
            account.role == Role::Owner && !account.disabled && account.expires_at.is_none()
        };
        if accounts.iter().any(stays) {
            return Ok(());
        }
        Err(Refusal::invalid("a company keeps at least one owner whose account is on and does not end")
            .into())
    }
}
