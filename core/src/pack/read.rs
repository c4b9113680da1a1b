//! Reading a pack: everything by `&self`, from any thread, and nothing written.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::manifest::{Manifest, Pointer, damaged};
use super::phrases::{Packed, Phrases};
use super::{IMAGES, INDEX, PHRASES, SUGGEST, images};
use crate::clock::{Clock, SystemClock};
use crate::compose::extract;
use crate::error::{Error, Noun, Result};
use crate::ids::{BlobId, LibraryId, PhraseId};
use crate::model::{Library, Phrase, Status, joined_text};
use crate::search::{
    Answers, Approximate, Asked, Filter, Hit, Index, IndexHit, Known, Options, Query, Question, SearchResult,
    Searcher, SuggestIndex, Suggestions, answer, days_since_1970,
};
use crate::store::Revision;
use crate::usage::Care;

/// How often a pack is looked for anew that was replaced while it was being opened.
const ATTEMPTS: usize = 3;

/// A pack that is open. It never changes; what was written since is seen by opening the folder again.
pub struct Pack {
    /// The folder of packs, and the one in it that is open.
    folder: PathBuf,
    pointer: Pointer,
    manifest: Manifest,
    index: Index,
    phrases: Phrases,
    suggest: SuggestIndex,
    desk: Mutex<Desk>,
    clock: Arc<dyn Clock>,
}

/// What is kept from one query to the next.
#[derive(Default)]
struct Desk {
    searcher: Searcher,
    filter: Filter,
}

impl Pack {
    /// Opens the pack that counts in a folder. Every file but the pictures is read once and compared with its hash: some
    /// milliseconds for 20,000 phrases. Nothing is written, and no lock is taken.
    ///
    /// # Errors
    /// `NotFound` where there is no pack; `DamagedPack` for one that is damaged, incomplete or of an earlier edition;
    /// `NewerSchema` for one of a later edition; `Io`.
    pub fn open(folder: &Path) -> Result<Self> {
        Self::open_with(folder, Arc::new(SystemClock))
    }

    /// Opens a pack that reads time from `clock`.
    ///
    /// # Errors
    /// As [`Pack::open`].
    pub fn open_with(folder: &Path, clock: Arc<dyn Clock>) -> Result<Self> {
        let mut pointer = Pointer::read(folder)?;
        for _ in 1..ATTEMPTS {
            let opened = Self::open_at(folder, &pointer, &clock);
            let now = Pointer::read(folder)?;
            // The writer may have replaced and deleted it at this very moment.
            if opened.is_ok() || now == pointer {
                return opened;
            }
            pointer = now;
        }
        Self::open_at(folder, &pointer, &clock)
    }

    fn open_at(folder: &Path, pointer: &Pointer, clock: &Arc<dyn Clock>) -> Result<Self> {
        let pack = folder.join(&pointer.name);
        let manifest = Manifest::read(&pack, pointer.manifest)?;
        manifest.verify(&pack)?;
        let path = pack.join(INDEX);
        let (index, stamp) =
            Index::open_verified(&path).ok_or_else(|| damaged(&path, "made by another edition"))?;
        if format!("{:032x}", stamp.book) != manifest.book || index.len() != manifest.phrases {
            return Err(damaged(&path, "it belongs to another pack"));
        }
        let phrases = Phrases::open(&pack.join(PHRASES))?;
        if phrases.len() != manifest.phrases {
            return Err(damaged(&pack.join(PHRASES), "it belongs to another pack"));
        }
        let suggest = SuggestIndex::open_read_only(&pack.join(SUGGEST)).map_err(of_pack)?;
        Ok(Self {
            folder: folder.to_owned(),
            pointer: pointer.clone(),
            manifest,
            index,
            phrases,
            suggest,
            desk: Mutex::default(),
            clock: Arc::clone(clock),
        })
    }

    /// The state of the book that the pack shows.
    pub fn revision(&self) -> Revision {
        self.manifest.revision
    }

    /// When it was made.
    pub fn made_at(&self) -> Timestamp {
        self.manifest.made_at
    }

    /// The libraries in it, in display order, with the variables that their phrases share.
    pub fn libraries(&self) -> &[Library] {
        &self.manifest.libraries
    }

