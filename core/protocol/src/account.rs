//! Who somebody is to the hub, and what the company's administrators do.

mod admin;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use admin::{Admin, AdminReply, Department, DeviceInfo, Invitation};

/// Which editions a hub speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// `huashu`.
    pub service: String,
    /// The program's version.
    pub version: String,
    /// The oldest edition of the protocol that it takes.
    pub min_proto: u32,
    /// The newest.
    pub proto: u32,
    /// The edition of the rows' shapes.
    pub schema: u32,
}

/// A name and a password for a session.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// The account's name.
    pub user: String,
    /// Its password; or the one-time word that a new hub printed for its owner.
    pub password: String,
    /// The device that asks.
    pub device: Device,
}

/// An invitation's code for an account and a session.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Join {
    /// The code, as the link carries it.
    pub code: String,
    /// The name that the new account takes.
    pub user: String,
    /// Its password.
    pub password: String,
    /// The device that asks.
    pub device: Device,
}

/// A device, as it names itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Its installation, an id that a restored or cloned phone does not share.
    pub install: Uuid,
    /// For people: `小雨的 Mate 60`.
    pub name: String,
}

/// A session that has begun.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The account.
    pub account: Account,
    /// The company.
    pub company: Company,
    /// The hub's id of the device.
    pub device: Uuid,
    /// The company's register of follow-ups, to be synced as a library.
    pub register: Uuid,
    /// The tokens.
    pub tokens: Tokens,
}

/// Opaque tokens; the hub keeps only their hashes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    /// For every call, for an hour: `Authorization: Bearer …`.
    pub access: String,
    /// In how many seconds it ends.
    pub expires_in: u64,
    /// For fresh tokens, once. Used again after its successor was used, it ends the device's session.
    pub refresh: String,
}

/// Asks for fresh tokens.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refresh {
    /// The refresh token.
    pub refresh: String,
}

/// A person's account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its id.
    pub id: Uuid,
    /// The name that it signs in with, unique on the hub.
    pub name: String,
    /// What it may do in the company.
    pub role: Role,
    /// The departments that it belongs to.
    #[serde(default)]
    pub departments: Vec<Uuid>,
    /// When it ends, in milliseconds since 1970: temporary staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
    /// Whether it was switched off.
    #[serde(default)]
    pub disabled: bool,
}

/// A company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// The IANA zone in which its days are counted.
    pub time_zone: String,
}

/// What an account may do in its company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads what is granted; edits what is its own; proposes.
    Agent,
    /// Edits the libraries that it may read.
    Editor,
    /// Besides, looks after accounts, departments, libraries and grants.
    Admin,
    /// Besides, makes administrators. A company keeps at least one.
    Owner,
}

/// What a grant allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// To read, and to propose.
    Read,
    /// To change.
    Edit,
}

/// A library that an account may open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The library.
    pub library: Uuid,
    /// `company`, `department`, `personal`, or `register` for the company's follow-ups.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// What is allowed.
    pub access: Access,
}

/// The company's rules that a client keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Whether what somebody wrote and had not sent goes along as a draft when access to a library is taken away.
    #[serde(default = "yes")]
    pub keep_unsent: bool,
    /// After how many days without the hub shared libraries are locked; 1 to 90.
    #[serde(default = "fortnight")]
    pub lease_days: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self { keep_unsent: true, lease_days: fortnight() }
    }
}

/// Whom a grant is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "to", content = "id")]
pub enum Grantee {
    /// Everybody in the company.
    Company,
    /// Everybody in a department.
    Department(Uuid),
    /// One account.
    Account(Uuid),
}

fn yes() -> bool {
    true
}

fn fortnight() -> u32 {
    14
}

macro_rules! hide {
    ($($name:ident),*) => {
        $(impl std::fmt::Debug for $name {
            /// Says nothing of what is inside: passwords, codes and tokens do not reach a log.
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), " { … }"))
            }
        })*
    };
}
hide!(SignIn, Join, Session, Tokens, Refresh, Admin);
