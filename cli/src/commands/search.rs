//! `huashu search` and `huashu match`.

use std::collections::HashMap;
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};

use huashu_core::PhraseBook;
use huashu_core::error::Locale;
use huashu_core::ids::LibraryId;
use huashu_core::model::parse_path;
use huashu_core::search::{Approximate, Scope, Span, matches};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::app::App;
use crate::args::{MatchArgs, SearchArgs};
use crate::error::{Exit, Failure};
use crate::text;
use crate::view::Hits;

pub(crate) fn search(app: &App, args: &SearchArgs) -> Result<Exit, Failure> {
    let book = app.read()?;
    let library = args.library.as_deref().map(|named| book.find_library(named)).transpose()?;
    let scope = Scope {
        library: library.map(|library| library.id),
        category: args.category.as_deref().map(parse_path).unwrap_or_default(),
        all: args.all,
    };
    let approximate = if args.exact { Approximate::NONE } else { Approximate::ALL };
    let result = book.search(&args.query, &scope, args.limit, approximate)?;
    let in_vain = result.total == 0 && scope.library.is_none() && scope.category.is_empty();
    let exit = app.out.answer(&Hits::new(result, &library_names(&book)?))?;
    drop(book);
    if in_vain {
        note_failed_search(app, &args.query);
    }
    Ok(exit)
}

/// The names of the libraries by their ids.
pub(super) fn library_names(book: &PhraseBook) -> Result<HashMap<LibraryId, String>, Failure> {
    Ok(book.libraries()?.into_iter().map(|library| (library.id, library.name)).collect())
}

/// Notes for `stats failed-searches` what found nothing in the whole book. The answer is out already, and a book that
/// cannot be written now loses no more than this note.
fn note_failed_search(app: &App, query: &str) {
    let noted = app.write().and_then(|mut book| Ok(book.record_failed_search(query)?));
    if let Err(failure) = noted {
        log::info!("a search that found nothing was not noted: {}", failure.message(Locale::En));
    }
}

#[derive(Deserialize)]
struct Question {
    text: String,
    query: String,
}

#[derive(Serialize)]
struct Answer {
    r#match: bool,
    spans: Vec<Span>,
}

/// Answers line by line, each as soon as it is asked. A line that is no question is answered with an error in its
/// place, and the rest goes on.
pub(crate) fn match_lines(app: &App, args: &MatchArgs) -> Result<Exit, Failure> {
    let approximate = if args.approximate { Approximate::ALL } else { Approximate::NONE };
    let mut questions = BufReader::new(io::stdin().lock());
    let mut out = BufWriter::new(io::stdout().lock());
    let mut exit = Exit::Done;
    let mut line = Vec::new();
    for row in 1.. {
        line.clear();
        if questions.read_until(b'\n', &mut line).map_err(Failure::input)? == 0 {
            break;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        match serde_json::from_slice::<Question>(&line) {
            Ok(Question { text, query }) => {
                let found = matches(&text, &query, approximate);
                let answer = Answer { r#match: found.matched, spans: found.spans };
                serde_json::to_writer(&mut out, &answer).map_err(io::Error::from)?;
            }
            Err(error) => {
                exit = Exit::Failed;
                serde_json::to_writer(&mut out, &bad_line(app, row, &error)).map_err(io::Error::from)?;
            }
        }
        out.write_all(b"\n")?;
        // Whoever asks one question and waits gets its answer; many at once are written together.
        if questions.buffer().is_empty() {
            out.flush()?;
        }
    }
    out.flush()?;
    Ok(exit)
}

fn bad_line(app: &App, row: usize, error: &serde_json::Error) -> Value {
    let message = text::BAD_LINE.fill(app.locale(), &[error]);
    json!({ "error": { "code": "bad_line", "message": message, "where": { "row": row } } })
}
