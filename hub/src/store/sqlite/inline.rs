//! The store on the caller's thread, for tests and the simulation.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use huashu_core::sync::bug::{self, Bug, Moment};
use rusqlite::Connection;

use super::mark::Mark;
use super::{Sql, backup, check, count_commit};
use crate::store::{Job, Result, Store, View};

/// One connection that everybody waits for.
pub(super) struct Inline(Mutex<Inside>);

struct Inside {
    sql: Connection,
    mark: Mark,
    /// With [`Bug::AckBeforeCommit`]: a transaction that was answered and is not committed yet.
    unsaved: Option<u64>,
}

impl Inline {
    pub(super) fn new(sql: Connection, mark: Mark) -> Self {
        Self(Mutex::new(Inside { sql, mark, unsaved: None }))
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    fn begin(&mut self) -> Result<()> {
        if let Some(commits) = self.unsaved.take() {
            self.commit(commits)?;
        }
        if !self.sql.is_autocommit() {
            // Somebody was killed in the middle.
            self.sql.execute_batch("ROLLBACK")?;
        }
        self.sql.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        Ok(())
    }

    fn commit(&mut self, commits: u64) -> Result<()> {
        bug::may_die(Moment::HubBeforeCommit);
        self.sql.prepare_cached("COMMIT")?.execute([])?;
        self.mark.write(commits);
        bug::may_die(Moment::HubAfterCommit);
        Ok(())
    }
}

impl Store for Inline {
    fn run(&self, job: Job) -> Result<()> {
        let mut inside = self.lock();
        inside.begin()?;
        let done = job(&mut Sql(&inside.sql)).and_then(|()| Ok(count_commit(&inside.sql)?));
        match done {
            Ok(commits) if bug::is(Bug::AckBeforeCommit) => {
                inside.unsaved = Some(commits);
                Ok(())
            }
            Ok(commits) => inside.commit(commits),
            Err(error) => {
                if !inside.sql.is_autocommit() {
                    inside.sql.prepare_cached("ROLLBACK")?.execute([])?;
                }
                Err(error)
            }
        }
    }

    fn look(&self, question: &mut dyn FnMut(&dyn View) -> Result<()>) -> Result<()> {
        let inside = self.lock();
        if inside.unsaved.is_none() && !inside.sql.is_autocommit() {
            inside.sql.execute_batch("ROLLBACK")?;
        }
        // Nobody writes meanwhile: every statement sees the same state.
        question(&Sql(&inside.sql))
    }

    fn check(&self) -> Result<Vec<String>> {
        check(&self.lock().sql)
    }

    fn tidy(&self) -> Result<()> {
        Ok(())
    }

    fn backup(&self, to: &Path) -> Result<()> {
        let inside = self.lock();
        let copied = backup(&inside.sql, to);
        inside.sql.pragma_update(None, "query_only", false)?;
        copied
    }
}
