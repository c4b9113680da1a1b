//! How many commits a hub has made, in a small file beside the database. A database that is behind it was put back from a
//! copy: revisions that were given out already would be given out again.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use uuid::Uuid;

/// The file, open to be written after each commit.
pub(super) struct Mark {
    file: File,
    hub: Uuid,
}

impl Mark {
    /// Opens the file, and reads how many commits it knows of this database; 0 where it knows another or none.
    pub(super) fn open(path: &Path, hub: Uuid) -> io::Result<(Self, u64)> {
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let mut bytes = Vec::new();
        (&mut file).take(64).read_to_end(&mut bytes)?;
        let known = match (bytes.get(..16), bytes.get(16..24)) {
            (Some(id), Some(number)) if id == hub.as_bytes() => {
                number.try_into().map_or(0, u64::from_be_bytes)
            }
            _ => 0,
        };
        Ok((Self { file, hub }, known))
    }

    /// Writes the number. It is not forced to the disk: after a power cut it may be too small, and only misses to warn.
    pub(super) fn write(&mut self, commits: u64) {
        let mut bytes = [0; 24];
        bytes[..16].copy_from_slice(self.hub.as_bytes());
        bytes[16..].copy_from_slice(&commits.to_be_bytes());
        let written = self.file.seek(SeekFrom::Start(0)).and_then(|_| self.file.write_all(&bytes));
        if let Err(error) = written {
            // The commit itself is safe.
            log::warn!("the mark of commits was not written: {error}");
        }
    }
}
