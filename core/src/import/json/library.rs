//! A library of our own form: its facts, its tree, its phrases.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::text::Fields;
use super::{Reader, bad_json, phrase};
use crate::error::{Error, Limit, Problem, Result};
use crate::ids::{CategoryId, LibraryId};
use crate::import::draft::{DraftCategory, DraftLibrary};
use crate::import::limits::MAX_CATEGORIES;
use crate::import::report::{Fault, Reason};
use crate::model::{Extra, LibraryKind, MAX_DEPTH, NewLibrary, Variable, check};

/// Reads one library and the phrases in it.
pub(super) fn read<'t>(
    reader: &mut Reader<'t>,
    index: usize,
    raw: &'t RawValue,
    progress: &mut dyn FnMut(u64),
) -> Result<()> {
    let line = reader.lines.of(raw.get());
    let mut fields: Fields<'t> = reader.parse(raw.get())?;
    let categories: Vec<&'t RawValue> = list(reader, &mut fields, "categories")?;
    let phrases: Vec<&'t RawValue> = list(reader, &mut fields, "phrases")?;
    let other: Vec<&'t RawValue> = list(reader, &mut fields, "other")?;
    let library = facts(reader, index, line, fields);
    reader.count(phrases.len())?;
    if categories.len() > MAX_CATEGORIES {
        return Err(Error::TooLarge { what: Limit::Rows, max: MAX_CATEGORIES as u64 });
    }

    let tree = Tree::read(reader, index, &categories);
    let other = other.into_iter().filter_map(|raw| serde_json::from_str(raw.get()).ok()).collect();
    let library = DraftLibrary { categories: tree.categories, other, ..library };
    reader.reading.libraries.push(library);
    for (number, raw) in phrases.into_iter().enumerate() {
        let line = reader.lines.of(raw.get());
        let place = phrase::Place { library: Some(index), bad_categories: &tree.bad, known: &tree.known };
        match phrase::read(raw.get(), line, &place, reader.neighbours) {
            Ok(read) => {
                reader.reading.drafts.extend(read.draft);
                reader.reading.warnings.extend(read.warnings);
            }
            Err(issue) => reader.reading.failed.push(issue),
        }
        if number % 1024 == 0 {
            progress(reader.lines.at as u64);
        }
    }
    Ok(())
}

fn list<'t>(reader: &mut Reader<'t>, fields: &mut Fields<'t>, name: &str) -> Result<Vec<&'t RawValue>> {
    match fields.take(name) {
        Some(raw) => reader.parse(raw.get()),
        None => Ok(Vec::new()),
    }
}

