//! Doing what was decided. Nothing is decided here.

use serde_json::Value;
use uuid::Uuid;

use super::places::{Added, Slot};
use super::shelf::{Shelf, Target};
use super::{NewRow, Plan, Step};
use crate::error::Result;
use crate::ids::{CategoryId, LibraryId};
use crate::model::{NewCategory, NewPhrase};
use crate::store::{Spot, Transaction};

/// Carries a plan out in an open transaction.
///
/// # Errors
/// Whatever the store says; the caller lets the transaction fall, and nothing was done.
pub(in crate::import) fn write(
    plan: Plan,
    transaction: &mut Transaction<'_>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<crate::import::Report> {
    let Plan { shelves, steps, report } = plan;
    let mut filled = Vec::with_capacity(shelves.len());
    for shelf in shelves {
        filled.push(fill(shelf, transaction)?);
    }
    let total = steps.len() as u64;
    for (number, step) in steps.into_iter().enumerate() {
        take(step, &filled, transaction)?;
        if number % 1024 == 0 {
            progress(number as u64, total);
        }
    }
    progress(total, total);
    Ok(report)
}

/// A library with the categories that are there now.
struct Filled {
    library: LibraryId,
    /// `None` for one that nobody wants.
    added: Vec<Option<CategoryId>>,
}

impl Filled {
    fn category(&self, slot: Slot) -> Option<CategoryId> {
        match slot {
            Slot::Top => None,
            Slot::There(id) => Some(id),
            Slot::New(number) => self.added.get(number).copied().flatten(),
        }
    }
}

/// Adds what is missing around the phrases: the library, its categories, variables, unknown rows.
fn fill(shelf: Shelf, transaction: &mut Transaction<'_>) -> Result<Filled> {
    let Shelf { library, places, variables, other, .. } = shelf;
    let library = match library {
        Target::There(id) => id,
        Target::New(new) => transaction.add_library(new)?.id,
    };
    if !variables.is_empty() {
        transaction.declare_variables(library, &variables)?;
    }
    for (id, name) in places.renamed {
        transaction.rename_category(id, &name)?;
    }
    let mut filled = Filled { library, added: Vec::with_capacity(places.added.len()) };
    for Added { parent, name, wanted, id, extra } in places.added {
        let parent = filled.category(parent);
        let new = wanted.then_some(NewCategory { library, parent, name, id, extra });
        let category = new.map(|new| transaction.add_category(new)).transpose()?;
        filled.added.push(category.map(|category| category.id));
    }
    for row in &other {
        if let Some(id) = foreign_id(row) {
            let kind = row.get("kind").and_then(Value::as_str).unwrap_or_default();
            transaction.keep_foreign_row(library, id, kind, row)?;
        }
    }
    Ok(filled)
}

fn take(step: Step, filled: &[Filled], transaction: &mut Transaction<'_>) -> Result<()> {
    match step {
        Step::Create(new) => {
            let NewRow { shelf, place, label, content, origin, copied_from, id, extra } = *new;
            let shelf = &filled[shelf];
            let category = shelf.category(place);
            let library = shelf.library;
            let new = NewPhrase { library, category, label, content, origin, copied_from, id, extra };
            transaction.add_phrase(new)?;
        }
        Step::Edit { id, patch, shelf, place } => {
            transaction.edit_phrase(id, &patch)?;
            if let Some(slot) = place {
                transaction.move_phrase(id, filled[shelf].category(slot), Spot::Last)?;
            }
        }
    }
    Ok(())
}

/// The id of a row of an unknown kind.
pub(super) fn foreign_id(row: &Value) -> Option<Uuid> {
    Uuid::try_parse(row.get("id")?.as_str()?).ok()
}
