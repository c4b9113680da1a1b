//! From untrusted bytes and a name to a blob that may be stored and a part that may be kept in a phrase.

use super::flaw::Flaw;
use super::name::{mime_of, picture_name, safe_name};
use super::probe::{self, Format, Kind, PixelSize, probe};
use super::sanitise::sanitise;
use super::{MAX_FILE_BYTES, MAX_PICTURE_BYTES};
use crate::error::{Bilingual, Error, Limit, Result};
use crate::ids::BlobId;
use crate::model::{Extra, FilePart, ImagePart, Part};

/// A checked picture or file: its cleaned bytes and all that a part says about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    blob: BlobId,
    bytes: Vec<u8>,
    name: String,
    mime: &'static str,
    /// `None`: no picture.
    size: Option<PixelSize>,
}

/// Checks and cleans what a person attaches; its content decides whether it is a picture.
///
/// A picture loses its metadata (EXIF with the place, XMP, IPTC, comments) and is turned upright; its pixels are
/// untouched unless it had to be turned. An animation stays one. Any other file is carried as it is, with
/// whatever metadata is inside it.
///
/// # Errors
/// - [`Error::TooLarge`] over [`MAX_PICTURE_BYTES`] or [`MAX_FILE_BYTES`], and, from the header alone, over
///   [`super::MAX_PIXELS`] or [`super::MAX_SIDE`];
/// - [`Error::BadImage`] for a picture that is cut off, damaged or of a coding that is not supported;
/// - [`Error::Unreadable`] for a file without content.
pub fn prepare(name: &str, bytes: Vec<u8>) -> Result<Prepared> {
    if bytes.is_empty() {
        return Err(empty(name));
    }
    match probe(&bytes) {
        Kind::Picture(format) => picture(name, format, &bytes),
        Kind::File => file(name, bytes),
    }
}

/// As [`prepare`], where only a picture will do.
///
/// # Errors
/// As [`prepare`], and [`Error::BadImage`] for what is no picture, or one of a format that is not supported.
pub fn prepare_picture(name: &str, bytes: &[u8]) -> Result<Prepared> {
    if bytes.is_empty() {
        return Err(empty(name));
    }
    match probe(bytes) {
        Kind::Picture(format) => picture(name, format, bytes),
        Kind::File => Err(no_picture(name, bytes)),
    }
}

impl Prepared {
    /// The name of the cleaned bytes.
    pub fn blob(&self) -> &BlobId {
        &self.blob
    }

    /// The cleaned bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether it is a picture.
    pub fn is_picture(&self) -> bool {
        self.size.is_some()
    }

    /// The part of a phrase that shows the picture or carries the file.
    pub fn into_part(self) -> Part {
        let Self { blob, bytes, name, mime, size } = self;
        let (mime, bytes, extra) = (mime.to_owned(), length(&bytes), Extra::new());
        match size {
            Some(PixelSize { width, height }) => {
                Part::Image(ImagePart { blob, name, mime, width, height, bytes, extra })
            }
            None => Part::File(FilePart { blob, name, mime, bytes, extra }),
        }
    }
}

fn picture(name: &str, format: Format, bytes: &[u8]) -> Result<Prepared> {
    if length(bytes) > MAX_PICTURE_BYTES {
        return Err(Flaw::TooManyBytes.of(name));
    }
    let clean = sanitise(format, bytes).map_err(|flaw| flaw.of(&safe_name(name)))?;
    Ok(Prepared {
        blob: BlobId::of(&clean.bytes),
        bytes: clean.bytes,
        name: picture_name(name, clean.format),
        mime: clean.format.mime(),
        size: Some(clean.size),
    })
}

