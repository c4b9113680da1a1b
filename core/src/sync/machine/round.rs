//! The round: collect what is to be said, sync, apply the answer. One at a time; whatever happens meanwhile makes another.

use std::collections::BTreeMap;
use std::time::Duration;

use huashu_protocol::limits::OPS_PER_PUSH;
use huashu_protocol::stream::WaitRequest;
use huashu_protocol::sync::{Cursor, Pull, SyncReply, SyncRequest};
use huashu_protocol::{CallError, CallResult, Refusal};
use uuid::Uuid;

use super::call::misplaced;
use super::step::Lane;
use super::{Answer, Call, Machine, Trouble};
use crate::ErrorCode;
use crate::sync::work::{Applied, Done, Outbound, Work};

/// So many answers may ask for another round without anything having moved.
const FRUITLESS: u32 = 5;

/// For how long an operation stays behind that the hub could not read.
const PARKED: Duration = Duration::from_secs(10 * 60);

/// The book is often busy for a moment, when another process writes: nobody needs to hear of the first few times.
const BUSY: u32 = 3;
const BUSY_WAIT: Duration = Duration::from_millis(250);

#[derive(Debug, Clone)]
pub(super) struct Round {
    pub(super) stage: Stage,
    /// Another is to begin, at `due`.
    pub(super) is_wanted: bool,
    due: Duration,
    /// Whether it is the hub that wants it.
    is_hinted: bool,
    /// When one is due though nobody asked.
    routine_at: Duration,
    /// When the book is to be looked at: rows came that may name blobs.
    look_at: Option<Duration>,
    /// Whether the book is only looked at: unless it has operations, nothing is said to the hub.
    is_look: bool,
    /// The most operations in one push; smaller for a while where the hub found a push too large.
    cap: usize,
    /// Operations that the hub could not read, with their rows, and until when they stay behind.
    parked: BTreeMap<Uuid, (Uuid, Duration)>,
    has_more_ops: bool,
    fruitless: u32,
    pace_until: Duration,
    /// When the last one succeeded.
    served_at: Option<Duration>,
    busy: u32,
    /// What the hub was last known to know that the book knows.
    known: WaitRequest,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Stage {
    Rest,
    Collecting,
    /// Waits for a token.
    Ready(Box<SyncRequest>),
    Calling(Box<SyncRequest>),
    Applying,
}

impl Default for Round {
    fn default() -> Self {
        Self {
            stage: Stage::Rest,
            is_wanted: false,
            due: Duration::ZERO,
            is_hinted: false,
            routine_at: Duration::ZERO,
            look_at: None,
            is_look: false,
            cap: OPS_PER_PUSH,
            parked: BTreeMap::new(),
            has_more_ops: false,
            fruitless: 0,
            pace_until: Duration::ZERO,
            served_at: None,
            busy: 0,
            known: WaitRequest::default(),
        }
    }
}

impl Round {
    pub(super) fn is_resting(&self) -> bool {
        self.stage == Stage::Rest
    }

    /// Whether a round, or a look, is wanted and has not begun.
    pub(super) fn has_to_begin(&self) -> bool {
        self.is_wanted || self.look_at.is_some()
    }

    pub(super) fn parked(&self) -> u64 {
        self.parked.len() as u64
    }

    pub(super) fn is_stalled(&self) -> bool {
        self.fruitless >= FRUITLESS
    }

    pub(super) fn served_at(&self) -> Option<Duration> {
        self.served_at
    }

    pub(super) fn known(&self) -> WaitRequest {
        self.known.clone()
    }

    /// Leaves parked operations out, and what follows on them in the same rows; then as much as the cap says.
    fn trim(&mut self, request: &mut SyncRequest) -> bool {
        if !self.parked.is_empty() {
            let rows: Vec<Uuid> = self.parked.values().map(|(row, _)| *row).collect();
            request.ops.retain(|op| !self.parked.contains_key(&op.op_id) && !rows.contains(&op.row));
        }
        let is_longer = request.ops.len() > self.cap;
        request.ops.truncate(self.cap);
        is_longer
    }

