//! Places in the people's own order, as numbers with room between them.
//!
//! Among phrases that match equally well, the one that stands first in the tree comes first. An index keeps a number for
//! that, and a phrase that is added or moved takes a number between those of its neighbours: the others keep theirs. Where
//! there is no room left, neighbours share a number, in the order in which they were made, until the index is built anew.

use std::collections::HashMap;

use super::rows::Shelf;
use crate::book::PhraseBook;
use crate::error::Result;
use crate::ids::{CategoryId, PhraseId};
use crate::model::Phrase;
use crate::search::index::Index;
use crate::store::Side;

/// At the end of a category, where most phrases are added, a phrase leaves most of the room to those that follow.
const SHARE_AT_THE_END: u64 = 16;

/// Numbers for phrases that have changed.
pub(super) struct Places {
    pub(super) orders: HashMap<PhraseId, u32>,
    /// Whether there was no room somewhere.
    pub(super) is_crowded: bool,
}

/// A changed phrase with what stands beside it.
struct Placed {
    id: PhraseId,
    before: Option<Neighbour>,
    after: Option<Neighbour>,
    /// The number that it has and can keep.
    kept: Option<u32>,
}

#[derive(Clone, Copy)]
struct Neighbour {
    id: PhraseId,
    is_in_category: bool,
}

/// Finds numbers for phrases that are not in the index yet, or may have moved. All others must stand among themselves
/// as they did when the index was made.
pub(super) fn places<'a>(
    book: &PhraseBook,
    shelves: &[Shelf],
    index: &Index,
    phrases: impl Iterator<Item = &'a Phrase>,
) -> Result<Places> {
    let mut phrases: Vec<&Phrase> = phrases.collect();
    let slots: HashMap<_, usize> = shelves.iter().map(|shelf| shelf.library.id).zip(0..).collect();
    phrases.sort_by_cached_key(|phrase| {
        let shelf = slots.get(&phrase.library).copied().unwrap_or(shelves.len());
        let slot = shelves.get(shelf).map_or(0, |shelf| slot_of(shelf, phrase.place.category));
        (shelf, slot, phrase.place.pos.clone(), phrase.id)
    });
    let number = |id: PhraseId| index.known(id.uuid().as_u128()).map(|known| known.order);
    let mut placed = Vec::with_capacity(phrases.len());
    for phrase in phrases {
        let before = beside(book, shelves, phrase, Side::Before)?;
        let after = beside(book, shelves, phrase, Side::After)?;
        let is_above = |own: u32| before.and_then(|before| number(before.id)).is_none_or(|before| before < own);
        let is_below = |own: u32| after.and_then(|after| number(after.id)).is_none_or(|after| own < after);
        let kept = number(phrase.id).filter(|own| is_above(*own) && is_below(*own));
        placed.push(Placed { id: phrase.id, before, after, kept });
    }
    let mut places = Places { orders: HashMap::with_capacity(placed.len()), is_crowded: false };
    let runs = placed.chunk_by(|one, next| {
        one.kept.is_none() && next.kept.is_none() && next.before.is_some_and(|before| before.id == one.id)
    });
    for run in runs {
        places.settle(run, &number);
    }
    Ok(places)
}

impl Places {
    /// Numbers phrases that stand one behind the other.
    fn settle(&mut self, run: &[Placed], number: &impl Fn(PhraseId) -> Option<u32>) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { return };
        if let Some(kept) = first.kept {
            self.orders.insert(first.id, kept);
            return;
        }
        // What stands before was settled before; what stands behind keeps its number, or is not settled yet and has none.
        let low = first.before.map_or(Some(0), |before| self.orders.get(&before.id).copied().or_else(|| number(before.id)));
        let high = last.after.map_or(Some(u32::MAX), |after| number(after.id));
        self.is_crowded |= low.is_none() || high.is_none();
        let (low, high) = (low.unwrap_or(0), high.unwrap_or(u32::MAX));
        let room = u64::from(high.saturating_sub(low));
        let count = run.len() as u64;
        if room <= count {
            self.is_crowded = true;
            self.orders.extend(run.iter().map(|one| (one.id, low)));
            return;
        }
        let is_in = |neighbour: Option<Neighbour>| neighbour.is_some_and(|neighbour| neighbour.is_in_category);
        let even = room / (count + 1);
        let small = even.min((room / SHARE_AT_THE_END).max(1));
        let (start, step) = match (is_in(first.before), is_in(last.after)) {
            (true, false) => (u64::from(low), small),
            (false, true) => (u64::from(high) - small * (count + 1), small),
            _ => (u64::from(low), even),
        };
        for (one, nth) in run.iter().zip(1..) {
            self.orders.insert(one.id, (start + step * nth) as u32);
        }
    }
}

/// The phrase that stands beside another in the order of all, whatever category or library it lies in.
fn beside(book: &PhraseBook, shelves: &[Shelf], phrase: &Phrase, side: Side) -> Result<Option<Neighbour>> {
    if let Some(id) = book.neighbour(phrase, side)? {
        return Ok(Some(Neighbour { id, is_in_category: true }));
    }
    let Some(own) = shelves.iter().position(|shelf| shelf.library.id == phrase.library) else {
        return Ok(None);
    };
    let slot = slot_of(&shelves[own], phrase.place.category);
    let mut next = (own, slot);
    while let Some((shelf, slot)) = step(shelves, next, side) {
        next = (shelf, slot);
        let category = slot.checked_sub(1).and_then(|at| shelves[shelf].tree.in_order().get(at).copied());
        if let Some(id) = book.end_of(shelves[shelf].library.id, category, side)? {
            return Ok(Some(Neighbour { id, is_in_category: false }));
        }
    }
    Ok(None)
}

/// Where a category stands in its library: the top is 0.
fn slot_of(shelf: &Shelf, category: Option<CategoryId>) -> usize {
    category.map_or(0, |id| shelf.tree.rank(id) + 1)
}

/// The next category in a direction, over the borders of libraries.
fn step(shelves: &[Shelf], (shelf, slot): (usize, usize), side: Side) -> Option<(usize, usize)> {
    let last = |shelf: usize| shelves.get(shelf).map(|shelf| shelf.tree.in_order().len());
    match side {
        Side::Before => match slot.checked_sub(1) {
            Some(slot) => Some((shelf, slot)),
            None => shelf.checked_sub(1).and_then(|shelf| Some((shelf, last(shelf)?))),
        },
        Side::After if slot < last(shelf)? => Some((shelf, slot + 1)),
        Side::After => last(shelf + 1).map(|_| (shelf + 1, 0)),
    }
}
