//! Reading. Every call waits for those before it on the reading thread, not for whoever writes.

use huashu_core::PhraseBook as CoreBook;
use huashu_core::compose::{Found, extract};
use huashu_core::foreign::ApiError;
use huashu_core::ids::{CategoryId, LibraryId, PhraseId};
use huashu_core::model::{Category, Library, Phrase, Status};
use huashu_core::search::{Scope, Suggestions};
use huashu_core::store::{Trashed, Version};

use super::PhraseBook;

/// How many phrases lie directly in a category.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct CategoryCount {
    /// The category; `None`: the top of the library.
    pub category: Option<CategoryId>,
    /// How many.
    pub phrases: u64,
}

#[uniffi::export]
impl PhraseBook {
    /// The libraries, in display order. Any thread; a millisecond.
    ///
    /// # Errors
    /// Those of reading the book.
    pub async fn libraries(&self) -> Result<Vec<Library>, ApiError> {
        self.shared.read(CoreBook::libraries).await
    }

    /// The library with this id. Any thread; a millisecond.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn library(&self, id: LibraryId) -> Result<Library, ApiError> {
        self.shared.read(move |book| book.library(id)).await
    }

    /// The live categories of a library, of all levels; siblings stand in display order. Any thread; a millisecond.
    ///
    /// # Errors
    /// Those of reading the book.
    pub async fn categories(&self, library: LibraryId) -> Result<Vec<Category>, ApiError> {
        self.shared.read(move |book| book.categories(library)).await
    }

    /// The live phrases of one category (`None`: the top of the library), in display order. Any thread; some tens of
    /// microseconds a phrase.
    ///
    /// # Errors
    /// `NotNow` for a shared library that is locked until the hub is seen again.
    pub async fn phrases(
        &self,
        library: LibraryId,
        category: Option<CategoryId>,
    ) -> Result<Vec<Phrase>, ApiError> {
        self.shared.read(move |book| book.phrases_in(library, category)).await
    }

    /// How many live phrases lie directly in each category of a library. Any thread; milliseconds.
    ///
    /// # Errors
    /// Those of reading the book.
    pub async fn phrase_counts(&self, library: LibraryId) -> Result<Vec<CategoryCount>, ApiError> {
        let counts = self.shared.read(move |book| book.phrase_counts(library)).await?;
        let count = |(category, phrases)| CategoryCount { category, phrases: phrases as u64 };
        Ok(counts.into_iter().map(count).collect())
    }

    /// The names from the top of the library down to a category. Any thread; a millisecond.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn category_path(&self, category: CategoryId) -> Result<Vec<String>, ApiError> {
        self.shared.read(move |book| book.category_path(Some(category))).await
    }

    /// The phrase with this id, in the trash or not. Any thread; a millisecond.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn phrase(&self, id: PhraseId) -> Result<Phrase, ApiError> {
        self.shared.read(move |book| book.phrase(id)).await
    }

    /// The live phrases that carry a short code, in any library. Any thread; a millisecond.
    ///
    /// # Errors
    /// Those of reading the book.
    pub async fn phrases_by_code(&self, code: String) -> Result<Vec<Phrase>, ApiError> {
        self.shared.read(move |book| book.phrases_by_code(&code)).await
    }

    /// What keeps a phrase from being sent today, in its library's time zone. Any thread; a millisecond.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn phrase_status(&self, id: PhraseId) -> Result<Status, ApiError> {
        self.shared.read(move |book| book.status(&book.phrase(id)?)).await
    }

    /// The former states of a phrase, last replaced first. Any thread; milliseconds.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn history(&self, id: PhraseId) -> Result<Vec<Version>, ApiError> {
        self.shared.read(move |book| book.history(id)).await
    }

    /// The trash, last deleted first. Any thread; milliseconds.
    ///
    /// # Errors
    /// Those of reading the book.
    pub async fn trash(&self) -> Result<Vec<Trashed>, ApiError> {
        self.shared.read(CoreBook::trash).await
    }

    /// The phrases that answer a customer's whole message, at most `limit` (0: all), and the values that it holds. The message
    /// is not kept. Any thread; milliseconds, the first time some seconds for a large book.
    ///
    /// # Errors
    /// `NotFound` for a library or category of the scope.
    pub async fn suggest(&self, message: String, scope: Scope, limit: u32) -> Result<Suggestions, ApiError> {
        self.shared.read(move |book| book.suggest(&message, &scope, limit as usize)).await
    }

    /// The values for variables that a customer's message holds, the surest first. The message is not kept. Any thread;
    /// milliseconds.
    ///
    /// # Errors
    /// `Closed`.
    pub async fn extract(&self, message: String) -> Result<Vec<Found>, ApiError> {
        let clock = self.shared.clock.clone();
        self.shared.read(move |_| Ok(extract(&message, clock.wall().date()))).await
    }
}
