//! What agents suggest, and what editors make of it.

use std::collections::BTreeMap;

use huashu_protocol::Refusal;
use huashu_protocol::account::{Access, AdminReply};
use huashu_protocol::sync::{DraftReason, Op, Outcome, Verb};
use uuid::Uuid;

use super::super::access::readable;
use super::super::push::{Push, to_wire};
use super::libraries::refusal;
use crate::engine::access_to;
use crate::random::new_id;
use crate::store::types::{Account, StoredDraft};
use crate::store::{Result, View};

/// Those of libraries that one may edit, and one's own.
pub(super) fn all(view: &dyn View, caller: &Account) -> Result<AdminReply> {
    let readable: BTreeMap<Uuid, Access> =
        readable(view, caller)?.into_iter().map(|(library, access)| (library.id, access)).collect();
    let concern = |draft: &StoredDraft| {
        draft.author == caller.id || readable.get(&draft.library) == Some(&Access::Edit)
    };
    let proposals = view.proposals(caller.company)?.into_iter().filter(concern).map(to_wire).collect();
    Ok(AdminReply::Proposals { proposals })
}

impl Push<'_> {
    /// Takes a proposal over as an edit of one's own, of the row as it is now.
    pub(super) fn accept_proposal(&mut self, id: Uuid) -> Result<AdminReply> {
        let draft = self.proposal(id)?;
        self.check_editor(&draft)?;
        let row = self.tx.row(draft.company, draft.row)?;
        let op = Op {
            op_id: new_id(self.random, self.now)?,
            library: draft.library,
            kind: draft.kind,
            row: draft.row,
            verb: match &row {
                None => Verb::Create,
                Some(row) if row.row.deleted => Verb::Restore,
                Some(_) => Verb::Edit,
            },
            base: row.map_or(0, |row| row.row.revs.row),
            after: None,
            replay: false,
            fields: draft.fields,
        };
        let done = self.done(&op)?;
        if !matches!(done.outcome, Outcome::Applied { .. }) {
            return Err(refusal(&done.outcome));
        }
        self.close_proposal(id, draft.author)
    }

    pub(super) fn decline_proposal(&mut self, id: Uuid) -> Result<AdminReply> {
        let draft = self.proposal(id)?;
        if draft.author != self.who.account.id {
            self.check_editor(&draft)?;
        }
        self.close_proposal(id, draft.author)
    }

    fn close_proposal(&mut self, id: Uuid, author: Uuid) -> Result<AdminReply> {
        self.tx.delete_draft(self.who.account.company, id)?;
        self.tell_drafts(author)?;
        Ok(AdminReply::Done)
    }

    fn proposal(&self, id: Uuid) -> Result<StoredDraft> {
        let draft = self.tx.draft(self.who.account.company, id)?;
        Ok(draft.filter(|draft| draft.reason == DraftReason::Proposal).ok_or(Refusal::NotFound)?)
    }

    /// Who may not even read the library is not told that there is a proposal.
    fn check_editor(&self, draft: &StoredDraft) -> Result<()> {
        match access_to(&*self.tx, &self.who.account, draft.library)? {
            Some(Access::Edit) => Ok(()),
            Some(Access::Read) => Err(Refusal::Forbidden.into()),
            None => Err(Refusal::NotFound.into()),
        }
    }
}
