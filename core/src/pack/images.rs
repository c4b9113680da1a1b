//! The pictures of a pack: each once, none larger than a channel takes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::disk;
use super::manifest::{Picture, PictureKind, Sum};
use crate::compose::sending_size;
use crate::error::{Error, Result};
use crate::ids::BlobId;
use crate::media::{Kind, Media, probe, shrink};
use crate::model::{ImagePart, Part, Phrase};

/// Pictures on their way into a folder.
#[derive(Default)]
pub(super) struct Images {
    pub(super) written: BTreeMap<String, Picture>,
    /// Those that phrases name and the book does not have, or not whole.
    pub(super) missing: BTreeSet<BlobId>,
}

impl Images {
    /// Puts the pictures of a phrase and of its variants into a folder.
    ///
    /// # Errors
    /// `DiskFull`, `ReadOnly`, `Io`. A picture that is missing or damaged is noted, and the others go on.
    pub(super) fn put(&mut self, phrase: &Phrase, media: &Media, folder: &Path) -> Result<()> {
        let images = phrase.all_parts().filter_map(|part| match part {
            Part::Image(image) => Some(image),
            _ => None,
        });
        for image in images {
            if self.missing.contains(&image.blob) || self.written.contains_key(&image.blob.to_string()) {
                continue;
            }
            match put(image, media, folder) {
                Ok(picture) => drop(self.written.insert(image.blob.to_string(), picture)),
                Err(error @ (Error::MissingBlob { .. } | Error::BadImage { .. })) => {
                    log::warn!("a picture is left out of the pack: {error}");
                    self.missing.insert(image.blob);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// Where the picture of a blob lies, or would lie.
pub(super) fn path(folder: &Path, blob: &BlobId, kind: PictureKind) -> std::path::PathBuf {
    folder.join(format!("{blob}.{}", kind.ending()))
}

fn put(image: &ImagePart, media: &Media, folder: &Path) -> Result<Picture> {
    let bytes = media.read(&image.blob)?;
    let sent = match sending_size(image) {
        Some(limit) => match shrink(&bytes, limit.max_side, limit.max_bytes) {
            Ok(small) => small,
            // What no size saves goes as it is, and the channel has its say.
            Err(Error::TooLarge { .. }) => bytes.clone(),
            Err(error) => return Err(error),
        },
        None => bytes.clone(),
    };
    let Kind::Picture(format) = probe(&sent) else {
        return Err(Error::MissingBlob { blob: image.blob.to_string() });
    };
    let kind = PictureKind::of(format);
    let path = path(folder, &image.blob, kind);
    // A blob never changes, so that one file may have two names; some file systems do not have that.
    if sent != bytes || fs::hard_link(media.path(&image.blob), &path).is_err() {
        disk::put(&path, &sent)?;
    }
    let sum = Sum { bytes: sent.len() as u64, blake3: BlobId::of(&sent) };
    Ok(Picture { kind, sum })
}
