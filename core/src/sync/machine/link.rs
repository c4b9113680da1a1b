//! The hub as a whole: whether it is there, how long to leave it alone, and the tokens that it takes.

use std::time::Duration;

use huashu_protocol::{CallError, CallResult, Refusal};

use super::call::misplaced;
use super::step::Lane;
use super::{Answer, Call, Machine, Trouble};

/// A hub that asks to be left alone for longer than this is asked again nevertheless.
const LONGEST_BUSY: Duration = Duration::from_secs(5 * 60);

/// After a change of the network, calls that are under way are given up at most this often.
const CANCEL_EVERY: Duration = Duration::from_secs(30);

/// Fresh tokens that were not taken either: the next are not asked for at once.
const FRUITLESS_RENEWALS: u32 = 2;

#[derive(Debug, Clone, Default)]
pub(super) struct Link {
    tokens: Tokens,
    /// Rises with each fresh token: a call that went with an older one says nothing about the present one.
    edition: u64,
    /// Renewals since a call was last served.
    renewals: u32,
    /// Since when it does not work, and why.
    down: Option<(Duration, Trouble)>,
    failed_at: Option<Duration>,
    failures: u32,
    up_since: Option<Duration>,
    retry_at: Duration,
    /// Until when the hub asked to be left alone. Unlike `retry_at`, no impatience lifts it.
    busy_until: Duration,
    cancelled_at: Option<Duration>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Tokens {
    /// As far as anybody knows. So it is at the start, too: the wallet says quickly that there are none.
    #[default]
    Good,
    Stale,
    Renewing,
}

impl Link {
    pub(super) fn is_up(&self) -> bool {
        self.down.is_none()
    }

    pub(super) fn down(&self) -> Option<(Duration, Trouble)> {
        self.down
    }

    /// What failed after a moment, and still fails.
    pub(super) fn failed_since(&self, moment: Duration) -> Option<Trouble> {
        self.down.filter(|_| self.failed_at.is_some_and(|at| at >= moment)).map(|(_, trouble)| trouble)
    }

    pub(super) fn has_tokens(&self) -> bool {
        self.tokens == Tokens::Good
    }

    pub(super) fn is_renewing(&self) -> bool {
        self.tokens == Tokens::Renewing
    }

    pub(super) fn edition(&self) -> u64 {
        self.edition
    }

    /// When the hub may be tried.
    pub(super) fn ready_at(&self) -> Duration {
        self.retry_at.max(self.busy_until)
    }

    /// Somebody has reason to think that it works now.
    pub(super) fn fresh_start(&mut self) {
        self.retry_at = Duration::ZERO;
        self.failures = self.failures.min(1);
    }

    /// A person does not want to wait.
    pub(super) fn lift(&mut self) {
        self.retry_at = Duration::ZERO;
    }

    pub(super) fn signed_in(&mut self) {
        self.tokens = Tokens::Good;
        self.edition += 1;
        self.renewals = 0;
        self.fresh_start();
    }

    pub(super) fn abandon(&mut self) {
        self.tokens = Tokens::Stale;
    }

    pub(super) fn token_served(&mut self, edition: u64) {
        if edition == self.edition {
            self.renewals = 0;
        }
    }

    pub(super) fn may_cancel(&mut self, now: Duration) -> bool {
        let may = self.cancelled_at.is_none_or(|before| now.saturating_sub(before) >= CANCEL_EVERY);
        if may {
            self.cancelled_at = Some(now);
        }
        may
    }
}

impl Machine {
    pub(super) fn start_link(&mut self) {
        if !self.may_go() || self.link.tokens != Tokens::Stale {
            return;
        }
        let ready_at = self.link.ready_at();
        if self.now < ready_at {
            return self.wait_for(ready_at);
        }
        self.link.tokens = Tokens::Renewing;
        self.call(Lane::Link, Call::Refresh);
    }

    /// A call, or the stream, was refused since its token has ended.
    pub(super) fn token_expired(&mut self, edition: u64) {
        if edition != self.link.edition || self.link.tokens != Tokens::Good {
            return;
        }
        self.link.tokens = Tokens::Stale;
        if self.link.renewals >= FRUITLESS_RENEWALS {
            self.link_failed(Trouble::Refused);
        }
    }

    pub(super) fn renewed(&mut self, result: CallResult<Answer>) {
        match result {
            Ok(Answer::Refreshed) => {
                self.link.tokens = Tokens::Good;
                self.link.edition += 1;
                self.link.renewals += 1;
            }
            Ok(_) => self.renewal_failed(&misplaced()),
            Err(error) => self.renewal_failed(&error),
        }
    }

    fn renewal_failed(&mut self, error: &CallError) {
        self.link.tokens = Tokens::Stale;
        self.call_failed(error);
    }

    /// A call without which nothing goes has failed.
    pub(super) fn call_failed(&mut self, error: &CallError) {
        if let CallError::Refused(Refusal::Busy { retry_after }) = error {
            self.link.busy_until = self.now + self.leave_alone(*retry_after);
        }
        self.link_failed(Trouble::of(error));
    }

    /// How long to leave alone what asked to be left alone for some seconds: at least as long, and not all clients the same.
    pub(super) fn leave_alone(&mut self, seconds: u64) -> Duration {
        let asked = Duration::from_secs(seconds).min(LONGEST_BUSY);
        asked + self.random.up_to(asked / 2 + self.params.first_backoff)
    }

    /// Nothing goes for now. The round tries again after a while: it is what finds out that it goes again.
    pub(super) fn link_failed(&mut self, trouble: Trouble) {
        let range = (self.params.first_backoff, self.params.last_backoff);
        let was_healthy = self
            .link
            .up_since
            .take()
            .is_some_and(|since| self.now.saturating_sub(since) >= self.params.healthy);
        if was_healthy {
            self.link.failures = 0;
        }
        self.link.retry_at = self.now + self.random.backoff(range, self.link.failures);
        self.link.failures = self.link.failures.saturating_add(1);
        self.link.failed_at = Some(self.now);
        let since = self.link.down.map_or(self.now, |(since, _)| since);
        self.link.down = Some((since, trouble));
        self.round_paused();
    }

    /// It works.
    pub(super) fn link_served(&mut self) {
        self.link.down = None;
        self.link.up_since.get_or_insert(self.now);
    }
}
