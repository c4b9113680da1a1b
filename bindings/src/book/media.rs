//! Pictures and files: in as bytes, out as files that another app can take.

use std::fs;
use std::path::PathBuf;

use huashu_core::compose::plan::{File, Image};
use huashu_core::foreign::ApiError;
use huashu_core::ids::BlobId;
use huashu_core::media::{Kind, Size, prepare, probe, safe_name, shrink};
use huashu_core::model::Part;
use huashu_core::store::Op;
use huashu_core::{Error, PhraseBook as CoreBook, Result};

use super::PhraseBook;
use crate::desk::blocking;

#[uniffi::export]
impl PhraseBook {
    /// Takes a picture or file in: it is checked, cleaned of what tells about its maker, and kept by its hash. The part names
    /// it, to be put into a phrase within a week. Any thread; a large picture takes a second.
    ///
    /// # Errors
    /// `File` for a picture that cannot be taken; `Invalid` for one that is too large; `Storage`.
    pub async fn add_media(&self, name: String, bytes: Vec<u8>) -> Result<Part, ApiError> {
        let prepared = blocking("huashu-picture", move || prepare(&name, bytes)).await?;
        self.shared.transact(Op::Local, |transaction| transaction.put_media(prepared)).await
    }

    /// The bytes of a picture or file, checked against their hash. Any thread; milliseconds a megabyte.
    ///
    /// # Errors
    /// `File` where it is not there yet, or not whole; `Storage`.
    pub async fn media(&self, blob: BlobId) -> Result<Vec<u8>, ApiError> {
        self.shared.read(move |book| book.blob(&blob)).await
    }

    /// The path of a small copy of a picture, made when first asked for. It may be deleted at any time. Any thread; the first
    /// time a large picture takes a second.
    ///
    /// # Errors
    /// `File` where it is not there yet, or is no picture; `Storage`.
    pub async fn thumb(&self, blob: BlobId, size: Size) -> Result<String, ApiError> {
        self.shared.read(move |book| Ok(book.thumb(&blob, size)?.to_string_lossy().into_owned())).await
    }

    /// Writes the pictures of a plan's step into a folder, as the channel takes them (shrunk where the plan says so), and
    /// returns their paths in the same order. The folder is made where it is missing; names are made unique in it. Any thread;
    /// a large picture takes a second.
    ///
    /// # Errors
    /// `File` for a picture that is not there yet, or cannot be shrunk; `Storage`. What was written before stays.
    pub async fn write_images(&self, images: Vec<Image>, folder: String) -> Result<Vec<String>, ApiError> {
        self.shared
            .read(move |book| {
                images.iter().enumerate().map(|(at, image)| write_image(book, image, at, &folder)).collect()
            })
            .await
    }

    /// Writes the files of a plan's step into a folder, as they are, and returns their paths in the same order. Any thread;
    /// milliseconds a megabyte.
    ///
    /// # Errors
    /// As [`PhraseBook::write_images`].
    pub async fn write_files(&self, files: Vec<File>, folder: String) -> Result<Vec<String>, ApiError> {
        self.shared
            .read(move |book| {
                let written = files
                    .iter()
                    .enumerate()
                    .map(|(at, file)| write(&folder, &numbered(at, &file.name), &book.blob(&file.blob)?));
                written.collect()
            })
            .await
    }
}

fn write_image(book: &CoreBook, image: &Image, at: usize, folder: &str) -> Result<String> {
    let bytes = book.blob(&image.blob)?;
    let name = numbered(at, &image.name);
    let Some(limits) = image.shrink else { return write(folder, &name, &bytes) };
    let small = shrink(&bytes, limits.max_side, limits.max_bytes)?;
    // What came out may be a JPEG of a PNG: the name follows the bytes.
    let name = match probe(&small) {
        Kind::Picture(format) => {
            let stem = PathBuf::from(&name).file_stem().map(|stem| stem.to_string_lossy().into_owned());
            format!("{}.{}", stem.unwrap_or(name), format.extensions()[0])
        }
        _ => name,
    };
    write(folder, &name, &small)
}

fn numbered(at: usize, name: &str) -> String {
    format!("{:02}-{}", at + 1, safe_name(name))
}

fn write(folder: &str, name: &str, bytes: &[u8]) -> Result<String> {
    let path = PathBuf::from(folder).join(name);
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(&path, bytes));
    written.map_err(|error| Error::io(&path, error))?;
    Ok(path.to_string_lossy().into_owned())
}
