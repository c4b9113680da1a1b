//! What became of the operations that were sent.

use std::collections::{BTreeMap, BTreeSet};

use huashu_protocol::sync::{DraftReason, OpResult, Outcome, Verb, reject};
use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

use super::libraries;
use super::outgoing::{LINE, Line, line};
use super::transfer;
use crate::error::Result;
use crate::store::row::{signed, to_json};
use crate::store::transaction::Transaction;
use crate::sync::bug::{self, Bug};
use crate::sync::merge;
use crate::sync::work::Applied;
use huashu_protocol::row::{Group, group_of};

/// What the results asked for beyond the rows themselves.
#[derive(Debug, Default)]
pub(super) struct Settled {
    /// The hub refused something for want of rights: what it grants must be asked.
    pub(super) asks_for_grants: bool,
    /// Rows that the company has already under the same ids, in a library of somebody else.
    taken: Vec<(String, Uuid)>,
}

impl Transaction<'_> {
    /// Takes in the results, each once: an answer that comes twice finds its line gone.
    pub(super) fn take_results(&mut self, results: &[OpResult], applied: &mut Applied) -> Result<Settled> {
        let mut settled = Settled::default();
        let mut rows: BTreeMap<(String, Uuid), Uuid> = BTreeMap::new();
        for result in results {
            let found = self
                .sql
                .prepare_cached(&format!("{LINE} WHERE op_id = ?1"))?
                .query_row([result.op_id.as_bytes()], line)
                .optional()?;
            let Some(line) = found.filter(|line| line.acked.is_none()) else { continue };
            let moved = self.take_result(&line, &result.outcome, &mut settled)?;
            applied.progressed |= moved;
            if moved {
                rows.insert((line.kind.clone(), line.row), line.library);
            }
        }
        // Categories before phrases, since phrases look for live ones.
        let mut trees: BTreeSet<Uuid> = BTreeSet::new();
        for ((kind, row), local) in rows {
            if let Some(state) = libraries::of_local(&self.sql, local)? {
                self.rebase(&state, &kind, row)?;
            }
            if kind == "category" {
                trees.insert(local);
            }
        }
        for local in trees {
            if let Some(state) = libraries::of_local(&self.sql, local)? {
                self.mend_tree(&state)?;
            }
        }
        if !settled.taken.is_empty() {
            self.take_other_ids(&settled.taken)?;
            applied.more = true;
        }
        Ok(settled)
    }

    /// Takes in one result; whether anything moved.
    fn take_result(&mut self, line: &Line, outcome: &Outcome, settled: &mut Settled) -> Result<bool> {
        let is_apart = line.kind == "draft" || line.verb == Verb::Propose;
        match outcome {
            Outcome::Draft { .. } if is_apart => {
                // A hub that is restored from a backup may have lost it.
                self.remember(line)?;
                self.drop_line(line)?;
            }
            Outcome::Applied { .. } if is_apart => self.drop_line(line)?,
            Outcome::Applied { rev } => self.acknowledge(line, *rev)?,
            Outcome::Draft { reason, rev } => self.become_draft(line, *reason, *rev)?,
            Outcome::Rejected { code, .. } if code == reject::BLOB_MISSING => {
                for facts in transfer::facts_in(&line.fields) {
                    self.mark_at_hub(&facts.id, false)?;
                }
                return Ok(false);
            }
            Outcome::Rejected { code, .. }
                if code == reject::TAKEN
                    && line.verb == Verb::Create
                    && matches!(line.kind.as_str(), "library" | "category" | "phrase")
                    && !line.replay =>
            {
                settled.taken.push((line.kind.clone(), line.row));
            }
            Outcome::Rejected { .. } if line.replay => {
                // A further restore may need it.
                self.drop_line(line)?;
                if !bug::is(Bug::ReplayRejectDropped) {
                    self.remember(line)?;
                }
            }
            Outcome::Rejected { code, message } => {
                log::warn!("the hub refused an operation on a {}: {code} {message}", line.kind);
                self.park(line, &format!("rejected:{code}"))?;
            }
            Outcome::Forbidden if bug::is(Bug::ForbiddenIsFinal) => self.drop_line(line)?,
            Outcome::Forbidden => {
                settled.asks_for_grants = true;
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The hub has done it. It stays on top until the book has what it made.
    fn acknowledge(&mut self, line: &Line, rev: u64) -> Result<()> {
        let is_here = self.standing(&line.kind, line.row)?.is_some_and(|known| known.rev >= rev);
        if is_here || rev == 0 || bug::is(Bug::DropAtAck) {
            return self.settle(line, rev);
        }
        self.sql
            .prepare_cached("UPDATE outbox SET acked = ?2 WHERE seq = ?1")?
            .execute(params![line.seq, signed(rev)])?;
        Ok(())
    }

    /// The hub keeps the content as a draft; what else was said is done.
    fn become_draft(&mut self, line: &Line, reason: DraftReason, rev: u64) -> Result<()> {
        self.keep_draft(line, reason.as_str(), true)?;
        // Whole: a hub that is restored from a backup may have lost the draft.
        self.remember(line)?;
        let mut rest = line.clone();
        rest.fields.retain(|name, _| group_of(name) != Group::Content);
        let is_done = reason == DraftReason::Conflict && rev > 0 && !rest.fields.is_empty();
        if !is_done {
            return self.drop_line(line);
        }
        self.sql
            .prepare_cached("UPDATE outbox SET fields = ?2, content = 0 WHERE seq = ?1")?
            .execute(params![line.seq, to_json(&rest.fields)?])?;
        self.acknowledge(&rest, rev)
    }

    /// Takes an operation out of the way that the hub will never do; what a person wrote becomes a draft.
    pub(super) fn park(&mut self, line: &Line, reason: &str) -> Result<()> {
        if merge::says_text(&line.fields) || line.verb == Verb::Delete {
            self.keep_draft(line, reason, false)?;
        }
        self.drop_line(line)
    }

    pub(super) fn drop_line(&mut self, line: &Line) -> Result<()> {
        self.sql.prepare_cached("DELETE FROM outbox WHERE seq = ?1")?.execute([line.seq])?;
        Ok(())
    }
}
