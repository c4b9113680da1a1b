//! Which of its readings a character has in an everyday word.
//!
//! 长 is zhang by itself and chang in 长度. A small table of words (`core/data/words.txt`) says so, and [`lead`] has the
//! reading of the word stand first in the readings of each of its characters. No reading is lost: `zhangdu` still finds
//! 长度, as another reading.
//!
//! The text is not segmented. From left to right the longest known word wins and is passed over whole; everything else
//! keeps its commonest reading. A word is a row of neighbouring units, so punctuation inside it makes it none. Folding
//! has simplified the text before, and the table knows simplified characters only.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::char_table::CharTable;
use super::fold::Unit;
use super::pinyin::Syllable;

/// One line for each character and reading, with the words in which it is read so.
pub(super) const DATA: &str = include_str!("../../data/words.txt");

/// Puts the reading of the word first in the readings of every character that stands in a known word.
pub(crate) fn lead(units: &mut [Unit]) {
    lexicon().lead(units);
}

struct Lexicon {
    /// What nearly every place of a text is turned away by.
    beginnings: PairFilter,
    /// Where in `groups` the words that begin with a character are; 0, which is empty, where there are none.
    heads: CharTable<u16>,
    /// Words with the same first character, longer ones first.
    groups: Vec<Vec<Word>>,
}

struct Word {
    /// The characters behind the first.
    tail: Box<[char]>,
    /// The characters that are read otherwise than in their commonest way, by their places, and how.
    readings: Box<[(usize, Syllable)]>,
}

impl Word {
    /// Whether the units begin with this word, given that the first character is right.
    fn is_at(&self, units: &[Unit]) -> bool {
        let Some(behind) = units.get(1..=self.tail.len()) else { return false };
        behind.iter().zip(&self.tail).all(|(unit, c)| unit.char() == Some(*c))
    }

    /// Leads the readings of the units that the word consists of; returns how many these are.
    fn lead(&self, units: &mut [Unit]) -> usize {
        for (at, syllable) in &self.readings {
            units[*at].readings = units[*at].readings.led_by(*syllable);
        }
        1 + self.tail.len()
    }
}

fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| Lexicon::parse(DATA))
}

impl Lexicon {
    fn lead(&self, units: &mut [Unit]) {
        let mut at = 0;
        while let Some([first, second]) = units.get(at..at + 2) {
            at += if self.beginnings.may_hold(first.key, second.key) {
                self.lead_word(&mut units[at..])
            } else {
                1
            };
        }
    }

    /// Leads the readings of the word that the units begin with; returns its length, or 1 if there is none.
    fn lead_word(&self, units: &mut [Unit]) -> usize {
        let head = units.first().and_then(|unit| unit.char());
        let words = head.map_or(&[][..], |c| &self.groups[usize::from(self.heads.get(c))]);
        words.iter().find(|word| word.is_at(units)).map_or(1, |word| word.lead(units))
    }

    fn parse(data: &str) -> Self {
        let mut words: BTreeMap<&str, Vec<(usize, Syllable)>> = BTreeMap::new();
        for (c, syllable, word) in statements(data) {
            let places = word.chars().enumerate().filter(|(_, other)| *other == c).map(|(at, _)| at);
            words.entry(word).or_default().extend(places.map(|at| (at, syllable)));
        }
        let mut lexicon =
            Self { beginnings: PairFilter::new(), heads: CharTable::new(), groups: vec![Vec::new()] };
        for (word, readings) in words {
            lexicon.add(word, readings);
        }
        for group in &mut lexicon.groups {
            group.sort_by_key(|word| std::cmp::Reverse(word.tail.len()));
        }
        lexicon
    }

    fn add(&mut self, word: &str, readings: Vec<(usize, Syllable)>) {
        let mut characters = word.chars();
        let Some(head) = characters.next() else { return };
        let mut group = self.heads.get(head);
        if group == 0 {
            group = self.groups.len() as u16;
            self.heads.set(head, group);
            self.groups.push(Vec::new());
        }
        let word = Word { tail: characters.collect(), readings: readings.into() };
        let Some(second) = word.tail.first() else { return };
        self.beginnings.add(head as u32, *second as u32);
        self.groups[usize::from(group)].push(word);
    }
}

/// A set of pairs of keys that may hold a few that were not added: one bit for each value of a hash.
struct PairFilter(Box<[u64; PairFilter::BITS / 64]>);

impl PairFilter {
    /// Eighty times as many as there are words, in 8 kB, which stay in the nearest cache.
    const BITS: usize = 1 << 16;

    fn new() -> Self {
        Self(Box::new([0; Self::BITS / 64]))
    }

    fn add(&mut self, first: u32, second: u32) {
        let bit = Self::bit(first, second);
        self.0[bit / 64] |= 1 << (bit % 64);
    }

    fn may_hold(&self, first: u32, second: u32) -> bool {
        let bit = Self::bit(first, second);
        self.0[bit / 64] >> (bit % 64) & 1 == 1
    }

    /// The upper half of a product by an odd constant, into which every bit of both keys goes.
    fn bit(first: u32, second: u32) -> usize {
        let mixed = (first.rotate_left(13) ^ second).wrapping_mul(0x9E37_79B1);
        (mixed >> 16) as usize % Self::BITS
    }
}

/// What the table says: a character, its reading, and a word in which it is read so.
fn statements(data: &str) -> impl Iterator<Item = (char, Syllable, &str)> {
    data.lines().filter(|line| !line.starts_with('#')).flat_map(|line| {
        let mut parts = line.split_whitespace();
        let head = parts.next().and_then(|c| c.chars().next()).zip(parts.next().and_then(Syllable::spelled));
        parts.filter_map(move |word| head.map(|(c, syllable)| (c, syllable, word)))
    })
}

#[cfg(test)]
mod tests;
