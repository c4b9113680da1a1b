//! Listening to the hub: the stream while somebody looks, long polls where a proxy swallows it. Everything that comes is a
//! hint; whoever misses one asks, at the latest in a routine round.

use std::collections::VecDeque;
use std::time::Duration;

use huashu_protocol::stream::{Change, Event};
use huashu_protocol::{CallError, CallResult, Refusal};

use super::step::Lane;
use super::{Answer, Call, Effect, Machine, StreamEvent, StreamId};
use crate::ErrorCode;
use crate::sync::work::{Done, Work};

/// So many changes are held while a round is under way; with more, another round is shorter.
const HELD: usize = 64;

/// So many streams in a row may end before their first event; then long polls stand in.
const MUTE: u32 = 3;

/// A long poll that says within this time that nothing changed was no long poll.
const SHORT: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, Default)]
pub(super) struct Listen {
    stream: Stream,
    /// When a stream may be opened.
    pub(super) ready_at: Duration,
    /// Streams in a row that did not last.
    failures: u32,
    /// Streams in a row that never said anything.
    mute: u32,
    has_listened: bool,
    /// Until when long polls stand in.
    poll_until: Duration,
    /// Whether a long poll is under way.
    pub(super) is_waiting: bool,
    asked_at: Duration,
    poll_at: Duration,
    poll_failures: u32,
    /// Changes that came while a round was under way, which might bring the same.
    held: VecDeque<Change>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Stream {
    #[default]
    Closed,
    /// It is to say something by then.
    Opening(StreamId, Duration),
    /// Since when it speaks.
    Open(StreamId, Duration),
}

impl Listen {
    pub(super) fn has_stream(&self) -> bool {
        self.stream != Stream::Closed
    }
}

impl Machine {
    pub(super) fn start_listening(&mut self) {
        if !self.may_go() {
            return;
        }
        self.release_held();
        if !self.is_foreground {
            return;
        }
        match self.listen.stream {
            Stream::Opening(_, patience) if self.now < patience => self.wait_for(patience),
            Stream::Opening(..) => {
                self.close_stream();
                self.take_to_polls();
            }
            Stream::Open(..) => {}
            Stream::Closed if !self.may_call() => {}
            Stream::Closed if self.now < self.listen.poll_until => {
                self.wait_for(self.listen.poll_until);
                self.start_waiting();
            }
            Stream::Closed if self.now < self.listen.ready_at => self.wait_for(self.listen.ready_at),
            Stream::Closed => {
                let id = StreamId(self.fresh_id());
                let patience = self.now + self.params.stream_patience;
                self.listen.stream = Stream::Opening(id, patience);
                self.tell(Effect::OpenStream(id));
                self.wait_for(patience);
            }
        }
    }

    fn take_to_polls(&mut self) {
        self.listen.mute = 0;
        self.listen.poll_until = self.now + self.params.stream_again;
        self.start_listening();
    }

    /// A long poll goes with what the book knows, so it waits until no round is about to change that.
    fn start_waiting(&mut self) {
        if self.listen.is_waiting || !self.round.is_resting() || self.round.is_wanted {
            return;
        }
        if self.now < self.listen.poll_at {
            return self.wait_for(self.listen.poll_at);
        }
        self.listen.is_waiting = true;
        self.listen.asked_at = self.now;
        let known = self.round.known();
        self.call(Lane::Wait, Call::Wait(known));
    }

    pub(super) fn waited(&mut self, result: CallResult<Answer>) {
        self.listen.is_waiting = false;
        match result {
            Ok(Answer::Waited(waited)) if waited.changed => {
                self.listen.poll_failures = 0;
                self.want_as_hinted(Duration::ZERO);
            }
            Ok(Answer::Waited(_)) if self.now.saturating_sub(self.listen.asked_at) >= SHORT => {
                self.listen.poll_failures = 0;
            }
            Err(CallError::Refused(Refusal::Busy { retry_after })) => {
                self.listen.poll_at = self.now + self.leave_alone(retry_after);
            }
            other => {
                let range = (self.params.first_backoff, self.params.last_backoff);
                self.listen.poll_at = self.now + self.random.backoff(range, self.listen.poll_failures);
                self.listen.poll_failures = self.listen.poll_failures.saturating_add(1);
                if other.is_err() {
                    self.probe();
                }
            }
        }
    }

