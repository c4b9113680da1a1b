//! What an engine keeps in memory and in files.
//!
//! Run with an allocator that gives freed memory back at once (see `child`), so that what only the build needed does not
//! count. Times are not taken here: such an allocator is slower.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::{gauge, speed};
use crate::Result;
use crate::engine::{Engine, Name, Source};

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Memory {
    /// Growth of the resident set by the build, in bytes.
    pub(crate) built: u64,
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
        let before = gauge::resident();
        let mut engine = name.build(source)?;
        let grown = |engine: &dyn Engine| {
            engine.elsewhere().map_or_else(|| gauge::resident().saturating_sub(before), |costs| costs.grown)
        };
        let built = grown(engine.as_ref());
        let start = Instant::now();
        let mut queries = 0;
        for sample in samples.iter().take_while(|_| start.elapsed() < allowance) {
            speed::search(engine.as_mut(), &sample.q)?;
            queries += 1;
        }
        Ok(Self { built, queried: grown(engine.as_ref()), queries, disk: engine.disk() })
    }
}
