//! Companies, accounts, departments, devices, tokens, invitations.

use huashu_protocol::account::Department;
use uuid::Uuid;

use super::Result;
use super::types::{Account, Company, Device, Holder, Invitation, SessionPair};

/// Questions about people. Every error is the store's.
#[expect(missing_docs, reason = "the names say it; what is not plain has its line")]
pub trait PeopleView {
    fn company(&self, id: Uuid) -> Result<Option<Company>>;
    /// By id.
    fn companies(&self) -> Result<Vec<Company>>;

    fn account(&self, company: Uuid, id: Uuid) -> Result<Option<Account>>;
    /// By the name as it is compared.
    fn account_named(&self, name_key: &str) -> Result<Option<Account>>;
    /// Of a company, by id.
    fn accounts(&self, company: Uuid) -> Result<Vec<Account>>;
    /// The state of the grants of every account of a company, by id.
    fn grants_revs(&self, company: Uuid) -> Result<Vec<(Uuid, u64)>>;

    fn department(&self, company: Uuid, id: Uuid) -> Result<Option<Department>>;
    /// Of a company, by id.
    fn departments(&self, company: Uuid) -> Result<Vec<Department>>;
    /// Of an account, by id.
    fn departments_of(&self, account: Uuid) -> Result<Vec<Uuid>>;
    /// By id.
    fn members(&self, department: Uuid) -> Result<Vec<Uuid>>;

    /// Of any account of the company.
    fn device(&self, company: Uuid, id: Uuid) -> Result<Option<Device>>;
    fn device_installed(&self, account: Uuid, install: Uuid) -> Result<Option<Device>>;
    /// By id.
    fn devices_of(&self, account: Uuid) -> Result<Vec<Device>>;
    fn access_holder(&self, token: &[u8; 32]) -> Result<Option<Holder>>;
    fn refresh_holder(&self, token: &[u8; 32]) -> Result<Option<Holder>>;

    fn invitation(&self, code: &[u8; 32]) -> Result<Option<Invitation>>;
    /// Of a company, by id.
    fn invitations(&self, company: Uuid) -> Result<Vec<Invitation>>;
}

/// Changes of people. Every error is the store's.
#[expect(missing_docs, reason = "the names say it; what is not plain has its line")]
pub trait PeopleTx {
    /// Writes a company, new or not; its `grants_seq` is only written when it is new.
    fn put_company(&mut self, company: &Company) -> Result<()>;
    /// Writes an account, new or not; its name, once given, and the states of its grants and drafts stay.
    fn put_account(&mut self, account: &Account) -> Result<()>;
    fn set_departments(&mut self, account: Uuid, departments: &[Uuid]) -> Result<()>;
    /// Says that the grants of accounts changed.
    fn bump_grants(&mut self, company: Uuid, accounts: &[Uuid]) -> Result<()>;
    /// Says that everybody's grants changed.
    fn bump_all_grants(&mut self, company: Uuid) -> Result<()>;
    /// Says that an account's drafts changed.
    fn bump_drafts(&mut self, account: Uuid) -> Result<()>;

    fn put_department(&mut self, company: Uuid, department: &Department) -> Result<()>;
    /// With its members, and the grants to it.
    fn delete_department(&mut self, id: Uuid) -> Result<()>;

    fn put_device(&mut self, device: &Device) -> Result<()>;
    fn insert_pair(&mut self, pair: &SessionPair) -> Result<()>;
    /// This pair is in use; all others of the device are replaced.
    fn use_pair(&mut self, pair: &SessionPair) -> Result<()>;
    /// Forgets the tokens of a device.
    fn end_sessions(&mut self, device: Uuid) -> Result<()>;
    /// Forgets tokens whose refresh token ended before a moment.
    fn purge_sessions(&mut self, before: i64) -> Result<()>;

    /// Writes an invitation, new or not.
    fn put_invitation(&mut self, invitation: &Invitation) -> Result<()>;
    /// Whether there was one.
    fn delete_invitation(&mut self, company: Uuid, id: Uuid) -> Result<bool>;
    fn purge_invitations(&mut self, before: i64) -> Result<()>;
}
