//! Making a segment: of phrases, or of the documents of other segments.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::alphabet::{Id, Numbering};
use super::bytes::{U16s, put_varint};
use super::docs::{DATED, DocId, FOLDED, HIDDEN, RECORD, Record};
use super::segment::{Group, Section, Segment, Stamp, Zone, put_origins, write_groups};
use super::texts::Texts;
use super::{Document, Shown};
use crate::search::chars::Class;
use crate::search::fold::{Folded, Unit};
use crate::search::pinyin::letter_bit;
use crate::search::rank::{Field, Preference, words_of_title};
use crate::search::span::Span;

/// Collects documents for a segment.
#[derive(Default)]
pub(super) struct Builder {
    numbering: Numbering,
    groups: Vec<Group>,
    group_numbers: HashMap<u128, HashMap<Box<str>, u32>>,
    /// The units of all documents, field by field, as numbered for the time being.
    units: Vec<Id>,
    drafts: Vec<Draft>,
    folded: Folded,
}

/// A document to be.
pub(super) struct Draft {
    pub(super) record: Record,
    pub(super) preference: Preference,
    /// Where its units begin.
    pub(super) start: usize,
    /// Units up to the first letter, digit or hanzi of the title: where a run can begin that stands at its start.
    pub(super) title_start: u16,
    /// Units from the last one on: where a run can end that goes to its end.
    pub(super) title_end: u16,
    pub(super) dates: (i32, i32),
    pub(super) origins: Vec<(Field, Vec<Span>)>,
}

impl Builder {
    /// Folds a phrase and adds it.
    pub(super) fn push(&mut self, document: &Document<'_>) {
        let entry = &document.entry;
        let group = self.group(document.library, entry.category_path);
        let start = self.units.len();
        let mut origins = Vec::new();
        let title = self.push_field(Field::Title, entry.title, None, &mut origins);
        let (title_start, title_end) = ends_of(&self.folded);
        let words = (title + 2).saturating_sub(usize::from(title_start) + usize::from(title_end));
        let code = self.push_field(Field::Code, entry.code, None, &mut origins);
        let keywords = self.push_field(Field::Keywords, entry.keywords, Some(' '), &mut origins);
        self.push_field(Field::Text, entry.text, None, &mut origins);
        let preference = Preference::new(entry.favourite, entry.uses, entry.last_used_age_days, entry.order);
        let (flags, dates) = flags_of(document.shown);
        self.drafts.push(Draft {
            record: Record {
                id: document.id,
                title: title as u16,
                keywords: keywords as u16,
                code: code as u8,
                warmth: preference.warmth(),
                flags: Record::flags_with_words(flags | if origins.is_empty() { 0 } else { FOLDED }, words),
                group,
                order: entry.order,
            },
            preference,
            start,
            title_start,
            title_end,
            dates,
            origins,
        });
    }

    /// Adds those documents of a segment that `keep` wants. Nothing is folded anew.
    pub(super) fn copy(&mut self, segment: &Segment, keep: impl Fn(DocId) -> bool) {
        let numbers = self.numbering.numbers(&segment.alphabet);
        // Known when the first document comes that lies there: groups that nobody is left in are not copied.
        let mut groups: Vec<Option<u32>> = vec![None; segment.groups.len()];
        let docs = segment.docs();
        for doc in (0..docs.len() as DocId).filter(|doc| keep(*doc)) {
            let Some(record) = docs.record(doc) else { continue };
            let group = match groups.get(record.group as usize).copied().flatten() {
                Some(group) => group,
                None => self.copy_group(segment, record.group as usize, &numbers),
            };
            if let Some(known) = groups.get_mut(record.group as usize) {
                *known = Some(group);
            }
            let start = self.units.len();
            let mut origins = Vec::new();
            let mut ends = (0, 0);
            let mut lens = [0; 4];
            for (field, len) in
                [Field::Title, Field::Code, Field::Keywords, Field::Text].into_iter().zip(&mut lens)
            {
                segment.spell_out(doc, field, &mut self.folded);
                *len = self.copy_units(docs.field(doc, &record, field), &numbers);
                if let Some(spans) = self.folded.origins() {
                    origins.push((field, spans.to_vec()));
                }
                if field == Field::Title {
                    ends = ends_of(&self.folded);
                }
            }
            // The lengths are those of what is there: a damaged record may promise more.
            let [title, code, keywords, _] = lens;
            self.drafts.push(Draft {
                record: Record {
                    title: title as u16,
                    code: code as u8,
                    keywords: keywords as u16,
                    group,
                    ..record
                },
                preference: record.preference(),
                start,
                title_start: ends.0,
                title_end: ends.1,
                dates: segment.dates(doc).unwrap_or_default(),
                origins,
            });
        }
    }

