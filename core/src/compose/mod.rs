//! From a phrase to what a customer will read.
//!
//! Everything here is pure: no store, no I/O, and the present moment comes in as a value ([`Surroundings::now`]).
//! The way of a text:
//!
//! ```text
//! text ──Template::parse──► Template ──fill(values, surroundings, emoji style)──► Filled (pieces)
//!                              │                                         └──────► Missing (names)
//!                              └──variables()──► what a form asks for
//! ```
//!
//! | module | knows | does not know |
//! |---|---|---|
//! | `template` | the syntax of variables | values |
//! | `emoji` | WeChat's emoji codes and their Unicode emoji | which channel shows which |
//! | `fill` | where a value comes from | how long a message may be |
//! | `session` | what was filled for the present customer | who the customer is |
//! | `extract` | what order numbers, parcels, phones … look like | the variables of a phrase |
//! | `surface`, [`channel`], [`limits`] | what each can take, as data with sources | what is to be sent |
//! | `choose` | which variant goes to a channel and a language | what stands in it |
//! | `split`, `sms` | where a text is cut, how text messages count | which channel has which limit |
//! | `questions` | what a form asks for | what was answered |
//! | `plan` | the steps on each surface | how a platform carries them out |
//!
//! A variable without a value is never written into the customer's chat: [`fill()`] returns its name instead.

mod book;
pub mod channel;
mod choose;
mod emoji;
mod extract;
mod fill;
pub mod limits;
pub mod plan;
mod questions;
mod session;
mod sms;
mod split;
mod surface;
mod template;

pub use book::SendRequest;
pub use choose::{Choice, choose};
pub use emoji::EmojiCode;
pub use extract::{Confidence, Found, FoundKind, MAX_MESSAGE, extract};
pub use fill::{
    EmojiStyle, FillNotes, FillOutcome, Filled, Piece, Surroundings, Values, fill, is_builtin, unused,
};
pub(crate) use plan::sending_size;
pub use plan::{PlanRequest, Planned, SendPlan, plan};
pub use questions::questions;
pub use session::Session;
pub use sms::sms_parts;
pub use split::split;
pub use surface::Surface;
pub use template::{
    MAX_VARIABLE_NAME, OpenVariable, Segment, Template, VariableUse, check_text, variable_names,
};
