//! What a book and the hub hold, read past the doors of both.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use rusqlite::{Connection, OpenFlags, Row};
use uuid::Uuid;

use crate::world::World;

/// A line of the outbox.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) op: Uuid,
    pub(crate) library: Uuid,
    pub(crate) kind: String,
    pub(crate) row: Uuid,
    pub(crate) verb: String,
    pub(crate) fields: String,
    pub(crate) acked: Option<u64>,
    pub(crate) replay: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct LibraryView {
    pub(crate) kind: String,
    pub(crate) granted: bool,
    pub(crate) epoch: Uuid,
    pub(crate) cursor: u64,
    pub(crate) checksum: u64,
    pub(crate) anew: bool,
}

/// A phrase or a category, as people see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowView {
    pub(crate) library: Uuid,
    pub(crate) parent: Option<Uuid>,
    pub(crate) pos: String,
    pub(crate) label: String,
    pub(crate) text: String,
    pub(crate) rev: u64,
    pub(crate) deleted: bool,
}

/// All that a story looks at in a book.
#[derive(Debug, Clone, Default)]
pub(crate) struct BookView {
    version: i64,
    pub(crate) outbox: Vec<Line>,
    pub(crate) libraries: BTreeMap<Uuid, LibraryView>,
    pub(crate) phrases: BTreeMap<Uuid, RowView>,
    pub(crate) categories: BTreeMap<Uuid, RowView>,
    /// The drafts, and whether the hub keeps each too.
    pub(crate) drafts: BTreeMap<Uuid, (Uuid, bool, String)>,
}

/// The words that the hub knows.
#[derive(Debug, Default)]
pub(crate) struct HubWords {
    pub(crate) all: BTreeSet<u32>,
    pub(crate) live: BTreeSet<u32>,
}

/// The words in a text, in their order.
pub(crate) fn words(text: &str) -> Vec<u32> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('w') {
        let digits = text.as_bytes().get(at + 1..at + 6).unwrap_or_default();
        if digits.len() == 5 && digits.iter().all(u8::is_ascii_digit) {
            found.push(digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0')));
        }
    }
    found
}

pub(crate) fn id(row: &Row<'_>, at: usize) -> Uuid {
    Uuid::from_slice(&row.get::<_, Vec<u8>>(at).unwrap()).unwrap()
}

pub(crate) fn maybe(row: &Row<'_>, at: usize) -> Option<Uuid> {
    row.get::<_, Option<Vec<u8>>>(at).unwrap().map(|bytes| Uuid::from_slice(&bytes).unwrap())
}

pub(crate) fn number(row: &Row<'_>, at: usize) -> u64 {
    row.get::<_, i64>(at).unwrap().cast_unsigned()
}

