//! The nouns of Huashu as plain values: no SQL, no files, no clock.
//!
//! They serialise to the project's own JSON (design: "says a type once"): the export file, the outbox and later
//! the wire carry these very shapes. Fields that this edition does not know are kept in [`Extra`] and written
//! back, so that an older program never erases what a newer one wrote.

mod category;
pub(crate) mod check;
mod library;
mod name;
mod part;
mod phrase;
mod status;

pub use category::{Category, MAX_DEPTH, NewCategory, format_path, parse_path};
pub(crate) use library::default_zone;
pub use library::{Library, LibraryKind, LibraryPatch, NewLibrary, Variable, VariableKind};
pub use name::{Channel, Lang};
pub use part::{FilePart, ImagePart, Part, TextPart, Variant, joined_text, with_text};
pub use phrase::{
    Content, Label, Meta, NewPhrase, Origin, Phrase, PhrasePatch, Place, PublishState, Revs, SCHEMA,
};
pub use status::{Status, Validity};

/// Fields that this edition does not know, kept as they came.
pub type Extra = serde_json::Map<String, serde_json::Value>;

/// A key of the manual order: text that sorts bytewise; see `store::order` for how new ones are made.
pub type OrderKey = String;

/// The longest title, in characters: what one line of the panel can show several times over.
pub const MAX_TITLE: usize = 200;
/// The longest text part, in characters; a cell of a spreadsheet holds 32,767.
pub const MAX_TEXT: usize = 32_767;
/// The longest short code, in characters.
pub const MAX_CODE: usize = 32;
/// The most keywords that a phrase carries.
pub const MAX_KEYWORDS: usize = 50;
/// The most parts in one phrase or variant.
pub const MAX_PARTS: usize = 100;
/// The most variants of one phrase.
pub const MAX_VARIANTS: usize = 60;
/// The longest name of a library, category, variable or keyword, in characters.
pub const MAX_NAME: usize = 100;

pub(crate) fn is_false(value: &bool) -> bool {
    !value
}

pub(crate) fn is_true(value: &bool) -> bool {
    *value
}

pub(crate) fn default_true() -> bool {
    true
}
