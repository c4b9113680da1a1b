//! The machine's frame: one step, from an event over the lanes to effects.

use std::collections::BTreeMap;
use std::time::Duration;

use huashu_protocol::{CallError, CallResult, Refusal};

use super::chores::Chores;
use super::downloads::Downloads;
use super::link::Link;
use super::listen::Listen;
use super::round::Round;
use super::snapshots::Snapshots;
use super::uploads::Uploads;
use super::{Answer, Call, CallId, Effect, Event, Params, Random, Status, WorkId};
use crate::ErrorCode;
use crate::store::Changes;
use crate::sync::work::{Applied, Done, Work};

/// See the module.
#[derive(Debug, Clone)]
pub struct Machine {
    pub(super) params: Params,
    pub(super) random: Random,
    /// The moment of the step.
    pub(super) now: Duration,
    pub(super) is_open: bool,
    pub(super) is_stopped: bool,
    pub(super) is_suspended: bool,
    pub(super) is_foreground: bool,
    pub(super) refusal: Option<Refused>,
    /// Which lane each call under way belongs to, and the edition of the tokens that it goes with.
    pub(super) calls: BTreeMap<CallId, (Lane, u64)>,
    /// Which lane each work under way belongs to.
    pub(super) works: BTreeMap<WorkId, Lane>,
    /// What the alarm is set to.
    pub(super) alarm: Option<Duration>,
    pub(super) link: Link,
    pub(super) round: Round,
    pub(super) snapshots: Snapshots,
    pub(super) uploads: Uploads,
    pub(super) downloads: Downloads,
    pub(super) listen: Listen,
    pub(super) chores: Chores,
    pub(super) status: Status,
    /// The status that was told last.
    pub(super) told: Status,
    next_alarm: Option<Duration>,
    last_id: u64,
    effects: Vec<Effect>,
}

/// Why nothing is tried until a person does something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    SignedOut,
    Upgrade { min_proto: u32, proto: u32 },
}

/// What does one thing at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lane {
    Link,
    Round,
    Snapshots,
    Uploads,
    Downloads,
    /// A long poll.
    Wait,
    /// A change that came by the stream.
    Change,
    Usage,
    Tidy,
}

impl Machine {
    /// A machine that waits for [`Event::Opened`].
    pub fn new(params: Params) -> Self {
        Self {
            random: Random::new(params.seed),
            now: Duration::ZERO,
            is_open: false,
            is_stopped: false,
            is_suspended: false,
            is_foreground: params.foreground,
            refusal: None,
            calls: BTreeMap::new(),
            works: BTreeMap::new(),
            alarm: None,
            link: Link::default(),
            round: Round::default(),
            snapshots: Snapshots::default(),
            uploads: Uploads::default(),
            downloads: Downloads::default(),
            listen: Listen::default(),
            chores: Chores::default(),
            status: Status::default(),
            told: Status::default(),
            next_alarm: None,
            last_id: 0,
            effects: Vec::new(),
            params,
        }
    }

    /// Takes an event in. `at` is a moment on a clock that only goes forward; one before the last step's counts as that.
    pub fn step(&mut self, at: Duration, event: Event) -> Vec<Effect> {
        self.now = self.now.max(at);
        self.take(event);
        // What one lane starts may allow another to start, so all are asked until none starts anything.
        loop {
            let before = self.effects.len();
            self.next_alarm = None;
            self.start_all();
            if self.effects.len() == before {
                break;
            }
        }
        self.set_alarm();
        self.tell_status();
        std::mem::take(&mut self.effects)
    }

    /// How sync stands.
    pub fn status(&self) -> &Status {
        &self.status
    }

    /// Whether a work is under way.
    pub fn is_working(&self) -> bool {
        !self.works.is_empty()
    }

    fn take(&mut self, event: Event) {
        match event {
            Event::Worked(id, result) => self.worked(id, result),
            _ if self.is_stopped => {}
            Event::Answered(id, result) => self.answered(id, result),
            Event::Stream(id, event) => self.streamed(id, event),
            // One that went off a little early is set again.
            Event::Alarm => self.alarm = None,
            Event::Opened => {
                self.is_open = true;
                self.chores.tidy_at = self.now + self.params.tidy_after;
                self.want(Duration::ZERO);
            }
            Event::Poked => self.poked(),
            Event::SyncNow => {
                if matches!(self.refusal, Some(Refused::Upgrade { .. })) {
                    self.refusal = None;
                }
                self.chores.usage_at = self.now;
                self.want_at_once();
            }
            Event::NetworkChanged => self.network_changed(),
            Event::Foreground => {
                self.is_foreground = true;
                self.fresh_start();
            }
            Event::Background => {
                self.is_foreground = false;
                self.close_stream();
            }
            Event::Suspend => {
                self.is_suspended = true;
                self.go_quiet();
            }
            Event::Resume => {
                self.is_suspended = false;
                self.fresh_start();
            }
            Event::SignedIn => {
                self.refusal = None;
                // A renewal of the tokens that were before tells nothing of these.
                self.calls.retain(|_, (lane, _)| *lane != Lane::Link);
                self.link.signed_in();
                self.want_at_once();
            }
            Event::SignedOut => self.refuse(Refused::SignedOut),
            Event::Stop => {
                self.is_stopped = true;
                self.go_quiet();
            }
        }
    }

    fn start_all(&mut self) {
        self.start_link();
        // What the stream brought comes before the round, which collects what it changed.
        self.start_listening();
        self.start_round();
        self.start_snapshots();
        self.start_uploads();
        self.start_downloads();
        self.start_chores();
    }

    /// Whether anything may be started at all.
    pub(super) fn may_go(&self) -> bool {
        self.is_open && !self.is_stopped && !self.is_suspended && self.refusal.is_none()
    }

