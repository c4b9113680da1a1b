//! One term seen through one segment: everything that depends on both, made when it is first needed.

use super::alphabet::Id;
use super::automaton::Automaton;
use super::bits::Bits;
use super::bytes::U16s;
use super::docs::{DocId, Record};
use super::lattice::Lattice;
use super::plan::Plan;
use super::segment::{Segment, Zone};
use super::ways::{Level, Ways};
use crate::search::fold::Folded;
use crate::search::query::Term;
use crate::search::rank::{Field, Place, Quality};
use crate::search::run::Bounds;
use crate::search::scan::quality_in;
use crate::search::span::Span;
use crate::search::verify::{Guess, Verifier};

/// The fields, in the order of [`Field`].
pub(super) const FIELDS: [Field; 5] =
    [Field::Title, Field::Code, Field::Category, Field::Keywords, Field::Text];

/// How marks of the text are treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// None is skipped.
    Strictly,
    /// They are skipped by the rules.
    WithGaps,
    /// All are skipped: finds whatever can match, and some too many.
    Loosely,
}

pub(super) struct Lens<'a> {
    pub(super) segment: &'a Segment,
    term: &'a Term,
    literals: Vec<(Id, usize)>,
    lattices: [Option<Option<Lattice>>; Level::COUNT],
    automata: [Option<Automaton>; Level::COUNT],
    /// By level and [`How`]: the groups whose path matches.
    groups: [[Option<Vec<bool>>; 3]; Level::COUNT],
    /// Spans in the paths of groups, by level and group.
    pub(super) group_spans: Vec<(Level, u32, Vec<Span>)>,
}

impl<'a> Lens<'a> {
    pub(super) fn new(segment: &'a Segment, term: &'a Term) -> Self {
        let of_place = |at| segment.alphabet.same_as(&term.folded, at).map(move |id| (id, at));
        Self {
            segment,
            term,
            literals: (0..term.len()).flat_map(of_place).collect(),
            lattices: Default::default(),
            automata: Default::default(),
            groups: Default::default(),
            group_spans: Vec::new(),
        }
    }

    /// Which lists to read for a zone; `None` if nothing there can match.
    pub(super) fn plan(&mut self, ways: &Ways, level: Level, zone: Zone) -> Option<Plan> {
        let Self { segment, term, literals, .. } = self;
        let lattice = self.lattices[level as usize]
            .get_or_insert_with(|| Lattice::new(&segment.alphabet, term, ways, literals, level));
        let plan = lattice.as_ref()?.plan(segment, zone);
        (plan.cost() > 0).then_some(plan)
    }

    /// Whether some units match, from `bounds.start_by` or before to `bounds.end_from` or behind.
    fn matches(&mut self, ways: &Ways, level: Level, text: U16s<'_>, how: How, bounds: Bounds) -> bool {
        let segment = self.segment;
        let automaton = self.automaton(ways, level);
        let bounds = Bounds { may_skip: how == How::Loosely, ..bounds };
        match how {
            How::WithGaps => automaton.matches_with_gap(segment, text, bounds),
            How::Strictly | How::Loosely => automaton.matches(segment, text, bounds),
        }
    }

    /// The part of a field in which every match lies, loosely: its first unit and its last.
    pub(super) fn window(
        &mut self,
        ways: &Ways,
        level: Level,
        (doc, record): (DocId, &Record),
        field: Field,
    ) -> Option<(usize, usize)> {
        let segment = self.segment;
        let automaton = self.automaton(ways, level);
        if field == Field::Category {
            let group = segment.groups.get(record.group as usize)?;
            let units: Vec<u8> = group.units.iter().flat_map(|id| id.to_le_bytes()).collect();
            return automaton.window(segment, U16s(&units));
        }
        automaton.window(segment, segment.docs().field(doc, record, field))
    }

