//! Changes on their way to the hub, written in the same transaction as the rows that they change.
//!
//! A line names only the fields that change, and the revision that its author saw (sync B0–B3). Lines wait here
//! from the first day, signed in or not: signing in sends them.

use jiff::Timestamp;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::changes::RowKind;
use super::row::{self, millis, signed};
use crate::book::PhraseBook;
use crate::error::Result;
use crate::ids::{LibraryId, OpId};

/// What a line asks the hub to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// Make the row with these fields.
    Create,
    /// Change these fields of the row.
    Edit,
    /// Put the row in the trash.
    Delete,
    /// Take the row out of the trash, with these fields.
    Restore,
}

/// A line of the outbox.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    /// Its number in this book; lines are sent in this order.
    pub seq: i64,
    /// Its name for the hub, which counts it once.
    pub op_id: OpId,
    /// The library that the row lies in.
    pub library: LibraryId,
    /// The kind of row.
    pub kind: RowKind,
    /// The row.
    pub row: Uuid,
    /// What to do with it.
    pub verb: Verb,
    /// The newest revision of the row that the author saw.
    pub base: u64,
    /// The fields that change.
    pub fields: Map<String, Value>,
}

pub(super) struct Line {
    pub(super) op_id: OpId,
    pub(super) operation: i64,
    pub(super) library: LibraryId,
    pub(super) kind: RowKind,
    pub(super) row: Uuid,
    pub(super) verb: Verb,
    pub(super) base: u64,
    pub(super) fields: String,
    pub(super) at: Timestamp,
}

pub(super) fn push(sql: &Connection, line: &Line) -> Result<()> {
    sql.prepare_cached(
        "INSERT INTO outbox (op_id, operation, library, kind, row, verb, base, fields, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        line.op_id.as_bytes(),
        line.operation,
        line.library.as_bytes(),
        line.kind.as_str(),
        line.row.as_bytes(),
        line.verb.as_str(),
        signed(line.base),
        line.fields,
        millis(line.at),
    ])?;
    Ok(())
}

impl PhraseBook {
    /// The oldest lines that wait for the hub, at most `limit`.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn outbox(&self, limit: usize) -> Result<Vec<Outgoing>> {
        self.store.explain(|sql| {
            let mut lines = sql.prepare_cached("SELECT * FROM outbox ORDER BY seq LIMIT ?1")?;
            let lines = lines.query_map([i64::try_from(limit).unwrap_or(i64::MAX)], |line| {
                Ok(Outgoing {
                    seq: line.get("seq")?,
                    op_id: row::id(line, "op_id", OpId::from_uuid)?,
                    library: row::id(line, "library", LibraryId::from_uuid)?,
                    kind: row::word(line, "kind")?,
                    row: row::id(line, "row", |uuid| uuid)?,
                    verb: row::word(line, "verb")?,
                    base: row::rev(line, "base")?,
                    fields: row::json(line, "fields")?,
                })
            })?;
            Ok(lines.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// How many lines wait for the hub.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn waiting(&self) -> Result<u64> {
        self.store.explain(|sql| {
            Ok(sql
                .query_row("SELECT count(*) AS waiting FROM outbox", [], |line| row::rev(line, "waiting"))?)
        })
    }
}

impl Verb {
    /// The verb as the table and the wire carry it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Edit => "edit",
            Self::Delete => "delete",
            Self::Restore => "restore",
        }
    }
}
