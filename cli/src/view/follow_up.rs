//! Follow-ups: what was done for a customer.

use std::collections::HashSet;
use std::path::PathBuf;

use huashu_core::error::Locale;
use huashu_core::followup::{ACTIONS, FollowUp, Warning};
use huashu_core::ids::FollowUpId;
use serde::Serialize;

use super::{id_line, moment, tick};
use crate::output::Reply;
use crate::output::page::{Page, Painted, paint};
use crate::output::style::{BAD, DIM, TITLE, WARN};
use crate::text::{self, Say};

/// A note that was added.
#[derive(Debug, Serialize)]
pub(crate) struct NoteView {
    #[serde(flatten)]
    pub(crate) note: FollowUp,
    /// The notes of the same action that stood before it.
    pub(crate) already: Vec<FollowUp>,
    #[serde(skip)]
    pub(crate) done: Say,
}

impl Reply for NoteView {
    fn page(&self, page: &mut Page) {
        page.line(tick(page, &self.done));
        line(page, &self.note, false);
        if !self.already.is_empty() {
            page.line(paint(WARN, page.pick(&text::ALREADY)));
            self.already.iter().for_each(|note| line(page, note, false));
        }
    }
}

/// What stands on a subject before an action.
#[derive(Debug, Serialize)]
pub(crate) struct CheckView {
    /// Nobody has done it: go ahead.
    clear: bool,
    #[serde(flatten)]
    warning: Warning,
}

impl CheckView {
    pub(crate) fn new(warning: Warning) -> Self {
        Self { clear: warning.already.is_empty(), warning }
    }
}

impl Reply for CheckView {
    fn page(&self, page: &mut Page) {
        if self.clear {
            page.line(tick(page, &text::CLEAR));
        } else {
            page.line(paint(BAD, page.pick(&text::ALREADY)));
            self.warning.already.iter().for_each(|note| line(page, note, false));
        }
        if !self.warning.others.is_empty() {
            page.aside(page.pick(&text::OTHER_NOTES));
            self.warning.others.iter().for_each(|note| line(page, note, false));
        }
    }
}

/// The register.
#[derive(Debug, Serialize)]
pub(crate) struct Register {
    total: usize,
    notes: Vec<FollowUp>,
    #[serde(skip)]
    voided: HashSet<FollowUpId>,
}

impl Register {
    /// The latest `limit` of all notes.
    pub(crate) fn new(mut notes: Vec<FollowUp>, limit: usize) -> Self {
        let voided = notes.iter().filter_map(|note| note.void_of).collect();
        let total = notes.len();
        notes.truncate(limit);
        Self { total, notes, voided }
    }
}

impl Reply for Register {
    fn page(&self, page: &mut Page) {
        for note in &self.notes {
            line(page, note, self.voided.contains(&note.id));
        }
        match self.total {
            0 => page.say(&text::REGISTER_EMPTY, &[]),
            total if total > self.notes.len() => {
                page.aside(&page.fill(&text::NOTES_SHOWN, &[&total, &self.notes.len()]));
            }
            _ => {}
        }
    }
}

/// A register that was written.
#[derive(Debug, Serialize)]
pub(crate) struct RegisterWritten {
    pub(crate) file: PathBuf,
    pub(crate) notes: u64,
}

impl Reply for RegisterWritten {
    fn page(&self, page: &mut Page) {
        let words = page.fill(&text::NOTES_WRITTEN, &[&self.notes, &self.file.display()]);
        page.line(format!("{}  {}", tick(page, &text::EXPORTED), Painted::new().plain(&words).text));
    }
}

fn line(page: &mut Page, note: &FollowUp, voided: bool) {
    let head = Painted::new()
        .plain("  ")
        .add(TITLE, &action(page.locale, &note.action))
        .plain("  ")
        .plain(&note.subject)
        .plain("  ")
        .plain(&note.amount.as_ref().map(|amount| format!("¥{amount}  ")).unwrap_or_default())
        .add(DIM, &page.fill(&text::BY_AT, &[&note.by, &moment(note.at)]));
    page.spread(&head, &id_line(&note.id), 4);
    let mut facts = Painted::new();
    if voided {
        facts = facts.add(WARN, page.pick(&text::VOIDED)).plain("  ");
    }
    if let Some(id) = note.void_of {
        facts = facts.add(WARN, &page.fill(&text::VOIDS, &[&id])).plain("  ");
    }
    if let Some(due) = note.due_at {
        facts = facts.plain(&page.fill(&text::DUE, &[&moment(due)])).plain("  ");
    }
    facts = facts.plain(note.note.as_deref().unwrap_or_default());
    if facts.width > 0 {
        page.line(format!("    {}", facts.text.trim_end()));
    }
}

fn action(locale: Locale, action: &str) -> String {
    let known = ACTIONS.iter().find(|(id, ..)| *id == action);
    known.map_or(action, |(_, zh, en)| if locale == Locale::Zh { zh } else { en }).to_owned()
}
