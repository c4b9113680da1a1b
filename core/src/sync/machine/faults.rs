//! Blobs that failed, each with its own wait, so that one that fails for ever holds up no other.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Params, Random};

/// The first and the longest wait of a blob after the network failed it.
const NETWORK: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(5 * 60));

/// From so many failures on, a person may want to know.
const TELLING: u32 = 2;

#[derive(Debug, Clone, Default)]
pub(super) struct Faults {
    blobs: BTreeMap<String, Fault>,
    /// Failures in a row, over all blobs.
    streak: u32,
    ready_at: Duration,
    /// Until when the hub asked to be left alone: no impatience lifts it.
    busy_until: Duration,
}

#[derive(Debug, Clone, Copy)]
struct Fault {
    failures: u32,
    why: Why,
    ready_at: Duration,
}

/// Why a blob failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// The network, or a hub that has no time: it may go in a moment.
    Network,
    /// The hub or the book does not take or give it: it will hardly mend by itself.
    Stubborn,
}

impl Faults {
    pub(super) fn failed(
        &mut self,
        blob: &str,
        why: Why,
        now: Duration,
        params: &Params,
        random: &mut Random,
    ) {
        let fault = self.blobs.entry(blob.to_owned()).or_insert(Fault { failures: 0, why, ready_at: now });
        fault.why = why;
        let range = if why == Why::Stubborn { params.stubborn } else { NETWORK };
        fault.ready_at = now + random.backoff(range, fault.failures);
        fault.failures = fault.failures.saturating_add(1);
        // All the others fail as well when the network is gone: they take turns ever more slowly, until one gets through.
        self.ready_at = now + random.backoff((params.first_backoff, params.last_backoff), self.streak);
        self.streak = self.streak.saturating_add(1);
    }

    /// There is reason to think that the network works now: what it failed need not wait any longer.
    pub(super) fn lift(&mut self) {
        for fault in self.blobs.values_mut().filter(|fault| fault.why == Why::Network) {
            fault.ready_at = Duration::ZERO;
        }
        self.ready_at = Duration::ZERO;
    }

    pub(super) fn postpone(&mut self, until: Duration) {
        self.busy_until = until;
    }

    /// A piece got through.
    pub(super) fn moved(&mut self) {
        self.streak = 0;
    }

    pub(super) fn cleared(&mut self, blob: &str) {
        self.blobs.remove(blob);
        self.streak = 0;
    }

    pub(super) fn ready_at(&self, blob: &str) -> Duration {
        let own = self.blobs.get(blob).map_or(Duration::ZERO, |fault| fault.ready_at);
        own.max(self.ready_at).max(self.busy_until)
    }

    pub(super) fn has_failed(&self, blob: &str) -> bool {
        self.blobs.contains_key(blob)
    }

    /// Forgets blobs that nobody wants any more.
    pub(super) fn keep_only<'a>(&mut self, blobs: impl Iterator<Item = &'a str>) {
        let mut kept = BTreeMap::new();
        for blob in blobs {
            if let Some(fault) = self.blobs.remove(blob) {
                kept.insert(blob.to_owned(), fault);
            }
        }
        self.blobs = kept;
    }

    /// Whether a person may want to know of it.
    pub(super) fn is_telling(&self, blob: &str) -> bool {
        self.blobs.get(blob).is_some_and(|fault| fault.failures >= TELLING)
    }

    pub(super) fn count(&self) -> u64 {
        self.blobs.values().filter(|fault| fault.failures >= TELLING).count() as u64
    }
}
