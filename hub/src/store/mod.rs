//! Transactions over what the hub keeps: SQLite today, PostgreSQL when a company outgrows one machine.
//!
//! The traits say what is kept and never why. A [`View`] is one consistent state; a [`Tx`] is a state that can be
//! changed, and is there for everybody, durably, once [`Store::run`] has returned. An implementation passes
//! `conformance`.

#[cfg(test)]
mod conformance;
mod error;
mod files;
mod people;
mod rows;
pub mod sqlite;
pub mod types;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

pub use error::{Result, StoreError};
pub use files::{FilesTx, FilesView, Hash};
pub use people::{PeopleTx, PeopleView};
pub use rows::{EachRow, RowsTx, RowsView};
use types::HubState;

/// What is done in one transaction; an error takes it back.
pub type Job = Box<dyn FnOnce(&mut dyn Tx) -> Result<()> + Send>;

/// A database.
pub trait Store: Send + Sync {
    /// Runs a job in a transaction, alone or with others that wait. Returns when it is durable.
    ///
    /// # Errors
    /// The job's own; the store's. Nothing of the job is left then.
    fn run(&self, job: Job) -> Result<()>;

    /// Answers questions over one state.
    ///
    /// # Errors
    /// The question's own; the store's.
    fn look(&self, question: &mut dyn FnMut(&dyn View) -> Result<()>) -> Result<()>;

    /// What is wrong with the files themselves; empty: nothing.
    ///
    /// # Errors
    /// Where they cannot be read at all.
    fn check(&self) -> Result<Vec<String>>;

    /// Gives back what is no longer needed of files.
    ///
    /// # Errors
    /// The store's.
    fn tidy(&self) -> Result<()>;

    /// Writes a copy of the present state into a new file.
    ///
    /// # Errors
    /// Where it cannot be written; the store's.
    fn backup(&self, to: &Path) -> Result<()>;
}

/// One state of the database.
pub trait View: RowsView + PeopleView + FilesView {
    /// What stands for the whole.
    ///
    /// # Errors
    /// The store's.
    fn state(&self) -> Result<HubState>;
}

/// A state that is being changed.
pub trait Tx: View + RowsTx + PeopleTx + FilesTx {
    /// Says how many transactions were committed before this one.
    ///
    /// # Errors
    /// The store's.
    fn set_commits(&mut self, commits: u64) -> Result<()>;
}

/// A name as names are compared: without white space around it, in lower case.
pub(crate) fn name_key(name: &str) -> String {
    name.trim().to_lowercase()
}

impl dyn Store + '_ {
    /// Runs a job that has a value.
    ///
    /// # Errors
    /// As [`Store::run`].
    pub fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut dyn Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let slot = Arc::new(Mutex::new(None));
        let filled = Arc::clone(&slot);
        self.run(Box::new(move |tx| {
            let value = job(tx)?;
            *filled.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
            Ok(())
        }))?;
        let value = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
        value.ok_or_else(|| StoreError::Failed("a job was not run".into()))
    }

    /// Answers a question that has a value.
    ///
    /// # Errors
    /// As [`Store::look`].
    pub fn read<T>(&self, question: impl FnOnce(&dyn View) -> Result<T>) -> Result<T> {
        let mut question = Some(question);
        let mut value = None;
        self.look(&mut |view| {
            if let Some(question) = question.take() {
                value = Some(question(view)?);
            }
            Ok(())
        })?;
        value.ok_or_else(|| StoreError::Failed("a question was not asked".into()))
    }
}