    /// Whether lanes other than the round may call: the hub is there, and takes the token.
    pub(super) fn may_call(&self) -> bool {
        self.may_go() && self.link.is_up() && self.link.has_tokens() && self.round.served_at().is_some()
    }

    pub(super) fn call(&mut self, lane: Lane, call: Call) {
        let id = CallId(self.fresh_id());
        self.calls.insert(id, (lane, self.link.edition()));
        self.effects.push(Effect::Call(id, call));
    }

    pub(super) fn work(&mut self, lane: Lane, work: Work) {
        let id = WorkId(self.fresh_id());
        self.works.insert(id, lane);
        self.effects.push(Effect::Work(id, work));
    }

    pub(super) fn tell(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    pub(super) fn fresh_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// Asks again at this moment at the latest.
    pub(super) fn wait_for(&mut self, moment: Duration) {
        self.next_alarm = Some(self.next_alarm.map_or(moment, |other| other.min(moment)));
    }

    fn set_alarm(&mut self) {
        if let Some(next) = self.next_alarm
            && self.alarm != Some(next)
        {
            self.effects.push(Effect::SetAlarm(next));
        }
        self.alarm = self.next_alarm;
    }

    fn worked(&mut self, id: WorkId, result: Result<Done, ErrorCode>) {
        let Some(lane) = self.works.remove(&id) else { return };
        match lane {
            Lane::Round => self.round_worked(result),
            Lane::Snapshots => self.snapshot_worked(result),
            Lane::Uploads => self.upload_worked(result),
            Lane::Downloads => self.download_worked(result),
            Lane::Change => self.change_worked(result),
            Lane::Usage => self.usage_worked(result),
            Lane::Tidy => self.tidied(result),
            Lane::Link | Lane::Wait => {}
        }
    }

    fn answered(&mut self, id: CallId, result: CallResult<Answer>) {
        let Some((lane, edition)) = self.calls.remove(&id) else { return };
        match &result {
            Err(CallError::Refused(Refusal::SignedOut)) if edition != self.link.edition() => {
                // It went with the tokens that were before somebody signed in.
                return self.abandon(lane);
            }
            Err(CallError::Refused(Refusal::SignedOut)) => {
                self.abandon(lane);
                return self.refuse(Refused::SignedOut);
            }
            Err(CallError::Refused(Refusal::Upgrade { min_proto, proto })) => {
                self.abandon(lane);
                return self.refuse(Refused::Upgrade { min_proto: *min_proto, proto: *proto });
            }
            Err(CallError::Refused(Refusal::Expired)) if lane != Lane::Link => {
                self.abandon(lane);
                return self.token_expired(edition);
            }
            Ok(_) if lane != Lane::Link => self.link.token_served(edition),
            _ => {}
        }
        match lane {
            Lane::Link => self.renewed(result),
            Lane::Round => self.round_answered(result),
            Lane::Snapshots => self.snapshot_answered(result),
            Lane::Uploads => self.upload_answered(result),
            Lane::Downloads => self.download_answered(result),
            Lane::Wait => self.waited(result),
            Lane::Usage => self.usage_answered(result),
            Lane::Change | Lane::Tidy => {}
        }
    }

    /// A call of the lane will not be answered: back to where it can be made again.
    fn abandon(&mut self, lane: Lane) {
        match lane {
            Lane::Link => self.link.abandon(),
            Lane::Round => self.abandon_round(),
            Lane::Snapshots => self.snapshots.abandon(),
            Lane::Uploads => self.uploads.abandon(),
            Lane::Downloads => self.downloads.abandon(),
            Lane::Wait => self.listen.is_waiting = false,
            Lane::Usage => self.chores.abandon(),
            Lane::Change | Lane::Tidy => {}
        }
    }

    pub(super) fn cancel_calls(&mut self) {
        if self.calls.is_empty() {
            return;
        }
        self.effects.push(Effect::CancelCalls);
        for (lane, _) in std::mem::take(&mut self.calls).into_values() {
            self.abandon(lane);
        }
    }

    /// Stops until a person does something.
    fn refuse(&mut self, refusal: Refused) {
        self.refusal = Some(refusal);
        self.go_quiet();
    }

    /// Nothing more is said to the hub, and what was about to be is collected anew when it goes on.
    fn go_quiet(&mut self) {
        self.cancel_calls();
        self.close_stream();
        self.round_paused();
    }

    fn network_changed(&mut self) {
        // What is under way hangs on the former network and would stall. But a platform that says this every second must not
        // keep anything from ever being finished.
        if self.link.may_cancel(self.now) {
            self.cancel_calls();
            self.close_stream();
        }
        self.fresh_start();
    }

    /// There is reason to think that what did not work works now.
    fn fresh_start(&mut self) {
        self.link.fresh_start();
        self.listen.ready_at = self.now;
        self.want_at_once();
    }

    /// What a work on rows came to, whichever lane asked for it.
    pub(super) fn take_applied(&mut self, applied: &mut Applied) {
        self.status.waiting = applied.waiting;
        self.status.drafts = applied.drafts;
        for library in &applied.gone {
            self.snapshots.forget(*library);
        }
        for library in std::mem::take(&mut applied.snapshots) {
            self.snapshot_needed(library);
        }
        for library in std::mem::take(&mut applied.diverged) {
            self.snapshot_needed(library);
            self.effects.push(Effect::Diverged(library));
        }
        self.tell_changes(std::mem::take(&mut applied.changes));
    }

    pub(super) fn tell_changes(&mut self, changes: Changes) {
        if !changes.is_empty() {
            self.look();
            self.effects.push(Effect::Changed(changes));
        }
    }
}
