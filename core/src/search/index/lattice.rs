//! The ways to read a term, as a graph over its letters, and the documents that can hold one of them.
//!
//! The nodes are the places between letters, an edge is a character of a text that takes the letters between two places,
//! and a match is a path from the first place to the last. Its two ideas:
//! - *Cut.* Take any letter. Every path has one edge that takes it, and then one that follows. So a document that matches
//!   has one of the pairs "a unit of such an edge, a unit of a following one": their lists together hold every match,
//!   and the best letter is the one with the shortest lists. A second letter narrows the first.
//! - *Ranges.* The units of an edge are a few ranges of numbers ([`Alphabet`]), so the lists are found by range, and
//!   their lengths are known before they are read.

use std::ops::Range;

use super::alphabet::{Alphabet, Id};
use super::build::letters_of;
use super::pairs::Pairs;
use super::paths::{Collector, mark_paths};
use super::plan::{Cut, NARROWED_FROM, Plan};
use super::segment::{Segment, Zone};
use super::triples::Triples;
use super::ways::{Kind, Level, Sound, Ways};
use crate::search::chars::Class;
use crate::search::pinyin::letter_bit;
use crate::search::query::Term;

/// Letters whose lists are looked up; of the others the estimate was worse.
const LOOKED_UP: usize = 3;

/// Documents on the lists of pairs from which on those of triples are worth looking up.
const TRIPLES_FROM: usize = 512;
/// What an edge does about the guess that a match needs on the approximate levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Nothing.
    Clean,
    /// Nothing, and it is a mark, which pairs leave out.
    Mark,
    /// Is a fuzzy sound or a homophone: one or more are needed.
    Guessing,
    /// Has the typing error.
    Erring,
    /// Has one half of an exchange, the first of the next character the other.
    Swapping,
    Swapped,
}

pub(super) const PARTS: usize = 6;
/// Where a path stands: no guess yet, one made, an exchange half made.
pub(super) const LAYERS: usize = 3;

impl Part {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Full | Kind::Prefix | Kind::Initial => Self::Clean,
            Kind::Fuzzy | Kind::FuzzyTwice => Self::Guessing,
            Kind::Erring => Self::Erring,
            Kind::Swapping => Self::Swapping,
            Kind::Swapped => Self::Swapped,
        }
    }

    /// From which layer to which.
    pub(super) fn steps(self) -> &'static [(usize, usize)] {
        match self {
            Self::Clean | Self::Mark => &[(0, 0), (1, 1)],
            Self::Guessing => &[(0, 1), (1, 1)],
            Self::Erring => &[(0, 1)],
            Self::Swapping => &[(0, 2)],
            Self::Swapped => &[(2, 1)],
        }
    }
}

pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) part: Part,
    pub(super) units: Units,
    /// The letters that its units can be typed by, as a set; empty if there is none for some.
    pub(super) initials: u32,
    /// By layer: whether it lies on a path when it leaves that layer.
    pub(super) leaves: [bool; LAYERS],
}

/// A set of units: ascending ranges that neither overlap nor touch.
#[derive(Default)]
pub(super) struct Units {
    ranges: Vec<Range<Id>>,
    is_unordered: bool,
}

impl Units {
    fn add(&mut self, range: Range<Id>) {
        if range.is_empty() {
            return;
        }
        match self.ranges.last_mut() {
            Some(last) if range.start >= last.start && range.start <= last.end => {
                last.end = last.end.max(range.end);
            }
            Some(last) if range.start < last.start => {
                self.is_unordered = true;
                self.ranges.push(range);
            }
            _ => self.ranges.push(range),
        }
    }

    fn put_in_order(&mut self) {
        if !std::mem::take(&mut self.is_unordered) {
            return;
        }
        let mut ranges = std::mem::take(&mut self.ranges);
        ranges.sort_unstable_by_key(|range| range.start);
        ranges.into_iter().for_each(|range| self.add(range));
    }

    fn iter(&self) -> impl Iterator<Item = Id> {
        self.ranges.iter().cloned().flatten()
    }

    fn count(&self) -> usize {
        self.ranges.iter().map(|range| usize::from(range.end - range.start)).sum()
    }
}

/// What can stand behind a unit in a pair.
#[derive(Default)]
struct Following {
    units: Units,
    /// Whether the term can end with marks, and anything may follow them.
    is_open: bool,
}

/// The readings of a term at one level, in one alphabet.
pub(super) struct Lattice {
    edges: Vec<Edge>,
    /// By place and layer: what can follow there in a pair.
    following: Vec<[Following; LAYERS]>,
    letters: usize,
    /// Whether the edges know their initials.
    has_letters: bool,
}

