//! Small copies of pictures for lists and previews: a cache that may be deleted at any time.

use std::fs;
use std::path::PathBuf;

use super::Media;
use super::codec;
use super::disk::Temp;
use super::flaw::Flaw;
use super::probe::{Format, Kind, probe};
use super::sanitise;
use super::scale::scale_down;
use crate::error::{Bilingual, Error, Result};
use crate::ids::BlobId;

/// How large a small copy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi(name = "PictureSize"))]
pub enum Size {
    /// For lists: the long side at most 256 pixels.
    Thumb256,
    /// For a preview on a phone: the long side at most 1080 pixels.
    Preview1080,
}

impl Size {
    fn long_side(self) -> u32 {
        match self {
            Self::Thumb256 => 256,
            Self::Preview1080 => 1080,
        }
    }
}

/// At 256 pixels nobody sees the difference to 90, and a list of hundreds loads in half the time.
const QUALITY: u8 = 80;

impl Media {
    /// The path of a small copy, which is made if it is not there yet: a JPEG, or a PNG where the picture lets the
    /// background through. It shows the first frame of an animation, and is never larger than the picture.
    ///
    /// # Errors
    /// As [`Media::read`]; [`Error::BadImage`] and [`Error::TooLarge`] where the blob is no picture that can be
    /// decoded (see [`super::prepare_picture`]).
    pub fn thumb(&self, blob: &BlobId, size: Size) -> Result<PathBuf> {
        if let Some(cached) = self.cached(blob, size) {
            return Ok(cached);
        }
        let bytes = self.read(blob)?;
        let Kind::Picture(format) = probe(&bytes) else { return Err(no_picture(blob)) };
        let (format, bytes) = make(format, &bytes, size).map_err(|flaw| flaw.of(""))?;
        let target = self.thumb_path(blob, size, format);
        Temp::write(&self.thumbs.join("temp"), &blob.to_string(), &bytes)?.rename(&target)?;
        Ok(target)
    }

    /// A copy of no bytes is what a power failure leaves of one that was never synced.
    fn cached(&self, blob: &BlobId, size: Size) -> Option<PathBuf> {
        let paths = [Format::Jpeg, Format::Png].map(|format| self.thumb_path(blob, size, format));
        paths.into_iter().find(|path| fs::metadata(path).is_ok_and(|metadata| metadata.len() > 0))
    }

    fn thumb_path(&self, blob: &BlobId, size: Size, format: Format) -> PathBuf {
        let name = blob.to_string();
        let file = format!("{name}-{}.{}", size.long_side(), format.extensions()[0]);
        self.thumbs.join(&name[..2]).join(file)
    }
}

fn make(format: Format, bytes: &[u8], size: Size) -> Result<(Format, Vec<u8>), Flaw> {
    // The blob may have come from another device, so it is checked as if it were new.
    sanitise::size(format, bytes)?.check()?;
    let small = scale_down(codec::decode(format, bytes)?, size.long_side());
    if small.is_translucent() {
        Ok((Format::Png, codec::encode_png(&small)?))
    } else {
        Ok((Format::Jpeg, codec::encode_jpeg(&small, QUALITY)?))
    }
}

fn no_picture(blob: &BlobId) -> Error {
    Error::BadImage {
        problem: Bilingual::new(
            format!("{blob} 不是图片，没有缩略图"),
            format!("{blob} is no picture and has no thumbnail"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::media::{prepare, samples};

    fn put(media: &Media, bytes: Vec<u8>) -> BlobId {
        let prepared = prepare("a", bytes).unwrap();
        media.put(&prepared, Timestamp::UNIX_EPOCH).unwrap();
        *prepared.blob()
    }

    #[test]
    fn small_copies_have_their_size_and_format() {
        let folder = tempfile::tempdir().unwrap();
        let media = Media::open(folder.path());
        let check = |bytes: Vec<u8>, size, expected: (u32, u32), format: Format| {
            let blob = put(&media, bytes);
            let path = media.thumb(&blob, size).unwrap();
            let bytes = fs::read(&path).unwrap();
            assert_eq!(probe(&bytes), Kind::Picture(format), "{}", path.display());
            assert_eq!(path.extension().unwrap().to_str(), Some(format.extensions()[0]));
            let made = codec::decode(format, &bytes).unwrap().size();
            assert_eq!((made.width, made.height), expected);
        };
        check(samples::jpeg(1600, 1200), Size::Thumb256, (256, 192), Format::Jpeg);
        check(samples::jpeg(1600, 1200), Size::Preview1080, (1080, 810), Format::Jpeg);
        check(samples::png(600, 1200), Size::Thumb256, (128, 256), Format::Jpeg);
        check(samples::png_with_alpha(600, 600), Size::Thumb256, (256, 256), Format::Png);
        check(samples::png_with_opaque_alpha(600, 600), Size::Thumb256, (256, 256), Format::Jpeg);
        check(samples::png(20, 10), Size::Preview1080, (20, 10), Format::Jpeg);
        check(samples::gif(300, 600, 3), Size::Thumb256, (128, 256), Format::Jpeg);
        check(samples::webp(600, 300), Size::Thumb256, (256, 128), Format::Jpeg);
        check(samples::ANIMATED_WEBP.to_vec(), Size::Thumb256, (48, 32), Format::Png);
    }

    #[test]
    fn a_small_copy_is_made_once_and_again_when_it_was_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let media = Media::open(folder.path());
        let blob = put(&media, samples::jpeg(600, 400));
        let path = media.thumb(&blob, Size::Thumb256).unwrap();
        fs::write(&path, b"marked").unwrap();
        assert_eq!(media.thumb(&blob, Size::Thumb256).unwrap(), path);
        assert_eq!(fs::read(&path).unwrap(), b"marked", "it was made twice");
        for spoil in [|path: &PathBuf| fs::remove_file(path), |path: &PathBuf| fs::write(path, b"")] {
            spoil(&path).unwrap();
            assert_eq!(media.thumb(&blob, Size::Thumb256).unwrap(), path);
            assert!(fs::read(&path).unwrap().starts_with(b"\xFF\xD8\xFF"));
        }
        fs::remove_dir_all(folder.path().join("thumbs")).unwrap();
        assert_eq!(media.thumb(&blob, Size::Thumb256).unwrap(), path);
    }

    #[test]
    fn what_is_no_picture_has_no_small_copy() {
        let folder = tempfile::tempdir().unwrap();
        let media = Media::open(folder.path());
        let file = put(&media, b"hello".to_vec());
        assert!(matches!(media.thumb(&file, Size::Thumb256), Err(Error::BadImage { .. })));
        let absent = BlobId::of(b"absent");
        assert!(matches!(media.thumb(&absent, Size::Thumb256), Err(Error::MissingBlob { .. })));
    }
}
