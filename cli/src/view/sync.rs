//! How sync stands, and what came of it.

use huashu_core::clock::{Clock as _, SystemClock};
use huashu_core::store::{Change, Changes};
use huashu_core::sync::machine::{Phase, Settled, Trouble};
use huashu_core::sync::runner::{Outcome, SyncStatus};
use jiff::Timestamp;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{moment, tick};
use crate::error::{Exit, Failure, SyncFailure};
use crate::output::Reply;
use crate::output::page::{Page, paint};
use crate::output::style::{DIM, WARN};
use crate::text::{self, Say};

/// How many rows changed by what came.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(crate) struct Counted {
    added: u64,
    edited: u64,
    removed: u64,
}

impl Counted {
    pub(crate) fn add(&mut self, changes: &Changes) {
        for row in &changes.rows {
            match row.change {
                Change::Added => self.added += 1,
                Change::Edited { .. } => self.edited += 1,
                Change::Removed => self.removed += 1,
            }
        }
    }

    fn all(self) -> u64 {
        self.added + self.edited + self.removed
    }
}

/// A sync that was asked for.
#[derive(Debug, Serialize)]
pub(crate) struct Synced {
    #[serde(skip)]
    settled: Option<Settled>,
    #[serde(flatten)]
    status: StatusLine,
    changed: Counted,
}

impl Synced {
    pub(crate) fn new(outcome: Outcome, changed: Counted, drafts: u64) -> Self {
        let status = SyncStatus { drafts, ..outcome.status };
        Self { settled: outcome.settled, status: StatusLine::new(&status), changed }
    }

    /// The same with what an earlier one changed.
    pub(crate) fn after(mut self, earlier: &Self) -> Self {
        let Counted { added, edited, removed } = earlier.changed;
        self.changed.added += added;
        self.changed.edited += edited;
        self.changed.removed += removed;
        self
    }

    /// Why it did not come to its end, if it did not.
    pub(crate) fn failure(&self) -> Option<Failure> {
        let (exit, code, why) = match self.settled {
            Some(Settled::Done) => return None,
            None | Some(Settled::Stopped) => (Exit::Failed, "offline", text::hub::TIMED_OUT.with(&[])),
            Some(Settled::SignedOut) => (Exit::Refused, "signed_out", text::hub::NEED_SIGN_IN.with(&[])),
            Some(Settled::Refused) => (Exit::Refused, "upgrade_needed", text::hub::PHASE_REFUSED.with(&[])),
            Some(Settled::Failed(trouble)) => {
                let exit = match trouble {
                    Trouble::Forbidden | Trouble::Refused => Exit::Refused,
                    _ => Exit::Failed,
                };
                let code = match trouble {
                    Trouble::Unreachable | Trouble::Garbled | Trouble::Busy | Trouble::HubFailed => "offline",
                    Trouble::Forbidden | Trouble::Refused => "hub_refused",
                    Trouble::Stalled | Trouble::Diverged { .. } => "stalled",
                    Trouble::Book(code) => code.as_str(),
                };
                (exit, code, trouble_words(trouble).with(&[]))
            }
        };
        Some(Failure::Sync(SyncFailure { exit, code, why, waiting: self.status.0.waiting }))
    }
}

impl Reply for Synced {
    fn page(&self, page: &mut Page) {
        let status = &self.status.0;
        if self.settled == Some(Settled::Done) {
            page.line(tick(page, &text::hub::SYNCED));
        } else if let Some(failure) = self.failure() {
            page.line(paint(WARN, &failure.message(page.locale)));
        }
        for (say, count) in [
            (&text::hub::CAME_DOWN, self.changed.all()),
            (&text::hub::LEFT_WAITING, status.waiting),
            (&text::hub::DRAFTS_WAIT, status.drafts),
            (&text::hub::PARKED, status.parked),
            (&text::hub::FAILING_BLOBS, status.failing_blobs),
        ] {
            if count > 0 {
                page.aside(&page.fill(say, &[&count]));
            }
        }
    }
}

/// A line of `sync --watch`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WatchLine {
    /// How it stands.
    Status(StatusLine),
    /// Rows that changed.
    Changed(Value),
    /// A library that came out wrong.
    Diverged(DivergedLine),
}

impl WatchLine {
    pub(crate) fn changed(changes: &Changes) -> Self {
        let mut counted = Counted::default();
        counted.add(changes);
        let rows = changes
            .rows
            .iter()
            .map(|row| json!({ "kind": row.kind.as_str(), "id": row.row }))
            .collect::<Vec<_>>();
        Self::Changed(json!({ "count": counted.all(), "rows": rows }))
    }
}

