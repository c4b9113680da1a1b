//! Taking in an answer: results, grants, drafts and pages in one transaction.

use huashu_protocol::stream::Change;
use huashu_protocol::sync::{Pull, SyncReply, SyncRequest};
use uuid::Uuid;

use super::libraries;
use super::pages::{Page, ahead_key};
use super::{drafts, get, put};
use crate::book::PhraseBook;
use crate::error::Result;
use crate::store::outbox;
use crate::store::row::millis;
use crate::store::transaction::{Op, Transaction};
use crate::sync::bug::{self, Bug};
use crate::sync::work::Applied;

impl PhraseBook {
    /// Takes in what the hub answered to a request. An answer that comes late, twice or torn changes nothing that it should
    /// not.
    ///
    /// # Errors
    /// Those of writing the book; then it is as it was, and the same answer may come again.
    pub fn sync_apply(&mut self, request: &SyncRequest, reply: &SyncReply) -> Result<Applied> {
        if bug::is(Bug::CursorBeforeRows) {
            self.save_cursors_first(reply)?;
        }
        self.take_in(|transaction, applied| transaction.take_reply(request, reply, applied))
    }

    /// Takes in an event of the stream: its rows, where they follow on what the book has.
    ///
    /// # Errors
    /// As [`PhraseBook::sync_apply`].
    pub fn sync_apply_change(&mut self, change: &Change) -> Result<Applied> {
        let known = self.store.explain(|sql| libraries::find(sql, change.library))?;
        let Some(state) = known.filter(|state| state.granted && !state.anew) else {
            // What is being taken anew, or not granted yet, is caught up with when it is there.
            return self.standing_now();
        };
        let is_ahead = self.store.explain(|sql| get::<bool>(sql, &ahead_key(change.library)))?.is_some();
        let follows = state.epoch == change.epoch && state.cursor == change.from && !is_ahead;
        let Some(rows) = change.rows.as_deref().filter(|_| follows) else {
            let is_behind = state.epoch != change.epoch || state.cursor < change.to;
            return Ok(Applied { more: is_behind, ..self.standing_now()? });
        };
        let page = Page {
            epoch: change.epoch,
            from: change.from,
            next: change.to,
            rows,
            more: false,
            checksum: Some(change.checksum),
        };
        self.take_in(|transaction, applied| transaction.take_page(change.library, &page, applied))
    }

    /// Forgets operations that are older than any backup that the hub may come back from.
    ///
    /// # Errors
    /// Those of writing the book.
    pub fn sync_tidy(&mut self) -> Result<()> {
        self.transact(Op::Local, |transaction| {
            transaction.forget_acknowledged()?;
            Ok(())
        })?;
        Ok(())
    }

    pub(super) fn take_in(
        &mut self,
        work: impl FnOnce(&mut Transaction<'_>, &mut Applied) -> Result<()>,
    ) -> Result<Applied> {
        let mut applied = Applied::default();
        let output = self.transact(Op::Sync, |transaction| {
            work(transaction, &mut applied)?;
            let sql = transaction.connection();
            applied.waiting = outbox::waiting(sql)?;
            applied.drafts = drafts::count(sql)?;
            Ok(())
        })?;
        applied.changes = output.changes;
        if !applied.gone.is_empty() {
            self.leave_no_trace()?;
        }
        Ok(applied)
    }

    fn standing_now(&self) -> Result<Applied> {
        self.store.explain(|sql| {
            Ok(Applied { waiting: outbox::waiting(sql)?, drafts: drafts::count(sql)?, ..Applied::default() })
        })
    }

    /// The bug of saving cursors before the rows that they stand for.
    fn save_cursors_first(&mut self, reply: &SyncReply) -> Result<()> {
        self.transact(Op::Local, |transaction| {
            for pull in &reply.libraries {
                let Pull::Page { id, epoch, next, .. } = pull else { continue };
                if let Some(mut state) = libraries::find(&transaction.sql, *id)? {
                    (state.cursor, state.epoch) = (*next, *epoch);
                    libraries::write(&transaction.sql, &state)?;
                }
            }
            Ok(())
        })
        .map(drop)
    }
}

impl Transaction<'_> {
    fn take_reply(&mut self, request: &SyncRequest, reply: &SyncReply, applied: &mut Applied) -> Result<()> {
        // Only what was asked is answered: a hub that confirms other operations is broken, or lies.
        let asked: std::collections::BTreeSet<Uuid> = request.ops.iter().map(|op| op.op_id).collect();
        let results: Vec<_> =
            reply.results.iter().filter(|result| asked.contains(&result.op_id)).cloned().collect();
        let settled = self.take_results(&results, applied)?;
        if let Some(grants) = &reply.grants {
            self.take_grants(reply.grants_rev, grants, applied)?;
        }
        if let Some(drafts) = &reply.drafts {
            self.take_drafts(reply.drafts_rev, drafts)?;
        }
        let mut asks_for_grants = settled.asks_for_grants && request.grants_rev != 0;
        for pull in &reply.libraries {
            match pull {
                Pull::Page { id, epoch, from, next, rows, more, checksum } => {
                    let page = Page {
                        epoch: *epoch,
                        from: *from,
                        next: *next,
                        rows,
                        more: *more,
                        checksum: *checksum,
                    };
                    self.take_page(*id, &page, applied)?;
                }
                Pull::Snapshot { id, epoch } => self.begin_anew(*id, *epoch, applied)?,
                // Not final: the grants tell, and only they.
                Pull::Gone { id } if bug::is(Bug::ForbiddenIsFinal) => {
                    if let Some(state) = libraries::find(&self.sql, *id)? {
                        self.wipe(&state, true)?;
                        applied.gone.push(*id);
                    }
                }
                Pull::Gone { .. } => asks_for_grants |= request.grants_rev != 0,
            }
        }
        if asks_for_grants {
            put(&self.sql, "grants_rev", &0)?;
            applied.more = true;
        }
        put(&self.sql, "last_sync", &millis(self.now))
    }
}
