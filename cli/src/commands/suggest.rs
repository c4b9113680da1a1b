//! `huashu suggest`.

use huashu_core::model::parse_path;
use huashu_core::search::Scope;

use super::search::library_names;
use crate::app::App;
use crate::args::SuggestArgs;
use crate::error::{Exit, Failure};
use crate::parse;
use crate::view::Suggested;

/// Answers a message. What finds nothing is not noted, as a search is: the words are a customer's.
pub(crate) fn run(app: &App, args: &SuggestArgs) -> Result<Exit, Failure> {
    let message = parse::text_or_input(&args.text)?;
    let book = app.read()?;
    let library = args.library.as_deref().map(|named| book.find_library(named)).transpose()?;
    let scope = Scope {
        library: library.map(|library| library.id),
        category: args.category.as_deref().map(parse_path).unwrap_or_default(),
        all: args.all,
    };
    let suggestions = book.suggest(&message, &scope, args.limit)?;
    app.out.answer(&Suggested::new(suggestions, &library_names(&book)?))
}
