//! Follow-ups: what was done for a customer, so that nobody does it twice.

use huashu_core::followup::{FollowUp, NewFollowUp, Warning};
use huashu_core::foreign::ApiError;
use huashu_core::ids::FollowUpId;
use huashu_core::store::Changes;

use super::PhraseBook;

#[uniffi::export]
impl PhraseBook {
    /// What stands on a subject before an action is taken: "already refunded by …". `subject_kind` is `order`, `customer`,
    /// `parcel` …; `action` is one of the trade's (`refunded`, `dunned` …) or any other word. Any thread; milliseconds.
    ///
    /// # Errors
    /// Those of reading the book.
    pub async fn check_follow_up(
        &self,
        subject_kind: String,
        subject: String,
        action: String,
    ) -> Result<Warning, ApiError> {
        self.shared.read(move |book| book.check_follow_up(&subject_kind, &subject, &action)).await
    }

    /// Adds a note, also where the check would warn: the person has decided. Any thread; milliseconds.
    ///
    /// # Errors
    /// `Invalid` for an empty subject, action or author, or an amount that is no number.
    pub async fn add_follow_up(&self, new: NewFollowUp) -> Result<FollowUp, ApiError> {
        let added = self.shared.write(|book| Ok((book.add_follow_up(new)?, Changes::default()))).await?;
        self.shared.poke();
        Ok(added)
    }

    /// Takes a note back by a further note; the first stays readable. Any thread; milliseconds.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` where it is taken back already.
    pub async fn void_follow_up(
        &self,
        id: FollowUpId,
        by: String,
        note: Option<String>,
    ) -> Result<FollowUp, ApiError> {
        let voided = self
            .shared
            .write(move |book| Ok((book.void_follow_up(id, &by, note.as_deref())?, Changes::default())))
            .await?;
        self.shared.poke();
        Ok(voided)
    }

    /// The notes on a subject, the latest first. Any thread; milliseconds.
    ///
    /// # Errors
    /// Those of reading the book.
    pub async fn follow_ups(&self, subject_kind: String, subject: String) -> Result<Vec<FollowUp>, ApiError> {
        self.shared.read(move |book| book.follow_ups(Some((&subject_kind, &subject)))).await
    }
}
