//! Removes blobs that no row names any more.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::Timestamp;

use super::Media;
use super::disk::TEMP_EXTENSION;
use crate::error::{Error, Result};
use crate::ids::BlobId;

/// What [`Media::collect`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Collected {
    /// How many blobs were removed.
    pub removed: u64,
    /// How many bytes they had.
    pub bytes: u64,
    /// How many blobs are left.
    pub kept: u64,
}

impl Media {
    /// Removes every blob that is not `referenced` and was last put before `older_than`, its small copies, and
    /// temporary files of writers that died before then. Files that are not Huashu's are left alone.
    ///
    /// The caller holds the store's write lock from before it reads `referenced` until this returns: a row that
    /// is committed in between could name a blob that is already chosen. The grace time (seven days in
    /// production) is a second fence, for blobs that were put and whose row is not committed yet, and for a
    /// restored backup or another device that still names an old blob.
    ///
    /// # Errors
    /// [`Error::Io`] where a folder cannot be read or a file not removed; what was removed until then is gone.
    pub fn collect(&self, referenced: &HashSet<BlobId>, older_than: Timestamp) -> Result<Collected> {
        let older_than = SystemTime::from(older_than);
        let mut collected = Collected::default();
        for first in entries(&self.blobs)? {
            for second in entries(&first)? {
                for path in entries(&second)? {
                    let Some(blob) = self.blob_at(&path) else { continue };
                    if referenced.contains(&blob) {
                        collected.kept += 1;
                    } else if let Some(bytes) = remove_if_older(&path, older_than)? {
                        collected.removed += 1;
                        collected.bytes += bytes;
                    } else {
                        collected.kept += 1;
                    }
                }
            }
        }
        self.remove_orphaned_thumbs()?;
        for folder in [self.temp(), self.thumbs.join("temp")] {
            remove_stale_temps(&folder, older_than)?;
        }
        Ok(collected)
    }

    /// The blob that a path stands for; `None` for files that are no blobs or lie in a wrong folder.
    fn blob_at(&self, path: &Path) -> Option<BlobId> {
        let blob: BlobId = path.file_name()?.to_str()?.parse().ok()?;
        (self.path(&blob) == path).then_some(blob)
    }

    pub(super) fn remove_orphaned_thumbs(&self) -> Result<()> {
        for folder in entries(&self.thumbs)? {
            for path in entries(&folder)? {
                let blob = path.file_name().and_then(OsStr::to_str).and_then(|name| name.split_once('-'));
                let Some(blob) = blob.and_then(|(blob, _)| blob.parse().ok()) else { continue };
                if !self.contains(&blob) {
                    remove(&path)?;
                }
            }
        }
        Ok(())
    }
}

fn remove_stale_temps(folder: &Path, older_than: SystemTime) -> Result<()> {
    for path in entries(folder)? {
        if path.extension() == Some(OsStr::new(TEMP_EXTENSION)) {
            remove_if_older(&path, older_than)?;
        }
    }
    Ok(())
}

/// The paths in a folder; none where there is no folder or it is a file.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let failed = |error| Error::io(folder, error);
    match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| entry.map(|entry| entry.path()).map_err(failed)).collect(),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(Vec::new())
        }
        Err(error) => Err(failed(error)),
    }
}

/// Removes a file that was last changed before that time; the bytes that it had, or `None` if it stays.
fn remove_if_older(path: &Path, older_than: SystemTime) -> Result<Option<u64>> {
    let metadata = fs::symlink_metadata(path).map_err(|error| Error::io(path, error))?;
    let modified = metadata.modified().map_err(|error| Error::io(path, error))?;
    if !metadata.is_file() || modified >= older_than {
        return Ok(None);
    }
    remove(path)?;
    Ok(Some(metadata.len()))
}