fn file(name: &str, bytes: Vec<u8>) -> Result<Prepared> {
    if length(&bytes) > MAX_FILE_BYTES {
        return Err(Error::TooLarge { what: Limit::File, max: MAX_FILE_BYTES });
    }
    let name = safe_name(name);
    Ok(Prepared { blob: BlobId::of(&bytes), mime: mime_of(&name), name, bytes, size: None })
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

fn empty(name: &str) -> Error {
    Error::Unreadable {
        file: safe_name(name),
        problem: Bilingual::new("文件是空的", "the file is empty"),
        row: None,
        column: None,
    }
}

fn no_picture(name: &str, bytes: &[u8]) -> Error {
    let name = safe_name(name);
    let problem = match probe::foreign_picture(bytes) {
        Some(format) => Bilingual::new(
            format!("“{name}”是 {format} 图片，暂不支持；请转成 JPEG 或 PNG"),
            format!("“{name}” is a {format} picture, which is not supported; turn it into JPEG or PNG"),
        ),
        None => Bilingual::new(
            format!("“{name}”不是图片；支持 PNG、JPEG、GIF 和 WebP"),
            format!("“{name}” is no picture; PNG, JPEG, GIF and WebP are"),
        ),
    };
    Error::BadImage { problem }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{ErrorCode, Locale};
    use crate::media::samples;

    #[test]
    fn a_picture_becomes_an_image_part() {
        for (name, bytes, mime) in [
            ("尺码表.png", samples::png(30, 20), "image/png"),
            ("a.jpg", samples::jpeg(30, 20), "image/jpeg"),
            ("a.gif", samples::gif(30, 20, 3), "image/gif"),
            ("a.webp", samples::webp(30, 20), "image/webp"),
        ] {
            let prepared = prepare(name, bytes).unwrap();
            let (blob, length) = (*prepared.blob(), length(prepared.bytes()));
            assert_eq!(blob, BlobId::of(prepared.bytes()));
            assert!(prepared.is_picture());
            let Part::Image(part) = prepared.into_part() else { panic!("{name} is no image part") };
            assert_eq!((part.width, part.height, part.bytes, part.blob), (30, 20, length, blob));
            assert_eq!((part.name.as_str(), part.mime.as_str()), (name, mime));
        }
    }

    #[test]
    fn a_file_is_carried_as_it_is() {
        let bytes = b"%PDF-1.7 not looked into".to_vec();
        let prepared = prepare("../说明书.pdf", bytes.clone()).unwrap();
        assert_eq!(prepared.bytes(), bytes);
        let Part::File(part) = prepared.into_part() else { panic!("no file part") };
        assert_eq!((part.name.as_str(), part.mime.as_str()), ("说明书.pdf", "application/pdf"));
        assert_eq!((part.blob, part.bytes), (BlobId::of(&bytes), 24));
    }

    #[test]
    fn a_text_named_as_a_picture_is_a_file() {
        let prepared = prepare("价格.png", b"hello".to_vec()).unwrap();
        assert!(matches!(prepared.into_part(), Part::File(part) if part.mime == "application/octet-stream"));
    }

    #[test]
    fn where_a_picture_is_wanted_nothing_else_will_do() {
        let check = |bytes: &[u8], said: &str| {
            let error = prepare_picture("价格.png", bytes).unwrap_err();
            let message = error.message(Locale::Zh);
            assert!(message.contains(said) && message.contains("价格.png"), "{message}");
        };
        check(b"hello", "不是图片");
        check(b"", "空的");
        check(b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC");
        assert!(prepare_picture("a", &samples::png(2, 2)).unwrap().is_picture());
    }

    #[test]
    fn files_have_their_greatest_size() {
        let check = |mut bytes: Vec<u8>, length: u64, expected: Option<u64>| {
            bytes.resize(usize::try_from(length).unwrap(), b' ');
            match (prepare("a", bytes), expected) {
                (Err(Error::TooLarge { what: Limit::File, max }), Some(expected)) => {
                    assert_eq!(max, expected);
                }
                (result, expected) => assert!(result.is_ok() && expected.is_none(), "{length}"),
            }
        };
        check(b"text".to_vec(), MAX_FILE_BYTES, None);
        check(b"text".to_vec(), MAX_FILE_BYTES + 1, Some(MAX_FILE_BYTES));
        check(samples::gif(2, 2, 1), MAX_PICTURE_BYTES, None);
        check(samples::gif(2, 2, 1), MAX_PICTURE_BYTES + 1, Some(MAX_PICTURE_BYTES));
    }

    #[test]
    fn nothing_is_not_a_file() {
        assert_eq!(prepare("a.png", Vec::new()).unwrap_err().code(), ErrorCode::Unreadable);
    }
}
