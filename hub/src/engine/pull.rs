//! What changed: pages of rows in the order of their revisions, so that whoever takes them in order is never shown a row in a
//! category that is not there.

use std::collections::{BTreeMap, BTreeSet};

use huashu_core::sync::bug::{self, Bug};
use huashu_core::sync::sizes::sizes;
use huashu_protocol::account::Access;
use huashu_protocol::limits::PAGE_BYTES;
use huashu_protocol::row::Row;
use huashu_protocol::sync::{Cursor, Pull};
use uuid::Uuid;

use crate::store::types::{Library, StoredRow};
use crate::store::{Result, View};

/// A page that would need more rows than this beside its own, to leave nothing in a category that is gone, becomes a
/// snapshot.
const BESIDE: usize = 2_000;

/// Answers the cursors of one request; all libraries share what one reply holds.
pub(super) struct Pages<'a> {
    view: &'a dyn View,
    company: Uuid,
    readable: &'a BTreeMap<Uuid, (Library, Access)>,
    rows: usize,
    bytes: usize,
}

/// Rows up to a revision.
struct Page {
    rows: Vec<StoredRow>,
    next: u64,
    more: bool,
}

impl<'a> Pages<'a> {
    pub(super) fn new(
        view: &'a dyn View,
        company: Uuid,
        readable: &'a BTreeMap<Uuid, (Library, Access)>,
    ) -> Self {
        Self { view, company, readable, rows: sizes().page_rows, bytes: PAGE_BYTES }
    }

    /// As [`Self::new`], with fewer rows in a reply.
    #[cfg(test)]
    pub(super) fn with(
        view: &'a dyn View,
        company: Uuid,
        readable: &'a BTreeMap<Uuid, (Library, Access)>,
        rows: usize,
    ) -> Self {
        Self { rows, ..Self::new(view, company, readable) }
    }

    /// What changed in a library after a cursor.
    pub(super) fn pull(&mut self, cursor: &Cursor) -> Result<Pull> {
        let library = match self.readable.get(&cursor.id) {
            Some((library, _)) => Some(library.clone()),
            None if bug::is(Bug::PullWithoutGrant) => self.view.library(self.company, cursor.id)?,
            None => None,
        };
        let Some(library) = library else { return Ok(Pull::Gone { id: cursor.id }) };
        if must_start_anew(cursor, &library) {
            return Ok(Pull::Snapshot { id: library.id, epoch: library.epoch });
        }
        let Some(page) = self.page(&library, cursor.cursor)? else {
            return Ok(Pull::Snapshot { id: library.id, epoch: library.epoch });
        };
        Ok(Pull::Page {
            id: library.id,
            epoch: library.epoch,
            from: cursor.cursor,
            next: page.next,
            rows: page.rows.into_iter().map(StoredRow::into_wire).collect(),
            more: page.more,
            checksum: (!page.more).then_some(library.checksum),
        })
    }

    fn page(&mut self, library: &Library, from: u64) -> Result<Option<Page>> {
        if from == library.rev {
            return Ok(Some(Page { rows: Vec::new(), next: from, more: false }));
        }
        if self.rows == 0 || self.bytes == 0 {
            return Ok(Some(Page { rows: Vec::new(), next: from, more: true }));
        }
        let mut page = Page { rows: Vec::new(), next: library.rev, more: false };
        self.view.changed(library.id, from, &mut |row| {
            let bytes = row.wire_bytes();
            let is_first = page.rows.is_empty();
            // A single row that is larger than a reply goes alone, or it would never go.
            if self.rows == 0 || (bytes > self.bytes && !(is_first && self.bytes == PAGE_BYTES)) {
                page.next = page.rows.last().map_or(from, |row: &StoredRow| row.row.revs.row);
                page.more = true;
                return Ok(false);
            }
            self.rows -= 1;
            self.bytes = self.bytes.saturating_sub(bytes);
            page.rows.push(row);
            Ok(true)
        })?;
        if page.more && !bug::is(Bug::PageWithoutAncestors) {
            let Some(beside) = self.beside(library, &page)? else { return Ok(None) };
            page.rows.extend(beside);
        }
        Ok(Some(page))
    }

    /// Rows above a page's end that must come with it: the categories above its rows, and what lay in categories that it
    /// takes away. `None` where they are too many.
    fn beside(&self, library: &Library, page: &Page) -> Result<Option<Vec<StoredRow>>> {
        let mut known: BTreeSet<Uuid> = page.rows.iter().map(|row| row.row.id).collect();
        let mut beside: Vec<StoredRow> = Vec::new();
        let mut looked_at: BTreeSet<Uuid> = BTreeSet::new();
        // A deleted category: whatever lay in it is elsewhere by now, which the client may not have heard.
        let deleted = |row: &StoredRow| row.row.deleted && row.row.kind == "category";
        let mut gone: Vec<Uuid> = page.rows.iter().filter(|row| deleted(row)).map(|row| row.row.id).collect();
        let live = |row: &StoredRow| if row.row.deleted { None } else { row.parent };
        let mut above: Vec<Uuid> = page.rows.iter().filter_map(live).collect();
        loop {
            let found = if let Some(category) = above.pop() {
                if !looked_at.insert(category) {
                    continue;
                }
                let Some(category) = self.view.row(library.company, category)? else { continue };
                above.extend(category.parent);
                vec![category]
            } else if let Some(category) = gone.pop() {
                self.view.left(library.id, category, page.next)?
            } else {
                break;
            };
            for row in found {
                if row.row.revs.row <= page.next || !known.insert(row.row.id) {
                    continue;
                }
                above.extend(live(&row));
                gone.extend(deleted(&row).then_some(row.row.id));
                beside.push(row);
            }
            if beside.len() > BESIDE {
                return Ok(None);
            }
        }
        beside.sort_by_key(|row| row.row.revs.row);
        Ok(Some(beside))
    }
}

/// Rows above a revision for an event of the stream, where they are few.
pub(crate) fn few_rows(view: &dyn View, library: Uuid, after: u64, most: usize) -> Result<Option<Vec<Row>>> {
    let mut rows = Vec::new();
    let mut bytes = 0;
    view.changed(library, after, &mut |row| {
        bytes += row.wire_bytes();
        rows.push(row.into_wire());
        Ok(bytes <= most)
    })?;
    Ok((bytes <= most).then_some(rows))
}

/// Whether a cursor cannot be answered with what changed since.
fn must_start_anew(cursor: &Cursor, library: &Library) -> bool {
    if cursor.epoch.is_nil() && cursor.cursor == 0 {
        // A first pull: large libraries come in chunks that are made once for everybody.
        return library.live > sizes().chunk_rows as u64;
    }
    if cursor.epoch != library.epoch {
        return true;
    }
    if cursor.cursor > library.rev {
        log::error!(
            "library {}: a client has seen revision {} and the hub is at {}. Was the database put back from a copy? \
             Start once with --new-epoch, and clients bring back what they know",
            library.id,
            cursor.cursor,
            library.rev
        );
        return true;
    }
    cursor.cursor < library.min_rev
}