impl Lattice {
    /// `literals` are the units that are the term's own characters, with their places. `None` if there is no way to
    /// read the term with these units.
    pub(super) fn new(
        alphabet: &Alphabet,
        term: &Term,
        ways: &Ways,
        literals: &[(Id, usize)],
        level: Level,
    ) -> Option<Self> {
        let mut collector = Collector::new(term.len());
        for (id, at) in literals {
            let is_mark = alphabet.unit(*id).class != Class::Solid;
            collector.edge(*at, 1, if is_mark { Part::Mark } else { Part::Clean }).add(*id..id + 1);
        }
        for way in ways.of(level) {
            let part = match Part::of(way.kind) {
                Part::Guessing if level == Level::FuzzyOnce => Part::Erring,
                part => part,
            };
            let units = collector.edge(usize::from(way.from), usize::from(way.len), part);
            match way.sound {
                Sound::Letter(letter) => {
                    alphabet.letter(letter).into_iter().for_each(|id| units.add(id..id + 1));
                }
                Sound::Syllable(syllable) => {
                    units.add(alphabet.first(syllable));
                    if level.has_other_readings() {
                        alphabet.others(syllable).for_each(|id| units.add(id..id + 1));
                    }
                }
            }
        }
        if level == Level::Homophone {
            for at in 0..term.len() {
                for syllable in term.folded.units[at].readings.syllables() {
                    let units = collector.edge(at, 1, Part::Guessing);
                    units.add(alphabet.first(*syllable));
                    alphabet.others(*syllable).for_each(|id| units.add(id..id + 1));
                }
            }
        }
        let mut lattice = Self::of(collector.edges, term.len(), level > Level::Other)?;
        if level <= Level::Other {
            lattice.set_initials(term, alphabet);
        }
        Some(lattice)
    }

    /// Sets the initials of the edges, which on the exact levels are the typed letters, or those of the typed hanzi.
    fn set_initials(&mut self, term: &Term, alphabet: &Alphabet) {
        for edge in &mut self.edges {
            edge.initials = match letter_bit(term.ascii[edge.from]) {
                0 => edge.units.iter().fold(0, |letters, id| letters | letters_of(alphabet.unit(id))),
                letter => letter,
            };
        }
        self.has_letters = self.edges.iter().all(|edge| edge.part != Part::Mark);
    }

    fn of(mut edges: Vec<Edge>, letters: usize, needs_guess: bool) -> Option<Self> {
        edges.retain_mut(|edge| {
            edge.units.put_in_order();
            !edge.units.ranges.is_empty()
        });
        mark_paths(&mut edges, letters, needs_guess);
        edges.retain(|edge| edge.leaves.contains(&true));
        if edges.is_empty() {
            return None;
        }
        let mut following: Vec<[Following; LAYERS]> = Vec::new();
        following.resize_with(letters + 1, Default::default);
        following[letters].iter_mut().for_each(|end| end.is_open = true);
        // Backwards: what follows a mark must be known before what follows what stands in front of it.
        for edge in edges.iter().rev() {
            for layer in (0..LAYERS).filter(|layer| edge.leaves[*layer]) {
                if edge.part == Part::Mark {
                    let behind = &following[edge.to][layer];
                    let (ranges, is_open) = (behind.units.ranges.clone(), behind.is_open);
                    following[edge.from][layer].is_open |= is_open;
                    ranges.into_iter().for_each(|range| following[edge.from][layer].units.add(range));
                } else {
                    let units = &mut following[edge.from][layer].units;
                    edge.units.ranges.iter().for_each(|range| units.add(range.clone()));
                }
                following[edge.from][layer].units.put_in_order();
            }
        }
        Some(Self { edges, following, letters, has_letters: false })
    }

    /// The shortest lists of a zone that together hold every match.
    pub(super) fn plan(&self, segment: &Segment, zone: Zone) -> Plan {
        let pairs = segment.pairs(zone);
        let own = match zone {
            Zone::WholeTitle => self.ends(pairs, zone),
            // It has only the first pairs of each title.
            Zone::TitleStart => self.cut(0, pairs, zone),
            _ => return self.plan_whole(segment, zone),
        };
        if own.cost < NARROWED_FROM {
            return Plan { cuts: vec![own] };
        }
        // What is true of a title's start is true of the title.
        let title = self.plan_whole(segment, Zone::Title);
        Plan { cuts: std::iter::once(own).chain(title.cuts.into_iter().take(2)).collect() }
    }

