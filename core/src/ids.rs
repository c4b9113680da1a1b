//! Names of rows and blobs: newtypes, so that a phrase's id cannot be handed to a category.
//!
//! Row ids are UUIDv7 in their one spelling: lower case, hyphenated. Any other spelling is malformed, so that
//! an id compares equal to itself as text everywhere: in JSON, in a URL, on a command line.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

use crate::error::{Error, Result};

macro_rules! row_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a UUID that the caller knows to be version 7.
            pub fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The 16 bytes that the store keeps.
            pub fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// The id without its kind, for tables that hold rows of every kind.
            pub fn uuid(&self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = Error;

            /// # Errors
            /// [`Error::MalformedId`] for anything but a lower-case hyphenated UUIDv7.
            fn from_str(text: &str) -> Result<Self> {
                parse_v7(text).map(Self).ok_or_else(|| Error::MalformedId { text: text.to_owned() })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                serializer.collect_str(self)
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

row_id!(
    /// Names a library (话术库).
    LibraryId
);
row_id!(
    /// Names a category (分类).
    CategoryId
);
row_id!(
    /// Names a phrase (话术).
    PhraseId
);
row_id!(
    /// Names a follow-up note (登记).
    FollowUpId
);
row_id!(
    /// Names one change on its way to the hub; the hub counts an operation once, however often it arrives.
    OpId
);

/// Names a blob by the BLAKE3-256 hash of its bytes; 64 lower-case hex digits as text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobId([u8; 32]);

impl BlobId {
    /// The name of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// The 32 bytes that the store keeps.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        blake3::Hash::from_bytes(self.0).to_hex().fmt(f)
    }
}

impl fmt::Debug for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for BlobId {
    type Err = Error;

    /// # Errors
    /// [`Error::MalformedId`] for anything but 64 lower-case hex digits.
    fn from_str(text: &str) -> Result<Self> {
        let malformed = || Error::MalformedId { text: text.to_owned() };
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(malformed());
        }
        blake3::Hash::from_hex(text).map(|hash| Self(*hash.as_bytes())).map_err(|_| malformed())
    }
}

impl Serialize for BlobId {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for BlobId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

fn parse_v7(text: &str) -> Option<Uuid> {
    let uuid = Uuid::try_parse(text).ok()?;
    let one_spelling = uuid.hyphenated().encode_lower(&mut Uuid::encode_buffer()) == text;
    (one_spelling && uuid.get_version_num() == 7).then_some(uuid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_one_spelling_is_an_id() {
        let good = "01890a5d-ac96-774b-bcce-b302099a8057";
        assert_eq!(good.parse::<PhraseId>().unwrap().to_string(), good);
        for bad in [
            "",
            "1",
            "01890A5D-AC96-774B-BCCE-B302099A8057",
            "01890a5dac96774bbcceb302099a8057",
            "{01890a5d-ac96-774b-bcce-b302099a8057}",
            "01890a5d-ac96-474b-bcce-b302099a8057", // version 4
            "01890a5d-ac96-774b-bcce-b302099a805 ",
            "../../etc/passwd",
        ] {
            assert!(bad.parse::<PhraseId>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_blob_is_named_by_its_bytes() {
        let id = BlobId::of(b"huashu");
        assert_eq!(id.to_string().parse::<BlobId>().unwrap(), id);
        assert!(id.to_string().to_uppercase().parse::<BlobId>().is_err());
        assert!("../x".parse::<BlobId>().is_err());
    }
}
