//! Texts that wait for a decision: mine beside what is there now.

use huashu_core::ids::PhraseId;
use huashu_core::model::{Part, joined_text};
use huashu_core::store::LocalDraft;
use huashu_core::{Error, PhraseBook};
use huashu_protocol::sync::Verb;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::{id_line, moment, tick};
use crate::error::Failure;
use crate::output::Reply;
use crate::output::page::{Page, Painted, paint};
use crate::output::style::{DIM, TITLE, WARN};
use crate::text::{self, Say};

/// All of them.
#[derive(Debug, Serialize)]
pub(crate) struct DraftList {
    drafts: Vec<DraftView>,
}

/// One of them.
#[derive(Debug, Serialize)]
struct DraftView {
    #[serde(flatten)]
    draft: LocalDraft,
    /// The texts that the draft says; `None` where it says none.
    mine: Option<Saying>,
    /// What is there now; `None` where nothing is.
    now: Option<Saying>,
}

#[derive(Debug, Serialize)]
struct Saying {
    title: Option<String>,
    text: Option<String>,
}

impl DraftList {
    /// Those of a book.
    ///
    /// # Errors
    /// Those of reading the book.
    pub(crate) fn of(book: &PhraseBook) -> Result<Self, Failure> {
        let view = |draft: LocalDraft| -> Result<DraftView, Failure> {
            let row: Result<PhraseId, Error> = draft.row.to_string().parse();
            let now = match row.and_then(|row| book.phrase(row)) {
                Ok(phrase) if phrase.meta.deleted_at.is_none() => Some(Saying {
                    text: Some(joined_text(&phrase.content.parts)),
                    title: Some(phrase.label.title),
                }),
                Ok(_) | Err(Error::NotFound { .. } | Error::MalformedId { .. }) => None,
                Err(error) => return Err(error.into()),
            };
            Ok(DraftView { mine: mine(&draft), now, draft })
        };
        Ok(Self { drafts: book.drafts()?.into_iter().map(view).collect::<Result<_, _>>()? })
    }
}

fn mine(draft: &LocalDraft) -> Option<Saying> {
    if draft.verb == Verb::Delete {
        return None;
    }
    let word = |name: &str| draft.fields.get(name).and_then(Value::as_str).map(str::to_owned);
    let parts = draft.fields.get("parts").cloned();
    let parts: Option<Vec<Part>> = parts.and_then(|parts| serde_json::from_value(parts).ok());
    Some(Saying {
        title: word("title").or_else(|| word("name")),
        text: parts.map(|parts| joined_text(&parts)),
    })
}

impl Reply for DraftList {
    fn page(&self, page: &mut Page) {
        if self.drafts.is_empty() {
            page.say(&text::hub::NO_DRAFTS, &[]);
            return;
        }
        for (index, view) in self.drafts.iter().enumerate() {
            if index > 0 {
                page.blank();
            }
            view.page(page);
        }
        page.blank();
        page.aside(page.pick(&text::hub::RESOLVE_HINT));
    }
}

impl DraftView {
    fn page(&self, page: &mut Page) {
        let titled = |saying: &Option<Saying>| saying.as_ref().and_then(|saying| saying.title.clone());
        let title = titled(&self.now).or_else(|| titled(&self.mine)).unwrap_or_default();
        let head =
            Painted::new().add(TITLE, &title).plain("  ").add(WARN, page.pick(reason(&self.draft.reason)));
        page.spread(&head, &id_line(&self.draft.id), 2);
        if let (Some(by), Some(at)) = (&self.draft.theirs_by, self.draft.theirs_at) {
            let at = Timestamp::from_millisecond(at).map(moment).unwrap_or_default();
            page.aside(&format!("  {}", page.fill(&text::hub::BY, &[by, &at])));
        }
        let missing = (&text::hub::WANTS_DELETED, &text::hub::DELETED_NOW);
        say(page, &text::hub::MINE, self.mine.as_ref(), missing.0, &title);
        say(page, &text::hub::THEIRS, self.now.as_ref(), missing.1, &title);
    }
}

fn say(page: &mut Page, whose: &Say, saying: Option<&Saying>, missing: &Say, title: &str) {
    page.line(format!("  {}", paint(DIM, page.pick(whose))));
    let Some(saying) = saying else {
        page.block(4, page.pick(missing));
        return;
    };
    if let Some(own) = saying.title.as_deref().filter(|own| *own != title) {
        page.block(4, own);
    }
    if let Some(text) = &saying.text {
        page.block(4, text);
    }
}

fn reason(reason: &str) -> &'static Say {
    match reason {
        "conflict" => &text::hub::REASON_CONFLICT,
        "deleted" => &text::hub::REASON_DELETED,
        "missing" => &text::hub::REASON_MISSING,
        "stale" => &text::hub::REASON_STALE,
        "proposal" => &text::hub::REASON_PROPOSAL,
        "forbidden" => &text::hub::REASON_FORBIDDEN,
        _ => &text::hub::REASON_REJECTED,
    }
}

/// A draft that was decided on.
#[derive(Debug, Serialize)]
pub(crate) struct Resolved {
    pub(crate) id: Uuid,
    /// The phrase that stands now, if it is about one.
    pub(crate) phrase: Option<PhraseId>,
}

impl Reply for Resolved {
    fn page(&self, page: &mut Page) {
        page.line(tick(page, &text::hub::RESOLVED));
    }
}
