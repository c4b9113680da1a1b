//! Sets of documents.

use super::docs::DocId;

/// A set of numbers below a bound, a bit for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bits {
    words: Vec<u64>,
}

impl Bits {
    /// The empty set, with room for the numbers below `len`.
    pub(super) fn new(len: usize) -> Self {
        Self { words: vec![0; len.div_ceil(64)] }
    }

    /// All numbers below `len`.
    pub(super) fn full(len: usize) -> Self {
        let mut words = vec![u64::MAX; len.div_ceil(64)];
        if let (Some(last), rest @ 1..) = (words.last_mut(), len % 64) {
            *last = (1 << rest) - 1;
        }
        Self { words }
    }

    /// Empties the set and gives it room for the numbers below `len`.
    pub(super) fn reset(&mut self, len: usize) {
        self.words.clear();
        self.words.resize(len.div_ceil(64), 0);
    }

    /// Adds a number; what is beyond the bound is left out.
    #[inline]
    pub(super) fn add(&mut self, doc: DocId) {
        if let Some(word) = self.words.get_mut(doc as usize / 64) {
            *word |= 1 << (doc % 64);
        }
    }

    /// Takes a number out.
    pub(super) fn remove(&mut self, doc: DocId) {
        if let Some(word) = self.words.get_mut(doc as usize / 64) {
            *word &= !(1 << (doc % 64));
        }
    }

    #[inline]
    pub(super) fn has(&self, doc: DocId) -> bool {
        self.words.get(doc as usize / 64).is_some_and(|word| word >> (doc % 64) & 1 == 1)
    }

    /// Whether the set has no room for any number.
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    pub(super) fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Leaves only what the other set has, too.
    pub(super) fn keep(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(mine, theirs)| *mine &= theirs);
    }

    /// Adds what the other set has.
    pub(super) fn join(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(mine, theirs)| *mine |= theirs);
    }

    /// The numbers from `start` on, ascending.
    pub(super) fn iter_from(&self, start: DocId) -> impl Iterator<Item = DocId> {
        let first = start as usize / 64;
        self.words.iter().enumerate().skip(first).flat_map(move |(at, word)| {
            let mut word = if at == first { word & (u64::MAX << (start % 64)) } else { *word };
            std::iter::from_fn(move || {
                let bit = (word != 0).then(|| word.trailing_zeros())?;
                word &= word - 1;
                Some(at as DocId * 64 + bit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets() {
        let mut bits = Bits::new(130);
        [0, 63, 64, 129, 500].iter().for_each(|doc| bits.add(*doc));
        assert_eq!(bits.iter_from(0).collect::<Vec<_>>(), [0, 63, 64, 129]);
        assert_eq!(bits.iter_from(64).collect::<Vec<_>>(), [64, 129]);
        assert!(bits.has(63) && !bits.has(62) && !bits.has(500));
        let mut other = Bits::new(130);
        other.add(64);
        bits.keep(&other);
        assert_eq!((bits.count(), bits.iter_from(0).next()), (1, Some(64)));
        bits.join(&Bits::full(70));
        assert_eq!((bits.count(), bits.has(69), bits.has(70)), (70, true, false));
        bits.reset(10);
        assert_eq!(bits.count(), 0);
    }
}
