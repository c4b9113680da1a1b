//! Changing an index: every change makes a new snapshot, and whoever searches the old one goes on undisturbed.
//!
//! Segments stand from the oldest to the youngest. The first is the base, which holds most phrases; then come segments
//! of what has changed since. A phrase that changes dies where it was and joins the youngest segment, which is small and
//! made anew each time, so that a change costs the same whatever the base holds. Segments fill up and become more; each
//! costs every query some microseconds, so from time to time they are merged ([`Index::merged`]), and now and then everything
//! becomes one base again ([`Index::compacted`]). Both take their time and belong in the background; what changes meanwhile
//! is carried over by [`Index::rebased`].

use std::sync::Arc;

use super::bits::Bits;
use super::build::Builder;
use super::docs::{DocId, Record};
use super::file::Bytes;
use super::segment::{Segment, Stamp};
use super::{Document, Index, View};
use crate::search::rank::Preference;

/// Documents up to which the youngest segment is made anew with each change: some hundreds of microseconds of work.
const YOUNG: usize = 32;
/// Segments behind the base from which on merging pays.
const MERGED_FROM: usize = 3;
/// Segments of an index at most; if nobody merges in the background, the change that exceeds them does.
const MAX_VIEWS: usize = 10;
/// Documents below which nothing is compacted, however small the base is.
const COMPACTED_FROM: usize = 128;

/// What an index knows of a phrase beside its texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    /// Its place in the people's own order.
    pub(crate) order: u32,
    /// Favourite and heat, as [`Preference::warmth`] has them.
    pub(crate) warmth: u8,
}

impl Index {
    /// The index with some phrases added or changed, and some taken out. A phrase in both lists is changed; of several
    /// changes of one phrase the last counts; ids that are not there to be taken out do no harm.
    ///
    /// Takes well under a millisecond for a single phrase, and about ten microseconds for each of many.
    #[must_use]
    pub fn updated(&self, changed: &[Document<'_>], removed: &[u128]) -> Self {
        let mut views = self.views.to_vec();
        bury(&mut views, removed.iter().copied().chain(changed.iter().map(|document| document.id)));
        views.retain(|view| view.len() > 0);
        if changed.is_empty() {
            return Self { views: views.into() };
        }
        let mut builder = Builder::default();
        if let Some(young) = views.pop_if(|last| last.len() + changed.len() <= YOUNG) {
            copy(&mut builder, &young);
        }
        changed.iter().for_each(|document| builder.push(document));
        views.extend(View::of(builder));
        let index = Self { views: views.into() };
        if index.views.len() > MAX_VIEWS { index.merged() } else { index }
    }

    /// The index without the phrases of a library.
    #[must_use]
    pub fn without_library(&self, library: u128) -> Self {
        let mut views = self.views.to_vec();
        for view in &mut views {
            let segment = Arc::clone(&view.segment);
            let groups = segment.groups.iter().enumerate().filter(|(_, group)| group.library == library);
            view.bury(groups.flat_map(|(group, _)| segment.of_group(group)));
        }
        views.retain(|view| view.len() > 0);
        Self { views: views.into() }
    }

    /// Whether [`Index::merged`] would make queries faster.
    pub fn needs_merge(&self) -> bool {
        self.views.len() > MERGED_FROM
    }

    /// The same index with everything behind the base in one segment; about ten microseconds for each document there.
    #[must_use]
    pub fn merged(&self) -> Self {
        let Some((base, rest)) = self.views.split_first() else { return self.clone() };
        let views = std::iter::once(base.clone()).chain(View::of(gather(rest)));
        Self { views: views.collect() }
    }

    /// Whether so much stands behind the base, or is dead in it, that [`Index::compacted`] pays.
    pub fn needs_compaction(&self) -> bool {
        let Some((base, rest)) = self.views.split_first() else { return false };
        let dead = base.segment.len() - base.len();
        let changed = rest.iter().map(View::len).sum::<usize>().max(dead);
        changed > COMPACTED_FROM.max(base.segment.len() / 10)
    }

    /// The same index in one segment; about ten microseconds a document.
    #[must_use]
    pub fn compacted(&self) -> Self {
        if self.is_compact() {
            return self.clone();
        }
        Self { views: View::of(gather(&self.views)).into_iter().collect() }
    }

    /// Carries over what has happened since a snapshot: `self` came of `before` by changes, and `after` is `before`
    /// merged or compacted; the answer is `after` with those changes.
    #[must_use]
    pub(crate) fn rebased(&self, before: &Self, after: &Self) -> Self {
        let is_same = |a: &View, b: &View| Arc::ptr_eq(&a.segment, &b.segment);
        let mut gone: Vec<u128> = Vec::new();
        for old in before.views.iter() {
            let now = self.views.iter().find(|now| is_same(now, old));
            let died = old.live().filter(|doc| now.is_none_or(|now| now.is_dead(*doc)));
            gone.extend(died.filter_map(|doc| Some(old.segment.docs().record(doc)?.id)));
        }
        let fresh: Vec<View> = self
            .views
            .iter()
            .filter(|now| !before.views.iter().any(|old| is_same(now, old)))
            .cloned()
            .collect();
        let ids = fresh
            .iter()
            .flat_map(|view| view.live().filter_map(|doc| Some(view.segment.docs().record(doc)?.id)));
        let mut views = after.views.to_vec();
        bury(&mut views, gone.into_iter().chain(ids));
        views.retain(|view| view.len() > 0);
        views.extend(View::of(gather(&fresh)));
        Self { views: views.into() }
    }

    /// Whether both are one and the same snapshot.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.views, &other.views)
    }