    /// Notes where the book will stand once it has taken the answer in.
    fn note(&mut self, request: &SyncRequest, reply: &SyncReply) {
        let libraries =
            request.libraries.iter().zip(&reply.libraries).filter_map(|(asked, pull)| match pull {
                Pull::Page { epoch, next, .. } => Some(Cursor { id: asked.id, epoch: *epoch, cursor: *next }),
                Pull::Snapshot { .. } | Pull::Gone { .. } => None,
            });
        self.known = WaitRequest {
            grants_rev: reply.grants_rev,
            drafts_rev: reply.drafts_rev,
            libraries: libraries.collect(),
        };
    }
}

impl Machine {
    /// A round is wanted, at the latest after `within`.
    pub(super) fn want(&mut self, within: Duration) {
        let due = self.now + within;
        self.round.due = if self.round.is_wanted { self.round.due.min(due) } else { due };
        self.round.is_wanted = true;
    }

    /// An edit was committed. What slows down rounds that the hub wants does not hold it up.
    pub(super) fn poked(&mut self) {
        self.round.pace_until = Duration::ZERO;
        self.want(self.params.gather);
    }

    /// The hub hinted that a round is worth it.
    pub(super) fn want_as_hinted(&mut self, within: Duration) {
        self.round.is_hinted = true;
        self.want(within);
    }

    /// Somebody has reason not to wait.
    pub(super) fn want_at_once(&mut self) {
        self.link.lift();
        self.uploads.faults.lift();
        self.downloads.faults.lift();
        self.round.pace_until = Duration::ZERO;
        self.round.is_hinted = false;
        self.want(Duration::ZERO);
    }

    /// Rows came: the book may want blobs now.
    pub(super) fn look(&mut self) {
        self.round.look_at.get_or_insert(self.now + self.params.gather);
    }

    /// Something in the background met a network that does not work: a round finds out whether nothing works.
    pub(super) fn probe(&mut self) {
        self.want(Duration::from_secs(1));
    }

    pub(super) fn start_round(&mut self) {
        if !self.may_go() {
            return;
        }
        self.release_parked();
        match &self.round.stage {
            Stage::Rest => self.begin_round(),
            Stage::Ready(_) if self.link.has_tokens() => {
                if let Stage::Ready(request) = std::mem::replace(&mut self.round.stage, Stage::Rest) {
                    self.call(Lane::Round, Call::Sync((*request).clone()));
                    self.round.stage = Stage::Calling(request);
                }
            }
            _ => {}
        }
    }

    fn begin_round(&mut self) {
        let now = self.now;
        let wanted = self.round.due.max(self.round.pace_until).max(self.link.ready_at());
        let look = self.round.look_at.filter(|_| self.link.is_up());
        let is_routine = !self.round.is_wanted && (self.is_foreground || self.status.waiting > 0);
        if is_routine && self.round.routine_at <= now {
            self.want(Duration::ZERO);
            return self.begin_round();
        }
        if self.round.is_wanted && wanted <= now {
            self.round.is_wanted = false;
            self.collect(false);
        } else if look.is_some_and(|at| at <= now) {
            self.collect(true);
        } else {
            let wanted = self.round.is_wanted.then_some(wanted);
            let routine = is_routine.then_some(self.round.routine_at);
            for moment in [wanted, look, routine].into_iter().flatten() {
                self.wait_for(moment);
            }
        }
    }

    fn collect(&mut self, is_look: bool) {
        self.round.look_at = None;
        self.round.is_look = is_look;
        self.round.stage = Stage::Collecting;
        self.work(Lane::Round, Work::Collect);
    }

    fn release_parked(&mut self) {
        let Some(first) = self.round.parked.values().map(|(_, until)| *until).min() else { return };
        if self.now < first {
            return self.wait_for(first);
        }
        let now = self.now;
        self.round.parked.retain(|_, (_, until)| *until > now);
        self.want(Duration::ZERO);
        self.release_parked();
    }

    /// The call was given up, or waits for a token: with the same request, where it is to be had at once.
    pub(super) fn abandon_round(&mut self) {
        match std::mem::replace(&mut self.round.stage, Stage::Rest) {
            Stage::Calling(request) if self.may_go() && self.link.is_up() => {
                self.round.stage = Stage::Ready(request);
            }
            Stage::Calling(_) | Stage::Ready(_) => self.want(Duration::ZERO),
            other => self.round.stage = other,
        }
    }

    /// Nothing goes for now: what was collected is collected again then.
    pub(super) fn round_paused(&mut self) {
        if matches!(self.round.stage, Stage::Ready(_)) {
            self.round.stage = Stage::Rest;
        }
        self.want(Duration::ZERO);
    }

