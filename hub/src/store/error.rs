//! Why a transaction was not committed.

use std::fmt;

use huashu_protocol::{CallError, Refusal};

/// What comes of a transaction.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Why a transaction was not committed, or a question not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreError {
    /// The job itself said no; nothing of it is left.
    Refused(Refusal),
    /// Too many jobs wait, or another process holds the file.
    Busy,
    /// The disk is full.
    Full,
    /// The file is not what it should be.
    Damaged(String),
    /// Anything else; what happened, for the log.
    Failed(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Busy => f.write_str("the store is busy"),
            Self::Full => f.write_str("the disk is full"),
            Self::Damaged(detail) => write!(f, "the store is damaged: {detail}"),
            Self::Failed(detail) => write!(f, "the store failed: {detail}"),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<Refusal> for StoreError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::StorageFull {
            return Self::Full;
        }
        Self::Failed(error.to_string())
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}

impl From<StoreError> for CallError {
    /// What the client is told; what it is not told goes to the log.
    fn from(error: StoreError) -> Self {
        let refusal = match error {
            StoreError::Refused(refusal) => refusal,
            StoreError::Busy => Refusal::Busy { retry_after: 1 },
            StoreError::Full => {
                log::error!("the disk is full");
                Refusal::Full
            }
            StoreError::Damaged(_) | StoreError::Failed(_) => {
                log::error!("{error}");
                Refusal::Internal
            }
        };
        Self::Refused(refusal)
    }
}
