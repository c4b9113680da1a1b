//! Huashu's core: the phrase book of a customer-service team.
//!
//! Read from here down. One façade, [`PhraseBook`], opens a folder and answers everything that a face
//! (command line, Android, iOS, web) asks; each noun below adds its own `impl PhraseBook` beside its code.
//!
//! ```text
//! import ─► store ─► search ─► compose ─────────────► plan ─► usage
//! bytes     SQLite   pinyin    choose variant,        a pure  local
//! →drafts   one txn  scan      fill variables, split  value   records
//! ```
//!
//! | module | knows | does not know |
//! |---|---|---|
//! | [`model`] | the nouns as plain values | SQL, files |
//! | [`store`] | SQL, the one door for writes | what a phrase is good for |
//! | [`import`] | CSV, XLSX, JSON, Espanso; bytes → drafts, and back | SQL |
//! | [`media`] | pictures and files: limits, EXIF, thumbnails, blobs | phrases |
//! | [`search`] | folding, pinyin, alignment, ranking, the index | the store, but for `book` and `live` |
//! | [`compose`] | variables, emoji codes, variants, send plans | the store, the clock |
//! | [`pack`] | the files that an extension of the app reads | who may read what |
//! | `starter` | the embedded starter library | how it is stored |
//! | [`sync`] | the way to the hub and back | SQL, platforms |
//! | [`usage`], [`followup`] | what was used, what was done for a customer | the customer's words |
//!
//! What is absent on purpose: platform code, servers, wall clocks (see [`clock`]), and any way to press "send".

pub mod book;
pub mod clock;
pub mod compose;
pub mod error;
pub mod export;
pub mod followup;
#[cfg(feature = "uniffi")]
pub mod foreign;
pub mod ids;
pub mod import;
pub mod media;
pub mod model;
pub mod pack;
pub mod search;
pub mod staffing;
mod starter;
pub mod store;
pub mod sync;
pub mod usage;

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!("huashu_model");

pub use book::PhraseBook;
pub use error::{Error, ErrorCode, Result};