    pub(super) fn close_stream(&mut self) {
        if self.listen.has_stream() {
            self.listen.stream = Stream::Closed;
            self.tell(Effect::CloseStream);
        }
    }

    pub(super) fn streamed(&mut self, id: StreamId, event: StreamEvent) {
        let since = match self.listen.stream {
            Stream::Opening(open, _) if open == id => None,
            Stream::Open(open, since) if open == id => Some(since),
            _ => return,
        };
        match event {
            StreamEvent::Opened => {}
            StreamEvent::Silent => self.stream_ended(since, true),
            StreamEvent::Event(Event::Bye) => self.stream_ended(since, true),
            StreamEvent::Closed(CallError::Refused(Refusal::Expired)) => {
                self.stream_failed(since);
                self.token_expired(self.link.edition());
            }
            // Whether the session is over, an ordinary call finds out.
            StreamEvent::Closed(error) => {
                self.stream_ended(since, false);
                if let CallError::Refused(Refusal::Busy { retry_after }) = error {
                    self.listen.ready_at = self.now + self.leave_alone(retry_after);
                }
            }
            StreamEvent::Event(event) => {
                if since.is_none() {
                    self.listen.stream = Stream::Open(id, self.now);
                    self.listen.mute = 0;
                    self.greeted();
                }
                self.hinted(event);
            }
        }
    }

    /// What happened between the last round and now was said to nobody.
    fn greeted(&mut self) {
        let within =
            if self.listen.has_listened { self.random.up_to(self.params.spread) } else { Duration::ZERO };
        self.listen.has_listened = true;
        self.want_as_hinted(within);
    }

    fn hinted(&mut self, event: Event) {
        match event {
            Event::Change(change) => {
                self.listen.held.push_back(change);
                if self.listen.held.len() > HELD {
                    self.listen.held.clear();
                    self.want_as_hinted(Duration::ZERO);
                }
            }
            Event::Grants { .. } | Event::Drafts { .. } => self.want_as_hinted(Duration::ZERO),
            Event::Resync => {
                let within = self.random.up_to(self.params.spread);
                self.want_as_hinted(within);
            }
            Event::Hello { .. } | Event::Bye => {}
        }
    }

    /// The stream is over. All clients hear this at once when a hub goes, so they come back spread over time.
    fn stream_ended(&mut self, since: Option<Duration>, is_to_close: bool) {
        if is_to_close {
            self.close_stream();
        }
        self.stream_failed(since);
        if since.is_none() {
            self.listen.mute += 1;
            if self.listen.mute >= MUTE {
                self.take_to_polls();
            }
        }
        let within = self.random.up_to(self.params.spread);
        self.want_as_hinted(within);
    }

    fn stream_failed(&mut self, since: Option<Duration>) {
        self.listen.stream = Stream::Closed;
        if since.is_some_and(|since| self.now.saturating_sub(since) >= self.params.healthy) {
            self.listen.failures = 0;
        }
        let range = (self.params.first_backoff, self.params.last_backoff);
        self.listen.ready_at = self.now + self.random.backoff(range, self.listen.failures);
        self.listen.failures = self.listen.failures.saturating_add(1);
    }

    /// Changes go to the book when no round is under way: while one is, its answer may bring the same, and would have to be
    /// thrown away if the book had moved on.
    fn release_held(&mut self) {
        if !self.round.is_resting() {
            return;
        }
        let mut under_way = self.works.values().filter(|lane| **lane == Lane::Change).count();
        while under_way < HELD
            && let Some(change) = self.listen.held.pop_front()
        {
            self.work(Lane::Change, Work::ApplyChange(change));
            under_way += 1;
        }
    }

    pub(super) fn change_worked(&mut self, result: Result<Done, ErrorCode>) {
        match result {
            Ok(Done::Applied(mut applied)) => {
                self.take_applied(&mut applied);
                if applied.more {
                    self.want_as_hinted(Duration::ZERO);
                } else if applied.progressed && !self.snapshots.is_waiting() && self.link.is_up() {
                    self.status.last_sync = Some(self.now);
                }
            }
            _ => self.want_as_hinted(Duration::ZERO),
        }
    }
}
