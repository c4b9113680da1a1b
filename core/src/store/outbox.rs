//! Changes on their way to the hub, written in the same transaction as the rows that they change.
//!
//! A line names only the fields that change, and the revision that its author saw (sync B0–B3). Lines wait here
//! from the first day, signed in or not: signing in sends them.

pub use huashu_protocol::sync::Verb;
use jiff::Timestamp;
use rusqlite::{Connection, params};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::changes::RowKind;
use super::row::{self, millis, signed};
use crate::book::PhraseBook;
use crate::error::Result;
use crate::ids::{LibraryId, OpId};

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
    pub(super) kind: &'static str,
    pub(super) row: Uuid,
    pub(super) verb: Verb,
    pub(super) base: u64,
    pub(super) fields: String,
    pub(super) content: bool,
    pub(super) at: Timestamp,
}

pub(super) fn push(sql: &Connection, line: &Line) -> Result<()> {
    sql.prepare_cached(
        "INSERT INTO outbox (op_id, operation, library, kind, row, verb, base, fields, at, content)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        line.op_id.as_bytes(),
        line.operation,
        line.library.as_bytes(),
        line.kind,
        line.row.as_bytes(),
        line.verb.as_str(),
        signed(line.base),
        line.fields,
        millis(line.at),
        line.content,
    ])?;
    Ok(())
}

/// How many lines the hub has not acknowledged.
pub(super) fn waiting(sql: &Connection) -> Result<u64> {
    let waiting = "SELECT count(*) FROM outbox WHERE acked IS NULL";
    Ok(sql.prepare_cached(waiting)?.query_row([], |line| row::rev(line, 0))?)
}

/// What the author of a new operation on a row saw of its content: what they saw before the first of their operations that
/// change it and still wait, since those cover what has come in between.
pub(super) fn base(sql: &Connection, row: Uuid, seen: u64) -> Result<u64> {
    let first: Option<i64> = sql
        .prepare_cached("SELECT min(base) FROM outbox WHERE row = ?1 AND content = 1 AND acked IS NULL")?
        .query_row([row.as_bytes()], |line| line.get(0))?;
    Ok(first.and_then(|first| u64::try_from(first).ok()).map_or(seen, |first| first.min(seen)))
}

impl PhraseBook {
    /// The oldest lines that wait for the hub, at most `limit`.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn outbox(&self, limit: usize) -> Result<Vec<Outgoing>> {
        self.store.explain(|sql| {
            let mut lines = sql.prepare_cached("SELECT * FROM outbox WHERE acked IS NULL AND verb <> 'propose' AND kind <> 'draft' ORDER BY seq LIMIT ?1")?;
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
        self.store.explain(waiting)
    }
}
