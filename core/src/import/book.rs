//! Importing into a book.

use std::cell::RefCell;
use std::path::PathBuf;

use uuid::Uuid;

use super::apply::{self, Book, Keeper, Shelf};
use super::attachment::Attachment;
use super::report::Report;
use super::source::{self, Source};
use crate::book::PhraseBook;
use crate::error::{Error, Result};
use crate::ids::{LibraryId, PhraseId};
use crate::media::{Media, Prepared};
use crate::model::{Library, Part, Phrase};
use crate::store::{BlobFacts, Op, Transaction};

/// What is to be imported, and where to.
#[derive(Debug, Clone)]
pub struct ImportRequest {
    source: Source,
    library: Option<LibraryId>,
    dry_run: bool,
}

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "ImportProgress"))]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// How much of it is done.
    pub done: u64,
    /// How much there is; 0 where that is not known yet.
    pub total: u64,
}

/// The stages of an import, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi(name = "ImportStage"))]
pub enum Stage {
    /// The file is read: bytes or rows.
    Reading,
    /// Rows are compared with the book.
    Matching,
    /// Changes are written.
    Writing,
}

impl ImportRequest {
    /// A file: CSV, XLSX, JSON, Espanso's YAML, or a ZIP of one of them with its pictures. Pictures that it names are
    /// looked for beside it (see [`super`]).
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { source: Source::File(path.into()), library: None, dry_run: false }
    }

    /// Bytes in memory. The name tells what they are where they do not tell it themselves.
    pub fn of_bytes(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        let source = Source::Bytes { name: name.into(), bytes: bytes.into(), beside: Vec::new() };
        Self { source, library: None, dry_run: false }
    }

    /// Adds a picture or file that lies beside bytes in memory; for a file on disk it says nothing.
    #[must_use]
    pub fn beside(mut self, file: Attachment) -> Self {
        if let Source::Bytes { beside, .. } = &mut self.source {
            beside.push(file);
        }
        self
    }

    /// Puts everything into this library, whatever the file says. Without it, rows go to the library that they name, and
    /// those that name none to the first personal one; libraries that a file of ours describes are added where they
    /// are missing.
    #[must_use]
    pub fn into_library(mut self, library: LibraryId) -> Self {
        self.library = Some(library);
        self
    }

    /// With true, writes nothing: the report says what would be done.
    #[must_use]
    pub fn dry_run(mut self, dry_run: bool) -> Self {
        self.dry_run = dry_run;
        self
    }
}

impl PhraseBook {
    /// Imports a file in one transaction: all of its good rows, or on an error nothing. Rows that cannot be taken are
    /// in the report; importing the same file again changes nothing.
    ///
    /// # Errors
    /// `UnknownFormat`, `Unreadable`, `TooLarge` and `Io` for the file; `NotFound` where there is no library to go to;
    /// those of [`PhraseBook::transact`].
    pub fn import(&mut self, request: &ImportRequest, progress: &mut dyn FnMut(Progress)) -> Result<Report> {
        let reading = source::read(&request.source, &mut |done| {
            progress(Progress { stage: Stage::Reading, done, total: 0 });
        })?;
        if request.dry_run {
            let mut keeper = Nowhere(&self.media);
            let plan = apply::plan(reading, request.library, &*self, &mut keeper, &mut |done, total| {
                progress(Progress { stage: Stage::Matching, done, total });
            })?;
            return Ok(plan.report);
        }
        let media = self.media.clone();
        let done = self.transact(Op::Import, |transaction| {
            let shared = RefCell::new(&mut *transaction);
            let mut keeper = InBook { transaction: &shared, media: &media };
            let plan = apply::plan(reading, request.library, &shared, &mut keeper, &mut |done, total| {
                progress(Progress { stage: Stage::Matching, done, total });
            })?;
            apply::write(plan, transaction, &mut |done, total| {
                progress(Progress { stage: Stage::Writing, done, total });
            })
        })?;
        Ok(done.value)
    }
}

impl Book for PhraseBook {
    fn libraries(&self) -> Result<Vec<Library>> {
        Self::libraries(self)
    }

    fn shelf(&self, id: LibraryId) -> Result<Shelf> {
        self.whole(id).map(Shelf::of)
    }

    fn phrase(&self, id: PhraseId) -> Result<Option<Phrase>> {
        found(Self::phrase(self, id))
    }

    fn is_used(&self, id: Uuid) -> Result<bool> {
        Self::is_used(self, id)
    }
}

/// The book as an open transaction sees it.
impl Book for RefCell<&mut Transaction<'_>> {
    fn libraries(&self) -> Result<Vec<Library>> {
        self.borrow().libraries()
    }

    fn shelf(&self, id: LibraryId) -> Result<Shelf> {
        self.borrow().whole(id).map(Shelf::of)
    }

    fn phrase(&self, id: PhraseId) -> Result<Option<Phrase>> {
        found(self.borrow().phrase(id))
    }

    fn is_used(&self, id: Uuid) -> Result<bool> {
        self.borrow().is_used(id)
    }
}

fn found(phrase: Result<Phrase>) -> Result<Option<Phrase>> {
    match phrase {
        Err(Error::NotFound { .. }) => Ok(None),
        other => other.map(Some),
    }
}

/// Keeps blobs in the book.
struct InBook<'a, 't, 'book> {
    transaction: &'a RefCell<&'t mut Transaction<'book>>,
    media: &'a Media,
}

impl Keeper for InBook<'_, '_, '_> {
    fn put(&mut self, prepared: Prepared) -> Result<Part> {
        self.transaction.borrow_mut().put_media(prepared)
    }

    fn has(&mut self, part: &Part) -> Result<bool> {
        let (id, bytes, mime, size) = match part {
            Part::Image(image) => (image.blob, image.bytes, &image.mime, Some((image.width, image.height))),
            Part::File(file) => (file.blob, file.bytes, &file.mime, None),
            Part::Text(_) | Part::Unknown(_) => return Ok(true),
        };
        if !self.media.contains(&id) {
            return Ok(false);
        }
        self.transaction.borrow_mut().put_blob(&BlobFacts { id, bytes, mime: mime.clone(), size })?;
        Ok(true)
    }
}

/// Keeps nothing: a dry run.
struct Nowhere<'a>(&'a Media);

impl Keeper for Nowhere<'_> {
    fn put(&mut self, prepared: Prepared) -> Result<Part> {
        Ok(prepared.into_part())
    }

    fn has(&mut self, part: &Part) -> Result<bool> {
        Ok(part.blob().is_none_or(|blob| self.0.contains(blob)))
    }
}
