//! The world of one story: people with their devices, a hub, the wire between them, and one queue of what is to happen.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use huashu_core::sync::bug::{self, Moment};
use huashu_core::sync::machine::{Answer, Call, CallId, Event, StreamId};
use huashu_core::sync::sizes::{self, Sizes};
use huashu_protocol::CallResult;
use huashu_protocol::account::Tokens;
use huashu_protocol::sync::{SyncReply, SyncRequest};
use tempfile::TempDir;

use crate::client::Client;
use crate::dice::{Dice, copy, mix};
use crate::hub_side::HubSide;
use crate::ledger::Ledger;
use crate::template::{folder, template};

pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// So small that thirty rows have pages, chunks and pieces.
const SMALL: Sizes = Sizes { page_rows: 5, chunk_rows: 9, piece_bytes: 24, push_ops: 6 };

thread_local! {
    /// The moment at which a process on this thread dies next, and how many of it pass before.
    static DEATH: Cell<Option<(Moment, u32)>> = const { Cell::new(None) };
}

/// Something that is to happen at a moment.
pub(crate) enum Parcel {
    /// A client's process begins.
    Start(usize),
    /// The first of a client's works is done. The number is the client's life: what belongs to a former one is void.
    Work(usize, u32),
    Tell(usize, u32, Event),
    ToHub(Box<Letter>),
    Reply(Box<Letter>, CallResult<Answer>, Option<Tokens>),
    Listen(usize, u32, StreamId),
    HubUp,
    SignIn(usize),
    Heal(usize),
    /// Another process of the same device takes an answer in, late.
    Late(usize, u32, Box<(SyncRequest, SyncReply)>),
}

/// A call on its way.
#[derive(Clone)]
pub(crate) struct Letter {
    pub(crate) client: usize,
    pub(crate) life: u32,
    pub(crate) id: CallId,
    pub(crate) call: Call,
    pub(crate) token: Option<String>,
    /// How often a long poll was looked at.
    pub(crate) looks: u8,
    /// Whether it is a second copy, whose answer nobody hears.
    pub(crate) is_copy: bool,
}

/// What happened, as one number; and as lines, where somebody reads along.
pub(crate) struct Trace {
    hash: u64,
    is_loud: bool,
}

#[expect(clippy::print_stdout, reason = "a story that is read along is printed")]
impl std::fmt::Write for Trace {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        for byte in text.bytes() {
            self.hash = (self.hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        if self.is_loud {
            print!("{text}");
        }
        Ok(())
    }
}

pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) now: Duration,
    pub(crate) dice: Dice,
    pub(crate) parcels: BTreeMap<(Duration, u64), Parcel>,
    posted: u64,
    pub(crate) clients: Vec<Client>,
    pub(crate) hub: HubSide,
    pub(crate) ledger: Ledger,
    /// Once in so many times something goes wrong on the way; 0: never.
    pub(crate) faults: u64,
    pub(crate) trace: Trace,
    /// The first rule that did not hold.
    pub(crate) wrong: Option<String>,
    pub(crate) passed: Arc<AtomicI64>,
    pub(crate) folder: TempDir,
}

impl World {
    pub(crate) fn new(seed: u64, is_loud: bool) -> Self {
        sizes::set(SMALL);
        bug::set_executioner(Some(Box::new(dies_at)));
        DEATH.set(None);
        let template = template();
        let folder = folder();
        copy(template.folder.path(), folder.path());
        let passed = Arc::new(AtomicI64::new(0));
        let clients = (0..4)
            .map(|number| Client::new(folder.path().join(format!("book{number}")), &passed, number))
            .collect();
        let hub = HubSide::new(folder.path().join("hub"), &passed, seed);
        let mut world = Self {
            seed,
            now: Duration::ZERO,
            dice: Dice::new(mix(seed, 1, 0)),
            parcels: BTreeMap::new(),
            posted: 0,
            clients,
            hub,
            ledger: Ledger::new(),
            faults: 0,
            trace: Trace { hash: 0xcbf2_9ce4_8422_2325, is_loud },
            wrong: None,
            passed,
            folder,
        };
        world.hub_opens(false);
        for client in 0..4 {
            world.start(client);
        }
        world
    }

