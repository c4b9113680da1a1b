//! `regex-lite` in the place of `regex`, by `[patch]` in the workspace.
//!
//! tantivy brings the whole engine and its Unicode tables along, half a megabyte, to escape two characters when it prints a facet.
//! We have no facets, and write no pattern of our own.

pub use regex_lite::*;
