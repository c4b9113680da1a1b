//! The book's side of sync: what goes up, and how what comes down is written.
//!
//! A row without operations on its way *is* the hub's row. A row with some has the hub's state in `mirror`, and shows that
//! state with the operations on top; whenever either moves, the row is made anew ([`rebase`]). An operation that the hub has
//! done stays on top until the book has the revision that it made, so that nothing flickers.
//!
//! Each answer is taken in by one transaction: results, rows and cursors together, or nothing.
//!
//! | file | holds |
//! |---|---|
//! | [`identity`] | who the book is to its hub: signing in takes the personal libraries along |
//! | [`libraries`] | where the book stands in each library |
//! | [`outgoing`] | operations, cursors and wishes for the next request |
//! | [`apply`] | taking in an answer; [`results`], [`pages`], [`grants`], [`drafts`] are its parts |
//! | [`rebase`] | the hub's state with what waits on top; [`tree`] keeps it a tree |
//! | [`snapshot`] | a library taken anew, chunk by chunk |
//! | [`taken`] | rows whose ids the company has already get others |
//! | [`lease`] | what is shared is locked where the hub was not seen for long |
//! | [`wipe`] | a library that was taken away |
//! | [`check`] | what is not here as the hub says is fetched again |
//! | [`transfer`] | blobs and counters on their way |
//! | [`carry`] | what only a damaged book knows, for the one that is made in its place |

mod apply;
mod carry;
mod check;
mod drafts;
mod grants;
mod identity;
mod lease;
mod libraries;
mod outgoing;
mod pages;
mod rebase;
mod results;
mod saying;
mod snapshot;
#[cfg(test)]
mod snapshot_tests;
mod taken;
mod transfer;
mod tree;
mod wipe;

pub(super) use carry::identity_of;
pub use check::Refetched;
pub(super) use drafts::from_row as draft_from_row;
pub use drafts::{LocalDraft, Resolution};
pub use identity::{HubIdentity, SyncStanding};
pub use libraries::SharedLibrary;
pub(super) use libraries::from_row as library_from_row;
pub(super) use outgoing::{COLUMNS as LINE_COLUMNS, line};
pub use saying::Saying;
pub(super) use transfer::facts;

use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::row::to_json;
use crate::error::Result;

/// A value of `sync_state`.
fn get<T: DeserializeOwned>(sql: &Connection, key: &str) -> Result<Option<T>> {
    let text: Option<String> = sql
        .prepare_cached("SELECT value FROM sync_state WHERE key = ?1")?
        .query_row([key], |line| line.get(0))
        .optional()?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

fn put(sql: &Connection, key: &str, value: &impl Serialize) -> Result<()> {
    sql.prepare_cached(
        "INSERT INTO sync_state (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
    )?
    .execute(params![key, to_json(value)?])?;
    Ok(())
}
