//! Writing. Every call is one transaction, durable when it returns; it waits for those before it on the writing thread. Any
//! thread may call; a write takes milliseconds, on a phone some tens of them.

use huashu_core::PhraseBook as CoreBook;
use huashu_core::foreign::ApiError;
use huashu_core::ids::{CategoryId, LibraryId, PhraseId};
use huashu_core::model::{Category, Library, LibraryPatch, NewCategory, NewLibrary, NewPhrase, Phrase};
use huashu_core::store::{Contents, Op, Spot};

use super::PhraseBook;
use super::change::{PhraseChange, patch};
use super::shared::everywhere;

#[uniffi::export]
impl PhraseBook {
    /// Adds a library behind the others.
    ///
    /// # Errors
    /// `Invalid`.
    pub async fn add_library(&self, new: NewLibrary) -> Result<Library, ApiError> {
        self.shared.transact(Op::AddLibrary, |transaction| transaction.add_library(new)).await
    }

    /// Changes the fields of a library that the patch names.
    ///
    /// # Errors
    /// `NotFound`; `Invalid`.
    pub async fn edit_library(&self, id: LibraryId, patch: LibraryPatch) -> Result<Library, ApiError> {
        self.shared.transact(Op::EditLibrary, move |transaction| transaction.edit_library(id, &patch)).await
    }

    /// Deletes a library; its phrases go to the trash.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn delete_library(&self, id: LibraryId) -> Result<(), ApiError> {
        self.shared.transact(Op::DeleteLibrary, move |transaction| transaction.delete_library(id)).await
    }

    /// Adds a category behind its siblings.
    ///
    /// # Errors
    /// `NotFound` for the library or the parent; `Invalid`.
    pub async fn add_category(&self, new: NewCategory) -> Result<Category, ApiError> {
        self.shared.transact(Op::AddCategory, |transaction| transaction.add_category(new)).await
    }

    /// Gives a category another name.
    ///
    /// # Errors
    /// `NotFound`; `Invalid`.
    pub async fn rename_category(&self, id: CategoryId, name: String) -> Result<Category, ApiError> {
        self.shared
            .transact(Op::EditCategory, move |transaction| transaction.rename_category(id, &name))
            .await
    }

    /// Moves a category, with all below it, in front of a sibling of its new place; `None`: behind all of them.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` where it would lie inside itself, or too deep.
    pub async fn move_category(
        &self,
        id: CategoryId,
        parent: Option<CategoryId>,
        before: Option<CategoryId>,
    ) -> Result<Category, ApiError> {
        let spot = spot(before);
        self.shared
            .transact(Op::MoveCategory, move |transaction| transaction.move_category(id, parent, spot))
            .await
    }

    /// Deletes a category; `contents` says what becomes of what lies in it.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn delete_category(&self, id: CategoryId, contents: Contents) -> Result<(), ApiError> {
        self.shared
            .transact(Op::DeleteCategory, move |transaction| transaction.delete_category(id, contents))
            .await
    }

    /// Adds a phrase at the end of its category.
    ///
    /// # Errors
    /// `NotFound` for the library or category; `Invalid`; `File` for a picture that was not added before.
    pub async fn add_phrase(&self, new: NewPhrase) -> Result<Phrase, ApiError> {
        self.shared.transact(Op::AddPhrase, |transaction| transaction.add_phrase(new)).await
    }

    /// Changes the fields of a phrase that are named, and no others.
    ///
    /// # Errors
    /// `NotFound`, also for a phrase in the trash; `Invalid`; `File` for a picture that was not added before.
    pub async fn edit_phrase(&self, id: PhraseId, changes: Vec<PhraseChange>) -> Result<Phrase, ApiError> {
        let patch = patch(changes);
        self.shared.transact(Op::EditPhrase, move |transaction| transaction.edit_phrase(id, &patch)).await
    }

    /// Moves a phrase within its library, in front of a phrase of its new category; `None`: behind all of them.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` where the category or the neighbour lies elsewhere.
    pub async fn move_phrase(
        &self,
        id: PhraseId,
        category: Option<CategoryId>,
        before: Option<PhraseId>,
    ) -> Result<Phrase, ApiError> {
        let spot = spot(before);
        self.shared
            .transact(Op::MovePhrase, move |transaction| transaction.move_phrase(id, category, spot))
            .await
    }

    /// Copies a phrase into another library and puts the original in the trash; returns the copy.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn transfer_phrase(
        &self,
        id: PhraseId,
        library: LibraryId,
        category: Option<CategoryId>,
    ) -> Result<Phrase, ApiError> {
        self.shared
            .transact(Op::MovePhrase, move |transaction| transaction.transfer_phrase(id, library, category))
            .await
    }

    /// Puts a phrase in the trash, from where it can be restored for 30 days.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn delete_phrase(&self, id: PhraseId) -> Result<(), ApiError> {
        self.shared.transact(Op::DeletePhrase, move |transaction| transaction.delete_phrase(id)).await
    }

    /// Takes a phrase out of the trash.
    ///
    /// # Errors
    /// `NotFound` where it does not lie there.
    pub async fn restore_phrase(&self, id: PhraseId) -> Result<Phrase, ApiError> {
        self.shared.transact(Op::RestorePhrase, move |transaction| transaction.restore_phrase(id)).await
    }

    /// Puts a former state of a phrase back, by the number that its history tells.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn revert_phrase(&self, id: PhraseId, version: i64) -> Result<Phrase, ApiError> {
        self.shared.transact(Op::EditPhrase, move |transaction| transaction.revert_phrase(id, version)).await
    }

    /// Deletes for good what has lain in the trash for 30 days; how many phrases.
    ///
    /// # Errors
    /// Those of writing the book.
    pub async fn purge_trash(&self) -> Result<u64, ApiError> {
        self.shared.write(|book| Ok((book.purge_trash()?, everywhere(book)?))).await
    }

    /// Takes back the last operation that is not taken back yet; returns what it was.
    ///
    /// # Errors
    /// `NotNow` where nothing is left, or where a row was changed again since.
    pub async fn undo(&self) -> Result<Op, ApiError> {
        self.shared.write(CoreBook::undo).await
    }
}

fn spot<Id>(before: Option<Id>) -> Spot<Id> {
    before.map_or(Spot::Last, Spot::Before)
}
