//! Questions about libraries and rows.

use huashu_protocol::account::{Access, Grantee};
use huashu_protocol::row::{Checksum, Revs, Row};
use rusqlite::{CachedStatement, OptionalExtension, Params, params};
use uuid::Uuid;

use super::Sql;
use super::values::{Id, Int, Word, access_of, grantee_of, parse};
use crate::store::rows::EachRow;
use crate::store::types::{GrantedLibrary, Library, StoredDraft, StoredResult, StoredRow, Version};
use crate::store::{Result, RowsView};

const LIBRARY: &str = "id, company, kind, name, owner, rev, min_rev, epoch, checksum, live, deleted_at";
const ROW: &str = "company, id, library, kind, schema, rev, rev_place, rev_label, rev_content, parent, fields, by, at, \
                   deleted_at";
const DRAFT: &str = "d.id, d.company, d.library, d.kind, d.row, d.fields, d.base, d.reason, d.author, a.name, d.at, \
                     d.theirs_by, d.theirs_at FROM draft d JOIN account a ON a.id = d.author";
/// What grants say of a library `l` for an account `?2`.
const GRANTED: &str = "SELECT max(g.access) FROM granted g WHERE g.library = l.id AND (g.to_kind = 'company' \
                       OR (g.to_kind = 'account' AND g.to_id = ?2) OR (g.to_kind = 'department' \
                       AND g.to_id IN (SELECT m.department FROM member m WHERE m.account = ?2)))";

type Line<'a> = rusqlite::Row<'a>;

