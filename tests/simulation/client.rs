//! One device: a book, a machine that is driven as the runner drives it, and the tokens that lie beside the book.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

use huashu_core::PhraseBook;
use huashu_core::store::Access;
use huashu_core::sync::bug::{Killed, Moment};
use huashu_core::sync::desk;
use huashu_core::sync::machine::{Effect, Event, Machine, Params, Phase, StreamId, WorkId};
use huashu_core::sync::work::{Done, Work};
use huashu_hub::Subscription;
use rusqlite::{Connection, OpenFlags};
use uuid::Uuid;

use crate::brief::Brief;
use crate::dice::{StoryClock, mix};
use crate::look::BookView;
use crate::template::template;
use crate::world::{Parcel, SECOND, World, doom};

pub(crate) struct Client {
    pub(crate) dir: PathBuf,
    pub(crate) clock: StoryClock,
    /// `None` while no process runs.
    pub(crate) book: Option<PhraseBook>,
    /// A connection of the story's own, to look at what others see.
    pub(crate) probe: Option<Connection>,
    pub(crate) machine: Machine,
    pub(crate) life: u32,
    works: VecDeque<(WorkId, Work)>,
    pub(crate) alarm: Option<Duration>,
    pub(crate) stream: Option<(StreamId, Subscription, Duration)>,
    /// The stream that the machine asked for last.
    pub(crate) wanted: Option<StreamId>,
    pub(crate) access: Option<String>,
    pub(crate) refresh: String,
    pub(crate) install: Uuid,
    /// Whether it is cut off from the hub.
    pub(crate) cut: bool,
    pub(crate) is_signing_in: bool,
    /// How its process dies at the next commit.
    pub(crate) death: Option<Moment>,
    pub(crate) view: BookView,
    pub(crate) backup: Option<Duration>,
}

impl Client {
    pub(crate) fn new(dir: PathBuf, passed: &Arc<AtomicI64>, number: usize) -> Self {
        let tokens = &template().sessions[number].tokens;
        Self {
            dir,
            clock: StoryClock::new(passed),
            book: None,
            probe: None,
            machine: Machine::new(Params::default()),
            life: 0,
            works: VecDeque::new(),
            alarm: None,
            stream: None,
            wanted: None,
            access: Some(tokens.access.clone()),
            refresh: tokens.refresh.clone(),
            install: Uuid::from_u128(number as u128 + 1),
            cut: false,
            is_signing_in: false,
            death: None,
            view: BookView::default(),
            backup: None,
        }
    }

    pub(crate) fn runs(&self) -> bool {
        self.book.is_some()
    }
}

impl World {
    /// The process of a client begins.
    pub(crate) fn start(&mut self, number: usize) {
        let seed = mix(self.seed, 2 + number as u64, u64::from(self.clients[number].life));
        let client = &mut self.clients[number];
        if client.book.is_some() {
            return;
        }
        let clock = Arc::new(client.clock.clone());
        let book = PhraseBook::open_with(&client.dir, Access::Write, clock).unwrap();
        book.simulate(seed).unwrap();
        client.book = Some(book);
        client.view.read_anew();
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        client.probe = Some(Connection::open_with_flags(client.dir.join("book.db"), flags).unwrap());
        client.machine = Machine::new(Params { seed, ..Params::default() });
        self.look(number);
        self.step(number, Event::Opened);
    }

    /// The process of a client ends, wherever it was.
    pub(crate) fn crash(&mut self, number: usize) {
        self.tell(format_args!("{number} crashes"));
        let client = &mut self.clients[number];
        client.life += 1;
        client.book = None;
        client.probe = None;
        client.works.clear();
        client.alarm = None;
        client.stream = None;
        client.access = None;
        client.death = None;
        client.is_signing_in = false;
        let after = self.dice.millis(4_000);
        self.post(after, Parcel::Start(number));
    }

