//! A question in the engine's terms: what each word of it is worth in this library.

use tantivy::query::{BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use super::document::{Fields, TEXT};
use super::question::{Question, Word};

/// How many words in fields are scored: those worth most.
const MAX_CLAUSES: usize = 160;

/// What a word that only sounds like one of a title or keyword is worth.
const SOUND: f32 = 1.6;

/// The rarity that counts, in the unit of an inverse document frequency: that of a word of one phrase in some two
/// hundred. Beyond it rare words are accidents; in a small library, where all are frequent, they count up to it.
const FULL_RARITY: f32 = 5.0;

/// What is left of a word that every phrase has: in a library about refunds, 退款 still is what is asked.
const LEAST_RARITY: f32 = 1.0;

/// A question to one index.
pub(super) struct Asked {
    pub(super) clauses: Vec<(Occur, Box<dyn Query>)>,
    /// The strength of a phrase whose text has all that the customer wrote; infinite where that is no more than a
    /// word, which proves nothing.
    pub(super) full: f32,
}

impl Asked {
    /// Looks every word up in every field: worth its weight, the field's, and its rarity there. What no phrase has is
    /// looked up by its sound.
    pub(super) fn of(question: &Question, searcher: &Searcher, fields: &Fields) -> tantivy::Result<Self> {
        let documents = searcher.segment_readers().iter().map(|segment| u64::from(segment.max_doc())).sum();
        let mut clauses = Vec::new();
        let mut full = 0.0;
        for word in &question.words {
            let found = lookup(word, searcher, documents, fields)?;
            if word.is_written() {
                let rarity = found.iter().map(|clause| clause.rarity).reduce(f32::max);
                full += word.weight * TEXT * rarity.unwrap_or(FULL_RARITY);
            }
            clauses.extend(found);
        }
        clauses.sort_by(|a, b| b.worth.total_cmp(&a.worth));
        clauses.truncate(MAX_CLAUSES);
        let telling = question.words.iter().filter(|word| word.is_written() && word.is_telling()).count();
        let full = if telling > 1 { full } else { f32::INFINITY };
        Ok(Self { clauses: clauses.into_iter().map(Clause::query).collect(), full })
    }
}

fn lookup(word: &Word, searcher: &Searcher, documents: u64, fields: &Fields) -> tantivy::Result<Vec<Clause>> {
    let mut found = Vec::new();
    for (field, weight) in fields.weighted() {
        found.extend(Clause::of(searcher, documents, (field, &word.text), word.weight * weight)?);
    }
    if let (true, Some(sound)) = (found.is_empty(), &word.sound) {
        found.extend(Clause::of(searcher, documents, (fields.sound, sound), word.weight * SOUND)?);
    }
    Ok(found)
}

/// A word in a field.
struct Clause {
    term: Term,
    rarity: f32,
    /// What it adds to a phrase of middling length that has it once.
    worth: f32,
    boost: f32,
}

impl Clause {
    /// `None` where no phrase has the word in this field.
    fn of(
        searcher: &Searcher,
        documents: u64,
        (field, word): (Field, &str),
        weight: f32,
    ) -> tantivy::Result<Option<Self>> {
        let term = Term::from_field_text(field, word);
        let with = searcher.doc_freq(&term)?;
        if with == 0 {
            return Ok(None);
        }
        let engines = inverse_frequency(with, documents);
        let scale = (FULL_RARITY / inverse_frequency(1, documents)).max(1.0);
        let rarity = (engines * scale).clamp(LEAST_RARITY, FULL_RARITY);
        let worth = weight * rarity;
        Ok(Some(Self { term, rarity, worth, boost: worth / engines }))
    }

    fn query(self) -> (Occur, Box<dyn Query>) {
        let term = TermQuery::new(self.term, IndexRecordOption::WithFreqs);
        (Occur::Should, Box::new(BoostQuery::new(Box::new(term), self.boost)))
    }
}

/// As BM25 has it: the engine multiplies by it, so a boost divides by it to put another in its place. Never zero.
fn inverse_frequency(with: u64, documents: u64) -> f32 {
    let (with, documents) = (with as f32, documents as f32);
    (1.0 + (documents - with + 0.5).max(0.0) / (with + 0.5)).ln()
}
