//! `huashu init`.

use huashu_core::PhraseBook;
use huashu_core::clock::SystemClock;
use huashu_core::model::NewLibrary;
use huashu_core::store::Op;

use crate::app::App;
use crate::args::InitArgs;
use crate::error::{Exit, Failure};
use crate::text;
use crate::view::Initialised;

pub(crate) fn run(app: &App, args: &InitArgs) -> Result<Exit, Failure> {
    let set_aside = match args.set_aside {
        true => set_aside(app)?,
        false => None,
    };
    let mut book = PhraseBook::create(&app.dir)?;
    let name = text::FIRST_LIBRARY.pick(app.locale());
    book.transact(Op::Init, |transaction| transaction.add_library(NewLibrary::personal(name)))?;
    app.out.answer(&Initialised {
        book: app.dir.clone(),
        set_aside,
        starter: false,
        libraries: book.libraries()?.len(),
        phrases: 0,
    })
}

/// Moves what is there out of the way; that nothing is there is no fault.
fn set_aside(app: &App) -> Result<Option<std::path::PathBuf>, Failure> {
    match PhraseBook::set_aside(&app.dir, &SystemClock) {
        Ok(aside) => Ok(Some(aside)),
        Err(huashu_core::Error::NoBook { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
