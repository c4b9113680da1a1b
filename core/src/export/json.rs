//! Our JSON: everything that is shared, in display order, indented, absent where it is the default; so that a
//! change of one phrase is a change of a few lines.
//!
//! ```json
//! { "format": "huashu", "version": 1,
//!   "libraries": [ { "id": "…", "kind": "personal", "name": "…", "variables": [ … ],
//!                    "categories": [ … ], "phrases": [ … ], "other": [ … ] } ] }
//! ```

use std::path::Path;

use serde_json::{Map, Value, json};

use super::{Exported, LibraryTree, ReadBlob, disk};
use crate::error::{Error, Result};
use crate::model::{Meta, Part};

/// The version of the format; rises when an older program could misread it.
pub(crate) const VERSION: u64 = 1;

pub(super) fn write(path: &Path, trees: &[LibraryTree], read: ReadBlob<'_>) -> Result<Exported> {
    let mut exported = Exported::default();
    let mut written = std::collections::HashSet::new();
    for part in trees.iter().flat_map(|tree| &tree.phrases).flat_map(crate::model::Phrase::all_parts) {
        let Some(blob) = part.blob().filter(|blob| written.insert(**blob)) else { continue };
        disk::write_beside(path, &file_name(part, &blob.to_string()), &read(blob)?)?;
        exported.files += 1;
    }
    let libraries = trees.iter().map(library).collect::<Result<Vec<_>>>()?;
    exported.phrases = trees.iter().map(|tree| u64::try_from(tree.phrases.len()).unwrap_or(0)).sum();
    let document = json!({ "format": "huashu", "version": VERSION, "libraries": libraries });
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

fn library(tree: &LibraryTree) -> Result<Value> {
    let mut library = tree.library.clone();
    library.pos = String::new();
    timeless(&mut library.meta);
    let mut fields = object(&library)?;
    let categories = tree.categories.iter().map(|category| {
        let mut category = category.clone();
        category.pos = String::new();
        timeless(&mut category.meta);
        object(&category).map(Value::Object)
    });
    fields.insert("categories".to_owned(), Value::Array(categories.collect::<Result<_>>()?));
    let phrases = tree.phrases.iter().map(|phrase| {
        let mut phrase = phrase.clone();
        phrase.place.pos = String::new();
        timeless(&mut phrase.meta);
        object(&phrase).map(Value::Object)
    });
    fields.insert("phrases".to_owned(), Value::Array(phrases.collect::<Result<_>>()?));
    if !tree.other.is_empty() {
        fields.insert("other".to_owned(), Value::Array(tree.other.clone()));
    }
    Ok(Value::Object(fields))
}

/// Moments of change say nothing about what a phrase is, and would make every export differ.
fn timeless(meta: &mut Meta) {
    meta.created_at = None;
    meta.updated_at = None;
}

fn object(value: &impl serde::Serialize) -> Result<Map<String, Value>> {
    match serde_json::to_value(value) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Ok(Map::new()),
        Err(error) => Err(unwritable(error)),
    }
}

/// Our own values always serialise; were one not to, the file is not written.
fn unwritable(error: serde_json::Error) -> Error {
    Error::io(Path::new("json"), error.into())
}
