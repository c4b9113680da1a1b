//! Latency of the queries of the bench, and the CPU time of the build.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::{TOP, gauge};
use crate::Result;
use crate::engine::{Engine, Name, Source};
use crate::queries::{self, Kind, Sample};
use crate::random::Random;

/// How often every query is asked at most; the best time counts.
pub(super) const PASSES: u32 = 5;

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Speed {
    /// CPU time of the build, all threads, in milliseconds.
    pub(crate) build_ms: f64,
    /// How many passes over the queries the allowance was enough for; 0 if not even for one.
    pub(crate) passes: u32,
    /// How many queries there are; `times` has fewer where the allowance ran out.
    pub(crate) queries: usize,
    pub(crate) times: Vec<Timed>,
}

/// The best time of one query.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Timed {
    pub(crate) query: String,
    pub(crate) kind: Kind,
    pub(crate) micros: f64,
}

impl Speed {
    pub(crate) fn take(name: Name, source: &Source<'_>, allowance: Duration) -> Result<Self> {
        let samples = shuffled()?;
        let (mut engine, build) = build(name, source)?;
        let queries: Vec<&str> = samples.iter().map(|sample| sample.q.as_str()).collect();
        let best = best_times(engine.as_mut(), &queries, allowance)?;
        let timed = |(sample, micros): (&Sample, &f64)| Timed {
            query: sample.q.clone(),
            kind: sample.kind,
            micros: *micros,
        };
        Ok(Self {
            build_ms: build.as_secs_f64() * 1e3,
            passes: best.passes,
            queries: samples.len(),
            times: samples.iter().zip(&best.micros).map(timed).collect(),
        })
    }
}

/// The best CPU time of each query, in microseconds.
pub(super) struct Best {
    /// Shorter than the list of queries where the allowance ran out in the first pass.
    pub(super) micros: Vec<f64>,
    /// How many passes were made in full.
    pub(super) passes: u32,
}

/// Asks every query up to [`PASSES`] times within a wall time. The passes go over all queries, so that no query meets
/// what it has itself left in the caches.
pub(super) fn best_times(engine: &mut dyn Engine, queries: &[&str], allowance: Duration) -> Result<Best> {
    let start = Instant::now();
    let mut best = Best { micros: Vec::with_capacity(queries.len()), passes: 0 };
    for query in queries {
        if start.elapsed() >= allowance {
            return Ok(best);
        }
        best.micros.push(time(engine, query)?);
    }
    best.passes = 1;
    let pass = start.elapsed();
    while best.passes < PASSES && start.elapsed() + pass < allowance {
        for (query, micros) in queries.iter().zip(&mut best.micros) {
            *micros = micros.min(time(engine, query)?);
        }
        best.passes += 1;
    }
    Ok(best)
}

/// CPU time of one search in microseconds: of the thread that searches, or of the process that works for it.
fn time(engine: &mut dyn Engine, query: &str) -> Result<f64> {
    let elsewhere = |engine: &dyn Engine| engine.elsewhere().map(|costs| costs.queries);
    let (before, start) = (elsewhere(engine), gauge::thread_cpu());
    search(engine, query)?;
    let here = gauge::thread_cpu().saturating_sub(start);
    let took = match (before, elsewhere(engine)) {
        (Some(before), Some(after)) => after.saturating_sub(before),
        _ => here,
    };
    Ok(took.as_secs_f64() * 1e6)
}

/// Searches as a list on a screen does; the answer, with its spans, is made in full and thrown away.
pub(super) fn search(engine: &mut dyn Engine, query: &str) -> Result<()> {
    std::hint::black_box(engine.search(query, TOP)?);
    Ok(())
}

/// The queries of the bench in an order in which any beginning is a fair sample of all.
pub(super) fn shuffled() -> Result<Vec<Sample>> {
    let mut samples = queries::samples()?;
    Random::new(1).shuffle(&mut samples);
    Ok(samples)
}

/// Builds the engine and tells the CPU time of all threads.
fn build(name: Name, source: &Source<'_>) -> Result<(Box<dyn Engine>, Duration)> {
    let start = gauge::process_cpu();
    let engine = name.build(source)?;
    let here = gauge::process_cpu().saturating_sub(start);
    let took = engine.elsewhere().map_or(here, |costs| costs.build);
    Ok((engine, took))
}
