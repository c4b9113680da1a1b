//! What a reader found: phrases as a file states them, before anything is known of the book.
//!
//! Every field of a [`Draft`] says by its `Option` whether the file has that column at all: an update touches only
//! what the file names.

use jiff::civil::Date;

use super::attachment::{Attachment, BlobFolder};
use super::report::Issue;
use crate::ids::{CategoryId, LibraryId, PhraseId};
use crate::model::{Channel, Extra, Lang, LibraryKind, Origin, Part, PublishState, Variable};

/// Everything that a file holds.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// The libraries that the file describes; empty for all but our own JSON.
    pub(crate) libraries: Vec<DraftLibrary>,
    /// The phrases, in the order of the file.
    pub(crate) drafts: Vec<Draft>,
    /// Variables that the file describes apart from a library, to be declared where its phrases go.
    pub(crate) variables: Vec<Variable>,
    /// Rows that could not be read.
    pub(crate) failed: Vec<Issue>,
    /// What the person should know.
    pub(crate) warnings: Vec<Issue>,
    /// Headers or fields that were not understood, as written.
    pub(crate) unmapped: Vec<String>,
    /// Where parts that name a blob find its bytes.
    pub(crate) blobs: BlobFolder,
}

/// A phrase as a file states it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    /// See [`Issue::row`].
    pub(crate) row: u64,
    /// The phrase that is meant.
    pub(crate) id: Option<PhraseId>,
    /// The library; `None`: the one that the import goes to.
    pub(crate) library: Option<LibraryRef>,
    /// The category.
    pub(crate) category: Option<CategoryRef>,
    /// One line.
    pub(crate) title: Option<String>,
    /// The text parts, joined by line breaks.
    pub(crate) text: Option<String>,
    /// The short code.
    pub(crate) code: Option<Option<String>>,
    /// The keywords.
    pub(crate) keywords: Option<Vec<String>>,
    /// The pictures, in order.
    pub(crate) images: Option<Vec<Attachment>>,
    /// Other files, in order.
    pub(crate) files: Option<Vec<Attachment>>,
    /// The first day on which it holds.
    pub(crate) valid_from: Option<Option<Date>>,
    /// The last day on which it holds.
    pub(crate) valid_until: Option<Option<Date>>,
    /// Whether it is offered.
    pub(crate) active: Option<bool>,
    /// The day by which somebody should look at it again.
    pub(crate) review_by: Option<Option<Date>>,
    /// The language of its own parts.
    pub(crate) lang: Option<Option<Lang>>,
    /// Whether its clipboard step asks for privacy.
    pub(crate) sensitive: Option<bool>,
    /// Whether it is published.
    pub(crate) publish_state: Option<PublishState>,
    /// The texts of the variants that the table has columns for; an empty text: no such variant.
    pub(crate) variant_texts: Vec<VariantText>,
    /// What only our own JSON states; its parts and variants count instead of `text`, `images`, `files` and
    /// `variant_texts`.
    pub(crate) details: Option<Box<Details>>,
    /// A picture or file that the row names was not found: what an existing phrase has must not be taken away.
    pub(crate) incomplete: bool,
    /// What names the row in its source.
    pub(crate) origin: Option<Origin>,
}

/// The library that a row names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LibraryRef {
    /// By name or id, as a cell holds it.
    Named(String),
    /// By its index in [`Reading::libraries`].
    Listed(usize),
}

/// The category that a row names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CategoryRef {
    /// By the names from the top down; empty: the top of the library.
    Path(Vec<String>),
    /// By its id among the categories of its library in the file.
    Listed(CategoryId),
}

/// What a variant is for; one of the two at least.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct VariantKey {
    /// The channel.
    pub(crate) channel: Option<Channel>,
    /// The language.
    pub(crate) lang: Option<Lang>,
}

/// One cell of a variant's column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct VariantText {
    /// What the variant is for.
    pub(crate) key: VariantKey,
    /// Its text.
    pub(crate) text: String,
}

/// A phrase part by part, and what travels with it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Details {
    /// The phrase's own parts.
    pub(crate) parts: Option<Vec<DraftPart>>,
    /// Its variants.
    pub(crate) variants: Option<Vec<DraftVariant>>,
    /// The phrase of another library that it was copied from.
    pub(crate) copied_from: Option<PhraseId>,
    /// Fields that this edition does not know.
    pub(crate) extra: Extra,
}

/// A variant, part by part.
#[derive(Debug, Clone)]
pub(crate) struct DraftVariant {
    /// The channel that it is for.
    pub(crate) channel: Option<Channel>,
    /// The language that it is in.
    pub(crate) lang: Option<Lang>,
    /// What is sent.
    pub(crate) parts: Vec<DraftPart>,
    /// Fields that this edition does not know.
    pub(crate) extra: Extra,
}

/// A part as a file states it.
#[derive(Debug, Clone)]
pub(crate) enum DraftPart {
    /// As it is; a picture or file by its blob, whose bytes lie in the book or in [`Reading::blobs`].
    Ready(Part),
    /// A picture or file by its name, with the fields that this edition does not know.
    Named(Attachment, Extra),
}

/// A library as a file describes it.
#[derive(Debug, Clone)]
pub(crate) struct DraftLibrary {
    /// Its id, where the file says one.
    pub(crate) id: Option<LibraryId>,
    /// Who it is for.
    pub(crate) kind: LibraryKind,
    /// Its name.
    pub(crate) name: String,
    /// The zone that validity is counted in.
    pub(crate) time_zone: String,
    /// The variables that its phrases share.
    pub(crate) variables: Vec<Variable>,
    /// Its categories, each after its parent, siblings in their order.
    pub(crate) categories: Vec<DraftCategory>,
    /// Rows of kinds that this edition does not know.
    pub(crate) other: Vec<serde_json::Value>,
    /// Fields that this edition does not know.
    pub(crate) extra: Extra,
}

/// A category as a file describes it.
#[derive(Debug, Clone)]
pub(crate) struct DraftCategory {
    /// Its id.
    pub(crate) id: CategoryId,
    /// The category that it lies in, which stands earlier in the list.
    pub(crate) parent: Option<CategoryId>,
    /// Its name.
    pub(crate) name: String,
    /// Fields that this edition does not know.
    pub(crate) extra: Extra,
}
