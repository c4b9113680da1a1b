//! Reading a damaged database row by row.

use std::cell::Cell;
use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, Row};

use crate::error::{Error, Result};

/// A damaged database, and a count of the places at which it could not be read.
pub(in crate::store) struct Salvage {
    sql: Connection,
    unreadable: Cell<u64>,
}

impl Salvage {
    /// Opens a copy that may be written.
    ///
    /// # Errors
    /// `Corrupt` where not even the names of its tables can be read.
    pub(super) fn open(copy: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let sql = Connection::open_with_flags(copy, flags)?;
        sql.pragma_update(None, "trusted_schema", false)?;
        sql.pragma_update(None, "temp_store", "MEMORY")?;
        // The size that the header names may be what is damaged: the file is as long as it is.
        sql.pragma_update(None, "writable_schema", true)?;
        let names = "SELECT count(*) FROM sqlite_master WHERE name IN ('outbox', 'phrase', 'sync_state')";
        let tables: i64 = sql.query_row(names, [], |line| line.get(0))?;
        if tables < 3 {
            let detail = "not the tables of a book".to_owned();
            return Err(Error::Corrupt { path: copy.to_owned(), detail });
        }
        Ok(Self { sql, unreadable: Cell::new(0) })
    }

    pub(super) fn unreadable(&self) -> u64 {
        self.unreadable.get()
    }

    /// Something could not be read, or not be taken.
    pub(in crate::store) fn missed(&self) {
        self.unreadable.set(self.unreadable.get() + 1);
    }

    /// One value; `None` where there is none, or none that can be read.
    pub(in crate::store) fn value(&self, query: &str) -> Option<String> {
        match self.sql.query_row(query, [], |line| line.get(0)) {
            Ok(value) => Some(value),
            Err(rusqlite::Error::QueryReturnedNoRows) => None,
            Err(_) => {
                self.missed();
                None
            }
        }
    }

    /// The rows of a table, each looked up by its number: a page that is damaged hides only the rows that lie in it. Numbers
    /// that fail in a row are one place.
    pub(in crate::store) fn rows<T>(
        &self,
        table: &str,
        columns: &str,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Vec<T> {
        let mut found = Vec::new();
        let query = format!("SELECT {columns} FROM {table} WHERE rowid = ?1");
        let Ok(mut row) = self.sql.prepare(&query) else {
            self.missed();
            return found;
        };
        let mut was_bad = false;
        for number in self.first(table)..=self.last(table) {
            match row.query_row([number], |line| read(line)) {
                Ok(value) => found.push(value),
                Err(rusqlite::Error::QueryReturnedNoRows) => {}
                Err(_) => {
                    if !was_bad {
                        self.missed();
                    }
                    was_bad = true;
                    continue;
                }
            }
            was_bad = false;
        }
        found
    }

    /// The rows of a table without numbers, as they are: from the one end until it cannot be read, then from the other.
    pub(in crate::store) fn keyed(&self, table: &str, key: &str) -> Vec<Vec<Value>> {
        let (mut rows, broken) = self.run_along(table, &format!("ORDER BY {key}"));
        if broken {
            self.missed();
            let backwards = format!("ORDER BY {}", key.replace(',', " DESC,") + " DESC");
            let (rest, _) = self.run_along(table, &backwards);
            let met = rest.iter().position(|row| rows.last() == Some(row)).unwrap_or(rest.len());
            rows.extend(rest.into_iter().take(met));
        }
        rows
    }

    fn run_along(&self, table: &str, order: &str) -> (Vec<Vec<Value>>, bool) {
        let mut rows = Vec::new();
        let Ok(mut all) = self.sql.prepare(&format!("SELECT * FROM {table} {order}")) else {
            return (rows, true);
        };
        let columns = all.column_count();
        let Ok(found) = all.query_map([], |line| (0..columns).map(|at| line.get(at)).collect()) else {
            return (rows, true);
        };
        for row in found {
            match row {
                Ok(row) => rows.push(row),
                Err(_) => return (rows, true),
            }
        }
        (rows, false)
    }

    fn first(&self, table: &str) -> i64 {
        self.end(table, "min").unwrap_or(1)
    }

    /// Where not even the last number can be read: more than lie in so large a file.
    fn last(&self, table: &str) -> i64 {
        let pages = || self.sql.query_row("PRAGMA page_count", [], |line| line.get::<_, i64>(0)).unwrap_or(0);
        self.end(table, "max").unwrap_or_else(|| pages().saturating_mul(100))
    }

    fn end(&self, table: &str, which: &str) -> Option<i64> {
        let query = format!("SELECT coalesce({which}(rowid), 0) FROM {table}");
        self.sql.query_row(&query, [], |line| line.get(0)).ok()
    }
}