    /// Adds the units of a field, which `self.folded` spells out; returns how many.
    fn copy_units(&mut self, units: U16s<'_>, numbers: &[Id]) -> usize {
        let Self { numbering, folded, .. } = self;
        let number = |(id, at): (Id, usize)| match numbers.get(usize::from(id)) {
            Some(number) => *number,
            None => numbering.number(folded, at),
        };
        self.units.extend(units.iter().zip(0..).map(number));
        units.len()
    }

    fn copy_group(&mut self, segment: &Segment, group: usize, numbers: &[Id]) -> u32 {
        let Some(group) = segment.groups.get(group) else { return self.known_group(0, "", Vec::new()) };
        let units = group.units.iter().filter_map(|id| numbers.get(usize::from(*id)).copied()).collect();
        self.known_group(group.library, &group.path, units)
    }

    pub(super) fn len(&self) -> usize {
        self.drafts.len()
    }

    /// The bytes of the segment. Of several documents with one id the last counts.
    pub(super) fn finish(self, stamp: Stamp) -> Vec<u8> {
        let Self { numbering, mut groups, units, drafts, .. } = self;
        let (alphabet, new) = numbering.finish();
        groups.iter_mut().flat_map(|group| &mut group.units).for_each(|id| *id = new[usize::from(*id)]);
        let ends: Vec<usize> = drafts.iter().skip(1).map(|draft| draft.start).chain([units.len()]).collect();
        let mut order: Vec<usize> = (0..drafts.len()).collect();
        order.sort_unstable_by_key(|at| (drafts[*at].record.id, Reverse(*at)));
        order.dedup_by_key(|at| drafts[*at].record.id);
        order.sort_unstable_by_key(|at| (drafts[*at].preference, drafts[*at].record.id));

        let is_mark: Vec<bool> =
            (0..alphabet.len()).map(|id| alphabet.unit(id as Id).class != Class::Solid).collect();
        let mut text = Texts::new(is_mark);
        let mut sections: Vec<Vec<u8>> = vec![Vec::new(); Section::Zones as usize];
        for (doc, at) in order.iter().enumerate() {
            let draft = &drafts[*at];
            text.push(draft, units[draft.start..ends[*at]].iter().map(|id| new[usize::from(*id)]));
            draft.record.write(&mut sections[Section::Records as usize]);
            put_side_notes(&mut sections, doc as DocId, draft);
        }
        drop(units);
        let mut by_id: Vec<u32> = (0..order.len() as u32).collect();
        by_id.sort_unstable_by_key(|doc| drafts[order[*doc as usize]].record.id);
        sections[Section::Alphabet as usize] = alphabet.write();
        sections[Section::Starts as usize] = text.starts();
        sections[Section::Units as usize] = text.units.iter().flat_map(|id| id.to_le_bytes()).collect();
        sections[Section::ById as usize] = by_id.iter().flat_map(|doc| doc.to_le_bytes()).collect();
        let members = order.iter().map(|at| drafts[*at].record.group);
        sections[Section::GroupLists as usize] = group_lists(members, &mut groups);
        sections[Section::Groups as usize] = write_groups(&groups);
        debug_assert_eq!(sections[Section::Records as usize].len(), order.len() * RECORD);
        let letters: Vec<u32> = (0..alphabet.len()).map(|id| letters_of(alphabet.unit(id as Id))).collect();
        [sections[Section::TripleEnds as usize], sections[Section::TripleLists as usize]] =
            text.triples(&letters);
        for zone in Zone::ALL {
            sections.extend(text.pairs(zone, alphabet.len()));
        }
        Segment::assemble(&sections, stamp)
    }

