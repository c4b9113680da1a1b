//! `huashu follow-up …`.

use huashu_core::PhraseBook;
use huashu_core::followup::NewFollowUp;
use huashu_core::ids::FollowUpId;

use crate::app::App;
use crate::args::{FollowUpAddArgs, FollowUpCommand, FollowUpListArgs, FollowUpVoidArgs};
use crate::error::{Exit, Failure};
use crate::parse;
use crate::text;
use crate::view::{CheckView, NoteView, Register, RegisterWritten};

pub(crate) fn run(app: &App, command: FollowUpCommand) -> Result<Exit, Failure> {
    match command {
        FollowUpCommand::Add(args) => add(app, args),
        FollowUpCommand::Check(args) => {
            let warning = app.read()?.check_follow_up(&args.about.kind, &args.about.subject, &args.action)?;
            app.out.answer(&CheckView::new(warning))
        }
        FollowUpCommand::List(args) => list(app, &args),
        FollowUpCommand::Void(args) => void(app, &args),
        FollowUpCommand::Export { file } => {
            let notes = app.read()?.export_follow_ups(&file)?;
            app.out.answer(&RegisterWritten { file, notes })
        }
    }
}

fn add(app: &App, args: FollowUpAddArgs) -> Result<Exit, Failure> {
    let due_at = args.due.as_deref().map(parse::moment).transpose()?;
    let mut book = app.write()?;
    let (kind, subject) = (args.about.kind, args.about.subject);
    // What stood before: the note is added all the same, since the person has decided.
    let already = book.check_follow_up(&kind, &subject, &args.action)?.already;
    let note = book.add_follow_up(NewFollowUp {
        subject_kind: kind,
        subject,
        action: args.action,
        amount: args.amount,
        note: args.note,
        by: author(&book, args.by)?,
        due_at,
    })?;
    app.out.answer(&NoteView { note, already, done: text::NOTED })
}

fn list(app: &App, args: &FollowUpListArgs) -> Result<Exit, Failure> {
    let subject = args.subject.as_deref().map(|subject| (args.kind.as_str(), subject.trim()));
    let notes = app.read()?.follow_ups(subject)?;
    app.out.answer(&Register::new(notes, args.limit.most()))
}

fn void(app: &App, args: &FollowUpVoidArgs) -> Result<Exit, Failure> {
    let id: FollowUpId = args.id.parse()?;
    let mut book = app.write()?;
    let by = author(&book, args.by.clone())?;
    let note = book.void_follow_up(id, &by, args.note.as_deref())?;
    app.out.answer(&NoteView { note, already: Vec::new(), done: text::NOTE_VOIDED })
}

/// Who notes it: as said, else the agent of the settings.
fn author(book: &PhraseBook, said: Option<String>) -> Result<String, Failure> {
    let settled = book.settings()?.agent_name;
    said.or(settled).ok_or_else(|| Failure::usage(text::NO_AUTHOR, &[]))
}
