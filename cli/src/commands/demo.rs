//! `huashu demo`: the main job from end to end, on a book that stays.

use huashu_core::clock::{Clock as _, SystemClock};
use huashu_core::compose::{SendRequest, Surface, Values, extract};
use huashu_core::ids::LibraryId;
use huashu_core::model::{Channel, NewLibrary, Phrase};
use huashu_core::search::{Approximate, Scope};
use huashu_core::store::{Access, Op};
use huashu_core::{Error, PhraseBook};

use super::search::library_names;
use super::{init, transfer};
use crate::app::App;
use crate::args::DemoArgs;
use crate::error::{Exit, Failure};
use crate::view::{Extracted, Found, Hits, PlanView, Tour};

/// What an agent types, and how many answers are enough to see the point.
const SEARCHES: [(&str, usize); 3] = [("fh", 3), ("tuikuan", 3), ("wl单号", 3)];
/// Finds the phrase with two pictures that is planned.
const BUNDLE: &str = "套装尺码";
/// Where the imported phrases go.
const SHOP: &str = "青禾服饰";
const SURFACES: [Surface; 3] = [Surface::AndroidOverlay, Surface::AndroidApp, Surface::IosApp];
const MESSAGE: &str = "张三 13800138000，顺丰 SF1234567890123 到哪了？";

pub(crate) fn run(app: &App, args: &DemoArgs) -> Result<Exit, Failure> {
    let dir = app.demo_dir()?;
    let (mut book, made) = match PhraseBook::open(&dir, Access::Write) {
        Ok(book) => (book, None),
        Err(Error::NoBook { .. }) => {
            let (book, made) = init::make(app, &dir, true)?;
            (book, Some(made))
        }
        Err(error) => return Err(error.into()),
    };
    let imported = match &args.import {
        Some(file) => {
            let shop = shop(&mut book)?;
            Some(transfer::import_file(app, &mut book, file, shop)?)
        }
        None => None,
    };
    let names = library_names(&book)?;
    let search = |(query, limit): (&'static str, usize)| -> Result<Found, Failure> {
        let result = book.search(query, &Scope::default(), limit, Approximate::ALL)?;
        Ok(Found { query, result: Hits::new(result, &names) })
    };
    let searches = SEARCHES.into_iter().map(search).collect::<Result<_, _>>()?;
    let bundle = book.search(BUNDLE, &Scope::default(), 1, Approximate::NONE)?.hits.pop();
    let plans = bundle.as_ref().map(|hit| plans(&book, &hit.phrase)).transpose()?.unwrap_or_default();
    app.out.answer(&Tour {
        dir,
        made,
        imported,
        searches,
        bundle: bundle.map(|hit| hit.phrase.id),
        plans,
        message: MESSAGE,
        extracted: Extracted { found: extract(MESSAGE, SystemClock.wall().date()) },
    })
}

/// The library of the shop's own phrases: in one library with the starter's, rows would find those by their codes.
fn shop(book: &mut PhraseBook) -> Result<LibraryId, Failure> {
    if let Some(library) = book.libraries()?.into_iter().find(|library| library.name == SHOP) {
        return Ok(library.id);
    }
    Ok(book
        .transact(Op::AddLibrary, |transaction| transaction.add_library(NewLibrary::personal(SHOP)))?
        .value
        .id)
}

/// One phrase on each of the surfaces, for WeChat.
fn plans(book: &PhraseBook, phrase: &Phrase) -> Result<Vec<PlanView>, Failure> {
    let wechat: Channel = "wechat".parse()?;
    let variables = book.library(phrase.library)?.variables;
    let plan = |surface| -> Result<PlanView, Failure> {
        let planned = book.plan(&SendRequest {
            phrase: phrase.id,
            surface,
            channel: wechat.clone(),
            lang: None,
            values: Values::new(),
            insist: false,
        })?;
        Ok(PlanView::new(planned, phrase, &variables))
    };
    SURFACES.into_iter().map(plan).collect()
}
