//! What the store keeps, as values.

use huashu_protocol::account::{Access, Policy, Role};
use huashu_protocol::row::{Checksum, Fields, Revs, Row};
use huashu_protocol::sync::{DraftReason, Outcome};
use uuid::Uuid;

/// A company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Company {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// The IANA zone in which its days are counted.
    pub time_zone: String,
    /// Its library of follow-ups.
    pub register: Uuid,
    /// Its rules.
    pub policy: Policy,
    /// Rises whenever anybody's grants change.
    pub grants_seq: u64,
}

/// An account, with what nobody is told.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: Uuid,
    /// Its company.
    pub company: Uuid,
    /// The name that it signs in with.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// The hash of its password, as a PHC string.
    pub password: String,
    /// When it ends.
    pub expires_at: Option<i64>,
    /// Whether it was switched off.
    pub disabled: bool,
    /// The state of its grants.
    pub grants_rev: u64,
    /// The state of its drafts.
    pub drafts_rev: u64,
    /// When it was made.
    pub created_at: i64,
}

/// A device of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub account: Uuid,
    /// Its installation.
    pub install: Uuid,
    /// Its name.
    pub name: String,
    /// When it was last heard of.
    pub last_seen: i64,
    /// Whether its session was ended.
    pub revoked: bool,
}

/// A pair of tokens.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionPair {
    /// Its number; 0 for one that is not stored yet.
    pub id: i64,
    /// The device.
    pub device: Uuid,
    /// The hash of the access token.
    pub access: [u8; 32],
    /// When that ends.
    pub access_until: i64,
    /// The hash of the refresh token.
    pub refresh: [u8; 32],
    /// When that ends.
    pub refresh_until: i64,
    /// How far it was used.
    pub state: PairState,
}

/// How far a pair of tokens was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PairState {
    /// Given, and not used yet: perhaps the answer was lost.
    Fresh,
    /// In use.
    Used,
    /// Another one of the device is in use.
    Replaced,
}

/// Who a token stands for.
#[derive(Clone, PartialEq, Eq)]
pub struct Holder {
    /// The pair that it belongs to.
    pub pair: SessionPair,
    /// The device.
    pub device: Device,
    /// The account.
    pub account: Account,
}

/// An invitation.
#[derive(Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Its id.
    pub id: Uuid,
    /// Its company.
    pub company: Uuid,
    /// The hash of its code.
    pub code: [u8; 32],
    /// The role of who takes it.
    pub role: Role,
    /// The departments of who takes it.
    pub departments: Vec<Uuid>,
    /// How often it can still be taken.
    pub uses_left: u32,
    /// When it ends.
    pub expires_at: i64,
    /// When the accounts end that are made by it.
    pub account_expires_at: Option<i64>,
}

/// Who a library is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LibraryKind {
    /// Whoever is granted it; at first everybody in the company.
    Company,
    /// Whoever is granted it; at first one department.
    Department,
    /// Its owner.
    Personal,
    /// Everybody: the follow-ups.
    Register,
}

/// A library, without its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Library {
    /// Its id.
    pub id: Uuid,
    /// Its company.
    pub company: Uuid,
    /// Who it is for.
    pub kind: LibraryKind,
    /// Its name, as its row says.
    pub name: String,
    /// The owner of a personal one.
    pub owner: Option<Uuid>,
    /// The newest revision.
    pub rev: u64,
    /// Cursors below missed a deletion that is forgotten.
    pub min_rev: u64,
    /// The epoch of the revisions.
    pub epoch: Uuid,
    /// Over its live rows.
    pub checksum: Checksum,
    /// How many rows are live.
    pub live: u64,
    /// When it was removed.
    pub deleted_at: Option<i64>,
}

/// A row as it is kept: the fields of a deleted one are still there until they are forgotten.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredRow {
    /// Its company.
    pub company: Uuid,
    /// Its library.
    pub library: Uuid,
    /// The row.
    pub row: Row,
    /// The category that it lies in.
    pub parent: Option<Uuid>,
    /// When it was deleted.
    pub deleted_at: Option<i64>,
    /// The length of its fields as JSON.
    pub bytes: usize,
}

/// What a row was.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// Its fields.
    pub fields: Fields,
    /// Its revisions.
    pub revs: Revs,
    /// The category that it lay in.
    pub parent: Option<Uuid>,
    /// Who had written it.
    pub by: Option<String>,
    /// When it was replaced.
    pub at: i64,
}

/// What became of an operation, and what its author knew with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredResult {
    /// What the client is told, each time.
    pub outcome: Outcome,
    /// The newest revision of the row's content that the author has seen with it.
    pub seen: u64,
}

/// A draft as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredDraft {
    /// Its id: the operation's.
    pub id: Uuid,
    /// Its company.
    pub company: Uuid,
    /// The library.
    pub library: Uuid,
    /// The kind of row.
    pub kind: String,
    /// The row.
    pub row: Uuid,
    /// What its author wanted.
    pub fields: Fields,
    /// The revision that its author saw.
    pub base: u64,
    /// Why it waits.
    pub reason: DraftReason,
    /// Its author.
    pub author: Uuid,
    /// The author's name; filled in by reading.
    pub author_name: String,
    /// When the hub took it.
    pub at: i64,
    /// Who changed the row before.
    pub theirs_by: Option<String>,
    /// When.
    pub theirs_at: Option<i64>,
}

/// A blob that a company has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    /// Its size in bytes.
    pub size: u64,
    /// Its media type.
    pub mime: String,
    /// When it was last uploaded or asked for.
    pub at: i64,
}

/// An upload that is not whole yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenUpload {
    /// Whose.
    pub account: Uuid,
    /// The blob.
    pub hash: [u8; 32],
    /// Its size in bytes.
    pub size: u64,
    /// Its media type.
    pub mime: String,
    /// When its last piece came.
    pub at: i64,
}

/// Who names a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// A row, now.
    Row(Uuid),
    /// A row, at the time of that version.
    Version(Uuid, i64),
    /// A draft.
    Draft(Uuid),
}

/// What stands for the whole database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HubState {
    /// The id of the database.
    pub hub: Uuid,
    /// How many transactions were committed.
    pub commits: u64,
}

/// A library, and what grants say of it for one account; the account's role and ownership are not in it.
pub type GrantedLibrary = (Library, Option<Access>);

impl StoredRow {
    /// The row as it travels: a tombstone has no fields.
    pub fn into_wire(self) -> Row {
        let mut row = self.row;
        if row.deleted {
            row.fields = Fields::new();
        }
        row
    }

    /// About how many bytes it has as it travels.
    pub fn wire_bytes(&self) -> usize {
        /// Id, revisions, names and brackets.
        const FRAME: usize = 220;
        FRAME + if self.row.deleted { 0 } else { self.bytes }
    }
}

impl LibraryKind {
    /// The kind as it is stored and travels.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Department => "department",
            Self::Personal => "personal",
            Self::Register => "register",
        }
    }

    /// The kind of a word.
    pub fn of(word: &str) -> Option<Self> {
        [Self::Company, Self::Department, Self::Personal, Self::Register]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }
}
