//! Pictures for tests: drawn here where `image` can write the format, else read from `samples/`, which
//! `scripts/data/media_samples.py` draws.

use std::io::Cursor;

use image::codecs::gif::{GifEncoder, Repeat};
use image::{Delay, DynamicImage, Frame, ImageFormat, Rgb, RgbImage, Rgba};

use super::probe::Format;
use super::sanitise::{self, crc32};

/// 48 × 32 pixels, several scans, an ICC profile.
pub(super) const PROGRESSIVE_JPEG: &[u8] = include_bytes!("samples/progressive.jpg");
/// 48 × 32 pixels, four channels, an Adobe segment, an ICC profile.
pub(super) const CMYK_JPEG: &[u8] = include_bytes!("samples/cmyk.jpg");
/// 48 × 32 pixels, the simple file form.
pub(super) const LOSSY_WEBP: &[u8] = include_bytes!("samples/lossy.webp");
/// 48 × 32 pixels, the extended form with a chunk of alpha.
pub(super) const LOSSY_ALPHA_WEBP: &[u8] = include_bytes!("samples/lossy-alpha.webp");
/// 48 × 32 pixels, three frames with alpha.
pub(super) const ANIMATED_WEBP: &[u8] = include_bytes!("samples/animated.webp");
/// 48 × 32 pixels, three frames with alpha.
pub(super) const ANIMATED_PNG: &[u8] = include_bytes!("samples/animated.png");

/// One picture of every coding that is read.
pub(super) fn all() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("png", png(40, 30)),
        ("png with alpha", png_with_alpha(40, 30)),
        ("animated png", ANIMATED_PNG.to_vec()),
        ("jpeg", jpeg(40, 30)),
        ("progressive jpeg", PROGRESSIVE_JPEG.to_vec()),
        ("cmyk jpeg", CMYK_JPEG.to_vec()),
        ("jpeg with exif", with_exif(&jpeg(40, 30), &exif(1))),
        ("turned jpeg", with_exif(&jpeg(40, 30), &exif(6))),
        ("gif", gif(40, 30, 1)),
        ("animated gif", gif(40, 30, 3)),
        ("webp", webp(40, 30)),
        ("lossy webp", LOSSY_WEBP.to_vec()),
        ("lossy webp with alpha", LOSSY_ALPHA_WEBP.to_vec()),
        ("animated webp", ANIMATED_WEBP.to_vec()),
        ("webp with exif", with_exif(&webp(40, 30), &exif(1))),
    ]
}

/// A red quarter at the top left, a green one at the top right, blue below: every turn looks different.
pub(super) fn quarters(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| match (x * 2 < width, y * 2 < height) {
        (true, true) => Rgb([220, 30, 30]),
        (false, true) => Rgb([30, 200, 30]),
        _ => Rgb([30, 30, 220]),
    })
}

pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    encode(DynamicImage::ImageRgb8(quarters(width, height)), ImageFormat::Png)
}

/// The left half lets the background through.
pub(super) fn png_with_alpha(width: u32, height: u32) -> Vec<u8> {
    let mut pixels = DynamicImage::ImageRgb8(quarters(width, height)).into_rgba8();
    for (x, _, Rgba([_, _, _, alpha])) in pixels.enumerate_pixels_mut() {
        if x * 2 < width {
            *alpha = 60;
        }
    }
    encode(DynamicImage::ImageRgba8(pixels), ImageFormat::Png)
}

pub(super) fn png_with_opaque_alpha(width: u32, height: u32) -> Vec<u8> {
    let pixels = DynamicImage::ImageRgb8(quarters(width, height)).into_rgba8();
    encode(DynamicImage::ImageRgba8(pixels), ImageFormat::Png)
}

pub(super) fn jpeg(width: u32, height: u32) -> Vec<u8> {
    encode(DynamicImage::ImageRgb8(quarters(width, height)), ImageFormat::Jpeg)
}

/// Without loss.
pub(super) fn webp(width: u32, height: u32) -> Vec<u8> {
    encode(DynamicImage::ImageRgb8(quarters(width, height)), ImageFormat::WebP)
}

pub(super) fn gif(width: u32, height: u32, frames: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new_with_speed(&mut bytes, 30);
    encoder.set_repeat(Repeat::Infinite).unwrap();
    for _ in 0..frames {
        let pixels = DynamicImage::ImageRgb8(quarters(width, height)).into_rgba8();
        let delay = Delay::from_numer_denom_ms(100, 1);
        encoder.encode_frame(Frame::from_parts(pixels, 0, 0, delay)).unwrap();
    }
    drop(encoder);
    bytes
}

/// Pixels that do not compress: the size of the file is that of its pixels.
pub(super) fn noise(width: u32, height: u32) -> DynamicImage {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |_, _| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let [red, green, blue, ..] = state.to_le_bytes();
        Rgb([red, green, blue])
    }))
}

