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
use super::lattice::{Cut, Plan};
use super::lens::{Desk, LOOSE, Lens, STRICT};
use super::segment::{Segment, Zone};
use super::ways::{Level, Ways};
use crate::search::query::Query;
use crate::search::rank::{Field, Place, Quality, Rank};
use crate::search::scan::Options;
use crate::search::verify::Guess;

/// If the lists name no more documents than this, all of them are judged.
const FEW: usize = 96;
/// Documents on one letter's lists from which on a second letter's are worth reading.
const NARROWED_FROM: usize = 192;
/// How many documents are tried in their order before long lists are read.
const TRIED_FIRST: usize = 2048;
/// Documents that match only with a gap, of which the verifier judges that many at most where not all are wanted.
const MAX_GAPS: usize = 400;
/// Candidates of a guess that the verifier judges at most where not all are wanted.
const MAX_GUESSES: usize = 256;

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
        let lenses = views.iter().map(|view| query.terms.iter().map(|term| Lens::new(&view.segment, term)).collect());
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
        self.judge_gaps();
        self.guess();
        self.catches.sort_unstable();
    }

    /// Whether the person has gone on typing.
    pub(super) fn is_cancelled(&self) -> bool {
        (self.pool.is_cancelled)()
    }

    pub(super) fn has_enough(&self) -> bool {
        self.catches.len() >= self.wanted
    }

    /// The highest exact level that means something for a term.
    pub(super) fn top(&self, term: usize) -> Level {
        if self.ways[term].has_sounds() { Level::Other } else { Level::Literal }
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
            let matched = &lenses[0].groups(&self.ways[0], top).1;
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
        match lens.strict_quality(&self.ways[0], top, (doc, &record)) {
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
                    self.find_tier(*level, place, *level == top);
                    if self.has_enough() || self.is_cancelled() {
                        return false;
                    }
                }
            }
        }
        true
    }

    /// Catches what matches at a level and a place, as much as is wanted.
    fn find_tier(&mut self, level: Level, place: Place, is_top: bool) {
        let wanted = self.wanted - self.catches.len();
        let zone = zone_of(place);
        // Every document of the zone that may match comes by here once, at the highest level.
        let notes_gaps = is_top && !matches!(place, Place::WholeTitle | Place::TitleStart);
        for view in 0..self.views.len() {
            let mut caught = 0;
            self.walk(view, level, zone, &mut |hunt, doc| {
                let lens = &mut hunt.lenses[view][0];
                let Some(record) = lens.segment.docs().record(doc) else { return false };
                let document = (doc, &record);
                if lens.matches_at(&hunt.ways[0], level, document, place) {
                    hunt.catch(view, doc, &record, false, &[level.quality(place)]);
                    caught += 1;
                } else if notes_gaps {
                    let fields = [zone.field(), if place == Place::Label { Field::Category } else { zone.field() }];
                    if fields.iter().any(|field| lens.field_matches(&hunt.ways[0], level, document, *field, LOOSE)) {
                        hunt.gaps.push((view, doc));
                    }
                }
                caught >= wanted
            });
        }
    }

    /// Catches those that match with a gap.
    fn judge_gaps(&mut self) {
        if self.has_enough() {
            return;
        }
        let top = self.top(0);
        let mut gaps = std::mem::take(&mut self.gaps);
        gaps.sort_unstable();
        gaps.dedup();
        for (at, (view, doc)) in gaps.iter().enumerate() {
            if self.wanted < usize::MAX && at >= MAX_GAPS || self.is_cancelled() {
                self.is_complete = false;
                break;
            }
            if self.seen[*view].has(*doc) {
                continue;
            }
            let lens = &mut self.lenses[*view][0];
            let Some(record) = lens.segment.docs().record(*doc) else { continue };
            let desk = &mut *self.pool.desk;
            if let Some(quality) = lens.verified_quality(&self.ways[0], top, (*doc, &record), None, desk) {
                self.catch(*view, *doc, &record, false, &[quality]);
            }
        }
        self.gaps = gaps;
    }

    /// Catches what matches by the approximate ways that are asked for, as long as there is room.
    fn guess(&mut self) {
        let term = &self.query.terms[0];
        for guess in Guess::ALL {
            if self.has_enough() || self.is_cancelled() {
                return;
            }
            if !guess.is_open(self.options.approximate, term) {
                continue;
            }
            let level = self.prepare(0, guess);
            for place in Place::ALL.into_iter().filter(|place| *place != Place::WholeTitle) {
                if !self.guess_tier(guess, level, place) || self.has_enough() {
                    self.is_complete &= !self.has_enough();
                    break;
                }
            }
        }
    }

    /// Adds the ways of a guess to a term; returns its level.
    pub(super) fn prepare(&mut self, term: usize, guess: Guess) -> Level {
        let (typed, ways) = (&self.query.terms[term], &mut self.ways[term]);
        match guess {
            Guess::Fuzzy => ways.add_fuzzy(typed, self.pool.desk.verifier.fuzzy_table()),
            Guess::Typo => ways.add_typo(typed),
            Guess::Homophone => {}
        }
        guess.into()
    }

    /// Catches what a guess finds at a place; returns false if the work became too much.
    fn guess_tier(&mut self, guess: Guess, level: Level, place: Place) -> bool {
        let wanted = self.wanted - self.catches.len();
        let mut judged = 0;
        for view in 0..self.views.len() {
            let mut caught = 0;
            self.walk(view, level, zone_of(place), &mut |hunt, doc| {
                let lens = &mut hunt.lenses[view][0];
                let Some(record) = lens.segment.docs().record(doc) else { return false };
                if !lens.may_match_at(&hunt.ways[0], level, (doc, &record), place) {
                    return false;
                }
                judged += 1;
                let desk = &mut *hunt.pool.desk;
                let quality = lens.verified_quality(&hunt.ways[0], level, (doc, &record), Some(guess), desk);
                if let Some(quality) = quality {
                    hunt.catch(view, doc, &record, false, &[quality]);
                    caught += usize::from(quality.place <= place);
                }
                caught >= wanted || hunt.wanted < usize::MAX && judged >= MAX_GUESSES
            });
        }
        let is_too_much = self.wanted < usize::MAX && judged >= MAX_GUESSES;
        self.is_complete &= !is_too_much;
        !is_too_much
    }

    /// Calls `visit` with the live documents of a zone that may match at a level, in the order of preference, until it
    /// says stop.
    pub(super) fn walk(
        &mut self,
        view: usize,
        level: Level,
        zone: Zone,
        visit: &mut dyn FnMut(&mut Self, DocId) -> bool,
    ) {
        let segment = &self.views[view].segment;
        let plan = self.lenses[view][0].plan(&self.ways[0], level, zone);
        let cost = plan.as_ref().map_or(0, Plan::cost);
        let len = segment.len();
        let mut start = 0;
        if self.wanted < usize::MAX && cost > len / 4 && zone != Zone::Keywords && len > TRIED_FIRST {
            start = TRIED_FIRST;
            for doc in 0..start as DocId {
                if self.is_live(view, doc) && visit(self, doc) {
                    return;
                }
            }
        }
        let mut listed = std::mem::take(&mut self.pool.listed);
        listed.reset(len);
        let mut has_any = cost > 0;
        if let Some(plan) = plan {
            read(&plan, segment, zone, &mut listed, &mut self.pool.narrower);
        }
        if zone == Zone::Keywords {
            let bounds = if level > Level::Other || level == self.top(0) { LOOSE } else { STRICT };
            has_any |= self.lenses[view][0].add_groups(&self.ways[0], level, bounds, &mut listed);
        }
        if has_any {
            for (n, doc) in listed.iter_from(start as DocId).enumerate() {
                if n % 256 == 255 && self.is_cancelled() {
                    self.is_complete = false;
                    break;
                }
                if self.is_live(view, doc) && visit(self, doc) {
                    break;
                }
            }
        }
        self.pool.listed = listed;
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

/// Puts the documents of a plan into a set: those on the lists of the best letter, and if these are many, only those
/// that stand on another letter's lists, too.
pub(super) fn read(plan: &Plan, segment: &Segment, zone: Zone, listed: &mut Bits, narrower: &mut Bits) {
    let Some((best, others)) = plan.cuts.split_first() else { return };
    add(best, segment, zone, listed);
    for other in others {
        if best.cost >= NARROWED_FROM && other.cost / 4 <= best.cost {
            narrower.reset(segment.len());
            add(other, segment, zone, narrower);
            listed.keep(narrower);
        }
    }
}

fn add(cut: &Cut, segment: &Segment, zone: Zone, listed: &mut Bits) {
    let (pairs, triples) = (segment.pairs(zone), segment.triples());
    for pair in cut.pairs.iter().cloned().flatten() {
        pairs.documents(pair).for_each(|doc| listed.add(doc));
    }
    for triple in &cut.triples {
        triples.documents(*triple).for_each(|doc| listed.add(doc));
    }
}

/// Where matches at a place are looked for. Category paths belong to the keywords.
fn zone_of(place: Place) -> Zone {
    match place {
        Place::WholeTitle => Zone::WholeTitle,
        Place::TitleStart => Zone::TitleStart,
        Place::Title => Zone::Title,
        Place::Code => Zone::Code,
        Place::Label => Zone::Keywords,
        Place::Text => Zone::Text,
    }
}
