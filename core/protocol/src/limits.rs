//! Numbers that both ends keep to. A hub refuses what is larger; a client never sends it.

/// The most operations in one push.
pub const OPS_PER_PUSH: usize = 200;
/// The most bytes of operations in one push, as JSON before compression; a single larger operation goes alone.
pub const PUSH_BYTES: usize = 512 * 1024;
/// The most rows in one reply, over all libraries.
pub const ROWS_PER_PAGE: usize = 1_000;
/// The most bytes of rows in one reply, as JSON before compression; a single larger row goes alone.
pub const PAGE_BYTES: usize = 4 * 1024 * 1024;
/// The most libraries in one request.
pub const LIBRARIES: usize = 1_000;
/// The longest body, in bytes as it travels.
pub const BODY_BYTES: usize = 2 * 1024 * 1024;
/// The longest body after decompression, in bytes.
pub const EXPANDED_BYTES: usize = 16 * 1024 * 1024;
/// The deepest nesting of JSON.
pub const DEPTH: usize = 32;
/// Rows in one chunk of a snapshot.
pub const CHUNK_ROWS: usize = 5_000;
/// The most bytes of one chunk of a snapshot after decompression.
pub const CHUNK_BYTES: usize = 64 * 1024 * 1024;
/// The most bytes in one piece of an upload.
pub const PIECE_BYTES: usize = 1024 * 1024;
/// The largest blob, in bytes.
pub const BLOB_BYTES: u64 = 50 * 1024 * 1024;
/// The most bytes of rows that an event of the stream carries.
pub const INLINE_BYTES: usize = 8 * 1024;
/// The most counters in one report of usage.
pub const COUNTERS: usize = 2_000;
/// The longest fields of one operation, as JSON in bytes.
pub const FIELDS_BYTES: usize = 512 * 1024;

/// Seconds between signs of life on a stream.
pub const HEARTBEAT_SECONDS: u64 = 25;
/// Seconds without a byte after which a client gives a stream up.
pub const SILENCE_SECONDS: u64 = 60;
/// Seconds that a long poll waits at most.
pub const WAIT_SECONDS: u64 = 25;
/// Seconds without the first event after which a client takes to long polls.
pub const STREAM_SECONDS: u64 = 5;
/// Seconds that an access token lasts.
pub const ACCESS_SECONDS: u64 = 60 * 60;
/// Days that a refresh token lasts.
pub const REFRESH_DAYS: u64 = 90;
/// Days for which a client keeps acknowledged operations, to replay them after the hub was restored.
pub const REPLAY_DAYS: u64 = 30;
/// Days for which the hub knows an operation again.
pub const RESULT_DAYS: u64 = 180;
/// Days for which the text of a deleted row is kept.
pub const BIN_DAYS: u64 = 30;
/// Days after which a deleted row is forgotten, and cursors that are older are refused.
pub const TOMBSTONE_DAYS: u64 = 90;
/// Days for which the hub keeps a draft.
pub const DRAFT_DAYS: u64 = 90;
/// Hours after which an upload that stands still is forgotten.
pub const UPLOAD_HOURS: u64 = 24;
/// What a restored hub adds to every revision, so that none is given twice.
pub const RESTORE_JUMP: u64 = 1 << 32;
/// The longest key of the manual order, in bytes.
pub const KEY_BYTES: usize = 64;
/// The most siblings that the hub gives fresh keys at once.
pub const REKEYED: usize = 200;
