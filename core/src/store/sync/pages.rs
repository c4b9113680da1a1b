//! Taking in what changed in one library.

use std::collections::{BTreeMap, BTreeSet};

use huashu_protocol::row::{Checksum, Row};
use uuid::Uuid;

use super::libraries::{self, SharedLibrary};
use super::outgoing::{LINE, Line, line};
use super::{get, put};
use crate::error::Result;
use crate::store::row::signed;
use crate::store::transaction::Transaction;
use crate::sync::bug::{self, Bug};
use crate::sync::work::Applied;

/// A page, whether it came as the answer to a request or as an event.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub(super) epoch: Uuid,
    pub(super) from: u64,
    pub(super) next: u64,
    pub(super) rows: &'a [Row],
    pub(super) more: bool,
    pub(super) checksum: Option<Checksum>,
}

impl Transaction<'_> {
    /// Takes in a page, if it follows on what the book has: anything else is late, a repetition, or a lie.
    pub(super) fn take_page(&mut self, library: Uuid, page: &Page<'_>, applied: &mut Applied) -> Result<()> {
        let Some(mut state) =
            libraries::find(&self.sql, library)?.filter(|state| state.granted && !state.anew)
        else {
            return Ok(());
        };
        let is_first = state.cursor == 0 && state.epoch.is_nil();
        let follows =
            (page.epoch == state.epoch || is_first) && page.from == state.cursor && page.next >= page.from;
        if !follows && !bug::is(Bug::StalePageApplied) && !bug::is(Bug::CursorBeforeRows) {
            return Ok(());
        }
        applied.progressed |= page.next > state.cursor || state.epoch != page.epoch;
        applied.more |= page.more;
        (state.cursor, state.epoch) = (page.next, page.epoch);
        self.take_rows(&mut state, page.rows.to_vec())?;
        self.note_ahead(library, page.more)?;
        if !page.more {
            self.settle_covered(&state)?;
            if page.checksum.is_some_and(|checksum| checksum != state.checksum) {
                log::warn!("library {library} differs from the hub's and is taken anew");
                state.take_anew();
                applied.diverged.push(library);
                applied.snapshots.push(library);
            }
        }
        libraries::write(&self.sql, &state)
    }

    /// Notes whether rows may be here that are newer than the cursor: categories travel with a page ahead of their revision, until
    /// the last page has come. An event of the stream would find them there.
    pub(super) fn note_ahead(&mut self, library: Uuid, is_ahead: bool) -> Result<()> {
        let key = ahead_key(library);
        match (get::<bool>(&self.sql, &key)?, is_ahead) {
            (None, true) => put(&self.sql, &key, &true),
            (Some(_), false) => {
                self.sql.execute("DELETE FROM sync_state WHERE key = ?1", [key])?;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Takes in rows, whichever way they came: categories before what lies in them.
    pub(super) fn take_rows(&mut self, state: &mut SharedLibrary, rows: Vec<Row>) -> Result<()> {
        let has_categories = rows.iter().any(|row| row.kind == "category");
        for row in in_order(rows) {
            self.take_row(state, row)?;
        }
        if has_categories {
            self.mend_tree(state)?;
        }
        Ok(())
    }

    /// Settles what the hub has done up to the cursor. Only where the book has everything up to there: while pages are
    /// missing, a row that changed again later is in none of those that came.
    pub(super) fn settle_covered(&mut self, state: &SharedLibrary) -> Result<()> {
        let local = state.local();
        let lines: Vec<Line> = self
            .sql
            .prepare_cached(&format!(
                "{LINE} WHERE acked IS NOT NULL AND acked <= ?1 AND library = ?2 ORDER BY seq"
            ))?
            .query_map(rusqlite::params![signed(state.cursor), local.as_bytes()], line)?
            .collect::<rusqlite::Result<_>>()?;
        let mut rows: BTreeSet<(String, Uuid)> = BTreeSet::new();
        for line in lines {
            self.settle(&line, line.acked.unwrap_or(0))?;
            rows.insert((line.kind, line.row));
        }
        // Categories first, since phrases look for live ones.
        for (kind, row) in rows {
            self.rebase(state, &kind, row)?;
        }
        Ok(())
    }

    fn take_row(&mut self, state: &mut SharedLibrary, mut row: Row) -> Result<()> {
        let is_alone = self.is_alone(row.id)?;
        let known = if is_alone {
            self.standing_alone(&row.kind, row.id)?
        } else {
            self.standing(&row.kind, row.id)?
        };
        if let Some(known) = known.filter(|known| known.live) {
            state.checksum = state.checksum.without(row.id, known.rev);
        }
        if !row.deleted {
            state.checksum = state.checksum.with(row.id, row.revs.row);
        }
        let is_covered = |line: &Line| line.acked.is_some_and(|acked| acked <= row.revs.row);
        let lines = if is_alone { Vec::new() } else { self.lines_of(row.id)? };
        let (covered, lines): (Vec<Line>, Vec<Line>) = lines.into_iter().partition(is_covered);
        for line in covered {
            self.settle(&line, line.acked.unwrap_or(0))?;
        }
        // A deleted row travels without its fields: the trash keeps what is here.
        if row.deleted {
            let Some(former) = self.hub_row(&row.kind, row.id)? else {
                return self.take_unknown_tombstone(state, &row, lines.is_empty());
            };
            row.fields = former.fields;
        }
        if lines.is_empty() {
            if !is_alone {
                self.drop_mirror(row.id)?;
            }
            return self.show(state, &row.kind, row.id, Some(&row));
        }
        self.note_blobs(&row.fields)?;
        self.set_mirror(state.local(), &row)?;
        self.rebase(state, &row.kind, row.id)
    }

    /// The hub has deleted a row whose fields never came here.
    fn take_unknown_tombstone(&mut self, state: &SharedLibrary, row: &Row, is_free: bool) -> Result<()> {
        if is_free {
            self.show(state, &row.kind, row.id, None)
        } else {
            self.rebase(state, &row.kind, row.id)
        }
    }
}

/// Under which key of `sync_state` it is noted that a library's pages are not all in.
pub(super) fn ahead_key(library: Uuid) -> String {
    format!("ahead {library}")
}

/// The library, then categories each after its parent, then the rest as it came.
fn in_order(rows: Vec<Row>) -> Vec<Row> {
    let categories: BTreeMap<Uuid, &Row> =
        rows.iter().filter(|row| row.kind == "category").map(|row| (row.id, row)).collect();
    let depth = |row: &Row| {
        let mut depth = 1;
        let mut next = parent(row);
        while let Some(above) = next.and_then(|id| categories.get(&id)).filter(|_| depth <= rows.len()) {
            depth += 1;
            next = parent(above);
        }
        depth
    };
    let rank = |row: &Row| match row.kind.as_str() {
        "library" => 0,
        "category" => depth(row),
        _ => usize::MAX,
    };
    let ranks: Vec<usize> = rows.iter().map(rank).collect();
    let mut ordered: Vec<(usize, Row)> = ranks.into_iter().zip(rows).collect();
    ordered.sort_by_key(|(rank, _)| *rank);
    ordered.into_iter().map(|(_, row)| row).collect()
}

fn parent(row: &Row) -> Option<Uuid> {
    row.fields.get("parent")?.as_str()?.parse().ok()
}
