//! Queries of several terms: every term has to match, in any field.
//!
//! The sets of documents that may hold each term are intersected, first in the titles alone, and what is left is judged in
//! the order of preference. Where far more match than are wanted, the rest is left out: the best are those of the
//! part that was judged, titles first.

use super::bits::Bits;
use super::cursors::Cursors;
use super::docs::{DocId, Record};
use super::hunt::Hunt;
use super::lens::How;
use super::plan::Plan;
use super::segment::Zone;
use super::ways::Level;
use crate::search::rank::Quality;
use crate::search::verify::Guess;

/// How many times as many as are wanted are caught before the rest is left out.
const SURPLUS: usize = 4;
/// Documents that are judged at most where not all are wanted.
const MAX_JUDGED: usize = 2000;
/// The same for guesses, which cost more.
const MAX_GUESSED: usize = 200;
/// Documents that are judged in their order before long lists are read.
const JUDGED_FIRST: usize = 512;

impl Hunt<'_> {
    pub(super) fn find_terms(&mut self) {
        let tops: Vec<Vec<Level>> = (0..self.query.terms.len()).map(|term| vec![self.top(term)]).collect();
        for view in 0..self.views.len() {
            // Each segment for itself: the best may be in the last one, however much the others have.
            let before = self.catches.len();
            let enough = before.saturating_add(self.wanted.saturating_mul(SURPLUS));
            for zones in [&[Zone::Title][..], &Zone::WHOLE] {
                if zones.len() > 1 && self.catches.len() - before >= self.wanted {
                    // Those of which all is in the title are enough.
                    self.is_complete = false;
                    break;
                }
                self.judge_common(view, zones, &tops, None, enough);
            }
        }
        self.guess_terms(tops);
    }

    fn guess_terms(&mut self, mut levels: Vec<Vec<Level>>) {
        if self.has_enough() || self.is_cancelled() {
            return;
        }
        let mut open: Vec<Vec<(Guess, Level)>> = vec![Vec::new(); levels.len()];
        let approximate = self.options.approximate;
        for (term, typed) in self.query.terms.iter().enumerate() {
            for guess in Guess::ALL.into_iter().filter(|guess| guess.is_open(approximate, typed)) {
                let level = self.prepare(term, guess);
                open[term].push((guess, level));
                levels[term].push(level);
            }
        }
        if open.iter().all(Vec::is_empty) {
            return;
        }
        let room = self.wanted - self.catches.len();
        for view in 0..self.views.len() {
            let enough = self.catches.len().saturating_add(room);
            self.judge_common(view, &Zone::WHOLE, &levels, Some(&open), enough);
        }
    }

    /// Judges the documents that are on the lists of every term, until there are `enough` catches in all.
    fn judge_common(
        &mut self,
        view: usize,
        zones: &[Zone],
        levels: &[Vec<Level>],
        guesses: Option<&[Vec<(Guess, Level)>]>,
        enough: usize,
    ) {
        let limited = self.wanted < usize::MAX;
        let most = match guesses {
            _ if !limited => usize::MAX,
            Some(_) => MAX_GUESSED,
            None => MAX_JUDGED,
        };
        let mut judged = 0;
        let mut first = 0;
        let (common, is_dense) = self.common(view, zones, levels, limited);
        let mut common = common;
        if is_dense {
            // Long lists are not read before it is clear that they have to be.
            first = JUDGED_FIRST as DocId;
            for doc in common.iter_from(0).take_while(|doc| *doc < first) {
                self.judge_terms(view, doc, guesses);
            }
            if self.catches.len() >= enough {
                self.is_complete = false;
                return;
            }
            common = self.common(view, zones, levels, false).0;
        }
        for doc in common.iter_from(first) {
            if !self.is_live(view, doc) {
                continue;
            }
            if self.catches.len() >= enough || judged >= most || judged % 256 == 255 && self.is_cancelled() {
                self.is_complete = false;
                return;
            }
            judged += 1;
            self.judge_terms(view, doc, guesses);
        }
    }

    /// The documents that are on the lists of every term, and whether lists were left out for their length.
    fn common(&mut self, view: usize, zones: &[Zone], levels: &[Vec<Level>], spares: bool) -> (Bits, bool) {
        let segment = &self.views[view].segment;
        let len = segment.len();
        let mut common: Option<Bits> = None;
        let mut is_dense = false;
        for (term, levels) in levels.iter().enumerate() {
            let lens = &mut self.lenses[view][term];
            let ways = &self.ways[term];
            let mut plans: Vec<Plan> = Vec::new();
            for zone in zones {
                plans.extend(levels.iter().filter_map(|level| lens.plan(ways, *level, *zone)));
            }
            if spares && len > JUDGED_FIRST && plans.iter().map(Plan::cost).sum::<usize>() > len / 4 {
                is_dense = true;
                continue;
            }
            let mut listed = Bits::new(len);
            let mut part = Bits::new(len);
            for plan in &plans {
                part.reset(len);
                Cursors::new(plan, segment).read_all(len, &mut part, &mut self.pool.narrower);
                listed.join(&part);
            }
            if zones.contains(&Zone::Keywords) {
                for level in levels {
                    lens.add_groups(ways, *level, How::Loosely, &mut listed);
                }
            }
            match &mut common {
                Some(common) => common.keep(&listed),
                None => common = Some(listed),
            }
        }
        (common.unwrap_or_else(|| Bits::full(len)), is_dense)
    }

    fn judge_terms(&mut self, view: usize, doc: DocId, guesses: Option<&[Vec<(Guess, Level)>]>) {
        if !self.is_live(view, doc) {
            return;
        }
        let Some(record) = self.views[view].segment.docs().record(doc) else { return };
        let mut qualities = Vec::with_capacity(self.query.terms.len());
        for term in 0..self.query.terms.len() {
            let guesses = guesses.map_or(&[][..], |guesses| &guesses[term]);
            match self.quality_of_term(view, term, (doc, &record), guesses) {
                Some(quality) => qualities.push(quality),
                None => return,
            }
        }
        self.catch(view, doc, &record, false, &qualities);
    }

    pub(super) fn quality_of_term(
        &mut self,
        view: usize,
        term: usize,
        document: (DocId, &Record),
        guesses: &[(Guess, Level)],
    ) -> Option<Quality> {
        let top = self.top(term);
        let (lens, ways) = (&mut self.lenses[view][term], &self.ways[term]);
        for how in [How::Strictly, How::WithGaps] {
            if let Some(quality) = lens.exact_quality(ways, top, document, how) {
                return Some(quality);
            }
        }
        let desk = &mut *self.pool.desk;
        guesses.iter().find_map(|(guess, level)| lens.guessed_quality(ways, *level, document, *guess, desk))
    }
}
