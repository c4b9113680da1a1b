//! What people wrote, what they were told of it, and what must therefore be there in the end.
//!
//! Every text that a person writes carries a word of its own. A word is owed from the moment at which its edit is committed on a
//! device, until somebody who may throws it away: a decision on a draft, retention, a phone that is put back to before it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use huashu_protocol::sync::Outcome;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::client::short;
use crate::look::{BookView, Line, words};
use crate::world::{DAY, World};

/// How long a device keeps what the hub has done, with a day to spare for clocks.
const KEPT: Duration = Duration::from_secs(28 * 24 * 60 * 60);
/// The words of the template.
const TEMPLATE: u32 = 100;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    Label,
    Text,
}

/// An operation, as the device that made it knows of it.
#[derive(Debug, Clone)]
pub(crate) struct OpNote {
    pub(crate) client: usize,
    library: Uuid,
    words: Vec<u32>,
    /// When the device last heard that it is done.
    pub(crate) acked: Option<Duration>,
    /// Whether the device keeps it for a hub that was put back.
    held: bool,
    /// Whether the hub was put back to before it, and has not been told again.
    pub(crate) in_doubt: bool,
    is_apart: bool,
}

/// The last text that a device itself put into a field.
#[derive(Debug, Clone)]
struct Latest {
    word: u32,
    op: Uuid,
    acked: Option<u64>,
}

pub(crate) struct Ledger {
    next: u32,
    pub(crate) owed: BTreeSet<u32>,
    pub(crate) ops: BTreeMap<Uuid, OpNote>,
    /// Which texts of a row its author had seen when they wrote this one.
    pub(crate) seen: BTreeMap<(u32, Uuid), BTreeSet<u32>>,
    /// Which texts of a row each device has shown.
    shown: Vec<BTreeMap<Uuid, BTreeSet<u32>>>,
    latest: Vec<BTreeMap<(Uuid, Field), Latest>>,
    /// What the hub last answered to an operation.
    pub(crate) last: BTreeMap<Uuid, Outcome>,
}

impl OpNote {
    pub(crate) fn words(&self) -> &[u32] {
        &self.words
    }
}

impl Ledger {
    pub(crate) fn new() -> Self {
        Self {
            next: TEMPLATE,
            owed: BTreeSet::new(),
            ops: BTreeMap::new(),
            seen: BTreeMap::new(),
            shown: vec![BTreeMap::new(); 4],
            latest: vec![BTreeMap::new(); 4],
            last: BTreeMap::new(),
        }
    }

    /// A word that nobody has written.
    pub(crate) fn word(&mut self) -> String {
        self.next += 1;
        format!("w{:05}", self.next)
    }

    pub(crate) fn release(&mut self, words: impl IntoIterator<Item = u32>) {
        for word in words {
            self.owed.remove(&word);
        }
    }

    fn release_op(&mut self, op: Uuid) {
        if let Some(note) = self.ops.get_mut(&op) {
            (note.acked, note.in_doubt) = (None, false);
            let words = note.words.clone();
            self.release(words);
        }
    }

    /// The hub was put back to a moment: what it was told since must come again from whoever keeps it.
    pub(crate) fn hub_put_back(&mut self, to: Duration, now: Duration) {
        let mut lost = Vec::new();
        for (op, note) in &mut self.ops {
            let Some(acked) = note.acked.filter(|acked| *acked >= to || note.in_doubt) else { continue };
            note.in_doubt = true;
            if !note.held || now.saturating_sub(acked) > KEPT {
                lost.push(*op);
            }
        }
        for op in lost {
            self.release_op(op);
        }
        self.latest.iter_mut().for_each(BTreeMap::clear);
    }

    pub(crate) fn grow_old(&mut self, now: Duration) {
        self.let_go(|note| note.acked.is_some_and(|acked| now.saturating_sub(acked) > KEPT));
    }

