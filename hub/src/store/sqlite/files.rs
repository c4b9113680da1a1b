//! Blobs, uploads and counters.

use huashu_protocol::sync::Counter;
use rusqlite::{Row as Line, params};
use uuid::Uuid;

use super::Sql;
use super::values::{Id, Int};
use crate::store::files::Hash;
use crate::store::types::{Blob, Naming, OpenUpload};
use crate::store::{FilesTx, FilesView, Result};

/// Nobody names a blob `b`.
const UNNAMED: &str = "NOT EXISTS (SELECT 1 FROM blob_ref r WHERE r.company = b.company AND r.hash = b.hash)";

impl FilesView for Sql<'_> {
    fn blob(&self, company: Uuid, hash: &Hash) -> Result<Option<Blob>> {
        let one = "SELECT size, mime, at FROM blob WHERE company = ?1 AND hash = ?2";
        self.one(one, params![Id(company), hash], |line| {
            let Int(size) = line.get(0)?;
            Ok(Blob { size, mime: line.get(1)?, at: line.get(2)? })
        })
    }

    fn all_blobs(&self) -> Result<Vec<(Hash, u64)>> {
        self.all("SELECT DISTINCT hash, size FROM blob ORDER BY hash", [], |line| {
            let Int(size) = line.get(1)?;
            Ok((line.get(0)?, size))
        })
    }

    fn is_blob_known(&self, hash: &Hash) -> Result<bool> {
        Ok(self.one("SELECT 1 FROM blob WHERE hash = ?1 LIMIT 1", [hash], |_| Ok(()))?.is_some())
    }

    fn has_uploaded(&self, company: Uuid, hash: &Hash, account: Uuid) -> Result<bool> {
        let one = "SELECT 1 FROM blob_by WHERE company = ?1 AND hash = ?2 AND account = ?3";
        Ok(self.one(one, params![Id(company), hash, Id(account)], |_| Ok(()))?.is_some())
    }

    fn libraries_naming(&self, company: Uuid, hash: &Hash) -> Result<Vec<Uuid>> {
        let all = "SELECT DISTINCT library FROM blob_ref WHERE company = ?1 AND hash = ?2 AND version >= 0 \
                   ORDER BY library";
        self.all(all, params![Id(company), hash], |line| line.get(0).map(|Id(id)| id))
    }

    fn drafts_naming(&self, company: Uuid, hash: &Hash) -> Result<Vec<(Uuid, Uuid)>> {
        let all = "SELECT d.author, d.library FROM blob_ref r JOIN draft d ON d.id = r.owner \
                   WHERE r.company = ?1 AND r.hash = ?2 AND r.version = -1 ORDER BY d.id";
        self.all(all, params![Id(company), hash], |line| {
            let (Id(author), Id(library)) = (line.get(0)?, line.get(1)?);
            Ok((author, library))
        })
    }

    fn unnamed_blobs(&self, before: i64, most: usize) -> Result<Vec<(Uuid, Hash)>> {
        let all = format!(
            "SELECT b.company, b.hash FROM blob b WHERE b.at < ?1 AND {UNNAMED} ORDER BY b.company, b.hash LIMIT ?2"
        );
        self.all(&all, params![before, Int(most as u64)], |line| {
            let Id(company) = line.get(0)?;
            Ok((company, line.get(1)?))
        })
    }

    fn upload(&self, account: Uuid, hash: &Hash) -> Result<Option<OpenUpload>> {
        let one = "SELECT account, hash, size, mime, at FROM upload WHERE account = ?1 AND hash = ?2";
        self.one(one, params![Id(account), hash], open_upload)
    }

    fn count_uploads(&self, account: Uuid) -> Result<u64> {
        let count = self.one("SELECT count(*) FROM upload WHERE account = ?1", [Id(account)], |line| {
            line.get(0).map(|Int(count)| count)
        })?;
        Ok(count.unwrap_or_default())
    }

    fn stale_uploads(&self, before: i64, most: usize) -> Result<Vec<OpenUpload>> {
        let all =
            "SELECT account, hash, size, mime, at FROM upload WHERE at < ?1 ORDER BY account, hash LIMIT ?2";
        self.all(all, params![before, Int(most as u64)], open_upload)
    }

    fn usage(&self, company: Uuid, library: Uuid, since: &str) -> Result<Vec<(Uuid, u64)>> {
        let all = "SELECT u.phrase, sum(u.uses) FROM usage u JOIN row r ON r.company = u.company AND r.id = u.phrase \
                   WHERE u.company = ?1 AND r.library = ?2 AND u.day >= ?3 GROUP BY u.phrase ORDER BY u.phrase";
        self.all(all, params![Id(company), Id(library), since], |line| {
            let (Id(phrase), Int(uses)) = (line.get(0)?, line.get(1)?);
            Ok((phrase, uses))
        })
    }
}

