//! One term seen through one segment: everything that depends on both, made when it is first needed.

use super::alphabet::Id;
use super::automaton::Automaton;
use super::bits::Bits;
use super::bytes::U16s;
use super::docs::{DocId, Record};
use super::lattice::{Lattice, Plan};
use super::segment::{Segment, Zone};
use super::ways::{Level, Ways};
use crate::search::fold::Folded;
use crate::search::query::Term;
use crate::search::rank::{Field, Place, Quality};
use crate::search::run::Bounds;
use crate::search::scan::quality_in;
use crate::search::verify::{Guess, Verifier};

/// The fields, in the order of [`Field`].
pub(super) const FIELDS: [Field; 5] =
    [Field::Title, Field::Code, Field::Category, Field::Keywords, Field::Text];
/// A run that skips nothing.
pub(super) const STRICT: Bounds = Bounds { may_skip: false, ..Bounds::ANYWHERE };
/// One that skips every mark.
pub(super) const LOOSE: Bounds = Bounds::ANYWHERE;

pub(super) struct Lens<'a> {
    pub(super) segment: &'a Segment,
    term: &'a Term,
    literals: Vec<(Id, usize)>,
    lattices: [Option<Option<Lattice>>; Level::COUNT],
    automata: [Option<Automaton>; Level::COUNT],
    /// By level: the groups whose path matches strictly, and loosely.
    groups: [Option<(Vec<bool>, Vec<bool>)>; Level::COUNT],
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

    /// Whether some units match.
    pub(super) fn matches(&mut self, ways: &Ways, level: Level, text: U16s<'_>, bounds: Bounds) -> bool {
        let Self { segment, term, literals, .. } = self;
        self.automata[level as usize]
            .get_or_insert_with(|| Automaton::new(&segment.alphabet, term, ways, literals, level))
            .matches(segment, text, bounds)
    }

    /// By group: whether its path matches strictly; and loosely.
    pub(super) fn groups(&mut self, ways: &Ways, level: Level) -> &(Vec<bool>, Vec<bool>) {
        if self.groups[level as usize].is_none() {
            let mut both = (Vec::new(), Vec::new());
            for group in &self.segment.groups {
                let units: Vec<u8> = group.units.iter().flat_map(|id| id.to_le_bytes()).collect();
                let is_loose = self.matches(ways, level, U16s(&units), LOOSE);
                both.0.push(is_loose && self.matches(ways, level, U16s(&units), STRICT));
                both.1.push(is_loose);
            }
            self.groups[level as usize] = Some(both);
        }
        self.groups[level as usize].get_or_insert_default()
    }

    /// Whether a field of a document matches.
    pub(super) fn field_matches(
        &mut self,
        ways: &Ways,
        level: Level,
        (doc, record): (DocId, &Record),
        field: Field,
        bounds: Bounds,
    ) -> bool {
        if field == Field::Category {
            let (strict, loose) = self.groups(ways, level);
            let matched = if bounds.may_skip { loose } else { strict };
            return matched.get(record.group as usize) == Some(&true);
        }
        let text = self.segment.docs().field(doc, record, field);
        text.len() > 0 && self.matches(ways, level, text, bounds)
    }

    /// The first and the last word of a title, as `words_of_title` has them.
    pub(super) fn words(&self, title: U16s<'_>) -> (usize, usize) {
        let is_word = |id: Id| self.segment.is_word.get(usize::from(id)) == Some(&true);
        let first = title.iter().position(is_word).unwrap_or(0);
        let last = title.iter().rposition(is_word).unwrap_or(title.len().saturating_sub(1));
        (first, last)
    }

    /// The bounds of a run at a place of a title.
    pub(super) fn bounds_in_title(&self, title: U16s<'_>, place: Place) -> Bounds {
        let (first, last) = self.words(title);
        match place {
            Place::WholeTitle => Bounds { may_skip: false, start_by: first, end_from: last },
            Place::TitleStart => Bounds { may_skip: false, start_by: first, end_from: 0 },
            _ => STRICT,
        }
    }

    /// Whether a document matches without a gap at a place, at a level.
    pub(super) fn matches_at(
        &mut self,
        ways: &Ways,
        level: Level,
        (doc, record): (DocId, &Record),
        place: Place,
    ) -> bool {
        let docs = self.segment.docs();
        match place {
            Place::WholeTitle | Place::TitleStart | Place::Title => {
                let title = docs.field(doc, record, Field::Title);
                let bounds = self.bounds_in_title(title, place);
                self.matches(ways, level, title, bounds)
            }
            Place::Code if level < Level::Initials => {
                let code = docs.field(doc, record, Field::Code);
                let whole = Bounds { may_skip: false, start_by: 0, end_from: code.len().saturating_sub(1) };
                code.len() > 0 && self.matches(ways, level, code, whole)
            }
            Place::Code => self.field_matches(ways, level, (doc, record), Field::Code, STRICT),
            Place::Label => {
                self.field_matches(ways, level, (doc, record), Field::Category, STRICT)
                    || self.field_matches(ways, level, (doc, record), Field::Keywords, STRICT)
            }
            Place::Text => self.field_matches(ways, level, (doc, record), Field::Text, STRICT),
        }
    }

    /// Whether a document may match at a place with a gap, or by a guess.
    pub(super) fn may_match_at(
        &mut self,
        ways: &Ways,
        level: Level,
        document: (DocId, &Record),
        place: Place,
    ) -> bool {
        match place {
            Place::WholeTitle | Place::TitleStart => {
                let title = self.segment.docs().field(document.0, document.1, Field::Title);
                let bounds = Bounds { start_by: self.words(title).0, ..LOOSE };
                self.matches(ways, level, title, bounds)
            }
            Place::Title => self.field_matches(ways, level, document, Field::Title, LOOSE),
            Place::Code => self.field_matches(ways, level, document, Field::Code, LOOSE),
            Place::Label => {
                self.field_matches(ways, level, document, Field::Category, LOOSE)
                    || self.field_matches(ways, level, document, Field::Keywords, LOOSE)
            }
            Place::Text => self.field_matches(ways, level, document, Field::Text, LOOSE),
        }
    }

    /// The quality of a document without a gap, by the exact ways up to a level.
    pub(super) fn strict_quality(
        &mut self,
        ways: &Ways,
        top: Level,
        document: (DocId, &Record),
    ) -> Option<Quality> {
        let fields: Vec<Place> = PLACES
            .into_iter()
            .filter(|(field, _)| self.field_matches(ways, top, document, *field, STRICT))
            .map(|(_, place)| place)
            .collect();
        if fields.is_empty() {
            return None;
        }
        let mut best: Option<Quality> = None;
        for level in Level::EXACT.into_iter().filter(|level| *level <= top) {
            // A higher level of the same class may be better by its place; of a higher class it is not.
            if best.is_some_and(|best| best.class < level.class()) {
                break;
            }
            for place in fields.iter().flat_map(|place| steps_of(*place)) {
                let quality = level.quality(*place);
                if best.is_none_or(|best| quality < best) && self.matches_at(ways, level, document, *place) {
                    best = Some(quality);
                }
            }
        }
        best
    }

    /// The quality of a document by the verifier: with gaps, or by a guess.
    pub(super) fn verified_quality(
        &mut self,
        ways: &Ways,
        level: Level,
        document: (DocId, &Record),
        guess: Option<Guess>,
        desk: &mut Desk,
    ) -> Option<Quality> {
        let mut best: Option<Quality> = None;
        for field in FIELDS {
            if !self.field_matches(ways, level, document, field, LOOSE) {
                continue;
            }
            self.segment.spell_out(document.0, field, &mut desk.text);
            let verifier = &mut desk.verifier;
            let quality = quality_in(field, &desk.text, self.term, &mut |text, term, bounds| match guess {
                Some(guess) => verifier.guess_within(text, term, guess, bounds),
                None => verifier.exact_within(text, term, bounds),
            });
            best = [best, quality].into_iter().flatten().min();
        }
        best
    }

    /// Adds the documents of the groups that match to a set; returns whether there are any.
    pub(super) fn add_groups(&mut self, ways: &Ways, level: Level, bounds: Bounds, found: &mut Bits) -> bool {
        let segment = self.segment;
        let (strict, loose) = self.groups(ways, level);
        let matched = if bounds.may_skip { loose } else { strict };
        for (group, _) in matched.iter().enumerate().filter(|(_, matches)| **matches) {
            segment.of_group(group).for_each(|doc| found.add(doc));
        }
        matched.contains(&true)
    }
}

const PLACES: [(Field, Place); 5] = [
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
