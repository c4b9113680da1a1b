//! What can be done to the category tree.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, params};

use super::categories::{get, last_key, of_library};
use super::transaction::Transaction;
use super::{order, phrases, row};
use crate::error::{Error, Noun, Problem, Result};
use crate::ids::{CategoryId, LibraryId};
use crate::model::{Category, Extra, MAX_DEPTH, Meta, NewCategory, OrderKey, SCHEMA, check};

/// Where among its siblings a row goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the place that it says")]
pub enum Spot<Id> {
    First,
    Last,
    Before(Id),
    After(Id),
}

/// What becomes of the contents of a category that is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi(name = "CategoryContents"))]
pub enum Contents {
    /// They move up into its parent (sync B3).
    MoveUp,
    /// They go to the trash with it.
    Delete,
}

impl<Id: PartialEq + Copy> Spot<Id> {
    /// The keys between which a row goes; `None` where the neighbour is no sibling.
    pub(super) fn neighbours<'a>(
        &self,
        siblings: &'a [(Id, OrderKey)],
    ) -> Option<(Option<&'a str>, Option<&'a str>)> {
        let key = |index: usize| siblings.get(index).map(|(_, key)| key.as_str());
        let find = |id: Id| siblings.iter().position(|(sibling, _)| *sibling == id);
        let at = match *self {
            Self::First => 0,
            Self::Last => siblings.len(),
            Self::Before(id) => find(id)?,
            Self::After(id) => find(id)? + 1,
        };
        Some((at.checked_sub(1).and_then(key), key(at)))
    }
}

