//! Blobs that nobody names any more, uploads that stand still, and whether what is kept is whole.

use std::fs;
use std::io;
use std::time::SystemTime;

use super::disk::{entries, hash_file, remove};
use super::{Files, hex, parse_hash};
use crate::engine::Engine;
use crate::store::{Hash, Result};

/// How many are looked at together.
const TOGETHER: usize = 500;

impl Engine {
    /// Forgets blobs that nobody has named or asked for since a moment; how many files are gone.
    pub(crate) fn sweep_blobs(&self, before: i64) -> Result<u64> {
        let mut removed = 0;
        loop {
            let unnamed = self.store.read(|view| view.unnamed_blobs(before, TOGETHER))?;
            let count = unnamed.len();
            for (company, hash) in unnamed {
                // An upload that publishes the same blob waits meanwhile, and is asked again from the beginning.
                let _lock = self.files.lock(&hash);
                let is_last = self.store.write(move |tx| {
                    Ok(tx.delete_unnamed(company, &hash, before)? && !tx.is_blob_known(&hash)?)
                })?;
                if is_last {
                    remove(&self.files.path(&hash))?;
                    removed += 1;
                }
            }
            if count < TOGETHER {
                break;
            }
        }
        Ok(removed + self.sweep_strays(before)?)
    }

    /// Files that no company knows: what a crash left between a file and its line in the database.
    fn sweep_strays(&self, before: i64) -> Result<u64> {
        let mut removed = 0;
        for path in self.files.all()? {
            let Some(hash) = self.files.hash_at(&path) else { continue };
            let _lock = self.files.lock(&hash);
            if is_older(&path, before)? && !self.store.read(|view| view.is_blob_known(&hash))? {
                remove(&path)?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// Forgets uploads whose last piece came before a moment.
    pub(crate) fn sweep_uploads(&self, before: i64) -> Result<u64> {
        let mut removed = 0;
        loop {
            let stale = self.store.read(|view| view.stale_uploads(before, TOGETHER))?;
            let count = stale.len();
            for upload in stale {
                let _lock = self.files.lock(&upload.hash);
                remove(&self.files.part(upload.account, &upload.hash))?;
                self.store.write(move |tx| tx.delete_upload(upload.account, &upload.hash))?;
                removed += 1;
            }
            if count < TOGETHER {
                return Ok(removed);
            }
        }
    }

    /// Blobs whose file is missing or not what it should be.
    pub(crate) fn check_blobs(&self) -> Result<Vec<String>> {
        let mut wrong = Vec::new();
        for (hash, _) in self.store.read(|view| view.all_blobs())? {
            match hash_file(&self.files.path(&hash)) {
                Ok(found) if found == hash => {}
                Ok(_) => wrong.push(format!("blob {}: the file is damaged", hex(&hash))),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    wrong.push(format!("blob {}: there is no file", hex(&hash)));
                }
                Err(error) => wrong.push(format!("blob {}: {error}", hex(&hash))),
            }
        }
        Ok(wrong)
    }
}

impl Files {
    fn all(&self) -> io::Result<Vec<std::path::PathBuf>> {
        let mut all = Vec::new();
        for first in entries(&self.blobs)? {
            for second in entries(&first)? {
                all.extend(entries(&second)?);
            }
        }
        Ok(all)
    }

    /// The blob that a path stands for; `None` for files of others.
    fn hash_at(&self, path: &std::path::Path) -> Option<Hash> {
        let hash = parse_hash(path.file_name()?.to_str()?)?;
        (self.path(&hash) == path).then_some(hash)
    }
}

fn is_older(path: &std::path::Path, before: i64) -> io::Result<bool> {
    let before = jiff::Timestamp::from_millisecond(before).map_or(SystemTime::UNIX_EPOCH, SystemTime::from);
    match fs::symlink_metadata(path) {
        Ok(file) => Ok(file.is_file() && file.modified()? < before),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}
