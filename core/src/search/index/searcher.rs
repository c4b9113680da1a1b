//! Searching one query after another.

use std::sync::Arc;

use super::bits::Bits;
use super::docs::DocId;
use super::hunt::{Hunt, Pool};
use super::lens::Desk;
use super::show::hit;
use super::{Answer, Index, View};
use crate::search::Approximate;
use crate::search::fold::Folded;
use crate::search::query::Query;
use crate::search::scan::Options;
use crate::search::verify::Verifier;

/// Searches an index while somebody types. Keeps memory, and what the last query found, for the next.
pub struct Searcher {
    desk: Desk,
    listed: Bits,
    narrower: Bits,
    last: Option<Last>,
}

/// Candidates that are kept for the next query at most: with more, looking anew is as fast.
const MAX_KEPT: usize = 2000;

/// What the last query found out.
struct Last {
    views: Arc<[View]>,
    scope: u64,
    term: Folded,
    /// Every document that can match the term, or one that begins so.
    candidates: Vec<(u32, DocId)>,
}

impl Last {
    /// Whether everything that matches a query is among the candidates: what matches `fah` matches `fa`, if marks may be
    /// skipped.
    fn serves(&self, index: &Index, scope: u64, query: &Query) -> bool {
        let [term] = &query.terms[..] else { return false };
        Arc::ptr_eq(&self.views, &index.views)
            && self.scope == scope
            && term.len() >= self.term.len()
            && (0..self.term.len()).all(|at| self.term.same(at, &term.folded, at))
    }
}

impl Default for Searcher {
    fn default() -> Self {
        let desk = Desk { verifier: Verifier::new(Approximate::NONE), text: Folded::default() };
        Self { desk, listed: Bits::default(), narrower: Bits::default(), last: None }
    }
}

impl Searcher {
    /// Finds the phrases that match a query, best first.
    pub fn find(&mut self, index: &Index, query: &Query, options: &Options) -> Answer {
        self.find_among(index, query, options, None, &|| false)
    }

    /// Finds what a scope lets through: its number, which no other scope has, and its documents, by segment.
    pub(super) fn find_among(
        &mut self,
        index: &Index,
        query: &Query,
        options: &Options,
        asked: Option<(u64, &[Bits])>,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Answer {
        if self.desk.verifier.approximate_ways() != options.approximate {
            self.desk.verifier = Verifier::new(options.approximate);
        }
        let scope = asked.map_or(0, |(scope, _)| scope);
        let last = self.last.take().filter(|last| last.serves(index, scope, query));
        let pool = Pool {
            asked: asked.map(|(_, documents)| documents),
            is_cancelled,
            listed: std::mem::take(&mut self.listed),
            narrower: std::mem::take(&mut self.narrower),
            desk: &mut self.desk,
        };
        let mut hunt = Hunt::new(query, *options, &index.views, pool);
        match last {
            Some(last) => hunt.run_among(&last.candidates),
            None => hunt.run(),
        }
        let total = hunt.catches.len();
        let shown = if options.limit == 0 { total } else { total.min(options.limit) };
        let catches = std::mem::take(&mut hunt.catches);
        let hits = catches[..shown].iter().map(|catch| hit(&mut hunt, catch)).collect();
        let more = !hunt.is_complete;
        let kept = hunt.candidates.take().filter(|candidates| candidates.len() <= MAX_KEPT);
        (self.listed, self.narrower) = (hunt.pool.listed, hunt.pool.narrower);
        self.last = kept.and_then(|candidates| {
            let term = query.terms.first()?.folded.clone();
            Some(Last { views: Arc::clone(&index.views), scope, term, candidates })
        });
        Answer { total, more, hits }
    }
}
