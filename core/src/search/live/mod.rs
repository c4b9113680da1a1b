//! The index behind a book: opened with it, brought up to date with every change, merged and saved in the background.
//!
//! The index is a shadow of the store. It lies in a file beside the book, stamped with the state that it shows; whoever opens
//! it takes what has been done since from the history of the book, so that nothing is lost when a program is killed, and
//! nothing has to be saved at each change. Where the file is missing, damaged or of another book, the index is built anew, and
//! while that lasts the scan answers ([`Searchable`](super::Searchable)).
//!
//! - `rows` makes documents of the book's rows, `places` the numbers that keep the people's own order;
//! - `catch_up` brings an index from one state to the present one;
//! - `asker` asks an index about a scope and reads the phrases that it finds;
//! - [`LiveIndex`] holds the index for all who search in one process, a [`SearchSession`] belongs to one search line;
//! - `once` is for a process that searches once and ends, and for looking the file over.

mod asker;
mod catch_up;
mod once;
mod places;
mod rows;
mod session;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use self::catch_up::{Caught, Recount, catch_up, recount};
use super::index::{Index, Stamp};
use crate::book::PhraseBook;
use crate::clock::Clock;
use crate::error::Result;
use crate::ids::PhraseId;
use crate::store::Access;

pub use self::once::{IndexFindings, IndexState};
pub(super) use self::rows::age_days;
pub(crate) use self::rows::{days_since_1970, index_of};
pub use self::session::SearchSession;

/// Books up to so many phrases are indexed at once, without a thread: some tens of milliseconds.
const AT_ONCE: usize = 2_000;
/// Changes that wait for the next opening rather than for a file to be written: some tens of milliseconds to catch up with.
const CAUGHT_UP_LATER: usize = 1_000;
/// Milliseconds after which all records of use are looked through again, since old ones count less.
const RECOUNTED_AFTER: i64 = 24 * 60 * 60 * 1_000;

/// The index of an open book, for all who search in this process.
///
/// It may be used from any thread. Dropped, it waits for its background work and saves what is worth it.
pub struct LiveIndex {
    shared: Arc<Shared>,
}

/// What the threads have in common.
struct Shared {
    dir: PathBuf,
    clock: Arc<dyn Clock>,
    /// Held by whoever makes the next state of the index; those who search take no notice.
    turn: Mutex<()>,
    state: Mutex<State>,
    worker: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Default)]
struct State {
    /// `None` while there is none yet.
    index: Option<Index>,
    stamp: Stamp,
    /// How many phrases have changed since the file was written; `None` where there is no file that serves.
    unsaved: Option<usize>,
    /// Whether somebody works in the background.
    is_busy: bool,
    /// Whether the places of the phrases have run out of room.
    is_crowded: bool,
}

/// Work for the background.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Work {
    Build,
    Merge,
    Compact,
    Recount,
}

impl LiveIndex {
    /// Opens the index of a book. A file that serves is brought up to date; a small book is indexed at once, a larger one
    /// in the background.
    ///
    /// # Errors
    /// Those of reading the book. An index file that is damaged is no error.
    pub fn open(book: &PhraseBook) -> Result<Self> {
        let shared = Arc::new(Shared {
            dir: book.dir.clone(),
            clock: Arc::clone(&book.clock),
            turn: Mutex::default(),
            state: Mutex::default(),
            worker: Mutex::default(),
        });
        if let Some(Caught { index, stamp, touched, is_crowded }) = once::load(book)? {
            let index = Some(index);
            *lock(&shared.state) = State { index, stamp, unsaved: Some(touched), is_crowded, is_busy: false };
        }
        shared.refresh(book)?;
        Ok(Self { shared })
    }

    /// Takes in what has been done to the book: to be called after every transaction, so that nobody who searches has to
    /// wait for it.
    ///
    /// # Errors
    /// Those of reading the book; then the index is as it was, and the next call tries again.
    pub fn apply(&self, book: &PhraseBook) -> Result<()> {
        self.shared.refresh(book)
    }

