//! Libraries that are taken anew: what they consist of, then chunk by chunk. Other libraries go on syncing meanwhile.

use std::collections::BTreeMap;
use std::time::Duration;

use huashu_protocol::snapshot::Manifest;
use huashu_protocol::{CallError, CallResult, Refusal};
use uuid::Uuid;

use super::step::Lane;
use super::{Answer, Call, Fetching, Machine};
use crate::ErrorCode;
use crate::sync::work::{Done, SnapshotState, Work};

/// A library that was taken anew this often within [`WINDOW`] is taken anew ever more slowly.
const OFTEN: u32 = 2;
const WINDOW: Duration = Duration::from_secs(60 * 60);

#[derive(Debug, Clone, Default)]
pub(super) struct Snapshots {
    queue: BTreeMap<Uuid, Item>,
    stage: Stage,
    /// Libraries that were taken anew: when last, and how often within the window.
    taken: BTreeMap<Uuid, (Duration, u32)>,
}

#[derive(Debug, Clone, Default)]
struct Item {
    /// The manifest that the book goes by, and the next chunk.
    begun: Option<(Manifest, u32)>,
    /// Failures since a chunk came in.
    failures: u32,
    /// How often the snapshot was gone before it was whole.
    restarts: u32,
    ready_at: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Stage {
    #[default]
    Rest,
    /// For the manifest.
    Asking(Uuid),
    Beginning(Uuid),
    /// For a chunk.
    Fetching(Uuid),
    Storing(Uuid),
}

impl Stage {
    fn library(self) -> Option<Uuid> {
        match self {
            Self::Rest => None,
            Self::Asking(id) | Self::Beginning(id) | Self::Fetching(id) | Self::Storing(id) => Some(id),
        }
    }
}

impl Snapshots {
    pub(super) fn is_resting(&self) -> bool {
        self.stage == Stage::Rest
    }

    pub(super) fn is_working(&self) -> bool {
        matches!(self.stage, Stage::Beginning(_) | Stage::Storing(_))
    }

    pub(super) fn is_waiting(&self) -> bool {
        !self.queue.is_empty()
    }

    /// Whether a library waits that did not fail yet.
    pub(super) fn is_hopeful(&self) -> bool {
        self.queue.values().any(|item| item.failures == 0 && item.restarts == 0 && item.ready_at.is_zero())
    }

    pub(super) fn abandon(&mut self) {
        self.stage = Stage::Rest;
    }

    pub(super) fn forget(&mut self, library: Uuid) {
        self.queue.remove(&library);
        self.taken.remove(&library);
    }

    pub(super) fn fetching(&self) -> Option<Fetching> {
        let (library, item) = match self.stage.library() {
            Some(library) => (library, self.queue.get(&library)?),
            None => self.queue.first_key_value().map(|(library, item)| (*library, item))?,
        };
        let (done, of) = item.begun.as_ref().map_or((0, 0), |(manifest, next)| (*next, chunks(manifest)));
        Some(Fetching { library, done, of })
    }

    /// A library that came out wrong more than once of late, and waits.
    pub(super) fn diverging(&self, now: Duration) -> Option<Uuid> {
        self.queue.keys().find(|library| self.times_taken(**library, now) >= OFTEN).copied()
    }

    fn times_taken(&self, library: Uuid, now: Duration) -> u32 {
        let recent = self.taken.get(&library).filter(|(at, _)| now.saturating_sub(*at) < WINDOW);
        recent.map_or(0, |(_, times)| *times)
    }
}

impl Machine {
    /// The book says that a library must be taken anew.
    pub(super) fn snapshot_needed(&mut self, library: Uuid) {
        if self.snapshots.queue.contains_key(&library) {
            return;
        }
        let times = self.snapshots.times_taken(library, self.now);
        let mut item = Item::default();
        if times >= OFTEN {
            item.ready_at = self.now + self.random.backoff(self.params.stubborn, times - OFTEN);
        }
        self.snapshots.queue.insert(library, item);
    }

    /// The book says how far it has come with each. Libraries that are missing there are not taken off: the book may have said
    /// it before another work put them on. What is not needed any more is found out by asking.
    pub(super) fn snapshots_known(&mut self, states: Vec<SnapshotState>) {
        for state in states.into_iter().filter(|state| !state.done) {
            self.snapshot_needed(state.library);
            let is_under_way = self.snapshots.stage.library() == Some(state.library);
            if let (false, Some(item)) = (is_under_way, self.snapshots.queue.get_mut(&state.library)) {
                item.begun = state.manifest.map(|manifest| (manifest, state.next));
            }
        }
    }

    pub(super) fn start_snapshots(&mut self) {
        if !self.snapshots.is_resting() || !self.may_call() {
            return;
        }
        let Some((library, item)) = self.snapshots.queue.iter().find(|(_, item)| item.ready_at <= self.now)
        else {
            if let Some(first) = self.snapshots.queue.values().map(|item| item.ready_at).min() {
                self.wait_for(first);
            }
            return;
        };
        let library = *library;
        match &item.begun {
            Some((manifest, next)) if *next < chunks(manifest) => {
                let call = Call::Chunk { library, epoch: manifest.epoch, rev: manifest.rev, chunk: *next };
                self.snapshots.stage = Stage::Fetching(library);
                self.call(Lane::Snapshots, call);
            }
            _ => {
                self.snapshots.stage = Stage::Asking(library);
                self.call(Lane::Snapshots, Call::Snapshot { library });
            }
        }
    }

