//! One operation: known already? may they? judged, and done.

use huashu_core::sync::bug::{self, Bug};
use huashu_core::sync::merge::{self, Judgement, Rule};
use huashu_protocol::account::Access;
use huashu_protocol::limits::FIELDS_BYTES;
use huashu_protocol::row::{Group, group_of};
use huashu_protocol::sync::{DraftReason, Op, OpResult, Outcome, Verb, reject};
use uuid::Uuid;

use super::write::Judged;
use super::{Push, json_bytes};
use crate::blobs;
use crate::engine::access;
use crate::store::Result;
use crate::store::types::{Library, LibraryKind, StoredResult, StoredRow};

/// The kind of operation that closes a draft.
const DRAFT: &str = "draft";
/// The longest word for a kind of row, in bytes.
const KIND_BYTES: usize = 32;

/// What became of an operation, and the newest content of its row that its author has seen with it.
pub(in crate::engine) struct Done {
    pub(in crate::engine) outcome: Outcome,
    pub(super) seen: u64,
}

impl Done {
    pub(super) fn applied(rev: u64, seen: u64) -> Self {
        Self { outcome: Outcome::Applied { rev }, seen }
    }

    pub(super) fn rejected(code: &str) -> Self {
        Self::rejected_with(code, String::new())
    }

    pub(super) fn rejected_with(code: &str, message: String) -> Self {
        Self { outcome: Outcome::Rejected { code: code.to_owned(), message }, seen: 0 }
    }

    pub(super) fn forbidden() -> Self {
        Self { outcome: Outcome::Forbidden, seen: 0 }
    }

    /// Whether it is the same however often it is asked. Blobs come, and grants change.
    fn is_final(&self) -> bool {
        match &self.outcome {
            Outcome::Forbidden => false,
            Outcome::Rejected { code, .. } => code != reject::BLOB_MISSING,
            Outcome::Applied { .. } | Outcome::Draft { .. } => true,
        }
    }
}

