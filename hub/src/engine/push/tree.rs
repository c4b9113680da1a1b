//! The tree: live parents, cycles, depth; what becomes of the children of a deleted category.

use std::collections::BTreeSet;

use huashu_core::model::MAX_DEPTH;
use huashu_core::sync::bug::{self, Bug};
use huashu_protocol::row::{Fields, Group, Row};
use huashu_protocol::sync::reject;
use serde_json::Value;
use uuid::Uuid;

use super::Push;
use super::operation::Done;
use crate::store::Result;
use crate::store::types::{Library, StoredRow};

/// More steps than any way up takes; a way that is longer goes in a circle, which only a deliberate bug can have made.
const STEPS: usize = 64;

/// The field that says in which category rows of a kind lie; libraries and follow-ups lie in none.
pub(super) fn parent_field(kind: &str) -> Option<&'static str> {
    match kind {
        "category" => Some("parent"),
        "library" | "follow_up" => None,
        _ => Some("category"),
    }
}

/// The category that fields name.
pub(super) fn parent_in(fields: &Fields, field: &str) -> Option<Uuid> {
    Uuid::try_parse(fields.get(field)?.as_str()?).ok()
}

/// Whether a value names a category, or none.
pub(super) fn is_parent(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| Uuid::try_parse(text).is_ok())
}

impl Push<'_> {
    /// Where a row comes to lie that wants to lie in a category: there, or in the nearest above it that is live, or at the
    /// top; or why it cannot lie there.
    pub(super) fn find_place(
        &self,
        library: &Library,
        row: &Row,
        wanted: Option<Uuid>,
    ) -> Result<std::result::Result<Option<Uuid>, &'static str>> {
        if bug::is(Bug::NoOrphanRule) {
            return Ok(Ok(wanted));
        }
        let mut found = wanted;
        for _ in 0..STEPS {
            let Some(id) = found else { break };
            match self.category(library, id)? {
                Some(category) if !category.row.deleted => break,
                Some(category) => found = category.parent,
                None => found = None,
            }
        }
        if row.kind != "category" || bug::is(Bug::NoCycleCheck) {
            return Ok(Ok(found));
        }
        let mut depth = 0;
        let mut at = found;
        while let Some(id) = at {
            if id == row.id {
                return Ok(Err(reject::CYCLE));
            }
            depth += 1;
            if depth > STEPS {
                return Ok(Err(reject::CYCLE));
            }
            at = self.category(library, id)?.and_then(|category| category.parent);
        }
        if depth + self.height(library, row.id)? > MAX_DEPTH {
            return Ok(Err(reject::TOO_DEEP));
        }
        Ok(Ok(found))
    }

    /// Deletes a row. What lies in a deleted category moves up first: whoever takes revisions in order sees nothing lie in
    /// what is not there.
    pub(super) fn delete(&mut self, mut library: Library, row: StoredRow, base: u64) -> Result<Done> {
        if row.row.kind == "library" {
            return self.delete_library(library, row);
        }
        if row.row.kind == "category" && !bug::is(Bug::NoOrphanRule) {
            self.move_children_up(&mut library, &row)?;
        }
        let mut after = row.clone();
        after.row.deleted = true;
        after.deleted_at = Some(self.now);
        let rev = self.put(&mut library, Some(&row), after, &Fields::new(), false)?;
        self.tx.save_library(&library)?;
        Ok(Done::applied(rev, base))
    }

    fn move_children_up(&mut self, library: &mut Library, category: &StoredRow) -> Result<()> {
        for child in self.tx.children(library.id, Some(category.row.id), None)? {
            let Some(field) = parent_field(&child.row.kind) else { continue };
            let mut moved = child.clone();
            moved.parent = category.parent;
            let parent = category.parent.map_or(Value::Null, |parent| parent.to_string().into());
            let fields: Fields = [(field.to_owned(), parent)].into_iter().collect();
            moved.row.fields.extend(fields.clone());
            debug_assert!(fields.keys().all(|name| huashu_protocol::row::group_of(name) == Group::Place));
            self.put(library, Some(&child), moved, &fields, true)?;
        }
        Ok(())
    }

    /// How many levels a category and what lies below it take.
    fn height(&self, library: &Library, category: Uuid) -> Result<usize> {
        let mut known = BTreeSet::from([category]);
        let mut level = vec![category];
        let mut height = 0;
        while !level.is_empty() && height <= MAX_DEPTH {
            height += 1;
            let mut below = Vec::new();
            for parent in level {
                let children = self.tx.children(library.id, Some(parent), Some("category"))?;
                below.extend(children.iter().map(|child| child.row.id).filter(|child| known.insert(*child)));
            }
            level = below;
        }
        Ok(height)
    }

    fn category(&self, library: &Library, id: Uuid) -> Result<Option<StoredRow>> {
        let row = self.tx.row(library.company, id)?;
        Ok(row.filter(|row| row.library == library.id && row.row.kind == "category"))
    }
}
