//! How often somebody may ask. The buckets are ample: they stop a client that spins and a person who guesses passwords, and
//! nobody at work meets them.
//!
//! Nobody is locked out. Whoever gives a wrong password again and again from one address waits longer each time, up to a
//! minute, and only there: the person whose name it is signs in from elsewhere as ever.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use governor::clock::{Clock, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use huashu_protocol::Refusal;

/// Wrong passwords that cost no more than their share of the bucket.
const FREE_MISSES: u32 = 5;
/// The longest wait after wrong passwords, in seconds.
const LONGEST_WAIT: u64 = 60;
/// After how long wrong passwords are forgotten.
const FORGIVEN: Duration = Duration::from_secs(15 * 60);
/// How many pairs of a name and an address are remembered; of more, any are forgotten.
const MISSES: usize = 50_000;

/// How often something may happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// In the long run, in a minute.
    pub per_minute: NonZeroU32,
    /// At once.
    pub burst: NonZeroU32,
}

impl Rate {
    /// A rate; what is less than one is taken as one.
    pub const fn new(per_minute: u32, burst: u32) -> Self {
        Self { per_minute: at_least_one(per_minute), burst: at_least_one(burst) }
    }
}

/// The rates of a hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// Syncs of one session. A first day brings a library of 50,000 phrases in 250 syncs one upon the other, a spinning
    /// client thousands.
    pub sync: Rate,
    /// Attempts to sign in or to join under one name.
    pub name: Rate,
    /// The same from one address: a whole office may stand behind one, on its first morning.
    pub address: Rate,
}

impl Default for Rates {
    fn default() -> Self {
        Self { sync: Rate::new(600, 300), name: Rate::new(5, 5), address: Rate::new(20, 100) }
    }
}

type Bucket<K> = RateLimiter<K, DashMapStateStore<K>, MonotonicClock, NoOpMiddleware<std::time::Instant>>;

/// What has happened, and so what may.
pub(crate) struct Meter {
    sync: Bucket<Key>,
    name: Bucket<Key>,
    address: Bucket<IpAddr>,
    misses: Mutex<BTreeMap<(Key, IpAddr), Misses>>,
}

/// The start of a hash: no name and no token lies about.
type Key = [u8; 16];

struct Misses {
    count: u32,
    last: Instant,
}

impl Meter {
    pub(crate) fn new(rates: &Rates) -> Self {
        Self {
            sync: bucket(rates.sync),
            name: bucket(rates.name),
            address: bucket(rates.address),
            misses: Mutex::default(),
        }
    }

    /// A sync of the session with this token.
    pub(crate) fn sync(&self, token: &str) -> Result<(), Refusal> {
        take(&self.sync, &key(token))
    }

    /// An attempt to sign in or to join.
    pub(crate) fn attempt(&self, name: &str, from: IpAddr) -> Result<(), Refusal> {
        let (name, from) = (key(&folded(name)), network(from));
        take(&self.address, &from)?;
        if let Some(misses) = self.misses().get(&(name, from)) {
            let wait = wait_after(misses.count).saturating_sub(misses.last.elapsed());
            if !wait.is_zero() {
                return Err(Refusal::Busy { retry_after: seconds(wait) });
            }
        }
        take(&self.name, &name)
    }

    /// The attempt was one with a wrong name, password or code.
    pub(crate) fn missed(&self, name: &str, from: IpAddr) {
        let now = Instant::now();
        let mut misses = self.misses();
        let entry =
            misses.entry((key(&folded(name)), network(from))).or_insert(Misses { count: 0, last: now });
        entry.count = entry.count.saturating_add(1);
        entry.last = now;
    }

    /// The attempt went well.
    pub(crate) fn met(&self, name: &str, from: IpAddr) {
        self.misses().remove(&(key(&folded(name)), network(from)));
    }

