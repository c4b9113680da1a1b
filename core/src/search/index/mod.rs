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
mod docs;
mod file;
mod hunt;
mod lattice;
mod lens;
mod pairs;
mod segment;
mod several;
mod ways;

use std::sync::Arc;

use self::bits::Bits;
use self::build::Builder;
use self::docs::DocId;
use self::file::Bytes;
use self::hunt::{Catch, Hunt, Pool};
use self::lens::{Desk, FIELDS, LOOSE};
use self::segment::Segment;
use super::fold::Folded;
use super::query::Query;
use super::scan::{Entry, FieldSpans, Options};
use super::verify::{Guess, Verifier};

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
        Self::of_bytes(Bytes::Heap(builder.finish(Stamp::default())))
    }

    fn of_bytes(bytes: Bytes) -> Self {
        let view = |segment| View { segment: Arc::new(segment), dead: None };
        Self { views: Segment::open(bytes).map(view).into_iter().collect() }
    }

    /// The number of phrases.
    pub fn len(&self) -> usize {
        let dead = |view: &View| view.dead.as_ref().map_or(0, |dead| dead.count());
        self.views.iter().map(|view| view.segment.len() - dead(view)).sum()
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

/// Searches an index while somebody types. Keeps memory, and what the last query found, for the next.
pub struct Searcher {
    desk: Desk,
    listed: Bits,
    narrower: Bits,
}

impl Default for Searcher {
    fn default() -> Self {
        let desk = Desk { verifier: Verifier::new(super::Approximate::NONE), text: Folded::default() };
        Self { desk, listed: Bits::default(), narrower: Bits::default() }
    }
}

impl Searcher {
    /// Finds the phrases that match a query, best first.
    pub fn find(&mut self, index: &Index, query: &Query, options: &Options) -> Answer {
        self.find_among(index, query, options, None, &|| false)
    }

    fn find_among(
        &mut self,
        index: &Index,
        query: &Query,
        options: &Options,
        asked: Option<&[Bits]>,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Answer {
        if self.desk.verifier.approximate_ways() != options.approximate {
            self.desk.verifier = Verifier::new(options.approximate);
        }
        let pool = Pool {
            asked,
            is_cancelled,
            listed: std::mem::take(&mut self.listed),
            narrower: std::mem::take(&mut self.narrower),
            desk: &mut self.desk,
        };
        let mut hunt = Hunt::new(query, *options, &index.views, pool);
        hunt.run();
        let total = hunt.catches.len();
        let shown = if options.limit == 0 { total } else { total.min(options.limit) };
        let catches = std::mem::take(&mut hunt.catches);
        let hits = catches[..shown].iter().map(|catch| hit(&mut hunt, catch)).collect();
        let more = !hunt.is_complete;
        (self.listed, self.narrower) = (hunt.pool.listed, hunt.pool.narrower);
        Answer { total, more, hits }
    }
}

/// Draws the spans of a phrase. Where a term matches some field exactly, only exact matches are highlighted.
fn hit(hunt: &mut Hunt<'_>, catch: &Catch) -> IndexHit {
    let (view, doc) = (catch.view as usize, catch.doc);
    let mut spans = FieldSpans::default();
    for term in 0..hunt.query.terms.len() {
        if !highlight(hunt, (view, doc), term, None, &mut spans) {
            for guess in Guess::ALL {
                if highlight(hunt, (view, doc), term, Some(guess), &mut spans) {
                    break;
                }
            }
        }
    }
    IndexHit { id: catch.id, score: catch.rank.score(), approximate: catch.rank.approximate, spans: spans.united() }
}

/// Adds the spans of a term in every field that matches exactly, or by a guess; says whether there are any.
fn highlight(
    hunt: &mut Hunt<'_>,
    (view, doc): (usize, DocId),
    term: usize,
    guess: Option<Guess>,
    spans: &mut FieldSpans,
) -> bool {
    let typed = &hunt.query.terms[term];
    let level = match guess {
        None => hunt.top(term),
        Some(guess) if guess.is_open(hunt.options.approximate, typed) => guess.into(),
        Some(_) => return false,
    };
    let (lens, ways) = (&mut hunt.lenses[view][term], &hunt.ways[term]);
    let Some(record) = lens.segment.docs().record(doc) else { return false };
    let Desk { verifier, text } = &mut *hunt.pool.desk;
    let mut is_found = false;
    for field in FIELDS {
        if !lens.field_matches(ways, level, (doc, &record), field, LOOSE) {
            continue;
        }
        lens.segment.spell_out(doc, field, text);
        let alignment = match guess {
            None => verifier.exact(text, typed),
            Some(guess) => verifier.guess(text, typed, guess),
        };
        if let Some(alignment) = alignment {
            spans.of(field).extend(text.spans(&alignment.units));
            is_found = true;
        }
    }
    is_found
}
