//! Randomness, injected: a simulation that runs twice is the same twice.

use std::io;
use std::sync::{Mutex, PoisonError};

use uuid::Uuid;

/// Fills bytes with randomness. Implementations are called from any thread and must not block.
pub trait Random: Send + Sync {
    /// Fills all of `bytes`.
    ///
    /// # Errors
    /// Where the system has no randomness; then nothing secret may be made.
    fn fill(&self, bytes: &mut [u8]) -> io::Result<()>;
}

/// The system's own.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemRandom;

/// The same bytes for the same seed: for tests and the simulation, never for secrets.
pub struct SeededRandom(Mutex<blake3::OutputReader>);

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) -> io::Result<()> {
        getrandom::fill(bytes).map_err(|error| io::Error::other(error.to_string()))
    }
}

impl SeededRandom {
    /// The sequence that a seed stands for.
    pub fn new(seed: u64) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&seed.to_be_bytes());
        Self(Mutex::new(hasher.finalize_xof()))
    }
}

impl Random for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) -> io::Result<()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill(bytes);
        Ok(())
    }
}

/// A UUIDv7 of a moment, in milliseconds since 1970.
pub(crate) fn new_id(random: &dyn Random, now: i64) -> io::Result<Uuid> {
    let mut bytes = [0; 10];
    random.fill(&mut bytes)?;
    let millis = u64::try_from(now).unwrap_or(0);
    Ok(uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_ids() {
        let ids = |seed| {
            let random = SeededRandom::new(seed);
            [1_795_000_000_000, 1_795_000_000_000, 0, -5].map(|now| new_id(&random, now).unwrap())
        };
        assert_eq!(ids(7), ids(7));
        assert_ne!(ids(7), ids(8));
        assert_ne!(ids(7)[0], ids(7)[1]);
        assert!(ids(7).iter().all(|id| id.get_version_num() == 7));
    }
}
