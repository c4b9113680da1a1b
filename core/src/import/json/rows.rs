//! An array of phrases as a script writes it: flat objects whose fields are the columns of a table, or phrases with
//! parts.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::{Reader, bad_json, phrase};
use crate::error::Result;
use crate::import::headers::{Column, Headers};
use crate::import::report::Issue;
use crate::import::table::{Table, no_headers};
use crate::model::format_path;

/// Reads the phrases of an array.
///
/// # Errors
/// [`Error::Unreadable`](crate::Error::Unreadable) where the first object has no field that is known.
pub(super) fn read(reader: &mut Reader<'_>, rows: &[&RawValue], progress: &mut dyn FnMut(u64)) -> Result<()> {
    // Objects of the same fields make one table: a field that an object lacks is a column that its table has not.
    let mut tables: HashMap<Vec<String>, Table<'_>> = HashMap::new();
    let neighbours = reader.neighbours;
    let place = phrase::Place { library: None, known: &HashSet::new(), bad_categories: &HashMap::new() };
    for (index, raw) in rows.iter().enumerate() {
        let line = reader.lines.of(raw.get());
        let fields: Map<String, Value> = match serde_json::from_str(raw.get()) {
            Ok(fields) => fields,
            Err(error) => {
                let line = line + error.line().saturating_sub(1) as u64;
                reader.reading.failed.push(Issue::new(line, None, bad_json(&error)));
                continue;
            }
        };
        if fields.contains_key("parts") {
            match phrase::read(raw.get(), line, &place, neighbours) {
                Ok(read) => {
                    reader.reading.drafts.extend(read.draft);
                    reader.reading.warnings.extend(read.warnings);
                }
                Err(issue) => reader.reading.failed.push(issue),
            }
            continue;
        }
        let names: Vec<String> = fields.keys().cloned().collect();
        let table = match tables.entry(names) {
            std::collections::hash_map::Entry::Occupied(table) => table.into_mut(),
            std::collections::hash_map::Entry::Vacant(empty) => {
                let headers = Headers::of(empty.key().iter().map(String::as_str));
                if !headers.describe_phrases() {
                    return Err(no_headers(reader.file, &headers.names));
                }
                empty.insert(Table::new(headers, neighbours)?.unmarked())
            }
        };
        let cells: Vec<Cow<'_, str>> =
            fields.iter().enumerate().map(|(index, (_, value))| cell(value, table.column(index))).collect();
        table.push(line, &cells, Vec::new())?;
        if index % 1024 == 0 {
            progress(reader.lines.at as u64);
        }
    }
    for table in tables.into_values() {
        let read = table.finish();
        reader.reading.drafts.extend(read.drafts);
        reader.reading.failed.extend(read.failed);
        reader.reading.warnings.extend(read.warnings);
        for name in read.unmapped {
            if !reader.reading.unmapped.contains(&name) {
                reader.reading.unmapped.push(name);
            }
        }
    }
    reader.reading.drafts.sort_by_key(|draft| draft.row);
    reader.reading.failed.sort_by_key(|issue| issue.row);
    reader.reading.warnings.sort_by_key(|issue| issue.row);
    Ok(())
}

/// A value as a table's cell would hold it.
fn cell<'v>(value: &'v Value, column: Option<&Column>) -> Cow<'v, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        Value::Null => Cow::Borrowed(""),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| cell(item, None).into_owned()).collect();
            Cow::Owned(if column == Some(&Column::Category) { format_path(&items) } else { items.join("\n") })
        }
        // A period: {"from": …, "until": …}.
        Value::Object(period) if column == Some(&Column::Valid) => {
            let day = |name: &str| period.get(name).and_then(Value::as_str).unwrap_or_default();
            Cow::Owned(format!("{}..{}", day("from"), day("until")))
        }
        other => Cow::Owned(other.to_string()),
    }
}
