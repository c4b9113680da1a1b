//! The texts of a segment to be, in their final order, and the lists that are made of them.

use super::alphabet::{END, Id};
use super::build::Draft;
use super::docs::{DocId, Record};
use super::pairs::{Occurrence, PairsBuilder, occurrence, pairs_of};
use super::segment::Zone;
use super::triples::TriplesBuilder;

/// Pairs that are sorted at a time: 16 MB of them.
const PART: usize = 1 << 21;

/// The texts of all documents in their final order.
#[derive(Default)]
pub(super) struct Texts {
    pub(super) units: Vec<Id>,
    /// Where each document begins, and its fields end, in `units`.
    places: Vec<Places>,
    /// By unit: whether a run may skip it.
    is_mark: Vec<bool>,
}

struct Places {
    start: u32,
    title_start: u16,
    title_end: u16,
    title: u16,
    code: u8,
    keywords: u16,
}

impl Texts {
    pub(super) fn new(is_mark: Vec<bool>) -> Self {
        Self { is_mark, ..Self::default() }
    }

    pub(super) fn push(&mut self, draft: &Draft, units: impl Iterator<Item = Id>) {
        let Record { title, code, keywords, .. } = draft.record;
        let start = self.units.len() as u32;
        let Draft { title_start, title_end, .. } = *draft;
        self.places.push(Places { start, title_start, title_end, title, code, keywords });
        self.units.extend(units);
    }

    pub(super) fn starts(&self) -> Vec<u8> {
        let starts = self.places.iter().map(|places| places.start).chain([self.units.len() as u32]);
        starts.flat_map(u32::to_le_bytes).collect()
    }

    /// The sections of the triples, by the sets of letters of each unit.
    pub(super) fn triples(&self, letters: &[u32]) -> [Vec<u8>; 2] {
        let mut builder = TriplesBuilder::new();
        let ends = self.places.iter().skip(1).map(|next| next.start).chain([self.units.len() as u32]);
        for ((places, end), doc) in self.places.iter().zip(ends).zip(0..) {
            let start = places.start as usize
                + usize::from(places.title)
                + usize::from(places.code)
                + usize::from(places.keywords);
            let solid = self.units[start..end as usize].iter().filter(|id| !self.is_mark[usize::from(**id)]);
            builder.add(doc, solid.map(|id| letters[usize::from(*id)]));
        }
        builder.finish()
    }

    /// The sections of a zone.
    pub(super) fn pairs(&self, zone: Zone, units: usize) -> [Vec<u8>; 4] {
        let mut counts = vec![0usize; units];
        self.each_pair(zone, |first, _, _| counts[usize::from(first)] += 1);
        let mut builder = PairsBuilder::default();
        let mut part: Vec<Occurrence> = Vec::new();
        let mut from = 0;
        while from < units {
            let mut to = from;
            let mut size = 0;
            while to < units && (size == 0 || size + counts[to] <= PART) {
                size += counts[to];
                to += 1;
            }
            if size > 0 {
                part.clear();
                part.reserve_exact(size);
                self.each_pair(zone, |first, second, doc| {
                    if (from..to).contains(&usize::from(first)) {
                        part.push(occurrence(first, second, doc));
                    }
                });
                builder.add(&mut part);
            }
            from = to;
        }
        builder.finish(units)
    }

    fn each_pair(&self, zone: Zone, mut found: impl FnMut(Id, Id, DocId)) {
        let ends = self.places.iter().skip(1).map(|next| next.start).chain([self.units.len() as u32]);
        for ((places, end), doc) in self.places.iter().zip(ends).zip(0..) {
            let start = places.start as usize;
            let title = start + usize::from(places.title);
            let code = title + usize::from(places.code);
            let keywords = code + usize::from(places.keywords);
            let field = match zone {
                Zone::WholeTitle | Zone::TitleStart | Zone::Title => start..title,
                Zone::Code => title..code,
                Zone::Keywords => code..keywords,
                Zone::Text => keywords..end as usize,
            };
            let units = &self.units[field];
            let (starts, ends) = (usize::from(places.title_start), usize::from(places.title_end));
            match zone {
                Zone::WholeTitle => {
                    for first in &units[..starts] {
                        units[units.len() - ends..].iter().for_each(|last| found(*first, *last, doc));
                    }
                }
                Zone::TitleStart => self.first_pairs(units, starts, |a, b| found(a, b, doc)),
                _ => {
                    let with_marks = units.iter().map(|id| (*id, self.is_mark[usize::from(*id)]));
                    pairs_of(with_marks, |a, b| found(a, b, doc));
                }
            }
        }
    }

    /// The pairs with which a run can begin that begins with one of the first units.
    fn first_pairs(&self, units: &[Id], starts: usize, mut found: impl FnMut(Id, Id)) {
        let is_mark = |id: &&Id| self.is_mark[usize::from(**id)];
        for (at, unit) in units.iter().enumerate().take(starts) {
            let next = units[at + 1..].iter().find(|id| !is_mark(id));
            match next {
                Some(next) if !is_mark(&unit) => found(*unit, *next),
                _ => found(*unit, END),
            }
        }
    }
}
