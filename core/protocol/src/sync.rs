//! The one round trip: operations go up, then what changed comes down. The hub keeps no state of a client: every cursor
//! lies with the client.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::account::{Grant, Policy};
use crate::row::{Checksum, Fields, Row, is_false};

/// What a client sends.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SyncRequest {
    /// The edition of the protocol that the client speaks.
    pub proto: u32,
    /// The edition of the rows' shapes that it knows.
    pub schema: u32,
    /// The state of grants that it knows; 0 asks for them.
    #[serde(default)]
    pub grants_rev: u64,
    /// The state of its drafts that it knows; 0 asks for them.
    #[serde(default)]
    pub drafts_rev: u64,
    /// Operations, oldest first; see [`crate::limits::OPS_PER_PUSH`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ops: Vec<Op>,
    /// Where it stands in each library. Libraries that it does not name are not pulled.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub libraries: Vec<Cursor>,
}

/// Where a client stands in a library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The library.
    pub id: Uuid,
    /// The epoch in which the cursor was given; nil before the first pull.
    pub epoch: Uuid,
    /// The revision up to which the client has everything.
    pub cursor: u64,
}

/// One change of one row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Op {
    /// Its name; the hub counts it once, however often it arrives.
    pub op_id: Uuid,
    /// The library that the row lies in; the company's register for follow-ups.
    pub library: Uuid,
    /// The kind of row, or `draft` to close one, whose id is then `row`.
    pub kind: String,
    /// The row.
    pub row: Uuid,
    /// What to do.
    pub verb: Verb,
    /// The newest revision of the row that the author saw.
    #[serde(default)]
    pub base: u64,
    /// The author's own operation on the same row before this one, whose effect the author saw although its revision was
    /// not known yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Uuid>,
    /// It was acknowledged before and is sent again, since the hub was restored.
    #[serde(default, skip_serializing_if = "is_false")]
    pub replay: bool,
    /// The fields that change, and only those.
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub fields: Fields,
}

/// What an operation asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// Make the row with these fields.
    Create,
    /// Change these fields of the row.
    Edit,
    /// Put the row in the recycle bin.
    Delete,
    /// Take the row out of the recycle bin, with these fields.
    Restore,
    /// Suggest these fields to those who may edit.
    Propose,
}

impl Verb {
    /// The verb as JSON carries it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Edit => "edit",
            Self::Delete => "delete",
            Self::Restore => "restore",
            Self::Propose => "propose",
        }
    }
}

/// What became of an operation. An operation that arrives again gets the same answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpResult {
    /// The operation.
    pub op_id: Uuid,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// See [`OpResult`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// It is done, and durable.
    Applied {
        /// The row's revision afterwards.
        rev: u64,
    },
    /// What it says of the content is kept as a draft of its author; whatever else it said is done.
    Draft {
        /// Why.
        reason: DraftReason,
        /// The row's revision afterwards; 0 where there is no row.
        rev: u64,
    },
    /// It cannot be done, now or later.
    Rejected {
        /// A stable word; see [`reject`].
        code: String,
        /// For a person, in English; faces translate the code.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        message: String,
    },
    /// The account may not write there, as far as the hub sees: not final (the grants may have changed).
    Forbidden,
}

/// The words of [`Outcome::Rejected`].
pub mod reject {
    /// A field is missing, or is nothing that the model takes.
    pub const INVALID: &str = "invalid";
    /// The content was changed since the author saw it, so that it is not deleted.
    pub const CHANGED: &str = "changed";
    /// A category would lie inside itself.
    pub const CYCLE: &str = "cycle";
    /// The tree would be too deep.
    pub const TOO_DEEP: &str = "too_deep";
    /// A picture or file that it names has not been uploaded. Not final: upload it and send the operation again.
    pub const BLOB_MISSING: &str = "blob_missing";
    /// There is nothing there to do it to.
    pub const MISSING: &str = "missing";
    /// The id belongs to a row of another kind or library.
    pub const TAKEN: &str = "taken";
    /// The operation is larger than [`crate::limits::FIELDS_BYTES`].
    pub const TOO_LARGE: &str = "too_large";
    /// A verb or kind that this hub does not take.
    pub const UNKNOWN: &str = "unknown";
}

