//! Pictures and files: what comes in is checked and cleaned, kept by its hash, and handed out small.
//!
//! ```text
//! bytes ─► probe ─► sanitise ─► Prepared ─► Media::put ─► blobs/aa/bb/<hash>
//!          magic    limits, strip           temp, fsync,      │
//!          bytes    metadata, decode        rename            └─► thumb, shrink: derived, may be deleted
//! ```
//!
//! The bytes are untrusted until [`prepare()`] has returned: sizes are read from the header before a pixel is
//! decoded, every copy is bounded by the input, and what is stored has passed a decoder once. A blob is named by
//! the hash of its *cleaned* bytes, so cleaning is deterministic and cleaning twice changes nothing.
//!
//! This module knows containers, pixels and one folder. It deliberately does not know phrases, SQL, or which blob
//! is referenced: the caller says so (see [`Media::collect`]). No other module uses the `image` crate.

mod blobs;
mod book;
mod codec;
mod disk;
mod flaw;
mod gc;
mod name;
mod prepare;
mod probe;
mod sanitise;
mod scale;
mod shrink;
mod thumb;

#[cfg(test)]
pub(crate) mod samples;

use std::path::PathBuf;

pub use blobs::Verified;
pub use gc::Collected;
pub use name::safe_name;
pub use prepare::{Prepared, prepare, prepare_picture};
pub use probe::{Format, Kind, PixelSize, probe};
pub use shrink::shrink;
pub use thumb::Size;

/// The largest picture, in bytes: above the 5 MiB that chat apps advise for an animation and equal to the
/// 10 MiB that WeChat's `OpenSDK` 6.8.0 takes as one.
pub const MAX_PICTURE_BYTES: u64 = 10 * 1024 * 1024;
/// The largest file that is no picture, in bytes.
pub const MAX_FILE_BYTES: u64 = 50 * 1024 * 1024;
/// The most pixels in a picture: 160 MB once decoded with four bytes each, what a phone can spare.
pub const MAX_PIXELS: u64 = 40_000_000;
/// The longest side of a picture, in pixels. A coded WebP picture ends at 16,383 (RFC 9649), and so do many viewers.
pub const MAX_SIDE: u32 = 16_384;

/// The folder of a book's blobs, and the cache of thumbnails beside it.
///
/// Opening touches nothing: the folders are made by the first blob. Readers need no lock. Whoever puts or
/// collects holds the store's write lock; [`Media::put`] and [`Media::collect`] say why.
#[derive(Debug, Clone)]
pub struct Media {
    blobs: PathBuf,
    thumbs: PathBuf,
}

impl Media {
    /// The media of the book in `dir`: `dir/blobs` and `dir/thumbs`.
    pub fn open(dir: impl Into<PathBuf>) -> Self {
        let dir = dir.into();
        Self { blobs: dir.join("blobs"), thumbs: dir.join("thumbs") }
    }
}
