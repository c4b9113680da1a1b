//! Pictures and files on their way in: read one by one when they are wanted, never all at once.

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use super::archive::Archive;
use super::limits::MAX_ATTACHMENT;
use crate::error::{Error, Limit, Result};
use crate::ids::BlobId;

/// A picture or file that a phrase of the file names or holds.
#[derive(Clone)]
pub struct Attachment {
    /// Its name, without folders.
    pub name: String,
    source: Source,
}

#[derive(Clone)]
enum Source {
    Bytes(Arc<[u8]>),
    File(PathBuf),
    Entry(Archive, usize),
}

/// What tells two attachments apart without reading them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Identity {
    /// The place of bytes in memory.
    Bytes(usize, usize),
    /// A file.
    File(PathBuf),
    /// An archive and the index of a file in it.
    Entry(usize, usize),
}

/// The blobs that lie beside a file of ours, by their ids.
#[derive(Debug, Default)]
pub(crate) struct BlobFolder {
    blobs: HashMap<BlobId, Attachment>,
}

impl Attachment {
    /// A file whose bytes are in memory.
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> Self {
        Self { name: name.into(), source: Source::Bytes(bytes.into()) }
    }

    pub(super) fn file(name: impl Into<String>, path: PathBuf) -> Self {
        Self { name: name.into(), source: Source::File(path) }
    }

    pub(super) fn entry(name: impl Into<String>, archive: Archive, index: usize) -> Self {
        Self { name: name.into(), source: Source::Entry(archive, index) }
    }

    pub(crate) fn identity(&self) -> Identity {
        match &self.source {
            Source::Bytes(bytes) => Identity::Bytes(bytes.as_ptr() as usize, bytes.len()),
            Source::File(path) => Identity::File(path.clone()),
            Source::Entry(archive, index) => Identity::Entry(archive.address(), *index),
        }
    }

    /// Reads it.
    ///
    /// # Errors
    /// [`Error::TooLarge`] above [`MAX_ATTACHMENT`], found out while reading, whatever an archive declares; I/O errors
    /// and [`Error::Unreadable`] for a damaged archive.
    pub(crate) fn read(&self) -> Result<Vec<u8>> {
        let too_large = || Error::TooLarge { what: Limit::File, max: MAX_ATTACHMENT };
        match &self.source {
            Source::Bytes(bytes) => Ok(bytes.to_vec()),
            Source::File(path) => {
                let size = std::fs::metadata(path).map_err(|error| Error::io(path, error))?.len();
                if size > MAX_ATTACHMENT {
                    return Err(too_large());
                }
                std::fs::read(path).map_err(|error| Error::io(path, error))
            }
            Source::Entry(archive, index) => {
                archive.read_entry(*index, MAX_ATTACHMENT)?.ok_or_else(too_large)
            }
        }
    }
}

impl BlobFolder {
    /// Adds a blob under the id that a part names.
    pub(crate) fn insert(&mut self, id: BlobId, attachment: Attachment) {
        self.blobs.insert(id, attachment);
    }

    /// The blob of this id, if it lies there.
    pub(crate) fn get(&self, id: &BlobId) -> Option<&Attachment> {
        self.blobs.get(id)
    }
}

impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Attachment").field(&self.name).finish()
    }
}
