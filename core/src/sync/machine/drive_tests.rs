//! The machine between a toy desk and a toy hub, with a network that loses, doubles and delays, and a hub that lies.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use huashu_protocol::row::Checksum;
use huashu_protocol::stream::{self, Change, Waited};
use huashu_protocol::{CallError, Refusal};
use proptest::prelude::*;
use uuid::Uuid;

use super::toy::{LIBRARY, Lie, ToyDesk, ToyHub};
use super::{
    Call, CallId, Desk, Effect, Event, Machine, Params, Phase, Random, Settled, StreamEvent, StreamId,
};

const SECOND: Duration = Duration::from_secs(1);

/// What is on its way.
enum Parcel {
    Event(Event),
    ToHub(CallId, Call),
}

struct Drive {
    now: Duration,
    random: Random,
    machine: Machine,
    desk: ToyDesk,
    hub: ToyHub,
    parcels: BTreeMap<(Duration, u64), Parcel>,
    posted: u64,
    alarm: Option<Duration>,
    last_work: Duration,
    stream: Option<StreamId>,
    /// Long polls that the hub has not answered.
    waits: Vec<CallId>,
    /// One in so many calls and works goes wrong; 0: none.
    faults: u64,
    calls: Vec<(Duration, &'static str)>,
    told: BTreeMap<Uuid, u64>,
    made: BTreeSet<Uuid>,
    log: Vec<String>,
}

impl Drive {
    fn new(seed: u64) -> Self {
        let mut drive = Self {
            now: Duration::ZERO,
            random: Random::new(seed),
            machine: Machine::new(Params { seed, ..Params::default() }),
            desk: ToyDesk::default(),
            hub: ToyHub::default(),
            parcels: BTreeMap::new(),
            posted: 0,
            alarm: None,
            last_work: Duration::ZERO,
            stream: None,
            waits: Vec::new(),
            faults: 0,
            calls: Vec::new(),
            told: BTreeMap::new(),
            made: BTreeSet::new(),
            log: Vec::new(),
        };
        drive.post(Duration::ZERO, Parcel::Event(Event::Opened));
        drive
    }

    fn post(&mut self, after: Duration, parcel: Parcel) {
        self.posted += 1;
        self.parcels.insert((self.now + after, self.posted), parcel);
    }

    fn goes_wrong(&mut self) -> bool {
        self.faults > 0 && self.random.below(self.faults) == 0
    }

    fn delay(&mut self) -> Duration {
        let longest = if self.goes_wrong() { 5 * SECOND } else { Duration::from_millis(40) };
        Duration::from_millis(1) + self.random.up_to(longest)
    }

    fn edit(&mut self, blob: bool) {
        let id = Uuid::from_u128(1_000 + u128::from(self.random.bits()));
        self.made.insert(id);
        self.desk.edit(id, blob.then(|| format!("mine{}", id.simple())));
        self.step(Event::Poked);
    }

    fn edit_elsewhere(&mut self, blob: bool) {
        let id = Uuid::from_u128(1_000 + u128::from(self.random.bits()));
        let from = self.hub.rev();
        self.hub.edit(id, blob.then(|| format!("theirs{}", id.simple())));
        self.announce(from);
    }

    /// The hub tells an open client what changed.
    fn announce(&mut self, from: u64) {
        if self.hub.rev() == from {
            return;
        }
        for id in std::mem::take(&mut self.waits) {
            let delay = self.delay();
            let changed = super::Answer::Waited(Waited { changed: true });
            self.post(delay, Parcel::Event(Event::Answered(id, Ok(changed))));
        }
        let Some(stream) = self.stream else { return };
        let rows = self.hub.rows().skip(usize::try_from(from).unwrap()).collect();
        let change = Change {
            library: LIBRARY,
            epoch: Uuid::from_u128(2),
            from,
            to: self.hub.rev(),
            checksum: Checksum::default(),
            rows: Some(rows),
        };
        if !self.goes_wrong() {
            let event = Event::Stream(stream, StreamEvent::Event(stream::Event::Change(change)));
            let delay = self.delay();
            self.post(delay, Parcel::Event(event));
        }
    }

