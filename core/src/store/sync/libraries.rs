//! Where the book stands in each library.

use huashu_protocol::account::Access;
use huashu_protocol::row::Checksum;
use huashu_protocol::snapshot::Manifest;
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use crate::book::PhraseBook;
use crate::error::Result;
use crate::ids::LibraryId;
use crate::store::row::{self, signed, to_json};
use crate::sync::work::SnapshotState;

/// The word of the company's register of follow-ups among the kinds of libraries.
pub(super) const REGISTER: &str = "register";

/// A library that the book shares with its hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedLibrary {
    /// The library; the company's register of follow-ups is one.
    pub id: Uuid,
    /// `company`, `department`, `personal` or `register`.
    pub kind: String,
    /// Whether the person may change it, or read it only.
    pub access: Access,
    /// Whether the hub knows it already.
    pub granted: bool,
    /// Up to which revision the book has everything.
    pub cursor: u64,
    /// The epoch of the revisions; nil before the first pull.
    pub epoch: Uuid,
    /// Whether it is being taken anew.
    pub anew: bool,
    /// What it is taken from.
    pub(super) manifest: Option<Manifest>,
    pub(super) next_chunk: u32,
    pub(super) checksum: Checksum,
}

impl SharedLibrary {
    /// A library of which nothing is here yet.
    pub(super) fn new(id: Uuid, kind: &str, access: Access, granted: bool) -> Self {
        Self {
            id,
            kind: kind.to_owned(),
            access,
            granted,
            cursor: 0,
            epoch: Uuid::nil(),
            anew: false,
            manifest: None,
            next_chunk: 0,
            checksum: Checksum::default(),
        }
    }

    /// What is here is not what the hub has: the next sync takes it anew, from the first chunk.
    pub(super) fn take_anew(&mut self) {
        (self.anew, self.manifest, self.next_chunk) = (true, None, 0);
    }

    pub(super) fn is_register(&self) -> bool {
        self.kind == REGISTER
    }

    pub(super) fn library(&self) -> LibraryId {
        LibraryId::from_uuid(self.id)
    }

    /// The library under which the outbox and the rows know it: follow-ups lie in none.
    pub(super) fn local(&self) -> Uuid {
        if self.is_register() { Uuid::nil() } else { self.id }
    }

    pub(super) fn snapshot_state(&self) -> SnapshotState {
        SnapshotState {
            library: self.id,
            manifest: self.manifest.clone(),
            next: self.next_chunk,
            done: !self.anew,
        }
    }
}

impl PhraseBook {
    /// The libraries that the book shares with its hub, the register of follow-ups among them.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn shared_libraries(&self) -> Result<Vec<SharedLibrary>> {
        self.store.explain(all)
    }
}

pub(super) fn all(sql: &Connection) -> Result<Vec<SharedLibrary>> {
    Ok(sql
        .prepare_cached("SELECT * FROM sync_library ORDER BY library")?
        .query_map([], from_row)?
        .collect::<rusqlite::Result<_>>()?)
}

pub(super) fn find(sql: &Connection, library: Uuid) -> Result<Option<SharedLibrary>> {
    Ok(sql
        .prepare_cached("SELECT * FROM sync_library WHERE library = ?1")?
        .query_row([library.as_bytes()], from_row)
        .optional()?)
}

/// The library under which the hub knows what the book keeps under `local`.
pub(super) fn of_local(sql: &Connection, local: Uuid) -> Result<Option<SharedLibrary>> {
    if !local.is_nil() {
        return find(sql, local);
    }
    Ok(sql
        .prepare_cached("SELECT * FROM sync_library WHERE kind = ?1")?
        .query_row([REGISTER], from_row)
        .optional()?)
}

pub(super) fn write(sql: &Connection, state: &SharedLibrary) -> Result<()> {
    let SharedLibrary { id, kind, access, granted, cursor, epoch, anew, manifest, next_chunk, checksum } =
        state;
    sql.prepare_cached(
        "INSERT INTO sync_library (library, kind, access, granted, epoch, cursor, checksum, anew, manifest, next_chunk)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (library) DO UPDATE SET kind = ?2, access = ?3, granted = ?4, epoch = ?5, cursor = ?6,
           checksum = ?7, anew = ?8, manifest = ?9, next_chunk = ?10",
    )?
    .execute(params![
        id.as_bytes(),
        kind,
        access_word(*access),
        granted,
        epoch.as_bytes(),
        signed(*cursor),
        checksum.0.cast_signed(),
        anew,
        manifest.as_ref().map(to_json).transpose()?,
        next_chunk,
    ])?;
    Ok(())
}

fn access_word(access: Access) -> &'static str {
    match access {
        Access::Read => "read",
        Access::Edit => "edit",
    }
}

pub(in crate::store) fn from_row(line: &Row<'_>) -> rusqlite::Result<SharedLibrary> {
    let checksum: i64 = line.get("checksum")?;
    let manifest: Option<String> = line.get("manifest")?;
    Ok(SharedLibrary {
        id: row::id(line, "library", |id| id)?,
        kind: line.get("kind")?,
        access: row::word(line, "access")?,
        granted: line.get("granted")?,
        cursor: row::rev(line, "cursor")?,
        epoch: row::id(line, "epoch", |id| id)?,
        anew: line.get("anew")?,
        // A manifest that cannot be read is asked for again.
        manifest: manifest.and_then(|text| serde_json::from_str(&text).ok()),
        next_chunk: line.get("next_chunk")?,
        checksum: Checksum(checksum.cast_unsigned()),
    })
}
