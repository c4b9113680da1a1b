//! Suggesting from a book: what a message finds, and what a hit shows.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use jiff::civil::Date;

use super::answer::{Known, answer};
use super::question::Question;
use crate::book::{PhraseBook, Tree};
use crate::compose::{Found, extract};
use crate::error::{Error, Noun, Result};
use crate::ids::{LibraryId, PhraseId};
use crate::model::Status;
use crate::search::{Hit, Scope};
use crate::store::phrases;

/// The answer to a customer's message.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Suggestions {
    /// What the search alone took, without reading the book.
    pub took: Duration,
    /// The phrases that answer, best first; `approximate` is false, and `spans` are the words that found them.
    pub hits: Vec<Hit>,
    /// The values for variables that the message holds, the surest first.
    pub variables: Vec<Found>,
}

impl PhraseBook {
    /// The phrases that answer a customer's whole message, at most `limit` (0: all). Where none does, there are none.
    ///
    /// The message is not kept. The first call makes an index, or checks the one that there is.
    ///
    /// # Errors
    /// `NotFound` for a library or a category path that is nowhere in the scope; those of reading the book.
    pub fn suggest(&self, message: &str, scope: &Scope, limit: usize) -> Result<Suggestions> {
        let candidates = Candidates::of(self, scope)?;
        let question = Question::of(message);
        let answers =
            self.ask_suggest_index(|index| answer(index, &question, limit, |id| candidates.get(id)))?;
        Ok(Suggestions {
            took: answers.took,
            hits: answers.hits?,
            variables: extract(message, self.clock.wall().date()),
        })
    }
}

/// The phrases of a scope.
struct Candidates<'book> {
    book: &'book PhraseBook,
    libraries: HashMap<LibraryId, Shelved>,
    /// Those that lie in the scope, where it is not the whole book.
    inside: Option<HashSet<PhraseId>>,
    all: bool,
}

struct Shelved {
    tree: Tree,
    today: Date,
}

impl<'book> Candidates<'book> {
    fn of(book: &'book PhraseBook, scope: &Scope) -> Result<Self> {
        let narrow = scope.library.is_some() || !scope.category.is_empty();
        let mut category_found = scope.category.is_empty();
        let mut inside = HashSet::new();
        let mut shelved = HashMap::new();
        if let Some(id) = scope.library {
            book.check_lease(id)?;
        }
        for library in book.open_libraries()? {
            let tree = Tree::of(&book.categories(library.id)?);
            if narrow && scope.library.is_none_or(|id| id == library.id) {
                let below = (!scope.category.is_empty()).then(|| tree.below(&scope.category));
                category_found |= below.as_ref().is_some_and(|below| !below.is_empty());
                inside.extend(book.store.explain(|sql| phrases::ids(sql, library.id, below.as_deref()))?);
            }
            shelved.insert(library.id, Shelved { tree, today: book.today_in(&library.time_zone) });
        }
        if let Some(id) = scope.library.filter(|id| !shelved.contains_key(id)) {
            return Err(Error::not_found(Noun::Library, id));
        }
        if !category_found {
            return Err(Error::not_found(Noun::Category, scope.category.join("/")));
        }
        Ok(Self { book, libraries: shelved, inside: narrow.then_some(inside), all: scope.all })
    }

    /// The phrase, if it is there and may be named.
    fn get(&self, id: PhraseId) -> Result<Option<Known>> {
        if self.inside.as_ref().is_some_and(|inside| !inside.contains(&id)) {
            return Ok(None);
        }
        let phrase = match self.book.phrase(id) {
            // The index may be a moment behind the store.
            Err(Error::NotFound { .. }) => return Ok(None),
            found => found?,
        };
        let Some(shelved) = self.libraries.get(&phrase.library) else { return Ok(None) };
        let status = phrase.status(shelved.today);
        if status != Status::Active && (!self.all || status == Status::Deleted) {
            return Ok(None);
        }
        let category = phrase.place.category.map(|id| shelved.tree.path(id)).unwrap_or_default();
        Ok(Some(Known { care: self.book.care_of(id)?, phrase, category, status }))
    }
}
