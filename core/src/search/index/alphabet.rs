//! The alphabet of an index: the different units of its texts, numbered in the order of their spelling.
//!
//! A hanzi is spelled by its first reading, a Latin letter by itself; all other units stand behind. So the characters of
//! one syllable, of one initial, and of any beginning of a syllable have numbers that follow each other, and a typed
//! letter is a range. Characters that have a sound as their second or third reading are listed apart.
//!
//! The same character with another reading in front (还 in 还款), or as a border instead of a mark, is another unit.

use std::collections::HashMap;
use std::ops::Range;

use super::bytes::{put_varint, take_varint};
use crate::search::chars::Class;
use crate::search::fold::{FIRST_CLUSTER, Folded, Unit};
use crate::search::pinyin::{Readings, Syllable};

/// The number of a unit.
pub(super) type Id = u16;

/// Stands behind the last unit of a field, in pairs. No unit has this number.
pub(super) const END: Id = Id::MAX;

/// How many different units an alphabet holds at most. All of the characters that Unicode calls hanzi are more, those of
/// any library far fewer. What is beyond the limit can not be found by itself, the text around it can.
const MAX_UNITS: usize = 65_000;

/// A unit that nothing matches, for those beyond the limit.
const STRANGER: Unit = Unit { key: u32::MAX, readings: Readings::NONE, class: Class::Solid };

/// The units of an index by number.
pub(super) struct Alphabet {
    units: Vec<Unit>,
    /// Emoji of several scalar values, in ascending order of their numbers.
    clusters: Vec<(Id, Box<str>)>,
    /// Numbers by key, ascending: literal look-ups.
    by_key: Vec<(u32, Id)>,
    /// By syllable: the units that have it as their first reading.
    first: Vec<Range<Id>>,
    /// Second and third readings, ascending.
    others: Vec<(u16, Id)>,
}

impl Alphabet {
    pub(super) fn len(&self) -> usize {
        self.units.len()
    }

    pub(super) fn unit(&self, id: Id) -> Unit {
        self.units.get(usize::from(id)).copied().unwrap_or(STRANGER)
    }

    /// The units that are literally this one of a term; few.
    pub(super) fn same_as(&self, term: &Folded, at: usize) -> impl Iterator<Item = Id> {
        let wanted = term.cluster(at);
        let key = term.units[at].key;
        let start = self.by_key.partition_point(|(other, _)| *other < key);
        let characters =
            self.by_key[start..].iter().take_while(move |(other, _)| *other == key && wanted.is_none());
        let clusters = self.clusters.iter().filter(move |(_, cluster)| wanted == Some(&**cluster));
        characters.map(|(_, id)| *id).chain(clusters.map(|(id, _)| *id))
    }

    /// The unit that is this Latin letter.
    pub(super) fn letter(&self, letter: u8) -> Option<Id> {
        let at = self.by_key.binary_search_by_key(&u32::from(letter), |(key, _)| *key).ok()?;
        Some(self.by_key[at].1)
    }

    /// The units that are first of all read so.
    pub(super) fn first(&self, syllable: Syllable) -> Range<Id> {
        self.first.get(syllable.index()).cloned().unwrap_or(0..0)
    }

    /// The units that are read so, too.
    pub(super) fn others(&self, syllable: Syllable) -> impl Iterator<Item = Id> {
        let syllable = syllable.index() as u16;
        let start = self.others.partition_point(|(other, _)| *other < syllable);
        self.others[start..].iter().take_while(move |(other, _)| *other == syllable).map(|(_, id)| *id)
    }

    /// Adds the units with these numbers to a text.
    pub(super) fn spell_out(&self, ids: impl Iterator<Item = Id>, text: &mut Folded) {
        for id in ids {
            let unit = self.unit(id);
            match self.cluster(id) {
                Some(cluster) => text.push_known_cluster(cluster),
                None => text.units.push(unit),
            }
        }
    }

    fn cluster(&self, id: Id) -> Option<&str> {
        if self.unit(id).key < FIRST_CLUSTER || self.clusters.is_empty() {
            return None;
        }
        let at = self.clusters.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        Some(&self.clusters[at].1)
    }

    fn new(units: Vec<Unit>, clusters: Vec<(Id, Box<str>)>) -> Self {
        let mut by_key: Vec<(u32, Id)> = units.iter().map(|unit| unit.key).zip(0..).collect();
        by_key.retain(|(key, _)| *key < FIRST_CLUSTER);
        by_key.sort_unstable();
        let mut first: Vec<Range<Id>> = vec![0..0; Syllable::count()];
        let mut others = Vec::new();
        for (unit, id) in units.iter().zip(0..) {
            for (rank, syllable) in unit.readings.syllables().iter().enumerate() {
                if rank > 0 {
                    others.push((syllable.index() as u16, id));
                } else if first[syllable.index()].is_empty() {
                    first[syllable.index()] = id..id + 1;
                } else {
                    first[syllable.index()].end = id + 1;
                }
            }
        }
        others.sort_unstable();
        Self { units, clusters, by_key, first, others }
    }