    /// How many phrases it holds, those that are not shown today among them.
    pub fn len(&self) -> usize {
        self.phrases.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether it still counts: if not, a newer one has to be opened in its place, for this one may show what its reader
    /// may no longer see.
    pub fn is_current(&self) -> bool {
        Pointer::read(&self.folder).is_ok_and(|now| now == self.pointer)
    }

    /// The best `limit` phrases for a query that can be sent today; 0 asks for all. An empty query finds every phrase.
    ///
    /// # Errors
    /// `DamagedPack` where a phrase cannot be read.
    pub fn search(&self, query: &str, limit: usize, approximate: Approximate) -> Result<SearchResult> {
        let mut desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
        let Desk { searcher, filter } = &mut *desk;
        let libraries = self.manifest.libraries.iter();
        let today = |library: &Library| (library.id.uuid().as_u128(), days_since_1970(self.today(library)));
        let asked = Asked { libraries: libraries.map(today).collect(), ..Asked::default() };
        if *filter.asked() != asked {
            *filter = Filter::new(asked);
        }
        let start = Instant::now();
        let options = Options { limit, approximate };
        let found = searcher.find_in(&self.index, filter, &Query::parse(query), &options, &|| false);
        let took = start.elapsed();
        let hits = found.hits.into_iter().map(|hit| self.show(hit)).collect::<Result<Vec<_>>>()?;
        Ok(SearchResult::new(took, found.total, found.more, hits))
    }

    /// The phrases that answer a customer's whole message and can be sent today, at most `limit` (0: all). The message is
    /// not kept.
    ///
    /// # Errors
    /// `DamagedPack` or `Io` where reading fails.
    pub fn suggest(&self, message: &str, limit: usize) -> Result<Suggestions> {
        let read = |id: PhraseId| {
            let known = self.packed(id)?.map(|packed| self.known(packed));
            Ok(known.filter(|known| known.status == Status::Active))
        };
        let Answers { took, hits } =
            answer(&self.suggest, &Question::of(message), limit, read).map_err(of_pack)?;
        Ok(Suggestions { took, hits: hits?, variables: extract(message, self.clock.wall().date()) })
    }

    /// The phrase with this id, without its bookkeeping.
    ///
    /// # Errors
    /// `NotFound` where it is not in the pack; `DamagedPack`.
    pub fn phrase(&self, id: PhraseId) -> Result<Phrase> {
        let packed = self.packed(id)?.ok_or_else(|| Error::not_found(Noun::Phrase, id))?;
        Ok(packed.phrase)
    }

    /// The ids of all phrases, in no order that means anything.
    pub fn phrase_ids(&self) -> impl Iterator<Item = PhraseId> {
        self.phrases.ids()
    }

    /// The file of a picture at sending size, compared with its hash. Its ending is that of its format, which may be another
    /// than the picture's own.
    ///
    /// # Errors
    /// `MissingBlob` where the pack has no such picture; `DamagedPack`, `Io`.
    pub fn image(&self, blob: &BlobId) -> Result<PathBuf> {
        let picture = self.manifest.images.get(&blob.to_string());
        let picture = picture.ok_or_else(|| Error::MissingBlob { blob: blob.to_string() })?;
        let path = images::path(&self.dir().join(IMAGES), blob, picture.kind);
        picture.sum.verify(&path)?;
        Ok(path)
    }

    fn dir(&self) -> PathBuf {
        self.folder.join(&self.pointer.name)
    }

    fn packed(&self, id: PhraseId) -> Result<Option<Packed>> {
        self.phrases.get(id)
    }

    fn known(&self, packed: Packed) -> Known {
        let Packed { library, path, phrase, uses, favourite } = packed;
        let status = phrase.status(self.today_in(library));
        Known { phrase, category: path, status, care: Care { uses, favourite, ..Care::default() } }
    }

    fn show(&self, hit: IndexHit) -> Result<Hit> {
        let IndexHit { id, score, approximate, spans } = hit;
        let id = PhraseId::from_uuid(Uuid::from_u128(id));
        let packed = self.packed(id)?;
        let packed = packed.ok_or_else(|| damaged(&self.dir().join(PHRASES), "a phrase is missing"))?;
        let Known { phrase, category, status, care } = self.known(packed);
        let text = joined_text(&phrase.content.parts);
        Ok(Hit { phrase, category, text, status, care, score, approximate, spans })
    }

    fn today_in(&self, library: LibraryId) -> Date {
        let library = self.manifest.libraries.iter().find(|one| one.id == library);
        library.map_or_else(|| self.clock.wall().date(), |library| self.today(library))
    }

    fn today(&self, library: &Library) -> Date {
        let zone = TimeZone::get(&library.time_zone).unwrap_or_else(|_| self.clock.time_zone());
        self.clock.now().to_zoned(zone).date()
    }
}

impl fmt::Debug for Pack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pack").field("dir", &self.dir()).field("phrases", &self.len()).finish_non_exhaustive()
    }
}

/// An index of suggest that is damaged is a damaged pack.
fn of_pack(error: Error) -> Error {
    match error {
        Error::Corrupt { path, detail } => Error::DamagedPack { path, detail },
        other => other,
    }
}
