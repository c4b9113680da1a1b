//! Short names that come from a fixed alphabet: channels and languages.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::error::{Error, Problem, Result};

/// A chat app by its short id: `wechat`, `wecom`, `qq`, `sms` …
///
/// Any id of 1–24 lower-case letters, digits and `_` is kept, so that a phrase from a newer edition survives;
/// which channels this edition can plan for is the table in [`crate::compose`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Channel(String);

/// A language as a BCP 47 tag of a language and perhaps a script or region: `zh`, `en`, `zh-TW`, `zh-Hant`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang(String);

impl Channel {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Lang {
    /// The tag as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Chinese, the trade's own: the language of a phrase that names none.
    pub fn chinese() -> Self {
        Self("zh".to_owned())
    }

    /// The language without script or region: `zh` of `zh-TW`.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }
}

impl FromStr for Channel {
    type Err = Error;

    /// # Errors
    /// [`Error::Invalid`] where the text is no short id.
    fn from_str(text: &str) -> Result<Self> {
        let fits = (1..=24).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if fits { Ok(Self(text.to_owned())) } else { Err(unknown("channel", text)) }
    }
}

impl FromStr for Lang {
    type Err = Error;

    /// Takes any case and writes it the usual way: `EN` is `en`, `zh-tw` is `zh-TW`, `zh-hant` is `zh-Hant`.
    ///
    /// # Errors
    /// [`Error::Invalid`] where the text is no language tag of this form.
    fn from_str(text: &str) -> Result<Self> {
        let mut tag = String::with_capacity(text.len());
        for (index, piece) in text.split(['-', '_']).enumerate() {
            let alphabetic = piece.bytes().all(|byte| byte.is_ascii_alphabetic());
            match (index, piece.len()) {
                (0, 2..=3) if alphabetic => tag.push_str(&piece.to_ascii_lowercase()),
                (1 | 2, 2) if alphabetic => tag.extend(["-", &piece.to_ascii_uppercase()]),
                (1, 4) if alphabetic => {
                    tag.extend(["-", &piece[..1].to_ascii_uppercase(), &piece[1..].to_ascii_lowercase()]);
                }
                _ => return Err(unknown("lang", text)),
            }
        }
        Ok(Self(tag))
    }
}

fn unknown(field: &'static str, text: &str) -> Error {
    Error::invalid(field, Problem::Unknown { text: text.to_owned() })
}

macro_rules! as_text {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }
    };
}

as_text!(Channel);
as_text!(Lang);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_get_their_usual_spelling() {
        for (given, kept) in [
            ("EN", "en"),
            ("zh-tw", "zh-TW"),
            ("zh_HANT", "zh-Hant"),
            ("zh-hant-hk", "zh-Hant-HK"),
            ("yue", "yue"),
        ] {
            assert_eq!(given.parse::<Lang>().unwrap().as_str(), kept);
        }
        for bad in ["", "e", "english", "zh-", "-en", "中文", "zh-CN-x-y-z"] {
            assert!(bad.parse::<Lang>().is_err(), "{bad}");
        }
    }

    #[test]
    fn channels_are_short_ids() {
        assert_eq!("wechat".parse::<Channel>().unwrap().as_str(), "wechat");
        for bad in ["", "WeChat", "微信", "a b", "../x", "abcdefghijklmnopqrstuvwxyz"] {
            assert!(bad.parse::<Channel>().is_err(), "{bad}");
        }
    }
}
