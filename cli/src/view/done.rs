//! Short answers of commands that changed something.

use huashu_core::ids::PhraseId;
use huashu_core::store::{Change, Changes, Op, RowChange};
use serde::Serialize;
use serde_json::{Value, json};

use super::tick;
use crate::output::Reply;
use crate::output::page::Page;
use crate::output::page::Painted;
use crate::output::style::DIM;
use crate::text::{self, Say};

/// Phrases that went to the trash.
#[derive(Debug, Serialize)]
pub(crate) struct Deleted {
    pub(crate) deleted: Vec<DeletedPhrase>,
}

/// One of them.
#[derive(Debug, Serialize)]
pub(crate) struct DeletedPhrase {
    pub(crate) id: PhraseId,
    pub(crate) title: String,
}

impl Reply for Deleted {
    fn page(&self, page: &mut Page) {
        for DeletedPhrase { id, title } in &self.deleted {
            let line = Painted::new().plain("  ").plain(title).plain("  ").add(DIM, &id.to_string());
            page.line(format!("{}{}", tick(page, &text::TRASHED), line.text));
        }
        page.aside(page.pick(&text::RESTORE_HINT));
    }
}

/// Something at the hub that was done: a value for programs, and words for people.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct Acted {
    value: Value,
    #[serde(skip)]
    done: Say,
    #[serde(skip)]
    words: String,
}

impl Acted {
    pub(crate) fn new(done: Say, value: Value, words: &str) -> Self {
        Self { value, done, words: words.to_owned() }
    }
}

impl Reply for Acted {
    fn page(&self, page: &mut Page) {
        page.line(format!("{}  {}", tick(page, &self.done), Painted::new().plain(&self.words).text));
    }
}

/// An operation that was taken back.
#[derive(Debug, Serialize)]
pub(crate) struct Undone {
    undone: Op,
    changes: Vec<Value>,
}

impl Undone {
    pub(crate) fn new(undone: Op, changes: &Changes) -> Self {
        let line = |row: &RowChange| {
            let change = match row.change {
                Change::Added => "added",
                Change::Edited { .. } => "edited",
                Change::Removed => "removed",
            };
            json!({ "kind": row.kind.as_str(), "id": row.row.to_string(), "change": change })
        };
        Self { undone, changes: changes.rows.iter().map(line).collect() }
    }
}

impl Reply for Undone {
    fn page(&self, page: &mut Page) {
        let op = page.pick(op_name(self.undone));
        page.line(format!("{}  {op}", tick(page, &text::UNDONE)));
        page.aside(&page.fill(&text::ROWS_CHANGED, &[&self.changes.len()]));
    }
}

/// An operation in words.
pub(super) fn op_name(op: Op) -> &'static Say {
    match op {
        Op::Init => &text::OP_INIT,
        Op::Import => &text::OP_IMPORT,
        Op::AddLibrary => &text::OP_ADD_LIBRARY,
        Op::EditLibrary => &text::OP_EDIT_LIBRARY,
        Op::DeleteLibrary => &text::OP_DELETE_LIBRARY,
        Op::AddCategory => &text::OP_ADD_CATEGORY,
        Op::EditCategory => &text::OP_EDIT_CATEGORY,
        Op::MoveCategory => &text::OP_MOVE_CATEGORY,
        Op::DeleteCategory => &text::OP_DELETE_CATEGORY,
        Op::AddPhrase => &text::OP_ADD_PHRASE,
        Op::EditPhrase => &text::OP_EDIT_PHRASE,
        Op::MovePhrase => &text::OP_MOVE_PHRASE,
        Op::DeletePhrase => &text::OP_DELETE_PHRASE,
        Op::RestorePhrase => &text::OP_RESTORE_PHRASE,
        Op::FollowUp => &text::OP_FOLLOW_UP,
        Op::Undo => &text::OP_UNDO,
        Op::Purge => &text::OP_PURGE,
        Op::Sync => &text::OP_SYNC,
        Op::Local => &text::OP_LOCAL,
    }
}
