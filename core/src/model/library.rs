//! Libraries: the consistency domain, and the variables that its phrases may use.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::phrase::Meta;
use super::{Extra, OrderKey};
use crate::ids::LibraryId;

/// A tree of categories and phrases that is shared, synced and granted as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
// JNA has a `Library` too.
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "PhraseLibrary"))]
pub struct Library {
    /// Its id.
    pub id: LibraryId,
    /// Who it is for.
    pub kind: LibraryKind,
    /// Its name.
    pub name: String,
    /// The account that owns it; `None` before the first sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The IANA name of the zone that validity is counted in: `Asia/Shanghai`.
    #[serde(default = "default_zone")]
    pub time_zone: String,
    /// The variables that its phrases share, in the order in which a form shows them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variables: Vec<Variable>,
    /// Its place among the libraries.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub pos: OrderKey,
    /// Bookkeeping for sync, trash and display.
    #[serde(flatten)]
    pub meta: Meta,
    /// Fields that this edition does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Who a library is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum LibraryKind {
    /// The whole company.
    Company,
    /// One department.
    Department,
    /// One person; before the first sign-in every library is personal.
    Personal,
}

/// A variable as the form asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Variable {
    /// Its name, without brackets.
    pub name: String,
    /// What its values look like.
    #[serde(default)]
    pub kind: VariableKind,
    /// The values to choose from, for [`VariableKind::Choice`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub choices: Vec<String>,
    /// The value that is taken when none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub default: Option<String>,
    /// A line under the field: an example, a unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub hint: Option<String>,
    /// Fields that this edition does not know.
    #[serde(flatten)]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub extra: Extra,
}

/// What a variable's values look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum VariableKind {
    /// Anything.
    #[default]
    Text,
    /// Digits, a sign and a point.
    Number,
    /// A day.
    Date,
    /// One of the choices.
    Choice,
}

/// A library to be added.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NewLibrary {
    /// Who it is for.
    pub kind: LibraryKind,
    /// Its name.
    pub name: String,
    /// An IANA zone name; `Asia/Shanghai` where nothing else is known.
    #[cfg_attr(feature = "uniffi", uniffi(default = "Asia/Shanghai"))]
    pub time_zone: String,
    /// The variables that its phrases share.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub variables: Vec<Variable>,
    /// Its id where one is known already: from a file of ours.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub id: Option<LibraryId>,
    /// Fields that this edition does not know.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub extra: Extra,
}

/// A change of a library that names only the fields it changes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LibraryPatch {
    /// A new name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub name: Option<String>,
    /// A new zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub time_zone: Option<String>,
    /// All variables anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub variables: Option<Vec<Variable>>,
}

impl LibraryKind {
    /// The kind as JSON carries it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Department => "department",
            Self::Personal => "personal",
        }
    }
}

impl NewLibrary {
    /// A personal library in China's time zone.
    pub fn personal(name: impl Into<String>) -> Self {
        Self {
            kind: LibraryKind::Personal,
            name: name.into(),
            time_zone: default_zone(),
            variables: Vec::new(),
            id: None,
            extra: Extra::new(),
        }
    }
}

impl Variable {
    /// A variable that takes any text.
    pub fn text(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            kind: VariableKind::Text,
            choices: Vec::new(),
            default: None,
            hint: None,
            extra: Extra::new(),
        }
    }
}

/// The zone of a library that says none: the trade's own.
pub(crate) fn default_zone() -> String {
    "Asia/Shanghai".to_owned()
}

/// Stands where a row's library is known from its surroundings: nested JSON sets it after reading.
pub(super) fn unset() -> LibraryId {
    LibraryId::from_uuid(Uuid::nil())
}
