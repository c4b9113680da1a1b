//! Where the book stands, and what changed since it stood elsewhere: by this, what is derived from the store catches up.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};

use super::changes::RowKind;
use super::row;
use crate::book::PhraseBook;
use crate::error::Result;
use crate::ids::{CategoryId, PhraseId};

/// A state of the rows of one book: its last operation. Another book, or an older copy of this one, has at the same
/// number an operation of another moment. Local records (use, favourites) do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Revision {
    /// The number of the operation; 0 where there is none.
    pub operation: i64,
    /// When it was, in milliseconds since 1970.
    pub at: i64,
}

/// The rows that changed between two revisions, each once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Touched {
    pub(crate) phrases: BTreeSet<PhraseId>,
    pub(crate) categories: BTreeSet<CategoryId>,
}

impl PhraseBook {
    /// The book as it stands.
    pub(crate) fn revision(&self) -> Result<Revision> {
        self.store.explain(|sql| {
            let last = "SELECT seq, at FROM operation ORDER BY seq DESC LIMIT 1";
            Ok(sql.prepare_cached(last)?.query_row([], revision).optional()?.unwrap_or_default())
        })
    }

    /// What changed since a revision; `None` where the book does not know it (any more), so that nothing can be said.
    pub(crate) fn touched_since(&self, before: Revision) -> Result<Option<Touched>> {
        self.store.explain(|sql| {
            let known = "SELECT seq, at FROM operation WHERE seq = ?1";
            let known = sql.prepare_cached(known)?.query_row([before.operation], revision).optional()?;
            if known != Some(before) {
                return Ok(None);
            }
            touched(sql, before.operation).map(Some)
        })
    }
}

fn revision(line: &rusqlite::Row<'_>) -> rusqlite::Result<Revision> {
    Ok(Revision { operation: line.get("seq")?, at: line.get("at")? })
}

fn touched(sql: &Connection, operation: i64) -> Result<Touched> {
    // An operation knows its first version, so that no index has to be kept for them.
    let mut touched = Touched::default();
    let mut lines = sql.prepare_cached(
        "SELECT DISTINCT kind, row FROM version
         WHERE seq >= (SELECT min(versions) FROM operation WHERE seq > ?1) AND operation > ?1",
    )?;
    let mut lines = lines.query([operation])?;
    while let Some(line) = lines.next()? {
        let id = row::id(line, "row", |uuid| uuid)?;
        match row::word(line, "kind")? {
            RowKind::Phrase => drop(touched.phrases.insert(PhraseId::from_uuid(id))),
            RowKind::Category => drop(touched.categories.insert(CategoryId::from_uuid(id))),
            RowKind::Library | RowKind::FollowUp => {}
        }
    }
    Ok(touched)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{NewLibrary, NewPhrase};
    use crate::store::Op;
    use crate::usage::Use;

    #[test]
    fn a_revision_tells_what_changed_since() {
        let folder = tempfile::tempdir().unwrap();
        let mut book = PhraseBook::create(folder.path()).unwrap();
        assert_eq!(book.revision().unwrap(), Revision::default());
        let library =
            book.transact(Op::AddLibrary, |t| t.add_library(NewLibrary::personal("我的"))).unwrap().value.id;
        let empty = book.revision().unwrap();
        let id = book
            .transact(Op::AddPhrase, |t| t.add_phrase(NewPhrase::text(library, "发货", "今天发")))
            .unwrap()
            .value
            .id;
        let full = book.revision().unwrap();
        assert_eq!(book.touched_since(full).unwrap(), Some(Touched::default()));
        assert_eq!(book.touched_since(empty).unwrap().unwrap().phrases, BTreeSet::from([id]));
        assert_eq!(book.touched_since(Revision::default()).unwrap(), None);
        assert_eq!(book.touched_since(Revision { at: full.at + 1, ..full }).unwrap(), None, "another book");
        book.record_use(&Use { phrase: id, channel: None, surface: None }).unwrap();
        assert_eq!(book.revision().unwrap(), full, "a use changes no row");
    }
}
