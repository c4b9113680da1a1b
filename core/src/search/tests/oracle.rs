//! Recall and precision against an oracle that was computed apart from this code.
//!
//! `must` are the phrases that match under the readings which the context gives (by pypinyin, a segmenting converter);
//! `may` are those that match under any reading of any character. Exact types must reach 1.00 in both; the exceptions are
//! listed with their reason.

use std::collections::{BTreeMap, HashSet};
use std::time::Instant;

use serde::Deserialize;

use crate::search::{Approximate, Corpus, Entry, Options, Query};

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
    missed: Vec<(String, Vec<usize>)>,
    extra: Vec<(String, Vec<usize>)>,
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
        let note = |list: &mut Vec<(String, Vec<usize>)>, ids: Vec<usize>| {
            if !ids.is_empty() {
                list.push((expected.q.clone(), ids));
            }
        };
        note(&mut tally.missed, expected.must.difference(&got).copied().collect());
        note(&mut tally.extra, got.difference(&expected.may).copied().collect());
    }
    tallies
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

fn print(tallies: &BTreeMap<String, Tally>) {
    println!("type          queries  recall  precision  top 20  title@20  ms/query");
    for (name, t) in tallies {
        println!(
            "{name:13} {:7} {:7.4} {:10.4} {:7.3} {:9.3} {:9.2}",
            t.queries,
            share(t.must_got, t.must),
            share(t.got_may, t.got),
            share(t.top_held, t.top_slots),
            share(t.title_held, t.title_slots),
            t.millis / t.queries as f64
        );
    }
}

/// Measures a whole bench directory, named by `HUASHU_SEARCH_BENCH`; run with `--release --ignored --nocapture`.
#[test]
#[ignore = "needs the 10,000 phrases of the search bench"]
fn bench() {
    let dir = std::env::var("HUASHU_SEARCH_BENCH").expect("HUASHU_SEARCH_BENCH names the bench directory");
    let read = |name: &str| std::fs::read_to_string(format!("{dir}/{name}")).unwrap();
    let (corpus, millis) = corpus(&read("corpus-10000.jsonl"));
    println!("{} phrases folded in {millis:.0} ms", corpus.len());
    let tallies = measure(&corpus, &read("oracle-10000.jsonl"));
    print(&tallies);
    for (name, tally) in &tallies {
        for (what, list) in [("missed", &tally.missed), ("extra", &tally.extra)] {
            for (q, ids) in list {
                println!("{name} {q:?} {what} {}: {:?}", ids.len(), &ids[..ids.len().min(5)]);
            }
        }
    }
}
