//! How a command ends: exit codes (design §8), and what is said where it fails.

use std::fmt::Display;
use std::io;

use huashu_core::Error;
use huashu_core::error::{ErrorCode, Locale};
use serde_json::{Value, json};

use crate::text::{self, Say, Sentence};

/// What the process ends with. 5 is kept for what the hub refuses.
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
                _ => Exit::Failed,
            },
            Self::Usage(_) => Exit::Usage,
            Self::NoLibrary => Exit::NotFound,
            Self::Closed => Exit::Done,
            Self::Internal(_) | Self::Output(_) => Exit::Failed,
        }
    }

    /// The stable name, for programs.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Core(error) => error.code().as_str(),
            Self::Usage(_) => "usage",
            Self::NoLibrary => ErrorCode::NotFound.as_str(),
            Self::Closed | Self::Output(_) => ErrorCode::Io.as_str(),
            Self::Internal(_) => ErrorCode::Internal.as_str(),
        }
    }

    pub(crate) fn message(&self, locale: Locale) -> String {
        let sentence = match self {
            Self::Core(error) => return error.message(locale),
            Self::Usage(sentences) => {
                return sentences.iter().map(|sentence| sentence.pick(locale)).collect();
            }
            Self::NoLibrary => text::NO_LIBRARY.with(&[]),
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
            _ => Value::Null,
        }
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
