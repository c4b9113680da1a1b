//! A segment: an immutable part of an index, in one row of bytes, on the heap or mapped from a file.
//!
//! ```text
//! magic "HSIX" · format · check sum of all that follows · fingerprint of the tables · stamp · length of each section · sections
//! ```
//! The sections are those of [`Section`], one behind the other. All numbers are little-endian; nothing is aligned. The
//! alphabet and the groups are read when a segment is opened; everything else stays where it is.

use std::ops::Range;

use super::alphabet::{Alphabet, Id};
use super::bytes::{U16s, U32s, put_varint, take_varint};
use super::docs::{DocId, Docs, FOLDED, RECORD};
use super::file::Bytes;
use super::pairs::{Documents, Pairs};
use super::triples::Triples;
use crate::search::chars::Class;
use crate::search::fold::Folded;
use crate::search::pinyin::{self, Readings};
use crate::search::rank::Field;
use crate::search::span::Span;

/// Changes whenever bytes mean something else, or the same texts give other bytes.
const FORMAT: u32 = 1;
const MAGIC: [u8; 4] = *b"HSIX";
/// Bytes before the lengths of the sections.
const HEAD: usize = STAMP + Stamp::LEN;
/// Where the stamp stands.
const STAMP: usize = 4 + 4 + 4 + 4;
/// Where the bytes begin that the check sum covers.
const CHECKED: usize = 12;

/// Which state of which book an index shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// The book; 0 for an index that belongs to none.
    pub book: u128,
    /// The number of the book's last operation.
    pub revision: u64,
    /// When that operation was, in milliseconds since 1970: tells it from another with its number, as a book has them
    /// that was put back from a copy.
    pub at: i64,
    /// Up to when uses are counted, in milliseconds since 1970.
    pub counted: i64,
}

impl Stamp {
    const LEN: usize = 40;

    fn write(self) -> [u8; Self::LEN] {
        let mut bytes = [0; Self::LEN];
        bytes[..16].copy_from_slice(&self.book.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.revision.to_le_bytes());
        bytes[24..32].copy_from_slice(&self.at.to_le_bytes());
        bytes[32..].copy_from_slice(&self.counted.to_le_bytes());
        bytes
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self {
            book: u128::from_le_bytes(bytes.get(..16)?.try_into().ok()?),
            revision: u64::from_le_bytes(bytes.get(16..24)?.try_into().ok()?),
            at: i64::from_le_bytes(bytes.get(24..32)?.try_into().ok()?),
            counted: i64::from_le_bytes(bytes.get(32..Self::LEN)?.try_into().ok()?),
        })
    }
}

/// The sections of a segment, in their order.
#[derive(Clone, Copy)]
pub(super) enum Section {
    Alphabet,
    Records,
    Starts,
    Units,
    ById,
    Groups,
    /// Where the origins of a field lie in the next section: document, field, offset; ascending. Only of fields in
    /// which unit n is not scalar value n.
    OriginPlaces,
    Origins,
    /// Of the documents that are shown on some days only: number, first day, last day; ascending.
    Dates,
    /// The documents of each group, as differences.
    GroupLists,
    /// The three initials in a row of the texts: where the list of each ends, and the lists.
    TripleEnds,
    TripleLists,
    /// The first of four for each zone.
    Zones,
}

const SECTIONS: usize = Section::Zones as usize + 4 * Zone::COUNT;
/// Bytes of an entry of [`Section::OriginPlaces`] and of [`Section::Dates`].
pub(super) const ENTRY: usize = 12;

/// What is searched one after another: each zone has pairs of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    /// The first and the last unit of a run over a whole title.
    WholeTitle,
    /// Only the pairs with which a run at the start of a title can begin.
    TitleStart,
    Title,
    Code,
    Keywords,
    Text,
}

impl Zone {
    pub(super) const COUNT: usize = 6;
    pub(super) const ALL: [Self; Self::COUNT] =
        [Self::WholeTitle, Self::TitleStart, Self::Title, Self::Code, Self::Keywords, Self::Text];

    /// Those that hold every pair of a document once.
    pub(super) const WHOLE: [Self; 4] = [Self::Title, Self::Code, Self::Keywords, Self::Text];
}

/// A library and a category path in it: what many phrases have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) library: u128,
    /// The names from the root, joined by `/`, as they are.
    pub(super) path: Box<str>,
    /// The same, as units.
    pub(super) units: Vec<Id>,
    /// Bytes of its list of documents.
    pub(super) list: Range<usize>,
}

/// A part of an index.
pub(super) struct Segment {
    bytes: Bytes,
    sections: [Range<usize>; SECTIONS],
    pub(super) stamp: Stamp,
    pub(super) alphabet: Alphabet,
    pub(super) groups: Vec<Group>,
    /// Whether some short code has a character that can be read in pinyin.
    pub(super) has_hanzi_codes: bool,
    /// By unit: its class.
    pub(super) classes: Vec<Class>,
    /// By unit: whether a run may skip it.
    pub(super) is_mark: Vec<bool>,
    /// By unit: whether it is a Latin letter.
    pub(super) is_latin: Vec<bool>,
    /// By unit: whether it is a letter, a digit or a hanzi.
    pub(super) is_word: Vec<bool>,
}

