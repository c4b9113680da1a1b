//! A toy desk and a toy hub, small enough to be right by looking at them: one library whose rows are operations.

use std::collections::{BTreeMap, BTreeSet};

use huashu_protocol::blob::{Piece, Upload, Uploaded};
use huashu_protocol::row::{Checksum, Revs, Row};
use huashu_protocol::snapshot::{Chunk, Manifest};
use huashu_protocol::stream::Waited;
use huashu_protocol::sync::{
    Cursor, Op, OpResult, Outcome, Pull, SyncReply, SyncRequest, UsageReport, Verb, reject,
};
use huashu_protocol::{CallError, CallResult, Refusal};
use serde_json::{Map, json};
use uuid::Uuid;

use super::{Answer, Call, Desk};
use crate::error::{Error, Result};
use crate::ids::LibraryId;
use crate::store::{Change, Changes, RowChange, RowKind};
use crate::sync::work::{Applied, Done, Download, Outbound, SnapshotState, Work};

pub(in crate::sync) const LIBRARY: Uuid = Uuid::from_u128(1);
const EPOCH: Uuid = Uuid::from_u128(2);
/// Rows in one page, and in one chunk of a snapshot.
const PAGE: usize = 3;
/// Bytes of each blob, and of a piece.
const BLOB: u64 = 5;
const PIECE: usize = 2;

/// How a hub lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sync) enum Lie {
    EndlessPages,
    CursorBack,
    SnapshotAlways,
    ShortReply,
    WrongChunks,
    GoneChunks,
    EmptyManifest,
    HasEveryBlob,
    BlobsStandStill,
    ExpiredAlways,
    ExpiredBlobs,
    TooLargeAlways,
    InvalidAlways,
    BusyForEver,
    BusyForNothing,
    Internal,
    WaitsAreShort,
    ChangesWithoutEnd,
    StreamsFlap,
    StreamsAreMute,
    DropsAcknowledgements,
}

impl Lie {
    pub(in crate::sync) const ALL: [Self; 21] = [
        Self::EndlessPages,
        Self::CursorBack,
        Self::SnapshotAlways,
        Self::ShortReply,
        Self::WrongChunks,
        Self::GoneChunks,
        Self::EmptyManifest,
        Self::HasEveryBlob,
        Self::BlobsStandStill,
        Self::ExpiredAlways,
        Self::ExpiredBlobs,
        Self::TooLargeAlways,
        Self::InvalidAlways,
        Self::BusyForEver,
        Self::BusyForNothing,
        Self::Internal,
        Self::WaitsAreShort,
        Self::ChangesWithoutEnd,
        Self::StreamsFlap,
        Self::StreamsAreMute,
        Self::DropsAcknowledgements,
    ];
}

#[derive(Debug, Default)]
pub(in crate::sync) struct ToyHub {
    /// Each operation once; its revision is its place, from 1.
    pub(in crate::sync) log: Vec<(Uuid, Option<String>)>,
    pub(in crate::sync) blobs: BTreeMap<String, u64>,
    pub(in crate::sync) lie: Option<Lie>,
    /// How many calls came for each kind.
    pub(in crate::sync) reports: u64,
}

impl ToyHub {
    pub(in crate::sync) fn rev(&self) -> u64 {
        self.log.len() as u64
    }

    /// Somebody else edits.
    pub(in crate::sync) fn edit(&mut self, id: Uuid, blob: Option<String>) {
        if let Some(blob) = &blob {
            self.blobs.insert(blob.clone(), BLOB);
        }
        self.log.push((id, blob));
    }