pub(super) fn encode(image: DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// The TIFF structure inside EXIF: an orientation, and a position in Shanghai.
pub(super) fn exif(orientation: u16) -> Vec<u8> {
    let mut tiff = b"II\x2A\0\x08\0\0\0".to_vec();
    let entry = |out: &mut Vec<u8>, tag: u16, kind: u16, count: u32, value: u32| {
        out.extend(tag.to_le_bytes());
        out.extend(kind.to_le_bytes());
        out.extend(count.to_le_bytes());
        out.extend(value.to_le_bytes());
    };
    // The first directory has two entries and ends at 38; the GPS directory follows.
    tiff.extend(2_u16.to_le_bytes());
    entry(&mut tiff, 0x0112, 3, 1, u32::from(orientation));
    entry(&mut tiff, 0x8825, 4, 1, 38);
    tiff.extend(0_u32.to_le_bytes());
    tiff.extend(2_u16.to_le_bytes());
    entry(&mut tiff, 0x0001, 2, 2, u32::from(b'N'));
    entry(&mut tiff, 0x0002, 5, 3, 68);
    tiff.extend(0_u32.to_le_bytes());
    for (degrees, parts) in [(31, 1), (14, 1), (15, 1_u32)] {
        tiff.extend(u32::to_le_bytes(degrees));
        tiff.extend(parts.to_le_bytes());
    }
    tiff.extend_from_slice(GPS_MARK);
    tiff
}

/// Stands in the EXIF that [`exif`] makes, and nowhere else.
pub(super) const GPS_MARK: &[u8] = b"GPSPOSITION";

/// The picture with the EXIF where its format puts it.
pub(super) fn with_exif(picture: &[u8], tiff: &[u8]) -> Vec<u8> {
    match picture[0] {
        0xFF => with_segment(picture, 0xE1, &[b"Exif\0\0", tiff].concat()),
        b'R' => with_riff_chunks(picture, &[(b"EXIF", tiff)]),
        _ => with_chunk(picture, b"eXIf", tiff),
    }
}

/// A JPEG with another segment in front.
pub(super) fn with_segment(jpeg: &[u8], marker: u8, payload: &[u8]) -> Vec<u8> {
    let mut out = jpeg[..2].to_vec();
    out.extend([0xFF, marker]);
    out.extend(u16::try_from(payload.len() + 2).unwrap().to_be_bytes());
    out.extend_from_slice(payload);
    out.extend_from_slice(&jpeg[2..]);
    out
}

/// A PNG with another chunk behind its header.
pub(super) fn with_chunk(png: &[u8], kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let behind_header = 8 + 25;
    [&png[..behind_header], &chunk(kind, data), &png[behind_header..]].concat()
}

pub(super) fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap();
    let body = [&kind[..], data].concat();
    [&length.to_be_bytes()[..], &body, &crc32(&body).to_be_bytes()].concat()
}

/// A PNG header for a picture of eight bits in RGB, and nothing behind it.
pub(super) fn png_header(width: u32, height: u32) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    [b"\x89PNG\r\n\x1A\n", &chunk(b"IHDR", &header)[..]].concat()
}

/// A WebP in the extended form with more chunks behind the picture.
pub(super) fn with_riff_chunks(webp: &[u8], chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut body = b"WEBP".to_vec();
    if &webp[12..16] != b"VP8X" {
        let size = sanitise::size(Format::WebP, webp).unwrap();
        let flags: u8 = chunks.iter().map(|(kind, _)| if *kind == b"EXIF" { 8 } else { 4 }).sum();
        let mut extended = vec![flags, 0, 0, 0];
        extended.extend_from_slice(&(size.width - 1).to_le_bytes()[..3]);
        extended.extend_from_slice(&(size.height - 1).to_le_bytes()[..3]);
        body.extend(riff_chunk(b"VP8X", &extended));
    }
    body.extend_from_slice(&webp[12..]);
    for (kind, data) in chunks {
        body.extend(riff_chunk(kind, data));
    }
    riff_chunk(b"RIFF", &body)
}

pub(super) fn riff_chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap();
    let padding = &[0][..data.len() % 2];
    [&kind[..], &length.to_le_bytes(), data, padding].concat()
}

/// A zlib stream of that many bytes which inflates to 158 times as many zeros; its checksum is left out.
pub(super) fn zlib_zeros(length: usize) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let (mut bits, mut count) = (0_u64, 0);
    let mut push = |out: &mut Vec<u8>, value: u64, width: u32| {
        bits |= value << count;
        count += width;
        while count >= 8 {
            out.push(bits.to_le_bytes()[0]);
            bits >>= 8;
            count -= 8;
        }
    };
    // RFC 1951: the last block, of the fixed codes; a literal zero; then copies of 258 bytes from one byte back,
    // whose length code 285 is 11000101 and whose distance code is 00000, first bit first.
    push(&mut out, 0b011, 3);
    push(&mut out, 0b0000_1100, 8);
    while out.len() < length {
        push(&mut out, 0b00000_10100011, 13);
    }
    push(&mut out, 0, 7);
    push(&mut out, 0, 7);
    out
}
