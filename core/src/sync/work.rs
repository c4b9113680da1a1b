//! What the sync machine asks of the book, and what the book answers: plain values between [`super::machine`], which decides,
//! and [`super::desk`], which does.

use huashu_protocol::blob::{Piece, Upload};
use huashu_protocol::snapshot::Manifest;
use huashu_protocol::stream::Change;
use huashu_protocol::sync::{SyncReply, SyncRequest, UsageReport};
use uuid::Uuid;

use crate::store::Changes;

/// Work on the book. Each is one short transaction, or none; a process that dies in it loses nothing but the work.
#[derive(Debug, Clone, PartialEq)]
pub enum Work {
    /// Gather what is to be said to the hub: [`Done::Collected`].
    Collect,
    /// Take in what the hub answered to a request: [`Done::Applied`].
    Apply {
        /// What was asked.
        request: SyncRequest,
        /// What was answered.
        reply: SyncReply,
    },
    /// Take in an event of the stream, if it follows on what the book has: [`Done::Applied`].
    ApplyChange(Change),
    /// Begin to take a library anew, or go on with it where the manifest is the one that was begun: [`Done::Snapshot`].
    BeginSnapshot(Manifest),
    /// Take in a chunk: [`Done::Snapshot`].
    Chunk {
        /// The library.
        library: Uuid,
        /// The epoch of the snapshot.
        epoch: Uuid,
        /// The revision of the snapshot.
        rev: u64,
        /// The number of the chunk, from 0.
        chunk: u32,
        /// The chunk as it travelled.
        bytes: Vec<u8>,
    },
    /// Read a piece of a blob to upload: [`Done::Piece`].
    ReadPiece {
        /// The blob.
        hash: String,
        /// Where the piece begins.
        offset: u64,
    },
    /// The hub has a blob whole: [`Done::Nothing`].
    Uploaded {
        /// The blob.
        hash: String,
    },
    /// Keep a piece of a blob that came down: [`Done::Download`].
    Downloaded {
        /// The blob.
        hash: String,
        /// The piece.
        piece: Piece,
    },
    /// The hub has counters of use: [`Done::Nothing`].
    Reported(UsageReport),
    /// Forget what is older than anybody may ask for; to be done once a day: [`Done::Nothing`].
    Tidy,
}

/// What came of [`Work`].
#[derive(Debug, Clone, PartialEq)]
pub enum Done {
    /// Of [`Work::Collect`].
    Collected(Box<Outbound>),
    /// Of [`Work::Apply`] and [`Work::ApplyChange`].
    Applied(Applied),
    /// Of [`Work::BeginSnapshot`] and [`Work::Chunk`].
    Snapshot {
        /// How far it has come.
        state: SnapshotState,
        /// The rows that changed.
        changes: Changes,
    },
    /// Of [`Work::ReadPiece`]: at most [`huashu_protocol::limits::PIECE_BYTES`]; empty at the end of the blob.
    Piece(Vec<u8>),
    /// Of [`Work::Downloaded`].
    Download {
        /// How many bytes there are now.
        have: u64,
        /// Whether the blob is whole, verified and in its place.
        done: bool,
    },
    /// There is nothing to say.
    Nothing,
}

/// What is to be said to the hub.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outbound {
    /// Operations within the limits, and every cursor but those of libraries that are being taken anew.
    pub request: SyncRequest,
    /// How many operations are not acknowledged yet, those in `request` among them.
    pub waiting: u64,
    /// Whether operations that could go stayed behind, since the request is full.
    pub more_ops: bool,
    /// Libraries that are being taken anew.
    pub snapshots: Vec<SnapshotState>,
    /// Blobs that operations wait for.
    pub uploads: Vec<Upload>,
    /// Blobs that rows name and that are not here.
    pub downloads: Vec<Download>,
    /// Counters of use that the hub has not heard of.
    pub usage: Option<UsageReport>,
}

/// A blob that is to come down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// The blob.
    pub hash: String,
    /// Its size in bytes, as the row says.
    pub bytes: u64,
    /// How many of them are here.
    pub have: u64,
}

/// What taking in an answer came to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Applied {
    /// The rows that changed.
    pub changes: Changes,
    /// Whether anything moved: a cursor, an operation, the grants. A hub that answers for ever without moving anything is
    /// broken, or lies.
    pub progressed: bool,
    /// Whether to sync again at once.
    pub more: bool,
    /// Libraries that must be taken anew.
    pub snapshots: Vec<Uuid>,
    /// Those of them whose checksum did not agree.
    pub diverged: Vec<Uuid>,
    /// Libraries that were taken away, and are wiped.
    pub gone: Vec<Uuid>,
    /// How many operations are not acknowledged yet.
    pub waiting: u64,
    /// How many drafts wait for a decision.
    pub drafts: u64,
}

/// How far a library that is taken anew has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotState {
    /// The library.
    pub library: Uuid,
    /// What it consists of; `None` before that was asked.
    pub manifest: Option<Manifest>,
    /// The next chunk to fetch, from 0.
    pub next: u32,
    /// Whether all chunks are in, and the library is in order again.
    pub done: bool,
}
