//! What a damaged book that belongs to no hub holds, written into a new one through the same functions as ever.

use std::collections::BTreeSet;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::Salvage;
use crate::error::Result;
use crate::ids::{CategoryId, LibraryId};
use crate::model::{Category, NewLibrary, Phrase};
use crate::store::sync::facts;
use crate::store::transaction::Transaction;
use crate::store::{categories, follow_ups, libraries, phrases};

/// Where phrases go whose library could not be read.
const FOUND: &str = "找回的话术";

/// Tables about phrases that only this device knows, with their keys.
const OF_PHRASES: [(&str, &str); 4] = [
    ("favourite", "phrase"),
    ("vote", "phrase"),
    ("phrase_use", "phrase"),
    ("usage_daily", "phrase, day, channel, surface"),
];

impl Transaction<'_> {
    /// Settings, and searches that found nothing: they hang on no phrase.
    pub(super) fn carry_settings(&mut self, from: &Salvage) -> Result<()> {
        self.carry_table(from, "setting", "key");
        self.carry_table(from, "failed_search", "query");
        Ok(())
    }

    /// Libraries, categories, phrases and follow-ups; how many.
    pub(super) fn carry_rows(&mut self, from: &Salvage) -> Result<u64> {
        let mut count = 0;
        // What the hub told of comes from there again, with the next sign-in.
        let mut known: BTreeSet<LibraryId> = BTreeSet::new();
        for library in from.rows("library", "*", libraries::from_row) {
            if library.meta.revs.row == 0 && self.attempt(from, |t| t.write_library(None, &library)) {
                known.insert(library.id);
                count += 1;
            }
        }
        let own = |category: &Category| category.meta.revs.row == 0;
        let mut waiting: Vec<Category> = from.rows("category", "*", categories::from_row);
        waiting.retain(own);
        let mut places: BTreeSet<CategoryId> = BTreeSet::new();
        while !waiting.is_empty() {
            let (ready, rest): (Vec<_>, Vec<_>) =
                waiting.into_iter().partition(|one| one.parent.is_none_or(|parent| places.contains(&parent)));
            waiting = rest;
            if ready.is_empty() {
                // The categories above them could not be read: they lie at the top.
                waiting.iter_mut().for_each(|one| one.parent = None);
            }
            for category in ready {
                self.found_library(from, category.library, &mut known);
                if self.attempt(from, |t| t.write_category(None, &category)) {
                    places.insert(category.id);
                    count += 1;
                }
            }
        }
        for mut phrase in from.rows("phrase", phrases::COLUMNS, phrases::from_row) {
            if phrase.meta.revs.row > 0 {
                continue;
            }
            self.found_library(from, phrase.library, &mut known);
            phrase.place.category = phrase.place.category.filter(|category| places.contains(category));
            count += u64::from(self.attempt(from, |t| t.carry_phrase(&phrase)));
        }
        for note in from.rows("follow_up", "*", follow_ups::from_row) {
            count += u64::from(self.attempt(from, |t| t.make_follow_up(&note)));
        }
        for (table, key) in OF_PHRASES {
            self.carry_table(from, table, key);
        }
        Ok(count)
    }

    fn carry_phrase(&mut self, phrase: &Phrase) -> Result<()> {
        for blob in phrase.content.all_parts().filter_map(facts) {
            self.put_blob(&blob)?;
        }
        self.write_phrase(None, phrase)
    }

    /// A library in the place of one that could not be read.
    fn found_library(&mut self, from: &Salvage, id: LibraryId, known: &mut BTreeSet<LibraryId>) {
        if !known.insert(id) {
            return;
        }
        let new = NewLibrary { id: Some(id), ..NewLibrary::personal(FOUND) };
        // Where it fails, so does what lies in it, and is counted.
        self.attempt(from, |transaction| transaction.add_library(new).map(drop));
    }

    /// Copies a table that is not written through a function of its own, as far as its rows can be read and taken.
    pub(in crate::store) fn carry_table(&mut self, from: &Salvage, table: &str, key: &str) {
        for row in from.keyed(table, key) {
            if insert(&self.sql, table, &row).is_err() {
                from.missed();
            }
        }
    }

    /// Does something of which nothing is left where it fails.
    pub(in crate::store) fn attempt(
        &mut self,
        from: &Salvage,
        work: impl FnOnce(&mut Self) -> Result<()>,
    ) -> bool {
        let done = self.sql.execute_batch("SAVEPOINT carry").map_err(Into::into).and_then(|()| work(self));
        let ended = match &done {
            Ok(()) => "RELEASE carry",
            Err(error) => {
                log::warn!("not carried over: {error}");
                from.missed();
                "ROLLBACK TO carry; RELEASE carry"
            }
        };
        self.sql.execute_batch(ended).is_ok() && done.is_ok()
    }
}

fn insert(sql: &Connection, table: &str, row: &[Value]) -> rusqlite::Result<usize> {
    let places = vec!["?"; row.len()].join(", ");
    sql.prepare_cached(&format!("INSERT OR REPLACE INTO {table} VALUES ({places})"))?
        .execute(params_from_iter(row))
}
