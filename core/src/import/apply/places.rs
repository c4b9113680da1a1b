//! The categories of one library: those that are there, and those that an import adds.

use std::collections::{HashMap, HashSet};

use crate::error::Result;
use crate::ids::CategoryId;
use crate::import::draft::DraftCategory;
use crate::model::{Category, Extra};

/// Where a phrase goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Slot {
    /// The top of the library.
    Top,
    /// A category that is there.
    There(CategoryId),
    /// A category to be added, by its place in [`Places::added`].
    New(usize),
}

/// A path of names. Siblings may share a name, so several categories may have one.
pub(super) type PathId = usize;

/// The path of the library's top.
pub(super) const TOP: PathId = 0;

/// A category to be added, after its parent.
#[derive(Debug)]
pub(super) struct Added {
    pub(super) parent: Slot,
    pub(super) name: String,
    /// Something will lie in it, or the file lists it. A category that only rows name that fail is not added.
    pub(super) wanted: bool,
    /// Its id, where the file says one that is free.
    pub(super) id: Option<CategoryId>,
    pub(super) extra: Extra,
}

#[derive(Debug)]
pub(super) struct Places {
    by_path: HashMap<Vec<String>, PathId>,
    /// The first category of each path.
    slots: Vec<Slot>,
    of_category: HashMap<CategoryId, PathId>,
    names: HashMap<CategoryId, String>,
    /// Categories of the file by their ids there.
    listed: HashMap<CategoryId, (PathId, Slot)>,
    pub(super) added: Vec<Added>,
    pub(super) renamed: Vec<(CategoryId, String)>,
}

impl Places {
    /// The tree of a library, given with every category after its parent and siblings in their order.
    pub(super) fn of(categories: &[Category]) -> Self {
        let mut places = Self {
            by_path: HashMap::from([(Vec::new(), TOP)]),
            slots: vec![Slot::Top],
            of_category: HashMap::new(),
            names: HashMap::new(),
            listed: HashMap::new(),
            added: Vec::new(),
            renamed: Vec::new(),
        };
        let mut paths: HashMap<CategoryId, Vec<String>> = HashMap::new();
        for category in categories {
            let above = category.parent.and_then(|parent| paths.get(&parent));
            let path: Vec<String> = above.into_iter().flatten().chain([&category.name]).cloned().collect();
            let id = places.enter(path.clone(), Slot::There(category.id));
            places.of_category.insert(category.id, id);
            places.names.insert(category.id, category.name.clone());
            paths.insert(category.id, path);
        }
        places
    }

    /// The path of the category that a phrase lies in.
    pub(super) fn path_of(&self, category: Option<CategoryId>) -> PathId {
        category.and_then(|category| self.of_category.get(&category).copied()).unwrap_or(TOP)
    }

    /// The category at a path; what is missing of it is to be added.
    pub(super) fn at(&mut self, names: &[String]) -> (PathId, Slot) {
        if let Some(&id) = self.by_path.get(names) {
            return (id, self.slots[id]);
        }
        let mut parent = Slot::Top;
        let mut id = TOP;
        for depth in 1..=names.len() {
            let path = &names[..depth];
            id = match self.by_path.get(path) {
                Some(&id) => id,
                None => {
                    let slot = self.add(parent, &names[depth - 1], None, Extra::new());
                    self.enter(path.to_vec(), slot)
                }
            };
            parent = self.slots[id];
        }
        (id, parent)
    }

    /// The category that the file lists under an id.
    pub(super) fn listed(&self, id: CategoryId) -> Option<(PathId, Slot)> {
        self.listed.get(&id).copied()
    }

    /// Finds a place for each category that a file lists: the one of its id, else the one of its path, else a new one.
    /// `is_free` tells whether an id may be given to a new category.
    ///
    /// # Errors
    /// Those of `is_free`.
    pub(super) fn list(
        &mut self,
        categories: &[DraftCategory],
        is_free: &dyn Fn(CategoryId) -> Result<bool>,
    ) -> Result<()> {
        let mut paths: HashMap<CategoryId, Vec<String>> = HashMap::new();
        let mut taken: HashSet<Slot> = categories
            .iter()
            .filter(|category| self.of_category.contains_key(&category.id))
            .map(|category| Slot::There(category.id))
            .collect();
        for category in categories {
            let above = category.parent.and_then(|parent| paths.get(&parent)).cloned().unwrap_or_default();
            let parent =
                category.parent.and_then(|parent| self.listed(parent)).map_or(Slot::Top, |(_, slot)| slot);
            let path: Vec<String> = above.into_iter().chain([category.name.clone()]).collect();
            let place = self.place_of(category, parent, &path, &taken, is_free)?;
            taken.insert(place.1);
            self.listed.insert(category.id, place);
            paths.insert(category.id, path);
        }
        Ok(())
    }

    fn place_of(
        &mut self,
        category: &DraftCategory,
        parent: Slot,
        path: &[String],
        taken: &HashSet<Slot>,
        is_free: &dyn Fn(CategoryId) -> Result<bool>,
    ) -> Result<(PathId, Slot)> {
        if let Some(&id) = self.of_category.get(&category.id) {
            if self.names.get(&category.id).is_some_and(|name| *name != category.name) {
                self.renamed.push((category.id, category.name.clone()));
            }
            return Ok((id, Slot::There(category.id)));
        }
        // Two siblings of one name in the file stay two.
        if let Some(&id) = self.by_path.get(path)
            && !taken.contains(&self.slots[id])
        {
            return Ok((id, self.slots[id]));
        }
        let id = is_free(category.id)?.then_some(category.id);
        let slot = self.add(parent, &category.name, id, category.extra.clone());
        self.want(slot);
        Ok((self.enter(path.to_vec(), slot), slot))
    }

    /// Notes that something will lie in a category.
    pub(super) fn want(&mut self, slot: Slot) {
        let mut next = slot;
        while let Slot::New(number) = next {
            self.added[number].wanted = true;
            next = self.added[number].parent;
        }
    }

    fn add(&mut self, parent: Slot, name: &str, id: Option<CategoryId>, extra: Extra) -> Slot {
        self.added.push(Added { parent, name: name.to_owned(), wanted: false, id, extra });
        Slot::New(self.added.len() - 1)
    }

    /// The id of a path; the first category at it stands for it.
    fn enter(&mut self, path: Vec<String>, slot: Slot) -> PathId {
        let next = self.slots.len();
        let id = *self.by_path.entry(path).or_insert(next);
        if id == next {
            self.slots.push(slot);
        }
        id
    }
}
