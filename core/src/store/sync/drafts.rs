//! Texts that wait for a decision: mine, theirs, or both together. And proposals, which somebody else decides.

use huashu_protocol::row::{Fields, Group, group_of};
use huashu_protocol::sync::{Draft, DraftReason, Verb};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::libraries;
use super::outgoing::Line;
use crate::book::PhraseBook;
use crate::error::{Error, Noun, Problem, Result};
use crate::ids::{LibraryId, PhraseId};
use crate::model::{NewPhrase, Phrase, PhrasePatch};
use crate::store::phrases;
use crate::store::row::{self, signed, to_json};
use crate::store::transaction::{Op, Transaction};
use crate::sync::bug::{self, Bug};

/// A text that waits for a decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LocalDraft {
    /// Its id: that of the operation which it came with.
    pub id: Uuid,
    /// The library.
    pub library: Uuid,
    /// The kind of row.
    pub kind: String,
    /// The row that it is about.
    pub row: Uuid,
    /// What was wanted.
    pub verb: Verb,
    /// The fields that it says.
    pub fields: Fields,
    /// The revision that its author saw.
    pub base: u64,
    /// Why it waits: `conflict`, `deleted`, `missing`, `stale`, `proposal`, `forbidden`, or `rejected:` and a word of the
    /// protocol.
    pub reason: String,
    /// Who wrote it, where the hub says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// For a conflict: who changed the row before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theirs_by: Option<String>,
    /// For a conflict: when, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theirs_at: Option<i64>,
}

/// What is to become of a draft.
#[derive(Debug, Clone, PartialEq)]
pub enum Resolution {
    /// Its text, put over what is there now.
    KeepMine,
    /// What is there now; the draft is thrown away.
    KeepTheirs,
    /// Another text, made of both.
    Merge(Box<PhrasePatch>),
}

