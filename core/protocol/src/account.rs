//! Who somebody is to the hub, and what the company's administrators do.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::sync::Draft;

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

/// What administrators ask for; each needs the role that it says.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Admin {
    /// Any: who am I.
    WhoAmI,
    /// Any: another password for oneself.
    SetPassword {
        /// The present one.
        old: String,
        /// The new one.
        new: String,
    },
    /// Admin: all accounts.
    Users,
    /// Admin: makes an account. Only an owner makes administrators.
    AddUser {
        /// Its name.
        name: String,
        /// Its first password.
        password: String,
        /// Its role.
        role: Role,
        /// Its departments.
        departments: Vec<Uuid>,
        /// When it ends.
        expires_at: Option<i64>,
    },
    /// Admin: changes an account; what is absent stays.
    EditUser {
        /// The account.
        id: Uuid,
        /// Its role.
        role: Option<Role>,
        /// Its departments.
        departments: Option<Vec<Uuid>>,
        /// Switched off, or on again; off ends its sessions at once.
        disabled: Option<bool>,
        /// When it ends; `Some(None)` never.
        #[serde(default, skip_serializing_if = "Option::is_none", with = "double")]
        expires_at: Option<Option<i64>>,
        /// Another password.
        password: Option<String>,
    },
    /// Admin: gives what a leaver owned (personal libraries) to somebody else.
    HandOver {
        /// The leaver.
        from: Uuid,
        /// Who takes it.
        to: Uuid,
    },
    /// Admin: the devices of an account.
    Devices {
        /// The account.
        account: Uuid,
    },
    /// Admin, or the account's own: ends the session of a device.
    RevokeDevice {
        /// The device.
        device: Uuid,
    },
    /// Any: all departments.
    Departments,
    /// Admin: makes a department.
    AddDepartment {
        /// Its name.
        name: String,
    },
    /// Admin: renames a department.
    RenameDepartment {
        /// The department.
        id: Uuid,
        /// Its name.
        name: String,
    },
    /// Admin: removes a department, and the grants to it.
    DeleteDepartment {
        /// The department.
        id: Uuid,
    },
    /// Admin: all shared libraries.
    Libraries,
    /// Admin: makes a shared library.
    AddLibrary {
        /// `company` (everybody reads it) or `department` (its department reads it).
        kind: String,
        /// Its name.
        name: String,
        /// The department, for that kind.
        department: Option<Uuid>,
    },
    /// Admin: removes a shared library for everybody.
    DeleteLibrary {
        /// The library.
        id: Uuid,
    },
    /// Admin: the grants on a library.
    LibraryGrants {
        /// The library.
        library: Uuid,
    },
    /// Admin: grants.
    Grant {
        /// The library.
        library: Uuid,
        /// To whom.
        to: Grantee,
        /// What.
        access: Access,
    },
    /// Admin: takes a grant back.
    Revoke {
        /// The library.
        library: Uuid,
        /// From whom.
        to: Grantee,
    },
    /// Admin: makes an invitation.
    Invite {
        /// The role of who takes it.
        role: Role,
        /// The departments of who takes it.
        departments: Vec<Uuid>,
        /// How often it can be taken.
        uses: u32,
        /// In how many hours it ends.
        hours: u32,
        /// When the accounts end that are made by it.
        account_expires_at: Option<i64>,
    },
    /// Admin: the open invitations.
    Invitations,
    /// Admin: takes an invitation back.
    Uninvite {
        /// The invitation.
        id: Uuid,
    },
    /// Editor: the open proposals of the libraries that one may edit. Agent: one's own.
    Proposals,
    /// Editor: takes a proposal over as it is.
    AcceptProposal {
        /// The draft.
        id: Uuid,
    },
    /// Editor, or its author: closes a proposal.
    DeclineProposal {
        /// The draft.
        id: Uuid,
        /// What the author is told.
        note: Option<String>,
    },
    /// Admin: how often phrases of a library were used, summed over devices.
    Usage {
        /// The library.
        library: Uuid,
        /// From this day on: `2026-11-01`.
        since: String,
    },
    /// Admin: the company's rules.
    SetPolicy {
        /// The rules.
        policy: Policy,
    },
}

/// What comes of an [`Admin`] request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum AdminReply {
    /// It is done.
    Done,
    /// An account.
    User {
        /// The account.
        user: Account,
    },
    /// Accounts.
    Users {
        /// The accounts.
        users: Vec<Account>,
    },
    /// Departments.
    Departments {
        /// The departments.
        departments: Vec<Department>,
    },
    /// Shared libraries.
    Libraries {
        /// The libraries.
        libraries: Vec<Grant>,
    },
    /// Grants on one library.
    Grants {
        /// Whom, and what.
        grants: Vec<(Grantee, Access)>,
    },
    /// Devices.
    Devices {
        /// The devices.
        devices: Vec<DeviceInfo>,
    },
    /// Something was made.
    Made {
        /// Its id.
        id: Uuid,
    },
    /// An invitation was made; its code is told only now.
    Invited {
        /// Its id.
        id: Uuid,
        /// The code.
        code: String,
        /// When it ends.
        expires_at: i64,
    },
    /// Invitations.
    Invitations {
        /// The invitations.
        invitations: Vec<Invitation>,
    },
    /// Proposals.
    Proposals {
        /// The proposals.
        proposals: Vec<Draft>,
    },
    /// How often phrases were used.
    Usage {
        /// Phrase by phrase.
        uses: Vec<(Uuid, u64)>,
    },
}

/// A department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Department {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
}

/// A device, as administrators see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceInfo {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// When it was last heard of, in milliseconds since 1970.
    pub last_seen: i64,
    /// Whether its session was ended.
    pub revoked: bool,
}

/// An open invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Its id.
    pub id: Uuid,
    /// The role of who takes it.
    pub role: Role,
    /// The departments of who takes it.
    pub departments: Vec<Uuid>,
    /// How often it can still be taken.
    pub uses_left: u32,
    /// When it ends, in milliseconds since 1970.
    pub expires_at: i64,
}

/// Reads `null` as "none", where an absent field means "stays".
mod double {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[expect(clippy::ref_option, reason = "serde hands a reference")]
    pub(super) fn serialize<S: Serializer>(value: &Option<Option<i64>>, out: S) -> Result<S::Ok, S::Error> {
        value.unwrap_or_default().serialize(out)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<i64>>, D::Error> {
        Option::<i64>::deserialize(from).map(Some)
    }
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
