//! Phrases as rows: reading them, and the one function that writes them.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use serde_json::{Map, Value};

use super::blobs;
use super::changes::{Change, RowKind};
use super::outbox::Verb;
use super::row::{self, millis, signed, to_json};
use super::transaction::{Record, Transaction, verb_of};
use crate::error::{Error, Noun, Result};
use crate::ids::{CategoryId, LibraryId, PhraseId};
use crate::model::{Content, Label, Meta, Origin, Phrase, Place, Revs, Validity};

/// The phrase with this id, in the trash or not.
pub(crate) fn get(sql: &Connection, id: PhraseId) -> Result<Phrase> {
    sql.prepare_cached(&format!("SELECT {COLUMNS} FROM phrase WHERE id = ?1"))?
        .query_row([id.as_bytes()], from_row)
        .optional()?
        .ok_or_else(|| Error::not_found(Noun::Phrase, id))
}

/// The live phrases of a library in display order: by the key of their place, category by category as the keys
/// stand. Callers who show the tree walk it with [`in_category`].
pub(crate) fn of_library(sql: &Connection, library: LibraryId) -> Result<Vec<Phrase>> {
    all(sql
        .prepare_cached(
            &format!("SELECT {COLUMNS} FROM phrase WHERE library = ?1 AND deleted_at IS NULL ORDER BY category, pos, id"),
        )?
        .query_map([library.as_bytes()], from_row)?)
}

/// The live phrases of one category (`None`: the top of the library) in display order.
pub(crate) fn in_category(
    sql: &Connection,
    library: LibraryId,
    category: Option<CategoryId>,
) -> Result<Vec<Phrase>> {
    all(sql
        .prepare_cached(
            &format!("SELECT {COLUMNS} FROM phrase WHERE library = ?1 AND category IS ?2 AND deleted_at IS NULL ORDER BY pos, id"),
        )?
        .query_map(params![library.as_bytes(), category.as_ref().map(CategoryId::as_bytes)], from_row)?)
}

/// The ids of the live phrases of a library, or of those in some of its categories.
pub(crate) fn ids(
    sql: &Connection,
    library: LibraryId,
    categories: Option<&[CategoryId]>,
) -> Result<HashSet<PhraseId>> {
    let mut ids = HashSet::new();
    let mut all = sql.prepare_cached("SELECT id FROM phrase WHERE library = ?1 AND deleted_at IS NULL")?;
    let mut inside = sql.prepare_cached(
        "SELECT id FROM phrase WHERE library = ?1 AND category = ?2 AND deleted_at IS NULL",
    )?;
    let id = |line: &Row<'_>| row::id(line, "id", PhraseId::from_uuid);
    let Some(categories) = categories else {
        for found in all.query_map([library.as_bytes()], id)? {
            ids.insert(found?);
        }
        return Ok(ids);
    };
    for category in categories {
        for found in inside.query_map(params![library.as_bytes(), category.as_bytes()], id)? {
            ids.insert(found?);
        }
    }
    Ok(ids)
}

/// How many live phrases lie directly in each category of a library; `None` is its top.
pub(crate) fn counts(sql: &Connection, library: LibraryId) -> Result<HashMap<Option<CategoryId>, usize>> {
    Ok(sql
        .prepare_cached(
            "SELECT category, count(*) AS phrases FROM phrase
             WHERE library = ?1 AND deleted_at IS NULL GROUP BY category",
        )?
        .query_map([library.as_bytes()], |line| {
            let count: i64 = line.get("phrases")?;
            Ok((
                row::optional_id(line, "category", CategoryId::from_uuid)?,
                usize::try_from(count).unwrap_or_default(),
            ))
        })?
        .collect::<rusqlite::Result<_>>()?)
}

/// The live phrases that carry a short code, in any library.
pub(crate) fn by_code(sql: &Connection, code: &str) -> Result<Vec<Phrase>> {
    all(sql
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM phrase WHERE code = ?1 AND deleted_at IS NULL ORDER BY id"
        ))?
        .query_map([code], from_row)?)
}

/// The phrases in the trash, last deleted first.
pub(crate) fn deleted(sql: &Connection) -> Result<Vec<Phrase>> {
    all(sql
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM phrase WHERE deleted_at IS NOT NULL ORDER BY deleted_at DESC, id"
        ))?
        .query_map([], from_row)?)
}

