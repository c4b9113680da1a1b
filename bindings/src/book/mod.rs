//! The book: opened once by an app, lent to all of its faces, and shut down for certain.
//!
//! | module | holds |
//! |---|---|
//! | `shared` | the threads of a book, and what is done after every change |
//! | `browse` | reading: libraries, categories, phrases, history, suggestions |
//! | `edit`, [`change`] | writing: everything passes the one door of the core |
//! | `media` | pictures and files |
//! | `care` | usage, favourites, settings |
//! | `customers` | follow-ups |
//! | [`transfer`] | import, export, packs for extensions |

mod browse;
mod care;
pub mod change;
mod customers;
mod edit;
mod media;
mod shared;
pub mod transfer;

use std::path::PathBuf;
use std::sync::Arc;

use huashu_core::foreign::{ApiError, Clock, Observer};
use huashu_core::store::Access;
use huashu_core::{Error, PhraseBook as CoreBook};

pub(crate) use self::shared::{Closes, Shared, everywhere};
use crate::desk::blocking;
use crate::guard;

/// A person's phrases. See the crate for which thread may call what.
#[derive(uniffi::Object)]
pub struct PhraseBook {
    pub(crate) shared: Arc<Shared>,
}

/// What opening does where there is a book, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum OpenMode {
    /// Opens the book that is there.
    Open,
    /// Makes a new one where there is none yet.
    Create,
    /// Opens the one that is there, or makes one: what an app does at its start.
    OpenOrCreate,
}

#[uniffi::export]
impl PhraseBook {
    /// Opens or makes the book in a folder. One process owns a book; its search index is opened with it.
    ///
    /// `clock` is for tests; without one the machine's is asked. Any thread; some milliseconds, a large index longer in the
    /// background.
    ///
    /// # Errors
    /// `Book` where there is none, or one where there should be none, or one that cannot be read or is of a newer edition: it is
    /// left as it is. `Storage`.
    #[uniffi::constructor]
    pub async fn open(
        dir: String,
        mode: OpenMode,
        clock: Option<Arc<dyn Clock>>,
    ) -> Result<Arc<Self>, ApiError> {
        let clock = guard::clock(clock)?;
        let dir = PathBuf::from(dir);
        let make = {
            let (dir, clock) = (dir.clone(), Arc::clone(&clock));
            move || {
                let open = || CoreBook::open_with(&dir, Access::Write, Arc::clone(&clock));
                let create = || CoreBook::create_with(&dir, Arc::clone(&clock));
                match mode {
                    OpenMode::Open => open(),
                    OpenMode::Create => create(),
                    OpenMode::OpenOrCreate => match open() {
                        Err(Error::NoBook { .. }) => create(),
                        opened => opened,
                    },
                }
            }
        };
        Ok(Arc::new(Self { shared: Shared::start(dir, clock, make).await? }))
    }

    /// Moves a book that cannot be opened out of the way, so that a new one can be made; returns its new name. Nothing is
    /// deleted.
    ///
    /// Any thread; milliseconds.
    ///
    /// # Errors
    /// `Book` where there is none; `Storage`.
    #[uniffi::constructor(name = "set_aside")]
    pub async fn set_aside_and_open(
        dir: String,
        clock: Option<Arc<dyn Clock>>,
    ) -> Result<Arc<Self>, ApiError> {
        let path = PathBuf::from(&dir);
        let keeper = guard::clock(clock.clone())?;
        blocking("huashu-aside", move || CoreBook::set_aside(&path, &*keeper)).await?;
        Self::open(dir, OpenMode::Create, clock).await
    }

    /// Adds an observer, which hears of every change until [`Observation::stop`], or until the observation is dropped.
    ///
    /// Any thread; microseconds.
    pub fn observe(&self, observer: Arc<dyn Observer>) -> Arc<Observation> {
        let number = self.shared.teller.add(observer);
        Arc::new(Observation { shared: Arc::clone(&self.shared), number })
    }

    /// The folder of the book.
    pub fn dir(&self) -> String {
        self.shared.dir.to_string_lossy().into_owned()
    }

    /// Whether the search index is there. Until then, which is some seconds after the first opening of a large book, searching
    /// is slower and just as complete.
    ///
    /// Any thread; microseconds.
    pub fn is_index_ready(&self) -> bool {
        self.shared.index.is_ready()
    }

    /// Closes the book for certain: sync stops, what was accepted is carried out, the index is saved, the files are closed.
    /// Every later call of it, and of what was made by it, says `Closed`. A second call waits for the same.
    ///
    /// Any thread; milliseconds, or as long as an import that is under way.
    pub async fn shutdown(&self) {
        self.shared.shutdown().await;
    }
}

/// An observer's place among those who hear of a book.
#[derive(uniffi::Object)]
pub struct Observation {
    shared: Arc<Shared>,
    number: u64,
}

#[uniffi::export]
impl Observation {
    /// The observer hears nothing more, but for what is being told at this moment.
    ///
    /// Any thread; microseconds.
    pub fn stop(&self) {
        self.shared.teller.remove(self.number);
    }
}

impl Drop for Observation {
    fn drop(&mut self) {
        self.stop();
    }
}
