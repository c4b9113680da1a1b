//! Writing a pack: beside the others, complete and on the disk, before anything points to it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Serialize;

use super::images::Images;
use super::manifest::{Manifest, Pointer, Sum, number_of};
use super::phrases::{Packed, PhrasesWriter};
use super::{FORMAT, IMAGES, INDEX, MANIFEST, PHRASES, SUGGEST, SUGGEST_STAMP, disk};
use crate::book::{PhraseBook, Tree};
use crate::error::{Error, Result};
use crate::ids::{BlobId, LibraryId};
use crate::model::{Library, Meta};
use crate::search::{SuggestIndex, index_of, suggest_docs};

/// What the name of a pack begins with while it is being written.
const UNFINISHED: &str = "writing-";

/// What goes into a pack.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PackOptions {
    /// The libraries whose phrases its readers may see; `None`: all of the book.
    pub libraries: Option<Vec<LibraryId>>,
}

/// A pack that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PackSummary {
    /// Its folder, inside the one that was named.
    pub name: String,
    /// The number of the book's last operation.
    pub revision: i64,
    /// How many libraries it holds.
    pub libraries: u64,
    /// How many phrases.
    pub phrases: u64,
    /// How many pictures.
    pub images: u64,
    /// Pictures that phrases name and the book does not have, or not whole.
    pub missing_images: Vec<BlobId>,
    /// The size of all its files.
    pub bytes: u64,
    /// Older packs that could not be deleted: where access was taken away, somebody has to see to it.
    pub left_behind: Vec<String>,
}

impl PhraseBook {
    /// Writes a pack of the book as it stands, makes it the one that counts, and deletes the older ones. Some tens of
    /// microseconds a phrase.
    ///
    /// # Errors
    /// `NotFound` for a library that is not in the book; `Busy` while another process writes a pack there; `DiskFull`,
    /// `ReadOnly` or `Io`; those of reading the book. Then the pack that was there is as it was.
    pub fn write_pack(&self, folder: &Path, options: &PackOptions) -> Result<PackSummary> {
        let asked = options.libraries.as_ref();
        for id in asked.into_iter().flatten() {
            self.library(*id)?;
        }
        let _lock = disk::lock(folder)?;
        let number = names(folder)?.iter().filter_map(|name| number_of(name)).max().unwrap_or(0) + 1;
        let unfinished = folder.join(format!("{UNFINISHED}{number}"));
        remove(&unfinished)?;
        let is_asked = |id: LibraryId| asked.is_none_or(|asked| asked.contains(&id));
        let written = self
            .at_one_moment(|| write(self, &unfinished, &is_asked))
            .and_then(|contents| publish(folder, &unfinished, number, contents));
        if written.is_err() {
            // What stays now is deleted with the next pack.
            fs::remove_dir_all(&unfinished).ok();
        }
        let mut summary = written?;
        summary.left_behind = delete_others(folder, &summary.name)?;
        Ok(summary)
    }
}

/// What was written, before it has a name.
struct Contents {
    manifest: Manifest,
    missing: Vec<BlobId>,
}

