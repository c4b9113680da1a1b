//! A damaged book that was made anew.

use std::path::PathBuf;

use huashu_core::store::Rebuilt;
use serde::Serialize;

use super::tick;
use crate::output::Reply;
use crate::output::page::{Page, paint};
use crate::output::style::WARN;
use crate::text;

/// What came over from the damaged file.
#[derive(Debug, Serialize)]
pub(crate) struct RebuiltView {
    pub(crate) book: PathBuf,
    #[serde(flatten)]
    pub(crate) rebuilt: Rebuilt,
}

impl Reply for RebuiltView {
    fn page(&self, page: &mut Page) {
        let Rebuilt { set_aside, signed_in, unsent, rows, unreadable } = &self.rebuilt;
        page.line(tick(page, &text::hub::REBUILT));
        if *signed_in {
            page.aside(&page.fill(&text::hub::REBUILT_UNSENT, &[unsent]));
        } else {
            page.aside(&page.fill(&text::hub::REBUILT_ROWS, &[rows]));
        }
        if *unreadable > 0 {
            page.line(paint(WARN, &page.fill(&text::hub::REBUILT_LACKS, &[unreadable])));
        }
        if let Some(aside) = set_aside {
            page.aside(&page.fill(&text::SET_ASIDE, &[&aside.display()]));
        }
    }
}
