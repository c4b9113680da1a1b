//! The lease: a device that has not seen the hub for longer than the company allows shows nothing that the company shares.
//! Nothing is deleted, and the next answer of the hub opens it again (sync B4).

use std::collections::HashSet;

use rusqlite::{Connection, params};

use super::get;
use super::identity::policy;
use crate::book::PhraseBook;
use crate::error::{Error, Result};
use crate::ids::LibraryId;
use crate::store::row;

const DAY: i64 = 24 * 60 * 60 * 1_000;

impl PhraseBook {
    /// The shared libraries that are locked, since the hub was not seen for `Policy::lease_days`. Searches, suggestions and
    /// exports of the whole book leave them out; what asks for one of them by name gets `Locked`.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn locked_libraries(&self) -> Result<HashSet<LibraryId>> {
        let now = self.clock.now().as_millisecond();
        self.store.explain(|sql| match overdue(sql, now)? {
            Some(_) => shared(sql),
            None => Ok(HashSet::new()),
        })
    }

    /// That a library may be looked into.
    ///
    /// # Errors
    /// `Locked`; those of reading the book.
    pub(crate) fn check_lease(&self, library: LibraryId) -> Result<()> {
        let now = self.clock.now().as_millisecond();
        let days = self.store.explain(|sql| match overdue(sql, now)? {
            Some(days) if shared(sql)?.contains(&library) => Ok(Some(days)),
            _ => Ok(None),
        })?;
        match days {
            Some(days) => Err(Error::Locked { library: self.library(library)?.name, days }),
            None => Ok(()),
        }
    }
}

/// For how many days the hub was not seen, where those are too many.
fn overdue(sql: &Connection, now: i64) -> Result<Option<u32>> {
    let Some(seen) = get::<i64>(sql, "last_sync")? else { return Ok(None) };
    let unseen = now.saturating_sub(seen);
    let is_over = unseen > i64::from(policy(sql)?.lease_days) * DAY;
    Ok(is_over.then(|| u32::try_from(unseen / DAY).unwrap_or(u32::MAX)))
}

fn shared(sql: &Connection) -> Result<HashSet<LibraryId>> {
    Ok(sql
        .prepare_cached("SELECT library FROM sync_library WHERE kind IN (?1, ?2)")?
        .query_map(params!["company", "department"], |line| row::id(line, 0, LibraryId::from_uuid))?
        .collect::<rusqlite::Result<_>>()?)
}
