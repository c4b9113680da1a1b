//! `current` and `pack.json`: which pack counts, and what is in it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{CURRENT, FORMAT, MANIFEST};
use crate::error::{Error, Noun, Result};
use crate::ids::BlobId;
use crate::media::Format;
use crate::model::Library;
use crate::store::Revision;

/// What `current` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pointer {
    /// The folder of the pack, which lies beside the pointer.
    pub(super) name: String,
    /// The hash of its manifest.
    pub(super) manifest: BlobId,
}

/// What `pack.json` says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub(super) format: u32,
    /// The program that wrote it, for people.
    pub(super) program: String,
    /// The book, as its indexes name it; lower-case hexadecimal.
    pub(super) book: String,
    pub(super) revision: Revision,
    pub(super) made_at: Timestamp,
    pub(super) phrases: usize,
    pub(super) libraries: Vec<Library>,
    /// The files that are read whole or mapped, by their path inside the pack.
    pub(super) files: BTreeMap<String, Sum>,
    /// Pictures by the blob that phrases name.
    pub(super) images: BTreeMap<String, Picture>,
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sum {
    pub(super) bytes: u64,
    pub(super) blake3: BlobId,
}

/// A picture at sending size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Picture {
    pub(super) kind: PictureKind,
    #[serde(flatten)]
    pub(super) sum: Sum,
}

/// The format of a picture, which is the ending of its file's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum PictureKind {
    Png,
    Jpg,
    Gif,
    Webp,
}

/// The part of a manifest that every edition understands.
#[derive(Deserialize)]
struct Edition {
    format: u32,
}

impl Pointer {
    /// Reads the pointer of a folder.
    ///
    /// # Errors
    /// `NotFound` where there is none; `DamagedPack` for anything that names no pack; `Io`.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(CURRENT);
        let text = fs::read(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Error::not_found(Noun::Pack, folder.display()),
            _ => Error::io(&path, error),
        })?;
        let parsed = str::from_utf8(&text).ok().and_then(Self::parse);
        parsed.ok_or_else(|| damaged(&path, "names no pack"))
    }

    /// Makes a pack the one that counts.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let text = format!("{}\n{}\n", self.name, self.manifest);
        super::disk::replace(&folder.join(CURRENT), text.as_bytes())
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let (name, manifest) = (lines.next()?, lines.next()?);
        // Only names of our own making: nothing may lead out of the folder.
        number_of(name)?;
        Some(Self { name: name.to_owned(), manifest: manifest.parse().ok()? })
    }
}

/// The number of a pack by its name, `pack-<operation>-<number>`.
pub(super) fn number_of(name: &str) -> Option<u64> {
    let (operation, number) = name.strip_prefix("pack-")?.split_once('-')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(operation) && digits(number)).then(|| number.parse().ok())?
}

impl Manifest {
    /// Reads the manifest of the pack that a pointer names.
    ///
    /// # Errors
    /// `DamagedPack` where it is missing, damaged or of an earlier edition; `NewerSchema` for a later one; `Io`.
    pub(super) fn read(pack: &Path, hash: BlobId) -> Result<Self> {
        let path = pack.join(MANIFEST);
        let bytes = fs::read(&path).map_err(|error| unread(&path, error))?;
        if BlobId::of(&bytes) != hash {
            return Err(damaged(&path, "its hash is another"));
        }
        let broken = |error: serde_json::Error| damaged(&path, &error.to_string());
        let Edition { format } = serde_json::from_slice(&bytes).map_err(broken)?;
        if format > FORMAT {
            return Err(Error::NewerSchema { path, found: format.into(), known: FORMAT.into() });
        }
        if format < FORMAT {
            return Err(damaged(&path, "made by an earlier edition"));
        }
        serde_json::from_slice(&bytes).map_err(broken)
    }

    /// The manifest as bytes.
    pub(super) fn to_bytes(&self, path: &Path) -> Result<Vec<u8>> {
        serde_json::to_vec(self).map_err(|error| Error::io(path, error.into()))
    }

    /// Compares the files that are listed with their hashes.
    ///
    /// # Errors
    /// `DamagedPack` for the first that is missing or another; `Io`.
    pub(super) fn verify(&self, pack: &Path) -> Result<()> {
        self.files.iter().try_for_each(|(name, sum)| sum.verify(&pack.join(name)))
    }
}

impl Sum {
    /// Describes a file, which is read in pieces.
    pub(super) fn of(path: &Path) -> Result<Self> {
        let mut hasher = blake3::Hasher::new();
        let copied = File::open(path).and_then(|mut file| io::copy(&mut file, &mut hasher));
        let bytes = copied.map_err(|error| unread(path, error))?;
        Ok(Self { bytes, blake3: BlobId::from_bytes(*hasher.finalize().as_bytes()) })
    }

    /// Holds a file to its description.
    ///
    /// # Errors
    /// `DamagedPack` where it is missing or another; `Io`.
    pub(super) fn verify(self, path: &Path) -> Result<()> {
        let length = fs::metadata(path).map_err(|error| unread(path, error))?.len();
        if length != self.bytes {
            return Err(damaged(path, &format!("{length} bytes in place of {}", self.bytes)));
        }
        if Self::of(path)? == self { Ok(()) } else { Err(damaged(path, "its hash is another")) }
    }
}

impl PictureKind {
    pub(super) fn of(format: Format) -> Self {
        match format {
            Format::Png => Self::Png,
            Format::Jpeg => Self::Jpg,
            Format::Gif => Self::Gif,
            Format::WebP => Self::Webp,
        }
    }

    pub(super) fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpg => "jpg",
            Self::Gif => "gif",
            Self::Webp => "webp",
        }
    }
}

pub(super) fn damaged(path: &Path, detail: &str) -> Error {
    Error::DamagedPack { path: path.to_owned(), detail: detail.to_owned() }
}

/// What was written once and is not there is damage; everything else is said as the file system says it.
fn unread(path: &Path, error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::NotFound => damaged(path, "it is missing"),
        _ => Error::io(path, error),
    }
}
