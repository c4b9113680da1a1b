//! The libraries that an import goes to, with what is needed of them.

use std::collections::{HashMap, HashSet};

use super::Book;
use super::attach::Stop;
use super::matching::Index;
use super::places::{PathId, Places};
use crate::error::{Error, Noun, Result};
use crate::ids::{LibraryId, PhraseId};
use crate::import::draft::{Draft, DraftLibrary, LibraryRef, Reading};
use crate::import::report::{Fault, Issue, Reason};
use crate::model::{Library, LibraryKind, NewLibrary, Phrase, Variable};
use crate::store::Whole;

/// One library, there or to be added.
pub(in crate::import) struct Shelf {
    pub(super) library: Target,
    pub(super) places: Places,
    /// In display order.
    pub(super) phrases: Vec<Phrase>,
    /// Variables to be declared.
    pub(super) variables: Vec<Variable>,
    /// Rows of kinds that this edition does not know.
    pub(super) other: Vec<serde_json::Value>,
    /// Ids that rows of this import give to new phrases.
    pub(super) new_ids: HashSet<PhraseId>,
    declared: HashSet<String>,
    codes: HashSet<String>,
    index: Index,
}

/// Which library a shelf is.
pub(super) enum Target {
    There(LibraryId),
    New(NewLibrary),
}

/// The libraries of one import; each is read when the first row names it.
pub(super) struct Shelves {
    shelves: Vec<Shelf>,
    by_name: HashMap<String, usize>,
    /// Of the libraries that the file lists.
    listed: Vec<usize>,
    /// Where rows go that name none; `None` until one does.
    fallback: Option<usize>,
    /// Everything goes to one library.
    into_one: bool,
    in_book: Vec<Library>,
    /// To be declared wherever phrases go.
    variables: Vec<Variable>,
}

impl Shelf {
    /// A library of the book.
    pub(in crate::import) fn of(Whole { library, categories, phrases }: Whole) -> Self {
        let places = Places::of(&categories);
        Self {
            library: Target::There(library.id),
            declared: library.variables.iter().map(|variable| variable.name.clone()).collect(),
            codes: phrases.iter().filter_map(|phrase| phrase.label.code.clone()).collect(),
            index: Index::of(&phrases, &places),
            places,
            phrases,
            variables: Vec::new(),
            other: Vec::new(),
            new_ids: HashSet::new(),
        }
    }

    fn new(library: NewLibrary) -> Self {
        let places = Places::of(&[]);
        Self {
            declared: library.variables.iter().map(|variable| variable.name.clone()).collect(),
            library: Target::New(library),
            codes: HashSet::new(),
            index: Index::of(&[], &places),
            places,
            phrases: Vec::new(),
            variables: Vec::new(),
            other: Vec::new(),
            new_ids: HashSet::new(),
        }
    }

    pub(super) fn claim(
        &mut self,
        draft: &Draft,
        path: Option<PathId>,
        title: &str,
    ) -> Result<Option<usize>, Fault> {
        self.index.claim(draft, path, title)
    }

    /// Notes that a phrase carries a code; true where another does already.
    pub(super) fn take_code(&mut self, code: &str) -> bool {
        !self.codes.insert(code.to_owned())
    }

    pub(super) fn declares(&self, name: &str) -> bool {
        self.declared.contains(name)
    }

    /// Adds variables that the library does not declare by name yet.
    fn declare(&mut self, variables: &[Variable]) {
        for variable in variables {
            if self.declared.insert(variable.name.clone()) {
                self.variables.push(variable.clone());
            }
        }
    }

    /// Takes in what the file says of the library.
    fn take_in(&mut self, listed: DraftLibrary, book: &dyn Book) -> Result<()> {
        self.places.list(&listed.categories, &|id| Ok(!book.is_used(id.uuid())?))?;
        self.declare(&listed.variables);
        self.other.extend(listed.other);
        Ok(())
    }
}

impl Shelves {
    /// Finds a place for each library that the file lists: the one that everything goes into, else the one of its id,
    /// else the one of its name, else a new one.
    ///
    /// # Errors
    /// `NotFound` for `into`; those of reading.
    pub(super) fn open(reading: &mut Reading, into: Option<LibraryId>, book: &dyn Book) -> Result<Self> {
        let mut shelves = Self {
            shelves: Vec::new(),
            by_name: HashMap::new(),
            listed: Vec::new(),
            fallback: None,
            into_one: into.is_some(),
            in_book: book.libraries()?,
            variables: std::mem::take(&mut reading.variables),
        };
        if let Some(id) = into {
            shelves.fallback = Some(shelves.there(id, book)?);
        }
        for library in std::mem::take(&mut reading.libraries) {
            warn_of_nameless_rows(&library, &mut reading.warnings);
            let number = match (shelves.fallback, shelves.meant(&library)) {
                (Some(into), _) => into,
                (None, Some(id)) => shelves.there(id, book)?,
                (None, None) => shelves.add(&library, book)?,
            };
            shelves.shelves[number].take_in(library, book)?;
            shelves.listed.push(number);
        }
        Ok(shelves)
    }

