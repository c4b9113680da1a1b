//! Pictures and files that are attached to a phrase.

use std::fs;
use std::path::{Path, PathBuf};

use huashu_core::error::Limit;
use huashu_core::media::{MAX_FILE_BYTES, Prepared, prepare, prepare_picture};
use huashu_core::model::Part;
use huashu_core::store::Transaction;
use huashu_core::{Error, Result};

/// Reads and checks files, pictures where the content is one. Done before the book is locked.
///
/// # Errors
/// `Io`, `TooLarge`, `BadImage`, `Unreadable`.
pub(super) fn files(paths: &[PathBuf]) -> Result<Vec<Prepared>> {
    paths.iter().map(|path| prepare(&name(path), bytes(path)?)).collect()
}

/// Reads and checks pictures.
///
/// # Errors
/// As [`files`]; `BadImage` for what is no picture.
pub(super) fn pictures(paths: &[PathBuf]) -> Result<Vec<Prepared>> {
    paths.iter().map(|path| prepare_picture(&name(path), &bytes(path)?)).collect()
}

/// Stores what was prepared; the parts that name it.
///
/// # Errors
/// Those of writing the book.
pub(super) fn store(transaction: &mut Transaction<'_>, prepared: Vec<Prepared>) -> Result<Vec<Part>> {
    prepared.into_iter().map(|one| transaction.put_media(one)).collect()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// The bytes of a file, whose size is asked first.
fn bytes(path: &Path) -> Result<Vec<u8>> {
    let failed = |source| Error::Io { path: path.to_owned(), source };
    if fs::metadata(path).map_err(failed)?.len() > MAX_FILE_BYTES {
        return Err(Error::TooLarge { what: Limit::File, max: MAX_FILE_BYTES });
    }
    fs::read(path).map_err(failed)
}
