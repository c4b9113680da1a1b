//! The trash.

use huashu_core::PhraseBook;
use huashu_core::model::Phrase;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use super::phrase::short_json;
use super::{id_line, moment, place, tick};
use crate::error::Failure;
use crate::output::Reply;
use crate::output::page::{Page, Painted, paint};
use crate::output::style::{CODE, DIM, TITLE};
use crate::text;

/// The phrases in the trash, last deleted first.
#[derive(Debug, Serialize)]
pub(crate) struct TrashView {
    total: usize,
    phrases: Vec<Value>,
    #[serde(skip)]
    lines: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    phrase: Phrase,
    place: String,
    gone_at: Option<Timestamp>,
}

impl TrashView {
    pub(crate) fn of(book: &PhraseBook) -> Result<Self, Failure> {
        let mut phrases = Vec::new();
        let mut lines = Vec::new();
        for trashed in book.trash()? {
            let phrase = trashed.phrase;
            let category = book.category_path(phrase.place.category)?;
            let mut value = short_json(&phrase, &category);
            value["deleted_at"] = json!(phrase.meta.deleted_at);
            value["gone_at"] = json!(trashed.gone_at);
            phrases.push(value);
            let place = place(&category, &book.library(phrase.library)?.name);
            lines.push(Line { phrase, place, gone_at: trashed.gone_at });
        }
        Ok(Self { total: phrases.len(), phrases, lines })
    }
}

impl Reply for TrashView {
    fn page(&self, page: &mut Page) {
        if self.lines.is_empty() {
            page.say(&text::TRASH_EMPTY, &[]);
            return;
        }
        for Line { phrase, place, gone_at } in &self.lines {
            let code = phrase.label.code.as_deref().unwrap_or_default();
            let left = Painted::new().add(TITLE, &phrase.label.title).plain("  ").add(CODE, code);
            let deleted = phrase.meta.deleted_at.map(moment).unwrap_or_default();
            page.spread(&left, &Painted::new().add(DIM, &page.fill(&text::DELETED_ON, &[&deleted])), 2);
            page.spread(&Painted::new().plain("  ").add(DIM, place), &id_line(&phrase.id), 2);
            if let Some(gone_at) = gone_at {
                page.line(paint(DIM, &format!("  {}", page.fill(&text::GONE_ON, &[&moment(*gone_at)]))));
            }
        }
        page.aside(page.pick(&text::RESTORE_HINT));
    }
}

/// What a purge removed.
#[derive(Debug, Serialize)]
pub(crate) struct Purged {
    pub(crate) purged: u64,
}

impl Reply for Purged {
    fn page(&self, page: &mut Page) {
        let sentence = page.fill(&text::PURGED, &[&self.purged]);
        page.line(format!("{}  {sentence}", tick(page, &text::DONE)));
    }
}
