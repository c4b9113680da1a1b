//! A storm: people work, and everything that can go wrong does, as the dice say.

use std::sync::atomic::Ordering;
use std::time::Duration;

use huashu_core::sync::bug::Moment;
use huashu_core::sync::machine::Event;
use huashu_protocol::account::{Access, Admin};
use uuid::Uuid;

use crate::deeds::Deed;
use crate::hub_side::Restore;
use crate::stories::number;
use crate::template::template;
use crate::world::{DAY, Parcel, SECOND, World};

/// How much happens in a storm, unless `HUASHU_SIM_DEEDS` says otherwise.
pub(crate) const DEEDS: u64 = 14;

impl World {
    pub(crate) fn storm(&mut self) {
        self.faults = [0, 4, 6, 12][self.dice.below(4)];
        self.skew();
        let most = usize::try_from(number("HUASHU_SIM_DEEDS").unwrap_or(DEEDS)).unwrap();
        let deeds = most / 2 + self.dice.below(most);
        for _ in 0..deeds {
            if self.wrong.is_some() {
                return;
            }
            let longest = [20, 200, 1_500, 6_000][self.dice.below(4)];
            let pause = self.dice.millis(longest);
            self.run(pause);
            if self.dice.below(100) < 62 {
                self.work_a_little();
            } else {
                self.trouble();
            }
        }
    }

    /// Clocks that are ten years off, or a day, or right.
    fn skew(&mut self) {
        const DAY_MILLIS: i64 = 86_400_000;
        for number in 0..4 {
            let days = [0, 0, 1, -1, 3_650, -3_650][self.dice.below(6)];
            self.clients[number].clock.skew.store(days * DAY_MILLIS, Ordering::Relaxed);
        }
    }

    fn work_a_little(&mut self) {
        let number = self.dice.below(4);
        if !self.clients[number].runs() {
            return;
        }
        if self.dice.once_in(25) {
            let moments = [Moment::ClientBeforeCommit, Moment::ClientAfterCommit];
            self.clients[number].death = self.dice.pick(&moments);
        }
        if let Some(deed) = self.some_deed(number) {
            self.deed(number, &deed);
        }
    }

    fn some_deed(&mut self, number: usize) -> Option<Deed> {
        let view = &self.clients[number].view;
        let libraries: Vec<Uuid> = view
            .libraries
            .iter()
            .filter(|(_, library)| library.kind != "register")
            .map(|(id, _)| *id)
            .collect();
        let shared = template();
        let library = match self.dice.below(5) {
            0 => self.dice.pick(&libraries)?,
            1 | 2 => shared.company,
            _ => shared.department,
        };
        let view = &self.clients[number].view;
        if !view.libraries.contains_key(&library) {
            return None;
        }
        let of = |rows: &std::collections::BTreeMap<Uuid, crate::look::RowView>, deleted| -> Vec<Uuid> {
            let rows = rows.iter().filter(|(_, row)| row.library == library && row.deleted == deleted);
            rows.map(|(id, _)| *id).collect()
        };
        let (phrases, trash) = (of(&view.phrases, false), of(&view.phrases, true));
        let categories = of(&view.categories, false);
        let drafts: Vec<Uuid> = view.drafts.keys().copied().collect();
        // Most of it happens to few rows: there people meet.
        let few = if self.dice.once_in(3) { phrases.len() } else { phrases.len().min(2) };
        let phrase = self.dice.pick(&phrases[..few]);
        let category = self.dice.pick(&categories);
        let place = if self.dice.once_in(4) { None } else { self.dice.pick(&categories) };
        let (title, text) = (self.ledger.word(), self.ledger.word());
        Some(match self.dice.below(36) {
            0..=3 => Deed::Add { library, place, title, text },
            4..=9 => Deed::Say { phrase: phrase?, text },
            10..=12 => Deed::Title { phrase: phrase?, title },
            13 => Deed::Both { phrase: phrase?, title, text },
            14..=16 => {
                let others = self.dice.pick(&phrases).filter(|_| place.is_none());
                Deed::Move { phrase: phrase?, place, before: others.filter(|other| Some(*other) != phrase) }
            }
            17..=18 => Deed::Delete { phrase: phrase? },
            19 => Deed::Restore { phrase: self.dice.pick(&trash)? },
            20 => Deed::Transfer { phrase: phrase?, library: self.dice.pick(&libraries)? },
            21..=22 => Deed::AddCategory { library, parent: place, name: title },
            23 => Deed::Rename { category: category?, name: title },
            24..=26 => {
                let first = self.dice.once_in(2);
                Deed::MoveCategory { category: category?, parent: place, first }
            }
            27..=28 => {
                let with_contents = self.dice.once_in(3);
                Deed::DeleteCategory { category: category?, with_contents }
            }
            29 => Deed::Attach { library, title, text },
            30 => Deed::Propose { phrase: phrase?, text },
            31 => Deed::KeepMine { draft: self.dice.pick(&drafts)? },
            32 => Deed::KeepTheirs { draft: self.dice.pick(&drafts)? },
            33 => Deed::Note { subject: title },
            34 => Deed::Use { phrase: phrase? },
            _ => {
                let texts = (0..8).map(|_| (self.ledger.word(), self.ledger.word())).collect();
                Deed::Many { library, place, texts }
            }
        })
    }

