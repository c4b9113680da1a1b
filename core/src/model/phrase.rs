//! The phrase, in its three conflict groups.
//!
//! *Place* and *label* go to whoever reaches the hub last; *content*, which customers see, to whoever reaches it
//! first (a stale one becomes a draft). A change names only the fields that it changes, so that two people who
//! touch different fields never meet.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::part::{Part, Variant};
use super::status::Validity;
use super::{Extra, Lang, OrderKey};
use crate::ids::{CategoryId, LibraryId, PhraseId};

/// A phrase (话术).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Phrase {
    /// Its id.
    pub id: PhraseId,
    /// The library that it lies in.
    #[serde(skip, default = "super::library::unset")]
    pub library: LibraryId,
    /// Where it lies.
    #[serde(flatten)]
    pub place: Place,
    /// How it is found.
    #[serde(flatten)]
    pub label: Label,
    /// What is sent.
    #[serde(flatten)]
    pub content: Content,
    /// Bookkeeping for sync, trash and display.
    #[serde(flatten)]
    pub meta: Meta,
    /// Fields that this edition does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Conflict group *place*: where a phrase lies. The last to reach the hub wins.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "PhrasePlace"))]
pub struct Place {
    /// The category; `None` at the top of the library.
    pub category: Option<CategoryId>,
    /// The place among the phrases of the category.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub pos: OrderKey,
}

/// Conflict group *label*: how a phrase is found. The last to reach the hub wins, the older stays in history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "PhraseLabel"))]
pub struct Label {
    /// One line.
    pub title: String,
    /// Words that find it although they do not stand in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub keywords: Vec<String>,
    /// Letters or digits that name it; two phrases may share one, since replicas meet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub code: Option<String>,
    /// Switched off phrases are kept and not offered.
    #[serde(default = "super::default_true", skip_serializing_if = "super::is_true")]
    #[cfg_attr(feature = "uniffi", uniffi(default = true))]
    pub active: bool,
    /// The day by which somebody should look at it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub review_by: Option<Date>,
    /// Whether it is published.
    #[serde(default, skip_serializing_if = "PublishState::is_published")]
    pub publish_state: PublishState,
}

/// Conflict group *content*: what the customer sees. In shared libraries the first to reach the hub stands.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "PhraseContent"))]
pub struct Content {
    /// The language of `parts`; `None`: Chinese, the trade's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub lang: Option<Lang>,
    /// What is sent, in order.
    pub parts: Vec<Part>,
    /// Other parts for a channel and/or a language.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub variants: Vec<Variant>,
    /// The days on which it holds.
    #[serde(default, skip_serializing_if = "Validity::is_open")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub valid: Validity,
    /// Its clipboard step asks the platform to hide the preview.
    #[serde(default, skip_serializing_if = "super::is_false")]
    #[cfg_attr(feature = "uniffi", uniffi(default = false))]
    pub sensitive: bool,
}

/// Whether a phrase is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum PublishState {
    /// Not offered yet.
    Draft,
    /// Offered.
    #[default]
    Published,
}

/// Bookkeeping that every row carries.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "RowMeta"))]
pub struct Meta {
    /// The edition of the row's shape.
    #[serde(default = "current_schema", skip_serializing_if = "is_current_schema")]
    pub schema: u32,
    /// The hub's revisions of the row and its groups; zero before the first sync.
    #[serde(skip)]
    pub revs: Revs,
    /// When it was made, for display.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed, for display.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// When it went to the trash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
    /// Where an imported row came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// The phrase of another library that it was copied from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copied_from: Option<PhraseId>,
}

/// The hub's revisions of a row: of the whole, and of each conflict group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "Revisions"))]
pub struct Revs {
    /// The newest of all.
    pub row: u64,
    /// Of the place.
    pub place: u64,
    /// Of the label.
    pub label: u64,
    /// Of the content.
    pub content: u64,
}

