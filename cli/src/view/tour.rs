//! The tour of `huashu demo`: the main job, one answer after the other.

use std::path::PathBuf;

use huashu_core::ids::PhraseId;
use serde::Serialize;

use super::{Extracted, Hits, Initialised, PlanView, ReportView, apart};
use crate::output::Reply;
use crate::output::page::{Page, paint};
use crate::output::style::{DIM, NUMBER, TITLE};
use crate::text::{self, Say};

/// Everything that the tour shows.
#[derive(Debug, Serialize)]
pub(crate) struct Tour {
    /// The folder of the book.
    #[serde(rename = "book")]
    pub(crate) dir: PathBuf,
    /// What was made; `None`: the book was there from an earlier tour.
    pub(crate) made: Option<Initialised>,
    /// The file that was imported on the way, if one was named.
    pub(crate) imported: Option<ReportView>,
    pub(crate) searches: Vec<Found>,
    /// The phrase with a picture that is planned.
    pub(crate) bundle: Option<PhraseId>,
    pub(crate) plans: Vec<PlanView>,
    pub(crate) message: &'static str,
    pub(crate) extracted: Extracted,
}

/// One search of the tour.
#[derive(Debug, Serialize)]
pub(crate) struct Found {
    pub(crate) query: &'static str,
    pub(crate) result: Hits,
}

impl Reply for Tour {
    fn page(&self, page: &mut Page) {
        let mut step = Steps { count: 0 };
        match &self.made {
            Some(made) => {
                step.begin(page, &text::TOUR_BOOK, "init --starter");
                made.page(page);
            }
            None => step.heading(page, &text::TOUR_SAME_BOOK),
        }
        if let Some(report) = &self.imported {
            step.begin(page, &text::TOUR_IMPORT, &format!("import {}", report.file()));
            report.page(page);
        }
        step.heading(page, &text::TOUR_SEARCH);
        for (index, Found { query, result }) in self.searches.iter().enumerate() {
            apart(page, index);
            command(page, &format!("search {query} --limit {}", result.shown()));
            result.page(page);
        }
        if let Some(bundle) = self.bundle {
            step.heading(page, &text::TOUR_PLAN);
            for (index, plan) in self.plans.iter().enumerate() {
                apart(page, index);
                command(
                    page,
                    &format!("plan {bundle} --surface {} --channel {}", plan.surface(), plan.channel()),
                );
                plan.page(page);
            }
        }
        step.begin(page, &text::TOUR_EXTRACT, &format!("extract '{}'", self.message));
        self.extracted.page(page);
        step.heading(page, &text::TOUR_YOURS);
        let book = self.dir.display().to_string();
        page.line(page.fill(&text::TOUR_GO_ON, &[&book]));
        for line in [&text::TOUR_TRY_SEARCH, &text::TOUR_TRY_ADD, &text::TOUR_TRY_HELP] {
            page.line(paint(TITLE, &format!("  {}", page.fill(line, &[&book]))));
        }
    }
}

/// Numbers the headings.
struct Steps {
    count: usize,
}

impl Steps {
    fn heading(&mut self, page: &mut Page, say: &Say) {
        self.count += 1;
        if self.count > 1 {
            page.blank();
        }
        let words = paint(TITLE, page.pick(say));
        page.line(format!("{} {words}", paint(NUMBER, &format!("{}.", self.count))));
    }

    fn begin(&mut self, page: &mut Page, say: &Say, typed: &str) {
        self.heading(page, say);
        command(page, typed);
    }
}

/// A command as a person would type it.
fn command(page: &mut Page, typed: &str) {
    page.line(format!("{} {}", paint(DIM, "$"), paint(NUMBER, &format!("huashu {typed}"))));
}
