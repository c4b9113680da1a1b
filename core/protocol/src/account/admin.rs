//! What the company's administrators ask for, and what comes of it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Access, Account, Grant, Grantee, Policy, Role};
use crate::sync::Draft;

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
