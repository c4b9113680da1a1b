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
use super::run::{Run, Scratch, Way};

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

    /// The best alignment by the exact ways.
    pub(crate) fn exact(&mut self, text: &Folded, term: &Term) -> Option<Alignment> {
        Run::new(text, term, Way::Exact, &mut self.scratch).best()
    }

    /// The best alignment by the first approximate way that gives one: fuzzy sounds, typing error, homophones.
    pub(crate) fn approximate(&mut self, text: &Folded, term: &Term) -> Option<Alignment> {
        let Approximate { fuzzy, typo, homophone } = self.approximate;
        let mut found = None;
        if fuzzy != FuzzySounds::NONE && term.letters() > 0 {
            let table = self.fuzzy.get_or_insert_with(|| FuzzyTable::new(fuzzy));
            found = Run::new(text, term, Way::Fuzzy(table), &mut self.scratch).best();
        }
        if found.is_none() && typo && term.letters() >= MIN_LETTERS_FOR_TYPO {
            found = Run::new(text, term, Way::Typo, &mut self.scratch).best();
        }
        if found.is_none() && homophone && term.hanzi() >= MIN_HANZI_FOR_HOMOPHONE {
            found = Run::new(text, term, Way::Homophone, &mut self.scratch).best();
        }
        found
    }

    /// The best exact alignment, or else the best approximate one.
    pub(crate) fn any(&mut self, text: &Folded, term: &Term) -> Option<Alignment> {
        self.exact(text, term).or_else(|| self.approximate(text, term))
    }
}
