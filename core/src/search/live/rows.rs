//! From the rows of a book to the documents of an index.

use std::collections::HashMap;

use jiff::civil::Date;
use jiff::{Timestamp, Unit};

use crate::book::{PhraseBook, Tree};
use crate::error::{Error, Result};
use crate::ids::{CategoryId, LibraryId};
use crate::model::{Library, Phrase, PublishState, joined_text};
use crate::search::index::{Document, Index, Shown, Stamp};
use crate::search::rank::Preference;
use crate::search::scan::Entry;
use crate::usage::Care;

/// A library with its categories, as they stand in the tree.
pub(super) struct Shelf {
    pub(super) library: Library,
    pub(super) tree: Tree,
    /// The path of each category, as documents have it.
    paths: HashMap<CategoryId, String>,
}

impl Shelf {
    /// All libraries, in display order.
    pub(super) fn all(book: &PhraseBook) -> Result<Vec<Self>> {
        let shelf = |library: Library| {
            let tree = Tree::of(&book.categories(library.id)?);
            let paths = tree.in_order().iter().map(|id| (*id, tree.path(*id).join("/"))).collect();
            Ok(Self { library, tree, paths })
        };
        book.libraries()?.into_iter().map(shelf).collect()
    }

    /// The names of the categories from the top down to one, joined by `/`.
    pub(super) fn path(&self, category: Option<CategoryId>) -> &str {
        category.and_then(|id| self.paths.get(&id)).map_or("", String::as_str)
    }

    /// Today, where the library is, in days since 1970.
    pub(super) fn today(&self, book: &PhraseBook) -> i32 {
        days_since_1970(book.today_in(&self.library.time_zone))
    }
}

/// The shelf of a library.
pub(super) fn shelf_of(shelves: &[Shelf], library: LibraryId) -> Option<&Shelf> {
    shelves.iter().find(|shelf| shelf.library.id == library)
}

/// A phrase with all that an index wants to know of it.
pub(super) struct Drawn<'a> {
    phrase: Phrase,
    path: &'a str,
    text: String,
    keywords: String,
    care: Care,
    order: u32,
}

impl<'a> Drawn<'a> {
    pub(super) fn new(phrase: Phrase, shelf: &'a Shelf, care: Care, order: u32) -> Self {
        Self {
            path: shelf.path(phrase.place.category),
            text: joined_text(&phrase.content.parts),
            keywords: phrase.label.keywords.join(" "),
            phrase,
            care,
            order,
        }
    }

    pub(super) fn document(&self, now: Timestamp) -> Document<'_> {
        let Phrase { label, content, .. } = &self.phrase;
        Document {
            id: self.phrase.id.uuid().as_u128(),
            library: self.phrase.library.uuid().as_u128(),
            shown: Shown {
                hidden: !label.active || label.publish_state == PublishState::Draft,
                from: content.valid.from.map(days_since_1970),
                until: content.valid.until.map(days_since_1970),
            },
            entry: Entry {
                title: &label.title,
                code: label.code.as_deref().unwrap_or_default(),
                text: &self.text,
                category_path: self.path,
                keywords: &self.keywords,
                favourite: self.care.favourite,
                uses: self.care.uses,
                last_used_age_days: age_days(&self.care, now),
                order: self.order,
            },
        }
    }
}

/// Whole days since the last use; a clock that went back counts as today.
pub(in crate::search) fn age_days(care: &Care, now: Timestamp) -> Option<u32> {
    let age = now.duration_since(care.last_used?);
    Some(u32::try_from(age.as_hours() / 24).unwrap_or(0))
}

/// What an index keeps of the records of a phrase; see [`Preference::warmth`].
pub(super) fn warmth(care: &Care, now: Timestamp) -> u8 {
    Preference::new(care.favourite, care.uses, age_days(care, now), 0).warmth()
}

/// Makes an index of all phrases of a book; some tens of microseconds each.
pub(super) fn build(book: &PhraseBook) -> Result<(Index, Stamp)> {
    index_of(book, &|_| true)
}

/// Makes an index of the phrases of some libraries; some tens of microseconds each.
pub(crate) fn index_of(book: &PhraseBook, is_asked: &dyn Fn(LibraryId) -> bool) -> Result<(Index, Stamp)> {
    book.at_one_moment(|| {
        let state = book.state()?;
        let now = book.clock.now();
        let care = book.care()?;
        let count = book.live_phrases()?;
        // The places have room between them for what comes later; see `places`.
        let step = u32::MAX / u32::try_from(count).unwrap_or(u32::MAX).saturating_add(2);
        let mut order = 0u32;
        let index = Index::filled(|add| {
            for shelf in Shelf::all(book)?.into_iter().filter(|shelf| is_asked(shelf.library.id)) {
                for phrase in book.phrases(shelf.library.id)? {
                    order = order.saturating_add(step.max(1));
                    let care = care.get(&phrase.id).copied().unwrap_or_default();
                    add(&Drawn::new(phrase, &shelf, care, order).document(now));
                }
            }
            Ok::<(), Error>(())
        })?;
        let counted = now.as_millisecond();
        Ok((index, Stamp { book: state.book, revision: state.revision, at: state.at, counted }))
    })
}

/// The number of a day.
pub(crate) fn days_since_1970(day: Date) -> i32 {
    let span = Date::constant(1970, 1, 1).until((Unit::Day, day));
    span.map_or(if day.year() < 1970 { i32::MIN } else { i32::MAX }, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        let cases =
            [("1970-01-01", 0), ("1969-12-31", -1), ("2026-11-22", 20_779), ("9999-12-31", 2_932_896)];
        for (day, expected) in cases {
            assert_eq!(days_since_1970(day.parse().unwrap()), expected, "{day}");
        }
    }
}
