//! The company's server: it orders the changes of every library, and loses none.
//!
//! ```text
//! HTTP ─► Hub ─► Engine ─► Store ─► SQLite        one call: who asks, may they, do it, commit, answer
//!                  │                  │
//!                  └─► Files          └─► Live ─► streams of open clients
//! ```
//!
//! | module | knows | does not know |
//! |---|---|---|
//! | [`hub`] | the calls of the protocol, on a runtime or without one | what they do |
//! | [`engine`] | every rule: order, rights, drafts, retention | SQL, HTTP |
//! | [`store`] | transactions over rows, accounts, tokens | why |
//! | [`blobs`] | pictures and files on their way up and down | phrases |
//! | [`live`] | who listens, and what they are told | the wire |
//! | [`http`], [`serve`], [`tls`] | the network | everything above |
//!
//! The hub keeps no state of a client: every cursor lies with the client. What it must never lose is one database
//! file, and the blobs beside it.

pub mod blobs;
pub mod engine;
mod error;
pub mod http;
pub mod hub;
pub mod live;
mod options;
mod random;
pub mod serve;
pub mod store;
pub mod tls;

pub use engine::Engine;
pub use error::HubError;
pub use hub::Hub;
pub use live::Subscription;
pub use options::{Mode, NewCompany, OneTime, Opened, Options, PasswordCost};
pub use random::{Random, SeededRandom, SystemRandom};
