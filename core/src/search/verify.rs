//! The verifier: whether and how a term matches a text.
//!
//! A term matches one contiguous run of a text, if every character of the run takes its part of the term in one of
//! these ways and the term is used up at the end of the run:
//! - literally, as folded (`fold`);
//! - by a whole syllable of one of its readings;
//! - by its initial: the first letter of a reading, or its zh, ch or sh;
//! - the last character of the run by any beginning of a syllable.
//!
//! Nothing matches inside a syllable, and no syllable but the last is cut. Spaces and punctuation of the text may be
//! skipped inside a run, unless the term has them too. One limit keeps noise out: a mark that ends or encloses something
//! (`，`, `]`, a line break) is skipped only if on each side of it the next character is matched whole (literally or by
//! a whole syllable) or two characters or more are matched. So `fahuo` finds 发，货 and `nhhy` finds 您好，欢迎, but `th`
//! does not find 糖，很.
//!
//! Approximate ways are tried one after another, each on its own and only if asked for: fuzzy sounds, one typing error,
//! homophones.
//!
//! Of all alignments the cheapest wins (`cost`), and of equally cheap ones the leftmost. It is found from cheapest
//! parts, kept by (place in the text, place in the term): the time is bounded by the product of the two lengths
//! whatever the query, and the recursion by the length of the term.

use super::Approximate;
use super::chars::Class;
use super::cost::Cost;
use super::fold::Folded;
use super::pinyin::{FuzzySounds, FuzzyTable, Readings, Syllable, initial_len, letter_bit};
use super::query::Term;
use super::spell::{Typo, spell};

/// Letters that a term needs before a typing error is looked for: shorter ones are near everything.
const MIN_LETTERS_FOR_TYPO: usize = 4;
/// Hanzi that a term needs before homophones are looked for.
const MIN_HANZI_FOR_HOMOPHONE: usize = 2;
/// Letters that the beginning of a fuzzy spelling needs: one alone is an initial, and those are not fuzzy.
const MIN_FUZZY_PREFIX: usize = 2;

/// How a term matches a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Alignment {
    pub(crate) cost: Cost,
    /// The units of the text that are matched, ascending; not empty. What lies between is skipped.
    pub(crate) units: Vec<u32>,
}

/// Aligns terms with texts. Keeps its working memory from one call to the next.
pub(crate) struct Verifier {
    approximate: Approximate,
    /// Made when first needed.
    fuzzy: Option<FuzzyTable>,
    scratch: Scratch,
}

impl Verifier {
    pub(crate) fn new(approximate: Approximate) -> Self {
        Self { approximate, fuzzy: None, scratch: Scratch::default() }
    }

    /// The best alignment by the exact ways.
    pub(crate) fn exact(&mut self, text: &Folded, term: &Term) -> Option<Alignment> {
        Run::new(text, term, Way::Exact, &mut self.scratch).best()
    }

    /// The best alignment by the first approximate way that gives one: fuzzy sounds, typing error, homophones.
    pub(crate) fn approximate(&mut self, text: &Folded, term: &Term) -> Option<Alignment> {
        let Approximate { fuzzy, typo, homophone } = self.approximate;
        let mut found = None;
        if fuzzy != FuzzySounds::NONE {
            let table = self.fuzzy.get_or_insert_with(|| FuzzyTable::new(fuzzy));
            found = Run::new(text, term, Way::Fuzzy(table), &mut self.scratch).best();
        }
        if found.is_none() && typo && term.letters() >= MIN_LETTERS_FOR_TYPO {
            found = Run::new(text, term, Way::Typo, &mut self.scratch).best();
        }
        if found.is_none() && homophone && term.hanzi() >= MIN_HANZI_FOR_HOMOPHONE {
            found = Run::new(text, term, Way::Homophone, &mut self.scratch).best();
        }
        found
    }

    /// The best exact alignment, or else the best approximate one.
    pub(crate) fn any(&mut self, text: &Folded, term: &Term) -> Option<Alignment> {
        self.exact(text, term).or_else(|| self.approximate(text, term))
    }
}

