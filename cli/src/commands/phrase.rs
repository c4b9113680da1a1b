//! `huashu phrase …`.

use huashu_core::ids::{CategoryId, PhraseId};
use huashu_core::media::Prepared;
use huashu_core::model::{Content, Library, Phrase, PhrasePatch};
use huashu_core::store::{Op, Spot};
use huashu_core::{Error, PhraseBook};

use super::places::{self, library_to_write};
use super::{attachments, content};
use crate::app::App;
use crate::args::{
    AttachArgs, ContentArgs, PhraseAddArgs, PhraseCommand, PhraseEditArgs, PhraseMoveArgs, SpotArgs,
};
use crate::error::{Exit, Failure};
use crate::parse;
use crate::text;
use crate::view::{Deleted, DeletedPhrase, HistoryView, PhraseView};

pub(crate) fn run(app: &App, command: PhraseCommand) -> Result<Exit, Failure> {
    match command {
        PhraseCommand::Add(args) => add(app, &args),
        PhraseCommand::Edit(args) => edit(app, &args),
        PhraseCommand::Attach(args) => attach(app, &args),
        PhraseCommand::Move(args) => relocate(app, &args),
        PhraseCommand::Delete { ids } => delete(app, &ids),
        PhraseCommand::Restore { id, version } => restore(app, &id, version),
        PhraseCommand::Show { id } => {
            let id = id.parse()?;
            let book = app.read()?;
            app.out.answer(&PhraseView::of(&book, book.phrase(id)?)?.with_twins(&book, app.locale())?)
        }
        PhraseCommand::History { id } => {
            let id = id.parse()?;
            let book = app.read()?;
            app.out.answer(&HistoryView::new(&book.phrase(id)?, book.history(id)?))
        }
    }
}

fn add(app: &App, args: &PhraseAddArgs) -> Result<Exit, Failure> {
    let attached = attached(&args.content)?;
    let mut book = app.write()?;
    let library = library_to_write(&book, args.library.as_deref())?;
    let names = args.category.as_deref().map(places::path).transpose()?.unwrap_or_default();
    let mut new = content::new_phrase(&args.content, library.id, None)?;
    let added = book.transact(Op::AddPhrase, |transaction| {
        new.category = transaction.category_at(library.id, &names)?;
        new.content.parts.extend(attachments::store(transaction, attached)?);
        transaction.add_phrase(new)
    })?;
    answer(app, &book, added.value, text::ADDED)
}

fn edit(app: &App, args: &PhraseEditArgs) -> Result<Exit, Failure> {
    let id: PhraseId = args.id.parse()?;
    let attached = attached(&args.content)?;
    let mut book = app.write()?;
    let phrase = book.phrase(id)?;
    let mut patch = content::patch(args, &phrase.content.parts, &phrase.content.variants)?;
    let edited = book.transact(Op::EditPhrase, |transaction| {
        if !attached.is_empty() {
            let parts = patch.parts.get_or_insert(phrase.content.parts);
            parts.extend(attachments::store(transaction, attached)?);
        }
        transaction.edit_phrase(id, &patch)
    })?;
    let done = if edited.changes.is_empty() { text::UNCHANGED } else { text::EDITED };
    answer(app, &book, edited.value, done)
}

fn attach(app: &App, args: &AttachArgs) -> Result<Exit, Failure> {
    let id: PhraseId = args.id.parse()?;
    let key = args.variant.as_deref().map(parse::variant_key).transpose()?;
    let attached = attachments::files(&args.files)?;
    let mut book = app.write()?;
    let Content { mut parts, mut variants, .. } = book.phrase(id)?.content;
    let variant = match key {
        None => None,
        Some(key) => Some(
            content::position(&variants, &key).ok_or_else(|| content::no_variant(args.variant.as_deref()))?,
        ),
    };
    let edited = book.transact(Op::EditPhrase, |transaction| {
        let stored = attachments::store(transaction, attached)?;
        match variant {
            None => parts.extend(stored),
            Some(at) => variants[at].parts.extend(stored),
        }
        let patch = PhrasePatch { parts: Some(parts), variants: Some(variants), ..PhrasePatch::default() };
        transaction.edit_phrase(id, &patch)
    })?;
    answer(app, &book, edited.value, text::ATTACHED)
}