impl RowsView for Sql<'_> {
    fn library(&self, company: Uuid, id: Uuid) -> Result<Option<Library>> {
        let one = format!("SELECT {LIBRARY} FROM library WHERE id = ?1 AND company = ?2");
        Ok(self.0.prepare_cached(&one)?.query_row([Id(id), Id(company)], library).optional()?)
    }

    fn libraries(&self, company: Uuid) -> Result<Vec<Library>> {
        let all =
            format!("SELECT {LIBRARY} FROM library WHERE company = ?1 AND deleted_at IS NULL ORDER BY id");
        self.all(&all, [Id(company)], library)
    }

    fn all_libraries(&self) -> Result<Vec<Library>> {
        self.all(&format!("SELECT {LIBRARY} FROM library ORDER BY id"), [], library)
    }

    fn libraries_for(&self, company: Uuid, account: Uuid) -> Result<Vec<GrantedLibrary>> {
        let all = format!(
            "SELECT {LIBRARY}, ({GRANTED}) FROM library l WHERE l.company = ?1 AND l.deleted_at IS NULL \
             AND (l.owner IS NULL OR l.owner = ?2) ORDER BY l.id"
        );
        self.all(&all, [Id(company), Id(account)], |line| {
            Ok((library(line)?, line.get::<_, Option<i64>>(11)?.map(access_of)))
        })
    }

    fn granted(&self, library: Uuid, account: Uuid) -> Result<Option<Access>> {
        let one = format!("SELECT ({GRANTED}) FROM library l WHERE l.id = ?1");
        let found = self
            .0
            .prepare_cached(&one)?
            .query_row([Id(library), Id(account)], |line| Ok(line.get::<_, Option<i64>>(0)?.map(access_of)));
        Ok(found.optional()?.flatten())
    }

    fn grants_on(&self, library: Uuid) -> Result<Vec<(Grantee, Access)>> {
        let all = "SELECT to_kind, to_id, access FROM granted WHERE library = ?1 ORDER BY to_kind, to_id";
        self.all(all, [Id(library)], |line| {
            let (kind, Id(to)): (String, Id) = (line.get(0)?, line.get(1)?);
            Ok((grantee_of(&kind, to), access_of(line.get(2)?)))
        })
    }

    fn row(&self, company: Uuid, id: Uuid) -> Result<Option<StoredRow>> {
        let one = format!("SELECT {ROW} FROM row WHERE company = ?1 AND id = ?2");
        Ok(self.0.prepare_cached(&one)?.query_row([Id(company), Id(id)], stored_row).optional()?)
    }

    fn has_rev(&self, library: Uuid, rev: u64) -> Result<bool> {
        let one = "SELECT 1 FROM row WHERE library = ?1 AND rev = ?2";
        Ok(self.0.prepare_cached(one)?.exists(params![Id(library), Int(rev)])?)
    }

    fn changed(&self, library: Uuid, after: u64, each: EachRow<'_>) -> Result<()> {
        let all = format!("SELECT {ROW} FROM row WHERE library = ?1 AND rev > ?2 ORDER BY rev");
        visit(&mut self.0.prepare_cached(&all)?, params![Id(library), Int(after)], each)
    }

    fn live(&self, library: Uuid, kind: Option<&str>, each: EachRow<'_>) -> Result<()> {
        let which = match kind {
            Some(_) => "kind = ?2",
            None => "kind NOT IN ('category', 'library') AND ?2 IS NULL",
        };
        let all = format!(
            "SELECT {ROW} FROM row WHERE library = ?1 AND deleted_at IS NULL AND {which} ORDER BY rev"
        );
        visit(&mut self.0.prepare_cached(&all)?, params![Id(library), kind], each)
    }

    fn children(&self, library: Uuid, parent: Option<Uuid>, kind: Option<&str>) -> Result<Vec<StoredRow>> {
        let which = if kind.is_some() { "kind = ?3" } else { "?3 IS NULL" };
        let all = format!(
            "SELECT {ROW} FROM row WHERE library = ?1 AND parent IS ?2 AND deleted_at IS NULL AND {which} \
             ORDER BY id"
        );
        self.all(&all, params![Id(library), parent.map(Id), kind], stored_row)
    }

    fn count_children(&self, library: Uuid, parent: Option<Uuid>, kind: &str) -> Result<u64> {
        let count = "SELECT count(*) FROM row WHERE library = ?1 AND parent IS ?2 AND deleted_at IS NULL \
                     AND kind = ?3";
        let mut count = self.0.prepare_cached(count)?;
        let Int(count) = count.query_row(params![Id(library), parent.map(Id), kind], |line| line.get(0))?;
        Ok(count)
    }

    fn left(&self, library: Uuid, parent: Uuid, after: u64) -> Result<Vec<StoredRow>> {
        let all = format!(
            "SELECT {ROW} FROM row WHERE library = ?1 AND rev > ?3 AND (parent = ?2 OR (company, id) IN \
             (SELECT l.company, v.row FROM row_version v JOIN library l ON l.id = v.library \
             WHERE v.library = ?1 AND v.parent = ?2)) ORDER BY id"
        );
        self.all(&all, params![Id(library), Id(parent), Int(after)], stored_row)
    }

    fn versions(&self, library: Uuid, row: Uuid, most: usize) -> Result<Vec<Version>> {
        let all = "SELECT rev, rev_place, rev_label, rev_content, parent, fields, by, at FROM row_version \
                   WHERE library = ?1 AND row = ?2 AND fields <> '' ORDER BY seq DESC LIMIT ?3";
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.all(all, params![Id(library), Id(row), most], |line| {
            let (fields, parent): (String, Option<Id>) = (line.get(5)?, line.get(4)?);
            Ok(Version {
                fields: parse(&fields)?,
                revs: revs(line, 0)?,
                parent: parent.map(|Id(parent)| parent),
                by: line.get(6)?,
                at: line.get(7)?,
            })
        })
    }

    fn op_result(&self, account: Uuid, op: Uuid) -> Result<Option<StoredResult>> {
        let one = "SELECT outcome, seen FROM op_result WHERE account = ?1 AND op = ?2";
        let found = self.0.prepare_cached(one)?.query_row([Id(account), Id(op)], |line| {
            let (outcome, Int(seen)): (String, Int) = (line.get(0)?, line.get(1)?);
            Ok(StoredResult { outcome: parse(&outcome)?, seen })
        });
        Ok(found.optional()?)
    }

    fn draft(&self, company: Uuid, id: Uuid) -> Result<Option<StoredDraft>> {
        let one = format!("SELECT {DRAFT} WHERE d.id = ?1 AND d.company = ?2");
        Ok(self.0.prepare_cached(&one)?.query_row([Id(id), Id(company)], draft).optional()?)
    }

    fn drafts_of(&self, account: Uuid) -> Result<Vec<StoredDraft>> {
        self.all(&format!("SELECT {DRAFT} WHERE d.author = ?1 ORDER BY d.at, d.id"), [Id(account)], draft)
    }

    fn proposals(&self, company: Uuid) -> Result<Vec<StoredDraft>> {
        let all =
            format!("SELECT {DRAFT} WHERE d.company = ?1 AND d.reason = 'proposal' ORDER BY d.at, d.id");
        self.all(&all, [Id(company)], draft)
    }
}

