//! The `ib-matcher` crate: one compiled pattern, tried on every text.

use huashu_core::search::Span;
use ib_matcher::matcher::{IbMatcher, PinyinMatchConfig};
use ib_matcher::pinyin::{PinyinData, PinyinNotation};

use super::Source;
use super::enumerate::{Matcher, plain_rank};
use crate::corpus::Field;

pub(crate) struct Ib {
    texts: Vec<String>,
    /// Lives as long as the process, as a global would: the compiled patterns borrow it.
    pinyin: &'static PinyinData,
}

impl Ib {
    pub(crate) fn build(source: &Source<'_>) -> Self {
        let fields = source.fields.list();
        let texts = source
            .phrases
            .iter()
            .flat_map(|phrase| fields.iter().map(|field| phrase.field(*field).to_owned()));
        Self { texts: texts.collect(), pinyin: Box::leak(Box::new(PinyinData::new(notations()))) }
    }
}

/// Whole syllables and first letters.
fn notations() -> PinyinNotation {
    PinyinNotation::Ascii | PinyinNotation::AsciiFirstLetter
}

impl Matcher for Ib {
    type Term = IbMatcher<'static>;

    fn terms(&self, query: &str) -> Vec<Self::Term> {
        let term = |term: &str| {
            IbMatcher::builder(term)
                // As its documentation advises for more than a thousand texts.
                .analyze(true)
                .is_pattern_partial(true)
                .pinyin(PinyinMatchConfig::builder(notations()).data(self.pinyin).build())
                .build()
        };
        query.split_whitespace().map(term).collect()
    }

    fn rank(&mut self, text: usize, field: Field, term: &Self::Term) -> Option<u32> {
        Some(plain_rank(field, term.find(self.texts[text].as_str())?.start()))
    }

    fn spans(&mut self, text: usize, term: &Self::Term) -> Vec<Span> {
        let text = self.texts[text].as_str();
        let Some(found) = term.find(text) else { return Vec::new() };
        let scalars = |bytes: usize| text.get(..bytes).map_or(0, |before| before.chars().count()) as u32;
        vec![Span { start: scalars(found.start()), end: scalars(found.end()) }]
    }
}
