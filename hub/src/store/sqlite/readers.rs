//! Connections that read beside the writer, each over one state.

use std::sync::{Condvar, Mutex, PoisonError};

use rusqlite::Connection;

use super::Sql;
use super::open::{StorePath, connect_reader};
use crate::store::{Result, StoreError, View};

/// A pool that opens connections as they are needed.
pub(super) struct Readers {
    path: StorePath,
    most: usize,
    pool: Mutex<Pool>,
    given_back: Condvar,
}

#[derive(Default)]
struct Pool {
    idle: Vec<Connection>,
    open: usize,
}

impl Readers {
    pub(super) fn new(path: StorePath) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self { path, most: (2 * cores).max(4), pool: Mutex::default(), given_back: Condvar::new() }
    }

    /// Answers over one state: that of the moment of the first question.
    pub(super) fn look(&self, question: &mut dyn FnMut(&dyn View) -> Result<()>) -> Result<()> {
        self.with(|sql| {
            sql.prepare_cached("BEGIN")?.execute([])?;
            let answered = question(&Sql(sql));
            // There is nothing to commit; this only lets the state go.
            sql.prepare_cached("ROLLBACK")?.execute([])?;
            answered
        })
    }

    /// Lends a connection.
    pub(super) fn with<T>(&self, use_it: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let lent = Lent { readers: self, sql: Some(self.take()?) };
        match &lent.sql {
            Some(sql) => use_it(sql),
            None => Err(StoreError::Failed("no connection".into())),
        }
    }

    fn take(&self) -> Result<Connection> {
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(sql) = pool.idle.pop() {
                return Ok(sql);
            }
            if pool.open < self.most {
                pool.open += 1;
                drop(pool);
                return connect_reader(&self.path).map_err(|error| {
                    self.forget();
                    error.into()
                });
            }
            pool = self.given_back.wait(pool).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn give_back(&self, sql: Connection) {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner).idle.push(sql);
        self.given_back.notify_one();
    }

    fn forget(&self) {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner).open -= 1;
        self.given_back.notify_one();
    }
}

/// A connection that goes back whatever happens.
struct Lent<'a> {
    readers: &'a Readers,
    sql: Option<Connection>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let Some(sql) = self.sql.take() else { return };
        // After a panic, or a failure at the end, the state may still be held; a connection that cannot let it go is closed.
        if sql.is_autocommit() || sql.execute_batch("ROLLBACK").is_ok() {
            self.readers.give_back(sql);
        } else {
            self.readers.forget();
        }
    }
}