    /// What is known of a phrase; `None` for one that is not there.
    pub(crate) fn known(&self, id: u128) -> Option<Known> {
        let record = self.views.iter().rev().find_map(|view| view.record(id))?;
        Some(Known { order: record.order, warmth: record.warmth })
    }

    /// The favourites, which the order of preference puts first in every segment.
    pub(crate) fn favourites(&self) -> Vec<u128> {
        // The mark is the highest bit.
        let least = Preference::new(true, 0, None, 0).warmth();
        let is_favourite = |record: &Record| record.warmth >= least;
        let of_view = |view: &View| -> Vec<u128> {
            let docs = view.segment.docs();
            let all = (0..docs.len() as DocId)
                .map_while(|doc| docs.record(doc).filter(is_favourite).map(|record| (doc, record)));
            all.filter(|(doc, _)| !view.is_dead(*doc)).map(|(_, record)| record.id).collect()
        };
        self.views.iter().flat_map(of_view).collect()
    }

    /// Whether there is one segment, and nothing dead in it.
    pub(super) fn is_compact(&self) -> bool {
        match &*self.views {
            [] => true,
            [view] => view.len() == view.segment.len(),
            _ => false,
        }
    }
}

impl View {
    /// The segment that a builder makes; none of nothing.
    pub(super) fn of(builder: Builder) -> Option<Self> {
        if builder.len() == 0 {
            return None;
        }
        let segment = Segment::open(Bytes::Heap(builder.finish(Stamp::default())))?;
        Some(Self { segment: Arc::new(segment), dead: None })
    }

    /// The number of phrases that are alive.
    pub(super) fn len(&self) -> usize {
        self.segment.len() - self.dead.as_ref().map_or(0, |dead| dead.count())
    }

    fn is_dead(&self, doc: DocId) -> bool {
        self.dead.as_ref().is_some_and(|dead| dead.has(doc))
    }

    fn live(&self) -> impl Iterator<Item = DocId> {
        (0..self.segment.len() as DocId).filter(|doc| !self.is_dead(*doc))
    }

    /// The record of a phrase that is alive.
    fn record(&self, id: u128) -> Option<Record> {
        let docs = self.segment.docs();
        let doc = docs.find(id)?;
        docs.record(doc).filter(|_| !self.is_dead(doc))
    }

    fn bury(&mut self, docs: impl IntoIterator<Item = DocId>) {
        for doc in docs {
            let dead = self.dead.get_or_insert_with(|| Arc::new(Bits::new(self.segment.len())));
            Arc::make_mut(dead).add(doc);
        }
    }
}

/// Declares phrases dead wherever they are.
fn bury(views: &mut [View], ids: impl Iterator<Item = u128>) {
    let ids: Vec<u128> = ids.collect();
    for view in views {
        let segment = Arc::clone(&view.segment);
        view.bury(ids.iter().filter_map(|id| segment.docs().find(*id)));
    }
}

fn gather(views: &[View]) -> Builder {
    let mut builder = Builder::default();
    views.iter().for_each(|view| copy(&mut builder, view));
    builder
}

fn copy(builder: &mut Builder, view: &View) {
    builder.copy(&view.segment, |doc| !view.is_dead(doc));
}

#[cfg(test)]
mod tests;
