//! How a command ends: exit codes (design §8), and what is said where it fails.

use std::fmt::Display;
use std::io;

use huashu_core::Error;
use huashu_core::error::{ErrorCode, Locale};
use huashu_hub::HubError;
use huashu_hub::serve::ServeError;
use huashu_hub::store::StoreError;
use huashu_protocol::CallError;
use serde_json::{Value, json};

use crate::text::{self, Say, Sentence};

/// What the process ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done; a search without hits and an import with failed rows are.
    Done = 0,
    /// The world stood in the way: an unreadable file, a busy book, a phrase that is not to be sent.
    Failed = 1,
    /// What was typed has to be typed differently.
    Usage = 2,
    /// Variables are missing.
    Missing = 3,
    /// Nothing has that id, name or path.
    NotFound = 4,
    /// The hub refused.
    Refused = 5,
}

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The core said so.
    Core(Error),
    /// The command line itself is wrong; the sentences follow on each other.
    Usage(Vec<Sentence>),
    /// There is no personal library that could take what is written.
    NoLibrary,
    /// Sync did not come to its end.
    Sync(SyncFailure),
    /// The hub cannot be opened or served.
    Hub(Box<HubFailure>),
    /// The operating system gave no thread, no socket, no time.
    System(io::Error),
    /// The program has a fault of its own.
    Internal(String),
    /// Standard output is closed: nobody reads any more.
    Closed,
    /// Standard output takes nothing.
    Output(io::Error),
}

impl Failure {
    pub(crate) fn usage(say: Say, values: &[&dyn Display]) -> Self {
        Self::Usage(vec![say.with(values)])
    }

    /// The hub did not do what was asked.
    pub(crate) fn hub(error: CallError) -> Self {
        Self::Core(Error::Hub(error))
    }

    /// The operating system refused.
    pub(crate) fn system(error: io::Error) -> Self {
        Self::System(error)
    }

    /// Standard input cannot be read.
    pub(crate) fn input(source: io::Error) -> Self {
        Self::Core(Error::Io { path: "-".into(), source })
    }

    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Core(error) => match error.code() {
                ErrorCode::MalformedId
                | ErrorCode::AmbiguousName
                | ErrorCode::AmbiguousCode
                | ErrorCode::Invalid => Exit::Usage,
                ErrorCode::NotFound => Exit::NotFound,
                ErrorCode::SignedOut | ErrorCode::HubRefused | ErrorCode::UpgradeNeeded => Exit::Refused,
                _ => Exit::Failed,
            },
            Self::Usage(_) => Exit::Usage,
            Self::NoLibrary => Exit::NotFound,
            Self::Closed => Exit::Done,
            Self::Sync(failure) => failure.exit,
            Self::Hub(failure) => failure.exit(),
            Self::Internal(_) | Self::Output(_) | Self::System(_) => Exit::Failed,
        }
    }

    /// The stable name, for programs.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Core(error) => error.code().as_str(),
            Self::Usage(_) => "usage",
            Self::NoLibrary => ErrorCode::NotFound.as_str(),
            Self::Sync(failure) => failure.code,
            Self::Hub(failure) => failure.code(),
            Self::Closed | Self::Output(_) | Self::System(_) => ErrorCode::Io.as_str(),
            Self::Internal(_) => ErrorCode::Internal.as_str(),
        }
    }

    pub(crate) fn message(&self, locale: Locale) -> String {
        let sentence = match self {
            Self::Core(error) => return error.message(locale) + remedy(error, locale),
            Self::Usage(sentences) => {
                return sentences.iter().map(|sentence| sentence.pick(locale)).collect();
            }
            Self::NoLibrary => text::NO_LIBRARY.with(&[]),
            Self::Sync(failure) => return failure.message(locale),
            Self::Hub(failure) => failure.sentence(),
            Self::System(error) => text::hub::SYSTEM.with(&[error]),
            Self::Internal(what) => text::INTERNAL.with(&[what]),
            Self::Closed => text::OUTPUT_CLOSED.with(&[]),
            Self::Output(error) => text::OUTPUT_FAILED.with(&[error]),
        };
        sentence.pick(locale)
    }

    /// Where the fault lies, as far as it is known.
    pub(crate) fn place(&self) -> Value {
        match self {
            Self::Core(error) => place_of(error),
            Self::Hub(failure) => failure.place(),
            _ => Value::Null,
        }
    }
}

/// What to type about it; the core's sentences are said in apps too, where nothing is typed.
fn remedy(error: &Error, locale: Locale) -> &'static str {
    let say = match error {
        Error::NoBook { .. } => text::REMEDY_NO_BOOK,
        Error::Corrupt { .. } => text::REMEDY_CORRUPT,
        Error::NotSendable { .. } => text::REMEDY_NOT_SENDABLE,
        Error::SignedIn { .. } => text::REMEDY_SIGNED_IN,
        Error::NotSignedIn => text::REMEDY_NOT_SIGNED_IN,
        Error::Unsent { .. } => text::REMEDY_UNSENT,
        _ => return "",
    };
    say.pick(locale)
}