fn write(book: &PhraseBook, folder: &Path, is_asked: &dyn Fn(LibraryId) -> bool) -> Result<Contents> {
    let images_folder = folder.join(IMAGES);
    fs::create_dir_all(&images_folder).map_err(|error| Error::io(&images_folder, error))?;
    let revision = book.revision()?;

    let (index, stamp) = index_of(book, is_asked)?;
    disk::put(&folder.join(INDEX), &index.file_bytes(stamp))?;
    drop(index);
    SuggestIndex::build_in(&folder.join(SUGGEST), suggest_docs(book, is_asked)?, revision)?;
    // Readers take no lock, and nobody writes here again.
    fs::remove_file(folder.join(SUGGEST).join("lock")).ok();

    let mut phrases = PhrasesWriter::default();
    let mut images = Images::default();
    let libraries: Vec<Library> =
        book.open_libraries()?.into_iter().filter(|library| is_asked(library.id)).collect();
    let care = book.care()?;
    for library in &libraries {
        let tree = Tree::of(&book.categories(library.id)?);
        for phrase in book.phrases(library.id)? {
            images.put(&phrase, &book.media, &images_folder)?;
            let path = phrase.place.category.map(|id| tree.path(id)).unwrap_or_default();
            let care = care.get(&phrase.id).copied().unwrap_or_default();
            let packed = Packed::new(phrase, path, care.uses, care.favourite);
            phrases.push(&packed).map_err(|error| Error::io(&folder.join(PHRASES), error.into()))?;
        }
    }
    let count = phrases.len();
    disk::put(&folder.join(PHRASES), &phrases.finish())?;

    let sums =
        [INDEX, PHRASES, SUGGEST_STAMP].map(|name| Ok((name.to_owned(), Sum::of(&folder.join(name))?)));
    let manifest = Manifest {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        book: format!("{:032x}", stamp.book),
        revision,
        made_at: book.clock.now(),
        phrases: count,
        libraries: libraries
            .into_iter()
            .map(|library| Library { meta: Meta::default(), ..library })
            .collect(),
        files: sums.into_iter().collect::<Result<BTreeMap<_, _>>>()?,
        images: images.written,
    };
    Ok(Contents { manifest, missing: images.missing.into_iter().collect() })
}

/// Gives a pack its name and lets the pointer point to it, once everything is on the disk.
fn publish(folder: &Path, unfinished: &Path, number: u64, contents: Contents) -> Result<PackSummary> {
    let Contents { manifest, missing } = contents;
    let path = unfinished.join(MANIFEST);
    let bytes = manifest.to_bytes(&path)?;
    disk::put(&path, &bytes)?;
    disk::sync_all(unfinished)?;
    let size = size_of(unfinished)?;
    let name = format!("pack-{}-{number}", manifest.revision.operation);
    let finished = folder.join(&name);
    fs::rename(unfinished, &finished).map_err(|error| Error::io(&finished, error))?;
    disk::sync(folder)?;
    Pointer { name: name.clone(), manifest: BlobId::of(&bytes) }.write(folder)?;
    Ok(PackSummary {
        name,
        revision: manifest.revision.operation,
        libraries: manifest.libraries.len() as u64,
        phrases: manifest.phrases as u64,
        images: manifest.images.len() as u64,
        missing_images: missing,
        bytes: size,
        left_behind: Vec::new(),
    })
}

/// Deletes every pack but one, and what was never finished; returns what is still there.
fn delete_others(folder: &Path, kept: &str) -> Result<Vec<String>> {
    let mut left = Vec::new();
    for name in names(folder)? {
        let is_ours = number_of(&name).is_some() || name.starts_with(UNFINISHED);
        if !is_ours || name == kept {
            continue;
        }
        if let Err(error) = remove(&folder.join(&name)) {
            log::warn!("an older pack is still there: {error}");
            left.push(name);
        }
    }
    Ok(left)
}

/// The names in a folder; those that are no text are none of ours.
fn names(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder).and_then(|entries| {
        entries.map(|entry| Ok(entry?.file_name().into_string())).collect::<std::io::Result<Vec<_>>>()
    });
    Ok(entries.map_err(|error| Error::io(folder, error))?.into_iter().filter_map(Result::ok).collect())
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::io(folder, error)),
        _ => Ok(()),
    }
}

fn size_of(folder: &Path) -> Result<u64> {
    let mut size = 0;
    for entry in fs::read_dir(folder).map_err(|error| Error::io(folder, error))? {
        let path = entry.map_err(|error| Error::io(folder, error))?.path();
        let metadata = fs::metadata(&path).map_err(|error| Error::io(&path, error))?;
        size += if metadata.is_dir() { size_of(&path)? } else { metadata.len() };
    }
    Ok(size)
}
