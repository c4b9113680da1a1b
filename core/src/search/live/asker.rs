//! Asking an index about a book: what a scope means, and what a hit shows.

use std::collections::HashSet;
use std::time::Instant;

use super::rows::{Shelf, shelf_of};
use crate::book::PhraseBook;
use crate::error::{Error, Noun, Result};
use crate::ids::PhraseId;
use crate::model::joined_text;
use crate::search::book::{Hit, Scope, SearchResult};
use crate::search::index::{Asked, Filter, Index, IndexHit, Searcher};
use crate::search::{FieldSpans, Options, Query, Span};

/// What is kept from one query to the next.
#[derive(Default)]
pub(super) struct Asker {
    searcher: Searcher,
    filter: Filter,
    /// Of the state with this number.
    shelves: Option<(u64, Vec<Shelf>)>,
}

impl Asker {
    /// Searches an index that shows the book's present state, or nearly so: what has gone meanwhile is left out.
    ///
    /// # Errors
    /// `NotFound` for a library or a category path that is nowhere in the scope; those of reading the book.
    pub(super) fn search(
        &mut self,
        (book, index): (&PhraseBook, &Index),
        query: &str,
        scope: &Scope,
        options: &Options,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<SearchResult> {
        let shelves = shelves(&mut self.shelves, book)?;
        let asked = asked(book, shelves, scope)?;
        if *self.filter.asked() != asked {
            self.filter = Filter::new(asked);
        }
        let start = Instant::now();
        let query = Query::parse(query);
        let answer = self.searcher.find_in(index, &mut self.filter, &query, options, is_cancelled);
        let took = start.elapsed();
        let found = answer.hits.len();
        let mut hits = Vec::with_capacity(found);
        for hit in answer.hits {
            hits.extend(show(book, shelves, hit)?);
        }
        let total = answer.total - (found - hits.len());
        Ok(SearchResult::new(took, total, answer.more, hits))
    }
}

/// The libraries with their trees, read anew when the book has changed.
fn shelves<'a>(known: &'a mut Option<(u64, Vec<Shelf>)>, book: &PhraseBook) -> Result<&'a [Shelf]> {
    let revision = book.state()?.revision;
    if known.as_ref().is_none_or(|(of, _)| *of != revision) {
        *known = Some((revision, Shelf::all(book)?));
    }
    Ok(known.as_ref().map_or(&[], |(_, shelves)| shelves))
}

fn asked(book: &PhraseBook, shelves: &[Shelf], scope: &Scope) -> Result<Asked> {
    let locked = match scope.library {
        // The others are left out as it is.
        Some(library) => {
            book.check_lease(library)?;
            HashSet::new()
        }
        None => book.locked_libraries()?,
    };
    let is_in_scope = |shelf: &&Shelf| {
        scope.library.is_none_or(|library| library == shelf.library.id) && !locked.contains(&shelf.library.id)
    };
    let in_scope: Vec<&Shelf> = shelves.iter().filter(is_in_scope).collect();
    if let (Some(library), true) = (scope.library, in_scope.is_empty()) {
        return Err(Error::not_found(Noun::Library, library));
    }
    let libraries =
        in_scope.iter().map(|shelf| (shelf.library.id.uuid().as_u128(), shelf.today(book))).collect();
    let mut asked = Asked { libraries, paths: None, all: scope.all };
    if !scope.category.is_empty() {
        let below = |shelf: &&Shelf| {
            let library = shelf.library.id.uuid().as_u128();
            let paths = shelf.tree.below(&scope.category).into_iter();
            paths.map(|id| (library, shelf.path(Some(id)).to_owned())).collect::<Vec<_>>()
        };
        let paths: HashSet<(u128, String)> = in_scope.iter().flat_map(below).collect();
        if paths.is_empty() {
            return Err(Error::not_found(Noun::Category, scope.category.join("/")));
        }
        asked.paths = Some(paths);
    }
    Ok(asked)
}

/// What a hit shows; `None` where the phrase has gone since the index was made.
fn show(book: &PhraseBook, shelves: &[Shelf], hit: IndexHit) -> Result<Option<Hit>> {
    let phrase = match book.phrase(PhraseId::from_uuid(uuid::Uuid::from_u128(hit.id))) {
        Ok(phrase) if phrase.meta.deleted_at.is_none() => phrase,
        Ok(_) | Err(Error::NotFound { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let Some(shelf) = shelf_of(shelves, phrase.library) else { return Ok(None) };
    let text = joined_text(&phrase.content.parts);
    let label = &phrase.label;
    // Whoever writes at this moment may have made a text shorter than the index knows it.
    let spans = FieldSpans {
        title: inside(hit.spans.title, &label.title),
        text: inside(hit.spans.text, &text),
        code: inside(hit.spans.code, label.code.as_deref().unwrap_or_default()),
        category: inside(hit.spans.category, shelf.path(phrase.place.category)),
        keywords: inside(hit.spans.keywords, &label.keywords.join(" ")),
    };
    Ok(Some(Hit {
        category: phrase.place.category.map(|id| shelf.tree.path(id)).unwrap_or_default(),
        status: phrase.status(book.today_in(&shelf.library.time_zone)),
        care: book.care_of(phrase.id)?,
        score: hit.score,
        approximate: hit.approximate,
        text,
        spans,
        phrase,
    }))
}

/// Those spans that lie inside a text.
fn inside(mut spans: Vec<Span>, text: &str) -> Vec<Span> {
    if let Some(last) = spans.last().map(|span| span.end as usize)
        && text.chars().nth(last.saturating_sub(1)).is_none()
    {
        let len = text.chars().count();
        spans.retain(|span| span.end as usize <= len);
    }
    spans
}
