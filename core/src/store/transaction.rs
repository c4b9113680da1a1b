//! The one door for writes.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior, params};
use uuid::Uuid;

use super::changes::{Change, Changes, RowChange, RowKind};
use super::open::{WRITER_WAIT, name_file};
use super::outbox::{self, Verb};
use super::row::millis;
use crate::book::PhraseBook;
use crate::clock::IdSource;
use crate::error::Result;
use crate::ids::{CategoryId, LibraryId};
use crate::media::Media;
use crate::model::{Meta, OrderKey};
use crate::sync::bug::{self, Moment};

/// What a person was doing, for the history and for "undo …".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the action that it says")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi(name = "BookOperation"))]
pub enum Op {
    Init,
    Import,
    AddLibrary,
    EditLibrary,
    DeleteLibrary,
    AddCategory,
    EditCategory,
    MoveCategory,
    DeleteCategory,
    AddPhrase,
    EditPhrase,
    MovePhrase,
    DeletePhrase,
    RestorePhrase,
    FollowUp,
    Undo,
    Purge,
    Sync,
    /// Records that stay on this device: usage, favourites, settings.
    Local,
}

/// What a transaction returned, and what it changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Output<T> {
    /// What the caller's closure returned.
    pub value: T,
    /// The rows that changed; empty where nothing did.
    pub changes: Changes,
}

/// An open write transaction. Dropped without success, it leaves no trace.
///
/// The verbs live beside their nouns: [`libraries`](super::libraries), [`categories`](super::categories),
/// [`phrase_verbs`](super::phrase_verbs).
pub struct Transaction<'book> {
    pub(super) sql: rusqlite::Transaction<'book>,
    pub(super) ids: &'book IdSource,
    pub(super) media: &'book Media,
    pub(super) now: Timestamp,
    pub(super) operation: i64,
    /// The last key of a category, so that an import of many rows asks for each only once.
    pub(super) last_keys: HashMap<(LibraryId, Option<CategoryId>), Option<OrderKey>>,
    /// Libraries that were asked for and found live, for the same reason.
    pub(super) live_libraries: HashSet<LibraryId>,
    changes: Changes,
    /// What is written came from the hub: it is recorded, and not sent back.
    pub(super) is_from_hub: bool,
}

impl PhraseBook {
    /// Runs `work` as one transaction: all of it is stored, durably, or none.
    ///
    /// # Errors
    /// Whatever `work` returns; `Busy` where another process kept writing for 5 s; `ReadOnly` for a book opened for
    /// reading; `DiskFull`. In every case the book is as it was.
    pub fn transact<T>(
        &mut self,
        op: Op,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<T>,
    ) -> Result<Output<T>> {
        // The store keeps milliseconds: what a verb returns must equal what is read again.
        let now = self.clock.now();
        let now = Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now);
        let path = self.store.path.clone();
        let run = || -> Result<Output<T>> {
            let sql = self.store.sql.transaction_with_behavior(TransactionBehavior::Immediate)?;
            sql.pragma_update(None, "cache_size", cache_size(op))?;
            if op == Op::Sync {
                // Rows of one page may come before those that they refer to.
                sql.pragma_update(None, "defer_foreign_keys", true)?;
            }
            let mut transaction = Transaction::begin(sql, (&self.ids, &self.media), now, op)?;
            let value = work(&mut transaction)?;
            let changes = transaction.commit()?;
            Ok(Output { value, changes })
        };
        run().map_err(|error| name_file(error, &path))
    }

    /// As [`PhraseBook::transact`], but gives up at once where another process is writing: for a record that is not
    /// worth anybody's waiting.
    pub(crate) fn transact_at_once<T>(
        &mut self,
        op: Op,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<T>,
    ) -> Result<Output<T>> {
        self.store.wait_for_writers(Duration::ZERO)?;
        let output = self.transact(op, work);
        self.store.wait_for_writers(WRITER_WAIT)?;
        output
    }
}

/// SQLite's page cache in KiB, as the negative number that the pragma wants. An import that outgrows it writes pages
/// to the log over and over; everything else keeps a phone's memory small (SQLite's own default).
fn cache_size(op: Op) -> i64 {
    if matches!(op, Op::Import | Op::Sync) { -64 * 1024 } else { -2_000 }
}