    fn step(&mut self, event: Event) {
        if self.log.len() < 100_000 {
            self.log.push(format!("{:?} {event:?}", self.now));
        }
        let effects = self.machine.step(self.now, event);
        for effect in effects {
            self.log.push(format!("    {effect:?}"));
            self.carry_out(effect);
        }
        if let Err(wrong) = self.machine.check() {
            panic!("{wrong}\n{}\n{:#?}", self.tail(), self.machine);
        }
        let goes =
            matches!(self.machine.status().phase, Phase::Idle | Phase::Syncing | Phase::Offline { .. });
        let has_news = !self.desk.outbox.is_empty() && self.machine.status().waiting > 0;
        if goes && has_news && self.parcels.is_empty() && self.alarm.is_none() {
            panic!("stuck\n{}\n{:#?}", self.tail(), self.machine);
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Work(id, work) => {
                let result = if self.goes_wrong() {
                    Err(crate::ErrorCode::Busy)
                } else {
                    self.desk.run(work).map_err(|error| error.code())
                };
                // One after another, as they were asked for.
                self.last_work = self.last_work.max(self.now)
                    + Duration::from_millis(1)
                    + self.random.up_to(Duration::from_millis(5));
                let after = self.last_work - self.now;
                self.post(after, Parcel::Event(Event::Worked(id, result)));
            }
            Effect::Call(id, call) => {
                self.calls.push((self.now, name(&call)));
                let delay = self.delay();
                if self.goes_wrong() {
                    let lost = Event::Answered(id, Err(CallError::Unreachable { detail: "lost".into() }));
                    return self.post(delay * 4, Parcel::Event(lost));
                }
                if self.goes_wrong() {
                    let later = delay + self.delay();
                    self.post(later, Parcel::ToHub(id, call.clone()));
                }
                self.post(delay, Parcel::ToHub(id, call));
            }
            // Some answers come nevertheless.
            Effect::CancelCalls => {}
            Effect::SetAlarm(at) => self.alarm = Some(at),
            Effect::OpenStream(id) => self.open_stream(id),
            Effect::CloseStream => self.stream = None,
            Effect::Changed(_) | Effect::Status(_) => {}
            Effect::Diverged(library) => *self.told.entry(library).or_default() += 1,
        }
    }

    fn open_stream(&mut self, id: StreamId) {
        let delay = self.delay();
        let event = |event| Parcel::Event(Event::Stream(id, event));
        let hello = StreamEvent::Event(stream::Event::Hello { grants_rev: 1, drafts_rev: 1 });
        self.calls.push((self.now, "stream"));
        let is_lost = self.goes_wrong();
        match self.hub.lie {
            Some(Lie::StreamsAreMute) => self.post(delay, event(StreamEvent::Opened)),
            Some(Lie::StreamsFlap) => {
                self.post(delay, event(hello));
                self.post(delay * 2, event(StreamEvent::Event(stream::Event::Bye)));
            }
            Some(Lie::ExpiredAlways) => {
                self.post(delay, event(StreamEvent::Closed(Refusal::Expired.into())));
            }
            Some(Lie::ChangesWithoutEnd) => {
                self.post(delay, event(hello));
                for number in 1..2_000_u32 {
                    let change = Change {
                        library: LIBRARY,
                        epoch: Uuid::from_u128(2),
                        from: 90,
                        to: 99,
                        checksum: Checksum::default(),
                        rows: None,
                    };
                    self.post(
                        delay + Duration::from_millis(50) * number,
                        event(StreamEvent::Event(stream::Event::Change(change))),
                    );
                }
            }
            _ if is_lost => {
                let lost = StreamEvent::Closed(CallError::Unreachable { detail: "lost".into() });
                self.post(delay, event(lost));
            }
            _ => {
                self.stream = Some(id);
                self.post(delay, event(StreamEvent::Opened));
                self.post(delay * 2, event(hello));
                if self.goes_wrong() {
                    let later = delay * 3 + self.random.up_to(20 * SECOND);
                    self.post(later, event(StreamEvent::Silent));
                }
            }
        }
    }

