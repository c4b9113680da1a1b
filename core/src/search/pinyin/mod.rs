//! Toneless readings of hanzi: one to three a character, commonest first.
//!
//! Two readings cover everyday words (重 zhong, chong; 还 hai, huan); a dictionary's full list only adds noise, for
//! nobody who types `hu` means 许. Syllables are spelled with the letters a to z, `v` standing for ü.
//! This module knows characters, not words: which of its readings a character has in 重庆 is decided by
//! [`words`](super::words), which then has that one lead the list ([`Readings::led_by`]).

use std::collections::HashMap;
use std::sync::OnceLock;

use super::char_table::CharTable;

mod fuzzy;

pub use fuzzy::FuzzySounds;
pub(crate) use fuzzy::FuzzyTable;

/// One line for each list of readings, with the characters read so. Sources: `core/data/README.md`.
const DATA: &str = include_str!("../../../data/pinyin.txt");

/// Names a list of readings; [`Readings::NONE`] is that of everything that is no hanzi.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Readings(u16);

/// Names a syllable; two characters are homophones when they share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Syllable(u16);

impl Readings {
    pub(crate) const NONE: Self = Self(0);

    /// The readings of a character, in its traditional or its simplified form.
    pub(crate) fn of(c: char) -> Self {
        // Below the CJK blocks no character has a reading.
        if (c as u32) < 0x2E80 { Self::NONE } else { Self(table().by_char.get(c)) }
    }

    /// The same readings with this one first and the others behind it in their order. Without it among them, the same.
    pub(crate) fn led_by(self, syllable: Syllable) -> Self {
        let list = &table().lists[usize::from(self.0)];
        let rank = list.syllables.iter().position(|known| *known == syllable);
        rank.and_then(|rank| list.led.get(rank)).map_or(self, |id| Self(*id))
    }

    /// The syllables, the likeliest first: that of the word if it is known, else the commonest. None for
    /// [`Readings::NONE`].
    pub(crate) fn syllables(self) -> &'static [Syllable] {
        &table().lists[usize::from(self.0)].syllables
    }

    /// The first letters of the syllables as a set, see [`letter_bit`].
    pub(crate) fn first_letters(self) -> u32 {
        table().lists[usize::from(self.0)].first_letters
    }

    /// Whether any reading of one is a reading of the other. Nothing sounds like [`Readings::NONE`].
    pub(crate) fn sound_alike(self, other: Self) -> bool {
        self.syllables().iter().any(|syllable| other.syllables().contains(syllable))
    }

    pub(crate) fn index(self) -> usize {
        usize::from(self.0)
    }

    /// How many lists there are; their indices are below.
    pub(crate) fn count() -> usize {
        table().lists.len()
    }

    /// The list whose [`Readings::index`] this is.
    pub(crate) fn from_index(index: usize) -> Option<Self> {
        (index < table().lists.len()).then_some(Self(index as u16))
    }
}

impl Syllable {
    /// The syllable of this spelling, if any character is read so.
    pub(crate) fn spelled(spelling: &str) -> Option<Self> {
        let index = table().spellings.iter().position(|known| *known == spelling)?;
        Some(Self(index as u16))
    }

    /// How many syllables there are; their indices are below.
    pub(crate) fn count() -> usize {
        table().spellings.len()
    }

    /// Those whose spelling begins with a letter, in the order of their spelling.
    pub(crate) fn beginning_with(letter: u8) -> &'static [Self] {
        match letter.checked_sub(b'a') {
            Some(at @ 0..26) => &table().by_letter[usize::from(at)],
            _ => &[],
        }
    }

    /// All syllables, by ascending index.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        (0..Self::count() as u16).map(Self)
    }

    /// The letters of the syllable, `a` to `z` with `v` for ü.
    pub(crate) fn spelling(self) -> &'static [u8] {
        table().spellings[usize::from(self.0)].as_bytes()
    }

    pub(crate) fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// How many letters of a spelling its longest initial takes: two for zh, ch and sh, otherwise one.
pub(crate) fn initial_len(spelling: &[u8]) -> usize {
    if matches!(spelling, [b'z' | b'c' | b's', b'h', ..]) { 2 } else { 1 }
}