pub(crate) fn all<T>(sql: &Connection, query: &str, mut read: impl FnMut(&Row<'_>) -> T) -> Vec<T> {
    let mut statement = sql.prepare_cached(query).unwrap();
    let rows = statement.query_map([], |row| Ok(read(row))).unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

impl BookView {
    /// Another connection counts anew.
    pub(crate) fn read_anew(&mut self) {
        self.version = -1;
    }

    /// Reads a book; `None` where nothing was committed since.
    pub(crate) fn read(&self, sql: &Connection) -> Option<Self> {
        let version: i64 = sql.query_row("PRAGMA data_version", [], |row| row.get(0)).unwrap();
        if version == self.version {
            return None;
        }
        let outbox = all(
            sql,
            "SELECT op_id, library, kind, row, verb, fields, acked, replay FROM outbox ORDER BY seq",
            |row| Line {
                op: id(row, 0),
                library: id(row, 1),
                kind: row.get(2).unwrap(),
                row: id(row, 3),
                verb: row.get(4).unwrap(),
                fields: row.get(5).unwrap(),
                acked: row.get::<_, Option<i64>>(6).unwrap().map(i64::cast_unsigned),
                replay: row.get(7).unwrap(),
            },
        );
        let libraries = all(
            sql,
            "SELECT library, kind, granted, epoch, cursor, checksum, anew FROM sync_library",
            |row| {
                let view = LibraryView {
                    kind: row.get(1).unwrap(),
                    granted: row.get(2).unwrap(),
                    epoch: id(row, 3),
                    cursor: number(row, 4),
                    checksum: number(row, 5),
                    anew: row.get(6).unwrap(),
                };
                (id(row, 0), view)
            },
        );
        let rows = |query: &str| {
            let read = |row: &Row<'_>| {
                let view = RowView {
                    library: id(row, 1),
                    parent: maybe(row, 2),
                    pos: row.get(3).unwrap(),
                    label: row.get(4).unwrap(),
                    text: row.get(5).unwrap(),
                    rev: number(row, 6),
                    deleted: row.get(7).unwrap(),
                };
                (id(row, 0), view)
            };
            all(sql, query, read).into_iter().collect()
        };
        let phrases =
            rows("SELECT id, library, category, pos, title, parts, rev, deleted_at IS NOT NULL FROM phrase");
        let categories =
            rows("SELECT id, library, parent, pos, name, '', rev, deleted_at IS NOT NULL FROM category");
        let drafts = all(sql, "SELECT id, library, at_hub, fields FROM draft", |row| {
            (id(row, 0), (id(row, 1), row.get(2).unwrap(), row.get(3).unwrap()))
        });
        Some(Self {
            version,
            outbox,
            libraries: libraries.into_iter().collect(),
            phrases,
            categories,
            drafts: drafts.into_iter().collect(),
        })
    }

    /// What the hub last said of a row: its revision.
    pub(crate) fn known_rev(&self, sql: &Connection, row: Uuid) -> u64 {
        let query = "SELECT json_extract(body, '$.revs.row') FROM mirror WHERE row = ?1";
        let mirror: Option<i64> = sql.query_row(query, [row.as_bytes()], |row| row.get(0)).ok();
        let shown = self.phrases.get(&row).or_else(|| self.categories.get(&row)).map_or(0, |row| row.rev);
        mirror.map_or(shown, i64::cast_unsigned)
    }

    /// What is wrong with the trees, if anything is.
    pub(crate) fn tree_flaw(&self) -> Option<String> {
        for (phrase, view) in self.phrases.iter().filter(|(_, view)| !view.deleted) {
            if view.parent.is_some_and(|parent| !self.is_live(parent, view.library)) {
                return Some(format!("phrase {phrase} lies in {:?}, which is not there", view.parent));
            }
        }
        for (category, view) in self.categories.iter().filter(|(_, view)| !view.deleted) {
            if view.parent.is_some_and(|parent| !self.is_live(parent, view.library)) {
                return Some(format!("category {category} lies in {:?}, which is not there", view.parent));
            }
            let mut at = view.parent;
            for _ in 0..=self.categories.len() {
                at = at.and_then(|at| self.categories.get(&at)?.parent);
            }
            if at.is_some() {
                return Some(format!("category {category} lies inside itself"));
            }
        }
        None
    }

    fn is_live(&self, category: Uuid, library: Uuid) -> bool {
        self.categories.get(&category).is_some_and(|view| !view.deleted && view.library == library)
    }
}

impl World {
    /// A connection to the hub's database, another for each time that the hub was opened: its file may be another.
    pub(crate) fn hub_sql(&self) -> Rc<Connection> {
        let mut probe = self.hub.probe.borrow_mut();
        if let Some((opened, sql)) = &*probe
            && *opened == self.hub.opened
        {
            return Rc::clone(sql);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let sql = Rc::new(Connection::open_with_flags(self.hub.dir.join("hub.db"), flags).unwrap());
        *probe = Some((self.hub.opened, Rc::clone(&sql)));
        sql
    }

    pub(crate) fn hub_words(&self) -> HubWords {
        let sql = self.hub_sql();
        let mut found = HubWords::default();
        let texts = "SELECT fields, deleted_at IS NULL FROM row UNION ALL SELECT fields, 0 FROM row_version
                     UNION ALL SELECT fields, 0 FROM draft";
        for (text, live) in
            all(&sql, texts, |row| (row.get::<_, String>(0).unwrap(), row.get::<_, bool>(1).unwrap()))
        {
            let words = words(&text);
            if live {
                found.live.extend(&words);
            }
            found.all.extend(words);
        }
        found
    }
}
