//! Finding the cheapest alignment of a term in a text.
//!
//! The cheapest alignment is made of cheapest parts: the cost of the rest of the term from a unit of the text on depends
//! only on the place in the text, the place in the term and the [`State`]. Each of these costs is worked out once
//! ([`Memo`]), so the time is bounded by the product of the two lengths whatever the query, and the recursion by the
//! length of the term.

use super::cost::Cost;
use super::fold::Folded;
use super::memo::Memo;
use super::pinyin::{FuzzyTable, Readings, Syllable, initial_len, letter_bit};
use super::query::Term;
use super::spell::{Typo, spell};
use super::state::State;
use super::verify::Alignment;

/// Characters that a run skips at most between two that it matches. It bounds the time on texts that are all marks.
pub(crate) const MAX_SKIPPED: usize = 64;
/// Letters that the beginning of a fuzzy spelling needs: one alone is an initial, and those are not fuzzy.
pub(crate) const MIN_FUZZY_PREFIX: usize = 2;

/// Which ways are open to the characters of one run.
#[derive(Clone, Copy)]
pub(crate) enum Way<'a> {
    Exact,
    /// The exact ways, and syllables in their fuzzy spellings.
    Fuzzy(&'a FuzzyTable),
    /// Literally and by syllables, with one wrong letter in all. Initials are left out: with an error beside them
    /// they would match anything.
    Typo,
    /// The exact ways, and hanzi of the term for hanzi that sound alike.
    Homophone,
}

/// Which alignments are asked for.
#[derive(Clone, Copy)]
pub(crate) struct Bounds {
    /// Whether marks of the text may be skipped.
    pub(crate) may_skip: bool,
    /// The first unit of the text with which a run may begin.
    pub(crate) start_from: usize,
    /// The last one.
    pub(crate) start_by: usize,
    /// The unit before which a run must not end.
    pub(crate) end_from: usize,
}

impl Bounds {
    /// Every alignment.
    pub(crate) const ANYWHERE: Self =
        Self { may_skip: true, start_from: 0, start_by: usize::MAX, end_from: 0 };
}

/// One way for one character: what it costs, and where the term and the state stand afterwards.
#[derive(Clone, Copy)]
struct Step {
    next: usize,
    state: State,
    cost: Cost,
}

/// Working memory that one run leaves to the next.
#[derive(Default)]
pub(crate) struct Scratch {
    memo: Memo,
    /// A stack of steps still to be tried, shared by the levels of the recursion.
    steps: Vec<Step>,
}

/// One term against one text, by one set of ways.
pub(crate) struct Run<'a> {
    text: &'a Folded,
    term: &'a Term,
    way: Way<'a>,
    bounds: Bounds,
    scratch: &'a mut Scratch,
}

impl<'a> Run<'a> {
    pub(crate) fn new(
        text: &'a Folded,
        term: &'a Term,
        way: Way<'a>,
        bounds: Bounds,
        scratch: &'a mut Scratch,
    ) -> Self {
        scratch.memo.clear();
        Self { text, term, way, bounds, scratch }
    }

    /// The cheapest alignment, and of equally cheap ones the leftmost.
    pub(crate) fn best(mut self) -> Option<Alignment> {
        let mut best = (Cost::NONE, 0);
        for start in self.bounds.start_from..self.text.len().min(self.bounds.start_by.saturating_add(1)) {
            if !self.may_start(start) {
                continue;
            }
            self.scratch.memo.give_up_before(start);
            let cost = self.unit(start, 0, State::Start).plus(self.cut_before(start));
            if cost < best.0 {
                best = (cost, start);
            }
            if cost == Cost::LITERAL {
                break;
            }
        }
        let (cost, start) = best;
        if cost == Cost::NONE {
            return None;
        }
        self.scratch.memo.clear();
        let without_cut = self.unit(start, 0, State::Start);
        Some(Alignment { cost, units: self.trace(start, without_cut) })
    }

    /// What it costs that a run begins with this unit: something if that is inside a Latin word.
    fn cut_before(&self, at: usize) -> Cost {
        if at > 0 { self.cut_between(at - 1) } else { Cost::LITERAL }
    }

