//! What people wrote, what they were told of it, and what must therefore be there in the end.
//!
//! Every text that a person writes carries a word of its own. A word is owed from the moment at which its edit is committed on a
//! device, until somebody who may throws it away: a decision on a draft, retention, a phone that is put back to before it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use huashu_protocol::sync::Outcome;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::look::{BookView, Line, words};

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
    pub(crate) is_apart: bool,
}

/// The last text that a device itself put into a field.
#[derive(Debug, Clone)]
pub(crate) struct Latest {
    pub(crate) word: u32,
    pub(crate) op: Uuid,
    pub(crate) acked: Option<u64>,
}

pub(crate) struct Ledger {
    next: u32,
    pub(crate) owed: BTreeSet<u32>,
    pub(crate) ops: BTreeMap<Uuid, OpNote>,
    /// Which texts of a row its author had seen when they wrote this one.
    pub(crate) seen: BTreeMap<(u32, Uuid), BTreeSet<u32>>,
    /// Which texts of a row each device has shown.
    pub(crate) shown: Vec<BTreeMap<Uuid, BTreeSet<u32>>>,
    pub(crate) latest: Vec<BTreeMap<(Uuid, Field), Latest>>,
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

    /// A draft was decided: what it came with is not sent again; its words go on in what was decided.
    pub(crate) fn decided(&mut self, draft: Uuid) {
        if let Some(note) = self.ops.get_mut(&draft) {
            (note.acked, note.held, note.in_doubt) = (None, false, false);
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

    pub(crate) fn register(&mut self, client: usize, line: &Line) {
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
    pub(crate) fn settled(&mut self, client: usize, op: Uuid, now: Duration) {
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
    pub(crate) fn wiped(&mut self, client: usize, library: Uuid, before: &BookView) {
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
