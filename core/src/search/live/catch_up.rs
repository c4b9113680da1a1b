//! Bringing an index up to the state of its book, by what has been done since.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use super::places::places;
use super::rows::{Drawn, Shelf, shelf_of, warmth};
use crate::book::PhraseBook;
use crate::error::{Error, Result};
use crate::ids::{CategoryId, LibraryId, PhraseId};
use crate::model::{Library, Phrase};
use crate::search::index::{Index, Stamp};
use crate::store::{RowKind, TouchedRow};

/// Phrases up to which catching up is worth it, however few there are: about half a second of work.
const AT_LEAST: usize = 10_000;

/// An index that shows a later state.
pub(super) struct Caught {
    pub(super) index: Index,
    pub(super) stamp: Stamp,
    /// How many phrases were taken anew.
    pub(super) touched: usize,
    /// Whether places ran out of room, so that the index should be built anew in a quiet moment.
    pub(super) is_crowded: bool,
}

/// Brings an index up to the present state of the book; `None` where it has to be built anew: it belongs to another book or
/// another history of this one, or far too much has changed.
pub(super) fn catch_up(book: &PhraseBook, index: &Index, stamp: Stamp) -> Result<Option<Caught>> {
    book.at_one_moment(|| {
        let state = book.state()?;
        let is_past = state.book == stamp.book && state.revision >= stamp.revision;
        if !is_past || book.moment_of(stamp.revision)? != Some(stamp.at) {
            return Ok(None);
        }
        if state.revision == stamp.revision {
            return Ok(Some(Caught { index: index.clone(), stamp, touched: 0, is_crowded: false }));
        }
        let shelves = Shelf::all(book)?;
        let ids = touched_phrases(book, &shelves, book.rows_touched_since(stamp.revision)?)?;
        if ids.len() > AT_LEAST.max(index.len() / 10) {
            return Ok(None);
        }
        let stamp = Stamp { revision: state.revision, at: state.at, ..stamp };
        let touched = ids.len();
        let (index, is_crowded) = renew(book, &shelves, index, ids)?;
        Ok(Some(Caught { index, stamp, touched, is_crowded }))
    })
}

/// Whether the index holds as many phrases as the book: what the purge has removed leaves no trace to follow.
pub(super) fn is_complete(book: &PhraseBook, index: &Index) -> Result<bool> {
    Ok(book.live_phrases()? == index.len())
}

/// Which records of use an index is to be held against.
pub(super) enum Recount {
    /// Those of one phrase.
    Of(PhraseId),
    /// Those that are younger than the index, and the favourites.
    Recent,
    /// All: also those that have become old meanwhile.
    All,
}

/// Brings the records of use in an index up to the present; the same index where nothing has changed that counts.
pub(super) fn recount(
    book: &PhraseBook,
    index: &Index,
    stamp: Stamp,
    which: &Recount,
) -> Result<(Index, Stamp)> {
    book.at_one_moment(|| {
        let now = book.clock.now();
        let ids: HashSet<PhraseId> = match which {
            Recount::Of(id) => [*id].into(),
            Recount::Recent => recent(book, index, stamp, now)?,
            Recount::All => book.care()?.into_keys().chain(favourites(index)).collect(),
        };
        let mut changed = HashMap::new();
        for id in ids {
            let Some(known) = index.known(id.uuid().as_u128()) else { continue };
            if known.warmth != warmth(&book.care_of(id)?, now) {
                changed.insert(id, known.order);
            }
        }
        let counted = match which {
            Recount::Of(_) => stamp.counted,
            Recount::Recent | Recount::All => now.as_millisecond(),
        };
        let stamp = Stamp { counted, ..stamp };
        if changed.is_empty() {
            return Ok((index.clone(), stamp));
        }
        // Of the place nothing new is said: should the index be behind the book, catching up will say it.
        let shelves = Shelf::all(book)?;
        let (phrases, _) = live(book, &shelves, changed.keys().copied())?;
        Ok((redrawn(book, &shelves, index, (phrases, &[]), &changed)?, stamp))
    })
}

fn recent(book: &PhraseBook, index: &Index, stamp: Stamp, now: Timestamp) -> Result<HashSet<PhraseId>> {
    // A clock that went back has given later uses earlier moments.
    let since = if stamp.counted <= now.as_millisecond() { stamp.counted } else { i64::MIN };
    let marked: HashSet<PhraseId> = book.favourite_ids()?.into_iter().collect();
    let known: HashSet<PhraseId> = favourites(index).collect();
    let mut ids: HashSet<PhraseId> = marked.symmetric_difference(&known).copied().collect();
    ids.extend(book.used_since(since)?);
    Ok(ids)
}