impl Segment {
    /// Reads what is needed at once. `None` if the bytes are damaged, or of another format or other tables.
    pub(super) fn open(bytes: Bytes) -> Option<Self> {
        let sum: [u8; 4] = bytes.get(8..CHECKED)?.try_into().ok()?;
        let is_sound = u32::from_le_bytes(sum) == crc32fast::hash(bytes.get(CHECKED..)?);
        is_sound.then(|| Self::read(bytes)).flatten()
    }

    /// As [`Segment::open`], of bytes that were compared with their check sum already.
    pub(super) fn read(bytes: Bytes) -> Option<Self> {
        let head: &[u8; HEAD] = bytes.get(..HEAD)?.try_into().ok()?;
        let number = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
        let is_ours = head[..4] == MAGIC && number(4) == FORMAT && number(12) == pinyin::fingerprint();
        if !is_ours {
            return None;
        }
        let stamp = Stamp::read(&head[STAMP..])?;
        let mut sections = [const { 0..0 }; SECTIONS];
        let mut start = HEAD + SECTIONS * 8;
        for (section, at) in sections.iter_mut().zip((HEAD..).step_by(8)) {
            let len = u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?);
            let end = start.checked_add(usize::try_from(len).ok()?)?;
            *section = start..end;
            start = end;
        }
        if start != bytes.len() {
            return None;
        }
        let section = |section: Section| &bytes[sections[section as usize].clone()];
        let alphabet = Alphabet::read(section(Section::Alphabet))?;
        let groups = read_groups(section(Section::Groups))?;
        let units = (0..alphabet.len()).map(|id| alphabet.unit(id as Id));
        let classes = units.clone().map(|unit| unit.class).collect();
        let is_mark = units.clone().map(|unit| unit.class != Class::Solid).collect();
        let is_latin = units.clone().map(super::super::fold::Unit::is_latin_letter).collect();
        let is_word = units.map(|unit| unit.char().is_some_and(char::is_alphanumeric)).collect();
        let mut segment = Self {
            sections,
            stamp,
            alphabet,
            groups,
            has_hanzi_codes: false,
            classes,
            is_mark,
            is_latin,
            is_word,
            bytes,
        };
        segment.has_hanzi_codes = segment.finds_hanzi_codes();
        Some(segment)
    }

    /// The bytes of a segment of these sections.
    pub(super) fn assemble(sections: &[Vec<u8>], stamp: Stamp) -> Vec<u8> {
        debug_assert_eq!(sections.len(), SECTIONS);
        let len = HEAD + SECTIONS * 8 + sections.iter().map(Vec::len).sum::<usize>();
        let mut bytes = Vec::with_capacity(len);
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&FORMAT.to_le_bytes());
        bytes.extend_from_slice(&[0; 4]);
        bytes.extend_from_slice(&pinyin::fingerprint().to_le_bytes());
        bytes.extend_from_slice(&stamp.write());
        sections.iter().for_each(|section| bytes.extend_from_slice(&(section.len() as u64).to_le_bytes()));
        sections.iter().for_each(|section| bytes.extend_from_slice(section));
        sign(&mut bytes);
        bytes
    }

    /// The bytes with another stamp.
    pub(super) fn stamped(&self, stamp: Stamp) -> Vec<u8> {
        let mut bytes = self.bytes.to_vec();
        bytes[STAMP..HEAD].copy_from_slice(&stamp.write());
        sign(&mut bytes);
        bytes
    }

    /// The bytes, as they stand in a file.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn len(&self) -> usize {
        self.section(Section::Records as usize).len() / RECORD
    }

    pub(super) fn docs(&self) -> Docs<'_> {
        Docs {
            records: self.section(Section::Records as usize),
            starts: U32s(self.section(Section::Starts as usize)),
            units: U16s(self.section(Section::Units as usize)),
            by_id: U32s(self.section(Section::ById as usize)),
        }
    }

    pub(super) fn triples(&self) -> Triples<'_> {
        Triples {
            ends: U32s(self.section(Section::TripleEnds as usize)),
            lists: self.section(Section::TripleLists as usize),
        }
    }

    pub(super) fn pairs(&self, zone: Zone) -> Pairs<'_> {
        let first = Section::Zones as usize + zone as usize * 4;
        Pairs {
            rows: U32s(self.section(first)),
            seconds: U16s(self.section(first + 1)),
            ends: U32s(self.section(first + 2)),
            lists: self.section(first + 3),
        }
    }

    /// Spells a field of a document out, with its origins; `text` is emptied first.
    pub(super) fn spell_out(&self, doc: DocId, field: Field, text: &mut Folded) {
        text.clear();
        let docs = self.docs();
        let Some(record) = docs.record(doc) else { return };
        if field == Field::Category {
            let units = self.groups.get(record.group as usize).map(|group| &group.units[..]);
            return self.alphabet.spell_out(units.unwrap_or_default().iter().copied(), text);
        }
        self.alphabet.spell_out(docs.field(doc, &record, field).iter(), text);
        if record.flags & FOLDED != 0
            && let Some(origins) = self.origins(doc, field, text.len())
        {
            text.set_origins(origins);
        }
    }

    /// The documents of a group, ascending.
    pub(super) fn of_group(&self, group: usize) -> Documents<'_> {
        let lists = self.section(Section::GroupLists as usize);
        let list = self.groups.get(group).and_then(|group| lists.get(group.list.clone()));
        Documents::new(list.unwrap_or_default())
    }

    /// The first and the last day on which a document is shown, in days since 1970.
    pub(super) fn dates(&self, doc: DocId) -> Option<(i32, i32)> {
        let dates = self.section(Section::Dates as usize).as_chunks::<ENTRY>().0;
        let at = dates.binary_search_by_key(&doc, |entry| words(entry)[0]).ok()?;
        let [_, from, until] = words(&dates[at]);
        Some((from as i32, until as i32))
    }

    /// Where the origins of a field begin.
    fn origins_at(&self, doc: DocId, field: Field) -> Option<usize> {
        let places = self.section(Section::OriginPlaces as usize).as_chunks::<ENTRY>().0;
        let place = places.binary_search_by_key(&(doc, field as u32), |entry| {
            let [doc, field, _] = words(entry);
            (doc, field)
        });
        Some(words(&places[place.ok()?])[2] as usize)
    }

    fn origins(&self, doc: DocId, field: Field, len: usize) -> Option<Vec<Span>> {
        let mut bytes = self.section(Section::Origins as usize).get(self.origins_at(doc, field)?..)?;
        let mut start = 0u32;
        (0..len)
            .map(|_| {
                start = start.checked_add(take_varint(&mut bytes)?)?;
                Some(Span { start, end: start.checked_add(take_varint(&mut bytes)?)? })
            })
            .collect()
    }

    fn finds_hanzi_codes(&self) -> bool {
        let pairs = self.pairs(Zone::Code);
        let ids = 0..self.alphabet.len() as Id;
        ids.into_iter()
            .any(|id| !pairs.row(id).is_empty() && self.alphabet.unit(id).readings != Readings::NONE)
    }

    fn section(&self, section: usize) -> &[u8] {
        &self.bytes[self.sections[section].clone()]
    }
}

