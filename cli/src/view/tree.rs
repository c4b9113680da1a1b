//! Libraries and their category trees.

use huashu_core::ids::{CategoryId, LibraryId};
use huashu_core::model::{Category, Library, LibraryKind, Variable, format_path};
use huashu_protocol::account::Access;
use serde::Serialize;

use super::share::access as access_words;
use super::{id_line, tick};
use crate::output::Reply;
use crate::output::page::{Align, Page, Painted, paint};
use crate::output::style::{DIM, TITLE};
use crate::text::{self, Say};

/// The trees of one or more libraries.
#[derive(Debug, Serialize)]
pub(crate) struct TreeView {
    pub(crate) libraries: Vec<LibraryTree>,
}

/// The tree of one library.
#[derive(Debug, Serialize)]
pub(crate) struct LibraryTree {
    pub(crate) id: LibraryId,
    pub(crate) name: String,
    /// Phrases in all of it.
    pub(crate) phrases: usize,
    /// In reading order: each category before those inside it.
    pub(crate) categories: Vec<CategoryView>,
}

/// A category.
#[derive(Debug, Serialize)]
pub(crate) struct CategoryView {
    id: CategoryId,
    library: LibraryId,
    name: String,
    path: Vec<String>,
    parent: Option<CategoryId>,
    /// Phrases that lie directly in it.
    phrases: usize,
    #[serde(skip)]
    done: Option<Say>,
}

impl CategoryView {
    pub(crate) fn new(category: &Category, path: Vec<String>, phrases: usize) -> Self {
        Self {
            id: category.id,
            library: category.library,
            name: category.name.clone(),
            path,
            parent: category.parent,
            phrases,
            done: None,
        }
    }

    /// Says what was done to it.
    pub(crate) fn done(self, done: Say) -> Self {
        Self { done: Some(done), ..self }
    }
}

impl Reply for TreeView {
    fn page(&self, page: &mut Page) {
        for (index, library) in self.libraries.iter().enumerate() {
            if index > 0 {
                page.blank();
            }
            library.page(page);
        }
        if self.libraries.is_empty() {
            page.say(&text::NO_LIBRARIES, &[]);
        }
    }
}

impl LibraryTree {
    fn page(&self, page: &mut Page) {
        let count = page.fill(&text::PHRASES, &[&self.phrases]);
        let head = Painted::new().add(TITLE, &self.name).plain("  ").add(DIM, &count);
        page.spread(&head, &id_line(&self.id), 0);
        let last_of: Vec<bool> = (0..self.categories.len()).map(|index| self.is_last(index)).collect();
        let mut open: Vec<bool> = Vec::new(); // Whether the ancestor on each level has siblings to come.
        for (category, last) in self.categories.iter().zip(last_of) {
            let depth = category.path.len().saturating_sub(1);
            open.truncate(depth);
            let mut branch: String = open.iter().map(|more| if *more { "│  " } else { "   " }).collect();
            branch.push_str(if last { "└─ " } else { "├─ " });
            open.push(!last);
            let count = if category.phrases == 0 { String::new() } else { format!("  {}", category.phrases) };
            let line = Painted::new().add(DIM, &branch).plain(&category.name).add(DIM, &count);
            page.line(line.text);
        }
        if self.categories.is_empty() {
            page.aside(page.pick(&text::NO_CATEGORIES));
        }
    }

    fn is_last(&self, index: usize) -> bool {
        let parent = self.categories[index].parent;
        !self.categories[index + 1..].iter().any(|later| later.parent == parent)
    }
}

impl Reply for CategoryView {
    fn page(&self, page: &mut Page) {
        let tick = self.done.map_or_else(String::new, |done| format!("{}  ", tick(page, &done)));
        page.line(format!("{tick}{}", paint(TITLE, &format_path(&self.path))));
        page.line(format!("  {}", id_line(&self.id).text));
    }
}

/// The libraries of a book.
#[derive(Debug, Serialize)]
pub(crate) struct LibraryList {
    pub(crate) libraries: Vec<LibraryView>,
}

/// A library.
#[derive(Debug, Serialize)]
pub(crate) struct LibraryView {
    id: LibraryId,
    kind: LibraryKind,
    name: String,
    time_zone: String,
    variables: Vec<Variable>,
    categories: usize,
    phrases: usize,
    /// Whether the hub has it.
    shared: bool,
    /// What the person may do there, where the hub has it.
    access: Option<Access>,
    #[serde(skip)]
    done: Option<Say>,
}

impl LibraryView {
    pub(crate) fn new(library: Library, categories: usize, phrases: usize, access: Option<Access>) -> Self {
        let Library { id, kind, name, time_zone, variables, .. } = library;
        let shared = access.is_some();
        Self { id, kind, name, time_zone, variables, categories, phrases, shared, access, done: None }
    }

    /// Says what was done to it.
    pub(crate) fn done(self, done: Say) -> Self {
        Self { done: Some(done), ..self }
    }

    fn kind(&self, page: &Page) -> &'static str {
        page.pick(match self.kind {
            LibraryKind::Company => &text::COMPANY,
            LibraryKind::Department => &text::DEPARTMENT,
            LibraryKind::Personal => &text::PERSONAL,
        })
    }
}

impl Reply for LibraryList {
    fn page(&self, page: &mut Page) {
        if self.libraries.is_empty() {
            page.say(&text::NO_LIBRARIES, &[]);
            return;
        }
        // What may be done there is said only where anything is shared.
        let shared = self.libraries.iter().any(|library| library.shared);
        let row = |library: &LibraryView| {
            let access = library.access.map(|access| page.pick(access_words(access))).unwrap_or_default();
            let mut row = vec![
                library.name.clone(),
                library.kind(page).to_owned(),
                library.categories.to_string(),
                library.phrases.to_string(),
            ];
            row.extend(shared.then(|| access.to_owned()));
            row.push(library.id.to_string());
            row
        };
        let rows: Vec<Vec<String>> = self.libraries.iter().map(row).collect();
        let mut head = vec![
            (page.pick(&text::NAME), Align::Left),
            (page.pick(&text::KIND), Align::Left),
            (page.pick(&text::CATEGORIES), Align::Right),
            (page.pick(&text::PHRASES_HEAD), Align::Right),
        ];
        head.extend(shared.then(|| (page.pick(&text::company::ACCESS), Align::Left)));
        head.push((page.pick(&text::ID), Align::Left));
        page.table(&head, 0, &rows);
    }
}

impl Reply for LibraryView {
    fn page(&self, page: &mut Page) {
        let tick = self.done.map_or_else(String::new, |done| format!("{}  ", tick(page, &done)));
        let kind = self.kind(page);
        page.line(format!("{tick}{}  {}", paint(TITLE, &self.name), paint(DIM, kind)));
        page.line(format!("  {}", id_line(&self.id).text));
    }
}
