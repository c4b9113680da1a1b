//! The `nucleo-matcher` crate: a fuzzy subsequence in the text, in its pinyin or in its initials, as pickers for Chinese
//! file names use it.

use huashu_core::search::Span;
use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Utf32String};

use super::Source;
use super::enumerate::Matcher;
use crate::chinese;
use crate::corpus::Field;

/// A text in the three forms that are tried.
struct Text {
    /// As it is.
    plain: Utf32String,
    /// Hanzi by their commonest readings.
    pinyin: Utf32String,
    /// Hanzi by the first letters of these.
    initials: Utf32String,
}

pub(crate) struct Nucleo {
    texts: Vec<Text>,
    matcher: nucleo_matcher::Matcher,
    indices: Vec<u32>,
}

impl Nucleo {
    pub(crate) fn build(source: &Source<'_>) -> Self {
        let fields = source.fields.list();
        let texts = source
            .phrases
            .iter()
            .flat_map(|phrase| fields.iter().map(|field| Text::new(phrase.field(*field))));
        Self {
            texts: texts.collect(),
            matcher: nucleo_matcher::Matcher::new(Config::DEFAULT),
            indices: Vec::new(),
        }
    }
}

impl Text {
    fn new(text: &str) -> Self {
        let characters: Vec<char> = text.chars().collect();
        let spelled: Vec<Vec<char>> = characters.iter().map(|c| spelling(*c)).collect();
        Self {
            pinyin: utf32(spelled.concat()),
            initials: utf32(spelled.iter().filter_map(|spelling| spelling.first().copied()).collect()),
            plain: utf32(characters),
        }
    }

    /// The characters that letters of the pinyin stand for.
    fn characters(&self, letters: &[u32]) -> Vec<u32> {
        let owners: Vec<u32> = self
            .plain
            .slice(..)
            .chars()
            .zip(0..)
            .flat_map(|(c, at)| spelling(c).into_iter().map(move |_| at))
            .collect();
        letters.iter().filter_map(|letter| owners.get(*letter as usize).copied()).collect()
    }
}

fn spelling(c: char) -> Vec<char> {
    chinese::first_reading(c).map_or_else(|| vec![c], |reading| reading.chars().collect())
}

/// The crate's own conversion would make one item of a whole grapheme, and spans count scalar values.
fn utf32(characters: Vec<char>) -> Utf32String {
    if characters.iter().all(char::is_ascii) {
        return Utf32String::Ascii(characters.into_iter().collect::<String>().into_boxed_str());
    }
    Utf32String::Unicode(characters.into_boxed_slice())
}

impl Matcher for Nucleo {
    type Term = Atom;

    fn terms(&self, query: &str) -> Vec<Self::Term> {
        let atom = |term| Atom::new(term, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy, false);
        query.split_whitespace().map(atom).collect()
    }

    /// By its own score; of two fields with the same score the first counts.
    fn rank(&mut self, text: usize, field: Field, term: &Self::Term) -> Option<u32> {
        let Text { plain, pinyin, initials } = &self.texts[text];
        let scores = [plain, pinyin, initials]
            .into_iter()
            .filter_map(|form| term.score(form.slice(..), &mut self.matcher));
        Some((u32::from(u16::MAX) - u32::from(scores.max()?)) * 5 + field.rank())
    }

    fn spans(&mut self, text: usize, term: &Self::Term) -> Vec<Span> {
        let text = &self.texts[text];
        let mut best: Option<(u16, Vec<u32>)> = None;
        for (form, is_pinyin) in [(&text.plain, false), (&text.pinyin, true), (&text.initials, false)] {
            self.indices.clear();
            let Some(score) = term.indices(form.slice(..), &mut self.matcher, &mut self.indices) else {
                continue;
            };
            if best.as_ref().is_none_or(|(best, _)| score > *best) {
                let indices = if is_pinyin { text.characters(&self.indices) } else { self.indices.clone() };
                best = Some((score, indices));
            }
        }
        let mut characters = best.map_or_else(Vec::new, |(_, indices)| indices);
        characters.sort_unstable();
        characters.dedup();
        let runs = characters.chunk_by(|a, b| a + 1 == *b);
        runs.filter_map(|run| Some(Span { start: *run.first()?, end: *run.last()? + 1 })).collect()
    }
}
