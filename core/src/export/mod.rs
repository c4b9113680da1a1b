//! Export: libraries become a file that a person can open, a program can read, and [`crate::import`] takes back.
//!
//! | format | what it holds |
//! |---|---|
//! | JSON | everything that is shared, without loss; stable order, so that it diffs well |
//! | CSV | one row a phrase; texts of variants as columns; pictures beside it |
//! | XLSX | the same, with the pictures in their rows |
//!
//! Pictures and files lie beside the exported file in `<name>.files/`, where an import looks for them. What is local
//! to a device (favourites, usage), the trash and moments of change stay behind.

mod csv;
mod disk;
mod follow_ups;
mod json;
pub(crate) mod table;
mod xlsx;

use std::collections::BTreeMap;
use std::path::Path;

use crate::book::{PhraseBook, Tree};
use crate::error::{Error, Result};
use crate::ids::{BlobId, LibraryId};
use crate::media::safe_name;
use crate::model::{Category, Library, Part, Phrase};

/// A library with all that is exported of it.
#[derive(Debug, Clone, PartialEq)]
pub struct LibraryTree {
    /// The library.
    pub library: Library,
    /// Its categories as the tree is read from top to bottom.
    pub categories: Vec<Category>,
    /// Its live phrases in display order.
    pub phrases: Vec<Phrase>,
    /// Rows of kinds that this edition does not know.
    pub other: Vec<serde_json::Value>,
}

/// What an export wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Exported {
    /// Phrases.
    pub phrases: u64,
    /// Pictures and files beside the exported file, or in it.
    pub files: u64,
}

/// The kinds of files that an export writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Csv,
    Xlsx,
    Json,
}

/// Reads the bytes of a blob.
pub(crate) type ReadBlob<'a> = &'a dyn Fn(&BlobId) -> Result<Vec<u8>>;

impl PhraseBook {
    /// Writes a library, or all of them, to a file whose name ends in `.csv`, `.xlsx` or `.json`. The file is there
    /// whole or not at all; one that is there already is replaced.
    ///
    /// # Errors
    /// `UnknownFormat` for another ending; `NotFound` for the library; `MissingBlob` for a picture that is not in the
    /// book; `Io`, `ReadOnly` or `DiskFull` where the file cannot be written.
    pub fn export(&self, path: &Path, library: Option<LibraryId>) -> Result<Exported> {
        let format = Format::of(path)?;
        let libraries = self.libraries_in(library)?;
        let trees = libraries.into_iter().map(|library| self.tree(library)).collect::<Result<Vec<_>>>()?;
        let read = |blob: &BlobId| self.media.read(blob);
        match format {
            Format::Csv => csv::write(path, &trees, &read),
            Format::Xlsx => xlsx::write(path, &trees, &read),
            Format::Json => json::write(path, &trees, &read),
        }
    }

    fn tree(&self, library: Library) -> Result<LibraryTree> {
        let mut categories = self.categories(library.id)?;
        let tree = Tree::of(&categories);
        categories.sort_by_key(|category| tree.rank(category.id));
        Ok(LibraryTree {
            phrases: self.phrases(library.id)?,
            other: self.foreign_rows(library.id)?,
            categories,
            library,
        })
    }
}

impl Format {
    fn of(path: &Path) -> Result<Self> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("csv") => Ok(Self::Csv),
            Some("xlsx") => Ok(Self::Xlsx),
            Some("json") => Ok(Self::Json),
            _ => Err(Error::UnknownFormat { file: path.display().to_string() }),
        }
    }
}

/// The blobs of phrases with a file name for each; no two share one, whatever people called them.
pub(crate) fn file_names<'a>(phrases: impl Iterator<Item = &'a Phrase>) -> BTreeMap<BlobId, String> {
    let mut names: BTreeMap<BlobId, String> = BTreeMap::new();
    let mut taken: BTreeMap<String, BlobId> = BTreeMap::new();
    for part in phrases.flat_map(Phrase::all_parts) {
        let (blob, name) = match part {
            Part::Image(image) => (image.blob, &image.name),
            Part::File(file) => (file.blob, &file.name),
            Part::Text(_) | Part::Unknown(_) => continue,
        };
        if names.contains_key(&blob) {
            continue;
        }
        // A name may come from another program; and a semicolon would part it in the cell that lists it.
        let name = safe_name(name).replace([';', '；'], "_");
        // Names are compared as file systems do that do not tell cases apart.
        let name = match taken.get(&name.to_lowercase()) {
            Some(_) => distinguished(&name, &blob),
            None => name,
        };
        taken.insert(name.to_lowercase(), blob);
        names.insert(blob, name);
    }
    names
}

fn distinguished(name: &str, blob: &BlobId) -> String {
    let hash = blob.to_string();
    match name.rsplit_once('.') {
        Some((stem, ending)) => format!("{stem}-{}.{ending}", &hash[..8]),
        None => format!("{name}-{}", &hash[..8]),
    }
}

#[cfg(test)]
mod tests;
