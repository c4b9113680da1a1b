//! What an open client is told at once. Every event is a hint but for rows that come inline: whoever misses one pulls.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::row::{Checksum, Row};
use crate::sync::Cursor;

/// An event of the stream; as SSE, `event:` is the tag and `data:` the JSON of the whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The stream is open.
    Hello {
        /// The state of the account's grants.
        grants_rev: u64,
        /// The state of its drafts.
        drafts_rev: u64,
    },
    /// A library changed.
    Change(Change),
    /// The account's grants changed: sync to hear how.
    Grants {
        /// Their state.
        grants_rev: u64,
    },
    /// The account's drafts changed.
    Drafts {
        /// Their state.
        drafts_rev: u64,
    },
    /// Events were left out, since the client reads slowly: sync.
    Resync,
    /// The stream ends with this: connect again later. Only a 401 says that the session has ended.
    Bye,
}

/// See [`Event::Change`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The library.
    pub library: Uuid,
    /// The epoch of the revisions.
    pub epoch: Uuid,
    /// The revision before the change: a client whose cursor is here may take the rows as a page.
    pub from: u64,
    /// The revision after it.
    pub to: u64,
    /// Over the whole library as of `to`.
    pub checksum: Checksum,
    /// The rows, where they are few (see [`crate::limits::INLINE_BYTES`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<Vec<Row>>,
}

/// A long poll: answers when something differs from what the client knows, or after
/// [`crate::limits::WAIT_SECONDS`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WaitRequest {
    /// See [`crate::sync::SyncRequest`].
    #[serde(default)]
    pub grants_rev: u64,
    /// See [`crate::sync::SyncRequest`].
    #[serde(default)]
    pub drafts_rev: u64,
    /// See [`crate::sync::SyncRequest`].
    #[serde(default)]
    pub libraries: Vec<Cursor>,
}

/// Whether anything differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waited {
    /// Whether it is worth a sync.
    pub changed: bool,
}
