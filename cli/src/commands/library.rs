//! `huashu library …`.

use huashu_core::PhraseBook;
use huashu_core::model::{Extra, Library, LibraryKind, LibraryPatch, NewLibrary};
use huashu_core::store::Op;
use huashu_protocol::account::Access;
use serde_json::json;

use super::company::shared;
use crate::app::App;
use crate::args::{LibraryAddArgs, LibraryCommand};
use crate::error::{Exit, Failure};
use crate::text;
use crate::view::{Acted, LibraryList, LibraryView};

/// The zone of a library where nobody says one.
const ZONE: &str = "Asia/Shanghai";

pub(crate) fn run(app: &App, command: LibraryCommand) -> Result<Exit, Failure> {
    match command {
        LibraryCommand::List => {
            let book = app.read()?;
            let libraries = book.libraries()?.into_iter().map(|library| view(&book, library));
            app.out.answer(&LibraryList { libraries: libraries.collect::<Result<_, _>>()? })
        }
        LibraryCommand::Add(args) => add(app, args),
        LibraryCommand::Rename(args) => {
            let mut book = app.write()?;
            let id = book.find_library(&args.library)?.id;
            let patch = LibraryPatch { name: Some(args.name), ..LibraryPatch::default() };
            let library =
                book.transact(Op::EditLibrary, |transaction| transaction.edit_library(id, &patch))?.value;
            app.out.answer(&view(&book, library)?.done(text::RENAMED))
        }
        LibraryCommand::Delete { library } => delete(app, &library),
        LibraryCommand::Usage(args) => shared::usage(app, &args),
    }
}

fn add(app: &App, args: LibraryAddArgs) -> Result<Exit, Failure> {
    let kind = LibraryKind::from(args.kind);
    if args.department.is_some() && kind != LibraryKind::Department {
        return Err(Failure::usage(text::company::DEPARTMENT_OF_OTHER_KIND, &[]));
    }
    let is_signed_in = app.read()?.sync_standing()?.identity.is_some();
    if kind != LibraryKind::Personal && (is_signed_in || args.department.is_some()) {
        if args.time_zone.is_some() {
            return Err(Failure::usage(text::company::ZONE_IS_THE_COMPANYS, &[]));
        }
        if kind == LibraryKind::Department && args.department.is_none() {
            return Err(Failure::usage(text::company::WHICH_DEPARTMENT, &[]));
        }
        let id = shared::add(app, kind.as_str(), args.name, args.department.as_deref())?;
        let book = app.read()?;
        return app.out.answer(&view(&book, book.library(id)?)?.done(text::ADDED));
    }
    let mut book = app.write()?;
    let new = NewLibrary {
        kind,
        name: args.name,
        time_zone: args.time_zone.unwrap_or_else(|| ZONE.to_owned()),
        variables: Vec::new(),
        id: None,
        extra: Extra::new(),
    };
    let library = book.transact(Op::AddLibrary, |transaction| transaction.add_library(new))?.value;
    app.out.answer(&view(&book, library)?.done(text::ADDED))
}

/// What is the person's own goes here, and with the next sync at the hub; what is shared goes at the hub first.
fn delete(app: &App, said: &str) -> Result<Exit, Failure> {
    let book = app.read()?;
    let found = book.find_library(said);
    let is_own = |library: &Library| library.kind == LibraryKind::Personal;
    if book.sync_standing()?.identity.is_some() && !found.as_ref().is_ok_and(is_own) {
        drop(book);
        return shared::delete(app, said);
    }
    let library = found?;
    let mut book = app.write()?;
    book.transact(Op::DeleteLibrary, |transaction| transaction.delete_library(library.id))?;
    let value = json!({ "id": library.id, "name": library.name });
    app.out.answer(&Acted::new(text::company::LIBRARY_DELETED, value, &library.name))
}

fn view(book: &PhraseBook, library: Library) -> Result<LibraryView, Failure> {
    let categories = book.categories(library.id)?.len();
    let phrases = book.phrase_counts(library.id)?.into_values().sum();
    let shared = book.shared_libraries()?.into_iter().find(|shared| shared.id == library.id.uuid());
    let access: Option<Access> = shared.filter(|shared| shared.granted).map(|shared| shared.access);
    Ok(LibraryView::new(library, categories, phrases, access))
}
