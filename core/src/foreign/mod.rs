//! What crosses to Kotlin and Swift, and in what form. Compiled for `bindings` alone (feature `uniffi`).
//!
//! The value types of the core cross as themselves: their derives stand at their definitions. Here is what cannot be derived:
//!
//! - how names, moments and days are written on the way ([`values`]);
//! - [`ApiError`], and the one `match` that makes it of an [`Error`](crate::Error) ([`error`]);
//! - [`ports`]: what the platform gives to the core. They stand here, beside the values that they take and the error that they
//!   throw, since a generated package cannot throw the error of another one from a foreign method (ADR 6);
//! - [`status`]: how sync stands, which is generic inside.

pub mod error;
pub mod ports;
pub mod status;
pub mod values;

pub use error::{ApiError, ErrorReason};
pub use ports::{Clock, ImportListener, LogLevel, Logger, Observer, SecretStore};
pub use status::{SyncPhase, SyncStatus};
