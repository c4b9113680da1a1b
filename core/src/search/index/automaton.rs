//! Whether a text matches a term: all alignments at once, in the bits of one number.
//!
//! Bit n of a state says that the text so far can end with the first n letters of the term. A character takes some letters
//! from some places on: for each length there is a mask of these places, and one step of the automaton is a shift of
//! the masked state for each length. Most characters take nothing and end every alignment, which makes a text cost about
//! a nanosecond a character. Characters with the same readings share their masks, and masks are made when first needed.
//!
//! A strict run skips nothing and finds exactly the alignments of `run` without a gap. A loose one skips every mark and so
//! finds them all, and some too many: the verifier has the last word.

use super::alphabet::{Alphabet, Id};
use super::bytes::U16s;
use super::crossing::Crossing;
use super::masks::{Errors, Masks, NO_ERRORS, Row};
use super::segment::Segment;
use super::ways::{Kind, Level, MAX_LEN, Sound, Ways};
use crate::search::chars::Class;
use crate::search::pinyin::{Readings, Syllable};
use crate::search::query::Term;
use crate::search::run::{Bounds, MAX_SKIPPED};

/// The number of a unit, as it stands in the file.
#[inline]
fn number(id: [u8; 2]) -> usize {
    usize::from(Id::from_le_bytes(id))
}

const UNKNOWN: u16 = u16::MAX;
/// The row of characters that take nothing.
const DEAD: u16 = 0;
/// In the number of a row: its characters can begin a match.
const BEGINS: u16 = 1 << 15;

/// One term at one level, over the alphabet of one segment.
pub(super) struct Automaton {
    level: Level,
    letters: usize,
    rows: Vec<Row>,
    errors: Vec<Errors>,
    /// By unit.
    row_of: Vec<u16>,
    /// By list of readings: the row of characters that are not literally in the term.
    row_of_readings: Vec<u16>,
    /// By syllable, and for Latin letters behind them: its number in `sounds`.
    sound_of: Vec<u16>,
    /// What sounds take; the first takes nothing.
    sounds: Vec<Row>,
    literals: Vec<(Id, u64)>,
}

impl Automaton {
    pub(super) fn new(
        alphabet: &Alphabet,
        term: &Term,
        ways: &Ways,
        literals: &[(Id, usize)],
        level: Level,
    ) -> Self {
        let mut this = Self {
            level,
            letters: term.len(),
            rows: vec![Row::default()],
            errors: Vec::new(),
            row_of: vec![UNKNOWN; alphabet.len()],
            row_of_readings: vec![UNKNOWN; Readings::count()],
            sound_of: vec![0; Syllable::count() + 26],
            sounds: vec![Row::default()],
            literals: Vec::new(),
        };
        for (id, at) in literals {
            match this.literals.iter_mut().find(|(known, _)| known == id) {
                Some((_, places)) => *places |= 1 << at,
                None => this.literals.push((*id, 1 << at)),
            }
        }
        this.take_sounds(ways);
        if level == Level::Homophone {
            this.take_homophones(term);
        }
        this
    }

    /// Whether a text matches within bounds; `Bounds::may_skip` asks for a loose run.
    pub(super) fn matches(&mut self, segment: &Segment, text: U16s<'_>, bounds: Bounds) -> bool {
        self.run(segment, text, bounds, &mut |_| true)
    }

    /// Calls `found` with the last unit of every match, until it says stop; returns whether it did.
    fn run(
        &mut self,
        segment: &Segment,
        text: U16s<'_>,
        bounds: Bounds,
        found: &mut impl FnMut(usize) -> bool,
    ) -> bool {
        if matches!(self.level, Level::Typo | Level::FuzzyOnce) {
            return self.run_with_error(segment, text, bounds, found);
        }
        let may_cut = self.level.cuts_words() || bounds.may_skip;
        let units = text.0.as_chunks::<2>().0;
        let is_latin =
            |at: usize| units.get(at).is_some_and(|id| segment.is_latin.get(number(*id)) == Some(&true));
        let (mut at, mut state) = (0, 0);
        while at < units.len() {
            if state == 0 {
                let Some(next) = self.next_start(&segment.alphabet, units, at) else { return false };
                at = next;
                if at > bounds.start_by {
                    return false;
                }
            }
            let row = self.row(&segment.alphabet, units[at]);
            let is_carried = bounds.may_skip && segment.is_mark.get(number(units[at])) == Some(&true);
            let carried = if is_carried { state } else { 0 };
            if row == DEAD {
                state = carried;
                at += 1;
                continue;
            }
            let is_cut = !may_cut && at > 0 && is_latin(at) && is_latin(at - 1);
            let start = u64::from(at <= bounds.start_by && !is_cut);
            let (next, is_complete) = self.rows[usize::from(row & !BEGINS)].step(state | start, self.letters);
            if is_complete && at >= bounds.end_from {
                let ends_inside = || is_latin(at) && is_latin(at + 1);
                if (may_cut || !ends_inside()) && found(at) {
                    return true;
                }
            }
            state = next | carried;
            at += 1;
        }
        false
    }

