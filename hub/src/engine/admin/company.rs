//! Departments, invitations, the company's rules, and how often phrases were used.

use huashu_protocol::Refusal;
use huashu_protocol::account::{AdminReply, Department, Grantee, Invitation as WireInvitation, Policy, Role};
use uuid::Uuid;

use super::super::caller::token_hash;
use super::super::people::check_line;
use super::super::push::Push;
use crate::blobs::hex;
use crate::engine::access_to;
use crate::random::new_id;
use crate::store::types::{Account, Invitation};
use crate::store::{Result, View};

/// The most uses of an invitation.
const USES: u32 = 10_000;
/// The most hours that an invitation lasts: ninety days.
const HOURS: u32 = 90 * 24;
const HOUR: i64 = 60 * 60 * 1_000;

pub(super) fn invitations(view: &dyn View, caller: &Account) -> Result<AdminReply> {
    let invitations = view.invitations(caller.company)?.into_iter().map(|invitation| WireInvitation {
        id: invitation.id,
        role: invitation.role,
        departments: invitation.departments,
        uses_left: invitation.uses_left,
        expires_at: invitation.expires_at,
    });
    Ok(AdminReply::Invitations { invitations: invitations.collect() })
}

pub(super) fn usage(view: &dyn View, caller: &Account, library: Uuid, since: &str) -> Result<AdminReply> {
    access_to(view, caller, library)?.ok_or(Refusal::NotFound)?;
    if since.parse::<jiff::civil::Date>().is_err() || since.len() != 10 {
        return Err(Refusal::invalid("since: a day (2026-11-01) is expected").into());
    }
    Ok(AdminReply::Usage { uses: view.usage(caller.company, library, since)? })
}

impl Push<'_> {
    pub(super) fn put_department(&mut self, id: Option<Uuid>, name: &str) -> Result<AdminReply> {
        let company = self.who.account.company;
        let name = check_line("name", name)?;
        let made = id.is_none();
        let id = match id {
            Some(id) => self.tx.department(company, id)?.ok_or(Refusal::NotFound)?.id,
            None => new_id(self.random, self.now)?,
        };
        self.tx.put_department(company, &Department { id, name })?;
        Ok(if made { AdminReply::Made { id } } else { AdminReply::Done })
    }

    pub(super) fn delete_department(&mut self, id: Uuid) -> Result<AdminReply> {
        self.tx.department(self.who.account.company, id)?.ok_or(Refusal::NotFound)?;
        self.tell_grantee(Grantee::Department(id))?;
        self.tx.delete_department(id)?;
        Ok(AdminReply::Done)
    }

    pub(super) fn invite(
        &mut self,
        role: Role,
        departments: Vec<Uuid>,
        uses: u32,
        hours: u32,
        account_expires_at: Option<i64>,
    ) -> Result<AdminReply> {
        self.check_rank(role)?;
        self.check_departments(&departments)?;
        if !(1..=USES).contains(&uses) || !(1..=HOURS).contains(&hours) {
            return Err(Refusal::invalid(format!("1 to {USES} uses, 1 to {HOURS} hours")).into());
        }
        let mut bytes = [0; 16];
        self.random.fill(&mut bytes)?;
        let code = hex(&bytes);
        let invitation = Invitation {
            id: new_id(self.random, self.now)?,
            company: self.who.account.company,
            code: token_hash(&code),
            role,
            departments,
            uses_left: uses,
            expires_at: self.now.saturating_add(i64::from(hours) * HOUR),
            account_expires_at,
        };
        self.tx.put_invitation(&invitation)?;
        Ok(AdminReply::Invited { id: invitation.id, code, expires_at: invitation.expires_at })
    }

    pub(super) fn uninvite(&mut self, id: Uuid) -> Result<AdminReply> {
        let is_gone = self.tx.delete_invitation(self.who.account.company, id)?;
        if is_gone { Ok(AdminReply::Done) } else { Err(Refusal::NotFound.into()) }
    }

    pub(super) fn set_policy(&mut self, policy: Policy) -> Result<AdminReply> {
        if !(1..=90).contains(&policy.lease_days) {
            return Err(Refusal::invalid("lease_days: 1 to 90").into());
        }
        let mut company = self.tx.company(self.who.account.company)?.ok_or(Refusal::Internal)?;
        company.policy = policy;
        self.tx.put_company(&company)?;
        // Rules travel with the grants.
        self.tell_all_grants()?;
        Ok(AdminReply::Done)
    }
}
