//! What is looked at in a book after every commit.

use std::collections::BTreeSet;

use huashu_protocol::sync::Outcome;
use uuid::Uuid;

use crate::brief::short;
use crate::ledger::Field;
use crate::look::{BookView, words};
use crate::world::{DAY, World};

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
