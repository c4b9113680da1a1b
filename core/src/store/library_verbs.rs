//! What can be done to a library.

use jiff::tz::TimeZone;
use rusqlite::params;
use serde_json::Value;
use uuid::Uuid;

use super::category_verbs::Contents;
use super::transaction::Transaction;
use super::{categories, libraries, order, phrases};
use crate::error::{Error, Noun, Problem, Result};
use crate::ids::LibraryId;
use crate::model::{Library, LibraryPatch, Meta, NewLibrary, SCHEMA, Variable, check};

impl Transaction<'_> {
    /// Adds a library after the others.
    ///
    /// # Errors
    /// `Invalid` for the name, the zone or a variable.
    pub fn add_library(&mut self, new: NewLibrary) -> Result<Library> {
        check_library(Some(&new.name), Some(&new.time_zone), Some(&new.variables))?;
        let last = libraries::all(&self.sql)?.pop().map(|library| library.pos);
        let library = Library {
            id: new.id.unwrap_or_else(|| self.ids.library(self.now)),
            kind: new.kind,
            name: new.name,
            owner: None,
            time_zone: new.time_zone,
            variables: new.variables,
            pos: order::between(last.as_deref(), None).unwrap_or_else(|| last.unwrap_or_default()),
            meta: Meta {
                schema: SCHEMA,
                created_at: Some(self.now),
                updated_at: Some(self.now),
                ..Meta::default()
            },
            extra: new.extra,
        };
        self.write_library(None, &library)?;
        Ok(library)
    }

    /// Changes the fields of a library that the patch names.
    ///
    /// # Errors
    /// `NotFound`; `Invalid`.
    pub fn edit_library(&mut self, id: LibraryId, patch: &LibraryPatch) -> Result<Library> {
        let LibraryPatch { name, time_zone, variables } = patch;
        check_library(name.as_deref(), time_zone.as_deref(), variables.as_deref())?;
        let before = self.need_library(id)?;
        let mut after = before.clone();
        if let Some(name) = name {
            after.name.clone_from(name);
        }
        if let Some(time_zone) = time_zone {
            after.time_zone.clone_from(time_zone);
        }
        if let Some(variables) = variables {
            after.variables.clone_from(variables);
        }
        if before != after {
            after.meta.updated_at = Some(self.now);
            self.write_library(Some(&before), &after)?;
        }
        Ok(after)
    }

    /// Adds the variables that a library does not know by name yet; returns the names added.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` for a name.
    pub fn declare_variables(&mut self, id: LibraryId, variables: &[Variable]) -> Result<Vec<String>> {
        let mut all = self.need_library(id)?.variables;
        let mut added = Vec::new();
        for variable in variables {
            if all.iter().all(|known| known.name != variable.name) {
                added.push(variable.name.clone());
                all.push(variable.clone());
            }
        }
        if !added.is_empty() {
            self.edit_library(id, &LibraryPatch { variables: Some(all), ..LibraryPatch::default() })?;
        }
        Ok(added)
    }

    /// Puts a library in the trash with all that lies in it.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn delete_library(&mut self, id: LibraryId) -> Result<()> {
        let before = self.need_library(id)?;
        self.live_libraries.remove(&id);
        for category in categories::of_library(&self.sql, id)? {
            if category.parent.is_none() {
                self.delete_category(category.id, Contents::Delete)?;
            }
        }
        for phrase in phrases::of_library(&self.sql, id)? {
            self.delete_phrase(phrase.id)?;
        }
        let mut after = before.clone();
        after.meta.deleted_at = Some(self.now);
        self.write_library(Some(&before), &after)
    }

    /// Keeps a row of a kind that this edition does not know, as it came; false where it is there already.
    ///
    /// # Errors
    /// `NotFound` for the library.
    pub fn keep_foreign_row(
        &mut self,
        library: LibraryId,
        id: Uuid,
        kind: &str,
        body: &Value,
    ) -> Result<bool> {
        self.need_library(library)?;
        let body = body.to_string();
        let written = self
            .sql
            .prepare_cached(
                "INSERT INTO foreign_row (id, library, kind, body) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (id) DO UPDATE SET body = ?4 WHERE body <> ?4",
            )?
            .execute(params![id.as_bytes(), library.as_bytes(), kind, body])?;
        Ok(written > 0)
    }

    /// As [`Transaction::need_library`], but asks the table only once a transaction.
    pub(super) fn need_live_library(&mut self, id: LibraryId) -> Result<()> {
        if !self.live_libraries.contains(&id) {
            self.need_library(id)?;
            self.live_libraries.insert(id);
        }
        Ok(())
    }

    /// A library that is not in the trash.
    pub(super) fn need_library(&self, id: LibraryId) -> Result<Library> {
        let library = libraries::get(&self.sql, id)?;
        if library.meta.deleted_at.is_some() {
            return Err(Error::not_found(Noun::Library, id));
        }
        Ok(library)
    }
}

fn check_library(name: Option<&str>, zone: Option<&str>, variables: Option<&[Variable]>) -> Result<()> {
    name.map_or(Ok(()), check::name)?;
    if let Some(zone) = zone {
        TimeZone::get(zone)
            .map_err(|_| Error::invalid("time_zone", Problem::Unknown { text: zone.to_owned() }))?;
    }
    variables.map_or(Ok(()), check::variables)
}
