//! The documents of an index: what is known of each phrase beside its pairs.
//!
//! Documents are numbered in the order of preference, so that the first that are found of equal quality are the best.

use super::bytes::{U16s, U32s};
use crate::search::rank::{Field, Preference};

/// The number of a document in its segment.
pub(super) type DocId = u32;

/// Bytes of a record.
pub(super) const RECORD: usize = 32;

/// What is known of a document, in [`RECORD`] bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Record {
    /// The phrase.
    pub(super) id: u128,
    /// Units of the title.
    pub(super) title: u16,
    /// Units of the joined keywords.
    pub(super) keywords: u16,
    /// Units of the short code.
    pub(super) code: u8,
    /// Favourite and heat; see [`Preference`].
    pub(super) warmth: u8,
    pub(super) flags: u16,
    /// Its group: library and category path.
    pub(super) group: u32,
    pub(super) order: u32,
}

/// The bits of [`Record::flags`] above these count the units of the title from its first word to its last.
const FLAG_BITS: u32 = 8;
/// In [`Record::flags`]: the phrase is hidden today and on every other day.
pub(super) const HIDDEN: u16 = 1;
/// In [`Record::flags`]: the phrase is shown only on some days, which stand in the section of dates.
pub(super) const DATED: u16 = 2;

/// In [`Record::flags`]: in some field the units are others than the scalar values of its text.
pub(super) const FOLDED: u16 = 4;

impl Record {
    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.id.to_le_bytes());
        bytes.extend_from_slice(&self.title.to_le_bytes());
        bytes.extend_from_slice(&self.keywords.to_le_bytes());
        bytes.extend_from_slice(&[self.code, self.warmth]);
        bytes.extend_from_slice(&self.flags.to_le_bytes());
        bytes.extend_from_slice(&self.group.to_le_bytes());
        bytes.extend_from_slice(&self.order.to_le_bytes());
    }

    fn read(bytes: &[u8; RECORD]) -> Self {
        let (id, rest) = bytes.split_at(16);
        let short = |at: usize| u16::from_le_bytes([rest[at], rest[at + 1]]);
        let long = |at: usize| u32::from(short(at)) | u32::from(short(at + 2)) << 16;
        Self {
            id: id.try_into().map_or(0, u128::from_le_bytes),
            title: short(0),
            keywords: short(2),
            code: rest[4],
            warmth: rest[5],
            flags: short(6),
            group: long(8),
            order: long(12),
        }
    }

    /// Flags with the number of units from the first word of the title to its last.
    pub(super) fn flags_with_words(flags: u16, words: usize) -> u16 {
        flags | (words.min(255) as u16) << FLAG_BITS
    }

    /// Units of the title from its first word to its last; 255 if they are more.
    pub(super) fn words(&self) -> usize {
        usize::from(self.flags >> FLAG_BITS)
    }

    pub(super) fn preference(&self) -> Preference {
        Preference::from_warmth(self.warmth, self.order)
    }
}

/// The documents, as they lie in the file.
#[derive(Clone, Copy)]
pub(super) struct Docs<'a> {
    pub(super) records: &'a [u8],
    /// Where the units of each document begin; one more at the end.
    pub(super) starts: U32s<'a>,
    /// The units of all documents: title, short code, keywords, text.
    pub(super) units: U16s<'a>,
    /// The documents in the order of their ids.
    pub(super) by_id: U32s<'a>,
}

impl<'a> Docs<'a> {
    pub(super) fn len(self) -> usize {
        self.records.len() / RECORD
    }

    pub(super) fn record(self, doc: DocId) -> Option<Record> {
        let start = doc as usize * RECORD;
        self.records.get(start..start + RECORD).and_then(|bytes| bytes.try_into().ok()).map(Record::read)
    }

    pub(super) fn group(self, doc: DocId) -> u32 {
        let start = doc as usize * RECORD + 24;
        self.records.get(start..start + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes)
    }

    pub(super) fn flags(self, doc: DocId) -> u16 {
        let start = doc as usize * RECORD + 22;
        self.records.get(start..start + 2).and_then(|b| b.try_into().ok()).map_or(0, u16::from_le_bytes)
    }

    /// The units of a field; of the category path there are none here.
    pub(super) fn field(self, doc: DocId, record: &Record, field: Field) -> U16s<'a> {
        let start = self.starts.get(doc as usize) as usize;
        let end = self.starts.get(doc as usize + 1) as usize;
        let code = start + usize::from(record.title);
        let keywords = code + usize::from(record.code);
        let text = keywords + usize::from(record.keywords);
        let (from, to) = match field {
            Field::Title => (start, code),
            Field::Code => (code, keywords),
            Field::Keywords => (keywords, text),
            Field::Text => (text, end.max(text)),
            Field::Category => (0, 0),
        };
        self.units.slice(from, to - from)
    }

    /// The document of a phrase.
    pub(super) fn find(self, id: u128) -> Option<DocId> {
        let (mut low, mut high) = (0, self.by_id.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let doc = self.by_id.get(middle);
            let found = self.record(doc)?.id;
            match found.cmp(&id) {
                std::cmp::Ordering::Equal => return Some(doc),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_back() {
        let record = Record {
            id: 0x0102_0304_0506_0708_090A_0B0C_0D0E_0F10,
            title: 513,
            keywords: 77,
            code: 4,
            warmth: 0x83,
            flags: DATED,
            group: 70_000,
            order: u32::MAX - 1,
        };
        let mut bytes = Vec::new();
        record.write(&mut bytes);
        let starts: Vec<u8> = [0u32, 900].iter().flat_map(|n| n.to_le_bytes()).collect();
        let docs =
            Docs { records: &bytes, starts: U32s(&starts), units: U16s(&[0; 1800]), by_id: U32s(&[0; 4]) };
        assert_eq!(docs.record(0), Some(record));
        assert_eq!(
            (docs.record(1), docs.group(0), docs.find(record.id), docs.find(1)),
            (None, 70_000, Some(0), None)
        );
        assert_eq!((docs.flags(0), docs.flags(1)), (DATED, 0));
        assert_eq!(
            (docs.field(0, &record, Field::Title).len(), docs.field(0, &record, Field::Text).len()),
            (513, 900 - 513 - 4 - 77)
        );
    }
}
