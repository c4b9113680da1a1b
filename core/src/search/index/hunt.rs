//! Going after the best phrases for a query.
//!
//! A term that stands alone is looked for in tiers, from the best to the worst: class by class (literally, by sound, by
//! initials, by another reading), inside a class place by place (whole title, its start, the title, short code, category
//! and keywords, text). Inside a tier documents come in the order of preference, so a tier that has found what is wanted
//! can stop, and the tiers behind it need not begin. Where all lists together are short, every document on them is looked at
//! instead and judged as a whole.
//!
//! If everything was looked at and there is still room, what matches only with a gap follows, and then the
//! guesses: fuzzy sounds, a typing error, homophones, each in tiers of its own. `several` has queries of several terms.

use super::View;
use super::bits::Bits;
use super::docs::{DocId, Record};
use super::lens::{Desk, How, Lens};
use super::segment::{Segment, Zone};
use super::ways::{Level, Ways};
use crate::search::query::Query;
use crate::search::rank::{Place, Quality, Rank};
use crate::search::scan::Options;

/// If the lists name no more documents than this, all of them are judged.
const FEW: usize = 96;
/// Documents that are looked at for exact matches at most where not all are wanted: some two milliseconds' worth. Only
/// a query that stands on half of all lists and matches hardly anything, as `dddd` or a comma does, comes near.
const MAX_VISITED: usize = 10_000;
/// Documents that match only with a gap, if at all, that are judged at most where not all are wanted.
const MAX_GAPS: usize = 120;

/// A document that matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Catch {
    pub(super) rank: Rank,
    pub(super) id: u128,
    pub(super) view: u32,
    pub(super) doc: DocId,
}

/// One query on its way through the segments.
pub(super) struct Hunt<'a> {
    pub(super) query: &'a Query,
    pub(super) views: &'a [View],
    /// By term.
    pub(super) ways: Vec<Ways>,
    /// By segment and term.
    pub(super) lenses: Vec<Vec<Lens<'a>>>,
    pub(super) wanted: usize,
    pub(super) options: Options,
    pub(super) catches: Vec<Catch>,
    /// By segment: what is caught.
    pub(super) seen: Vec<Bits>,
    /// What matches only with a gap, if at all.
    pub(super) gaps: Vec<(usize, DocId)>,
    /// By segment and zone: what was on the lists and does not match there without a gap at any level.
    hopeless: Vec<[Bits; Zone::COUNT]>,
    /// Documents that were looked at for exact matches.
    pub(super) visited: usize,
    /// Documents that guesses were tried on.
    pub(super) guessed: usize,
    pub(super) verified: usize,
    /// Every document that matches its only term exactly, or may do so with a gap; `None` if not all are known.
    pub(super) candidates: Option<Vec<(u32, DocId)>>,
    /// Whether nothing was left out.
    pub(super) is_complete: bool,
    pub(super) pool: Pool<'a>,
}

/// Memory and means that outlast a query.
pub(super) struct Pool<'a> {
    pub(super) desk: &'a mut Desk,
    /// Which documents are asked, by segment; `None`: all.
    pub(super) asked: Option<&'a [Bits]>,
    pub(super) is_cancelled: &'a dyn Fn() -> bool,
    pub(super) listed: Bits,
    pub(super) narrower: Bits,
}

impl<'a> Hunt<'a> {
    pub(super) fn new(query: &'a Query, options: Options, views: &'a [View], pool: Pool<'a>) -> Self {
        let lenses =
            views.iter().map(|view| query.terms.iter().map(|term| Lens::new(&view.segment, term)).collect());
        Self {
            query,
            views,
            ways: query.terms.iter().map(Ways::new).collect(),
            lenses: lenses.collect(),
            wanted: if options.limit == 0 { usize::MAX } else { options.limit },
            options,
            catches: Vec::new(),
            seen: views.iter().map(|view| Bits::new(view.segment.len())).collect(),
            gaps: Vec::new(),
            hopeless: views.iter().map(|_| Default::default()).collect(),
            visited: 0,
            guessed: 0,
            verified: 0,
            candidates: None,
            is_complete: true,
            pool,
        }
    }

    /// Looks for everything that the options ask for.
    pub(super) fn run(&mut self) {
        self.find_codes();
        match self.query.terms.len() {
            0 => self.list_all(),
            1 => self.find_one_term(),
            _ => self.find_terms(),
        }
        self.catches.sort_unstable();
    }