impl Sql<'_> {
    /// Every line of an answer.
    pub(super) fn all<T>(
        &self,
        question: &str,
        with: impl Params,
        mut read: impl FnMut(&Line<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.0.prepare_cached(question)?;
        let lines = statement.query_map(with, |line| read(line))?;
        Ok(lines.collect::<rusqlite::Result<_>>()?)
    }
}

fn visit(statement: &mut CachedStatement<'_>, with: impl Params, each: EachRow<'_>) -> Result<()> {
    let mut lines = statement.query(with)?;
    while let Some(line) = lines.next()? {
        if !each(stored_row(line)?)? {
            break;
        }
    }
    Ok(())
}

pub(super) fn library(line: &Line<'_>) -> rusqlite::Result<Library> {
    let (Id(id), Id(company), Word(kind)) = (line.get(0)?, line.get(1)?, line.get(2)?);
    let (owner, Int(rev), Int(min_rev)): (Option<Id>, Int, Int) = (line.get(4)?, line.get(5)?, line.get(6)?);
    let (Id(epoch), checksum, Int(live)): (Id, i64, Int) = (line.get(7)?, line.get(8)?, line.get(9)?);
    Ok(Library {
        id,
        company,
        kind,
        name: line.get(3)?,
        owner: owner.map(|Id(owner)| owner),
        rev,
        min_rev,
        epoch,
        checksum: Checksum(checksum.cast_unsigned()),
        live,
        deleted_at: line.get(10)?,
    })
}

fn stored_row(line: &Line<'_>) -> rusqlite::Result<StoredRow> {
    let (Id(company), Id(id), Id(library)) = (line.get(0)?, line.get(1)?, line.get(2)?);
    let (parent, deleted_at): (Option<Id>, Option<i64>) = (line.get(9)?, line.get(13)?);
    let fields = line.get_ref(10)?.as_str()?;
    Ok(StoredRow {
        company,
        library,
        row: Row {
            id,
            kind: line.get(3)?,
            schema: line.get(4)?,
            revs: revs(line, 5)?,
            fields: parse(fields)?,
            deleted: deleted_at.is_some(),
            by: line.get(11)?,
            at: line.get(12)?,
        },
        parent: parent.map(|Id(parent)| parent),
        deleted_at,
        bytes: fields.len(),
    })
}

fn revs(line: &Line<'_>, from: usize) -> rusqlite::Result<Revs> {
    let rev = |at: usize| line.get(from + at).map(|Int(rev)| rev);
    Ok(Revs { row: rev(0)?, place: rev(1)?, label: rev(2)?, content: rev(3)? })
}

fn draft(line: &Line<'_>) -> rusqlite::Result<StoredDraft> {
    let (Id(id), Id(company), Id(library)) = (line.get(0)?, line.get(1)?, line.get(2)?);
    let (Id(row), Int(base), Word(reason), Id(author)) =
        (line.get(4)?, line.get(6)?, line.get(7)?, line.get(8)?);
    let fields: String = line.get(5)?;
    Ok(StoredDraft {
        id,
        company,
        library,
        kind: line.get(3)?,
        row,
        fields: parse(&fields)?,
        base,
        reason,
        author,
        author_name: line.get(9)?,
        at: line.get(10)?,
        theirs_by: line.get(11)?,
        theirs_at: line.get(12)?,
    })
}
