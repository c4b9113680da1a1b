//! Rows whose ids the company has already: the same file was imported, or a whole folder copied, by two colleagues. They get
//! ids of their own and go up again; nobody sees a difference.

use std::collections::BTreeMap;

use huashu_protocol::row::Fields;
use rusqlite::params;
use serde_json::Value;
use uuid::Uuid;

use crate::error::Result;
use crate::ids::LibraryId;
use crate::store::changes::{Change, RowChange, RowKind};
use crate::store::row::{self, to_json};
use crate::store::transaction::Transaction;

/// Every column that holds the id of a library, a category or a phrase.
const COLUMNS: [(&str, &str); 23] = [
    ("library", "id"),
    ("category", "id"),
    ("category", "library"),
    ("category", "parent"),
    ("phrase", "id"),
    ("phrase", "library"),
    ("phrase", "category"),
    ("phrase", "copied_from"),
    ("foreign_row", "id"),
    ("foreign_row", "library"),
    ("blob_ref", "owner"),
    ("version", "row"),
    ("favourite", "phrase"),
    ("vote", "phrase"),
    ("phrase_use", "phrase"),
    ("usage_daily", "phrase"),
    ("outbox", "library"),
    ("outbox", "row"),
    ("draft", "library"),
    ("draft", "row"),
    ("sync_library", "library"),
    ("mirror", "row"),
    ("mirror", "library"),
];

/// Columns of JSON in which ids stand, and what names a line of the table.
const DOCUMENTS: [(&str, &str, &str); 3] =
    [("outbox", "fields", "seq"), ("version", "before", "seq"), ("draft", "fields", "id")];

/// The fields that hold ids.
const FIELDS: [&str; 5] = ["id", "library", "parent", "category", "copied_from"];

impl Transaction<'_> {
    /// Gives rows that are taken, and all rows of libraries that are, ids of their own, wherever they stand.
    pub(super) fn take_other_ids(&mut self, taken: &[(String, Uuid)]) -> Result<()> {
        let mut other: BTreeMap<Uuid, Uuid> = BTreeMap::new();
        for (kind, id) in taken {
            other.insert(*id, self.ids.op(self.now).uuid());
            if kind == "library" {
                for inside in self.inside(*id)? {
                    other.insert(inside, self.ids.op(self.now).uuid());
                }
            }
        }
        let phrases = self.shown_phrases(&other)?;
        // Rows name each other; all names are right again when the transaction ends.
        self.sql.pragma_update(None, "defer_foreign_keys", true)?;
        self.sql.execute_batch(
            "CREATE TEMP TABLE other (old BLOB PRIMARY KEY, new BLOB NOT NULL) WITHOUT ROWID",
        )?;
        for (old, new) in &other {
            self.sql
                .prepare_cached("INSERT INTO temp.other (old, new) VALUES (?1, ?2)")?
                .execute(params![old.as_bytes(), new.as_bytes()])?;
        }
        for (table, column) in COLUMNS {
            let rename = format!(
                "UPDATE {table} SET {column} = (SELECT new FROM temp.other WHERE old = {column})
                 WHERE {column} IN (SELECT old FROM temp.other)"
            );
            self.sql.execute(&rename, [])?;
        }
        self.sql.execute_batch("DROP TABLE temp.other")?;
        for (table, column, key) in DOCUMENTS {
            self.rename_in(table, column, key, &other)?;
        }
        self.say_anew(&other)?;
        self.last_keys.clear();
        self.live_libraries.clear();
        for (id, library) in phrases {
            let library = LibraryId::from_uuid(other.get(&library).copied().unwrap_or(library));
            let change = |row, change| RowChange { library, kind: RowKind::Phrase, row, change };
            self.note_change(change(id, Change::Removed))?;
            if let Some(new) = other.get(&id) {
                self.note_change(change(*new, Change::Added))?;
            }
        }
        Ok(())
    }

    /// The rows of a library.
    fn inside(&self, library: Uuid) -> Result<Vec<Uuid>> {
        let rows =
            "SELECT id FROM category WHERE library = ?1 UNION ALL SELECT id FROM phrase WHERE library = ?1
                    UNION ALL SELECT id FROM foreign_row WHERE library = ?1";
        Ok(self
            .sql
            .prepare_cached(rows)?
            .query_map([library.as_bytes()], |line| row::id(line, 0, |id| id))?
            .collect::<rusqlite::Result<_>>()?)
    }

    /// Those of the rows that are live phrases, with their libraries: the index and the faces know them by their old ids.
    fn shown_phrases(&self, other: &BTreeMap<Uuid, Uuid>) -> Result<Vec<(Uuid, Uuid)>> {
        let mut found = Vec::new();
        let mut find =
            self.sql.prepare_cached("SELECT library FROM phrase WHERE id = ?1 AND deleted_at IS NULL")?;
        for id in other.keys() {
            let mut lines = find.query([id.as_bytes()])?;
            if let Some(line) = lines.next()? {
                found.push((*id, row::id(line, 0, |id| id)?));
            }
        }
        Ok(found)
    }

    fn rename_in(&self, table: &str, column: &str, key: &str, other: &BTreeMap<Uuid, Uuid>) -> Result<()> {
        let lines: Vec<(rusqlite::types::Value, String)> = self
            .sql
            .prepare(&format!("SELECT {key}, {column} FROM {table} WHERE {column} IS NOT NULL"))?
            .query_map([], |line| Ok((line.get(0)?, line.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let mut write = self.sql.prepare(&format!("UPDATE {table} SET {column} = ?2 WHERE {key} = ?1"))?;
        for (key, text) in lines {
            let Ok(mut fields) = serde_json::from_str::<Fields>(&text) else { continue };
            if rename(&mut fields, other) {
                write.execute(params![key, to_json(&fields)?])?;
            }
        }
        Ok(())
    }

    /// The hub remembers its answer by the operation's name: what is said again needs another.
    fn say_anew(&mut self, other: &BTreeMap<Uuid, Uuid>) -> Result<()> {
        for new in other.values() {
            let lines: Vec<i64> = self
                .sql
                .prepare_cached("SELECT seq FROM outbox WHERE row = ?1 AND acked IS NULL")?
                .query_map([new.as_bytes()], |line| line.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            for seq in lines {
                self.sql
                    .prepare_cached("UPDATE outbox SET op_id = ?2 WHERE seq = ?1")?
                    .execute(params![seq, self.ids.op(self.now).uuid().as_bytes()])?;
            }
        }
        Ok(())
    }
}

/// Puts other ids in the place of old ones; whether there was any.
fn rename(fields: &mut Fields, other: &BTreeMap<Uuid, Uuid>) -> bool {
    let mut is_renamed = false;
    for name in FIELDS {
        let known = fields.get(name).and_then(Value::as_str).and_then(|text| text.parse().ok());
        if let Some(new) = known.and_then(|id: Uuid| other.get(&id)) {
            fields.insert(name.to_owned(), Value::String(new.to_string()));
            is_renamed = true;
        }
    }
    is_renamed
}
