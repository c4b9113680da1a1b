//! Recall and precision against an oracle that was computed apart from this code.
//!
//! `must` are the phrases that match under the readings which the context gives (by pypinyin, a segmenting converter);
//! `may` are those that match under any reading of any character. The oracle skips no punctuation, the search does: that is
//! the only way in which it may find more.

use std::collections::{BTreeMap, HashSet};
use std::time::Instant;

use serde::Deserialize;

use super::fixture;
use crate::search::{Approximate, Corpus, Entry, Options, Query, Scored};

#[derive(Deserialize)]
struct Phrase {
    title: String,
    code: String,
    body: String,
    category: String,
    tags: Vec<String>,
    uses: u32,
    last: Option<u32>,
}

#[derive(Deserialize)]
struct Expected {
    q: String,
    r#type: String,
    must: HashSet<usize>,
    must_title: HashSet<usize>,
    may: HashSet<usize>,
}

#[derive(Default)]
struct Tally {
    must: usize,
    must_got: usize,
    got: usize,
    got_may: usize,
    top_slots: usize,
    top_held: usize,
    title_slots: usize,
    title_held: usize,
    /// Queries with the phrases of `must` that were not found.
    missed: Vec<(String, Vec<usize>)>,
    /// Queries with what was found outside `may`.
    extra: Vec<(String, Vec<Scored>)>,
    millis: f64,
    queries: usize,
}

fn corpus(jsonl: &str) -> (Corpus, f64) {
    let phrases: Vec<Phrase> = jsonl.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let keywords: Vec<String> = phrases.iter().map(|phrase| phrase.tags.join(" ")).collect();
    let entries = phrases.iter().zip(&keywords).zip(0..).map(|((phrase, keywords), order)| Entry {
        title: &phrase.title,
        code: &phrase.code,
        text: &phrase.body,
        category_path: &phrase.category,
        keywords,
        favourite: false,
        uses: phrase.uses,
        last_used_age_days: phrase.last.map(|seconds| seconds / 86_400),
        order,
    });
    let start = Instant::now();
    let corpus = Corpus::new(entries);
    (corpus, start.elapsed().as_secs_f64() * 1000.0)
}

fn measure(corpus: &Corpus, oracle: &str) -> BTreeMap<String, Tally> {
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    for line in oracle.lines() {
        let expected: Expected = serde_json::from_str(line).unwrap();
        let tally = tallies.entry(expected.r#type.clone()).or_default();
        let is_exact = !matches!(expected.r#type.as_str(), "fuzzy" | "typo" | "homophone");
        let approximate = if is_exact { Approximate::NONE } else { Approximate::ALL };
        let start = Instant::now();
        let found = corpus.find(&Query::parse(&expected.q), &Options { limit: 0, approximate });
        tally.millis += start.elapsed().as_secs_f64() * 1000.0;
        tally.queries += 1;
        // Phrases are numbered from 1.
        let ids: Vec<usize> = found.hits.iter().map(|hit| hit.index + 1).collect();
        let got: HashSet<usize> = ids.iter().copied().collect();
        assert_eq!((got.len(), found.total, found.more), (ids.len(), ids.len(), false));
        tally.must += expected.must.len();
        tally.must_got += expected.must.intersection(&got).count();
        tally.got += got.len();
        tally.got_may += expected.may.intersection(&got).count();
        let slots = expected.must.len().min(20);
        tally.top_slots += slots;
        tally.top_held += ids.iter().take(20).filter(|id| expected.must.contains(id)).count().min(slots);
        if expected.must_title.len() >= 20 {
            tally.title_slots += 20;
            tally.title_held += ids.iter().take(20).filter(|id| expected.must_title.contains(id)).count();
        }
        let missed: Vec<usize> = expected.must.difference(&got).copied().collect();
        if !missed.is_empty() {
            tally.missed.push((expected.q.clone(), missed));
        }
        let extra: Vec<Scored> =
            found.hits.into_iter().filter(|hit| !expected.may.contains(&(hit.index + 1))).collect();
        if !extra.is_empty() {
            tally.extra.push((expected.q, extra));
        }
    }
    tallies
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

#[test]
fn the_oracle_is_met() {
    let (corpus, _) = corpus(&fixture("corpus.jsonl"));
    let tallies = measure(&corpus, &fixture("oracle.jsonl"));
    assert_eq!(tallies.values().map(|tally| tally.queries).sum::<usize>(), 241);
    for (name, tally) in &tallies {
        assert!(tally.missed.is_empty(), "{name}: {:?}", tally.missed);
        if matches!(name.as_str(), "fuzzy" | "typo" | "homophone") {
            continue;
        }
        for (q, hits) in &tally.extra {
            // A score from 200 to 399 says that the match skips punctuation.
            assert!(hits.iter().all(|hit| (200..400).contains(&hit.score)), "{name} {q}: {hits:?}");
        }
        assert!(share(tally.got_may, tally.got) > 0.98, "{name}: too much punctuation is skipped");
    }
    let exact =
        || tallies.iter().filter(|(name, _)| !matches!(name.as_str(), "fuzzy" | "typo" | "homophone"));
    let held = exact().map(|(_, tally)| tally.title_held).sum();
    let slots = exact().map(|(_, tally)| tally.title_slots).sum();
    assert!(share(held, slots) >= 0.98, "title@20 {}", share(held, slots));
}
