//! Which documents have which three initials in a row in their text.
//!
//! Pairs tell units apart, but a letter alone is a range of them, and the lists of two such ranges name half of a large
//! library. Three letters in a row name few. A unit counts with the first letters of all its readings, or as the Latin letter
//! that it is; where one has none, no triple is.

use std::ops::Range;

use super::bytes::{U32s, put_varint};
use super::docs::DocId;
use super::pairs::Documents;

/// Triples of the letters a to z.
const COUNT: usize = 26 * 26 * 26;

/// The lists, as they lie in the file.
#[derive(Clone, Copy)]
pub(super) struct Triples<'a> {
    pub(super) ends: U32s<'a>,
    pub(super) lists: &'a [u8],
}

/// The number of a triple of letters, each from 0 to 25.
pub(super) fn triple(letters: [u8; 3]) -> u16 {
    letters.iter().fold(0, |number, letter| number * 26 + u16::from(*letter))
}

impl<'a> Triples<'a> {
    /// Bytes of a list: about one for each document in it.
    pub(super) fn cost(self, triple: u16) -> usize {
        self.range(triple).len()
    }

    /// The documents of a triple, ascending.
    pub(super) fn documents(self, triple: u16) -> Documents<'a> {
        Documents::new(self.lists.get(self.range(triple)).unwrap_or_default())
    }

    fn range(self, triple: u16) -> Range<usize> {
        let end = |at: usize| self.ends.get(at) as usize;
        usize::from(triple).checked_sub(1).map_or(0, end)..end(usize::from(triple))
    }
}

/// Collects triples document by document.
pub(super) struct TriplesBuilder {
    /// For each triple its list, and the least number that can follow.
    lists: Vec<(Vec<u8>, DocId)>,
}

impl TriplesBuilder {
    pub(super) fn new() -> Self {
        Self { lists: vec![Default::default(); COUNT] }
    }

    /// Adds a text: the sets of letters of its units, marks left out. Documents come in ascending order.
    pub(super) fn add(&mut self, doc: DocId, letters: impl Iterator<Item = u32>) {
        let mut before = [0, 0];
        for set in letters {
            for first in each(before[0]) {
                for second in each(before[1]) {
                    for third in each(set) {
                        self.put(triple([first, second, third]), doc);
                    }
                }
            }
            before = [before[1], set];
        }
    }

    fn put(&mut self, triple: u16, doc: DocId) {
        let (list, next) = &mut self.lists[usize::from(triple)];
        if doc >= *next {
            put_varint(list, doc - *next);
            *next = doc + 1;
        }
    }

    /// The two sections.
    pub(super) fn finish(self) -> [Vec<u8>; 2] {
        let mut ends = Vec::with_capacity(COUNT * 4);
        let mut lists = Vec::with_capacity(self.lists.iter().map(|(list, _)| list.len()).sum());
        for (list, _) in self.lists {
            lists.extend_from_slice(&list);
            ends.extend_from_slice(&(lists.len() as u32).to_le_bytes());
        }
        [ends, lists]
    }
}

/// The letters of a set, bit 0 being a.
pub(super) fn each(mut set: u32) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        let letter = (set != 0).then(|| set.trailing_zeros() as u8)?;
        set &= set - 1;
        Some(letter)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back() {
        let (a, b, c) = (1, 2, 4);
        let mut builder = TriplesBuilder::new();
        builder.add(3, [a, b, c, a, b, c].into_iter());
        builder.add(9, [a, 0, b, c, a | b].into_iter());
        let [ends, lists] = builder.finish();
        let triples = Triples { ends: U32s(&ends), lists: &lists };
        let documents = |letters| triples.documents(triple(letters)).collect::<Vec<_>>();
        assert_eq!(documents([0, 1, 2]), [3]);
        assert_eq!(documents([1, 2, 0]), [3, 9]);
        assert_eq!(documents([1, 2, 1]), [9]);
        assert_eq!(documents([25, 25, 25]), [0; 0]);
        assert_eq!(triples.cost(triple([1, 2, 0])), 2);
    }
}
