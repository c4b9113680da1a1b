//! The verifier: whether and how a term matches a text.
//!
//! A term matches one contiguous run of a text, if every character of the run takes its part of the term in one of
//! these ways and the term is used up at the end of the run:
//! - literally, as folded (`fold`);
//! - by a whole syllable of one of its readings;
//! - by its initial: the first letter of a reading, or its zh, ch or sh;
//! - the last character of the run by any beginning of a syllable.
//!
//! Nothing matches inside a syllable, and no syllable but the last is cut. Spaces and punctuation of the text may be
//! skipped inside a run, unless the term has them too. Marks have limits, to keep noise out:
//! - one that divides or encloses (`，`, `]`) is skipped only if on each side of it the next character is matched whole
//!   (literally or by a whole syllable) or two characters or more are matched: `fahuo` finds 发，货 and `nhhy` finds
//!   您好，欢迎, but `th` does not find 糖，很;
//! - one that ends a sentence (`。`, `！`, a line break) is skipped only between two characters that are matched whole.
//!
//! Approximate ways are tried one after another, each on its own and only if asked for: fuzzy sounds, one typing error,
//! homophones.
//!
//! Of all alignments the cheapest wins (`cost`), and of equally cheap ones the leftmost; `run` finds it.

use super::Approximate;
use super::cost::Cost;
use super::fold::Folded;
use super::pinyin::{FuzzySounds, FuzzyTable};
use super::query::Term;
use super::run::{Bounds, Run, Scratch, Way};

/// Letters that a term needs before a typing error is looked for: shorter ones are near everything.
const MIN_LETTERS_FOR_TYPO: usize = 4;
/// Hanzi that a term needs before homophones are looked for.
const MIN_HANZI_FOR_HOMOPHONE: usize = 2;

/// How a term matches a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Alignment {
    pub(crate) cost: Cost,
    /// The units of the text that are matched, ascending; not empty. What lies between is skipped.
    pub(crate) units: Vec<u32>,
}

/// The approximate ways, in the order in which they are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guess {
    Fuzzy,
    Typo,
    Homophone,
}

impl Guess {
    pub(crate) const ALL: [Self; 3] = [Self::Fuzzy, Self::Typo, Self::Homophone];

    /// Whether this way is asked for and a term is long enough for it.
    pub(crate) fn is_open(self, approximate: Approximate, term: &Term) -> bool {
        match self {
            Self::Fuzzy => approximate.fuzzy != FuzzySounds::NONE && term.letters() > 0,
            Self::Typo => approximate.typo && term.letters() >= MIN_LETTERS_FOR_TYPO,
            Self::Homophone => approximate.homophone && term.hanzi() >= MIN_HANZI_FOR_HOMOPHONE,
        }
    }
}

/// Aligns terms with texts. Keeps its working memory from one call to the next.
pub(crate) struct Verifier {
    approximate: Approximate,
    /// Made when first needed.
    fuzzy: Option<FuzzyTable>,
    scratch: Scratch,
}

impl Verifier {
    pub(crate) fn new(approximate: Approximate) -> Self {
        Self { approximate, fuzzy: None, scratch: Scratch::default() }
    }

    /// The fuzzy spellings of the pairs that are switched on.
    pub(crate) fn fuzzy_table(&mut self) -> &FuzzyTable {
        self.fuzzy.get_or_insert_with(|| FuzzyTable::new(self.approximate.fuzzy))
    }

    /// What was asked for.
    pub(crate) fn approximate_ways(&self) -> Approximate {
        self.approximate
    }

    /// The best alignment by the exact ways: one without a gap if there is any.
    pub(crate) fn exact(&mut self, text: &Folded, term: &Term) -> Option<Alignment> {
        self.exact_within(text, term, Bounds::ANYWHERE)
    }

    /// The best alignment by the exact ways within bounds, first without skipping anything.
    pub(crate) fn exact_within(&mut self, text: &Folded, term: &Term, bounds: Bounds) -> Option<Alignment> {
        let together = Bounds { may_skip: false, ..bounds };
        let found = Run::new(text, term, Way::Exact, together, &mut self.scratch).best();
        if found.is_some() || !bounds.may_skip || text.is_seamless() {
            return found;
        }
        Run::new(text, term, Way::Exact, bounds, &mut self.scratch).best()
    }

    /// The best alignment by the first approximate way that gives one: fuzzy sounds, typing error, homophones.
    pub(crate) fn approximate(&mut self, text: &Folded, term: &Term) -> Option<Alignment> {
        self.approximate_within(text, term, Bounds::ANYWHERE)
    }

    /// As [`Verifier::approximate`], within bounds.
    pub(crate) fn approximate_within(
        &mut self,
        text: &Folded,
        term: &Term,
        bounds: Bounds,
    ) -> Option<Alignment> {
        let asked_for = self.approximate;
        let mut ways = Guess::ALL.into_iter().filter(|guess| guess.is_open(asked_for, term));
        ways.find_map(|guess| self.guess_within(text, term, guess, bounds))
    }

    /// The best alignment by one approximate way.
    pub(crate) fn guess(&mut self, text: &Folded, term: &Term, guess: Guess) -> Option<Alignment> {
        self.guess_within(text, term, guess, Bounds::ANYWHERE)
    }

    /// The best alignment by one approximate way, within bounds.
    pub(crate) fn guess_within(
        &mut self,
        text: &Folded,
        term: &Term,
        guess: Guess,
        bounds: Bounds,
    ) -> Option<Alignment> {
        let way = match guess {
            Guess::Fuzzy => {
                let sounds = self.approximate.fuzzy;
                Way::Fuzzy(self.fuzzy.get_or_insert_with(|| FuzzyTable::new(sounds)))
            }
            Guess::Typo => Way::Typo,
            Guess::Homophone => Way::Homophone,
        };
        Run::new(text, term, way, bounds, &mut self.scratch).best()
    }
}
