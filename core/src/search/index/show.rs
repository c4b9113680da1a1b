//! What is shown of a phrase that was found.

use super::IndexHit;
use super::docs::{DocId, FOLDED};
use super::hunt::{Catch, Hunt};
use super::lens::{Desk, FIELDS};
use crate::search::rank::Field;
use crate::search::run::Bounds;
use crate::search::scan::FieldSpans;
use crate::search::span::Span;
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
    IndexHit {
        id: catch.id,
        score: catch.rank.score(),
        approximate: catch.rank.approximate,
        spans: spans.united(),
    }
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
        if guess.is_some() && field == Field::Code {
            continue;
        }
        if guess.is_none() && field != Field::Category && record.flags & FOLDED == 0 {
            // Most often there is nothing to choose, and the units are the scalar values.
            if let Some((first, last)) = lens.plain_match(ways, level, (doc, &record), field) {
                spans.of(field).push(Span { start: first as u32, end: last as u32 + 1 });
                is_found = true;
                continue;
            }
        }
        if field == Field::Category {
            let known = lens.group_spans.iter().find(|known| (known.0, known.1) == (level, record.group));
            if let Some((.., found)) = known {
                spans.category.extend_from_slice(found);
                is_found |= !found.is_empty();
                continue;
            }
        }
        let Some((first, last)) = lens.window(ways, level, (doc, &record), field) else { continue };
        lens.segment.spell_out(doc, field, text);
        let bounds = Bounds { start_from: first, start_by: last, ..Bounds::ANYWHERE };
        let alignment = match guess {
            None => verifier.exact_within(text, typed, bounds),
            Some(guess) => verifier.guess_within(text, typed, guess, bounds),
        };
        let found = alignment.map(|alignment| text.spans(&alignment.units)).unwrap_or_default();
        is_found |= !found.is_empty();
        if field == Field::Category {
            lens.group_spans.push((level, record.group, found.clone()));
        }
        spans.of(field).extend(found);
    }
    is_found
}
