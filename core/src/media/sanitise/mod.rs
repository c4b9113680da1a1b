//! Takes out of a picture what is not picture: where, when and with what it was taken.
//!
//! The containers are walked by our own code, one file a format, which copies an allow list and never touches
//! coded pixels. Only a picture that its EXIF wants turned is decoded and encoded again: without the EXIF it
//! would lie on its side.

mod gif;
pub(in crate::media) mod jpeg;
mod png;
mod reader;
#[cfg(test)]
mod tests;
mod webp;

use image::metadata::Orientation;
#[cfg(test)]
pub(super) use png::crc32;

use super::MAX_PICTURE_BYTES;
use super::codec::{self, Decoded};
use super::flaw::Flaw;
use super::probe::{Format, PixelSize};

/// A picture without metadata, upright, that a decoder has read to the end of its first frame.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sanitised {
    pub(super) bytes: Vec<u8>,
    /// Another one than was given only if a WebP had to be turned: there is no good encoder for it here.
    pub(super) format: Format,
    pub(super) size: PixelSize,
}

/// What a walk over a container yields.
struct Stripped<'a> {
    bytes: Vec<u8>,
    exif: Option<&'a [u8]>,
    animated: bool,
}

/// Checks and cleans a picture of that format. The same bytes always give the same result, and giving the
/// result in again gives it back.
///
/// An animation that its EXIF wants turned stays as it lies: turning would leave only its first frame.
pub(super) fn sanitise(format: Format, bytes: &[u8]) -> Result<Sanitised, Flaw> {
    size(format, bytes)?.check()?;
    let stripped = strip(format, bytes)?;
    let decoded = codec::decode(format, &stripped.bytes)?;
    let turn = stripped.exif.and_then(Orientation::from_exif_chunk).unwrap_or(Orientation::NoTransforms);
    if turn == Orientation::NoTransforms || stripped.animated {
        return Ok(Sanitised { bytes: stripped.bytes, format, size: decoded.size() });
    }
    upright(format, decoded, turn)
}

/// The size that the header states; no pixel is looked at.
pub(super) fn size(format: Format, bytes: &[u8]) -> Result<PixelSize, Flaw> {
    match format {
        Format::Png => png::size(bytes),
        Format::Jpeg => jpeg::frame(bytes).map(|frame| frame.size),
        Format::Gif => gif::size(bytes),
        Format::WebP => webp::size(bytes),
    }
}

fn strip(format: Format, bytes: &[u8]) -> Result<Stripped<'_>, Flaw> {
    match format {
        Format::Png => png::strip(bytes),
        Format::Jpeg => jpeg::strip(bytes),
        Format::Gif => gif::strip(bytes),
        Format::WebP => webp::strip(bytes),
    }
}

fn upright(format: Format, mut decoded: Decoded, turn: Orientation) -> Result<Sanitised, Flaw> {
    decoded.image.apply_orientation(turn);
    let size = decoded.size();
    let (format, bytes) = if format == Format::Png || decoded.is_translucent() {
        let png = codec::encode_png(&decoded)?;
        (Format::Png, Some(png).filter(|png| codec::is_within(png, MAX_PICTURE_BYTES)))
    } else {
        (Format::Jpeg, codec::encode_jpeg_within(&decoded, MAX_PICTURE_BYTES)?)
    };
    let bytes = bytes.ok_or(Flaw::TooManyBytes)?;
    // The encoder's own segments pass the same walk, so that cleaning again changes nothing.
    let bytes = strip(format, &bytes)?.bytes;
    Ok(Sanitised { bytes, format, size })
}
