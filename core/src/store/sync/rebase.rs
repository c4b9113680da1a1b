//! The hub's state of a row with what waits on top of it.

use huashu_protocol::row::{Group, Row};
use huashu_protocol::sync::Verb;
use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

use super::libraries::SharedLibrary;
use super::outgoing::{LINE, Line, line};
use crate::error::Result;
use crate::ids::{CategoryId, LibraryId, PhraseId};
use crate::store::changes::{Change, RowKind};
use crate::store::row::{self, signed, to_json};
use crate::store::transaction::{Record, Transaction};
use crate::store::{categories, libraries as library_rows, outbox, phrases};
use crate::sync::bug::{self, Bug};
use crate::sync::{merge, wire};

/// What the hub last said of a row: its revision, and whether it is live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) rev: u64,
    pub(super) live: bool,
}

impl Transaction<'_> {
    /// Keeps the hub's state of a row that is about to be changed here for the first time since it was equal to the hub's.
    pub(in crate::store) fn keep_mirror(
        &mut self,
        library: LibraryId,
        row: Uuid,
        rev: u64,
        state: impl FnOnce() -> Result<Row>,
    ) -> Result<()> {
        if rev == 0 || self.is_from_hub {
            return Ok(());
        }
        let known = "SELECT 1 FROM mirror WHERE row = ?1";
        if self.sql.prepare_cached(known)?.query_row([row.as_bytes()], |_| Ok(())).optional()?.is_none() {
            self.set_mirror(library.uuid(), &state()?)?;
        }
        Ok(())
    }

    pub(super) fn set_mirror(&mut self, library: Uuid, row: &Row) -> Result<()> {
        self.sql
            .prepare_cached(
                "INSERT INTO mirror (row, library, body) VALUES (?1, ?2, ?3)
                 ON CONFLICT (row) DO UPDATE SET library = ?2, body = ?3",
            )?
            .execute(params![row.id.as_bytes(), library.as_bytes(), to_json(row)?])?;
        Ok(())
    }

    pub(super) fn drop_mirror(&mut self, row: Uuid) -> Result<()> {
        self.sql.prepare_cached("DELETE FROM mirror WHERE row = ?1")?.execute([row.as_bytes()])?;
        Ok(())
    }

    pub(super) fn mirror(&self, row: Uuid) -> Result<Option<Row>> {
        Ok(self
            .sql
            .prepare_cached("SELECT body FROM mirror WHERE row = ?1")?
            .query_row([row.as_bytes()], |line| row::json(line, "body"))
            .optional()?)
    }

    /// The operations on a row that wait, or that the hub has done and the book has not seen yet; oldest first.
    pub(super) fn lines_of(&self, row: Uuid) -> Result<Vec<Line>> {
        Ok(self
            .sql
            .prepare_cached(&format!("{LINE} WHERE row = ?1 ORDER BY seq"))?
            .query_map([row.as_bytes()], line)?
            .collect::<rusqlite::Result<Vec<Line>>>()?
            .into_iter()
            .filter(|line| line.verb != Verb::Propose && line.kind != "draft")
            .collect())
    }

    /// Whether a row stands in its own table at most: nothing waits on it, no other state of the hub is kept, and it is no
    /// foreign row. So do most rows, and all of a new library; one question is cheaper than three.
    pub(super) fn is_alone(&self, row: Uuid) -> Result<bool> {
        let query = "SELECT NOT EXISTS (SELECT 1 FROM mirror WHERE row = ?1)
                       AND NOT EXISTS (SELECT 1 FROM outbox WHERE row = ?1)
                       AND NOT EXISTS (SELECT 1 FROM foreign_row WHERE id = ?1)";
        Ok(self.sql.prepare_cached(query)?.query_row([row.as_bytes()], |line| line.get(0))?)
    }

    /// What the hub last said of a row; `None` where the book has not heard of it.
    pub(super) fn standing(&self, kind: &str, row: Uuid) -> Result<Option<Standing>> {
        if let Some(mirror) = self.mirror(row)? {
            return Ok(Some(Standing { rev: mirror.revs.row, live: !mirror.deleted }));
        }
        // A row of a known kind that this edition could not read lies among the foreign ones too.
        match self.standing_alone(kind, row)? {
            Some(known) => Ok(Some(known)),
            None => self.standing_by("SELECT rev, deleted_at IS NULL FROM foreign_row WHERE id = ?1", row),
        }
    }

    /// As [`Self::standing`], of a row that [is alone](Self::is_alone).
    pub(super) fn standing_alone(&self, kind: &str, row: Uuid) -> Result<Option<Standing>> {
        let query = match kind {
            "phrase" => "SELECT rev, deleted_at IS NULL FROM phrase WHERE id = ?1",
            "category" => "SELECT rev, deleted_at IS NULL FROM category WHERE id = ?1",
            "library" => "SELECT rev, deleted_at IS NULL FROM library WHERE id = ?1",
            "follow_up" => "SELECT rev, 1 FROM follow_up WHERE id = ?1",
            _ => return Ok(None),
        };
        self.standing_by(query, row)
    }

    fn standing_by(&self, query: &str, row: Uuid) -> Result<Option<Standing>> {
        let read = |line: &rusqlite::Row<'_>| Ok(Standing { rev: row::rev(line, 0)?, live: line.get(1)? });
        let known = self.sql.prepare_cached(query)?.query_row([row.as_bytes()], read).optional()?;
        Ok(known.filter(|standing| standing.rev > 0))
    }

    /// The hub's state of a row, whole.
    pub(super) fn hub_row(&self, kind: &str, row: Uuid) -> Result<Option<Row>> {
        if let Some(mirror) = self.mirror(row)? {
            return Ok(Some(mirror));
        }
        let current = match kind {
            "phrase" => found(phrases::get(&self.sql, PhraseId::from_uuid(row)))?
                .map(|phrase| wire::from_phrase(&phrase))
                .transpose()?,
            "category" => found(categories::get(&self.sql, CategoryId::from_uuid(row)))?
                .map(|category| wire::from_category(&category))
                .transpose()?,
            "library" => found(library_rows::get(&self.sql, LibraryId::from_uuid(row)))?
                .map(|library| wire::from_library(&library))
                .transpose()?,
            _ => None,
        };
        Ok(current.filter(|row| row.revs.row > 0))
    }

    /// Makes a row anew: the hub's state, and what waits on top.
    pub(super) fn rebase(&mut self, state: &SharedLibrary, kind: &str, id: Uuid) -> Result<()> {
        if kind == "follow_up" {
            return Ok(()); // Never changed, so there is nothing on top of anything.
        }
        let hub = self.hub_row(kind, id)?;
        let lines = self.lines_of(id)?;
        if lines.is_empty() {
            self.drop_mirror(id)?;
            return self.show(state, kind, id, hub.as_ref());
        }
        let mut shown = hub.clone();
        for line in lines.iter().filter(|line| is_on_top(line, hub.as_ref())) {
            merge::overlay(&mut shown, &line.op(state.id, None));
            if let Some(row) = &mut shown {
                row.at = line.at;
            }
        }
        if let Some(row) = shown.as_mut().filter(|row| kind == "category" && !row.deleted)
            && !bug::is(Bug::NoOverlayCycleCheck)
            && self.lies_inside_itself(row)?
        {
            // The hub will refuse the move; until it says so, the category lies where the hub has it.
            let former = hub.as_ref().and_then(|hub| hub.fields.get("parent")).cloned();
            row.fields.insert("parent".to_owned(), former.unwrap_or_default());
            if self.lies_inside_itself(row)? {
                row.fields.insert("parent".to_owned(), serde_json::Value::Null);
            }
        }
        self.show(state, kind, id, shown.as_ref())
    }

    /// Writes a row as people see it; `None`: there is none (any more).
    pub(super) fn show(
        &mut self,
        state: &SharedLibrary,
        kind: &str,
        id: Uuid,
        row: Option<&Row>,
    ) -> Result<()> {
        match kind {
            "phrase" => self.show_phrase(state, PhraseId::from_uuid(id), row),
            "category" => self.show_category(state, CategoryId::from_uuid(id), row),
            "library" => self.show_library(id, row),
            "follow_up" => row.map_or(Ok(()), |row| self.show_follow_up(row)),
            _ => row.map_or(Ok(()), |row| self.show_foreign(state, row)),
        }
    }

    /// Takes a line out of the outbox for good: the hub has done it, and the book has what it made. `rev` is the revision.
    pub(super) fn settle(&mut self, line: &Line, rev: u64) -> Result<()> {
        self.sql.prepare_cached("DELETE FROM outbox WHERE seq = ?1")?.execute([line.seq])?;
        // Their author saw what this one made. One that made no content proves nothing: the row may have come to that revision
        // over a content that its author never saw.
        if merge::groups(&line.fields).any(|group| group == Group::Content) {
            self.sql
                .prepare_cached("UPDATE outbox SET base = max(base, ?2) WHERE row = ?1 AND seq > ?3")?
                .execute(params![line.row.as_bytes(), signed(rev), line.seq])?;
        }
        self.remember(line)
    }

    /// Keeps an operation that the hub has done, to send it again should the hub be restored from a backup.
    pub(super) fn remember(&mut self, line: &Line) -> Result<()> {
        self.sql
            .prepare_cached(
                "INSERT INTO acknowledged (op_id, library, kind, row, verb, base, fields, at, seq)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (op_id) DO UPDATE SET at = ?8",
            )?
            .execute(params![
                line.op_id.as_bytes(),
                line.library.as_bytes(),
                line.kind,
                line.row.as_bytes(),
                line.verb.as_str(),
                signed(line.base),
                to_json(&line.fields)?,
                row::millis(self.now),
                line.seq,
            ])?;
        Ok(())
    }

    fn show_phrase(&mut self, state: &SharedLibrary, id: PhraseId, row: Option<&Row>) -> Result<()> {
        let before = found(phrases::get(&self.sql, id))?;
        let Some(row) = row else {
            let Some(before) = before else { return Ok(()) };
            self.record_removal(before.library, RowKind::Phrase, id.uuid(), to_json(&before)?)?;
            self.sql.execute("DELETE FROM blob_ref WHERE owner = ?1 AND version = 0", [id.as_bytes()])?;
            self.sql.execute("DELETE FROM phrase WHERE id = ?1", [id.as_bytes()])?;
            return Ok(());
        };
        let Ok(mut after) = wire::to_phrase(row, state.library()) else {
            return self.show_foreign(state, row);
        };
        if let (Some(before), true) = (&before, row.deleted) {
            after.meta.deleted_at = before.meta.deleted_at.or(after.meta.deleted_at);
        }
        if after.meta.deleted_at.is_none() && row.deleted {
            after.meta.deleted_at = Some(self.now);
        }
        if !row.deleted {
            let place = after.place.category;
            after.place.category = self.live_place(state, place)?;
            self.note_place(state, row, place != after.place.category)?;
        }
        self.note_blobs_of(&after.content)?;
        self.write_phrase(before.as_ref(), &after)
    }

    fn show_category(&mut self, state: &SharedLibrary, id: CategoryId, row: Option<&Row>) -> Result<()> {
        let before = found(categories::get(&self.sql, id))?;
        let Some(row) = row else {
            let Some(before) = before else { return Ok(()) };
            self.record_removal(before.library, RowKind::Category, id.uuid(), to_json(&before)?)?;
            self.sql.execute("UPDATE phrase SET category = NULL WHERE category = ?1", [id.as_bytes()])?;
            self.sql.execute("UPDATE category SET parent = NULL WHERE parent = ?1", [id.as_bytes()])?;
            self.sql.execute("DELETE FROM category WHERE id = ?1", [id.as_bytes()])?;
            return Ok(());
        };
        let Ok(mut after) = wire::to_category(row, state.library()) else {
            return self.show_foreign(state, row);
        };
        if row.deleted && after.meta.deleted_at.is_none() {
            after.meta.deleted_at = Some(self.now);
        }
        if !row.deleted {
            let place = after.parent;
            after.parent = self.live_place(state, place)?;
            self.note_place(state, row, place != after.parent)?;
        }
        self.write_category(before.as_ref(), &after)
    }

    /// A row that is shown elsewhere than where the hub has it, since its category is deleted here and may come back, keeps
    /// the hub's state in the mirror; [`Self::mend_tree`] shows it anew.
    fn note_place(&mut self, state: &SharedLibrary, row: &Row, is_elsewhere: bool) -> Result<()> {
        if is_elsewhere && row.revs.row > 0 && self.mirror(row.id)?.is_none() {
            self.set_mirror(state.id, row)?;
        }
        Ok(())
    }

    fn show_library(&mut self, id: Uuid, row: Option<&Row>) -> Result<()> {
        let before = found(library_rows::get(&self.sql, LibraryId::from_uuid(id)))?;
        // A library comes and goes with its grant, not with its row.
        let Some(Ok(mut after)) = row.map(wire::to_library) else { return Ok(()) };
        if row.is_some_and(|row| row.deleted) && after.meta.deleted_at.is_none() {
            after.meta.deleted_at = Some(self.now);
        }
        self.write_library(before.as_ref(), &after)
    }

    fn show_follow_up(&mut self, row: &Row) -> Result<()> {
        match wire::to_follow_up(row) {
            Ok(follow_up) => self.put_follow_up(&follow_up, row.revs.row),
            Err(error) => {
                log::warn!("a follow-up of another edition is left out: {error}");
                Ok(())
            }
        }
    }

    /// Keeps a row that this edition cannot read, as it came.
    fn show_foreign(&mut self, state: &SharedLibrary, row: &Row) -> Result<()> {
        let mut body = row.fields.clone();
        body.insert("id".to_owned(), serde_json::Value::String(row.id.to_string()));
        body.insert("kind".to_owned(), serde_json::Value::String(row.kind.clone()));
        let library = crate::store::libraries::get(&self.sql, state.library()).is_ok();
        if !library {
            return Ok(());
        }
        self.sql
            .prepare_cached(
                "INSERT INTO foreign_row (id, library, kind, body, rev, deleted_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (id) DO UPDATE SET body = iif(?6 IS NULL, ?4, body), rev = ?5, deleted_at = ?6",
            )?
            .execute(params![
                row.id.as_bytes(),
                state.id.as_bytes(),
                row.kind,
                to_json(&body)?,
                signed(row.revs.row),
                row.deleted.then_some(row.at),
            ])?;
        Ok(())
    }

    fn record_removal(&mut self, library: LibraryId, kind: RowKind, row: Uuid, before: String) -> Result<()> {
        self.record(Record {
            library,
            kind,
            row,
            before: Some(before),
            verb: outbox::Verb::Delete,
            base: 0,
            fields: String::new(),
            content: false,
            change: Change::Removed,
        })?;
        Ok(())
    }
}

/// What is sent again since the hub was restored lies on top only where the hub has not heard of it, nor of anything later.
fn is_on_top(line: &Line, hub: Option<&Row>) -> bool {
    let Some(hub) = hub.filter(|_| line.replay) else { return true };
    let newer = |group: Group| hub.revs.of(group) > line.base;
    line.verb == Verb::Edit && !merge::groups(&line.fields).any(newer)
}

/// A row that is not there is no error here.
pub(super) fn found<T>(read: Result<T>) -> Result<Option<T>> {
    match read {
        Ok(row) => Ok(Some(row)),
        Err(crate::Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
