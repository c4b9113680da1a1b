//! Our JSON: everything that is shared, in display order, indented, absent where it is the default; so that a
//! change of one phrase is a change of a few lines.
//!
//! ```json
//! { "format": "huashu", "version": 1,
//!   "libraries": [ { "id": "…", "kind": "personal", "name": "…", "variables": [ … ],
//!                    "categories": [ … ], "phrases": [ … ], "other": [ … ] } ] }
//! ```

use std::path::Path;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::{Exported, LibraryTree, ReadBlob, disk};
use crate::error::{Error, Result};
use crate::import::json::{FORMAT, VERSION};
use crate::model::{Category, Library, Meta, Part, Phrase};

pub(super) fn write(path: &Path, trees: &[LibraryTree], read: ReadBlob<'_>) -> Result<Exported> {
    let mut exported = Exported::default();
    let mut written = std::collections::HashSet::new();
    for part in trees.iter().flat_map(|tree| &tree.phrases).flat_map(Phrase::all_parts) {
        let Some(blob) = part.blob().filter(|blob| written.insert(**blob)) else { continue };
        disk::write_beside(path, &file_name(part, &blob.to_string()), &read(blob)?)?;
        exported.files += 1;
    }
    exported.phrases = trees.iter().map(|tree| u64::try_from(tree.phrases.len()).unwrap_or(0)).sum();
    let document =
        Document { format: FORMAT, version: VERSION, libraries: trees.iter().map(Written::of).collect() };
    disk::replace(path, |out| {
        serde_json::to_writer_pretty(&mut *out, &document).map_err(|error| Error::io(path, error.into()))?;
        out.write_all(b"\n").map_err(|error| Error::io(path, error))
    })?;
    Ok(exported)
}

/// A blob lies beside the JSON under its hash, with an ending that tells a person what it is.
fn file_name(part: &Part, hash: &str) -> String {
    let name = match part {
        Part::Image(image) => &image.name,
        Part::File(file) => &file.name,
        Part::Text(_) | Part::Unknown(_) => "",
    };
    match name.rsplit_once('.') {
        Some((_, ending)) if ending.len() <= 8 && ending.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            format!("{hash}.{}", ending.to_ascii_lowercase())
        }
        _ => hash.to_owned(),
    }
}

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    version: u64,
    libraries: Vec<Written<'a>>,
}

/// A library as it is written: without what only its own book says of it.
#[derive(Serialize)]
struct Written<'a> {
    #[serde(flatten)]
    library: Library,
    categories: Neutral<'a, Category>,
    phrases: Neutral<'a, Phrase>,
    #[serde(skip_serializing_if = "<[Value]>::is_empty")]
    other: &'a [Value],
}

/// Rows that are neutralised one by one while they are written, so that no second copy of a library is in memory.
struct Neutral<'a, T> {
    rows: &'a [T],
    neutral: fn(&T) -> T,
}

impl<T: Serialize> Serialize for Neutral<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_seq(self.rows.iter().map(self.neutral))
    }
}

impl<'a> Written<'a> {
    fn of(tree: &'a LibraryTree) -> Self {
        let mut library = tree.library.clone();
        (library.pos, library.owner) = (String::new(), None);
        timeless(&mut library.meta);
        Self {
            library,
            categories: Neutral { rows: &tree.categories, neutral: neutral_category },
            phrases: Neutral { rows: &tree.phrases, neutral: neutral_phrase },
            other: &tree.other,
        }
    }
}

fn neutral_category(category: &Category) -> Category {
    let mut category = category.clone();
    category.pos = String::new();
    timeless(&mut category.meta);
    category
}

fn neutral_phrase(phrase: &Phrase) -> Phrase {
    let mut phrase = phrase.clone();
    phrase.place.pos = String::new();
    timeless(&mut phrase.meta);
    phrase
}

/// The order is that of the file, and moments of change would make every export differ.
fn timeless(meta: &mut Meta) {
    meta.created_at = None;
    meta.updated_at = None;
}