    fn trouble(&mut self) {
        let number = self.dice.below(4);
        match self.dice.below(40) {
            0..=3 => {
                let moments = [Moment::ClientBeforeCommit, Moment::ClientAfterCommit];
                self.clients[number].death = self.dice.pick(&moments);
            }
            4 => {
                if self.clients[number].runs() {
                    self.crash(number);
                }
            }
            5..=8 => {
                let moments = [
                    Moment::HubBeforeCommit,
                    Moment::HubAfterCommit,
                    Moment::HubBeforeBlob,
                    Moment::HubAfterBlob,
                ];
                let skip = u32::try_from(self.dice.below(3)).unwrap();
                self.hub.death = self.dice.pick(&moments).map(|moment| (moment, skip));
            }
            9 => self.hub_dies(),
            10..=14 => {
                self.cut(number);
                let after = self.dice.millis(90_000);
                self.post(after, Parcel::Heal(number));
            }
            15 => self.step(number, Event::NetworkChanged),
            16 => self.step(number, Event::Background),
            17 => self.step(number, Event::Foreground),
            18 => self.step(number, Event::Suspend),
            19 => self.step(number, Event::Resume),
            20 => self.step(number, Event::SyncNow),
            21..=22 => self.back_up(number),
            23 => {
                let is_other_phone = self.dice.once_in(2);
                self.put_back(number, is_other_phone);
            }
            24..=25 => self.back_up_hub(),
            26..=27 => {
                let how = if self.dice.once_in(2) { Restore::Said } else { Restore::Copied };
                let with_blobs = self.dice.once_in(3);
                self.put_hub_back(how, with_blobs);
            }
            28..=32 => {
                let access = [None, None, Some(Access::Read), Some(Access::Edit), Some(Access::Edit)];
                let access = access[self.dice.below(5)];
                let is_company = self.dice.once_in(3);
                self.let_agent(is_company, access);
            }
            33 => self.end_session(number),
            34 => {
                let disabled = self.dice.once_in(2);
                self.switch_agent(disabled);
            }
            35 if self.days() == 0 => {
                let days = if self.dice.once_in(2) { 31 } else { 91 };
                self.sleep(DAY * days);
                self.collect_garbage();
            }
            36 => self.collect_garbage(),
            _ => self.sync_elsewhere(number),
        }
    }

    /// The agent's account is switched off, or on again.
    pub(crate) fn switch_agent(&mut self, disabled: bool) {
        self.hub.death = None;
        let id = template().accounts[2];
        let request = Admin::EditUser {
            id,
            role: None,
            departments: None,
            disabled: Some(disabled),
            expires_at: None,
            password: None,
        };
        let done = self.console(request);
        self.tell(format_args!("the agent is switched off: {disabled}, done: {done}"));
        self.pump();
    }

    /// An administrator ends the session of a device.
    fn end_session(&mut self, number: usize) {
        self.hub.death = None;
        let sql = self.hub_sql();
        let query = "SELECT id FROM device WHERE install = ?1";
        let install = self.clients[number].install;
        let device: Option<Vec<u8>> = sql.query_row(query, [install.as_bytes()], |row| row.get(0)).ok();
        if let Some(device) = device {
            self.console(Admin::RevokeDevice { device: Uuid::from_slice(&device).unwrap() });
            self.tell(format_args!("the session of {number} is ended"));
            self.pump();
        }
    }

    /// The storm is over: nothing goes wrong any more, and everybody comes back.
    pub(crate) fn calm(&mut self) {
        self.faults = 0;
        self.hub.death = None;
        for client in &mut self.clients {
            client.death = None;
        }
        self.tell(format_args!("calm"));
        self.run(10 * SECOND);
        self.switch_agent(false);
        for number in 0..4 {
            self.clients[number].death = None;
            self.heal(number);
            self.step(number, Event::Resume);
            // In the background there is silence.
            self.step(number, Event::Foreground);
        }
        let end = self.now + Duration::from_secs(3 * 3_600);
        while self.wrong.is_none() && self.now < end {
            self.run(20 * SECOND);
            if self.unsettled().is_none() {
                break;
            }
        }
        if let Some(why) = self.unsettled() {
            self.fail(format!("stuck: {why}"));
        }
    }
}
