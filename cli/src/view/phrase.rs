//! One phrase, whole.

use huashu_core::PhraseBook;
use huashu_core::compose::{Template, is_builtin};
use huashu_core::error::Locale;
use huashu_core::ids::{CategoryId, LibraryId, PhraseId};
use huashu_core::model::{Part, Phrase, Status, Validity, joined_text};
use huashu_core::usage::{Care, Thumb};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{id_line, moment, place, size, status, tick, variant};
use crate::error::Failure;
use crate::output::Reply;
use crate::output::layout::width;
use crate::output::page::{Page, Painted, paint};
use crate::output::style::{CODE, DIM, TITLE, WARN};
use crate::text::{self, Say};

/// A phrase with all that is known of it.
#[derive(Debug, Serialize)]
pub(crate) struct PhraseView {
    id: PhraseId,
    library: LibraryId,
    library_name: String,
    category: Vec<String>,
    category_id: Option<CategoryId>,
    #[serde(flatten)]
    fields: Map<String, Value>,
    text: String,
    status: Status,
    #[serde(flatten)]
    care: Care,
    warnings: Vec<Remark>,
    #[serde(skip)]
    phrase: Phrase,
    #[serde(skip)]
    done: Option<Say>,
}

/// Something about a phrase that is no fault and should be known.
#[derive(Debug, Serialize)]
pub(crate) struct Remark {
    reason: &'static str,
    message: String,
    ids: Vec<PhraseId>,
}

impl PhraseView {
    /// Looks a phrase's surroundings up.
    pub(crate) fn of(book: &PhraseBook, phrase: Phrase) -> Result<Self, Failure> {
        let Ok(Value::Object(mut fields)) = serde_json::to_value(&phrase) else {
            return Err(Failure::Internal("a phrase is no JSON object".to_owned()));
        };
        // The fields that this view says itself; unknown ones of the phrase must not say them twice.
        for own in ["id", "library", "library_name", "category", "category_id", "text", "status", "warnings"]
        {
            fields.shift_remove(own);
        }
        for own in ["uses", "last_used", "favourite", "thumb"] {
            fields.shift_remove(own);
        }
        Ok(Self {
            id: phrase.id,
            library: phrase.library,
            library_name: book.library(phrase.library)?.name,
            category: book.category_path(phrase.place.category)?,
            category_id: phrase.place.category,
            fields,
            text: joined_text(&phrase.content.parts),
            status: book.status(&phrase)?,
            care: book.care_of(phrase.id)?,
            warnings: Vec::new(),
            phrase,
            done: None,
        })
    }

    /// Says what was done instead of showing the whole phrase.
    pub(crate) fn done(mut self, done: Say) -> Self {
        self.done = Some(done);
        self
    }

    /// Warns of other live phrases of the library that carry the same short code: allowed, since replicas meet.
    pub(crate) fn with_twins(mut self, book: &PhraseBook, locale: Locale) -> Result<Self, Failure> {
        let Some(code) = &self.phrase.label.code else { return Ok(self) };
        let twins = book.phrases_by_code(code)?;
        let ids: Vec<PhraseId> = twins
            .iter()
            .filter(|twin| twin.library == self.library && twin.id != self.id)
            .map(|twin| twin.id)
            .collect();
        if !ids.is_empty() {
            let message = text::CODE_TAKEN.fill(locale, &[code, &ids.len()]);
            self.warnings.push(Remark { reason: "code_taken", message, ids });
        }
        Ok(self)
    }

    fn brief(&self, page: &mut Page, done: &Say) {
        let tick = tick(page, done);
        let title = Painted::new().add(TITLE, &self.phrase.label.title);
        let code = self
            .phrase
            .label
            .code
            .as_deref()
            .map_or_else(String::new, |code| format!("  {}", paint(CODE, code)));
        page.line(format!("{tick}  {}{code}", title.text));
        page.spread(&Painted::new().plain("  ").add(DIM, &self.place()), &id_line(&self.id), 2);
        for warning in &self.warnings {
            page.line(paint(WARN, &format!("  ! {}", warning.message)));
        }
    }

    fn place(&self) -> String {
        place(&self.category, &self.library_name)
    }

    fn card(&self, page: &mut Page) {
        let label = &self.phrase.label;
        let code = label.code.as_deref().unwrap_or_default();
        page.spread(&Painted::new().add(TITLE, &label.title), &Painted::new().add(CODE, code), 0);
        page.spread(&Painted::new().add(DIM, &self.place()), &id_line(&self.id), 0);
        page.blank();
        parts(page, &self.phrase.content.parts);
        for version in &self.phrase.content.variants {
            page.blank();
            let name = variant(page, version.channel.as_ref(), version.lang.as_ref());
            page.line(paint(TITLE, &page.fill(&text::VARIANT, &[&name])));
            parts(page, &version.parts);
        }
        page.blank();
        self.facts(page);
    }