impl Transaction<'_> {
    /// Writes a phrase and everything that goes with it. Equal before and after, nothing is written.
    pub(super) fn write_phrase(&mut self, before: Option<&Phrase>, after: &Phrase) -> Result<()> {
        let difference = difference(before, after)?;
        let edited = (!difference.changed.is_empty()).then_some(Change::Edited {
            place: difference.place,
            label: difference.label,
            content: difference.content,
        });
        let Some((verb, change)) = verb_of(before.map(|row| &row.meta), &after.meta, edited) else {
            // The hub knows a newer revision of what is here already.
            if before.is_some_and(|before| self.is_from_hub && before.meta != after.meta) {
                update(&self.sql, after)?;
            }
            return Ok(());
        };
        if let Some(before) = before {
            self.keep_mirror(before.library, before.id.uuid(), before.meta.revs.row, || {
                crate::sync::wire::from_phrase(before)
            })?;
        }
        // Taken out of the trash, and never told to the hub: to the hub it is new.
        let is_new = before.is_none() || (verb == Verb::Restore && self.is_unknown_to_hub(after)?);
        let verb = if is_new { Verb::Create } else { verb };
        match before {
            None => insert(&self.sql, after)?,
            Some(_) => update(&self.sql, after)?,
        }
        let version = self.record(Record {
            library: after.library,
            kind: RowKind::Phrase,
            row: after.id.uuid(),
            before: before.map(to_json).transpose()?,
            verb,
            base: after.meta.revs.row,
            // A new row says all of itself, an old one what changed; what came from the hub does not go back there.
            fields: if self.is_from_hub {
                String::new()
            } else if is_new {
                to_json(after)?
            } else {
                to_json(&difference.changed)?
            },
            content: is_new || difference.content || verb != Verb::Edit,
            change,
        })?;
        if before.is_none() || difference.content {
            let former = before.map(|phrase| &phrase.content);
            blobs::refer(&self.sql, after.id.as_bytes(), version, former, &after.content)?;
        }
        Ok(())
    }
}

impl Transaction<'_> {
    fn is_unknown_to_hub(&self, phrase: &Phrase) -> Result<bool> {
        if phrase.meta.revs.row > 0 {
            return Ok(false);
        }
        let waiting = "SELECT 1 FROM outbox WHERE row = ?1 LIMIT 1";
        let found =
            self.sql.prepare_cached(waiting)?.query_row([phrase.id.as_bytes()], |_| Ok(())).optional()?;
        Ok(found.is_none())
    }
}

struct Difference {
    changed: Map<String, Value>,
    place: bool,
    label: bool,
    content: bool,
}

/// The fields that differ, by the names that the model's JSON gives them; against nothing, every group.
fn difference(before: Option<&Phrase>, after: &Phrase) -> Result<Difference> {
    let Some(before) = before else {
        return Ok(Difference { changed: Map::new(), place: true, label: true, content: true });
    };
    let mut changed = Map::new();
    let mut differs = |name: &str, same: bool, value: &dyn Fn() -> Result<Value>| -> Result<bool> {
        if !same {
            changed.insert(name.to_owned(), value()?);
        }
        Ok(!same)
    };
    macro_rules! compare {
        ($group:ident: $($field:ident).+ as $name:literal) => {
            $group |= differs(
                $name,
                before.$($field).+ == after.$($field).+,
                &|| value(&after.$($field).+),
            )?
        };
    }
    let (mut place, mut label, mut content, mut extra) = (false, false, false, false);
    compare!(place: place.category as "category");
    compare!(place: place.pos as "pos");
    compare!(label: label.title as "title");
    compare!(label: label.keywords as "keywords");
    compare!(label: label.code as "code");
    compare!(label: label.active as "active");
    compare!(label: label.review_by as "review_by");
    compare!(label: label.publish_state as "publish_state");
    compare!(content: content.lang as "lang");
    compare!(content: content.parts as "parts");
    compare!(content: content.variants as "variants");
    compare!(content: content.valid as "valid");
    compare!(content: content.sensitive as "sensitive");
    for (name, new) in &after.extra {
        extra |= differs(name, before.extra.get(name) == Some(new), &|| Ok(new.clone()))?;
    }
    // What an older program does not know belongs to the label: the group whose loser stays in history.
    label |= extra;
    Ok(Difference { changed, place, label, content })
}

fn value(value: &impl Serialize) -> Result<Value> {
    serde_json::to_value(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)).into())
}

pub(super) fn insert(sql: &Connection, phrase: &Phrase) -> Result<()> {
    write(
        sql,
        "INSERT INTO phrase (library, category, pos, title, keywords, code, active, review_by, publish_state, lang,
           parts, variants, valid_from, valid_until, sensitive, schema, extra, origin_source, origin_key, copied_from,
           created_at, updated_at, deleted_at, rev, rev_place, rev_label, rev_content, id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
           ?23, ?24, ?25, ?26, ?27, ?28)",
        phrase,
    )
}