    pub(in crate::sync) fn answer(&mut self, call: Call) -> CallResult<Answer> {
        let refused = |refusal: Refusal| Err(CallError::Refused(refusal));
        match (self.lie, &call) {
            (Some(Lie::ExpiredAlways), call) if *call != Call::Refresh => return refused(Refusal::Expired),
            (Some(Lie::ExpiredBlobs), Call::Blob { .. } | Call::Upload(_)) => {
                return refused(Refusal::Expired);
            }
            (Some(Lie::TooLargeAlways), Call::Sync(_)) => return refused(Refusal::TooLarge),
            (Some(Lie::InvalidAlways), Call::Sync(request)) if !request.ops.is_empty() => {
                return refused(Refusal::invalid("no"));
            }
            (Some(Lie::BusyForEver), _) => return refused(Refusal::Busy { retry_after: u64::MAX }),
            (Some(Lie::BusyForNothing), _) => return refused(Refusal::Busy { retry_after: 0 }),
            (Some(Lie::Internal), _) => return refused(Refusal::Internal),
            (Some(Lie::GoneChunks), Call::Chunk { .. }) => return refused(Refusal::Gone),
            (Some(Lie::WrongChunks), Call::Chunk { .. }) => return Ok(Answer::Chunk(vec![255])),
            (Some(Lie::HasEveryBlob), Call::Upload(_)) => {
                return Ok(Answer::Uploaded(Uploaded { offset: BLOB, done: true }));
            }
            (Some(Lie::BlobsStandStill), Call::UploadPiece { .. }) => {
                return Ok(Answer::Uploaded(Uploaded { offset: 0, done: false }));
            }
            (Some(Lie::BlobsStandStill), Call::Blob { offset, .. }) => {
                return Ok(Answer::Piece(Piece { offset: *offset, bytes: vec![9], total: 0 }));
            }
            _ => {}
        }
        match call {
            Call::Refresh => Ok(Answer::Refreshed),
            Call::Sync(request) => Ok(Answer::Synced(Box::new(self.sync(&request)))),
            Call::Wait(request) => {
                let is_behind = request.libraries.iter().any(|library| library.cursor != self.rev());
                Ok(Answer::Waited(Waited { changed: is_behind }))
            }
            Call::Snapshot { library } => Ok(Answer::Manifest(self.manifest(library))),
            Call::Chunk { rev, chunk, .. } if rev != self.rev() && chunk > 0 => refused(Refusal::Gone),
            Call::Chunk { chunk, .. } => Ok(Answer::Chunk(vec![u8::try_from(chunk).unwrap()])),
            Call::Upload(upload) => {
                let offset = *self.blobs.entry(upload.hash).or_default();
                Ok(Answer::Uploaded(Uploaded { offset, done: offset == BLOB }))
            }
            Call::UploadPiece { hash, offset, bytes } => {
                let have = self.blobs.entry(hash).or_default();
                if *have != offset {
                    return refused(Refusal::Offset { offset: *have });
                }
                *have += bytes.len() as u64;
                Ok(Answer::Uploaded(Uploaded { offset: *have, done: *have == BLOB }))
            }
            Call::Blob { hash, offset } if self.blobs.get(&hash) == Some(&BLOB) => {
                let bytes = vec![7; PIECE.min(usize::try_from(BLOB - offset).unwrap())];
                Ok(Answer::Piece(Piece { offset, bytes, total: BLOB }))
            }
            Call::Blob { .. } => refused(Refusal::NotFound),
            Call::Usage(_) => {
                self.reports += 1;
                Ok(Answer::Done)
            }
        }
    }

    fn sync(&mut self, request: &SyncRequest) -> SyncReply {
        let mut reply = SyncReply { grants_rev: 1, drafts_rev: 1, ..SyncReply::default() };
        for op in &request.ops {
            let blob = op.fields.get("blob").and_then(|blob| blob.as_str()).map(str::to_owned);
            let rev = self.log.iter().position(|(id, _)| *id == op.op_id).map(|at| at as u64 + 1);
            let is_missing = blob.as_ref().is_some_and(|blob| self.blobs.get(blob) != Some(&BLOB));
            let outcome = match rev {
                Some(rev) => Outcome::Applied { rev },
                None if is_missing => {
                    Outcome::Rejected { code: reject::BLOB_MISSING.to_owned(), message: String::new() }
                }
                None => {
                    self.log.push((op.op_id, blob));
                    Outcome::Applied { rev: self.rev() }
                }
            };
            reply.results.push(OpResult { op_id: op.op_id, outcome });
        }
        reply.libraries = request.libraries.iter().map(|cursor| self.pull(cursor)).collect();
        match self.lie {
            Some(Lie::ShortReply) => {
                reply.libraries.clear();
            }
            Some(Lie::DropsAcknowledgements) => reply.results.clear(),
            _ => {}
        }
        reply
    }

    fn pull(&self, cursor: &Cursor) -> Pull {
        let (id, from) = (cursor.id, cursor.cursor);
        let page =
            |next: u64, rows, more| Pull::Page { id, epoch: EPOCH, from, next, rows, more, checksum: None };
        match self.lie {
            Some(Lie::EndlessPages) => return page(from, Vec::new(), true),
            Some(Lie::CursorBack) => return page(from.saturating_sub(1), Vec::new(), true),
            Some(Lie::SnapshotAlways) => return Pull::Snapshot { id, epoch: EPOCH },
            _ => {}
        }
        if from == 0 && self.log.len() > 2 * PAGE {
            return Pull::Snapshot { id, epoch: EPOCH };
        }
        let rows: Vec<Row> = self.rows().skip(usize::try_from(from).unwrap()).take(PAGE).collect();
        let next = from + rows.len() as u64;
        page(next, rows, next < self.rev())
    }

