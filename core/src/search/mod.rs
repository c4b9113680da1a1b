//! Type-ahead search over phrases: by Chinese, pinyin, initials, or any mix of them, with the places to highlight.
//!
//! # What matches
//! A query is split at spaces, and every term must match somewhere: in the title, the short code, the text, the
//! category path or the keywords, in any order. A term matches one contiguous run of a field; each character of the
//! run takes its part of the term in one of these ways:
//!
//! | way | 发货 is found by |
//! |---|---|
//! | the character itself | `发货`, `發貨` |
//! | a whole syllable | `fahuo`, `发huo`, `fa货` |
//! | its initial: first letter, or zh, ch, sh | `fh`, `f货`, `fhuo` |
//! | at the end of the term, any beginning of a syllable | `fah`, `fahu`, `发hu` |
//!
//! Both sides are folded first (`fold`): width, case, traditional and simplified, Latin diacritics. A character
//! counts with its one to three commonest readings (`pinyin`): 重 is zhong and chong, but 许 is never hu. Ranking puts
//! the reading that an everyday word gives (`words`), or else the commonest, before the others. Nothing matches inside
//! a syllable: `ahuo` is not 发货, `oa` is not 百度. Spaces and punctuation of the text may be skipped (`verify` has
//! the details), but not the borders between two keywords or two names of the category path.
//!
//! Three ways are approximate. They are used only if asked for ([`Approximate`]), only where too little matches exactly,
//! and what they find is marked and comes last: sounds that many do not tell apart (`sunfeng` for 顺丰), one typing
//! error in a term of four letters or more (`tuikaun` for 退款), and homophones (发或 for 发货).
//!
//! # How it works
//! [`Query::parse`] makes terms, [`Corpus`] holds folded phrases, and `verify` aligns a term with a field at the least
//! cost. [`Corpus::find`] verifies every phrase and ranks what matches (`rank`): the plain form of the search, which any
//! faster one has to agree with. The faster one is the [`Index`], which looks at few phrases only; `live` keeps it beside a
//! book ([`LiveIndex`]), brings it up to date with every change, and lets people search in it ([`SearchSession`]).
//!
//! # What it does not know
//! Only `book` and `live` read the store and a clock. In all else nothing can fail, and nothing is kept between two calls but
//! memory. Of words it knows a few hundred, only to rank readings: which words a text consists of is never decided.

mod book;
mod char_table;
mod chars;
mod cost;
mod fold;
mod index;
mod live;
mod memo;
mod pinyin;
mod plain;
mod query;
mod rank;
mod run;
mod scan;
mod simplify;
mod span;
mod spell;
mod state;
mod suggest;
mod verify;
mod words;

#[cfg(test)]
mod tests;

pub use book::{Hit, Scope, SearchResult, Searchable};
pub use index::{Answer, Asked, Document, Filter, Index, IndexHit, Searcher, Shown, Stamp};
pub use live::{IndexFindings, IndexState, LiveIndex, SearchSession};
pub(crate) use live::{days_since_1970, index_of};
pub use pinyin::FuzzySounds;
pub use query::{MAX_QUERY_CHARS, Query};
pub use scan::{Corpus, Entry, FieldSpans, Found, Options, Scored};
pub use span::Span;
pub(crate) use suggest::{Answers, Known, Shelf, answer, read_at, suggest_docs};
pub use suggest::{
    MAX_MESSAGE_CHARS, Question, SuggestChange, SuggestDoc, SuggestIndex, Suggested, Suggestions,
};

use fold::Folded;
use verify::Verifier;

/// Which approximate ways a search may use where the exact ways find too little.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Approximate {
    /// Pairs of sounds that count as alike; [`FuzzySounds::NONE`] switches the way off.
    pub fuzzy: FuzzySounds,
    /// One letter missing, too many, wrong or exchanged with its neighbour, in a term of four letters or more.
    pub typo: bool,
    /// Hanzi for hanzi of the same sound, in a term of two hanzi or more.
    pub homophone: bool,
}

impl Approximate {
    /// Exact matches only.
    pub const NONE: Self = Self { fuzzy: FuzzySounds::NONE, typo: false, homophone: false };
    /// Every approximate way.
    pub const ALL: Self = Self { fuzzy: FuzzySounds::ALL, typo: true, homophone: true };
}

impl Default for Approximate {
    fn default() -> Self {
        Self::ALL
    }
}

/// Whether and where one text matches a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Match {
    /// Whether every term of the query matches. A query without terms matches every text.
    pub matched: bool,
    /// Whether a term matches only approximately.
    pub approximate: bool,
    /// What the terms match, together: sorted, disjoint, one span for each run of matched characters.
    /// Empty unless `matched`.
    pub spans: Vec<Span>,
}

/// Matches one text, as a phrase that has nothing but this text would be matched.
///
/// ```
/// use huashu_core::search::{Approximate, matches};
/// let found = matches("我们48小时发货", "48xs fahuo", Approximate::NONE);
/// assert!(found.matched);
/// assert_eq!(found.spans.iter().map(|s| (s.start, s.end)).collect::<Vec<_>>(), [(2, 8)]);
/// ```
pub fn matches(text: &str, query: &str, approximate: Approximate) -> Match {
    let text = Folded::new(text);
    let mut verifier = Verifier::new(approximate);
    let mut found = Match { matched: true, ..Match::default() };
    for term in &Query::parse(query).terms {
        let exact = verifier.exact(&text, term);
        found.approximate |= exact.is_none();
        let Some(alignment) = exact.or_else(|| verifier.approximate(&text, term)) else {
            return Match::default();
        };
        found.spans.extend(text.spans(&alignment.units));
    }
    found.spans = span::union(found.spans);
    found
}