    /// What a border of the run behind this unit costs.
    fn cut_between(&self, at: usize) -> Cost {
        let is_letter = |at: usize| self.text.units.get(at).is_some_and(|unit| unit.is_latin_letter());
        if is_letter(at) && is_letter(at + 1) { Cost::INITIAL } else { Cost::LITERAL }
    }

    /// A cheap test that leaves out most places of a text.
    fn may_start(&self, at: usize) -> bool {
        let unit = self.text.units[at];
        if self.text.same(at, &self.term.folded, 0) {
            return true;
        }
        let letter = letter_bit(self.term.ascii[0]);
        match self.way {
            Way::Exact => unit.readings.first_letters() & letter != 0,
            Way::Fuzzy(table) => table.first_letters(unit.readings) & letter != 0,
            Way::Typo => unit.readings != Readings::NONE || unit.is_latin_letter(),
            Way::Homophone => {
                unit.readings.first_letters() & letter != 0
                    || unit.readings.sound_alike(self.term.folded.units[0].readings)
            }
        }
    }

    /// The cheapest cost of the term from `from`, its first character taken by the unit at `at`.
    fn unit(&mut self, at: usize, from: usize, state: State) -> Cost {
        if let Some(known) = self.scratch.memo.get(at, from, state) {
            return known;
        }
        let bottom = self.scratch.steps.len();
        self.push_steps(at, from, state);
        if self.scratch.steps.len() == bottom {
            return Cost::NONE;
        }
        let mut best = Cost::NONE;
        while self.scratch.steps.len() > bottom {
            let Some(step) = self.scratch.steps.pop() else { break };
            best = best.min(step.cost.plus(self.after(at + 1, step)));
        }
        self.scratch.memo.set(at, from, state, best);
        best
    }

    /// The cheapest cost of what a step leaves of the term, from the units at `at` and behind.
    fn after(&mut self, at: usize, step: Step) -> Cost {
        if step.next == self.term.len() {
            let may_end = step.state.may_end() && at > self.bounds.end_from;
            return if may_end { self.cut_between(at - 1) } else { Cost::NONE };
        }
        let mut best = Cost::NONE;
        let mut state = Some(step.state);
        for skipped in 0..=self.max_skipped() {
            let (Some(now), Some(unit)) = (state, self.text.units.get(at + skipped)) else { break };
            best = best.min(self.unit(at + skipped, step.next, now).skipping(skipped));
            state = now.skipped(unit.class);
        }
        best
    }

    fn max_skipped(&self) -> usize {
        if self.bounds.may_skip { MAX_SKIPPED } else { 0 }
    }

    /// The units of a cheapest alignment that begins at `start` and costs `cost`.
    fn trace(&mut self, start: usize, mut cost: Cost) -> Vec<u32> {
        let mut units = vec![start as u32];
        let (mut at, mut from, mut state) = (start, 0, State::Start);
        while let Some(step) = self.step_of_cost(at, from, state, cost) {
            if step.next == self.term.len() {
                break;
            }
            let Some(landing) = self.landing(at + 1, step) else { break };
            (at, state) = landing;
            from = step.next;
            cost = self.unit(at, from, state);
            units.push(at as u32);
        }
        units
    }

    /// The step of the unit at `at` by which the rest of the term costs `cost` in all.
    fn step_of_cost(&mut self, at: usize, from: usize, state: State, cost: Cost) -> Option<Step> {
        let bottom = self.scratch.steps.len();
        self.push_steps(at, from, state);
        let steps = self.scratch.steps.split_off(bottom);
        steps.into_iter().find(|step| step.cost.plus(self.after(at + 1, *step)) == cost)
    }

    /// The unit from `at` on that takes over after a step, and the state it finds.
    fn landing(&mut self, at: usize, step: Step) -> Option<(usize, State)> {
        let cost = self.after(at, step);
        let mut state = step.state;
        for skipped in 0..=self.max_skipped() {
            let unit = self.text.units.get(at + skipped)?;
            if self.unit(at + skipped, step.next, state).skipping(skipped) == cost {
                return Some((at + skipped, state));
            }
            state = state.skipped(unit.class)?;
        }
        None
    }

