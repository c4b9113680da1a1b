//! What a library says of itself: its name, its zone, its variables.

use std::collections::HashSet;

use jiff::tz::TimeZone;
use serde::de::{Deserialize, DeserializeOwned};
use serde_json::value::RawValue;

use super::text::Fields;
use super::{Reader, bad_json, used_before};
use crate::error::{Error, Problem, Result};
use crate::ids::LibraryId;
use crate::import::draft::DraftLibrary;
use crate::import::report::{Fault, Reason};
use crate::model::{Extra, LibraryKind, NewLibrary, Variable, check};

/// Bookkeeping of the book that a library came from.
const BOOKKEEPING: [&str; 8] =
    ["pos", "owner", "schema", "created_at", "updated_at", "deleted_at", "origin", "copied_from"];

/// What the library says of itself. A fact that cannot be read is reported and left out; its phrases are not lost.
pub(super) fn read<'t>(
    reader: &mut Reader<'t>,
    index: usize,
    line: u64,
    mut fields: Fields<'t>,
) -> DraftLibrary {
    let path = |name: &str| format!("libraries[{index}].{name}");
    let id: Option<String> = fact(reader, &mut fields, index, line, "id");
    let id = id.and_then(|text| match text.parse::<LibraryId>() {
        Ok(id) if reader.libraries.insert(id) => Some(id),
        Ok(_) => {
            reader.fail(line, &path("id"), used_before());
            None
        }
        Err(error) => {
            reader.fail(line, &path("id"), Fault::of_value(&error));
            None
        }
    });
    let kind: Option<LibraryKind> = fact(reader, &mut fields, index, line, "kind");
    let name: Option<String> = fact(reader, &mut fields, index, line, "name");
    let name = name.filter(|name| is_fit(reader, line, &path("name"), check::name(name)));
    let time_zone: Option<String> = fact(reader, &mut fields, index, line, "time_zone");
    let time_zone = time_zone.filter(|zone| is_fit(reader, line, &path("time_zone"), check_zone(zone)));
    let variables = variables(reader, index, line, &mut fields);
    for name in BOOKKEEPING {
        fields.take(name);
    }
    let mut extra = Extra::new();
    for (name, raw) in fields.rest() {
        match serde_json::from_str(raw.get()) {
            Ok(value) => drop(extra.insert(name, value)),
            Err(error) => reader.fail(line, &path(&name), bad_json(&error)),
        }
    }
    DraftLibrary {
        id,
        kind: kind.unwrap_or(LibraryKind::Personal),
        name: name.unwrap_or_else(|| name_of_file(reader.file)),
        time_zone: time_zone.unwrap_or_else(|| NewLibrary::personal("").time_zone),
        variables,
        categories: Vec::new(),
        other: Vec::new(),
        extra,
    }
}

fn variables<'t>(reader: &mut Reader<'t>, index: usize, line: u64, fields: &mut Fields<'t>) -> Vec<Variable> {
    let raw: Vec<&'t RawValue> = fact(reader, fields, index, line, "variables").unwrap_or_default();
    let path = |number: usize| format!("libraries[{index}].variables[{number}]");
    let mut seen = HashSet::new();
    let mut kept: Vec<Variable> = Vec::with_capacity(raw.len());
    for (number, item) in raw.iter().enumerate() {
        let line = reader.lines.of(item.get());
        for variable in each::<Variable>(reader, &[item], |_| path(number)) {
            if !is_fit(reader, line, &path(number), check::name(&variable.name)) {
                continue;
            }
            if seen.insert(variable.name.clone()) {
                kept.push(variable);
            } else {
                let fault =
                    Fault::new(Reason::DuplicateRow, "这个变量已经有了", "this variable was declared before");
                reader.fail(line, &path(number), fault);
            }
        }
    }
    kept
}

/// Reports what is wrong with a value, if anything is.
fn is_fit(reader: &mut Reader<'_>, line: u64, path: &str, checked: Result<()>) -> bool {
    match checked {
        Ok(()) => true,
        Err(error) => {
            reader.fail(line, path, Fault::of_value(&error));
            false
        }
    }
}

fn check_zone(zone: &str) -> Result<()> {
    let unknown = |_| Error::invalid("time_zone", Problem::Unknown { text: zone.to_owned() });
    TimeZone::get(zone).map(drop).map_err(unknown)
}

/// A library without a name is called like its file.
fn name_of_file(file: &str) -> String {
    let stem = file.rsplit(['/', '\\']).next().and_then(|name| name.split('.').next()).unwrap_or_default();
    if check::name(stem).is_ok() { stem.to_owned() } else { "导入的话术".to_owned() }
}

fn fact<'t, T: Deserialize<'t>>(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'t>,
    index: usize,
    line: u64,
    name: &str,
) -> Option<T> {
    match serde_json::from_str(fields.take(name)?.get()) {
        Ok(fact) => Some(fact),
        Err(error) => {
            reader.fail(line, &format!("libraries[{index}].{name}"), bad_json(&error));
            None
        }
    }
}

/// The items of a list that can be read; the others are reported.
pub(super) fn each<T: DeserializeOwned>(
    reader: &mut Reader<'_>,
    items: &[&RawValue],
    path: impl Fn(usize) -> String,
) -> Vec<T> {
    let mut read = Vec::with_capacity(items.len());
    for (number, raw) in items.iter().enumerate() {
        match serde_json::from_str(raw.get()) {
            Ok(item) => read.push(item),
            Err(error) => {
                let line = reader.lines.of(raw.get());
                reader.fail(line, &path(number), bad_json(&error));
            }
        }
    }
    read
}