    /// The first and the last unit of the exact match that the verifier would choose, where that is plain: the leftmost
    /// literal one; among hanzi the one by the fewest syllables; the only one.
    pub(super) fn plain_match(
        &mut self,
        ways: &Ways,
        top: Level,
        (doc, record): (DocId, &Record),
        field: Field,
    ) -> Option<(usize, usize)> {
        let segment = self.segment;
        let text = segment.docs().field(doc, record, field);
        if self.literals.len() >= self.term.len() && text.len() >= self.term.len() {
            let len = self.term.len();
            if let Some(end) = self.automaton(ways, Level::Literal).first_end(segment, text) {
                return Some((end + 1 - len, end));
            }
        }
        let is_latin = |id: Id| segment.is_latin.get(usize::from(id)) == Some(&true);
        if ways.has_sounds() && !text.iter().any(is_latin) {
            for level in [Level::Full, Level::Prefix] {
                if matches!(self.lattices[level as usize], Some(None)) {
                    continue;
                }
                if let Some(found) = self.automaton(ways, level).shortest_match(segment, text) {
                    return Some(found);
                }
            }
        }
        self.automaton(ways, top).only_match(segment, text)
    }

    fn automaton(&mut self, ways: &Ways, level: Level) -> &mut Automaton {
        let Self { segment, term, literals, .. } = self;
        self.automata[level as usize]
            .get_or_insert_with(|| Automaton::new(&segment.alphabet, term, ways, literals, level))
    }

    /// By group: whether its path matches.
    pub(super) fn groups(&mut self, ways: &Ways, level: Level, how: How) -> &[bool] {
        if self.groups[level as usize][how as usize].is_none() {
            let segment = self.segment;
            let matched = segment.groups.iter().map(|group| {
                let units: Vec<u8> = group.units.iter().flat_map(|id| id.to_le_bytes()).collect();
                self.matches(ways, level, U16s(&units), how, Bounds::ANYWHERE)
            });
            let matched = matched.collect();
            self.groups[level as usize][how as usize] = Some(matched);
        }
        self.groups[level as usize][how as usize].as_deref().unwrap_or_default()
    }

    /// Whether a field of a document matches.
    pub(super) fn field_matches(
        &mut self,
        ways: &Ways,
        level: Level,
        (doc, record): (DocId, &Record),
        field: Field,
        how: How,
    ) -> bool {
        if field == Field::Category {
            return self.groups(ways, level, how).get(record.group as usize) == Some(&true);
        }
        let text = self.segment.docs().field(doc, record, field);
        text.len() > 0 && self.matches(ways, level, text, how, Bounds::ANYWHERE)
    }

    /// Whether a document matches at a place, at a level.
    pub(super) fn matches_at(
        &mut self,
        ways: &Ways,
        level: Level,
        (doc, record): (DocId, &Record),
        place: Place,
        how: How,
    ) -> bool {
        match place {
            Place::WholeTitle if how == How::Strictly && record.words() > self.term.len() => false,
            Place::WholeTitle | Place::TitleStart | Place::Title => {
                let title = self.segment.docs().field(doc, record, Field::Title);
                let bounds = match place {
                    Place::Title => Bounds::ANYWHERE,
                    place => self.bounds_in_title(title, place),
                };
                title.len() > 0 && self.matches(ways, level, title, how, bounds)
            }
            Place::Code => {
                let code = self.segment.docs().field(doc, record, Field::Code);
                let whole =
                    Bounds { start_by: 0, end_from: code.len().saturating_sub(1), ..Bounds::ANYWHERE };
                let bounds = if level < Level::Initials { whole } else { Bounds::ANYWHERE };
                code.len() > 0 && self.matches(ways, level, code, how, bounds)
            }
            Place::Label => {
                self.field_matches(ways, level, (doc, record), Field::Category, how)
                    || self.field_matches(ways, level, (doc, record), Field::Keywords, how)
            }
            Place::Text => self.field_matches(ways, level, (doc, record), Field::Text, how),
        }
    }

