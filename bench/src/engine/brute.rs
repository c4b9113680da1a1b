//! Brute force: every text is tried at every place, character by character. The readings are looked up once.

use std::collections::HashMap;
use std::ops::Range;

use huashu_core::search::Span;

use super::Source;
use super::enumerate::{Matcher, plain_rank};
use crate::chinese;
use crate::corpus::Field;

/// A character of a text.
#[derive(Clone, Copy)]
struct Cell {
    char: char,
    /// A number of `Brute::readings`.
    readings: u32,
    /// The scalar value of the text that it comes from.
    at: u32,
}

/// How a character is read.
struct Readings {
    /// A bit for each letter from a to z that a reading begins with: nearly every place is refused by it.
    letters: u32,
    syllables: Vec<Vec<char>>,
    initials: Vec<Vec<char>>,
}

pub(crate) struct Brute {
    cells: Vec<Cell>,
    /// Where each text ends in `cells`.
    ends: Vec<u32>,
    readings: Vec<Readings>,
}

impl Brute {
    pub(crate) fn build(source: &Source<'_>) -> Self {
        let mut brute = Self { cells: Vec::new(), ends: Vec::new(), readings: Vec::new() };
        let mut numbers: HashMap<char, u32> = HashMap::new();
        for phrase in source.phrases {
            for field in source.fields.list() {
                for folded in chinese::fold(phrase.field(*field)) {
                    let readings = *numbers.entry(folded.char).or_insert_with(|| {
                        brute.readings.push(Readings::of(folded.char));
                        brute.readings.len() as u32 - 1
                    });
                    brute.cells.push(Cell { char: folded.char, readings, at: folded.at });
                }
                brute.ends.push(brute.cells.len() as u32);
            }
        }
        brute.cells.shrink_to_fit();
        brute
    }

    fn cells(&self, text: usize) -> &[Cell] {
        let start = if text == 0 { 0 } else { self.ends[text - 1] };
        &self.cells[start as usize..self.ends[text] as usize]
    }

    /// The first place where the term matches.
    fn find(&self, cells: &[Cell], term: &[char]) -> Option<Range<usize>> {
        (0..cells.len()).find_map(|start| Some(start..start + self.run(&cells[start..], term)?))
    }

    /// How many characters from the first one on match the term.
    fn run(&self, cells: &[Cell], term: &[char]) -> Option<usize> {
        if term.is_empty() {
            return Some(0);
        }
        let (cell, behind) = cells.split_first()?;
        let readings = &self.readings[cell.readings as usize];
        if cell.char != term[0] && readings.letters & letter(term[0]) == 0 {
            return None;
        }
        if readings.syllables.iter().any(|syllable| syllable.starts_with(term)) {
            return Some(1);
        }
        let spellings = std::iter::once(std::slice::from_ref(&cell.char))
            .chain(readings.syllables.iter().map(Vec::as_slice))
            .chain(readings.initials.iter().map(Vec::as_slice));
        spellings
            .filter_map(|spelling| term.strip_prefix(spelling))
            .find_map(|rest| Some(1 + self.run(behind, rest)?))
    }
}

impl Readings {
    fn of(c: char) -> Self {
        let spellings = chinese::readings(c);
        let mut initials: Vec<Vec<char>> = Vec::new();
        for initial in spellings.iter().flat_map(|spelling| chinese::initials(spelling)) {
            let initial: Vec<char> = initial.chars().collect();
            if !initials.contains(&initial) {
                initials.push(initial);
            }
        }
        let letters = initials.iter().fold(0, |letters, initial| letters | letter(initial[0]));
        Self {
            letters,
            syllables: spellings.iter().map(|spelling| spelling.chars().collect()).collect(),
            initials,
        }
    }
}

/// The bit of a letter; none for other characters.
fn letter(c: char) -> u32 {
    if c.is_ascii_lowercase() { 1 << (c as u32 - 'a' as u32) } else { 0 }
}

impl Matcher for Brute {
    type Term = Vec<char>;

    fn terms(&self, query: &str) -> Vec<Self::Term> {
        chinese::terms(query)
    }

    fn rank(&mut self, text: usize, field: Field, term: &Self::Term) -> Option<u32> {
        Some(plain_rank(field, self.find(self.cells(text), term)?.start))
    }

    fn spans(&mut self, text: usize, term: &Self::Term) -> Vec<Span> {
        let cells = self.cells(text);
        let Some(run) = self.find(cells, term).filter(|run| !run.is_empty()) else { return Vec::new() };
        vec![Span { start: cells[run.start].at, end: cells[run.end - 1].at + 1 }]
    }
}