    /// A phone was put back to a moment.
    pub(crate) fn phone_put_back(&mut self, client: usize, to: Duration, view: &BookView) {
        for line in view.outbox.iter().filter(|line| line.acked.is_none()) {
            if self.ops.get(&line.op).is_some_and(|note| note.acked.is_none() || note.in_doubt) {
                self.release_op(line.op);
            }
        }
        for (_, at_hub, text) in view.drafts.values() {
            if !at_hub {
                self.release(words(text));
            }
        }
        self.let_go(|note| note.client == client && note.acked.is_some_and(|acked| acked >= to));
        self.latest[client].clear();
    }

    /// A device no longer keeps some of what the hub has done.
    fn let_go(&mut self, is_gone: impl Fn(&OpNote) -> bool) {
        let mut lost = Vec::new();
        for (op, note) in self.ops.iter_mut().filter(|(_, note)| is_gone(note)) {
            note.held = false;
            if note.in_doubt {
                lost.push(*op);
            }
        }
        for op in lost {
            self.release_op(op);
        }
    }

    fn register(&mut self, client: usize, line: &Line) {
        let fields: Map<String, Value> = serde_json::from_str(&line.fields).unwrap_or_default();
        let found = words(&line.fields);
        self.owed.extend(found.iter().filter(|word| **word > TEMPLATE));
        let is_apart = line.kind == "draft" || line.verb == "propose";
        let note = OpNote {
            client,
            library: line.library,
            words: found,
            acked: None,
            held: false,
            in_doubt: false,
            is_apart,
        };
        self.ops.insert(line.op, note);
        if is_apart || line.verb == "delete" {
            return;
        }
        for (name, field) in [("title", Field::Label), ("name", Field::Label), ("parts", Field::Text)] {
            let Some(value) = fields.get(name) else { continue };
            let Some(word) = words(&value.to_string()).first().copied() else { continue };
            if field == Field::Text {
                let shown = self.shown[client].get(&line.row).cloned().unwrap_or_default();
                self.seen.entry((word, line.row)).or_default().extend(shown);
            }
            self.latest[client].insert((line.row, field), Latest { word, op: line.op, acked: None });
        }
    }

    /// A line is out of the outbox, or stays there only to be shown.
    fn settled(&mut self, client: usize, op: Uuid, now: Duration) {
        let last = self.last.get(&op).cloned();
        let Some(note) = self.ops.get_mut(&op) else { return };
        let is_known = note.acked.is_some();
        let mut rev = None;
        match last {
            Some(Outcome::Applied { rev: done }) => {
                rev = Some(done);
                (note.acked, note.held, note.in_doubt) = (Some(now), !note.is_apart, false);
            }
            Some(Outcome::Draft { .. }) => {
                (note.acked, note.held, note.in_doubt) = (Some(now), true, false);
            }
            // Sent again to a hub that was put back, and refused: it is kept for the next time.
            Some(Outcome::Rejected { .. }) if is_known => {
                (note.acked, note.held, note.in_doubt) = (Some(now), true, false);
            }
            _ => {}
        }
        for latest in self.latest[client].values_mut().filter(|latest| latest.op == op) {
            latest.acked = rev;
        }
        if rev.is_none() {
            self.latest[client].retain(|_, latest| latest.op != op);
        }
    }

    /// A library was taken away from a device.
    fn wiped(&mut self, client: usize, library: Uuid, before: &BookView) {
        for line in before.outbox.iter().filter(|line| line.library == library && line.acked.is_none()) {
            let is_text =
                line.kind == "phrase" && !line.replay && line.verb != "delete" && line.verb != "propose";
            let shown = before.phrases.get(&line.row).filter(|_| is_text);
            let shown = shown.map(|row| words(&format!("{} {}", row.label, row.text))).unwrap_or_default();
            let lost: Vec<u32> =
                words(&line.fields).into_iter().filter(|word| !shown.contains(word)).collect();
            self.release(lost);
        }
        for (_, at_hub, text) in before.drafts.values().filter(|(of, ..)| *of == library) {
            if !at_hub {
                self.release(words(text));
            }
        }
        self.let_go(|note| note.client == client && note.library == library);
        let of_library = |row: &Uuid| {
            before.phrases.get(row).or_else(|| before.categories.get(row)).map(|row| row.library)
        };
        self.latest[client].retain(|(row, _), _| of_library(row) != Some(library));
    }
}

