//! What was used, what is kept at hand, and the settings: records of this device.

use huashu_core::PhraseBook as CoreBook;
use huashu_core::foreign::ApiError;
use huashu_core::ids::PhraseId;
use huashu_core::store::Settings;
use huashu_core::usage::{Cared, FailedSearch, Thumb, Use};

use super::PhraseBook;

#[uniffi::export]
impl PhraseBook {
    /// Counts one use of a phrase. Any thread; milliseconds.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn record_use(&self, used: Use) -> Result<(), ApiError> {
        self.shared
            .note(move |book, index| {
                book.record_use(&used)?;
                index.used(book, used.phrase)
            })
            .await
    }

    /// Keeps a phrase at hand, or no longer. Any thread; milliseconds.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn set_favourite(&self, id: PhraseId, favourite: bool) -> Result<(), ApiError> {
        self.shared
            .note(move |book, index| {
                book.set_favourite(id, favourite)?;
                index.used(book, id)
            })
            .await
    }

    /// Notes what the agent thinks of a phrase; `None` takes it back. Any thread; milliseconds.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn set_thumb(&self, id: PhraseId, thumb: Option<Thumb>) -> Result<(), ApiError> {
        self.shared.note(move |book, _| book.set_thumb(id, thumb)).await
    }

    /// Notes a search that found nothing: the best source of new phrases. Any thread; milliseconds.
    ///
    /// # Errors
    /// `Busy` at once where another process is writing: the note may be let go.
    pub async fn record_failed_search(&self, query: String) -> Result<(), ApiError> {
        self.shared.note(move |book, _| book.record_failed_search(&query)).await
    }

    /// The favourites, last chosen first. Any thread; milliseconds.
    ///
    /// # Errors
    /// Those of reading the book.
    pub async fn favourites(&self) -> Result<Vec<Cared>, ApiError> {
        self.shared.read(CoreBook::favourites).await
    }

    /// The phrases used last, the latest first, at most `limit`. Any thread; milliseconds.
    ///
    /// # Errors
    /// Those of reading the book.
    pub async fn recents(&self, limit: u32) -> Result<Vec<Cared>, ApiError> {
        self.shared.read(move |book| book.recents(limit as usize)).await
    }

    /// The phrases used most, the most used first, at most `limit`. Any thread; milliseconds.
    ///
    /// # Errors
    /// Those of reading the book.
    pub async fn most_used(&self, limit: u32) -> Result<Vec<Cared>, ApiError> {
        self.shared.read(move |book| book.most_used(limit as usize)).await
    }

    /// The phrases whose validity ends within `days` days from today, or ended already. Any thread; milliseconds.
    ///
    /// # Errors
    /// Those of reading the book.
    pub async fn expiring(&self, days: u16) -> Result<Vec<Cared>, ApiError> {
        self.shared.read(move |book| book.expiring(days)).await
    }

    /// The phrases that are to be looked at again within `days` days from today, or were already. Any thread; milliseconds.
    ///
    /// # Errors
    /// Those of reading the book.
    pub async fn due_for_review(&self, days: u16) -> Result<Vec<Cared>, ApiError> {
        self.shared.read(move |book| book.due_for_review(days)).await
    }

    /// The searches that found nothing, the most frequent first, at most `limit`. Any thread; milliseconds.
    ///
    /// # Errors
    /// Those of reading the book.
    pub async fn failed_searches(&self, limit: u32) -> Result<Vec<FailedSearch>, ApiError> {
        self.shared.read(move |book| book.failed_searches(limit as usize)).await
    }

    /// What the built-in variables say about the person and the shop. Any thread; a millisecond.
    ///
    /// # Errors
    /// Those of reading the book.
    pub async fn settings(&self) -> Result<Settings, ApiError> {
        self.shared.read(CoreBook::settings).await
    }

    /// Replaces the settings. Any thread; milliseconds.
    ///
    /// # Errors
    /// Those of writing the book.
    pub async fn set_settings(&self, settings: Settings) -> Result<(), ApiError> {
        self.shared.note(move |book, _| book.set_settings(&settings)).await
    }
}
