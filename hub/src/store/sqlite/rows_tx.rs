//! Changes of libraries and rows.

use huashu_protocol::account::{Access, Grantee};
use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

use super::Sql;
use super::values::{Id, Int, Word, access_number, grantee_columns};
use crate::store::types::{Library, StoredDraft, StoredResult, StoredRow, Version};
use crate::store::{Result, RowsTx, RowsView};

impl RowsTx for Sql<'_> {
    fn lock_library(&mut self, company: Uuid, id: Uuid) -> Result<Option<Library>> {
        // There is one writer: whoever writes holds every lock.
        self.library(company, id)
    }

    fn insert_library(&mut self, library: &Library) -> Result<bool> {
        let insert = "INSERT OR IGNORE INTO library (id, company, kind, name, owner, rev, min_rev, epoch, checksum, \
                      live, deleted_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
        Ok(self.0.prepare_cached(insert)?.execute(params![
            Id(library.id),
            Id(library.company),
            Word(library.kind),
            library.name,
            library.owner.map(Id),
            Int(library.rev),
            Int(library.min_rev),
            Id(library.epoch),
            library.checksum.0.cast_signed(),
            Int(library.live),
            library.deleted_at,
        ])? > 0)
    }

    fn save_library(&mut self, library: &Library) -> Result<()> {
        let update = "UPDATE library SET name = ?2, owner = ?3, rev = ?4, min_rev = ?5, epoch = ?6, checksum = ?7, \
                      live = ?8, deleted_at = ?9 WHERE id = ?1";
        self.0.prepare_cached(update)?.execute(params![
            Id(library.id),
            library.name,
            library.owner.map(Id),
            Int(library.rev),
            Int(library.min_rev),
            Id(library.epoch),
            library.checksum.0.cast_signed(),
            Int(library.live),
            library.deleted_at,
        ])?;
        Ok(())
    }

    fn purge_library(&mut self, library: Uuid, most: usize) -> Result<usize> {
        let some = "SELECT id FROM row WHERE library = ?1 ORDER BY seq LIMIT ?2";
        for statement in [
            format!("DELETE FROM blob_ref WHERE library = ?1 AND version >= 0 AND owner IN ({some})"),
            format!("DELETE FROM row_version WHERE library = ?1 AND row IN ({some})"),
        ] {
            self.0.prepare_cached(&statement)?.execute(params![Id(library), Int(most as u64)])?;
        }
        let rows =
            "DELETE FROM row WHERE seq IN (SELECT seq FROM row WHERE library = ?1 ORDER BY seq LIMIT ?2)";
        let count = self.0.prepare_cached(rows)?.execute(params![Id(library), Int(most as u64)])?;
        if count < most {
            // What drafts name stays named.
            self.execute("DELETE FROM blob_ref WHERE library = ?1 AND version >= 0", library)?;
            self.execute("DELETE FROM library WHERE id = ?1", library)?;
        }
        Ok(count)
    }

    fn grant(&mut self, library: Uuid, to: Grantee, access: Access) -> Result<()> {
        let upsert = "INSERT INTO granted (library, to_kind, to_id, access) VALUES (?1, ?2, ?3, ?4) \
                      ON CONFLICT (library, to_kind, to_id) DO UPDATE SET access = excluded.access";
        let (kind, to) = grantee_columns(to);
        self.0.prepare_cached(upsert)?.execute(params![Id(library), kind, to, access_number(access)])?;
        Ok(())
    }

    fn revoke(&mut self, library: Uuid, to: Grantee) -> Result<bool> {
        let delete = "DELETE FROM granted WHERE library = ?1 AND to_kind = ?2 AND to_id = ?3";
        let (kind, to) = grantee_columns(to);
        Ok(self.0.prepare_cached(delete)?.execute(params![Id(library), kind, to])? > 0)
    }

    fn revoke_all(&mut self, library: Uuid) -> Result<()> {
        self.execute("DELETE FROM granted WHERE library = ?1", library)
    }

    fn put_row(&mut self, stored: &StoredRow) -> Result<()> {
        let upsert = "INSERT INTO row (company, id, library, kind, schema, rev, rev_place, rev_label, rev_content, \
                      parent, fields, by, at, deleted_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, \
                      ?13, ?14) ON CONFLICT (company, id) DO UPDATE SET schema = excluded.schema, rev = excluded.rev, \
                      rev_place = excluded.rev_place, rev_label = excluded.rev_label, \
                      rev_content = excluded.rev_content, parent = excluded.parent, fields = excluded.fields, \
                      by = excluded.by, at = excluded.at, deleted_at = excluded.deleted_at";
        let row = &stored.row;
        self.0.prepare_cached(upsert)?.execute(params![
            Id(stored.company),
            Id(row.id),
            Id(stored.library),
            row.kind,
            row.schema,
            Int(row.revs.row),
            Int(row.revs.place),
            Int(row.revs.label),
            Int(row.revs.content),
            stored.parent.map(Id),
            serde_json::to_string(&row.fields)?,
            row.by,
            row.at,
            stored.deleted_at,
        ])?;
        Ok(())
    }

    fn add_version(&mut self, library: Uuid, row: Uuid, version: &Version) -> Result<i64> {
        let insert = "INSERT INTO row_version (library, row, rev, rev_place, rev_label, rev_content, parent, fields, \
                      by, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        self.0.prepare_cached(insert)?.execute(params![
            Id(library),
            Id(row),
            Int(version.revs.row),
            Int(version.revs.place),
            Int(version.revs.label),
            Int(version.revs.content),
            version.parent.map(Id),
            serde_json::to_string(&version.fields)?,
            version.by,
            version.at,
        ])?;
        Ok(self.0.last_insert_rowid())
    }

    fn blank(&mut self, deleted_before: i64, most: usize) -> Result<usize> {
        let all = "SELECT library, id FROM row WHERE deleted_at < ?1 AND fields <> '{}' ORDER BY deleted_at LIMIT ?2";
        let rows = self.all(all, params![deleted_before, Int(most as u64)], |line| {
            Ok((line.get::<_, Id>(0)?, line.get::<_, Id>(1)?))
        })?;
        for (library, row) in &rows {
            for statement in [
                "UPDATE row SET fields = '{}' WHERE library = ?1 AND id = ?2",
                "UPDATE row_version SET fields = '' WHERE library = ?1 AND row = ?2",
                "DELETE FROM blob_ref WHERE library = ?1 AND owner = ?2 AND version >= 0",
            ] {
                self.0.prepare_cached(statement)?.execute(params![library, row])?;
            }
        }
        Ok(rows.len())
    }

    fn purge(&mut self, deleted_before: i64, most: usize) -> Result<Vec<(Uuid, u64, usize)>> {
        let all = "SELECT library, id, rev FROM row WHERE deleted_at < ?1 ORDER BY deleted_at, rev LIMIT ?2";
        let rows = self.all(all, params![deleted_before, Int(most as u64)], |line| {
            let (Id(library), Int(rev)) = (line.get(0)?, line.get(2)?);
            Ok((library, line.get::<_, Id>(1)?, rev))
        })?;
        let mut highest: Vec<(Uuid, u64, usize)> = Vec::new();
        for (library, row, rev) in rows {
            for statement in [
                "DELETE FROM row WHERE library = ?1 AND id = ?2",
                "DELETE FROM row_version WHERE library = ?1 AND row = ?2",
                "DELETE FROM blob_ref WHERE library = ?1 AND owner = ?2 AND version >= 0",
            ] {
                self.0.prepare_cached(statement)?.execute(params![Id(library), row])?;
            }
            match highest.iter_mut().find(|(known, ..)| *known == library) {
                Some((_, known, count)) => (*known, *count) = ((*known).max(rev), *count + 1),
                None => highest.push((library, rev, 1)),
            }
        }
        Ok(highest)
    }

    fn raise_min_rev(&mut self, library: Uuid, rev: u64) -> Result<()> {
        let raise = "UPDATE library SET min_rev = max(min_rev, ?2) WHERE id = ?1";
        self.0.prepare_cached(raise)?.execute(params![Id(library), Int(rev)])?;
        Ok(())
    }

    fn put_result(&mut self, account: Uuid, op: Uuid, result: &StoredResult, at: i64) -> Result<()> {
        let upsert =
            "INSERT OR REPLACE INTO op_result (account, op, seen, outcome, at) VALUES (?1, ?2, ?3, ?4, ?5)";
        let outcome = serde_json::to_string(&result.outcome)?;
        self.0.prepare_cached(upsert)?.execute(params![
            Id(account),
            Id(op),
            Int(result.seen),
            outcome,
            at
        ])?;
        Ok(())
    }

    fn purge_results(&mut self, before: i64, most: usize) -> Result<usize> {
        let delete = "DELETE FROM op_result WHERE (account, op) IN (SELECT account, op FROM op_result WHERE at < ?1 \
                      ORDER BY at LIMIT ?2)";
        Ok(self.0.prepare_cached(delete)?.execute(params![before, Int(most as u64)])?)
    }

    fn put_draft(&mut self, draft: &StoredDraft) -> Result<bool> {
        let insert = "INSERT OR IGNORE INTO draft (id, company, library, kind, row, fields, base, reason, author, at, \
                      theirs_by, theirs_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
        Ok(self.0.prepare_cached(insert)?.execute(params![
            Id(draft.id),
            Id(draft.company),
            Id(draft.library),
            draft.kind,
            Id(draft.row),
            serde_json::to_string(&draft.fields)?,
            Int(draft.base),
            Word(draft.reason),
            Id(draft.author),
            draft.at,
            draft.theirs_by,
            draft.theirs_at,
        ])? > 0)
    }

    fn delete_draft(&mut self, company: Uuid, id: Uuid) -> Result<bool> {
        let delete = "DELETE FROM draft WHERE id = ?1 AND company = ?2";
        let is_gone = self.0.prepare_cached(delete)?.execute([Id(id), Id(company)])? > 0;
        if is_gone {
            self.execute("DELETE FROM blob_ref WHERE owner = ?1 AND version = -1", id)?;
        }
        Ok(is_gone)
    }

    fn purge_drafts(&mut self, before: i64, most: usize) -> Result<Vec<Uuid>> {
        let all = "SELECT company, id, author FROM draft WHERE at < ?1 ORDER BY at, id LIMIT ?2";
        let drafts = self.all(all, params![before, Int(most as u64)], |line| {
            let (Id(company), Id(id), Id(author)) = (line.get(0)?, line.get(1)?, line.get(2)?);
            Ok((company, id, author))
        })?;
        let mut authors = Vec::new();
        for (company, id, author) in drafts {
            self.delete_draft(company, id)?;
            if !authors.contains(&author) {
                authors.push(author);
            }
        }
        Ok(authors)
    }
}

impl Sql<'_> {
    /// Runs a statement about one id.
    pub(super) fn execute(&self, statement: &str, id: Uuid) -> Result<()> {
        self.0.prepare_cached(statement)?.execute([Id(id)])?;
        Ok(())
    }

    /// One line of an answer, where there is one.
    pub(super) fn one<T>(
        &self,
        question: &str,
        with: impl rusqlite::Params,
        read: impl FnOnce(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.0.prepare_cached(question)?.query_row(with, read).optional()?)
    }
}
