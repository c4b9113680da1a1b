//! What answers a customer's message.

use std::collections::HashMap;

use huashu_core::compose::Found;
use huashu_core::ids::LibraryId;
use huashu_core::search::Suggestions;
use serde::Serialize;

use super::hits::{HitView, list, took, views};
use crate::output::Reply;
use crate::output::page::{Page, Painted};
use crate::output::style::DIM;
use crate::text;

/// The phrases, best first, and the values that the message holds.
#[derive(Debug, Serialize)]
pub(crate) struct Suggested {
    took_us: u128,
    hits: Vec<HitView>,
    variables: Vec<Found>,
}

impl Suggested {
    /// The answer, with libraries by name.
    pub(crate) fn new(suggestions: Suggestions, libraries: &HashMap<LibraryId, String>) -> Self {
        let Suggestions { took, hits, variables } = suggestions;
        Self { took_us: took.as_micros(), hits: views(hits, libraries), variables }
    }
}

impl Reply for Suggested {
    fn page(&self, page: &mut Page) {
        list(&self.hits, page);
        if self.hits.is_empty() {
            page.say(&text::NOTHING_SUGGESTED, &[]);
        } else {
            page.aside(&page.fill(&text::SUGGESTED, &[&self.hits.len(), &took(self.took_us)]));
        }
        if !self.variables.is_empty() {
            let values: Vec<String> =
                self.variables.iter().map(|found| format!("{} {}", found.name, found.value)).collect();
            let head = Painted::new().add(DIM, page.pick(&text::IN_THE_MESSAGE));
            page.line(head.plain("  ").plain(&values.join(" · ")).text);
        }
    }
}
