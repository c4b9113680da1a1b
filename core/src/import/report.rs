//! What an import did, row by row: a value, not an error.

use serde_json::{Value, json};

use crate::error::{Bilingual, Error, Locale, Problem};

/// What an import did, or with a dry run would do.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "ImportReport"))]
pub struct Report {
    /// Phrases that are new.
    pub created: u64,
    /// Phrases that were there and are different now.
    pub updated: u64,
    /// Phrases that were there and say the same.
    pub unchanged: u64,
    /// Rows that were left out, in the order of the file.
    pub failed: Vec<Issue>,
    /// What the person should know of rows that were taken, and of the file as a whole.
    pub warnings: Vec<Issue>,
    /// Headers (of a table) or fields (of a JSON file) that were not understood, as written.
    pub unmapped: Vec<String>,
    /// Variables that phrases of this file name and their library does not declare.
    pub new_variables: Vec<String>,
}

/// One thing about one row.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "ImportIssue"))]
pub struct Issue {
    /// The row as a spreadsheet shows it (the header is 1), or the place of the phrase among those of a JSON or YAML
    /// file, from 1; 0 for the file or a library as a whole.
    pub row: u64,
    /// The column's header, or the path of the field: `parts[1]`.
    pub column: Option<String>,
    /// What is the matter, for programs.
    pub reason: Reason,
    /// What is the matter, for the person.
    pub message: Bilingual,
}

/// What is the matter with a row; stable names in snake case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi(name = "ImportReason"))]
pub enum Reason {
    /// The short code is held by two phrases of the library, so nothing tells which is meant.
    AmbiguousCode,
    /// The file's picture cannot be taken: broken, too large, or no picture.
    BadImage,
    /// Not a day, or a period that ends before it begins.
    BadDate,
    /// The JSON of this phrase cannot be read.
    BadJson,
    /// A category lies in itself.
    CategoryCycle,
    /// A cell or field is longer than it may be.
    CellTooLong,
    /// Another phrase has the short code already. (Warning.)
    CodeTaken,
    /// A character that no text holds, a NUL for instance.
    ControlCharacters,
    /// Two rows name the same phrase.
    DuplicateRow,
    /// Nothing to send: neither text nor picture.
    Empty,
    /// The spreadsheet shows an error (`#N/A`) instead of a value.
    FormulaError,
    /// The phrase lies in the trash: restore it first.
    InTrash,
    /// Not an id.
    MalformedId,
    /// A picture or file that is named was not found; the row was taken without it. (Warning.)
    MissingFile,
    /// The row was written by a newer edition of the program.
    NewerSchema,
    /// Something that cannot be carried over, or only in part. (Warning.)
    NotCarriedOver,
    /// A variable is opened and not closed.
    OpenVariable,
    /// The phrase lies in another library.
    OtherLibrary,
    /// The row has more cells than the table has columns. (Warning.)
    RowTooLong,
    /// A column of serial numbers was not taken for ids. (Warning.)
    SerialNumbers,
    /// A sheet of the workbook was not read. (Warning.)
    SheetNotRead,
    /// Categories nested deeper than they may be.
    TooDeep,
    /// A picture or file is larger than it may be.
    TooLarge,
    /// More items than there may be: keywords, parts, variants.
    TooMany,
    /// A quote is opened and never closed.
    UnbalancedQuotes,
    /// The category is not in the file.
    UnknownCategory,
    /// No library has this name or id.
    UnknownLibrary,
    /// Not one of the values that there are.
    UnknownValue,
    /// A file name that leads out of the folder.
    UnsafePath,
}

impl Report {
    /// The report as JSON, with messages in one language (design §8).
    pub fn to_json(&self, locale: Locale) -> Value {
        let issues =
            |issues: &[Issue]| -> Value { issues.iter().map(|issue| issue.to_json(locale)).collect() };
        json!({
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "failed": issues(&self.failed),
            "warnings": issues(&self.warnings),
            "unmapped": self.unmapped,
            "new_variables": self.new_variables,
        })
    }
}

impl Issue {
    /// The issue as JSON, with its message in one language.
    pub fn to_json(&self, locale: Locale) -> Value {
        json!({
            "row": self.row,
            "column": self.column,
            "reason": self.reason.as_str(),
            "message": self.message.clone().pick(locale),
        })
    }

