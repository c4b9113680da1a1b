//! A phrase of our own form.

use std::collections::{HashMap, HashSet};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::bad_json;
use super::library::unknown_category;
use crate::ids::{BlobId, CategoryId, PhraseId};
use crate::import::draft::{CategoryRef, Details, Draft, DraftPart, DraftVariant, LibraryRef};
use crate::import::neighbours::Neighbours;
use crate::import::report::{Fault, Issue, Reason};
use crate::import::table::missing_file;
use crate::model::{Channel, Lang, Origin, Part, PublishState, SCHEMA, Validity, check, parse_path};

/// What the phrases of a library share while they are read.
pub(super) struct Place<'a> {
    /// The library's place in the file; `None` in an array of phrases, where categories are paths and a field that is
    /// absent says nothing.
    pub(super) library: Option<usize>,
    pub(super) known: &'a HashSet<CategoryId>,
    pub(super) bad_categories: &'a HashMap<CategoryId, Fault>,
}

/// A phrase that was read.
pub(super) struct Read {
    /// `None` for one that lay in the trash when it was exported.
    pub(super) draft: Option<Draft>,
    pub(super) warnings: Vec<Issue>,
}

/// Reads a phrase.
///
/// # Errors
/// What is wrong with it, by the path of the field.
pub(super) fn read(raw: &str, line: u64, place: &Place<'_>, neighbours: &Neighbours) -> Result<Read, Issue> {
    let fields: Map<String, Value> = serde_json::from_str(raw)
        .map_err(|error| Issue::new(line + error.line().saturating_sub(1) as u64, None, bad_json(&error)))?;
    let mut reader = PhraseReader { fields, line, neighbours, warnings: Vec::new(), incomplete: false };
    let draft = reader.draft(place)?;
    Ok(Read { draft, warnings: reader.warnings })
}

struct PhraseReader<'a> {
    fields: Map<String, Value>,
    line: u64,
    neighbours: &'a Neighbours,
    warnings: Vec<Issue>,
    incomplete: bool,
}

