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

/// A changed phrase with what stands before it.
struct Placed<'a> {
    phrase: &'a Phrase,
    before: Option<Neighbour>,
    /// The number that it has had so far.
    own: Option<u32>,
}

#[derive(Clone, Copy)]
struct Neighbour {
    id: PhraseId,
    is_in_category: bool,
}

/// One border of the room that phrases have.
#[derive(Clone, Copy)]
struct Border {
    number: u32,
    /// Whether it is a phrase of the same category.
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
        placed.push(Placed { phrase, before, own: number(phrase.id) });
    }
    let mut places = Places { orders: HashMap::with_capacity(placed.len()), is_crowded: false };
    // Beside a block stand phrases that have not changed, and keep their numbers.
    for block in placed.chunk_by(|one, next| next.before.is_some_and(|before| before.id == one.phrase.id)) {
        let (Some(first), Some(last)) = (block.first(), block.last()) else { continue };
        let after = beside(book, shelves, last.phrase, Side::After)?;
        let mut border = |neighbour: Option<Neighbour>, end: u32| {
            let known = neighbour.map_or(Some(end), |neighbour| number(neighbour.id));
            places.is_crowded |= known.is_none();
            let is_in_category = neighbour.is_some_and(|neighbour| neighbour.is_in_category);
            Border { number: known.unwrap_or(end), is_in_category }
        };
        let borders = (border(first.before, 0), border(after, u32::MAX));
        places.settle(block, borders);
    }
    Ok(places)
}

impl Places {
    /// Numbers phrases that stand one behind the other. Those whose numbers still rise keep them.
    fn settle(&mut self, mut block: &[Placed<'_>], (mut low, high): (Border, Border)) {
        while let Some(at) =
            block.iter().position(|one| one.own.is_some_and(|own| low.number < own && own < high.number))
        {
            let (run, rest) = block.split_at(at);
            let Some((kept, behind)) = rest.split_first() else { return };
            let number = kept.own.unwrap_or(low.number);
            let border = Border { number, is_in_category: true };
            self.spread(run, (low, border));
            self.orders.insert(kept.phrase.id, number);
            (block, low) = (behind, border);
        }
        self.spread(block, (low, high));
    }

    /// Numbers phrases between two borders.
    fn spread(&mut self, run: &[Placed<'_>], (low, high): (Border, Border)) {
        let room = u64::from(high.number.saturating_sub(low.number));
        let count = run.len() as u64;
        if room <= count {
            self.is_crowded |= count > 0;
            self.orders.extend(run.iter().map(|one| (one.phrase.id, low.number)));
            return;
        }
        let even = room / (count + 1);
        let small = even.min((room / SHARE_AT_THE_END).max(1));
        let (start, step) = match (low.is_in_category, high.is_in_category) {
            (true, false) => (u64::from(low.number), small),
            (false, true) => (u64::from(high.number) - small * (count + 1), small),
            _ => (u64::from(low.number), even),
        };
        for (one, nth) in run.iter().zip(1..) {
            self.orders.insert(one.phrase.id, (start + step * nth) as u32);
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
