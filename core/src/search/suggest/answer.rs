//! From what an index finds to the hits that are shown.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::index::{SuggestIndex, Suggested, score};
use super::question::Question;
use crate::error::{Error, Result};
use crate::ids::PhraseId;
use crate::model::{Phrase, Status, joined_text};
use crate::search::{FieldSpans, Hit};
use crate::usage::Care;

/// Phrases beyond those wanted that are compared by use, where they answer as well.
const NEAR: usize = 5;

/// The most that use adds to a phrase's strength, as a share of it: enough to decide between equals, and no more.
const USE: f32 = 0.02;
const FAVOURITE: f32 = 0.01;

/// Uses from which on more make no difference.
const MANY_USES: u32 = 50;

/// A phrase that may be named, with what a hit shows of it.
pub(crate) struct Known {
    pub(crate) phrase: Phrase,
    /// The names of its categories from the top down.
    pub(crate) category: Vec<String>,
    pub(crate) status: Status,
    pub(crate) care: Care,
}

/// What answers a message.
pub(crate) struct Answers {
    /// What the search alone took, without reading phrases.
    pub(crate) took: Duration,
    /// Best first. An error is that of whoever read the phrases; the index has done its part.
    pub(crate) hits: Result<Vec<Hit>>,
}

/// Asks an index for the best `limit` phrases (0: all) that answer; `read` gives those that may be named.
///
/// # Errors
/// Those of the index.
pub(crate) fn answer(
    index: &SuggestIndex,
    question: &Question,
    limit: usize,
    read: impl Fn(PhraseId) -> Result<Option<Known>>,
) -> Result<Answers> {
    let wanted = if limit == 0 { 0 } else { limit.saturating_add(NEAR) };
    let mut desk = Desk::default();
    let start = Instant::now();
    let found = index.search(question, wanted, |id| desk.keep(&read, id))?;
    let took = start.elapsed().saturating_sub(desk.took);
    if let Some(error) = desk.error {
        return Ok(Answers { took, hits: Err(error) });
    }
    let strong = |Suggested { id, strength }: Suggested| {
        let known = desk.known.remove(&id)?;
        Some((strength * preference(&known.care), known))
    };
    let mut answers: Vec<(f32, Known)> = found.into_iter().filter_map(strong).collect();
    answers.sort_by(|a, b| b.0.total_cmp(&a.0));
    answers.truncate(if limit == 0 { usize::MAX } else { limit });
    let hits = answers.into_iter().map(|(strength, known)| hit(strength, known, question));
    Ok(Answers { took, hits: Ok(hits.collect()) })
}

fn hit(strength: f32, known: Known, question: &Question) -> Hit {
    let Known { phrase, category, status, care } = known;
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

/// What makes one of two phrases that answer equally well come first.
fn preference(care: &Care) -> f32 {
    let used = (1.0 + care.uses.min(MANY_USES) as f32).ln() / (1.0 + MANY_USES as f32).ln();
    1.0 + USE * used + if care.favourite { FAVOURITE } else { 0.0 }
}

/// What was read while the index was asked: it knows more phrases than may be named.
#[derive(Default)]
struct Desk {
    known: HashMap<PhraseId, Known>,
    error: Option<Error>,
    took: Duration,
}

impl Desk {
    /// Whether the phrase may be named. After an error none may: it is reported in place of an answer.
    fn keep(&mut self, read: impl Fn(PhraseId) -> Result<Option<Known>>, id: PhraseId) -> bool {
        if self.error.is_some() || self.known.contains_key(&id) {
            return self.error.is_none();
        }
        let start = Instant::now();
        let found = read(id).unwrap_or_else(|error| {
            self.error = Some(error);
            None
        });
        self.took += start.elapsed();
        found.is_some_and(|known| self.known.insert(id, known).is_none())
    }
}
