//! What can go wrong, as Kotlin and Swift see it: a few variants that a face acts on, with words for the person.

use std::fmt;

use crate::error::{Error, ErrorCode, Locale};

/// Why something could not be done. Nothing was changed, unless the call says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Error)]
pub enum ApiError {
    /// No row has this id or name (any more): show the list anew.
    NotFound {
        /// Why, in words.
        reason: ErrorReason,
    },
    /// A value that is not taken: show it beside the field.
    Invalid {
        /// The field, as the model calls it: `title`, `parts`; `None` where the whole argument is meant.
        field: Option<String>,
        /// Why, in words.
        reason: ErrorReason,
    },
    /// A file that cannot be read: show it beside the file.
    File {
        /// Its name, as it was given; `None` for bytes without one.
        file: Option<String>,
        /// The row, counted as a spreadsheet shows it, from 1.
        row: Option<u64>,
        /// The column's header or letter.
        column: Option<String>,
        /// Why, in words.
        reason: ErrorReason,
    },
    /// The folder holds no book that can be opened, or holds one where there should be none. What is there was left as it is.
    Book {
        /// Why, in words.
        reason: ErrorReason,
    },
    /// The disk is full, cannot be written, or failed.
    Storage {
        /// Why, in words.
        reason: ErrorReason,
    },
    /// Somebody else is writing; try again in a moment.
    Busy {
        /// Why, in words.
        reason: ErrorReason,
    },
    /// It cannot be done as things stand: the phrase is not to be sent, nothing is left to undo, nobody is signed in.
    NotNow {
        /// Why, in words.
        reason: ErrorReason,
    },
    /// The hub cannot be reached, or failed. What waits goes up by itself later.
    Offline {
        /// Why, in words.
        reason: ErrorReason,
    },
    /// The session is over: ask for the password.
    SignedOut {
        /// Why, in words.
        reason: ErrorReason,
    },
    /// The hub refuses, or wants a newer edition of the app.
    Refused {
        /// Why, in words.
        reason: ErrorReason,
    },
    /// It was shut down: open it anew.
    Closed {
        /// Why, in words.
        reason: ErrorReason,
    },
    /// Something that the app gave to the core threw, or did not answer in time.
    Callback {
        /// Why, in words.
        reason: ErrorReason,
    },
    /// A mistake of ours; the log says more.
    Internal {
        /// Why, in words.
        reason: ErrorReason,
    },
}

/// Why, for programs and for people.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ErrorReason {
    /// The stable name of the reason.
    pub code: ErrorCode,
    /// What to say in Chinese.
    pub zh: String,
    /// What to say in English.
    pub en: String,
}

impl ApiError {
    /// Why, for programs and for people.
    pub fn reason(&self) -> &ErrorReason {
        match self {
            Self::NotFound { reason }
            | Self::Invalid { reason, .. }
            | Self::File { reason, .. }
            | Self::Book { reason }
            | Self::Storage { reason }
            | Self::Busy { reason }
            | Self::NotNow { reason }
            | Self::Offline { reason }
            | Self::SignedOut { reason }
            | Self::Refused { reason }
            | Self::Closed { reason }
            | Self::Callback { reason }
            | Self::Internal { reason } => reason,
        }
    }
}

/// The one place where what went wrong gets the form that faces act on.
impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        let code = error.code();
        let reason = ErrorReason { code, zh: error.message(Locale::Zh), en: error.message(Locale::En) };
        match code {
            ErrorCode::NotFound => Self::NotFound { reason },
            ErrorCode::MalformedId
            | ErrorCode::AmbiguousName
            | ErrorCode::AmbiguousCode
            | ErrorCode::Invalid
            | ErrorCode::TooLarge => Self::Invalid { field: field(&error), reason },
            ErrorCode::Unreadable
            | ErrorCode::UnknownFormat
            | ErrorCode::BadImage
            | ErrorCode::MissingBlob => {
                let (file, row, column) = place(error);
                Self::File { file, row, column, reason }
            }
            ErrorCode::NoBook
            | ErrorCode::BookExists
            | ErrorCode::NotABook
            | ErrorCode::NewerSchema
            | ErrorCode::Corrupt => Self::Book { reason },
            ErrorCode::ReadOnly | ErrorCode::DiskFull | ErrorCode::Io => Self::Storage { reason },
            ErrorCode::Busy => Self::Busy { reason },
            ErrorCode::NotSendable
            | ErrorCode::NothingToUndo
            | ErrorCode::UndoOvertaken
            | ErrorCode::SignedIn
            | ErrorCode::NotSignedIn
            | ErrorCode::Unsent
            | ErrorCode::Locked => Self::NotNow { reason },
            ErrorCode::Offline => Self::Offline { reason },
            ErrorCode::SignedOut => Self::SignedOut { reason },
            ErrorCode::HubRefused | ErrorCode::UpgradeNeeded => Self::Refused { reason },
            ErrorCode::Closed => Self::Closed { reason },
            ErrorCode::Callback => Self::Callback { reason },
            ErrorCode::Internal => Self::Internal { reason },
        }
    }
}

/// What the platform threw that it had not declared.
impl From<uniffi::UnexpectedUniFFICallbackError> for ApiError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Error::Callback { detail: error.reason }.into()
    }
}

/// What a port of the platform failed with, as the core takes it.
impl From<ApiError> for Error {
    fn from(error: ApiError) -> Self {
        Self::Callback { detail: error.to_string() }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason().en)
    }
}

impl std::error::Error for ApiError {}

fn field(error: &Error) -> Option<String> {
    match error {
        Error::Invalid { field, .. } => Some((*field).to_owned()),
        _ => None,
    }
}

fn place(error: Error) -> (Option<String>, Option<u64>, Option<String>) {
    match error {
        Error::Unreadable { file, row, column, .. } => (Some(file), row, column),
        Error::UnknownFormat { file } => (Some(file), None, None),
        _ => (None, None, None),
    }
}
