//! What the tables of the tests are made of: lines of what happens, and the names of what comes of it.

use std::time::Duration;

use huashu_protocol::row::Checksum;
use huashu_protocol::snapshot::{Chunk, Manifest};
use huashu_protocol::stream::Event as Hint;
use huashu_protocol::sync::{Op, OpResult, Outcome, SyncReply, Verb};
use huashu_protocol::{CallError, CallResult, Refusal};
use uuid::Uuid;

use super::{Answer, Call, CallId, Effect, Event, Machine, Params, Phase, StreamEvent, StreamId, WorkId};
use crate::ErrorCode;
use crate::store::Changes;
use crate::sync::work::{Applied, Done, Outbound, SnapshotState, Work};

pub(super) const LIBRARY: Uuid = Uuid::from_u128(7);

/// One line of a table: what happens. The effects are named: `collect`, `call sync`, `stream` …
pub(super) enum Do {
    Tell(Event),
    /// The oldest work under way is done.
    Work(Result<Done, ErrorCode>),
    /// The call of this name is answered.
    Call(&'static str, CallResult<Answer>),
    /// Something comes by the stream.
    Hear(StreamEvent),
    /// Time passes, in milliseconds; alarms ring.
    Pass(u64),
}
use Do::{Call as Answered, Hear, Pass, Tell, Work as Worked};

pub(super) struct Bench {
    pub(super) machine: Machine,
    pub(super) now: Duration,
    pub(super) alarm: Option<Duration>,
    works: Vec<WorkId>,
    calls: Vec<(CallId, Call)>,
    stream: Option<StreamId>,
    seen: Vec<String>,
}

impl Bench {
    pub(super) fn new() -> Self {
        Self {
            machine: Machine::new(Params {
                seed: 5,
                tidy_after: Duration::from_secs(1 << 32),
                ..Params::default()
            }),
            now: Duration::from_secs(1),
            alarm: None,
            works: Vec::new(),
            calls: Vec::new(),
            stream: None,
            seen: Vec::new(),
        }
    }

    /// A machine that has synced once and listens.
    pub(super) fn listening() -> Self {
        let mut bench = Self::new();
        bench.check(first_round());
        bench.check(vec![
            (Hear(StreamEvent::Event(hello())), "collect"),
            (Worked(collected(Outbound::default())), "call sync"),
            (Answered("sync", synced(&[])), "apply"),
            (Worked(applied(Applied::default())), ""),
        ]);
        bench
    }

    pub(super) fn check(&mut self, table: Vec<(Do, &str)>) {
        for (number, (what, expected)) in table.into_iter().enumerate() {
            self.seen.clear();
            match what {
                Tell(event) => self.step(event),
                Worked(result) => {
                    let id = self.works.remove(0);
                    self.step(Event::Worked(id, result));
                }
                Answered(call, result) => {
                    let at = self.calls.iter().position(|(_, other)| name(other) == call);
                    let at = at.unwrap_or_else(|| panic!("line {number}: no {call} is under way"));
                    let (id, _) = self.calls.remove(at);
                    self.step(Event::Answered(id, result));
                }
                Hear(event) => {
                    let id = self.stream.expect("no stream");
                    self.step(Event::Stream(id, event));
                }
                Pass(millis) => self.pass(Duration::from_millis(millis)),
            }
            assert_eq!(self.seen.join(", "), expected, "line {number}\n{:#?}", self.machine);
        }
    }

    fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some(at) = self.alarm.filter(|at| *at <= end) {
            self.now = at;
            self.alarm = None;
            self.step(Event::Alarm);
        }
        self.now = end;
    }

    fn step(&mut self, event: Event) {
        for effect in self.machine.step(self.now, event) {
            match effect {
                Effect::Work(id, work) => {
                    self.seen.push(work_name(&work));
                    self.works.push(id);
                }
                Effect::Call(id, call) => {
                    self.seen.push(format!("call {}", name(&call)));
                    self.calls.push((id, call));
                }
                Effect::CancelCalls => {
                    self.seen.push("cancel".into());
                    self.calls.clear();
                }
                Effect::SetAlarm(at) => self.alarm = Some(at),
                Effect::OpenStream(id) => {
                    self.seen.push("stream".into());
                    self.stream = Some(id);
                }
                Effect::CloseStream => self.seen.push("close".into()),
                Effect::Changed(_) => self.seen.push("changed".into()),
                Effect::Diverged(_) => self.seen.push("diverged".into()),
                Effect::Status(_) => {}
            }
        }
        assert_eq!(self.machine.check(), Ok(()));
    }

