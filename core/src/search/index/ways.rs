//! Which letters of a term which syllables can take, worked out once for each term.
//!
//! This is [`run`](crate::search::run) seen from the term: there a text is at hand and asks what its characters can take,
//! here every syllable of Chinese is asked beforehand, so that a text costs next to nothing.

use crate::search::cost::Class;
use crate::search::pinyin::{FuzzyTable, Syllable, initial_len};
use crate::search::query::Term;
use crate::search::rank::{Place, Quality};
use crate::search::run::MIN_FUZZY_PREFIX;
use crate::search::spell::{Typo, spell};
use crate::search::verify::Guess;

/// The most letters that a character takes, one too many among them: `zhuang` and `lv`, typed `lu:`, have six and three.
pub(super) const MAX_LEN: usize = 8;

/// How much is allowed in a match. Each of the exact levels allows what the one before does, and more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Literal,
    /// Whole syllables, by first readings.
    Full,
    /// The beginning of the last syllable.
    Prefix,
    /// Initials, and Latin words cut.
    Initials,
    /// Second and third readings.
    Other,
    /// Approximate: what [`Level::Other`] allows, and one fuzzy sound.
    FuzzyOnce,
    /// Approximate: what [`Level::Other`] allows, and fuzzy sounds.
    Fuzzy,
    /// Approximate: one typing error, without initials and other readings.
    Typo,
    /// Approximate: what [`Level::Other`] allows, and homophones.
    Homophone,
}

impl Level {
    pub(super) const COUNT: usize = 9;
    pub(super) const EXACT: [Self; 5] =
        [Self::Literal, Self::Full, Self::Prefix, Self::Initials, Self::Other];

    /// Whether characters count with all of their readings.
    pub(super) fn has_other_readings(self) -> bool {
        self >= Self::Other && self != Self::Typo
    }

    /// Whether a run may begin or end inside a Latin word.
    pub(super) fn cuts_words(self) -> bool {
        self >= Self::Initials
    }

    pub(super) fn class(self) -> Class {
        match self {
            Self::Literal => Class::Literal,
            Self::Full | Self::Prefix => Class::Sound,
            Self::Initials => Class::Initials,
            Self::Other => Class::OtherReading,
            Self::FuzzyOnce | Self::Fuzzy => Class::Fuzzy,
            Self::Typo => Class::Typo,
            Self::Homophone => Class::Homophone,
        }
    }

    /// The quality of a match without a gap that needs this level, and not a lower one, at a place.
    pub(super) fn quality(self, place: Place) -> Quality {
        Quality {
            has_gap: false,
            class: self.class(),
            place,
            is_far: matches!(self, Self::Prefix | Self::Fuzzy),
        }
    }

    fn allows(self, kind: Kind) -> bool {
        match kind {
            Kind::Full => self >= Self::Full,
            Kind::Prefix => self >= Self::Prefix,
            Kind::Initial => self >= Self::Initials && self != Self::Typo,
            Kind::Fuzzy => matches!(self, Self::FuzzyOnce | Self::Fuzzy),
            Kind::FuzzyTwice => self == Self::Fuzzy,
            Kind::Erring | Kind::Swapping | Kind::Swapped => self == Self::Typo,
        }
    }
}

impl From<Guess> for Level {
    fn from(guess: Guess) -> Self {
        match guess {
            Guess::Fuzzy => Self::Fuzzy,
            Guess::Typo => Self::Typo,
            Guess::Homophone => Self::Homophone,
        }
    }
}

/// By what part of its spelling a syllable takes letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Full,
    Prefix,
    Initial,
    /// With one sound exchanged.
    Fuzzy,
    /// With two.
    FuzzyTwice,
    /// With the typing error.
    Erring,
    /// Its last letter was typed in the wrong order with the first of the next character.
    Swapping,
    /// Behind such a one.
    Swapped,
}

/// A syllable takes `len` letters of the term from `from` on. With a typing error it may take none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Way {
    pub(super) from: u8,
    pub(super) len: u8,
    pub(super) kind: Kind,
    pub(super) sound: Sound,
}

/// What takes letters: a syllable, or in a run with a typing error a Latin letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sound {
    Syllable(Syllable),
    Letter(u8),
}

/// The ways of a term.
pub(super) struct Ways {
    exact: Vec<Way>,
    fuzzy: Vec<Way>,
    typo: Vec<Way>,
}

