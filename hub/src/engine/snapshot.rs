//! A whole library in chunks that are made once for everybody and never change:
//! `snapshots/<library>/<epoch>-<rev>/chunk-N.zst`, each a zstd stream of rows as JSON lines, and `manifest.json`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use huashu_core::sync::sizes::sizes;
use huashu_protocol::limits::CHUNK_BYTES;
use huashu_protocol::snapshot::{Chunk, Manifest};
use huashu_protocol::{CallResult, Refusal};
use uuid::Uuid;

use super::caller::Caller;
use super::{Engine, access};
use crate::blobs::{entries, hex, make_folder, remove, sync_folder};
use crate::store::types::{Library, StoredRow};
use crate::store::{Result, StoreError, View};

/// Snapshots of a library that are kept: whoever is taking the one before may finish.
const KEPT: usize = 2;
const MANIFEST: &str = "manifest.json";
const TEMP: &str = "tmp";

/// The folder of snapshots, and who is making one.
pub(super) struct Snapshots {
    folder: PathBuf,
    durable: bool,
    making: Mutex<BTreeMap<Uuid, Arc<Mutex<()>>>>,
}

impl Engine {
    /// What a library consists of, as of a moment ago.
    ///
    /// # Errors
    /// What the hub refuses.
    pub fn snapshot(&self, token: &str, library: Uuid) -> CallResult<Manifest> {
        let caller = self.caller(token)?;
        let library = self.open_library(&caller, library)?;
        if let Some(manifest) = self.snapshots.find(&library).map_err(StoreError::from)? {
            return Ok(manifest);
        }
        // One makes it; the others wait, and find it.
        let making = self.snapshots.making(library.id);
        let _one = making.lock().unwrap_or_else(PoisonError::into_inner);
        let library = self.open_library(&caller, library.id)?;
        if let Some(manifest) = self.snapshots.find(&library).map_err(StoreError::from)? {
            return Ok(manifest);
        }
        let made = self.store.read(|view| self.snapshots.make(view, library.company, library.id))?;
        self.snapshots.remove_old(library.id, made.epoch).map_err(StoreError::from)?;
        Ok(made)
    }

    /// One chunk, as it travels.
    ///
    /// # Errors
    /// What the hub refuses; [`Refusal::Gone`] where a newer snapshot has taken its place.
    pub fn chunk(
        &self,
        token: &str,
        library: Uuid,
        epoch: Uuid,
        rev: u64,
        chunk: u32,
    ) -> CallResult<Vec<u8>> {
        let caller = self.caller(token)?;
        let library = self.open_library(&caller, library)?;
        let path = self.snapshots.path(library.id, epoch, rev).join(chunk_name(chunk));
        match fs::read(path) {
            Ok(bytes) => Ok(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(Refusal::Gone.into()),
            Err(error) => Err(StoreError::from(error).into()),
        }
    }

    fn open_library(&self, caller: &Caller, library: Uuid) -> Result<Library> {
        let now = self.now();
        self.store.read(|view| {
            let Caller { account, .. } = caller.again(view, now)?;
            let found = access::of(view, &account, library)?;
            found.map(|(library, _)| library).ok_or_else(|| Refusal::NotFound.into())
        })
    }

    /// Forgets every snapshot: those of another epoch serve nobody.
    pub(super) fn forget_snapshots(&self) -> io::Result<()> {
        remove(&self.snapshots.folder)
    }
}

impl Snapshots {
    pub(super) fn new(data: &Path, durable: bool) -> Self {
        Self { folder: data.join("snapshots"), durable, making: Mutex::default() }
    }

    /// Removes what a crash left half made.
    pub(super) fn tidy(&self) {
        for folder in entries(&self.folder).unwrap_or_default() {
            for path in entries(&folder).unwrap_or_default() {
                if path.extension().is_some_and(|ending| ending == TEMP)
                    && let Err(error) = remove(&path)
                {
                    log::warn!("{}: {error}", path.display());
                }
            }
        }
    }

    fn making(&self, library: Uuid) -> Arc<Mutex<()>> {
        let mut making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(making.entry(library).or_default())
    }

    fn path(&self, library: Uuid, epoch: Uuid, rev: u64) -> PathBuf {
        self.folder.join(library.to_string()).join(format!("{epoch}-{rev}"))
    }

