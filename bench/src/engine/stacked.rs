//! tantivy with stacked tokens: at every character stand the character, its syllables and its initials, so that a phrase
//! query finds any mix of them. The last syllable of a query may be cut: a phrase-prefix query.

use std::collections::HashMap;
use std::path::Path;

use tantivy::collector::{DocSetCollector, TopDocs};
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, Occur, PhrasePrefixQuery, PhraseQuery, Query, TermQuery,
};
use tantivy::schema::{FAST, Field as Column, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{DocAddress, Index, IndexReader, ReloadPolicy, TantivyDocument, Term};

use super::{Engine, Hit, Source};
use crate::Result;
use crate::chinese;
use crate::corpus::{Field, Phrase};

/// Memory that the writer may fill before it writes a segment.
const WRITER_BYTES: usize = 100_000_000;
/// Tokens between two fields, so that no phrase query runs from one into the next.
const GAP: usize = 100;
/// Ways of reading a term that are looked for; the others are left out.
const MAX_READINGS: usize = 100;
const TITLE_BOOST: f32 = 8.0;
const TITLE_SCORE: f32 = 100.0;

pub(crate) struct Stacked {
    reader: IndexReader,
    columns: Columns,
    bytes: u64,
}

#[derive(Clone, Copy)]
struct Columns {
    number: Column,
    title: Column,
    /// All other fields.
    rest: Column,
}

/// A piece of a query: a token, or at its end the beginning of one.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Token(String),
    Prefix(String),
}

impl Stacked {
    pub(crate) fn build(source: &Source<'_>) -> Result<Self> {
        let (schema, columns) = schema();
        let index = Index::create_in_dir(source.scratch, schema)?;
        let mut writer = index.writer_with_num_threads(1, WRITER_BYTES)?;
        let mut tokens = Tokens::default();
        for (phrase, number) in source.phrases.iter().zip(0..) {
            let mut document = TantivyDocument::default();
            document.add_u64(columns.number, number);
            document.add_pre_tokenized_text(columns.title, tokens.of(phrase, &[Field::Title]));
            let others: Vec<Field> =
                source.fields.list().iter().copied().filter(|field| *field != Field::Title).collect();
            if !others.is_empty() {
                document.add_pre_tokenized_text(columns.rest, tokens.of(phrase, &others));
            }
            writer.add_document(document)?;
        }
        writer.commit()?;
        let segments = index.searchable_segment_ids()?;
        if segments.len() > 1 {
            writer.merge(&segments).wait()?;
        }
        writer.garbage_collect_files().wait()?;
        writer.wait_merging_threads()?;
        Self::open(source)
    }

    /// Opens what [`Stacked::build`] has made.
    pub(crate) fn open(source: &Source<'_>) -> Result<Self> {
        let (_, columns) = schema();
        let index = Index::open_in_dir(source.scratch)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { reader, columns, bytes: size(source.scratch)? })
    }

    fn query(&self, query: &str) -> BooleanQuery {
        let terms = chinese::terms(query);
        BooleanQuery::new(terms.iter().map(|term| (Occur::Must, self.term(term))).collect())
    }

    /// Any way of reading the term, in any field.
    fn term(&self, term: &[char]) -> Box<dyn Query> {
        let mut ways: Vec<Box<dyn Query>> = Vec::new();
        for pieces in pieces(term) {
            ways.push(in_title(phrase(self.columns.title, &pieces), &pieces));
            ways.push(phrase(self.columns.rest, &pieces));
        }
        Box::new(BooleanQuery::union(ways))
    }

    fn numbers(&self, found: impl IntoIterator<Item = DocAddress>) -> Result<Vec<usize>> {
        let searcher = self.reader.searcher();
        let name = searcher.schema().get_field_name(self.columns.number);
        let columns: Vec<_> = searcher
            .segment_readers()
            .iter()
            .map(|segment| segment.fast_fields().u64(name))
            .collect::<tantivy::Result<_>>()?;
        let number =
            |at: DocAddress| columns[at.segment_ord as usize].first(at.doc_id).unwrap_or_default() as usize;
        Ok(found.into_iter().map(number).collect())
    }
}

impl Engine for Stacked {
    fn search(&mut self, query: &str, limit: usize) -> Result<Vec<Hit>> {
        let top = TopDocs::with_limit(limit).order_by_score();
        let found = self.reader.searcher().search(&self.query(query), &top)?;
        let numbers = self.numbers(found.into_iter().map(|(_, address)| address))?;
        Ok(numbers.into_iter().map(|index| Hit { index, ..Hit::default() }).collect())
    }

    fn all(&mut self, query: &str, _approximate: bool) -> Result<Vec<usize>> {
        let found = self.reader.searcher().search(&self.query(query), &DocSetCollector)?;
        self.numbers(found)
    }

    fn disk(&self) -> u64 {
        self.bytes
    }
}

fn schema() -> (Schema, Columns) {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default().set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = TextOptions::default().set_indexing_options(indexing);
    let columns = Columns {
        number: schema.add_u64_field("number", FAST),
        title: schema.add_text_field("title", text.clone()),
        rest: schema.add_text_field("rest", text),
    };
    (schema.build(), columns)
}

/// Makes tokens; keeps those of each character, which come again and again.
#[derive(Default)]
struct Tokens {
    known: HashMap<char, Vec<String>>,
}