/// Why a content became a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftReason {
    /// Somebody's change of the content reached the hub first.
    Conflict,
    /// The row was deleted.
    Deleted,
    /// The hub has no such row (any more).
    Missing,
    /// The operation is older than what the hub remembers.
    Stale,
    /// Its author may suggest and not edit.
    Proposal,
}

impl DraftReason {
    /// The reason as JSON carries it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Conflict => "conflict",
            Self::Deleted => "deleted",
            Self::Missing => "missing",
            Self::Stale => "stale",
            Self::Proposal => "proposal",
        }
    }
}

/// A text that waits for a decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// The operation that it came with.
    pub id: Uuid,
    /// The library.
    pub library: Uuid,
    /// The kind of row.
    pub kind: String,
    /// The row that it is about.
    pub row: Uuid,
    /// What its author wanted.
    pub fields: Fields,
    /// The revision that its author saw.
    pub base: u64,
    /// Why it waits.
    pub reason: DraftReason,
    /// Who wrote it.
    pub author: String,
    /// When the hub took it, in milliseconds since 1970.
    pub at: i64,
    /// For a conflict: who changed the row before, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theirs_by: Option<String>,
    /// See `theirs_by`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theirs_at: Option<i64>,
}

/// What the hub answers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SyncReply {
    /// One for each operation of the request, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<OpResult>,
    /// The state of the account's grants.
    pub grants_rev: u64,
    /// All its grants, where the client did not know that state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grants: Option<Grants>,
    /// The state of the account's drafts.
    #[serde(default)]
    pub drafts_rev: u64,
    /// All its drafts, where the client did not know that state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drafts: Option<Vec<Draft>>,
    /// One for each library of the request, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub libraries: Vec<Pull>,
    /// The hub's clock, in milliseconds since 1970; for display.
    #[serde(default)]
    pub now: i64,
}

/// What an account may open, and the rules of its company.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Grants {
    /// Every library that the account may read, the company's register among them.
    pub libraries: Vec<Grant>,
    /// The company's rules.
    #[serde(default)]
    pub policy: Policy,
}

/// What changed in one library.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "pull", rename_all = "snake_case")]
pub enum Pull {
    /// The rows that changed after `from`, up to `next`, and where needed the categories above them.
    Page {
        /// The library.
        id: Uuid,
        /// The epoch of the revisions.
        epoch: Uuid,
        /// The client's cursor.
        from: u64,
        /// The client's next cursor.
        next: u64,
        /// Latest states, oldest revision first.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        rows: Vec<Row>,
        /// Whether there is more after `next`.
        #[serde(default, skip_serializing_if = "is_false")]
        more: bool,
        /// Over the whole library as of `next`; only where `more` is false.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        checksum: Option<Checksum>,
    },
    /// The cursor is of another epoch, too old, or ahead of the hub: the library must be taken anew.
    Snapshot {
        /// The library.
        id: Uuid,
        /// The present epoch.
        epoch: Uuid,
    },
    /// The account may not read it, or there is no such library: the grants tell.
    Gone {
        /// The library.
        id: Uuid,
    },
}

impl Pull {
    /// The library.
    pub fn library(&self) -> Uuid {
        match self {
            Self::Page { id, .. } | Self::Snapshot { id, .. } | Self::Gone { id } => *id,
        }
    }
}

/// Counters of use: for each device the larger number stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsageReport {
    /// At most [`crate::limits::COUNTERS`].
    pub counters: Vec<Counter>,
}

/// How often a phrase was used on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counter {
    /// The phrase.
    pub phrase: Uuid,
    /// `2026-11-01`.
    pub day: String,
    /// The chat app; empty where it is not known.
    #[serde(default)]
    pub channel: String,
    /// Where it was sent from; empty where it is not known.
    #[serde(default)]
    pub surface: String,
    /// How often, on this device.
    pub uses: u64,
}

/// A former state of a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FormerRow {
    /// Its fields, as they were.
    pub fields: Fields,
    /// Its revisions then.
    pub revs: crate::row::Revs,
    /// Who had written it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When it was replaced, in milliseconds since 1970.
    pub at: i64,
}
