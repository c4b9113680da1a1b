//! What a face shows about sync.

use std::time::Duration;

use huashu_protocol::{CallError, Refusal};
use uuid::Uuid;

use crate::ErrorCode;

/// How sync stands. Moments are times on the machine's clock; the runner turns them into moments of the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status<T = Duration> {
    /// What goes on.
    pub phase: Phase<T>,
    /// What does not go well: why it is offline, or what is wrong though it is not.
    pub trouble: Option<Trouble>,
    /// How many operations the hub has not acknowledged, as far as the machine has heard.
    pub waiting: u64,
    /// How many drafts wait for a decision.
    pub drafts: u64,
    /// When the book last had everything that the hub had; `None` since the start.
    pub last_sync: Option<T>,
    /// The library that is being taken anew.
    pub fetching: Option<Fetching>,
    /// How many operations the hub could not read, which are tried again later.
    pub parked: u64,
    /// How many pictures and files failed to go up or down more than once, which are tried again later.
    pub failing_blobs: u64,
}

/// See [`Status::phase`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase<T = Duration> {
    /// Everything is where it belongs.
    Idle,
    /// Something is on its way.
    Syncing,
    /// The hub cannot be reached, or does not do what a hub does. It is tried again by itself.
    Offline {
        /// Since when.
        since: T,
    },
    /// Nobody is signed in: nothing is tried until somebody signs in.
    SignedOut,
    /// The hub does not speak with this edition of the program: nothing is tried until there is another.
    Refused {
        /// The oldest edition of the protocol that the hub takes.
        min_proto: u32,
        /// The newest.
        proto: u32,
    },
    /// The platform let the app rest.
    Suspended,
    /// Sync was stopped, or has not begun.
    Stopped,
}

/// See [`Status::trouble`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi(name = "SyncTrouble"))]
pub enum Trouble {
    /// Nobody answers: no network, no such host, a wrong certificate.
    Unreachable,
    /// Somebody answers who is no hub: a proxy's page, a portal of a hotel.
    Garbled,
    /// The hub asked to be left alone for a while.
    Busy,
    /// The hub failed, or its disk is full.
    HubFailed,
    /// The hub says that the account may not sync.
    Forbidden,
    /// The hub does not take what is said to it.
    Refused,
    /// The hub answers and answers and nothing moves.
    Stalled,
    /// A library did not come out as the hub says that it is, more than once.
    Diverged {
        /// The library.
        library: Uuid,
    },
    /// The book could not be read or written.
    Book(ErrorCode),
}

/// How far a library that is being taken anew has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Fetching {
    /// The library.
    pub library: Uuid,
    /// Chunks that are in.
    pub done: u32,
    /// Chunks in all; 0 before that is known.
    pub of: u32,
}

impl<T> Status<T> {
    /// The same with its moments told otherwise.
    pub fn map<U>(self, mut tell: impl FnMut(T) -> U) -> Status<U> {
        Status {
            phase: match self.phase {
                Phase::Offline { since } => Phase::Offline { since: tell(since) },
                Phase::Idle => Phase::Idle,
                Phase::Syncing => Phase::Syncing,
                Phase::SignedOut => Phase::SignedOut,
                Phase::Refused { min_proto, proto } => Phase::Refused { min_proto, proto },
                Phase::Suspended => Phase::Suspended,
                Phase::Stopped => Phase::Stopped,
            },
            trouble: self.trouble,
            waiting: self.waiting,
            drafts: self.drafts,
            last_sync: self.last_sync.map(tell),
            fetching: self.fetching,
            parked: self.parked,
            failing_blobs: self.failing_blobs,
        }
    }
}

impl<T> Default for Status<T> {
    fn default() -> Self {
        Self {
            phase: Phase::Stopped,
            trouble: None,
            waiting: 0,
            drafts: 0,
            last_sync: None,
            fetching: None,
            parked: 0,
            failing_blobs: 0,
        }
    }
}

impl Trouble {
    /// What a failed call means for whoever looks.
    pub(super) fn of(error: &CallError) -> Self {
        match error {
            CallError::Unreachable { .. } => Self::Unreachable,
            CallError::Garbled { .. } => Self::Garbled,
            CallError::Refused(refusal) => match refusal {
                Refusal::Busy { .. } => Self::Busy,
                Refusal::Full | Refusal::Internal => Self::HubFailed,
                Refusal::Forbidden => Self::Forbidden,
                _ => Self::Refused,
            },
        }
    }
}
