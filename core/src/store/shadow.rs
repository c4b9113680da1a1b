//! What a shadow of the store (the index) asks of it: which state it is in, and what has changed since another.

use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::changes::RowKind;
use super::row;
use crate::book::PhraseBook;
use crate::error::Result;
use crate::ids::{CategoryId, LibraryId, PhraseId};
use crate::model::{OrderKey, Phrase};

/// A state of a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct State {
    /// The book: what its first library is called by and when it was made. Another book has another, and a book that is
    /// given an earlier library takes another, which costs its shadow no more than being made anew.
    pub(crate) book: u128,
    /// The number of the last operation; zero before the first.
    pub(crate) revision: u64,
    /// When that was, in milliseconds since 1970.
    pub(crate) at: i64,
}

/// A row that operations have touched, with what it was before the first of them.
#[derive(Debug, Clone)]
pub(crate) struct TouchedRow {
    pub(crate) kind: RowKind,
    pub(crate) row: Uuid,
    /// As JSON; `None` where it was not there.
    pub(crate) before: Option<String>,
}

/// One of two directions in the order of a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Before,
    After,
}

impl PhraseBook {
    /// Reads several things of one state, whatever others write meanwhile.
    pub(crate) fn at_one_moment<T>(&self, read: impl FnOnce() -> Result<T>) -> Result<T> {
        let sql = &self.store.sql;
        // Dropped at the end, whatever happens; it has nothing to commit.
        let _moment = if sql.is_autocommit() { Some(sql.unchecked_transaction()?) } else { None };
        read()
    }

    pub(crate) fn state(&self) -> Result<State> {
        self.store.explain(|sql| {
            let (revision, at) = sql
                .prepare_cached("SELECT seq, at FROM operation ORDER BY seq DESC LIMIT 1")?
                .query_row([], |line| Ok((row::rev(line, "seq")?, line.get("at")?)))
                .optional()?
                .unwrap_or_default();
            Ok(State { book: book(sql)?, revision, at })
        })
    }

    /// A number that changes whenever another connection has written to the book; next to nothing to ask for.
    pub(crate) fn data_version(&self) -> Result<i64> {
        self.store.explain(|sql| {
            Ok(sql.prepare_cached("PRAGMA data_version")?.query_row([], |line| line.get(0))?)
        })
    }

    /// When an operation was; `None` where there is none of this number.
    pub(crate) fn moment_of(&self, operation: u64) -> Result<Option<i64>> {
        self.store.explain(|sql| {
            Ok(sql
                .prepare_cached("SELECT at FROM operation WHERE seq = ?1")?
                .query_row([row::signed(operation)], |line| line.get(0))
                .optional()?)
        })
    }

    /// The rows that operations have touched since one, each once.
    pub(crate) fn rows_touched_since(&self, operation: u64) -> Result<Vec<TouchedRow>> {
        self.store.explain(|sql| {
            Ok(sql
                .prepare_cached(
                    "SELECT kind, row, before, min(seq) FROM version
                     WHERE seq >= (SELECT min(versions) FROM operation WHERE seq > ?1) AND operation > ?1
                     GROUP BY kind, row ORDER BY min(seq)",
                )?
                .query_map([row::signed(operation)], |line| {
                    Ok(TouchedRow {
                        kind: row::word(line, "kind")?,
                        row: row::id(line, "row", |uuid| uuid)?,
                        before: line.get("before")?,
                    })
                })?
                .collect::<rusqlite::Result<_>>()?)
        })
    }

    /// How many live phrases there are; a millisecond or two for 100,000.
    pub(crate) fn live_phrases(&self) -> Result<usize> {
        self.store.explain(|sql| {
            let count: i64 = sql
                .prepare_cached(
                    "SELECT (SELECT count(*) FROM phrase) - (SELECT count(*) FROM phrase WHERE deleted_at IS NOT NULL)",
                )?
                .query_row([], |line| line.get(0))?;
            Ok(usize::try_from(count).unwrap_or_default())
        })
    }

