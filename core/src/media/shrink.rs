//! Makes a picture small enough for a chat app that takes no larger one.

use super::codec::{self, Decoded};
use super::flaw::Flaw;
use super::probe::{Format, Kind, probe};
use super::sanitise;
use super::scale::{on_white, scale_down};
use crate::error::{Bilingual, Error, Limit, Result};

/// The long side, in pixels, below which nothing in a picture can be read any more.
const SMALLEST_SIDE: u32 = 64;

/// The picture with its long side at most `max_side` pixels and its size at most `max_bytes`.
///
/// A picture that fits comes back unchanged. Otherwise it is scaled down, and its JPEG quality lowered, until it
/// fits. A PNG stays one if it fits at the wanted side, and so does any picture with transparency; else the
/// result is a JPEG on white (see [`probe`] for what came out). Of an animation only the first frame is left.
///
/// # Errors
/// [`Error::BadImage`] for what is no picture or a damaged one, [`Error::TooLarge`] for more than
/// [`super::MAX_PIXELS`], and where no legible picture fits into `max_bytes`.
pub fn shrink(bytes: &[u8], max_side: u32, max_bytes: u64) -> Result<Vec<u8>> {
    let Kind::Picture(format) = probe(bytes) else { return Err(no_picture()) };
    let failed = |flaw: Flaw| flaw.of("");
    let size = sanitise::size(format, bytes).map_err(failed)?;
    size.check().map_err(failed)?;
    if size.long_side() <= max_side && codec::is_within(bytes, max_bytes) {
        return Ok(bytes.to_vec());
    }

    let decoded = codec::decode(format, bytes).map_err(failed)?;
    let mut scaled = scale_down(without_heavy_profile(decoded, max_bytes), max_side);
    if format == Format::Png || scaled.is_translucent() {
        let png = codec::encode_png(&scaled).map_err(failed)?;
        if codec::is_within(&png, max_bytes) {
            return Ok(png);
        }
    }
    scaled = on_white(scaled);
    loop {
        if let Some(jpeg) = codec::encode_jpeg_within(&scaled, max_bytes).map_err(failed)? {
            return Ok(jpeg);
        }
        let side = scaled.size().long_side() / 4 * 3;
        if side < SMALLEST_SIDE {
            return Err(Error::TooLarge { what: Limit::File, max: max_bytes });
        }
        scaled = scale_down(scaled, side);
    }
}

/// A profile that takes more than an eighth of the room is not worth the pixels that it costs.
fn without_heavy_profile(decoded: Decoded, max_bytes: u64) -> Decoded {
    let is_light =
        |profile: &Vec<u8>| u64::try_from(profile.len()).is_ok_and(|length| length <= max_bytes / 8);
    Decoded { profile: decoded.profile.filter(is_light), ..decoded }
}

fn no_picture() -> Error {
    Error::BadImage {
        problem: Bilingual::new("这不是图片，不能缩小", "this is no picture and cannot be made smaller"),
    }
}

#[cfg(test)]
mod tests {
    use image::ImageFormat;

    use super::*;
    use crate::media::samples;

    #[test]
    fn pictures_are_shrunk_until_they_fit() {
        let check = |bytes: &[u8], max_side, max_bytes, format, side: u32| {
            let shrunk = shrink(bytes, max_side, max_bytes).unwrap();
            assert!(shrunk.len() as u64 <= max_bytes, "{} bytes", shrunk.len());
            assert_eq!(probe(&shrunk), Kind::Picture(format));
            assert_eq!(sanitise::size(format, &shrunk).unwrap().long_side(), side);
        };
        let plain = samples::png(400, 300);
        let noise = samples::encode(samples::noise(400, 300), ImageFormat::Png);
        check(&plain, 200, 100_000, Format::Png, 200);
        check(&samples::jpeg(400, 300), 200, 100_000, Format::Jpeg, 200);
        check(&samples::gif(400, 300, 3), 200, 100_000, Format::Jpeg, 200);
        check(&samples::webp(400, 300), 200, 100_000, Format::Jpeg, 200);
        check(&samples::png_with_alpha(400, 300), 200, 100_000, Format::Png, 200);
        check(samples::LOSSY_ALPHA_WEBP, 24, 100_000, Format::Png, 24);
        // As a JPEG of lower quality at the same side, and at last at a smaller one.
        check(&noise, 400, 150_000, Format::Jpeg, 400);
        check(&noise, 400, 8_000, Format::Jpeg, 168);
    }

    #[test]
    fn what_fits_is_not_touched() {
        for (what, bytes) in samples::all() {
            assert!(shrink(&bytes, 48, bytes.len() as u64).unwrap() == bytes, "{what}");
        }
    }

    #[test]
    fn transparency_that_does_not_fit_goes_onto_white() {
        let picture = samples::png_with_alpha(64, 64);
        let shrunk = shrink(&picture, 64, 0).unwrap_err();
        assert!(matches!(shrunk, Error::TooLarge { what: Limit::File, max: 0 }));
        let noise = samples::noise(128, 128).into_rgba8();
        let mut pixels = noise;
        for (x, _, pixel) in pixels.enumerate_pixels_mut() {
            pixel[3] = if x < 64 { 0 } else { 255 };
        }
        let picture = samples::encode(image::DynamicImage::ImageRgba8(pixels), ImageFormat::Png);
        let shrunk = shrink(&picture, 128, 20_000).unwrap();
        assert_eq!(probe(&shrunk), Kind::Picture(Format::Jpeg));
        let shown = image::load_from_memory(&shrunk).unwrap().into_rgb8();
        assert!(shown.get_pixel(20, 64).0.iter().all(|&channel| channel > 240));
    }

    #[test]
    fn what_cannot_be_shrunk_says_why() {
        assert!(matches!(shrink(b"hello", 100, 100), Err(Error::BadImage { .. })));
        let huge = samples::png_header(50_000, 50_000);
        assert!(matches!(shrink(&huge, 100, 100), Err(Error::TooLarge { what: Limit::Pixels, .. })));
        let broken = &samples::png(400, 300)[..200];
        assert!(matches!(shrink(broken, 100, 100), Err(Error::BadImage { .. })));
    }
}
