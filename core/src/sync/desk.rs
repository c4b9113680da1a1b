//! Does on the book what the machine asks for.

use super::work::{Done, Work};
use crate::book::PhraseBook;
use crate::error::Result;

/// Does one piece of work. Each is one short transaction or none; dying in it costs nothing but the work.
///
/// # Errors
/// Those of the book; then it is as it was.
pub fn run(book: &mut PhraseBook, work: Work) -> Result<Done> {
    Ok(match work {
        Work::Collect => Done::Collected(Box::new(book.sync_collect()?)),
        Work::Apply { request, reply } => Done::Applied(book.sync_apply(&request, &reply)?),
        Work::ApplyChange(change) => Done::Applied(book.sync_apply_change(&change)?),
        Work::BeginSnapshot(manifest) => Done::Snapshot(book.sync_begin_snapshot(&manifest)?),
        Work::Chunk { library, epoch, rev, chunk, bytes } => {
            Done::Snapshot(book.sync_chunk(library, epoch, rev, chunk, &bytes)?)
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
