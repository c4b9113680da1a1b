//! A whole library in chunks: immutable, each with its hash, so that a client that was stopped repeats one at most.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::row::Checksum;

/// What a snapshot consists of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The library.
    pub library: Uuid,
    /// The epoch of its revisions.
    pub epoch: Uuid,
    /// The revision up to which it has everything; the client's cursor afterwards.
    pub rev: u64,
    /// Over its rows.
    pub checksum: Checksum,
    /// How many rows.
    pub rows: u64,
    /// The chunks, in order: parents come before what lies in them.
    pub chunks: Vec<Chunk>,
}

/// One chunk: a zstd stream of JSON lines, each a [`crate::row::Row`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chunk {
    /// Its size as it travels, in bytes.
    pub bytes: u64,
    /// The BLAKE3 hash of those bytes, 64 lower-case hex digits.
    pub hash: String,
    /// How many rows.
    pub rows: u64,
}
