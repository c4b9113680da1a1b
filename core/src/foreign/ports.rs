//! What the platform gives to the core. Every method may throw: what is not an [`ApiError`] arrives as `Callback`.

use jiff::Timestamp;

use super::error::ApiError;
use super::status::SyncStatus;
use crate::import::Progress;
use crate::store::Changes;

/// Tells the time; for tests, and for plans that must come out the same. It is asked on a thread of its own, for a second at
/// most: then, and where it throws, the machine's clock is asked instead.
#[uniffi::export(with_foreign)]
pub trait Clock: Send + Sync {
    /// The present moment.
    ///
    /// # Errors
    /// Any: then the machine's clock is asked.
    fn now(&self) -> Result<Timestamp, ApiError>;

    /// The IANA name of the person's time zone: `Asia/Shanghai`.
    ///
    /// # Errors
    /// Any: then the machine's zone is taken.
    fn time_zone(&self) -> Result<String, ApiError>;
}

/// Keeps secrets under names: on Android the keystore, on iOS the keychain. It is asked on a thread of its own, for ten seconds
/// at most; then sync counts it as failed and tries again later.
#[uniffi::export(with_foreign)]
pub trait SecretStore: Send + Sync {
    /// The secret of this name, if there is one.
    ///
    /// # Errors
    /// The secrets cannot be read now.
    fn get(&self, name: String) -> Result<Option<String>, ApiError>;

    /// Keeps a secret in place of the one of this name. It must be safe when this returns.
    ///
    /// # Errors
    /// It was not kept; the one before still is.
    fn set(&self, name: String, secret: String) -> Result<(), ApiError>;

    /// Forgets a secret; one that is not there is forgotten already.
    ///
    /// # Errors
    /// It may still be there.
    fn delete(&self, name: String) -> Result<(), ApiError>;
}

/// Hears of the book and of sync. It is told on a thread of its own, in order and with no lock held, so it may take its time and
/// call back in; of several states of sync in a row it hears the last.
#[uniffi::export(with_foreign)]
pub trait Observer: Send + Sync {
    /// Rows changed, by this app or by what came from the hub.
    ///
    /// # Errors
    /// Any: it is logged.
    fn changed(&self, changes: Changes) -> Result<(), ApiError>;

    /// Sync stands otherwise.
    ///
    /// # Errors
    /// Any: it is logged.
    fn sync_status(&self, status: SyncStatus) -> Result<(), ApiError>;
}

/// Hears how far an import has come; told like an [`Observer`], of several states in a row the last.
#[uniffi::export(with_foreign)]
pub trait ImportListener: Send + Sync {
    /// It has come so far.
    ///
    /// # Errors
    /// Any: it is logged, and the import goes on.
    fn progressed(&self, progress: Progress) -> Result<(), ApiError>;
}

/// Takes the lines of the log; told like an [`Observer`]. It never holds a customer's words.
#[uniffi::export(with_foreign)]
pub trait Logger: Send + Sync {
    /// Takes one line. `target` is the part of the program that says it.
    ///
    /// # Errors
    /// Any: it is lost.
    fn log(&self, level: LogLevel, target: String, message: String) -> Result<(), ApiError>;
}

/// How grave a line of the log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, uniffi::Enum)]
pub enum LogLevel {
    /// Something failed that should not have.
    Error,
    /// Something went wrong and was got over.
    Warn,
    /// What is being done.
    Info,
    /// How it is being done.
    Debug,
}