/// Removes a file; one that is gone already is as good.
fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::io(path, error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::media::{Prepared, Size, prepare, samples};

    const DAY: i64 = 86_400;
    const GRACE: i64 = 7 * DAY;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn file(text: &str) -> Prepared {
        prepare("a.txt", text.as_bytes().to_vec()).unwrap()
    }

    #[test]
    fn only_what_is_old_and_not_referenced_goes() {
        let folder = tempfile::tempdir().unwrap();
        let media = Media::open(folder.path());
        let (referenced, young, stale) = (file("referenced"), file("young"), file("stale"));
        media.put(&referenced, at(0)).unwrap();
        media.put(&young, at(5 * DAY)).unwrap();
        media.put(&stale, at(0)).unwrap();
        let collected = media.collect(&HashSet::from([*referenced.blob()]), at(5 * DAY)).unwrap();
        assert_eq!(collected, Collected { removed: 1, bytes: 5, kept: 2 });
        assert!(media.contains(referenced.blob()) && media.contains(young.blob()));
        assert!(!media.contains(stale.blob()));
    }

    #[test]
    fn an_empty_book_has_nothing_to_collect() {
        let folder = tempfile::tempdir().unwrap();
        let collected = Media::open(folder.path()).collect(&HashSet::new(), at(GRACE)).unwrap();
        assert_eq!(collected, Collected::default());
    }

    #[test]
    fn small_copies_and_stale_temporary_files_go_too() {
        let folder = tempfile::tempdir().unwrap();
        let media = Media::open(folder.path());
        let picture = prepare("a.png", samples::png(300, 300)).unwrap();
        media.put(&picture, at(0)).unwrap();
        let thumb = media.thumb(picture.blob(), Size::Thumb256).unwrap();
        let temps = ["stale.1-0.tmp", "young.1-0.tmp"].map(|name| media.temp().join(name));
        for (path, time) in temps.iter().zip([0, 2 * DAY]) {
            fs::write(path, b"x").unwrap();
            fs::File::open(path).unwrap().set_modified(at(time).into()).unwrap();
        }
        media.collect(&HashSet::from([*picture.blob()]), at(DAY)).unwrap();
        assert_eq!((thumb.exists(), temps[0].exists(), temps[1].exists()), (true, false, true));
        media.collect(&HashSet::new(), at(DAY)).unwrap();
        assert!(!thumb.exists());
    }

    #[test]
    fn files_of_others_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let media = Media::open(folder.path());
        media.put(&file("text"), at(0)).unwrap();
        let name = BlobId::of(b"elsewhere").to_string();
        let foreign = ["notes.txt", "00/readme.txt", &format!("00/00/{name}"), "00/00/short"].map(|name| {
            let path = folder.path().join("blobs").join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, b"mine").unwrap();
            fs::File::open(&path).unwrap().set_modified(at(0).into()).unwrap();
            path
        });
        let collected = media.collect(&HashSet::new(), at(GRACE)).unwrap();
        assert_eq!((collected.removed, collected.kept), (1, 0));
        assert!(foreign.iter().all(|path| path.exists()));
    }

    #[derive(Debug, Clone)]
    enum Step {
        /// Put the blob; its row is not committed yet.
        Put(usize),
        /// Put the blob and commit a row that names it.
        Reference(usize),
        Unreference(usize),
        Wait {
            days: i64,
        },
        Collect,
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let blob = 0..BLOBS;
        let step = prop_oneof![
            blob.clone().prop_map(Step::Put),
            blob.clone().prop_map(Step::Reference),
            blob.prop_map(Step::Unreference),
            (1_i64..10).prop_map(|days| Step::Wait { days }),
            Just(Step::Collect),
        ];
        prop::collection::vec(step, 1..40)
    }

    const BLOBS: usize = 4;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]
        #[test]
        fn no_schedule_loses_a_referenced_or_a_young_blob(steps in steps()) {
            let folder = tempfile::tempdir().unwrap();
            let media = Media::open(folder.path());
            let blobs: Vec<Prepared> = (0..BLOBS).map(|number| file(&format!("blob {number}"))).collect();
            let mut referenced = HashSet::new();
            let mut last_put = [None; BLOBS];
            let mut now = 0;
            for step in steps {
                match step {
                    Step::Put(index) => {
                        media.put(&blobs[index], at(now)).unwrap();
                        last_put[index] = Some(now);
                    }
                    Step::Reference(index) => {
                        media.put(&blobs[index], at(now)).unwrap();
                        last_put[index] = Some(now);
                        referenced.insert(*blobs[index].blob());
                    }
                    Step::Unreference(index) => {
                        referenced.remove(blobs[index].blob());
                    }
                    Step::Wait { days } => now += days * DAY,
                    Step::Collect => {
                        media.collect(&referenced, at(now - GRACE)).unwrap();
                        for (blob, put) in blobs.iter().zip(last_put) {
                            let kept = referenced.contains(blob.blob()) || put.is_some_and(|put| put >= now - GRACE);
                            prop_assert!(!kept || media.read(blob.blob()).is_ok(), "lost");
                            prop_assert!(kept || !media.contains(blob.blob()), "left");
                        }
                    }
                }
            }
        }
    }
}
