//! What can go wrong: rich inside, a few stable codes at the boundary.
//!
//! An [`Error`] carries its causes; a face shows [`Error::message`] in the person's language, acts on
//! [`Error::code`], and never sees SQL or Debug text. Reports on many things at once (an import's rows) are
//! values, not errors.

mod code;
mod message;

use std::fmt;
use std::path::{Path, PathBuf};

use huashu_protocol::{CallError, Refusal};

pub use code::ErrorCode;
pub use message::{Bilingual, Locale};

/// The result of everything in the core that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something could not be done.
#[derive(Debug)]
pub enum Error {
    /// The text is no id: see [`crate::ids`] for the one spelling.
    MalformedId {
        /// What was given.
        text: String,
    },
    /// No row of that kind has this id or name (any more).
    NotFound {
        /// The kind of row.
        noun: Noun,
        /// The id, name or path that was asked for.
        name: String,
    },
    /// Several rows answer to the name; an id is needed.
    Ambiguous {
        /// The kind of row.
        noun: Noun,
        /// The name that was asked for.
        name: String,
        /// The ids that answer to it.
        ids: Vec<String>,
    },
    /// A value that the model refuses; nothing was written.
    Invalid {
        /// The field, as the model calls it: `title`, `parts`, `valid` …
        field: &'static str,
        /// What is wrong with it.
        problem: Problem,
    },
    /// Something is larger than this program takes on.
    TooLarge {
        /// What is too large.
        what: Limit,
        /// The greatest that is taken, in the unit of `what`.
        max: u64,
    },
    /// A file's content is not what its name or header says.
    Unreadable {
        /// The file, as the caller named it.
        file: String,
        /// Where in it and why, in both languages.
        problem: Bilingual,
        /// The row, counted as a spreadsheet shows it, from 1.
        row: Option<u64>,
        /// The column's header or letter.
        column: Option<String>,
    },
    /// The kind of file is not one that can be imported or exported.
    UnknownFormat {
        /// The file, as the caller named it.
        file: String,
    },
    /// A picture that cannot be taken.
    BadImage {
        /// Why, in both languages.
        problem: Bilingual,
    },
    /// A blob that a row names is not in the folder (any more), or its bytes are not its own.
    MissingBlob {
        /// The blob's id.
        blob: String,
    },
    /// There is no book in this folder.
    NoBook {
        /// The folder.
        dir: PathBuf,
    },
    /// There is a book in this folder already.
    BookExists {
        /// The folder.
        dir: PathBuf,
    },
    /// The file in the book's place is not a book of Huashu.
    NotABook {
        /// The file, which was left as it was.
        path: PathBuf,
    },
    /// The book was written by a newer edition of the program.
    NewerSchema {
        /// The file, which was left as it was.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The newest schema that this program knows.
        known: i64,
    },
    /// The book's file is damaged.
    Corrupt {
        /// The file, which was left as it was.
        path: PathBuf,
        /// What the check found, for the log.
        detail: String,
    },
    /// The folder of a pack holds none that can be read.
    DamagedPack {
        /// The file or folder, which was left as it was.
        path: PathBuf,
        /// What is wrong with it, for the log.
        detail: String,
    },
    /// Another process is writing; it did not finish within the wait.
    Busy,
    /// The book can be read but not written: a read-only folder, or a book opened for reading.
    ReadOnly {
        /// The file or folder.
        path: PathBuf,
    },
    /// The disk is full; the transaction was rolled back.
    DiskFull,
    /// The file system refused.
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What it said.
        source: std::io::Error,
    },
    /// The phrase is not to be sent now, unless the person insists.
    NotSendable {
        /// Why: `expired`, `upcoming`, `inactive`, `draft` or `deleted`.
        status: &'static str,
    },
    /// Nothing is left that could be undone.
    NothingToUndo,
    /// What would be undone was changed again in the meantime.
    UndoOvertaken,
    /// The book belongs to another account: one book per account.
    SignedIn {
        /// The account's name.
        account: String,
        /// Its hub.
        hub: String,
    },
    /// The book belongs to no hub yet.
    NotSignedIn,
    /// Something that the hub does not have yet would be lost.
    Unsent {
        /// How many changes.
        waiting: u64,
    },
    /// What the company shares is locked on this device until the hub is seen again.
    Locked {
        /// The library's name.
        library: String,
        /// For how many days the hub was not seen.
        days: u32,
    },
    /// The hub did not do what was asked of it.
    Hub(CallError),
    /// What was asked was shut down.
    Closed,
    /// Something that the platform gave threw, or did not answer in time.
    Callback {
        /// What it said, for the log.
        detail: String,
    },
    /// A thread of ours panicked; what it had not committed was rolled back.
    Panicked,
    /// SQLite failed in a way that is none of the above.
    Sql(rusqlite::Error),
}

