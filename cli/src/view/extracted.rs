//! Values found in a customer's message.

use huashu_core::compose::{Confidence, Found};
use serde::Serialize;

use crate::output::Reply;
use crate::output::page::{Align, Page};
use crate::text;

/// What `extract` found, the surest first.
#[derive(Debug, Serialize)]
pub(crate) struct Extracted {
    pub(crate) found: Vec<Found>,
}

impl Reply for Extracted {
    fn page(&self, page: &mut Page) {
        if self.found.is_empty() {
            page.say(&text::NOTHING_EXTRACTED, &[]);
            return;
        }
        let sure = |confidence: Confidence| {
            page.pick(match confidence {
                Confidence::High => &text::SURE,
                Confidence::Medium => &text::LIKELY,
                Confidence::Low => &text::PERHAPS,
            })
        };
        let row =
            |found: &Found| vec![found.name.clone(), found.value.clone(), sure(found.confidence).to_owned()];
        let rows: Vec<Vec<String>> = self.found.iter().map(row).collect();
        let head = [
            (page.pick(&text::VARIABLES), Align::Left),
            (page.pick(&text::VALUE), Align::Left),
            (page.pick(&text::CONFIDENCE), Align::Left),
        ];
        page.table(&head, 1, &rows);
    }
}
