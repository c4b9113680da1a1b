//! What a phrase is made of: ordered parts, and variants that own parts of their own.

use serde::{Deserialize, Serialize};

use super::{Channel, Extra, Lang};
use crate::ids::BlobId;

/// One part of a phrase, in the order in which the customer should see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi(name = "PhrasePart"))]
pub enum Part {
    /// Text with variables.
    Text(TextPart),
    /// A picture.
    Image(ImagePart),
    /// Any other file, carried as it is.
    File(FilePart),
    /// A kind that this edition does not know: kept and written back, never sent.
    #[serde(untagged)]
    Unknown(serde_json::Value),
}

/// A text with variables in the syntax of [`crate::compose`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TextPart {
    /// The text as written: `您好[客户名|您]，单号[单号]`.
    pub text: String,
    /// Fields that this edition does not know.
    #[serde(flatten)]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub extra: Extra,
}

/// A picture by its blob, with what a planner must know about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ImagePart {
    /// The sanitised bytes.
    pub blob: BlobId,
    /// The name that a person gave it, without folders.
    pub name: String,
    /// `image/png`, `image/jpeg`, `image/gif` or `image/webp`.
    pub mime: String,
    /// In pixels, upright.
    pub width: u32,
    /// In pixels, upright.
    pub height: u32,
    /// The size of the blob.
    pub bytes: u64,
    /// Fields that this edition does not know.
    #[serde(flatten)]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub extra: Extra,
}

/// A file that is no picture, by its blob.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FilePart {
    /// The bytes as they came.
    pub blob: BlobId,
    /// The name that a person gave it, without folders.
    pub name: String,
    /// The media type that the name tells, `application/octet-stream` where it tells none.
    pub mime: String,
    /// The size of the blob.
    pub bytes: u64,
    /// Fields that this edition does not know.
    #[serde(flatten)]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub extra: Extra,
}

/// Other parts for a channel, a language, or a language on a channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "PhraseVariant"))]
pub struct Variant {
    /// The channel that it is for; `None`: any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub channel: Option<Channel>,
    /// The language that it is in; `None`: the phrase's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub lang: Option<Lang>,
    /// What is sent instead of the phrase's own parts.
    pub parts: Vec<Part>,
    /// Fields that this edition does not know.
    #[serde(flatten)]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub extra: Extra,
}

impl Part {
    /// A text part.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(TextPart { text: text.into(), extra: Extra::new() })
    }

    /// The blob that the part needs, if it is a picture or a file.
    pub fn blob(&self) -> Option<&BlobId> {
        match self {
            Self::Image(image) => Some(&image.blob),
            Self::File(file) => Some(&file.blob),
            Self::Text(_) | Self::Unknown(_) => None,
        }
    }

    /// The text, if it is a text part.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(&text.text),
            _ => None,
        }
    }
}

/// The text parts joined by a line break: what a list shows and a search reads.
pub fn joined_text(parts: &[Part]) -> String {
    let mut texts = parts.iter().filter_map(Part::as_text);
    let mut joined = texts.next().unwrap_or_default().to_owned();
    for text in texts {
        joined.push('\n');
        joined.push_str(text);
    }
    joined
}

/// The parts with another text: it takes the place of the first text part, the other text parts go, pictures and files
/// stay where they are. An empty text leaves none; the text that is there already changes nothing.
pub fn with_text(parts: &[Part], text: &str) -> Vec<Part> {
    if joined_text(parts) == text {
        return parts.to_vec();
    }
    let mut new = (!text.is_empty()).then(|| Part::text(text));
    let in_front = if parts.iter().any(|part| part.as_text().is_some()) { None } else { new.take() };
    let kept = parts.iter().filter_map(|part| match part {
        Part::Text(_) => new.take(),
        other => Some(other.clone()),
    });
    in_front.into_iter().chain(kept).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_text_leaves_pictures_where_they_are() {
        let (one, two) = (Part::text("一"), Part::text("二"));
        let (new, picture) = (Part::text("新"), Part::Unknown(serde_json::json!({ "kind": "sticker" })));
        let p = || picture.clone();
        for (parts, text, expected) in [
            (vec![p(), one.clone(), p(), two.clone()], "新", vec![p(), new.clone(), p()]),
            (vec![p()], "新", vec![new.clone(), p()]),
            (vec![], "新", vec![new.clone()]),
            (vec![one.clone(), p()], "", vec![p()]),
            (vec![one.clone(), p(), two.clone()], "一\n二", vec![one, p(), two]),
        ] {
            assert_eq!(with_text(&parts, text), expected);
        }
    }
}
