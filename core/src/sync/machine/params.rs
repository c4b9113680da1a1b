//! How patient the machine is.

use std::time::Duration;

/// The machine's numbers. The defaults are what ships; a simulation shortens what it does not want to wait for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Params {
    /// The seed of the machine's chance: jitter, and nothing else. Two installations must not share it.
    pub seed: u64,
    /// Whether somebody looks at the app from the start.
    pub foreground: bool,
    /// How long edits gather before they go, so that a burst goes together.
    pub gather: Duration,
    /// The longest first wait after a failure; it doubles with each further one.
    pub first_backoff: Duration,
    /// The longest wait after failures.
    pub last_backoff: Duration,
    /// After how long without a failure the waits begin small again.
    pub healthy: Duration,
    /// Over how long clients spread what they all do at once when a hub comes back: 2 s for a team, 30 s for thousands.
    pub spread: Duration,
    /// How long the stream may take to its first event before long polls stand in for it.
    pub stream_patience: Duration,
    /// How long long polls stand in before the stream is tried again.
    pub stream_again: Duration,
    /// The least time between two reports of use.
    pub usage_every: Duration,
    /// How often everything is asked for though nobody said that anything changed: a lost hint costs at most this.
    pub routine: Duration,
    /// How long after the start, and after a failure, old things are tidied away.
    pub tidy_after: Duration,
    /// How often old things are tidied away.
    pub tidy_every: Duration,
    /// The first and the longest wait before something that will hardly mend by itself is tried again: a blob that the hub
    /// does not take, a library that diverged again.
    pub stubborn: (Duration, Duration),
}

impl Default for Params {
    fn default() -> Self {
        Self {
            seed: 0,
            foreground: true,
            gather: Duration::from_millis(20),
            first_backoff: Duration::from_millis(500),
            last_backoff: Duration::from_secs(60),
            healthy: Duration::from_secs(60),
            spread: Duration::from_secs(2),
            stream_patience: Duration::from_secs(huashu_protocol::limits::STREAM_SECONDS),
            stream_again: Duration::from_secs(10 * 60),
            usage_every: Duration::from_secs(5 * 60),
            routine: Duration::from_secs(15 * 60),
            tidy_after: Duration::from_secs(30),
            tidy_every: Duration::from_secs(24 * 60 * 60),
            stubborn: (Duration::from_secs(60), Duration::from_secs(60 * 60)),
        }
    }
}
