//! Pictures and files on their way down, one at a time, piece by piece, in the background.

use huashu_protocol::{CallError, CallResult, Refusal};

use super::faults::{Faults, Why};
use super::step::Lane;
use super::{Answer, Call, Machine};
use crate::ErrorCode;
use crate::sync::work::{Done, Download, Work};

#[derive(Debug, Clone, Default)]
pub(super) struct Downloads {
    /// What the book wants, in its order.
    wanted: Vec<Download>,
    pub(super) faults: Faults,
    stage: Stage,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum Stage {
    #[default]
    Rest,
    Fetching(Download),
    Storing(Download),
}

impl Downloads {
    pub(super) fn is_resting(&self) -> bool {
        self.stage == Stage::Rest
    }

    pub(super) fn is_working(&self) -> bool {
        matches!(self.stage, Stage::Storing(_))
    }

    pub(super) fn is_waiting(&self) -> bool {
        !self.wanted.is_empty()
    }

    /// Whether a blob waits that did not fail yet.
    pub(super) fn is_hopeful(&self) -> bool {
        self.wanted.iter().any(|download| !self.faults.has_failed(&download.hash))
    }

    pub(super) fn list(&mut self, downloads: Vec<Download>) {
        self.faults.keep_only(downloads.iter().map(|download| download.hash.as_str()));
        self.wanted = downloads;
    }

    pub(super) fn abandon(&mut self) {
        self.stage = Stage::Rest;
    }
}

impl Machine {
    pub(super) fn start_downloads(&mut self) {
        if !self.downloads.is_resting() || !self.may_call() {
            return;
        }
        let faults = &self.downloads.faults;
        let next =
            self.downloads.wanted.iter().min_by_key(|download| faults.ready_at(&download.hash).max(self.now));
        let Some(download) = next.cloned() else { return };
        let ready_at = faults.ready_at(&download.hash);
        if self.now < ready_at {
            return self.wait_for(ready_at);
        }
        let call = Call::Blob { hash: download.hash.clone(), offset: download.have };
        self.downloads.stage = Stage::Fetching(download);
        self.call(Lane::Downloads, call);
    }

    pub(super) fn download_answered(&mut self, result: CallResult<Answer>) {
        let Stage::Fetching(download) = std::mem::take(&mut self.downloads.stage) else { return };
        match result {
            // An empty blob is one piece of nothing.
            Ok(Answer::Piece(piece))
                if piece.offset == download.have && (!piece.bytes.is_empty() || piece.total == 0) =>
            {
                self.work(Lane::Downloads, Work::Downloaded { hash: download.hash.clone(), piece });
                self.downloads.stage = Stage::Storing(download);
            }
            Ok(_) => self.download_failed(&download.hash, Why::Network),
            Err(CallError::Refused(Refusal::Busy { retry_after })) => {
                let until = self.now + self.leave_alone(retry_after);
                self.downloads.faults.postpone(until);
            }
            Err(error) => {
                let why = self.blob_refused(&error);
                self.download_failed(&download.hash, why);
            }
        }
    }

    pub(super) fn download_worked(&mut self, result: Result<Done, ErrorCode>) {
        let Stage::Storing(download) = std::mem::take(&mut self.downloads.stage) else { return };
        match result {
            Ok(Done::Download { done: true, .. }) => {
                self.downloads.faults.cleared(&download.hash);
                self.downloads.wanted.retain(|other| other.hash != download.hash);
                // The book lists some at a time; those that fail must not keep the others off the list.
                if !self.downloads.is_hopeful() {
                    self.look();
                }
            }
            Ok(Done::Download { have, .. }) => {
                let has_moved = have > download.have;
                if let Some(wanted) =
                    self.downloads.wanted.iter_mut().find(|other| other.hash == download.hash)
                {
                    wanted.have = have;
                }
                if has_moved {
                    self.downloads.faults.moved();
                } else {
                    // The bytes were not the blob's: the hub has it wrong, or lies.
                    self.download_failed(&download.hash, Why::Stubborn);
                }
            }
            Err(_) if self.is_suspended => {}
            Ok(_) | Err(_) => self.download_failed(&download.hash, Why::Network),
        }
    }

    fn download_failed(&mut self, hash: &str, why: Why) {
        self.downloads.faults.failed(hash, why, self.now, &self.params, &mut self.random);
    }
}