impl PhraseReader<'_> {
    fn draft(&mut self, place: &Place<'_>) -> Result<Option<Draft>, Issue> {
        if self.field::<u32>("schema")?.is_some_and(|schema| schema > SCHEMA) {
            let fault = Fault::new(
                Reason::NewerSchema,
                "由更新的版本写成，请先升级程序",
                "it was written by a newer edition: upgrade first",
            );
            return Err(self.issue("schema", fault));
        }
        if self.field::<Value>("deleted_at")?.is_some() {
            let fault = Fault::new(
                Reason::InTrash,
                "它在回收站里，没有导入",
                "it lay in the trash and was not taken",
            );
            self.warnings.push(self.issue("deleted_at", fault));
            return Ok(None);
        }
        let whole = place.library.is_some();
        let valid: Option<Validity> = self.field("valid")?;
        let parts = self.list("parts")?;
        let variants = self.list("variants")?;
        let mut draft = Draft {
            row: self.line,
            id: self.id("id")?,
            library: place.library.map(LibraryRef::Listed),
            category: self.category(place)?,
            title: self.field::<String>("title")?.filter(|title| !title.trim().is_empty()),
            code: self.nullable::<String>("code", whole)?,
            keywords: self.field("keywords")?.or_else(|| whole.then(Vec::new)),
            active: self.field("active")?.or_else(|| whole.then_some(true)),
            review_by: self.nullable("review_by", whole)?,
            publish_state: self.field("publish_state")?.or_else(|| whole.then_some(PublishState::Published)),
            lang: self.nullable::<Lang>("lang", whole)?,
            sensitive: self.field("sensitive")?.or_else(|| whole.then_some(false)),
            valid_from: valid.map(|valid| valid.from).or_else(|| whole.then_some(None)),
            valid_until: valid.map(|valid| valid.until).or_else(|| whole.then_some(None)),
            origin: self.field::<Origin>("origin")?,
            ..Draft::default()
        };
        let details = Details {
            parts: parts
                .map(|parts| self.parts(parts, "parts"))
                .transpose()?
                .or_else(|| whole.then(Vec::new)),
            variants: variants
                .map(|variants| self.variants(variants))
                .transpose()?
                .or_else(|| whole.then(Vec::new)),
            copied_from: self.id("copied_from")?,
            extra: self.extra(),
        };
        draft.details = Some(Box::new(details));
        draft.incomplete = self.incomplete;
        Ok(Some(draft))
    }

    /// A field, where it is there and not null.
    fn field<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, Issue> {
        match self.fields.shift_remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => {
                serde_json::from_value(value).map(Some).map_err(|error| self.issue(name, bad_json(&error)))
            }
        }
    }

    /// A field of which null says something: that there is none.
    fn nullable<T: DeserializeOwned>(&mut self, name: &str, whole: bool) -> Result<Option<Option<T>>, Issue> {
        let named = self.fields.contains_key(name);
        let value = self.field(name)?;
        Ok((named || whole).then_some(value))
    }

    fn list(&mut self, name: &str) -> Result<Option<Vec<Value>>, Issue> {
        self.field(name)
    }

    fn id(&mut self, name: &str) -> Result<Option<PhraseId>, Issue> {
        let Some(text) = self.field::<String>(name)? else { return Ok(None) };
        text.parse().map(Some).map_err(|error| self.issue(name, Fault::of_value(&error)))
    }

    fn category(&mut self, place: &Place<'_>) -> Result<Option<CategoryRef>, Issue> {
        let value = self.field::<Value>("category")?;
        if place.library.is_none() {
            return Ok(value.map(|value| CategoryRef::Path(path_of(value))));
        }
        let Some(value) = value else { return Ok(Some(CategoryRef::Path(Vec::new()))) };
        let text = value.as_str().unwrap_or_default();
        let id: CategoryId = text.parse().map_err(|error| self.issue("category", Fault::of_value(&error)))?;
        if let Some(fault) = place.bad_categories.get(&id) {
            return Err(self.issue("category", fault.clone()));
        }
        if !place.known.contains(&id) {
            return Err(self.issue("category", unknown_category()));
        }
        Ok(Some(CategoryRef::Listed(id)))
    }

    fn variants(&mut self, variants: Vec<Value>) -> Result<Vec<DraftVariant>, Issue> {
        let mut read = Vec::with_capacity(variants.len());
        for (index, variant) in variants.into_iter().enumerate() {
            let path = format!("variants[{index}]");
            let mut fields = self.object(variant, &path)?;
            let mut word = |name: &str| match fields.shift_remove(name) {
                Some(Value::String(word)) => Some(word),
                _ => None,
            };
            let (channel, lang) = (word("channel"), word("lang"));
            let channel = channel.map(|id| id.parse::<Channel>()).transpose();
            let lang = lang.map(|tag| tag.parse::<Lang>()).transpose();
            let channel =
                channel.map_err(|error| self.issue(&format!("{path}.channel"), Fault::of_value(&error)))?;
            let lang = lang.map_err(|error| self.issue(&format!("{path}.lang"), Fault::of_value(&error)))?;
            let parts = match fields.shift_remove("parts") {
                Some(Value::Array(parts)) => self.parts(parts, &format!("{path}.parts"))?,
                _ => return Err(self.issue(&format!("{path}.parts"), no_list())),
            };
            read.push(DraftVariant { channel, lang, parts, extra: fields });
        }
        Ok(read)
    }

    fn parts(&mut self, parts: Vec<Value>, path: &str) -> Result<Vec<DraftPart>, Issue> {
        let mut read = Vec::with_capacity(parts.len());
        for (index, part) in parts.into_iter().enumerate() {
            read.extend(self.part(part, &format!("{path}[{index}]"))?);
        }
        Ok(read)
    }

    /// A part; `None` where the file that it names was not found, which is warned of.
    fn part(&mut self, value: Value, path: &str) -> Result<Option<DraftPart>, Issue> {
        let kind = value.get("kind").and_then(Value::as_str).map(str::to_owned);
        let attached = matches!(kind.as_deref(), Some("image" | "file"));
        if attached && value.get("blob").is_none_or(Value::is_null) {
            return self.named(value, path);
        }
        if let Some(blob) = value.get("blob").filter(|_| attached) {
            let id = blob.as_str().unwrap_or_default().parse::<BlobId>();
            id.map_err(|error| self.issue(&format!("{path}.blob"), Fault::of_value(&error)))?;
        }
        let part: Part = serde_json::from_value(value).map_err(|error| self.issue(path, bad_json(&error)))?;
        match (&part, kind.as_deref()) {
            // A part of a kind that we know and that still is not one lacks a field.
            (Part::Unknown(_), None | Some("text" | "image" | "file")) => {
                let fault = Fault::new(Reason::BadJson, "这一段缺少字段", "this part lacks a field");
                Err(self.issue(path, fault))
            }
            (Part::Text(text), _) => {
                check::text("parts", &text.text)
                    .map_err(|error| self.issue(path, Fault::of_value(&error)))?;
                Ok(Some(DraftPart::Ready(part)))
            }
            _ => Ok(Some(DraftPart::Ready(part))),
        }
    }

    /// A picture or file that a person names: `{"kind": "image", "name": "尺码表.png"}`.
    fn named(&mut self, value: Value, path: &str) -> Result<Option<DraftPart>, Issue> {
        let mut fields = self.object(value, path)?;
        let file = fields.shift_remove("file").or_else(|| fields.get("name").cloned());
        for known in ["kind", "blob", "name", "mime", "width", "height", "bytes"] {
            fields.shift_remove(known);
        }
        let name = file.as_ref().and_then(Value::as_str).unwrap_or_default();
        match self.neighbours.find(name).map_err(|fault| self.issue(path, fault))? {
            Some(attachment) => Ok(Some(DraftPart::Named(attachment, fields))),
            None => {
                self.incomplete = true;
                self.warnings.push(self.issue(path, missing_file(name)));
                Ok(None)
            }
        }
    }

    fn object(&self, value: Value, path: &str) -> Result<Map<String, Value>, Issue> {
        match value {
            Value::Object(fields) => Ok(fields),
            _ => Err(self.issue(path, Fault::new(Reason::BadJson, "应为对象", "an object is expected"))),
        }
    }

    /// What nobody took: fields of a newer edition, but not the bookkeeping of the book that it came from.
    fn extra(&mut self) -> Map<String, Value> {
        for bookkeeping in ["pos", "library", "created_at", "updated_at"] {
            self.fields.shift_remove(bookkeeping);
        }
        std::mem::take(&mut self.fields)
    }

    fn issue(&self, column: &str, fault: Fault) -> Issue {
        Issue::new(self.line, Some(column), fault)
    }
}

fn no_list() -> Fault {
    Fault::new(Reason::BadJson, "应为数组", "an array is expected")
}

/// `"售后/退款"` or `["售后", "退款"]`.
fn path_of(value: Value) -> Vec<String> {
    match value {
        Value::String(path) => parse_path(&path),
        Value::Array(names) => {
            names.iter().filter_map(Value::as_str).map(|name| name.trim().to_owned()).collect()
        }
        _ => Vec::new(),
    }
}
