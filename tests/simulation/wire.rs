//! The way between devices and hub, on which calls and answers are lost, doubled, late and out of order.

use std::task::{Context, Poll, Waker};
use std::time::Duration;

use huashu_core::sync::machine::{Answer, Call, CallId, Event, StreamEvent, StreamId, Wallet, perform};
use huashu_protocol::account::{Refresh, Tokens};
use huashu_protocol::stream;
use huashu_protocol::{CallError, CallResult, Refusal, SyncApi};

use crate::template::at_once;
use crate::world::{Letter, Parcel, SECOND, World};

/// The token that a call goes with.
struct Bearer(Option<String>);

impl Wallet for Bearer {
    fn access(&self) -> Option<String> {
        self.0.clone()
    }

    fn refresh(&self) -> CallResult<Option<String>> {
        Ok(None)
    }

    fn keep(&self, _: Tokens) -> CallResult<()> {
        Ok(())
    }
}

fn lost<T>() -> CallResult<T> {
    Err(CallError::Unreachable { detail: "lost".into() })
}

impl World {
    pub(crate) fn send(&mut self, number: usize, id: CallId, call: Call) {
        let client = &self.clients[number];
        let is_refresh = call == Call::Refresh;
        let token = if is_refresh { Some(client.refresh.clone()) } else { client.access.clone() };
        let letter = Letter { client: number, life: client.life, id, call, token, looks: 0, is_copy: false };
        let delay = self.delay();
        if letter.token.is_none() {
            let refused = Err(Refusal::Expired.into());
            return self.post(delay, Parcel::Reply(Box::new(letter), refused, None));
        }
        if self.clients[number].cut || self.goes_wrong() {
            return self.post(delay * 4, Parcel::Reply(Box::new(letter), lost(), None));
        }
        if !is_refresh && self.goes_wrong() {
            let later = delay + self.delay();
            let copy = Letter { is_copy: true, ..letter.clone() };
            self.post(later, Parcel::ToHub(Box::new(copy)));
        }
        self.post(delay, Parcel::ToHub(Box::new(letter)));
    }

    /// A call arrives.
    pub(crate) fn at_the_hub(&mut self, mut letter: Letter) {
        let mut tokens = None;
        let answer = if self.clients[letter.client].cut {
            None
        } else if letter.call == Call::Refresh {
            let refresh = letter.token.clone().unwrap_or_default();
            self.at_hub(|hub| at_once(hub.refresh(Refresh { refresh }))).map(|given| {
                given.map(|given| {
                    tokens = Some(given);
                    Answer::Refreshed
                })
            })
        } else {
            self.ask(&letter)
        };
        self.pump();
        if letter.is_copy {
            return;
        }
        let is_idle = matches!(&answer, Some(Ok(Answer::Waited(waited))) if !waited.changed);
        if is_idle && letter.looks < 5 {
            letter.looks += 1;
            return self.post(5 * SECOND, Parcel::ToHub(Box::new(letter)));
        }
        let delay = self.delay();
        let is_lost = self.goes_wrong();
        let answer = answer.filter(|_| !is_lost).unwrap_or_else(lost);
        let tokens = tokens.filter(|_| !is_lost);
        self.post(delay, Parcel::Reply(Box::new(letter), answer, tokens));
    }

    fn ask(&mut self, letter: &Letter) -> Option<CallResult<Answer>> {
        let number = letter.client;
        if let Call::Sync(request) = &letter.call {
            let token = letter.token.clone().unwrap_or_default();
            let answer = self.ask_sync(number, &token, request)?;
            return Some(answer.map(|reply| Answer::Synced(Box::new(reply))));
        }
        let (bearer, call) = (Bearer(letter.token.clone()), letter.call.clone());
        let answer = self.at_hub(|hub| at_once(perform(hub, &bearer, call)))?;
        if let (Call::Snapshot { library } | Call::Chunk { library, .. }, Ok(_)) = (&letter.call, &answer) {
            self.check_may_read(number, *library);
        }
        Some(answer)
    }

    pub(crate) fn answered(&mut self, letter: &Letter, answer: CallResult<Answer>, tokens: Option<Tokens>) {
        let number = letter.client;
        if self.clients[number].life != letter.life {
            return;
        }
        if let Some(tokens) = tokens {
            // An answer to a token that was replaced meanwhile, by signing in, is nobody's.
            if letter.token.as_ref() == Some(&self.clients[number].refresh) {
                self.clients[number].refresh = tokens.refresh;
                self.clients[number].access = Some(tokens.access);
            }
        }
        self.step(number, Event::Answered(letter.id, answer));
    }

    pub(crate) fn listen(&mut self, number: usize, life: u32, id: StreamId) {
        if self.clients[number].life != life || self.clients[number].wanted != Some(id) {
            return;
        }
        let is_lost = self.clients[number].cut || self.goes_wrong();
        let Some(token) = self.clients[number].access.clone() else {
            return self.tell_stream(number, id, StreamEvent::Closed(Refusal::Expired.into()));
        };
        let opened = if is_lost { None } else { self.at_hub(|hub| at_once(hub.subscribe(&token))) };
        match opened {
            Some(Ok(subscription)) => {
                self.clients[number].stream = Some((id, subscription, self.now));
                self.tell_stream(number, id, StreamEvent::Opened);
                self.pump();
            }
            Some(Err(error)) => self.tell_stream(number, id, StreamEvent::Closed(error)),
            None => {
                let error = CallError::Unreachable { detail: "lost".into() };
                self.tell_stream(number, id, StreamEvent::Closed(error));
            }
        }
    }

    fn tell_stream(&mut self, number: usize, id: StreamId, event: StreamEvent) {
        let life = self.clients[number].life;
        let delay = self.delay();
        let after = self.in_order(number, delay);
        self.post(after, Parcel::Tell(number, life, Event::Stream(id, event)));
    }

    /// What comes by one stream comes in order.
    fn in_order(&mut self, number: usize, delay: Duration) -> Duration {
        let at = self.now + delay;
        match &mut self.clients[number].stream {
            Some((_, _, last)) => {
                *last = at.max(*last);
                *last - self.now
            }
            None => delay,
        }
    }

    /// What the hub told its listeners goes on its way; some of it is lost, since events are hints.
    pub(crate) fn pump(&mut self) {
        for number in 0..self.clients.len() {
            while let Some((id, subscription, _)) = &mut self.clients[number].stream {
                let id = *id;
                match subscription.poll_next(&mut Context::from_waker(Waker::noop())) {
                    Poll::Pending => break,
                    Poll::Ready(Some(bytes)) => {
                        let text = std::str::from_utf8(&bytes).unwrap();
                        let data = text.split_once("data: ").unwrap().1;
                        let event: stream::Event = serde_json::from_str(data.trim()).unwrap();
                        if let stream::Event::Change(change) = &event {
                            self.check_may_read(number, change.library);
                        }
                        let is_hello = matches!(event, stream::Event::Hello { .. });
                        if is_hello || !self.goes_wrong() {
                            self.tell_stream(number, id, StreamEvent::Event(event));
                        }
                    }
                    Poll::Ready(None) => {
                        let over = CallError::Unreachable { detail: "over".into() };
                        self.tell_stream(number, id, StreamEvent::Closed(over));
                        self.clients[number].stream = None;
                    }
                }
            }
        }
    }
}
