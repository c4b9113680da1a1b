//! What is to be said to the hub next: operations in their order, the cursors, and the blobs that either side lacks.

use std::collections::{BTreeMap, BTreeSet};

use huashu_protocol::blob::Upload;
use huashu_protocol::row::Fields;
use huashu_protocol::sync::{Cursor, Op, SyncRequest, Verb};
use huashu_protocol::{PROTO, SCHEMA, limits};
use rusqlite::{Connection, Row};
use uuid::Uuid;

use super::libraries::{self, SharedLibrary};
use super::{get, transfer};
use crate::book::PhraseBook;
use crate::error::Result;
use crate::store::{outbox, row};
use crate::sync::sizes::sizes;
use crate::sync::wire;
use crate::sync::work::Outbound;

/// A line of the outbox as sync reads it: also of kinds that this edition does not know.
#[derive(Debug, Clone)]
pub(in crate::store) struct Line {
    pub(super) seq: i64,
    pub(super) op_id: Uuid,
    /// As the book keeps it: nil for follow-ups.
    pub(super) library: Uuid,
    pub(super) kind: String,
    pub(super) row: Uuid,
    pub(super) verb: Verb,
    pub(super) base: u64,
    pub(super) fields: Fields,
    pub(super) at: i64,
    /// At which revision the hub has done it.
    pub(super) acked: Option<u64>,
    pub(super) replay: bool,
}

impl Line {
    /// The line as an operation; what only the device knows stays behind.
    pub(super) fn op(&self, library: Uuid, after: Option<Uuid>) -> Op {
        let mut fields = self.fields.clone();
        wire::strip(&mut fields);
        Op {
            op_id: self.op_id,
            library,
            kind: self.kind.clone(),
            row: self.row,
            verb: self.verb,
            base: self.base,
            after,
            replay: self.replay,
            fields,
        }
    }
}

macro_rules! columns {
    () => {
        "seq, op_id, library, kind, row, verb, base, fields, at, acked, replay"
    };
}

pub(super) const LINE: &str = concat!("SELECT ", columns!(), " FROM outbox");

/// The columns of a line, in the order in which [`line`] reads them.
pub(in crate::store) const COLUMNS: &str = columns!();

pub(in crate::store) fn line(line: &Row<'_>) -> rusqlite::Result<Line> {
    let acked: Option<i64> = line.get(9)?;
    Ok(Line {
        seq: line.get(0)?,
        op_id: row::id(line, 1, |id| id)?,
        library: row::id(line, 2, |id| id)?,
        kind: line.get(3)?,
        row: row::id(line, 4, |id| id)?,
        verb: row::word(line, 5)?,
        base: row::rev(line, 6)?,
        fields: row::json(line, 7)?,
        at: line.get(8)?,
        acked: acked.and_then(|rev| u64::try_from(rev).ok()),
        replay: line.get(10)?,
    })
}

impl PhraseBook {
    /// What is to be said to the hub next.
    ///
    /// # Errors
    /// Those of reading the book, and of writing it where a new library has to be noted.
    pub fn sync_collect(&mut self) -> Result<Outbound> {
        self.note_new_libraries()?;
        let media = &self.media;
        self.store.explain(|sql| {
            let states = libraries::all(sql)?;
            let (ops, uploads, more_ops) = gather(sql, &states)?;
            let cursors = states
                .iter()
                .filter(|state| state.granted && !state.anew)
                .take(limits::LIBRARIES)
                .map(|state| Cursor { id: state.id, epoch: state.epoch, cursor: state.cursor });
            let request = SyncRequest {
                proto: PROTO,
                schema: SCHEMA,
                grants_rev: get(sql, "grants_rev")?.unwrap_or(0),
                drafts_rev: get(sql, "drafts_rev")?.unwrap_or(0),
                ops,
                libraries: cursors.collect(),
            };
            let anew = states.iter().filter(|state| state.granted && state.anew);
            Ok(Outbound {
                request,
                waiting: outbox::waiting(sql)?,
                more_ops,
                snapshots: anew.map(SharedLibrary::snapshot_state).collect(),
                uploads,
                downloads: transfer::wanted(sql, media)?,
                usage: transfer::unreported(sql)?,
            })
        })
    }

    /// Libraries that were made since signing in go up with their rows.
    fn note_new_libraries(&mut self) -> Result<()> {
        let new: Vec<Uuid> = self.store.explain(|sql| {
            if get::<serde_json::Value>(sql, "identity")?.is_none() {
                return Ok(Vec::new());
            }
            let mut made = sql.prepare_cached(
                "SELECT id FROM library WHERE deleted_at IS NULL AND id NOT IN (SELECT library FROM sync_library)",
            )?;
            let made = made.query_map([], |line| row::id(line, 0, |id| id))?;
            Ok(made.collect::<rusqlite::Result<_>>()?)
        })?;
        if new.is_empty() {
            return Ok(());
        }
        self.transact(crate::store::Op::Local, |transaction| {
            for id in &new {
                let access = huashu_protocol::account::Access::Edit;
                libraries::write(&transaction.sql, &SharedLibrary::new(*id, "personal", access, false))?;
            }
            Ok(())
        })
        .map(drop)
    }
}

/// Operations within the limits of one push, the blobs that some wait for, and whether more could go.
///
/// Only the order of operations on one row is kept: a row whose blobs are not up yet holds up nothing but itself.
fn gather(sql: &Connection, states: &[SharedLibrary]) -> Result<(Vec<Op>, Vec<Upload>, bool)> {
    let hub_ids: BTreeMap<Uuid, Uuid> = states.iter().map(|state| (state.local(), state.id)).collect();
    let (mut ops, mut uploads) = (Vec::new(), BTreeMap::new());
    let mut held: BTreeSet<Uuid> = BTreeSet::new();
    let mut last: BTreeMap<Uuid, Uuid> = BTreeMap::new();
    let mut bytes = 0;
    let mut lines = sql.prepare_cached(&format!("{LINE} WHERE acked IS NULL ORDER BY seq"))?;
    let mut lines = lines.query([])?;
    let mut before =
        sql.prepare_cached("SELECT op_id FROM outbox WHERE row = ?1 AND seq < ?2 ORDER BY seq DESC LIMIT 1")?;
    while let Some(found) = lines.next()? {
        let line = line(found)?;
        let Some(library) = hub_ids.get(&line.library) else { continue };
        if held.contains(&line.row) {
            continue;
        }
        let missing = transfer::not_at_hub(sql, &line.fields)?;
        if !missing.is_empty() {
            held.insert(line.row);
            uploads.extend(missing.into_iter().map(|upload| (upload.hash.clone(), upload)));
            continue;
        }
        let after = match last.get(&line.row) {
            Some(op) => Some(*op),
            None => {
                let mut found = before.query(rusqlite::params![line.row.as_bytes(), line.seq])?;
                found.next()?.map(|line| row::id(line, 0, |id| id)).transpose()?
            }
        };
        let op = line.op(*library, after);
        let size = size_of(&op);
        if ops.len() == sizes().push_ops || (!ops.is_empty() && bytes + size > limits::PUSH_BYTES) {
            return Ok((ops, uploads.into_values().collect(), true));
        }
        bytes += size;
        last.insert(line.row, line.op_id);
        ops.push(op);
    }
    Ok((ops, uploads.into_values().collect(), false))
}

/// About how many bytes an operation takes.
fn size_of(op: &Op) -> usize {
    const AROUND: usize = 300;
    serde_json::to_vec(&op.fields).map_or(AROUND, |fields| fields.len() + AROUND)
}
