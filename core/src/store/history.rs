//! What a phrase was before: every overwrite keeps the loser.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use super::row;
use super::transaction::{Op, Transaction};
use crate::book::PhraseBook;
use crate::error::{Error, Noun, Result};
use crate::ids::PhraseId;
use crate::model::Phrase;

/// A former state of a phrase, with the operation that replaced it.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "PhraseVersion"))]
pub struct Version {
    /// Its number in this book, for going back to it.
    pub seq: i64,
    /// What replaced it.
    pub op: Op,
    /// When it was replaced.
    pub at: Timestamp,
    /// The phrase as it was; `None`: it was not there yet.
    pub phrase: Option<Phrase>,
}

impl PhraseBook {
    /// The former states of a phrase, last replaced first.
    ///
    /// # Errors
    /// `NotFound` for a phrase that the book does not hold.
    pub fn history(&self, id: PhraseId) -> Result<Vec<Version>> {
        self.store.explain(|sql| {
            let library = super::phrases::get(sql, id)?.library;
            let mut lines = sql.prepare_cached(
                "SELECT version.seq, version.before, operation.kind, operation.at
                 FROM version JOIN operation ON operation.seq = version.operation
                 WHERE version.row = ?1 AND version.kind = 'phrase' ORDER BY version.seq DESC",
            )?;
            let versions = lines.query_map([id.as_bytes()], |line| {
                Ok(Version {
                    seq: line.get("seq")?,
                    op: row::word(line, "kind")?,
                    at: row::moment(line, "at")?.unwrap_or_default(),
                    phrase: before(line)?.map(|phrase| Phrase { library, ..phrase }),
                })
            })?;
            Ok(versions.collect::<rusqlite::Result<_>>()?)
        })
    }
}

impl Transaction<'_> {
    /// Gives a phrase back the label and content of a former version; its place stays.
    ///
    /// # Errors
    /// `NotFound` where the phrase is not live or the version is not one of its own.
    pub fn revert_phrase(&mut self, id: PhraseId, version: i64) -> Result<Phrase> {
        let current = self.live_phrase(id)?;
        let former: Option<Phrase> = self
            .sql
            .prepare_cached("SELECT before FROM version WHERE seq = ?1 AND row = ?2 AND kind = 'phrase'")?
            .query_row(params![version, id.as_bytes()], before)
            .optional()?
            .flatten();
        let former =
            former.ok_or_else(|| Error::not_found(Noun::Phrase, format!("{id}, version {version}")))?;
        let mut after = current.clone();
        after.label = former.label;
        after.content = former.content;
        self.write_edited(&current, after)
    }
}

fn before(line: &rusqlite::Row<'_>) -> rusqlite::Result<Option<Phrase>> {
    let absent: bool = line.get_ref("before")? == rusqlite::types::ValueRef::Null;
    if absent { Ok(None) } else { row::json(line, "before").map(Some) }
}
