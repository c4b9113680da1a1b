//! A library that was taken away leaves nothing: no row, no version, no operation, no picture, no word in the file.

use std::fs;

use huashu_protocol::sync::Verb;
use uuid::Uuid;

use super::libraries::{self, SharedLibrary};
use super::outgoing;
use crate::book::PhraseBook;
use crate::error::{Error, Result};
use crate::ids::{BlobId, LibraryId, PhraseId};
use crate::model::{LibraryKind, NewLibrary, Phrase};
use crate::store::changes::{Change, RowChange, RowKind};
use crate::store::transaction::{Op, Transaction};
use crate::store::{blobs, libraries as library_rows, phrases, row};
use crate::sync::bug::{self, Bug};
use crate::sync::merge;

/// Where unsent texts go when there is no personal library to take them.
const UNSENT: &str = "未发送的话术";

/// Versions of rows that are gone for good.
const GONE: &str = "kind IN ('phrase', 'category') AND row NOT IN (SELECT id FROM phrase) AND row NOT IN (SELECT id FROM category)";

impl PhraseBook {
    /// Leaves the hub: everything that it shares goes from this device, the personal libraries included, since they lie at
    /// the hub. What belongs to nobody but the device (settings) stays.
    ///
    /// # Errors
    /// `Unsent` where the hub has not everything and `force` is not said: with it, unsent texts stay in a local library.
    pub fn leave_hub(&mut self, force: bool) -> Result<()> {
        let waiting = self.waiting()?;
        if waiting > 0 && !force {
            return Err(Error::Unsent { waiting });
        }
        self.transact(Op::Sync, |transaction| {
            for state in libraries::all(&transaction.sql)? {
                transaction.wipe(&state, true)?;
            }
            for table in
                ["sync_library", "sync_state", "draft", "mirror", "acknowledged", "outbox", "usage_daily"]
            {
                transaction.sql.execute(&format!("DELETE FROM {table}"), [])?;
            }
            Ok(())
        })?;
        self.leave_no_trace()
    }

    /// After a wipe: nothing of it is left in the log, the index, the packs or among the pictures.
    pub(super) fn leave_no_trace(&mut self) -> Result<()> {
        if bug::is(Bug::NoWipe) {
            return Ok(());
        }
        let loose: Vec<BlobId> = self
            .transact(Op::Local, |transaction| {
                let sql = &transaction.sql;
                let loose = sql
                    .prepare("SELECT id FROM blob WHERE id NOT IN (SELECT blob FROM blob_ref)")?
                    .query_map([], |line| Ok(BlobId::from_bytes(line.get(0)?)))?
                    .collect::<rusqlite::Result<_>>()?;
                blobs::forget_unreferenced(sql)?;
                Ok(loose)
            })?
            .value;
        self.media.forget(&loose)?;
        // The index is a shadow and comes back without what was wiped.
        match fs::remove_dir_all(self.dir.join("index")) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::io(&self.dir.join("index"), error));
            }
            _ => {}
        }
        // A reader may hold the log back; the next wipe or opening takes it along.
        self.store.explain(|sql| {
            Ok(sql.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).or_else(
                |error| match error {
                    rusqlite::Error::SqliteFailure(..) => Ok(()),
                    other => Err(other),
                },
            )?)
        })
    }
}

