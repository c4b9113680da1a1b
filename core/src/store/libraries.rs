//! Libraries as rows: reading them, and the one function that writes them.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::{Map, Value, json};

use super::changes::{Change, RowKind};
use super::row::{self, millis, signed, to_json};
use super::transaction::{Record, Transaction, verb_of};
use crate::book::PhraseBook;
use crate::error::{Error, Noun, Result};
use crate::ids::LibraryId;
use crate::model::{Library, Meta, Revs};

/// The library with this id, deleted or not.
pub(crate) fn get(sql: &Connection, id: LibraryId) -> Result<Library> {
    sql.prepare_cached("SELECT * FROM library WHERE id = ?1")?
        .query_row([id.as_bytes()], from_row)
        .optional()?
        .ok_or_else(|| Error::not_found(Noun::Library, id))
}

/// The live libraries in display order.
pub(crate) fn all(sql: &Connection) -> Result<Vec<Library>> {
    Ok(sql
        .prepare_cached("SELECT * FROM library WHERE deleted_at IS NULL ORDER BY pos, id")?
        .query_map([], from_row)?
        .collect::<rusqlite::Result<_>>()?)
}

impl Transaction<'_> {
    /// Writes a library and everything that goes with it.
    pub(super) fn write_library(&mut self, before: Option<&Library>, after: &Library) -> Result<()> {
        let (fields, place, label) = difference(before, after);
        let edited = (!fields.is_empty()).then_some(Change::Edited { place, label, content: false });
        let Some((verb, change)) = verb_of(before.map(|row| &row.meta), &after.meta, edited) else {
            // The hub knows a newer revision of what is here already.
            if before.is_some_and(|before| self.is_from_hub && before.meta != after.meta) {
                put(&self.sql, after)?;
            }
            return Ok(());
        };
        if let Some(before) = before {
            let library = before.id;
            self.keep_mirror(library, before.id.uuid(), before.meta.revs.row, || {
                crate::sync::wire::from_library(before)
            })?;
        }
        put(&self.sql, after)?;
        self.record(Record {
            library: after.id,
            kind: RowKind::Library,
            row: after.id.uuid(),
            before: before.map(to_json).transpose()?,
            verb,
            base: after.meta.revs.row,
            fields: to_json(&fields)?,
            content: false,
            change,
        })?;
        Ok(())
    }
}

fn put(sql: &Connection, after: &Library) -> Result<()> {
    sql.prepare_cached(
        "INSERT INTO library (id, kind, name, owner, time_zone, variables, pos, schema, rev, extra,
               created_at, updated_at, deleted_at, rev_place, rev_label)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
             ON CONFLICT (id) DO UPDATE SET kind = ?2, name = ?3, owner = ?4, time_zone = ?5, variables = ?6,
               pos = ?7, schema = ?8, rev = ?9, extra = ?10, updated_at = ?12, deleted_at = ?13,
               rev_place = ?14, rev_label = ?15",
    )?
    .execute(params![
        after.id.as_bytes(),
        after.kind.as_str(),
        after.name,
        after.owner,
        after.time_zone,
        to_json(&after.variables)?,
        after.pos,
        after.meta.schema,
        signed(after.meta.revs.row),
        to_json(&after.extra)?,
        after.meta.created_at.map(millis),
        after.meta.updated_at.map(millis),
        after.meta.deleted_at.map(millis),
        signed(after.meta.revs.place),
        signed(after.meta.revs.label),
    ])?;
    Ok(())
}

fn difference(before: Option<&Library>, after: &Library) -> (Map<String, Value>, bool, bool) {
    let mut fields = Map::new();
    let place = before.is_none_or(|before| before.pos != after.pos);
    if place {
        fields.insert("pos".to_owned(), json!(after.pos));
    }
    let mut label = false;
    let mut name = |name: &str, changed: bool, value: Value| {
        if changed {
            fields.insert(name.to_owned(), value);
            label = true;
        }
    };
    name("kind", before.is_none_or(|before| before.kind != after.kind), json!(after.kind));
    name("name", before.is_none_or(|before| before.name != after.name), json!(after.name));
    name("owner", before.is_none_or(|before| before.owner != after.owner), json!(after.owner));
    name(
        "time_zone",
        before.is_none_or(|before| before.time_zone != after.time_zone),
        json!(after.time_zone),
    );
    name(
        "variables",
        before.is_none_or(|before| before.variables != after.variables),
        json!(after.variables),
    );
    for (key, value) in &after.extra {
        name(key, before.is_none_or(|before| before.extra.get(key) != Some(value)), value.clone());
    }
    (fields, place, label)
}

pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Library> {
    Ok(Library {
        id: row::id(row, "id", LibraryId::from_uuid)?,
        kind: row::word(row, "kind")?,
        name: row.get("name")?,
        owner: row.get("owner")?,
        time_zone: row.get("time_zone")?,
        variables: row::json(row, "variables")?,
        pos: row.get("pos")?,
        meta: Meta {
            schema: row.get("schema")?,
            revs: Revs {
                row: row::rev(row, "rev")?,
                place: row::rev(row, "rev_place")?,
                label: row::rev(row, "rev_label")?,
                content: 0,
            },
            created_at: row::moment(row, "created_at")?,
            updated_at: row::moment(row, "updated_at")?,
            deleted_at: row::moment(row, "deleted_at")?,
            ..Meta::default()
        },
        extra: row::json(row, "extra")?,
    })
}

impl PhraseBook {
    /// The rows of a library whose kind this edition does not know, as they came.
    pub(crate) fn foreign_rows(&self, library: LibraryId) -> Result<Vec<Value>> {
        self.store.explain(|sql| {
            Ok(sql
                .prepare_cached(
                    "SELECT body FROM foreign_row WHERE library = ?1 AND deleted_at IS NULL ORDER BY id",
                )?
                .query_map([library.as_bytes()], |row| row::json(row, "body"))?
                .collect::<rusqlite::Result<_>>()?)
        })
    }
}