impl PhraseBook {
    /// The texts that wait for a decision, the oldest first.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn drafts(&self) -> Result<Vec<LocalDraft>> {
        self.store.explain(|sql| {
            Ok(sql
                .prepare_cached("SELECT * FROM draft ORDER BY at, id")?
                .query_map([], from_row)?
                .collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Decides on a draft, and tells the hub. The phrase that stands afterwards, if it is about one.
    ///
    /// # Errors
    /// `NotFound` for the draft; those of editing a phrase.
    pub fn resolve_draft(&mut self, id: Uuid, resolution: &Resolution) -> Result<Option<PhraseId>> {
        Ok(self.transact(Op::EditPhrase, |transaction| transaction.resolve(id, resolution))?.value)
    }

    /// Suggests a change of a phrase to those who may edit its library; nothing changes here until they accept.
    ///
    /// # Errors
    /// `NotFound`; `NotSignedIn` for a library that the hub does not know; `Invalid`.
    pub fn propose_edit(&mut self, id: PhraseId, patch: &PhrasePatch) -> Result<Uuid> {
        let fields = fields_of(patch)?;
        self.transact(Op::Local, |transaction| {
            let phrase = phrases::get(&transaction.sql, id)?;
            let mut after = phrase.clone();
            patch.apply(&mut after);
            crate::model::check::label(&after.label)?;
            crate::model::check::content(&after.content)?;
            transaction.need_shared(phrase.library.uuid())?;
            transaction.propose(phrase.library.uuid(), id.uuid(), phrase.meta.revs.row, &fields)
        })
        .map(|output| output.value)
    }

    /// Suggests a new phrase to those who may edit a library.
    ///
    /// # Errors
    /// As [`PhraseBook::propose_edit`].
    pub fn propose_phrase(&mut self, new: &NewPhrase) -> Result<Uuid> {
        crate::model::check::label(&new.label)?;
        crate::model::check::content(&new.content)?;
        self.transact(Op::Local, |transaction| {
            transaction.need_shared(new.library.uuid())?;
            let id = transaction.ids.phrase(transaction.now);
            let phrase = Phrase {
                id,
                library: new.library,
                place: crate::model::Place { category: new.category, pos: String::new() },
                label: new.label.clone(),
                content: new.content.clone(),
                meta: crate::model::Meta { created_at: Some(transaction.now), ..Default::default() },
                extra: new.extra.clone(),
            };
            let row = crate::sync::wire::from_phrase(&phrase)?;
            transaction.propose(new.library.uuid(), id.uuid(), 0, &row.fields)
        })
        .map(|output| output.value)
    }
}

pub(super) fn count(sql: &Connection) -> Result<u64> {
    Ok(sql.prepare_cached("SELECT count(*) FROM draft")?.query_row([], |line| row::rev(line, 0))?)
}

impl Transaction<'_> {
    /// Keeps what an operation says, for a decision.
    pub(super) fn keep_draft(&mut self, line: &Line, reason: &str, at_hub: bool) -> Result<()> {
        if bug::is(Bug::DraftTextLost) {
            return Ok(());
        }
        self.write_draft(
            &LocalDraft {
                id: line.op_id,
                library: line.library,
                kind: line.kind.clone(),
                row: line.row,
                verb: line.verb,
                fields: line.fields.clone(),
                base: line.base,
                reason: reason.to_owned(),
                author: None,
                at: line.at,
                theirs_by: None,
                theirs_at: None,
            },
            at_hub,
        )
    }

    /// Takes in all drafts that the hub keeps, as of `rev`; those that were decided here meanwhile stay away.
    pub(super) fn take_drafts(&mut self, rev: u64, drafts: &[Draft]) -> Result<()> {
        let mut listed = std::collections::BTreeSet::new();
        for draft in drafts {
            if libraries::find(&self.sql, draft.library)?.is_none() {
                // Taken away with its library; it is asked for again should that come back.
                continue;
            }
            listed.insert(draft.id);
            let decided: Option<i64> = self
                .sql
                .prepare_cached("SELECT 1 FROM outbox WHERE kind = 'draft' AND row = ?1")?
                .query_row([draft.id.as_bytes()], |line| line.get(0))
                .optional()?;
            if decided.is_some() {
                continue;
            }
            let verb = if draft.base == 0 { Verb::Create } else { Verb::Edit };
            self.write_draft(
                &LocalDraft {
                    id: draft.id,
                    library: draft.library,
                    kind: draft.kind.clone(),
                    row: draft.row,
                    verb,
                    fields: draft.fields.clone(),
                    base: draft.base,
                    reason: draft.reason.as_str().to_owned(),
                    author: Some(draft.author.clone()),
                    at: draft.at,
                    theirs_by: draft.theirs_by.clone(),
                    theirs_at: draft.theirs_at,
                },
                true,
            )?;
        }
        let known: Vec<Uuid> = self
            .sql
            .prepare_cached("SELECT id FROM draft WHERE at_hub = 1")?
            .query_map([], |line| row::id(line, 0, |id| id))?
            .collect::<rusqlite::Result<_>>()?;
        for id in known.into_iter().filter(|id| !listed.contains(id)) {
            self.sql.execute("DELETE FROM draft WHERE id = ?1", [id.as_bytes()])?;
        }
        super::put(&self.sql, "drafts_rev", &rev)
    }

    fn write_draft(&mut self, draft: &LocalDraft, at_hub: bool) -> Result<()> {
        self.sql
            .prepare_cached(
                "INSERT INTO draft (id, library, kind, row, verb, fields, base, reason, author, at, theirs_by, theirs_at, at_hub)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
                 ON CONFLICT (id) DO UPDATE SET fields = ?6, reason = ?8, author = ?9, at = ?10, theirs_by = ?11,
                   theirs_at = ?12, at_hub = ?13",
            )?
            .execute(params![
                draft.id.as_bytes(),
                draft.library.as_bytes(),
                draft.kind,
                draft.row.as_bytes(),
                draft.verb.as_str(),
                to_json(&draft.fields)?,
                signed(draft.base),
                draft.reason,
                draft.author,
                draft.at,
                draft.theirs_by,
                draft.theirs_at,
                at_hub,
            ])?;
        Ok(())
    }

    fn resolve(&mut self, id: Uuid, resolution: &Resolution) -> Result<Option<PhraseId>> {
        let (draft, at_hub) = self
            .sql
            .query_row("SELECT * FROM draft WHERE id = ?1", [id.as_bytes()], |line| {
                Ok((from_row(line)?, line.get::<_, bool>("at_hub")?))
            })
            .optional()?
            .ok_or_else(|| Error::not_found(Noun::Draft, id))?;
        let stands = match resolution {
            Resolution::KeepTheirs => None,
            Resolution::KeepMine => self.put_mine(&draft, None)?,
            Resolution::Merge(patch) => self.put_mine(&draft, Some(patch))?,
        };
        self.sql.execute("DELETE FROM draft WHERE id = ?1", [id.as_bytes()])?;
        self.forget_decided(&draft)?;
        if at_hub {
            self.push_op(draft.library, "draft", id, Verb::Delete, 0, "{}".to_owned())?;
        }
        Ok(stands)
    }

    /// What was decided does not come back when a hub that was restored is told everything again.
    fn forget_decided(&mut self, draft: &LocalDraft) -> Result<()> {
        let read = "SELECT fields FROM acknowledged WHERE op_id = ?1";
        let known: Option<Fields> =
            self.sql.query_row(read, [draft.id.as_bytes()], |line| row::json(line, 0)).optional()?;
        let Some(mut rest) = known else { return Ok(()) };
        // Of a conflict the hub has done what was no content.
        rest.retain(|name, _| group_of(name) != Group::Content);
        if draft.reason == DraftReason::Conflict.as_str() && !rest.is_empty() {
            let keep = "UPDATE acknowledged SET fields = ?2 WHERE op_id = ?1";
            self.sql.execute(keep, params![draft.id.as_bytes(), to_json(&rest)?])?;
        } else {
            self.sql.execute("DELETE FROM acknowledged WHERE op_id = ?1", [draft.id.as_bytes()])?;
        }
        Ok(())
    }

    /// Does what a draft wanted, on the rows as they are now.
    fn put_mine(&mut self, draft: &LocalDraft, merged: Option<&PhrasePatch>) -> Result<Option<PhraseId>> {
        if draft.kind != "phrase" {
            return self.put_my_category(draft).map(|()| None);
        }
        let id = PhraseId::from_uuid(draft.row);
        let current = super::rebase::found(phrases::get(&self.sql, id))?;
        if draft.verb == Verb::Delete {
            if current.is_some_and(|phrase| phrase.meta.deleted_at.is_none()) {
                self.delete_phrase(id)?;
            }
            return Ok(None);
        }
        let patch = match merged {
            Some(patch) => patch.clone(),
            None => patch_of(&draft.fields)?,
        };
        match current {
            Some(phrase) => {
                if phrase.meta.deleted_at.is_some() {
                    self.restore_phrase(id)?;
                }
                self.edit_phrase(id, &patch)?;
                Ok(Some(id))
            }
            // The hub has no such row any more: its text becomes a new one.
            None => {
                let library = LibraryId::from_uuid(draft.library);
                let title = patch.title.clone().unwrap_or_else(|| "未命名".to_owned());
                let mut new = NewPhrase::text(library, title, "");
                new.content.parts.clear();
                let added = self.add_phrase(new)?;
                self.edit_phrase(added.id, &patch)?;
                Ok(Some(added.id))
            }
        }
    }

    fn put_my_category(&mut self, draft: &LocalDraft) -> Result<()> {
        let name = draft.fields.get("name").and_then(Value::as_str);
        if let ("category", Some(name)) = (draft.kind.as_str(), name) {
            let id = crate::ids::CategoryId::from_uuid(draft.row);
            if self.live_category(id).is_ok() {
                self.rename_category(id, name)?;
            }
        }
        Ok(())
    }

    fn propose(&mut self, library: Uuid, row: Uuid, base: u64, fields: &Fields) -> Result<Uuid> {
        self.push_op(library, "phrase", row, Verb::Propose, base, to_json(fields)?)?;
        let op = "SELECT op_id FROM outbox ORDER BY seq DESC LIMIT 1";
        Ok(self.sql.query_row(op, [], |line| row::id(line, 0, |id| id))?)
    }

    fn need_shared(&self, library: Uuid) -> Result<()> {
        match libraries::find(&self.sql, library)? {
            Some(state) if state.granted => Ok(()),
            _ => Err(Error::NotSignedIn),
        }
    }

    /// Keeps the whole text of a phrase that is about to be wiped as a draft phrase of a personal library.
    pub(super) fn keep_unsent_text(&mut self, library: LibraryId, phrase: &Phrase) -> Result<()> {
        let mut new = NewPhrase::text(library, phrase.label.title.clone(), "");
        new.label = phrase.label.clone();
        new.label.publish_state = crate::model::PublishState::Draft;
        new.content = phrase.content.clone();
        new.copied_from = Some(phrase.id);
        self.add_phrase(new).map(drop)
    }
}

/// The fields of a draft as a change of a phrase; where it lay does not matter any more.
fn patch_of(fields: &Fields) -> Result<PhrasePatch> {
    let mut fields = fields.clone();
    for name in ["id", "category", "pos", "created_at", "updated_at", "origin", "copied_from", "schema"] {
        fields.remove(name);
    }
    serde_json::from_value(Value::Object(fields))
        .map_err(|error| Error::invalid("draft", Problem::Unknown { text: error.to_string() }))
}

fn fields_of(patch: &PhrasePatch) -> Result<Fields> {
    match serde_json::to_value(patch) {
        Ok(Value::Object(fields)) => Ok(fields),
        _ => Ok(Fields::new()),
    }
}

pub(in crate::store) fn from_row(line: &Row<'_>) -> rusqlite::Result<LocalDraft> {
    Ok(LocalDraft {
        id: row::id(line, "id", |id| id)?,
        library: row::id(line, "library", |id| id)?,
        kind: line.get("kind")?,
        row: row::id(line, "row", |id| id)?,
        verb: row::word(line, "verb")?,
        fields: row::json(line, "fields")?,
        base: row::rev(line, "base")?,
        reason: line.get("reason")?,
        author: line.get("author")?,
        at: line.get("at")?,
        theirs_by: line.get("theirs_by")?,
        theirs_at: line.get("theirs_at")?,
    })
}
