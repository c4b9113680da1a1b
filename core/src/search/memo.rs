//! What a run has worked out already.

use std::collections::VecDeque;

use super::cost::Cost;
use super::state::State;

/// Costs by place in the text, place in the term and state.
///
/// Only what was asked for is kept, and only for places that can still be reached: a row is given up as soon as the
/// run starts behind it. So the memory depends on the term, not on the length of the text.
#[derive(Default)]
pub(crate) struct Memo {
    /// The place in the text of the first row.
    first: usize,
    rows: VecDeque<Row>,
    /// Empty rows, kept for their capacity.
    spare: Vec<Row>,
}

/// The costs at one place in the text, by place in the term and state; empty until the first is known.
type Row = Vec<Cost>;

/// In the place of a cost that is not known: higher than any, and not that of no alignment.
const UNKNOWN: Cost = Cost::UNKNOWN;

impl Memo {
    pub(crate) fn clear(&mut self) {
        self.give_up_before(usize::MAX);
        self.first = 0;
    }

    /// Forgets what lies before a place.
    pub(crate) fn give_up_before(&mut self, place: usize) {
        while self.first < place {
            let Some(mut row) = self.rows.pop_front() else { break };
            row.clear();
            self.spare.push(row);
            self.first += 1;
        }
        if self.rows.is_empty() {
            self.first = place;
        }
    }

    pub(crate) fn get(&self, at: usize, from: usize, state: State) -> Option<Cost> {
        let row = self.rows.get(at.checked_sub(self.first)?)?;
        row.get(cell(from, state)).copied().filter(|cost| *cost != UNKNOWN)
    }

    /// Keeps a cost, at a place that is not given up.
    pub(crate) fn set(&mut self, at: usize, from: usize, state: State, cost: Cost) {
        let Some(index) = at.checked_sub(self.first) else { return };
        while self.rows.len() <= index {
            self.rows.push_back(self.spare.pop().unwrap_or_default());
        }
        let (row, cell) = (&mut self.rows[index], cell(from, state));
        if row.len() <= cell {
            row.resize(cell + 1, UNKNOWN);
        }
        row[cell] = cost;
    }
}

fn cell(from: usize, state: State) -> usize {
    from * State::COUNT + state as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_kept_until_their_place_is_given_up() {
        let mut memo = Memo::default();
        memo.give_up_before(5);
        memo.set(7, 63, State::Swapped, Cost::FULL);
        memo.set(5, 0, State::Whole, Cost::NONE);
        memo.set(4, 0, State::Whole, Cost::NONE);
        assert_eq!(memo.get(7, 63, State::Swapped), Some(Cost::FULL));
        assert_eq!(memo.get(7, 63, State::Erred), None);
        assert_eq!(memo.get(5, 0, State::Whole), Some(Cost::NONE));
        assert_eq!(memo.get(4, 0, State::Whole), None);
        memo.give_up_before(6);
        assert_eq!(memo.get(5, 0, State::Whole), None);
        assert_eq!(memo.get(7, 63, State::Swapped), Some(Cost::FULL));
        memo.clear();
        assert_eq!(memo.get(7, 63, State::Swapped), None);
        memo.set(0, 0, State::Whole, Cost::FULL);
        assert_eq!(memo.get(0, 0, State::Whole), Some(Cost::FULL));
    }
}
