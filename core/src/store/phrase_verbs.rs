//! What can be done to a phrase. Each verb says what the phrase is afterwards; `write_phrase` does the rest.

use rusqlite::{OptionalExtension, params};

use super::categories::last_key;
use super::category_verbs::Spot;
use super::phrases;
use super::transaction::Transaction;
use super::{order, row};
use crate::error::{Error, Noun, Problem, Result};
use crate::ids::{CategoryId, LibraryId, PhraseId};
use crate::model::{Meta, NewPhrase, OrderKey, Phrase, PhrasePatch, Place, check};

impl Transaction<'_> {
    /// The phrase with this id, in the trash or not.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn phrase(&self, id: PhraseId) -> Result<Phrase> {
        phrases::get(self.connection(), id)
    }

    /// Adds a phrase at the end of its category.
    ///
    /// # Errors
    /// `NotFound` for the library or category; `Invalid` for a field; `MissingBlob` for a picture that was not put in.
    pub fn add_phrase(&mut self, new: NewPhrase) -> Result<Phrase> {
        check::label(&new.label)?;
        check::content(&new.content)?;
        self.need_live_library(new.library)?;
        if let Some(category) = new.category {
            self.need_category(new.library, category)?;
        }
        let pos = self.next_phrase_key(new.library, new.category)?;
        let phrase = Phrase {
            id: new.id.unwrap_or_else(|| self.ids.phrase(self.now)),
            library: new.library,
            place: Place { category: new.category, pos },
            label: new.label,
            content: new.content,
            meta: Meta {
                schema: crate::model::SCHEMA,
                created_at: Some(self.now),
                updated_at: Some(self.now),
                origin: new.origin,
                copied_from: new.copied_from,
                ..Meta::default()
            },
            extra: new.extra,
        };
        self.write_phrase(None, &phrase)?;
        Ok(phrase)
    }

    /// Changes the fields that the patch names; those that are equal already are not touched.
    ///
    /// # Errors
    /// `NotFound`, also for a phrase in the trash; `Invalid`; `MissingBlob`.
    pub fn edit_phrase(&mut self, id: PhraseId, patch: &PhrasePatch) -> Result<Phrase> {
        let before = self.live_phrase(id)?;
        let mut after = before.clone();
        patch.apply(&mut after);
        check::label(&after.label)?;
        check::content(&after.content)?;
        self.write_edited(&before, after)
    }

    /// Moves a phrase within its library.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` where the category or the neighbour lies elsewhere.
    pub fn move_phrase(
        &mut self,
        id: PhraseId,
        category: Option<CategoryId>,
        spot: Spot<PhraseId>,
    ) -> Result<Phrase> {
        let before = self.live_phrase(id)?;
        if let Some(category) = category {
            self.need_category(before.library, category)?;
        }
        let pos = self.phrase_key(&before, category, spot)?;
        let mut after = before.clone();
        after.place = Place { category, pos };
        self.write_edited(&before, after)
    }

    /// Copies a phrase into another library and puts the original in the trash; the copy knows where it came from.
    /// Libraries are separate consistency domains, so nothing moves between them in one piece (sync B1).
    ///
    /// # Errors
    /// `NotFound` for the phrase, library or category.
    pub fn transfer_phrase(
        &mut self,
        id: PhraseId,
        library: LibraryId,
        category: Option<CategoryId>,
    ) -> Result<Phrase> {
        let original = self.live_phrase(id)?;
        let copy = self.add_phrase(NewPhrase {
            library,
            category,
            label: original.label.clone(),
            content: original.content.clone(),
            origin: original.meta.origin.clone(),
            copied_from: Some(original.id),
            id: None,
            extra: original.extra.clone(),
        })?;
        self.delete_phrase(id)?;
        Ok(copy)
    }

    /// Puts a phrase in the trash, from where it can be restored for 30 days.
    ///
    /// # Errors
    /// `NotFound`, also where it lies there already.
    pub fn delete_phrase(&mut self, id: PhraseId) -> Result<()> {
        let before = self.live_phrase(id)?;
        let mut after = before.clone();
        after.meta.deleted_at = Some(self.now);
        self.write_phrase(Some(&before), &after)
    }

    /// Takes a phrase out of the trash. Where its category is gone, it lies under the nearest that is left.
    ///
    /// # Errors
    /// `NotFound` where it does not lie in the trash.
    pub fn restore_phrase(&mut self, id: PhraseId) -> Result<Phrase> {
        let before = self.phrase(id)?;
        if before.meta.deleted_at.is_none() {
            return Err(Error::not_found(Noun::Phrase, id));
        }
        let mut after = before.clone();
        after.meta.deleted_at = None;
        after.meta.updated_at = Some(self.now);
        after.place.category = self.nearest_live_category(before.place.category)?;
        if after.place.category != before.place.category {
            after.place.pos = self.next_phrase_key(after.library, after.place.category)?;
        }
        self.write_phrase(Some(&before), &after)?;
        Ok(after)
    }

    /// A phrase that is not in the trash.
    pub(super) fn live_phrase(&self, id: PhraseId) -> Result<Phrase> {
        let phrase = self.phrase(id)?;
        if phrase.meta.deleted_at.is_some() {
            return Err(Error::not_found(Noun::Phrase, id));
        }
        Ok(phrase)
    }

    pub(super) fn write_edited(&mut self, before: &Phrase, mut after: Phrase) -> Result<Phrase> {
        if *before == after {
            return Ok(after);
        }
        after.meta.updated_at = Some(self.now);
        self.write_phrase(Some(before), &after)?;
        Ok(after)
    }

    /// The key after the last phrase of a category; asked of the table once a transaction.
    pub(super) fn next_phrase_key(
        &mut self,
        library: LibraryId,
        category: Option<CategoryId>,
    ) -> Result<OrderKey> {
        let place = (library, category);
        let last = match self.last_keys.get(&place) {
            Some(last) => last.clone(),
            None => last_key(
                &self.sql,
                "phrase",
                "category",
                library,
                category.as_ref().map(CategoryId::as_bytes),
            )?,
        };
        let key = match order::between(last.as_deref(), None) {
            Some(key) => key,
            None => {
                self.rekey_phrases(library, category)?;
                let last = last_key(
                    &self.sql,
                    "phrase",
                    "category",
                    library,
                    category.as_ref().map(CategoryId::as_bytes),
                )?;
                order::between(last.as_deref(), None).unwrap_or_default()
            }
        };
        self.last_keys.insert(place, Some(key.clone()));
        Ok(key)
    }

    fn phrase_key(
        &mut self,
        moved: &Phrase,
        category: Option<CategoryId>,
        spot: Spot<PhraseId>,
    ) -> Result<OrderKey> {
        for attempt in 0..2 {
            let siblings: Vec<(PhraseId, OrderKey)> = self
                .sql
                .prepare_cached(
                    "SELECT id, pos FROM phrase
                     WHERE library = ?1 AND category IS ?2 AND deleted_at IS NULL AND id <> ?3 ORDER BY pos, id",
                )?
                .query_map(
                    params![
                        moved.library.as_bytes(),
                        category.as_ref().map(CategoryId::as_bytes),
                        moved.id.as_bytes()
                    ],
                    |sibling| Ok((row::id(sibling, "id", PhraseId::from_uuid)?, sibling.get("pos")?)),
                )?
                .collect::<rusqlite::Result<_>>()?;
            let (low, high) =
                spot.neighbours(&siblings).ok_or(Error::invalid("category", Problem::OtherLibrary))?;
            if let Some(key) = order::between(low, high) {
                self.last_keys.remove(&(moved.library, category));
                return Ok(key);
            }
            if attempt == 0 {
                self.rekey_phrases(moved.library, category)?;
            }
        }
        Ok(moved.place.pos.clone())
    }

    /// Gives the phrases of a category fresh keys, in the order in which they stand.
    fn rekey_phrases(&mut self, library: LibraryId, category: Option<CategoryId>) -> Result<()> {
        let siblings = phrases::in_category(&self.sql, library, category)?;
        let keys = order::spread(siblings.len());
        for (before, key) in siblings.into_iter().zip(keys) {
            let mut after = before.clone();
            after.place.pos = key;
            self.write_phrase(Some(&before), &after)?;
        }
        self.last_keys.remove(&(library, category));
        Ok(())
    }

    /// True where a live phrase of another id carries the code in this library; such twins are allowed and flagged.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn code_is_taken(&self, library: LibraryId, code: &str, except: Option<PhraseId>) -> Result<bool> {
        let except = except.map(|id| *id.as_bytes()).unwrap_or_default();
        let other = self
            .sql
            .prepare_cached(
                "SELECT 1 FROM phrase WHERE code = ?1 AND library = ?2 AND id <> ?3 AND deleted_at IS NULL LIMIT 1",
            )?
            .query_row(params![code, library.as_bytes(), except], |_| Ok(()))
            .optional()?;
        Ok(other.is_some())
    }
}
