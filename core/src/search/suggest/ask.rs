//! A question to one index: what each word of it is worth there, and how well each phrase answers.
//!
//! The engine keeps the postings; the sum over them is ours. A message has dozens of words, each in several fields, and
//! most phrases have one of them or another: the engine's own search is made for few words, and is several times
//! slower than adding up list by list in an array with a place for every phrase.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, Searcher, SegmentReader, Term};

use super::document::{Fields, TEXT};
use super::question::{Question, Word};

/// How many words in fields are added up at most: those worth most.
const MAX_CLAUSES: usize = 160;

/// And what one must be worth at least to make a difference.
const LEAST_WORTH: f32 = 0.5;

/// What a word that only sounds like one of a title or keyword is worth.
const SOUND: f32 = 1.6;

/// The rarity that counts, in the unit of an inverse document frequency: that of a word of one phrase in some two
/// hundred. Beyond it rare words are accidents; in a small library, where all are frequent, they count up to it.
const FULL_RARITY: f32 = 5.0;

/// What is left of a word that every phrase has: in a library about refunds, 退款 still is what is asked.
const LEAST_RARITY: f32 = 1.0;

/// The usual constants of BM25: how fast repetitions of a word lose, and how much a long field does.
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// A question to one index.
pub(super) struct Asked<'index> {
    searcher: &'index Searcher,
    clauses: Vec<Clause>,
    /// The strength of a phrase whose text has all that the customer wrote; infinite where that is no more than a
    /// word, which proves nothing.
    pub(super) full: f32,
}

impl<'index> Asked<'index> {
    /// Looks every word up in every field: worth its weight, the field's, and its rarity there. What no phrase has is
    /// looked up by its sound.
    pub(super) fn of(
        question: &Question,
        searcher: &'index Searcher,
        fields: &Fields,
    ) -> tantivy::Result<Self> {
        let mut clauses = Vec::new();
        let mut full = 0.0;
        for word in &question.words {
            let found = lookup(word, searcher, fields)?;
            if word.is_written() {
                let rarity = found.iter().map(|clause| clause.rarity).reduce(f32::max);
                full += word.weight * TEXT * rarity.unwrap_or(FULL_RARITY);
            }
            clauses.extend(found.into_iter().filter(|clause| clause.worth >= LEAST_WORTH));
        }
        clauses.sort_by(|a, b| b.worth.total_cmp(&a.worth));
        clauses.truncate(MAX_CLAUSES);
        let telling = question.words.iter().filter(|word| word.is_written() && word.is_telling()).count();
        let full = if telling > 1 { full } else { f32::INFINITY };
        Ok(Self { searcher, clauses, full })
    }

    /// The phrases that answer with at least this strength, best first.
    pub(super) fn strengths(&self, floor: f32) -> tantivy::Result<Vec<(f32, DocAddress)>> {
        let mut found = Vec::new();
        for (ord, segment) in (0..).zip(self.searcher.segment_readers()) {
            let strengths = self.add_up(segment, ord as usize)?;
            let above = (0..).zip(strengths).filter(|(doc, strength)| {
                *strength >= floor && segment.alive_bitset().is_none_or(|alive| alive.is_alive(*doc))
            });
            found.extend(above.map(|(doc, strength)| (strength, DocAddress::new(ord, doc))));
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        Ok(found)
    }

    /// The strength of every phrase of a segment.
    fn add_up(&self, segment: &SegmentReader, ord: usize) -> tantivy::Result<Vec<f32>> {
        let mut strengths = vec![0.0; segment.max_doc() as usize];
        let mut lengths: Vec<(Field, Lengths)> = Vec::new();
        for clause in &self.clauses {
            let Some(info) = clause.places.get(ord).and_then(Option::as_ref) else { continue };
            let field = clause.field;
            if !lengths.iter().any(|(known, _)| *known == field) {
                lengths.push((field, Lengths::of(self.searcher, segment, field)?));
            }
            let Some((_, lengths)) = lengths.iter().find(|(known, _)| *known == field) else { continue };
            let inverted = segment.inverted_index(field)?;
            let mut postings =
                inverted.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
            while !postings.docs().is_empty() {
                for (doc, times) in postings.docs().iter().zip(postings.freqs()) {
                    let times = *times as f32;
                    if let Some(strength) = strengths.get_mut(*doc as usize) {
                        *strength += clause.worth * times * (K1 + 1.0) / (times + lengths.drag(*doc));
                    }
                }
                postings.advance();
            }
        }
        Ok(strengths)
    }
}

/// A word in a field.
struct Clause {
    field: Field,
    rarity: f32,
    /// What it adds to a phrase that has it once in a field of middling length.
    worth: f32,
    /// Where its postings lie in each segment.
    places: Vec<Option<TermInfo>>,
}

impl Clause {
    /// `None` where no phrase has the word in this field.
    fn of(searcher: &Searcher, field: Field, word: &str, weight: f32) -> tantivy::Result<Option<Self>> {
        let term = Term::from_field_text(field, word);
        let mut places = Vec::with_capacity(searcher.segment_readers().len());
        let (mut with, mut all) = (0, 0);
        for segment in searcher.segment_readers() {
            let info = segment.inverted_index(field)?.get_term_info(&term)?;
            with += info.as_ref().map_or(0, |info| info.doc_freq);
            all += segment.max_doc();
            places.push(info);
        }
        if with == 0 {
            return Ok(None);
        }
        // One rarity for a word wherever it stands in a small library, where even the rarest is in half the phrases.
        let scale = (FULL_RARITY / inverse_frequency(1, all)).max(1.0);
        let rarity = (inverse_frequency(with, all) * scale).clamp(LEAST_RARITY, FULL_RARITY);
        Ok(Some(Self { field, rarity, worth: weight * rarity, places }))
    }
}

fn lookup(word: &Word, searcher: &Searcher, fields: &Fields) -> tantivy::Result<Vec<Clause>> {
    let mut found = Vec::new();
    for (field, weight) in fields.weighted() {
        found.extend(Clause::of(searcher, field, &word.text, word.weight * weight)?);
    }
    if let (true, Some(sound)) = (found.is_empty(), &word.sound) {
        found.extend(Clause::of(searcher, fields.sound, sound, word.weight * SOUND)?);
    }
    Ok(found)
}

/// How long a field is in each phrase of a segment.
struct Lengths {
    reader: FieldNormReader,
    /// What is added to the denominator of BM25, for each of the 256 lengths that the engine tells apart.
    drags: Vec<f32>,
}

impl Lengths {
    fn of(searcher: &Searcher, segment: &SegmentReader, field: Field) -> tantivy::Result<Self> {
        let (mut tokens, mut phrases) = (0, 0);
        for segment in searcher.segment_readers() {
            tokens += segment.inverted_index(field)?.total_num_tokens();
            phrases += u64::from(segment.max_doc());
        }
        let middling = (tokens as f32 / phrases.max(1) as f32).max(1.0);
        let drag = |id| K1 * (1.0 - B + B * FieldNormReader::id_to_fieldnorm(id) as f32 / middling);
        Ok(Self { reader: segment.get_fieldnorms_reader(field)?, drags: (0..=u8::MAX).map(drag).collect() })
    }

    fn drag(&self, doc: u32) -> f32 {
        self.drags[usize::from(self.reader.fieldnorm_id(doc))]
    }
}

fn inverse_frequency(with: u32, all: u32) -> f32 {
    let (with, all) = (with as f32, all as f32);
    (1.0 + (all - with + 0.5).max(0.0) / (with + 0.5)).ln()
}
