//! The pack: what an extension of the app reads, without a book, a lock or a written byte.
//!
//! On iOS the app alone opens the book; its share extension and its keyboard are other processes with little memory,
//! and a keyboard may be forbidden to write. So the app exports what they need into a folder that all of them see:
//!
//! ```text
//! current                  the name of the pack that counts, and the hash of its pack.json; replaced by renaming
//! pack-<operation>-<n>/    the n-th pack, of the book as it stood after this operation; never changed
//!   pack.json              what is in it: libraries, pictures, the hash of each file
//!   index.hsix             the type-ahead index, mapped
//!   phrases.bin            the phrases by id, read one by one
//!   suggest/               the index of suggest, read in pieces
//!   images/                pictures, none larger than a channel takes
//! lock                     held by who writes
//! ```
//!
//! Everything is checked from `current` down before it is believed: files by their hash when a pack is opened, pictures
//! when they are asked for. A pack may be deleted while somebody reads it; on Unix what was opened stays readable, and
//! [`Pack::is_current`] tells when to open the next.
//!
//! This module knows files, and what a reader needs of a phrase. It deliberately does not know who may read what: the
//! caller names the libraries, and a pack without one is written as soon as access to it is taken away.

mod disk;
mod images;
mod manifest;
mod phrases;
mod read;
mod write;

pub use read::Pack;
pub use write::{PackOptions, PackSummary};

/// Changes whenever files of a pack mean something else.
const FORMAT: u32 = 1;

/// The file that names the pack that counts.
const CURRENT: &str = "current";
/// Names of a pack's files and folders.
const MANIFEST: &str = "pack.json";
const INDEX: &str = "index.hsix";
const PHRASES: &str = "phrases.bin";
const SUGGEST: &str = "suggest";
const IMAGES: &str = "images";
/// The index of suggest checks its own files by this one.
const SUGGEST_STAMP: &str = "suggest/stamp.json";

#[cfg(test)]
mod tests;
