//! The index: tantivy in memory or in a folder, behind a few verbs.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::columnar::BytesColumn;
use tantivy::directory::error::{OpenReadError, OpenWriteError};
use tantivy::directory::{Directory, RamDirectory};
use tantivy::indexer::NoMergePolicy;
use tantivy::{
    DocAddress, Index, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, TantivyDocument,
    TantivyError, Term,
};
use uuid::Uuid;

use super::ask::Asked;
use super::document::{Fields, SuggestDoc};
use super::folder::Folder;
use super::question::Question;
use super::stamp::{self, Stamp, corrupt};
use crate::error::{Error, Result};
use crate::ids::PhraseId;
use crate::store::Revision;

/// The least memory that the engine accepts for writing, in bytes: it takes as much of it as it needs.
const WRITER_BYTES: usize = 15_000_000;

/// Parts that an index may have before they are made one again; each costs every search a little.
const MAX_SEGMENTS: usize = 8;

/// A share of phrases that are gone from which on the parts are made one as well, and what is gone leaves the files.
const MANY_GONE: u32 = 4;

/// How well a phrase must answer at least, in the unit of [`Suggested::strength`]: a keyword that few phrases have,
/// or two rare words in a text.
const FLOOR: f32 = 20.0;

/// Or this share of what a phrase would have whose text has every word of the message: in a small library, or one
/// about a single matter, no word is rare.
const ENOUGH: f32 = 0.55;

/// And at least this share of the best one.
const RELATIVE_FLOOR: f32 = 0.3;

/// The strength of a phrase that scores 500 of 1000.
const MIDDLE: f32 = 60.0;

/// Phrases by what they answer. Reading takes `&self` and starts no thread; writing has one, while it lasts.
pub struct SuggestIndex {
    engine: Index,
    reader: IndexReader,
    fields: Fields,
    home: Home,
    revision: Revision,
}

/// Where an index lives.
#[derive(Debug)]
enum Home {
    Memory,
    /// A folder with its stamp.
    Folder(PathBuf, Stamp),
    /// A folder in which nothing is ever written.
    ReadOnly(PathBuf),
}

/// A change of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SuggestChange {
    /// The phrase is new, or says something else.
    Put(SuggestDoc),
    /// The phrase is gone.
    Delete(PhraseId),
}

/// A phrase that answers a message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Suggested {
    /// The phrase.
    pub id: PhraseId,
    /// How well it answers: what its matching words weigh together, by BM25 over the fields. Roughly comparable
    /// between messages and libraries; mostly above 20, seldom above 200.
    pub strength: f32,
}

impl Suggested {
    /// The strength from 0 to 1000, never rising down a list.
    pub fn score(&self) -> u32 {
        score(self.strength)
    }
}

/// A strength from 0 to 1000.
pub(super) fn score(strength: f32) -> u32 {
    (1000.0 * strength / (strength + MIDDLE)).round().clamp(0.0, 1000.0) as u32
}

impl SuggestIndex {
    /// Makes an index of these phrases in memory.
    ///
    /// # Errors
    /// Those of the phrases; `Io` where the engine fails.
    pub fn build(phrases: impl IntoIterator<Item = Result<SuggestDoc>>, revision: Revision) -> Result<Self> {
        let mut index = Self::create(Box::new(RamDirectory::create()), Home::Memory, revision)?;
        index.fill(phrases)?;
        Ok(index)
    }

    /// Makes an index of these phrases in a folder of its own, in place of what is there.
    ///
    /// # Errors
    /// Those of the phrases; `Busy` while another process writes there; `ReadOnly`, `DiskFull` or `Io`. The folder is
    /// then as good as empty.
    pub fn build_in(
        folder: &Path,
        phrases: impl IntoIterator<Item = Result<SuggestDoc>>,
        revision: Revision,
    ) -> Result<Self> {
        let _lock = stamp::lock(folder)?;
        stamp::clear(folder)?;
        let mut index = Self::create(Box::new(Folder::writable(folder)), Home::Memory, revision)?;
        index.fill(phrases)?;
        let stamp = Stamp::of(folder, revision, None)?;
        stamp.write(folder)?;
        index.home = Home::Folder(folder.to_owned(), stamp);
        Ok(index)
    }

    /// Opens the index in a folder, to read and to change it. Nothing is written yet.
    ///
    /// # Errors
    /// `Corrupt` for a folder without a sound index of this edition; `Io` where reading fails.
    pub fn open(folder: &Path) -> Result<Self> {
        let stamp = Stamp::verified(folder)?;
        let revision = stamp.revision;
        Self::attach(Folder::writable(folder), Home::Folder(folder.to_owned(), stamp), revision)
    }

