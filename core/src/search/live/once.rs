//! The index file of a book: loading and saving it, searching once, and looking it over.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::asker::Asker;
use super::catch_up::{Caught, Recount, catch_up, is_complete, recount};
use super::rows;
use crate::book::PhraseBook;
use crate::error::Result;
use crate::search::book::{Scope, SearchResult};
use crate::search::index::{Index, Stamp};
use crate::search::{Approximate, Options};

/// Books up to so many phrases are searched by the scan where there is no index: writing a file would cost more than it
/// saves.
const SCANNED: usize = 500;
/// Changes since the file was written from which on a search that ends anyway writes it anew.
const WRITTEN_FROM: usize = 500;

/// What a look at the index file found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct IndexFindings {
    /// What it is good for.
    pub state: IndexState,
    /// How many phrases it holds, brought up to date; none unless it serves.
    pub phrases: usize,
}

/// What an index file is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IndexState {
    /// There is none: the next search that needs one makes it.
    Absent,
    /// It shows the book as it is.
    Fresh,
    /// It shows an earlier state, and is brought up to date whenever it is opened.
    Behind,
    /// It was damaged, of another book or another edition, or wrong, and was removed: the next search makes it anew.
    Removed,
}

impl PhraseBook {
    /// Searches once: by the index file where there is one that serves, or else by an index that is made for it and left
    /// behind for the next; a small book without an index is scanned. A face that searches while somebody types keeps a
    /// [`LiveIndex`](super::LiveIndex) instead.
    ///
    /// # Errors
    /// `NotFound` for a library or a category path that is nowhere in the scope; those of reading the book.
    pub fn search(
        &self,
        query: &str,
        scope: &Scope,
        limit: usize,
        approximate: Approximate,
    ) -> Result<SearchResult> {
        self.at_one_moment(|| {
            let (index, stamp, unsaved) = match load(self)? {
                Some(Caught { index, stamp, touched, .. }) => (index, stamp, touched),
                None if self.live_phrases()? <= SCANNED => {
                    return Ok(self.searchable(scope)?.search(query, limit, approximate));
                }
                None => {
                    let (index, stamp) = rows::build(self)?;
                    (index, stamp, usize::MAX)
                }
            };
            let options = Options { limit, approximate };
            let found = Asker::default().search((self, &index), query, scope, &options, &|| false)?;
            if unsaved >= WRITTEN_FROM {
                save(self, index, stamp);
            }
            Ok(found)
        })
    }

    /// Looks the index file over and removes it unless it serves; the phrases are not touched, and the next search that
    /// needs an index makes it anew.
    ///
    /// # Errors
    /// Those of reading the book; `Io` where the file cannot be removed.
    pub fn check_index(&self) -> Result<IndexFindings> {
        let path = path(&self.dir);
        if !path.exists() {
            return Ok(IndexFindings { state: IndexState::Absent, phrases: 0 });
        }
        if let Some(Caught { index, stamp, touched, .. }) = load(self)? {
            let found = Index::open(&path).map(|(_, stamp)| stamp);
            let is_behind = touched > 0 || found.is_none_or(|found| found.revision != stamp.revision);
            let state = if is_behind { IndexState::Behind } else { IndexState::Fresh };
            if is_complete(self, &index)? {
                return Ok(IndexFindings { state, phrases: index.len() });
            }
        }
        fs::remove_file(&path).map_err(|error| crate::error::Error::io(&path, error))?;
        Ok(IndexFindings { state: IndexState::Removed, phrases: 0 })
    }
}

/// Where the index file of a book lies.
pub(super) fn path(dir: &Path) -> PathBuf {
    dir.join("index").join("type-ahead.hsi")
}

/// The index from the file, brought up to the present; `None` where it has to be built anew.
pub(super) fn load(book: &PhraseBook) -> Result<Option<Caught>> {
    let Some((index, stamp)) = Index::open(&path(&book.dir)) else { return Ok(None) };
    let Some(caught) = catch_up(book, &index, stamp)? else { return Ok(None) };
    if caught.touched > 0 && !is_complete(book, &caught.index)? {
        return Ok(None);
    }
    let (index, stamp) = recount(book, &caught.index, caught.stamp, &Recount::Recent)?;
    Ok(Some(Caught { index, stamp, ..caught }))
}

/// Saves an index of a book; returns the same index, and whether it was saved.
pub(super) fn save(book: &PhraseBook, index: Index, stamp: Stamp) -> (Index, bool) {
    save_at(&path(&book.dir), index, stamp)
}

pub(super) fn save_at(path: &Path, index: Index, stamp: Stamp) -> (Index, bool) {
    match index.saved(path, stamp) {
        Ok(index) => (index, true),
        Err((index, error)) => {
            let is_usual = matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::ReadOnlyFilesystem);
            let level = if is_usual { log::Level::Info } else { log::Level::Warn };
            log::log!(level, "the index was not saved to {}: {error}", path.display());
            (index, false)
        }
    }
}
