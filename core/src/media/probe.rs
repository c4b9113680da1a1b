//! What bytes are, told by their first few and never by a name.

use super::flaw::Flaw;
use super::{MAX_PIXELS, MAX_SIDE};

/// What the bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A picture of a format that Huashu reads.
    Picture(Format),
    /// Anything else: carried as it is.
    File,
}

/// The formats of pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the format that it says")]
pub enum Format {
    Png,
    Jpeg,
    Gif,
    WebP,
}

/// Width and height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PixelSize {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// Tells a picture from another file. Only the signature is looked at: the rest may still be broken.
pub fn probe(bytes: &[u8]) -> Kind {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Kind::Picture(Format::Png),
        [0xFF, 0xD8, 0xFF, ..] => Kind::Picture(Format::Jpeg),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Kind::Picture(Format::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Kind::Picture(Format::WebP),
        _ => Kind::File,
    }
}

/// The name of a picture format that is recognised only to say that it is not supported.
pub(super) fn foreign_picture(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        // ISO/IEC 14496-12: a box size, `ftyp`, and the major brand.
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => match brand.get(..4)? {
            b"heic" | b"heix" | b"hevc" | b"heim" | b"heis" | b"mif1" | b"msf1" => Some("HEIC"),
            b"avif" | b"avis" => Some("AVIF"),
            _ => None,
        },
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Some("TIFF"),
        [b'B', b'M', ..] => Some("BMP"),
        _ => None,
    }
}

impl Format {
    /// The media type.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::WebP => "image/webp",
        }
    }

    /// The endings that names of this format have, the usual one first, in lower case.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Png => &["png", "apng"],
            Self::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            Self::Gif => &["gif"],
            Self::WebP => &["webp"],
        }
    }

    pub(super) const ALL: [Self; 4] = [Self::Png, Self::Jpeg, Self::Gif, Self::WebP];
}

impl PixelSize {
    /// Refuses what would cost too much to decode.
    pub(super) fn check(self) -> Result<(), Flaw> {
        if self.width == 0 || self.height == 0 {
            return Err(Flaw::NoPixels);
        }
        if u64::from(self.width) * u64::from(self.height) > MAX_PIXELS {
            return Err(Flaw::TooManyPixels);
        }
        if self.long_side() > MAX_SIDE {
            return Err(Flaw::SideTooLong);
        }
        Ok(())
    }

    pub(super) fn long_side(self) -> u32 {
        self.width.max(self.height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::samples;

    #[test]
    fn the_content_decides_what_bytes_are() {
        for (bytes, kind) in [
            (samples::png(3, 2), Kind::Picture(Format::Png)),
            (samples::jpeg(3, 2), Kind::Picture(Format::Jpeg)),
            (samples::gif(3, 2, 2), Kind::Picture(Format::Gif)),
            (samples::webp(3, 2), Kind::Picture(Format::WebP)),
            (b"GIF88a".to_vec(), Kind::File),
            (b"RIFF\0\0\0\0WAVE".to_vec(), Kind::File),
            (b"\xFF\xD8".to_vec(), Kind::File),
            (b"hello".to_vec(), Kind::File),
            (Vec::new(), Kind::File),
        ] {
            assert_eq!(probe(&bytes), kind, "{:?}", &bytes[..bytes.len().min(12)]);
        }
    }

    #[test]
    fn sizes_are_checked_by_area_and_by_side() {
        let check = |width, height| PixelSize { width, height }.check();
        assert_eq!(check(1, 1), Ok(()));
        assert_eq!(check(8_000, 5_000), Ok(()));
        assert_eq!(check(8_001, 5_000), Err(Flaw::TooManyPixels));
        assert_eq!(check(16_384, 1), Ok(()));
        assert_eq!(check(16_385, 1), Err(Flaw::SideTooLong));
        assert_eq!(check(u32::MAX, u32::MAX), Err(Flaw::TooManyPixels));
        assert_eq!(check(0, 5), Err(Flaw::NoPixels));
    }
}
