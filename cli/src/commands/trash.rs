//! `huashu trash …` and `huashu undo`.

use crate::app::App;
use crate::args::TrashCommand;
use crate::error::{Exit, Failure};
use crate::view::{Purged, TrashView, Undone};

pub(crate) fn run(app: &App, command: Option<TrashCommand>) -> Result<Exit, Failure> {
    match command {
        None | Some(TrashCommand::List) => app.out.answer(&TrashView::of(&app.read()?)?),
        Some(TrashCommand::Purge) => {
            let mut book = app.write()?;
            let purged = book.purge_trash()?;
            let collected = book.collect_media()?;
            app.out.answer(&Purged { purged, files: collected.removed, bytes: collected.bytes })
        }
    }
}

pub(crate) fn undo(app: &App) -> Result<Exit, Failure> {
    let (op, changes) = app.write()?.undo()?;
    app.out.answer(&Undone::new(op, &changes))
}
