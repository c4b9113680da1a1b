//! What an index in a folder says about itself: for which state of the book it was made, by which program, and a
//! checksum of every file. A folder that does not match its stamp is not read: the engine trusts its files, and would
//! panic or answer nonsense on damaged ones.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::folder::replace;
use crate::error::{Error, Result};
use crate::store::Revision;

/// Rises when the schema changes, or what is written into it (`document`, `token`). What a release folds or reads
/// differently is covered by its version, which stands beside this in the stamp.
pub(super) const FORMAT: u32 = 1;

const STAMP: &str = "stamp.json";
const LOCK: &str = "lock";

/// Files that the engine writes again under the same name.
const REWRITTEN: [&str; 2] = ["meta.json", ".managed.json"];

/// The description of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    format: u32,
    program: String,
    pub(super) revision: Revision,
    files: BTreeMap<String, Sum>,
}

/// The checksum of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Sum {
    bytes: u64,
    blake3: String,
}

impl Stamp {
    /// Describes the folder as it is now. Files that `before` knows and that are never written twice are not read
    /// again.
    pub(super) fn of(folder: &Path, revision: Revision, before: Option<&Self>) -> Result<Self> {
        let mut files = BTreeMap::new();
        for entry in fs::read_dir(folder).map_err(|error| Error::io(folder, error))? {
            let path = entry.map_err(|error| Error::io(folder, error))?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
            if name == STAMP || name == LOCK {
                continue;
            }
            let known = before.and_then(|before| before.files.get(name));
            let sum = match known.filter(|_| !REWRITTEN.contains(&name)) {
                Some(known) => known.clone(),
                None => Sum::of(&path).map_err(|error| Error::io(&path, error))?,
            };
            files.insert(name.to_owned(), sum);
        }
        Ok(Self { format: FORMAT, program: program(), revision, files })
    }

    /// Reads the stamp of a folder and holds the files to it.
    ///
    /// # Errors
    /// `Corrupt` for anything that is missing, damaged, or of another edition; `Io` where reading fails.
    pub(super) fn verified(folder: &Path) -> Result<Self> {
        let stamp = Self::read(folder)?;
        if stamp.format != FORMAT || stamp.program != program() {
            return Err(corrupt(folder, "made by another edition"));
        }
        for (name, sum) in &stamp.files {
            // A name of the stamp's own making must not lead out of the folder.
            let path = folder.join(name);
            if path.file_name().and_then(|own| own.to_str()) != Some(name) {
                return Err(corrupt(folder, "a name that is none"));
            }
            match Sum::of(&path) {
                Ok(found) if found == *sum => {}
                Ok(_) => return Err(corrupt(folder, &format!("{name} is damaged"))),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Err(corrupt(folder, &format!("{name} is missing")));
                }
                Err(error) => return Err(Error::io(&path, error)),
            }
        }
        Ok(stamp)
    }

    /// Reads the stamp of a folder, without looking at anything else.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(STAMP);
        let bytes = fs::read(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => corrupt(folder, "no stamp"),
            _ => Error::io(&path, error),
        })?;
        serde_json::from_slice(&bytes).map_err(|error| corrupt(folder, &error.to_string()))
    }

    /// Puts the stamp into the folder it describes.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let path = folder.join(STAMP);
        let bytes = serde_json::to_vec(self).map_err(|error| Error::io(&path, error.into()))?;
        replace(&path, &bytes).map_err(|error| Error::io(&path, error))
    }
}

impl Sum {
    fn of(path: &Path) -> io::Result<Self> {
        let mut hasher = blake3::Hasher::new();
        let bytes = io::copy(&mut File::open(path)?, &mut hasher)?;
        Ok(Self { bytes, blake3: hasher.finalize().to_hex().to_string() })
    }
}

/// Takes the right to write into a folder, which is created where it is missing. It lasts as long as the file is kept.
///
/// # Errors
/// `Busy` while another process has it; `ReadOnly`, `DiskFull` or `Io` where the folder takes no file.
pub(super) fn lock(folder: &Path) -> Result<File> {
    fs::create_dir_all(folder).map_err(|error| Error::io(folder, error))?;
    let path = folder.join(LOCK);
    let file = File::options().write(true).create(true).truncate(false).open(&path);
    let file = file.map_err(|error| Error::io(&path, error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        // A file system without locks: the folder is then nobody's but this process's.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Busy),
        Err(TryLockError::Error(error)) => Err(Error::io(&path, error)),
    }
}

/// Empties a folder of everything but the lock. The stamp goes first: what is half empty is nothing.
pub(super) fn clear(folder: &Path) -> Result<()> {
    remove(&folder.join(STAMP))?;
    for entry in fs::read_dir(folder).map_err(|error| Error::io(folder, error))? {
        let entry = entry.map_err(|error| Error::io(folder, error))?;
        let is_file = entry.file_type().is_ok_and(|kind| !kind.is_dir());
        if is_file && entry.file_name() != LOCK {
            remove(&entry.path())?;
        }
    }
    Ok(())
}

pub(super) fn corrupt(folder: &Path, detail: &str) -> Error {
    Error::Corrupt { path: folder.to_owned(), detail: detail.to_owned() }
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::io(path, error)),
        _ => Ok(()),
    }
}

fn program() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
