//! What must be true when the storm is over.

use std::collections::{BTreeMap, BTreeSet};

use huashu_core::sync::machine::{Event, Settled};
use huashu_protocol::sync::Outcome;
use rusqlite::Connection;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::look::{RowView, all, id, words};
use crate::replicas::{HubLibrary, differing, hub_libraries, hub_rows};
use crate::template::{AGENT, DEVICES, template};
use crate::world::{SECOND, World};

impl World {
    /// Why a device is not where it should be, if there is one that is not.
    pub(crate) fn unsettled(&self) -> Option<String> {
        let libraries = hub_libraries(&self.hub_sql());
        for (number, client) in self.clients.iter().enumerate() {
            let view = &client.view;
            if !client.runs() {
                return Some(format!("{number} does not run"));
            }
            if let Some(line) = view.outbox.first() {
                return Some(format!("{number} keeps {line:?} in its outbox"));
            }
            for (id, library) in &libraries {
                let may = self.may_read(number, *id, library);
                match view.libraries.get(id) {
                    Some(here) if may => {
                        if (here.cursor, here.epoch, here.anew) != (library.rev, library.epoch, false) {
                            return Some(format!("{number} is at {here:?} of {}", library.rev));
                        }
                    }
                    None if !may => {}
                    None => return Some(format!("{number} lacks library {id}")),
                    Some(_) => return Some(format!("{number} keeps library {id}")),
                }
            }
            let sql = client.probe.as_ref()?;
            let wanted: i64 =
                sql.query_row("SELECT count(*) FROM blob WHERE wanted = 1", [], |row| row.get(0)).unwrap();
            // A picture that only the trash or the history names may be gone for good.
            if wanted > 0 && Self::is_live_blob_wanted(sql) {
                return Some(format!("{number} waits for {wanted} blobs"));
            }
        }
        None
    }

    fn is_live_blob_wanted(sql: &Connection) -> bool {
        let query = "SELECT count(*) FROM blob JOIN blob_ref ON blob_ref.blob = blob.id AND version = 0
                     JOIN phrase ON phrase.id = owner AND deleted_at IS NULL WHERE wanted = 1";
        let live: i64 = sql.query_row(query, [], |row| row.get(0)).unwrap();
        live > 0
    }

    fn may_read(&self, number: usize, id: Uuid, library: &HubLibrary) -> bool {
        if library.deleted {
            return false;
        }
        match library.kind.as_str() {
            "personal" => library.owner == Some(template().accounts[DEVICES[number]]),
            _ => number != AGENT || self.right_to(id).is_some(),
        }
    }

    /// Everything that must be true in the end.
    pub(crate) fn check_the_end(&mut self) {
        if self.wrong.is_some() {
            return;
        }
        let flaw = self
            .replica_flaw()
            .or_else(|| self.owed_flaw())
            .or_else(|| self.acknowledged_flaw())
            .or_else(|| self.overwritten_flaw())
            .or_else(|| self.trace_flaw())
            .or_else(|| self.store_flaw());
        if let Some(flaw) = flaw {
            return self.fail(flaw);
        }
        let asked = self.now;
        for number in 0..4 {
            self.step(number, Event::SyncNow);
        }
        self.run(60 * SECOND);
        for number in 0..4 {
            let settled = self.clients[number].machine.settled(asked);
            if self.wrong.is_none() && settled != Some(Settled::Done) {
                self.fail(format!("{number} was asked for everything, and says {settled:?}"));
            }
        }
    }

    /// All replicas are equal.
    fn replica_flaw(&mut self) -> Option<String> {
        let sql = self.hub_sql();
        let libraries = hub_libraries(&sql);
        let rows = hub_rows(&sql);
        let notes: BTreeSet<Uuid> =
            all(&sql, "SELECT id FROM row WHERE kind = 'follow_up'", |row| id(row, 0)).into_iter().collect();
        for number in 0..4 {
            let view = self.clients[number].view.clone();
            for (library, here) in &view.libraries {
                let there = libraries.get(library)?;
                if here.checksum != there.checksum {
                    return Some(format!("{number}: the checksum of {library} differs"));
                }
            }
            let expected: BTreeMap<Uuid, RowView> = rows
                .iter()
                .filter(|(_, row)| view.libraries.contains_key(&row.library))
                .map(|(id, row)| (*id, row.clone()))
                .collect();
            if let Some(flaw) = differing(&view, &expected) {
                return Some(format!("{number}: {flaw}"));
            }
            let probe = self.clients[number].probe.as_ref()?;
            let here: BTreeSet<Uuid> =
                all(probe, "SELECT id FROM follow_up", |row| id(row, 0)).into_iter().collect();
            if here != notes {
                return Some(format!("{number} has {} notes of {}", here.len(), notes.len()));
            }
            let files = all(
                probe,
                "SELECT DISTINCT blob FROM blob_ref JOIN phrase ON phrase.id = owner AND version = 0
                 WHERE deleted_at IS NULL",
                |row| row.get::<_, Vec<u8>>(0).unwrap(),
            );
            for file in files {
                let hash = file.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
                let book = self.clients[number].book.as_ref()?;
                if let Err(error) = book.blob(&hash.parse().unwrap()) {
                    return Some(format!("{number} has no blob {hash}: {error}"));
                }
            }
        }
        None
    }

