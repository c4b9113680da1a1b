//! The blobs themselves: `blobs/aa/bb/<hash>`, written once and never changed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::disk::{Temp, make_folder, sync_folder};
use super::{MAX_FILE_BYTES, Media, Prepared};
use crate::error::{Error, Result};
use crate::ids::BlobId;

/// What [`Media::verify_all`] found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// How many blobs were looked for.
    pub checked: u64,
    /// Those that are not in the folder.
    pub missing: Vec<BlobId>,
    /// Those whose bytes are not their own.
    pub damaged: Vec<BlobId>,
}

impl Media {
    /// Stores the bytes; when this returns they survive a power failure.
    ///
    /// Putting again is cheap: a file of the right size stays, one of another size is replaced. Either way its
    /// time becomes `now` (it never goes back), so that the blob is spared by [`Media::collect`] for the whole
    /// grace time, in which the row that names it is written.
    ///
    /// The caller holds the store's write lock, the same under which it then commits the row and under which
    /// `collect` runs: without it a collection that has just found the old file stale could remove it afterwards.
    ///
    /// # Errors
    /// [`Error::DiskFull`], [`Error::ReadOnly`] and [`Error::Io`]; nothing but a stray temporary file is left then.
    pub fn put(&self, prepared: &Prepared, now: Timestamp) -> Result<()> {
        let target = self.path(prepared.blob());
        if holds(&target, prepared.bytes()) {
            refresh(&target, now)?;
        } else {
            self.place(prepared.blob(), prepared.bytes(), now)?;
        }
        target.parent().map_or(Ok(()), sync_folder)
    }

    /// The bytes of a blob, after their hash was found right.
    ///
    /// # Errors
    /// [`Error::MissingBlob`] where the file is missing or its bytes are not its own; [`Error::Io`].
    pub fn read(&self, blob: &BlobId) -> Result<Vec<u8>> {
        let path = self.path(blob);
        let missing = || Error::MissingBlob { blob: blob.to_string() };
        match fs::read(&path) {
            Ok(bytes) if BlobId::of(&bytes) == *blob => Ok(bytes),
            Ok(_) => Err(missing()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(missing()),
            Err(error) => Err(Error::io(&path, error)),
        }
    }

    /// Where the blob lies, or would lie.
    pub fn path(&self, blob: &BlobId) -> PathBuf {
        let name = blob.to_string();
        self.blobs.join(&name[..2]).join(&name[2..4]).join(name)
    }

    /// Whether there is a file for the blob; its bytes are not looked at.
    pub fn contains(&self, blob: &BlobId) -> bool {
        self.path(blob).is_file()
    }

    /// A piece of a blob from `offset` on: at most `max` bytes, empty at its end.
    ///
    /// # Errors
    /// [`Error::MissingBlob`] where there is no file; [`Error::Io`].
    pub(crate) fn read_piece(&self, blob: &BlobId, offset: u64, max: usize) -> Result<Vec<u8>> {
        let path = self.path(blob);
        let read = || -> io::Result<Vec<u8>> {
            let mut file = File::open(&path)?;
            file.seek(io::SeekFrom::Start(offset))?;
            let mut piece = Vec::new();
            file.take(u64::try_from(max).unwrap_or(u64::MAX)).read_to_end(&mut piece)?;
            Ok(piece)
        };
        read().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Error::MissingBlob { blob: blob.to_string() },
            _ => Error::io(&path, error),
        })
    }

    /// How many bytes of a blob that is on its way down are here.
    pub(crate) fn partial_size(&self, blob: &BlobId) -> u64 {
        fs::metadata(self.partial(blob)).map_or(0, |facts| facts.len())
    }

    /// Keeps a piece of a blob that comes down; how many bytes there are now, and whether the blob is whole and in its
    /// place. A piece that does not follow on what is here changes nothing; a whole whose hash lies is thrown away.
    ///
    /// # Errors
    /// [`Error::DiskFull`], [`Error::ReadOnly`] and [`Error::Io`].
    pub(crate) fn put_piece(
        &self,
        blob: &BlobId,
        offset: u64,
        bytes: &[u8],
        total: u64,
        now: Timestamp,
    ) -> Result<(u64, bool)> {
        let path = self.partial(blob);
        make_folder(&self.temp())?;
        let mut have = self.partial_size(blob);
        let end = offset.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        if offset == have && end <= total && total <= MAX_FILE_BYTES {
            let append = || OpenOptions::new().append(true).create(true).open(&path)?.write_all(bytes);
            append().map_err(|error| Error::io(&path, error))?;
            have = end;
        }
        if have < total {
            return Ok((have, false));
        }
        let whole = fs::read(&path).map_err(|error| Error::io(&path, error))?;
        fs::remove_file(&path).map_err(|error| Error::io(&path, error))?;
        if BlobId::of(&whole) != *blob {
            return Ok((0, false));
        }
        self.place(blob, &whole, now)?;
        self.path(blob).parent().map_or(Ok(()), sync_folder)?;
        Ok((have, true))
    }

    /// Removes blobs and their small copies at once: nobody may see them any more.
    ///
    /// # Errors
    /// [`Error::Io`] where one is there and cannot be removed.
    pub(crate) fn forget(&self, blobs: &[BlobId]) -> Result<()> {
        for path in blobs.iter().flat_map(|blob| [self.path(blob), self.partial(blob)]) {
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Error::io(&path, error)),
                _ => {}
            }
        }
        self.remove_orphaned_thumbs()
    }

    /// Writes the bytes of a blob beside its place, and then there; the new name is not durable yet.
    fn place(&self, blob: &BlobId, bytes: &[u8], now: Timestamp) -> Result<()> {
        let temp = Temp::write(&self.temp(), &blob.to_string(), bytes)?;
        temp.make_durable(now)?;
        temp.rename(&self.path(blob))
    }

    fn partial(&self, blob: &BlobId) -> PathBuf {
        self.temp().join(format!("{blob}.part"))
    }

    /// Reads every blob named and says which are missing or damaged. `progress` is told how many are done.
    ///
    /// # Errors
    /// [`Error::Io`] where a file is there and cannot be read.
    pub fn verify_all(
        &self,
        blobs: impl IntoIterator<Item = BlobId>,
        mut progress: impl FnMut(u64),
    ) -> Result<Verified> {
        let mut verified = Verified::default();
        for blob in blobs {
            let path = self.path(&blob);
            match hash_file(&path) {
                Ok(found) if found == blob => {}
                Ok(_) => verified.damaged.push(blob),
                Err(error) if error.kind() == io::ErrorKind::NotFound => verified.missing.push(blob),
                Err(error) => return Err(Error::io(&path, error)),
            }
            verified.checked += 1;
            progress(verified.checked);
        }
        Ok(verified)
    }

    /// The folder of blobs that are being written; on the same file system as their final place.
    pub(super) fn temp(&self) -> PathBuf {
        self.blobs.join("temp")
    }
}

