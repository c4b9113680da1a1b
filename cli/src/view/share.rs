//! What a company shares: grants, proposals, its rules, how often phrases are used.

use huashu_core::PhraseBook;
use huashu_core::ids::PhraseId;
use huashu_core::store::Saying;
use huashu_protocol::account::{Access, Grantee, Policy};
use huashu_protocol::row::Fields;
use huashu_protocol::sync::Draft;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use uuid::Uuid;

use super::draft::say_texts;
use super::{Synced, apart, hub_moment, id_line, moment, tick};
use crate::error::Failure;
use crate::output::Reply;
use crate::output::layout::width;
use crate::output::page::{Align, Page, Painted, paint};
use crate::output::style::{DIM, TITLE};
use crate::text::{self, Say};

/// A library with those to whom it is granted.
#[derive(Debug, Serialize)]
pub(crate) struct GrantList {
    pub(crate) library: Uuid,
    pub(crate) name: String,
    pub(crate) grants: Vec<GrantView>,
}

/// Whom a grant is for, and what it allows.
#[derive(Debug)]
pub(crate) struct GrantView {
    pub(crate) to: Grantee,
    /// The department's or the account's.
    pub(crate) name: Option<String>,
    /// `None` where it was taken back.
    pub(crate) access: Option<Access>,
}

impl GrantView {
    fn value(&self) -> Value {
        let (to, id) = match self.to {
            Grantee::Company => ("company", None),
            Grantee::Department(id) => ("department", Some(id)),
            Grantee::Account(id) => ("user", Some(id)),
        };
        json!({ "to": to, "id": id, "name": self.name, "access": self.access })
    }

    fn who(&self, page: &Page) -> String {
        let name = self.name.as_deref().unwrap_or_else(|| page.pick(&text::company::SOMEBODY_GONE));
        match self.to {
            Grantee::Company => page.pick(&text::company::EVERYBODY).to_owned(),
            Grantee::Department(_) => page.fill(&text::company::DEPARTMENT_NAMED, &[&name]),
            Grantee::Account(_) => page.fill(&text::company::USER_NAMED, &[&name]),
        }
    }
}

impl Serialize for GrantView {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(to)
    }
}

/// What an access allows, in words.
pub(super) fn access(access: Access) -> &'static Say {
    match access {
        Access::Read => &text::company::MAY_READ,
        Access::Edit => &text::company::MAY_EDIT,
    }
}

impl Reply for GrantList {
    fn page(&self, page: &mut Page) {
        page.line(paint(TITLE, &Painted::new().plain(&self.name).text));
        if self.grants.is_empty() {
            page.aside(page.pick(&text::company::NO_GRANTS));
            return;
        }
        let row = |grant: &GrantView| {
            let allowed = grant.access.map(|one| page.pick(access(one))).unwrap_or_default();
            vec![grant.who(page), allowed.to_owned()]
        };
        let rows: Vec<Vec<String>> = self.grants.iter().map(row).collect();
        let head =
            [(page.pick(&text::company::WHO), Align::Left), (page.pick(&text::company::ACCESS), Align::Left)];
        page.table(&head, 0, &rows);
    }
}

/// A grant that was given or taken back.
#[derive(Debug, Serialize)]
pub(crate) struct GrantChange {
    library: Uuid,
    name: String,
    grant: GrantView,
    #[serde(skip)]
    done: Say,
}

impl GrantChange {
    pub(crate) fn new(library: Uuid, name: String, grant: GrantView, done: Say) -> Self {
        Self { library, name, grant, done }
    }
}

impl Reply for GrantChange {
    fn page(&self, page: &mut Page) {
        let allowed = self.grant.access.map(|one| page.pick(access(one))).unwrap_or_default();
        let line = Painted::new().add(TITLE, &self.name).plain(" → ").plain(&self.grant.who(page));
        page.line(format!("{}  {}  {}", tick(page, &self.done), line.text, paint(DIM, allowed)).trim_end());
    }
}

/// Proposals that wait for an editor.
#[derive(Debug, Serialize)]
pub(crate) struct ProposalList {
    proposals: Vec<ProposalView>,
}

/// One of them.
#[derive(Debug, Serialize)]
struct ProposalView {
    id: Uuid,
    library: Uuid,
    library_name: Option<String>,
    /// The phrase that it changes, or that it would make.
    phrase: Uuid,
    author: String,
    at: Timestamp,
    fields: Fields,
    proposed: Saying,
    /// What is there now, as far as it is here; `None` for a new phrase.
    now: Option<Saying>,
}