    fn facts(&self, page: &mut Page) {
        let Self { phrase, care, .. } = self;
        let mut facts: Vec<(&Say, String)> = vec![(&text::STATUS, self.status_words(page))];
        let mut add = |name, value: Option<String>| facts.extend(value.map(|value| (name, value)));
        add(&text::VALID, valid(phrase.content.valid));
        add(&text::REVIEW_BY, phrase.label.review_by.map(|day| day.to_string()));
        add(&text::KEYWORDS, some(phrase.label.keywords.join("、")));
        add(&text::VARIABLES, some(variables(phrase).join("、")));
        add(&text::LANGUAGE, phrase.content.lang.as_ref().map(ToString::to_string));
        add(&text::USE, some(use_words(page, care)));
        add(
            &text::ORIGIN,
            phrase.meta.origin.as_ref().map(|origin| format!("{} {}", origin.source, origin.key)),
        );
        add(&text::COPIED_FROM, phrase.meta.copied_from.map(|id| id.to_string()));
        add(&text::CREATED_AT, phrase.meta.created_at.map(moment));
        add(
            &text::UPDATED_AT,
            phrase.meta.updated_at.filter(|at| Some(*at) != phrase.meta.created_at).map(moment),
        );
        add(&text::DELETED_AT, phrase.meta.deleted_at.map(moment));
        let names = facts.iter().map(|(name, _)| width(page.pick(name))).max().unwrap_or(0);
        for (name, value) in facts {
            page.field(0, names, page.pick(name), &value);
        }
    }

    fn status_words(&self, page: &Page) -> String {
        let mut words =
            vec![status(page, self.status).map_or_else(|| page.pick(&text::ACTIVE), |(_, word)| word)];
        if self.phrase.content.sensitive {
            words.push(page.pick(&text::SENSITIVE));
        }
        words.join(" · ")
    }
}

impl Reply for PhraseView {
    fn page(&self, page: &mut Page) {
        match &self.done {
            Some(done) => self.brief(page, done),
            None => self.card(page),
        }
    }
}

/// How often a phrase was used and what the agent thinks of it.
fn use_words(page: &Page, care: &Care) -> String {
    let mut words = Vec::new();
    if care.uses > 0 {
        let last = care.last_used.map(moment).unwrap_or_default();
        words.push(page.fill(&text::USED, &[&care.uses, &last]));
    }
    if care.favourite {
        words.push(page.pick(&text::FAVOURITE).to_owned());
    }
    match care.thumb {
        Some(Thumb::Up) => words.push("👍".to_owned()),
        Some(Thumb::Down) => words.push("👎".to_owned()),
        None => {}
    }
    words.join(" · ")
}

/// The parts of a phrase or variant, in order.
fn parts(page: &mut Page, parts: &[Part]) {
    for part in parts {
        match part {
            Part::Text(text) => page.block(0, &text.text),
            Part::Image(image) => {
                let word = page.pick(&text::IMAGE);
                let facts = format!("{}×{} · {}", image.width, image.height, size(image.bytes));
                attached(page, word, &image.name, &facts);
            }
            Part::File(file) => {
                let word = page.pick(&text::FILE);
                attached(page, word, &file.name, &size(file.bytes));
            }
            Part::Unknown(value) => {
                let kind = value.get("kind").and_then(Value::as_str).unwrap_or("?");
                page.aside(&page.fill(&text::UNKNOWN_PART, &[&kind]));
            }
        }
    }
}

fn attached(page: &mut Page, word: &str, name: &str, facts: &str) {
    let line = Painted::new().add(DIM, word).plain(" ").plain(name).plain("  ").add(DIM, facts);
    page.line(line.text);
}

/// `2026-11-01..2026-11-12`; nothing where every day is fine.
fn valid(valid: Validity) -> Option<String> {
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    (!valid.is_open()).then(|| format!("{}..{}", day(valid.from), day(valid.until)))
}

/// The variables of a phrase and its variants that somebody has to fill, as they are written.
fn variables(phrase: &Phrase) -> Vec<String> {
    let mut written: Vec<String> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for text in phrase.all_parts().filter_map(Part::as_text) {
        for variable in Template::parse_lossy(text).variables() {
            if !is_builtin(&variable.name) && !names.contains(&variable.name) {
                names.push(variable.name.clone());
                written.push(variable.to_string());
            }
        }
    }
    written
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// A phrase in one line of JSON, for lists.
pub(super) fn short_json(phrase: &Phrase, category: &[String]) -> Value {
    json!({
        "id": phrase.id,
        "library": phrase.library,
        "title": phrase.label.title,
        "code": phrase.label.code,
        "category": category,
        "text": joined_text(&phrase.content.parts),
    })
}