impl<'book> Transaction<'book> {
    fn begin(
        sql: rusqlite::Transaction<'book>,
        (ids, media): (&'book IdSource, &'book Media),
        now: Timestamp,
        op: Op,
    ) -> Result<Self> {
        let undoable = !matches!(op, Op::Init | Op::Undo | Op::Purge | Op::Sync | Op::Local | Op::FollowUp);
        sql.prepare_cached(
            "INSERT INTO operation (kind, at, undoable, versions)
             VALUES (?1, ?2, ?3, (SELECT coalesce(max(seq), 0) + 1 FROM version))",
        )?
        .execute(params![op.as_str(), millis(now), undoable])?;
        let operation = sql.last_insert_rowid();
        Ok(Self {
            sql,
            ids,
            media,
            now,
            operation,
            last_keys: HashMap::new(),
            live_libraries: HashSet::new(),
            changes: Changes::default(),
            is_from_hub: op == Op::Sync,
        })
    }

    fn commit(mut self) -> Result<Changes> {
        if self.changes.is_empty() {
            // Nothing to take back, so no line in the list of operations either; local records stay.
            self.sql.execute("DELETE FROM operation WHERE seq = ?1", [self.operation])?;
        } else {
            self.changes.operation = self.operation;
        }
        bug::may_die(Moment::ClientBeforeCommit);
        self.sql.commit()?;
        bug::may_die(Moment::ClientAfterCommit);
        Ok(self.changes)
    }

    /// The moment that the transaction stamps on what it writes.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.sql
    }

    /// Records one change of one row: what it was before, what the hub is to hear, and that it changed.
    /// Returns the number of the version, under which the row's former blobs stay referenced.
    pub(super) fn record(&mut self, record: Record) -> Result<i64> {
        let Record { library, kind, row, before, verb, base, fields, content, change } = record;
        self.sql
            .prepare_cached("INSERT INTO version (operation, kind, row, before) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![self.operation, kind.as_str(), row.as_bytes(), before])?;
        let version = self.sql.last_insert_rowid();
        if !self.is_from_hub {
            // The first operation on a row that waits decides what its author saw of the content.
            let base = if verb == Verb::Create { base } else { outbox::base(&self.sql, row, base)? };
            outbox::push(
                &self.sql,
                &outbox::Line {
                    op_id: self.ids.op(self.now),
                    operation: self.operation,
                    library,
                    kind: kind.as_str(),
                    row,
                    verb,
                    base,
                    fields,
                    content,
                    at: self.now,
                },
            )?;
        }
        self.changes.rows.push(RowChange { library, kind, row, change });
        Ok(version)
    }
}

impl Transaction<'_> {
    /// Tells the faces and the index of a change without keeping what the row was.
    pub(super) fn note_change(&mut self, change: RowChange) -> Result<()> {
        self.sql
            .prepare_cached("INSERT INTO version (operation, kind, row, before) VALUES (?1, ?2, ?3, NULL)")?
            .execute(params![self.operation, change.kind.as_str(), change.row.as_bytes()])?;
        self.changes.rows.push(change);
        Ok(())
    }
}

/// What a write of a row asks of the hub and tells the faces. `edited` is the change of a row that stays where it was,
/// in the trash or out of it; `None`, with nothing else to tell, means that nothing is to be written.
pub(super) fn verb_of(before: Option<&Meta>, after: &Meta, edited: Option<Change>) -> Option<(Verb, Change)> {
    let Some(before) = before else { return Some((Verb::Create, Change::Added)) };
    match (before.deleted_at, after.deleted_at) {
        (None, Some(_)) => Some((Verb::Delete, Change::Removed)),
        (Some(_), None) => Some((Verb::Restore, Change::Added)),
        _ => edited.map(|change| (Verb::Edit, change)),
    }
}

/// One change of one row, as [`Transaction::record`] takes it.
pub(super) struct Record {
    pub(super) library: LibraryId,
    pub(super) kind: RowKind,
    pub(super) row: Uuid,
    /// The row before, as JSON; `None` where it is new.
    pub(super) before: Option<String>,
    pub(super) verb: Verb,
    /// The newest revision of the row that the author saw.
    pub(super) base: u64,
    /// The fields that change, and only those, as a JSON object.
    pub(super) fields: String,
    /// Whether what customers see is among them.
    pub(super) content: bool,
    pub(super) change: Change,
}

impl Op {
    /// The operation as the table carries it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Init => "init",
            Self::Import => "import",
            Self::AddLibrary => "add_library",
            Self::EditLibrary => "edit_library",
            Self::DeleteLibrary => "delete_library",
            Self::AddCategory => "add_category",
            Self::EditCategory => "edit_category",
            Self::MoveCategory => "move_category",
            Self::DeleteCategory => "delete_category",
            Self::AddPhrase => "add_phrase",
            Self::EditPhrase => "edit_phrase",
            Self::MovePhrase => "move_phrase",
            Self::DeletePhrase => "delete_phrase",
            Self::RestorePhrase => "restore_phrase",
            Self::FollowUp => "follow_up",
            Self::Undo => "undo",
            Self::Purge => "purge",
            Self::Sync => "sync",
            Self::Local => "local",
        }
    }
}
