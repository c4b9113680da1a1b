//! Changes of people.

use huashu_protocol::account::Department;
use rusqlite::params;
use uuid::Uuid;

use super::Sql;
use super::values::{Id, Int, Word, pair_number};
use crate::store::types::{Account, Company, Device, Invitation, SessionPair};
use crate::store::{PeopleTx, Result, name_key};

impl PeopleTx for Sql<'_> {
    fn put_company(&mut self, company: &Company) -> Result<()> {
        let upsert = "INSERT INTO company (id, name, time_zone, register, policy, grants_seq) \
                      VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id) DO UPDATE SET name = excluded.name, \
                      time_zone = excluded.time_zone, policy = excluded.policy";
        self.0.prepare_cached(upsert)?.execute(params![
            Id(company.id),
            company.name,
            company.time_zone,
            Id(company.register),
            serde_json::to_string(&company.policy)?,
            Int(company.grants_seq),
        ])?;
        Ok(())
    }

    fn put_account(&mut self, account: &Account) -> Result<()> {
        let upsert = "INSERT INTO account (id, company, name, name_key, role, password, expires_at, disabled, \
                      grants_rev, drafts_rev, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) \
                      ON CONFLICT (id) DO UPDATE SET role = excluded.role, password = excluded.password, \
                      expires_at = excluded.expires_at, disabled = excluded.disabled";
        self.0.prepare_cached(upsert)?.execute(params![
            Id(account.id),
            Id(account.company),
            account.name,
            name_key(&account.name),
            Word(account.role),
            account.password,
            account.expires_at,
            account.disabled,
            Int(account.grants_rev),
            Int(account.drafts_rev),
            account.created_at,
        ])?;
        Ok(())
    }

    fn set_departments(&mut self, account: Uuid, departments: &[Uuid]) -> Result<()> {
        self.execute("DELETE FROM member WHERE account = ?1", account)?;
        let mut insert =
            self.0.prepare_cached("INSERT OR IGNORE INTO member (account, department) VALUES (?1, ?2)")?;
        for department in departments {
            insert.execute([Id(account), Id(*department)])?;
        }
        Ok(())
    }

    fn bump_grants(&mut self, company: Uuid, accounts: &[Uuid]) -> Result<()> {
        let bump = "UPDATE account SET grants_rev = grants_rev + 1 WHERE id = ?1 AND company = ?2";
        let mut bump = self.0.prepare_cached(bump)?;
        for account in accounts {
            bump.execute([Id(*account), Id(company)])?;
        }
        if accounts.is_empty() {
            return Ok(());
        }
        self.execute("UPDATE company SET grants_seq = grants_seq + 1 WHERE id = ?1", company)
    }

    fn bump_all_grants(&mut self, company: Uuid) -> Result<()> {
        self.execute("UPDATE account SET grants_rev = grants_rev + 1 WHERE company = ?1", company)?;
        self.execute("UPDATE company SET grants_seq = grants_seq + 1 WHERE id = ?1", company)
    }

    fn bump_drafts(&mut self, account: Uuid) -> Result<()> {
        self.execute("UPDATE account SET drafts_rev = drafts_rev + 1 WHERE id = ?1", account)
    }

    fn put_department(&mut self, company: Uuid, department: &Department) -> Result<()> {
        let upsert = "INSERT INTO department (id, company, name) VALUES (?1, ?2, ?3) \
                      ON CONFLICT (id) DO UPDATE SET name = excluded.name";
        let of = params![Id(department.id), Id(company), department.name];
        self.0.prepare_cached(upsert)?.execute(of)?;
        Ok(())
    }

    fn delete_department(&mut self, id: Uuid) -> Result<()> {
        self.execute("DELETE FROM granted WHERE to_kind = 'department' AND to_id = ?1", id)?;
        self.execute("DELETE FROM department WHERE id = ?1", id)
    }

    fn put_device(&mut self, device: &Device) -> Result<()> {
        let upsert = "INSERT INTO device (id, account, install, name, last_seen, revoked) VALUES (?1, ?2, ?3, ?4, ?5, \
                      ?6) ON CONFLICT (id) DO UPDATE SET name = excluded.name, last_seen = excluded.last_seen, \
                      revoked = excluded.revoked";
        self.0.prepare_cached(upsert)?.execute(params![
            Id(device.id),
            Id(device.account),
            Id(device.install),
            device.name,
            device.last_seen,
            device.revoked,
        ])?;
        Ok(())
    }

    fn insert_pair(&mut self, pair: &SessionPair) -> Result<()> {
        let insert = "INSERT INTO session (device, access, access_until, refresh, refresh_until, state) \
                      VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        self.0.prepare_cached(insert)?.execute(params![
            Id(pair.device),
            pair.access,
            pair.access_until,
            pair.refresh,
            pair.refresh_until,
            pair_number(pair.state),
        ])?;
        Ok(())
    }

    fn use_pair(&mut self, pair: &SessionPair) -> Result<()> {
        let used = "UPDATE session SET state = CASE WHEN id = ?1 THEN 1 ELSE 2 END WHERE device = ?2";
        self.0.prepare_cached(used)?.execute(params![pair.id, Id(pair.device)])?;
        // A replaced token tells a thief; the last few suffice, since a thief does not wait for weeks.
        let old = "DELETE FROM session WHERE device = ?1 AND state = 2 AND id NOT IN (SELECT id FROM session \
                   WHERE device = ?1 AND state = 2 ORDER BY id DESC LIMIT 30)";
        self.execute(old, pair.device)
    }

    fn end_sessions(&mut self, device: Uuid) -> Result<()> {
        self.execute("DELETE FROM session WHERE device = ?1", device)
    }

    fn purge_sessions(&mut self, before: i64) -> Result<()> {
        self.0.prepare_cached("DELETE FROM session WHERE refresh_until < ?1")?.execute([before])?;
        Ok(())
    }

    fn put_invitation(&mut self, invitation: &Invitation) -> Result<()> {
        let upsert = "INSERT INTO invitation (id, company, code, role, departments, uses_left, expires_at, \
                      account_expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) \
                      ON CONFLICT (id) DO UPDATE SET uses_left = excluded.uses_left";
        self.0.prepare_cached(upsert)?.execute(params![
            Id(invitation.id),
            Id(invitation.company),
            invitation.code,
            Word(invitation.role),
            serde_json::to_string(&invitation.departments)?,
            invitation.uses_left,
            invitation.expires_at,
            invitation.account_expires_at,
        ])?;
        Ok(())
    }

    fn delete_invitation(&mut self, company: Uuid, id: Uuid) -> Result<bool> {
        let delete = "DELETE FROM invitation WHERE id = ?1 AND company = ?2";
        Ok(self.0.prepare_cached(delete)?.execute([Id(id), Id(company)])? > 0)
    }

    fn purge_invitations(&mut self, before: i64) -> Result<()> {
        let delete = "DELETE FROM invitation WHERE expires_at < ?1 OR uses_left = 0";
        self.0.prepare_cached(delete)?.execute([before])?;
        Ok(())
    }
}
