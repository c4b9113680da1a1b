//! The book's database: the only place that knows SQL, and the one door for writes.
//!
//! Every change passes [`Transaction`], obtained through [`crate::PhraseBook::transact`]: it writes the row, what
//! the row was before (history, undo) and the outbox line in one SQL transaction, and the call returns
//! [`Changes`]. A row is written by exactly one function per kind (`write_library`, `write_category`,
//! `write_phrase`), which compares before and after; verbs only say what "after" is. So no verb can forget the
//! outbox or the history.
//!
//! Reading functions take a plain `&Connection`, so that they serve inside and outside of a transaction alike.

pub(crate) mod blobs;
pub(crate) mod categories;
mod category_verbs;
mod changes;
mod follow_ups;
mod history;
pub(crate) mod libraries;
mod library_verbs;
mod open;
pub(crate) mod order;
mod outbox;
mod phrase_verbs;
pub(crate) mod phrases;
mod rebuild;
mod revision;
mod row;
mod settings;
mod shadow;
pub(crate) mod sync;
mod transaction;
pub(crate) mod trash;
mod undo;
mod usage;
mod verify;
mod whole;

pub use blobs::BlobFacts;
pub use category_verbs::{Contents, Spot};
pub use changes::{Change, Changes, RowChange, RowKind};
pub use history::Version;
pub use open::Access;
pub use outbox::{Outgoing, Verb};
pub use rebuild::Rebuilt;
pub use revision::Revision;
pub(crate) use revision::Touched;
pub use settings::Settings;
pub(crate) use shadow::{Side, TouchedRow};
pub use sync::{HubIdentity, LocalDraft, Refetched, Resolution, Saying, SharedLibrary, SyncStanding};
pub use transaction::{Op, Output, Transaction};
pub use trash::{KEPT, Trashed};
pub use verify::Findings;
pub(crate) use whole::Whole;

pub(crate) use open::{Store, set_aside};

#[cfg(test)]
mod open_tests;
#[cfg(test)]
mod tests;
