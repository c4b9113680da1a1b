//! The trash: deleted phrases wait 30 days, then their text is gone for good.

use jiff::{SignedDuration, Timestamp};
use rusqlite::params;

use super::row::millis;
use super::transaction::Op;
use super::{blobs, phrases};
use crate::book::PhraseBook;
use crate::error::Result;
use crate::model::Phrase;

/// How long the trash keeps a phrase (sync B4: tombstones keep their text for 30 days).
pub const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How long the history keeps what a phrase was, counted from when it was replaced; as long as the hub remembers
/// operations (sync B1).
const HISTORY_KEPT: SignedDuration = SignedDuration::from_hours(180 * 24);

/// A phrase in the trash.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Trashed {
    /// The phrase as it was deleted.
    pub phrase: Phrase,
    /// When its text will be gone.
    pub gone_at: Option<Timestamp>,
}

impl PhraseBook {
    /// The trash, last deleted first.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn trash(&self) -> Result<Vec<Trashed>> {
        let phrases = self.store.explain(phrases::deleted)?;
        let gone = |phrase: &Phrase| phrase.meta.deleted_at.and_then(|at| at.checked_add(KEPT).ok());
        Ok(phrases.into_iter().map(|phrase| Trashed { gone_at: gone(&phrase), phrase }).collect())
    }

    /// Removes what has lain in the trash for longer than 30 days, history older than 180 days, and references to
    /// blobs that went with them; returns how many phrases went. Nobody calls it but a face in a quiet moment, since a
    /// clock that is wrong must not empty the trash behind a person's back.
    ///
    /// # Errors
    /// Those of writing the book.
    pub fn purge_trash(&mut self) -> Result<u64> {
        let now = self.clock.now();
        let before = |kept: SignedDuration| millis(now.checked_sub(kept).unwrap_or(Timestamp::MIN));
        let (trash, history) = (before(KEPT), before(HISTORY_KEPT));
        let purged = self.transact(Op::Purge, |transaction| {
            let sql = &transaction.sql;
            let gone = "SELECT id FROM phrase WHERE deleted_at < ?1";
            sql.execute(&format!("DELETE FROM blob_ref WHERE owner IN ({gone})"), [trash])?;
            sql.execute(&format!("DELETE FROM version WHERE kind = 'phrase' AND row IN ({gone})"), [trash])?;
            // A row that the hub knows stays as a bare tombstone until sync has collected it.
            let blanked = sql.execute(
                "UPDATE phrase SET title = '', keywords = '[]', code = NULL, parts = '[]', variants = '[]', extra = '{}'
                 WHERE deleted_at < ?1 AND rev > 0 AND parts <> '[]'",
                [trash],
            )?;
            let removed = sql.execute("DELETE FROM phrase WHERE deleted_at < ?1 AND rev = 0", [trash])?;
            sql.execute(
                "DELETE FROM blob_ref WHERE version IN (
                   SELECT version.seq FROM version JOIN operation ON operation.seq = version.operation
                   WHERE operation.at < ?1)",
                params![history],
            )?;
            sql.execute(
                "DELETE FROM version WHERE operation IN (SELECT seq FROM operation WHERE at < ?1)",
                params![history],
            )?;
            // The newest stays: its number must not be given out again, since indexes are stamped with it.
            sql.execute(
                "DELETE FROM operation WHERE at < ?1 AND seq < (SELECT max(seq) FROM operation WHERE seq < ?2)",
                params![history, transaction.operation],
            )?;
            blobs::forget_unreferenced(sql)?;
            Ok(u64::try_from(removed + blanked).unwrap_or_default())
        })?;
        Ok(purged.value)
    }
}
