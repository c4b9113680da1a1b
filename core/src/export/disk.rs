//! Writing whole files: beside the target first, then renamed over it.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// Writes a file through `fill`; a failure leaves what was there.
pub(super) fn replace(path: &Path, fill: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    let part = with_suffix(path, ".part");
    let written = fill_whole(&part, fill)
        .and_then(|()| fs::rename(&part, path).map_err(|error| Error::io(path, error)));
    if written.is_err() {
        // The unfinished file is ours; that it may not be there is fine.
        let _ = fs::remove_file(&part);
    }
    written
}

fn fill_whole(part: &Path, fill: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    let failed = |error| Error::io(part, error);
    let mut out = BufWriter::new(File::create(part).map_err(failed)?);
    fill(&mut out)?;
    let file = out.into_inner().map_err(|error| failed(error.into_error()))?;
    file.sync_all().map_err(failed)
}

/// The folder beside an exported file that holds its pictures: `话术.files` beside `话术.csv`.
pub(super) fn files_folder(path: &Path) -> PathBuf {
    path.with_extension("files")
}

/// Writes one picture or file into the folder beside an exported file.
pub(super) fn write_beside(path: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let folder = files_folder(path);
    fs::create_dir_all(&folder).map_err(|error| Error::io(&folder, error))?;
    replace(&folder.join(name), |out| out.write_all(bytes).map_err(|error| Error::io(&folder, error)))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
