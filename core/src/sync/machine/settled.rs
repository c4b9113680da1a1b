//! What is said of the whole: the status, and whether a person who asked for everything has it.

use std::time::Duration;

use super::chores;
use super::step::Refused;
use super::{Effect, Machine, Phase, Trouble};

/// What came of asking for everything now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// Everything is where it belongs, but for what [`super::Status`] says fails.
    Done,
    /// It was tried and did not go; it is tried again by itself.
    Failed(Trouble),
    /// Nobody is signed in.
    SignedOut,
    /// The hub does not speak with this edition of the program.
    Refused,
    /// The app rests, or the book is closed.
    Stopped,
}

impl Machine {
    /// What came of an [`super::Event::SyncNow`] at a moment; `None` while it is under way. It ends when nothing is left to do
    /// that did not fail already: what failed is tried again later, which nobody waits for.
    pub fn settled(&self, since: Duration) -> Option<Settled> {
        match self.refusal {
            Some(Refused::SignedOut) => return Some(Settled::SignedOut),
            Some(Refused::Upgrade { .. }) => return Some(Settled::Refused),
            None if !self.may_go() => return Some(Settled::Stopped),
            None => {}
        }
        if let Some(trouble) = self.link.failed_since(since) {
            return Some(Settled::Failed(trouble));
        }
        if self.round.is_stalled() {
            return Some(Settled::Failed(Trouble::Stalled));
        }
        let is_served = self.round.served_at().is_some_and(|at| at >= since);
        (is_served && self.link.is_up() && self.is_done()).then_some(Settled::Done)
    }

    /// Whether nothing is under way or wanted, but for waiting to hear of something.
    fn is_done(&self) -> bool {
        let is_resting = self.round.is_resting()
            && self.snapshots.is_resting()
            && self.uploads.is_resting()
            && self.downloads.is_resting()
            && self.chores.stage == chores::Stage::Rest;
        let is_hopeful =
            self.snapshots.is_hopeful() || self.uploads.is_hopeful() || self.downloads.is_hopeful();
        let has_usage = self.chores.usage.is_some() && self.chores.usage_at <= self.now;
        is_resting && !is_hopeful && !has_usage && !self.round.has_to_begin() && self.works.is_empty()
    }

    pub(super) fn tell_status(&mut self) {
        self.status.phase = self.phase();
        self.status.trouble = self.trouble();
        self.status.fetching = self.snapshots.fetching();
        self.status.parked = self.round.parked();
        self.status.failing_blobs = self.uploads.failing() + self.downloads.faults.count();
        if self.status != self.told {
            self.told = self.status.clone();
            self.tell(Effect::Status(self.status.clone()));
        }
    }

    fn phase(&self) -> Phase {
        if self.is_stopped || !self.is_open {
            return Phase::Stopped;
        }
        match self.refusal {
            Some(Refused::SignedOut) => return Phase::SignedOut,
            Some(Refused::Upgrade { min_proto, proto }) => return Phase::Refused { min_proto, proto },
            None if self.is_suspended => return Phase::Suspended,
            None => {}
        }
        if let Some((since, _)) = self.link.down() {
            return Phase::Offline { since };
        }
        let is_busy = !self.round.is_resting() || !self.snapshots.is_resting() || !self.uploads.is_resting();
        if is_busy { Phase::Syncing } else { Phase::Idle }
    }

    fn trouble(&self) -> Option<Trouble> {
        if let Some((_, trouble)) = self.link.down() {
            return Some(trouble);
        }
        if self.round.is_stalled() {
            return Some(Trouble::Stalled);
        }
        self.snapshots.diverging(self.now).map(|library| Trouble::Diverged { library })
    }
}