    /// Looks at documents that are known to hold everything that matches.
    pub(super) fn run_among(&mut self, candidates: &[(u32, DocId)]) {
        self.find_codes();
        for (view, doc) in candidates {
            self.judge(*view as usize, *doc);
        }
        self.finish_one_term();
        self.catches.sort_unstable();
    }

    /// Whether the person has gone on typing.
    pub(super) fn is_cancelled(&self) -> bool {
        (self.pool.is_cancelled)()
    }

    /// Whether the exact search has to end with what it has.
    fn is_exhausted(&self) -> bool {
        self.wanted < usize::MAX && self.visited > MAX_VISITED
    }

    pub(super) fn has_enough(&self) -> bool {
        self.catches.len() >= self.wanted
    }

    /// The highest exact level that means something for a term.
    pub(super) fn top(&self, term: usize) -> Level {
        // Without sounds there may still be a Latin word to cut, or the beginning of a code.
        if self.ways[term].has_sounds() { Level::Other } else { Level::Initials }
    }

    fn find_one_term(&mut self) {
        let top = self.top(0);
        if self.cost_of_all(top) <= FEW {
            for view in 0..self.views.len() {
                self.judge_all(view, top);
            }
        } else if !self.find_in_tiers(top) {
            self.is_complete = false;
            return;
        }
        self.finish_one_term();
    }

    /// Goes on when all that matches without a gap is caught.
    fn finish_one_term(&mut self) {
        let caught = self.catches.iter().map(|catch| (catch.view, catch.doc));
        let others = self.gaps.iter().map(|(view, doc)| (*view as u32, *doc));
        self.candidates = Some(caught.chain(others).collect());
        self.judge_gaps();
        self.guess();
    }

    /// About how many documents are on the lists of all zones.
    fn cost_of_all(&mut self, top: Level) -> usize {
        let mut cost = 0;
        for (lenses, view) in self.lenses.iter_mut().zip(self.views) {
            for zone in Zone::WHOLE {
                cost += lenses[0].plan(&self.ways[0], top, zone).map_or(0, |plan| plan.cost());
                if cost > FEW {
                    return cost;
                }
            }
            let matched = lenses[0].groups(&self.ways[0], top, How::Loosely);
            let groups = matched.iter().enumerate().filter(|(_, matches)| **matches);
            cost += groups.map(|(group, _)| view.segment.groups[group].list.len()).sum::<usize>();
        }
        cost
    }

    /// Judges every document on the lists.
    fn judge_all(&mut self, view: usize, top: Level) {
        let mut tried = Bits::new(self.views[view].segment.len());
        for zone in Zone::WHOLE {
            self.walk(view, top, zone, &mut |hunt, doc| {
                if !tried.has(doc) {
                    tried.add(doc);
                    hunt.judge(view, doc);
                }
                false
            });
        }
    }

    /// Catches a document if its term matches without a gap, and notes it if it may match with one.
    fn judge(&mut self, view: usize, doc: DocId) {
        if !self.is_live(view, doc) {
            return;
        }
        let top = self.top(0);
        let lens = &mut self.lenses[view][0];
        let Some(record) = lens.segment.docs().record(doc) else { return };
        match lens.exact_quality(&self.ways[0], top, (doc, &record), How::Strictly) {
            Some(quality) => self.catch(view, doc, &record, false, &[quality]),
            None => self.gaps.push((view, doc)),
        }
    }

    /// Goes from tier to tier; returns whether all of them were gone through to their ends.
    fn find_in_tiers(&mut self, top: Level) -> bool {
        let classes: [&[Level]; 4] =
            [&[Level::Literal], &[Level::Full, Level::Prefix], &[Level::Initials], &[Level::Other]];
        for levels in classes {
            for place in Place::ALL {
                for level in levels.iter().filter(|level| **level <= top) {
                    if matches!(level, Level::Full | Level::Prefix) && !self.ways[0].has_sounds() {
                        continue;
                    }
                    self.find_tier(*level, place, top);
                    if self.has_enough() || self.is_exhausted() || self.is_cancelled() {
                        return false;
                    }
                }
            }
        }
        true
    }

    /// Catches what matches at a level and a place, as much as is wanted.
    fn find_tier(&mut self, level: Level, place: Place, top: Level) {
        let wanted = self.wanted - self.catches.len();
        let zone = zone_of(place);
        for view in 0..self.views.len() {
            if place == Place::Code && !needs_codes(&self.views[view].segment, level) {
                continue;
            }
            let mut caught = 0;
            self.walk(view, level, zone, &mut |hunt, doc| {
                caught += usize::from(hunt.try_tier(view, doc, level, place, top));
                caught >= wanted || hunt.is_exhausted()
            });
        }
    }

