//! What a transaction changed: the value that the index and every face live off.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::{LibraryId, PhraseId};

/// Everything that one call through the door changed, each row once per change, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Changes {
    /// The operation's number in this book; zero where nothing changed.
    pub operation: i64,
    /// The rows.
    pub rows: Vec<RowChange>,
}

/// One row that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RowChange {
    /// The library that it lies in.
    pub library: LibraryId,
    /// Its kind.
    pub kind: RowKind,
    /// Its id; see [`RowChange::phrase`].
    pub row: Uuid,
    /// What happened to it.
    pub change: Change,
}

/// The kinds of rows that change through the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the noun that it says")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum RowKind {
    Library,
    Category,
    Phrase,
    FollowUp,
}

/// What happened to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Change {
    /// It is new, or came back from the trash.
    Added,
    /// It was there and is different.
    Edited {
        /// It lies elsewhere: a list must move it.
        place: bool,
        /// It is found differently: an index must take it anew.
        label: bool,
        /// It says something else.
        content: bool,
    },
    /// It went to the trash, or was purged from it.
    Removed,
}

impl Changes {
    /// True where the transaction changed nothing.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The phrases among the rows, with what happened to them.
    pub fn phrases(&self) -> impl Iterator<Item = (PhraseId, Change)> {
        self.rows.iter().filter_map(|row| row.phrase().map(|id| (id, row.change)))
    }
}

impl RowChange {
    /// The id as a phrase's, if it is one.
    pub fn phrase(&self) -> Option<PhraseId> {
        (self.kind == RowKind::Phrase).then(|| PhraseId::from_uuid(self.row))
    }
}

impl RowKind {
    /// The kind as the tables and the wire carry it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Library => "library",
            Self::Category => "category",
            Self::Phrase => "phrase",
            Self::FollowUp => "follow_up",
        }
    }
}