impl Ways {
    /// The exact ways of a term; the others are added when they are needed.
    pub(super) fn new(term: &Term) -> Self {
        let mut exact = Vec::new();
        for from in 0..term.len() {
            let Some(letter) = term.ascii.get(from).filter(|byte| byte.is_ascii_lowercase()) else {
                continue;
            };
            for syllable in Syllable::beginning_with(*letter) {
                exact_ways(term, from, *syllable, &mut exact);
            }
        }
        Self { exact, fuzzy: Vec::new(), typo: Vec::new() }
    }

    /// Whether the term can be read in pinyin at all.
    pub(super) fn has_sounds(&self) -> bool {
        !self.exact.is_empty()
    }

    /// Adds the ways by fuzzy sounds.
    pub(super) fn add_fuzzy(&mut self, term: &Term, table: &FuzzyTable) {
        for from in (0..term.len()).filter(|at| term.is_letter(*at)) {
            for (syllable, other) in table.beginning_with(term.ascii[from]) {
                let kind = if other.exchanges == 1 { Kind::Fuzzy } else { Kind::FuzzyTwice };
                spell(term, from, other.spelling.as_bytes(), Typo::Spent, &mut |ending| {
                    if ending.whole || ending.next - from >= MIN_FUZZY_PREFIX {
                        self.fuzzy.push(way(from, ending.next, kind, *syllable));
                    }
                });
            }
        }
    }

    /// Adds the ways with a typing error.
    pub(super) fn add_typo(&mut self, term: &Term) {
        for from in 0..term.len() {
            for syllable in Syllable::all() {
                let spelling = syllable.spelling();
                if is_near(term, from, spelling) {
                    typo_ways(term, from, spelling, Sound::Syllable(syllable), &mut self.typo);
                }
            }
            for letter in b'a'..=b'z' {
                typo_ways(term, from, &[letter], Sound::Letter(letter), &mut self.typo);
            }
        }
        self.typo.sort_unstable();
        self.typo.dedup();
    }

    /// The ways that a level allows.
    pub(super) fn of(&self, level: Level) -> impl Iterator<Item = &Way> {
        let all = self.exact.iter().chain(&self.fuzzy).chain(&self.typo);
        all.filter(move |way| level.allows(way.kind))
    }
}

fn way(from: usize, next: usize, kind: Kind, syllable: Syllable) -> Way {
    // A term has 64 characters at most.
    Way { from: from as u8, len: (next - from) as u8, kind, sound: Sound::Syllable(syllable) }
}

fn exact_ways(term: &Term, from: usize, syllable: Syllable, ways: &mut Vec<Way>) {
    let spelling = syllable.spelling();
    spell(term, from, spelling, Typo::Spent, &mut |ending| {
        let kind = if ending.whole { Kind::Full } else { Kind::Prefix };
        ways.push(way(from, ending.next, kind, syllable));
    });
    for len in 1..=initial_len(spelling) {
        if term.ascii[from..].starts_with(&spelling[..len]) {
            ways.push(way(from, from + len, Kind::Initial, syllable));
        }
    }
}

fn typo_ways(term: &Term, from: usize, spelling: &[u8], sound: Sound, ways: &mut Vec<Way>) {
    let mut push = |next: usize, kind| {
        ways.push(Way { from: from as u8, len: (next - from) as u8, kind, sound });
    };
    let is_letter = matches!(sound, Sound::Letter(_));
    spell(term, from, spelling, Typo::Allowed, &mut |ending| match ending.typo {
        _ if is_letter && !ending.whole => {}
        Typo::Allowed => {}
        Typo::Spent => push(ending.next, Kind::Erring),
        Typo::Swapped => push(ending.next, Kind::Swapping),
    });
    // An exchange needs the letter behind.
    if from + 1 == term.len() {
        return;
    }
    spell(term, from, spelling, Typo::Swapped, &mut |ending| {
        if ending.typo == Typo::Spent && (ending.whole || !is_letter) {
            push(ending.next, Kind::Swapped);
        }
    });
}

/// Leaves out what cannot be spelled with one error: of the first two letters one is where it belongs, or next to it,
/// unless the only letter that is left of the term is the wrong one.
fn is_near(term: &Term, from: usize, spelling: &[u8]) -> bool {
    let typed = |at: usize| term.ascii.get(from + at).copied().unwrap_or(0);
    let (first, second) = (spelling[0], spelling.get(1).copied());
    from + 1 == term.len()
        || first == typed(0)
        || first == typed(1)
        || second.is_none_or(|second| second == typed(0) || second == typed(1) || second == b'v')
}
