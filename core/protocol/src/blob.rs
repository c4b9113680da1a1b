//! Pictures and files. A blob is named by the BLAKE3 hash of its bytes, 64 lower-case hex digits, and never changes.

use serde::{Deserialize, Serialize};

/// Begins an upload, or asks how far it has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// The blob.
    pub hash: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its media type.
    pub mime: String,
}

/// How far an upload has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uploaded {
    /// How many bytes the hub has.
    pub offset: u64,
    /// Whether the blob is whole, verified and kept.
    pub done: bool,
}

/// A piece of a blob on its way down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Where it begins.
    pub offset: u64,
    /// Its bytes: from there to the end, or as many as the hub gives at once.
    pub bytes: Vec<u8>,
    /// The size of the whole.
    pub total: u64,
}
