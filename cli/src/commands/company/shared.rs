//! Libraries at the hub: made, deleted, and how often their phrases are used.

use std::cmp::Reverse;

use huashu_core::clock::{Clock as _, SystemClock};
use huashu_core::ids::{LibraryId, PhraseId};
use huashu_core::{Error, PhraseBook};
use huashu_protocol::account::{Admin, AdminReply};
use jiff::ToSpan;
use jiff::tz::TimeZone;
use serde_json::json;

use super::directory::{department, departments, library};
use super::{remote, unexpected};
use crate::app::App;
use crate::args::LibraryUsageArgs;
use crate::commands::sync;
use crate::error::{Exit, Failure};
use crate::parse;
use crate::remote::Remote;
use crate::text;
use crate::view::{Acted, UsageView, UsedPhrase};

/// How far back it is looked where nobody says from when.
const MONTH: i64 = 30;

/// Makes a library at the hub and brings it here.
///
/// # Errors
/// What the hub refuses; that it did not come.
pub(crate) fn add(
    app: &App,
    kind: &str,
    name: String,
    department_said: Option<&str>,
) -> Result<LibraryId, Failure> {
    let remote = remote(app)?;
    let department = match department_said {
        Some(said) => Some(department(&departments(&remote)?, said)?.id),
        None => None,
    };
    let request = Admin::AddLibrary { kind: kind.to_owned(), name, department };
    let AdminReply::Made { id } = remote.admin(&request)? else { return Err(unexpected()) };
    sync::whole(app)?;
    Ok(LibraryId::from_uuid(id))
}

/// Removes a library from the hub and from here.
///
/// # Errors
/// What the hub refuses; `NotFound`, `Ambiguous`.
pub(crate) fn delete(app: &App, said: &str) -> Result<Exit, Failure> {
    let remote = remote(app)?;
    let found = library(&remote, said)?;
    remote.admin(&Admin::DeleteLibrary { id: found.id })?;
    // Where the hub cannot be reached any more, the next sync takes it away here.
    let _ = sync::once(app, sync::PATIENCE)?;
    let value = json!({ "id": found.id, "name": found.name });
    app.out.answer(&Acted::new(text::company::LIBRARY_DELETED, value, &found.name))
}

pub(crate) fn usage(app: &App, args: &LibraryUsageArgs) -> Result<Exit, Failure> {
    let book = app.read()?;
    let remote = Remote::of(&book)?;
    let since = match &args.since {
        Some(day) => parse::day("since", day)?,
        None => {
            let zone = TimeZone::get(&remote.identity.company.time_zone).unwrap_or(TimeZone::UTC);
            let today = SystemClock.now().to_zoned(zone).date();
            today.checked_sub(MONTH.days()).unwrap_or(today)
        }
    };
    let found = library(&remote, &args.library)?;
    let request = Admin::Usage { library: found.id, since: since.to_string() };
    let AdminReply::Usage { mut uses } = remote.admin(&request)? else { return Err(unexpected()) };
    uses.sort_by_key(|(phrase, times)| (Reverse(*times), *phrase));
    let phrases = uses.into_iter().map(|(id, times)| {
        let id = PhraseId::from_uuid(id);
        Ok(UsedPhrase { title: title(&book, id)?, id, uses: times })
    });
    let phrases = phrases.collect::<Result<_, Failure>>()?;
    app.out.answer(&UsageView { library: found.id, name: found.name, since, phrases })
}

/// What a phrase is called here; nothing where it is not here.
fn title(book: &PhraseBook, id: PhraseId) -> Result<Option<String>, Failure> {
    match book.phrase(id) {
        Ok(phrase) => Ok(Some(phrase.label.title)),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