impl World {
    /// Looks at a book after whatever may have changed it.
    pub(crate) fn look(&mut self, number: usize) {
        let client = &mut self.clients[number];
        let Some(sql) = &client.probe else { return };
        let Some(view) = client.view.read(sql) else { return };
        let before = std::mem::replace(&mut client.view, view.clone());
        let now = self.now;
        for (library, _) in before.libraries.iter().filter(|(_, library)| library.granted) {
            if !view.libraries.contains_key(library) {
                self.ledger.wiped(number, *library, &before);
            }
        }
        let pending = |view: &BookView| -> BTreeSet<Uuid> {
            view.outbox.iter().filter(|line| line.acked.is_none()).map(|line| line.op).collect()
        };
        let (was, is) = (pending(&before), pending(&view));
        for line in &view.outbox {
            if !self.ledger.ops.contains_key(&line.op) {
                self.ledger.register(number, line);
            }
            if line.replay {
                self.ledger.latest[number].retain(|_, latest| latest.op != line.op);
            }
        }
        let mut kept_apart = Vec::new();
        for op in was.difference(&is) {
            let library = before.outbox.iter().find(|line| line.op == *op).map(|line| line.library);
            let is_there =
                library.is_some_and(|library| library.is_nil() || view.libraries.contains_key(&library));
            if is_there {
                self.ledger.settled(number, *op, now);
                kept_apart.push(*op);
            }
        }
        for op in kept_apart {
            self.check_draft(&view, op);
        }
        if let Some(flaw) = view.tree_flaw() {
            self.fail(format!("{number} shows no tree: {flaw}"));
        }
        for (row, phrase) in &view.phrases {
            if let Some(word) = words(&phrase.text).first() {
                self.ledger.shown[number].entry(*row).or_default().insert(*word);
            }
        }
        self.check_flicker(number, &view);
    }

    /// A text that the hub keeps as a draft is with its author at once.
    fn check_draft(&mut self, view: &BookView, op: Uuid) {
        let Some(Outcome::Draft { .. }) = self.ledger.last.get(&op) else { return };
        if self.ledger.ops.get(&op).is_some_and(|note| note.is_apart) || view.drafts.contains_key(&op) {
            return;
        }
        // The list of drafts that came with the answer may be without it: it was decided elsewhere.
        self.ledger.last.remove(&op);
        let id = short(op);
        if !self.is_known_draft(op) {
            return;
        }
        self.fail(format!("operation {id} became a draft that its author does not have"));
    }

    fn is_known_draft(&self, op: Uuid) -> bool {
        let query = "SELECT 1 FROM draft WHERE id = ?1";
        self.hub_sql().query_row(query, [op.as_bytes()], |_| Ok(())).is_ok()
    }

    /// What was acknowledged is shown until the hub's own state has come so far.
    fn check_flicker(&mut self, number: usize, view: &BookView) {
        let mut flickers = None;
        let sql = self.clients[number].probe.as_ref().unwrap();
        self.ledger.latest[number].retain(|(row, field), latest| {
            let Some(rev) = latest.acked else { return true };
            let shown = view.phrases.get(row).or_else(|| view.categories.get(row));
            let text = shown.map(|row| if *field == Field::Label { &row.label } else { &row.text });
            let library = shown.and_then(|row| view.libraries.get(&row.library));
            let has_come = library.is_none_or(|library| !library.anew && library.cursor >= rev)
                || view.known_rev(sql, *row) >= rev;
            if has_come {
                return false;
            }
            if text.is_none_or(|text| words(text).first() != Some(&latest.word)) {
                flickers = Some(format!("word {} of {row} is gone before {rev} is here", latest.word));
            }
            true
        });
        if let Some(flicker) = flickers {
            self.fail(format!("{number}: {flicker}"));
        }
    }

    /// For how long the world has slept at most, for those who count days.
    pub(crate) fn days(&self) -> u64 {
        self.now.as_secs() / DAY.as_secs()
    }
}