    /// The live phrases directly in a category, in no order.
    pub(crate) fn ids_in(&self, library: LibraryId, category: Option<CategoryId>) -> Result<Vec<PhraseId>> {
        self.store.explain(|sql| {
            Ok(sql
                .prepare_cached(
                    "SELECT id FROM phrase WHERE library = ?1 AND category IS ?2 AND deleted_at IS NULL",
                )?
                .query_map(
                    params![library.as_bytes(), category.as_ref().map(CategoryId::as_bytes)],
                    phrase_id,
                )?
                .collect::<rusqlite::Result<_>>()?)
        })
    }

    /// The live phrase beside one in its category.
    pub(crate) fn neighbour(&self, phrase: &Phrase, side: Side) -> Result<Option<PhraseId>> {
        let category = phrase.place.category;
        self.beside(phrase.library, category, Some((&phrase.place.pos, phrase.id)), side)
    }

    /// The last live phrase of a category, or the first.
    pub(crate) fn end_of(
        &self,
        library: LibraryId,
        category: Option<CategoryId>,
        side: Side,
    ) -> Result<Option<PhraseId>> {
        self.beside(library, category, None, side)
    }

    /// The live phrase before or after a place in a category; without a place, the last or the first of it.
    fn beside(
        &self,
        library: LibraryId,
        category: Option<CategoryId>,
        place: Option<(&OrderKey, PhraseId)>,
        side: Side,
    ) -> Result<Option<PhraseId>> {
        // Bounds that are always true would keep SQLite from using its index: so there are four statements.
        let query = match (side, place.is_some()) {
            (Side::Before, true) => "AND (pos, id) < (?3, ?4) ORDER BY pos DESC, id DESC",
            (Side::After, true) => "AND (pos, id) > (?3, ?4) ORDER BY pos, id",
            (Side::Before, false) => "ORDER BY pos DESC, id DESC",
            (Side::After, false) => "ORDER BY pos, id",
        };
        let query = format!(
            "SELECT id FROM phrase WHERE library = ?1 AND category IS ?2 AND deleted_at IS NULL {query} LIMIT 1"
        );
        self.store.explain(|sql| {
            let mut lines = sql.prepare_cached(&query)?;
            let category = category.as_ref().map(CategoryId::as_bytes);
            let found = match place {
                Some((pos, id)) => {
                    lines.query_row(params![library.as_bytes(), category, pos, id.as_bytes()], phrase_id)
                }
                None => lines.query_row(params![library.as_bytes(), category], phrase_id),
            };
            Ok(found.optional()?)
        })
    }

    /// The phrases that were used at a moment or later, in milliseconds since 1970.
    pub(crate) fn used_since(&self, moment: i64) -> Result<Vec<PhraseId>> {
        self.store.explain(|sql| {
            Ok(sql
                .prepare_cached("SELECT phrase FROM phrase_use WHERE last_at >= ?1")?
                .query_map([moment], phrase_id)?
                .collect::<rusqlite::Result<_>>()?)
        })
    }

    /// The phrases that the agent keeps at hand, live or not.
    pub(crate) fn favourite_ids(&self) -> Result<Vec<PhraseId>> {
        self.store.explain(|sql| {
            Ok(sql
                .prepare_cached("SELECT phrase FROM favourite")?
                .query_map([], phrase_id)?
                .collect::<rusqlite::Result<_>>()?)
        })
    }
}

fn book(sql: &Connection) -> Result<u128> {
    let first: Option<([u8; 16], Option<i64>)> = sql
        .prepare_cached("SELECT id, created_at FROM library ORDER BY id LIMIT 1")?
        .query_row([], |line| Ok((line.get("id")?, line.get("created_at")?)))
        .optional()?;
    let (id, made) = first.unwrap_or_default();
    let mut hash = blake3::Hasher::new_derive_key("Huashu: the name of a book in its index");
    hash.update(&id).update(&made.unwrap_or_default().to_le_bytes());
    let mut name = [0; 16];
    hash.finalize_xof().fill(&mut name);
    Ok(u128::from_le_bytes(name))
}

fn phrase_id(line: &rusqlite::Row<'_>) -> rusqlite::Result<PhraseId> {
    row::id(line, 0, PhraseId::from_uuid)
}