/// The kinds of rows, as errors name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the noun that it says")]
pub enum Noun {
    Library,
    Category,
    Phrase,
    Pack,
    Code,
    FollowUp,
    Variable,
    Draft,
    Account,
    Department,
    Device,
    Grant,
    Invitation,
    Proposal,
}

impl Noun {
    /// The noun as JSON carries it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Library => "library",
            Self::Category => "category",
            Self::Phrase => "phrase",
            Self::Pack => "pack",
            Self::Code => "code",
            Self::FollowUp => "follow_up",
            Self::Variable => "variable",
            Self::Draft => "draft",
            Self::Account => "account",
            Self::Department => "department",
            Self::Device => "device",
            Self::Grant => "grant",
            Self::Invitation => "invitation",
            Self::Proposal => "proposal",
        }
    }
}

/// What the model refuses about a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// Nothing but white space.
    Empty,
    /// Longer than this many characters.
    TooLong {
        /// The greatest length, in Unicode scalar values.
        max: usize,
    },
    /// More items than this.
    TooMany {
        /// The greatest number.
        max: usize,
    },
    /// Control characters, a NUL among them.
    Control,
    /// A variable that was opened and not closed.
    OpenVariable {
        /// The text from the bracket on, shortened.
        at: String,
    },
    /// Not a date of the form `2026-11-01`.
    NotADate {
        /// What was given.
        text: String,
    },
    /// The end lies before the beginning.
    EndsBeforeStart,
    /// A tree deeper than it may be.
    TooDeep {
        /// The greatest depth.
        max: usize,
    },
    /// A category would lie inside itself.
    Cycle,
    /// The row lies in another library.
    OtherLibrary,
    /// Not one of the values that there are.
    Unknown {
        /// What was given.
        text: String,
    },
    /// It is not empty, and was not told to go with its contents.
    NotEmpty,
}

/// What is counted by a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// In bytes.
    File,
    /// In rows of a table.
    Rows,
    /// In columns of a table.
    Columns,
    /// In bytes of one cell.
    Cell,
    /// In bytes after decompression.
    Expanded,
    /// In files inside a ZIP.
    Entries,
    /// In pixels.
    Pixels,
    /// In pixels along one side.
    Side,
    /// In levels of nesting.
    Depth,
    /// In values of a document: numbers, texts, lists.
    Values,
}

