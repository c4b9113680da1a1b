//! JSON: our own form, which an import and an export carry around without loss, and the plain array of phrases that a
//! script writes.
//!
//! Our form is `{"format": "huashu", "version": 1, "libraries": […]}`, see [`crate::export`]. It holds live rows only,
//! in display order; a field that is absent has its default, and fields, parts and rows of kinds that this edition does
//! not know are kept. Each phrase is read for itself, so that a bad one spoils nothing else.

mod library;
mod phrase;
mod rows;
mod text;

use serde_json::value::RawValue;

use self::text::{Fields, Lines, check_depth};
use super::draft::Reading;
use super::limits::MAX_ROWS;
use super::neighbours::Neighbours;
use super::report::{Fault, Issue, Reason};
use crate::error::{Bilingual, Error, Limit, Result};

/// The name of our form.
pub(crate) const FORMAT: &str = "huashu";
/// Its edition; rises when an older program could misread a file.
pub(crate) const VERSION: u64 = 1;

/// Reads a JSON file.
///
/// # Errors
/// [`Error::Unreadable`] where it is no JSON, with the line, or none of the two forms; [`Error::TooLarge`].
pub(crate) fn read(
    file: &str,
    text: &str,
    neighbours: &Neighbours,
    progress: &mut dyn FnMut(u64),
) -> Result<Reading> {
    check_depth(text)?;
    let mut reader =
        Reader { file, text, neighbours, lines: Lines::new(text), reading: Reading::default(), rows: 0 };
    if text.trim_start().starts_with('[') {
        let rows: Vec<&RawValue> = reader.parse(text)?;
        reader.count(rows.len())?;
        rows::read(&mut reader, &rows, progress)?;
    } else {
        reader.document(text, progress)?;
    }
    reader.reading.blobs = neighbours.blobs();
    Ok(reader.reading)
}

/// What is known while a file is read.
struct Reader<'t> {
    file: &'t str,
    text: &'t str,
    neighbours: &'t Neighbours,
    lines: Lines<'t>,
    reading: Reading,
    rows: u64,
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
            let row = self.lines.of(piece) + error.line().saturating_sub(1) as u64;
            let said = without_place(&error);
            self.unreadable(Some(row), &format!("JSON 有误（{said}）"), &format!("broken JSON ({said})"))
        })
    }

    /// Counts phrases before they are read.
    fn count(&mut self, more: usize) -> Result<()> {
        self.rows += more as u64;
        if self.rows > MAX_ROWS { Err(Error::TooLarge { what: Limit::Rows, max: MAX_ROWS }) } else { Ok(()) }
    }

    fn unreadable(&self, row: Option<u64>, zh: &str, en: &str) -> Error {
        Error::Unreadable { file: self.file.to_owned(), problem: Bilingual::new(zh, en), row, column: None }
    }

    fn fail(&mut self, row: u64, column: &str, fault: Fault) {
        self.reading.failed.push(Issue::new(row, Some(column), fault));
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

fn bad_json(error: &serde_json::Error) -> Fault {
    let said = without_place(error);
    Fault::new(Reason::BadJson, format!("JSON 有误（{said}）"), format!("broken JSON ({said})"))
}

#[cfg(test)]
mod tests;