    /// The bytes that [`Alphabet::read`] takes.
    pub(super) fn write(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        put_varint(&mut bytes, self.units.len() as u32);
        for unit in &self.units {
            put_varint(&mut bytes, unit.key);
            put_varint(&mut bytes, unit.readings.index() as u32);
            bytes.push(unit.class as u8);
        }
        for (_, cluster) in &self.clusters {
            put_varint(&mut bytes, cluster.len() as u32);
            bytes.extend_from_slice(cluster.as_bytes());
        }
        bytes
    }

    /// `None` if the bytes are not those of an alphabet in its order.
    pub(super) fn read(mut bytes: &[u8]) -> Option<Self> {
        let count = take_varint(&mut bytes)? as usize;
        if count > usize::from(END) {
            return None;
        }
        let mut units = Vec::with_capacity(count.min(bytes.len()));
        for _ in 0..count {
            let key = take_varint(&mut bytes)?;
            let readings = Readings::from_index(take_varint(&mut bytes)? as usize)?;
            let (&class, rest) = bytes.split_first()?;
            bytes = rest;
            units.push(Unit { key, readings, class: Class::from_u8(class)? });
        }
        if !units.is_sorted_by_key(order) {
            return None;
        }
        let mut clusters = Vec::new();
        for (unit, id) in units.iter().zip(0..) {
            if unit.key < FIRST_CLUSTER || unit.key == STRANGER.key {
                continue;
            }
            let len = take_varint(&mut bytes)? as usize;
            let text = std::str::from_utf8(bytes.get(..len)?).ok()?;
            bytes = &bytes[len..];
            clusters.push((id, Box::from(text)));
        }
        Some(Self::new(units, clusters))
    }
}

fn spelling(unit: &Unit) -> &'static [u8] {
    /// Behind every letter.
    const REST: &[u8] = b"\x7F";
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
    match unit.readings.syllables().first() {
        Some(syllable) => syllable.spelling(),
        None if unit.is_latin_letter() => &LETTERS[usize::from(unit.ascii() - b'a')..][..1],
        None => REST,
    }
}

fn order(unit: &Unit) -> (&'static [u8], u32, usize, u8) {
    (spelling(unit), unit.key, unit.readings.index(), unit.class as u8)
}

/// Numbers units as they come; [`Numbering::finish`] puts them in order.
#[derive(Default)]
pub(super) struct Numbering {
    /// Numbers of units that are characters of the basic plane and have their usual readings and class.
    usual: Vec<Id>,
    unusual: HashMap<(u32, usize, u8), Id>,
    by_cluster: HashMap<Box<str>, Id>,
    units: Vec<Unit>,
    clusters: Vec<(Id, Box<str>)>,
}

impl Numbering {
    /// The number of a unit of a text, for the time being.
    pub(super) fn number(&mut self, text: &Folded, at: usize) -> Id {
        let unit = text.units[at];
        match text.cluster(at) {
            Some(cluster) => self.cluster(cluster, unit),
            None => self.character(unit),
        }
    }

    /// The numbers, for the time being, of the units of an alphabet.
    pub(super) fn numbers(&mut self, alphabet: &Alphabet) -> Vec<Id> {
        let one = |(unit, id): (&Unit, Id)| match alphabet.cluster(id) {
            Some(cluster) => self.cluster(cluster, *unit),
            None => self.character(*unit),
        };
        alphabet.units.iter().zip(0..).map(one).collect()
    }

    /// The alphabet, and the number in it of each number that was given out.
    pub(super) fn finish(self) -> (Alphabet, Vec<Id>) {
        let mut old: Vec<Id> = (0..self.units.len() as Id).collect();
        old.sort_by_key(|id| order(&self.units[usize::from(*id)]));
        let units: Vec<Unit> = old.iter().map(|id| self.units[usize::from(*id)]).collect();
        let mut new = vec![0; old.len()];
        old.iter().zip(0..).for_each(|(old, id)| new[usize::from(*old)] = id);
        let mut clusters: Vec<(Id, Box<str>)> =
            self.clusters.into_iter().map(|(id, cluster)| (new[usize::from(id)], cluster)).collect();
        clusters.sort_unstable();
        (Alphabet::new(units, clusters), new)
    }