/// Which ways are open to the characters of one run.
#[derive(Clone, Copy)]
enum Way<'a> {
    Exact,
    /// The exact ways, and syllables in their fuzzy spellings.
    Fuzzy(&'a FuzzyTable),
    /// Literally and by syllables, with one wrong letter in all. Initials are left out: with an error beside them
    /// they would match anything.
    Typo,
    /// The exact ways, and hanzi of the term for hanzi that sound alike.
    Homophone,
}

/// What the characters matched so far allow the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nothing is matched yet.
    Start,
    /// A stop may follow: the last character is matched whole, or two are matched since the last stop.
    Open,
    /// No stop may follow: the run began with a character that is matched in part.
    Partial,
    /// A stop has just been skipped.
    Crossed,
    /// Behind a stop one character is matched, in part: another must follow, and no stop.
    Owing,
    /// In a run with a typing error: it has been made.
    Erred,
    /// In a run with a typing error: two letters are exchanged, and one of them is still to come.
    Swapped,
}

impl State {
    const COUNT: usize = 7;

    /// The state behind one more matched character.
    fn matched(self, whole: bool) -> Self {
        match self {
            Self::Start if !whole => Self::Partial,
            Self::Crossed if !whole => Self::Owing,
            Self::Start | Self::Open | Self::Partial | Self::Crossed | Self::Owing => Self::Open,
            Self::Erred | Self::Swapped => self,
        }
    }

    /// The state behind a skipped unit, if it may be skipped.
    fn skipped(self, class: Class) -> Option<Self> {
        match (class, self) {
            (Class::Solid, _) | (Class::Stop, Self::Partial | Self::Owing) => None,
            (Class::Stop, Self::Open) => Some(Self::Crossed),
            _ => Some(self),
        }
    }

    fn may_end(self) -> bool {
        !matches!(self, Self::Owing | Self::Swapped)
    }

    /// What the next spelling may do about a typing error, in a run that allows one.
    fn typo(self) -> Typo {
        match self {
            Self::Erred => Typo::Spent,
            Self::Swapped => Typo::Swapped,
            _ => Typo::Allowed,
        }
    }
}

/// One way for one character: what it costs, and where the term and the state stand afterwards.
#[derive(Clone, Copy)]
struct Step {
    next: usize,
    state: State,
    cost: Cost,
}

#[derive(Default)]
struct Scratch {
    /// The cheapest cost of aligning the rest of the term, by place in the text, place in the term and state.
    memo: Vec<Cost>,
    /// A stack of steps still to be tried, shared by the levels of the recursion.
    steps: Vec<Step>,
}

struct Run<'a> {
    text: &'a Folded,
    term: &'a Term,
    way: Way<'a>,
    scratch: &'a mut Scratch,
}

impl<'a> Run<'a> {
    fn new(text: &'a Folded, term: &'a Term, way: Way<'a>, scratch: &'a mut Scratch) -> Self {
        scratch.memo.clear();
        Self { text, term, way, scratch }
    }

    fn best(mut self) -> Option<Alignment> {
        let mut best = (Cost::NONE, 0);
        for start in 0..self.text.len() {
            if !self.may_start(start) {
                continue;
            }
            if self.scratch.memo.is_empty() {
                // Most texts have no start and never get here.
                self.scratch.memo.resize(self.text.len() * self.term.len() * State::COUNT, Cost::UNKNOWN);
            }
            let cost = self.unit(start, 0, State::Start);
            if cost < best.0 {
                best = (cost, start);
            }
            if cost == Cost::LITERAL {
                break;
            }
        }
        let (cost, start) = best;
        (cost != Cost::NONE).then(|| Alignment { cost, units: self.trace(start, cost) })
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
        let bottom = self.scratch.steps.len();
        self.push_steps(at, from, state);
        let mut best = Cost::NONE;
        while self.scratch.steps.len() > bottom {
            let Some(step) = self.scratch.steps.pop() else { break };
            best = best.min(step.cost.plus(self.after(at + 1, step)));
        }
        best
    }

