//! A library taken anew: chunk by chunk, each in its own transaction, so that rows are usable as they come and a process that
//! dies repeats one chunk at most.

use std::collections::BTreeSet;

use huashu_protocol::row::{Checksum, Row};
use huashu_protocol::snapshot::Manifest;
use huashu_protocol::{frame, limits};
use rusqlite::params;
use uuid::Uuid;

use super::libraries::{self, SharedLibrary};
use super::put;
use crate::book::PhraseBook;
use crate::error::{Bilingual, Error, Result};
use crate::ids::{BlobId, LibraryId};
use crate::store::changes::{Change, Changes, RowChange, RowKind};
use crate::store::row;
use crate::store::transaction::Transaction;
use crate::sync::bug::{self, Bug};
use crate::sync::work::{Applied, SnapshotState};

/// The kinds of rows that lie in tables of their own, and those tables.
const TABLES: [(&str, &str); 3] = [("phrase", "phrase"), ("category", "category"), ("", "foreign_row")];

impl PhraseBook {
    /// Begins to take a library anew, or goes on where the manifest is the one that was begun.
    ///
    /// # Errors
    /// Those of writing the book.
    pub fn sync_begin_snapshot(&mut self, manifest: &Manifest) -> Result<(SnapshotState, Changes)> {
        let library = manifest.library;
        let applied = self.take_in(|transaction, _| {
            let Some(mut state) = libraries::find(&transaction.sql, library)?.filter(|state| state.anew)
            else {
                return Ok(());
            };
            if state.manifest.as_ref() != Some(manifest) {
                transaction.forget_seen(library)?;
                (state.manifest, state.next_chunk) = (Some(manifest.clone()), 0);
                libraries::write(&transaction.sql, &state)?;
            }
            if manifest.chunks.is_empty() {
                transaction.finish_snapshot(&mut state, manifest)?;
            }
            Ok(())
        })?;
        Ok((self.snapshot_state(library)?, applied.changes))
    }

    /// Takes in a chunk as it travelled. A chunk that is not the next one changes nothing.
    ///
    /// # Errors
    /// `Unreadable` where its hash or its rows are not what the manifest says; those of writing the book.
    pub fn sync_chunk(
        &mut self,
        library: Uuid,
        epoch: Uuid,
        rev: u64,
        chunk: u32,
        bytes: &[u8],
    ) -> Result<(SnapshotState, Changes)> {
        let state = self.snapshot_state(library)?;
        let is_next = state.manifest.as_ref().filter(|manifest| {
            !state.done && manifest.epoch == epoch && manifest.rev == rev && state.next == chunk
        });
        let Some(expected) =
            is_next.and_then(|manifest| manifest.chunks.get(usize::try_from(chunk).unwrap_or(usize::MAX)))
        else {
            return Ok((state, Changes::default()));
        };
        let lies = |why: &str| Error::Unreadable {
            file: format!("snapshot {library}, chunk {chunk}"),
            problem: Bilingual::new("同步服务给的数据不完整", why),
            row: None,
            column: None,
        };
        if BlobId::of(bytes).to_string() != expected.hash {
            return Err(lies("its hash is another"));
        }
        let lines = frame::expand(bytes, limits::CHUNK_BYTES).map_err(|error| lies(&error.to_string()))?;
        let rows: Vec<Row> = lines
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(serde_json::from_slice)
            .collect::<Result<_, _>>()
            .map_err(|error| lies(&error.to_string()))?;
        let applied =
            self.take_in(|transaction, applied| transaction.take_chunk(library, chunk, rows, applied))?;
        Ok((self.snapshot_state(library)?, applied.changes))
    }

    fn snapshot_state(&self, library: Uuid) -> Result<SnapshotState> {
        let state = self.store.explain(|sql| libraries::find(sql, library))?;
        Ok(state.map_or(SnapshotState { library, manifest: None, next: 0, done: true }, |state| {
            state.snapshot_state()
        }))
    }
}

