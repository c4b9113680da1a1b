//! A pack that was written.

use huashu_core::pack::PackSummary;
use serde::Serialize;

use super::{size, tick};
use crate::output::Reply;
use crate::output::page::Page;
use crate::text;

/// What went into it.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct PackWritten(pub(crate) PackSummary);

impl Reply for PackWritten {
    fn page(&self, page: &mut Page) {
        let PackSummary { name, phrases, images, missing_images, bytes, left_behind, .. } = &self.0;
        page.line(format!("{}  {name}", tick(page, &text::PACK_WRITTEN)));
        page.aside(&page.fill(&text::PACK_HOLDS, &[phrases, images, &size(*bytes)]));
        if !missing_images.is_empty() {
            page.say(&text::PACK_LACKS, &[&missing_images.len()]);
        }
        if !left_behind.is_empty() {
            page.say(&text::PACKS_LEFT, &[&left_behind.join(" ")]);
        }
    }
}
