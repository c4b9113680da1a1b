//! SQLite's FTS5 with its trigram tokeniser, and `LIKE` for terms under three characters, which trigrams cannot answer.

use std::path::PathBuf;

use huashu_core::search::{FieldSpans, Span};
use rusqlite::{Connection, Row, params, params_from_iter};

use super::{Engine, Hit, Source};
use crate::Result;
use crate::corpus::{Field, Fields, spans_of};

/// SQLite takes a negative size in KiB.
const CACHE_KILOBYTES: i32 = -32_000;
/// Put around what FTS5 highlights.
const OPEN: char = '\u{1}';
const CLOSE: char = '\u{2}';

pub(crate) struct Trigram {
    connection: Connection,
    fields: Fields,
    bytes: u64,
}

impl Trigram {
    pub(crate) fn build(source: &Source<'_>) -> Result<Self> {
        let mut connection = Connection::open(path(source))?;
        connection.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")?;
        connection.pragma_update(None, "cache_size", CACHE_KILOBYTES)?;
        let fields = source.fields.list();
        let columns: Vec<&str> = fields.iter().map(|field| column(*field)).collect();
        let columns = columns.join(", ");
        connection.execute_batch(&format!(
            "CREATE VIRTUAL TABLE phrase USING fts5({columns}, tokenize = 'trigram');
             INSERT INTO phrase (phrase, rank) VALUES ('rank', 'bm25(8.0, 4.0, 2.0, 2.0, 1.0)');"
        ))?;
        let places: Vec<&str> = fields.iter().map(|_| "?").collect();
        let transaction = connection.transaction()?;
        {
            let places = places.join(", ");
            let mut insert =
                transaction.prepare(&format!("INSERT INTO phrase ({columns}) VALUES ({places})"))?;
            for phrase in source.phrases {
                insert.execute(params_from_iter(fields.iter().map(|field| phrase.field(*field))))?;
            }
        }
        transaction.execute("INSERT INTO phrase (phrase) VALUES ('optimize')", params![])?;
        transaction.commit()?;
        drop(connection);
        Self::open(source)
    }

    /// Opens what [`Trigram::build`] has made.
    pub(crate) fn open(source: &Source<'_>) -> Result<Self> {
        let path = path(source);
        let connection = Connection::open(&path)?;
        connection.pragma_update(None, "cache_size", CACHE_KILOBYTES)?;
        let bytes = std::fs::metadata(path)?.len();
        Ok(Self { connection, fields: source.fields, bytes })
    }

    /// The condition for a query, its parameters, and whether FTS5 alone answers it.
    fn condition(&self, query: &str) -> (String, Vec<String>, bool) {
        let (long, short): (Vec<&str>, Vec<&str>) =
            query.split_whitespace().partition(|term| term.chars().count() >= 3);
        let (mut clauses, mut values) = (Vec::new(), Vec::new());
        if !long.is_empty() {
            clauses.push("phrase MATCH ?".to_owned());
            let quoted: Vec<String> =
                long.iter().map(|term| format!("\"{}\"", term.replace('"', "\"\""))).collect();
            values.push(quoted.join(" AND "));
        }
        for term in &short {
            let fields = self.fields.list();
            let any: Vec<String> =
                fields.iter().map(|field| format!("{} LIKE ? ESCAPE '\\'", column(*field))).collect();
            clauses.push(format!("({})", any.join(" OR ")));
            let pattern = term.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            values.extend(fields.iter().map(|_| format!("%{pattern}%")));
        }
        if clauses.is_empty() {
            clauses.push("1".to_owned());
        }
        (clauses.join(" AND "), values, short.is_empty() && !long.is_empty())
    }

    fn hit(&self, row: &Row<'_>, is_marked: bool) -> rusqlite::Result<Hit> {
        let number: i64 = row.get(0)?;
        let mut spans = FieldSpans::default();
        if is_marked {
            for (field, column) in self.fields.list().iter().zip(1..) {
                *spans_of(&mut spans, *field) = marked(row.get_ref(column)?.as_str().unwrap_or_default());
            }
        }
        Ok(Hit { index: number as usize - 1, spans })
    }
}

impl Engine for Trigram {
    fn search(&mut self, query: &str, limit: usize) -> Result<Vec<Hit>> {
        let (condition, values, is_marked) = self.condition(query);
        let columns = self.fields.list().iter().zip(0..).map(|(_, column)| {
            if is_marked { format!(", highlight(phrase, {column}, char(1), char(2))") } else { String::new() }
        });
        // Without a full-text term there is no rank.
        let order = if condition.starts_with("phrase MATCH") { "rank" } else { "rowid" };
        let columns: String = columns.collect();
        let sql =
            format!("SELECT rowid{columns} FROM phrase WHERE {condition} ORDER BY {order} LIMIT {limit}");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let hits = statement.query_map(params_from_iter(values), |row| self.hit(row, is_marked))?;
        Ok(hits.collect::<rusqlite::Result<_>>()?)
    }

    fn all(&mut self, query: &str, _approximate: bool) -> Result<Vec<usize>> {
        let (condition, values, _) = self.condition(query);
        let mut statement =
            self.connection.prepare_cached(&format!("SELECT rowid FROM phrase WHERE {condition}"))?;
        let ids = statement.query_map(params_from_iter(values), |row| row.get::<_, i64>(0))?;
        Ok(ids.map(|id| Ok(id? as usize - 1)).collect::<rusqlite::Result<_>>()?)
    }

    fn disk(&self) -> u64 {
        self.bytes
    }
}

fn column(field: Field) -> &'static str {
    match field {
        Field::Title => "title",
        Field::Code => "code",
        Field::Category => "category",
        Field::Keywords => "keywords",
        Field::Text => "text",
    }
}

fn path(source: &Source<'_>) -> PathBuf {
    source.scratch.join("trigram.db")
}

/// The spans of a text that FTS5 has put marks in.
fn marked(text: &str) -> Vec<Span> {
    let (mut spans, mut at, mut start) = (Vec::new(), 0, 0);
    for c in text.chars() {
        match c {
            OPEN => start = at,
            CLOSE => spans.push(Span { start, end: at }),
            _ => at += 1,
        }
    }
    spans
}
