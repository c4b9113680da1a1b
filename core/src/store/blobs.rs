//! Which blobs there are and what refers to them. The bytes lie beside the database (see [`crate::media`]).

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, params};

use super::transaction::Transaction;
use crate::error::{Error, Result};
use crate::ids::BlobId;
use crate::media::Prepared;
use crate::model::{Content, Part};

/// What is known of a blob beside its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobFacts {
    /// Its name.
    pub id: BlobId,
    /// Its size.
    pub bytes: u64,
    /// Its media type.
    pub mime: String,
    /// In pixels, for a picture: width and height.
    pub size: Option<(u32, u32)>,
}

impl Transaction<'_> {
    /// Stores a picture or file and returns the part that names it. The bytes are on disk before the row is; a
    /// transaction that fails leaves them unreferenced, and a later collection takes them.
    ///
    /// # Errors
    /// `DiskFull`, `ReadOnly` or `Io` where the bytes cannot be written.
    pub fn put_media(&mut self, prepared: Prepared) -> Result<Part> {
        self.media.put(&prepared, self.now)?;
        let part = prepared.into_part();
        let (id, bytes, mime, size) = match &part {
            Part::Image(image) => (image.blob, image.bytes, &image.mime, Some((image.width, image.height))),
            Part::File(file) => (file.blob, file.bytes, &file.mime, None),
            Part::Text(_) | Part::Unknown(_) => return Ok(part),
        };
        self.put_blob(&BlobFacts { id, bytes, mime: mime.clone(), size })?;
        Ok(part)
    }

    /// Makes a blob known, so that parts may name it. Its bytes must be on disk already, or come by sync.
    ///
    /// # Errors
    /// Those of writing the book.
    pub fn put_blob(&mut self, facts: &BlobFacts) -> Result<()> {
        self.sql
            .prepare_cached(
                "INSERT INTO blob (id, bytes, mime, width, height) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
            )?
            .execute(params![
                facts.id.as_bytes(),
                i64::try_from(facts.bytes).unwrap_or(i64::MAX),
                facts.mime,
                facts.size.map(|(width, _)| width),
                facts.size.map(|(_, height)| height),
            ])?;
        Ok(())
    }
}

/// Points a phrase at the blobs of its new content, and the version at those of its former.
pub(super) fn refer(
    sql: &Connection,
    owner: &[u8; 16],
    version: i64,
    former: Option<&Content>,
    content: &Content,
) -> Result<()> {
    let had = former.is_some_and(|content| content.all_parts().any(|part| part.blob().is_some()));
    if had {
        sql.prepare_cached("DELETE FROM blob_ref WHERE owner = ?1 AND version = 0")?.execute([owner])?;
    }
    if let Some(former) = former {
        add(sql, owner, version, former)?;
    }
    add(sql, owner, 0, content)
}

fn add(sql: &Connection, owner: &[u8; 16], version: i64, content: &Content) -> Result<()> {
    for blob in content.all_parts().filter_map(Part::blob) {
        let known = sql
            .prepare_cached("SELECT 1 FROM blob WHERE id = ?1")?
            .query_row([blob.as_bytes()], |_| Ok(()))
            .optional()?;
        if known.is_none() {
            return Err(Error::MissingBlob { blob: blob.to_string() });
        }
        sql.prepare_cached("INSERT OR IGNORE INTO blob_ref (blob, owner, version) VALUES (?1, ?2, ?3)")?
            .execute(params![blob.as_bytes(), owner, version])?;
    }
    Ok(())
}

/// Every blob that a phrase, live or in the trash, or a version of one still names.
pub(crate) fn referenced(sql: &Connection) -> Result<HashSet<BlobId>> {
    Ok(sql
        .prepare("SELECT DISTINCT blob FROM blob_ref")?
        .query_map([], |row| Ok(BlobId::from_bytes(row.get(0)?)))?
        .collect::<rusqlite::Result<_>>()?)
}

/// Forgets blobs that nothing refers to.
pub(super) fn forget_unreferenced(sql: &Connection) -> Result<()> {
    sql.execute("DELETE FROM blob WHERE id NOT IN (SELECT blob FROM blob_ref)", [])?;
    Ok(())
}