    /// Puts every way for the unit at `at` to take the term from `from` on the stack.
    fn push_steps(&mut self, at: usize, from: usize, state: State) {
        let unit = self.text.units[at];
        if state != State::Swapped && self.text.same(at, &self.term.folded, from) {
            self.push(Step { next: from + 1, state, cost: Cost::LITERAL }, true);
        }
        // With a wrong letter beside it, a rare reading would be anything.
        let counted = if let Way::Typo = self.way { 1 } else { usize::MAX };
        for (rank, syllable) in unit.readings.syllables().iter().enumerate().take(counted) {
            let extra = if rank == 0 { Cost::LITERAL } else { Cost::OTHER_READING };
            self.push_syllable(from, state, *syllable, extra);
        }
        match self.way {
            Way::Typo if unit.is_latin_letter() => self.push_erring(from, state, &[unit.ascii()], None),
            Way::Homophone if self.term.folded.units[from].readings.sound_alike(unit.readings) => {
                self.push(Step { next: from + 1, state, cost: Cost::HOMOPHONE }, true);
            }
            _ => {}
        }
    }

    fn push_syllable(&mut self, from: usize, state: State, syllable: Syllable, extra: Cost) {
        let spelling = syllable.spelling();
        if let Way::Typo = self.way {
            return self.push_erring(from, state, spelling, Some(extra));
        }
        self.push_spelled(from, state, spelling, 1, extra);
        for len in 1..=initial_len(spelling) {
            if self.term.ascii[from..].starts_with(&spelling[..len]) {
                self.push(Step { next: from + len, state, cost: extra.plus(Cost::INITIAL) }, false);
            }
        }
        if let Way::Fuzzy(table) = self.way {
            for other in table.of(syllable) {
                let exchanged = (0..other.exchanges).fold(extra, |cost, _| cost.plus(Cost::FUZZY));
                self.push_spelled(from, state, other.spelling.as_bytes(), MIN_FUZZY_PREFIX, exchanged);
            }
        }
    }

    /// The ways by a spelling: whole, or cut by the end of the term after `min_prefix` letters or more.
    fn push_spelled(&mut self, from: usize, state: State, spelling: &[u8], min_prefix: usize, extra: Cost) {
        let term = self.term;
        spell(term, from, spelling, Typo::Spent, &mut |ending| {
            if ending.whole {
                self.push(Step { next: ending.next, state, cost: extra.plus(Cost::FULL) }, true);
            } else if ending.next - from >= min_prefix {
                self.push(Step { next: ending.next, state, cost: extra.plus(Cost::PREFIX) }, false);
            }
        });
    }

    /// The ways by the spelling of a syllable (with its extra cost), or by a Latin letter, with a typing error if none
    /// has been made.
    fn push_erring(&mut self, from: usize, state: State, spelling: &[u8], syllable: Option<Cost>) {
        let steps = &mut self.scratch.steps;
        spell(self.term, from, spelling, state.typo(), &mut |ending| {
            let way = match (syllable, ending.whole) {
                (Some(extra), true) => extra.plus(Cost::FULL),
                (Some(extra), false) => extra.plus(Cost::PREFIX),
                (None, true) => Cost::LITERAL,
                (None, false) => return,
            };
            let behind = match ending.typo {
                Typo::Allowed => state.matched(ending.whole),
                Typo::Spent => Some(State::Erred),
                Typo::Swapped => Some(State::Swapped),
            };
            let Some(behind) = behind else { return };
            if from == 0 && ending.next == 0 && behind == State::Erred {
                // A run does not begin with a character of which nothing was typed.
                return;
            }
            let is_new = state.typo() == Typo::Allowed && behind.typo() != Typo::Allowed;
            let error = if is_new { Cost::TYPO } else { Cost::LITERAL };
            steps.push(Step { next: ending.next, state: behind, cost: way.plus(error) });
        });
    }

    /// Puts one way on the stack. The step still has the state before the character, which is matched whole or not.
    fn push(&mut self, step: Step, whole: bool) {
        if let Some(state) = step.state.matched(whole) {
            self.scratch.steps.push(Step { state, ..step });
        }
    }
}
