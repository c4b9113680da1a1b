//! The bytes of a segment: on the heap, or mapped from a file.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::ops::Deref;
use std::path::Path;

use memmap2::Mmap;

/// Bytes that do not change.
pub(super) enum Bytes {
    Heap(Vec<u8>),
    Mapped(Mmap),
}

impl Bytes {
    /// Maps a file. Only what is read is loaded, and the system may drop it again.
    pub(super) fn map(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        #[expect(unsafe_code, reason = "a mapped file must not change: index files are replaced by renaming, never written into")]
        // SAFETY: `write` is the only writer of these files and makes a new one each time; what a foreign program might do
        // to the old one can give wrong numbers, which every reader bounds, or a signal, as with any mapped file.
        let map = unsafe { Mmap::map(&file)? };
        Ok(Self::Mapped(map))
    }

    /// How many of the bytes are on the heap.
    pub(super) fn on_heap(&self) -> usize {
        match self {
            Self::Heap(bytes) => bytes.capacity(),
            Self::Mapped(_) => 0,
        }
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

/// Writes a file beside its place and then puts it there, so that readers see the old one or the new one whole.
///
/// # Errors
/// Those of the file system; a file that was half written is taken away again.
pub(super) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
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