impl ProposalList {
    /// Those that the hub has, beside what the book has.
    ///
    /// # Errors
    /// Those of reading the book.
    pub(crate) fn of(book: &PhraseBook, proposals: Vec<Draft>) -> Result<Self, Failure> {
        let libraries = book.libraries()?;
        let view = |draft: Draft| -> Result<ProposalView, Failure> {
            let library = libraries.iter().find(|library| library.id.uuid() == draft.library);
            Ok(ProposalView {
                id: draft.id,
                library: draft.library,
                library_name: library.map(|library| library.name.clone()),
                phrase: draft.row,
                author: draft.author,
                at: hub_moment(draft.at),
                proposed: Saying::of_fields(&draft.fields),
                fields: draft.fields,
                now: book.saying(draft.row)?,
            })
        };
        Ok(Self { proposals: proposals.into_iter().map(view).collect::<Result<_, _>>()? })
    }
}

impl Reply for ProposalList {
    fn page(&self, page: &mut Page) {
        if self.proposals.is_empty() {
            page.say(&text::company::NO_PROPOSALS, &[]);
            return;
        }
        for (index, view) in self.proposals.iter().enumerate() {
            apart(page, index);
            view.page(page);
        }
        page.blank();
        page.aside(page.pick(&text::company::PROPOSAL_HINT));
    }
}

impl ProposalView {
    fn page(&self, page: &mut Page) {
        let title = self.now.as_ref().or(Some(&self.proposed)).and_then(|saying| saying.title.clone());
        let title = title.unwrap_or_default();
        let library = self.library_name.as_deref().unwrap_or_default();
        let head = Painted::new().add(TITLE, &title).plain("  ").add(DIM, library);
        page.spread(&head, &id_line(&self.id), 2);
        let by = page.fill(&text::company::PROPOSAL_BY, &[&self.author, &moment(self.at)]);
        page.aside(&format!("  {by}"));
        say_texts(page, &text::company::PROPOSED, Some(&self.proposed), &text::company::NEW_PHRASE, &title);
        say_texts(page, &text::company::NOW, self.now.as_ref(), &text::company::NEW_PHRASE, &title);
    }
}

/// A proposal that was taken over.
#[derive(Debug, Serialize)]
pub(crate) struct ProposalAccepted {
    pub(crate) id: Uuid,
    /// How the sync went that brought the result.
    pub(crate) sync: Synced,
}

impl Reply for ProposalAccepted {
    fn page(&self, page: &mut Page) {
        page.line(tick(page, &text::company::PROPOSAL_ACCEPTED));
        self.sync.page(page);
    }
}

/// The company's rules.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct PolicyView {
    pub(crate) policy: Policy,
}

impl Reply for PolicyView {
    fn page(&self, page: &mut Page) {
        let Policy { keep_unsent, lease_days } = &self.policy;
        let keeps = if *keep_unsent { &text::company::YES } else { &text::company::NO };
        let lines = [
            (&text::company::KEEP_UNSENT, page.pick(keeps).to_owned()),
            (&text::company::LEASE_DAYS, lease_days.to_string()),
        ];
        let names = lines.iter().map(|(name, _)| width(page.pick(name))).max().unwrap_or(0);
        for (name, value) in lines {
            page.field(0, names, page.pick(name), &value);
        }
    }
}

/// How often the phrases of a shared library were used, the most used first.
#[derive(Debug, Serialize)]
pub(crate) struct UsageView {
    pub(crate) library: Uuid,
    pub(crate) name: String,
    pub(crate) since: Date,
    pub(crate) phrases: Vec<UsedPhrase>,
}

/// A phrase of it.
#[derive(Debug, Serialize)]
pub(crate) struct UsedPhrase {
    pub(crate) id: PhraseId,
    /// `None` where the phrase is not in this book.
    pub(crate) title: Option<String>,
    pub(crate) uses: u64,
}

impl Reply for UsageView {
    fn page(&self, page: &mut Page) {
        page.aside(&page.fill(&text::company::USED_SINCE, &[&self.name, &self.since]));
        if self.phrases.is_empty() {
            page.say(&text::LIST_EMPTY, &[]);
            return;
        }
        let row = |one: &UsedPhrase| {
            let title = one.title.as_deref().unwrap_or_else(|| page.pick(&text::company::NOT_HERE));
            vec![title.to_owned(), one.uses.to_string(), one.id.to_string()]
        };
        let rows: Vec<Vec<String>> = self.phrases.iter().map(row).collect();
        let head = [
            (page.pick(&text::TITLE), Align::Left),
            (page.pick(&text::USES), Align::Right),
            (page.pick(&text::ID), Align::Left),
        ];
        page.table(&head, 0, &rows);
    }
}
