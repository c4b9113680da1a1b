//! A library of our own form: its facts, its tree, its phrases.

use std::collections::{HashMap, HashSet};

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::text::Fields;
use super::{Reader, bad_json, facts, phrase, used_before};
use crate::error::{Error, Limit, Problem, Result};
use crate::ids::CategoryId;
use crate::import::draft::{DraftCategory, DraftLibrary};
use crate::import::limits::MAX_CATEGORIES;
use crate::import::report::{Fault, Reason};
use crate::model::{MAX_DEPTH, check};

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
    let before = reader.rows;
    reader.count(phrases.len())?;
    if categories.len() > MAX_CATEGORIES {
        return Err(Error::TooLarge { what: Limit::Rows, max: MAX_CATEGORIES as u64 });
    }

    let library = facts::read(reader, index, line, fields);
    let tree = Tree::read(reader, index, &categories);
    let other = facts::each(reader, &other, |number| format!("libraries[{index}].other[{number}]"));
    let other = other.into_iter().map(Value::Object).collect();
    reader.reading.libraries.push(DraftLibrary { categories: tree.categories, other, ..library });
    let place = phrase::Place { library: Some(index), bad_categories: &tree.bad, known: &tree.known };
    for (row, raw) in (before + 1..).zip(phrases) {
        phrase::take(reader, row, raw, &place);
        if row % 1024 == 0 {
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
        for (number, raw) in raw.iter().enumerate() {
            let line = reader.lines.of(raw.get());
            let path = format!("libraries[{index}].categories[{number}]");
            let read = category(raw.get(), &path);
            match read.and_then(|category| unique(category, &mut reader.categories, &path)) {
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
    for bookkeeping in ["pos", "schema", "created_at", "updated_at", "deleted_at", "origin", "copied_from"] {
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
    Err((format!("{path}.id"), None, used_before()))
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
