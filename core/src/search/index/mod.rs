//! The index: what answers while somebody types, over a hundred thousand phrases, in well under a millisecond.
//!
//! It gives the answers of the scan ([`Corpus`](super::Corpus)), which the tests hold it to, without looking at most of the
//! phrases:
//!
//! - texts are rows of 16-bit numbers of an alphabet in the order of spelling (`alphabet`), phrases stand in the order
//!   of preference (`docs`);
//! - which phrases have which two characters side by side is on lists, by zone: title start, title, short code,
//!   keywords, text (`pairs`); what a letter can mean is a range of them;
//! - a term becomes a graph of its readings (`ways`, `lattice`), which says what the shortest lists are that hold every
//!   match;
//! - an automaton over bits tells in some tens of nanoseconds whether a phrase on the lists matches (`automaton`);
//! - the hunt goes from the best class and place of a match to the worst and stops when it has enough (`hunt`);
//! - the verifier judges what the automaton can not, and draws the spans of the few phrases that are shown.
//!
//! An index is made of immutable segments ([`segment`]): a large one, mapped from a file, and small ones with what has
//! changed since. A phrase that changed is dead where it was and alive in a newer segment.

mod alphabet;
mod automaton;
mod bits;
mod build;
mod bytes;
mod codes;
mod crossing;
mod cursors;
mod docs;
mod file;
mod filter;
mod guess;
mod hunt;
mod lattice;
mod lens;
mod masks;
mod pairs;
mod paths;
mod plan;
mod searcher;
mod segment;
mod several;
mod show;
mod texts;
mod triples;
mod update;
mod walk;
mod ways;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use self::bits::Bits;
use self::build::Builder;
use self::segment::Segment;
use super::query::Query;
use super::scan::{Entry, FieldSpans, Options};

pub use self::filter::{Asked, Filter};
pub use self::searcher::Searcher;
pub use self::segment::Stamp;

/// A phrase as an index takes it.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// The phrase: an index holds each id once.
    pub id: u128,
    /// The library that it lies in.
    pub library: u128,
    /// When it is shown.
    pub shown: Shown,
    /// What is searched, and what orders it among equals.
    pub entry: Entry<'a>,
}

/// When a phrase is shown to somebody who does not ask for all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Never.
    pub hidden: bool,
    /// From this day on, in days since 1970.
    pub from: Option<i32>,
    /// Up to this day, inclusive.
    pub until: Option<i32>,
}

/// A segment with what has been deleted from it since.
#[derive(Clone)]
struct View {
    segment: Arc<Segment>,
    dead: Option<Arc<Bits>>,
}

/// One state of an index. It never changes; making a copy costs a few pointers.
#[derive(Clone, Default)]
pub struct Index {
    views: Arc<[View]>,
}

/// The answer of an index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// How many phrases match: exactly, and approximately where the approximate ways were called upon. A lower bound if
    /// `more` is set.
    pub total: usize,
    /// Whether the search stopped when it had enough, or when it was cancelled.
    pub more: bool,
    /// The best, best first.
    pub hits: Vec<IndexHit>,
}

/// A phrase that an index has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexHit {
    /// The phrase.
    pub id: u128,
    /// How well it matches; see [`Scored::score`](super::Scored::score).
    pub score: u32,
    /// Whether a term matches only approximately.
    pub approximate: bool,
    /// What to highlight.
    pub spans: FieldSpans,
}

impl Index {
    /// Makes an index of phrases, in memory; about ten microseconds each. Of several with one id the last counts.
    pub fn build<'a>(documents: impl IntoIterator<Item = Document<'a>>) -> Self {
        let mut builder = Builder::default();
        documents.into_iter().for_each(|document| builder.push(&document));
        Self { views: View::of(builder).into_iter().collect() }
    }

    /// As [`Index::build`], of what `fill` hands over one by one.
    ///
    /// # Errors
    /// Those of `fill`.
    pub(crate) fn filled<E>(
        fill: impl FnOnce(&mut dyn FnMut(&Document<'_>)) -> Result<(), E>,
    ) -> Result<Self, E> {
        let mut builder = Builder::default();
        fill(&mut |document| builder.push(document))?;
        Ok(Self { views: View::of(builder).into_iter().collect() })
    }

    /// The number of phrases.
    pub fn len(&self) -> usize {
        self.views.iter().map(View::len).sum()
    }

    /// Whether there are no phrases.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of the index, as they stand or would stand in files.
    pub fn bytes(&self) -> usize {
        self.views.iter().map(|view| view.segment.bytes().len()).sum()
    }

    /// Finds the phrases that match a query, best first, as [`Corpus::find`](super::Corpus::find) does.
    ///
    /// Somebody who searches again and again keeps a [`Searcher`] instead.
    pub fn find(&self, query: &Query, options: &Options) -> Answer {
        Searcher::default().find(self, query, options)
    }
}