    pub(in crate::sync) fn rows(&self) -> impl Iterator<Item = Row> {
        self.log.iter().zip(1..).map(|((id, blob), rev)| row(*id, rev, blob.as_deref()))
    }

    fn manifest(&self, library: Uuid) -> Manifest {
        let chunk = Chunk { bytes: 1, hash: String::new(), rows: PAGE as u64 };
        let count = self.log.len().div_ceil(PAGE).max(1);
        let is_empty = self.lie == Some(Lie::EmptyManifest);
        Manifest {
            library,
            epoch: EPOCH,
            rev: self.rev(),
            checksum: Checksum::default(),
            rows: self.rev(),
            chunks: vec![chunk; if is_empty { 0 } else { count }],
        }
    }
}

fn row(id: Uuid, rev: u64, blob: Option<&str>) -> Row {
    Row {
        id,
        kind: "phrase".into(),
        schema: 1,
        revs: Revs { row: rev, ..Revs::default() },
        fields: blob.map(|blob| ("blob".to_owned(), json!(blob))).into_iter().collect(),
        deleted: false,
        by: None,
        at: 0,
    }
}

/// A book whose snapshots say how many rows they have, and whose chunks are their own numbers.
#[derive(Debug, Default)]
pub(in crate::sync) struct ToyDesk {
    pub(in crate::sync) outbox: Vec<Op>,
    pub(in crate::sync) cursor: u64,
    snapshot: Option<SnapshotState>,
    is_rebuilding: bool,
    uploaded: BTreeSet<String>,
    pub(in crate::sync) downloads: BTreeMap<String, u64>,
    pub(in crate::sync) usage: u64,
    grants_rev: u64,
    /// How many works are still refused, and why.
    pub(in crate::sync) is_busy: bool,
}

impl ToyDesk {
    pub(in crate::sync) fn edit(&mut self, id: Uuid, blob: Option<String>) {
        let fields = blob.map(|blob| ("blob".to_owned(), json!(blob))).into_iter().collect::<Map<_, _>>();
        self.outbox.push(Op {
            op_id: id,
            library: LIBRARY,
            kind: "phrase".into(),
            row: id,
            verb: Verb::Create,
            base: 0,
            after: None,
            replay: false,
            fields,
        });
    }

    fn held(&self, op: &Op) -> Option<String> {
        let blob = op.fields.get("blob")?.as_str()?;
        (!self.uploaded.contains(blob)).then(|| blob.to_owned())
    }

    fn collect(&self) -> Outbound {
        let free: Vec<Op> = self.outbox.iter().filter(|op| self.held(op).is_none()).cloned().collect();
        let cursor = Cursor { id: LIBRARY, epoch: EPOCH, cursor: self.cursor };
        Outbound {
            request: SyncRequest {
                proto: 1,
                schema: 1,
                grants_rev: self.grants_rev,
                drafts_rev: 1,
                ops: free.iter().take(4).cloned().collect(),
                libraries: if self.is_rebuilding { Vec::new() } else { vec![cursor] },
            },
            waiting: self.outbox.len() as u64,
            more_ops: free.len() > 4,
            snapshots: self.snapshot.clone().into_iter().collect(),
            uploads: self
                .outbox
                .iter()
                .filter_map(|op| self.held(op))
                .map(|hash| Upload { hash, size: BLOB, mime: "image/png".into() })
                .collect(),
            downloads: self
                .downloads
                .iter()
                .filter(|(_, have)| **have < BLOB)
                .take(2)
                .map(|(hash, have)| Download { hash: hash.clone(), bytes: BLOB, have: *have })
                .collect(),
            usage: (self.usage > 0).then(|| UsageReport { counters: Vec::new() }),
        }
    }

