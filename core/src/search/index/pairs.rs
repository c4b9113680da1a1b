//! Which documents have which two units side by side, in one zone of an index.
//!
//! A row belongs to a first unit and lists the second units that stand beside it, ascending; each pair has the ascending
//! numbers of its documents, as differences. Marks that a run may skip are left out of the pairs, so that 发，货 is a pair
//! 发货. The last unit of a field is paired with [`END`]; a mark that occurs is a pair of its own with it.
//!
//! Since units are numbered by spelling, what a letter can mean is a range of rows and, inside a row, a range of pairs,
//! whose lists lie one behind the other. What a query costs here can be told from lengths before a list is read.

use std::ops::Range;

use super::alphabet::{END, Id};
use super::bytes::{U16s, U32s, put_varint, take_varint};
use super::docs::DocId;

/// The pairs of one zone, as they lie in the file.
#[derive(Clone, Copy)]
pub(super) struct Pairs<'a> {
    /// For each unit the number of its first pair; one more at the end.
    pub(super) rows: U32s<'a>,
    /// The second unit of each pair.
    pub(super) seconds: U16s<'a>,
    /// Where the list of each pair ends.
    pub(super) ends: U32s<'a>,
    pub(super) lists: &'a [u8],
}

impl<'a> Pairs<'a> {
    /// The pairs that begin with a unit and go on with one of a range.
    pub(super) fn find(self, first: Id, seconds: Range<Id>) -> Range<usize> {
        self.find_in(&self.row(first), seconds)
    }

    /// The pairs of a row that go on with one of a range.
    pub(super) fn find_in(self, row: &Range<usize>, seconds: Range<Id>) -> Range<usize> {
        let start = self.seconds.lower_bound(row.start, row.end, seconds.start);
        let end = self.seconds.lower_bound(start, row.end, seconds.end);
        start..end
    }

    /// The pairs that begin with a unit.
    pub(super) fn row(self, first: Id) -> Range<usize> {
        self.rows_of(first..first.saturating_add(1))
    }

    /// The pairs that begin with one of a range of units.
    pub(super) fn rows_of(self, firsts: Range<Id>) -> Range<usize> {
        let known = self.seconds.len();
        let beyond = self.rows.len().saturating_sub(1);
        let start = (self.rows.get(usize::from(firsts.start).min(beyond)) as usize).min(known);
        let last = usize::from(firsts.end).min(beyond);
        start..(self.rows.get(last) as usize).clamp(start, known)
    }

    /// The bytes of the lists of some pairs: about one for each document in them.
    pub(super) fn cost(self, pairs: &Range<usize>) -> usize {
        if pairs.is_empty() { 0 } else { self.end(pairs.end - 1).saturating_sub(self.start(pairs.start)) }
    }

    /// The documents of one pair, ascending.
    pub(super) fn documents(self, pair: usize) -> Documents<'a> {
        let range = self.start(pair)..self.end(pair);
        Documents::new(self.lists.get(range).unwrap_or_default())
    }

    fn start(self, pair: usize) -> usize {
        pair.checked_sub(1).map_or(0, |before| self.end(before))
    }

    fn end(self, pair: usize) -> usize {
        self.ends.get(pair) as usize
    }
}

/// The documents of a list.
pub(super) struct Documents<'a> {
    list: &'a [u8],
    /// The least number that can follow.
    next: DocId,
}

impl<'a> Documents<'a> {
    /// Of a list of differences.
    pub(super) fn new(list: &'a [u8]) -> Self {
        Self { list, next: 0 }
    }
}

impl Iterator for Documents<'_> {
    type Item = DocId;

    #[inline]
    fn next(&mut self) -> Option<DocId> {
        let document = self.next.checked_add(take_varint(&mut self.list)?)?;
        self.next = document.checked_add(1)?;
        Some(document)
    }
}

/// Collects the pairs of one zone, part by part.
#[derive(Default)]
pub(super) struct PairsBuilder {
    rows: Vec<u32>,
    seconds: Vec<u16>,
    ends: Vec<u32>,
    lists: Vec<u8>,
}

/// A pair in a document: first unit, second unit and document, from the high bits down.
pub(super) type Occurrence = u64;

