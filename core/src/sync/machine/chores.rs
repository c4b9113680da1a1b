//! What is done now and then: counters of use go up, old things are tidied away.

use std::time::Duration;

use huashu_protocol::sync::UsageReport;
use huashu_protocol::{CallError, CallResult, Refusal};

use super::step::Lane;
use super::{Answer, Call, Machine};
use crate::ErrorCode;
use crate::sync::work::{Done, Work};

#[derive(Debug, Clone, Default)]
pub(super) struct Chores {
    /// Counters that the hub has not heard of.
    pub(super) usage: Option<UsageReport>,
    /// When it may hear of them.
    pub(super) usage_at: Duration,
    pub(super) stage: Stage,
    pub(super) tidy_at: Duration,
    pub(super) is_tidying: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Stage {
    #[default]
    Rest,
    Reporting(UsageReport),
    Noting,
}

impl Chores {
    pub(super) fn abandon(&mut self) {
        if let Stage::Reporting(report) = std::mem::take(&mut self.stage) {
            self.usage.get_or_insert(report);
        }
    }
}

impl Machine {
    pub(super) fn start_chores(&mut self) {
        if !self.may_go() {
            return;
        }
        self.start_tidying();
        if self.chores.stage != Stage::Rest || !self.may_call() || self.chores.usage.is_none() {
            return;
        }
        if self.now < self.chores.usage_at {
            return self.wait_for(self.chores.usage_at);
        }
        if let Some(report) = self.chores.usage.take() {
            self.chores.usage_at = self.now + self.params.usage_every;
            self.chores.stage = Stage::Reporting(report.clone());
            self.call(Lane::Usage, Call::Usage(report));
        }
    }

    fn start_tidying(&mut self) {
        if self.chores.is_tidying {
            return;
        }
        if self.now < self.chores.tidy_at {
            // Nobody wakes a phone for it.
            if self.is_foreground {
                self.wait_for(self.chores.tidy_at);
            }
            return;
        }
        if self.round.is_resting() {
            self.chores.is_tidying = true;
            self.work(Lane::Tidy, Work::Tidy);
        }
    }

    pub(super) fn usage_answered(&mut self, result: CallResult<Answer>) {
        let Stage::Reporting(report) = std::mem::take(&mut self.chores.stage) else { return };
        match result {
            Ok(Answer::Done) => {
                self.chores.stage = Stage::Noting;
                self.work(Lane::Usage, Work::Reported(report));
            }
            Err(CallError::Refused(Refusal::Busy { retry_after })) => {
                self.chores.usage_at = self.now + self.leave_alone(retry_after).max(self.params.usage_every);
            }
            // They are not lost: the next round collects them again, summed up.
            _ => {}
        }
    }

    /// Counters that the book could not note as reported are reported again, which does no harm: the larger number stands.
    pub(super) fn usage_worked(&mut self, _: Result<Done, ErrorCode>) {
        self.chores.stage = Stage::Rest;
    }

    pub(super) fn tidied(&mut self, result: Result<Done, ErrorCode>) {
        self.chores.is_tidying = false;
        let wait = if result.is_ok() { self.params.tidy_every } else { self.params.routine };
        self.chores.tidy_at = self.now + wait;
    }
}
