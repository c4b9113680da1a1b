//! What one character does to an alignment, as bits.

use super::ways::MAX_LEN;

/// The places from which letters can be taken, by how many letters are taken.
#[derive(Clone, Copy, Default)]
pub(super) struct Masks {
    /// Bit n: some place takes n letters.
    pub(super) lens: u16,
    pub(super) places: [u64; MAX_LEN + 1],
}

impl Masks {
    pub(super) fn add(&mut self, from: usize, len: usize) {
        self.lens |= 1 << len;
        self.places[len] |= 1 << from;
    }

    /// The places from which any number of letters can be taken.
    pub(super) fn places(&self) -> u64 {
        self.places.iter().fold(0, |all, places| all | places)
    }

    pub(super) fn join(&mut self, other: &Self) {
        self.lens |= other.lens;
        self.places.iter_mut().zip(&other.places).for_each(|(mine, theirs)| *mine |= theirs);
    }

    /// The state behind the character, and whether an alignment is complete.
    #[inline]
    pub(super) fn step(&self, state: u64, letters: usize) -> (u64, bool) {
        let (mut next, mut is_complete) = (0, false);
        let mut lens = self.lens;
        while lens != 0 {
            let len = lens.trailing_zeros() as usize;
            lens &= lens - 1;
            let taken = self.places[len] & state;
            is_complete |= len > 0 && letters >= len && taken >> (letters - len) & 1 == 1;
            next |= taken << len;
        }
        (next, is_complete)
    }
}

/// What one character does.
#[derive(Clone, Copy, Default)]
pub(super) struct Row {
    /// Taken whole: literally or by a whole syllable.
    pub(super) whole: Masks,
    /// Taken in part: by an initial or the beginning of a syllable.
    pub(super) part: Masks,
    /// For runs with a typing error: number of an [`Errors`], plus one.
    pub(super) errors: u32,
}

impl Row {
    #[inline]
    pub(super) fn step(&self, state: u64, letters: usize) -> (u64, bool) {
        let (whole, part) = (self.whole.step(state, letters), self.part.step(state, letters));
        (whole.0 | part.0, whole.1 | part.1)
    }
}

#[derive(Clone, Copy, Default)]
pub(super) struct Errors {
    pub(super) erring: Masks,
    pub(super) swapping: Masks,
    pub(super) swapped: Masks,
}

pub(super) const NO_MASKS: Masks = Masks { lens: 0, places: [0; MAX_LEN + 1] };
pub(super) const NO_ERRORS: Errors = Errors { erring: NO_MASKS, swapping: NO_MASKS, swapped: NO_MASKS };
