//! The way to a hub over HTTP.
//!
//! | module | holds |
//! |---|---|
//! | [`link`] | the sign-in link, the hub's address, the pin of its certificate |
//! | `tls` | whom to trust: bundled roots, or one pinned certificate |
//! | `http` | [`HttpApi`]: every call of the protocol |
//! | `body` | bodies read within bounds, failures told apart |
//! | `sse`, `stream` | the stream of events |
//! | [`secrets`] | where tokens are kept, and how they are exchanged |
//!
//! Nothing here retries or remembers: the machine decides, this carries out.

mod body;
mod http;
pub mod link;
pub mod secrets;
mod sse;
mod stream;
mod tls;

#[cfg(test)]
pub(in crate::sync) mod stub;
#[cfg(test)]
mod tests;

pub use http::{HttpApi, HttpOptions};
pub use link::{HubUrl, Pin, SignInLink};
pub use secrets::{FileSecrets, Keys, SecretStore};
pub use stream::Streams;
