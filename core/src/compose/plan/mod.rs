//! The send plan: what a surface does with a phrase, step by step.
//!
//! ```text
//! phrase ──choose──► parts ──gather──► items ──arrange──► steps
//!          channel,           fill,             by the row
//!          language           limits            of the surface
//! ```
//!
//! A plan is a value: the same request gives the same plan, on any machine. It knows no store, no clock and no
//! platform; a face carries it out, and nothing here ever presses "send". `docs/send-plans.md` describes it for
//! faces in other languages; the files in `tests/fixtures/plans` hold all of them to it.

mod arrange;
mod gather;
mod text;
mod value;
mod visit;

pub use value::{
    Count, File, Hint, Image, InsertElse, LeftOut, Planned, Reason, SendPlan, ShareVia, Shrink, Step,
    TextStep, What,
};

use super::choose::choose;
use super::limits::{ImageLimits, surface_facts};
use super::{Surface, Surroundings, Values, channel, fill};
use crate::model::{Channel, ImagePart, Lang, Phrase, Variable};

/// Everything that a plan depends on.
#[derive(Debug, Clone, Copy)]
pub struct PlanRequest<'a> {
    /// What is to be sent. Whether it may be sent today is not asked here: see [`Phrase::status`].
    pub phrase: &'a Phrase,
    /// The variables of the phrase's library, for their defaults.
    pub variables: &'a [Variable],
    /// Where it is sent from.
    pub surface: Surface,
    /// Where the customer is; for a channel that is not in [`channel::all`] the cautious assumptions hold.
    pub channel: &'a Channel,
    /// The language that the customer reads; `None`: the phrase's own.
    pub lang: Option<&'a Lang>,
    /// The values given by the person, over those remembered for the customer.
    pub values: &'a Values,
    /// The values behind the built-in names, the present moment among them.
    pub surroundings: &'a Surroundings,
}

/// Plans how a phrase is sent.
pub fn plan(request: &PlanRequest<'_>) -> Planned {
    let PlanRequest { phrase, surface, channel, values, .. } = *request;
    let facts = channel::facts(channel);
    let choice = choose(&phrase.content, channel, request.lang);
    let templates = text::templates(choice.parts);
    let gathered = gather::gather(request, choice.parts, &templates, facts, surface_facts(surface));
    let steps = if gathered.missing.is_empty() {
        arrange::arrange(gathered.items, surface, facts, phrase.content.sensitive)
    } else {
        Vec::new()
    };
    Planned {
        plan: SendPlan {
            surface,
            channel: channel.clone(),
            language: choice.lang.cloned().unwrap_or_else(Lang::chinese),
            steps,
            left_out: gathered.left_out,
            missing: gathered.missing,
        },
        unused: fill::unused(values, &templates),
    }
}

/// What a picture is shrunk to so that every channel that takes pictures takes it; `None` where it may stay as it is.
pub(crate) fn sending_size(image: &ImagePart) -> Option<Shrink> {
    let strictest = |one: ImageLimits, other: ImageLimits| ImageLimits {
        max_bytes: one.max_bytes.min(other.max_bytes),
        gif_bytes: one.gif_bytes.min(other.gif_bytes),
        max_side: one.max_side.min(other.max_side),
        per_batch: one.per_batch.min(other.per_batch),
    };
    let limits = channel::all().iter().filter_map(|facts| facts.images).reduce(strictest)?;
    gather::shrink(image, &limits)
}

#[cfg(test)]
mod tests;
