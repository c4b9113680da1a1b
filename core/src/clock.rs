//! Time and fresh ids, injected: a test or a simulation decides what "now" is.
//!
//! Time is for display and retention only; it never decides which of two edits stands.

use std::sync::Mutex;

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use uuid::{ContextV7, Uuid};

use crate::ids::{CategoryId, FollowUpId, LibraryId, OpId, PhraseId};

/// Tells the time. Implementations are called from any thread and must not block.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;

    /// The person's time zone, for `[日期]` and `[时间]`.
    fn time_zone(&self) -> TimeZone {
        TimeZone::system()
    }

    /// The present moment as the person's wall clock shows it.
    fn wall(&self) -> Zoned {
        self.now().to_zoned(self.time_zone())
    }
}

/// The machine's own clock.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the wall clock is read")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that stands still, for tests and for plans that must come out the same.
#[derive(Debug, Clone)]
pub struct FixedClock {
    /// The moment that it shows, with its zone.
    pub at: Zoned,
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.at.timestamp()
    }

    fn time_zone(&self) -> TimeZone {
        self.at.time_zone().clone()
    }
}

/// Makes ids: UUIDv7, rising within one source, so that new rows go to the end of their index.
#[derive(Default)]
pub(crate) struct IdSource {
    context: Mutex<Option<ContextV7>>,
    /// For a simulation, which must come out the same twice: what stands in the place of chance.
    #[cfg(feature = "mutants")]
    seed: Mutex<Option<u64>>,
}

impl IdSource {
    pub(crate) fn library(&self, at: Timestamp) -> LibraryId {
        LibraryId::from_uuid(self.next(at))
    }

    pub(crate) fn category(&self, at: Timestamp) -> CategoryId {
        CategoryId::from_uuid(self.next(at))
    }

    pub(crate) fn phrase(&self, at: Timestamp) -> PhraseId {
        PhraseId::from_uuid(self.next(at))
    }

    pub(crate) fn follow_up(&self, at: Timestamp) -> FollowUpId {
        FollowUpId::from_uuid(self.next(at))
    }

    pub(crate) fn op(&self, at: Timestamp) -> OpId {
        OpId::from_uuid(self.next(at))
    }

    /// Makes the same ids for the same seed.
    #[cfg(feature = "mutants")]
    pub(crate) fn seed(&self, seed: u64) {
        *self.seed.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(seed);
    }

    #[cfg(feature = "mutants")]
    fn seeded(&self, at: Timestamp) -> Option<Uuid> {
        let mut seed = self.seed.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let state = seed.as_mut()?;
        *state += 1;
        let hash = blake3::hash(&state.to_le_bytes());
        let mut random = [0; 10];
        random.copy_from_slice(&hash.as_bytes()[..10]);
        let millis = u64::try_from(at.as_millisecond()).unwrap_or(0);
        Some(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    fn next(&self, at: Timestamp) -> Uuid {
        #[cfg(feature = "mutants")]
        if let Some(id) = self.seeded(at) {
            return id;
        }
        // A poisoned lock only means that another thread panicked between two ids; the context is still sound.
        let mut context = self.context.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let context = context.get_or_insert_with(ContextV7::new);
        let seconds = u64::try_from(at.as_second()).unwrap_or(0);
        let nanos = u32::try_from(at.subsec_nanosecond()).unwrap_or(0);
        Uuid::new_v7(uuid::Timestamp::from_unix(&*context, seconds, nanos))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_rise_within_one_moment() {
        let source = IdSource::default();
        let at = Timestamp::from_second(1_795_000_000).unwrap();
        let ids: Vec<PhraseId> = (0..5_000).map(|_| source.phrase(at)).collect();
        assert!(ids.is_sorted());
        assert!(ids.iter().all(|id| id.to_string().parse::<PhraseId>().is_ok()));
    }
}
