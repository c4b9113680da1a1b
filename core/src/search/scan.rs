//! Searching a corpus by verifying every phrase of it.

use serde::Serialize;

use super::Approximate;
use super::fold::Folded;
use super::query::{Query, Term};
use super::rank::{Field, Place, Preference, Quality, Rank, words_of_title};
use super::run::Bounds;
use super::span::{Span, union};
use super::verify::{Alignment, Guess, Verifier};

/// A phrase as search sees it. Texts are given as they are; absent ones are empty.
#[derive(Clone, Copy, Debug, Default)]
pub struct Entry<'a> {
    /// The title.
    pub title: &'a str,
    /// The short code.
    pub code: &'a str,
    /// The text parts, joined by line breaks.
    pub text: &'a str,
    /// The names of the categories from the root, joined by `/`.
    pub category_path: &'a str,
    /// The keywords, joined by spaces.
    pub keywords: &'a str,
    /// Whether the agent has marked the phrase.
    pub favourite: bool,
    /// How often the agent has used it.
    pub uses: u32,
    /// Days since the last use; `None` if it was never used.
    pub last_used_age_days: Option<u32>,
    /// Its place in the order that people have given the phrases; less is earlier.
    pub order: u32,
}

/// How to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How many hits to return at most; 0 returns all.
    pub limit: usize,
    /// The approximate ways that may fill the list up when fewer phrases than `limit` match exactly.
    pub approximate: Approximate,
}

impl Default for Options {
    /// The twenty best hits, approximate ones included.
    fn default() -> Self {
        Self { limit: 20, approximate: Approximate::ALL }
    }
}

/// The answer to a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// How many phrases match: exactly, and approximately where the approximate ways were called upon.
    pub total: usize,
    /// Whether the search stopped early, so that `total` is only a lower bound. A scan never does.
    pub more: bool,
    /// The best of them, best first.
    pub hits: Vec<Scored>,
}

/// One phrase that matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scored {
    /// The number of the entry in the order in which the corpus was given them.
    pub index: usize,
    /// How well it matches, from 0 to 1000, never rising down the list: 1000 is the short code itself, from 800 a
    /// literal match, from 600 one by sound, from 500 one by initials, from 400 one by a less common reading, from 200
    /// one that skips punctuation; inside each range the title stands above the text. 100 is a fuzzy sound, 50 a typing
    /// error or a homophone. Favourites and use do not change the score: they only order phrases that match equally
    /// well.
    pub score: u32,
    /// Whether a term matches only approximately.
    pub approximate: bool,
    /// What to highlight.
    pub spans: FieldSpans,
}

/// The matched places of each field, in scalar values of the original text; sorted, disjoint.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FieldSpans {
    /// In the title.
    pub title: Vec<Span>,
    /// In the text.
    pub text: Vec<Span>,
    /// In the short code.
    pub code: Vec<Span>,
    /// In the category path.
    pub category: Vec<Span>,
    /// In the joined keywords.
    pub keywords: Vec<Span>,
}

/// Phrases made ready for searching.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    entries: Vec<Prepared>,
}

#[derive(Clone, Debug)]
struct Prepared {
    fields: [(Field, Folded); 5],
    preference: Preference,
}

impl Corpus {
    /// Folds the phrases. Takes some ten microseconds each; the entries are numbered in the order given.
    pub fn new<'a>(entries: impl IntoIterator<Item = Entry<'a>>) -> Self {
        Self { entries: entries.into_iter().map(|entry| Prepared::new(&entry)).collect() }
    }

    /// The number of phrases.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no phrases.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Finds the phrases that match a query, best first. An empty query matches every phrase: then the order is that
    /// of favourites, use and the people's own.
    pub fn find(&self, query: &Query, options: &Options) -> Found {
        let limit = if options.limit == 0 { usize::MAX } else { options.limit };
        let mut verifier = Verifier::new(options.approximate);
        let mut ranks: Vec<Option<Rank>> = (0..self.len())
            .map(|index| {
                self.rank(index, query, &mut |_, text, term, b| verifier.exact_within(text, term, b))
            })
            .collect();
        if options.approximate != Approximate::NONE && ranks.iter().flatten().count() < limit {
            for (index, rank) in ranks.iter_mut().enumerate().filter(|(_, rank)| rank.is_none()) {
                *rank = self.rank(index, query, &mut |field, text, term, b| {
                    verifier.exact_within(text, term, b).or_else(|| {
                        let guesses = field != Field::Code;
                        guesses.then(|| verifier.approximate_within(text, term, b)).flatten()
                    })
                });
            }
        }
        let mut ranks: Vec<Rank> = ranks.into_iter().flatten().collect();
        let total = ranks.len();
        ranks.sort_unstable();
        ranks.truncate(limit);
        let hits = ranks.iter().map(|rank| self.scored(rank, query, &mut verifier)).collect();
        Found { total, more: false, hits }
    }

    /// The rank of an entry, if every term matches a field of it by one of the ways that `align` knows.
    fn rank(&self, index: usize, query: &Query, align: &mut Align<'_>) -> Option<Rank> {
        let entry = &self.entries[index];
        let mut terms = Vec::with_capacity(query.terms.len());
        for term in &query.terms {
            terms.push(entry.quality(term, align)?);
        }
        let is_code = !query.is_empty() && query.is_whole(entry.field(Field::Code));
        Some(Rank::new(is_code, &terms, entry.preference, index as u32))
    }

    /// The hit with its spans. Where a term matches some field exactly, only exact matches are highlighted.
    fn scored(&self, rank: &Rank, query: &Query, verifier: &mut Verifier) -> Scored {
        let entry = &self.entries[rank.index as usize];
        let approximate = verifier.approximate_ways();
        let mut spans = FieldSpans::default();
        for term in &query.terms {
            if entry.highlight(term, &mut spans, &mut |_, text, term, _| verifier.exact(text, term)) {
                continue;
            }
            let open = Guess::ALL.into_iter().filter(|guess| guess.is_open(approximate, term));
            for guess in open {
                let mut align = |field, text: &Folded, term: &Term, _| {
                    if field == Field::Code { None } else { verifier.guess(text, term, guess) }
                };
                if entry.highlight(term, &mut spans, &mut align) {
                    break;
                }
            }
        }
        Scored {
            index: rank.index as usize,
            score: rank.score(),
            approximate: rank.approximate,
            spans: spans.united(),
        }
    }
}

