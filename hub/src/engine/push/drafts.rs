//! What becomes a draft, and how it is closed.

use huashu_protocol::row::Fields;
use huashu_protocol::sync::{Draft, DraftReason, Op, Outcome, Verb, reject};
use uuid::Uuid;

use super::Push;
use super::operation::Done;
use crate::blobs;
use crate::store::Result;
use crate::store::types::{Library, Naming, StoredDraft, StoredRow};

impl Push<'_> {
    /// Keeps what an operation says as a draft of its author.
    pub(super) fn keep_draft(
        &mut self,
        op: &Op,
        library: &Library,
        row: Option<&StoredRow>,
        reason: DraftReason,
        fields: Fields,
    ) -> Result<Done> {
        let theirs = row.filter(|_| matches!(reason, DraftReason::Conflict | DraftReason::Deleted));
        let draft = StoredDraft {
            id: op.op_id,
            company: library.company,
            library: library.id,
            kind: op.kind.clone(),
            row: op.row,
            fields,
            base: op.base,
            reason,
            author: self.who.account.id,
            author_name: String::new(),
            at: self.now,
            theirs_by: theirs.and_then(|row| row.row.by.clone()),
            theirs_at: theirs.map(|row| row.row.at),
        };
        if self.tx.put_draft(&draft)? {
            let named = blobs::named_in(&draft.fields);
            self.tx.set_names(library.company, library.id, Naming::Draft(draft.id), &named)?;
            self.tell_drafts(draft.author)?;
        } else if self.tx.draft(library.company, op.op_id)?.is_none_or(|known| known.author != draft.author) {
            // The id is somebody else's.
            return Ok(Done::rejected(reject::TAKEN));
        }
        let rev = row.map_or(0, |row| row.row.revs.row);
        Ok(Done { outcome: Outcome::Draft { reason, rev }, seen: 0 })
    }

    /// Closes a draft of one's own; one that is gone is as good.
    pub(super) fn close_draft(&mut self, op: &Op) -> Result<Done> {
        if op.verb != Verb::Delete {
            return Ok(Done::rejected(reject::UNKNOWN));
        }
        let company = self.who.account.company;
        let draft = self.tx.draft(company, op.row)?;
        if draft.is_some_and(|draft| draft.author == self.who.account.id) {
            self.tx.delete_draft(company, op.row)?;
            self.tell_drafts(self.who.account.id)?;
        }
        Ok(Done::applied(0, 0))
    }

    /// Says that an account's drafts changed.
    pub(in crate::engine) fn tell_drafts(&mut self, author: Uuid) -> Result<()> {
        self.tx.bump_drafts(author)?;
        self.notes.drafts.insert(author);
        Ok(())
    }
}

/// A draft as it travels.
pub(in crate::engine) fn to_wire(draft: StoredDraft) -> Draft {
    Draft {
        id: draft.id,
        library: draft.library,
        kind: draft.kind,
        row: draft.row,
        fields: draft.fields,
        base: draft.base,
        reason: draft.reason,
        author: draft.author_name,
        at: draft.at,
        theirs_by: draft.theirs_by,
        theirs_at: draft.theirs_at,
    }
}
