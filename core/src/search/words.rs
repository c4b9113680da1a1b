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
const DATA: &str = include_str!("../../data/words.txt");

/// Puts the reading of the word first in the readings of every character that stands in a known word.
pub(crate) fn lead(units: &mut [Unit]) {
    lexicon().lead(units);
}

struct Lexicon {
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
        let mut rest = units;
        while let Some(unit) = rest.first() {
            let len = match self.starting_with(unit) {
                [] => 1,
                words => words.iter().find(|word| word.is_at(rest)).map_or(1, |word| word.lead(rest)),
            };
            rest = &mut rest[len..];
        }
    }

    fn parse(data: &str) -> Self {
        let mut words: BTreeMap<&str, Vec<(usize, Syllable)>> = BTreeMap::new();
        for (c, syllable, word) in statements(data) {
            let places = word.chars().enumerate().filter(|(_, other)| *other == c).map(|(at, _)| at);
            words.entry(word).or_default().extend(places.map(|at| (at, syllable)));
        }
        let mut lexicon = Self { heads: CharTable::new(), groups: vec![Vec::new()] };
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
        self.groups[usize::from(group)].push(word);
    }

    fn starting_with(&self, unit: &Unit) -> &[Word] {
        unit.char().map_or(&[], |c| &self.groups[usize::from(self.heads.get(c))])
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
