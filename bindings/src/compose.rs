//! What was filled for the customer of the present conversation, and the plans that follow from it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use huashu_core::Error;
use huashu_core::compose::{
    Confidence, Found, PlanRequest, Planned, SendRequest, Session, Surface, Surroundings, Values, extract,
    plan,
};
use huashu_core::error::Problem;
use huashu_core::foreign::ApiError;
use huashu_core::ids::{LibraryId, PhraseId};
use huashu_core::model::{Channel, Content, Extra, Label, Lang, Meta, Phrase, Place, Variable};
use huashu_core::store::Settings;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use uuid::Uuid;

use crate::book::{PhraseBook, Shared};
use crate::desk::lock;

/// The values of the present customer. They never go to the hub, and stay in memory unless the app keeps what
/// [`ComposeSession::save`] says.
#[derive(uniffi::Object)]
pub struct ComposeSession {
    shared: Arc<Shared>,
    session: Mutex<Session>,
}

/// A wish to send a phrase.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PlanWish {
    /// What to send.
    pub phrase: PhraseId,
    /// Where it is sent from.
    pub surface: Surface,
    /// Where the customer is: `wechat`, `sms` …
    pub channel: Channel,
    /// The language that the customer reads; `None`: the phrase's own.
    #[uniffi(default = None)]
    pub lang: Option<Lang>,
    /// Send it although it is expired, inactive, a draft or deleted.
    #[uniffi(default = false)]
    pub insist: bool,
}

/// A value for a variable.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct GivenValue {
    /// The variable's name, without brackets.
    pub name: String,
    /// The value; an empty one leaves the variable out.
    pub value: String,
}

/// A phrase that is being written, and for whom it is to be shown.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct PreviewWish {
    /// What it says.
    pub content: Content,
    /// The variables that its library declares.
    pub variables: Vec<Variable>,
    /// Where it would be sent from.
    pub surface: Surface,
    /// Where the customer would be.
    pub channel: Channel,
    /// The language that the customer would read; `None`: the phrase's own.
    #[uniffi(default = None)]
    pub lang: Option<Lang>,
    /// The values that would be given.
    pub given: Vec<GivenValue>,
    /// What the built-in names of the person and the shop stand for.
    pub settings: Settings,
    /// What the built-in names of the day and the time stand for.
    pub now: Timestamp,
    /// The IANA name of the person's time zone.
    pub time_zone: String,
}

/// How a phrase would be sent that is not stored yet: for the one who writes it. Any thread; microseconds.
///
/// # Errors
/// `Invalid` for a time zone that is none.
#[uniffi::export]
pub fn preview_plan(wish: PreviewWish) -> Result<Planned, ApiError> {
    let PreviewWish { content, variables, surface, channel, lang, given, settings, now, time_zone } = wish;
    let zone = TimeZone::get(&time_zone).map_err(|_| Error::Invalid {
        field: "time_zone",
        problem: Problem::Unknown { text: time_zone.clone() },
    })?;
    let phrase = Phrase {
        id: PhraseId::from_uuid(Uuid::nil()),
        library: LibraryId::from_uuid(Uuid::nil()),
        place: Place::default(),
        label: Label::titled(""),
        content,
        meta: Meta::default(),
        extra: Extra::new(),
    };
    let Settings { agent_name, agent_number, shop_name } = settings;
    Ok(plan(&PlanRequest {
        phrase: &phrase,
        variables: &variables,
        surface,
        channel: &channel,
        lang: lang.as_ref(),
        values: &values(given),
        surroundings: &Surroundings { agent_name, agent_number, shop_name, now: now.to_zoned(zone) },
    }))
}

#[uniffi::export]
impl PhraseBook {
    /// Begins a session for a customer of whom nothing is known yet. Any thread; microseconds.
    pub fn compose_session(&self) -> Arc<ComposeSession> {
        Arc::new(ComposeSession { shared: Arc::clone(&self.shared), session: Mutex::default() })
    }
}

#[uniffi::export]
impl ComposeSession {
    /// How a phrase is sent now, filled with what is remembered and with `given`, which stands above it. Where values are
    /// missing, the plan names them and has no steps. Any thread; a millisecond.
    ///
    /// # Errors
    /// `NotFound`; `NotNow` for a phrase that is not active, unless the person insists, or a library that is locked.
    pub async fn plan(&self, wish: PlanWish, given: Vec<GivenValue>) -> Result<Planned, ApiError> {
        let values = lock(&self.session).beneath(values(given));
        let PlanWish { phrase, surface, channel, lang, insist } = wish;
        let request = SendRequest { phrase, surface, channel, lang, values, insist };
        self.shared.read(move |book| book.plan(&request)).await
    }

    /// What a form asks for these names, which a plan of the phrase said are missing, in their order: the library's kind, default
    /// and hint, with the choices that the text itself offers. Any thread; a millisecond.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn questions(&self, wish: PlanWish, names: Vec<String>) -> Result<Vec<Variable>, ApiError> {
        let PlanWish { phrase, channel, lang, .. } = wish;
        self.shared.read(move |book| book.questions(phrase, &channel, lang.as_ref(), &names)).await
    }

    /// Remembers what a person filled in, for the next phrase. Built-in names and blank values are not remembered. Any thread;
    /// microseconds.
    pub fn remember(&self, given: Vec<GivenValue>) {
        lock(&self.session).remember(&values(given));
    }

    /// Finds the values that a customer's message holds, the surest first, and remembers those that are certain enough to fill
    /// a form with. The message is not kept. Any thread; milliseconds.
    ///
    /// # Errors
    /// `Closed`.
    pub async fn fill_from(&self, message: String) -> Result<Vec<Found>, ApiError> {
        let clock = self.shared.clock.clone();
        let found = self.shared.read(move |_| Ok(extract(&message, clock.wall().date()))).await?;
        let mut filled = Values::new();
        for one in found.iter().filter(|one| one.confidence > Confidence::Low) {
            if filled.get(&one.name).is_none() {
                filled.set(&one.name, one.value.clone());
            }
        }
        lock(&self.session).remember(&filled);
        Ok(found)
    }

    /// Forgets one value. Any thread; microseconds.
    pub fn forget(&self, name: String) {
        lock(&self.session).forget(&name);
    }

    /// Forgets everything: a new customer. Any thread; microseconds.
    pub fn new_customer(&self) {
        lock(&self.session).clear();
    }

    /// What is remembered, by name. Any thread; microseconds.
    pub fn values(&self) -> HashMap<String, String> {
        lock(&self.session).values().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    /// What is remembered, as text that [`ComposeSession::restore`] reads: for the time while the system has the app's process
    /// closed. Any thread; microseconds.
    pub fn save(&self) -> String {
        serde_json::to_string(&*lock(&self.session)).unwrap_or_default()
    }

    /// Takes what [`ComposeSession::save`] said; what cannot be read is no customer. Whether it could be read. Any thread;
    /// microseconds.
    pub fn restore(&self, saved: String) -> bool {
        let read = serde_json::from_str::<Session>(&saved);
        let is_read = read.is_ok();
        *lock(&self.session) = read.unwrap_or_default();
        is_read
    }
}

fn values(given: Vec<GivenValue>) -> Values {
    let mut values = Values::new();
    for GivenValue { name, value } in given {
        values.set(&name, value);
    }
    values
}
