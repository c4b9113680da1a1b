//! A phrase as the index takes it, and the fields that it becomes.

use tantivy::TantivyDocument;
use tantivy::schema::{BytesOptions, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{PreTokenizedString, Token as Posting};

use super::token::{Kind, sound, tokens};
use crate::compose::{Segment, Template};
use crate::ids::PhraseId;
use crate::model::{Part, Phrase};
use crate::search::fold::Folded;

/// What the index reads of a phrase, as plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestDoc {
    /// The phrase's id.
    pub id: PhraseId,
    /// The title.
    pub title: String,
    /// The keywords.
    pub keywords: Vec<String>,
    /// The names of its categories.
    pub category: Vec<String>,
    /// The words of its own text parts, without variables and emoji codes.
    pub text: String,
    /// The words of its variants in other languages.
    pub foreign: String,
}

impl SuggestDoc {
    /// Reads a phrase that lies in this category.
    pub fn of(phrase: &Phrase, category: &[String]) -> Self {
        let content = &phrase.content;
        let foreign = content.variants.iter().filter(|variant| variant.lang.is_some());
        Self {
            id: phrase.id,
            title: phrase.label.title.clone(),
            keywords: phrase.label.keywords.clone(),
            category: category.to_vec(),
            text: words(&content.parts),
            foreign: foreign.map(|variant| words(&variant.parts)).collect::<Vec<_>>().join("\n"),
        }
    }
}

/// What a word in a text is worth: the unit of all weights.
pub(super) const TEXT: f32 = 1.0;

/// The fields of the index. What a customer says is found in all of them, with a weight for each.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    pub(super) id: Field,
    pub(super) title: Field,
    pub(super) keywords: Field,
    pub(super) category: Field,
    pub(super) text: Field,
    pub(super) foreign: Field,
    /// How title and keywords sound; asked only for words that no phrase has.
    pub(super) sound: Field,
}

impl Fields {
    /// The schema; a change of it, or of what is written into it, is a new [`FORMAT`](super::stamp::FORMAT).
    pub(super) fn schema() -> (Schema, Self) {
        let mut schema = Schema::builder();
        // Positions would double the index: neighbours are pairs already. The tokens come ready made, so the name of
        // the tokeniser only has to be one that there is.
        let indexing =
            TextFieldIndexing::default().set_tokenizer("raw").set_index_option(IndexRecordOption::WithFreqs);
        let words = TextOptions::default().set_indexing_options(indexing);
        let fields = Self {
            id: schema.add_bytes_field("id", BytesOptions::default().set_indexed().set_fast()),
            title: schema.add_text_field("title", words.clone()),
            keywords: schema.add_text_field("keywords", words.clone()),
            category: schema.add_text_field("category", words.clone()),
            text: schema.add_text_field("text", words.clone()),
            foreign: schema.add_text_field("foreign", words.clone()),
            sound: schema.add_text_field("sound", words),
        };
        (schema.build(), fields)
    }

    /// The fields that hold words, with what a word in each is worth.
    pub(super) fn weighted(&self) -> [(Field, f32); 5] {
        [
            (self.title, 2.0),
            (self.keywords, 2.5),
            (self.category, 0.6),
            (self.text, TEXT),
            (self.foreign, 0.5),
        ]
    }

    pub(super) fn document(&self, doc: &SuggestDoc) -> TantivyDocument {
        let mut document = TantivyDocument::new();
        document.add_bytes(self.id, doc.id.as_bytes());
        let title = Folded::new(&doc.title);
        // A comma keeps the last character of a keyword and the first of the next apart.
        let keywords = Folded::new(&doc.keywords.join(","));
        let category = Folded::new(&doc.category.join(","));
        let any = |_: Kind| true;
        let long = |kind: Kind| kind != Kind::Hanzi;
        for (field, text, keep) in [
            (self.title, &title, &any as &dyn Fn(Kind) -> bool),
            (self.keywords, &keywords, &any),
            (self.category, &category, &any),
            (self.text, &Folded::new(&doc.text), &long),
            (self.foreign, &Folded::new(&doc.foreign), &long),
        ] {
            let kept = tokens(text).into_iter().filter(|token| keep(token.kind));
            add(&mut document, field, kept.map(|token| token.text));
        }
        let heard = |text: &Folded| -> Vec<String> {
            tokens(text).iter().filter_map(|token| sound(text, token)).collect()
        };
        add(&mut document, self.sound, heard(&title).into_iter().chain(heard(&keywords)));
        document
    }
}

/// The text parts as a customer may have said them: without variables, which stand for values, and emoji codes.
fn words(parts: &[Part]) -> String {
    let mut words = String::new();
    for text in parts.iter().filter_map(Part::as_text) {
        for segment in Template::parse_lossy(text).segments() {
            match segment {
                Segment::Text(text) => words.push_str(text),
                Segment::Variable(_) | Segment::Emoji(_) => words.push('|'),
            }
        }
        words.push('\n');
    }
    words
}

fn add(document: &mut TantivyDocument, field: Field, words: impl Iterator<Item = String>) {
    let tokens =
        words.enumerate().map(|(position, text)| Posting { position, text, ..Posting::default() }).collect();
    document.add_pre_tokenized_text(field, PreTokenizedString { text: String::new(), tokens });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_and_emoji_codes_are_no_words() {
        let parts = [Part::text("您好[客户名|亲]，单号[单号]查到了[玫瑰]"), Part::text("C:\\[路径]")];
        assert_eq!(words(&parts), "您好|，单号|查到了|\nC:[路径]\n");
    }
}
