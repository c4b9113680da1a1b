//! `phrases.bin`: the phrases in one file, each found by its id without reading the others.
//!
//! ```text
//! magic "HSPH" · format · number of phrases · for each, by id: id, where its JSON ends · the JSON, one behind the other
//! ```
//! Numbers are little-endian: 32 bits, ends 64 bits. The file as a whole is checked by its hash; still nothing here
//! trusts a number.

use std::path::Path;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::manifest::damaged;
use crate::error::{Error, Result};
use crate::ids::{LibraryId, PhraseId};
use crate::model::{Meta, Phrase};
use crate::search::Bytes;

const MAGIC: [u8; 4] = *b"HSPH";
const HEAD: usize = 12;
/// Bytes of a line of the table.
const LINE: usize = 24;

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
    entries: Vec<(PhraseId, std::ops::Range<usize>)>,
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

/// The phrases of a pack.
pub(super) struct Phrases {
    bytes: Bytes,
    count: usize,
}

impl Phrases {
    /// Opens a file whose hash was found right.
    ///
    /// # Errors
    /// `DamagedPack` where its head does not fit; `Io`.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let bytes = Bytes::map(path).map_err(|error| Error::io(path, error))?;
        Self::of(bytes).ok_or_else(|| damaged(path, "it is no list of phrases"))
    }

    fn of(bytes: Bytes) -> Option<Self> {
        let head: &[u8; HEAD] = bytes.get(..HEAD)?.try_into().ok()?;
        let is_ours = head[..4] == MAGIC && head[4..8] == super::FORMAT.to_le_bytes();
        let count = u32::from_le_bytes(head[8..].try_into().ok()?) as usize;
        let fits = count.checked_mul(LINE)?.checked_add(HEAD)? <= bytes.len();
        (is_ours && fits).then_some(Self { bytes, count })
    }

    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// The phrase with this id; `None` where it is not in the pack.
    ///
    /// # Errors
    /// `serde_json`'s where the bytes are no phrase.
    pub(super) fn get(&self, id: PhraseId) -> Result<Option<Packed>, serde_json::Error> {
        let Some(at) = self.position(id) else { return Ok(None) };
        let mut packed: Packed = serde_json::from_slice(self.body(at).unwrap_or_default())?;
        // The library of a phrase stands beside it in every form of it.
        packed.phrase.library = packed.library;
        Ok(Some(packed))
    }

    /// The ids, in their order.
    pub(super) fn ids(&self) -> impl Iterator<Item = PhraseId> {
        (0..self.count).filter_map(|at| Some(PhraseId::from_uuid(Uuid::from_bytes(self.id(at)?))))
    }

    fn position(&self, id: PhraseId) -> Option<usize> {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.id(middle)?.cmp(id.as_bytes()) {
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    fn id(&self, at: usize) -> Option<[u8; 16]> {
        let start = HEAD + at * LINE;
        self.bytes.get(start..start + 16)?.try_into().ok()
    }

    fn body(&self, at: usize) -> Option<&[u8]> {
        let start = at.checked_sub(1).map_or(Some(0), |before| self.end(before))?;
        self.bytes.get(HEAD + self.count * LINE..)?.get(start..self.end(at)?)
    }

    fn end(&self, at: usize) -> Option<usize> {
        let start = HEAD + at * LINE + 16;
        let end = u64::from_le_bytes(self.bytes.get(start..start + 8)?.try_into().ok()?);
        usize::try_from(end).ok()
    }
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

fn is_false(flag: &bool) -> bool {
    !flag
}
