//! The frame of the peers that know one text and one term: every phrase is tried, then the best are kept.
//!
//! As an application would do it: the query is split at spaces, every term has to match a field, a match in the title
//! counts most, and only the phrases that are shown get their spans.

use huashu_core::search::{FieldSpans, Span};

use super::{Engine, Hit, Source};
use crate::Result;
use crate::corpus::{Field, Fields, spans_of};

/// Something that matches a term with a text.
pub(crate) trait Matcher {
    type Term;

    /// The query, made ready.
    fn terms(&self, query: &str) -> Vec<Self::Term>;

    /// How well the term matches a text, less being better, if it does. Texts are numbered phrase by phrase, each with
    /// its fields in the order of [`Fields::list`].
    fn rank(&mut self, text: usize, field: Field, term: &Self::Term) -> Option<u32>;

    /// Where the term matches a text.
    fn spans(&mut self, text: usize, term: &Self::Term) -> Vec<Span>;
}

pub(crate) struct Enumerate<M> {
    phrases: usize,
    fields: Fields,
    matcher: M,
}

impl<M: Matcher> Enumerate<M> {
    pub(crate) fn new(source: &Source<'_>, matcher: M) -> Self {
        Self { phrases: source.phrases.len(), fields: source.fields, matcher }
    }

    /// The rank of each phrase that matches every term.
    fn matches(&mut self, terms: &[M::Term]) -> Vec<(u32, usize)> {
        (0..self.phrases).filter_map(|phrase| Some((self.rank(phrase, terms)?, phrase))).collect()
    }

    fn rank(&mut self, phrase: usize, terms: &[M::Term]) -> Option<u32> {
        let mut sum = 0_u32;
        for term in terms {
            let fields = self.fields.list();
            let texts = (phrase * fields.len()..).zip(fields);
            let best = texts.filter_map(|(text, field)| self.matcher.rank(text, *field, term)).min()?;
            sum = sum.saturating_add(best);
        }
        Some(sum)
    }

    fn hit(&mut self, phrase: usize, terms: &[M::Term]) -> Hit {
        let mut spans = FieldSpans::default();
        let fields = self.fields.list();
        for term in terms {
            for (text, field) in (phrase * fields.len()..).zip(fields) {
                spans_of(&mut spans, *field).extend(self.matcher.spans(text, term));
            }
        }
        Hit { index: phrase, spans }
    }
}

impl<M: Matcher> Engine for Enumerate<M> {
    fn search(&mut self, query: &str, limit: usize) -> Result<Vec<Hit>> {
        let terms = self.matcher.terms(query);
        let mut found = self.matches(&terms);
        if found.len() > limit {
            found.select_nth_unstable(limit);
            found.truncate(limit);
        }
        found.sort_unstable();
        Ok(found.into_iter().map(|(_, phrase)| self.hit(phrase, &terms)).collect())
    }

    fn all(&mut self, query: &str, _approximate: bool) -> Result<Vec<usize>> {
        let terms = self.matcher.terms(query);
        Ok(self.matches(&terms).into_iter().map(|(_, phrase)| phrase).collect())
    }
}

/// The rank of a match by a matcher that has no measure of its own: by the field, and at its start before inside.
pub(crate) fn plain_rank(field: Field, start: usize) -> u32 {
    field.rank() * 2 + u32::from(start > 0)
}
