//! Looking a whole book over: what SQLite finds, and what the model promises beyond it.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, Row};

use super::{categories, follow_ups, libraries, phrases, sync};
use crate::book::PhraseBook;
use crate::error::Result;
use crate::ids::CategoryId;
use crate::model::MAX_DEPTH;

/// What a check of the database found; all empty in a sound book.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Findings {
    /// SQLite's integrity check, line by line.
    pub integrity: Vec<String>,
    /// Rows that name a row that is not there, as `table.column`.
    pub orphans: Vec<String>,
    /// Categories that lie inside themselves or too deep.
    pub bad_categories: Vec<CategoryId>,
}

impl Findings {
    /// True where nothing was found.
    pub fn is_sound(&self) -> bool {
        *self == Self::default()
    }
}

impl PhraseBook {
    /// Checks the whole database without changing it; takes about a second for 100,000 phrases.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn check_store(&self) -> Result<Findings> {
        self.store.explain(|sql| {
            let mut findings = Findings { integrity: integrity(sql)?, ..Findings::default() };
            if findings.integrity.is_empty() {
                findings.integrity = unreadable(sql)?;
            }
            if findings.integrity.is_empty() {
                findings.orphans = orphans(sql)?;
                findings.bad_categories = bad_categories(sql)?;
            }
            Ok(findings)
        })
    }
}

fn integrity(sql: &Connection) -> Result<Vec<String>> {
    let lines: Vec<String> = sql
        .prepare("PRAGMA integrity_check")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(lines.into_iter().filter(|line| line != "ok").collect())
}

/// Rows that SQLite finds whole and the model cannot read: a flipped bit in a list, a date, a word.
fn unreadable(sql: &Connection) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut look = |table: &str, columns: &str, read: fn(&Row<'_>) -> rusqlite::Result<()>| -> Result<()> {
        let mut rows = sql.prepare(&format!("SELECT {columns} FROM {table}"))?;
        for row in rows.query_map([], read)? {
            if let Err(error) = row {
                found.push(format!("a row of {table} cannot be read: {error}"));
            }
        }
        Ok(())
    };
    look("library", "*", |row| libraries::from_row(row).map(drop))?;
    look("category", "*", |row| categories::from_row(row).map(drop))?;
    look("phrase", phrases::COLUMNS, |row| phrases::from_row(row).map(drop))?;
    look("follow_up", "*", |row| follow_ups::from_row(row).map(drop))?;
    look("sync_library", "*", |row| sync::library_from_row(row).map(drop))?;
    look("outbox", sync::LINE_COLUMNS, |row| sync::line(row).map(drop))?;
    look("draft", "*", |row| sync::draft_from_row(row).map(drop))?;
    Ok(found)
}

fn orphans(sql: &Connection) -> Result<Vec<String>> {
    Ok(sql
        .prepare("PRAGMA foreign_key_check")?
        .query_map([], |row| Ok(format!("{} → {}", row.get::<_, String>(0)?, row.get::<_, String>(2)?)))?
        .collect::<rusqlite::Result<_>>()?)
}

fn bad_categories(sql: &Connection) -> Result<Vec<CategoryId>> {
    let mut bad = Vec::new();
    for library in libraries::all(sql)? {
        let categories = categories::of_library(sql, library.id)?;
        let parents: HashMap<CategoryId, Option<CategoryId>> =
            categories.iter().map(|category| (category.id, category.parent)).collect();
        for category in &categories {
            let mut seen = HashSet::from([category.id]);
            let mut next = category.parent;
            while let Some(parent) = next.filter(|parent| seen.insert(*parent)) {
                next = parents.get(&parent).copied().flatten();
            }
            if next.is_some() || seen.len() > MAX_DEPTH {
                bad.push(category.id);
            }
        }
    }
    Ok(bad)
}
