//! `huashu draft …`: texts that wait for a decision.

use huashu_core::model::{Part, PhrasePatch};
use huashu_core::store::Resolution;

use crate::app::App;
use crate::args::{DraftCommand, DraftResolveArgs, KeepArg};
use crate::error::{Exit, Failure};
use crate::parse;
use crate::text;
use crate::view::{DraftList, Resolved};

pub(crate) fn run(app: &App, command: DraftCommand) -> Result<Exit, Failure> {
    match command {
        DraftCommand::List => app.out.answer(&DraftList::of(&app.read()?)?),
        DraftCommand::Resolve(args) => resolve(app, args),
    }
}

fn resolve(app: &App, args: DraftResolveArgs) -> Result<Exit, Failure> {
    let id = parse::id(&args.id)?;
    let says_text = args.text.is_some() || args.title.is_some();
    let resolution = match args.keep {
        KeepArg::Merge if !says_text => return Err(Failure::usage(text::hub::NO_MERGED_TEXT, &[])),
        KeepArg::Mine | KeepArg::Theirs if says_text => {
            return Err(Failure::usage(text::hub::TEXT_WITHOUT_MERGE, &[]));
        }
        KeepArg::Mine => Resolution::KeepMine,
        KeepArg::Theirs => Resolution::KeepTheirs,
        KeepArg::Merge => Resolution::Merge(Box::new(PhrasePatch {
            title: args.title,
            parts: args.text.map(|text| vec![Part::text(text)]),
            ..PhrasePatch::default()
        })),
    };
    let phrase = app.write()?.resolve_draft(id, &resolution)?;
    app.out.answer(&Resolved { id, phrase })
}
