//! Taking back the last operation, whole: its rows become what they were, newest change first.
//!
//! An undo is an operation like any other: it goes to the outbox and into the history. Only what a person did can
//! be undone; what came by sync cannot.

use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

use super::changes::{Changes, RowKind};
use super::row;
use super::transaction::{Op, Transaction};
use super::{categories, libraries, phrases};
use crate::book::PhraseBook;
use crate::error::{Error, Result};
use crate::ids::{CategoryId, LibraryId, PhraseId};
use crate::model::{Category, Library, Meta, Phrase};

impl PhraseBook {
    /// Takes back the last operation that is not taken back yet; returns what it was, and what changed.
    ///
    /// # Errors
    /// `NothingToUndo`; `UndoOvertaken` where a row was changed again since, by sync.
    pub fn undo(&mut self) -> Result<(Op, Changes)> {
        let output = self.transact(Op::Undo, |transaction| {
            let (operation, kind) = transaction.last_undoable()?.ok_or(Error::NothingToUndo)?;
            transaction.undo(operation)?;
            Ok(kind)
        })?;
        Ok((output.value, output.changes))
    }
}

struct Step {
    kind: RowKind,
    row: Uuid,
    before: Option<String>,
}

impl Transaction<'_> {
    fn last_undoable(&self) -> Result<Option<(i64, Op)>> {
        Ok(self
            .sql
            .query_row(
                "SELECT seq, kind FROM operation WHERE undoable = 1 AND undone = 0 AND seq < ?1 ORDER BY seq DESC LIMIT 1",
                [self.operation],
                |line| Ok((line.get("seq")?, row::word(line, "kind")?)),
            )
            .optional()?)
    }

    fn undo(&mut self, operation: i64) -> Result<()> {
        self.refuse_overtaken(operation)?;
        let steps: Vec<Step> = self
            .sql
            .prepare("SELECT kind, row, before FROM version WHERE operation = ?1 ORDER BY seq DESC")?
            .query_map([operation], |line| {
                Ok(Step {
                    kind: row::word(line, "kind")?,
                    row: row::id(line, "row", |uuid| uuid)?,
                    before: line.get("before")?,
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        for step in steps {
            self.put_back(&step)?;
        }
        self.sql.execute("UPDATE operation SET undone = 1 WHERE seq = ?1", [operation])?;
        self.last_keys.clear();
        self.live_libraries.clear();
        Ok(())
    }

    /// Later operations of the person were taken back before this one; only a sync can have come in between.
    fn refuse_overtaken(&self, operation: i64) -> Result<()> {
        let overtaken: bool = self.sql.query_row(
            "SELECT EXISTS (
               SELECT 1 FROM version AS mine
               JOIN version AS later ON later.row = mine.row AND later.seq > mine.seq
               JOIN operation ON operation.seq = later.operation
               WHERE mine.operation = ?1 AND operation.kind = 'sync')",
            params![operation],
            |line| line.get(0),
        )?;
        if overtaken { Err(Error::UndoOvertaken) } else { Ok(()) }
    }

    fn put_back(&mut self, step: &Step) -> Result<()> {
        match step.kind {
            RowKind::Phrase => {
                let current = phrases::get(&self.sql, PhraseId::from_uuid(step.row))?;
                let former: Option<Phrase> = step.former()?;
                let mut after = former.unwrap_or_else(|| current.clone());
                after.library = current.library;
                after.meta = self.meta_after(step, &current.meta, after.meta);
                self.write_phrase(Some(&current), &after)
            }
            RowKind::Category => {
                let current = categories::get(&self.sql, CategoryId::from_uuid(step.row))?;
                let former: Option<Category> = step.former()?;
                let mut after = former.unwrap_or_else(|| current.clone());
                after.library = current.library;
                after.meta = self.meta_after(step, &current.meta, after.meta);
                self.write_category(Some(&current), &after)
            }
            RowKind::Library => {
                let current = libraries::get(&self.sql, LibraryId::from_uuid(step.row))?;
                let former: Option<Library> = step.former()?;
                let mut after = former.unwrap_or_else(|| current.clone());
                after.meta = self.meta_after(step, &current.meta, after.meta);
                self.write_library(Some(&current), &after)
            }
            // Follow-ups are append-only: their operations are not undoable, a void takes them back.
            RowKind::FollowUp => Ok(()),
        }
    }

    /// A row that the operation made goes to the trash; any other comes back as it was. Revisions are the hub's and
    /// do not go back.
    fn meta_after(&self, step: &Step, current: &Meta, former: Meta) -> Meta {
        let made = step.before.is_none();
        Meta {
            revs: current.revs,
            updated_at: Some(self.now),
            deleted_at: if made { Some(self.now) } else { former.deleted_at },
            ..former
        }
    }
}

impl Step {
    fn former<T: serde::de::DeserializeOwned>(&self) -> Result<Option<T>> {
        self.before
            .as_deref()
            .map(serde_json::from_str)
            .transpose()
            .map_err(|error| Error::from(rusqlite::Error::ToSqlConversionFailure(Box::new(error))))
    }
}