impl Error {
    /// The stable code.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::MalformedId { .. } => ErrorCode::MalformedId,
            Self::NotFound { .. } => ErrorCode::NotFound,
            Self::Ambiguous { noun: Noun::Code, .. } => ErrorCode::AmbiguousCode,
            Self::Ambiguous { .. } => ErrorCode::AmbiguousName,
            Self::Invalid { .. } => ErrorCode::Invalid,
            Self::TooLarge { .. } => ErrorCode::TooLarge,
            Self::Unreadable { .. } => ErrorCode::Unreadable,
            Self::UnknownFormat { .. } => ErrorCode::UnknownFormat,
            Self::BadImage { .. } => ErrorCode::BadImage,
            Self::MissingBlob { .. } => ErrorCode::MissingBlob,
            Self::NoBook { .. } => ErrorCode::NoBook,
            Self::BookExists { .. } => ErrorCode::BookExists,
            Self::NotABook { .. } => ErrorCode::NotABook,
            Self::NewerSchema { .. } => ErrorCode::NewerSchema,
            Self::Corrupt { .. } | Self::DamagedPack { .. } => ErrorCode::Corrupt,
            Self::Busy => ErrorCode::Busy,
            Self::ReadOnly { .. } => ErrorCode::ReadOnly,
            Self::DiskFull => ErrorCode::DiskFull,
            Self::Io { .. } => ErrorCode::Io,
            Self::NotSendable { .. } => ErrorCode::NotSendable,
            Self::NothingToUndo => ErrorCode::NothingToUndo,
            Self::UndoOvertaken => ErrorCode::UndoOvertaken,
            Self::SignedIn { .. } => ErrorCode::SignedIn,
            Self::NotSignedIn => ErrorCode::NotSignedIn,
            Self::Unsent { .. } => ErrorCode::Unsent,
            Self::Locked { .. } => ErrorCode::Locked,
            Self::Hub(CallError::Refused(refusal)) => match refusal {
                Refusal::SignedOut | Refusal::Expired => ErrorCode::SignedOut,
                Refusal::Upgrade { .. } => ErrorCode::UpgradeNeeded,
                Refusal::Busy { .. } | Refusal::Internal | Refusal::Full => ErrorCode::Offline,
                _ => ErrorCode::HubRefused,
            },
            Self::Hub(CallError::Unreachable { .. } | CallError::Garbled { .. }) => ErrorCode::Offline,
            Self::Closed => ErrorCode::Closed,
            Self::Callback { .. } => ErrorCode::Callback,
            Self::Panicked | Self::Sql(_) => ErrorCode::Internal,
        }
    }

    /// What a person reads, in their language: what is wrong, where, and what helps.
    pub fn message(&self, locale: Locale) -> String {
        message::of(self).pick(locale)
    }

    pub(crate) fn invalid(field: &'static str, problem: Problem) -> Self {
        Self::Invalid { field, problem }
    }

    pub(crate) fn not_found(noun: Noun, name: impl fmt::Display) -> Self {
        Self::NotFound { noun, name: name.to_string() }
    }

    /// Gives an I/O failure its path; a full disk and a read-only place get their own names.
    pub fn io(path: &Path, source: std::io::Error) -> Self {
        match source.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull,
            std::io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { path: path.to_owned() },
            _ => Self::Io { path: path.to_owned(), source },
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&message::of(self).en)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::Hub(source) => Some(source),
            Self::Sql(source) => Some(source),
            _ => None,
        }
    }
}

impl From<CallError> for Error {
    fn from(error: CallError) -> Self {
        Self::Hub(error)
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Sqlite;
        match error.sqlite_error_code() {
            // An interruption is somebody's wish that the work be done later (`sync::desk`).
            Some(Sqlite::DatabaseBusy | Sqlite::DatabaseLocked | Sqlite::OperationInterrupted) => Self::Busy,
            Some(Sqlite::DiskFull) => Self::DiskFull,
            Some(Sqlite::ReadOnly) => Self::ReadOnly { path: PathBuf::new() },
            Some(Sqlite::DatabaseCorrupt | Sqlite::NotADatabase) => {
                Self::Corrupt { path: PathBuf::new(), detail: error.to_string() }
            }
            Some(Sqlite::SystemIoFailure) => io_failure(&error),
            _ if is_unreadable(&error) => Self::Corrupt { path: PathBuf::new(), detail: error.to_string() },
            _ => {
                log::error!("SQLite: {error}");
                Self::Sql(error)
            }
        }
    }
}

/// The disk failed SQLite. Of a full one it says so only where it writes the database itself, not its index of the log.
fn io_failure(error: &rusqlite::Error) -> Error {
    let code = error.sqlite_error().map(|error| error.extended_code);
    if code == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE) {
        return Error::DiskFull;
    }
    Error::Io { path: PathBuf::new(), source: std::io::Error::other(error.to_string()) }
}

/// Whether what is stored is not what the model wrote: the file was changed by something else.
fn is_unreadable(error: &rusqlite::Error) -> bool {
    use rusqlite::Error as Sql;
    matches!(
        error,
        Sql::FromSqlConversionFailure(..)
            | Sql::IntegralValueOutOfRange(..)
            | Sql::InvalidColumnType(..)
            // Our statements are those of our tables: these are not.
            | Sql::InvalidColumnName(..)
            | Sql::SqlInputError { .. }
            | Sql::Utf8Error(..)
    )
}
