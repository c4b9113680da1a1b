//! What the hub has, and how a book differs from it.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::look::{BookView, RowView, all, id, maybe, number, words};

/// A library as the hub has it.
pub(crate) struct HubLibrary {
    pub(crate) kind: String,
    pub(crate) owner: Option<Uuid>,
    pub(crate) rev: u64,
    pub(crate) epoch: Uuid,
    pub(crate) checksum: u64,
    pub(crate) deleted: bool,
}

pub(crate) fn hub_libraries(sql: &Connection) -> BTreeMap<Uuid, HubLibrary> {
    let query = "SELECT id, kind, owner, rev, epoch, checksum, deleted_at IS NOT NULL FROM library";
    let read = |row: &rusqlite::Row<'_>| {
        let library = HubLibrary {
            kind: row.get(1).unwrap(),
            owner: maybe(row, 2),
            rev: number(row, 3),
            epoch: id(row, 4),
            checksum: number(row, 5),
            deleted: row.get(6).unwrap(),
        };
        (id(row, 0), library)
    };
    all(sql, query, read).into_iter().collect()
}

pub(crate) fn hub_rows(sql: &Connection) -> BTreeMap<Uuid, RowView> {
    let query = "SELECT id, library, parent, fields, rev, kind FROM row
                 WHERE deleted_at IS NULL AND kind IN ('phrase', 'category')";
    let read = |row: &rusqlite::Row<'_>| {
        let fields: Map<String, Value> = serde_json::from_str(&row.get::<_, String>(3).unwrap()).unwrap();
        let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let is_phrase = row.get::<_, String>(5).unwrap() == "phrase";
        let view = RowView {
            library: id(row, 1),
            parent: maybe(row, 2),
            pos: text("pos"),
            label: text(if is_phrase { "title" } else { "name" }),
            text: if is_phrase { fields["parts"].to_string() } else { String::new() },
            rev: number(row, 4),
            deleted: false,
        };
        (id(row, 0), view)
    };
    all(sql, query, read).into_iter().collect()
}

pub(crate) fn differing(view: &BookView, expected: &BTreeMap<Uuid, RowView>) -> Option<String> {
    let shown: BTreeMap<Uuid, &RowView> = view
        .phrases
        .iter()
        .chain(&view.categories)
        .filter(|(_, row)| !row.deleted && view.libraries.contains_key(&row.library))
        .map(|(id, row)| (*id, row))
        .collect();
    for (id, there) in expected {
        let same = |here: &RowView| {
            (here.library, here.parent, &here.pos, &here.label, here.rev)
                == (there.library, there.parent, &there.pos, &there.label, there.rev)
                && words(&here.text) == words(&there.text)
        };
        match shown.get(id) {
            None => return Some(format!("row {id} is not here: {there:?}")),
            Some(here) if !same(here) => return Some(format!("row {id} is {here:?} and not {there:?}")),
            Some(_) => {}
        }
    }
    let extra = shown.iter().find(|(id, _)| !expected.contains_key(id));
    extra.map(|(id, row)| format!("row {id} is here only: {row:?}"))
}
