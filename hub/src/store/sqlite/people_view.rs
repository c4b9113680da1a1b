//! Questions about people.

use huashu_protocol::account::Department;
use rusqlite::Row as Line;
use uuid::Uuid;

use super::Sql;
use super::values::{Id, Int, Word, pair_of, parse};
use crate::store::types::{Account, Company, Device, Holder, Invitation, SessionPair};
use crate::store::{PeopleView, Result};

const COMPANY: &str = "SELECT id, name, time_zone, register, policy, grants_seq FROM company";
const ACCOUNT: &str = "a.id, a.company, a.name, a.role, a.password, a.expires_at, a.disabled, a.grants_rev, \
                       a.drafts_rev, a.created_at";
const DEVICE: &str = "d.id, d.account, d.install, d.name, d.last_seen, d.revoked";
const PAIR: &str = "s.id, s.device, s.access, s.access_until, s.refresh, s.refresh_until, s.state";
const INVITATION: &str = "SELECT id, company, code, role, departments, uses_left, expires_at, account_expires_at \
                          FROM invitation";

impl PeopleView for Sql<'_> {
    fn company(&self, id: Uuid) -> Result<Option<Company>> {
        self.one(&format!("{COMPANY} WHERE id = ?1"), [Id(id)], company)
    }

    fn companies(&self) -> Result<Vec<Company>> {
        self.all(&format!("{COMPANY} ORDER BY id"), [], company)
    }

    fn account(&self, company: Uuid, id: Uuid) -> Result<Option<Account>> {
        let one = format!("SELECT {ACCOUNT} FROM account a WHERE a.id = ?1 AND a.company = ?2");
        self.one(&one, [Id(id), Id(company)], |line| account(line, 0))
    }

    fn account_named(&self, name_key: &str) -> Result<Option<Account>> {
        let one = format!("SELECT {ACCOUNT} FROM account a WHERE a.name_key = ?1");
        self.one(&one, [name_key], |line| account(line, 0))
    }

    fn accounts(&self, company: Uuid) -> Result<Vec<Account>> {
        let all = format!("SELECT {ACCOUNT} FROM account a WHERE a.company = ?1 ORDER BY a.id");
        self.all(&all, [Id(company)], |line| account(line, 0))
    }

    fn grants_revs(&self, company: Uuid) -> Result<Vec<(Uuid, u64)>> {
        let all = "SELECT id, grants_rev FROM account WHERE company = ?1 ORDER BY id";
        self.all(all, [Id(company)], |line| {
            let (Id(account), Int(rev)) = (line.get(0)?, line.get(1)?);
            Ok((account, rev))
        })
    }

    fn department(&self, company: Uuid, id: Uuid) -> Result<Option<Department>> {
        let one = "SELECT id, name FROM department WHERE id = ?1 AND company = ?2";
        self.one(one, [Id(id), Id(company)], department)
    }

    fn departments(&self, company: Uuid) -> Result<Vec<Department>> {
        self.all("SELECT id, name FROM department WHERE company = ?1 ORDER BY id", [Id(company)], department)
    }

    fn departments_of(&self, account: Uuid) -> Result<Vec<Uuid>> {
        let all = "SELECT department FROM member WHERE account = ?1 ORDER BY department";
        self.all(all, [Id(account)], |line| line.get(0).map(|Id(id)| id))
    }

    fn members(&self, department: Uuid) -> Result<Vec<Uuid>> {
        let all = "SELECT account FROM member WHERE department = ?1 ORDER BY account";
        self.all(all, [Id(department)], |line| line.get(0).map(|Id(id)| id))
    }

    fn device(&self, company: Uuid, id: Uuid) -> Result<Option<Device>> {
        let one = format!(
            "SELECT {DEVICE} FROM device d JOIN account a ON a.id = d.account WHERE d.id = ?1 AND a.company = ?2"
        );
        self.one(&one, [Id(id), Id(company)], |line| device(line, 0))
    }

    fn device_installed(&self, account: Uuid, install: Uuid) -> Result<Option<Device>> {
        let one = format!("SELECT {DEVICE} FROM device d WHERE d.account = ?1 AND d.install = ?2");
        self.one(&one, [Id(account), Id(install)], |line| device(line, 0))
    }

    fn devices_of(&self, account: Uuid) -> Result<Vec<Device>> {
        let all = format!("SELECT {DEVICE} FROM device d WHERE d.account = ?1 ORDER BY d.id");
        self.all(&all, [Id(account)], |line| device(line, 0))
    }

    fn access_holder(&self, token: &[u8; 32]) -> Result<Option<Holder>> {
        self.holder("access", token)
    }

    fn refresh_holder(&self, token: &[u8; 32]) -> Result<Option<Holder>> {
        self.holder("refresh", token)
    }

    fn invitation(&self, code: &[u8; 32]) -> Result<Option<Invitation>> {
        self.one(&format!("{INVITATION} WHERE code = ?1"), [code], invitation)
    }

    fn invitations(&self, company: Uuid) -> Result<Vec<Invitation>> {
        self.all(&format!("{INVITATION} WHERE company = ?1 ORDER BY id"), [Id(company)], invitation)
    }
}

