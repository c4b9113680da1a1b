//! Carries the machine's effects out, and brings it events.

use std::panic::AssertUnwindSafe;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use huashu_protocol::{CallError, CallResult, Refusal, SyncApi};
use jiff::SignedDuration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::Instant;

use super::desk::Order;
use super::teller::{News, Teller};
use super::{Config, STOPPING, SyncStatus};
use crate::clock::Clock;
use crate::sync::client::Streams;
use crate::sync::machine::{
    Answer, Call, Effect, Event, Machine, Settled, Status, StreamEvent, StreamId, Wallet, perform,
};

/// What comes to the engine.
pub(super) enum Input {
    Event(Event),
    /// Everything now, and tell how it ended.
    Once(Sender<Settled>),
    /// Whether another process wrote.
    News(bool),
    Stop,
}

pub(super) struct Engine<A, W> {
    machine: Machine,
    api: Arc<A>,
    wallet: Arc<W>,
    clock: Arc<dyn Clock>,
    desk: Sender<Order>,
    teller: Teller,
    /// Where calls and the stream put what they have to say.
    inbox: UnboundedSender<Input>,
    status: Arc<Mutex<SyncStatus>>,
    begun: Instant,
    alarm: Option<Duration>,
    calls: JoinSet<()>,
    stream: Option<AbortHandle>,
    /// Who waits to hear how it ended, and since when.
    asked: Vec<(Duration, Sender<Settled>)>,
    poll: Option<Duration>,
    next_poll: Option<Instant>,
}

impl<A: SyncApi + Streams + 'static, W: Wallet + 'static> Engine<A, W> {
    pub(super) fn new(
        config: Config,
        api: A,
        wallet: W,
        desk: Sender<Order>,
        teller: Teller,
        inbox: UnboundedSender<Input>,
        status: Arc<Mutex<SyncStatus>>,
    ) -> Self {
        Self {
            machine: Machine::new(config.params),
            api: Arc::new(api),
            wallet: Arc::new(wallet),
            clock: config.clock,
            desk,
            teller,
            inbox,
            status,
            begun: Instant::now(),
            alarm: None,
            calls: JoinSet::new(),
            stream: None,
            asked: Vec::new(),
            poll: config.poll,
            next_poll: config.poll.map(|poll| Instant::now() + poll),
        }
    }

    pub(super) async fn run(mut self, mut inbox: UnboundedReceiver<Input>) {
        self.step(Event::Opened);
        loop {
            let alarm = self.alarm.map(|at| self.begun + at);
            tokio::select! {
                input = inbox.recv() => match input {
                    Some(Input::Stop) | None => break,
                    Some(input) => self.take(input),
                },
                () = moment(alarm) => {
                    self.alarm = None;
                    self.step(Event::Alarm);
                }
                () = moment(self.next_poll) => {
                    self.next_poll = None;
                    let _ = self.desk.send(Order::HasNews);
                }
            }
        }
        self.step(Event::Stop);
        // What the book took in before it was stopped is told, too.
        let end = Instant::now() + STOPPING;
        while self.machine.is_working() {
            match tokio::time::timeout_at(end, inbox.recv()).await {
                Ok(Some(Input::Event(event))) => self.step(event),
                Ok(Some(_)) => {}
                Ok(None) | Err(_) => break,
            }
        }
    }

    fn take(&mut self, input: Input) {
        match input {
            Input::Event(event) => {
                if event == Event::NetworkChanged {
                    self.api.network_changed();
                }
                self.step(event);
            }
            Input::Once(settled) => {
                self.asked.push((self.now(), settled));
                self.step(Event::SyncNow);
            }
            Input::News(has_news) => {
                self.next_poll = self.poll.map(|poll| Instant::now() + poll);
                if has_news {
                    self.step(Event::Poked);
                }
            }
            Input::Stop => {}
        }
    }

    fn now(&self) -> Duration {
        self.begun.elapsed()
    }

    fn step(&mut self, event: Event) {
        let now = self.now();
        for effect in self.machine.step(now, event) {
            self.carry_out(effect);
        }
        let machine = &self.machine;
        self.asked.retain(|(since, settled)| match machine.settled(*since) {
            Some(how) => {
                // Who does not wait any more needs no answer.
                let _ = settled.send(how);
                false
            }
            None => true,
        });
        while self.calls.try_join_next().is_some() {}
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Work(id, work) => {
                if self.desk.send(Order::Work(id, work)).is_err() {
                    // The thread has ended; that is said like any other failure, not while this step goes on.
                    let failed = Event::Worked(id, Err(crate::ErrorCode::Internal));
                    let _ = self.inbox.send(Input::Event(failed));
                }
            }
            Effect::Call(id, call) => {
                let (api, wallet, inbox) =
                    (Arc::clone(&self.api), Arc::clone(&self.wallet), self.inbox.clone());
                self.calls.spawn(async move {
                    let answer = guarded(&*api, &*wallet, call).await;
                    let _ = inbox.send(Input::Event(Event::Answered(id, answer)));
                });
            }
            Effect::CancelCalls => self.calls.abort_all(),
            Effect::SetAlarm(at) => self.alarm = Some(at),
            Effect::OpenStream(id) => self.open_stream(id),
            Effect::CloseStream => {
                if let Some(stream) = self.stream.take() {
                    stream.abort();
                }
            }
            Effect::Status(status) => {
                let status = self.tell_time(status);
                *self.status.lock().unwrap_or_else(PoisonError::into_inner) = status.clone();
                self.teller.tell(News::Status(status));
            }
            Effect::Changed(changes) => self.teller.tell(News::Changed(changes)),
            Effect::Diverged(library) => {
                log::error!("sync_divergence: library {library} is not what the hub says that it is");
                self.teller.tell(News::Diverged(library));
            }
        }
    }

    fn open_stream(&mut self, id: StreamId) {
        let inbox = self.inbox.clone();
        let tell = move |event| {
            let _ = inbox.send(Input::Event(Event::Stream(id, event)));
        };
        let Some(token) = self.wallet.access() else {
            return tell(StreamEvent::Closed(Refusal::Expired.into()));
        };
        let api = Arc::clone(&self.api);
        let stream = tokio::spawn(async move {
            let listening = AssertUnwindSafe(api.listen(&token, &tell)).catch_unwind();
            if listening.await.is_err() {
                tell(StreamEvent::Closed(panicked()));
            }
        });
        if let Some(former) = self.stream.replace(stream.abort_handle()) {
            former.abort();
        }
    }

    /// The machine's clock began at nothing when this began; a person's clock is set, and jumps.
    fn tell_time(&self, status: Status) -> SyncStatus {
        let (now, clock) = (self.now(), self.clock.now());
        status.map(|moment| {
            let ago = SignedDuration::try_from(now.saturating_sub(moment)).unwrap_or_default();
            clock.checked_sub(ago).unwrap_or(clock)
        })
    }
}

/// A panic in a call must not leave the machine waiting for an answer.
async fn guarded<A: SyncApi, W: Wallet>(api: &A, wallet: &W, call: Call) -> CallResult<Answer> {
    AssertUnwindSafe(perform(api, wallet, call)).catch_unwind().await.unwrap_or_else(|_| Err(panicked()))
}

fn panicked() -> CallError {
    log::error!("a call of the hub panicked");
    CallError::Garbled { detail: "the client failed".into() }
}

async fn moment(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}