    /// Opens the index in a folder for reading alone: no byte is written, no lock taken, now or later.
    ///
    /// # Errors
    /// As [`SuggestIndex::open`].
    pub fn open_read_only(folder: &Path) -> Result<Self> {
        let revision = Stamp::verified(folder)?.revision;
        Self::attach(Folder::read_only(folder), Home::ReadOnly(folder.to_owned()), revision)
    }

    /// The state of the book that the index knows.
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// How many phrases it holds.
    pub fn len(&self) -> usize {
        usize::try_from(self.reader.searcher().num_docs()).unwrap_or(usize::MAX)
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Brings the index up to a later state of the book; searches see it at once.
    ///
    /// # Errors
    /// `ReadOnly` for an index opened so; `Busy` while another process writes in the folder; `DiskFull` or `Io`. The
    /// index then answers as before, and its folder has to be made anew unless it was `Busy`.
    pub fn apply(
        &mut self,
        changes: impl IntoIterator<Item = SuggestChange>,
        revision: Revision,
    ) -> Result<()> {
        let _lock = match &self.home {
            Home::Memory => None,
            Home::Folder(folder, _) => Some(stamp::lock(folder)?),
            Home::ReadOnly(path) => return Err(Error::ReadOnly { path: path.clone() }),
        };
        self.refuse_overtaken()?;
        self.write(|writer, fields| {
            for change in changes {
                let id = match &change {
                    SuggestChange::Put(doc) => doc.id,
                    SuggestChange::Delete(id) => *id,
                };
                writer.delete_term(Term::from_field_bytes(fields.id, id.as_bytes()));
                if let SuggestChange::Put(doc) = &change {
                    writer.add_document(fields.document(doc))?;
                }
            }
            Ok(())
        })?;
        self.revision = revision;
        if let Home::Folder(folder, stamp) = &mut self.home {
            *stamp = Stamp::of(folder, revision, Some(stamp))?;
            stamp.write(folder)?;
        }
        Ok(())
    }

    /// The best `limit` phrases (0: all) that answer a message, best first; `keep` says which may be named.
    ///
    /// # Errors
    /// `Corrupt` or `Io` where the files of the index fail: it has to be made anew.
    pub fn search(
        &self,
        question: &Question,
        limit: usize,
        mut keep: impl FnMut(PhraseId) -> bool,
    ) -> Result<Vec<Suggested>> {
        let searcher = self.reader.searcher();
        let wanted = if limit == 0 { usize::MAX } else { limit };
        let mut run = || -> tantivy::Result<Vec<Suggested>> {
            let asked = Asked::of(question, &searcher, &self.fields)?;
            let found = asked.strengths(FLOOR.min(asked.full * ENOUGH))?;
            let floor = found.first().map_or(0.0, |(best, _)| best * RELATIVE_FLOOR);
            let ids = Ids::of(&searcher)?;
            let mut named = Vec::new();
            for (strength, address) in found.into_iter().take_while(|(strength, _)| *strength >= floor) {
                if let Some(id) = ids.get(address)?.filter(|id| keep(*id)) {
                    named.push(Suggested { id, strength });
                }
                if named.len() == wanted {
                    break;
                }
            }
            // The engine's own order of equals changes with every merge.
            named.sort_by(|a, b| b.strength.total_cmp(&a.strength).then(a.id.cmp(&b.id)));
            Ok(named)
        };
        run().map_err(|error| self.fault(error))
    }

    fn create(directory: Box<dyn Directory>, home: Home, revision: Revision) -> Result<Self> {
        let (schema, fields) = Fields::schema();
        // No document is stored, so neither a compressor nor its thread has anything to do.
        let settings =
            IndexSettings { docstore_compress_dedicated_thread: false, ..IndexSettings::default() };
        let engine = Index::create(directory, schema, settings)
            .and_then(|engine| Ok((read(&engine)?, engine)))
            .map_err(|error| home.fault(error))?;
        let (reader, engine) = engine;
        Ok(Self { engine, reader, fields, home, revision })
    }

    fn attach(directory: Folder, home: Home, revision: Revision) -> Result<Self> {
        let (schema, fields) = Fields::schema();
        let opened = Index::open(directory).and_then(|engine| Ok((read(&engine)?, engine)));
        let (reader, engine) = opened.map_err(|error| home.fault(error))?;
        if engine.schema() != schema {
            return Err(corrupt(home.path(), "another schema"));
        }
        Ok(Self { engine, reader, fields, home, revision })
    }

    /// Adds phrases to an empty index.
    fn fill(&mut self, phrases: impl IntoIterator<Item = Result<SuggestDoc>>) -> Result<()> {
        let mut refused = None;
        self.write(|writer, fields| {
            for phrase in phrases {
                match phrase {
                    Ok(doc) => drop(writer.add_document(fields.document(&doc))?),
                    Err(error) => {
                        refused = Some(error);
                        break;
                    }
                }
            }
            Ok(())
        })?;
        refused.map_or(Ok(()), Err)
    }

    /// Lets `work` write, and makes what it wrote visible.
    fn write(
        &mut self,
        work: impl FnOnce(&mut IndexWriter<TantivyDocument>, &Fields) -> tantivy::Result<()>,
    ) -> Result<()> {
        let run = || -> tantivy::Result<()> {
            let mut writer = self.engine.writer_with_num_threads(1, WRITER_BYTES)?;
            // Merging is done here, in turn, and not whenever the engine's threads find the time.
            writer.set_merge_policy(Box::new(NoMergePolicy));
            work(&mut writer, &self.fields)?;
            writer.commit()?;
            let segments = self.engine.searchable_segment_metas()?;
            let fresh = self.reader.searcher().num_docs() == 0;
            let gone: u32 = segments.iter().map(tantivy::SegmentMeta::num_deleted_docs).sum();
            let all: u32 = segments.iter().map(tantivy::SegmentMeta::max_doc).sum();
            if segments.len() > MAX_SEGMENTS || gone > all / MANY_GONE || (fresh && segments.len() > 1) {
                let ids: Vec<_> = segments.iter().map(tantivy::SegmentMeta::id).collect();
                writer.merge(&ids).wait()?;
                // The merge itself cannot remove the files that it reads.
                drop(segments);
                writer.garbage_collect_files().wait()?;
            }
            writer.wait_merging_threads()?;
            self.reader.reload()
        };
        run().map_err(|error| self.fault(error))
    }

    /// Another process may have written in the folder since it was opened here.
    fn refuse_overtaken(&self) -> Result<()> {
        let Home::Folder(folder, stamp) = &self.home else { return Ok(()) };
        if Stamp::read(folder)? == *stamp { Ok(()) } else { Err(corrupt(folder, "overtaken")) }
    }

    fn fault(&self, error: TantivyError) -> Error {
        self.home.fault(error)
    }
}

impl Home {
    fn path(&self) -> &Path {
        match self {
            Self::Memory => Path::new("index"),
            Self::Folder(folder, _) | Self::ReadOnly(folder) => folder,
        }
    }

