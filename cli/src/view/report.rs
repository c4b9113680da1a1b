//! What an import did, row by row.

use std::path::PathBuf;

use anstyle::Style;
use huashu_core::error::Locale;
use huashu_core::import::{Issue, Report};
use serde::{Serialize, Serializer};

use super::tick;
use crate::output::Reply;
use crate::output::layout::width;
use crate::output::page::{Page, Painted, paint};
use crate::output::style::{BAD, TITLE, WARN};
use crate::text::{self, Say};

/// The report of an import, with its messages in the person's language.
#[derive(Debug)]
pub(crate) struct ReportView {
    file: PathBuf,
    dry_run: bool,
    report: Report,
    locale: Locale,
}

/// How many rows of one kind a page lists; programs get all.
const SHOWN: usize = 40;

impl ReportView {
    pub(crate) fn new(file: PathBuf, dry_run: bool, report: Report, locale: Locale) -> Self {
        Self { file, dry_run, report, locale }
    }

    /// The file, as it was named.
    pub(super) fn file(&self) -> String {
        self.file.display().to_string()
    }

    fn issues(page: &mut Page, heading: &Say, style: Style, issues: &[Issue]) {
        if issues.is_empty() {
            return;
        }
        page.blank();
        page.line(paint(style, &page.fill(heading, &[&issues.len()])));
        let names: Vec<String> = issues.iter().take(SHOWN).map(|issue| name(page, issue)).collect();
        let columns = names.iter().map(|name| width(name)).max().unwrap_or(0);
        for (issue, name) in issues.iter().zip(names) {
            let message = issue.message.clone().pick(page.locale);
            page.field(2, columns, &name, &message);
        }
        if issues.len() > SHOWN {
            page.aside(&page.fill(&text::MORE_ROWS, &[&(issues.len() - SHOWN)]));
        }
    }
}

impl Serialize for ReportView {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.report.to_json(self.locale).serialize(serializer)
    }
}

impl Reply for ReportView {
    fn page(&self, page: &mut Page) {
        let Report { created, updated, unchanged, failed, warnings, unmapped, new_variables } = &self.report;
        let done = if self.dry_run { text::DRY_RUN } else { text::IMPORTED };
        let file = Painted::new().add(TITLE, &self.file.display().to_string());
        page.line(format!("{}  {}", tick(page, &done), file.text));
        page.say(&text::IMPORT_COUNTS, &[created, updated, unchanged, &failed.len()]);
        if !unmapped.is_empty() {
            page.line(paint(WARN, &page.fill(&text::UNMAPPED, &[&cleaned(unmapped)])));
        }
        if !new_variables.is_empty() {
            page.line(page.fill(&text::NEW_VARIABLES, &[&cleaned(new_variables)]));
        }
        Self::issues(page, &text::FAILED_ROWS, BAD, failed);
        Self::issues(page, &text::WARNINGS, WARN, warnings);
    }
}

/// `第 12 行 · 快捷码`.
fn name(page: &Page, issue: &Issue) -> String {
    let row = match issue.row {
        0 => page.pick(&text::WHOLE_FILE).to_owned(),
        row => page.fill(&text::ROW, &[&row]),
    };
    let column = issue.column.as_deref().map(|column| format!(" · {column}")).unwrap_or_default();
    Painted::new().plain(&row).plain(&column).text
}

fn cleaned(words: &[String]) -> String {
    Painted::new().plain(&words.join("、")).text
}
