//! Where the pictures and files lie that a table names: beside it, in a folder or an archive.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

use super::archive::{Archive, key};
use super::attachment::{Attachment, BlobFolder};
use super::limits::MAX_ENTRIES;
use super::report::{Fault, Reason};
use crate::error::Result;
use crate::ids::BlobId;

/// The places that are looked through for a name, in order.
#[derive(Default)]
pub(crate) struct Neighbours {
    places: Vec<Place>,
}

enum Place {
    Folder(Folder),
    Zip(Zip),
    /// In memory.
    Given(Vec<Attachment>),
}

struct Folder {
    path: PathBuf,
    /// Its files by the key of their names; listed once, and only when an exact name is not there.
    listed: OnceCell<HashMap<String, PathBuf>>,
}

struct Zip {
    archive: Archive,
    /// The files by the key of their names without folders.
    by_last: HashMap<String, usize>,
}

impl Neighbours {
    /// For a file in a folder: `<stem>.files/`, `images/`, `图片/`, the folder itself, and `<stem>.zip`, if that is an
    /// archive that can be read.
    pub(crate) fn of_file(path: &Path) -> Self {
        let folder = path.parent().unwrap_or_else(|| Path::new(""));
        let beside = |extension: &str| {
            let mut name = path.file_stem().unwrap_or_default().to_owned();
            name.push(extension);
            folder.join(name)
        };
        let folders = [beside(".files"), folder.join("images"), folder.join("图片"), folder.to_owned()];
        let mut places: Vec<Place> =
            folders.into_iter().map(|path| Place::Folder(Folder::new(path))).collect();
        let zip = beside(".zip");
        if zip != path
            && let Ok(file) = File::open(&zip)
            && let Ok(archive) = Archive::open(&zip.to_string_lossy(), Box::new(BufReader::new(file)))
        {
            places.push(Place::Zip(Zip::new(archive)));
        }
        Self { places }
    }

    /// For bytes in memory: what was given with them.
    pub(crate) fn of_attachments(given: Vec<Attachment>) -> Self {
        Self { places: vec![Place::Given(given)] }
    }

    /// For a file inside of an archive: the archive, before what lies around it.
    pub(crate) fn and_archive(mut self, archive: Archive) -> Self {
        self.places.insert(0, Place::Zip(Zip::new(archive)));
        self
    }

    /// Finds a file by the name that a cell gives it; `None` where it is nowhere.
    ///
    /// # Errors
    /// [`Reason::UnsafePath`] for a name that leads out of the folder.
    pub(crate) fn find(&self, name: &str) -> Result<Option<Attachment>, Fault> {
        let components = safe_components(name)?;
        let Some(last) = components.last() else { return Ok(None) };
        let look_for = |wanted: &[&str]| {
            self.places.iter().find_map(|place| match place {
                Place::Folder(folder) => folder.find(wanted, last),
                Place::Zip(zip) => zip.find(wanted, last),
                Place::Given(given) => given.iter().find(|file| key(&file.name) == key(last)).cloned(),
            })
        };
        Ok(look_for(&components).or_else(|| look_for(&[last])))
    }

    /// The files whose names are blob ids, as an export of ours lays them out.
    pub(crate) fn blobs(&self) -> BlobFolder {
        let mut blobs = BlobFolder::default();
        for file in self
            .places
            .iter()
            .flat_map(|place| if let Place::Given(given) = place { &given[..] } else { &[] })
        {
            if let Ok(bytes) = file.read() {
                blobs.insert(BlobId::of(&bytes), file.clone());
            }
        }
        let mut keep = |name: &str, attachment: &dyn Fn(&str) -> Attachment| {
            let stem = name.split('.').next().unwrap_or_default();
            if let Ok(id) = stem.parse::<BlobId>() {
                blobs.insert(id, attachment(name));
            }
        };
        for place in self.places.iter().rev() {
            match place {
                Place::Folder(folder) => folder.each_file(&mut keep),
                Place::Zip(zip) => zip.each_file(&mut keep),
                Place::Given(_) => {}
            }
        }
        blobs
    }
}

/// Is told of a file's name, and how to get at the file.
type Visit<'a> = dyn FnMut(&str, &dyn Fn(&str) -> Attachment) + 'a;

impl Folder {
    fn new(path: PathBuf) -> Self {
        Self { path, listed: OnceCell::new() }
    }

    fn find(&self, components: &[&str], last: &str) -> Option<Attachment> {
        let exact = components.iter().fold(self.path.clone(), |path, component| path.join(component));
        if is_plain_file(&exact) {
            return Some(Attachment::file(last, exact));
        }
        let found = if components.len() == 1 { self.listed().get(&key(last)) } else { None };
        found.map(|path| Attachment::file(last, path.clone()))
    }

