//! Whether a text matches a term: all alignments at once, in the bits of one number.
//!
//! Bit n of a state says that the text so far can end with the first n letters of the term. A character takes some letters
//! from some places on: for each length there is a mask of these places, and one step of the automaton is a shift of
//! the masked state for each length. Most characters take nothing and end every alignment, which makes a text cost about
//! a nanosecond a character. Characters with the same readings share their masks, and masks are made when first needed.
//!
//! A strict run skips nothing and finds exactly the alignments of `run` without a gap. A loose one skips every mark and so
//! finds them all, and some too many: the verifier has the last word. With a typing error it is always loose.

use super::alphabet::{Alphabet, Id};
use super::bytes::U16s;
use super::segment::Segment;
use super::ways::{Kind, Level, MAX_LEN, Sound, Ways};
use crate::search::pinyin::{Readings, Syllable};
use crate::search::query::Term;
use crate::search::run::Bounds;

/// The places from which letters can be taken, by how many letters are taken.
#[derive(Clone, Copy, Default)]
struct Masks {
    /// Bit n: some place takes n letters.
    lens: u16,
    places: [u64; MAX_LEN + 1],
}

impl Masks {
    fn add(&mut self, from: usize, len: usize) {
        self.lens |= 1 << len;
        self.places[len] |= 1 << from;
    }

    fn join(&mut self, other: &Self) {
        self.lens |= other.lens;
        self.places.iter_mut().zip(&other.places).for_each(|(mine, theirs)| *mine |= theirs);
    }

    /// The state behind the character, and whether an alignment is complete.
    #[inline]
    fn step(&self, state: u64, letters: usize) -> (u64, bool) {
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
struct Row {
    clean: Masks,
    /// For runs with a typing error: number of an [`Errors`], plus one.
    errors: u32,
}

#[derive(Clone, Copy, Default)]
struct Errors {
    erring: Masks,
    swapping: Masks,
    swapped: Masks,
}

const UNKNOWN: u16 = u16::MAX;
/// The row of characters that take nothing.
const DEAD: u16 = 0;

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
    /// By syllable, and for Latin letters behind them: what it takes.
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
            sounds: Vec::new(),
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
        if self.level == Level::Typo {
            return self.matches_with_error(segment, text, bounds);
        }
        let may_cut = self.level.cuts_words() || bounds.may_skip;
        let is_latin = |id: Option<Id>| id.is_some_and(|id| segment.is_latin.get(usize::from(id)) == Some(&true));
        let mut state = 0;
        let mut before = None;
        for (at, id) in text.iter().enumerate() {
            let row = self.row(&segment.alphabet, id);
            let carried = if bounds.may_skip && segment.is_mark.get(usize::from(id)) == Some(&true) { state } else { 0 };
            if row == DEAD {
                (state, before) = (carried, Some(id));
                continue;
            }
            let is_cut = !may_cut && is_latin(Some(id)) && is_latin(before);
            let start = u64::from(at <= bounds.start_by && !is_cut);
            let (next, is_complete) = self.rows[usize::from(row)].clean.step(state | start, self.letters);
            if is_complete && at >= bounds.end_from {
                let ends_inside = || is_latin(Some(id)) && is_latin((at + 1 < text.len()).then(|| text.get(at + 1)));
                if may_cut || !ends_inside() {
                    return true;
                }
            }
            (state, before) = (next | carried, Some(id));
        }
        false
    }

    fn matches_with_error(&mut self, segment: &Segment, text: U16s<'_>, bounds: Bounds) -> bool {
        let (mut clean, mut erred, mut half) = (0, 0, 0);
        for (at, id) in text.iter().enumerate() {
            let row = self.row(&segment.alphabet, id);
            let is_mark = segment.is_mark.get(usize::from(id)) == Some(&true);
            let carried = if is_mark { (clean, erred, half) } else { (0, 0, 0) };
            if row == DEAD {
                (clean, erred, half) = carried;
                continue;
            }
            let start = clean | u64::from(at <= bounds.start_by);
            let row = self.rows[usize::from(row)];
            let errors = self.errors.get(row.errors.wrapping_sub(1) as usize).copied().unwrap_or_default();
            let step = |masks: &Masks, state| masks.step(state, self.letters);
            let (kept, kept_end) = step(&row.clean, start);
            let (err, err_end) = step(&errors.erring, start);
            let (swapping, _) = step(&errors.swapping, start);
            let (after, after_end) = step(&row.clean, erred);
            let (swapped, swapped_end) = step(&errors.swapped, half);
            if (kept_end || err_end || after_end || swapped_end) && at >= bounds.end_from {
                return true;
            }
            clean = kept | carried.0;
            erred = err | after | swapped | carried.1;
            half = swapping | carried.2;
        }
        false
    }

    #[inline]
    fn row(&mut self, alphabet: &Alphabet, id: Id) -> u16 {
        match self.row_of.get(usize::from(id)) {
            Some(&UNKNOWN) => self.make_row(alphabet, id),
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
            let mut row = self.rows[usize::from(base)];
            if self.level == Level::Typo && unit.is_latin_letter() {
                row = self.letter_row(unit.ascii());
            }
            if places != 0 {
                row.clean.lens |= 1 << 1;
                row.clean.places[1] |= places;
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
            let Some(sound) = self.sounds.get(syllable.index()).copied() else { continue };
            row.clean.join(&sound.clean);
            self.join_errors(&mut row, sound);
        }
        let row = self.keep(row);
        self.row_of_readings[readings.index()] = row;
        row
    }

    fn letter_row(&self, letter: u8) -> Row {
        let at = Syllable::count() + usize::from(letter.wrapping_sub(b'a'));
        self.sounds.get(at).copied().unwrap_or_default()
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
        if row.clean.lens == 0 && row.errors == 0 {
            return DEAD;
        }
        // There are fewer rows than lists of readings and letters of a term together.
        self.rows.push(row);
        (self.rows.len() - 1) as u16
    }

    fn take_sounds(&mut self, ways: &Ways) {
        self.sounds = vec![Row::default(); Syllable::count() + 26];
        for way in ways.of(self.level) {
            let at = match way.sound {
                Sound::Syllable(syllable) => syllable.index(),
                Sound::Letter(letter) => Syllable::count() + usize::from(letter - b'a'),
            };
            let (from, len) = (usize::from(way.from), usize::from(way.len).min(MAX_LEN));
            if matches!(way.kind, Kind::Full | Kind::Prefix | Kind::Initial | Kind::Fuzzy) {
                self.sounds[at].clean.add(from, len);
                continue;
            }
            if self.sounds[at].errors == 0 {
                self.errors.push(Errors::default());
                self.sounds[at].errors = self.errors.len() as u32;
            }
            let errors = &mut self.errors[self.sounds[at].errors as usize - 1];
            match way.kind {
                Kind::Erring => errors.erring.add(from, len),
                Kind::Swapping => errors.swapping.add(from, len),
                _ => errors.swapped.add(from, len),
            }
        }
    }

    fn take_homophones(&mut self, term: &Term) {
        for (at, unit) in term.folded.units.iter().enumerate() {
            for syllable in unit.readings.syllables() {
                self.sounds[syllable.index()].clean.add(at, 1);
            }
        }
    }
}
