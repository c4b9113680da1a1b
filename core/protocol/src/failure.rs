//! What a hub refuses, and what a network does.

use serde::{Deserialize, Serialize};

/// What comes of a call.
pub type CallResult<T> = Result<T, CallError>;

/// Why a call brought no answer of its own kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallError {
    /// The hub said no.
    Refused(Refusal),
    /// Nobody answered: no network, no such host, a wrong certificate, a time-out.
    Unreachable {
        /// What the network said, for the log.
        detail: String,
    },
    /// Somebody answered, and not as a hub does.
    Garbled {
        /// What was wrong, for the log.
        detail: String,
    },
}

/// What a hub refuses. As HTTP, [`Refusal::status`] is the status and the body has this value as JSON under `error`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    /// 401: the access token has ended; a refresh may bring another.
    Expired,
    /// 401: name, password, code or token are wrong, or the session was ended. Only signing in helps.
    SignedOut,
    /// 403: the account may not.
    Forbidden,
    /// 404: there is no such thing, or it is not the account's to know.
    NotFound,
    /// 409: the upload is not where the client thinks; ask, and go on from there.
    Offset {
        /// Where it is.
        offset: u64,
    },
    /// 410: the snapshot is not there any more; ask for its manifest again.
    Gone,
    /// 413: too large.
    TooLarge,
    /// 422: it is nothing that the hub takes.
    Invalid {
        /// What and where, in English.
        message: String,
    },
    /// 426: the client is too old for the hub, or too new.
    Upgrade {
        /// The oldest edition that the hub takes.
        min_proto: u32,
        /// The newest.
        proto: u32,
    },
    /// 429 or 503: later.
    Busy {
        /// In how many seconds.
        retry_after: u64,
    },
    /// 507: the hub's disk is full.
    Full,
    /// 500: the hub failed; its log says why.
    Internal,
}

impl Refusal {
    /// The status of HTTP.
    pub fn status(&self) -> u16 {
        match self {
            Self::Expired | Self::SignedOut => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Offset { .. } => 409,
            Self::Gone => 410,
            Self::TooLarge => 413,
            Self::Invalid { .. } => 422,
            Self::Upgrade { .. } => 426,
            Self::Busy { .. } => 429,
            Self::Full => 507,
            Self::Internal => 500,
        }
    }

    /// That something is nothing that the hub takes.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::Invalid { message: message.into() }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Expired => f.write_str("the access token has ended"),
            Self::SignedOut => f.write_str("not signed in"),
            Self::Forbidden => f.write_str("not allowed"),
            Self::NotFound => f.write_str("not found"),
            Self::Offset { offset } => write!(f, "the upload stands at {offset}"),
            Self::Gone => f.write_str("not there any more"),
            Self::TooLarge => f.write_str("too large"),
            Self::Invalid { message } => f.write_str(message),
            Self::Upgrade { min_proto, proto } => {
                write!(f, "the hub speaks editions {min_proto} to {proto} of the protocol")
            }
            Self::Busy { retry_after } => write!(f, "busy; again in {retry_after} s"),
            Self::Full => f.write_str("the hub's disk is full"),
            Self::Internal => f.write_str("the hub failed"),
        }
    }
}

impl std::fmt::Display for CallError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Unreachable { detail } => write!(f, "unreachable: {detail}"),
            Self::Garbled { detail } => write!(f, "no hub's answer: {detail}"),
        }
    }
}

impl std::error::Error for Refusal {}
impl std::error::Error for CallError {}

impl From<Refusal> for CallError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