/// A set of letters that holds this one: bit 0 is `a`. Other bytes give the empty set.
pub(crate) fn letter_bit(letter: u8) -> u32 {
    if letter.is_ascii_lowercase() { 1 << (letter - b'a') } else { 0 }
}

/// Changes with the tables that folding and reading depend on.
pub(crate) fn fingerprint() -> u32 {
    let mut sum = crc32fast::Hasher::new();
    [DATA, super::words::DATA, super::simplify::DATA].iter().for_each(|data| sum.update(data.as_bytes()));
    sum.finalize()
}

struct Table {
    by_char: CharTable<u16>,
    lists: Vec<List>,
    spellings: Vec<&'static str>,
    by_letter: [Vec<Syllable>; 26],
}

#[derive(Default)]
struct List {
    syllables: Vec<Syllable>,
    first_letters: u32,
    /// For each syllable the list that it leads.
    led: Vec<u16>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| Table::parse(DATA))
}

impl Table {
    fn parse(data: &'static str) -> Self {
        // List 0 is the empty one of `Readings::NONE`.
        let mut table = Self {
            by_char: CharTable::new(),
            lists: vec![List::default()],
            spellings: Vec::new(),
            by_letter: Default::default(),
        };
        for line in data.lines().filter(|line| !line.starts_with('#')) {
            let Some((readings, characters)) = line.split_once(' ') else { continue };
            let list = table.list(readings);
            let id = table.lists.len() as u16;
            table.lists.push(list);
            for c in characters.chars() {
                table.by_char.set(c, id);
            }
        }
        table.sort_syllables();
        table.add_led_lists();
        table
    }

    fn sort_syllables(&mut self) {
        let mut order: Vec<u16> = (0..self.spellings.len() as u16).collect();
        order.sort_unstable_by_key(|index| self.spellings[usize::from(*index)]);
        for index in order {
            let letter = self.spellings[usize::from(index)].as_bytes()[0];
            self.by_letter[usize::from(letter - b'a')].push(Syllable(index));
        }
    }

    /// Adds the lists that [`Readings::led_by`] may ask for, those of the added ones included.
    fn add_led_lists(&mut self) {
        let mut ids: HashMap<Vec<Syllable>, u16> =
            self.lists.iter().zip(0..).map(|(list, id)| (list.syllables.clone(), id)).collect();
        let mut at = 0;
        while let Some(list) = self.lists.get(at) {
            let (syllables, first_letters) = (list.syllables.clone(), list.first_letters);
            for leader in &syllables {
                let others = syllables.iter().filter(|syllable| *syllable != leader);
                let led: Vec<Syllable> = std::iter::once(leader).chain(others).copied().collect();
                let id = *ids.entry(led).or_insert_with_key(|led| {
                    self.lists.push(List { syllables: led.clone(), first_letters, led: Vec::new() });
                    (self.lists.len() - 1) as u16
                });
                self.lists[at].led.push(id);
            }
            at += 1;
        }
    }

    fn list(&mut self, readings: &'static str) -> List {
        let syllables: Vec<Syllable> = readings.split(',').map(|spelling| self.syllable(spelling)).collect();
        let first_letters =
            readings.split(',').filter_map(|s| s.bytes().next()).fold(0, |set, b| set | letter_bit(b));
        List { syllables, first_letters, led: Vec::new() }
    }

    fn syllable(&mut self, spelling: &'static str) -> Syllable {
        let known = self.spellings.iter().position(|s| *s == spelling);
        let index = known.unwrap_or_else(|| {
            self.spellings.push(spelling);
            self.spellings.len() - 1
        });
        Syllable(index as u16)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readings(c: char) -> Vec<&'static str> {
        spelled(Readings::of(c))
    }

