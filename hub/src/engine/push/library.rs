//! Libraries as rows: made, changed, removed.

use huashu_core::error::Locale;
use huashu_core::sync::wire;
use huashu_protocol::account::Role;
use huashu_protocol::row::{Checksum, Fields, Revs, Row};
use huashu_protocol::sync::{Op, Verb, reject};
use uuid::Uuid;

use super::Push;
use super::operation::Done;
use crate::random::new_id;
use crate::store::Result;
use crate::store::types::{Library, LibraryKind, StoredRow};

/// The most personal libraries of one account.
const PERSONAL: usize = 200;

impl Push<'_> {
    /// Makes a personal library of the caller.
    pub(super) fn create_library(&mut self, op: &Op) -> Result<Done> {
        if op.row != op.library {
            return Ok(Done::rejected(reject::INVALID));
        }
        let kind = op.fields.get("kind").and_then(|kind| kind.as_str());
        if kind != Some(LibraryKind::Personal.as_str()) {
            // Shared ones are made by administrators, who ask for that in so many words.
            return Ok(Done::forbidden());
        }
        let account = &self.who.account;
        let (company, owner) = (account.company, account.id);
        let own = self.tx.libraries_for(company, owner)?;
        if own.iter().filter(|(library, _)| library.kind == LibraryKind::Personal).count() >= PERSONAL {
            return Ok(Done::rejected(reject::TOO_LARGE));
        }
        let mut fields = op.fields.clone();
        fields.insert("owner".to_owned(), account.name.clone().into());
        let done = self.make_library(op.library, LibraryKind::Personal, Some(owner), fields)?;
        if done.is_ok() {
            self.tell_grants(&[owner])?;
        }
        Ok(match done {
            Ok(rev) => Done::applied(rev, rev),
            Err(refused) => refused,
        })
    }

    /// Makes a library and its own row; its revision, or why not. The caller grants it, and says so.
    pub(in crate::engine) fn make_library(
        &mut self,
        id: Uuid,
        kind: LibraryKind,
        owner: Option<Uuid>,
        fields: Fields,
    ) -> Result<std::result::Result<u64, Done>> {
        let company = self.who.account.company;
        let row = Row {
            id,
            kind: "library".to_owned(),
            schema: self.schema.max(1),
            revs: Revs::default(),
            fields,
            deleted: false,
            by: None,
            at: 0,
        };
        if let Err(error) = wire::check_fields(&row) {
            return Ok(Err(Done::rejected_with(reject::INVALID, error.message(Locale::En))));
        }
        if self.tx.row(company, id)?.is_some() {
            return Ok(Err(Done::rejected(reject::TAKEN)));
        }
        let mut library = Library {
            id,
            company,
            kind,
            name: String::new(),
            owner,
            rev: 0,
            min_rev: 0,
            epoch: new_id(self.random, self.now)?,
            checksum: Checksum::default(),
            live: 0,
            deleted_at: None,
        };
        if !self.tx.insert_library(&library)? {
            return Ok(Err(Done::rejected(reject::TAKEN)));
        }
        let fields = row.fields.clone();
        let row = StoredRow { company, library: id, row, parent: None, deleted_at: None, bytes: 0 };
        let rev = self.put(&mut library, None, row, &fields, false)?;
        self.tx.save_library(&library)?;
        Ok(Ok(rev))
    }

    /// What may not be done to a library's own row by whoever may edit the library.
    pub(super) fn check_library(&mut self, op: &Op, library: &Library) -> Result<Option<Done>> {
        if op.verb == Verb::Delete {
            let may = match library.kind {
                LibraryKind::Personal => library.owner == Some(self.who.account.id),
                LibraryKind::Register => false,
                LibraryKind::Company | LibraryKind::Department => self.who.account.role >= Role::Admin,
            };
            return Ok((!may).then(Done::forbidden));
        }
        let row = self.tx.row(library.company, library.id)?;
        let changes = ["kind", "owner"].iter().any(|name| {
            let named = op.fields.get(*name);
            named.is_some_and(|named| row.as_ref().and_then(|row| row.row.fields.get(*name)) != Some(named))
        });
        Ok(changes.then(|| Done::rejected(reject::INVALID)))
    }

    /// Removes a library for everybody. Its rows are kept for a while, like anything in the recycle bin.
    pub(in crate::engine) fn delete_library(&mut self, mut library: Library, row: StoredRow) -> Result<Done> {
        self.tell_readers(&library)?;
        let mut after = row.clone();
        after.row.deleted = true;
        after.deleted_at = Some(self.now);
        let rev = self.put(&mut library, Some(&row), after, &Fields::new(), false)?;
        library.deleted_at = Some(self.now);
        self.tx.save_library(&library)?;
        Ok(Done::applied(rev, 0))
    }

    /// Takes a personal library out of the recycle bin, as it was.
    pub(super) fn restore_library(&mut self, op: &Op, mut library: Library) -> Result<Done> {
        let account = self.who.account.id;
        if library.kind != LibraryKind::Personal || library.owner != Some(account) || op.row != library.id {
            return Ok(Done::forbidden());
        }
        let Some(row) = self.tx.row(library.company, library.id)? else {
            return Ok(Done::rejected(reject::MISSING));
        };
        library.deleted_at = None;
        let mut after = row.clone();
        after.row.deleted = false;
        after.deleted_at = None;
        if wire::check_fields(&after.row).is_err() {
            // Its text was forgotten already.
            return Ok(Done::rejected(reject::MISSING));
        }
        let rev = self.put(&mut library, Some(&row), after, &Fields::new(), false)?;
        self.tx.save_library(&library)?;
        self.tell_grants(&[account])?;
        Ok(Done::applied(rev, rev))
    }

    /// Says that the grants of accounts changed.
    pub(in crate::engine) fn tell_grants(&mut self, accounts: &[Uuid]) -> Result<()> {
        let company = self.who.account.company;
        self.tx.bump_grants(company, accounts)?;
        self.notes.grants.insert(company);
        Ok(())
    }

    /// Says that everybody's grants changed.
    pub(in crate::engine) fn tell_all_grants(&mut self) -> Result<()> {
        let company = self.who.account.company;
        self.tx.bump_all_grants(company)?;
        self.notes.grants.insert(company);
        Ok(())
    }

    /// Says to everybody who may read a library that their grants changed.
    pub(in crate::engine) fn tell_readers(&mut self, library: &Library) -> Result<()> {
        match library.owner {
            Some(owner) => self.tell_grants(&[owner]),
            None => self.tell_all_grants(),
        }
    }
}
