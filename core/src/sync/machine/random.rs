//! Chance from a seed: the same seed, the same waits.

use std::time::Duration;

/// The shortest wait after a failure. Full jitter may come out at nothing, and a hub that is down gains nothing by that.
const SHORTEST: Duration = Duration::from_millis(50);

/// SplitMix64: small, and good enough to spread clients in time. It makes no secrets.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; 0 where `end` is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        // The bias of the remainder is nothing at the sizes that are asked for here.
        self.bits().checked_rem(end).unwrap_or(0)
    }

    /// A time up to `longest`.
    pub fn up_to(&mut self, longest: Duration) -> Duration {
        let micros = u64::try_from(longest.as_micros()).unwrap_or(u64::MAX - 1);
        Duration::from_micros(self.below(micros + 1))
    }

    /// How long to wait after `failures` failures before this one: anything up to `first`, doubled for each, up to `last`.
    /// Taking anything, and not a little more or less than the whole, is what keeps clients from coming back together.
    pub fn backoff(&mut self, (first, last): (Duration, Duration), failures: u32) -> Duration {
        let longest = first.saturating_mul(1_u32.checked_shl(failures).unwrap_or(u32::MAX)).min(last);
        self.up_to(longest).max(SHORTEST.min(longest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_up_to_the_last_and_differ() {
        let range = (Duration::from_millis(500), Duration::from_secs(60));
        for (failures, longest) in
            [(0, 500), (1, 1_000), (3, 4_000), (6, 32_000), (7, 60_000), (40, 60_000), (u32::MAX, 60_000)]
        {
            let longest = Duration::from_millis(longest);
            let mut random = Random::new(u64::from(failures));
            let waits: Vec<Duration> = (0..500).map(|_| random.backoff(range, failures)).collect();
            assert!(waits.iter().all(|wait| *wait <= longest && *wait >= SHORTEST), "{failures}");
            assert!(*waits.iter().max().unwrap() > longest.mul_f64(0.9), "{failures}");
            assert!(*waits.iter().min().unwrap() < longest.mul_f64(0.2), "{failures}");
        }
    }

    #[test]
    fn a_seed_is_a_sequence() {
        let sequence = |seed| {
            let mut random = Random::new(seed);
            (0..9).map(|_| random.below(1_000)).collect::<Vec<_>>()
        };
        assert_eq!(sequence(7), sequence(7));
        assert_ne!(sequence(7), sequence(8));
        assert_eq!(Random::new(1).below(0), 0);
        assert!(Random::new(1).up_to(Duration::MAX) > Duration::ZERO);
    }
}
