//! `huashu init`.

use std::path::{Path, PathBuf};

use huashu_core::clock::SystemClock;
use huashu_core::model::{LibraryKind, NewLibrary};
use huashu_core::store::Op;
use huashu_core::{Error, PhraseBook};

use crate::app::App;
use crate::args::InitArgs;
use crate::error::{Exit, Failure};
use crate::text;
use crate::view::Initialised;

pub(crate) fn run(app: &App, args: &InitArgs) -> Result<Exit, Failure> {
    let dir = app.dir()?;
    let set_aside = if args.set_aside { set_aside(&dir)? } else { None };
    let (_, made) = make(app, &dir, args.starter)?;
    app.out.answer(&Initialised { set_aside, ..made })
}

/// Makes a book that is ready to write: with the starter library, or with an empty one of the person's own.
///
/// # Errors
/// `BookExists`; those of writing.
pub(super) fn make(app: &App, dir: &Path, starter: bool) -> Result<(PhraseBook, Initialised), Failure> {
    let mut book = PhraseBook::create(dir)?;
    if starter {
        book.add_starter()?;
    } else {
        make_own_library(app, &mut book)?;
    }
    let libraries = book.libraries()?;
    let mut phrases = 0;
    for library in &libraries {
        phrases += book.phrase_counts(library.id)?.into_values().sum::<usize>();
    }
    let made =
        Initialised { book: dir.to_owned(), set_aside: None, starter, libraries: libraries.len(), phrases };
    Ok((book, made))
}

/// Gives a book a library of the person's own where it has none; whether it had none.
///
/// # Errors
/// Those of writing.
pub(super) fn make_own_library(app: &App, book: &mut PhraseBook) -> Result<bool, Failure> {
    if book.libraries()?.iter().any(|library| library.kind == LibraryKind::Personal) {
        return Ok(false);
    }
    let name = text::FIRST_LIBRARY.pick(app.locale());
    book.transact(Op::Init, |transaction| transaction.add_library(NewLibrary::personal(name)))?;
    Ok(true)
}

/// Moves what is there out of the way; that nothing is there is no fault.
fn set_aside(dir: &Path) -> Result<Option<PathBuf>, Failure> {
    match PhraseBook::set_aside(dir, &SystemClock) {
        Ok(aside) => Ok(Some(aside)),
        Err(Error::NoBook { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