    /// Forgets what is long past. Once a minute.
    pub(crate) fn tidy(&self) {
        self.sync.retain_recent();
        self.name.retain_recent();
        self.address.retain_recent();
        let mut misses = self.misses();
        misses.retain(|_, misses| misses.last.elapsed() < FORGIVEN);
        while misses.len() > MISSES {
            misses.pop_first();
        }
    }

    fn misses(&self) -> std::sync::MutexGuard<'_, BTreeMap<(Key, IpAddr), Misses>> {
        // Each change is one insert or removal: a panic elsewhere leaves nothing half done.
        self.misses.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn bucket<K: Clone + Eq + std::hash::Hash>(rate: Rate) -> Bucket<K> {
    RateLimiter::dashmap_with_clock(
        Quota::per_minute(rate.per_minute).allow_burst(rate.burst),
        MonotonicClock,
    )
}

fn take<K: Clone + Eq + std::hash::Hash>(bucket: &Bucket<K>, key: &K) -> Result<(), Refusal> {
    bucket.check_key(key).map_err(|early| {
        let wait = early.wait_time_from(MonotonicClock.now());
        Refusal::Busy { retry_after: seconds(wait) }
    })
}

/// Doubles with each miss beyond the free ones: 1, 2, 4 … seconds.
fn wait_after(misses: u32) -> Duration {
    match misses.checked_sub(FREE_MISSES) {
        None => Duration::ZERO,
        Some(beyond) => {
            Duration::from_secs(1_u64.checked_shl(beyond).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT))
        }
    }
}

/// Rounded up, so that whoever waits that long has waited long enough.
fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

fn key(text: &str) -> Key {
    let mut key = [0; 16];
    key.copy_from_slice(&blake3::hash(text.as_bytes()).as_bytes()[..16]);
    key
}

fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

/// One household has 2⁶⁴ addresses of IPv6, and counts once.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() & (u128::MAX << 64)).into()),
        v4 @ IpAddr::V4(_) => v4,
    }
}

const fn at_least_one(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_guesser_waits_and_nobody_else_does() {
        let meter = Meter::new(&Rates { name: Rate::new(600, 100), ..Rates::default() });
        for _ in 0..FREE_MISSES {
            meter.attempt("xiaoyu", ip("10.0.0.7")).unwrap();
            meter.missed("xiaoyu", ip("10.0.0.7"));
        }
        let refused = meter.attempt(" XiaoYu", ip("10.0.0.7"));
        assert_eq!(refused, Err(Refusal::Busy { retry_after: 1 }));
        meter.attempt("xiaoyu", ip("10.0.0.8")).unwrap();
        meter.attempt("laowang", ip("10.0.0.7")).unwrap();
        meter.met("xiaoyu", ip("10.0.0.7"));
        meter.attempt("xiaoyu", ip("10.0.0.7")).unwrap();
    }

    #[test]
    fn waits_grow_and_end() {
        let waits: Vec<u64> =
            [0, 4, 5, 6, 8, 11, 40, u32::MAX].map(|misses| wait_after(misses).as_secs()).into();
        assert_eq!(waits, [0, 0, 1, 2, 8, 60, 60, 60]);
    }

    #[test]
    fn buckets_say_when_to_come_again() {
        let meter = Meter::new(&Rates { sync: Rate::new(60, 3), ..Rates::default() });
        for _ in 0..3 {
            meter.sync("a").unwrap();
        }
        assert_eq!(meter.sync("a"), Err(Refusal::Busy { retry_after: 1 }));
        meter.sync("b").unwrap();
        meter.tidy();
        assert!(meter.sync("a").is_err(), "tidying forgives nothing");
    }

    #[test]
    fn a_household_counts_once() {
        let cases = [
            ("2001:db8:1:2:3::4", "2001:db8:1:2:ffff::1", true),
            ("2001:db8:1:2::4", "2001:db8:1:3::4", false),
            ("::ffff:10.0.0.1", "10.0.0.1", true),
            ("10.0.0.1", "10.0.0.2", false),
        ];
        for (one, other, same) in cases {
            assert_eq!(network(ip(one)) == network(ip(other)), same, "{one} {other}");
        }
    }
}