/// What the library says of itself. A fact that cannot be read is reported and left out; its phrases are not lost.
fn facts(reader: &mut Reader<'_>, index: usize, line: u64, mut fields: Fields<'_>) -> DraftLibrary {
    let id: Option<String> = fact(reader, &mut fields, index, line, "id");
    let id = id.and_then(|text| match text.parse::<LibraryId>() {
        Ok(id) => Some(id),
        Err(error) => {
            reader.fail(line, &format!("libraries[{index}].id"), Fault::of_value(&error));
            None
        }
    });
    let kind: Option<LibraryKind> = fact(reader, &mut fields, index, line, "kind");
    let name: Option<String> = fact(reader, &mut fields, index, line, "name");
    let time_zone: Option<String> = fact(reader, &mut fields, index, line, "time_zone");
    let variables: Option<Vec<Variable>> = fact(reader, &mut fields, index, line, "variables");
    // Bookkeeping of the book that it came from.
    for bookkeeping in ["pos", "owner", "schema", "created_at", "updated_at", "deleted_at"] {
        fields.take(bookkeeping);
    }
    let extra = fields.rest().filter_map(|(name, raw)| Some((name, serde_json::from_str(raw.get()).ok()?)));
    let stem =
        reader.file.rsplit(['/', '\\']).next().and_then(|name| name.split('.').next()).unwrap_or_default();
    DraftLibrary {
        id,
        kind: kind.unwrap_or(LibraryKind::Personal),
        name: name.filter(|name| check::name(name).is_ok()).unwrap_or_else(|| stem.to_owned()),
        time_zone: time_zone.unwrap_or_else(|| NewLibrary::personal("").time_zone),
        variables: variables.unwrap_or_default(),
        categories: Vec::new(),
        other: Vec::new(),
        extra: extra.collect::<Extra>(),
    }
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

/// The categories of a library, each after its parent, and those that are none.
struct Tree {
    categories: Vec<DraftCategory>,
    known: HashSet<CategoryId>,
    bad: HashMap<CategoryId, Fault>,
}

impl Tree {
    fn read(reader: &mut Reader<'_>, index: usize, raw: &[&RawValue]) -> Self {
        let mut tree = Self { categories: Vec::new(), known: HashSet::new(), bad: HashMap::new() };
        let mut listed: Vec<Listed> = Vec::new();
        let mut seen: HashSet<CategoryId> = HashSet::new();
        for (number, raw) in raw.iter().enumerate() {
            let line = reader.lines.of(raw.get());
            let path = format!("libraries[{index}].categories[{number}]");
            match category(raw.get(), &path).and_then(|category| unique(category, &mut seen, &path)) {
                Ok(category) => listed.push((line, path, category)),
                Err((column, id, fault)) => {
                    tree.bad.extend(id.map(|id| (id, fault.clone())));
                    reader.fail(line, &column, fault);
                }
            }
        }
        tree.grow(reader, listed);
        tree
    }

    /// Goes from the top down, so that a loop, which hangs from nothing, is left over.
    fn grow(&mut self, reader: &mut Reader<'_>, listed: Vec<Listed>) {
        let mut children: HashMap<Option<CategoryId>, Vec<Listed>> = HashMap::new();
        for listed in listed {
            children.entry(listed.2.parent).or_default().push(listed);
        }
        let mut pending = level(&mut children, None, 1);
        while let Some((depth, (line, path, category))) = pending.pop() {
            if depth > MAX_DEPTH {
                self.refuse(reader, line, &path, &category, Problem::TooDeep { max: MAX_DEPTH }.into());
                continue;
            }
            pending.extend(level(&mut children, Some(category.id), depth + 1));
            self.known.insert(category.id);
            self.categories.push(category);
        }
        let mut hanging: Vec<Listed> = children.into_values().flatten().collect();
        hanging.sort_by_key(|&(line, ..)| line);
        let parents: HashMap<CategoryId, Option<CategoryId>> =
            hanging.iter().map(|(.., category)| (category.id, category.parent)).collect();
        for (line, path, category) in &hanging {
            let fault = self.why_hanging(category.id, &parents);
            self.refuse(reader, *line, path, category, fault);
        }
    }

    /// Goes up from a category that does not hang from the top: what is above it is missing, bad, or itself.
    fn why_hanging(&self, id: CategoryId, parents: &HashMap<CategoryId, Option<CategoryId>>) -> Fault {
        let mut at = id;
        for _ in 0..=parents.len() {
            if let Some(fault) = self.bad.get(&at) {
                return fault.clone();
            }
            match parents.get(&at) {
                Some(Some(parent)) => at = *parent,
                _ => return unknown_category(),
            }
        }
        Problem::Cycle.into()
    }

    fn refuse(
        &mut self,
        reader: &mut Reader<'_>,
        line: u64,
        path: &str,
        category: &DraftCategory,
        fault: Fault,
    ) {
        self.bad.insert(category.id, fault.clone());
        reader.fail(line, path, fault);
    }
}

/// A category with its line and path.
type Listed = (u64, String, DraftCategory);

/// The children of a category, the first last, as a stack wants them.
fn level(
    children: &mut HashMap<Option<CategoryId>, Vec<Listed>>,
    parent: Option<CategoryId>,
    depth: usize,
) -> Vec<(usize, Listed)> {
    let below = children.remove(&parent).unwrap_or_default();
    below.into_iter().rev().map(|listed| (depth, listed)).collect()
}

/// What is wrong with a category: where, its id if it has one, and why.
type Refusal = (String, Option<CategoryId>, Fault);

fn category(raw: &str, path: &str) -> Result<DraftCategory, Refusal> {
    let refuse = |field: &str, id: Option<CategoryId>, fault: Fault| (format!("{path}{field}"), id, fault);
    let mut fields: Map<String, Value> =
        serde_json::from_str(raw).map_err(|error| refuse("", None, bad_json(&error)))?;
    let id: CategoryId = text_of(fields.shift_remove("id"))
        .parse()
        .map_err(|error| refuse(".id", None, Fault::of_value(&error)))?;
    let parent = match fields.shift_remove("parent") {
        None | Some(Value::Null) => None,
        parent => Some(
            text_of(parent).parse().map_err(|error| refuse(".parent", Some(id), Fault::of_value(&error)))?,
        ),
    };
    let name = text_of(fields.shift_remove("name"));
    check::name(&name).map_err(|error| refuse(".name", Some(id), Fault::of_value(&error)))?;
    for bookkeeping in ["pos", "schema", "created_at", "updated_at", "deleted_at"] {
        fields.shift_remove(bookkeeping);
    }
    Ok(DraftCategory { id, parent, name, extra: fields })
}

fn unique(
    category: DraftCategory,
    seen: &mut HashSet<CategoryId>,
    path: &str,
) -> Result<DraftCategory, Refusal> {
    if seen.insert(category.id) {
        return Ok(category);
    }
    let fault = Fault::new(Reason::DuplicateRow, "这个编号已经用过", "this id was used before");
    Err((format!("{path}.id"), None, fault))
}

pub(super) fn unknown_category() -> Fault {
    Fault::new(Reason::UnknownCategory, "文件里没有这个分类", "this category is not in the file")
}

fn text_of(value: Option<Value>) -> String {
    match value {
        Some(Value::String(text)) => text,
        Some(other) => other.to_string(),
        None => String::new(),
    }
}