/// Why sync did not come to its end: a state of its own, since nothing was lost by it.
#[derive(Debug)]
pub(crate) struct SyncFailure {
    pub(crate) exit: Exit,
    pub(crate) code: &'static str,
    pub(crate) why: Sentence,
    /// How many changes the hub does not have yet.
    pub(crate) waiting: u64,
}

impl SyncFailure {
    fn message(&self, locale: Locale) -> String {
        let mut message = self.why.pick(locale);
        if self.waiting > 0 {
            message.push_str(&text::hub::STILL_WAITING.with(&[&self.waiting]).pick(locale));
        }
        message
    }
}

/// Why a hub is not opened or not served.
#[derive(Debug)]
pub(crate) enum HubFailure {
    Open(HubError),
    Serve(ServeError),
}

impl HubFailure {
    fn exit(&self) -> Exit {
        match self {
            // An option makes it right.
            Self::Serve(ServeError::Plain { .. }) => Exit::Usage,
            Self::Open(_) | Self::Serve(_) => Exit::Failed,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Open(HubError::InUse { .. }) => ErrorCode::Busy.as_str(),
            Self::Open(HubError::Foreign { .. }) => ErrorCode::NotABook.as_str(),
            Self::Open(HubError::Newer { .. }) => ErrorCode::NewerSchema.as_str(),
            Self::Open(HubError::Damaged { .. } | HubError::Store(StoreError::Damaged(_))) => {
                ErrorCode::Corrupt.as_str()
            }
            Self::Open(HubError::Store(StoreError::Full)) => ErrorCode::DiskFull.as_str(),
            Self::Serve(ServeError::Plain { .. }) => "usage",
            Self::Open(HubError::Io { .. } | HubError::Store(_)) | Self::Serve(_) => ErrorCode::Io.as_str(),
        }
    }

    fn sentence(&self) -> Sentence {
        match self {
            Self::Open(HubError::InUse { data }) => text::hub::IN_USE.with(&[&data.display()]),
            Self::Open(HubError::Foreign { path }) => text::hub::FOREIGN.with(&[&path.display()]),
            Self::Open(HubError::Newer { path }) => text::hub::NEWER.with(&[&path.display()]),
            Self::Open(HubError::Damaged { path, detail }) => {
                text::hub::DAMAGED.with(&[&path.display(), detail])
            }
            Self::Open(error) => text::hub::NOT_OPENED.with(&[error]),
            Self::Serve(ServeError::Listen { address, source }) => {
                text::hub::NOT_LISTENING.with(&[address, source])
            }
            Self::Serve(ServeError::Plain { address }) => text::hub::PLAIN.with(&[address]),
            Self::Serve(ServeError::Tls(error)) => text::hub::CERTIFICATE.with(&[error]),
        }
    }

    fn place(&self) -> Value {
        match self {
            Self::Open(HubError::InUse { data: path })
            | Self::Open(
                HubError::Foreign { path }
                | HubError::Newer { path }
                | HubError::Damaged { path, .. }
                | HubError::Io { path, .. },
            ) => json!({ "file": path }),
            Self::Serve(ServeError::Listen { address, .. } | ServeError::Plain { address }) => {
                json!({ "field": "listen", "value": address.to_string() })
            }
            Self::Open(HubError::Store(_)) | Self::Serve(ServeError::Tls(_)) => Value::Null,
        }
    }
}

impl From<HubError> for Failure {
    fn from(error: HubError) -> Self {
        Self::Hub(Box::new(HubFailure::Open(error)))
    }
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Self {
        Self::Hub(Box::new(HubFailure::Serve(error)))
    }
}

fn place_of(error: &Error) -> Value {
    match error {
        Error::MalformedId { text } => json!({ "field": "id", "value": text }),
        Error::NotFound { noun, name } => json!({ "field": noun.as_str(), "value": name }),
        Error::Ambiguous { noun, name, ids } => json!({ "field": noun.as_str(), "value": name, "ids": ids }),
        Error::Invalid { field, .. } => json!({ "field": field }),
        Error::Unreadable { file, row, column, .. } => json!({ "file": file, "row": row, "column": column }),
        Error::UnknownFormat { file } => json!({ "file": file }),
        Error::MissingBlob { blob } => json!({ "field": "blob", "value": blob }),
        Error::NoBook { dir } | Error::BookExists { dir } => json!({ "file": dir }),
        Error::NotABook { path }
        | Error::NewerSchema { path, .. }
        | Error::Corrupt { path, .. }
        | Error::DamagedPack { path, .. }
        | Error::ReadOnly { path }
        | Error::Io { path, .. } => json!({ "file": path }),
        _ => Value::Null,
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Core(error)
    }
}

impl From<io::Error> for Failure {
    /// Only standard output is written through `?`; files name themselves.
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Self::Closed } else { Self::Output(error) }
    }
}
