//! How sync stands, in moments of the day.

use jiff::Timestamp;

use crate::sync::machine::{Fetching, Phase, Trouble};
use crate::sync::runner;

/// How sync stands. The fields are those of [`crate::sync::machine::Status`], which is generic over its moments and therefore
/// cannot cross itself.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SyncStatus {
    /// What goes on.
    pub phase: SyncPhase,
    /// What does not go well: why it is offline, or what is wrong though it is not.
    pub trouble: Option<Trouble>,
    /// How many operations the hub has not acknowledged.
    pub waiting: u64,
    /// How many drafts wait for a decision.
    pub drafts: u64,
    /// When the book last had everything that the hub had; `None` since the start.
    pub last_sync: Option<Timestamp>,
    /// The library that is being taken anew.
    pub fetching: Option<Fetching>,
    /// How many operations the hub could not read, which are tried again later.
    pub parked: u64,
    /// How many pictures and files failed to go up or down more than once, which are tried again later.
    pub failing_blobs: u64,
}

/// What goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum SyncPhase {
    /// Everything is where it belongs.
    Idle,
    /// Something is on its way.
    Syncing,
    /// The hub cannot be reached. It is tried again by itself.
    Offline {
        /// Since when.
        since: Timestamp,
    },
    /// Nobody is signed in.
    SignedOut,
    /// The hub does not speak with this edition of the app.
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

impl From<runner::SyncStatus> for SyncStatus {
    fn from(status: runner::SyncStatus) -> Self {
        let runner::SyncStatus {
            phase,
            trouble,
            waiting,
            drafts,
            last_sync,
            fetching,
            parked,
            failing_blobs,
        } = status;
        let phase = phase.into();
        Self { phase, trouble, waiting, drafts, last_sync, fetching, parked, failing_blobs }
    }
}

impl From<Phase<Timestamp>> for SyncPhase {
    fn from(phase: Phase<Timestamp>) -> Self {
        match phase {
            Phase::Idle => Self::Idle,
            Phase::Syncing => Self::Syncing,
            Phase::Offline { since } => Self::Offline { since },
            Phase::SignedOut => Self::SignedOut,
            Phase::Refused { min_proto, proto } => Self::Refused { min_proto, proto },
            Phase::Suspended => Self::Suspended,
            Phase::Stopped => Self::Stopped,
        }
    }
}