    fn each_file(&self, visit: &mut Visit<'_>) {
        for path in self.listed().values() {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            visit(&name, &|name| Attachment::file(name, path.clone()));
        }
    }

    fn listed(&self) -> &HashMap<String, PathBuf> {
        self.listed.get_or_init(|| {
            let entries = fs::read_dir(&self.path).into_iter().flatten().flatten().take(MAX_ENTRIES);
            let plain = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
            plain.map(|entry| (key(&entry.file_name().to_string_lossy()), entry.path())).collect()
        })
    }
}

impl Zip {
    fn new(archive: Archive) -> Self {
        let mut by_last = HashMap::new();
        for (index, name) in archive.names().iter().enumerate() {
            // macOS adds a shadow of every file; a folder's own entry ends in a slash.
            if !name.starts_with("__MACOSX/") && !name.ends_with('/') {
                by_last.entry(key(last_component(name))).or_insert(index);
            }
        }
        Self { archive, by_last }
    }

    fn find(&self, components: &[&str], last: &str) -> Option<Attachment> {
        let index = match components {
            [only] => self.by_last.get(&key(only)).copied(),
            path => self.archive.find(&path.join("/")),
        };
        index.map(|index| Attachment::entry(last, self.archive.clone(), index))
    }

    fn each_file(&self, visit: &mut Visit<'_>) {
        for &index in self.by_last.values() {
            let name = last_component(&self.archive.names()[index]);
            visit(name, &|name| Attachment::entry(name, self.archive.clone(), index));
        }
    }
}

/// Not through a link: a picture folder from elsewhere could point anywhere.
fn is_plain_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|facts| facts.is_file())
}

fn last_component(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// A name that a person or program gave a file.
///
/// # Errors
/// [`Reason::UnsafePath`] for one that leads out of its folder.
pub(crate) fn check_name(name: &str) -> Result<(), Fault> {
    safe_components(name).map(|_| ())
}

/// The components of a name that stays inside of its folder.
fn safe_components(name: &str) -> Result<Vec<&str>, Fault> {
    let drive = name.as_bytes().get(1) == Some(&b':') && name.as_bytes()[0].is_ascii_alphabetic();
    let pieces = || name.split(['/', '\\']);
    if drive
        || name.starts_with(['/', '\\'])
        || name.contains('\0')
        || pieces().any(|piece| piece.trim() == "..")
    {
        return Err(Fault::new(
            Reason::UnsafePath,
            format!("“{name}”指向文件夹之外：只写文件名，图片放在表格旁边"),
            format!(
                "“{name}” leads out of the folder: write the name alone and put the picture beside the table"
            ),
        ));
    }
    Ok(pieces().filter(|piece| !piece.is_empty() && *piece != ".").collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_inside() {
        for (name, safe) in [
            ("尺码表.png", true),
            ("图片/尺码表.png", true),
            (r"图片\尺码表.png", true),
            ("./a.png", true),
            ("a..png", true),
            ("../a.png", false),
            ("图片/../../a.png", false),
            (r"..\a.png", false),
            ("a/ .. /b.png", false),
            ("/etc/passwd", false),
            (r"\\server\share\a.png", false),
            (r"C:\a.png", false),
            ("c:a.png", false),
            ("a\0.png", false),
        ] {
            assert_eq!(safe_components(name).is_ok(), safe, "{name}");
        }
    }

    #[test]
    fn files_are_found_in_their_order() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        };
        write("店.files/a.png", "own");
        write("images/a.png", "images");
        write("images/B.PNG", "case");
        write("c.png", "beside");
        write("图片/深/d.png", "deep");
        let neighbours = Neighbours::of_file(&folder.path().join("店.csv"));
        for (name, bytes) in [
            ("a.png", Some("own")),
            ("images/a.png", Some("images")),
            ("b.png", Some("case")),
            ("不在的夹/c.png", Some("beside")),
            ("深/d.png", Some("deep")),
            ("d.png", None),
            ("images", None),
            ("", None),
        ] {
            let found =
                neighbours.find(name).unwrap().map(|found| String::from_utf8(found.read().unwrap()).unwrap());
            assert_eq!(found.as_deref(), bytes, "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("/etc/passwd", folder.path().join("a.png")).unwrap();
        let neighbours = Neighbours::of_file(&folder.path().join("店.csv"));
        assert!(neighbours.find("a.png").unwrap().is_none());
        assert!(neighbours.find("A.png").unwrap().is_none());
    }
}
