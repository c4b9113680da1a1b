//! Which phrase a row means.
//!
//! By id, else by its name in its source, else by short code, else by category and title. A phrase that one row has
//! claimed is never claimed by another: of two rows with the same title, the second means the second such phrase, so
//! that importing a file twice changes nothing.

use std::collections::HashMap;

use super::places::{PathId, Places};
use crate::ids::PhraseId;
use crate::import::Draft;
use crate::import::cell::tidy_line;
use crate::import::report::{Fault, Reason};
use crate::model::{Origin, Phrase};

/// The live phrases of a library, found in every way that a row may mean one.
pub(super) struct Index {
    by_id: HashMap<PhraseId, usize>,
    by_origin: HashMap<(String, String), Queue>,
    by_code: HashMap<String, Vec<usize>>,
    by_place: HashMap<(PathId, String), Queue>,
    by_title: HashMap<String, Queue>,
    claimed: Vec<bool>,
}

/// Phrases that answer to the same name, in display order, and how many of the first are claimed.
#[derive(Default)]
struct Queue {
    phrases: Vec<usize>,
    passed: usize,
}

impl Index {
    /// `phrases` stand in display order.
    pub(super) fn of(phrases: &[Phrase], places: &Places) -> Self {
        let mut index = Self {
            by_id: HashMap::with_capacity(phrases.len()),
            by_origin: HashMap::new(),
            by_code: HashMap::new(),
            by_place: HashMap::with_capacity(phrases.len()),
            by_title: HashMap::with_capacity(phrases.len()),
            claimed: vec![false; phrases.len()],
        };
        for (number, phrase) in phrases.iter().enumerate() {
            index.by_id.insert(phrase.id, number);
            if let Some(Origin { source, key }) = &phrase.meta.origin {
                index.by_origin.entry((source.clone(), key.clone())).or_default().phrases.push(number);
            }
            if let Some(code) = &phrase.label.code {
                index.by_code.entry(code.clone()).or_default().push(number);
            }
            let title = tidy_line(&phrase.label.title);
            let path = places.path_of(phrase.place.category);
            index.by_title.entry(title.clone()).or_default().phrases.push(number);
            index.by_place.entry((path, title)).or_default().phrases.push(number);
        }
        index
    }

    /// The phrase of this id, claimed or not.
    pub(super) fn by_id(&self, id: PhraseId) -> Option<usize> {
        self.by_id.get(&id).copied()
    }

    /// Claims the phrase that a row means; `None` where it means a new one. `path` is `None` where the file has no
    /// categories: then the title alone counts, wherever the phrase lies now.
    ///
    /// # Errors
    /// [`Reason::DuplicateRow`], [`Reason::AmbiguousCode`].
    pub(super) fn claim(
        &mut self,
        draft: &Draft,
        path: Option<PathId>,
        title: &str,
    ) -> Result<Option<usize>, Fault> {
        if let Some(number) = draft.id.and_then(|id| self.by_id(id)) {
            if self.claimed[number] {
                return Err(claimed_twice());
            }
            self.claimed[number] = true;
            return Ok(Some(number));
        }
        if let Some(Origin { source, key }) = &draft.origin
            && let Some(number) = next(self.by_origin.get_mut(&(source.clone(), key.clone())), &self.claimed)
        {
            self.claimed[number] = true;
            return Ok(Some(number));
        }
        if let Some(Some(code)) = &draft.code {
            match self.by_code.get(code).map(Vec::as_slice).unwrap_or_default() {
                [] => {}
                [only] if !self.claimed[*only] => {
                    self.claimed[*only] = true;
                    return Ok(Some(*only));
                }
                [_] => {}
                // The rows of an origin are told apart by it.
                _ if draft.origin.is_some() => {}
                several => return Err(ambiguous(code, several.len())),
            }
        }
        let queue = match path {
            Some(path) => self.by_place.get_mut(&(path, title.to_owned())),
            None => self.by_title.get_mut(title),
        };
        let found = next(queue, &self.claimed);
        if let Some(number) = found {
            self.claimed[number] = true;
        }
        Ok(found)
    }
}

/// The first of a queue that no row has claimed.
fn next(queue: Option<&mut Queue>, claimed: &[bool]) -> Option<usize> {
    let queue = queue?;
    while let Some(&number) = queue.phrases.get(queue.passed) {
        if !claimed[number] {
            return Some(number);
        }
        queue.passed += 1;
    }
    None
}

fn claimed_twice() -> Fault {
    Fault::new(Reason::DuplicateRow, "前面已有一行写了同一个编号", "an earlier row has the same id")
}

fn ambiguous(code: &str, count: usize) -> Fault {
    Fault::new(
        Reason::AmbiguousCode,
        format!("有 {count} 条话术的快捷码是“{code}”，不知道指哪一条；请写上编号"),
        format!(
            "{count} phrases have the short code “{code}”, and nothing tells which is meant: give the id"
        ),
    )
}
