//! What the company's administrators do, and everybody for themselves: one file a noun. The hub decides who may.

mod directory;

pub(crate) mod department;
pub(crate) mod grant;
pub(crate) mod invite;
pub(crate) mod policy;
pub(crate) mod proposal;
pub(crate) mod shared;
pub(crate) mod user;

use huashu_core::Error;
use huashu_core::error::{Noun, Problem};
use huashu_protocol::account::{Admin, AdminReply};
use huashu_protocol::{CallError, Refusal};
use jiff::tz::TimeZone;

use crate::app::App;
use crate::error::Failure;
use crate::parse;
use crate::remote::Remote;

/// The hub of the book that the command is about.
fn remote(app: &App) -> Result<Remote, Failure> {
    Remote::of(&app.read()?)
}

/// Asks for something about one thing that was named; that the hub does not know it says which.
fn ask_about(remote: &Remote, request: &Admin, noun: Noun, name: &str) -> Result<AdminReply, Failure> {
    remote.admin(request).map_err(|failure| match failure {
        Failure::Core(Error::Hub(CallError::Refused(Refusal::NotFound))) => {
            Error::NotFound { noun, name: name.to_owned() }.into()
        }
        other => other,
    })
}

/// An answer to another question.
fn unexpected() -> Failure {
    Failure::hub(CallError::Garbled { detail: "the answer belongs to another request".to_owned() })
}

/// The end of a day, as the company counts its days, in milliseconds since 1970.
fn end_of(remote: &Remote, field: &'static str, text: &str) -> Result<i64, Failure> {
    let day = parse::day(field, text)?;
    let zone = TimeZone::get(&remote.identity.company.time_zone).unwrap_or(TimeZone::UTC);
    let end = day.tomorrow().and_then(|next| next.to_zoned(zone));
    let end =
        end.map_err(|_| Error::Invalid { field, problem: Problem::NotADate { text: text.to_owned() } })?;
    Ok(end.timestamp().as_millisecond())
}