    fn character(&mut self, unit: Unit) -> Id {
        const NEW: Id = END;
        if let Some(id) = self.usual.get(unit.key as usize) {
            let known = self.units.get(usize::from(*id));
            if known.is_some_and(|known| known.readings == unit.readings && known.class == unit.class) {
                return *id;
            }
        }
        let name = (unit.key, unit.readings.index(), unit.class as u8);
        if let Some(id) = self.unusual.get(&name) {
            return *id;
        }
        let id = self.add(unit);
        let cell = unit.key as usize;
        if cell < 0x1_0000 && self.usual.is_empty() {
            self.usual = vec![NEW; 0x1_0000];
        }
        match self.usual.get_mut(cell) {
            Some(usual) if *usual == NEW => *usual = id,
            _ => {
                self.unusual.insert(name, id);
            }
        }
        id
    }

    fn cluster(&mut self, cluster: &str, unit: Unit) -> Id {
        if let Some(id) = self.by_cluster.get(cluster) {
            return *id;
        }
        // The key of a cluster says only where its own text keeps it: here it is its place in the order of coming.
        let id = self.add(Unit { key: FIRST_CLUSTER + self.clusters.len() as u32, ..unit });
        if self.units[usize::from(id)].key != STRANGER.key {
            self.clusters.push((id, Box::from(cluster)));
        }
        self.by_cluster.insert(Box::from(cluster), id);
        id
    }

    fn add(&mut self, unit: Unit) -> Id {
        if self.units.len() < MAX_UNITS {
            self.units.push(unit);
        } else if self.units.len() == MAX_UNITS {
            self.units.push(STRANGER);
        }
        (self.units.len() - 1) as Id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alphabet(text: &str) -> (Alphabet, Vec<Id>) {
        let text = Folded::new(text);
        let mut numbering = Numbering::default();
        let ids: Vec<Id> = (0..text.len()).map(|at| numbering.number(&text, at)).collect();
        let (alphabet, new) = numbering.finish();
        (alphabet, ids.into_iter().map(|id| new[usize::from(id)]).collect())
    }

    fn shown(alphabet: &Alphabet, ids: impl IntoIterator<Item = Id>) -> String {
        let one = |id| match alphabet.cluster(id) {
            Some(cluster) => cluster.to_owned(),
            None => alphabet.unit(id).char().map_or("?".to_owned(), String::from),
        };
        ids.into_iter().map(one).collect()
    }

    #[test]
    fn units_stand_in_the_order_of_their_spelling() {
        let (alphabet, _) = alphabet("庆发货,发化 fhz长会中🌹👨‍👩‍👧9冲重");
        assert!(shown(&alphabet, 0..alphabet.len() as Id).contains("f发h化会货"));
        let syllable = |c| Readings::of(c).syllables()[0];
        assert_eq!(shown(&alphabet, alphabet.first(syllable('中'))), "中重");
        assert_eq!(shown(&alphabet, alphabet.others(syllable('冲'))), "重");
    }

    #[test]
    fn it_comes_back_from_its_bytes_and_spells_texts_out() {
        let text = "👨‍👩‍👧重🇨🇳庆。a乾干👨‍👩‍👧";
        let (alphabet, ids) = alphabet(text);
        let read = Alphabet::read(&alphabet.write()).unwrap();
        let mut again = Folded::default();
        read.spell_out(ids.iter().copied(), &mut again);
        let folded = Folded::new(text);
        assert_eq!(again.len(), folded.len());
        for (at, expected) in ids.iter().enumerate() {
            assert!(again.same(at, &folded, at), "{at}");
            assert_eq!(again.units[at].readings, folded.units[at].readings);
            assert!(read.same_as(&folded, at).any(|id| id == *expected));
        }
        let bytes = alphabet.write();
        for cut in 0..bytes.len() {
            assert!(Alphabet::read(&bytes[..cut]).is_none(), "{cut}");
        }
    }

    #[test]
    fn units_beyond_the_limit_match_nothing() {
        let mut numbering = Numbering::default();
        let text: String = ('\u{20000}'..='\u{2FFFF}').chain('一'..='龥').collect();
        let text = Folded::new(&text);
        let last = (0..text.len()).map(|at| numbering.number(&text, at)).max().unwrap();
        let (alphabet, new) = numbering.finish();
        assert_eq!(usize::from(last), MAX_UNITS);
        assert_eq!(alphabet.unit(new[usize::from(last)]).key, STRANGER.key);
        assert!(Alphabet::read(&alphabet.write()).is_some());
        assert_eq!(alphabet.same_as(&text, text.len() - 1).count(), 0);
    }
}
