//! What administrators ask for, and everybody of themselves.
//!
//! | file | holds |
//! |---|---|
//! | `users` | accounts, their devices, passwords, what a leaver hands over |
//! | `company` | departments, invitations, rules, how often phrases were used |
//! | `libraries` | shared libraries and grants |
//! | `proposals` | what agents suggest |

mod company;
mod libraries;
mod proposals;
mod users;

use huashu_protocol::account::{Admin, AdminReply, Role};
use huashu_protocol::{CallResult, Refusal, SCHEMA};

use super::Engine;
use super::caller::Caller;
use super::push::Push;
use crate::store::{Result, View};

impl Engine {
    /// One administrative request.
    ///
    /// # Errors
    /// What the hub refuses: [`Refusal::Forbidden`] without the role, [`Refusal::NotFound`] for what is not there or another
    /// company's.
    pub fn admin(&self, token: &str, request: Admin) -> CallResult<AdminReply> {
        let caller = self.caller(token)?;
        if caller.account.role < needed(&request) {
            return Err(Refusal::Forbidden.into());
        }
        let hash = self.hash_in(&caller, &request)?;
        let (random, now) = (self.random.clone(), self.now());
        if is_question(&request) {
            return Ok(self.store.read(|view| {
                let caller = caller.again(view, now)?;
                check_role(&caller, &request)?;
                answer(view, &caller, &request)
            })?);
        }
        Ok(self.write(move |tx, notes| {
            let who = &caller.again(&*tx, now)?;
            check_role(who, &request)?;
            Push { tx, who, notes, random: &*random, now, schema: SCHEMA }.administer(request, hash)
        })?)
    }

    /// The hash of a password in a request: before the transaction, for which it would take too long.
    fn hash_in(&self, caller: &Caller, request: &Admin) -> Result<Option<String>> {
        let password = match request {
            Admin::SetPassword { old, new } => {
                if !self.passwords.is_right(old, Some(&caller.account.password)) {
                    return Err(Refusal::Forbidden.into());
                }
                new
            }
            Admin::AddUser { password, .. } | Admin::EditUser { password: Some(password), .. } => password,
            _ => return Ok(None),
        };
        self.passwords.hash(password, &*self.random).map(Some)
    }
}

/// The least role that a request needs; what it needs besides is looked at where it is done.
fn needed(request: &Admin) -> Role {
    match request {
        Admin::WhoAmI
        | Admin::SetPassword { .. }
        | Admin::Departments
        | Admin::Devices { .. }
        | Admin::RevokeDevice { .. }
        | Admin::Proposals
        | Admin::AcceptProposal { .. }
        | Admin::DeclineProposal { .. } => Role::Agent,
        Admin::Users
        | Admin::AddUser { .. }
        | Admin::EditUser { .. }
        | Admin::HandOver { .. }
        | Admin::AddDepartment { .. }
        | Admin::RenameDepartment { .. }
        | Admin::DeleteDepartment { .. }
        | Admin::Libraries
        | Admin::AddLibrary { .. }
        | Admin::DeleteLibrary { .. }
        | Admin::LibraryGrants { .. }
        | Admin::Grant { .. }
        | Admin::Revoke { .. }
        | Admin::Invite { .. }
        | Admin::Invitations
        | Admin::Uninvite { .. }
        | Admin::Usage { .. }
        | Admin::SetPolicy { .. } => Role::Admin,
    }
}

fn check_role(caller: &Caller, request: &Admin) -> std::result::Result<(), Refusal> {
    if caller.account.role < needed(request) { Err(Refusal::Forbidden) } else { Ok(()) }
}

fn is_question(request: &Admin) -> bool {
    matches!(
        request,
        Admin::WhoAmI
            | Admin::Users
            | Admin::Devices { .. }
            | Admin::Departments
            | Admin::Libraries
            | Admin::LibraryGrants { .. }
            | Admin::Invitations
            | Admin::Proposals
            | Admin::Usage { .. }
    )
}

fn answer(view: &dyn View, caller: &Caller, request: &Admin) -> Result<AdminReply> {
    let account = &caller.account;
    match request {
        Admin::WhoAmI => Ok(AdminReply::User { user: super::sessions::to_wire(view, account)? }),
        Admin::Users => users::all(view, account),
        Admin::Devices { account: of } => users::devices(view, account, *of),
        Admin::Departments => Ok(AdminReply::Departments { departments: view.departments(account.company)? }),
        Admin::Libraries => libraries::all(view, account),
        Admin::LibraryGrants { library } => libraries::grants(view, account, *library),
        Admin::Invitations => company::invitations(view, account),
        Admin::Proposals => proposals::all(view, account),
        Admin::Usage { library, since } => company::usage(view, account, *library, since),
        _ => Err(Refusal::Internal.into()),
    }
}

impl Push<'_> {
    fn administer(&mut self, request: Admin, hash: Option<String>) -> Result<AdminReply> {
        let hashed = || hash.clone().ok_or(Refusal::Internal);
        match request {
            Admin::SetPassword { .. } => self.set_password(hashed()?),
            Admin::AddUser { name, role, departments, expires_at, .. } => {
                self.add_user(&name, hashed()?, role, &departments, expires_at)
            }
            Admin::EditUser { id, role, departments, disabled, expires_at, .. } => {
                self.edit_user(id, &users::Edit { role, departments, disabled, expires_at, password: hash })
            }
            Admin::HandOver { from, to } => self.hand_over(from, to),
            Admin::RevokeDevice { device } => self.revoke_device(device),
            Admin::AddDepartment { name } => self.put_department(None, &name),
            Admin::RenameDepartment { id, name } => self.put_department(Some(id), &name),
            Admin::DeleteDepartment { id } => self.delete_department(id),
            Admin::AddLibrary { kind, name, department } => self.add_library(&kind, &name, department),
            Admin::DeleteLibrary { id } => self.remove_library(id),
            Admin::Grant { library, to, access } => self.grant(library, to, access),
            Admin::Revoke { library, to } => self.revoke(library, to),
            Admin::Invite { role, departments, uses, hours, account_expires_at } => {
                self.invite(role, departments, uses, hours, account_expires_at)
            }
            Admin::Uninvite { id } => self.uninvite(id),
            Admin::AcceptProposal { id } => self.accept_proposal(id),
            Admin::DeclineProposal { id, .. } => self.decline_proposal(id),
            Admin::SetPolicy { policy } => self.set_policy(policy),
            Admin::WhoAmI
            | Admin::Users
            | Admin::Devices { .. }
            | Admin::Departments
            | Admin::Libraries
            | Admin::LibraryGrants { .. }
            | Admin::Invitations
            | Admin::Proposals
            | Admin::Usage { .. } => Err(Refusal::Internal.into()),
        }
    }

    /// That the caller may make, change or end what has a role: only owners touch administrators.
    fn check_rank(&self, role: Role) -> std::result::Result<(), Refusal> {
        let may = self.who.account.role == Role::Owner || role < Role::Admin;
        if may { Ok(()) } else { Err(Refusal::Forbidden) }
    }
}