    fn try_tier(&mut self, view: usize, doc: DocId, level: Level, place: Place, top: Level) -> bool {
        let zone = zone_of(place);
        if self.hopeless[view][zone as usize].has(doc) {
            return false;
        }
        self.visited += 1;
        let (lens, ways) = (&mut self.lenses[view][0], &self.ways[0]);
        let Some(record) = lens.segment.docs().record(doc) else { return false };
        let document = (doc, &record);
        if lens.matches_at(ways, level, document, place, How::Strictly) {
            self.catch(view, doc, &record, false, &[level.quality(place)]);
            return true;
        }
        // What does not match here at any level need not be tried again, whatever it matches with a gap.
        let is_last_word = matches!(place, Place::Title | Place::Label | Place::Text | Place::Code);
        if is_last_word {
            let may_match = lens.matches_at(ways, top, document, place, How::Loosely);
            if may_match && level < top && lens.matches_at(ways, top, document, place, How::Strictly) {
                return false;
            }
            let hopeless = &mut self.hopeless[view][zone as usize];
            if hopeless.is_empty() {
                hopeless.reset(lens.segment.len());
            }
            hopeless.add(doc);
            if may_match {
                self.gaps.push((view, doc));
            }
        }
        false
    }

    /// Catches those that match with a gap.
    fn judge_gaps(&mut self) {
        if self.has_enough() {
            self.is_complete &= self.gaps.is_empty();
            return;
        }
        let top = self.top(0);
        let mut gaps = std::mem::take(&mut self.gaps);
        gaps.sort_unstable();
        gaps.dedup();
        for (at, (view, doc)) in gaps.iter().enumerate() {
            let is_too_much = self.wanted < usize::MAX && at >= MAX_GAPS;
            if is_too_much || at % 256 == 255 && self.is_cancelled() {
                self.is_complete = false;
                break;
            }
            if self.seen[*view].has(*doc) {
                continue;
            }
            let lens = &mut self.lenses[*view][0];
            let Some(record) = lens.segment.docs().record(*doc) else { continue };
            if let Some(quality) = lens.exact_quality(&self.ways[0], top, (*doc, &record), How::WithGaps) {
                self.catch(*view, *doc, &record, false, &[quality]);
            }
        }
        self.gaps = gaps;
    }

    /// Whether a document is asked, not deleted, and not caught yet.
    pub(super) fn is_live(&self, view: usize, doc: DocId) -> bool {
        !self.seen[view].has(doc)
            && self.views[view].dead.as_ref().is_none_or(|dead| !dead.has(doc))
            && self.pool.asked.is_none_or(|asked| asked[view].has(doc))
    }

    pub(super) fn catch(
        &mut self,
        view: usize,
        doc: DocId,
        record: &Record,
        is_code: bool,
        qualities: &[Quality],
    ) {
        self.seen[view].add(doc);
        let rank = Rank::new(is_code, qualities, record.preference(), 0);
        self.catches.push(Catch { rank, id: record.id, view: view as u32, doc });
    }

    /// Every phrase, by preference.
    fn list_all(&mut self) {
        for view in 0..self.views.len() {
            let mut left = self.wanted;
            for doc in 0..self.views[view].segment.len() as DocId {
                if !self.is_live(view, doc) {
                    continue;
                }
                if left == 0 {
                    self.is_complete = false;
                    break;
                }
                left -= 1;
                let Some(record) = self.views[view].segment.docs().record(doc) else { continue };
                self.catch(view, doc, &record, false, &[]);
            }
        }
    }
}

/// Whether codes can match at a level in a way that no other finds. A code that is typed whole is caught already; and
/// codes without hanzi have nothing but letters, which match from one level on.
fn needs_codes(segment: &Segment, level: Level) -> bool {
    level == Level::Initials || segment.has_hanzi_codes
}

/// Where matches at a place are looked for. Category paths belong to the keywords.
pub(super) fn zone_of(place: Place) -> Zone {
    match place {
        Place::WholeTitle => Zone::WholeTitle,
        Place::TitleStart => Zone::TitleStart,
        Place::Title => Zone::Title,
        Place::Code => Zone::Code,
        Place::Label => Zone::Keywords,
        Place::Text => Zone::Text,
    }
}