    fn arrive(&mut self, id: CallId, call: Call) {
        let is_wait = matches!(call, Call::Wait(_));
        let before = self.hub.rev();
        let answer = self.hub.answer(call);
        self.announce(before);
        let mut delay = self.delay();
        let is_short = self.hub.lie == Some(Lie::WaitsAreShort);
        if is_wait && !is_short && matches!(answer, Ok(super::Answer::Waited(waited)) if !waited.changed) {
            delay += 25 * SECOND;
            self.waits.push(id);
        }
        if self.goes_wrong() {
            let lost = Event::Answered(id, Err(CallError::Unreachable { detail: "lost".into() }));
            return self.post(delay, Parcel::Event(lost));
        }
        self.post(delay, Parcel::Event(Event::Answered(id, answer)));
    }

    /// Lets time pass.
    fn run(&mut self, time: Duration) {
        let end = self.now + time;
        loop {
            let parcel = self.parcels.first_key_value().map(|(key, _)| *key);
            let at = parcel.map(|(at, _)| at).into_iter().chain(self.alarm).min();
            let Some(at) = at.filter(|at| *at <= end) else { break };
            self.now = self.now.max(at);
            if self.alarm == Some(at) {
                self.alarm = None;
                self.step(Event::Alarm);
                continue;
            }
            match parcel.and_then(|key| self.parcels.remove(&key)) {
                Some(Parcel::Event(event)) => self.step(event),
                Some(Parcel::ToHub(id, call)) => self.arrive(id, call),
                None => break,
            }
        }
        self.now = end;
    }

    fn is_drained(&self) -> bool {
        self.desk.outbox.is_empty()
            && self.desk.cursor == self.hub.rev()
            && self.desk.downloads.values().all(|have| *have == 5)
    }

    fn drain(&mut self, patience: Duration) {
        let end = self.now + patience;
        while self.now < end && !self.is_drained() {
            self.run(SECOND);
        }
        assert!(
            self.is_drained(),
            "not drained: {} wait, cursor {} of {}\n{}\n{:#?}",
            self.desk.outbox.len(),
            self.desk.cursor,
            self.hub.rev(),
            self.tail(),
            self.machine
        );
        let there: Vec<Uuid> = self.hub.log.iter().map(|(id, _)| *id).collect();
        for id in &self.made {
            assert_eq!(there.iter().filter(|other| *other == id).count(), 1, "each edit is there once");
        }
    }

    fn tail(&self) -> String {
        self.log[self.log.len().saturating_sub(60)..].join("\n")
    }
}

fn name(call: &Call) -> &'static str {
    match call {
        Call::Refresh => "refresh",
        Call::Sync(_) => "sync",
        Call::Wait(_) => "wait",
        Call::Snapshot { .. } => "snapshot",
        Call::Chunk { .. } => "chunk",
        Call::Upload(_) => "upload",
        Call::UploadPiece { .. } => "piece",
        Call::Blob { .. } => "blob",
        Call::Usage(_) => "usage",
    }
}

#[derive(Debug, Clone, Copy)]
enum Deed {
    Edit(bool),
    EditElsewhere(bool),
    Use,
    Pass(u64),
    Tell(u8),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => any::<bool>().prop_map(Deed::Edit),
        2 => any::<bool>().prop_map(Deed::EditElsewhere),
        1 => Just(Deed::Use),
        4 => (0_u64..8_000).prop_map(Deed::Pass),
        2 => (0_u8..8).prop_map(Deed::Tell),
    ]
}

