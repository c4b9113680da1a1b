//! A row is written, with its history, revisions and checksum.

use huashu_core::error::Locale;
use huashu_core::sync::bug::{self, Bug};
use huashu_core::sync::{merge, wire};
use huashu_protocol::row::{Fields, Group, Revs, Row, group_of};
use huashu_protocol::sync::{DraftReason, Op, Outcome, reject};

use super::operation::Done;
use super::tree::parent_field;
use super::{Push, tree};
use crate::blobs;
use crate::store::Result;
use crate::store::types::{Library, Naming, StoredRow, Version};

/// What was judged of an operation that writes.
pub(super) struct Judged {
    /// The fields that differ.
    pub(super) fields: Fields,
    /// Whether the row comes back from the recycle bin.
    pub(super) revive: bool,
    /// Why the content becomes a draft instead.
    pub(super) draft: Option<DraftReason>,
}

impl Push<'_> {
    /// Writes fields that differ, where the tree and the model take them. What of the operation is to be a draft becomes one,
    /// also where the rest cannot be written: nobody's text is lost over a place.
    pub(super) fn write(
        &mut self,
        op: &Op,
        library: Library,
        before: Option<StoredRow>,
        judged: Judged,
        base: u64,
    ) -> Result<Done> {
        let Judged { fields, revive, draft } = judged;
        if before.is_some() && fields.is_empty() && !revive {
            return self.finish(op, &library, before.as_ref(), draft, base);
        }
        let written = self.write_fields(op, library.clone(), before.clone(), fields, revive)?;
        match written {
            Err(rejected) if draft.is_none() => Ok(rejected),
            Err(_) => self.finish(op, &library, before.as_ref(), draft, base),
            Ok((row, wrote_content)) => {
                let seen = if wrote_content { row.row.revs.row } else { base };
                self.finish(op, &library, Some(&row), draft, seen)
            }
        }
    }

    /// Writes a row and saves its library: the row as it is now, and whether its content changed; or why not.
    fn write_fields(
        &mut self,
        op: &Op,
        mut library: Library,
        before: Option<StoredRow>,
        mut fields: Fields,
        revive: bool,
    ) -> Result<std::result::Result<(StoredRow, bool), Done>> {
        let is_new = before.is_none();
        let mut after = before.clone().unwrap_or_else(|| self.blank(op, &library));
        merge::write(&mut after.row.fields, &fields);
        after.row.deleted = false;
        after.deleted_at = None;
        let place = parent_field(&op.kind);
        if let Some(place) = place
            && (is_new || revive || fields.contains_key(place))
        {
            let wanted = tree::parent_in(&after.row.fields, place);
            let found = match self.find_place(&library, &after.row, wanted)? {
                Ok(found) => found,
                Err(code) => return Ok(Err(Done::rejected(code))),
            };
            after.parent = found;
            if found != wanted || after.row.fields.get(place).is_some_and(|named| !tree::is_parent(named)) {
                let found = found.map_or(serde_json::Value::Null, |found| found.to_string().into());
                after.row.fields.insert(place.to_owned(), found.clone());
                fields.insert(place.to_owned(), found);
            }
        }
        if let Err(error) = wire::check_fields(&after.row) {
            return Ok(Err(Done::rejected_with(reject::INVALID, error.message(Locale::En))));
        }
        if fields.contains_key("pos") && !self.mend_keys(&mut library, &mut after, &mut fields)? {
            return Ok(Err(Done::rejected(reject::INVALID)));
        }
        let rev = self.put(&mut library, before.as_ref(), after.clone(), &fields, true)?;
        self.tx.save_library(&library)?;
        after.row.revs.row = rev;
        let wrote_content = fields.keys().any(|name| group_of(name) == Group::Content);
        Ok(Ok((after, wrote_content)))
    }

    /// Writes a row's new state at the next revision; which groups changed, its fields say. Returns the revision. The caller
    /// saves the library.
    pub(in crate::engine) fn put(
        &mut self,
        library: &mut Library,
        before: Option<&StoredRow>,
        mut after: StoredRow,
        fields: &Fields,
        keep_former: bool,
    ) -> Result<u64> {
        self.notes.library(library.company, library.id, library.rev);
        let rev = self.next_rev(library)?;
        after.row.revs.row = rev;
        for group in merge::groups(fields) {
            after.row.revs.touch(group, rev);
        }
        after.row.by = Some(self.who.account.name.clone());
        after.row.at = self.now;
        if let Some(before) = before {
            if keep_former {
                self.keep_former(library, before)?;
            }
            if !before.row.deleted {
                library.checksum = library.checksum.without(before.row.id, before.row.revs.row);
                library.live = library.live.saturating_sub(1);
            }
        }
        if !after.row.deleted {
            library.checksum = library.checksum.with(after.row.id, rev);
            library.live += 1;
        }
        if after.row.kind == "library"
            && let Some(name) = after.row.fields.get("name").and_then(|name| name.as_str())
        {
            name.clone_into(&mut library.name);
        }
        self.tx.put_row(&after)?;
        let (old, new) =
            (before.map(|row| blobs::named_in(&row.row.fields)), blobs::named_in(&after.row.fields));
        if old.unwrap_or_default() != new {
            self.tx.set_names(library.company, library.id, Naming::Row(after.row.id), &new)?;
        }
        Ok(rev)
    }

    fn keep_former(&mut self, library: &Library, before: &StoredRow) -> Result<()> {
        let Row { id, revs, fields, by, .. } = before.row.clone();
        let named = blobs::named_in(&fields);
        let version = Version { fields, revs, parent: before.parent, by, at: self.now };
        let number = self.tx.add_version(library.id, id, &version)?;
        if !named.is_empty() {
            self.tx.set_names(library.company, library.id, Naming::Version(id, number), &named)?;
        }
        Ok(())
    }

    fn next_rev(&self, library: &mut Library) -> Result<u64> {
        if bug::is(Bug::RevsOutOfOrder) {
            // As if revisions came from a sequence: a later one is there for everybody before the earlier one is.
            if library.rev % 4 == 1 {
                library.rev += 2;
                return Ok(library.rev);
            }
            if library.rev > 1 && !self.tx.has_rev(library.id, library.rev - 1)? {
                return Ok(library.rev - 1);
            }
        }
        library.rev += 1;
        Ok(library.rev)
    }

    /// The answer, once whatever can be done is done.
    fn finish(
        &mut self,
        op: &Op,
        library: &Library,
        row: Option<&StoredRow>,
        draft: Option<DraftReason>,
        seen: u64,
    ) -> Result<Done> {
        let Some(reason) = draft else {
            let rev = row.map_or(0, |row| row.row.revs.row);
            return Ok(Done { outcome: Outcome::Applied { rev }, seen });
        };
        let mut content = op.fields.clone();
        content.retain(|name, _| group_of(name) == Group::Content);
        self.keep_draft(op, library, row, reason, content)
    }

    fn blank(&self, op: &Op, library: &Library) -> StoredRow {
        StoredRow {
            company: library.company,
            library: library.id,
            row: Row {
                id: op.row,
                kind: op.kind.clone(),
                schema: self.schema.max(1),
                revs: Revs::default(),
                fields: Fields::new(),
                deleted: false,
                by: None,
                at: 0,
            },
            parent: None,
            deleted_at: None,
            bytes: 0,
        }
    }
}
