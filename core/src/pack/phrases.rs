//! `phrases.bin`: the phrases in one file, each found by its id without reading the others.
//!
//! ```text
//! magic "HSPH" · format · number of phrases · for each, by id: id, where its JSON ends · the JSON, one behind the other
//! ```
//! Numbers are little-endian: 32 bits, ends 64 bits, counted from the first JSON on. The file as a whole is checked by its
//! hash; still nothing here trusts a number.

use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::manifest::damaged;
use crate::error::{Error, Result};
use crate::ids::{LibraryId, PhraseId};
use crate::model::{Meta, Phrase};
use crate::search::read_at;

const MAGIC: [u8; 4] = *b"HSPH";
const HEAD: usize = 12;
/// Bytes of a line of the table.
const LINE: usize = 24;
/// No phrase is larger, in bytes: many times what the model allows.
const MAX_BODY: u64 = 64 * 1024 * 1024;

/// What an extension needs of a phrase: its bookkeeping stays in the book.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Packed {
    pub(super) library: LibraryId,
    /// The names of its categories from the top down.
    pub(super) path: Vec<String>,
    pub(super) phrase: Phrase,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) uses: u32,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) favourite: bool,
}

impl Packed {
    /// Takes off what stays in the book: who made it when, and where it came from.
    pub(super) fn new(phrase: Phrase, path: Vec<String>, uses: u32, favourite: bool) -> Self {
        let meta = Meta { schema: phrase.meta.schema, ..Meta::default() };
        Self { library: phrase.library, path, phrase: Phrase { meta, ..phrase }, uses, favourite }
    }
}

/// Gathers phrases for a file.
#[derive(Default)]
pub(super) struct PhrasesWriter {
    /// Ids with where their JSON lies in `bodies`.
    entries: Vec<(PhraseId, Range<usize>)>,
    bodies: Vec<u8>,
}

impl PhrasesWriter {
    pub(super) fn push(&mut self, packed: &Packed) -> Result<(), serde_json::Error> {
        let start = self.bodies.len();
        serde_json::to_writer(&mut self.bodies, packed)?;
        self.entries.push((packed.phrase.id, start..self.bodies.len()));
        Ok(())
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        self.entries.sort_unstable_by_key(|(id, _)| *id);
        let mut bytes = Vec::with_capacity(HEAD + self.entries.len() * LINE + self.bodies.len());
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&super::FORMAT.to_le_bytes());
        bytes.extend_from_slice(&(self.entries.len() as u32).to_le_bytes());
        let mut end = 0u64;
        for (id, body) in &self.entries {
            end += body.len() as u64;
            bytes.extend_from_slice(id.as_bytes());
            bytes.extend_from_slice(&end.to_le_bytes());
        }
        for (_, body) in self.entries {
            bytes.extend_from_slice(&self.bodies[body]);
        }
        bytes
    }
}

/// The phrases of a pack. The table is in memory, 24 bytes a phrase; the phrases are read one by one, so that those that
/// were read do not add up, as the pages of a mapped file would in a process with little memory.
pub(super) struct Phrases {
    path: PathBuf,
    file: File,
    table: Vec<u8>,
}

impl Phrases {
    /// Opens a file whose hash was found right.
    ///
    /// # Errors
    /// `DamagedPack` where its head does not fit; `Io`.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(|error| Error::io(path, error))?;
        let no_phrases = || damaged(path, "it is no list of phrases");
        let mut head = [0; HEAD];
        read_at(&file, &mut head, 0).map_err(|_| no_phrases())?;
        let [_, _, _, _, _, _, _, _, count @ ..] = head;
        let is_ours = head[..4] == MAGIC && head[4..8] == super::FORMAT.to_le_bytes();
        let length = file.metadata().map_err(|error| Error::io(path, error))?.len();
        let table = u64::from(u32::from_le_bytes(count)) * LINE as u64;
        if !is_ours || table + HEAD as u64 > length {
            return Err(no_phrases());
        }
        let mut table = vec![0; usize::try_from(table).map_err(|_| no_phrases())?];
        read_at(&file, &mut table, HEAD as u64).map_err(|error| Error::io(path, error))?;
        Ok(Self { path: path.to_owned(), file, table })
    }

    pub(super) fn len(&self) -> usize {
        self.lines().len()
    }

    /// The phrase with this id; `None` where it is not in the pack.
    ///
    /// # Errors
    /// `DamagedPack` where the bytes are no phrase; `Io`.
    pub(super) fn get(&self, id: PhraseId) -> Result<Option<Packed>> {
        let Ok(at) = self.lines().binary_search_by(|line| line[..16].cmp(id.as_bytes())) else {
            return Ok(None);
        };
        let body = self.body(at).ok_or_else(|| damaged(&self.path, "a phrase lies nowhere"))?;
        let mut bytes = vec![0; usize::try_from(body.end - body.start).unwrap_or_default()];
        let start = (HEAD + self.table.len()) as u64 + body.start;
        read_at(&self.file, &mut bytes, start).map_err(|error| Error::io(&self.path, error))?;
        let parsed = serde_json::from_slice(&bytes);
        let mut packed: Packed = parsed.map_err(|error| damaged(&self.path, &error.to_string()))?;
        // The library of a phrase stands beside it in every form of it.
        packed.phrase.library = packed.library;
        Ok(Some(packed))
    }

    /// The ids, in their order.
    pub(super) fn ids(&self) -> impl Iterator<Item = PhraseId> {
        self.lines().iter().filter_map(|line| Some(PhraseId::from_uuid(Uuid::from_slice(&line[..16]).ok()?)))
    }

    fn lines(&self) -> &[[u8; LINE]] {
        self.table.as_chunks().0
    }

    /// Where a phrase lies behind the table.
    fn body(&self, at: usize) -> Option<Range<u64>> {
        let start = at.checked_sub(1).map_or(Some(0), |before| self.end(before))?;
        let end = self.end(at).filter(|end| (start..=start + MAX_BODY).contains(end))?;
        Some(start..end)
    }

    fn end(&self, at: usize) -> Option<u64> {
        let end = self.lines().get(at)?[16..].try_into().ok()?;
        Some(u64::from_le_bytes(end)).filter(|end| *end < 1 << 48)
    }
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

fn is_false(flag: &bool) -> bool {
    !flag
}
