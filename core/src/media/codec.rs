//! Pixels in and out of the `image` crate, with limits on what they may cost.

use std::io::Cursor;

use image::codecs::gif::GifDecoder;
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::{CompressionType, FilterType, PngDecoder, PngEncoder};
use image::codecs::webp::WebPDecoder;
use image::error::ImageError;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageResult, Limits};

use super::flaw::Flaw;
use super::probe::{Format, PixelSize};
use super::sanitise::jpeg;
use super::{MAX_PIXELS, MAX_SIDE};

/// A picture's pixels (an animation's first frame) and the colour space that they are in.
pub(super) struct Decoded {
    pub(super) image: DynamicImage,
    /// An ICC profile; `None`: sRGB, or grey without a profile.
    pub(super) profile: Option<Vec<u8>>,
}

/// The most memory that decoding one picture takes, in bytes: the pixels, and what the decoder holds beside them.
/// [`MAX_PIXELS`] of RGB fit with one frame in RGBA beside them, which WebP needs. What takes more is refused at
/// fewer pixels: 16 bits a channel with alpha, animated WebP, a progressive JPEG with its colours unreduced.
const MAX_DECODED: u64 = 7 * MAX_PIXELS;

/// What the PNG decoder may take beside the pixels: rows, and an ICC profile that is inflated, however large.
const MAX_PNG_WORK: u64 = 16 * 1024 * 1024;

/// The longest ICC profile that is carried over to a turned or scaled picture. Profiles of displays and cameras
/// have a few hundred bytes to a few hundred kilobytes; a longer one weighs more than the picture.
const MAX_PROFILE: usize = 1024 * 1024;

/// 90 looks like the original; below 50 a smaller picture looks better than a worse one.
const QUALITIES: [u8; 5] = [90, 80, 70, 60, 50];

impl Decoded {
    pub(super) fn size(&self) -> PixelSize {
        PixelSize { width: self.image.width(), height: self.image.height() }
    }

    /// Whether any pixel lets the background through; an alpha channel alone does not make a picture so.
    pub(super) fn is_translucent(&self) -> bool {
        match &self.image {
            image if !image.color().has_alpha() => false,
            DynamicImage::ImageRgba8(pixels) => pixels.pixels().any(|pixel| pixel[3] != u8::MAX),
            DynamicImage::ImageLumaA8(pixels) => pixels.pixels().any(|pixel| pixel[1] != u8::MAX),
            DynamicImage::ImageRgba16(pixels) => pixels.pixels().any(|pixel| pixel[3] != u16::MAX),
            DynamicImage::ImageLumaA16(pixels) => pixels.pixels().any(|pixel| pixel[1] != u16::MAX),
            _ => true,
        }
    }
}

/// Decodes a picture whose header has passed [`PixelSize::check`].
pub(super) fn decode(format: Format, bytes: &[u8]) -> Result<Decoded, Flaw> {
    let input = Cursor::new(bytes);
    match format {
        Format::Png => {
            PngDecoder::with_limits(input, limits(MAX_PNG_WORK)).and_then(|decoder| read(decoder, 0))
        }
        Format::Jpeg => return decode_jpeg(bytes),
        // The decoder reserves what it takes beside the pixels itself.
        Format::Gif => GifDecoder::new(input).and_then(|decoder| read(decoder, 0)),
        Format::WebP => WebPDecoder::new(input).and_then(|decoder| {
            // One frame in RGBA, and for an animation the canvas that it is drawn on.
            let bytes_per_pixel = if decoder.has_animation() { 8 } else { 4 };
            let (width, height) = decoder.dimensions();
            read(decoder, u64::from(width) * u64::from(height) * bytes_per_pixel)
        }),
    }
    .map_err(|error| flaw(&error))
}

fn decode_jpeg(bytes: &[u8]) -> Result<Decoded, Flaw> {
    let frame = jpeg::frame(bytes)?;
    let decoder = JpegDecoder::new(Cursor::new(bytes));
    let decoded = decoder.and_then(|decoder| read(decoder, frame.coefficient_bytes()));
    let mut decoded = decoded.map_err(|error| flaw(&error))?;
    // The decoder turns CMYK into RGB by the plain formula, so a profile for CMYK no longer fits the pixels.
    if frame.components.len() == 4 {
        decoded.profile = None;
    }
    Ok(decoded)
}

