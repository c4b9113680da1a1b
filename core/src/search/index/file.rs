//! The bytes of a segment, on the heap or mapped from a file; and index files.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

use memmap2::Mmap;

use super::build::Builder;
use super::segment::{Segment, Stamp};
use super::{Index, View};

/// Bytes that do not change.
pub(super) enum Bytes {
    Heap(Vec<u8>),
    Mapped(Mmap),
}

impl Bytes {
    /// Maps a file. Only what is read is loaded, and the system may drop it again.
    pub(super) fn map(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        #[expect(
            unsafe_code,
            reason = "a mapped file must not change: index files are replaced by renaming, never written into"
        )]
        // SAFETY: the writers of these files make a new one each time and never write into one; what a foreign program might do
        // to the old one can give wrong numbers, which every reader bounds, or a signal, as with any mapped file.
        let map = unsafe { Mmap::map(&file)? };
        Ok(Self::Mapped(map))
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Heap(bytes) => bytes,
            Self::Mapped(map) => map,
        }
    }
}

impl Index {
    /// Opens an index file; `None` where there is none, or one that is damaged, cut short, foreign, or of another edition's
    /// format or tables: whoever needs the index makes it anew.
    ///
    /// The whole file is read once for its check sum; a few milliseconds for 100,000 phrases.
    pub fn open(path: &Path) -> Option<(Self, Stamp)> {
        let segment = Segment::open(Bytes::map(path).ok()?)?;
        let stamp = segment.stamp;
        let view = View { segment: Arc::new(segment), dead: None };
        Some((Self { views: Arc::new([view]) }, stamp))
    }

    /// Opens an index file as [`Index::open`] does, but for its check sum, which the caller has looked at: so that no more of
    /// the file is mapped in than a search reads.
    pub(crate) fn open_verified(path: &Path) -> Option<(Self, Stamp)> {
        let segment = Segment::read(Bytes::map(path).ok()?)?;
        let stamp = segment.stamp;
        let view = View { segment: Arc::new(segment), dead: None };
        Some((Self { views: Arc::new([view]) }, stamp))
    }

    /// The bytes of a file of the index with a stamp.
    pub(crate) fn file_bytes(&self, stamp: Stamp) -> Vec<u8> {
        match &*self.compacted().views {
            [view] => view.segment.stamped(stamp),
            _ => Builder::default().finish(stamp),
        }
    }

    /// Writes the index to a file, as one segment with a stamp; returns the same index, mapped from the file.
    ///
    /// Readers of the file see the old one or the new one whole; folders are made as needed. One process writes at a time,
    /// and another is told so at once.
    ///
    /// # Errors
    /// Those of the file system, with the index as it is: then it lives on in memory, and a file that was there is as it
    /// was.
    pub fn saved(&self, path: &Path, stamp: Stamp) -> Result<Self, (Self, io::Error)> {
        let compact = self.compacted();
        match write(path, &compact.file_bytes(stamp)) {
            Ok(()) => Ok(Self::open(path).map_or(compact, |(index, _)| index)),
            Err(error) => Err((compact, error)),
        }
    }
}

/// Writes a file beside its place and then puts it there.
///
/// A lock keeps others from writing the same file meanwhile, so that a file that somebody has mapped is never written into;
/// the system lets go of it even when the program is killed.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let lock = File::create(path.with_extension("lock"))?;
    lock.try_lock().map_err(io::Error::from)?;
    let part = path.with_extension("part");
    let written = (|| {
        let mut file = File::create(&part)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&part, path)
    })();
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    written
}

#[cfg(test)]
mod tests;
