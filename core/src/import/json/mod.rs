//! JSON: our own form, which an import and an export carry around without loss, and the plain array of phrases that a
//! script writes.
//!
//! Our form is `{"format": "huashu", "version": 1, "libraries": […]}`, see [`crate::export`]. It holds live rows only,
//! in display order; a field that is absent has its default, and fields, parts and rows of kinds that this edition does
//! not know are kept. Each phrase is read for itself, so that a bad one spoils nothing else.
//!
//! The row of an issue is the place of the phrase among all of the file, from 1, since a program may write everything on
//! one line; 0 where it is about a library. The message adds the line and what the phrase is called.

mod facts;
mod library;
mod phrase;
mod rows;
mod text;

use std::collections::{HashMap, HashSet};

use serde_json::value::RawValue;

use self::text::{Fields, Lines, Spot, check_depth};
use super::draft::Reading;
use super::limits::MAX_ROWS;
use super::neighbours::Neighbours;
use super::report::{Fault, Issue, Reason};
use crate::error::{Bilingual, Error, Limit, Result};
use crate::ids::{CategoryId, LibraryId, PhraseId};

/// The name of our form.
pub(crate) const FORMAT: &str = "huashu";
/// Its edition; rises when an older program could misread a file.
pub(crate) const VERSION: u64 = 1;

/// Reads a JSON file.
///
/// # Errors
/// [`Error::Unreadable`] where it is no JSON, with the line and the character in it, or none of the two forms;
/// [`Error::TooLarge`].
pub(crate) fn read(
    file: &str,
    text: &str,
    neighbours: &Neighbours,
    progress: &mut dyn FnMut(u64),
) -> Result<Reading> {
    check_depth(text)?;
    let mut reader = Reader {
        file,
        neighbours,
        lines: Lines::new(text),
        reading: Reading::default(),
        rows: 0,
        libraries: HashSet::new(),
        categories: HashSet::new(),
    };
    if text.trim_start().starts_with('[') {
        let rows: Vec<&RawValue> = reader.parse(text)?;
        reader.count(rows.len())?;
        rows::read(&mut reader, &rows, progress)?;
    } else {
        reader.document(text, progress)?;
    }
    reader.reading.blobs = neighbours.blobs();
    refuse_repeated_ids(&mut reader.reading);
    Ok(reader.reading)
}

/// Of several phrases with one id the first is taken.
fn refuse_repeated_ids(reading: &mut Reading) {
    let mut first: HashMap<PhraseId, u64> = HashMap::new();
    let mut failed = Vec::new();
    reading.drafts.retain(|draft| {
        let Some(id) = draft.id else { return true };
        let row = *first.entry(id).or_insert(draft.row);
        if row == draft.row {
            return true;
        }
        let zh = format!("与第 {row} 条的编号相同");
        let fault = Fault::new(Reason::DuplicateRow, zh, format!("phrase {row} has the same id"));
        failed.push(Issue::new(draft.row, Some("id"), fault));
        false
    });
    if !failed.is_empty() {
        reading.failed.extend(failed);
        reading.failed.sort_by_key(|issue| issue.row);
    }
}

/// What is known while a file is read.
struct Reader<'t> {
    file: &'t str,
    neighbours: &'t Neighbours,
    lines: Lines<'t>,
    reading: Reading,
    rows: u64,
    /// The ids that were used so far.
    libraries: HashSet<LibraryId>,
    categories: HashSet<CategoryId>,
}

impl<'t> Reader<'t> {
    fn document(&mut self, text: &'t str, progress: &mut dyn FnMut(u64)) -> Result<()> {
        let mut fields: Fields<'t> = self.parse(text)?;
        let format: Option<String> =
            fields.take("format").and_then(|raw| serde_json::from_str(raw.get()).ok());
        if format.as_deref() != Some(FORMAT) {
            return Err(self.unreadable(
                None,
                "不是话术的 JSON：应为 {\"format\": \"huashu\", …} 或由话术组成的数组",
                "no JSON of Huashu: {\"format\": \"huashu\", …} or an array of phrases is expected",
            ));
        }
        let version = fields.take("version").and_then(|raw| serde_json::from_str::<u64>(raw.get()).ok());
        if version.is_none_or(|version| version > VERSION) {
            return Err(self.unreadable(
                None,
                "由更新的版本导出，请先升级程序",
                "it was exported by a newer edition: upgrade first",
            ));
        }
        let libraries: Vec<&'t RawValue> = match fields.take("libraries") {
            Some(raw) => self.parse(raw.get())?,
            None => Vec::new(),
        };
        for (index, raw) in libraries.into_iter().enumerate() {
            library::read(self, index, raw, progress)?;
        }
        self.reading.unmapped.extend(fields.rest().map(|(name, _)| name));
        Ok(())
    }

    /// Reads a value that nothing can go on without.
    fn parse<T: serde::Deserialize<'t>>(&mut self, piece: &'t str) -> Result<T> {
        serde_json::from_str(piece).map_err(|error| {
            let spot = self.lines.spot(piece, &error);
            let said = without_place(&error);
            self.unreadable(Some(spot), &format!("JSON 有误（{said}）"), &format!("broken JSON ({said})"))
        })
    }

    /// Counts phrases before they are read.
    fn count(&mut self, more: usize) -> Result<()> {
        self.rows += more as u64;
        if self.rows > MAX_ROWS { Err(Error::TooLarge { what: Limit::Rows, max: MAX_ROWS }) } else { Ok(()) }
    }

    fn unreadable(&self, spot: Option<Spot>, zh: &str, en: &str) -> Error {
        Error::Unreadable {
            file: self.file.to_owned(),
            problem: Bilingual::new(zh, en),
            row: spot.map(|spot| spot.line),
            column: spot.map(|spot| spot.column.to_string()),
        }
    }

    /// Reports what is wrong with a library or its tree.
    fn fail(&mut self, line: u64, path: &str, fault: Fault) {
        self.reading.failed.push(Issue::new(0, Some(path), fault.located(None, line)));
    }

    /// Reports a phrase that is no JSON which this program can hold: a lone surrogate, or no object at all.
    fn fail_phrase(&mut self, row: u64, raw: &'t str, error: &serde_json::Error) {
        let Spot { line, column } = self.lines.spot(raw, error);
        let said = without_place(error);
        let fault = Fault::new(
            Reason::BadJson,
            format!("JSON 有误（{said}，第 {line} 行第 {column} 个字）"),
            format!("broken JSON ({said}, line {line}, character {column})"),
        );
        self.reading.failed.push(Issue::new(row, None, fault));
    }
}

/// What is wrong with a value, without the place that serde_json counts from the start of the piece it was given.
fn without_place(error: &serde_json::Error) -> String {
    let said = error.to_string();
    match said.rfind(" at line ") {
        Some(at) => said[..at].to_owned(),
        None => said,
    }
}

fn used_before() -> Fault {
    Fault::new(Reason::DuplicateRow, "这个编号已经用过", "this id was used before")
}

fn bad_json(error: &serde_json::Error) -> Fault {
    let said = without_place(error);
    Fault::new(Reason::BadJson, format!("JSON 有误（{said}）"), format!("broken JSON ({said})"))
}

#[cfg(test)]
mod fixture_tests;
#[cfg(test)]
mod tests;
