//! ZIP archives, read with care: nothing that they declare about themselves is believed when it is small.

use std::collections::HashMap;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use unicode_normalization::UnicodeNormalization;
use zip::ZipArchive;

use super::limits::{MAX_ENTRIES, MAX_EXPANDED};
use crate::error::{Bilingual, Error, Limit, Result};

/// An open archive; clones share it, so that a picture can be read long after its row.
#[derive(Clone)]
pub(crate) struct Archive {
    /// The archive's name, for messages.
    pub(crate) file: Arc<str>,
    names: Arc<Names>,
    inner: Arc<Mutex<Inner>>,
}

pub(crate) trait Input: Read + Seek + Send {}
impl<T: Read + Seek + Send> Input for T {}

struct Names {
    /// As people see them, with `/` between folders; in the order of the archive.
    listed: Vec<String>,
    by_key: HashMap<String, usize>,
}

struct Inner {
    zip: ZipArchive<Box<dyn Input>>,
    /// What tables may still inflate to.
    left: u64,
}

impl Archive {
    /// Opens an archive and checks its directory.
    ///
    /// # Errors
    /// [`Error::Unreadable`] where it is none, [`Error::TooLarge`] where it lists too many files or says itself that
    /// it inflates to too much.
    pub(crate) fn open(file: &str, input: Box<dyn Input>) -> Result<Self> {
        let zip = ZipArchive::new(input).map_err(|error| damaged(file, None, &error.to_string()))?;
        if zip.len() > MAX_ENTRIES {
            return Err(Error::TooLarge { what: Limit::Entries, max: MAX_ENTRIES as u64 });
        }
        let listed: Vec<String> = zip.file_names_raw().map(decoded_name).collect();
        let by_key = listed.iter().enumerate().map(|(index, name)| (key(name), index)).collect();
        let inner = Inner { zip, left: MAX_EXPANDED };
        Ok(Self {
            file: file.into(),
            names: Arc::new(Names { listed, by_key }),
            inner: Arc::new(Mutex::new(inner)),
        })
    }

    /// The names of the files, in the order of the archive.
    pub(crate) fn names(&self) -> &[String] {
        &self.names.listed
    }

    /// The index of a file; case and Unicode composition do not matter.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.names.by_key.get(&key(name)).copied()
    }

    /// Inflates one file into memory; `None` where it holds more than `max` bytes.
    pub(crate) fn read_entry(&self, index: usize, max: u64) -> Result<Option<Vec<u8>>> {
        let mut inner = self.lock();
        let mut entry =
            inner.zip.by_index(index).map_err(|error| self.damaged(Some(index), &error.to_string()))?;
        if entry.size() > max {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        let read = entry.by_ref().take(max + 1).read_to_end(&mut bytes);
        let read = read.map_err(|error| self.damaged(Some(index), &error.to_string()))?;
        Ok((read as u64 <= max).then_some(bytes))
    }

    /// Hands one file to `work` as it inflates, counted against what the archive's tables may inflate to.
    ///
    /// # Errors
    /// [`Error::TooLarge`] once that is used up, else whatever `work` returns.
    pub(crate) fn stream<T>(
        &self,
        index: usize,
        work: impl FnOnce(&mut dyn BufRead) -> Result<T>,
    ) -> Result<T> {
        let mut inner = self.lock();
        let Inner { zip, left } = &mut *inner;
        let entry = zip.by_index(index).map_err(|error| self.damaged(Some(index), &error.to_string()))?;
        let too_large = Error::TooLarge { what: Limit::Expanded, max: MAX_EXPANDED };
        if entry.size() > *left {
            return Err(too_large);
        }
        let mut metered = BufReader::with_capacity(1 << 16, Metered { source: entry, left, exceeded: false });
        let result = work(&mut metered);
        if metered.get_ref().exceeded { Err(too_large) } else { result }
    }

    /// The same for all clones of one archive and for no other that is open.
    pub(crate) fn address(&self) -> usize {
        Arc::as_ptr(&self.inner) as usize
    }

    /// The error for a file in the archive that is not what it should be.
    pub(crate) fn damaged(&self, index: Option<usize>, detail: &str) -> Error {
        let part = index.and_then(|index| self.names.listed.get(index)).map(String::as_str);
        damaged(&self.file, part, detail)
    }

    #[cfg(test)]
    pub(crate) fn leave(&self, bytes: u64) {
        self.lock().left = bytes;
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // A poisoned lock means that a reader panicked half-way; every access seeks anew.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Archive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Archive").field(&self.file).finish()
    }
}

struct Metered<'a, R> {
    source: R,
    left: &'a mut u64,
    exceeded: bool,
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        match self.left.checked_sub(read as u64) {
            Some(left) => *self.left = left,
            None => {
                self.exceeded = true;
                return Err(io::Error::other("the archive inflates to too much"));
            }
        }
        Ok(read)
    }
}

/// Archives made by Chinese editions of Windows hold names in GBK without saying so.
fn decoded_name(raw: &[u8]) -> String {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(raw).0.into_owned(),
    };
    name.replace('\\', "/")
}

/// File systems differ in case and composition (macOS writes `é` as two characters); people do not mean either.
pub(crate) fn key(name: &str) -> String {
    name.nfc().collect::<String>().to_lowercase()
}

fn damaged(file: &str, part: Option<&str>, detail: &str) -> Error {
    let inside = part.map(|part| format!(" {part}")).unwrap_or_default();
    let problem = Bilingual::new(
        format!("压缩包{inside} 已损坏或不完整（{detail}）"),
        format!("the archive{inside} is damaged or incomplete ({detail})"),
    );
    Error::Unreadable { file: file.to_owned(), problem, row: None, column: None }
}