impl Transaction<'_> {
    /// Adds a category at the end of its siblings.
    ///
    /// # Errors
    /// `NotFound` for the library or parent; `Invalid` for the name, the depth, or a parent in another library.
    pub fn add_category(&mut self, new: NewCategory) -> Result<Category> {
        check::name(&new.name)?;
        self.need_library(new.library)?;
        if let Some(parent) = new.parent {
            self.need_category(new.library, parent)?;
            need_room(self.depth(Some(parent))? + 1)?;
        }
        let last = last_key(
            &self.sql,
            "category",
            "parent",
            new.library,
            new.parent.as_ref().map(CategoryId::as_bytes),
        )?;
        let pos = match order::between(last.as_deref(), None) {
            Some(key) => key,
            None => self.rekey_categories(new.library, new.parent)?,
        };
        let category = Category {
            id: new.id.unwrap_or_else(|| self.ids.category(self.now)),
            library: new.library,
            parent: new.parent,
            pos,
            name: new.name,
            meta: Meta {
                schema: SCHEMA,
                created_at: Some(self.now),
                updated_at: Some(self.now),
                ..Meta::default()
            },
            extra: new.extra,
        };
        self.write_category(None, &category)?;
        Ok(category)
    }

    /// The category at a path of names below the top of a library; what is missing is made.
    ///
    /// # Errors
    /// `Invalid` where the path is too deep or a name is refused.
    pub fn category_at(&mut self, library: LibraryId, names: &[String]) -> Result<Option<CategoryId>> {
        let mut parent: Option<CategoryId> = None;
        for name in names {
            let found: Option<CategoryId> = self
                .sql
                .prepare_cached(
                    "SELECT id FROM category
                     WHERE library = ?1 AND parent IS ?2 AND name = ?3 AND deleted_at IS NULL ORDER BY pos, id LIMIT 1",
                )?
                .query_row(params![library.as_bytes(), parent.as_ref().map(CategoryId::as_bytes), name], |found| {
                    row::id(found, "id", CategoryId::from_uuid)
                })
                .optional()?;
            parent = match found {
                Some(id) => Some(id),
                None => {
                    let new =
                        NewCategory { library, parent, name: name.clone(), id: None, extra: Extra::new() };
                    Some(self.add_category(new)?.id)
                }
            };
        }
        Ok(parent)
    }

    /// Gives a category another name.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` for the name.
    pub fn rename_category(&mut self, id: CategoryId, name: &str) -> Result<Category> {
        check::name(name)?;
        let before = self.live_category(id)?;
        let mut after = before.clone();
        name.clone_into(&mut after.name);
        self.write_edited_category(&before, after)
    }

    /// Moves a category, with all below it, within its library.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` where it would lie inside itself, too deep, or beside a category that lies elsewhere.
    pub fn move_category(
        &mut self,
        id: CategoryId,
        parent: Option<CategoryId>,
        spot: Spot<CategoryId>,
    ) -> Result<Category> {
        let before = self.live_category(id)?;
        if let Some(parent) = parent {
            self.need_category(before.library, parent)?;
            if self.ancestors(parent)?.contains(&id) {
                return Err(Error::invalid("category", Problem::Cycle));
            }
        }
        need_room(self.depth(parent)? + self.height(id)?)?;
        let mut siblings = self.siblings(before.library, parent, id)?;
        let stranger = || Error::invalid("category", Problem::OtherLibrary);
        let (low, high) = spot.neighbours(&siblings).ok_or_else(stranger)?;
        let pos = match order::between(low, high) {
            Some(key) => key,
            None => {
                self.rekey_categories(before.library, parent)?;
                siblings = self.siblings(before.library, parent, id)?;
                let (low, high) = spot.neighbours(&siblings).ok_or_else(stranger)?;
                order::between(low, high).unwrap_or_else(|| before.pos.clone())
            }
        };
        let mut after = before.clone();
        after.parent = parent;
        after.pos = pos;
        self.write_edited_category(&before, after)
    }

    /// Deletes a category; its contents move up or go to the trash with it.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn delete_category(&mut self, id: CategoryId, contents: Contents) -> Result<()> {
        let before = self.live_category(id)?;
        let children = self.siblings(before.library, Some(id), id)?;
        let inside = phrases::in_category(&self.sql, before.library, Some(id))?;
        for (child, _) in children {
            match contents {
                Contents::MoveUp => drop(self.move_category(child, before.parent, Spot::Last)?),
                Contents::Delete => self.delete_category(child, contents)?,
            }
        }
        for phrase in inside {
            match contents {
                Contents::MoveUp => drop(self.move_phrase(phrase.id, before.parent, Spot::Last)?),
                Contents::Delete => self.delete_phrase(phrase.id)?,
            }
        }
        self.last_keys.remove(&(before.library, Some(id)));
        let mut after = before.clone();
        after.meta.deleted_at = Some(self.now);
        self.write_category(Some(&before), &after)
    }

    pub(super) fn live_category(&self, id: CategoryId) -> Result<Category> {
        let category = get(&self.sql, id)?;
        if category.meta.deleted_at.is_some() {
            return Err(Error::not_found(Noun::Category, id));
        }
        Ok(category)
    }

    /// The category must be live and lie in this library.
    pub(super) fn need_category(&self, library: LibraryId, id: CategoryId) -> Result<()> {
        if self.last_keys.contains_key(&(library, Some(id))) {
            return Ok(()); // Asked for and found earlier in this transaction.
        }
        if self.live_category(id)?.library != library {
            return Err(Error::invalid("category", Problem::OtherLibrary));
        }
        Ok(())
    }

    /// The category itself while it is live, else its nearest live ancestor, else the top (sync B3).
    pub(super) fn nearest_live_category(&self, category: Option<CategoryId>) -> Result<Option<CategoryId>> {
        let Some(category) = category else { return Ok(None) };
        for id in self.ancestors(category)? {
            if get(&self.sql, id)?.meta.deleted_at.is_none() {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    /// The category and all above it, nearest first. A loop that came from elsewhere ends the walk.
    fn ancestors(&self, id: CategoryId) -> Result<Vec<CategoryId>> {
        let mut chain = vec![id];
        let mut next = get(&self.sql, id)?.parent;
        while let Some(id) = next {
            if chain.contains(&id) {
                break;
            }
            chain.push(id);
            next = get(&self.sql, id)?.parent;
        }
        Ok(chain)
    }

    /// How many levels there are down to a category: 0 for the top of the library.
    fn depth(&self, id: Option<CategoryId>) -> Result<usize> {
        id.map_or(Ok(0), |id| Ok(self.ancestors(id)?.len()))
    }

    /// How many levels a category and its contents span.
    fn height(&self, id: CategoryId) -> Result<usize> {
        let library = get(&self.sql, id)?.library;
        let mut children: HashMap<CategoryId, Vec<CategoryId>> = HashMap::new();
        for category in of_library(&self.sql, library)? {
            if let Some(parent) = category.parent {
                children.entry(parent).or_default().push(category.id);
            }
        }
        let mut level = vec![id];
        let mut height = 0;
        while !level.is_empty() && height <= MAX_DEPTH {
            height += 1;
            level = level.iter().filter_map(|id| children.get(id)).flatten().copied().collect();
        }
        Ok(height)
    }

    /// The live children of a parent in display order, without one.
    fn siblings(
        &self,
        library: LibraryId,
        parent: Option<CategoryId>,
        except: CategoryId,
    ) -> Result<Vec<(CategoryId, OrderKey)>> {
        Ok(self
            .sql
            .prepare_cached(
                "SELECT id, pos FROM category
                 WHERE library = ?1 AND parent IS ?2 AND deleted_at IS NULL AND id <> ?3 ORDER BY pos, id",
            )?
            .query_map(
                params![library.as_bytes(), parent.as_ref().map(CategoryId::as_bytes), except.as_bytes()],
                |sibling| Ok((row::id(sibling, "id", CategoryId::from_uuid)?, sibling.get("pos")?)),
            )?
            .collect::<rusqlite::Result<_>>()?)
    }

    /// Gives the children of a parent fresh keys, in the order in which they stand; returns the key after them.
    fn rekey_categories(&mut self, library: LibraryId, parent: Option<CategoryId>) -> Result<OrderKey> {
        let all = of_library(&self.sql, library)?;
        let siblings: Vec<Category> = all.into_iter().filter(|category| category.parent == parent).collect();
        let mut keys = order::spread(siblings.len() + 1);
        let next = keys.pop().unwrap_or_default();
        for (before, key) in siblings.into_iter().zip(keys) {
            let mut after = before.clone();
            after.pos = key;
            self.write_category(Some(&before), &after)?;
        }
        Ok(next)
    }

    fn write_edited_category(&mut self, before: &Category, mut after: Category) -> Result<Category> {
        if *before == after {
            return Ok(after);
        }
        after.meta.updated_at = Some(self.now);
        self.write_category(Some(before), &after)?;
        Ok(after)
    }
}

fn need_room(depth: usize) -> Result<()> {
    if depth > MAX_DEPTH {
        return Err(Error::invalid("category", Problem::TooDeep { max: MAX_DEPTH }));
    }
    Ok(())
}
