//! Texts that wait for a decision, and proposals.

use huashu_core::foreign::ApiError;
use huashu_core::ids::{LibraryId, PhraseId};
use huashu_core::model::NewPhrase;
use huashu_core::store::{Changes, LocalDraft, Resolution, Saying};
use huashu_core::{PhraseBook as CoreBook, Result};
use huashu_protocol::sync::Verb;
use jiff::Timestamp;
use uuid::Uuid;

use super::SyncService;
use crate::book::change::{PhraseChange, patch};
use crate::book::everywhere;

/// A text that waits for a decision: mine beside what is there now.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct WaitingDraft {
    /// Its id.
    pub id: Uuid,
    /// The library.
    pub library: LibraryId,
    /// The phrase that it is about; `None` for a row of another kind.
    pub phrase: Option<PhraseId>,
    /// What the draft says; `None` where it wants the row deleted.
    pub mine: Option<Saying>,
    /// What is there now; `None` where nothing is.
    pub now: Option<Saying>,
    /// Why it waits: `conflict`, `deleted`, `missing`, `stale`, `proposal`, `forbidden`, or `rejected:` and a word of the
    /// protocol.
    pub reason: String,
    /// Who wrote it, where the hub says so.
    pub author: Option<String>,
    /// When.
    pub at: Option<Timestamp>,
    /// For a conflict: who changed the row before.
    pub theirs_by: Option<String>,
    /// For a conflict: when.
    pub theirs_at: Option<Timestamp>,
}

/// What is to become of a draft.
#[derive(Debug, Clone, PartialEq, uniffi::Enum)]
pub enum DraftChoice {
    /// Its text, put over what is there now.
    KeepMine,
    /// What is there now; the draft is thrown away.
    KeepTheirs,
    /// Another text, made of both.
    Merge {
        /// What the phrase becomes.
        changes: Vec<PhraseChange>,
    },
}

#[uniffi::export]
impl SyncService {
    /// The texts that wait for a decision, the oldest first. Any thread; milliseconds.
    ///
    /// # Errors
    /// Those of reading the book.
    pub async fn drafts(&self) -> Result<Vec<WaitingDraft>, ApiError> {
        self.shared.read(|book| book.drafts()?.into_iter().map(|draft| waiting(book, draft)).collect()).await
    }

    /// Decides on a draft; the phrase that stands afterwards, if it is about one. The hub hears of it. Any thread;
    /// milliseconds.
    ///
    /// # Errors
    /// `NotFound` where it was decided already; those of editing a phrase.
    pub async fn resolve_draft(&self, id: Uuid, choice: DraftChoice) -> Result<Option<PhraseId>, ApiError> {
        let resolution = match choice {
            DraftChoice::KeepMine => Resolution::KeepMine,
            DraftChoice::KeepTheirs => Resolution::KeepTheirs,
            DraftChoice::Merge { changes } => Resolution::Merge(Box::new(patch(changes))),
        };
        self.shared.write(move |book| Ok((book.resolve_draft(id, &resolution)?, everywhere(book)?))).await
    }

    /// Suggests a change of a phrase to those who may edit its library; nothing changes here until they accept. Any thread;
    /// milliseconds.
    ///
    /// # Errors
    /// `NotFound`; `NotNow` for a library that the hub does not know; `Invalid`.
    pub async fn propose_edit(&self, id: PhraseId, changes: Vec<PhraseChange>) -> Result<Uuid, ApiError> {
        let patch = patch(changes);
        self.propose(move |book| book.propose_edit(id, &patch)).await
    }

    /// Suggests a new phrase to those who may edit a library. Any thread; milliseconds.
    ///
    /// # Errors
    /// As [`SyncService::propose_edit`].
    pub async fn propose_phrase(&self, new: NewPhrase) -> Result<Uuid, ApiError> {
        self.propose(move |book| book.propose_phrase(&new)).await
    }
}

impl SyncService {
    async fn propose(
        &self,
        propose: impl FnOnce(&mut CoreBook) -> Result<Uuid> + Send + 'static,
    ) -> Result<Uuid, ApiError> {
        let id = self.shared.write(move |book| Ok((propose(book)?, Changes::default()))).await?;
        self.shared.poke();
        Ok(id)
    }
}

fn waiting(book: &CoreBook, draft: LocalDraft) -> Result<WaitingDraft> {
    let moment = |at: i64| Timestamp::from_millisecond(at).ok();
    Ok(WaitingDraft {
        id: draft.id,
        library: LibraryId::from_uuid(draft.library),
        phrase: (draft.kind == "phrase").then(|| PhraseId::from_uuid(draft.row)),
        mine: (draft.verb != Verb::Delete).then(|| Saying::of_fields(&draft.fields)),
        now: book.saying(draft.row)?,
        reason: draft.reason,
        author: draft.author,
        at: moment(draft.at),
        theirs_by: draft.theirs_by,
        theirs_at: draft.theirs_at.and_then(moment),
    })
}
