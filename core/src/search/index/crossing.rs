//! Alignments that skip marks by the rules, all at once.

use super::masks::Row;
use crate::search::chars::Class;

/// Which letters can be taken in each [`State`] of a run.
///
/// [`State`]: crate::search::state::State
#[derive(Clone, Copy, Default)]
pub(super) struct Crossing {
    whole: u64,
    open: u64,
    partial: u64,
    crossed_whole: u64,
    crossed: u64,
    ended: u64,
    owing: u64,
}

impl Crossing {
    /// The states behind a character, and whether an alignment is complete.
    pub(super) fn matched(&self, row: &Row, start: u64, letters: usize) -> (Self, bool) {
        let beside = self.whole | self.open | self.partial | self.owing;
        let across = self.crossed_whole | self.crossed;
        let (whole, whole_end) = row.whole.step(start | beside | across | self.ended, letters);
        let (partial, partial_end) = row.part.step(start, letters);
        let (open, open_end) = row.part.step(beside, letters);
        let (owing, _) = row.part.step(across, letters);
        (Self { whole, open, partial, owing, ..Self::default() }, whole_end || partial_end || open_end)
    }

    /// The states behind a unit that is skipped.
    pub(super) fn skipped(&self, class: Class) -> Self {
        match class {
            Class::Solid => Self::default(),
            Class::Joint => *self,
            Class::Divider => Self {
                crossed_whole: self.whole | self.crossed_whole,
                crossed: self.open | self.crossed,
                ended: self.ended,
                ..Self::default()
            },
            Class::End => Self { ended: self.whole | self.crossed_whole | self.ended, ..Self::default() },
        }
    }

    pub(super) fn joined(self, other: Self) -> Self {
        Self {
            whole: self.whole | other.whole,
            open: self.open | other.open,
            partial: self.partial | other.partial,
            crossed_whole: self.crossed_whole | other.crossed_whole,
            crossed: self.crossed | other.crossed,
            ended: self.ended | other.ended,
            owing: self.owing | other.owing,
        }
    }
}