    /// The cheapest cost of what a step leaves of the term, from the units at `at` and behind.
    fn after(&mut self, at: usize, step: Step) -> Cost {
        if step.next == self.term.len() {
            return if step.state.may_end() { Cost::LITERAL } else { Cost::NONE };
        }
        // Walk over what may be skipped to a unit that may not, or to a place that is known already …
        let mut end = at;
        let mut state = step.state;
        let mut crossed_at = usize::MAX;
        let mut cost = loop {
            let Some(unit) = self.text.units.get(end) else { break Cost::NONE };
            let known = self.scratch.memo[self.memo_index(end, step.next, state)];
            if known != Cost::UNKNOWN {
                break known;
            }
            let Some(behind) = state.skipped(unit.class) else {
                let cost = self.unit(end, step.next, state);
                let index = self.memo_index(end, step.next, state);
                self.scratch.memo[index] = cost;
                break cost;
            };
            if behind != state {
                (state, crossed_at) = (behind, end);
            }
            end += 1;
        };
        // … and come back, for a mark may also be matched literally. Without recursion, as there may be many.
        for skipped in (at..end).rev() {
            let state = if skipped > crossed_at { State::Crossed } else { step.state };
            cost = self.unit(skipped, step.next, state).min(match cost {
                Cost::NONE => cost,
                cost => cost.skipping(),
            });
            let index = self.memo_index(skipped, step.next, state);
            self.scratch.memo[index] = cost;
        }
        cost
    }

    fn memo_index(&self, at: usize, from: usize, state: State) -> usize {
        (at * self.term.len() + from) * State::COUNT + state as usize
    }

    /// The units of a cheapest alignment that begins at `start` and costs `cost`.
    fn trace(&mut self, start: usize, mut cost: Cost) -> Vec<u32> {
        let mut units = vec![start as u32];
        let (mut at, mut from, mut state) = (start, 0, State::Start);
        while let Some(step) = self.step_of_cost(at, from, state, cost) {
            if step.next == self.term.len() {
                break;
            }
            (at, state) = self.landing(at + 1, step);
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
    fn landing(&mut self, mut at: usize, mut step: Step) -> (usize, State) {
        while self.unit(at, step.next, step.state) != self.after(at, step) {
            let Some(behind) = step.state.skipped(self.text.units[at].class) else { break };
            step.state = behind;
            at += 1;
        }
        (at, step.state)
    }

    /// Puts every way for the unit at `at` to take the term from `from` on the stack.
    fn push_steps(&mut self, at: usize, from: usize, state: State) {
        let unit = self.text.units[at];
        if state != State::Swapped && self.text.same(at, &self.term.folded, from) {
            self.push(Step { next: from + 1, state, cost: Cost::LITERAL }, true);
        }
        for (rank, syllable) in unit.readings.syllables().iter().enumerate() {
            let extra = if rank == 0 { Cost::LITERAL } else { Cost::OTHER_READING };
            self.push_syllable(from, state, *syllable, extra);
        }
        match self.way {
            Way::Typo if unit.is_latin_letter() => self.push_erring(from, state, &[unit.ascii()], None),
            Way::Homophone if self.term.folded.units[from].readings.sound_alike(unit.readings) => {
                self.push(Step { next: from + 1, state, cost: Cost::GUESS }, true);
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
                self.push_spelled(from, state, other.as_bytes(), MIN_FUZZY_PREFIX, extra.plus(Cost::FUZZY));
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
                Typo::Spent => State::Erred,
                Typo::Swapped => State::Swapped,
            };
            if from == 0 && ending.next == 0 && behind == State::Erred {
                // A run does not begin with a character of which nothing was typed.
                return;
            }
            let is_new = state.typo() == Typo::Allowed && behind.typo() != Typo::Allowed;
            let error = if is_new { Cost::GUESS } else { Cost::LITERAL };
            steps.push(Step { next: ending.next, state: behind, cost: way.plus(error) });
        });
    }

    /// Puts one way on the stack. The step still has the state before the character, which is matched whole or not.
    fn push(&mut self, step: Step, whole: bool) {
        self.scratch.steps.push(Step { state: step.state.matched(whole), ..step });
    }
}
