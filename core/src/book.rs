//! The phrase book: one folder, one façade.
//!
//! Opening, and the plain questions about what it holds. Everything else that a book can do stands beside its
//! noun: writing in [`crate::store`], importing in [`crate::import`], and so on.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::clock::{Clock, IdSource, SystemClock};
use crate::error::{Error, Noun, Result};
use crate::ids::{CategoryId, LibraryId, PhraseId};
use crate::media::Media;
use crate::model::{Category, Library, Phrase};
use crate::search::Shelf;
use crate::store::{self, Access, Store};

/// A person's phrases: the libraries that they may read, with what is local to this device.
///
/// One process owns a book for writing; another that writes waits 5 s and is then told `Busy`; any number may
/// read. Reading methods take `&self`, writing ones `&mut self`; each call runs to its end on the calling thread.
pub struct PhraseBook {
    pub(crate) dir: PathBuf,
    pub(crate) store: Store,
    pub(crate) media: Media,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: IdSource,
    pub(crate) suggest: Shelf,
}

impl PhraseBook {
    /// Makes a new, empty book in `dir`, which is created where it is missing.
    ///
    /// # Errors
    /// `BookExists`; `ReadOnly`, `DiskFull` or `Io` where the folder cannot be written.
    pub fn create(dir: impl Into<PathBuf>) -> Result<Self> {
        Self::create_with(dir, Arc::new(SystemClock))
    }

    /// Makes a new book that reads time from `clock`.
    ///
    /// # Errors
    /// As [`PhraseBook::create`].
    pub fn create_with(dir: impl Into<PathBuf>, clock: Arc<dyn Clock>) -> Result<Self> {
        let dir = dir.into();
        let store = Store::create(&dir)?;
        let media = Media::open(&dir);
        Ok(Self { dir, store, media, clock, ids: IdSource::default(), suggest: Shelf::default() })
    }

    /// Opens the book in `dir`; about a millisecond, whatever its size.
    ///
    /// # Errors
    /// `NoBook`; `NotABook`, `Corrupt` and `NewerSchema`, which leave the file as it was; `ReadOnly` where it is to be
    /// written and cannot.
    pub fn open(dir: impl Into<PathBuf>, access: Access) -> Result<Self> {
        Self::open_with(dir, access, Arc::new(SystemClock))
    }

    /// Opens a book that reads time from `clock`.
    ///
    /// # Errors
    /// As [`PhraseBook::open`].
    pub fn open_with(dir: impl Into<PathBuf>, access: Access, clock: Arc<dyn Clock>) -> Result<Self> {
        let dir = dir.into();
        let store = Store::open(&dir, access)?;
        let media = Media::open(&dir);
        Ok(Self { dir, store, media, clock, ids: IdSource::default(), suggest: Shelf::default() })
    }

    /// Moves a damaged book out of the way under a name of its own, so that a new one can be made; returns the name.
    /// Nothing is deleted.
    ///
    /// # Errors
    /// `NoBook`; `Io` where renaming fails.
    pub fn set_aside(dir: &Path, clock: &dyn Clock) -> Result<PathBuf> {
        store::set_aside(dir, clock.now())
    }

    /// Makes the book's chance and speed those of a simulation: ids follow from the seed, and a commit is not durable.
    ///
    /// # Errors
    /// Those of the database.
    #[cfg(feature = "mutants")]
    pub fn simulate(&self, seed: u64) -> Result<()> {
        self.ids.seed(seed);
        self.store.relax()
    }