/// Where an imported row came from, so that the next import of the same source finds it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Origin {
    /// The kind of source: `espanso`.
    pub source: String,
    /// What names the row there: a trigger.
    pub key: String,
}

/// A phrase to be added.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NewPhrase {
    /// The library that it will lie in.
    pub library: LibraryId,
    /// The category; `None` for the top of the library. New phrases go to the end.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub category: Option<CategoryId>,
    /// How it is found.
    pub label: Label,
    /// What is sent.
    pub content: Content,
    /// Where it came from, if it was imported.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub origin: Option<Origin>,
    /// The phrase of another library that it is copied from.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub copied_from: Option<PhraseId>,
    /// Its id where one is known already: from a file of ours.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub id: Option<PhraseId>,
    /// Fields that this edition does not know.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub extra: Extra,
}

/// A change of a phrase that names only the fields it changes. For a field that may be absent, the outer `Option`
/// says whether it changes and the inner one to what.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each changes the field of Label or Content that has its name")]
pub struct PhrasePatch {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keywords: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub code: Option<Option<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub review_by: Option<Option<Date>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publish_state: Option<PublishState>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub lang: Option<Option<Lang>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parts: Option<Vec<Part>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variants: Option<Vec<Variant>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid: Option<Validity>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sensitive: Option<bool>,
    /// Fields that this edition does not know: those named here replace those of the row.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The edition of the shapes in this module; rises when an older program could misread a row.
pub const SCHEMA: u32 = 1;

impl Label {
    /// A published, active label with nothing but a title.
    pub fn titled(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            keywords: Vec::new(),
            code: None,
            active: true,
            review_by: None,
            publish_state: PublishState::Published,
        }
    }
}

impl NewPhrase {
    /// A phrase of one text.
    pub fn text(library: LibraryId, title: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            library,
            category: None,
            label: Label::titled(title),
            content: Content { parts: vec![Part::text(text)], ..Content::default() },
            origin: None,
            copied_from: None,
            id: None,
            extra: Extra::new(),
        }
    }
}

impl PhrasePatch {
    /// Writes the named fields into a phrase.
    pub(crate) fn apply(&self, phrase: &mut Phrase) {
        fn set<T: Clone>(field: &mut T, new: Option<&T>) {
            if let Some(new) = new {
                field.clone_from(new);
            }
        }
        let Phrase { label, content, extra, .. } = phrase;
        set(&mut label.title, self.title.as_ref());
        set(&mut label.keywords, self.keywords.as_ref());
        set(&mut label.code, self.code.as_ref());
        set(&mut label.active, self.active.as_ref());
        set(&mut label.review_by, self.review_by.as_ref());
        set(&mut label.publish_state, self.publish_state.as_ref());
        set(&mut content.lang, self.lang.as_ref());
        set(&mut content.parts, self.parts.as_ref());
        set(&mut content.variants, self.variants.as_ref());
        set(&mut content.valid, self.valid.as_ref());
        set(&mut content.sensitive, self.sensitive.as_ref());
        for (name, value) in &self.extra {
            extra.insert(name.clone(), value.clone());
        }
    }
}

impl PublishState {
    /// The state as JSON carries it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
        }
    }

    fn is_published(&self) -> bool {
        *self == Self::Published
    }
}

impl Phrase {
    /// Every set of parts that the phrase owns: its own, then its variants'.
    pub fn all_parts(&self) -> impl Iterator<Item = &Part> {
        self.content.all_parts()
    }
}

impl Content {
    /// Every part: the phrase's own, then its variants'.
    pub fn all_parts(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().chain(self.variants.iter().flat_map(|variant| &variant.parts))
    }
}

fn current_schema() -> u32 {
    SCHEMA
}

fn is_current_schema(schema: &u32) -> bool {
    *schema == SCHEMA
}

/// Reads `null` as "becomes absent", where a missing field means "stays".
fn present<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: serde::Deserializer<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}
