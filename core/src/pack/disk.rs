//! Files that survive a power failure, and the lock of who writes.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::Path;

use crate::error::{Error, Result};

/// Takes the right to write packs into a folder, which is made where it is missing. It lasts as long as the file is
/// kept.
///
/// # Errors
/// `Busy` while another process has it; `ReadOnly`, `DiskFull` or `Io` where the folder takes no file.
pub(super) fn lock(folder: &Path) -> Result<File> {
    fs::create_dir_all(folder).map_err(|error| Error::io(folder, error))?;
    let path = folder.join("lock");
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

/// Writes a file; when this returns its content survives a power failure.
pub(super) fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    let written = File::create(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|error| Error::io(path, error))
}

/// Puts a file in the place of another, so that a reader finds the old or the new content, never a part.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let beside = path.with_extension("part");
    put(&beside, bytes)?;
    fs::rename(&beside, path).map_err(|error| Error::io(path, error))?;
    path.parent().map_or(Ok(()), sync)
}

/// Makes a folder with all that lies in it durable. Only Unix has this for folders and for files opened to be read;
/// elsewhere the file system does it in its own time, and a pack that a power cut has damaged is noticed when opened.
pub(super) fn sync_all(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(|error| Error::io(folder, error))? {
        let path = entry.map_err(|error| Error::io(folder, error))?.path();
        if path.is_dir() {
            sync_all(&path)?;
        } else {
            sync(&path)?;
        }
    }
    sync(folder)
}

/// Makes a file, or the names in a folder, durable.
pub(super) fn sync(path: &Path) -> Result<()> {
    if cfg!(unix) && !path.as_os_str().is_empty() {
        File::open(path).and_then(|file| file.sync_all()).map_err(|error| Error::io(path, error))?;
    }
    Ok(())
}
