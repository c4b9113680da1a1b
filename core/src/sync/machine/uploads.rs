//! Pictures and files on their way up, one at a time, piece by piece. The book holds the operations that need them until they
//! are there; all others go on.

use std::collections::BTreeMap;
use std::time::Duration;

use huashu_protocol::blob::{Upload, Uploaded};
use huashu_protocol::{CallError, CallResult, Refusal};

use super::faults::{Faults, Why};
use super::step::Lane;
use super::{Answer, Call, Machine};
use crate::ErrorCode;
use crate::sync::work::{Done, Work};

/// For how long it is remembered that the hub said to have a blob.
const CONFIRMED: Duration = Duration::from_secs(2 * 60 * 60);

#[derive(Debug, Clone, Default)]
pub(super) struct Uploads {
    /// What the book wants up, the most urgent first.
    wanted: Vec<Upload>,
    pub(super) faults: Faults,
    stage: Stage,
    /// When the hub said that it has what. If the book wants it up soon again, the hub has it not: without this memory it
    /// would be asked without end.
    confirmed: BTreeMap<String, Duration>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum Stage {
    #[default]
    Rest,
    /// How far it has come.
    Asking(Upload),
    Reading(Upload, u64),
    Sending(Upload, u64),
    /// Telling the book that it is up.
    Confirming(Upload),
}

impl Uploads {
    pub(super) fn is_resting(&self) -> bool {
        self.stage == Stage::Rest
    }

    pub(super) fn is_working(&self) -> bool {
        matches!(self.stage, Stage::Reading(..) | Stage::Confirming(_))
    }

    pub(super) fn is_waiting(&self) -> bool {
        !self.wanted.is_empty()
    }

    /// Whether a blob waits that did not fail yet.
    pub(super) fn is_hopeful(&self) -> bool {
        self.wanted.iter().any(|upload| !self.faults.has_failed(&upload.hash))
    }

    /// How many fail again and again. What has come through in the end is remembered for a while, and is no trouble any more.
    pub(super) fn failing(&self) -> u64 {
        self.wanted.iter().filter(|upload| self.faults.is_telling(&upload.hash)).count() as u64
    }

    /// Begins again by asking how far it has come.
    pub(super) fn abandon(&mut self) {
        self.stage = Stage::Rest;
    }
}

impl Machine {
    /// The book says what it wants up.
    pub(super) fn uploads_wanted(&mut self, uploads: Vec<Upload>) {
        let now = self.now;
        self.uploads.confirmed.retain(|_, at| now.saturating_sub(*at) < CONFIRMED);
        let listed = uploads.iter().map(|upload| upload.hash.as_str());
        self.uploads.faults.keep_only(listed.chain(self.uploads.confirmed.keys().map(String::as_str)));
        for upload in &uploads {
            if self.uploads.confirmed.remove(&upload.hash).is_some() {
                self.upload_failed(&upload.hash, Why::Stubborn);
            }
        }
        self.uploads.wanted = uploads;
    }

    pub(super) fn start_uploads(&mut self) {
        if !self.uploads.is_resting() || !self.may_call() {
            return;
        }
        let faults = &self.uploads.faults;
        let next =
            self.uploads.wanted.iter().min_by_key(|upload| faults.ready_at(&upload.hash).max(self.now));
        let Some(upload) = next.cloned() else { return };
        let ready_at = faults.ready_at(&upload.hash);
        if self.now < ready_at {
            return self.wait_for(ready_at);
        }
        self.uploads.stage = Stage::Asking(upload.clone());
        self.call(Lane::Uploads, Call::Upload(upload));
    }

    pub(super) fn upload_answered(&mut self, result: CallResult<Answer>) {
        let (upload, sent_from) = match std::mem::take(&mut self.uploads.stage) {
            Stage::Asking(upload) => (upload, None),
            Stage::Sending(upload, offset) => (upload, Some(offset)),
            _ => return,
        };
        match result {
            Ok(Answer::Uploaded(Uploaded { done: true, .. })) => {
                self.work(Lane::Uploads, Work::Uploaded { hash: upload.hash.clone() });
                self.uploads.stage = Stage::Confirming(upload);
            }
            Ok(Answer::Uploaded(Uploaded { offset, .. }))
                if offset < upload.size && sent_from.is_none_or(|before| before < offset) =>
            {
                if sent_from.is_some() {
                    self.uploads.faults.moved();
                }
                self.read_piece(upload, offset);
            }
            Err(CallError::Refused(Refusal::Offset { offset }))
                if offset < upload.size && sent_from.is_some_and(|before| before < offset) =>
            {
                self.read_piece(upload, offset);
            }
            Ok(_) => self.upload_failed(&upload.hash, Why::Network),
            Err(error) => {
                let why = self.blob_refused(&error);
                if let CallError::Refused(Refusal::Busy { retry_after }) = error {
                    let until = self.now + self.leave_alone(retry_after);
                    return self.uploads.faults.postpone(until);
                }
                self.upload_failed(&upload.hash, why);
            }
        }
    }

    pub(super) fn upload_worked(&mut self, result: Result<Done, ErrorCode>) {
        match (std::mem::take(&mut self.uploads.stage), result) {
            // Meanwhile the hub may have gone away, or the token: then it begins again by asking.
            (Stage::Reading(..), Ok(Done::Piece(bytes))) if !bytes.is_empty() && !self.may_call() => {}
            (Stage::Reading(upload, offset), Ok(Done::Piece(bytes))) if !bytes.is_empty() => {
                let call = Call::UploadPiece { hash: upload.hash.clone(), offset, bytes };
                self.uploads.stage = Stage::Sending(upload, offset);
                self.call(Lane::Uploads, call);
            }
            (Stage::Confirming(upload), Ok(_)) => {
                self.uploads.faults.moved();
                self.uploads.wanted.retain(|other| other.hash != upload.hash);
                self.uploads.confirmed.insert(upload.hash, self.now);
                // The operations that waited for it can go.
                self.want(self.params.gather);
            }
            (_, Err(_)) if self.is_suspended => {}
            (Stage::Reading(upload, _), Err(ErrorCode::Busy)) | (Stage::Confirming(upload), Err(_)) => {
                self.upload_failed(&upload.hash, Why::Network);
            }
            (Stage::Reading(upload, _), _) => self.upload_failed(&upload.hash, Why::Stubborn),
            _ => {}
        }
    }

    /// What a blob's failure means; a network that does not work is looked into.
    pub(super) fn blob_refused(&mut self, error: &CallError) -> Why {
        match error {
            CallError::Unreachable { .. } => {
                self.probe();
                Why::Network
            }
            CallError::Garbled { .. } | CallError::Refused(Refusal::Offset { .. } | Refusal::Internal) => {
                Why::Network
            }
            CallError::Refused(_) => Why::Stubborn,
        }
    }

    fn read_piece(&mut self, upload: Upload, offset: u64) {
        self.work(Lane::Uploads, Work::ReadPiece { hash: upload.hash.clone(), offset });
        self.uploads.stage = Stage::Reading(upload, offset);
    }

    fn upload_failed(&mut self, hash: &str, why: Why) {
        self.uploads.faults.failed(hash, why, self.now, &self.params, &mut self.random);
    }
}
