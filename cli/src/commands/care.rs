//! `huashu use`, `favourite`, `thumbs` and `stats …`.

use huashu_core::ids::PhraseId;
use huashu_core::usage::{Thumb, Use};

use crate::app::App;
use crate::args::{FavouriteArgs, StatsCommand, ThumbArg, ThumbsArgs, UseArgs};
use crate::error::{Exit, Failure};
use crate::parse;
use crate::text;
use crate::view::{CareView, CaredList, FailedSearches};

pub(crate) fn record_use(app: &App, args: &UseArgs) -> Result<Exit, Failure> {
    let phrase: PhraseId = args.id.parse()?;
    let channel = args.channel.as_deref().map(parse::known_channel).transpose()?;
    let surface = args.surface.as_deref().map(str::parse).transpose()?;
    let mut book = app.write()?;
    book.record_use(&Use { phrase, channel, surface })?;
    app.out.answer(&CareView::of(&book, phrase, text::USE_RECORDED)?)
}

pub(crate) fn favourite(app: &App, args: &FavouriteArgs) -> Result<Exit, Failure> {
    let id: PhraseId = args.id.parse()?;
    let mut book = app.write()?;
    book.set_favourite(id, !args.off)?;
    let done = if args.off { text::FAVOURITE_OFF } else { text::FAVOURITE_ON };
    app.out.answer(&CareView::of(&book, id, done)?)
}

pub(crate) fn thumbs(app: &App, args: &ThumbsArgs) -> Result<Exit, Failure> {
    let id: PhraseId = args.id.parse()?;
    let (thumb, done) = match args.thumb {
        ThumbArg::Up => (Some(Thumb::Up), text::THUMB_UP),
        ThumbArg::Down => (Some(Thumb::Down), text::THUMB_DOWN),
        ThumbArg::Off => (None, text::THUMB_OFF),
    };
    let mut book = app.write()?;
    book.set_thumb(id, thumb)?;
    app.out.answer(&CareView::of(&book, id, done)?)
}

pub(crate) fn stats(app: &App, command: &StatsCommand) -> Result<Exit, Failure> {
    let book = app.read()?;
    let (list, cared, by_day) = match command {
        StatsCommand::MostUsed(args) => ("most_used", book.most_used(args.most())?, false),
        StatsCommand::NeverUsed(args) => ("never_used", book.never_used(args.most())?, false),
        StatsCommand::Expiring(args) => ("expiring", book.expiring(args.days)?, true),
        StatsCommand::Review(args) => ("review", book.due_for_review(args.days)?, true),
        StatsCommand::Favourites(args) => {
            let mut favourites = book.favourites()?;
            favourites.truncate(args.most());
            ("favourites", favourites, false)
        }
        StatsCommand::Recents(args) => ("recents", book.recents(args.most())?, false),
        StatsCommand::FailedSearches(args) => {
            let searches = book.failed_searches(args.most())?;
            return app.out.answer(&FailedSearches { list: "failed_searches", searches });
        }
    };
    app.out.answer(&CaredList::of(&book, list, cared, by_day)?)
}