    pub(super) fn round_worked(&mut self, result: Result<Done, ErrorCode>) {
        let stage = std::mem::replace(&mut self.round.stage, Stage::Rest);
        match (stage, result) {
            (Stage::Collecting, Ok(Done::Collected(outbound))) => self.collected(*outbound),
            (Stage::Applying, Ok(Done::Applied(applied))) => self.applied(applied),
            // The platform let the app rest in the middle of it.
            (_, Err(_)) if self.is_suspended => self.want(Duration::ZERO),
            (_, Err(ErrorCode::Busy)) if self.round.busy < BUSY => {
                self.round.busy += 1;
                self.want(BUSY_WAIT);
            }
            (_, Err(code)) => self.link_failed(Trouble::Book(code)),
            (_, Ok(_)) => self.link_failed(Trouble::Book(ErrorCode::Internal)),
        }
    }

    fn collected(&mut self, outbound: Outbound) {
        self.status.waiting = outbound.waiting;
        self.snapshots_known(outbound.snapshots);
        self.uploads_wanted(outbound.uploads);
        self.downloads.list(outbound.downloads);
        self.chores.usage = outbound.usage;
        let mut request = outbound.request;
        if self.round.is_look && request.ops.is_empty() {
            return;
        }
        let is_trimmed = self.round.trim(&mut request);
        self.round.has_more_ops = outbound.more_ops || is_trimmed;
        self.round.stage = Stage::Ready(Box::new(request));
    }

    pub(super) fn round_answered(&mut self, result: CallResult<Answer>) {
        let Stage::Calling(request) = std::mem::replace(&mut self.round.stage, Stage::Rest) else { return };
        match result {
            Ok(Answer::Synced(reply)) if answers(&request, &reply) => {
                self.round.note(&request, &reply);
                self.round.stage = Stage::Applying;
                self.work(Lane::Round, Work::Apply { request: *request, reply: *reply });
            }
            Ok(Answer::Synced(_)) => {
                self.call_failed(&CallError::Garbled { detail: "the reply does not fit the request".into() });
            }
            Ok(_) => self.call_failed(&misplaced()),
            Err(CallError::Refused(Refusal::TooLarge)) if request.ops.len() > 1 => {
                self.round.cap = request.ops.len() / 2;
                self.want(Duration::ZERO);
            }
            Err(error) => {
                if matches!(error, CallError::Refused(Refusal::TooLarge | Refusal::Invalid { .. })) {
                    self.isolate(&request);
                }
                self.call_failed(&error);
            }
        }
    }

    /// Among these operations is one that the hub cannot read. Halving finds it; then it stays behind for a while, so that it
    /// holds up nothing but its own row.
    fn isolate(&mut self, request: &SyncRequest) {
        match request.ops.as_slice() {
            [] => {}
            [op] => {
                self.round.parked.insert(op.op_id, (op.row, self.now + PARKED));
            }
            ops => self.round.cap = ops.len() / 2,
        }
    }

    fn applied(&mut self, mut applied: Applied) {
        self.take_applied(&mut applied);
        self.link_served();
        self.round.busy = 0;
        self.round.cap = self.round.cap.saturating_mul(2).min(OPS_PER_PUSH);
        self.round.routine_at = self.now + self.params.routine + self.random.up_to(self.params.routine / 4);
        let again = applied.more || self.round.has_more_ops;
        self.pace(applied.progressed, again);
        self.round.served_at = Some(self.now);
        if again {
            self.want(Duration::ZERO);
        } else if !self.snapshots.is_waiting() {
            self.status.last_sync = Some(self.now);
        }
    }

    /// A hub that has us ask again and again without anything moving is asked ever more slowly.
    fn pace(&mut self, has_progressed: bool, again: bool) {
        let is_hinted = std::mem::take(&mut self.round.is_hinted);
        let was_calm =
            self.round.served_at.is_none_or(|before| self.now.saturating_sub(before) >= self.params.healthy);
        if has_progressed || (!again && (was_calm || !is_hinted)) {
            self.round.fruitless = 0;
        } else if again || is_hinted {
            self.round.fruitless = self.round.fruitless.saturating_add(1);
        }
        if self.round.is_stalled() {
            let range = (self.params.first_backoff, self.params.last_backoff);
            self.round.pace_until = self.now + self.random.backoff(range, self.round.fruitless - FRUITLESS);
        }
    }
}

/// Whether a reply has what the request asked for, in its order.
fn answers(request: &SyncRequest, reply: &SyncReply) -> bool {
    let results = reply.results.iter().map(|result| result.op_id);
    let libraries = reply.libraries.iter().map(Pull::library);
    results.eq(request.ops.iter().map(|op| op.op_id))
        && libraries.eq(request.libraries.iter().map(|library| library.id))
}
