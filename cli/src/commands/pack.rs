//! `huashu pack`: writing a pack, and reading one as an extension does, without the book.

use std::collections::HashMap;

use huashu_core::ids::LibraryId;
use huashu_core::pack::{Pack, PackOptions};
use huashu_core::search::Approximate;

use crate::app::App;
use crate::args::{PackCommand, PackSearchArgs, PackSuggestArgs, PackWriteArgs};
use crate::error::{Exit, Failure};
use crate::parse;
use crate::view::{Hits, PackWritten, Suggested};

pub(crate) fn run(app: &App, command: PackCommand) -> Result<Exit, Failure> {
    match command {
        PackCommand::Write(args) => write(app, &args),
        PackCommand::Search(args) => search(app, &args),
        PackCommand::Suggest(args) => suggest(app, &args),
    }
}

fn write(app: &App, args: &PackWriteArgs) -> Result<Exit, Failure> {
    let book = app.read()?;
    let named = args.library.iter().map(|named| Ok(book.find_library(named)?.id));
    let libraries = named.collect::<Result<Vec<LibraryId>, Failure>>()?;
    let options = PackOptions { libraries: (!libraries.is_empty()).then_some(libraries) };
    app.out.answer(&PackWritten(book.write_pack(&args.folder, &options)?))
}

fn search(app: &App, args: &PackSearchArgs) -> Result<Exit, Failure> {
    let pack = Pack::open(&args.folder)?;
    let approximate = if args.exact { Approximate::NONE } else { Approximate::ALL };
    let result = pack.search(&args.query, args.limit, approximate)?;
    app.out.answer(&Hits::new(result, &library_names(&pack)))
}

fn suggest(app: &App, args: &PackSuggestArgs) -> Result<Exit, Failure> {
    let message = parse::text_or_input(&args.text)?;
    let pack = Pack::open(&args.folder)?;
    app.out.answer(&Suggested::new(pack.suggest(&message, args.limit)?, &library_names(&pack)))
}

fn library_names(pack: &Pack) -> HashMap<LibraryId, String> {
    pack.libraries().iter().map(|library| (library.id, library.name.clone())).collect()
}
