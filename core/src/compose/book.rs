//! Planning from a book: fetches what a plan depends on and asks the pure [`plan`].

use super::{PlanRequest, Planned, Surface, Surroundings, Values, plan, questions};
use crate::book::PhraseBook;
use crate::error::{Error, Result};
use crate::ids::PhraseId;
use crate::model::{Channel, Lang, Status, Variable};

/// A wish to send a phrase.
#[derive(Debug, Clone)]
pub struct SendRequest {
    /// What to send.
    pub phrase: PhraseId,
    /// Where it is sent from.
    pub surface: Surface,
    /// Where the customer is.
    pub channel: Channel,
    /// The language that the customer reads; `None`: the phrase's own.
    pub lang: Option<Lang>,
    /// The values given by the person.
    pub values: Values,
    /// Send it although it is expired, inactive, a draft or deleted.
    pub insist: bool,
}

impl PhraseBook {
    /// Plans how a phrase is sent now. Where values are missing, the plan names them and has no steps.
    ///
    /// # Errors
    /// `NotFound`; `NotSendable` for a phrase that is not active, unless the person insists.
    pub fn plan(&self, request: &SendRequest) -> Result<Planned> {
        let phrase = self.phrase(request.phrase)?;
        self.check_lease(phrase.library)?;
        let library = self.library(phrase.library)?;
        let status = phrase.status(self.today_in(&library.time_zone));
        if status != Status::Active && !request.insist {
            return Err(Error::NotSendable { status: status.as_str() });
        }
        Ok(plan(&PlanRequest {
            phrase: &phrase,
            variables: &library.variables,
            surface: request.surface,
            channel: &request.channel,
            lang: request.lang.as_ref(),
            values: &request.values,
            surroundings: &self.surroundings()?,
        }))
    }

    /// What a form asks for these names, which a plan of the phrase said are missing: see [`questions`].
    ///
    /// # Errors
    /// `NotFound`.
    pub fn questions(
        &self,
        phrase: PhraseId,
        channel: &Channel,
        lang: Option<&Lang>,
        names: &[String],
    ) -> Result<Vec<Variable>> {
        let phrase = self.phrase(phrase)?;
        let library = self.library(phrase.library)?;
        Ok(questions(&phrase, &library.variables, channel, lang, names))
    }

    /// What the built-in variables stand for now.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn surroundings(&self) -> Result<Surroundings> {
        let settings = self.settings()?;
        Ok(Surroundings {
            agent_name: settings.agent_name,
            agent_number: settings.agent_number,
            shop_name: settings.shop_name,
            now: self.clock.wall(),
        })
    }
}
