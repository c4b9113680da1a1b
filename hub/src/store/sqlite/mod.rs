//! The store as one SQLite file.
//!
//! | file | holds |
//! |---|---|
//! | `open` | what is looked at before anything is written; settings with their reasons |
//! | `writer` | the thread that commits several jobs at once |
//! | `checkpoint` | the thread that brings the log back into the database |
//! | `readers` | connections that read beside it |
//! | `inline` | one connection on the caller's thread |
//! | `mark` | how many commits there were, outside of the database |
//! | `*_view`, `*_tx`, `files` | the questions and changes as SQL |

mod checkpoint;
mod files;
mod inline;
mod mark;
mod open;
mod people_tx;
mod people_view;
mod readers;
mod rows_tx;
mod rows_view;
mod values;
mod writer;

use rusqlite::Connection;

use self::values::{Id, Int};
use super::types::HubState;
use super::{Result, Tx, View};

pub use open::{Found, MARK_FILE, STORE_FILE, open};

/// The questions and changes over a connection that is inside a transaction.
pub(crate) struct Sql<'a>(pub(crate) &'a Connection);

impl View for Sql<'_> {
    fn state(&self) -> Result<HubState> {
        let state = "SELECT hub, commits FROM hub_state";
        Ok(self.0.prepare_cached(state)?.query_row([], |line| {
            let (Id(hub), Int(commits)) = (line.get(0)?, line.get(1)?);
            Ok(HubState { hub, commits })
        })?)
    }
}

impl Tx for Sql<'_> {
    fn set_commits(&mut self, commits: u64) -> Result<()> {
        self.0.execute("UPDATE hub_state SET commits = ?1", [Int(commits)])?;
        Ok(())
    }
}

/// Counts one more commit, inside it; the new number.
fn count_commit(sql: &Connection) -> rusqlite::Result<u64> {
    let count = "UPDATE hub_state SET commits = commits + 1 RETURNING commits";
    sql.prepare_cached(count)?.query_row([], |line| line.get(0)).map(|Int(commits)| commits)
}

/// What `PRAGMA integrity_check` finds, and foreign keys that point nowhere.
fn check(sql: &Connection) -> Result<Vec<String>> {
    let mut found: Vec<String> = sql
        .prepare("PRAGMA integrity_check(100)")?
        .query_map([], |line| line.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    found.retain(|line| line != "ok");
    if !found.is_empty() {
        // What else is asked of damaged pages fails, and would hide what was found.
        return Ok(found);
    }
    let mut keys = sql.prepare("PRAGMA foreign_key_check")?;
    let mut lines = keys.query([])?;
    while let Some(line) = lines.next()? {
        let (table, to): (String, String) = (line.get(0)?, line.get(2)?);
        found.push(format!("a line of {table} names one of {to} that is not there"));
        if found.len() > 100 {
            break;
        }
    }
    Ok(found)
}

/// A consistent copy, as a new file without a log.
fn backup(sql: &Connection, to: &std::path::Path) -> Result<()> {
    // The copy is written, not the database; but a connection for reading takes it for the same.
    sql.pragma_update(None, "query_only", false)?;
    let copied = sql.execute("VACUUM INTO ?1", [to.to_string_lossy()]);
    sql.pragma_update(None, "query_only", true)?;
    copied?;
    std::fs::File::open(to)?.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::Mode;

    #[test]
    fn sqlite_is_a_store() {
        for mode in [Mode::Inline, Mode::Threaded] {
            let folders = Mutex::new(Vec::new());
            crate::store::conformance::run(|| {
                let folder = tempfile::tempdir().unwrap();
                let found = open(folder.path(), mode, uuid::Uuid::from_u128(7)).unwrap();
                assert!(found.behind.is_none());
                folders.lock().unwrap().push(folder);
                found.store
            });
        }
    }

    #[test]
    fn a_panic_in_a_job_ends_the_job_alone() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path(), Mode::Threaded, uuid::Uuid::from_u128(7)).unwrap().store;
        let failed: Result<()> = store.write(|_| panic!("on purpose"));
        assert!(failed.is_err());
        assert!(store.write(|tx| tx.state()).is_ok());
    }

    #[test]
    fn the_log_is_brought_back_while_nobody_waits() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path(), Mode::Threaded, uuid::Uuid::from_u128(7)).unwrap().store;
        let size = || std::fs::metadata(folder.path().join(STORE_FILE)).unwrap().len();
        let before = size();
        store.write(|tx| tx.set_commits(9)).unwrap();
        for _ in 0..100 {
            std::thread::sleep(std::time::Duration::from_millis(50));
            if size() > before {
                return;
            }
        }
        panic!("the database has {before} bytes still");
    }
}
