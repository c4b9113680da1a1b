//! What is shown of a phrase that was found.

use super::IndexHit;
use super::docs::DocId;
use super::hunt::{Catch, Hunt};
use super::lens::{Desk, FIELDS, LOOSE};
use crate::search::scan::FieldSpans;
use crate::search::verify::Guess;

/// Draws the spans of a phrase. Where a term matches some field exactly, only exact matches are highlighted.
pub(super) fn hit(hunt: &mut Hunt<'_>, catch: &Catch) -> IndexHit {
    let (view, doc) = (catch.view as usize, catch.doc);
    let mut spans = FieldSpans::default();
    for term in 0..hunt.query.terms.len() {
        if !highlight(hunt, (view, doc), term, None, &mut spans) {
            for guess in Guess::ALL {
                if highlight(hunt, (view, doc), term, Some(guess), &mut spans) {
                    break;
                }
            }
        }
    }
    IndexHit { id: catch.id, score: catch.rank.score(), approximate: catch.rank.approximate, spans: spans.united() }
}

/// Adds the spans of a term in every field that matches exactly, or by a guess; says whether there are any.
fn highlight(
    hunt: &mut Hunt<'_>,
    (view, doc): (usize, DocId),
    term: usize,
    guess: Option<Guess>,
    spans: &mut FieldSpans,
) -> bool {
    let typed = &hunt.query.terms[term];
    let level = match guess {
        None => hunt.top(term),
        Some(guess) if guess.is_open(hunt.options.approximate, typed) => guess.into(),
        Some(_) => return false,
    };
    let (lens, ways) = (&mut hunt.lenses[view][term], &hunt.ways[term]);
    let Some(record) = lens.segment.docs().record(doc) else { return false };
    let Desk { verifier, text } = &mut *hunt.pool.desk;
    let mut is_found = false;
    for field in FIELDS {
        if !lens.field_matches(ways, level, (doc, &record), field, LOOSE) {
            continue;
        }
        lens.segment.spell_out(doc, field, text);
        let alignment = match guess {
            None => verifier.exact(text, typed),
            Some(guess) => verifier.guess(text, typed, guess),
        };
        if let Some(alignment) = alignment {
            spans.of(field).extend(text.spans(&alignment.units));
            is_found = true;
        }
    }
    is_found
}
