//! The model's rows as they travel, and back. What this edition cannot read of a known kind is kept whole by the caller, as a
//! row of an unknown kind.

use huashu_protocol::row::{Fields, Revs as WireRevs, Row};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde::de::value::MapDeserializer;
use serde_json::Value;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::followup::FollowUp;
use crate::ids::{CategoryId, LibraryId, PhraseId};
use crate::model::{Category, Library, Meta, Phrase, Revs, check};

/// What rows carry beside their fields, or what only the device knows.
const BESIDE: [&str; 4] = ["id", "schema", "updated_at", "deleted_at"];

/// Takes out of fields what rows carry beside them, or what only the device knows.
pub fn strip(fields: &mut Fields) {
    for name in BESIDE {
        fields.remove(name);
    }
}

/// A phrase on its way.
///
/// # Errors
/// None that a phrase of the model can cause.
pub fn from_phrase(phrase: &Phrase) -> Result<Row> {
    to_row("phrase", phrase.id.uuid(), &phrase.meta, phrase)
}

/// A category on its way.
///
/// # Errors
/// None that a category of the model can cause.
pub fn from_category(category: &Category) -> Result<Row> {
    to_row("category", category.id.uuid(), &category.meta, category)
}

/// A library on its way.
///
/// # Errors
/// None that a library of the model can cause.
pub fn from_library(library: &Library) -> Result<Row> {
    to_row("library", library.id.uuid(), &library.meta, library)
}

/// A row as a phrase of `library`.
///
/// # Errors
/// `Unreadable` where it is none that this edition knows.
pub fn to_phrase(row: &Row, library: LibraryId) -> Result<Phrase> {
    let mut phrase: Phrase = read(row)?;
    phrase.id = PhraseId::from_uuid(row.id);
    phrase.library = library;
    set_meta(&mut phrase.meta, row);
    Ok(phrase)
}

/// A row as a category of `library`.
///
/// # Errors
/// `Unreadable` where it is none that this edition knows.
pub fn to_category(row: &Row, library: LibraryId) -> Result<Category> {
    let mut category: Category = read(row)?;
    category.id = CategoryId::from_uuid(row.id);
    category.library = library;
    set_meta(&mut category.meta, row);
    Ok(category)
}

/// A row as a library.
///
/// # Errors
/// `Unreadable` where it is none that this edition knows.
pub fn to_library(row: &Row) -> Result<Library> {
    let mut library: Library = read(row)?;
    library.id = LibraryId::from_uuid(row.id);
    set_meta(&mut library.meta, row);
    Ok(library)
}

/// A row as a follow-up.
///
/// # Errors
/// `Unreadable` where it is none that this edition knows.
pub fn to_follow_up(row: &Row) -> Result<FollowUp> {
    read(row)
}

/// Whether the model takes a row of this kind with these fields; kinds that this edition does not know always pass.
///
/// # Errors
/// `Invalid` with the field, or `Unreadable`.
pub fn check_fields(row: &Row) -> Result<()> {
    let library = LibraryId::from_uuid(Uuid::nil());
    match row.kind.as_str() {
        "phrase" => {
            let phrase = to_phrase(row, library)?;
            check::label(&phrase.label)?;
            check::content(&phrase.content)
        }
        "category" => check::name(&to_category(row, library)?.name),
        "library" => {
            let library = to_library(row)?;
            check::name(&library.name)?;
            check::variables(&library.variables)
        }
        "follow_up" => to_follow_up(row).map(drop),
        _ => Ok(()),
    }
}

fn to_row(kind: &str, id: Uuid, meta: &Meta, value: &impl Serialize) -> Result<Row> {
    let mut fields = match serde_json::to_value(value) {
        Ok(Value::Object(fields)) => fields,
        Ok(_) => Fields::new(),
        Err(error) => return Err(unreadable(kind, &error)),
    };
    strip(&mut fields);
    let Revs { row, place, label, content } = meta.revs;
    Ok(Row {
        id,
        kind: kind.to_owned(),
        schema: meta.schema,
        revs: WireRevs { row, place, label, content },
        fields,
        deleted: meta.deleted_at.is_some(),
        by: None,
        at: meta.updated_at.map_or(0, Timestamp::as_millisecond),
    })
}

/// Reads the fields where they stand, with the row's own id among them: a copy of all texts would cost as much as the reading.
fn read<T: DeserializeOwned>(row: &Row) -> Result<T> {
    let id = Value::String(row.id.hyphenated().to_string());
    let fields =
        row.fields.iter().map(|(name, value)| (name.as_str(), value)).filter(|(name, _)| *name != "id");
    T::deserialize(MapDeserializer::new(fields.chain([("id", &id)])))
        .map_err(|error: serde_json::Error| unreadable(&row.kind, &error))
}

fn set_meta(meta: &mut Meta, row: &Row) {
    let WireRevs { row: newest, place, label, content } = row.revs;
    meta.schema = row.schema;
    meta.revs = Revs { row: newest, place, label, content };
    let at = Timestamp::from_millisecond(row.at).ok();
    meta.updated_at = at.filter(|at| at.as_millisecond() != 0).or(meta.created_at);
    meta.deleted_at = row.deleted.then_some(at).flatten();
}

fn unreadable(kind: &str, error: &serde_json::Error) -> Error {
    Error::Unreadable {
        file: kind.to_owned(),
        problem: crate::error::Bilingual::new(
            format!("不认识的内容：{error}"),
            format!("unknown shape: {error}"),
        ),
        row: None,
        column: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Content, Extra, Label, Part, Place};

    #[test]
    fn a_phrase_survives_the_way_there_and_back() {
        let library = LibraryId::from_uuid(Uuid::from_u128(7));
        let mut extra = Extra::new();
        extra.insert("mood".into(), serde_json::json!({ "deep": null }));
        let phrase = Phrase {
            id: "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap(),
            library,
            place: Place { category: None, pos: "a0".into() },
            label: Label { code: Some("fh1".into()), ..Label::titled("发货") },
            content: Content { parts: vec![Part::text("今天发")], ..Content::default() },
            meta: Meta {
                schema: 1,
                revs: Revs { row: 9, place: 1, label: 9, content: 3 },
                created_at: Timestamp::from_second(5).ok(),
                updated_at: Timestamp::from_second(9).ok(),
                ..Meta::default()
            },
            extra,
        };
        let row = from_phrase(&phrase).unwrap();
        check_fields(&row).unwrap();
        assert_eq!(to_phrase(&row, library).unwrap(), phrase);
        assert!(!row.fields.contains_key("id") && row.fields.contains_key("mood"));
    }

    #[test]
    fn what_the_model_refuses_is_refused_on_the_way() {
        let row = |kind: &str, fields: Value| Row {
            id: "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap(),
            kind: kind.to_owned(),
            schema: 1,
            revs: WireRevs::default(),
            fields: serde_json::from_value(fields).unwrap(),
            deleted: false,
            by: None,
            at: 0,
        };
        for (kind, fields, good) in [
            ("phrase", serde_json::json!({"title": "发货", "parts": []}), true),
            ("phrase", serde_json::json!({"title": "", "parts": []}), false),
            ("phrase", serde_json::json!({"title": "发货"}), false),
            ("phrase", serde_json::json!({"title": "发货", "parts": 3}), false),
            ("category", serde_json::json!({"name": "售后"}), true),
            ("category", serde_json::json!({"name": "x".repeat(101)}), false),
            ("sticker", serde_json::json!({"anything": true}), true),
        ] {
            assert_eq!(check_fields(&row(kind, fields.clone())).is_ok(), good, "{kind} {fields}");
        }
    }
}