impl Push<'_> {
    /// Does an operation, or says again what became of it.
    pub(super) fn result(&mut self, op: &Op) -> Result<OpResult> {
        let account = self.who.account.id;
        let name = self.name_of(op);
        if !bug::is(Bug::NoIdempotency)
            && let Some(known) = self.tx.op_result(account, name)?
        {
            return Ok(OpResult { op_id: op.op_id, outcome: known.outcome });
        }
        let done = self.done(op)?;
        if done.is_final() {
            let result = StoredResult { outcome: done.outcome.clone(), seen: done.seen };
            self.tx.put_result(account, name, &result, self.now)?;
        }
        Ok(OpResult { op_id: op.op_id, outcome: done.outcome })
    }

    /// Does an operation.
    pub(in crate::engine) fn done(&mut self, op: &Op) -> Result<Done> {
        if op.kind == DRAFT {
            return self.close_draft(op);
        }
        if json_bytes(&op.fields) > FIELDS_BYTES {
            return Ok(Done::rejected(reject::TOO_LARGE));
        }
        let company = self.who.account.company;
        let Some(library) = self.tx.lock_library(company, op.library)? else {
            return if op.kind == "library" && op.verb == Verb::Create {
                self.create_library(op)
            } else {
                Ok(Done::forbidden())
            };
        };
        if library.deleted_at.is_some() && op.kind == "library" && op.verb == Verb::Restore {
            return self.restore_library(op, library);
        }
        let granted = self.tx.granted(library.id, self.who.account.id)?;
        let needed = if op.verb == Verb::Propose { Access::Read } else { Access::Edit };
        let access = access::decide(&self.who.account, &library, granted);
        if access.is_none() && op.kind == "library" && op.verb == Verb::Create {
            // A book was copied, with the ids that are in it: it gets others, and nothing of this one.
            return Ok(Done::rejected(reject::TAKEN));
        }
        if access.is_none_or(|access| access < needed) {
            return Ok(Done::forbidden());
        }
        if let Some(code) = check_kind(op, &library) {
            return Ok(Done::rejected(code));
        }
        let row = self.tx.row(company, op.row)?;
        if row.as_ref().is_some_and(|row| row.library != library.id || row.row.kind != op.kind) {
            return Ok(Done::rejected(reject::TAKEN));
        }
        if self.misses_a_blob(op, row.as_ref())? {
            return Ok(Done::rejected(reject::BLOB_MISSING));
        }
        if op.kind == "library"
            && let Some(done) = self.check_library(op, &library)?
        {
            return Ok(done);
        }
        self.judged(op, library, row)
    }

    fn judged(&mut self, op: &Op, library: Library, row: Option<StoredRow>) -> Result<Done> {
        // What is on the register stays as it is; whoever notes the same again has noted it.
        if library.kind == LibraryKind::Register
            && let Some(row) = &row
        {
            return Ok(Done::applied(row.row.revs.row, 0));
        }
        let rule = if library.kind == LibraryKind::Personal { Rule::LastWins } else { Rule::FirstStands };
        let base = self.base(op)?;
        match merge::judge(row.as_ref().map(|row| &row.row), op, base, rule) {
            Judgement::Reject(code) => Ok(Done::rejected(code)),
            Judgement::Draft(reason) => {
                // Its row was forgotten since the author saw it: they were away for longer than the hub remembers.
                let is_stale = reason == DraftReason::Missing && op.base > 0 && op.base < library.min_rev;
                let reason = if is_stale { DraftReason::Stale } else { reason };
                self.keep_draft(op, &library, row.as_ref(), reason, op.fields.clone())
            }
            Judgement::Delete => match row {
                Some(row) => self.delete(library, row, base),
                None => Ok(Done::applied(0, base)),
            },
            Judgement::Write { fields, revive, draft } => {
                let sees_all = row.as_ref().is_some_and(|row| sees_the_content(op, row));
                let base = match &row {
                    Some(row) if sees_all => base.max(row.row.revs.content),
                    _ => base,
                };
                self.write(op, library, row, Judged { fields, revive, draft }, base)
            }
        }
    }

    /// The newest content that the author has seen: what they say, or what their own operation before this one knew. The
    /// revision that one *got* would be too much: it may have moved the row, over a content that they never saw.
    fn base(&self, op: &Op) -> Result<u64> {
        let Some(after) = op.after else { return Ok(op.base) };
        let known = self.tx.op_result(self.who.account.id, after)?;
        let seen = known
            .filter(|known| matches!(known.outcome, Outcome::Applied { .. }))
            .map_or(0, |known| known.seen);
        Ok(op.base.max(seen))
    }

    /// The name under which an operation is known again.
    fn name_of(&self, op: &Op) -> Uuid {
        if !bug::is(Bug::CounterDedupe) {
            return op.op_id;
        }
        // As if devices counted their operations: one that begins again from an old backup counts the same numbers again.
        let counted = (self.who.device, op.row, op.base);
        let text = format!("{counted:?}");
        let hash = blake3::hash(text.as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.as_bytes()[..16]);
        Uuid::from_bytes(bytes)
    }

    /// Whether an operation names a blob that its author could not have: knowing a hash is not enough to show it to others.
    /// What the row names already may stay.
    fn misses_a_blob(&self, op: &Op, row: Option<&StoredRow>) -> Result<bool> {
        if op.verb == Verb::Delete {
            return Ok(false);
        }
        let there = row.map(|row| blobs::named_in(&row.row.fields)).unwrap_or_default();
        for hash in blobs::named_in(&op.fields) {
            if !there.contains(&hash) && !blobs::may_read(&*self.tx, &self.who.account, &hash)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Which kinds a library takes, and what may be done to them.
fn check_kind(op: &Op, library: &Library) -> Option<&'static str> {
    let is_follow_up = op.kind == "follow_up";
    if op.kind.is_empty() || op.kind.len() > KIND_BYTES {
        return Some(reject::UNKNOWN);
    }
    if library.kind == LibraryKind::Register {
        // The register only grows: a note that was wrong is taken back by another note.
        return (!is_follow_up || op.verb != Verb::Create).then_some(reject::UNKNOWN);
    }
    if is_follow_up {
        return Some(reject::UNKNOWN);
    }
    (op.kind == "library" && op.row != library.id).then_some(reject::INVALID)
}

/// Whether the operation says of the content what the row says already, word for word: its author knows it.
fn sees_the_content(op: &Op, row: &StoredRow) -> bool {
    let mut content = op.fields.keys().filter(|name| group_of(name) == Group::Content).peekable();
    content.peek().is_some() && {
        let differing = merge::differing(&row.row.fields, &op.fields);
        !differing.keys().any(|name| group_of(name) == Group::Content)
    }
}
