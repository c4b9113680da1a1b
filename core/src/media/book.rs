//! The media of a book: what refers to a blob is asked of the store.

use std::path::PathBuf;

use jiff::SignedDuration;

use super::{Collected, Size, Verified};
use crate::book::PhraseBook;
use crate::error::Result;
use crate::ids::BlobId;
use crate::store::{self, Op};

/// How long a blob that nothing refers to is kept: long enough for a phrase that is still being written (sync B5).
const GRACE: SignedDuration = SignedDuration::from_hours(7 * 24);

impl PhraseBook {
    /// The bytes of a picture or file, checked against their hash.
    ///
    /// # Errors
    /// `MissingBlob`; `Io`.
    pub fn blob(&self, id: &BlobId) -> Result<Vec<u8>> {
        self.media.read(id)
    }

    /// A small picture of a picture, made when first asked for.
    ///
    /// # Errors
    /// `MissingBlob`; `BadImage` for a file that is no picture; `Io`.
    pub fn thumb(&self, id: &BlobId, size: Size) -> Result<PathBuf> {
        self.media.thumb(id, size)
    }

    /// Removes blobs that nothing has referred to for a week. Holds the write lock, so that no phrase can come to
    /// name one meanwhile.
    ///
    /// # Errors
    /// `Busy`; those of reading the book.
    pub fn collect_media(&mut self) -> Result<Collected> {
        let media = self.media.clone();
        let older_than = self.clock.now().checked_sub(GRACE).unwrap_or(jiff::Timestamp::MIN);
        let collected = self.transact(Op::Purge, |transaction| {
            let referenced = store::blobs::referenced(transaction.connection())?;
            media.collect(&referenced, older_than)
        })?;
        Ok(collected.value)
    }

    /// Reads every blob that something refers to and compares it with its hash.
    ///
    /// # Errors
    /// Those of reading the book; a blob that is missing or damaged is a finding, not an error.
    pub fn check_media(&self, progress: impl FnMut(u64)) -> Result<Verified> {
        let referenced = self.store.explain(store::blobs::referenced)?;
        self.media.verify_all(referenced, progress)
    }
}
