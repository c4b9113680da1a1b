//! What is measured, each in a process of its own, so that the figures of two engines do not mix.

mod adversarial;
mod derived;
mod gauge;
mod memory;
mod quality;
mod skipping;
mod speed;

use std::time::Duration;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::engine::{Name, Source};

pub(crate) use adversarial::Adversarial;
pub(crate) use derived::Derived;
pub(crate) use memory::Memory;
pub(crate) use quality::{Quality, Tally};
pub(crate) use speed::{Speed, Timed};

/// How many hits are asked for, as a list on a screen does.
pub(crate) const TOP: usize = 20;

/// Something to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Measure {
    /// Time of the build and of every query.
    Speed,
    /// Resident memory and files.
    Memory,
    /// Nothing: leaves the files in the scratch folder for others.
    Files,
    /// Recall and precision against the oracle.
    Quality,
    /// Queries derived from the phrases themselves.
    Derived,
    /// Queries that are meant to be slow.
    Adversarial,
}

/// The figures of one run, one line of JSON between the processes.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Figures {
    Speed(Speed),
    Memory(Memory),
    Files,
    Quality(Quality),
    Derived(Derived),
    Adversarial(Adversarial),
}

impl Measure {
    /// Builds the engine and measures. `allowance` is the wall time that the queries may take.
    pub(crate) fn take(self, name: Name, source: &Source<'_>, allowance: Duration) -> Result<Figures> {
        Ok(match self {
            Self::Speed => Figures::Speed(Speed::take(name, source, allowance)?),
            Self::Memory => Figures::Memory(Memory::take(name, source, allowance)?),
            Self::Files => name.build(source).map(|_| Figures::Files)?,
            Self::Quality => Figures::Quality(Quality::take(name, source, allowance)?),
            Self::Derived => Figures::Derived(Derived::take(name, source, allowance)?),
            Self::Adversarial => Figures::Adversarial(Adversarial::take(name, source, allowance)?),
        })
    }
}
