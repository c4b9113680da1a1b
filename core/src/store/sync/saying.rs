//! What a row says, for somebody who decides between two of them.

use huashu_protocol::row::Fields;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::book::PhraseBook;
use crate::error::{Error, Result};
use crate::ids::PhraseId;
use crate::model::{Part, Phrase, joined_text};

/// The texts of a phrase, or the name of something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Saying {
    /// Its title or name; `None` where it says none.
    pub title: Option<String>,
    /// Its text parts, joined by line breaks; `None` where it says none.
    pub text: Option<String>,
}

impl Saying {
    /// What the fields of a row say.
    pub fn of_fields(fields: &Fields) -> Self {
        let word = |name: &str| fields.get(name).and_then(Value::as_str).map(str::to_owned);
        let parts = fields.get("parts").cloned();
        let parts: Option<Vec<Part>> = parts.and_then(|parts| serde_json::from_value(parts).ok());
        Self { title: word("title").or_else(|| word("name")), text: parts.map(|parts| joined_text(&parts)) }
    }
}

impl PhraseBook {
    /// What the phrase of this id says now; `None` where there is none, or it is deleted.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn saying(&self, row: Uuid) -> Result<Option<Saying>> {
        match self.phrase(PhraseId::from_uuid(row)) {
            Ok(phrase) if phrase.meta.deleted_at.is_some() => Ok(None),
            Ok(Phrase { label, content, .. }) => {
                Ok(Some(Saying { title: Some(label.title), text: Some(joined_text(&content.parts)) }))
            }
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