    fn spelled(readings: Readings) -> Vec<&'static str> {
        readings.syllables().iter().map(|s| std::str::from_utf8(s.spelling()).unwrap()).collect()
    }

    #[test]
    fn everyday_characters_have_their_everyday_readings_in_order() {
        let cases = [
            ('发', "fa"),
            ('發', "fa"),
            ('髮', "fa"),
            ('货', "huo"),
            ('重', "zhong,chong"),
            ('行', "xing,hang"),
            ('还', "hai,huan"),
            ('還', "hai,huan"),
            ('长', "zhang,chang"),
            ('长', "zhang,chang"),
            ('单', "dan,shan"),
            ('曾', "ceng,zeng"),
            ('着', "zhe,zhuo,zhao"),
            ('了', "le,liao"),
            ('得', "de,dei"),
            ('地', "di,de"),
            ('和', "he,huo"),
            ('会', "hui,kuai"),
            ('调', "diao,tiao"),
            ('便', "bian,pian"),
            ('什', "shen,shi"),
            ('谁', "shui,shei"),
            ('略', "lve"),
            ('女', "nv"),
            ('绿', "lv,lu"),
            ('许', "xu"),
            ('广', "guang"),
            ('朱', "zhu"),
            ('区', "qu"),
            ('祎', "yi"),
            ('喆', "zhe"),
            ('嗯', "en,ng"),
            ('儿', "er"),
            ('著', "zhu,zhe"),
            ('乾', "gan,qian"),
            ('〇', "ling"),
        ];
        for (c, expected) in cases {
            assert_eq!(readings(c).join(","), expected, "{c}");
        }
    }

    #[test]
    fn a_reading_leads_and_the_others_follow_in_their_order() {
        let cases = [
            ('长', "chang", "chang,zhang"),
            ('长', "zhang", "zhang,chang"),
            ('参', "cen", "cen,can,shen"),
            ('着', "zhuo", "zhuo,zhe,zhao"),
            ('长', "fa", "zhang,chang"),
            ('货', "huo", "huo"),
            ('a', "fa", ""),
        ];
        for (c, leader, expected) in cases {
            let leader = Syllable::spelled(leader).unwrap();
            assert_eq!(spelled(Readings::of(c).led_by(leader)).join(","), expected, "{c}");
            assert_eq!(Readings::of(c).led_by(leader).led_by(leader), Readings::of(c).led_by(leader));
        }
        assert_eq!(Syllable::spelled("chuang2"), None);
    }

    #[test]
    fn every_list_is_one_list() {
        let lists = &table().lists;
        let distinct: std::collections::HashSet<_> = lists.iter().map(|list| &list.syllables).collect();
        assert_eq!(distinct.len(), lists.len());
        assert!(lists.len() < 1500, "{} lists", lists.len());
    }

    #[test]
    fn other_characters_have_none() {
        for c in "aZ9 ，かナ한🌹é\u{0}\u{10FFFF}".chars() {
            assert_eq!(Readings::of(c), Readings::NONE, "{c}");
        }
    }

    #[test]
    fn every_hanzi_of_the_basic_block_has_a_reading() {
        // 36 characters of the block are ghosts or Korean and Japanese coinages that no source reads in Mandarin.
        let missing = ('\u{4E00}'..='\u{9FA5}').filter(|c| Readings::of(*c) == Readings::NONE).count();
        assert!(missing <= 36, "{missing} without a reading");
    }

    #[test]
    fn the_table_is_well_formed_and_small() {
        let table = table();
        assert!(table.lists.iter().skip(1).all(|l| (1..=3).contains(&l.syllables.len())));
        let well_spelled = |s: &&str| (1..=6).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_lowercase());
        assert!(table.spellings.iter().all(well_spelled), "{:?}", table.spellings);
        assert!((400..440).contains(&table.spellings.len()), "{} syllables", table.spellings.len());
        assert!(table.by_char.heap_bytes() < 200_000, "{} bytes", table.by_char.heap_bytes());
    }

    #[test]
    fn homophones_share_a_syllable() {
        let cases = [
            ('或', '货', true),
            ('宽', '款', true),
            ('发', '货', false),
            ('a', 'a', false),
            ('发', 'a', false),
        ];
        for (a, b, expected) in cases {
            assert_eq!(Readings::of(a).sound_alike(Readings::of(b)), expected, "{a}{b}");
        }
    }
}
