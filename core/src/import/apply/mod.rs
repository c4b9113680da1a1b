//! From drafts to one transaction: first everything is decided, then it is done.
//!
//! A [`Plan`] says what becomes of each row and holds the report; a dry run ends there. Otherwise it is made inside of
//! the very transaction that carries it out, so that nobody else can write in between.

mod attach;
mod change;
mod matching;
mod places;
mod shelf;
mod write;

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

pub(super) use self::attach::Keeper;
use self::attach::{Attacher, Stop};
use self::places::{PathId, Slot};
pub(super) use self::shelf::Shelf;
use self::shelf::Shelves;
pub(super) use self::write::write;
use super::draft::{CategoryRef, Draft, LibraryRef, Reading};
use super::report::{Fault, Issue, Reason, Report};
use crate::compose::{is_builtin, variable_names};
use crate::error::{Error, Problem, Result};
use crate::ids::{LibraryId, PhraseId};
use crate::model::{Content, Extra, Label, Library, MAX_DEPTH, Origin, Part, Phrase, PhrasePatch, check};

/// What the book is asked while a plan is made.
pub(super) trait Book {
    /// The libraries, in display order.
    ///
    /// # Errors
    /// Those of reading.
    fn libraries(&self) -> Result<Vec<Library>>;

    /// A library with everything in it.
    ///
    /// # Errors
    /// `NotFound`, those of reading.
    fn shelf(&self, id: LibraryId) -> Result<Shelf>;

    /// The phrase of an id, in any library, in the trash or not.
    ///
    /// # Errors
    /// Those of reading.
    fn phrase(&self, id: PhraseId) -> Result<Option<Phrase>>;

    /// True where a category or library has the id, in the trash or not.
    ///
    /// # Errors
    /// Those of reading.
    fn is_used(&self, id: Uuid) -> Result<bool>;
}

/// What an import will do.
pub(super) struct Plan {
    shelves: Vec<Shelf>,
    steps: Vec<Step>,
    pub(super) report: Report,
}

/// What becomes of one row.
enum Step {
    Create(Box<NewRow>),
    Edit { id: PhraseId, patch: Box<PhrasePatch>, shelf: usize, place: Option<Slot> },
}

/// A new phrase, before its library and category are there.
struct NewRow {
    shelf: usize,
    place: Slot,
    label: Label,
    content: Content,
    origin: Option<Origin>,
    copied_from: Option<PhraseId>,
    id: Option<PhraseId>,
    extra: Extra,
}

/// Decides what becomes of each draft. `into` takes all of them, whatever library they name.
///
/// # Errors
/// `NotFound` where there is no library to go to; those of reading the book and of keeping blobs.
pub(super) fn plan(
    mut reading: Reading,
    into: Option<LibraryId>,
    book: &dyn Book,
    keeper: &mut dyn Keeper,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Plan> {
    let drafts = std::mem::take(&mut reading.drafts);
    let shelves = Shelves::open(&mut reading, into, book)?;
    let attacher = Attacher { keeper, blobs: std::mem::take(&mut reading.blobs), known: HashMap::new() };
    let report = Report {
        failed: reading.failed,
        warnings: reading.warnings,
        unmapped: reading.unmapped,
        ..Report::default()
    };
    let mut planner =
        Planner { shelves, attacher, book, report, steps: Vec::new(), undeclared: HashSet::new() };
    let total = drafts.len() as u64;
    for (number, draft) in drafts.into_iter().enumerate() {
        let row = draft.row;
        match planner.row(draft) {
            Ok(()) => {}
            Err(Stop::Row(fault)) => planner.report.failed.push(Issue::new(row, None, fault)),
            Err(Stop::Import(error)) => match Issue::of_error(row, None, &error) {
                Some(issue) => planner.report.failed.push(issue),
                None => return Err(error),
            },
        }
        if number % 1024 == 0 {
            progress(number as u64, total);
        }
    }
    let Planner { shelves, mut report, steps, .. } = planner;
    report.failed.sort_by_key(|issue| issue.row);
    report.warnings.sort_by_key(|issue| issue.row);
    Ok(Plan { shelves: shelves.into_inner(), steps, report })
}

struct Planner<'a> {
    shelves: Shelves,
    attacher: Attacher<'a>,
    book: &'a dyn Book,
    report: Report,
    steps: Vec<Step>,
    undeclared: HashSet<String>,
}