    fn fault(&self, error: TantivyError) -> Error {
        let io = match &error {
            TantivyError::IoError(io)
            | TantivyError::OpenReadError(OpenReadError::IoError { io_error: io, .. })
            | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error: io, .. }) => {
                Some(Arc::clone(io))
            }
            _ => None,
        };
        match io {
            Some(io) => Error::io(self.path(), std::io::Error::new(io.kind(), error)),
            None => corrupt(self.path(), &error.to_string()),
        }
    }
}

impl fmt::Debug for SuggestIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SuggestIndex")
            .field("home", &self.home.path())
            .field("revision", &self.revision)
            .field("phrases", &self.len())
            .finish_non_exhaustive()
    }
}

/// The ids of the phrases, by the engine's numbers.
struct Ids(Vec<Option<BytesColumn>>);

impl Ids {
    fn of(searcher: &Searcher) -> tantivy::Result<Self> {
        let columns = searcher.segment_readers().iter().map(|segment| segment.fast_fields().bytes("id"));
        Ok(Self(columns.collect::<tantivy::Result<_>>()?))
    }

    fn get(&self, address: DocAddress) -> tantivy::Result<Option<PhraseId>> {
        let column = self.0.get(address.segment_ord as usize).and_then(Option::as_ref);
        let Some(column) = column else { return Ok(None) };
        let Some(ord) = column.term_ords(address.doc_id).next() else { return Ok(None) };
        let mut bytes = Vec::with_capacity(16);
        column.ord_to_bytes(ord, &mut bytes)?;
        Ok(Uuid::from_slice(&bytes).ok().map(PhraseId::from_uuid))
    }
}

/// A reader that looks for changes only when it is told to.
fn read(engine: &Index) -> tantivy::Result<IndexReader> {
    engine.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()
}