    fn plan_whole(&self, segment: &Segment, zone: Zone) -> Plan {
        let pairs = segment.pairs(zone);
        // Letters between which no character begins or ends are taken by the same edges.
        let is_own =
            |letter: &usize| self.edges.iter().any(|edge| edge.from == *letter || edge.to == *letter);
        let mut letters: Vec<(usize, usize)> =
            (0..self.letters).filter(is_own).map(|letter| (self.estimate(letter, pairs), letter)).collect();
        letters.sort_unstable();
        let mut cuts = Vec::new();
        for (_, letter) in letters.iter().take(LOOKED_UP) {
            let cut = self.cut(*letter, pairs, zone);
            if cut.cost == 0 {
                return Plan { cuts: vec![cut] };
            }
            cuts.push(cut);
        }
        if zone == Zone::Text && self.has_letters && cuts.iter().all(|cut| cut.cost > TRIPLES_FROM) {
            let triples = segment.triples();
            cuts.extend((0..self.letters).filter_map(|letter| self.triple_cut(letter, pairs, triples)));
        }
        cuts.sort_by_key(|cut| cut.cost);
        cuts.truncate(LOOKED_UP);
        Plan { cuts }
    }

    /// The lists of the first and the last unit together, for the zone of whole titles.
    fn ends(&self, pairs: Pairs<'_>, zone: Zone) -> Cut {
        let mut cut = Cut::new(zone);
        let is_last = |edge: &&Edge| edge.to == self.letters;
        for first in self.edges.iter().filter(|edge| edge.from == 0) {
            for unit in first.units.iter() {
                let row = pairs.row(unit);
                for last in self.edges.iter().filter(is_last) {
                    last.units
                        .ranges
                        .iter()
                        .for_each(|range| cut.add(pairs, pairs.find_in(&row, range.clone())));
                }
            }
        }
        cut.pairs.sort_unstable_by_key(|range| range.start);
        cut.pairs.dedup();
        cut
    }

    /// The lists of three characters in a row, the first of which takes a letter; where only two are left, their pairs.
    /// `None` if some reading has fewer, or a character without letters.
    fn triple_cut(&self, letter: usize, pairs: Pairs<'_>, triples: Triples<'_>) -> Option<Cut> {
        let mut cut = Cut::new(Zone::Text);
        for first in self.edges.iter().filter(|edge| (edge.from..edge.to).contains(&letter)) {
            for second in self.edges.iter().filter(|edge| edge.from == first.to) {
                if second.to == self.letters {
                    for unit in first.units.iter() {
                        let row = pairs.row(unit);
                        second
                            .units
                            .ranges
                            .iter()
                            .for_each(|r| cut.add(pairs, pairs.find_in(&row, r.clone())));
                    }
                    continue;
                }
                for third in self.edges.iter().filter(|edge| edge.from == second.to) {
                    cut.add_triples([first.initials, second.initials, third.initials], triples)?;
                }
            }
            if first.to == self.letters {
                return None;
            }
        }
        cut.triples.sort_unstable();
        cut.triples.dedup();
        cut.cost += cut.triples.iter().map(|triple| triples.cost(*triple)).sum::<usize>();
        Some(cut)
    }

    /// The edges that take a letter, each with what can follow it in a pair.
    fn across(&self, letter: usize) -> impl Iterator<Item = (&Edge, &Following)> {
        let edges = self.edges.iter().filter(move |edge| (edge.from..edge.to).contains(&letter));
        edges.flat_map(move |edge| {
            let steps = edge.part.steps().iter().filter(|(layer, _)| edge.leaves[*layer]);
            steps.map(move |(_, layer)| (edge, &self.following[edge.to][*layer]))
        })
    }

    /// About how many documents the cut of a letter names, as if all units were equally common.
    fn estimate(&self, letter: usize, pairs: Pairs<'_>) -> usize {
        self.across(letter)
            .map(|(edge, following)| {
                let rows = edge.units.ranges.iter().map(|range| pairs.cost(&pairs.rows_of(range.clone())));
                let rows: usize = rows.sum();
                if following.is_open { rows } else { rows.min(rows * following.units.count() / 256 + 1) }
            })
            .sum()
    }

    fn cut(&self, letter: usize, pairs: Pairs<'_>, zone: Zone) -> Cut {
        let mut cut = Cut::new(zone);
        for (edge, following) in self.across(letter) {
            for firsts in &edge.units.ranges {
                if following.is_open || edge.part == Part::Mark {
                    cut.add(pairs, pairs.rows_of(firsts.clone()));
                    continue;
                }
                for first in firsts.clone() {
                    let row = pairs.row(first);
                    if row.is_empty() {
                        continue;
                    }
                    for seconds in &following.units.ranges {
                        cut.add(pairs, pairs.find_in(&row, seconds.clone()));
                    }
                }
            }
        }
        cut
    }
}
