//! Use and care: one phrase's records, and lists of phrases that want looking at.

use huashu_core::PhraseBook;
use huashu_core::ids::PhraseId;
use huashu_core::usage::{Care, Cared, FailedSearch, Thumb};
use serde::Serialize;
use serde_json::{Value, json};

use super::phrase::short_json;
use super::{moment, place, tick};
use crate::error::Failure;
use crate::output::Reply;
use crate::output::page::{Align, Page, Painted};
use crate::output::style::{DIM, TITLE};
use crate::text::{self, Say};

/// The local records of one phrase after they changed.
#[derive(Debug, Serialize)]
pub(crate) struct CareView {
    id: PhraseId,
    title: String,
    #[serde(flatten)]
    care: Care,
    #[serde(skip)]
    done: Say,
}

impl CareView {
    pub(crate) fn of(book: &PhraseBook, id: PhraseId, done: Say) -> Result<Self, Failure> {
        Ok(Self { id, title: book.phrase(id)?.label.title, care: book.care_of(id)?, done })
    }
}

impl Reply for CareView {
    fn page(&self, page: &mut Page) {
        let mut line = Painted::new().add(TITLE, &self.title);
        if self.care.uses > 0 {
            line = line.plain("  ").add(DIM, &page.fill(&text::TIMES, &[&self.care.uses]));
        }
        page.line(format!("{}  {}", tick(page, &self.done), line.text));
    }
}

/// A list of phrases with the reason why each is on it.
#[derive(Debug, Serialize)]
pub(crate) struct CaredList {
    list: &'static str,
    phrases: Vec<Value>,
    #[serde(skip)]
    lines: Vec<Vec<String>>,
    #[serde(skip)]
    by_day: bool,
}

impl CaredList {
    /// `list` is its name in JSON; `by_day`: the list is about a day rather than about use.
    pub(crate) fn of(
        book: &PhraseBook,
        list: &'static str,
        cared: Vec<Cared>,
        by_day: bool,
    ) -> Result<Self, Failure> {
        let mut view = Self { list, phrases: Vec::new(), lines: Vec::new(), by_day };
        for Cared { phrase, care, day } in cared {
            let category = book.category_path(phrase.place.category)?;
            let mut value = short_json(&phrase, &category);
            for (name, fact) in [
                ("uses", json!(care.uses)),
                ("last_used", json!(care.last_used)),
                ("favourite", json!(care.favourite)),
                ("thumb", json!(care.thumb)),
                ("day", json!(day)),
            ] {
                value[name] = fact;
            }
            view.phrases.push(value);
            let thumb = match care.thumb {
                Some(Thumb::Up) => " 👍",
                Some(Thumb::Down) => " 👎",
                None => "",
            };
            let star = if care.favourite { " ★" } else { "" };
            let fact = match by_day {
                true => day.map(|day| day.to_string()).unwrap_or_default(),
                false => care.uses.to_string(),
            };
            view.lines.push(vec![
                format!("{}{star}{thumb}", phrase.label.title),
                place(&category, &book.library(phrase.library)?.name),
                fact,
                phrase.id.to_string(),
            ]);
        }
        Ok(view)
    }
}

impl Reply for CaredList {
    fn page(&self, page: &mut Page) {
        if self.lines.is_empty() {
            page.say(&text::LIST_EMPTY, &[]);
            return;
        }
        let fact = if self.by_day { (&text::DAY, Align::Left) } else { (&text::USES, Align::Right) };
        let head = [
            (page.pick(&text::TITLE), Align::Left),
            (page.pick(&text::PLACE), Align::Left),
            (page.pick(fact.0), fact.1),
            (page.pick(&text::ID), Align::Left),
        ];
        page.table(&head, 0, &self.lines);
    }
}

/// Searches that found nothing.
#[derive(Debug, Serialize)]
pub(crate) struct FailedSearches {
    pub(crate) list: &'static str,
    pub(crate) searches: Vec<FailedSearch>,
}

impl Reply for FailedSearches {
    fn page(&self, page: &mut Page) {
        if self.searches.is_empty() {
            page.say(&text::LIST_EMPTY, &[]);
            return;
        }
        let row = |one: &FailedSearch| vec![one.query.clone(), one.times.to_string(), moment(one.last_at)];
        let rows: Vec<Vec<String>> = self.searches.iter().map(row).collect();
        let head = [
            (page.pick(&text::QUERY), Align::Left),
            (page.pick(&text::USES), Align::Right),
            (page.pick(&text::LAST), Align::Left),
        ];
        page.table(&head, 0, &rows);
    }
}