impl FilesTx for Sql<'_> {
    fn put_blob(&mut self, company: Uuid, hash: &Hash, blob: &Blob, account: Uuid) -> Result<()> {
        let upsert = "INSERT INTO blob (company, hash, size, mime, at) VALUES (?1, ?2, ?3, ?4, ?5) \
                      ON CONFLICT (company, hash) DO UPDATE SET at = max(at, excluded.at)";
        let of = params![Id(company), hash, Int(blob.size), blob.mime, blob.at];
        self.0.prepare_cached(upsert)?.execute(of)?;
        let by = "INSERT OR IGNORE INTO blob_by (company, hash, account) VALUES (?1, ?2, ?3)";
        self.0.prepare_cached(by)?.execute(params![Id(company), hash, Id(account)])?;
        Ok(())
    }

    fn touch_blob(&mut self, company: Uuid, hash: &Hash, at: i64) -> Result<()> {
        let touch = "UPDATE blob SET at = max(at, ?3) WHERE company = ?1 AND hash = ?2";
        self.0.prepare_cached(touch)?.execute(params![Id(company), hash, at])?;
        Ok(())
    }

    fn delete_unnamed(&mut self, company: Uuid, hash: &Hash, before: i64) -> Result<bool> {
        let delete =
            format!("DELETE FROM blob AS b WHERE b.company = ?1 AND b.hash = ?2 AND b.at < ?3 AND {UNNAMED}");
        Ok(self.0.prepare_cached(&delete)?.execute(params![Id(company), hash, before])? > 0)
    }

    fn set_names(&mut self, company: Uuid, library: Uuid, by: Naming, hashes: &[Hash]) -> Result<()> {
        let (owner, version) = match by {
            Naming::Row(row) => (row, 0),
            Naming::Version(row, version) => (row, version),
            Naming::Draft(draft) => (draft, -1),
        };
        let delete = "DELETE FROM blob_ref WHERE owner = ?1 AND version = ?2 AND company = ?3";
        self.0.prepare_cached(delete)?.execute(params![Id(owner), version, Id(company)])?;
        let insert = "INSERT OR IGNORE INTO blob_ref (owner, version, hash, company, library) \
                      VALUES (?1, ?2, ?3, ?4, ?5)";
        let mut insert = self.0.prepare_cached(insert)?;
        for hash in hashes {
            insert.execute(params![Id(owner), version, hash, Id(company), Id(library)])?;
        }
        Ok(())
    }

    fn put_upload(&mut self, upload: &OpenUpload) -> Result<()> {
        let upsert = "INSERT INTO upload (account, hash, size, mime, at) VALUES (?1, ?2, ?3, ?4, ?5) \
                      ON CONFLICT (account, hash) DO UPDATE SET size = excluded.size, mime = excluded.mime, \
                      at = excluded.at";
        let of = params![Id(upload.account), upload.hash, Int(upload.size), upload.mime, upload.at];
        self.0.prepare_cached(upsert)?.execute(of)?;
        Ok(())
    }

    fn delete_upload(&mut self, account: Uuid, hash: &Hash) -> Result<()> {
        let delete = "DELETE FROM upload WHERE account = ?1 AND hash = ?2";
        self.0.prepare_cached(delete)?.execute(params![Id(account), hash])?;
        Ok(())
    }

    fn count_use(&mut self, company: Uuid, device: Uuid, counter: &Counter) -> Result<()> {
        let upsert = "INSERT INTO usage (company, phrase, day, device, channel, surface, uses) \
                      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (company, phrase, day, device, channel, surface) \
                      DO UPDATE SET uses = max(uses, excluded.uses)";
        self.0.prepare_cached(upsert)?.execute(params![
            Id(company),
            Id(counter.phrase),
            counter.day,
            Id(device),
            counter.channel,
            counter.surface,
            Int(counter.uses),
        ])?;
        Ok(())
    }
}

fn open_upload(line: &Line<'_>) -> rusqlite::Result<OpenUpload> {
    let (Id(account), Int(size)) = (line.get(0)?, line.get(2)?);
    Ok(OpenUpload { account, hash: line.get(1)?, size, mime: line.get(3)?, at: line.get(4)? })
}