impl Transaction<'_> {
    /// The hub says that the cursor is worth nothing. In another epoch it has forgotten things, which are sent again.
    pub(super) fn begin_anew(&mut self, library: Uuid, epoch: Uuid, applied: &mut Applied) -> Result<()> {
        let Some(mut state) =
            libraries::find(&self.sql, library)?.filter(|state| state.granted && !state.anew)
        else {
            return Ok(());
        };
        if !state.epoch.is_nil() && state.epoch != epoch {
            self.ask_for_everything()?;
            if !bug::is(Bug::NoReplay) {
                self.replay(&state)?;
                applied.more = true;
            }
        }
        state.take_anew();
        state.epoch = epoch;
        libraries::write(&self.sql, &state)?;
        self.forget_seen(library)?;
        applied.snapshots.push(library);
        applied.progressed = true;
        Ok(())
    }

    /// A hub that was restored counts the states of grants and drafts anew: an equal number means nothing.
    fn ask_for_everything(&self) -> Result<()> {
        put(&self.sql, "grants_rev", &0)?;
        put(&self.sql, "drafts_rev", &0)
    }

    fn take_chunk(&mut self, library: Uuid, chunk: u32, rows: Vec<Row>, applied: &mut Applied) -> Result<()> {
        let Some(mut state) = libraries::find(&self.sql, library)? else { return Ok(()) };
        let Some(manifest) = state.manifest.clone().filter(|_| state.anew && state.next_chunk == chunk)
        else {
            return Ok(());
        };
        if chunk == 0 && self.knows_any(&state)? {
            // No row has this id. It says that rows are to be noted from here on.
            self.note_seen(library, [Uuid::nil()])?;
        }
        if self.notes_seen(library)? {
            self.note_seen(library, rows.iter().map(|row| row.id))?;
        }
        self.take_rows(&mut state, rows)?;
        state.next_chunk = chunk + 1;
        if usize::try_from(state.next_chunk).is_ok_and(|next| next >= manifest.chunks.len()) {
            self.finish_snapshot(&mut state, &manifest)?;
        }
        applied.progressed = true;
        libraries::write(&self.sql, &state)
    }

    /// All chunks are in: what they did not name is gone at the hub.
    fn finish_snapshot(&mut self, state: &mut SharedLibrary, manifest: &Manifest) -> Result<()> {
        let another_epoch = state.epoch != manifest.epoch && !state.epoch.is_nil();
        // Where nothing was known, all that is known now stood in the chunks.
        let may_lack = manifest.chunks.is_empty() || self.notes_seen(state.id)?;
        let lost = if may_lack { self.unknow_unseen(state)? } else { Vec::new() };
        self.forget_seen(state.id)?;
        self.note_ahead(state.id, false)?;
        (state.anew, state.manifest, state.next_chunk) = (false, None, 0);
        (state.epoch, state.cursor) = (manifest.epoch, manifest.rev);
        if another_epoch {
            // The hub was restored between the answer and the snapshot.
            self.ask_for_everything()?;
            if !bug::is(Bug::NoReplay) {
                self.replay(state)?;
            }
        }
        self.drop_follow_ups(&lost)?;
        self.settle_covered(state)?;
        self.mend_tree(state)?;
        state.checksum = recomputed(&self.sql, state)?;
        if state.checksum != manifest.checksum {
            log::warn!("library {} differs from its snapshot: {:?}", state.id, state.checksum);
        }
        libraries::write(&self.sql, state)
    }

    /// Whether the hub has told of any row of a library before.
    fn knows_any(&self, state: &SharedLibrary) -> Result<bool> {
        let query = if state.is_register() {
            "SELECT EXISTS (SELECT 1 FROM follow_up WHERE rev > 0 AND ?1 IS NOT NULL)"
        } else {
            "SELECT EXISTS (SELECT 1 FROM phrase WHERE library = ?1 AND rev > 0)
               OR EXISTS (SELECT 1 FROM category WHERE library = ?1 AND rev > 0)
               OR EXISTS (SELECT 1 FROM foreign_row WHERE library = ?1)
               OR EXISTS (SELECT 1 FROM mirror WHERE library = ?1)"
        };
        Ok(self.sql.query_row(query, [state.id.as_bytes()], |line| line.get(0))?)
    }

    /// Whether the rows of this snapshot are noted: the library had rows before, which may be gone.
    fn notes_seen(&self, library: Uuid) -> Result<bool> {
        let query = "SELECT EXISTS (SELECT 1 FROM snapshot_row WHERE library = ?1)";
        Ok(self.sql.query_row(query, [library.as_bytes()], |line| line.get(0))?)
    }

    fn note_seen(&self, library: Uuid, rows: impl IntoIterator<Item = Uuid>) -> Result<()> {
        let mut seen =
            self.sql.prepare_cached("INSERT OR IGNORE INTO snapshot_row (library, row) VALUES (?1, ?2)")?;
        for row in rows {
            seen.execute(params![library.as_bytes(), row.as_bytes()])?;
        }
        Ok(())
    }

    /// Takes away what no chunk named, and returns the follow-ups among it.
    fn unknow_unseen(&mut self, state: &SharedLibrary) -> Result<Vec<Uuid>> {
        for (kind, table) in TABLES {
            for (row, kind_of_row) in self.unseen(state, table)? {
                let kind = if kind.is_empty() { kind_of_row.as_str() } else { kind };
                self.drop_mirror(row)?;
                self.unknow(table, row)?;
                self.rebase(state, kind, row)?;
            }
        }
        if state.is_register() { self.unknow_follow_ups(state.id) } else { Ok(Vec::new()) }
    }

    /// The rows that the hub has told of before and whose ids no chunk named.
    fn unseen(&self, state: &SharedLibrary, table: &str) -> Result<Vec<(Uuid, String)>> {
        let kind = if table == "foreign_row" { "kind" } else { "''" };
        let query = format!(
            "SELECT id, {kind} FROM {table} WHERE library = ?1 AND id NOT IN (SELECT row FROM snapshot_row WHERE library = ?1)
               AND (rev > 0 OR id IN (SELECT row FROM mirror WHERE library = ?1)) ORDER BY id"
        );
        Ok(self
            .sql
            .prepare_cached(&query)?
            .query_map([state.id.as_bytes()], |line| Ok((row::id(line, 0, |id| id)?, line.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?)
    }

    /// Makes a row one that the hub has never told of, so that only what waits is left of it.
    fn unknow(&mut self, table: &str, row: Uuid) -> Result<()> {
        let groups = match table {
            "phrase" => ", rev_place = 0, rev_label = 0, rev_content = 0",
            "category" => ", rev_place = 0, rev_label = 0",
            _ => {
                self.sql.execute("DELETE FROM foreign_row WHERE id = ?1", [row.as_bytes()])?;
                return Ok(());
            }
        };
        let query = format!("UPDATE {table} SET rev = 0{groups} WHERE id = ?1");
        self.sql.prepare_cached(&query)?.execute([row.as_bytes()])?;
        Ok(())
    }

    /// Follow-ups of which the hub has told before and that no chunk named.
    fn unknow_follow_ups(&mut self, register: Uuid) -> Result<Vec<Uuid>> {
        Ok(self
            .sql
            .prepare_cached(
                "UPDATE follow_up SET rev = 0
                 WHERE rev > 0 AND id NOT IN (SELECT row FROM snapshot_row WHERE library = ?1) RETURNING id",
            )?
            .query_map([register.as_bytes()], |line| row::id(line, 0, |id| id))?
            .collect::<rusqlite::Result<_>>()?)
    }

    /// Removes those of them that are not on their way up again, nor taken back by one that stays.
    fn drop_follow_ups(&mut self, lost: &[Uuid]) -> Result<()> {
        for id in lost {
            let dropped = self
                .sql
                .prepare_cached(
                    "DELETE FROM follow_up WHERE id = ?1 AND id NOT IN (SELECT row FROM outbox)
                       AND id NOT IN (SELECT void_of FROM follow_up WHERE void_of IS NOT NULL)",
                )?
                .execute([id.as_bytes()])?;
            if dropped > 0 {
                self.note_change(RowChange {
                    library: LibraryId::from_uuid(Uuid::nil()),
                    kind: RowKind::FollowUp,
                    row: *id,
                    change: Change::Removed,
                })?;
            }
        }
        Ok(())
    }

    fn forget_seen(&mut self, library: Uuid) -> Result<()> {
        self.sql.execute("DELETE FROM snapshot_row WHERE library = ?1", [library.as_bytes()])?;
        Ok(())
    }
}

/// The checksum over the hub's live rows that are here, added up anew.
pub(super) fn recomputed(sql: &rusqlite::Connection, state: &SharedLibrary) -> Result<Checksum> {
    let mut sum = Checksum::default();
    let mut mirrored: BTreeSet<Uuid> = BTreeSet::new();
    let mut mirrors = sql.prepare_cached("SELECT body FROM mirror WHERE library = ?1")?;
    for row in mirrors.query_map([state.local().as_bytes()], |line| row::json::<Row>(line, 0))? {
        let row = row?;
        mirrored.insert(row.id);
        if !row.deleted {
            sum = sum.with(row.id, row.revs.row);
        }
    }
    let queries: &[&str] = if state.is_register() {
        &["SELECT id, rev FROM follow_up WHERE rev > 0 AND ?1 IS NOT NULL"]
    } else {
        &[
            "SELECT id, rev FROM phrase WHERE library = ?1 AND rev > 0 AND deleted_at IS NULL",
            "SELECT id, rev FROM category WHERE library = ?1 AND rev > 0 AND deleted_at IS NULL",
            "SELECT id, rev FROM library WHERE id = ?1 AND rev > 0 AND deleted_at IS NULL",
            "SELECT id, rev FROM foreign_row WHERE library = ?1 AND rev > 0 AND deleted_at IS NULL",
        ]
    };
    for query in queries {
        let mut rows = sql.prepare_cached(query)?;
        for found in rows
            .query_map([state.id.as_bytes()], |line| Ok((row::id(line, 0, |id| id)?, row::rev(line, 1)?)))?
        {
            let (id, rev) = found?;
            if !mirrored.contains(&id) {
                sum = sum.with(id, rev);
            }
        }
    }
    Ok(sum)
}