impl Reply for WatchLine {
    fn page(&self, page: &mut Page) {
        let words = match self {
            Self::Status(status) => status.words(page),
            Self::Changed(changed) => page.fill(&text::hub::CHANGED, &[&changed["count"]]),
            Self::Diverged(line) => page.fill(&text::hub::DIVERGED, &[&line.library]),
        };
        let now = SystemClock.now().to_zoned(jiff::tz::TimeZone::system()).strftime("%H:%M:%S").to_string();
        page.line(format!("{}  {words}", paint(DIM, &now)));
    }
}

/// See [`WatchLine::Diverged`].
#[derive(Debug, Serialize)]
pub(crate) struct DivergedLine {
    pub(crate) library: Uuid,
}

/// How sync stands.
#[derive(Debug)]
pub(crate) struct StatusLine(SyncStatus);

impl StatusLine {
    pub(crate) fn new(status: &SyncStatus) -> Self {
        Self(status.clone())
    }

    fn words(&self, page: &Page) -> String {
        let status = &self.0;
        let mut words = page.pick(phase_words(status.phase)).to_owned();
        if let Phase::Offline { since } = status.phase {
            words.push_str(&page.fill(&text::hub::SINCE, &[&moment(since)]));
        }
        if let Some(trouble) = status.trouble {
            words.push_str(&page.fill(&text::hub::WHY, &[&page.pick(trouble_words(trouble))]));
        }
        if let Some(fetching) = status.fetching {
            words.push_str(&page.fill(&text::hub::FETCHING, &[&fetching.done, &fetching.of]));
        }
        if status.waiting > 0 {
            words.push_str(&page.fill(&text::hub::N_WAITING, &[&status.waiting]));
        }
        if status.drafts > 0 {
            words.push_str(&page.fill(&text::hub::N_DRAFTS, &[&status.drafts]));
        }
        words
    }
}

impl Serialize for StatusLine {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let status = &self.0;
        let since = match status.phase {
            Phase::Offline { since } => Some(since),
            _ => None,
        };
        json!({
            "phase": phase_name(status.phase),
            "since": since,
            "trouble": status.trouble.map(trouble_name),
            "waiting": status.waiting,
            "drafts": status.drafts,
            "last_sync": status.last_sync,
            "fetching": status.fetching.map(|fetching| {
                json!({ "library": fetching.library, "done": fetching.done, "of": fetching.of })
            }),
            "parked": status.parked,
            "failing_blobs": status.failing_blobs,
        })
        .serialize(to)
    }
}

fn phase_name(phase: Phase<Timestamp>) -> &'static str {
    match phase {
        Phase::Idle => "idle",
        Phase::Syncing => "syncing",
        Phase::Offline { .. } => "offline",
        Phase::SignedOut => "signed_out",
        Phase::Refused { .. } => "refused",
        Phase::Suspended => "suspended",
        Phase::Stopped => "stopped",
    }
}

fn phase_words(phase: Phase<Timestamp>) -> &'static Say {
    match phase {
        Phase::Idle => &text::hub::PHASE_IDLE,
        Phase::Syncing => &text::hub::PHASE_SYNCING,
        Phase::Offline { .. } => &text::hub::PHASE_OFFLINE,
        Phase::SignedOut => &text::hub::PHASE_SIGNED_OUT,
        Phase::Refused { .. } => &text::hub::PHASE_REFUSED,
        Phase::Suspended => &text::hub::PHASE_SUSPENDED,
        Phase::Stopped => &text::hub::PHASE_STOPPED,
    }
}

fn trouble_name(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Unreachable => "unreachable",
        Trouble::Garbled => "garbled",
        Trouble::Busy => "busy",
        Trouble::HubFailed => "hub_failed",
        Trouble::Forbidden => "forbidden",
        Trouble::Refused => "refused",
        Trouble::Stalled => "stalled",
        Trouble::Diverged { .. } => "diverged",
        Trouble::Book(code) => code.as_str(),
    }
}

fn trouble_words(trouble: Trouble) -> &'static Say {
    match trouble {
        Trouble::Unreachable => &text::hub::TROUBLE_UNREACHABLE,
        Trouble::Garbled => &text::hub::TROUBLE_GARBLED,
        Trouble::Busy => &text::hub::TROUBLE_BUSY,
        Trouble::HubFailed => &text::hub::TROUBLE_HUB_FAILED,
        Trouble::Forbidden => &text::hub::TROUBLE_FORBIDDEN,
        Trouble::Refused => &text::hub::TROUBLE_REFUSED,
        Trouble::Stalled => &text::hub::TROUBLE_STALLED,
        Trouble::Diverged { .. } => &text::hub::TROUBLE_DIVERGED,
        Trouble::Book(_) => &text::hub::TROUBLE_BOOK,
    }
}