/// A way to align a term with the text of a field, within bounds.
pub(crate) type Align<'a> = dyn FnMut(Field, &Folded, &Term, Bounds) -> Option<Alignment> + 'a;

impl Prepared {
    fn new(entry: &Entry<'_>) -> Self {
        let fields = [
            (Field::Title, Folded::new(entry.title)),
            (Field::Code, Folded::new(entry.code)),
            (Field::Category, Folded::new(entry.category_path).with_borders('/')),
            (Field::Keywords, Folded::new(entry.keywords).with_borders(' ')),
            (Field::Text, Folded::new(entry.text)),
        ];
        let preference = Preference::new(entry.favourite, entry.uses, entry.last_used_age_days, entry.order);
        Self { fields, preference }
    }

    fn field(&self, field: Field) -> &Folded {
        &self.fields[field as usize].1
    }

    /// The best quality of a term over all fields.
    fn quality(&self, term: &Term, align: &mut Align<'_>) -> Option<Quality> {
        let of_field = |(field, text): &(Field, Folded)| quality_in(*field, text, term, align);
        self.fields.iter().filter_map(of_field).min()
    }

    /// Adds the spans of a term in every field; says whether there are any.
    fn highlight(&self, term: &Term, spans: &mut FieldSpans, align: &mut Align<'_>) -> bool {
        let mut found = false;
        for (field, text) in &self.fields {
            if let Some(alignment) = align(*field, text, term, Bounds::ANYWHERE) {
                spans.of(*field).extend(text.spans(&alignment.units));
                found = true;
            }
        }
        found
    }
}

/// The quality of a term in one field.
pub(crate) fn quality_in(field: Field, text: &Folded, term: &Term, align: &mut Align<'_>) -> Option<Quality> {
    let best = align(field, text, term, Bounds::ANYWHERE)?;
    match field {
        Field::Title => Some(quality_in_title(&best, text, term, align)),
        Field::Code => Some(Quality::in_code(best.cost, best.units.len() == text.len())),
        Field::Category | Field::Keywords => Some(Quality::new(best.cost, Place::Label)),
        Field::Text => Some(Quality::new(best.cost, Place::Text)),
    }
}

/// A worse alignment at the start of the title may still be of the same class, and then it counts.
fn quality_in_title(best: &Alignment, text: &Folded, term: &Term, align: &mut Align<'_>) -> Quality {
    let (first, last) = words_of_title(text);
    let start = Bounds { start_by: first, ..Bounds::ANYWHERE };
    let whole = Bounds { end_from: last, ..start };
    let anywhere = Quality::new(best.cost, Place::Title);
    let more =
        [(start, Place::TitleStart), (whole, Place::WholeTitle)].into_iter().filter_map(|(bounds, place)| {
            Some(Quality::new(align(Field::Title, text, term, bounds)?.cost, place))
        });
    more.fold(anywhere, Quality::min)
}

impl FieldSpans {
    pub(crate) fn of(&mut self, field: Field) -> &mut Vec<Span> {
        match field {
            Field::Title => &mut self.title,
            Field::Code => &mut self.code,
            Field::Category => &mut self.category,
            Field::Keywords => &mut self.keywords,
            Field::Text => &mut self.text,
        }
    }

    pub(crate) fn united(self) -> Self {
        Self {
            title: union(self.title),
            text: union(self.text),
            code: union(self.code),
            category: union(self.category),
            keywords: union(self.keywords),
        }
    }
}