    pub(super) fn phase(&self) -> Phase {
        self.machine.status().phase
    }
}

pub(super) fn name(call: &Call) -> String {
    match call {
        Call::Refresh => "refresh".into(),
        Call::Sync(request) if request.ops.is_empty() => "sync".into(),
        Call::Sync(request) => format!("sync of {}", request.ops.len()),
        Call::Wait(_) => "wait".into(),
        Call::Snapshot { .. } => "manifest".into(),
        Call::Chunk { chunk, .. } => format!("chunk {chunk}"),
        Call::Upload(upload) => format!("upload {}", upload.hash),
        Call::UploadPiece { offset, .. } => format!("piece at {offset}"),
        Call::Blob { hash, offset } => format!("blob {hash} at {offset}"),
        Call::Usage(_) => "usage".into(),
    }
}

pub(super) fn work_name(work: &Work) -> String {
    match work {
        Work::Collect => "collect".into(),
        Work::Apply { .. } => "apply".into(),
        Work::ApplyChange(_) => "apply change".into(),
        Work::BeginSnapshot(_) => "begin".into(),
        Work::Chunk { chunk, .. } => format!("store {chunk}"),
        Work::ReadPiece { offset, .. } => format!("read at {offset}"),
        Work::Uploaded { .. } => "uploaded".into(),
        Work::Downloaded { .. } => "downloaded".into(),
        Work::Reported(_) => "reported".into(),
        Work::Tidy => "".into(),
    }
}

pub(super) fn collected(outbound: Outbound) -> Result<Done, ErrorCode> {
    Ok(Done::Collected(Box::new(outbound)))
}

pub(super) fn applied(applied: Applied) -> Result<Done, ErrorCode> {
    Ok(Done::Applied(applied))
}

pub(super) fn ops(count: u128) -> Outbound {
    let op = |id| Op {
        op_id: Uuid::from_u128(id),
        library: LIBRARY,
        kind: "phrase".into(),
        row: Uuid::from_u128(id + 100),
        verb: Verb::Edit,
        base: 0,
        after: None,
        replay: false,
        fields: serde_json::Map::new(),
    };
    let mut outbound = Outbound { waiting: count as u64, ..Outbound::default() };
    outbound.request.ops = (0..count).map(op).collect();
    outbound
}

pub(super) fn synced(ops: &[u128]) -> CallResult<Answer> {
    let result = |id: &u128| OpResult { op_id: Uuid::from_u128(*id), outcome: Outcome::Applied { rev: 1 } };
    let reply = SyncReply { results: ops.iter().map(result).collect(), ..SyncReply::default() };
    Ok(Answer::Synced(Box::new(reply)))
}

pub(super) fn refused(refusal: Refusal) -> CallResult<Answer> {
    Err(refusal.into())
}

pub(super) fn unreachable() -> CallResult<Answer> {
    Err(CallError::Unreachable { detail: "no network".into() })
}

pub(super) fn hello() -> Hint {
    Hint::Hello { grants_rev: 1, drafts_rev: 1 }
}

pub(super) fn manifest(chunks: usize, rev: u64) -> Manifest {
    let chunk = Chunk { bytes: 1, hash: String::new(), rows: 1 };
    let checksum = Checksum::default();
    Manifest { library: LIBRARY, epoch: Uuid::nil(), rev, checksum, rows: 9, chunks: vec![chunk; chunks] }
}

pub(super) fn state(manifest: Manifest, next: u32, done: bool) -> Result<Done, ErrorCode> {
    let state = SnapshotState { library: LIBRARY, manifest: Some(manifest), next, done };
    Ok(Done::Snapshot { state, changes: Changes::default() })
}

pub(super) fn needs_snapshot() -> Applied {
    Applied { snapshots: vec![LIBRARY], progressed: true, ..Applied::default() }
}

pub(super) fn first_round() -> Vec<(Do, &'static str)> {
    vec![
        (Tell(Event::Poked), ""),
        (Tell(Event::Opened), "collect"),
        (Worked(collected(Outbound::default())), "call sync"),
        (Answered("sync", refused(Refusal::Expired)), "call refresh"),
        (Answered("refresh", Ok(Answer::Refreshed)), "call sync"),
        (Answered("sync", synced(&[])), "apply"),
        (Worked(applied(Applied::default())), "stream"),
    ]
}
