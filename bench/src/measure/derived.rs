//! Latency of queries derived from the phrases, and whether each finds the phrase that it was derived from.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::speed::{self, Timed};
use crate::Result;
use crate::derive::derive;
use crate::engine::{Name, Source};
use crate::queries::Kind;
use crate::random::Random;

/// How many queries of each kind are made.
const OF_EACH_KIND: usize = 200;
const SEED: u64 = 20_261_122;
/// How many misses of each kind are shown.
const SHOWN_MISSES: usize = 5;

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Derived {
    pub(crate) times: Vec<Timed>,
    pub(crate) queries: usize,
    pub(crate) sources: BTreeMap<Kind, Sources>,
}

/// How often the phrase was found that the query was derived from.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Sources {
    pub(crate) asked: usize,
    pub(crate) found: usize,
    /// Some queries that did not find it (negative ones: that did), with what was meant.
    pub(crate) surprises: Vec<String>,
}

impl Derived {
    /// Half of the allowance is for the times, half for looking for the sources.
    pub(crate) fn take(name: Name, source: &Source<'_>, allowance: Duration) -> Result<Self> {
        let mut made = derive(source.phrases, source.fields, OF_EACH_KIND, SEED);
        Random::new(2).shuffle(&mut made);
        let mut engine = name.build(source)?;
        let queries: Vec<&str> = made.iter().map(|derived| derived.query.as_str()).collect();
        let best = speed::best_times(engine.as_mut(), &queries, allowance / 2)?;
        let times = made
            .iter()
            .zip(&best.micros)
            .map(|(derived, micros)| Timed {
                query: derived.query.clone(),
                kind: derived.kind,
                micros: *micros,
            })
            .collect();
        let mut sources: BTreeMap<Kind, Sources> = BTreeMap::new();
        let start = Instant::now();
        for derived in made.iter().take_while(|_| start.elapsed() < allowance / 2) {
            let is_negative = derived.kind == Kind::Negative;
            let approximate = !derived.kind.is_exact() && !is_negative;
            let found = engine.all(&derived.query, approximate)?.contains(&derived.source);
            let sources = sources.entry(derived.kind).or_default();
            sources.asked += 1;
            sources.found += usize::from(found);
            if found == is_negative && sources.surprises.len() < SHOWN_MISSES {
                sources.surprises.push(format!("{} ({})", derived.query, derived.meant));
            }
        }
        Ok(Self { times, queries: made.len(), sources })
    }
}