    /// The first unit from `from` on that can begin a match.
    fn next_start(&mut self, alphabet: &Alphabet, units: &[[u8; 2]], from: usize) -> Option<usize> {
        let mut from = from;
        loop {
            let begins = |id: &[u8; 2]| self.row_of.get(number(*id)).is_some_and(|row| row & BEGINS != 0);
            from += units.get(from..)?.iter().position(begins)?;
            // A row that is not known yet looks like one that begins.
            if self.row(alphabet, units[from]) & BEGINS != 0 {
                return Some(from);
            }
            from += 1;
        }
    }

    /// The part of a text in which every match lies, loosely: its first unit and its last. `None` if there is none.
    pub(super) fn window(&mut self, segment: &Segment, text: U16s<'_>) -> Option<(usize, usize)> {
        let mut ends: Option<(usize, usize)> = None;
        self.run(segment, text, Bounds::ANYWHERE, &mut |end| {
            ends = Some(ends.map_or((end, end), |(first, _)| (first, end)));
            false
        });
        let (first, last) = ends?;
        // A character takes at least one letter, but for the one whose only letter was left out by mistake.
        let mut left = self.letters + 1;
        let start = (0..=first).rev().find(|at| {
            left -= usize::from(segment.is_mark.get(usize::from(text.get(*at))) != Some(&true));
            left == 0
        });
        Some((start.unwrap_or(0), last))
    }

    /// The last unit of the match without a gap that ends first.
    pub(super) fn first_end(&mut self, segment: &Segment, text: U16s<'_>) -> Option<usize> {
        let mut end = None;
        self.run(segment, text, Bounds { may_skip: false, ..Bounds::ANYWHERE }, &mut |at| {
            end = Some(at);
            true
        });
        end
    }

    /// The first and the last unit of the match without a gap that has the fewest units, and of these the leftmost.
    pub(super) fn shortest_match(&mut self, segment: &Segment, text: U16s<'_>) -> Option<(usize, usize)> {
        let strict = Bounds { may_skip: false, ..Bounds::ANYWHERE };
        let mut ends: u128 = 0;
        let mut is_far = false;
        self.run(segment, text, strict, &mut |at| {
            is_far |= at >= 128;
            ends |= if at < 128 { 1 << at } else { 0 };
            is_far
        });
        let mut best: Option<(usize, usize)> = None;
        while ends != 0 && !is_far {
            let end = ends.trailing_zeros() as usize;
            ends &= ends - 1;
            let longest = best.map_or(self.letters, |(start, end)| end - start);
            for start in ((end + 1).saturating_sub(longest)..=end).rev() {
                let tail = text.slice(start, end + 1 - start);
                let anchored = Bounds { start_by: 0, end_from: end - start, ..strict };
                if self.run(segment, tail, anchored, &mut |_| true) {
                    best = Some((start, end));
                    break;
                }
            }
        }
        best
    }

    /// The first and the last unit of the only match without a gap. `None` if there is none, or more than one: then
    /// it is for the verifier to choose.
    pub(super) fn only_match(&mut self, segment: &Segment, text: U16s<'_>) -> Option<(usize, usize)> {
        let strict = Bounds { may_skip: false, ..Bounds::ANYWHERE };
        let (mut end, mut count) = (0, 0);
        self.run(segment, text, strict, &mut |at| {
            (end, count) = (at, count + 1);
            count > 1
        });
        if count != 1 {
            return None;
        }
        let mut only = None;
        for start in (end + 1).saturating_sub(self.letters)..=end {
            let tail = text.slice(start, end + 1 - start);
            let anchored = Bounds { start_by: 0, end_from: end - start, ..strict };
            if self.run(segment, tail, anchored, &mut |_| true) {
                if only.is_some() {
                    return None;
                }
                only = Some((start, end));
            }
        }
        only
    }