    /// The folder that holds the book.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The libraries, in display order.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn libraries(&self) -> Result<Vec<Library>> {
        self.store.explain(store::libraries::all)
    }

    /// The library that is named, or else all that may be looked into.
    ///
    /// # Errors
    /// `NotFound` and `Locked` for the one that is named; those of reading the book.
    pub(crate) fn libraries_in(&self, named: Option<LibraryId>) -> Result<Vec<Library>> {
        let Some(id) = named else { return self.open_libraries() };
        self.check_lease(id)?;
        Ok(vec![self.library(id)?])
    }

    /// The libraries that may be looked into: those that are not locked.
    pub(crate) fn open_libraries(&self) -> Result<Vec<Library>> {
        let locked = self.locked_libraries()?;
        Ok(self.libraries()?.into_iter().filter(|library| !locked.contains(&library.id)).collect())
    }

    /// The library with this id.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn library(&self, id: LibraryId) -> Result<Library> {
        self.store.explain(|sql| store::libraries::get(sql, id))
    }

    /// The library that an id or an exact name means.
    ///
    /// # Errors
    /// `NotFound`; `Ambiguous` where several carry the name.
    pub fn find_library(&self, id_or_name: &str) -> Result<Library> {
        let mut found: Vec<Library> = self
            .libraries()?
            .into_iter()
            .filter(|library| library.name == id_or_name || library.id.to_string() == id_or_name)
            .collect();
        match (found.pop(), found.is_empty()) {
            (Some(library), true) => Ok(library),
            (Some(library), false) => Err(Error::Ambiguous {
                noun: Noun::Library,
                name: id_or_name.to_owned(),
                ids: found.iter().chain([&library]).map(|library| library.id.to_string()).collect(),
            }),
            (None, _) => Err(Error::not_found(Noun::Library, id_or_name)),
        }
    }

    /// The live categories of a library; siblings stand in display order.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn categories(&self, library: LibraryId) -> Result<Vec<Category>> {
        self.store.explain(|sql| store::categories::of_library(sql, library))
    }

    /// The phrase with this id, in the trash or not.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn phrase(&self, id: PhraseId) -> Result<Phrase> {
        self.store.explain(|sql| store::phrases::get(sql, id))
    }

    /// The live phrases of one category (`None`: the top of the library), in display order.
    ///
    /// # Errors
    /// `Locked` for a shared library whose lease is over; those of reading the book.
    pub fn phrases_in(&self, library: LibraryId, category: Option<CategoryId>) -> Result<Vec<Phrase>> {
        self.check_lease(library)?;
        self.phrases_below(library, category)
    }

    /// As [`PhraseBook::phrases_in`], for an index, which knows what is locked too.
    pub(crate) fn phrases_below(
        &self,
        library: LibraryId,
        category: Option<CategoryId>,
    ) -> Result<Vec<Phrase>> {
        self.store.explain(|sql| store::phrases::in_category(sql, library, category))
    }

    /// The live phrases of a library as its tree is read from top to bottom: those of the top, then category by
    /// category, each before those inside it.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn phrases(&self, library: LibraryId) -> Result<Vec<Phrase>> {
        let mut phrases = self.store.explain(|sql| store::phrases::of_library(sql, library))?;
        let tree = Tree::of(&self.categories(library)?);
        // Within a category the rows come in order already, and sorting keeps it.
        phrases.sort_by_key(|phrase| phrase.place.category.map_or(0, |id| tree.rank(id) + 1));
        Ok(phrases)
    }

    /// How many live phrases lie directly in each category of a library; `None` is its top.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn phrase_counts(&self, library: LibraryId) -> Result<HashMap<Option<CategoryId>, usize>> {
        self.store.explain(|sql| store::phrases::counts(sql, library))
    }

    /// The live phrases that carry a short code, in any library.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn phrases_by_code(&self, code: &str) -> Result<Vec<Phrase>> {
        self.store.explain(|sql| store::phrases::by_code(sql, code))
    }

    /// The names from the top of the library down to a category; empty for the top.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn category_path(&self, category: Option<CategoryId>) -> Result<Vec<String>> {
        let Some(category) = category else { return Ok(Vec::new()) };
        let library = self.store.explain(|sql| store::categories::get(sql, category))?.library;
        Ok(Tree::of(&self.categories(library)?).path(category))
    }
}

/// The category tree of one library, for questions about many phrases at once.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    nodes: HashMap<CategoryId, Node>,
    in_order: Vec<CategoryId>,
}

#[derive(Debug, Clone)]
struct Node {
    parent: Option<CategoryId>,
    name: String,
    rank: usize,
}

impl Tree {
    /// The tree of a library's categories, given with siblings in display order.
    pub fn of(categories: &[Category]) -> Self {
        let mut children: HashMap<Option<CategoryId>, Vec<&Category>> = HashMap::new();
        for category in categories {
            children.entry(category.parent).or_default().push(category);
        }
        let mut tree = Self::default();
        let mut pending: Vec<&Category> = children.get(&None).into_iter().flatten().rev().copied().collect();
        while let Some(category) = pending.pop() {
            let node =
                Node { parent: category.parent, name: category.name.clone(), rank: tree.in_order.len() };
            tree.nodes.insert(category.id, node);
            tree.in_order.push(category.id);
            pending.extend(children.get(&Some(category.id)).into_iter().flatten().rev());
        }
        tree
    }

    /// The categories as the tree is read from top to bottom.
    pub fn in_order(&self) -> &[CategoryId] {
        &self.in_order
    }

    /// The place of a category in [`Tree::in_order`]; the end for one that is not in the tree.
    pub fn rank(&self, id: CategoryId) -> usize {
        self.nodes.get(&id).map_or(self.in_order.len(), |node| node.rank)
    }

    /// The names from the top down to a category; empty for one that is not in the tree.
    pub fn path(&self, id: CategoryId) -> Vec<String> {
        let mut names = Vec::new();
        let mut next = Some(id);
        // The walk over a tree ends; nodes were only entered from their parents.
        while let Some(node) = next.and_then(|id| self.nodes.get(&id)) {
            names.push(node.name.clone());
            next = node.parent;
        }
        names.reverse();
        names
    }

    /// A category and all below it, in order; every category of that path of names.
    pub fn below(&self, path: &[String]) -> Vec<CategoryId> {
        self.in_order.iter().copied().filter(|id| self.path(*id).starts_with(path)).collect()
    }

    /// The category at exactly this path of names; the first where siblings share a name.
    pub fn find(&self, path: &[String]) -> Option<CategoryId> {
        self.in_order.iter().copied().find(|id| self.path(*id) == path)
    }
}