fn favourites(index: &Index) -> impl Iterator<Item = PhraseId> {
    index.favourites().into_iter().map(|id| PhraseId::from_uuid(uuid::Uuid::from_u128(id)))
}

/// The phrases that are found differently since some rows were touched; also those that are gone.
fn touched_phrases(book: &PhraseBook, shelves: &[Shelf], rows: Vec<TouchedRow>) -> Result<HashSet<PhraseId>> {
    let mut ids = HashSet::new();
    for TouchedRow { kind, row, before } in rows {
        match kind {
            RowKind::Phrase => {
                ids.insert(PhraseId::from_uuid(row));
            }
            // Another name or another place: all below has another path, or stands elsewhere in the order.
            RowKind::Category => {
                let id = CategoryId::from_uuid(row);
                for shelf in shelves.iter().filter(|shelf| !shelf.path(Some(id)).is_empty()) {
                    let below = shelf.tree.below(&shelf.tree.path(id));
                    add_all(book, shelf.library.id, below.into_iter().map(Some), &mut ids)?;
                }
            }
            // Of a library, only its place among the others counts here.
            RowKind::Library => {
                let before: Option<Library> = before.and_then(|json| serde_json::from_str(&json).ok());
                let shelf = shelf_of(shelves, LibraryId::from_uuid(row));
                if let Some(shelf) =
                    shelf.filter(|shelf| before.is_some_and(|before| before.pos != shelf.library.pos))
                {
                    let all = shelf.tree.in_order().iter().copied().map(Some);
                    add_all(book, shelf.library.id, std::iter::once(None).chain(all), &mut ids)?;
                }
            }
            RowKind::FollowUp => {}
        }
    }
    Ok(ids)
}

fn add_all(
    book: &PhraseBook,
    library: LibraryId,
    categories: impl Iterator<Item = Option<CategoryId>>,
    ids: &mut HashSet<PhraseId>,
) -> Result<()> {
    for category in categories {
        ids.extend(book.ids_in(library, category)?);
    }
    Ok(())
}

/// Takes phrases anew from the book, or out where they are not in it; says whether places ran out of room.
fn renew(
    book: &PhraseBook,
    shelves: &[Shelf],
    index: &Index,
    ids: HashSet<PhraseId>,
) -> Result<(Index, bool)> {
    let (phrases, gone) = live(book, shelves, ids.into_iter())?;
    let places = places(book, shelves, index, phrases.iter())?;
    Ok((redrawn(book, shelves, index, (phrases, &gone), &places.orders)?, places.is_crowded))
}

/// Those phrases that are in the book, and the ids of those that are not.
fn live(
    book: &PhraseBook,
    shelves: &[Shelf],
    ids: impl Iterator<Item = PhraseId>,
) -> Result<(Vec<Phrase>, Vec<u128>)> {
    let mut phrases: Vec<Phrase> = Vec::new();
    let mut gone = Vec::new();
    for id in ids {
        match book.phrase(id) {
            Ok(phrase) if phrase.meta.deleted_at.is_none() && shelf_of(shelves, phrase.library).is_some() => {
                phrases.push(phrase);
            }
            Ok(_) | Err(Error::NotFound { .. }) => gone.push(id.uuid().as_u128()),
            Err(error) => return Err(error),
        }
    }
    Ok((phrases, gone))
}

fn redrawn(
    book: &PhraseBook,
    shelves: &[Shelf],
    index: &Index,
    (phrases, gone): (Vec<Phrase>, &[u128]),
    orders: &HashMap<PhraseId, u32>,
) -> Result<Index> {
    let mut drawn = Vec::with_capacity(phrases.len());
    for phrase in phrases {
        let Some(shelf) = shelf_of(shelves, phrase.library) else { continue };
        let order = orders.get(&phrase.id).copied().unwrap_or(u32::MAX);
        let care = book.care_of(phrase.id)?;
        drawn.push(Drawn::new(phrase, shelf, care, order));
    }
    let now = book.clock.now();
    let documents: Vec<_> = drawn.iter().map(|drawn| drawn.document(now)).collect();
    Ok(index.updated(&documents, gone))
}
