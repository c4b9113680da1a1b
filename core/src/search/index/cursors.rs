//! Reading the lists of a plan from the front, as far as it takes.

use super::bits::Bits;
use super::docs::DocId;
use super::pairs::Documents;
use super::plan::{Cut, NARROWED_FROM, Plan};
use super::segment::Segment;

/// The lists of a plan, each with what was read and not yet used.
pub(super) struct Cursors<'a> {
    best: Vec<(Documents<'a>, DocId)>,
    /// The lists of other cuts, which a document must be on, too.
    narrowers: Vec<Vec<(Documents<'a>, DocId)>>,
}

/// Behind the last document of a list.
const NO_MORE: DocId = DocId::MAX;

impl<'a> Cursors<'a> {
    pub(super) fn new(plan: &Plan, segment: &'a Segment) -> Self {
        let Some((best, others)) = plan.cuts.split_first() else {
            return Self { best: Vec::new(), narrowers: Vec::new() };
        };
        let narrows = |other: &&Cut| best.cost >= NARROWED_FROM && other.cost / 4 <= best.cost;
        Self {
            best: lists(best, segment),
            narrowers: others.iter().filter(narrows).map(|cut| lists(cut, segment)).collect(),
        }
    }

    /// Adds the documents below a bound that were not read before.
    pub(super) fn read(&mut self, below: DocId, len: usize, listed: &mut Bits, narrower: &mut Bits) {
        read(&mut self.best, below, listed);
        for lists in &mut self.narrowers {
            narrower.reset(len);
            read(lists, below, narrower);
            listed.keep(narrower);
        }
    }

    /// Adds all documents.
    pub(super) fn read_all(mut self, len: usize, listed: &mut Bits, narrower: &mut Bits) {
        self.read(NO_MORE, len, listed, narrower);
    }
}

fn lists<'a>(cut: &Cut, segment: &'a Segment) -> Vec<(Documents<'a>, DocId)> {
    let (pairs, triples) = (segment.pairs(cut.zone), segment.triples());
    let of_pairs = cut.pairs.iter().cloned().flatten().map(|pair| pairs.documents(pair));
    let of_triples = cut.triples.iter().map(|triple| triples.documents(*triple));
    of_pairs
        .chain(of_triples)
        .map(|mut list| {
            let first = list.next().unwrap_or(NO_MORE);
            (list, first)
        })
        .collect()
}

fn read(lists: &mut [(Documents<'_>, DocId)], below: DocId, found: &mut Bits) {
    for (list, next) in lists {
        while *next < below {
            found.add(*next);
            *next = list.next().unwrap_or(NO_MORE);
        }
    }
}