    /// Does something with a client's book; `None` where its process died of it, or does not run.
    pub(crate) fn with_book<T>(
        &mut self,
        number: usize,
        deed: impl FnOnce(&mut PhraseBook) -> T,
    ) -> Option<T> {
        let client = &mut self.clients[number];
        let mut book = client.book.take()?;
        doom(client.death.take().map(|moment| (moment, 0)));
        let done = catch_unwind(AssertUnwindSafe(|| deed(&mut book)));
        doom(None);
        match done {
            Ok(value) => {
                self.clients[number].book = Some(book);
                self.look(number);
                Some(value)
            }
            Err(death) => {
                let Some(Killed(moment)) = death.downcast_ref().copied() else { resume_unwind(death) };
                self.tell(format_args!("{number} dies: {moment:?}"));
                drop(book);
                self.crash(number);
                None
            }
        }
    }

    pub(crate) fn step(&mut self, number: usize, event: Event) {
        if !self.clients[number].runs() {
            return;
        }
        self.tell(format_args!("{number} <- {}", Brief(&event)));
        let now = self.now;
        let effects = self.clients[number].machine.step(now, event);
        for effect in effects {
            self.carry_out(number, effect);
        }
        let client = &mut self.clients[number];
        if let Err(rule) = client.machine.check() {
            self.fail(format!("the machine of {number}: {rule}"));
            return;
        }
        if client.machine.status().phase == Phase::SignedOut && !client.is_signing_in {
            client.is_signing_in = true;
            self.post(5 * SECOND, Parcel::SignIn(number));
        }
    }

    fn carry_out(&mut self, number: usize, effect: Effect) {
        let life = self.clients[number].life;
        match effect {
            Effect::Work(id, work) => {
                self.clients[number].works.push_back((id, work));
                let after = self.dice.millis(6);
                self.post(after, Parcel::Work(number, life));
            }
            Effect::Call(id, call) => self.send(number, id, call),
            // Some answers come nevertheless.
            Effect::CancelCalls | Effect::Changed(_) => {}
            Effect::SetAlarm(at) => self.clients[number].alarm = Some(at),
            Effect::OpenStream(id) => {
                self.clients[number].stream = None;
                self.clients[number].wanted = Some(id);
                let after = self.delay();
                self.post(after, Parcel::Listen(number, life, id));
            }
            Effect::CloseStream => {
                self.clients[number].stream = None;
                self.clients[number].wanted = None;
            }
            Effect::Status(status) => {
                self.tell(format_args!("{number} is {:?}, {} wait", status.phase, status.waiting));
            }
            Effect::Diverged(library) => self.fail(format!("{number}: library {library} diverged")),
        }
    }

    /// Does the first of a client's works.
    pub(crate) fn work(&mut self, number: usize, life: u32) {
        if self.clients[number].life != life {
            return;
        }
        let Some((id, work)) = self.clients[number].works.pop_front() else { return };
        let Some(done) = self.do_work(number, work) else { return };
        self.step(number, Event::Worked(id, done));
    }

    fn do_work(&mut self, number: usize, work: Work) -> Option<Result<Done, huashu_core::ErrorCode>> {
        let done = self.with_book(number, |book| desk::run(book, work))?;
        if let Ok(Done::Applied(applied)) = &done
            && !applied.diverged.is_empty()
        {
            self.fail(format!("{number}: libraries {:?} diverged", applied.diverged));
        }
        if let Err(error) = &done {
            self.tell(format_args!("{number} could not: {error}"));
        }
        Some(done.map_err(|error| error.code()))
    }

    /// Another process of the device asks the hub with what the book has; the answer is taken in later.
    pub(crate) fn sync_elsewhere(&mut self, number: usize) {
        let Some(Ok(Done::Collected(out))) = self.do_work(number, Work::Collect) else { return };
        let Some(token) = self.clients[number].access.clone() else { return };
        let request = out.request;
        if let Some(Ok(reply)) = self.ask_sync(number, &token, &request) {
            let after = self.dice.millis(5_000);
            let life = self.clients[number].life;
            self.post(after, Parcel::Late(number, life, Box::new((request, reply))));
        }
    }

    pub(crate) fn take_late(
        &mut self,
        number: usize,
        life: u32,
        (request, reply): (huashu_protocol::sync::SyncRequest, huashu_protocol::sync::SyncReply),
    ) {
        if self.clients[number].life != life {
            return;
        }
        self.tell(format_args!("{number} takes a late answer in"));
        if self.do_work(number, Work::Apply { request, reply }).is_some() {
            self.step(number, Event::Poked);
        }
    }
}