impl Transaction<'_> {
    /// Removes a library with all that was ever known of it. What its person wrote and had not sent becomes a draft of the
    /// personal library, where the company allows that.
    pub(super) fn wipe(&mut self, state: &SharedLibrary, keep_unsent: bool) -> Result<()> {
        let unsent =
            if keep_unsent && !bug::is(Bug::WipeForgetsUnsent) { self.unsent(state)? } else { Vec::new() };
        self.tell_of_removals(state)?;
        let library = state.local();
        let rows =
            "SELECT id FROM phrase WHERE library = ?1 UNION ALL SELECT id FROM category WHERE library = ?1
             UNION ALL SELECT id FROM library WHERE id = ?1";
        let statements = [
            format!("DELETE FROM blob_ref WHERE version IN (SELECT seq FROM version WHERE row IN ({rows}))"),
            format!("DELETE FROM blob_ref WHERE owner IN ({rows})"),
            format!("UPDATE version SET before = NULL WHERE row IN ({rows})"),
            // Nobody knows any more where rows lay that are gone for good: their texts go as well.
            format!(
                "DELETE FROM blob_ref WHERE version IN (SELECT seq FROM version WHERE {GONE} AND ?1 IS NOT NULL)"
            ),
            format!(
                "UPDATE version SET before = NULL WHERE before IS NOT NULL AND {GONE} AND ?1 IS NOT NULL"
            ),
            "DELETE FROM outbox WHERE library = ?1".to_owned(),
            "DELETE FROM acknowledged WHERE library = ?1".to_owned(),
            "DELETE FROM mirror WHERE library = ?1".to_owned(),
            "DELETE FROM draft WHERE library = ?1".to_owned(),
            "DELETE FROM foreign_row WHERE library = ?1".to_owned(),
            "DELETE FROM phrase WHERE library = ?1".to_owned(),
            "DELETE FROM category WHERE library = ?1".to_owned(),
            "DELETE FROM library WHERE id = ?1".to_owned(),
        ];
        for statement in &statements {
            self.sql.execute(statement, [library.as_bytes()])?;
        }
        if state.is_register() {
            self.sql.execute("DELETE FROM follow_up", [])?;
        }
        self.sql.execute("DELETE FROM sync_library WHERE library = ?1", [state.id.as_bytes()])?;
        self.note_ahead(state.id, false)?;
        self.last_keys.clear();
        self.live_libraries.clear();
        self.keep_texts(&unsent)
    }

    /// The phrases of a library that carry something which its person wrote and the hub has not.
    fn unsent(&self, state: &SharedLibrary) -> Result<Vec<Phrase>> {
        let lines: Vec<outgoing::Line> = self
            .sql
            .prepare_cached(&format!(
                "{} WHERE library = ?1 AND kind = 'phrase' AND acked IS NULL ORDER BY seq",
                outgoing::LINE
            ))?
            .query_map([state.local().as_bytes()], outgoing::line)?
            .collect::<rusqlite::Result<_>>()?;
        let mut texts: Vec<Phrase> = Vec::new();
        for line in lines {
            let is_text = merge::says_text(&line.fields) && !line.replay && line.verb != Verb::Delete;
            if !is_text || texts.iter().any(|phrase| phrase.id.uuid() == line.row) {
                continue;
            }
            if let Some(phrase) =
                super::rebase::found(phrases::get(&self.sql, PhraseId::from_uuid(line.row)))?
            {
                texts.push(phrase);
            }
        }
        Ok(texts)
    }

    fn keep_texts(&mut self, texts: &[Phrase]) -> Result<()> {
        if texts.is_empty() {
            return Ok(());
        }
        // From here on it is the person's own doing again, and goes up with the personal library.
        let was_from_hub = std::mem::replace(&mut self.is_from_hub, false);
        let personal = library_rows::all(&self.sql)?
            .into_iter()
            .find(|library| library.kind == LibraryKind::Personal)
            .map(|library| library.id);
        let library = match personal {
            Some(id) => id,
            None => self.add_library(NewLibrary::personal(UNSENT))?.id,
        };
        for phrase in texts {
            self.keep_unsent_text(library, phrase)?;
        }
        self.is_from_hub = was_from_hub;
        Ok(())
    }

    /// The faces and the index hear of every phrase that goes; the versions that tell them say nothing of what it was.
    fn tell_of_removals(&mut self, state: &SharedLibrary) -> Result<()> {
        let library = LibraryId::from_uuid(state.local());
        let ids: Vec<Uuid> = self
            .sql
            .prepare_cached("SELECT id FROM phrase WHERE library = ?1 AND deleted_at IS NULL ORDER BY id")?
            .query_map([library.as_bytes()], |line| row::id(line, 0, |id| id))?
            .collect::<rusqlite::Result<_>>()?;
        for id in ids {
            self.note_change(RowChange { library, kind: RowKind::Phrase, row: id, change: Change::Removed })?;
        }
        self.note_change(RowChange {
            library,
            kind: RowKind::Library,
            row: state.id,
            change: Change::Removed,
        })
    }
}
