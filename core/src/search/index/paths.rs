//! Collecting the edges of a lattice, and finding those that lie on a path.

use super::lattice::{Edge, LAYERS, PARTS, Part, Units};
use super::ways::MAX_LEN;

pub(super) struct Collector {
    pub(super) edges: Vec<Edge>,
    /// The number of the edge of each place, length and part.
    numbers: Vec<u16>,
}

impl Collector {
    pub(super) fn new(letters: usize) -> Self {
        Self { edges: Vec::new(), numbers: vec![u16::MAX; letters * (MAX_LEN + 1) * PARTS] }
    }

    pub(super) fn edge(&mut self, from: usize, len: usize, part: Part) -> &mut Units {
        let slot = (from * (MAX_LEN + 1) + len.min(MAX_LEN)) * PARTS + part as usize;
        if self.numbers[slot] == u16::MAX {
            self.numbers[slot] = self.edges.len() as u16;
            let units = Units::default();
            let edge = Edge { from, to: from + len, part, units, initials: 0, leaves: [false; LAYERS] };
            self.edges.push(edge);
        }
        &mut self.edges[usize::from(self.numbers[slot])].units
    }
}

/// Finds out which edges lie on a path from the first place to the last.
pub(super) fn mark_paths(edges: &mut [Edge], letters: usize, needs_guess: bool) {
    // A character may take no letter, so places are not enough to go by: go on until nothing changes.
    let mut reached = vec![[false; LAYERS]; letters + 1];
    let mut ends = vec![[false; LAYERS]; letters + 1];
    reached[0][0] = true;
    ends[letters] = [!needs_guess, needs_guess, false];
    edges.sort_by_key(|edge| edge.from);
    spread(edges.iter(), |edge, (before, after)| {
        raise(reached[edge.from][before], &mut reached[edge.to][after])
    });
    spread(edges.iter().rev(), |edge, (before, after)| {
        raise(ends[edge.to][after], &mut ends[edge.from][before])
    });
    for edge in edges {
        for &(before, after) in edge.part.steps() {
            edge.leaves[before] |= reached[edge.from][before] && ends[edge.to][after];
        }
    }
}

/// Sets a flag if `to` says so; returns whether that changed it.
fn raise(to: bool, flag: &mut bool) -> bool {
    let changes = to && !*flag;
    *flag |= to;
    changes
}

/// Goes through the edges until `step` changes nothing more.
fn spread<'a>(
    edges: impl Iterator<Item = &'a Edge> + Clone,
    mut step: impl FnMut(&Edge, (usize, usize)) -> bool,
) {
    loop {
        let mut has_changed = false;
        for edge in edges.clone() {
            for &layers in edge.part.steps() {
                has_changed |= step(edge, layers);
            }
        }
        if !has_changed {
            return;
        }
    }
}
