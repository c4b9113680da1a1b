//! Categories as rows: reading them, and the one function that writes them.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::{Map, Value, json};

use super::changes::{Change, RowKind};
use super::row::{self, millis, signed, to_json};
use super::transaction::{Record, Transaction, verb_of};
use crate::error::{Error, Noun, Result};
use crate::ids::{CategoryId, LibraryId};
use crate::model::{Category, Meta, OrderKey, Revs};

/// The category with this id, deleted or not.
pub(crate) fn get(sql: &Connection, id: CategoryId) -> Result<Category> {
    sql.prepare_cached("SELECT * FROM category WHERE id = ?1")?
        .query_row([id.as_bytes()], from_row)
        .optional()?
        .ok_or_else(|| Error::not_found(Noun::Category, id))
}

/// The live categories of a library, siblings in display order.
pub(crate) fn of_library(sql: &Connection, library: LibraryId) -> Result<Vec<Category>> {
    Ok(sql
        .prepare_cached("SELECT * FROM category WHERE library = ?1 AND deleted_at IS NULL ORDER BY pos, id")?
        .query_map([library.as_bytes()], from_row)?
        .collect::<rusqlite::Result<_>>()?)
}

/// The last key among the live rows of `table` whose `parent` column holds `parent`.
pub(super) fn last_key(
    sql: &Connection,
    table: &'static str,
    parent_column: &'static str,
    library: LibraryId,
    parent: Option<&[u8; 16]>,
) -> Result<Option<OrderKey>> {
    let query = format!(
        "SELECT max(pos) FROM {table} WHERE library = ?1 AND {parent_column} IS ?2 AND deleted_at IS NULL"
    );
    Ok(sql.prepare_cached(&query)?.query_row(params![library.as_bytes(), parent], |row| row.get(0))?)
}

impl Transaction<'_> {
    /// Writes a category and everything that goes with it.
    pub(super) fn write_category(&mut self, before: Option<&Category>, after: &Category) -> Result<()> {
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
            let library = before.library;
            self.keep_mirror(library, before.id.uuid(), before.meta.revs.row, || {
                crate::sync::wire::from_category(before)
            })?;
        }
        put(&self.sql, after)?;
        self.record(Record {
            library: after.library,
            kind: RowKind::Category,
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

fn put(sql: &Connection, after: &Category) -> Result<()> {
    sql.prepare_cached(
        "INSERT INTO category (id, library, parent, pos, name, schema, rev, rev_place, rev_label, extra,
               created_at, updated_at, deleted_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
             ON CONFLICT (id) DO UPDATE SET parent = ?3, pos = ?4, name = ?5, schema = ?6, rev = ?7,
               rev_place = ?8, rev_label = ?9, extra = ?10, updated_at = ?12, deleted_at = ?13",
    )?
    .execute(params![
        after.id.as_bytes(),
        after.library.as_bytes(),
        after.parent.as_ref().map(CategoryId::as_bytes),
        after.pos,
        after.name,
        after.meta.schema,
        signed(after.meta.revs.row),
        signed(after.meta.revs.place),
        signed(after.meta.revs.label),
        to_json(&after.extra)?,
        after.meta.created_at.map(millis),
        after.meta.updated_at.map(millis),
        after.meta.deleted_at.map(millis),
    ])?;
    Ok(())
}

fn difference(before: Option<&Category>, after: &Category) -> (Map<String, Value>, bool, bool) {
    let mut fields = Map::new();
    let parent = before.is_none_or(|before| before.parent != after.parent);
    let pos = before.is_none_or(|before| before.pos != after.pos);
    let name = before.is_none_or(|before| before.name != after.name);
    if parent {
        fields.insert("parent".to_owned(), json!(after.parent));
    }
    if pos {
        fields.insert("pos".to_owned(), json!(after.pos));
    }
    if name {
        fields.insert("name".to_owned(), json!(after.name));
    }
    let mut extra = false;
    for (key, value) in &after.extra {
        if before.is_none_or(|before| before.extra.get(key) != Some(value)) {
            fields.insert(key.clone(), value.clone());
            extra = true;
        }
    }
    (fields, parent || pos, name || extra)
}

pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Category> {
    Ok(Category {
        id: row::id(row, "id", CategoryId::from_uuid)?,
        library: row::id(row, "library", LibraryId::from_uuid)?,
        parent: row::optional_id(row, "parent", CategoryId::from_uuid)?,
        pos: row.get("pos")?,
        name: row.get("name")?,
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
