//! Recall, precision and order of what is found, against the oracle over 10,000 phrases.

use std::collections::{BTreeMap, HashSet};
use std::time::{Duration, Instant};

use huashu_core::search::Span;
use serde::{Deserialize, Serialize};

use super::{TOP, skipping};
use crate::Result;
use crate::corpus::{Fields, spans_of};
use crate::engine::{Engine, Hit, Name, Source};
use crate::queries::{self, Answer, Kind, Oracle, Sample};
use crate::random::Random;

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Quality {
    /// How many queries there are; fewer were judged where the allowance ran out.
    pub(crate) queries: usize,
    pub(crate) kinds: BTreeMap<Kind, Tally>,
    /// Hits among the first twenty, and those of them that say where they match.
    pub(crate) hits: usize,
    pub(crate) with_spans: usize,
    /// Spans that are empty or end outside their text.
    pub(crate) wrong_spans: usize,
}

/// Sums over the queries of one kind.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Tally {
    pub(crate) queries: usize,
    /// Phrases that must be found, and those of them that were.
    pub(crate) must: usize,
    pub(crate) must_found: usize,
    /// Phrases that were found, and those of them that may be.
    pub(crate) found: usize,
    pub(crate) found_may: usize,
    /// Those of the others that match where punctuation is passed over; asked of exact kinds alone.
    pub(crate) found_skipping: usize,
    /// Places among the first twenty that phrases which must be found can fill, and those that they do.
    pub(crate) slots: usize,
    pub(crate) slots_held: usize,
    /// The same for phrases that match in the title, over the queries that have twenty of them.
    pub(crate) title_slots: usize,
    pub(crate) title_slots_held: usize,
    /// Queries without a wrong phrase among the unmarked ones.
    pub(crate) clean: usize,
}

impl Tally {
    pub(crate) fn plus(&self, other: &Self) -> Self {
        Self {
            queries: self.queries + other.queries,
            must: self.must + other.must,
            must_found: self.must_found + other.must_found,
            found: self.found + other.found,
            found_may: self.found_may + other.found_may,
            found_skipping: self.found_skipping + other.found_skipping,
            slots: self.slots + other.slots,
            slots_held: self.slots_held + other.slots_held,
            title_slots: self.title_slots + other.title_slots,
            title_slots_held: self.title_slots_held + other.title_slots_held,
            clean: self.clean + other.clean,
        }
    }
}

impl Quality {
    pub(crate) fn take(name: Name, source: &Source<'_>, allowance: Duration) -> Result<Self> {
        let oracle = Oracle::load()?;
        oracle.check(source.corpus)?;
        let mut judged: Vec<_> = queries::samples()?.into_iter().zip(oracle.answers).collect();
        Random::new(1).shuffle(&mut judged);
        let mut engine = name.build(source)?;
        let mut quality = Self { queries: judged.len(), ..Self::default() };
        let start = Instant::now();
        for (sample, answer) in judged.iter().take_while(|_| start.elapsed() < allowance) {
            let tally = quality.judge(engine.as_mut(), sample, answer, source)?;
            let sum = quality.kinds.entry(sample.kind).or_default();
            *sum = sum.plus(&tally);
        }
        Ok(quality)
    }

    fn judge(
        &mut self,
        engine: &mut dyn Engine,
        sample: &Sample,
        answer: &Answer,
        source: &Source<'_>,
    ) -> Result<Tally> {
        let query = sample.q.as_str();
        // The oracle numbers phrases from 1.
        let found: HashSet<usize> = engine.all(query, false)?.into_iter().map(|index| index + 1).collect();
        let top = engine.search(query, TOP)?;
        let shown =
            |wanted: &HashSet<usize>| top.iter().filter(|hit| wanted.contains(&(hit.index + 1))).count();
        let must = match source.fields {
            Fields::All => &answer.must,
            Fields::Titles => &answer.must_title,
        };
        let slots = must.len().min(TOP);
        let title_slots = if answer.must_title.len() >= TOP { TOP } else { 0 };
        let found_may = answer.may.intersection(&found).count();
        let mut found_skipping = 0;
        if sample.kind.is_exact() {
            for id in found.difference(&answer.may) {
                found_skipping +=
                    usize::from(skipping::matches(&source.phrases[id - 1], source.fields, query)?);
            }
        }
        let tally = Tally {
            queries: 1,
            must: must.len(),
            must_found: must.intersection(&found).count(),
            found: found.len(),
            found_may,
            found_skipping,
            slots,
            slots_held: shown(must).min(slots),
            title_slots,
            title_slots_held: shown(&answer.must_title).min(title_slots),
            clean: usize::from(found.len() == found_may),
        };
        for hit in top {
            self.look_at_spans(hit, source);
        }
        Ok(tally)
    }

    fn look_at_spans(&mut self, mut hit: Hit, source: &Source<'_>) {
        self.hits += 1;
        let mut any = false;
        for field in source.fields.list() {
            let spans: &[Span] = spans_of(&mut hit.spans, *field);
            any |= !spans.is_empty();
            self.wrong_spans += count_wrong(spans, source.phrases[hit.index].field(*field));
        }
        self.with_spans += usize::from(any);
    }
}

fn count_wrong(spans: &[Span], text: &str) -> usize {
    if spans.is_empty() {
        return 0;
    }
    let len = text.chars().count() as u32;
    spans.iter().filter(|span| span.start >= span.end || span.end > len).count()
}
