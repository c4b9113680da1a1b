//! `huashu import` and `huashu export`.

use std::path::Path;

use huashu_core::PhraseBook;
use huashu_core::ids::LibraryId;
use huashu_core::import::{ImportRequest, Progress, Report, Stage};

use crate::app::App;
use crate::args::{ExportArgs, ImportArgs};
use crate::error::{Exit, Failure};
use crate::output::set_total;
use crate::text;
use crate::view::{ExportedView, ReportView};

pub(crate) fn import(app: &App, args: ImportArgs) -> Result<Exit, Failure> {
    // A dry run only reads, so it runs beside a writer.
    let mut book = if args.dry_run { app.read()? } else { app.write()? };
    let mut request = ImportRequest::new(&args.file).dry_run(args.dry_run);
    if let Some(named) = args.library.as_deref() {
        request = request.into_library(book.find_library(named)?.id);
    }
    let report = watched(app, &mut book, &request)?;
    app.out.answer(&ReportView::new(args.file, args.dry_run, report, app.locale()))
}

/// Imports a file into a book while a person watches a bar grow.
///
/// # Errors
/// Those of [`PhraseBook::import`].
pub(super) fn import_file(
    app: &App,
    book: &mut PhraseBook,
    file: &Path,
    into: LibraryId,
) -> Result<ReportView, Failure> {
    let report = watched(app, book, &ImportRequest::new(file).into_library(into))?;
    Ok(ReportView::new(file.to_owned(), false, report, app.locale()))
}

fn watched(app: &App, book: &mut PhraseBook, request: &ImportRequest) -> Result<Report, Failure> {
    let bar = app.out.progress(&text::READING);
    let mut stage = Stage::Reading;
    let report = book.import(request, &mut |progress: Progress| {
        if progress.stage != stage {
            stage = progress.stage;
            bar.set_message(stage_words(stage).pick(app.locale()));
        }
        set_total(&bar, progress.total);
        bar.set_position(progress.done);
    });
    bar.finish_and_clear();
    Ok(report?)
}

fn stage_words(stage: Stage) -> &'static text::Say {
    match stage {
        Stage::Reading => &text::READING,
        Stage::Matching => &text::MATCHING,
        Stage::Writing => &text::WRITING,
    }
}

pub(crate) fn export(app: &App, args: ExportArgs) -> Result<Exit, Failure> {
    let book = app.read()?;
    let library = args.library.as_deref().map(|named| book.find_library(named)).transpose()?;
    let exported = book.export(&args.file, library.map(|library| library.id))?;
    app.out.answer(&ExportedView { file: args.file, exported })
}
