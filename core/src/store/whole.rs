//! A library as one value, for what looks at all of it at once: imports compare each row with it.

use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::transaction::Transaction;
use super::{categories, libraries, phrases};
use crate::book::{PhraseBook, Tree};
use crate::error::Result;
use crate::ids::LibraryId;
use crate::model::{Category, Library, Phrase};

/// A live library with everything live in it.
pub(crate) struct Whole {
    pub(crate) library: Library,
    /// As the tree is read from top to bottom: each after its parent.
    pub(crate) categories: Vec<Category>,
    /// In display order: those of the top, then category by category.
    pub(crate) phrases: Vec<Phrase>,
}

impl Transaction<'_> {
    pub(crate) fn libraries(&self) -> Result<Vec<Library>> {
        libraries::all(self.connection())
    }

    pub(crate) fn whole(&self, id: LibraryId) -> Result<Whole> {
        whole(self.connection(), self.need_library(id)?)
    }

    pub(crate) fn is_used(&self, id: Uuid) -> Result<bool> {
        is_used(self.connection(), id)
    }
}

impl PhraseBook {
    pub(crate) fn whole(&self, id: LibraryId) -> Result<Whole> {
        let library = self.library(id)?;
        self.store.explain(|sql| whole(sql, library))
    }

    pub(crate) fn is_used(&self, id: Uuid) -> Result<bool> {
        self.store.explain(|sql| is_used(sql, id))
    }
}

pub(super) fn whole(sql: &Connection, library: Library) -> Result<Whole> {
    let mut categories = categories::of_library(sql, library.id)?;
    let mut phrases = phrases::of_library(sql, library.id)?;
    let tree = Tree::of(&categories);
    categories.sort_by_key(|category| tree.rank(category.id));
    // Within a category the rows come in order already, and sorting keeps it.
    phrases.sort_by_key(|phrase| phrase.place.category.map_or(0, |id| tree.rank(id) + 1));
    Ok(Whole { library, categories, phrases })
}

/// True where a library or category has the id, in the trash or not.
fn is_used(sql: &Connection, id: Uuid) -> Result<bool> {
    let found = sql
        .prepare_cached(
            "SELECT 1 FROM category WHERE id = ?1 UNION ALL SELECT 1 FROM library WHERE id = ?1 LIMIT 1",
        )?
        .query_row([id.as_bytes()], |_| Ok(()))
        .optional()?;
    Ok(found.is_some())
}