    /// Takes in that a phrase was used, or became a favourite or ceased to be one. Most uses change nothing: only their
    /// order of magnitude counts.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn used(&self, book: &PhraseBook, phrase: PhraseId) -> Result<()> {
        self.shared.recount(book, &Recount::Of(phrase))
    }

    /// Begins a search session with a connection of its own to the book.
    ///
    /// # Errors
    /// Those of [`PhraseBook::open`].
    pub fn session(&self) -> Result<SearchSession> {
        Ok(SearchSession::new(Arc::clone(&self.shared), self.shared.open_book()?))
    }

    /// Whether there is an index yet. Until then, searches are answered by the scan.
    pub fn is_ready(&self) -> bool {
        lock(&self.shared.state).index.is_some()
    }

    /// Waits for the background work that is under way.
    pub fn wait(&self) {
        self.shared.wait();
    }

    /// Waits for the background work and writes the file, if more has changed since than the next opening should have to
    /// catch up with. A disk that is full or a folder that takes no file is no error: the index is a shadow.
    pub fn flush(&self) {
        self.shared.wait();
        let is_worth_it = {
            let state = lock(&self.shared.state);
            state.index.is_some() && state.unsaved.is_none_or(|changes| changes > CAUGHT_UP_LATER)
        };
        if is_worth_it {
            self.shared.compact();
        }
    }
}

impl Drop for LiveIndex {
    fn drop(&mut self) {
        self.flush();
    }
}

impl Shared {
    fn index(&self) -> Option<Index> {
        lock(&self.state).index.clone()
    }

    fn open_book(&self) -> Result<PhraseBook> {
        PhraseBook::open_with(&self.dir, Access::Read, Arc::clone(&self.clock))
    }

    /// Brings the index up to the present state of the book, and sees to what is to be done in the background.
    fn refresh(self: &Arc<Self>, book: &PhraseBook) -> Result<()> {
        let turn = lock(&self.turn);
        let (index, stamp) = {
            let state = lock(&self.state);
            (state.index.clone(), state.stamp)
        };
        let caught = match &index {
            Some(index) => catch_up(book, index, stamp)?,
            None => None,
        };
        match caught {
            Some(caught) if caught.touched == 0 && caught.stamp == stamp => {}
            Some(caught) => {
                let mut state = lock(&self.state);
                state.unsaved = state.unsaved.map(|unsaved| unsaved + caught.touched);
                state.is_crowded |= caught.is_crowded;
                (state.index, state.stamp) = (Some(caught.index), caught.stamp);
            }
            // Large books are built in the background, and the thread that does so asks for its turn itself.
            None if book.live_phrases()? > AT_ONCE => lock(&self.state).index = None,
            None => {
                let (index, stamp) = rows::build(book)?;
                let mut state = lock(&self.state);
                (state.index, state.stamp) = (Some(index), stamp);
                (state.unsaved, state.is_crowded) = (None, false);
            }
        }
        drop(turn);
        self.see_to_it();
        Ok(())
    }

    fn recount(self: &Arc<Self>, book: &PhraseBook, which: &Recount) -> Result<()> {
        let turn = lock(&self.turn);
        let (index, stamp) = {
            let state = lock(&self.state);
            (state.index.clone(), state.stamp)
        };
        if let Some(index) = index {
            let (index, stamp) = recount(book, &index, stamp, which)?;
            let mut state = lock(&self.state);
            (state.index, state.stamp) = (Some(index), stamp);
        }
        drop(turn);
        self.see_to_it();
        Ok(())
    }

    /// Starts what is to be done in the background, unless something is under way: then it is seen to behind it.
    fn see_to_it(self: &Arc<Self>) {
        let mut state = lock(&self.state);
        if state.is_busy {
            return;
        }
        let Some(work) = state.work(self.clock.now().as_millisecond()) else { return };
        state.is_busy = true;
        drop(state);
        let shared = Arc::clone(self);
        match thread::Builder::new().name("index".to_owned()).spawn(move || shared.work(work)) {
            // The one before has ended, or is about to: it was not busy any more.
            Ok(worker) => *lock(&self.worker) = Some(worker),
            Err(error) => {
                log::warn!("no thread for the index: {error}");
                lock(&self.state).is_busy = false;
            }
        }
    }