    pub(crate) fn tell(&mut self, line: std::fmt::Arguments<'_>) {
        writeln!(self.trace, "{:>9.3} {line}", self.now.as_secs_f64()).unwrap();
    }

    /// The story so far as one number.
    pub(crate) fn hash(&self) -> u64 {
        self.trace.hash
    }

    /// A rule does not hold.
    pub(crate) fn fail(&mut self, what: String) {
        if self.wrong.is_none() {
            self.tell(format_args!("WRONG: {what}"));
            self.wrong = Some(what);
        }
    }

    pub(crate) fn post(&mut self, after: Duration, parcel: Parcel) {
        self.posted += 1;
        self.parcels.insert((self.now + after, self.posted), parcel);
    }

    pub(crate) fn goes_wrong(&mut self) -> bool {
        let faults = self.faults;
        self.dice.once_in(faults)
    }

    /// How long something is on its way.
    pub(crate) fn delay(&mut self) -> Duration {
        let longest = if self.goes_wrong() { 6_000 } else { 60 };
        self.dice.millis(longest)
    }

    fn move_to(&mut self, at: Duration) {
        self.now = self.now.max(at);
        self.passed.store(i64::try_from(self.now.as_millis()).unwrap(), Ordering::Relaxed);
    }

    /// Lets time pass.
    pub(crate) fn run(&mut self, time: Duration) {
        let end = self.now + time;
        while self.wrong.is_none() {
            let parcel = self.parcels.first_key_value().map(|(key, _)| *key);
            let alarm = self
                .clients
                .iter()
                .enumerate()
                .filter_map(|(number, client)| client.alarm.map(|alarm| (alarm, number)))
                .min();
            let next = parcel.map(|(at, _)| at).into_iter().chain(alarm.map(|(at, _)| at)).min();
            let Some(at) = next.filter(|at| *at <= end) else { break };
            self.move_to(at);
            match alarm {
                Some((alarm, number)) if alarm <= at => {
                    self.clients[number].alarm = None;
                    self.step(number, Event::Alarm);
                }
                _ => {
                    let parcel = parcel.and_then(|key| self.parcels.remove(&key));
                    if let Some(parcel) = parcel {
                        self.arrive(parcel);
                    }
                }
            }
        }
        self.move_to(end);
    }

    /// Everybody sleeps for so long.
    pub(crate) fn sleep(&mut self, time: Duration) {
        self.tell(format_args!("{} days pass", time.as_secs() / 86_400));
        self.move_to(self.now + time);
        self.ledger.grow_old(self.now);
    }

    fn arrive(&mut self, parcel: Parcel) {
        match parcel {
            Parcel::Start(client) => self.start(client),
            Parcel::Work(client, life) => self.work(client, life),
            Parcel::Tell(client, life, event) => {
                if self.clients[client].life == life {
                    self.step(client, event);
                }
            }
            Parcel::ToHub(letter) => self.at_the_hub(*letter),
            Parcel::Reply(letter, answer, tokens) => self.answered(&letter, answer, tokens),
            Parcel::Listen(client, life, id) => self.listen(client, life, id),
            Parcel::HubUp => {
                self.hub_opens(false);
            }
            Parcel::SignIn(client) => self.sign_in(client),
            Parcel::Heal(client) => self.heal(client),
            Parcel::Late(client, life, answer) => self.take_late(client, life, *answer),
        }
    }

    pub(crate) fn book_folder(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

fn dies_at(moment: Moment) -> bool {
    match DEATH.get() {
        Some((at, 0)) if at == moment => {
            DEATH.set(None);
            true
        }
        Some((at, left)) if at == moment => {
            DEATH.set(Some((at, left - 1)));
            false
        }
        _ => false,
    }
}

/// Says when whoever runs next on this thread dies.
pub(crate) fn doom(death: Option<(Moment, u32)>) {
    DEATH.set(death);
}
