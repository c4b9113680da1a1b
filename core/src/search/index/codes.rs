//! Phrases whose short code is what was typed.

use std::ops::Range;

use super::View;
use super::alphabet::Id;
use super::docs::DocId;
use super::hunt::Hunt;
use super::segment::Zone;
use crate::search::query::Query;
use crate::search::rank::Field;

impl Hunt<'_> {
    /// Catches the phrases whose whole short code is the query, spaces apart.
    pub(super) fn find_codes(&mut self) {
        for view in 0..self.views.len() {
            for doc in candidates(&self.views[view], self.query) {
                if self.is_live(view, doc) && self.is_code(view, doc) {
                    self.catch_code(view, doc);
                }
            }
        }
    }

    fn is_code(&mut self, view: usize, doc: DocId) -> bool {
        let segment = &self.views[view].segment;
        let len: usize = self.query.terms.iter().map(super::super::query::Term::len).sum();
        if segment.docs().record(doc).is_none_or(|record| usize::from(record.code) != len) {
            return false;
        }
        segment.spell_out(doc, Field::Code, &mut self.pool.desk.text);
        self.query.is_whole(&self.pool.desk.text)
    }

    fn catch_code(&mut self, view: usize, doc: DocId) {
        let Some(record) = self.views[view].segment.docs().record(doc) else { return };
        let terms = 0..self.query.terms.len();
        let qualities: Option<Vec<_>> =
            terms.map(|term| self.quality_of_term(view, term, (doc, &record), &[])).collect();
        if let Some(qualities) = qualities {
            self.catch(view, doc, &record, true, &qualities);
        }
    }
}

/// The documents on the shortest list of two neighbours in the query, one of which every such code is on.
fn candidates(view: &View, query: &Query) -> Vec<DocId> {
    let segment = &view.segment;
    let pairs = segment.pairs(Zone::Code);
    let typed: Vec<Vec<Id>> = query
        .terms
        .iter()
        .flat_map(|term| (0..term.len()).map(|at| segment.alphabet.same_as(&term.folded, at).collect()))
        .collect();
    let is_mark = |ids: &Vec<Id>| ids.iter().any(|id| segment.is_mark[usize::from(*id)]);
    let mut best: Option<(usize, Vec<Range<usize>>)> = None;
    for (at, firsts) in typed.iter().enumerate() {
        let next = typed[at + 1..].iter().find(|ids| !is_mark(ids));
        let mut lists = Vec::new();
        for first in firsts {
            match next {
                Some(seconds) if !is_mark(firsts) => {
                    lists.extend(seconds.iter().map(|second| pairs.find(*first, *second..*second + 1)));
                }
                // The number of the end is the highest, and no range goes beyond it.
                _ => lists.extend(pairs.row(*first).rev().take(1).map(|last| last..last + 1)),
            }
        }
        let cost = lists.iter().map(|list| pairs.cost(list)).sum();
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            best = Some((cost, lists));
        }
    }
    let lists = best.map(|(_, lists)| lists).unwrap_or_default();
    let mut docs: Vec<DocId> = lists.into_iter().flatten().flat_map(|pair| pairs.documents(pair)).collect();
    docs.sort_unstable();
    docs.dedup();
    docs
}