/// Whether the file is there with the right size. Hashing it would cost as much as writing it; damage is found
/// by [`Media::read`] and [`Media::verify_all`].
fn holds(path: &Path, bytes: &[u8]) -> bool {
    let expected = u64::try_from(bytes.len()).ok();
    fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && Some(metadata.len()) == expected)
}

fn refresh(path: &Path, now: Timestamp) -> Result<()> {
    let refreshed = || {
        let file = OpenOptions::new().write(true).open(path)?;
        let now = file.metadata()?.modified()?.max(now.into());
        file.set_modified(now)
    };
    refreshed().map_err(|error| Error::io(path, error))
}

/// Hashes in pieces: a file of 50 MB need not be in memory.
fn hash_file(path: &Path) -> io::Result<BlobId> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(path)?)?;
    Ok(BlobId::from_bytes(*hasher.finalize().as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::{prepare, samples};

    fn book() -> (tempfile::TempDir, Media) {
        let folder = tempfile::tempdir().unwrap();
        let media = Media::open(folder.path());
        (folder, media)
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn modified(media: &Media, blob: &BlobId) -> Timestamp {
        Timestamp::try_from(fs::metadata(media.path(blob)).unwrap().modified().unwrap()).unwrap()
    }

    #[test]
    fn what_was_put_is_read() {
        let (folder, media) = book();
        let prepared = prepare("a.png", samples::png(3, 2)).unwrap();
        let blob = *prepared.blob();
        assert!(!media.contains(&blob));
        media.put(&prepared, at(1_000)).unwrap();
        assert!(media.contains(&blob));
        assert_eq!(media.read(&blob).unwrap(), prepared.bytes());
        let name = blob.to_string();
        let expected = folder.path().join("blobs").join(&name[..2]).join(&name[2..4]).join(&name);
        assert_eq!(media.path(&blob), expected);
        assert_eq!(fs::read_dir(media.temp()).unwrap().count(), 0, "a temporary file was left");
    }

    #[test]
    fn opening_and_reading_write_nothing() {
        let (folder, media) = book();
        let blob = BlobId::of(b"absent");
        assert!(matches!(media.read(&blob), Err(Error::MissingBlob { .. })));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn putting_again_refreshes_the_time_and_never_sets_it_back() {
        let (_folder, media) = book();
        let prepared = prepare("a.txt", b"text".to_vec()).unwrap();
        for (now, expected) in [(1_000, 1_000), (3_000, 3_000), (2_000, 3_000)] {
            media.put(&prepared, at(now)).unwrap();
            assert_eq!(modified(&media, prepared.blob()), at(expected));
        }
    }

    #[test]
    fn a_damaged_blob_is_not_read_and_a_cut_one_is_mended_by_putting_again() {
        let (_folder, media) = book();
        let prepared = prepare("a.txt", b"text".to_vec()).unwrap();
        let blob = *prepared.blob();
        media.put(&prepared, at(1_000)).unwrap();
        fs::write(media.path(&blob), b"tex").unwrap();
        assert!(matches!(media.read(&blob), Err(Error::MissingBlob { .. })));
        media.put(&prepared, at(1_000)).unwrap();
        assert_eq!(media.read(&blob).unwrap(), b"text");
    }

    #[test]
    fn verification_names_the_missing_and_the_damaged() {
        let (_folder, media) = book();
        let [good, damaged, missing] = ["good", "damaged", "missing"].map(|text| {
            let prepared = prepare("a.txt", text.as_bytes().to_vec()).unwrap();
            media.put(&prepared, at(1_000)).unwrap();
            *prepared.blob()
        });
        fs::write(media.path(&damaged), b"dAmaged").unwrap();
        fs::remove_file(media.path(&missing)).unwrap();
        let mut told = Vec::new();
        let verified = media.verify_all([good, damaged, missing], |done| told.push(done)).unwrap();
        assert_eq!(verified, Verified { checked: 3, missing: vec![missing], damaged: vec![damaged] });
        assert_eq!(told, [1, 2, 3]);
    }

    #[test]
    fn many_writers_of_one_blob_agree() {
        let (_folder, media) = book();
        let prepared = prepare("a.bin", vec![7; 100_000]).unwrap();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| media.put(&prepared, at(1_000)).unwrap());
            }
        });
        assert_eq!(media.read(prepared.blob()).unwrap(), prepared.bytes());
        assert_eq!(fs::read_dir(media.temp()).unwrap().count(), 0);
    }
}