impl Tokens {
    fn of(&mut self, phrase: &Phrase, fields: &[Field]) -> PreTokenizedString {
        let (mut tokens, mut position) = (Vec::new(), 0);
        for field in fields {
            for folded in chinese::fold(phrase.field(*field)) {
                for text in self.known.entry(folded.char).or_insert_with(|| stack(folded.char)) {
                    tokens.push(Token { position, text: text.clone(), ..Token::default() });
                }
                position += 1;
            }
            position += GAP;
        }
        PreTokenizedString { text: String::new(), tokens }
    }
}

/// The tokens that stand at a character.
fn stack(c: char) -> Vec<String> {
    let mut tokens = vec![c.to_string()];
    for reading in chinese::readings(c) {
        for token in chinese::initials(&reading).map(str::to_owned).chain([reading.clone()]) {
            if !tokens.contains(&token) {
                tokens.push(token);
            }
        }
    }
    tokens
}

/// Lets a match in the title count more. A prefix behind one token or none has a score of 1 that no boost changes, so it is
/// given another.
fn in_title(phrase: Box<dyn Query>, pieces: &[Piece]) -> Box<dyn Query> {
    match pieces {
        [Piece::Prefix(_)] | [_, Piece::Prefix(_)] => Box::new(ConstScoreQuery::new(phrase, TITLE_SCORE)),
        _ => Box::new(BoostQuery::new(phrase, TITLE_BOOST)),
    }
}

fn phrase(column: Column, pieces: &[Piece]) -> Box<dyn Query> {
    let text = |piece: &Piece| match piece {
        Piece::Token(text) | Piece::Prefix(text) => Term::from_field_text(column, text),
    };
    let terms: Vec<Term> = pieces.iter().map(text).collect();
    match (pieces.last(), terms.as_slice()) {
        (Some(Piece::Prefix(_)), _) => Box::new(PhrasePrefixQuery::new(terms)),
        (_, [term]) => Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqs)),
        _ => Box::new(PhraseQuery::new(terms)),
    }
}

/// The ways of reading a term as a row of tokens: letters as syllables, as initials, or as themselves.
fn pieces(term: &[char]) -> Vec<Vec<Piece>> {
    let mut readings = Vec::new();
    walk(term, &mut Vec::new(), &mut readings);
    let literal: Vec<Piece> = term.iter().map(|c| Piece::Token(c.to_string())).collect();
    if !literal.is_empty() && !readings.contains(&literal) {
        readings.push(literal);
    }
    readings
}

fn walk(rest: &[char], before: &mut Vec<Piece>, readings: &mut Vec<Vec<Piece>>) {
    if readings.len() >= MAX_READINGS {
        return;
    }
    if rest.is_empty() {
        if !before.is_empty() {
            readings.push(before.clone());
        }
        return;
    }
    let mut step = |piece: Piece, rest: &[char]| {
        before.push(piece);
        walk(rest, before, readings);
        before.pop();
    };
    if !rest[0].is_ascii_lowercase() {
        return step(Piece::Token(rest[0].to_string()), &rest[1..]);
    }
    let letters: String = rest.iter().take_while(|c| c.is_ascii_lowercase()).collect();
    let syllables = chinese::syllables();
    let is_beginning =
        syllables.range(letters.clone()..).next().is_some_and(|next| next.starts_with(&letters));
    if letters.len() == rest.len() && letters.len() > 1 && is_beginning {
        step(Piece::Prefix(letters.clone()), &[]);
    }
    for len in (1..=letters.len()).rev() {
        let token = &letters[..len];
        let is_cut_prefix = len == rest.len() && len > 1 && is_beginning;
        if (syllables.contains(token) || is_initial(token)) && !is_cut_prefix {
            step(Piece::Token(token.to_owned()), &rest[len..]);
        }
    }
}

/// No syllable begins with i, u or v; a Latin word is read as itself anyway.
fn is_initial(token: &str) -> bool {
    matches!(token, "zh" | "ch" | "sh") || token.len() == 1 && !matches!(token, "i" | "u" | "v")
}

/// Bytes of the files in a folder.
fn size(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for file in std::fs::read_dir(folder)? {
        bytes += file?.metadata()?.len();
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn terms_are_read_in_every_way() {
        let shown = |term: &str| -> HashSet<String> {
            let term: Vec<char> = term.chars().collect();
            let piece = |piece: &Piece| match piece {
                Piece::Token(text) => text.clone(),
                Piece::Prefix(text) => format!("{text}*"),
            };
            pieces(&term).iter().map(|way| way.iter().map(piece).collect::<Vec<_>>().join(" ")).collect()
        };
        for (term, ways) in [
            ("fah", &["fa h", "f a h"][..]),
            ("发huo", &["发 huo*", "发 h u o"]),
            ("f货", &["f 货"]),
            ("zh", &["zh*", "z h"]),
            ("3天", &["3 天"]),
        ] {
            let ways: HashSet<String> = ways.iter().map(|way| (*way).to_owned()).collect();
            assert!(ways.is_subset(&shown(term)), "{term}: {:?}", shown(term));
        }
        assert!(pieces(&['a'; 64]).len() <= MAX_READINGS + 1);
    }
}