    /// The newest snapshot, where what changed since is less than a tenth of the library.
    fn find(&self, library: &Library) -> io::Result<Option<Manifest>> {
        let Some((rev, path)) = self.made(library.id, library.epoch)?.pop() else { return Ok(None) };
        let is_near = library.rev.checked_sub(rev).is_some_and(|since| since <= library.live / 10);
        if !is_near || rev < library.min_rev {
            return Ok(None);
        }
        match fs::read(path.join(MANIFEST)) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The snapshots of an epoch, oldest first.
    fn made(&self, library: Uuid, epoch: Uuid) -> io::Result<Vec<(u64, PathBuf)>> {
        let prefix = format!("{epoch}-");
        let paths = entries(&self.folder.join(library.to_string()))?.into_iter();
        let mut made: Vec<(u64, PathBuf)> = paths
            .filter_map(|path| {
                let rev = path.file_name()?.to_str()?.strip_prefix(&prefix)?.parse().ok()?;
                Some((rev, path))
            })
            .collect();
        made.sort();
        Ok(made)
    }

    /// Makes a snapshot of one state. It is there whole or not at all.
    fn make(&self, view: &dyn View, company: Uuid, id: Uuid) -> Result<Manifest> {
        let library = view.library(company, id)?.ok_or(Refusal::NotFound)?;
        let path = self.path(id, library.epoch, library.rev);
        let temp = path.with_extension(TEMP);
        remove(&temp)?;
        make_folder(&temp, self.durable)?;
        let mut writer = ChunkWriter { folder: &temp, durable: self.durable, open: None, chunks: Vec::new() };
        let mut put = |row: StoredRow| writer.put(row).map(|()| true);
        view.live(id, Some("library"), &mut put)?;
        for category in parents_first(view, id)? {
            put(category)?;
        }
        view.live(id, None, &mut put)?;
        writer.close()?;
        let chunks = writer.chunks;
        let rows = chunks.iter().map(|chunk| chunk.rows).sum();
        let manifest = Manifest {
            library: id,
            epoch: library.epoch,
            rev: library.rev,
            checksum: library.checksum,
            rows,
            chunks,
        };
        let mut file = File::create(temp.join(MANIFEST))?;
        file.write_all(&serde_json::to_vec(&manifest)?)?;
        if self.durable {
            file.sync_all()?;
            sync_folder(&temp)?;
        }
        remove(&path)?;
        fs::rename(&temp, &path)?;
        if self.durable
            && let Some(folder) = path.parent()
        {
            sync_folder(folder)?;
        }
        Ok(manifest)
    }

    /// Removes all but the newest of the present epoch.
    fn remove_old(&self, library: Uuid, epoch: Uuid) -> io::Result<()> {
        let mut kept = self.made(library, epoch)?;
        kept.drain(..kept.len().saturating_sub(KEPT));
        for path in entries(&self.folder.join(library.to_string()))? {
            if !kept.iter().any(|(_, kept)| *kept == path) {
                remove(&path)?;
            }
        }
        Ok(())
    }
}

/// The categories of a library, none before the one that it lies in.
fn parents_first(view: &dyn View, library: Uuid) -> Result<Vec<StoredRow>> {
    let mut waiting = Vec::new();
    view.live(library, Some("category"), &mut |row| {
        waiting.push(row);
        Ok(true)
    })?;
    let all: BTreeSet<Uuid> = waiting.iter().map(|row| row.row.id).collect();
    let mut placed = BTreeSet::new();
    let mut ordered = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let before = ordered.len();
        let (ready, later): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|row: &StoredRow| {
            row.parent.is_none_or(|parent| placed.contains(&parent) || !all.contains(&parent))
        });
        placed.extend(ready.iter().map(|row| row.row.id));
        ordered.extend(ready);
        waiting = later;
        if ordered.len() == before {
            // A circle, which only a deliberate bug makes: in any order, but all of them.
            ordered.append(&mut waiting);
        }
    }
    Ok(ordered)
}

/// Writes rows into one chunk after the other; no more than a row is in memory.
struct ChunkWriter<'a> {
    folder: &'a Path,
    durable: bool,
    open: Option<OpenChunk>,
    chunks: Vec<Chunk>,
}

struct OpenChunk {
    encoder: zstd::stream::write::Encoder<'static, Hashed>,
    rows: u64,
    bytes: usize,
}

/// A file that knows the hash of what was written.
struct Hashed {
    file: BufWriter<File>,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl ChunkWriter<'_> {
    fn put(&mut self, row: StoredRow) -> Result<()> {
        let mut line = serde_json::to_vec(&row.into_wire())?;
        line.push(b'\n');
        let is_full = self.open.as_ref().is_some_and(|open| {
            open.rows >= sizes().chunk_rows as u64 || open.bytes + line.len() > CHUNK_BYTES
        });
        if is_full {
            self.close()?;
        }
        let open = match &mut self.open {
            Some(open) => open,
            none => none.insert(OpenChunk::create(&self.folder.join(chunk_name(self.chunks.len())))?),
        };
        open.encoder.write_all(&line)?;
        open.rows += 1;
        open.bytes += line.len();
        Ok(())
    }

    fn close(&mut self) -> Result<()> {
        let Some(open) = self.open.take() else { return Ok(()) };
        let mut hashed = open.encoder.finish()?;
        hashed.file.flush()?;
        if self.durable {
            hashed.file.get_ref().sync_all()?;
        }
        let hash = hex(hashed.hasher.finalize().as_bytes());
        self.chunks.push(Chunk { bytes: hashed.bytes, hash, rows: open.rows });
        Ok(())
    }
}

impl OpenChunk {
    fn create(path: &Path) -> io::Result<Self> {
        let hashed =
            Hashed { file: BufWriter::new(File::create(path)?), hasher: blake3::Hasher::new(), bytes: 0 };
        Ok(Self { encoder: zstd::stream::write::Encoder::new(hashed, 3)?, rows: 0, bytes: 0 })
    }
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn chunk_name(number: impl std::fmt::Display) -> String {
    format!("chunk-{number}.zst")
}