    pub(crate) fn new(row: u64, column: Option<&str>, fault: Fault) -> Self {
        Self { row, column: column.map(str::to_owned), reason: fault.reason, message: fault.message }
    }

    /// What the model, the store or the media said about one row; `None` where the error is about more than the row
    /// and must stop the import.
    pub(crate) fn of_error(row: u64, column: Option<&str>, error: &Error) -> Option<Self> {
        let field = match error {
            Error::Invalid { field, .. } => Some(*field),
            _ => None,
        };
        let fault = Fault::of_error(error)?;
        Some(Self::new(row, column.or(field), fault))
    }
}

impl Reason {
    /// The name as JSON carries it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AmbiguousCode => "ambiguous_code",
            Self::BadImage => "bad_image",
            Self::BadDate => "bad_date",
            Self::BadJson => "bad_json",
            Self::CategoryCycle => "category_cycle",
            Self::CellTooLong => "cell_too_long",
            Self::CodeTaken => "code_taken",
            Self::ControlCharacters => "control_characters",
            Self::DuplicateRow => "duplicate_row",
            Self::Empty => "empty",
            Self::FormulaError => "formula_error",
            Self::InTrash => "in_trash",
            Self::MalformedId => "malformed_id",
            Self::MissingFile => "missing_file",
            Self::NewerSchema => "newer_schema",
            Self::NotCarriedOver => "not_carried_over",
            Self::OpenVariable => "open_variable",
            Self::OtherLibrary => "other_library",
            Self::RowTooLong => "row_too_long",
            Self::SerialNumbers => "serial_numbers",
            Self::SheetNotRead => "sheet_not_read",
            Self::TooDeep => "too_deep",
            Self::TooLarge => "too_large",
            Self::TooMany => "too_many",
            Self::UnbalancedQuotes => "unbalanced_quotes",
            Self::UnknownCategory => "unknown_category",
            Self::UnknownLibrary => "unknown_library",
            Self::UnknownValue => "unknown_value",
            Self::UnsafePath => "unsafe_path",
        }
    }

    fn of(problem: &Problem) -> Self {
        match problem {
            Problem::Empty | Problem::NotEmpty => Self::Empty,
            Problem::TooLong { .. } => Self::CellTooLong,
            Problem::TooMany { .. } => Self::TooMany,
            Problem::Control => Self::ControlCharacters,
            Problem::OpenVariable { .. } => Self::OpenVariable,
            Problem::NotADate { .. } | Problem::EndsBeforeStart => Self::BadDate,
            Problem::TooDeep { .. } => Self::TooDeep,
            Problem::Cycle => Self::CategoryCycle,
            Problem::OtherLibrary => Self::OtherLibrary,
            Problem::Unknown { .. } => Self::UnknownValue,
        }
    }
}

/// A reason with its sentence, before it is known which row it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) reason: Reason,
    pub(crate) message: Bilingual,
}

impl Fault {
    pub(crate) fn new(reason: Reason, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { reason, message: Bilingual::new(zh, en) }
    }

    /// Adds what the phrase calls itself and the line on which it begins, for files whose rows no program shows.
    pub(crate) fn located(mut self, named: Option<&str>, line: u64) -> Self {
        if let Some(named) = named {
            self.message.zh = format!("“{named}”：{}", self.message.zh);
            self.message.en = format!("“{named}”: {}", self.message.en);
        }
        self.message.zh += &format!("（第 {line} 行）");
        self.message.en += &format!(" (line {line})");
        self
    }

    /// What is wrong with a value that the model refused.
    pub(crate) fn of_value(error: &Error) -> Self {
        let (zh, en) = (error.message(Locale::Zh), error.message(Locale::En));
        Self::of_error(error).unwrap_or_else(|| Self::new(Reason::UnknownValue, zh, en))
    }

    fn of_error(error: &Error) -> Option<Self> {
        let reason = match error {
            Error::MalformedId { .. } => Reason::MalformedId,
            // The column is said beside the message.
            Error::Invalid { problem, .. } => return Some(problem.clone().into()),
            Error::BadImage { .. } | Error::MissingBlob { .. } => Reason::BadImage,
            Error::TooLarge { .. } => Reason::TooLarge,
            _ => return None,
        };
        Some(Self::new(reason, error.message(Locale::Zh), error.message(Locale::En)))
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        let (zh, en) = problem.words();
        Self::new(Reason::of(&problem), zh, en)
    }
}
