//! What a hub and its clients say to each other.
//!
//! Wire types, route names, limits and the one trait, [`SyncApi`], that both ends implement: the client over HTTP, the
//! hub over its store. The prose for somebody who writes a client in another language is `docs/protocol.md`.
//!
//! | module | holds |
//! |---|---|
//! | [`sync`] | the one round trip that pushes and pulls |
//! | [`row`] | a row as it travels, its conflict groups, and the checksum over rows |
//! | [`snapshot`] | a whole library in chunks |
//! | [`account`] | sign-in, tokens, invitations, people, departments, grants |
//! | [`stream`] | what an open client is told at once |
//! | [`blob`] | pictures and files, up and down |
//! | [`failure`] | what a hub refuses, and what a network does |
//! | [`frame`] | JSON, compressed, and the bounds that keep a hostile frame small |
//! | [`limits`], [`routes`] | numbers and names |
//!
//! Every struct ignores fields that it does not know, and every list of names (kinds, verbs, roles) keeps words that it
//! does not know, so that editions can meet. What a *row* carries beyond this edition is kept and given back.

pub mod account;
mod api;
pub mod blob;
pub mod failure;
pub mod frame;
pub mod limits;
pub mod routes;
pub mod row;
pub mod snapshot;
pub mod stream;
pub mod sync;

pub use api::SyncApi;
pub use failure::{CallError, CallResult, Refusal};

/// The edition of the protocol that this program speaks.
pub const PROTO: u32 = 1;
/// The oldest edition that this program still understands.
pub const MIN_PROTO: u32 = 1;
/// The edition of the rows' shapes.
pub const SCHEMA: u32 = 1;
