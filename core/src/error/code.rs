//! The names of errors at the boundary.

/// The stable name of an error, for programs; the same in every language and edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each stands for the variants of Error that Error::code maps to it")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ErrorCode {
    MalformedId,
    NotFound,
    AmbiguousName,
    AmbiguousCode,
    Invalid,
    TooLarge,
    Unreadable,
    UnknownFormat,
    BadImage,
    MissingBlob,
    NoBook,
    BookExists,
    NotABook,
    NewerSchema,
    Corrupt,
    Busy,
    ReadOnly,
    DiskFull,
    Io,
    NotSendable,
    NothingToUndo,
    UndoOvertaken,
    SignedIn,
    NotSignedIn,
    Unsent,
    Locked,
    Offline,
    SignedOut,
    HubRefused,
    UpgradeNeeded,
    Closed,
    Callback,
    Internal,
}

impl ErrorCode {
    /// The code as JSON carries it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MalformedId => "malformed_id",
            Self::NotFound => "not_found",
            Self::AmbiguousName => "ambiguous_name",
            Self::AmbiguousCode => "ambiguous_code",
            Self::Invalid => "invalid",
            Self::TooLarge => "too_large",
            Self::Unreadable => "unreadable",
            Self::UnknownFormat => "unknown_format",
            Self::BadImage => "bad_image",
            Self::MissingBlob => "missing_blob",
            Self::NoBook => "no_book",
            Self::BookExists => "book_exists",
            Self::NotABook => "not_a_book",
            Self::NewerSchema => "newer_schema",
            Self::Corrupt => "corrupt",
            Self::Busy => "busy",
            Self::ReadOnly => "read_only",
            Self::DiskFull => "disk_full",
            Self::Io => "io",
            Self::NotSendable => "not_sendable",
            Self::NothingToUndo => "nothing_to_undo",
            Self::UndoOvertaken => "undo_overtaken",
            Self::SignedIn => "signed_in",
            Self::NotSignedIn => "not_signed_in",
            Self::Unsent => "unsent",
            Self::Locked => "locked",
            Self::Offline => "offline",
            Self::SignedOut => "signed_out",
            Self::HubRefused => "hub_refused",
            Self::UpgradeNeeded => "upgrade_needed",
            Self::Closed => "closed",
            Self::Callback => "callback",
            Self::Internal => "internal",
        }
    }
}