/// A JPEG of a quality between 1 and 100; alpha must have been dealt with.
pub(super) fn encode_jpeg(decoded: &Decoded, quality: u8) -> Result<Vec<u8>, Flaw> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    set_profile(&mut encoder, decoded);
    let written = if matches!(decoded.image, DynamicImage::ImageLuma8(_) | DynamicImage::ImageRgb8(_)) {
        decoded.image.write_with_encoder(encoder)
    } else if decoded.image.color().has_color() {
        DynamicImage::ImageRgb8(decoded.image.to_rgb8()).write_with_encoder(encoder)
    } else {
        DynamicImage::ImageLuma8(decoded.image.to_luma8()).write_with_encoder(encoder)
    };
    written.map_err(|_| Flaw::Encoding)?;
    Ok(bytes)
}

/// A JPEG of the best of a few qualities with which it has at most `max_bytes`; `None` if it has more with each.
pub(super) fn encode_jpeg_within(decoded: &Decoded, max_bytes: u64) -> Result<Option<Vec<u8>>, Flaw> {
    for quality in QUALITIES {
        let bytes = encode_jpeg(decoded, quality)?;
        if is_within(&bytes, max_bytes) {
            return Ok(Some(bytes));
        }
    }
    Ok(None)
}

/// Whether these are at most `max_bytes`.
pub(super) fn is_within(bytes: &[u8], max_bytes: u64) -> bool {
    u64::try_from(bytes.len()).is_ok_and(|length| length <= max_bytes)
}

/// A PNG of the same depth and channels.
pub(super) fn encode_png(decoded: &Decoded) -> Result<Vec<u8>, Flaw> {
    let mut bytes = Vec::new();
    let mut encoder =
        PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive);
    set_profile(&mut encoder, decoded);
    decoded.image.write_with_encoder(encoder).map_err(|_| Flaw::Encoding)?;
    Ok(bytes)
}

/// Reads the pixels, unless they and the `work` bytes beside them are more than is spent on one picture.
fn read(mut decoder: impl ImageDecoder, work: u64) -> ImageResult<Decoded> {
    let mut limits = limits(MAX_DECODED);
    limits.reserve(decoder.total_bytes())?;
    limits.reserve(work)?;
    decoder.set_limits(limits)?;
    // A damaged profile is no reason to refuse the pixels.
    let profile = decoder.icc_profile().ok().flatten();
    let profile = profile.filter(|profile| !profile.is_empty() && profile.len() <= MAX_PROFILE);
    Ok(Decoded { image: DynamicImage::from_decoder(decoder)?, profile })
}

fn limits(max_alloc: u64) -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(max_alloc);
    limits
}

fn set_profile(encoder: &mut impl ImageEncoder, decoded: &Decoded) {
    if let Some(profile) = &decoded.profile {
        // An encoder that cannot carry a profile leaves it out; both of ours can.
        encoder.set_icc_profile(profile.clone()).ok();
    }
}

fn flaw(error: &ImageError) -> Flaw {
    log::debug!("a picture cannot be decoded: {error}");
    match error {
        ImageError::Unsupported(_) => Flaw::Unsupported,
        ImageError::Limits(_) => Flaw::Memory,
        ImageError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Flaw::Truncated,
        _ => Flaw::PixelData,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::samples;

    #[test]
    fn the_best_quality_that_fits_is_taken() {
        let noise = Decoded { image: samples::noise(100, 100), profile: None };
        let sizes = QUALITIES.map(|quality| encode_jpeg(&noise, quality).unwrap().len() as u64);
        assert!(sizes.is_sorted_by(|better, worse| better > worse));
        for max in sizes {
            assert_eq!(encode_jpeg_within(&noise, max).unwrap().unwrap().len() as u64, max);
        }
        assert_eq!(encode_jpeg_within(&noise, sizes[4] - 1).unwrap(), None);
    }
}
