//! A row as it travels, and what is said of many rows: their checksum.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

/// The fields of a row by name, as the model's JSON calls them. Fields of later editions are kept.
pub type Fields = Map<String, Value>;

/// The latest state of a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Its id.
    pub id: Uuid,
    /// `library`, `category`, `phrase`, `follow_up`, or a word of a later edition.
    pub kind: String,
    /// The edition of its shape.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub schema: u32,
    /// The revisions at which it, and each group, last changed.
    pub revs: Revs,
    /// Its fields; absent for a deleted row.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub fields: Fields,
    /// Whether it is deleted.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deleted: bool,
    /// Who changed it last, for display.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When it was changed last, by the hub's clock, in milliseconds since 1970; for display.
    #[serde(default)]
    pub at: i64,
}

/// The revisions of a row and its conflict groups; zero where a group never changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Revs {
    /// The newest of all.
    pub row: u64,
    /// Of the place.
    #[serde(default)]
    pub place: u64,
    /// Of the label.
    #[serde(default)]
    pub label: u64,
    /// Of the content.
    #[serde(default)]
    pub content: u64,
}

/// The conflict groups of a row's fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Where it lies: the last to reach the hub wins.
    Place,
    /// How it is found: the last to reach the hub wins, the older stays in history.
    Label,
    /// What customers see: in shared libraries the first to reach the hub stands.
    Content,
}

/// The group that a field belongs to. What an edition does not know belongs to the label.
pub fn group_of(field: &str) -> Group {
    match field {
        "category" | "parent" | "pos" => Group::Place,
        "lang" | "parts" | "variants" | "valid" | "sensitive" => Group::Content,
        _ => Group::Label,
    }
}

impl Revs {
    /// The revision of one group.
    pub fn of(&self, group: Group) -> u64 {
        match group {
            Group::Place => self.place,
            Group::Label => self.label,
            Group::Content => self.content,
        }
    }

    /// Says that a group, and so the row, changed.
    pub fn touch(&mut self, group: Group, rev: u64) {
        self.row = rev;
        match group {
            Group::Place => self.place = rev,
            Group::Label => self.label = rev,
            Group::Content => self.content = rev,
        }
    }
}

/// The sum over the live rows of a library of a 64-bit hash of each row's id and revision, modulo 2⁶⁴: the first eight
/// bytes (big endian) of the BLAKE3 hash of the id's 16 bytes and the revision's 8 (big endian). On the wire 16 hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Checksum(pub u64);

impl Checksum {
    /// What one live row adds.
    pub fn of(row: Uuid, rev: u64) -> Self {
        let mut bytes = [0; 24];
        bytes[..16].copy_from_slice(row.as_bytes());
        bytes[16..].copy_from_slice(&rev.to_be_bytes());
        let hash = blake3::hash(&bytes);
        let mut first = [0; 8];
        first.copy_from_slice(&hash.as_bytes()[..8]);
        Self(u64::from_be_bytes(first))
    }

    /// With one live row more.
    #[must_use]
    pub fn with(self, row: Uuid, rev: u64) -> Self {
        Self(self.0.wrapping_add(Self::of(row, rev).0))
    }

    /// With one live row less.
    #[must_use]
    pub fn without(self, row: Uuid, rev: u64) -> Self {
        Self(self.0.wrapping_sub(Self::of(row, rev).0))
    }
}

impl Serialize for Checksum {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:016x}", self.0))
    }
}

impl<'de> Deserialize<'de> for Checksum {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        if text.len() != 16 {
            return Err(serde::de::Error::custom("a checksum has 16 hex digits"));
        }
        u64::from_str_radix(&text, 16).map(Self).map_err(serde::de::Error::custom)
    }
}

fn one() -> u32 {
    1
}

fn is_one(schema: &u32) -> bool {
    *schema == 1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
pub(crate) fn is_false(value: &bool) -> bool {
    !value
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn fields_of_later_editions_are_kept() {
        let text = r#"{"id":"01890a5d-ac96-774b-bcce-b302099a8057","kind":"sticker","schema":3,
            "revs":{"row":7,"mood":4},"fields":{"title":"好","mood":{"deep":[1,null]}},"at":5,"later":true}"#;
        let row: Row = serde_json::from_str(text).unwrap();
        let again: Row = serde_json::from_str(&serde_json::to_string(&row).unwrap()).unwrap();
        assert_eq!(again, row);
        assert_eq!(again.fields["mood"]["deep"][0], 1);
        assert_eq!(again.schema, 3);
    }

    proptest! {
        #[test]
        fn the_checksum_is_kept_in_any_order(rows in prop::collection::vec((any::<u128>(), any::<u64>()), 0..40)) {
            let sum = |rows: &[(u128, u64)]| {
                rows.iter().fold(Checksum::default(), |sum, (id, rev)| sum.with(Uuid::from_u128(*id), *rev))
            };
            let mut turned = rows.clone();
            turned.reverse();
            prop_assert_eq!(sum(&rows), sum(&turned));
            let none = rows.iter().fold(sum(&rows), |sum, (id, rev)| sum.without(Uuid::from_u128(*id), *rev));
            prop_assert_eq!(none, Checksum::default());
            let text = serde_json::to_string(&sum(&rows)).unwrap();
            prop_assert_eq!(text.len(), 18);
            prop_assert_eq!(serde_json::from_str::<Checksum>(&text).unwrap(), sum(&rows));
        }
    }
}