    /// The shelf that a row goes to.
    pub(super) fn of(&mut self, named: Option<&LibraryRef>, book: &dyn Book) -> Result<usize, Stop> {
        match named {
            Some(LibraryRef::Listed(number)) => Ok(self.listed.get(*number).copied().unwrap_or_default()),
            Some(LibraryRef::Named(name)) if !self.into_one => self.named(name, book),
            _ => Ok(self.fallback(book)?),
        }
    }

    pub(super) fn get(&mut self, number: usize) -> &mut Shelf {
        &mut self.shelves[number]
    }

    pub(super) fn into_inner(self) -> Vec<Shelf> {
        self.shelves
    }

    fn named(&mut self, name: &str, book: &dyn Book) -> Result<usize, Stop> {
        if let Some(&number) = self.by_name.get(name) {
            return Ok(number);
        }
        let id = self.id_of(name).ok_or_else(|| unknown_library(name))?;
        let number = self.there(id, book)?;
        self.by_name.insert(name.to_owned(), number);
        Ok(number)
    }

    fn fallback(&mut self, book: &dyn Book) -> Result<usize> {
        if let Some(number) = self.fallback {
            return Ok(number);
        }
        let personal = self.in_book.iter().find(|library| library.kind == LibraryKind::Personal);
        let id = personal.ok_or_else(|| Error::not_found(Noun::Library, "personal"))?.id;
        let number = self.there(id, book)?;
        self.fallback = Some(number);
        Ok(number)
    }

    /// The shelf of a library of the book.
    fn there(&mut self, id: LibraryId, book: &dyn Book) -> Result<usize> {
        let is = |shelf: &Shelf| matches!(&shelf.library, Target::There(known) if *known == id);
        if let Some(number) = self.shelves.iter().position(is) {
            return Ok(number);
        }
        let mut shelf = book.shelf(id)?;
        shelf.declare(&self.variables);
        self.shelves.push(shelf);
        Ok(self.shelves.len() - 1)
    }

    fn add(&mut self, library: &DraftLibrary, book: &dyn Book) -> Result<usize> {
        let id = match library.id {
            Some(id) if book.is_used(id.uuid())? => None,
            id => id,
        };
        self.shelves.push(Shelf::new(NewLibrary {
            kind: library.kind,
            name: library.name.clone(),
            time_zone: library.time_zone.clone(),
            variables: library.variables.clone(),
            id,
            extra: library.extra.clone(),
        }));
        Ok(self.shelves.len() - 1)
    }

    /// The library of the book that one in the file is.
    fn meant(&self, library: &DraftLibrary) -> Option<LibraryId> {
        let by_id = library.id.and_then(|id| self.id_of(&id.to_string()));
        by_id.or_else(|| self.id_of(&library.name))
    }

    /// The library that an id or a name means, if it is one alone.
    fn id_of(&self, id_or_name: &str) -> Option<LibraryId> {
        let means = |library: &&Library| library.name == id_or_name || library.id.to_string() == id_or_name;
        let mut found = self.in_book.iter().filter(means);
        match (found.next(), found.next()) {
            (Some(library), None) => Some(library.id),
            _ => None,
        }
    }
}

/// A row of an unknown kind is kept under its id; one without cannot be told from another.
fn warn_of_nameless_rows(library: &DraftLibrary, warnings: &mut Vec<Issue>) {
    for (index, row) in library.other.iter().enumerate() {
        if super::write::foreign_id(row).is_none() {
            let fault = Fault::new(
                Reason::NotCarriedOver,
                "未知种类的一项没有编号，没有导入",
                "an item of an unknown kind has no id; it was not taken",
            );
            warnings.push(Issue::new(0, Some(&format!("other[{index}]")), fault));
        }
    }
}

fn unknown_library(name: &str) -> Fault {
    Fault::new(
        Reason::UnknownLibrary,
        format!("没有叫“{name}”的话术库，或不止一个"),
        format!("there is no library called “{name}”, or more than one"),
    )
}
