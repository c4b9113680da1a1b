//! A search session: one search line in which somebody types.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use super::Shared;
use super::asker::Asker;
use crate::book::PhraseBook;
use crate::error::Result;
use crate::search::book::{Scope, SearchResult, Searchable};
use crate::search::{Approximate, Options};

/// Answers the queries of one search line, from any thread. It reads the book through a connection of its own, so it
/// never waits for whoever writes.
///
/// Only the newest query is worth an answer: a query that arrives stops the one before it.
pub struct SearchSession {
    shared: Arc<Shared>,
    /// The number of the newest query.
    newest: AtomicU64,
    desk: Mutex<Desk>,
}

struct Desk {
    book: PhraseBook,
    asker: Asker,
    /// As [`PhraseBook::data_version`] said when the index was last held against the book.
    data_version: Option<i64>,
    /// What is searched while there is no index.
    scan: Option<(Scope, i64, Searchable)>,
}

impl SearchSession {
    pub(super) fn new(shared: Arc<Shared>, book: PhraseBook) -> Self {
        let desk = Desk { book, asker: Asker::default(), data_version: None, scan: None };
        Self { shared, newest: AtomicU64::new(0), desk: Mutex::new(desk) }
    }

    /// The best `limit` phrases of a scope for a query; 0 asks for all. `None` where a newer query, or
    /// [`SearchSession::cancel`], has overtaken it. Whatever has been committed to the book before is seen.
    ///
    /// # Errors
    /// `NotFound` for a library or a category path that is nowhere in the scope; those of reading the book.
    pub fn search(
        &self,
        query: &str,
        scope: &Scope,
        limit: usize,
        approximate: Approximate,
    ) -> Result<Option<SearchResult>> {
        let ticket = self.newest.fetch_add(1, Ordering::Relaxed) + 1;
        let is_overtaken = || self.newest.load(Ordering::Relaxed) != ticket;
        let mut desk = super::lock(&self.desk);
        if is_overtaken() {
            return Ok(None);
        }
        let found =
            desk.search(&self.shared, (query, scope), &Options { limit, approximate }, &is_overtaken)?;
        Ok((!is_overtaken()).then_some(found))
    }

    #[cfg(test)]
    pub(super) fn newest(&self) -> u64 {
        self.newest.load(Ordering::Relaxed)
    }

    /// Stops the query that runs or waits, if any does.
    pub fn cancel(&self) {
        self.newest.fetch_add(1, Ordering::Relaxed);
    }
}

impl Desk {
    fn search(
        &mut self,
        shared: &Arc<Shared>,
        (query, scope): (&str, &Scope),
        options: &Options,
        is_overtaken: &dyn Fn() -> bool,
    ) -> Result<SearchResult> {
        let version = self.book.data_version()?;
        if self.data_version != Some(version) {
            shared.refresh(&self.book)?;
            self.data_version = Some(version);
        }
        if let Some(index) = shared.index() {
            self.scan = None;
            let Self { book, asker, .. } = self;
            // One reading of the file for all hits: each statement by itself would lock it anew.
            return book.at_one_moment(|| asker.search((book, &index), query, scope, options, is_overtaken));
        }
        if !matches!(&self.scan, Some((of, at, _)) if of == scope && *at == version) {
            self.scan = Some((scope.clone(), version, self.book.searchable(scope)?));
        }
        let found =
            self.scan.as_ref().map(|(_, _, scan)| scan.search(query, options.limit, options.approximate));
        Ok(found.unwrap_or_default())
    }
}
