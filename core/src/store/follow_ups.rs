//! The table of [`crate::followup`]: lines are added and never changed.

use rusqlite::{OptionalExtension, Row, params};

use super::changes::{Change, RowChange, RowKind};
use super::outbox::Verb;
use super::row::{self, millis, to_json};
use super::transaction::{Record, Transaction};
use crate::book::PhraseBook;
use crate::error::{Error, Noun, Result};
use crate::followup::{FollowUp, NewFollowUp};
use crate::ids::{FollowUpId, LibraryId};
use crate::model::Extra;

impl PhraseBook {
    /// The note with this id.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn follow_up(&self, id: FollowUpId) -> Result<FollowUp> {
        self.store.explain(|sql| {
            sql.prepare_cached("SELECT * FROM follow_up WHERE id = ?1")?
                .query_row([id.as_bytes()], from_row)
                .optional()?
                .ok_or_else(|| Error::not_found(Noun::FollowUp, id))
        })
    }

    /// The register: all notes, or those on one subject (its kind and number), the latest first.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn follow_ups(&self, subject: Option<(&str, &str)>) -> Result<Vec<FollowUp>> {
        let (kind, subject) = subject.unzip();
        self.store.explain(|sql| {
            Ok(sql
                .prepare_cached(
                    "SELECT * FROM follow_up WHERE ?1 IS NULL OR (subject_kind = ?1 AND subject = ?2)
                     ORDER BY at DESC, id DESC",
                )?
                .query_map(params![kind, subject], from_row)?
                .collect::<rusqlite::Result<_>>()?)
        })
    }
}

impl Transaction<'_> {
    pub(crate) fn add_follow_up(
        &mut self,
        new: NewFollowUp,
        void_of: Option<FollowUpId>,
    ) -> Result<FollowUp> {
        let follow_up = FollowUp {
            id: self.ids.follow_up(self.now),
            subject_kind: new.subject_kind.trim().to_owned(),
            subject: new.subject.trim().to_owned(),
            action: crate::followup::action(&new.action),
            amount: new.amount,
            note: new.note,
            by: new.by.trim().to_owned(),
            at: self.now,
            due_at: new.due_at,
            void_of,
            extra: Extra::new(),
        };
        self.make_follow_up(&follow_up)?;
        Ok(follow_up)
    }

    /// Writes a note that the hub does not have.
    pub(super) fn make_follow_up(&mut self, follow_up: &FollowUp) -> Result<()> {
        self.insert_follow_up(follow_up, 0)?;
        self.record(Record {
            // A follow-up belongs to the company, not to a library.
            library: LibraryId::from_uuid(uuid::Uuid::nil()),
            kind: RowKind::FollowUp,
            row: follow_up.id.uuid(),
            before: None,
            verb: Verb::Create,
            base: 0,
            fields: to_json(follow_up)?,
            content: false,
            change: Change::Added,
        })?;
        Ok(())
    }

    /// Keeps a note that came from the hub; one that is here already only learns its revision.
    pub(super) fn put_follow_up(&mut self, follow_up: &FollowUp, rev: u64) -> Result<()> {
        let known = "UPDATE follow_up SET rev = ?2 WHERE id = ?1";
        let updated =
            self.sql.prepare_cached(known)?.execute(params![follow_up.id.as_bytes(), row::signed(rev)])?;
        if updated > 0 {
            return Ok(());
        }
        self.insert_follow_up(follow_up, rev)?;
        self.note_change(RowChange {
            library: LibraryId::from_uuid(uuid::Uuid::nil()),
            kind: RowKind::FollowUp,
            row: follow_up.id.uuid(),
            change: Change::Added,
        })
    }

    fn insert_follow_up(&self, follow_up: &FollowUp, rev: u64) -> Result<()> {
        self.sql
            .prepare_cached(
                "INSERT INTO follow_up (id, subject_kind, subject, action, amount, note, by, at, due_at, void_of, extra, rev)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            )?
            .execute(params![
                follow_up.id.as_bytes(),
                follow_up.subject_kind,
                follow_up.subject,
                follow_up.action,
                follow_up.amount,
                follow_up.note,
                follow_up.by,
                millis(follow_up.at),
                follow_up.due_at.map(millis),
                follow_up.void_of.as_ref().map(FollowUpId::as_bytes),
                to_json(&follow_up.extra)?,
                row::signed(rev),
            ])?;
        Ok(())
    }
}

pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<FollowUp> {
    Ok(FollowUp {
        id: row::id(row, "id", FollowUpId::from_uuid)?,
        subject_kind: row.get("subject_kind")?,
        subject: row.get("subject")?,
        action: row.get("action")?,
        amount: row.get("amount")?,
        note: row.get("note")?,
        by: row.get("by")?,
        at: row::moment(row, "at")?.unwrap_or_default(),
        due_at: row::moment(row, "due_at")?,
        void_of: row::optional_id(row, "void_of", FollowUpId::from_uuid)?,
        extra: row::json(row, "extra")?,
    })
}