impl Sql<'_> {
    fn holder(&self, which: &str, token: &[u8; 32]) -> Result<Option<Holder>> {
        let one = format!(
            "SELECT {PAIR}, {DEVICE}, {ACCOUNT} FROM session s JOIN device d ON d.id = s.device \
             JOIN account a ON a.id = d.account WHERE s.{which} = ?1"
        );
        self.one(&one, [token], |line| {
            Ok(Holder { pair: pair(line)?, device: device(line, 7)?, account: account(line, 13)? })
        })
    }
}

fn company(line: &Line<'_>) -> rusqlite::Result<Company> {
    let (Id(id), Id(register), Int(grants_seq)) = (line.get(0)?, line.get(3)?, line.get(5)?);
    let policy: String = line.get(4)?;
    Ok(Company {
        id,
        name: line.get(1)?,
        time_zone: line.get(2)?,
        register,
        policy: parse(&policy)?,
        grants_seq,
    })
}

fn account(line: &Line<'_>, from: usize) -> rusqlite::Result<Account> {
    let (Id(id), Id(company), Word(role)) = (line.get(from)?, line.get(from + 1)?, line.get(from + 3)?);
    let (Int(grants_rev), Int(drafts_rev)) = (line.get(from + 7)?, line.get(from + 8)?);
    Ok(Account {
        id,
        company,
        name: line.get(from + 2)?,
        role,
        password: line.get(from + 4)?,
        expires_at: line.get(from + 5)?,
        disabled: line.get(from + 6)?,
        grants_rev,
        drafts_rev,
        created_at: line.get(from + 9)?,
    })
}

fn department(line: &Line<'_>) -> rusqlite::Result<Department> {
    let Id(id) = line.get(0)?;
    Ok(Department { id, name: line.get(1)? })
}

fn device(line: &Line<'_>, from: usize) -> rusqlite::Result<Device> {
    let (Id(id), Id(account), Id(install)) = (line.get(from)?, line.get(from + 1)?, line.get(from + 2)?);
    Ok(Device {
        id,
        account,
        install,
        name: line.get(from + 3)?,
        last_seen: line.get(from + 4)?,
        revoked: line.get(from + 5)?,
    })
}

fn pair(line: &Line<'_>) -> rusqlite::Result<SessionPair> {
    let Id(device) = line.get(1)?;
    Ok(SessionPair {
        id: line.get(0)?,
        device,
        access: line.get(2)?,
        access_until: line.get(3)?,
        refresh: line.get(4)?,
        refresh_until: line.get(5)?,
        state: pair_of(line.get(6)?),
    })
}

fn invitation(line: &Line<'_>) -> rusqlite::Result<Invitation> {
    let (Id(id), Id(company), Word(role)) = (line.get(0)?, line.get(1)?, line.get(3)?);
    let departments: String = line.get(4)?;
    Ok(Invitation {
        id,
        company,
        code: line.get(2)?,
        role,
        departments: parse(&departments)?,
        uses_left: line.get(5)?,
        expires_at: line.get(6)?,
        account_expires_at: line.get(7)?,
    })
}
