//! Phrases that answer a customer's whole message, by relevance.
//!
//! ```text
//! message ─► Question ─────────────► tantivy, BM25 over fields ─► floor ─► phrases of the scope ─► near ties by use
//!            words, what they are     title, keywords, category,
//!            worth, what teams write  text, other languages, sound
//! ```
//!
//! Type-ahead search asks for every word that was typed; a message has many words, most of them beside the point, and
//! the phrase that answers it may share none. So words are weighed (`question`), and a table of ours says what teams
//! write about what customers say (`intent`). There is no dictionary and no model: words are pairs of characters
//! (`token`), which costs a phone nothing but the index itself.
//!
//! The index is a shadow of the store: it holds plain words of the phrases, is stamped with the state of the book that
//! it knows (`stamp`), and is made anew when it is missing, damaged or of another edition. Small books have theirs in
//! memory, larger ones in a folder that may be read without being written (`folder`).
//!
//! A message is read and forgotten: it is in no index, no log and no table.

mod answer;
mod ask;
mod book;
mod document;
mod folder;
mod index;
mod intent;
mod question;
mod shelf;
mod stamp;
mod token;

#[cfg(test)]
mod tests;

pub(crate) use answer::{Answers, Known, answer};
pub use book::Suggestions;
pub use document::SuggestDoc;
pub(crate) use folder::read_at;
pub use index::{SuggestChange, SuggestIndex, Suggested};
pub use question::{MAX_MESSAGE_CHARS, Question};
pub(crate) use shelf::{Shelf, suggest_docs};