pub(super) fn occurrence(first: Id, second: Id, document: DocId) -> Occurrence {
    u64::from(first) << 48 | u64::from(second) << 32 | u64::from(document)
}

impl PairsBuilder {
    /// Adds occurrences whose first units are higher than all that were added before. They need no order, and may
    /// repeat.
    pub(super) fn add(&mut self, occurrences: &mut [Occurrence]) {
        occurrences.sort_unstable();
        let mut last = None;
        for &occurrence in &*occurrences {
            if last == Some(occurrence) {
                continue;
            }
            let same_pair = last.is_some_and(|last| last >> 32 == occurrence >> 32);
            if !same_pair {
                self.open((occurrence >> 48) as Id, (occurrence >> 32) as Id);
            }
            let document = occurrence as u32;
            let next = if same_pair { last.map_or(0, |last| last as u32 + 1) } else { 0 };
            put_varint(&mut self.lists, document - next);
            if let Some(end) = self.ends.last_mut() {
                *end = self.lists.len() as u32;
            }
            last = Some(occurrence);
        }
    }

    fn open(&mut self, first: Id, second: Id) {
        self.rows.resize(usize::from(first) + 1, self.seconds.len() as u32);
        self.seconds.push(second);
        self.ends.push(self.lists.len() as u32);
    }

    /// The sections of the zone, in the order of the fields of [`Pairs`], for an alphabet of so many units.
    pub(super) fn finish(mut self, units: usize) -> [Vec<u8>; 4] {
        self.rows.resize(units + 1, self.seconds.len() as u32);
        let rows = self.rows.iter().flat_map(|number| number.to_le_bytes()).collect();
        let seconds = self.seconds.iter().flat_map(|number| number.to_le_bytes()).collect();
        let ends = self.ends.iter().flat_map(|number| number.to_le_bytes()).collect();
        [rows, seconds, ends, self.lists]
    }
}

/// Calls `found` with every pair of a field: its units in order, each with whether a run may skip it.
pub(super) fn pairs_of(units: impl Iterator<Item = (Id, bool)>, mut found: impl FnMut(Id, Id)) {
    let mut before = None;
    for (unit, is_mark) in units {
        if is_mark {
            found(unit, END);
            continue;
        }
        if let Some(before) = before {
            found(before, unit);
        }
        before = Some(unit);
    }
    if let Some(last) = before {
        found(last, END);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back_by_row_and_range() {
        let mut builder = PairsBuilder::default();
        builder.add(&mut [
            occurrence(1, 5, 9),
            occurrence(1, 5, 0),
            occurrence(1, 5, 9),
            occurrence(1, 2, 300),
        ]);
        builder.add(&mut [occurrence(3, END, 7)]);
        let [rows, seconds, ends, lists] = builder.finish(5);
        let pairs = Pairs { rows: U32s(&rows), seconds: U16s(&seconds), ends: U32s(&ends), lists: &lists };
        let documents = |range: Range<usize>| -> Vec<Vec<DocId>> {
            range.map(|pair| pairs.documents(pair).collect()).collect()
        };
        assert_eq!(documents(pairs.find(1, 0..9)), [vec![300], vec![0, 9]]);
        assert_eq!(documents(pairs.find(1, 3..6)), [vec![0, 9]]);
        assert!(documents(pairs.find(3, 0..9)).is_empty());
        assert_eq!(documents(pairs.row(3)), [[7]]);
        assert_eq!(documents(pairs.rows_of(0..9)), [vec![300], vec![0, 9], vec![7]]);
        assert!(documents(pairs.row(4)).is_empty());
        assert!(documents(pairs.row(77)).is_empty());
        assert_eq!((pairs.cost(&pairs.row(1)), pairs.cost(&pairs.row(2))), (4, 0));
    }

    #[test]
    fn marks_are_skipped_and_listed() {
        let mut pairs = Vec::new();
        let units = [(1, false), (9, true), (2, false), (9, true)];
        pairs_of(units.into_iter(), |first, second| pairs.push((first, second)));
        assert_eq!(pairs, [(9, END), (1, 2), (9, END), (2, END)]);
    }
}