/// The pictures and files that `add` and `edit` name, in that order.
fn attached(args: &ContentArgs) -> Result<Vec<Prepared>, Error> {
    let mut attached = attachments::pictures(&args.image)?;
    attached.extend(attachments::files(&args.file)?);
    Ok(attached)
}

fn relocate(app: &App, args: &PhraseMoveArgs) -> Result<Exit, Failure> {
    let id: PhraseId = args.id.parse()?;
    let mut book = app.write()?;
    let phrase = book.phrase(id)?;
    let spot = spot(&args.spot)?;
    let names = args.category.as_deref().map(places::path).transpose()?;
    let elsewhere = args.library.as_deref().map(|library| book.find_library(library)).transpose()?;
    let elsewhere: Option<Library> = elsewhere.filter(|library| library.id != phrase.library);
    let library = elsewhere.as_ref().map_or(phrase.library, |library| library.id);
    let category = category_of(&book, args, &phrase, elsewhere.is_some(), spot)?;
    let moved = book.transact(Op::MovePhrase, |transaction| {
        let category = match &names {
            Some(names) => transaction.category_at(library, names)?,
            None => category,
        };
        let id = match elsewhere {
            Some(_) => transaction.transfer_phrase(id, library, category)?.id,
            None => id,
        };
        transaction.move_phrase(id, category, spot)
    })?;
    answer(app, &book, moved.value, text::MOVED)
}

/// The category of a move that names no path: at the top, beside the neighbour, or where the phrase lies.
fn category_of(
    book: &PhraseBook,
    args: &PhraseMoveArgs,
    phrase: &Phrase,
    leaves: bool,
    spot: Spot<PhraseId>,
) -> Result<Option<CategoryId>, Failure> {
    let SpotArgs { first, last, .. } = args.spot;
    match spot {
        _ if args.top => Ok(None),
        Spot::Before(neighbour) | Spot::After(neighbour) => Ok(book.phrase(neighbour)?.place.category),
        _ if leaves => Ok(None),
        _ if first || last || args.category.is_some() => Ok(phrase.place.category),
        _ => Err(Failure::usage(text::PHRASE_WHERE_TO, &[])),
    }
}

fn spot(args: &SpotArgs) -> Result<Spot<PhraseId>, Error> {
    Ok(match args {
        SpotArgs { before: Some(id), .. } => Spot::Before(id.parse()?),
        SpotArgs { after: Some(id), .. } => Spot::After(id.parse()?),
        SpotArgs { first: true, .. } => Spot::First,
        _ => Spot::Last,
    })
}

fn delete(app: &App, ids: &[String]) -> Result<Exit, Failure> {
    let mut ids: Vec<PhraseId> = ids.iter().map(|id| id.parse()).collect::<Result<_, _>>()?;
    ids.sort_unstable();
    ids.dedup();
    let mut book = app.write()?;
    let deleted = book.transact(Op::DeletePhrase, |transaction| {
        ids.iter()
            .map(|id| {
                let title = transaction.phrase(*id)?.label.title;
                transaction.delete_phrase(*id)?;
                Ok(DeletedPhrase { id: *id, title })
            })
            .collect()
    })?;
    app.out.answer(&Deleted { deleted: deleted.value })
}

fn restore(app: &App, id: &str, version: Option<i64>) -> Result<Exit, Failure> {
    let id: PhraseId = id.parse()?;
    let mut book = app.write()?;
    let restored = book.transact(Op::RestorePhrase, |transaction| {
        let phrase = transaction.phrase(id)?;
        match version {
            None => transaction.restore_phrase(id),
            Some(version) => {
                if phrase.meta.deleted_at.is_some() {
                    transaction.restore_phrase(id)?;
                }
                transaction.revert_phrase(id, version)
            }
        }
    })?;
    answer(app, &book, restored.value, text::RESTORED)
}

fn answer(app: &App, book: &PhraseBook, phrase: Phrase, done: text::Say) -> Result<Exit, Failure> {
    app.out.answer(&PhraseView::of(book, phrase)?.with_twins(book, app.locale())?.done(done))
}