    /// The quality of a document by the exact ways up to a level.
    pub(super) fn exact_quality(
        &mut self,
        ways: &Ways,
        top: Level,
        document: (DocId, &Record),
        how: How,
    ) -> Option<Quality> {
        let mut places = [None; FIELDS.len()];
        for (place, (field, of_field)) in places.iter_mut().zip(PLACES) {
            *place = self.field_matches(ways, top, document, field, how).then_some(of_field);
        }
        if places.iter().all(Option::is_none) {
            return None;
        }
        let mut best: Option<Quality> = None;
        for level in Level::EXACT.into_iter().filter(|level| *level <= top) {
            // A higher level of the same class may be better by its place; of a higher class it is not.
            if best.is_some_and(|best| best.class < level.class()) {
                break;
            }
            for place in places.iter().flatten().flat_map(|place| steps_of(*place)) {
                let quality = Quality { has_gap: how == How::WithGaps, ..level.quality(*place) };
                if best.is_none_or(|best| quality < best)
                    && self.matches_at(ways, level, document, *place, how)
                {
                    best = Some(quality);
                }
            }
        }
        best
    }

    /// The quality of a document by a guess. The verifier judges what the automaton only finds loosely.
    pub(super) fn guessed_quality(
        &mut self,
        ways: &Ways,
        level: Level,
        document: (DocId, &Record),
        guess: Guess,
        desk: &mut Desk,
    ) -> Option<Quality> {
        let mut best: Option<Quality> = None;
        for field in FIELDS.into_iter().filter(|field| *field != Field::Code) {
            if !self.field_matches(ways, level, document, field, How::Loosely) {
                continue;
            }
            self.segment.spell_out(document.0, field, &mut desk.text);
            let verifier = &mut desk.verifier;
            let quality = quality_in(field, &desk.text, self.term, &mut |_, text, term, bounds| {
                verifier.guess_within(text, term, guess, bounds)
            });
            best = [best, quality].into_iter().flatten().min();
        }
        best
    }

    /// Adds the documents of the groups that match to a set; returns whether there are any.
    pub(super) fn add_groups(&mut self, ways: &Ways, level: Level, how: How, found: &mut Bits) -> bool {
        let segment = self.segment;
        let matched = self.groups(ways, level, how);
        for (group, _) in matched.iter().enumerate().filter(|(_, matches)| **matches) {
            segment.of_group(group).for_each(|doc| found.add(doc));
        }
        matched.contains(&true)
    }

    /// The bounds of a run at the start of a title, or over the whole of it, as `words_of_title` has them.
    fn bounds_in_title(&self, title: U16s<'_>, place: Place) -> Bounds {
        let is_word = |id: Id| self.segment.is_word.get(usize::from(id)) == Some(&true);
        let start_by = title.iter().position(is_word).unwrap_or(0);
        let end_from = match place {
            Place::WholeTitle => title.iter().rposition(is_word).unwrap_or(title.len().saturating_sub(1)),
            _ => 0,
        };
        Bounds { may_skip: false, start_from: 0, start_by, end_from }
    }
}

const PLACES: [(Field, Place); FIELDS.len()] = [
    (Field::Title, Place::Title),
    (Field::Code, Place::Code),
    (Field::Category, Place::Label),
    (Field::Keywords, Place::Label),
    (Field::Text, Place::Text),
];

/// The places that a field has, best first.
fn steps_of(place: Place) -> &'static [Place] {
    match place {
        Place::Title => &[Place::WholeTitle, Place::TitleStart, Place::Title],
        Place::Code => &[Place::Code],
        Place::Label => &[Place::Label],
        _ => &[Place::Text],
    }
}

/// Working memory for what only the verifier can say.
pub(super) struct Desk {
    pub(super) verifier: Verifier,
    pub(super) text: Folded,
}
