//! `huashu proposal …`.

use huashu_core::error::Noun;
use huashu_core::ids::PhraseId;
use huashu_core::model::{NewPhrase, PhrasePatch, with_text};
use huashu_protocol::account::{Admin, AdminReply};
use serde_json::json;

use super::{ask_about, remote, unexpected};
use crate::app::App;
use crate::args::{ProposalAddArgs, ProposalCommand};
use crate::commands::{places, sync};
use crate::error::{Exit, Failure};
use crate::parse;
use crate::text;
use crate::view::{Acted, ProposalAccepted, ProposalList};

pub(crate) fn run(app: &App, command: ProposalCommand) -> Result<Exit, Failure> {
    match command {
        ProposalCommand::List => match remote(app)?.admin(&Admin::Proposals)? {
            AdminReply::Proposals { proposals } => {
                app.out.answer(&ProposalList::of(&app.read()?, proposals)?)
            }
            _ => Err(unexpected()),
        },
        ProposalCommand::Add(args) => add(app, args),
        ProposalCommand::Accept { id: said } => {
            let id = parse::id(&said)?;
            ask_about(&remote(app)?, &Admin::AcceptProposal { id }, Noun::Proposal, &said)?;
            app.out.answer(&ProposalAccepted { id, sync: sync::once(app, sync::PATIENCE)? })
        }
        ProposalCommand::Decline { id: said } => {
            let id = parse::id(&said)?;
            ask_about(&remote(app)?, &Admin::DeclineProposal { id, note: None }, Noun::Proposal, &said)?;
            app.out.answer(&Acted::new(text::company::PROPOSAL_DECLINED, json!({ "id": id }), &said))
        }
    }
}

/// Notes a proposal, which the next sync takes along: it can be made without a network.
fn add(app: &App, args: ProposalAddArgs) -> Result<Exit, Failure> {
    if args.title.is_none() && args.text.is_none() {
        return Err(Failure::usage(text::NO_TITLE, &[]));
    }
    let text = args.text.as_deref().map(parse::text_or_input).transpose()?;
    let mut book = app.write()?;
    let (id, title) = match args.id {
        Some(phrase) => {
            let phrase: PhraseId = phrase.parse()?;
            let now = book.phrase(phrase)?;
            let patch = PhrasePatch {
                title: args.title,
                parts: text.map(|text| with_text(&now.content.parts, &text)),
                ..PhrasePatch::default()
            };
            (book.propose_edit(phrase, &patch)?, now.label.title)
        }
        None => {
            let library = places::library_to_write(&book, args.library.as_deref())?;
            let path = args.category.as_deref();
            let category =
                path.map(|path| places::category(&book, path, args.library.as_deref())).transpose()?;
            let text = text.unwrap_or_default();
            let title = args.title.or_else(|| super::super::content::first_line(&text));
            let title = title.ok_or_else(|| Failure::usage(text::NO_TITLE, &[]))?;
            let mut new = NewPhrase::text(library.id, title.clone(), text);
            new.category = category.map(|category| category.id);
            (book.propose_phrase(&new)?, title)
        }
    };
    app.out.answer(&Acted::new(text::company::PROPOSAL_NOTED, json!({ "id": id }), &title))
}
