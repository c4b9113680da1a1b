//! Which documents of an index are asked: by library, by category path, and by what is shown today.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::bits::Bits;
use super::docs::{DATED, DocId, HIDDEN};
use super::searcher::Searcher;
use super::segment::Segment;
use super::{Answer, Index};
use crate::search::query::Query;
use crate::search::scan::Options;

/// What a search asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The libraries, each with the day that it is there, in days since 1970.
    pub libraries: HashMap<u128, i32>,
    /// The category paths, as documents have them, each with its library; `None`: all.
    pub paths: Option<HashSet<(u128, String)>>,
    /// Also what is hidden, or not shown today.
    pub all: bool,
}

/// The documents that are asked, found once for each segment: some hundreds of microseconds for 100,000, and next to
/// nothing for an index that has changed a little since.
pub struct Filter {
    /// No other filter has it; 0 is that of no filter.
    number: u64,
    asked: Asked,
    segments: Vec<Arc<Segment>>,
    /// By segment.
    documents: Vec<Bits>,
}

impl Default for Filter {
    fn default() -> Self {
        Self::new(Asked::default())
    }
}

impl Filter {
    /// A filter that lets through what is asked.
    pub fn new(asked: Asked) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Self { number, asked, segments: Vec::new(), documents: Vec::new() }
    }

    /// What it lets through.
    pub fn asked(&self) -> &Asked {
        &self.asked
    }

    /// The documents of an index that are asked, by segment.
    fn documents_of(&mut self, index: &Index) -> &[Bits] {
        let mut known: Vec<(Arc<Segment>, Bits)> =
            std::mem::take(&mut self.segments).into_iter().zip(std::mem::take(&mut self.documents)).collect();
        for view in index.views.iter() {
            let at = known.iter().position(|(segment, _)| Arc::ptr_eq(segment, &view.segment));
            let documents = match at {
                Some(at) => known.swap_remove(at).1,
                None => documents(&view.segment, &self.asked),
            };
            self.segments.push(Arc::clone(&view.segment));
            self.documents.push(documents);
        }
        &self.documents
    }
}

impl Searcher {
    /// Finds those phrases that a filter lets through, best first, until `is_cancelled` says that nobody waits any more:
    /// then the answer has what was found so far, and `more` set.
    pub fn find_in(
        &mut self,
        index: &Index,
        filter: &mut Filter,
        query: &Query,
        options: &Options,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Answer {
        let number = filter.number;
        self.find_among(index, query, options, Some((number, filter.documents_of(index))), is_cancelled)
    }
}

fn documents(segment: &Segment, asked: &Asked) -> Bits {
    let groups = segment.groups.iter().map(|group| {
        let paths = asked.paths.as_ref();
        // A set of tuples cannot be asked by borrowed halves; groups are few.
        let is_asked = paths.is_none_or(|paths| paths.contains(&(group.library, String::from(&*group.path))));
        asked.libraries.get(&group.library).filter(|_| is_asked)
    });
    let days: Vec<Option<&i32>> = groups.collect();
    let mut documents = match days.iter().all(Option::is_some) {
        true => Bits::full(segment.len()),
        false => Bits::new(segment.len()),
    };
    for (group, _) in days.iter().enumerate().filter(|(_, day)| day.is_some()) {
        segment.of_group(group).for_each(|doc| documents.add(doc));
    }
    if !asked.all {
        hide(segment, &days, &mut documents);
    }
    documents
}

/// Takes out what is not shown today.
fn hide(segment: &Segment, days: &[Option<&i32>], documents: &mut Bits) {
    let docs = segment.docs();
    for doc in 0..docs.len() as DocId {
        let flags = docs.flags(doc);
        if flags & (HIDDEN | DATED) == 0 {
            continue;
        }
        let today = days.get(docs.group(doc) as usize).copied().flatten();
        let is_shown = |(from, until): (i32, i32)| today.is_some_and(|today| (from..=until).contains(today));
        if flags & HIDDEN != 0 || flags & DATED != 0 && !segment.dates(doc).is_some_and(is_shown) {
            documents.remove(doc);
        }
    }
}
