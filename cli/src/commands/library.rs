//! `huashu library …`.

use huashu_core::PhraseBook;
use huashu_core::model::{Extra, Library, LibraryPatch, NewLibrary};
use huashu_core::store::Op;

use crate::app::App;
use crate::args::LibraryCommand;
use crate::error::{Exit, Failure};
use crate::text;
use crate::view::{LibraryList, LibraryView};

pub(crate) fn run(app: &App, command: LibraryCommand) -> Result<Exit, Failure> {
    match command {
        LibraryCommand::List => {
            let book = app.read()?;
            let libraries = book.libraries()?.into_iter().map(|library| view(&book, library));
            app.out.answer(&LibraryList { libraries: libraries.collect::<Result<_, _>>()? })
        }
        LibraryCommand::Add(args) => {
            let mut book = app.write()?;
            let new = NewLibrary {
                kind: args.kind.into(),
                name: args.name,
                time_zone: args.time_zone,
                variables: Vec::new(),
                id: None,
                extra: Extra::new(),
            };
            let library = book.transact(Op::AddLibrary, |transaction| transaction.add_library(new))?.value;
            app.out.answer(&view(&book, library)?.done(text::ADDED))
        }
        LibraryCommand::Rename(args) => {
            let mut book = app.write()?;
            let id = book.find_library(&args.library)?.id;
            let patch = LibraryPatch { name: Some(args.name), ..LibraryPatch::default() };
            let library =
                book.transact(Op::EditLibrary, |transaction| transaction.edit_library(id, &patch))?.value;
            app.out.answer(&view(&book, library)?.done(text::RENAMED))
        }
    }
}

fn view(book: &PhraseBook, library: Library) -> Result<LibraryView, Failure> {
    let categories = book.categories(library.id)?.len();
    let phrases = book.phrases(library.id)?.len();
    Ok(LibraryView::new(library, categories, phrases))
}
