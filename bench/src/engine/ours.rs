//! The search of the core.

use huashu_core::search::{Approximate, Corpus, Entry, Found, Options, Query};

use super::{Engine, Hit, Source};
use crate::Result;
use crate::corpus::{Fields, Phrase};

/// What the scan and the index of the core have in common.
pub(crate) trait Search: Sized {
    fn build<'a>(entries: impl Iterator<Item = Entry<'a>>) -> Self;
    fn find(&mut self, query: &Query, options: &Options) -> Found;
}

impl Search for Corpus {
    fn build<'a>(entries: impl Iterator<Item = Entry<'a>>) -> Self {
        Self::new(entries)
    }

    fn find(&mut self, query: &Query, options: &Options) -> Found {
        Self::find(self, query, options)
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
        let found = self.0.find(&Query::parse(query), &Options { limit, approximate: Approximate::ALL });
        Ok(found.hits.into_iter().map(|hit| Hit { index: hit.index, spans: hit.spans }).collect())
    }

    fn all(&mut self, query: &str, approximate: bool) -> Result<Vec<usize>> {
        let approximate = if approximate { Approximate::ALL } else { Approximate::NONE };
        let found = self.0.find(&Query::parse(query), &Options { limit: 0, approximate });
        Ok(found.hits.into_iter().map(|hit| hit.index).collect())
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
