//! The search of the core.

use huashu_core::search::{Approximate, Corpus, Document, Entry, Index, Options, Query, Searcher, Shown};

use super::{Engine, Hit, Source};
use crate::Result;
use crate::corpus::{Fields, Phrase};

/// What the ways of searching in the core have in common. To measure another one is to implement this, and to name it in
/// [`Name`](super::Name).
pub(crate) trait Search: Sized {
    /// Takes the phrases in the order of the corpus.
    fn build<'a>(entries: impl Iterator<Item = Entry<'a>>) -> Self;
    fn find(&mut self, query: &Query, options: &Options) -> Vec<Hit>;
    /// Bytes of its files.
    fn disk(&self) -> u64 {
        0
    }
}

impl Search for Corpus {
    fn build<'a>(entries: impl Iterator<Item = Entry<'a>>) -> Self {
        Self::new(entries)
    }

    fn find(&mut self, query: &Query, options: &Options) -> Vec<Hit> {
        let found = Self::find(self, query, options);
        found.hits.into_iter().map(|hit| Hit { index: hit.index, spans: hit.spans }).collect()
    }
}

/// The index, with what it keeps from one query to the next.
pub(crate) struct Indexed {
    index: Index,
    searcher: Searcher,
}

impl Search for Indexed {
    fn build<'a>(entries: impl Iterator<Item = Entry<'a>>) -> Self {
        let document = |(entry, id)| Document { id, library: 0, shown: Shown::default(), entry };
        Self { index: Index::build(entries.zip(0..).map(document)), searcher: Searcher::default() }
    }

    fn find(&mut self, query: &Query, options: &Options) -> Vec<Hit> {
        let found = self.searcher.find(&self.index, query, options);
        found.hits.into_iter().map(|hit| Hit { index: hit.id as usize, spans: hit.spans }).collect()
    }

    fn disk(&self) -> u64 {
        self.index.bytes() as u64
    }
}

pub(crate) struct Ours<S>(S);

impl<S: Search> Ours<S> {
    pub(crate) fn build(source: &Source<'_>) -> Self {
        Self(S::build(
            source.phrases.iter().zip(0..).map(|(phrase, order)| entry(phrase, order, source.fields)),
        ))
    }
}

impl<S: Search> Engine for Ours<S> {
    fn search(&mut self, query: &str, limit: usize) -> Result<Vec<Hit>> {
        Ok(self.0.find(&Query::parse(query), &Options { limit, approximate: Approximate::ALL }))
    }

    fn all(&mut self, query: &str, approximate: bool) -> Result<Vec<usize>> {
        let approximate = if approximate { Approximate::ALL } else { Approximate::NONE };
        let found = self.0.find(&Query::parse(query), &Options { limit: 0, approximate });
        Ok(found.into_iter().map(|hit| hit.index).collect())
    }

    fn disk(&self) -> u64 {
        self.0.disk()
    }
}

fn entry(phrase: &Phrase, order: u32, fields: Fields) -> Entry<'_> {
    let rank = Entry {
        title: &phrase.title,
        uses: phrase.uses,
        last_used_age_days: phrase.last_used_age_days,
        order,
        ..Entry::default()
    };
    match fields {
        Fields::Titles => rank,
        Fields::All => Entry {
            code: &phrase.code,
            text: &phrase.text,
            category_path: &phrase.category,
            keywords: &phrase.keywords,
            ..rank
        },
    }
}
