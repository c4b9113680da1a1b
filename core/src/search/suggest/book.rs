//! Suggesting from a book: what a message finds, and what a hit shows.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use jiff::civil::Date;

use super::index::{Suggested, score};
use super::question::Question;
use crate::book::{PhraseBook, Tree};
use crate::compose::{Found, extract};
use crate::error::{Error, Noun, Result};
use crate::ids::{LibraryId, PhraseId};
use crate::model::{Phrase, Status, joined_text};
use crate::search::{FieldSpans, Hit, Scope};
use crate::store::phrases;
use crate::usage::Care;

/// Phrases beyond those wanted that are compared by use, where they answer as well.
const NEAR: usize = 5;

/// The most that use adds to a phrase's strength, as a share of it: enough to decide between equals, and no more.
const USE: f32 = 0.02;
const FAVOURITE: f32 = 0.01;

/// Uses from which on more make no difference.
const MANY_USES: u32 = 50;

/// The answer to a customer's message.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestions {
    /// What the search alone took, without reading the book.
    pub took: Duration,
    /// The phrases that answer, best first; `approximate` is false, and `spans` are the words that found them.
    pub hits: Vec<Hit>,
    /// The values for variables that the message holds, the surest first.
    pub variables: Vec<Found>,
}

impl PhraseBook {
    /// The phrases that answer a customer's whole message, at most `limit` (0: all). Where none does, there are none.
    ///
    /// The message is not kept. The first call makes an index, or checks the one that there is.
    ///
    /// # Errors
    /// `NotFound` for a library or a category path that is nowhere in the scope; those of reading the book.
    pub fn suggest(&self, message: &str, scope: &Scope, limit: usize) -> Result<Suggestions> {
        let candidates = Candidates::of(self, scope)?;
        let question = Question::of(message);
        let wanted = if limit == 0 { 0 } else { limit.saturating_add(NEAR) };
        let (found, mut read, took) = self.ask_suggest_index(|index| {
            let mut read = Read::default();
            let start = Instant::now();
            let found = index.search(&question, wanted, |id| read.keep(&candidates, id))?;
            let took = start.elapsed().saturating_sub(read.took);
            Ok((found, read, took))
        })?;
        if let Some(error) = read.error {
            return Err(error);
        }
        let mut answers = Vec::with_capacity(found.len());
        for Suggested { id, strength } in found {
            let Some((phrase, status)) = read.phrases.remove(&id) else { continue };
            let care = self.care_of(id)?;
            answers.push(Answer { strength: strength * preference(&care), phrase, status, care });
        }
        answers.sort_by(|a, b| b.strength.total_cmp(&a.strength));
        answers.truncate(if limit == 0 { usize::MAX } else { limit });
        let hits = answers.into_iter().map(|answer| answer.hit(&question, &candidates)).collect();
        Ok(Suggestions { took, hits, variables: extract(message, self.clock.wall().date()) })
    }
}

/// A phrase that answers.
struct Answer {
    strength: f32,
    phrase: Phrase,
    status: Status,
    care: Care,
}

impl Answer {
    fn hit(self, question: &Question, candidates: &Candidates<'_>) -> Hit {
        let Self { strength, phrase, status, care } = self;
        let category = candidates.path(&phrase);
        let text = joined_text(&phrase.content.parts);
        let spans = FieldSpans {
            title: question.spans(&phrase.label.title),
            text: question.spans(&text),
            code: Vec::new(),
            category: question.spans(&category.join("/")),
            keywords: question.spans(&phrase.label.keywords.join(" ")),
        };
        Hit { category, text, status, care, score: score(strength), approximate: false, spans, phrase }
    }
}

/// What makes one of two phrases that answer equally well come first.
fn preference(care: &Care) -> f32 {
    let used = (1.0 + care.uses.min(MANY_USES) as f32).ln() / (1.0 + MANY_USES as f32).ln();
    1.0 + USE * used + if care.favourite { FAVOURITE } else { 0.0 }
}

/// What was read of the book while the index was asked: it knows more phrases than a scope has.
#[derive(Default)]
struct Read {
    phrases: HashMap<PhraseId, (Phrase, Status)>,
    error: Option<Error>,
    took: Duration,
}

impl Read {
    /// Whether the phrase may be named. After an error none may: it is reported in place of an answer.
    fn keep(&mut self, candidates: &Candidates<'_>, id: PhraseId) -> bool {
        if self.error.is_some() || self.phrases.contains_key(&id) {
            return self.error.is_none();
        }
        let start = Instant::now();
        let found = candidates.get(id).unwrap_or_else(|error| {
            self.error = Some(error);
            None
        });
        self.took += start.elapsed();
        found.is_some_and(|found| self.phrases.insert(id, found).is_none())
    }
}

/// The phrases of a scope.
struct Candidates<'book> {
    book: &'book PhraseBook,
    libraries: HashMap<LibraryId, Shelved>,
    /// Those that lie in the scope, where it is not the whole book.
    inside: Option<HashSet<PhraseId>>,
    all: bool,
}

struct Shelved {
    tree: Tree,
    today: Date,
}

impl<'book> Candidates<'book> {
    fn of(book: &'book PhraseBook, scope: &Scope) -> Result<Self> {
        let narrow = scope.library.is_some() || !scope.category.is_empty();
        let mut category_found = scope.category.is_empty();
        let mut inside = HashSet::new();
        let mut shelved = HashMap::new();
        for library in book.libraries()? {
            let tree = Tree::of(&book.categories(library.id)?);
            if narrow && scope.library.is_none_or(|id| id == library.id) {
                let below = (!scope.category.is_empty()).then(|| tree.below(&scope.category));
                category_found |= below.as_ref().is_some_and(|below| !below.is_empty());
                inside.extend(book.store.explain(|sql| phrases::ids(sql, library.id, below.as_deref()))?);
            }
            shelved.insert(library.id, Shelved { tree, today: book.today_in(&library.time_zone) });
        }
        if let Some(id) = scope.library.filter(|id| !shelved.contains_key(id)) {
            return Err(Error::not_found(Noun::Library, id));
        }
        if !category_found {
            return Err(Error::not_found(Noun::Category, scope.category.join("/")));
        }
        Ok(Self { book, libraries: shelved, inside: narrow.then_some(inside), all: scope.all })
    }

    /// The phrase and its status, if it is there and may be named.
    fn get(&self, id: PhraseId) -> Result<Option<(Phrase, Status)>> {
        if self.inside.as_ref().is_some_and(|inside| !inside.contains(&id)) {
            return Ok(None);
        }
        let phrase = match self.book.phrase(id) {
            // The index may be a moment behind the store.
            Err(Error::NotFound { .. }) => return Ok(None),
            found => found?,
        };
        let Some(shelved) = self.libraries.get(&phrase.library) else { return Ok(None) };
        let status = phrase.status(shelved.today);
        let named = status == Status::Active || (self.all && status != Status::Deleted);
        Ok(named.then_some((phrase, status)))
    }

    fn path(&self, phrase: &Phrase) -> Vec<String> {
        let tree = self.libraries.get(&phrase.library).map(|shelved| &shelved.tree);
        tree.zip(phrase.place.category).map(|(tree, id)| tree.path(id)).unwrap_or_default()
    }
}