    /// Whether a text matches within bounds with marks skipped by the rules of `verify`: [`State`] over again, with a
    /// number for each state that says which letters were taken before.
    pub(super) fn matches_with_gap(&mut self, segment: &Segment, text: U16s<'_>, bounds: Bounds) -> bool {
        let may_cut = self.level.cuts_words();
        let units = text.0.as_chunks::<2>().0;
        let is_latin =
            |at: usize| units.get(at).is_some_and(|id| segment.is_latin.get(number(*id)) == Some(&true));
        let mut states = Crossing::default();
        let mut skipped = 0;
        for (at, id) in units.iter().enumerate() {
            let class = segment.classes.get(number(*id)).copied().unwrap_or(Class::Solid);
            skipped = if class == Class::Solid { 0 } else { skipped + 1 };
            let carried = if skipped > MAX_SKIPPED { Crossing::default() } else { states.skipped(class) };
            let row = self.row(&segment.alphabet, *id);
            if row == DEAD {
                states = carried;
                continue;
            }
            let is_cut = !may_cut && at > 0 && is_latin(at) && is_latin(at - 1);
            let start = u64::from(at <= bounds.start_by && !is_cut);
            let (next, is_complete) =
                states.matched(&self.rows[usize::from(row & !BEGINS)], start, self.letters);
            if is_complete && at >= bounds.end_from && (may_cut || !is_latin(at) || !is_latin(at + 1)) {
                return true;
            }
            states = next.joined(carried);
        }
        false
    }

    fn run_with_error(
        &mut self,
        segment: &Segment,
        text: U16s<'_>,
        bounds: Bounds,
        found: &mut impl FnMut(usize) -> bool,
    ) -> bool {
        let units = text.0.as_chunks::<2>().0;
        let (mut at, mut clean, mut erred, mut half) = (0, 0, 0, 0);
        while at < units.len() {
            if clean | erred | half == 0 {
                let Some(next) = self.next_start(&segment.alphabet, units, at) else { return false };
                at = next;
                if at > bounds.start_by {
                    return false;
                }
            }
            let row = self.row(&segment.alphabet, units[at]);
            let is_carried = bounds.may_skip && segment.is_mark.get(number(units[at])) == Some(&true);
            let carried = if is_carried { (clean, erred, half) } else { (0, 0, 0) };
            if row == DEAD {
                (clean, erred, half) = carried;
                at += 1;
                continue;
            }
            let start = clean | u64::from(at <= bounds.start_by);
            let row = &self.rows[usize::from(row & !BEGINS)];
            let (kept, kept_end) = row.step(start, self.letters);
            let (after, after_end) = if erred == 0 { (0, false) } else { row.step(erred, self.letters) };
            let errors = self.errors.get(row.errors.wrapping_sub(1) as usize).unwrap_or(&NO_ERRORS);
            let (err, err_end) = errors.erring.step(start, self.letters);
            let (swapping, _) = errors.swapping.step(start, self.letters);
            let (swapped, swapped_end) =
                if half == 0 { (0, false) } else { errors.swapped.step(half, self.letters) };
            let is_complete = kept_end || err_end || after_end || swapped_end;
            if is_complete && at >= bounds.end_from && found(at) {
                return true;
            }
            clean = kept | carried.0;
            erred = err | after | swapped | carried.1;
            half = swapping | carried.2;
            at += 1;
        }
        false
    }

    #[inline]
    fn row(&mut self, alphabet: &Alphabet, id: [u8; 2]) -> u16 {
        match self.row_of.get(number(id)) {
            Some(&UNKNOWN) => self.make_row(alphabet, Id::from_le_bytes(id)),
            Some(&row) => row,
            None => DEAD,
        }
    }

    #[cold]
    fn make_row(&mut self, alphabet: &Alphabet, id: Id) -> u16 {
        let unit = alphabet.unit(id);
        let places = self.literals.iter().find(|(known, _)| *known == id).map_or(0, |(_, places)| *places);
        let has_own = places != 0 || self.level == Level::Typo && unit.is_latin_letter();
        let row = if has_own {
            let base = self.row_of_readings(unit.readings);
            let mut row = self.rows[usize::from(base & !BEGINS)];
            if self.level == Level::Typo && unit.is_latin_letter() {
                row = self.letter_row(unit.ascii());
            }
            if places != 0 {
                row.whole.lens |= 1 << 1;
                row.whole.places[1] |= places;
            }
            self.keep(row)
        } else {
            self.row_of_readings(unit.readings)
        };
        self.row_of[usize::from(id)] = row;
        row
    }

