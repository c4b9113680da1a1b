//! The index of a book: where it lies, and how it catches up with the store.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use super::document::SuggestDoc;
use super::index::{SuggestChange, SuggestIndex};
use super::stamp;
use crate::book::{PhraseBook, Tree};
use crate::error::{Error, Result};
use crate::ids::{CategoryId, LibraryId, PhraseId};
use crate::model::Library;
use crate::store::{Revision, Touched};

/// The folder of the index, inside the book's.
const FOLDER: [&str; 2] = ["index", "suggest"];

/// Books up to this size have their index in memory: it is made in a few dozen milliseconds, faster than a folder is
/// checked and written.
const SMALL: usize = 2_000;

/// More changed phrases than this share of the book are not worth picking out.
const MANY: usize = 4;

/// The index that a book keeps at hand from one message to the next.
pub(crate) struct Shelf {
    index: RefCell<Option<SuggestIndex>>,
    /// How many phrases a book may have whose index is made in memory.
    pub(super) small: usize,
}

impl Default for Shelf {
    fn default() -> Self {
        Self { index: RefCell::default(), small: SMALL }
    }
}

impl PhraseBook {
    /// Asks an index that knows the book as it stands. Where the index fails, it is made anew in memory and asked
    /// again; the store is not touched by any of this.
    pub(super) fn ask_suggest_index<T>(&self, ask: impl Fn(&SuggestIndex) -> Result<T>) -> Result<T> {
        let now = self.revision()?;
        let kept = self.suggest.index.take();
        let index = match kept {
            Some(index) => self.caught_up(index, now)?,
            None => self.first_suggest_index(now)?,
        };
        let (index, answer) = match ask(&index) {
            Ok(answer) => (index, answer),
            Err(error) => {
                log::warn!("the index of suggest failed and is made anew: {error}");
                let index = SuggestIndex::build(self.suggest_docs()?, now)?;
                let answer = ask(&index)?;
                (index, answer)
            }
        };
        self.suggest.index.replace(Some(index));
        Ok(answer)
    }

    fn suggest_folder(&self) -> PathBuf {
        FOLDER.iter().fold(self.dir.clone(), |folder, name| folder.join(name))
    }

    fn first_suggest_index(&self, now: Revision) -> Result<SuggestIndex> {
        if self.is_small()? {
            return self.made_anew(now);
        }
        match SuggestIndex::open(&self.suggest_folder()) {
            Ok(index) => self.caught_up(index, now),
            Err(error) => {
                log::info!("the index of suggest is made: {error}");
                self.made_anew(now)
            }
        }
    }

    /// In the folder where the book is large and the folder can be written, else in memory.
    fn made_anew(&self, now: Revision) -> Result<SuggestIndex> {
        let folder = self.suggest_folder();
        if self.is_small()? {
            discard(&folder);
            return SuggestIndex::build(self.suggest_docs()?, now);
        }
        SuggestIndex::build_in(&folder, self.suggest_docs()?, now).or_else(|error| {
            log::info!("the index of suggest stays in memory: {error}");
            SuggestIndex::build(self.suggest_docs()?, now)
        })
    }

    fn caught_up(&self, mut index: SuggestIndex, now: Revision) -> Result<SuggestIndex> {
        if index.revision() == now {
            return Ok(index);
        }
        // A library that came or went is a reason to begin anew: of one that was taken away nothing stays behind, where
        // the engine only marks phrases as gone.
        let touched = self.touched_since(index.revision())?.filter(|touched| !touched.libraries);
        let changes = touched.map(|touched| self.suggest_changes(&touched)).transpose()?;
        let few = changes.filter(|changes| changes.len() <= index.len() / MANY + SMALL);
        match few.map(|changes| index.apply(changes, now)) {
            Some(Ok(())) => Ok(index),
            // Somebody else is bringing it up to date. What changed a moment ago may be missing from this answer;
            // what is gone is left out of it in any case.
            Some(Err(Error::Busy)) => Ok(index),
            Some(Err(_)) | None => self.made_anew(now),
        }
    }

    fn is_small(&self) -> Result<bool> {
        let count = |library: &Library| Ok(self.phrase_counts(library.id)?.values().sum::<usize>());
        let total: usize = self.libraries()?.iter().map(count).sum::<Result<_>>()?;
        Ok(total <= self.suggest.small)
    }

    fn suggest_docs(&self) -> Result<impl Iterator<Item = Result<SuggestDoc>>> {
        suggest_docs(self, |_| true)
    }

    /// What an index has to take over: phrases that changed, and those below categories that did.
    fn suggest_changes(&self, touched: &Touched) -> Result<Vec<SuggestChange>> {
        let mut trees: HashMap<LibraryId, Tree> = HashMap::new();
        for library in self.libraries()? {
            trees.insert(library.id, Tree::of(&self.categories(library.id)?));
        }
        let mut phrases = touched.phrases.clone();
        for (library, tree) in &trees {
            let moved = touched.categories.iter().filter(|id| tree.in_order().contains(id));
            let below: BTreeSet<CategoryId> = moved.flat_map(|id| tree.below(&tree.path(*id))).collect();
            for category in below {
                phrases.extend(self.phrases_below(*library, Some(category))?.iter().map(|phrase| phrase.id));
            }
        }
        phrases.into_iter().map(|id| self.suggest_change(id, &trees)).collect()
    }

    fn suggest_change(&self, id: PhraseId, trees: &HashMap<LibraryId, Tree>) -> Result<SuggestChange> {
        let phrase = match self.phrase(id) {
            Err(Error::NotFound { .. }) => return Ok(SuggestChange::Delete(id)),
            found => found?,
        };
        let tree = trees.get(&phrase.library).filter(|_| phrase.meta.deleted_at.is_none());
        Ok(match tree {
            Some(tree) => {
                let path = phrase.place.category.map(|category| tree.path(category)).unwrap_or_default();
                SuggestChange::Put(SuggestDoc::of(&phrase, &path))
            }
            None => SuggestChange::Delete(id),
        })
    }
}

/// Every live phrase of some libraries, read category by category.
pub(crate) fn suggest_docs(
    book: &PhraseBook,
    is_asked: impl Fn(LibraryId) -> bool,
) -> Result<impl Iterator<Item = Result<SuggestDoc>>> {
    let mut places = Vec::new();
    for library in book.libraries()?.into_iter().filter(|library| is_asked(library.id)) {
        let tree = Tree::of(&book.categories(library.id)?);
        places.push((library.id, None, Vec::new()));
        places.extend(tree.in_order().iter().map(|id| (library.id, Some(*id), tree.path(*id))));
    }
    Ok(places.into_iter().flat_map(move |(library, category, path)| {
        match book.phrases_below(library, category) {
            Ok(phrases) => phrases.iter().map(|phrase| Ok(SuggestDoc::of(phrase, &path))).collect(),
            Err(error) => vec![Err(error)],
        }
    }))
}

/// Removes an index that the book has outgrown downwards. What cannot be removed is not read either.
fn discard(folder: &Path) {
    if folder.exists() {
        let discarded = stamp::lock(folder).and_then(|_lock| stamp::clear(folder));
        discarded.unwrap_or_else(|error| log::info!("an old index of suggest stays: {error}"));
    }
}
