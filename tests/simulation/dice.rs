//! Chance and time, both from a seed: the same seed is the same story.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use huashu_core::clock::Clock;
use huashu_core::sync::machine::Random;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The moment at which every story begins, in milliseconds since 1970.
pub(crate) const BEGIN: i64 = 1_795_000_000_000;

/// Chance.
pub(crate) struct Dice(Random);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Random::new(seed))
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.0.below(end as u64)).unwrap()
    }

    /// Once in so many times; never for 0.
    pub(crate) fn once_in(&mut self, times: u64) -> bool {
        times > 0 && self.0.below(times) == 0
    }

    pub(crate) fn millis(&mut self, longest: u64) -> Duration {
        Duration::from_millis(1 + self.0.below(longest))
    }

    pub(crate) fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        if from.is_empty() {
            return None;
        }
        Some(from[self.below(from.len())].clone())
    }
}

/// A seed for a part of the story.
pub(crate) fn mix(seed: u64, part: u64, number: u64) -> u64 {
    let mut random =
        Random::new(seed ^ part.wrapping_mul(0x0100_0000_01b3) ^ number.wrapping_mul(0x9e37_79b9));
    random.bits();
    random.bits()
}

/// A clock that the story moves; each owner's goes wrong in its own way.
#[derive(Clone)]
pub(crate) struct StoryClock {
    /// Milliseconds since the beginning, one for all.
    pub(crate) passed: Arc<AtomicI64>,
    /// How wrong this one goes, in milliseconds.
    pub(crate) skew: Arc<AtomicI64>,
}

impl StoryClock {
    pub(crate) fn new(passed: &Arc<AtomicI64>) -> Self {
        Self { passed: Arc::clone(passed), skew: Arc::default() }
    }
}

impl Clock for StoryClock {
    fn now(&self) -> Timestamp {
        let millis = BEGIN + self.passed.load(Ordering::Relaxed) + self.skew.load(Ordering::Relaxed);
        Timestamp::from_millisecond(millis).unwrap()
    }

    fn time_zone(&self) -> TimeZone {
        TimeZone::UTC
    }
}

/// Copies a folder with all that is in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
