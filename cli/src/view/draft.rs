//! Texts that wait for a decision: mine beside what is there now.

use huashu_core::PhraseBook;
use huashu_core::ids::PhraseId;
use huashu_core::store::{LocalDraft, Saying};
use huashu_protocol::sync::Verb;
use jiff::Timestamp;
use serde::{Serialize, Serializer};
use serde_json::json;
use uuid::Uuid;

use super::{apart, id_line, moment, tick};
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
#[derive(Debug)]
struct DraftView {
    draft: LocalDraft,
    /// The texts that the draft says; `None` where it says none.
    mine: Option<Saying>,
    /// What is there now; `None` where nothing is.
    now: Option<Saying>,
}

impl Serialize for DraftView {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let moment = |at: i64| Timestamp::from_millisecond(at).ok();
        let draft = &self.draft;
        json!({
            "id": draft.id,
            "library": draft.library,
            "kind": draft.kind,
            "row": draft.row,
            "verb": draft.verb,
            "fields": draft.fields,
            "reason": draft.reason,
            "author": draft.author,
            "at": moment(draft.at),
            "theirs_by": draft.theirs_by,
            "theirs_at": draft.theirs_at.and_then(moment),
            "mine": self.mine,
            "now": self.now,
        })
        .serialize(to)
    }
}

impl DraftList {
    /// Those of a book.
    ///
    /// # Errors
    /// Those of reading the book.
    pub(crate) fn of(book: &PhraseBook) -> Result<Self, Failure> {
        let view = |draft: LocalDraft| -> Result<DraftView, Failure> {
            let mine = (draft.verb != Verb::Delete).then(|| Saying::of_fields(&draft.fields));
            Ok(DraftView { mine, now: book.saying(draft.row)?, draft })
        };
        Ok(Self { drafts: book.drafts()?.into_iter().map(view).collect::<Result<_, _>>()? })
    }
}

impl Reply for DraftList {
    fn page(&self, page: &mut Page) {
        if self.drafts.is_empty() {
            page.say(&text::hub::NO_DRAFTS, &[]);
            return;
        }
        for (index, view) in self.drafts.iter().enumerate() {
            apart(page, index);
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
        let is_new = self.draft.verb == Verb::Create || self.draft.base == 0;
        let nothing = if is_new { &text::company::NEW_PHRASE } else { &text::hub::DELETED_NOW };
        say_texts(page, &text::hub::MINE, self.mine.as_ref(), &text::hub::WANTS_DELETED, &title);
        say_texts(page, &text::hub::THEIRS, self.now.as_ref(), nothing, &title);
    }
}

/// A text under the name of whose it is; its title where that is not `title`.
pub(super) fn say_texts(page: &mut Page, whose: &Say, saying: Option<&Saying>, missing: &Say, title: &str) {
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