    /// Every text that somebody wrote is somewhere, and where its author or others find it.
    fn owed_flaw(&self) -> Option<String> {
        let mut there = self.hub_words().all;
        for client in &self.clients {
            for (_, _, text) in client.view.drafts.values() {
                there.extend(words(text));
            }
            let sql = client.probe.as_ref()?;
            let kept = all(sql, "SELECT op_id, fields FROM acknowledged", |row| {
                (id(row, 0), row.get::<_, String>(1).unwrap())
            });
            for (_, text) in kept.iter().filter(|(op, _)| self.is_kept_back(*op)) {
                there.extend(words(text));
            }
        }
        let missing: Vec<u32> = self.ledger.owed.difference(&there).copied().collect();
        (!missing.is_empty()).then(|| format!("words {missing:?} are nowhere"))
    }

    /// Whether a device keeps an operation for the next time that the hub is put back: the hub refused it when it was sent
    /// again, or the agent may no longer send it.
    fn is_kept_back(&self, op: Uuid) -> bool {
        let is_refused = matches!(self.ledger.last.get(&op), Some(Outcome::Rejected { .. }));
        let note = self.ledger.ops.get(&op);
        is_refused || note.is_some_and(|note| note.in_doubt && note.client == AGENT)
    }

    /// The hub knows every operation that it has acknowledged.
    fn acknowledged_flaw(&self) -> Option<String> {
        let known: BTreeSet<Uuid> =
            all(&self.hub_sql(), "SELECT op FROM op_result", |row| id(row, 0)).into_iter().collect();
        let counts = huashu_core::sync::bug::is(huashu_core::sync::bug::Bug::CounterDedupe);
        let mut acknowledged = self.ledger.ops.iter().filter(|(_, note)| note.acked.is_some());
        let lost = acknowledged.find(|(op, _)| !counts && !known.contains(op) && !self.is_kept_back(**op));
        lost.map(|(op, note)| format!("the hub does not know {op}, acknowledged to {}", note.client))
    }

    /// In shared libraries nobody's text is replaced by somebody who never saw it.
    fn overwritten_flaw(&self) -> Option<String> {
        let shared = [template().company, template().department];
        let mut texts: BTreeMap<Uuid, Vec<u32>> = BTreeMap::new();
        let query = "SELECT library, row, fields, seq FROM row_version
                     UNION ALL SELECT library, id, fields, 1 << 60 FROM row WHERE kind = 'phrase' ORDER BY 4";
        let read = |row: &rusqlite::Row<'_>| (id(row, 0), id(row, 1), row.get::<_, String>(2).unwrap());
        for (library, row, fields) in all(&self.hub_sql(), query, read) {
            let fields: Map<String, Value> = serde_json::from_str(&fields).unwrap_or_default();
            let text = fields.get("parts").and_then(|parts| words(&parts.to_string()).first().copied());
            let Some(text) = text.filter(|_| shared.contains(&library)) else { continue };
            let texts = texts.entry(row).or_default();
            if texts.last() != Some(&text) {
                texts.push(text);
            }
        }
        for (row, texts) in texts {
            for pair in texts.windows(2) {
                let seen = self.ledger.seen.get(&(pair[1], row));
                if seen.is_none_or(|seen| !seen.contains(&pair[0])) {
                    return Some(format!(
                        "{row}: word {} overwrote {}, which its author never saw",
                        pair[1], pair[0]
                    ));
                }
            }
        }
        None
    }

    /// A device that may not read a library has nothing of it.
    fn trace_flaw(&self) -> Option<String> {
        let client = &self.clients[AGENT];
        let sql = client.probe.as_ref()?;
        for library in [template().company, template().department] {
            if self.right_to(library).is_some() {
                continue;
            }
            for table in ["phrase", "category", "outbox", "mirror", "acknowledged", "draft", "foreign_row"] {
                let query = format!("SELECT count(*) FROM {table} WHERE library = ?1");
                let count: i64 = sql.query_row(&query, [library.as_bytes()], |row| row.get(0)).unwrap();
                if count > 0 {
                    return Some(format!("the agent keeps {count} rows of {table} of {library}"));
                }
            }
            // What nobody but others wrote there: not a word of it is left in the files.
            let theirs = "SELECT fields FROM row WHERE library = ?1 AND kind = 'category'";
            let hub = self.hub_sql();
            let mut statement = hub.prepare(theirs).unwrap();
            let texts = statement.query_map([library.as_bytes()], |row| row.get::<_, String>(0)).unwrap();
            let names: BTreeSet<u32> = texts.flat_map(|text| words(&text.unwrap())).collect();
            let mine: BTreeSet<u32> = self
                .ledger
                .ops
                .values()
                .filter(|note| note.client == AGENT)
                .flat_map(|note| note.words().to_vec())
                .collect();
            for file in ["book.db", "book.db-wal"] {
                let bytes = std::fs::read(client.dir.join(file)).unwrap_or_default();
                let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
                let left: BTreeSet<u32> = words(&text).into_iter().collect();
                if let Some(word) = left.intersection(&names).find(|word| !mine.contains(word)) {
                    return Some(format!("the agent's {file} still knows word {word}"));
                }
            }
        }
        None
    }

    /// The databases are whole, the trees are trees, the kept checksums are right.
    fn store_flaw(&mut self) -> Option<String> {
        let verified = self.at_hub(|hub| hub.engine().verify().unwrap())?;
        if !verified.problems.is_empty() || !verified.mended.is_empty() {
            return Some(format!("the hub: {:?} {:?}", verified.problems, verified.mended));
        }
        for number in 0..4 {
            let found = self.clients[number].book.as_ref()?.check_store().unwrap();
            if !found.is_sound() {
                return Some(format!("{number}: {found:?}"));
            }
        }
        None
    }
}