    fn apply(&mut self, request: &SyncRequest, reply: &SyncReply) -> Applied {
        let mut applied = Applied::default();
        if self.grants_rev != reply.grants_rev {
            self.grants_rev = reply.grants_rev;
            applied.progressed = true;
        }
        for result in &reply.results {
            match &result.outcome {
                Outcome::Applied { .. } => {
                    self.outbox.retain(|op| op.op_id != result.op_id);
                    applied.progressed = true;
                }
                _ => {
                    let op = request.ops.iter().find(|op| op.op_id == result.op_id).unwrap();
                    if let Some(blob) = op.fields.get("blob").and_then(|blob| blob.as_str()) {
                        self.uploaded.remove(blob);
                    }
                }
            }
        }
        for pull in &reply.libraries {
            match pull {
                Pull::Page { from, next, rows, more, .. } => {
                    self.page(&mut applied, *from, *next, rows, *more);
                }
                _ => {
                    self.is_rebuilding = true;
                    self.snapshot =
                        Some(SnapshotState { library: LIBRARY, manifest: None, next: 0, done: false });
                    applied.snapshots.push(LIBRARY);
                }
            }
        }
        applied.waiting = self.outbox.len() as u64;
        applied
    }

    fn page(&mut self, applied: &mut Applied, from: u64, next: u64, rows: &[Row], more: bool) {
        if from != self.cursor || self.is_rebuilding {
            applied.more |= !self.is_rebuilding && next > self.cursor;
            return;
        }
        applied.more |= more;
        if next > self.cursor {
            self.cursor = next;
            applied.progressed = true;
        }
        for row in rows {
            applied.changes.rows.push(RowChange {
                library: LibraryId::from_uuid(LIBRARY),
                kind: RowKind::Phrase,
                row: row.id,
                change: Change::Added,
            });
            if let Some(blob) = row.fields.get("blob").and_then(|blob| blob.as_str()) {
                self.downloads.entry(blob.to_owned()).or_insert(0);
            }
        }
    }

    fn chunk(&mut self, rev: u64, chunk: u32, bytes: &[u8]) -> Result<SnapshotState> {
        let Some(state) = &mut self.snapshot else { return Err(Error::Busy) };
        let count = state.manifest.as_ref().map_or(0, |manifest| manifest.chunks.len());
        if chunk != state.next || bytes != [u8::try_from(chunk).unwrap()] {
            return Ok(state.clone());
        }
        state.next += 1;
        state.done = state.next as usize == count;
        let state = state.clone();
        if state.done {
            self.snapshot = None;
            self.is_rebuilding = false;
            self.cursor = rev;
        }
        Ok(state)
    }
}

impl Desk for ToyDesk {
    fn run(&mut self, work: Work) -> Result<Done> {
        if self.is_busy {
            return Err(Error::Busy);
        }
        Ok(match work {
            Work::Collect => Done::Collected(Box::new(self.collect())),
            Work::Apply { request, reply } => Done::Applied(self.apply(&request, &reply)),
            Work::ApplyChange(change) => {
                let mut applied = Applied { waiting: self.outbox.len() as u64, ..Applied::default() };
                match change.rows {
                    Some(rows) if change.from == self.cursor => {
                        self.page(&mut applied, change.from, change.to, &rows, false);
                    }
                    _ => applied.more = change.to > self.cursor && !self.is_rebuilding,
                }
                Done::Applied(applied)
            }
            Work::BeginSnapshot(manifest) => {
                let is_same =
                    self.snapshot.as_ref().is_some_and(|state| state.manifest.as_ref() == Some(&manifest));
                if !is_same {
                    self.is_rebuilding = true;
                    self.snapshot = Some(SnapshotState {
                        library: manifest.library,
                        manifest: Some(manifest),
                        next: 0,
                        done: false,
                    });
                }
                Done::Snapshot { state: self.snapshot.clone().unwrap(), changes: Changes::default() }
            }
            Work::Chunk { rev, chunk, bytes, .. } => {
                Done::Snapshot { state: self.chunk(rev, chunk, &bytes)?, changes: Changes::default() }
            }
            Work::ReadPiece { offset, .. } => {
                Done::Piece(vec![7; PIECE.min(usize::try_from(BLOB - offset).unwrap())])
            }
            Work::Uploaded { hash } => {
                self.uploaded.insert(hash);
                Done::Nothing
            }
            Work::Downloaded { hash, piece } => {
                let have = self.downloads.entry(hash).or_default();
                if piece.offset == *have && piece.total == BLOB {
                    *have += piece.bytes.len() as u64;
                }
                Done::Download { have: *have, done: *have == BLOB }
            }
            Work::Reported(_) => {
                self.usage = 0;
                Done::Nothing
            }
            Work::Tidy => Done::Nothing,
        })
    }
}
