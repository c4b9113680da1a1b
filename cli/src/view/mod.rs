//! What commands answer: plain values with a JSON form for programs and a page for people.

mod book;
mod care;
mod company;
mod done;
mod draft;
mod extracted;
mod follow_up;
mod history;
mod hits;
mod pack;
mod phrase;
mod plan;
mod rebuilt;
mod report;
mod session;
mod share;
mod staffing;
mod suggested;
mod sync;
mod tour;
mod trash;
mod tree;

pub(crate) use book::{
    ExportedView, HubStanding, HubVerified, Initialised, SettingsView, StatusView, SyncFindings, VerifiedView,
};
pub(crate) use care::{CareView, CaredList, FailedSearches};
pub(crate) use company::{
    AccountList, AccountView, DepartmentList, DeviceList, InvitationList, InvitationView, Invited,
};
pub(crate) use done::{Acted, Deleted, DeletedPhrase, Undone};
pub(crate) use draft::{DraftList, Resolved};
pub(crate) use extracted::Extracted;
pub(crate) use follow_up::{CheckView, NoteView, Register, RegisterWritten};
pub(crate) use history::HistoryView;
pub(crate) use hits::Hits;
pub(crate) use pack::PackWritten;
pub(crate) use phrase::PhraseView;
pub(crate) use plan::PlanView;
pub(crate) use rebuilt::RebuiltView;
pub(crate) use report::ReportView;
pub(crate) use session::{PasswordReset, Serving, SignedIn, SignedOut, role};
pub(crate) use share::{
    GrantChange, GrantList, GrantView, PolicyView, ProposalAccepted, ProposalList, UsageView, UsedPhrase,
};
pub(crate) use staffing::StaffingView;
pub(crate) use suggested::Suggested;
pub(crate) use sync::{Counted, DivergedLine, StatusLine, Synced, WatchLine};
pub(crate) use tour::{Found, Tour};
pub(crate) use trash::{Purged, TrashView};
pub(crate) use tree::{CategoryView, LibraryList, LibraryTree, LibraryView, TreeView};

use anstyle::Style;
use huashu_core::compose::channel;
use huashu_core::error::Locale;
use huashu_core::model::{Channel, Lang, Status, format_path};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::output::page::{Page, Painted, paint};
use crate::output::style::{BAD, DIM, GOOD, WARN};
use crate::text::{self, Say};

/// A moment as the person's wall clock shows it.
fn moment(at: Timestamp) -> String {
    at.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// A moment of the hub, which counts milliseconds since 1970.
pub(crate) fn hub_moment(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or_default()
}

/// An empty line between answers.
fn apart(page: &mut Page, index: usize) {
    if index > 0 {
        page.blank();
    }
}

/// `✓ 已添加`.
fn tick(page: &Page, say: &Say) -> String {
    format!("{} {}", paint(GOOD, "✓"), paint(GOOD, page.pick(say)))
}

/// `售后/退款 · 入门话术库`; a phrase at the top of its library has no path.
fn place(category: &[String], library: &str) -> String {
    let path = format_path(category);
    if path.is_empty() { library.to_owned() } else { format!("{path} · {library}") }
}

/// A status in words, in the colour of its gravity; an active phrase needs no word.
fn status(page: &Page, status: Status) -> Option<(Style, &'static str)> {
    let (style, say) = match status {
        Status::Active => return None,
        Status::Expired => (BAD, text::EXPIRED),
        Status::Upcoming => (WARN, text::UPCOMING),
        Status::Inactive => (DIM, text::INACTIVE),
        Status::Draft => (WARN, text::DRAFT),
        Status::Deleted => (BAD, text::DELETED),
    };
    Some((style, page.pick(&say)))
}

/// `微信 · en`: what a variant is for.
fn variant(page: &Page, channel: Option<&Channel>, lang: Option<&Lang>) -> String {
    let names: Vec<String> = channel
        .map(|channel| channel_name(page.locale, channel).to_owned())
        .into_iter()
        .chain(lang.map(ToString::to_string))
        .collect();
    names.join(" · ")
}

/// A channel's name in words; its id where this edition does not know it.
fn channel_name(locale: Locale, id: &Channel) -> &str {
    match channel::known(id) {
        Some(facts) if locale == Locale::Zh => facts.zh,
        Some(facts) => facts.en,
        None => id.as_str(),
    }
}

/// `42 KB`.
fn size(bytes: u64) -> String {
    const KIB: u64 = 1024;
    match bytes {
        0..KIB => format!("{bytes} B"),
        KIB..1_048_576 => format!("{} KB", bytes.div_ceil(KIB)),
        _ => format!("{}.{} MB", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576),
    }
}

/// A dim line for an id.
fn id_line(id: &impl ToString) -> Painted {
    Painted::new().add(DIM, &id.to_string())
}