impl Planner<'_> {
    fn row(&mut self, mut draft: Draft) -> Result<(), Stop> {
        let number = self.shelves.of(draft.library.as_ref(), self.book)?;
        let place = self.place(number, draft.category.take())?;
        let title = change::title(&draft);
        let shelf = self.shelves.get(number);
        let path = place.map(|(path, _)| path);
        match shelf.claim(&draft, path, &title)? {
            Some(found) => self.edit(number, found, draft, place),
            None => self.create(number, draft, title, place.map_or(Slot::Top, |(_, slot)| slot)),
        }
    }

    /// The category that a row names; `None` where the file has none.
    fn place(
        &mut self,
        number: usize,
        category: Option<CategoryRef>,
    ) -> Result<Option<(PathId, Slot)>, Stop> {
        let shelf = self.shelves.get(number);
        match category {
            None => Ok(None),
            Some(CategoryRef::Listed(id)) => Ok(shelf.places.listed(id)),
            Some(CategoryRef::Path(names)) if names.len() > MAX_DEPTH => {
                Err(Fault::from(Problem::TooDeep { max: MAX_DEPTH }).into())
            }
            Some(CategoryRef::Path(names)) => Ok(Some(shelf.places.at(&names))),
        }
    }

    fn edit(
        &mut self,
        number: usize,
        found: usize,
        mut draft: Draft,
        place: Option<(PathId, Slot)>,
    ) -> Result<(), Stop> {
        let by_path = !matches!(draft.library, Some(LibraryRef::Listed(_)));
        let shelf = self.shelves.get(number);
        let phrase = &shelf.phrases[found];
        let patch = change::patch(&mut draft, phrase, &mut self.attacher, &mut self.report.warnings)?;
        let here = phrase.place.category;
        let moves = place.filter(|&(path, slot)| {
            // Siblings may share a name: where the file only says the path, any of them will do.
            let same_path = by_path && path == shelf.places.path_of(here);
            !same_path && slot != here.map_or(Slot::Top, Slot::There)
        });
        if patch == PhrasePatch::default() && moves.is_none() {
            self.report.unchanged += 1;
            return Ok(());
        }
        let mut after = phrase.clone();
        patch.apply(&mut after);
        check::label(&after.label)?;
        check::content(&after.content)?;
        if let Some(Some(code)) = &patch.code {
            warn_of_twin(shelf.take_code(code), draft.row, code, &mut self.report.warnings);
        }
        let (id, place) = (after.id, moves.map(|(_, slot)| slot));
        if let Some(slot) = place {
            shelf.places.want(slot);
        }
        if patch.parts.is_some() || patch.variants.is_some() {
            self.note_variables(number, &after.content);
        }
        self.steps.push(Step::Edit { id, patch: Box::new(patch), shelf: number, place });
        self.report.updated += 1;
        Ok(())
    }

    fn create(&mut self, number: usize, mut draft: Draft, title: String, place: Slot) -> Result<(), Stop> {
        if let Some(elsewhere) = draft.id.map(|id| self.book.phrase(id)).transpose()?.flatten() {
            return Err(in_the_way(&elsewhere).into());
        }
        let shelf = self.shelves.get(number);
        let id = draft.id.take();
        if id.is_some_and(|id| !shelf.new_ids.insert(id)) {
            let fault = Fault::new(
                Reason::DuplicateRow,
                "前面已有一行写了同一个编号",
                "an earlier row has the same id",
            );
            return Err(fault.into());
        }
        let copied_from = draft.details.as_ref().and_then(|details| details.copied_from);
        let (row, origin) = (draft.row, draft.origin.take());
        let (label, content, extra) =
            change::new_phrase(&mut draft, title, &mut self.attacher, &mut self.report.warnings)?;
        check::label(&label)?;
        check::content(&content)?;
        let shelf = self.shelves.get(number);
        shelf.places.want(place);
        if let Some(code) = &label.code {
            warn_of_twin(shelf.take_code(code), row, code, &mut self.report.warnings);
        }
        self.note_variables(number, &content);
        let new = NewRow { shelf: number, place, label, content, origin, copied_from, id, extra };
        self.steps.push(Step::Create(Box::new(new)));
        self.report.created += 1;
        Ok(())
    }

    /// Collects the variables that a content names and its library does not declare.
    fn note_variables(&mut self, number: usize, content: &Content) {
        let shelf = self.shelves.get(number);
        let has_bracket = |part: &Part| part.as_text().is_some_and(|text| text.contains('['));
        for set in
            std::iter::once(&content.parts).chain(content.variants.iter().map(|variant| &variant.parts))
        {
            if !set.iter().any(has_bracket) {
                continue;
            }
            for name in variable_names(set) {
                if !shelf.declares(&name) && !is_builtin(&name) && self.undeclared.insert(name.clone()) {
                    self.report.new_variables.push(name);
                }
            }
        }
    }
}

/// Two phrases may share a code, since replicas meet; a person is told.
fn warn_of_twin(has_twin: bool, row: u64, code: &str, warnings: &mut Vec<Issue>) {
    if has_twin {
        let fault = Fault::new(
            Reason::CodeTaken,
            format!("快捷码“{code}”已有别的话术在用"),
            format!("another phrase has the short code “{code}” already"),
        );
        warnings.push(Issue::new(row, None, fault));
    }
}

/// A phrase of that id lies where the import does not go.
fn in_the_way(phrase: &Phrase) -> Fault {
    if phrase.meta.deleted_at.is_some() {
        return Fault::new(
            Reason::InTrash,
            "这条话术在回收站里，请先恢复它",
            "this phrase lies in the trash: restore it first",
        );
    }
    Fault::new(
        Reason::OtherLibrary,
        "这条话术在另一个话术库里，没有改动它",
        "this phrase lies in another library; it was not touched",
    )
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::of_value(&error)
    }
}

#[cfg(test)]
mod tests;
