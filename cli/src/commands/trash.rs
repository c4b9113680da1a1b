//! `huashu trash …` and `huashu undo`.

use crate::app::App;
use crate::args::TrashCommand;
use crate::error::{Exit, Failure};
use crate::view::{Purged, TrashView, Undone};

pub(crate) fn run(app: &App, command: Option<TrashCommand>) -> Result<Exit, Failure> {
    match command {
        None | Some(TrashCommand::List) => app.out.answer(&TrashView::of(&app.read()?)?),
        Some(TrashCommand::Purge) => app.out.answer(&Purged { purged: app.write()?.purge_trash()? }),
    }
}

pub(crate) fn undo(app: &App) -> Result<Exit, Failure> {
    let (op, changes) = app.write()?.undo()?;
    app.out.answer(&Undone::new(op, &changes))
}