    fn work(self: Arc<Self>, first: Work) {
        let _busy = Busy(&self);
        let mut next = Some(first);
        while let Some(work) = next {
            let done = match work {
                Work::Build => self.build(),
                Work::Recount => self.open_book().and_then(|book| self.recount(&book, &Recount::All)),
                Work::Merge => {
                    self.replace(|index, _| (index.merged(), false));
                    Ok(())
                }
                Work::Compact => {
                    self.compact();
                    Ok(())
                }
            };
            let mut state = lock(&self.state);
            if let Err(error) = done {
                log::warn!("the index stays as it is: {error}");
                state.is_busy = false;
                return;
            }
            next = state.work(self.clock.now().as_millisecond());
            state.is_busy = next.is_some();
        }
    }

    /// Builds the index anew and saves it; what is done to the book meanwhile is caught up with.
    fn build(&self) -> Result<()> {
        let book = self.open_book()?;
        let (index, stamp) = rows::build(&book)?;
        let (index, is_saved) = once::save(&book, index, stamp);
        let _turn = lock(&self.turn);
        // So much may have changed meanwhile that it has to be built once more: then there is still none, and it will be.
        let caught = catch_up(&book, &index, stamp)?;
        let mut state = lock(&self.state);
        state.is_crowded = caught.as_ref().is_some_and(|caught| caught.is_crowded);
        state.unsaved = caught.as_ref().filter(|_| is_saved).map(|caught| caught.touched);
        state.index = caught.map(|caught| {
            state.stamp = caught.stamp;
            caught.index
        });
        Ok(())
    }

    /// Makes one segment of all and saves it.
    fn compact(&self) {
        let path = once::path(&self.dir);
        self.replace(|index, stamp| once::save_at(&path, index.compacted(), stamp));
    }

    /// Puts another form of the index in its place, with what was done to the index meanwhile. `make` makes it, and says
    /// whether it has saved it.
    fn replace(&self, make: impl FnOnce(&Index, Stamp) -> (Index, bool)) {
        let (before, stamp, saved_before) = {
            let state = lock(&self.state);
            let Some(index) = state.index.clone() else { return };
            (index, state.stamp, state.unsaved)
        };
        let (after, is_saved) = make(&before, stamp);
        let _turn = lock(&self.turn);
        let Some(now) = self.index() else { return };
        let index = if now.is(&before) { after } else { now.rebased(&before, &after) };
        let mut state = lock(&self.state);
        state.index = Some(index);
        if is_saved {
            let meanwhile = state.unsaved.zip(saved_before).map(|(now, before)| now.saturating_sub(before));
            state.unsaved = Some(meanwhile.unwrap_or(0));
        }
    }

    fn wait(&self) {
        let worker = lock(&self.worker).take();
        if let Some(worker) = worker
            && worker.join().is_err()
        {
            log::error!("the background work on the index has failed");
        }
    }
}

/// Should background work panic, the next change may try again.
struct Busy<'a>(&'a Shared);

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            lock(&self.0.state).is_busy = false;
        }
    }
}

impl State {
    /// What is to be done next in the background.
    fn work(&self, now: i64) -> Option<Work> {
        let Some(index) = &self.index else { return Some(Work::Build) };
        if self.is_crowded {
            Some(Work::Build)
        } else if index.needs_compaction() {
            Some(Work::Compact)
        } else if index.needs_merge() {
            Some(Work::Merge)
        } else if now.saturating_sub(self.stamp.counted) > RECOUNTED_AFTER {
            Some(Work::Recount)
        } else {
            None
        }
    }
}

/// A thread that panicked while it held a lock leaves a state that was sound before, and is sound.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