fn update(sql: &Connection, phrase: &Phrase) -> Result<()> {
    write(
        sql,
        "UPDATE phrase SET library = ?1, category = ?2, pos = ?3, title = ?4, keywords = ?5, code = ?6, active = ?7,
           review_by = ?8, publish_state = ?9, lang = ?10, parts = ?11, variants = ?12, valid_from = ?13,
           valid_until = ?14, sensitive = ?15, schema = ?16, extra = ?17, origin_source = ?18, origin_key = ?19,
           copied_from = ?20, created_at = ?21, updated_at = ?22, deleted_at = ?23, rev = ?24, rev_place = ?25,
           rev_label = ?26, rev_content = ?27
         WHERE id = ?28",
        phrase,
    )
}

fn write(sql: &Connection, statement: &str, phrase: &Phrase) -> Result<()> {
    let Phrase { id, library, place, label, content, meta, extra } = phrase;
    sql.prepare_cached(statement)?.execute(params![
        library.as_bytes(),
        place.category.as_ref().map(CategoryId::as_bytes),
        place.pos,
        label.title,
        to_json(&label.keywords)?,
        label.code,
        label.active,
        label.review_by.map(|day| day.to_string()),
        label.publish_state.as_str(),
        content.lang.as_ref().map(crate::model::Lang::as_str),
        to_json(&content.parts)?,
        to_json(&content.variants)?,
        content.valid.from.map(|day| day.to_string()),
        content.valid.until.map(|day| day.to_string()),
        content.sensitive,
        meta.schema,
        to_json(extra)?,
        meta.origin.as_ref().map(|origin| &origin.source),
        meta.origin.as_ref().map(|origin| &origin.key),
        meta.copied_from.as_ref().map(PhraseId::as_bytes),
        meta.created_at.map(millis),
        meta.updated_at.map(millis),
        meta.deleted_at.map(millis),
        signed(meta.revs.row),
        signed(meta.revs.place),
        signed(meta.revs.label),
        signed(meta.revs.content),
        id.as_bytes(),
    ])?;
    Ok(())
}

/// The columns in the order in which [`from_row`] takes them; by number, since finding 27 names costs more than the row.
pub(super) const COLUMNS: &str = "phrase.id, phrase.library, phrase.category, phrase.pos, phrase.title,
  phrase.keywords, phrase.code, phrase.active, phrase.review_by, phrase.publish_state, phrase.lang, phrase.parts,
  phrase.variants, phrase.valid_from, phrase.valid_until, phrase.sensitive, phrase.schema, phrase.rev,
  phrase.rev_place, phrase.rev_label, phrase.rev_content, phrase.created_at, phrase.updated_at, phrase.deleted_at,
  phrase.origin_source, phrase.origin_key, phrase.copied_from, phrase.extra";

/// Reads a phrase from a row that begins with [`COLUMNS`].
pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Phrase> {
    let source: Option<String> = row.get(24)?;
    let key: Option<String> = row.get(25)?;
    let lang: Option<String> = row.get(10)?;
    Ok(Phrase {
        id: row::id(row, 0, PhraseId::from_uuid)?,
        library: row::id(row, 1, LibraryId::from_uuid)?,
        place: Place { category: row::optional_id(row, 2, CategoryId::from_uuid)?, pos: row.get(3)? },
        label: Label {
            title: row.get(4)?,
            keywords: row::json(row, 5)?,
            code: row.get(6)?,
            active: row.get(7)?,
            review_by: row::day(row, 8)?,
            publish_state: row::word(row, 9)?,
        },
        content: Content {
            lang: lang.and_then(|lang| lang.parse().ok()),
            parts: row::json(row, 11)?,
            variants: row::json(row, 12)?,
            valid: Validity { from: row::day(row, 13)?, until: row::day(row, 14)? },
            sensitive: row.get(15)?,
        },
        meta: Meta {
            schema: row.get(16)?,
            revs: Revs {
                row: row::rev(row, 17)?,
                place: row::rev(row, 18)?,
                label: row::rev(row, 19)?,
                content: row::rev(row, 20)?,
            },
            created_at: row::moment(row, 21)?,
            updated_at: row::moment(row, 22)?,
            deleted_at: row::moment(row, 23)?,
            origin: source.zip(key).map(|(source, key)| Origin { source, key }),
            copied_from: row::optional_id(row, 26, PhraseId::from_uuid)?,
        },
        extra: row::json(row, 27)?,
    })
}

fn all<'a>(rows: impl Iterator<Item = rusqlite::Result<Phrase>> + 'a) -> Result<Vec<Phrase>> {
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
