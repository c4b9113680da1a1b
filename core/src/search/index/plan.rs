//! Which lists to read for a term.

use std::ops::Range;

use super::pairs::Pairs;
use super::segment::Zone;
use super::triples::{Triples, each, triple};

/// Documents on the lists of a plan from which on narrowing them is worth reading other lists.
pub(super) const NARROWED_FROM: usize = 192;
/// Triples that are looked up at most for one letter.
const MAX_TRIPLES: usize = 64;

/// Which lists to read.
pub(super) struct Plan {
    /// Each holds every match; the first is the one to read, the others can narrow it. Not empty.
    pub(super) cuts: Vec<Cut>,
}

impl Plan {
    /// About how many documents the shortest cut names; 0 only if there is none.
    pub(super) fn cost(&self) -> usize {
        self.cuts.first().map_or(0, |cut| cut.cost)
    }
}

/// Lists that together hold every match.
pub(super) struct Cut {
    pub(super) zone: Zone,
    pub(super) pairs: Vec<Range<usize>>,
    pub(super) triples: Vec<u16>,
    pub(super) cost: usize,
}

impl Cut {
    pub(super) fn new(zone: Zone) -> Self {
        Self { zone, pairs: Vec::new(), triples: Vec::new(), cost: 0 }
    }

    pub(super) fn add(&mut self, pairs: Pairs<'_>, range: Range<usize>) {
        if !range.is_empty() {
            self.cost += pairs.cost(&range);
            self.pairs.push(range);
        }
    }

    /// Adds the triples of three sets of letters; `None` if one is empty, or they are too many.
    pub(super) fn add_triples(&mut self, sets: [u32; 3], triples: Triples<'_>) -> Option<()> {
        let count: u32 = sets.iter().map(|set| set.count_ones()).product();
        if count == 0 || self.triples.len() + count as usize > MAX_TRIPLES {
            return None;
        }
        for first in each(sets[0]) {
            for second in each(sets[1]) {
                let rest = each(sets[2]).map(|third| triple([first, second, third]));
                self.triples.extend(rest.filter(|triple| triples.cost(*triple) > 0));
            }
        }
        Some(())
    }
}
