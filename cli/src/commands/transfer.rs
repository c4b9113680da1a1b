//! `huashu export`.

use crate::app::App;
use crate::args::ExportArgs;
use crate::error::{Exit, Failure};
use crate::view::ExportedView;

pub(crate) fn export(app: &App, args: ExportArgs) -> Result<Exit, Failure> {
    let book = app.read()?;
    let library = args.library.as_deref().map(|named| book.find_library(named)).transpose()?;
    let exported = book.export(&args.file, library.map(|library| library.id))?;
    app.out.answer(&ExportedView { file: args.file, exported })
}
