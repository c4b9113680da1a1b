//! Writing a file so that it is there whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::error::{Error, Result};

/// The ending of files that are still being written.
pub(super) const TEMP_EXTENSION: &str = "tmp";

/// A file that is being written in `folder` under a name of its own; dropped before [`Temp::rename`], it is
/// removed again.
pub(super) struct Temp {
    file: File,
    path: PathBuf,
    renamed: bool,
}

impl Temp {
    /// Writes `bytes` into a new file in `folder`, which is made if it is missing.
    pub(super) fn write(folder: &Path, stem: &str, bytes: &[u8]) -> Result<Self> {
        make_folder(folder)?;
        let (file, path) = create_new(folder, stem)?;
        let mut temp = Self { file, path, renamed: false };
        temp.file.write_all(bytes).map_err(|error| Error::io(&temp.path, error))?;
        Ok(temp)
    }

    /// Sets the time of the last change to `at`, and returns when the disk has the content.
    pub(super) fn make_durable(&self, at: Timestamp) -> Result<()> {
        let synced = self.file.set_modified(at.into()).and_then(|()| self.file.sync_all());
        synced.map_err(|error| Error::io(&self.path, error))
    }

    /// Gives the file its final name, whose folder is made if it is missing; an older file there is replaced.
    pub(super) fn rename(mut self, target: &Path) -> Result<()> {
        if let Some(folder) = target.parent() {
            make_folder(folder)?;
        }
        fs::rename(&self.path, target).map_err(|error| Error::io(target, error))?;
        self.renamed = true;
        Ok(())
    }
}

impl Drop for Temp {
    fn drop(&mut self) {
        if !self.renamed {
            // What cannot be removed now is collected later.
            fs::remove_file(&self.path).ok();
        }
    }
}

/// Makes a folder and those above it; each new one is made durable in the folder that holds it.
pub(super) fn make_folder(folder: &Path) -> Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let parent = folder.parent();
    if let Some(parent) = parent {
        make_folder(parent)?;
    }
    match fs::create_dir(folder) {
        Ok(()) => parent.map_or(Ok(()), sync_folder),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(Error::io(folder, error)),
    }
}

/// Makes new names in a folder durable. Only Unix has this; elsewhere the file system does it by itself.
pub(super) fn sync_folder(folder: &Path) -> Result<()> {
    if cfg!(unix) && !folder.as_os_str().is_empty() {
        File::open(folder).and_then(|file| file.sync_all()).map_err(|error| Error::io(folder, error))?;
    }
    Ok(())
}

/// Two threads or processes that write the same blob get two files.
fn create_new(folder: &Path, stem: &str) -> Result<(File, PathBuf)> {
    let process = std::process::id();
    let mut number = 0_u64;
    loop {
        let path = folder.join(format!("{stem}.{process}-{number}.{TEMP_EXTENSION}"));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((file, path)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(Error::io(&path, error)),
        }
    }
}