fn do_deeds(drive: &mut Drive, deeds: &[Deed]) {
    for deed in deeds {
        match *deed {
            Deed::Edit(blob) => drive.edit(blob),
            Deed::EditElsewhere(blob) => drive.edit_elsewhere(blob),
            Deed::Use => drive.desk.usage += 1,
            Deed::Pass(millis) => drive.run(Duration::from_millis(millis)),
            Deed::Tell(what) => drive.step(match what {
                0 => Event::NetworkChanged,
                1 => Event::Foreground,
                2 => Event::Background,
                3 => Event::Suspend,
                4 => Event::Resume,
                5 => Event::SyncNow,
                6 => Event::Alarm,
                _ => Event::SignedIn,
            }),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn when_the_faults_stop_everything_drains(
        seed in any::<u64>(),
        faults in 2_u64..12,
        deeds in prop::collection::vec(deed(), 0..40),
    ) {
        let mut drive = Drive::new(seed);
        drive.faults = faults;
        do_deeds(&mut drive, &deeds);
        drive.faults = 0;
        drive.step(Event::Resume);
        // Without anybody looking, and without anybody asking.
        let has_blobs = deeds.iter().any(|deed| matches!(deed, Deed::Edit(true) | Deed::EditElsewhere(true)));
        drive.drain(if has_blobs { 7_200 * SECOND } else { 180 * SECOND });
        // Where somebody looks, what happens elsewhere is here at once.
        drive.step(Event::Foreground);
        drive.run(30 * SECOND);
        drive.edit_elsewhere(false);
        drive.run(5 * SECOND);
        prop_assert!(drive.is_drained(), "{}", drive.tail());
        drive.step(Event::SyncNow);
        let asked = drive.now;
        drive.run(10 * SECOND);
        prop_assert_eq!(drive.machine.settled(asked), Some(Settled::Done));
        prop_assert_eq!(drive.desk.usage, 0);
    }

    #[test]
    fn the_same_seed_is_the_same_story(seed in any::<u64>(), deeds in prop::collection::vec(deed(), 0..30)) {
        let story = |_: ()| {
            let mut drive = Drive::new(seed);
            drive.faults = 4;
            do_deeds(&mut drive, &deeds);
            drive.log
        };
        prop_assert_eq!(story(()), story(()));
    }
}

#[test]
fn a_lying_hub_is_asked_ever_more_slowly_and_loses_nothing() {
    for lie in Lie::ALL {
        for seed in 0..6 {
            let mut drive = Drive::new(seed);
            for at in 0..9 {
                drive.edit_elsewhere(at % 4 == 1);
            }
            // Some begin to lie at once, some after a while.
            if seed % 2 == 0 {
                drive.run(5 * SECOND);
            }
            drive.hub.lie = Some(lie);
            if seed % 2 == 0 {
                drive.stream = None;
                drive.step(Event::NetworkChanged);
            }
            for at in 0..7 {
                drive.edit(at % 3 == 1);
                drive.run(SECOND);
            }
            drive.edit_elsewhere(true);
            drive.run(SECOND);
            let start = drive.now;
            drive.run(600 * SECOND);
            let calls: Vec<_> = drive.calls.iter().filter(|(at, _)| *at >= start).collect();
            let busiest = (0..600)
                .map(|second| {
                    let from = start + second * SECOND;
                    calls.iter().filter(|(at, _)| *at >= from && *at < from + SECOND).count()
                })
                .max()
                .unwrap();
            let last: Vec<_> = calls.iter().filter(|(at, _)| *at >= start + 300 * SECOND).collect();
            assert!(
                busiest <= 25 && calls.len() <= 600 && last.len() <= 200,
                "{lie:?} {seed}: {busiest} in a second, {} in all, {} in the end",
                calls.len(),
                last.len()
            );
            drive.hub.lie = None;
            drive.step(Event::NetworkChanged);
            drive.drain(7_200 * SECOND);
        }
    }
}
