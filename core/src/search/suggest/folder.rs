//! The engine's files in a folder: read where they lie, written without a lock file of the engine's own.
//!
//! Small files are held in memory, for every search needs them; postings are read piece by piece, so that a large
//! library costs a phone no more memory than a small one. Nothing is mapped into memory: a file that somebody cuts
//! short while it is open gives an error, not a signal.
//!
//! Who may write is decided above (`stamp::lock`), not by the engine: its locks do nothing here, which lets a folder
//! be opened that takes no file at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::HasLen;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, Lock, OwnedBytes, TerminatingWrite, WatchCallback,
    WatchHandle, WritePtr,
};

/// Files of these kinds are larger than all others together, and a search needs little of them.
const READ_IN_PLACE: [&str; 3] = ["idx", "fast", "store"];

/// A folder as the engine sees it.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    root: PathBuf,
    writable: bool,
}

impl Folder {
    /// A folder that is read and written.
    pub(super) fn writable(root: &Path) -> Self {
        Self { root: root.to_owned(), writable: true }
    }

    /// A folder in which nothing is written, whatever is asked.
    pub(super) fn read_only(root: &Path) -> Self {
        Self { root: root.to_owned(), writable: false }
    }

    fn check_writable(&self) -> io::Result<()> {
        if self.writable { Ok(()) } else { Err(io::ErrorKind::ReadOnlyFilesystem.into()) }
    }

    fn write_whole(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.check_writable()?;
        replace(&self.root.join(path), data)
    }
}

/// Writes a file so that a reader finds the old or the new content, never a part.
///
/// It is not forced to the disk: what a power cut leaves of it does not match its checksum, and is made anew.
pub(super) fn replace(path: &Path, data: &[u8]) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    fs::write(&beside, data)?;
    fs::rename(&beside, path)
}

impl Directory for Folder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let full = self.root.join(path);
        let in_place = path.extension().is_some_and(|kind| READ_IN_PLACE.iter().any(|large| kind == *large));
        let handle: io::Result<Arc<dyn FileHandle>> = if in_place {
            InPlace::open(&full).map(|file| Arc::new(file) as Arc<dyn FileHandle>)
        } else {
            fs::read(&full).map(|bytes| Arc::new(OwnedBytes::new(bytes)) as Arc<dyn FileHandle>)
        };
        handle.map_err(|error| cannot_read(error, path))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        let deleted = self.check_writable().and_then(|()| fs::remove_file(self.root.join(path)));
        deleted.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => DeleteError::FileDoesNotExist(path.to_owned()),
            _ => DeleteError::IoError { io_error: Arc::new(error), filepath: path.to_owned() },
        })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.root.join(path).try_exists().map_err(|error| cannot_read(error, path))
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let file = self
            .check_writable()
            .and_then(|()| OpenOptions::new().write(true).create_new(true).open(self.root.join(path)));
        match file {
            Ok(file) => Ok(BufWriter::new(Box::new(Written(file)))),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Err(OpenWriteError::FileAlreadyExists(path.to_owned()))
            }
            Err(error) => Err(OpenWriteError::wrap_io_error(error, path.to_owned())),
        }
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        fs::read(self.root.join(path)).map_err(|error| cannot_read(error, path))
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.write_whole(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

fn cannot_read(error: io::Error, path: &Path) -> OpenReadError {
    match error.kind() {
        io::ErrorKind::NotFound => OpenReadError::FileDoesNotExist(path.to_owned()),
        _ => OpenReadError::wrap_io_error(error, path.to_owned()),
    }
}

/// A file that was written to its end.
struct Written(File);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl TerminatingWrite for Written {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        self.0.flush()
    }
}

/// A file whose pieces are read when they are asked for. It stays readable after it was deleted.
#[derive(Debug)]
struct InPlace {
    file: File,
    length: usize,
}

impl InPlace {
    fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = usize::try_from(file.metadata()?.len()).map_err(|_| io::ErrorKind::FileTooLarge)?;
        Ok(Self { file, length })
    }
}

impl HasLen for InPlace {
    fn len(&self) -> usize {
        self.length
    }
}

impl FileHandle for InPlace {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.start > range.end || range.end > self.length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut bytes = vec![0; range.len()];
        read_at(&self.file, &mut bytes, range.start as u64)?;
        Ok(OwnedBytes::new(bytes))
    }
}

/// Fills `bytes` from a place in a file, whose own position means nothing.
#[cfg(unix)]
pub(crate) fn read_at(file: &File, bytes: &mut [u8], start: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, start)
}

/// Fills `bytes` from a place in a file, whose own position means nothing.
#[cfg(windows)]
pub(crate) fn read_at(file: &File, mut bytes: &mut [u8], mut start: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, start) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(read) => {
                bytes = &mut bytes[read..];
                start += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_read_where_they_lie() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.idx"), b"0123456789").unwrap();
        let handle = Folder::read_only(folder.path()).get_file_handle(Path::new("a.idx")).unwrap();
        assert_eq!(handle.len(), 10);
        assert_eq!(handle.read_bytes(3..6).unwrap().as_slice(), b"345");
        assert_eq!(handle.read_bytes(10..10).unwrap().as_slice(), b"");
        assert!(handle.read_bytes(9..11).is_err());
        // Cut short while it is open: an error, and no more.
        OpenOptions::new().write(true).open(folder.path().join("a.idx")).unwrap().set_len(4).unwrap();
        assert!(handle.read_bytes(3..6).is_err());
    }

    #[test]
    fn a_read_only_folder_takes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let read_only = Folder::read_only(folder.path());
        assert!(read_only.open_write(Path::new("a")).is_err());
        assert!(read_only.atomic_write(Path::new("a"), b"x").is_err());
        assert!(read_only.delete(Path::new("a")).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        assert!(matches!(
            read_only.get_file_handle(Path::new("a.idx")),
            Err(OpenReadError::FileDoesNotExist(_))
        ));
    }

    #[test]
    fn a_file_is_written_once() {
        let folder = tempfile::tempdir().unwrap();
        let writable = Folder::writable(folder.path());
        let mut first = writable.open_write(Path::new("a")).unwrap();
        first.write_all(b"once").unwrap();
        first.terminate().unwrap();
        assert!(matches!(writable.open_write(Path::new("a")), Err(OpenWriteError::FileAlreadyExists(_))));
        assert_eq!(writable.open_read(Path::new("a")).unwrap().read_bytes().unwrap().as_slice(), b"once");
    }
}
