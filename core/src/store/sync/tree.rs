//! Keeps what people see a tree while the hub and the person change it at the same time.

use std::collections::BTreeSet;

use huashu_protocol::row::Row;
use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

use super::libraries::SharedLibrary;
use crate::error::Result;
use crate::ids::CategoryId;
use crate::store::row;
use crate::store::transaction::Transaction;

/// More steps than any honest tree has levels.
const STEPS: usize = 64;

impl Transaction<'_> {
    /// The category itself while it is live and of this library, else its nearest live ancestor, else the top.
    pub(super) fn live_place(
        &self,
        state: &SharedLibrary,
        category: Option<CategoryId>,
    ) -> Result<Option<CategoryId>> {
        let mut next = category;
        for _ in 0..STEPS {
            let Some(id) = next else { return Ok(None) };
            let found = self
                .sql
                .prepare_cached(
                    "SELECT parent, deleted_at IS NULL FROM category WHERE id = ?1 AND library = ?2",
                )?
                .query_row(params![id.as_bytes(), state.id.as_bytes()], |line| {
                    Ok((row::optional_id(line, 0, CategoryId::from_uuid)?, line.get::<_, bool>(1)?))
                })
                .optional()?;
            match found {
                None => return Ok(None),
                Some((_, true)) => return Ok(Some(id)),
                Some((parent, false)) => next = parent,
            }
        }
        Ok(None)
    }

    /// Whether a category would lie inside itself with the parent that it names.
    pub(super) fn lies_inside_itself(&self, category: &Row) -> Result<bool> {
        let mut next = category.fields.get("parent").and_then(|parent| parent.as_str()?.parse::<Uuid>().ok());
        let mut seen = BTreeSet::from([category.id]);
        while let Some(id) = next {
            if !seen.insert(id) {
                return Ok(true);
            }
            next = self
                .sql
                .prepare_cached("SELECT parent FROM category WHERE id = ?1")?
                .query_row([id.as_bytes()], |line| row::optional_id(line, 0, |id| id))
                .optional()?
                .flatten();
        }
        Ok(false)
    }

    /// After categories came, went or moved: what waits here is put on top anew, and what lies in a deleted category moves
    /// up to the nearest that is left.
    pub(super) fn mend_tree(&mut self, state: &SharedLibrary) -> Result<()> {
        // Twice: the first round may free a place that the second can take.
        for _ in 0..2 {
            for id in self.waiting_categories(state)? {
                self.rebase(state, "category", id)?;
            }
        }
        for kind in ["category", "phrase"] {
            for id in self.orphans(state, kind)? {
                self.rebase(state, kind, id)?;
            }
        }
        for (kind, id) in self.misplaced(state)? {
            self.rebase(state, &kind, id)?;
        }
        Ok(())
    }

    /// Rows on which nothing waits and of which the hub's state is kept nevertheless: they are shown elsewhere than where the
    /// hub has them. Categories first.
    fn misplaced(&self, state: &SharedLibrary) -> Result<Vec<(String, Uuid)>> {
        let mut found = self
            .sql
            .prepare_cached(
                "SELECT body FROM mirror WHERE library = ?1 AND row NOT IN (SELECT row FROM outbox) ORDER BY row",
            )?
            .query_map([state.local().as_bytes()], |line| row::json::<Row>(line, 0))?
            .map(|row| row.map(|row| (row.kind, row.id)))
            .collect::<rusqlite::Result<Vec<_>>>()?;
        found.sort();
        Ok(found)
    }

    fn waiting_categories(&self, state: &SharedLibrary) -> Result<Vec<Uuid>> {
        Ok(self
            .sql
            .prepare_cached(
                "SELECT DISTINCT row FROM outbox WHERE library = ?1 AND kind = 'category' ORDER BY row",
            )?
            .query_map([state.id.as_bytes()], |line| row::id(line, 0, |id| id))?
            .collect::<rusqlite::Result<_>>()?)
    }

    fn orphans(&self, state: &SharedLibrary, kind: &str) -> Result<Vec<Uuid>> {
        let query = match kind {
            "category" => {
                "SELECT child.id FROM category AS child JOIN category AS parent ON parent.id = child.parent
                 WHERE child.library = ?1 AND child.deleted_at IS NULL AND parent.deleted_at IS NOT NULL ORDER BY child.id"
            }
            _ => {
                "SELECT child.id FROM category AS parent CROSS JOIN phrase AS child
                   ON child.library = ?1 AND child.category = parent.id
                 WHERE parent.library = ?1 AND parent.deleted_at IS NOT NULL AND child.deleted_at IS NULL
                 ORDER BY child.id"
            }
        };
        Ok(self
            .sql
            .prepare_cached(query)?
            .query_map([state.id.as_bytes()], |line| row::id(line, 0, |id| id))?
            .collect::<rusqlite::Result<_>>()?)
    }
}
