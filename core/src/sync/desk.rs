//! Does on the book what the machine asks for.

use super::machine::{Desk, Interrupt};
use super::work::{Done, Work};
use crate::book::PhraseBook;
use crate::error::Result;

/// A book at which sync works. It is one more connection to the same folder: faces keep their own, and hear of what came by
/// the observer.
pub struct BookDesk {
    book: PhraseBook,
    /// The database's version when it was last looked at: see [`Desk::has_news`].
    version: i64,
}

impl BookDesk {
    /// Puts a book, opened for writing, on the desk.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn new(book: PhraseBook) -> Result<Self> {
        let version = book.store.data_version()?;
        Ok(Self { book, version })
    }
}

impl Desk for BookDesk {
    fn run(&mut self, work: Work) -> Result<Done> {
        run(&mut self.book, work)
    }

    /// Whether another connection committed since this was last asked.
    fn has_news(&mut self) -> bool {
        match self.book.store.data_version() {
            Ok(version) => std::mem::replace(&mut self.version, version) != version,
            Err(error) => {
                log::warn!("sync: {error}");
                false
            }
        }
    }

    fn interrupt(&self) -> Option<Interrupt> {
        let handle = self.book.store.sql.get_interrupt_handle();
        Some(Box::new(move || handle.interrupt()))
    }
}

/// Does one piece of work. Each is one short transaction or none; dying in it costs nothing but the work.
///
/// # Errors
/// Those of the book; then it is as it was.
pub fn run(book: &mut PhraseBook, work: Work) -> Result<Done> {
    Ok(match work {
        Work::Collect => Done::Collected(Box::new(book.sync_collect()?)),
        Work::Apply { request, reply } => Done::Applied(book.sync_apply(&request, &reply)?),
        Work::ApplyChange(change) => Done::Applied(book.sync_apply_change(&change)?),
        Work::BeginSnapshot(manifest) => {
            let (state, changes) = book.sync_begin_snapshot(&manifest)?;
            Done::Snapshot { state, changes }
        }
        Work::Chunk { library, epoch, rev, chunk, bytes } => {
            let (state, changes) = book.sync_chunk(library, epoch, rev, chunk, &bytes)?;
            Done::Snapshot { state, changes }
        }
        Work::ReadPiece { hash, offset } => Done::Piece(book.sync_read_piece(&hash, offset)?),
        Work::Uploaded { hash } => {
            book.sync_uploaded(&hash)?;
            Done::Nothing
        }
        Work::Downloaded { hash, piece } => {
            let (have, done) = book.sync_downloaded(&hash, &piece)?;
            Done::Download { have, done }
        }
        Work::Reported(report) => {
            book.sync_reported(&report)?;
            Done::Nothing
        }
        Work::Tidy => {
            book.sync_tidy()?;
            Done::Nothing
        }
    })
}