    fn row_of_readings(&mut self, readings: Readings) -> u16 {
        let known = self.row_of_readings.get(readings.index()).copied().unwrap_or(DEAD);
        if known != UNKNOWN {
            return known;
        }
        let mut row = Row::default();
        let counted = if self.level.has_other_readings() { usize::MAX } else { 1 };
        for syllable in readings.syllables().iter().take(counted) {
            let sound = self.sounds[usize::from(self.sound_of[syllable.index()])];
            row.whole.join(&sound.whole);
            row.part.join(&sound.part);
            self.join_errors(&mut row, sound);
        }
        let row = self.keep(row);
        self.row_of_readings[readings.index()] = row;
        row
    }

    fn letter_row(&self, letter: u8) -> Row {
        let at = Syllable::count() + usize::from(letter.wrapping_sub(b'a'));
        self.sounds[usize::from(self.sound_of.get(at).copied().unwrap_or(0))]
    }

    fn join_errors(&mut self, row: &mut Row, other: Row) {
        let Some(theirs) = self.errors.get(other.errors.wrapping_sub(1) as usize).copied() else { return };
        let mut mine = self.errors.get(row.errors.wrapping_sub(1) as usize).copied().unwrap_or_default();
        mine.erring.join(&theirs.erring);
        mine.swapping.join(&theirs.swapping);
        mine.swapped.join(&theirs.swapped);
        self.errors.push(mine);
        row.errors = self.errors.len() as u32;
    }

    fn keep(&mut self, row: Row) -> u16 {
        if row.whole.lens | row.part.lens == 0 && row.errors == 0 {
            return DEAD;
        }
        // There are fewer rows than lists of readings and letters of a term together.
        self.rows.push(row);
        let number = (self.rows.len() - 1) as u16;
        let errors = self.errors.get(row.errors.wrapping_sub(1) as usize).unwrap_or(&NO_ERRORS);
        let starts = [&row.whole, &row.part, &errors.erring, &errors.swapping].map(Masks::places);
        let begins = starts.iter().any(|places| places & 1 == 1);
        if begins { number | BEGINS } else { number }
    }

    fn take_sounds(&mut self, ways: &Ways) {
        for way in ways.of(self.level) {
            let at = match way.sound {
                Sound::Syllable(syllable) => syllable.index(),
                Sound::Letter(letter) => Syllable::count() + usize::from(letter - b'a'),
            };
            let (from, len) = (usize::from(way.from), usize::from(way.len).min(MAX_LEN));
            let is_only_guess = self.level == Level::FuzzyOnce;
            let sound = self.sound(at);
            match way.kind {
                // The one fuzzy sound is counted like the one typing error.
                Kind::Fuzzy if is_only_guess => self.errors_of(at).erring.add(from, len),
                Kind::Full | Kind::Fuzzy | Kind::FuzzyTwice => sound.whole.add(from, len),
                Kind::Prefix | Kind::Initial => sound.part.add(from, len),
                Kind::Erring => self.errors_of(at).erring.add(from, len),
                Kind::Swapping => self.errors_of(at).swapping.add(from, len),
                Kind::Swapped => self.errors_of(at).swapped.add(from, len),
            }
        }
    }

    fn take_homophones(&mut self, term: &Term) {
        for (at, unit) in term.folded.units.iter().enumerate() {
            for syllable in unit.readings.syllables() {
                self.sound(syllable.index()).whole.add(at, 1);
            }
        }
    }

    fn sound(&mut self, at: usize) -> &mut Row {
        if self.sound_of[at] == 0 {
            self.sound_of[at] = self.sounds.len() as u16;
            self.sounds.push(Row::default());
        }
        &mut self.sounds[usize::from(self.sound_of[at])]
    }

    fn errors_of(&mut self, at: usize) -> &mut Errors {
        if self.sound(at).errors == 0 {
            self.errors.push(Errors::default());
            self.sound(at).errors = self.errors.len() as u32;
        }
        let number = self.sound(at).errors as usize - 1;
        &mut self.errors[number]
    }
}
