//! What an engine keeps in memory and in files.
//!
//! What only the build needed is not to count. So an engine that keeps files is built by another process and opened here;
//! and the allocator gives freed memory back at once (see `child`). Times are not taken: such an allocator is slower.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::{Measure, gauge, speed};
use crate::Result;
use crate::child::Job;
use crate::engine::{Engine, Name, Source};

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Memory {
    /// Growth of the resident set when the engine was ready, in bytes.
    pub(crate) ready: u64,
    /// The same after the queries have been asked, mapped files and caches included.
    pub(crate) queried: u64,
    /// How many queries were asked.
    pub(crate) queries: usize,
    /// Bytes of its files.
    pub(crate) disk: u64,
}

impl Memory {
    pub(crate) fn take(name: Name, source: &Source<'_>, allowance: Duration) -> Result<Self> {
        let samples = speed::shuffled()?;
        if name.keeps_files() {
            build_elsewhere(name, source, allowance)?;
        }
        let before = gauge::resident();
        let mut engine = name.open(source)?;
        let grown = |engine: &dyn Engine| {
            engine.elsewhere().map_or_else(|| gauge::resident().saturating_sub(before), |costs| costs.grown)
        };
        let ready = grown(engine.as_ref());
        let start = Instant::now();
        let mut queries = 0;
        for sample in samples.iter().take_while(|_| start.elapsed() < allowance) {
            speed::search(engine.as_mut(), &sample.q)?;
            queries += 1;
        }
        Ok(Self { ready, queried: grown(engine.as_ref()), queries, disk: engine.disk() })
    }
}

fn build_elsewhere(name: Name, source: &Source<'_>, allowance: Duration) -> Result<()> {
    let job = Job {
        engine: name,
        corpus: source.corpus,
        fields: source.fields,
        measure: Measure::Files,
        allowance,
        node: None,
        scratch: Some(source.scratch),
    };
    job.run().map(drop)
}