/// Puts the check sum of the rest where it belongs.
fn sign(bytes: &mut [u8]) {
    let sum = crc32fast::hash(&bytes[CHECKED..]);
    bytes[8..CHECKED].copy_from_slice(&sum.to_le_bytes());
}

/// The bytes of origins, as [`Segment::spell_out`] reads them.
pub(super) fn put_origins(origins: &[Span], bytes: &mut Vec<u8>) {
    let mut start = 0;
    for span in origins {
        put_varint(bytes, span.start - start);
        put_varint(bytes, span.end - span.start);
        start = span.start;
    }
}

fn words(entry: &[u8; ENTRY]) -> [u32; 3] {
    [0, 4, 8].map(|at| u32::from_le_bytes([entry[at], entry[at + 1], entry[at + 2], entry[at + 3]]))
}

pub(super) fn write_groups(groups: &[Group]) -> Vec<u8> {
    let mut bytes = Vec::new();
    put_varint(&mut bytes, groups.len() as u32);
    for group in groups {
        bytes.extend_from_slice(&group.library.to_le_bytes());
        put_varint(&mut bytes, group.path.len() as u32);
        bytes.extend_from_slice(group.path.as_bytes());
        put_varint(&mut bytes, group.units.len() as u32);
        group.units.iter().for_each(|id| bytes.extend_from_slice(&id.to_le_bytes()));
        put_varint(&mut bytes, group.list.len() as u32);
    }
    bytes
}

fn read_groups(mut bytes: &[u8]) -> Option<Vec<Group>> {
    let count = take_varint(&mut bytes)? as usize;
    let mut list_start = 0usize;
    let take = |bytes: &mut &[u8], len: usize| -> Option<Vec<u8>> {
        let (taken, rest) = bytes.split_at_checked(len)?;
        *bytes = rest;
        Some(taken.to_vec())
    };
    let mut groups = Vec::with_capacity(count.min(bytes.len()));
    for _ in 0..count {
        let library = u128::from_le_bytes(take(&mut bytes, 16)?.try_into().ok()?);
        let path_len = take_varint(&mut bytes)? as usize;
        let path = String::from_utf8(take(&mut bytes, path_len)?).ok()?.into();
        let units_len = take_varint(&mut bytes)? as usize;
        let units = take(&mut bytes, units_len.checked_mul(2)?)?;
        let list_end = list_start.checked_add(take_varint(&mut bytes)? as usize)?;
        groups.push(Group {
            library,
            path,
            units: U16s(&units).iter().collect(),
            list: list_start..list_end,
        });
        list_start = list_end;
    }
    Some(groups)
}
