//! Searching one query after another.

use super::bits::Bits;
use super::hunt::{Hunt, Pool};
use super::lens::Desk;
use super::show::hit;
use super::{Answer, Index};
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
}

impl Default for Searcher {
    fn default() -> Self {
        let desk = Desk { verifier: Verifier::new(Approximate::NONE), text: Folded::default() };
        Self { desk, listed: Bits::default(), narrower: Bits::default() }
    }
}

impl Searcher {
    /// Finds the phrases that match a query, best first.
    pub fn find(&mut self, index: &Index, query: &Query, options: &Options) -> Answer {
        self.find_among(index, query, options, None, &|| false)
    }

    pub(super) fn find_among(
        &mut self,
        index: &Index,
        query: &Query,
        options: &Options,
        asked: Option<&[Bits]>,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Answer {
        if self.desk.verifier.approximate_ways() != options.approximate {
            self.desk.verifier = Verifier::new(options.approximate);
        }
        let pool = Pool {
            asked,
            is_cancelled,
            listed: std::mem::take(&mut self.listed),
            narrower: std::mem::take(&mut self.narrower),
            desk: &mut self.desk,
        };
        let mut hunt = Hunt::new(query, *options, &index.views, pool);
        hunt.run();
        let total = hunt.catches.len();
        let shown = if options.limit == 0 { total } else { total.min(options.limit) };
        let catches = std::mem::take(&mut hunt.catches);
        let hits = catches[..shown].iter().map(|catch| hit(&mut hunt, catch)).collect();
        let more = !hunt.is_complete;
        (self.listed, self.narrower) = (hunt.pool.listed, hunt.pool.narrower);
        Answer { total, more, hits }
    }
}
