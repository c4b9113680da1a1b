//! A phrase of our own form.

use std::collections::{HashMap, HashSet};
use std::str::FromStr;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::library::unknown_category;
use super::{Reader, bad_json};
use crate::error::{Error, Problem};
use crate::ids::{BlobId, CategoryId, PhraseId};
use crate::import::draft::{CategoryRef, Details, Draft, DraftPart, DraftVariant, LibraryRef};
use crate::import::neighbours::Neighbours;
use crate::import::report::{Fault, Issue, Reason};
use crate::import::table::missing_file;
use crate::model::{
    Channel, Label, Lang, MAX_PARTS, MAX_VARIANTS, Origin, Part, PublishState, SCHEMA, Validity, check,
    parse_path,
};

/// What the phrases of a library share while they are read.
pub(super) struct Place<'a> {
    /// The library's place in the file; `None` in an array of phrases, where categories are paths and a field that is
    /// absent says nothing.
    pub(super) library: Option<usize>,
    pub(super) known: &'a HashSet<CategoryId>,
    pub(super) bad_categories: &'a HashMap<CategoryId, Fault>,
}

/// Takes the phrase of a row in, or reports by the path of a field why it cannot be taken.
pub(super) fn take<'t>(reader: &mut Reader<'t>, row: u64, raw: &'t RawValue, place: &Place<'_>) {
    let line = reader.lines.of(raw.get());
    let fields: Map<String, Value> = match serde_json::from_str(raw.get()) {
        Ok(fields) => fields,
        Err(error) => return reader.fail_phrase(row, raw.get(), &error),
    };
    let named = ["title", "id"].iter().find_map(|name| fields.get(*name).and_then(Value::as_str));
    let named = named.map(|name| name.chars().take(MAX_SHOWN).collect());
    let neighbours = reader.neighbours;
    let mut phrase =
        PhraseReader { fields, row, line, named, neighbours, warnings: Vec::new(), incomplete: false };
    match phrase.draft(place) {
        Ok(draft) => {
            reader.reading.drafts.extend(draft);
            reader.reading.warnings.append(&mut phrase.warnings);
        }
        Err(issue) => reader.reading.failed.push(issue),
    }
}

/// How much of a title a message shows, in characters.
const MAX_SHOWN: usize = 20;

struct PhraseReader<'a> {
    fields: Map<String, Value>,
    row: u64,
    line: u64,
    /// What the phrase calls itself.
    named: Option<String>,
    neighbours: &'a Neighbours,
    warnings: Vec<Issue>,
    incomplete: bool,
}

impl PhraseReader<'_> {
    /// The phrase; `None` for one that lay in the trash when it was exported.
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
        if let Some(valid) = valid {
            check::validity(valid).map_err(|error| self.issue("valid", Fault::of_value(&error)))?;
        }
        let parts: Option<Vec<Value>> = self.field("parts")?;
        let variants: Option<Vec<Value>> = self.field("variants")?;
        let mut draft = Draft {
            row: self.row,
            id: self.id("id")?,
            library: place.library.map(LibraryRef::Listed),
            category: self.category(place)?,
            title: self.field::<String>("title")?.filter(|title| !is_blank(title)),
            code: self.nullable::<String>("code", whole)?.map(|code| code.filter(|code| !is_blank(code))),
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
        self.check_label(&draft)?;
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
            Some(value) => serde_json::from_value(value).map(Some).map_err(|error| {
                let fault = bad_json(&error);
                let reason =
                    if matches!(name, "valid" | "review_by") { Reason::BadDate } else { fault.reason };
                self.issue(name, Fault { reason, ..fault })
            }),
        }
    }

    /// A field of which null says something: that there is none.
    fn nullable<T: DeserializeOwned>(&mut self, name: &str, whole: bool) -> Result<Option<Option<T>>, Issue> {
        let named = self.fields.contains_key(name);
        let value = self.field(name)?;
        Ok((named || whole).then_some(value))
    }

    /// What the model asks of a title, a code and keywords.
    fn check_label(&self, draft: &Draft) -> Result<(), Issue> {
        let label = Label {
            keywords: draft.keywords.clone().unwrap_or_default(),
            code: draft.code.clone().flatten(),
            // Without a title the phrase gets one from its text.
            ..Label::titled(draft.title.as_deref().unwrap_or("-"))
        };
        check::label(&label).map_err(|error| {
            let Error::Invalid { field, .. } = &error else {
                return self.issue("title", Fault::of_value(&error));
            };
            self.issue(field, Fault::of_value(&error))
        })
    }

    fn id(&mut self, name: &str) -> Result<Option<PhraseId>, Issue> {
        let Some(text) = self.field::<String>(name)? else { return Ok(None) };
        text.parse().map(Some).map_err(|error| self.issue(name, Fault::of_value(&error)))
    }

    fn category(&mut self, place: &Place<'_>) -> Result<Option<CategoryRef>, Issue> {
        let value = self.field::<Value>("category")?;
        if place.library.is_none() {
            return value.map(|value| self.path(value).map(CategoryRef::Path)).transpose();
        }
        let Some(value) = value else { return Ok(Some(CategoryRef::Path(Vec::new()))) };
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
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
        if variants.len() > MAX_VARIANTS {
            return Err(self.issue("variants", Problem::TooMany { max: MAX_VARIANTS }.into()));
        }
        let mut read = Vec::with_capacity(variants.len());
        for (index, variant) in variants.into_iter().enumerate() {
            let path = format!("variants[{index}]");
            let mut fields = self.object(variant, &path)?;
            let channel = self.word::<Channel>(&mut fields, &path, "channel")?;
            let lang = self.word::<Lang>(&mut fields, &path, "lang")?;
            let parts = match fields.shift_remove("parts") {
                Some(Value::Array(parts)) => self.parts(parts, &format!("{path}.parts"))?,
                _ => return Err(self.issue(&format!("{path}.parts"), no_list())),
            };
            read.push(DraftVariant { channel, lang, parts, extra: fields });
        }
        Ok(read)
    }

    /// A field of a variant that is a word from a fixed alphabet.
    fn word<T: FromStr<Err = Error>>(
        &self,
        fields: &mut Map<String, Value>,
        path: &str,
        name: &str,
    ) -> Result<Option<T>, Issue> {
        let path = format!("{path}.{name}");
        let word = match fields.shift_remove(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(word)) => word,
            Some(_) => {
                return Err(self.issue(&path, Fault::new(Reason::BadJson, "应为文字", "a text is expected")));
            }
        };
        word.parse().map(Some).map_err(|error| self.issue(&path, Fault::of_value(&error)))
    }

    fn parts(&mut self, parts: Vec<Value>, path: &str) -> Result<Vec<DraftPart>, Issue> {
        if parts.len() > MAX_PARTS {
            return Err(self.issue(path, Problem::TooMany { max: MAX_PARTS }.into()));
        }
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

    /// `"售后/退款"` or `["售后", "退款"]`.
    fn path(&self, value: Value) -> Result<Vec<String>, Issue> {
        let names = match value {
            Value::String(path) => parse_path(&path),
            names => serde_json::from_value::<Vec<String>>(names)
                .map_err(|error| self.issue("category", bad_json(&error)))?,
        };
        for name in &names {
            check::name(name).map_err(|error| self.issue("category", Fault::of_value(&error)))?;
        }
        Ok(names)
    }

    fn issue(&self, column: &str, fault: Fault) -> Issue {
        Issue::new(self.row, Some(column), fault.located(self.named.as_deref(), self.line))
    }
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

fn no_list() -> Fault {
    Fault::new(Reason::BadJson, "应为数组", "an array is expected")
}
