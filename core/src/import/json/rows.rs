//! An array of phrases as a script writes it: flat objects whose fields are the columns of a table, or phrases with
//! parts.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::{Reader, phrase};
use crate::error::Result;
use crate::import::draft::Reading;
use crate::import::headers::{Column, Headers};
use crate::import::report::{Fault, Issue, Reason};
use crate::import::table::{Table, no_headers};
use crate::model::format_path;

/// Reads the phrases of an array.
///
/// # Errors
/// [`Error::Unreadable`](crate::Error::Unreadable) where no object has a field that is known.
pub(super) fn read<'t>(
    reader: &mut Reader<'t>,
    rows: &[&'t RawValue],
    progress: &mut dyn FnMut(u64),
) -> Result<()> {
    let place = phrase::Place { library: None, known: &HashSet::new(), bad_categories: &HashMap::new() };
    let mut tables = Tables { by_fields: HashMap::new(), strange: Vec::new() };
    for (row, raw) in (1_u64..).zip(rows) {
        match serde_json::from_str::<Map<String, Value>>(raw.get()) {
            Ok(fields) if fields.contains_key("parts") => phrase::take(reader, row, raw, &place),
            Ok(fields) => tables.push(reader, row, raw, &fields)?,
            Err(error) => reader.fail_phrase(row, raw.get(), &error),
        }
        if row % 1024 == 0 {
            progress(reader.lines.at as u64);
        }
    }
    if tables.by_fields.is_empty() && reader.reading.drafts.is_empty() && !tables.strange.is_empty() {
        return Err(no_headers(reader.file, &tables.strange));
    }
    tables.finish(&mut reader.reading);
    Ok(())
}

/// Objects of the same fields make one table: a field that an object lacks is a column that its table has not.
struct Tables<'n> {
    by_fields: HashMap<Vec<String>, Table<'n>>,
    /// The fields of the first object that has none which is known.
    strange: Vec<String>,
}

impl<'n> Tables<'n> {
    fn push(
        &mut self,
        reader: &mut Reader<'n>,
        row: u64,
        raw: &'n RawValue,
        fields: &Map<String, Value>,
    ) -> Result<()> {
        let names: Vec<String> = fields.keys().cloned().collect();
        let table = match self.by_fields.entry(names) {
            Entry::Occupied(table) => table.into_mut(),
            Entry::Vacant(empty) => {
                let headers = Headers::of(empty.key().iter().map(String::as_str));
                if !headers.describe_phrases() {
                    if self.strange.is_empty() {
                        self.strange = headers.names;
                    }
                    let line = reader.lines.of(raw.get());
                    reader.reading.failed.push(Issue::new(row, None, no_known_field().located(None, line)));
                    return Ok(());
                }
                empty.insert(Table::new(headers, reader.neighbours)?.unmarked())
            }
        };
        let mut cells: Vec<Cow<'_, str>> = Vec::with_capacity(fields.len());
        for (index, (name, value)) in fields.iter().enumerate() {
            match cell(value, table.column(index)) {
                Some(cell) => cells.push(cell),
                None => {
                    let line = reader.lines.of(raw.get());
                    table.fail(Issue::new(row, Some(name), no_text().located(None, line)));
                    return Ok(());
                }
            }
        }
        table.push(row, &cells, Vec::new())
    }

    /// Everything that was read, in the order of the file.
    fn finish(self, reading: &mut Reading) {
        for table in self.by_fields.into_values() {
            let read = table.finish();
            reading.drafts.extend(read.drafts);
            reading.failed.extend(read.failed);
            reading.warnings.extend(read.warnings);
            reading.unmapped.extend(read.unmapped);
        }
        reading.drafts.sort_by_key(|draft| draft.row);
        reading.failed.sort_by_key(|issue| issue.row);
        reading.warnings.sort_by_key(|issue| issue.row);
        reading.unmapped.sort();
        reading.unmapped.dedup();
    }
}

/// A value as a table's cell would hold it; `None` for what no cell holds.
fn cell<'v>(value: &'v Value, column: Option<&Column>) -> Option<Cow<'v, str>> {
    let Some(column) = column else { return Some(Cow::Borrowed("")) };
    match value {
        Value::Array(items) => {
            let items: Option<Vec<Cow<'_, str>>> = items.iter().map(scalar).collect();
            let items = items?;
            Some(Cow::Owned(match column {
                Column::Category => {
                    format_path(&items.into_iter().map(Cow::into_owned).collect::<Vec<String>>())
                }
                _ => items.join("\n"),
            }))
        }
        // A period: {"from": …, "until": …}.
        Value::Object(period) if *column == Column::Valid => {
            let day = |name: &str| period.get(name).map_or(Some(Cow::Borrowed("")), scalar);
            Some(Cow::Owned(format!("{}..{}", day("from")?, day("until")?)))
        }
        value => scalar(value),
    }
}

fn scalar(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::Null => Some(Cow::Borrowed("")),
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Bool(_) | Value::Number(_) => Some(Cow::Owned(value.to_string())),
        Value::Array(_) | Value::Object(_) => None,
    }
}

fn no_known_field() -> Fault {
    Fault::new(Reason::BadJson, "没有认识的字段", "no field of it is known")
}

fn no_text() -> Fault {
    Fault::new(Reason::BadJson, "应为文字", "a text is expected")
}