    pub(super) fn snapshot_answered(&mut self, result: CallResult<Answer>) {
        match (std::mem::take(&mut self.snapshots.stage), result) {
            (Stage::Asking(library), Ok(Answer::Manifest(manifest))) if manifest.library == library => {
                self.snapshots.stage = Stage::Beginning(library);
                self.work(Lane::Snapshots, Work::BeginSnapshot(manifest));
            }
            (Stage::Fetching(library), Ok(Answer::Chunk(bytes))) => self.store_chunk(library, bytes),
            (stage, Ok(_)) => self.snapshot_failed(stage.library(), 0),
            (stage, Err(error)) => self.snapshot_refused(stage.library(), &error),
        }
    }

    fn store_chunk(&mut self, library: Uuid, bytes: Vec<u8>) {
        let begun = self.snapshots.queue.get(&library).and_then(|item| item.begun.as_ref());
        // It was taken away while the chunk was on its way.
        let Some((manifest, next)) = begun else { return };
        let (epoch, rev, chunk) = (manifest.epoch, manifest.rev, *next);
        self.snapshots.stage = Stage::Storing(library);
        self.work(Lane::Snapshots, Work::Chunk { library, epoch, rev, chunk, bytes });
    }

    fn snapshot_refused(&mut self, library: Option<Uuid>, error: &CallError) {
        let Some(library) = library else { return };
        match error {
            CallError::Refused(Refusal::Gone) => {
                let Some(item) = self.snapshots.queue.get_mut(&library) else { return };
                item.begun = None;
                item.restarts += 1;
                // The first time is in the nature of things: the hub made a newer one meanwhile.
                if item.restarts > 1 {
                    self.snapshot_failed(Some(library), 0);
                }
            }
            // The grants tell whether it is still ours; if so, the next round names it again.
            CallError::Refused(Refusal::NotFound | Refusal::Forbidden) => {
                self.snapshot_failed(Some(library), 0);
                self.want_as_hinted(Duration::ZERO);
            }
            CallError::Refused(Refusal::Busy { retry_after }) => {
                self.snapshot_failed(Some(library), *retry_after);
            }
            CallError::Unreachable { .. } => {
                self.snapshot_failed(Some(library), 0);
                self.probe();
            }
            _ => self.snapshot_failed(Some(library), 0),
        }
    }

    fn snapshot_failed(&mut self, library: Option<Uuid>, seconds: u64) {
        let least = if seconds > 0 { self.leave_alone(seconds) } else { Duration::ZERO };
        let Some(item) = library.and_then(|library| self.snapshots.queue.get_mut(&library)) else { return };
        let range = (self.params.first_backoff, self.params.last_backoff);
        let wait = self.random.backoff(range, item.failures.max(item.restarts));
        item.failures = item.failures.saturating_add(1);
        item.ready_at = self.now + wait.max(least);
    }

    pub(super) fn snapshot_worked(&mut self, result: Result<Done, ErrorCode>) {
        let stage = std::mem::take(&mut self.snapshots.stage);
        let Some(library) = stage.library() else { return };
        let state = match result {
            Ok(Done::Snapshot { state, changes }) if state.library == library => {
                self.tell_changes(changes);
                state
            }
            Err(_) if self.is_suspended => return,
            _ => return self.snapshot_failed(Some(library), 0),
        };
        if state.done {
            return self.snapshot_done(library);
        }
        // It may have been taken away meanwhile.
        let Some(item) = self.snapshots.queue.get_mut(&library) else { return };
        let before = item.begun.take();
        // With all chunks in it would be done: the book has no use for this one.
        item.begun =
            state.manifest.map(|manifest| (manifest, state.next)).filter(|(of, next)| *next < chunks(of));
        let has_moved = match (&before, &item.begun, stage) {
            (_, None, _) => false,
            (Some((was, before)), Some((is, after)), Stage::Storing(_)) => {
                (was.epoch, was.rev) == (is.epoch, is.rev) && after > before
            }
            _ => true,
        };
        match (has_moved, stage) {
            (true, Stage::Storing(_)) => item.failures = 0,
            (true, _) => {}
            (false, _) => self.snapshot_failed(Some(library), 0),
        }
    }

    fn snapshot_done(&mut self, library: Uuid) {
        self.snapshots.queue.remove(&library);
        let times = self.snapshots.times_taken(library, self.now);
        self.snapshots.taken.insert(library, (self.now, times.saturating_add(1)));
        // What changed meanwhile comes with the next round.
        self.want(Duration::ZERO);
    }
}

fn chunks(manifest: &Manifest) -> u32 {
    u32::try_from(manifest.chunks.len()).unwrap_or(u32::MAX)
}
