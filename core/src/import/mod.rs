//! Import: bytes become drafts, drafts become one transaction.

mod apply;
mod archive;
mod attachment;
mod book;
pub mod cell;
mod delimited;
mod draft;
mod encoding;
mod espanso;
pub(crate) mod headers;
pub(crate) mod json;
pub mod limits;
mod neighbours;
mod placeholders;
mod report;
mod source;
mod table;
mod xlsx;

pub use attachment::{Attachment, BlobFolder};
pub use book::{ImportRequest, Progress, Stage};
pub use draft::{
    CategoryRef, Details, Draft, DraftCategory, DraftLibrary, DraftPart, DraftVariant, LibraryRef, Reading,
    VariantKey, VariantText,
};
pub use report::{Issue, Reason, Report};

#[cfg(test)]
mod tests;
