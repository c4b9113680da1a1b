//! Import: bytes become drafts, drafts become one transaction.
//!
//! ```text
//! file ─► source ─► reader ─► Reading (drafts, what is wrong with rows) ─► apply: plan ─► one transaction
//!         what it   csv xlsx                                              which phrase    Report
//!         is        json yaml                                             each row means
//! ```
//!
//! | module | knows | does not know |
//! |---|---|---|
//! | `source` | what a file is, by its bytes before its name | what stands in it |
//! | `delimited`, `xlsx` | rows and cells, encodings, pictures in workbooks | what a column means |
//! | `table`, `headers`, `cell`, `placeholders` | what columns and cells mean, placeholders of other tools | files, the book |
//! | `json`, `espanso` | our own form, arrays of scripts, match files | the book |
//! | `neighbours`, `archive`, `attachment` | what lies beside a file, archives with care | phrases |
//! | `apply` | which phrase a row means, what it changes | files, SQL |
//!
//! The readers are pure: same bytes, same drafts. Every limit is in [`limits`] and is met while reading, not after.
//! A row that cannot be taken is in the [`Report`] with its reason and never stops the others. What people may
//! write is described in `docs/import.md`.

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

pub use attachment::Attachment;
pub use book::{ImportRequest, Progress, Stage};
pub use report::{Issue, Reason, Report};

pub(crate) use draft::{Draft, VariantKey};

#[cfg(test)]
mod tests;
