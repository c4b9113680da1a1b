//! What a search found.

use std::collections::HashMap;
use std::ops::Range;

use anstyle::Style;
use huashu_core::compose::variable_names;
use huashu_core::ids::{LibraryId, PhraseId};
use huashu_core::model::{Part, Status};
use huashu_core::search::{FieldSpans, Hit, SearchResult, Span};
use serde::Serialize;

use super::{id_line, status};
use crate::output::Reply;
use crate::output::page::{Page, Painted, snippet};
use crate::output::style::{CODE, DIM, TITLE, WARN};
use crate::text;

/// The answer to a search (design §8).
#[derive(Debug, Serialize)]
pub(crate) struct Hits {
    took_us: u128,
    total: u64,
    more: bool,
    did_you_mean: Option<String>,
    hits: Vec<HitView>,
}

/// One phrase that was found.
#[derive(Debug, Serialize)]
pub(super) struct HitView {
    id: PhraseId,
    library: LibraryId,
    library_name: String,
    title: String,
    code: Option<String>,
    category: Vec<String>,
    text: String,
    status: Status,
    score: u32,
    approximate: bool,
    spans: FieldSpans,
    keywords: Vec<String>,
    favourite: bool,
    uses: u32,
    images: usize,
    files: usize,
    variables: usize,
    variants: usize,
}

impl Hits {
    /// The answer, with libraries by name.
    pub(crate) fn new(result: SearchResult, libraries: &HashMap<LibraryId, String>) -> Self {
        Self {
            took_us: result.took.as_micros(),
            total: result.total,
            more: result.more,
            did_you_mean: result.did_you_mean,
            hits: views(result.hits, libraries),
        }
    }
}

impl Hits {
    /// How many are shown.
    pub(super) fn shown(&self) -> usize {
        self.hits.len()
    }
}

/// The hits with their libraries by name.
pub(super) fn views(hits: Vec<Hit>, libraries: &HashMap<LibraryId, String>) -> Vec<HitView> {
    let name = |id: &LibraryId| libraries.get(id).cloned().unwrap_or_default();
    hits.into_iter().map(|hit| HitView::new(name(&hit.phrase.library), hit)).collect()
}

/// A numbered list of hits.
pub(super) fn list(hits: &[HitView], page: &mut Page) {
    let margin = hits.len().to_string().len().max(2);
    for (index, hit) in hits.iter().enumerate() {
        hit.page(page, index + 1, margin);
    }
}

impl HitView {
    fn new(library_name: String, hit: Hit) -> Self {
        let Hit { phrase, category, text, status, care, score, approximate, spans } = hit;
        let parts = &phrase.content.parts;
        let count = |wanted: fn(&Part) -> bool| parts.iter().filter(|part| wanted(part)).count();
        Self {
            id: phrase.id,
            library: phrase.library,
            library_name,
            category,
            text,
            status,
            score,
            approximate,
            spans,
            favourite: care.favourite,
            uses: care.uses,
            images: count(|part| matches!(part, Part::Image(_))),
            files: count(|part| matches!(part, Part::File(_))),
            variables: variable_names(parts).len(),
            variants: phrase.content.variants.len(),
            title: phrase.label.title,
            code: phrase.label.code,
            keywords: phrase.label.keywords,
        }
    }

    fn page(&self, page: &mut Page, rank: usize, margin: usize) {
        let indent = margin + 2;
        let mut head = Painted::new().number(rank, margin).plain("  ");
        head = head.marked(TITLE, &self.title, &ranges(&self.spans.title));
        if let Some(code) = &self.code {
            head = head.plain("  ").marked(CODE, code, &ranges(&self.spans.code));
        }
        page.spread(&head, &self.badges(page), indent);
        let space = " ".repeat(indent);
        let mut place = Painted::new().plain(&space);
        if !self.category.is_empty() {
            place =
                place.marked(DIM, &self.category.join("/"), &ranges(&self.spans.category)).add(DIM, " · ");
        }
        page.spread(&place.add(DIM, &self.library_name), &id_line(&self.id), indent);
        for line in snippet(&self.text, &ranges(&self.spans.text), page.columns.saturating_sub(indent), 2) {
            page.line(format!("{space}{line}").trim_end());
        }
        if !self.spans.keywords.is_empty() {
            let words = self.keywords.join(" ");
            let line = Painted::new().plain(&space).add(DIM, page.pick(&text::KEYWORDS)).plain("  ");
            page.line(line.marked(Style::new(), &words, &ranges(&self.spans.keywords)).text);
        }
    }

    fn badges(&self, page: &Page) -> Painted {
        let mut badges = Painted::new();
        if self.approximate {
            badges = badges.add(WARN, page.pick(&text::APPROXIMATE));
        }
        if let Some((style, word)) = status(page, self.status) {
            badges = badges.badge("").add(style, word);
        }
        let counts = [
            (self.images, &text::IMAGES),
            (self.files, &text::FILES),
            (self.variables, &text::VARIABLE_COUNT),
            (self.variants, &text::VARIANTS),
        ];
        for (count, say) in counts {
            if count > 0 {
                badges = badges.badge(&page.fill(say, &[&count]));
            }
        }
        if self.favourite { badges.badge("★") } else { badges }
    }
}

impl Reply for Hits {
    fn page(&self, page: &mut Page) {
        if let Some(meant) = &self.did_you_mean {
            page.say(&text::DID_YOU_MEAN, &[meant]);
        }
        list(&self.hits, page);
        let took = took(self.took_us);
        match (self.hits.len() as u64, self.total) {
            (_, 0) => page.say(&text::NOTHING_FOUND, &[]),
            (shown, total) if shown < total => {
                page.aside(&page.fill(&text::FOUND_SOME, &[&total, &shown, &took]));
            }
            (_, total) => page.aside(&page.fill(&text::FOUND, &[&total, &took])),
        }
    }
}

/// `0.3 ms`.
pub(super) fn took(micros: u128) -> String {
    format!("{}.{} ms", micros / 1_000, micros % 1_000 / 100)
}

fn ranges(spans: &[Span]) -> Vec<Range<usize>> {
    let scalar = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
    spans.iter().map(|span| scalar(span.start)..scalar(span.end)).collect()
}