    /// Adds the units of a field; returns how many.
    fn push_field(
        &mut self,
        field: Field,
        text: &str,
        border: Option<char>,
        origins: &mut Vec<(Field, Vec<Span>)>,
    ) -> usize {
        self.folded.refold(text);
        if let Some(border) = border {
            self.folded = std::mem::take(&mut self.folded).with_borders(border);
        }
        // More than a model's limits let through, except where one character is folded into many.
        let limit = match field {
            Field::Title | Field::Keywords => usize::from(u16::MAX),
            Field::Code => usize::from(u8::MAX),
            Field::Category | Field::Text => usize::MAX,
        };
        self.folded.truncate(limit);
        for at in 0..self.folded.len() {
            let id = self.numbering.number(&self.folded, at);
            self.units.push(id);
        }
        if let Some(spans) = self.folded.origins() {
            origins.push((field, spans.to_vec()));
        }
        self.folded.len()
    }

    fn group(&mut self, library: u128, path: &str) -> u32 {
        if let Some(number) = self.group_numbers.get(&library).and_then(|groups| groups.get(path)) {
            return *number;
        }
        let folded = Folded::new(path).with_borders('/');
        let units = (0..folded.len()).map(|at| self.numbering.number(&folded, at)).collect();
        self.known_group(library, path, units)
    }

    fn known_group(&mut self, library: u128, path: &str, units: Vec<Id>) -> u32 {
        let numbers = self.group_numbers.entry(library).or_default();
        if let Some(number) = numbers.get(path) {
            return *number;
        }
        let number = self.groups.len() as u32;
        numbers.insert(Box::from(path), number);
        self.groups.push(Group { library, path: Box::from(path), units, list: 0..0 });
        number
    }
}

/// The letters that a unit can be typed by, as a set.
pub(super) fn letters_of(unit: Unit) -> u32 {
    if unit.is_latin_letter() { letter_bit(unit.ascii()) } else { unit.readings.first_letters() }
}

/// How many units of a title a run can begin with that stands at its start, and end with that goes to its end.
fn ends_of(title: &Folded) -> (u16, u16) {
    let (first, last) = words_of_title(title);
    if title.is_empty() { (0, 0) } else { (first as u16 + 1, (title.len() - last) as u16) }
}

fn flags_of(shown: Shown) -> (u16, (i32, i32)) {
    let hidden = if shown.hidden { HIDDEN } else { 0 };
    match (shown.from, shown.until) {
        (None, None) => (hidden, (0, 0)),
        (from, until) => (hidden | DATED, (from.unwrap_or(i32::MIN), until.unwrap_or(i32::MAX))),
    }
}

/// The lists of documents of the groups; `members` gives the group of each document.
fn group_lists(members: impl Iterator<Item = u32>, groups: &mut [Group]) -> Vec<u8> {
    let mut lists: Vec<(Vec<u8>, DocId)> = vec![Default::default(); groups.len()];
    for (group, doc) in members.zip(0..) {
        let (list, next) = &mut lists[group as usize];
        put_varint(list, doc - *next);
        *next = doc + 1;
    }
    let mut bytes = Vec::new();
    for (group, (list, _)) in groups.iter_mut().zip(lists) {
        group.list = bytes.len()..bytes.len() + list.len();
        bytes.extend(list);
    }
    bytes
}

/// Writes the origins and the dates of a document, where it has any.
fn put_side_notes(sections: &mut [Vec<u8>], doc: DocId, draft: &Draft) {
    for (field, spans) in &draft.origins {
        let offset = sections[Section::Origins as usize].len() as u32;
        put_origins(spans, &mut sections[Section::Origins as usize]);
        put_entry(&mut sections[Section::OriginPlaces as usize], [doc, *field as u32, offset]);
    }
    if draft.record.flags & DATED != 0 {
        let (from, until) = draft.dates;
        put_entry(&mut sections[Section::Dates as usize], [doc, from as u32, until as u32]);
    }
}

fn put_entry(section: &mut Vec<u8>, entry: [u32; 3]) {
    entry.iter().for_each(|number| section.extend_from_slice(&number.to_le_bytes()));
}
