use image::codecs::gif::GifDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::{AnimationDecoder, DynamicImage, ImageDecoder, ImageFormat};
use proptest::prelude::*;

use super::*;
use crate::media::probe::{Kind, probe};
use crate::media::samples::{self, chunk, exif, with_chunk, with_exif, with_riff_chunks, with_segment};

/// What must not be found in a cleaned picture.
const MARKS: [&[u8]; 7] =
    [samples::GPS_MARK, b"Exif", b"EXIF", b"eXIf", b"ns.adobe.com", b"Photoshop", b"SECRET"];

fn clean(bytes: &[u8]) -> Result<Sanitised, Flaw> {
    match probe(bytes) {
        Kind::Picture(format) => sanitise(format, bytes),
        Kind::File => panic!("the sample is no picture"),
    }
}

fn pixels(bytes: &[u8]) -> DynamicImage {
    image::load_from_memory(bytes).unwrap()
}

fn contains(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark)
}

#[test]
fn metadata_goes_and_pixels_stay() {
    let xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>SECRET</x:xmpmeta>";
    let jpeg = samples::jpeg(40, 30);
    let png = samples::png(40, 30);
    let gif = samples::gif(40, 30, 2);
    let webp = samples::webp(40, 30);
    let check = |what: &str, plain: &[u8], bytes: Vec<u8>| {
        assert!(MARKS.iter().any(|mark| contains(&bytes, mark)), "{what}: the sample carries nothing");
        let cleaned = clean(&bytes).unwrap_or_else(|flaw| panic!("{what}: {flaw:?}"));
        for mark in MARKS {
            assert!(!contains(&cleaned.bytes, mark), "{what}: {} is left", String::from_utf8_lossy(mark));
        }
        assert_eq!(pixels(&cleaned.bytes), pixels(plain), "{what}");
    };
    check("jpeg exif", &jpeg, with_exif(&jpeg, &exif(1)));
    check("jpeg exif without a known orientation", &jpeg, with_exif(&jpeg, &exif(9)));
    check("jpeg xmp", &jpeg, with_segment(&jpeg, 0xE1, xmp));
    check("jpeg iptc", &jpeg, with_segment(&jpeg, 0xED, b"Photoshop 3.0\08BIM SECRET"));
    check("jpeg comment", &jpeg, with_segment(&jpeg, 0xFE, b"SECRET"));
    check("jpeg private segment", &jpeg, with_segment(&jpeg, 0xEB, b"JP SECRET"));
    check("jpeg thumbnail in an extension of JFIF", &jpeg, with_segment(&jpeg, 0xE0, b"JFXX\0\x10SECRET"));
    check("jpeg second picture behind the end", &jpeg, [&jpeg[..], &with_exif(&jpeg, &exif(1))].concat());
    check("progressive jpeg exif", samples::PROGRESSIVE_JPEG, with_exif(samples::PROGRESSIVE_JPEG, &exif(1)));
    check("png exif", &png, with_exif(&png, &exif(1)));
    check("png text", &png, with_chunk(&png, b"tEXt", b"Comment\0SECRET"));
    check("png international text", &png, with_chunk(&png, b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0SECRET"));
    check("png time", &png, with_chunk(&png, b"tIME", b"SECRET!"));
    check("png private chunk", &png, with_chunk(&png, b"prVt", b"SECRET"));
    check("png behind the end", &png, [&png[..], b"SECRET"].concat());
    check("gif comment", &gif, with_gif_block(&gif, b"\x21\xFE\x06SECRET\0"));
    check("gif xmp", &gif, with_gif_block(&gif, b"\x21\xFF\x0BXMP DataXMP\x06SECRET\0"));
    check("gif unknown extension", &gif, with_gif_block(&gif, b"\x21\x42\x06SECRET\0"));
    check("gif behind the end", &gif, [&gif[..], b"SECRET"].concat());
    check("webp exif", &webp, with_exif(&webp, &exif(1)));
    check("webp exif and xmp", &webp, with_riff_chunks(&webp, &[(b"EXIF", &exif(1)), (b"XMP ", b"SECRET")]));
    check("lossy webp exif", samples::LOSSY_WEBP, with_exif(samples::LOSSY_WEBP, &exif(1)));
    check("webp behind the end", &webp, [&webp[..], b"SECRET"].concat());
    check(
        "animated webp private chunk",
        samples::ANIMATED_WEBP,
        with_riff_chunks(samples::ANIMATED_WEBP, &[(b"PRIV", b"SECRET")]),
    );
}

/// The picture with a block behind the screen's colour table.
fn with_gif_block(gif: &[u8], block: &[u8]) -> Vec<u8> {
    let table = if gif[10] & 0x80 == 0 { 0 } else { 3 << ((gif[10] & 7) + 1) };
    [&gif[..13 + table], block, &gif[13 + table..]].concat()
}

#[test]
fn the_thumbnail_in_a_jfif_header_is_emptied() {
    let jpeg = samples::jpeg(40, 30);
    assert_eq!(&jpeg[2..11], b"\xFF\xE0\0\x10JFIF\0");
    let thumbnail =
        with_segment(&[&jpeg[..2], &jpeg[20..]].concat(), 0xE0, &[&jpeg[6..18], &[1, 2], b"SECRET"].concat());
    assert_eq!(clean(&thumbnail).unwrap().bytes, clean(&jpeg).unwrap().bytes);
}

#[test]
fn a_picture_without_metadata_is_not_touched() {
    for (what, bytes) in [
        ("png", samples::png(40, 30)),
        ("jpeg", samples::jpeg(40, 30)),
        ("gif", samples::gif(40, 30, 3)),
        ("webp", samples::webp(40, 30)),
        ("lossy webp", samples::LOSSY_WEBP.to_vec()),
        ("lossy webp with alpha", samples::LOSSY_ALPHA_WEBP.to_vec()),
        ("animated webp", samples::ANIMATED_WEBP.to_vec()),
        ("animated png", samples::ANIMATED_PNG.to_vec()),
        ("progressive jpeg", samples::PROGRESSIVE_JPEG.to_vec()),
    ] {
        assert!(clean(&bytes).unwrap().bytes == bytes, "{what} was changed");
    }
}

#[test]
fn every_orientation_ends_upright() {
    let upright = samples::quarters(48, 32);
    for orientation in 1..=8_u8 {
        let turn = Orientation::from_exif(orientation).unwrap();
        let mut lying = DynamicImage::ImageRgb8(upright.clone());
        lying.apply_orientation(inverse(turn));
        for (from, to) in [
            (ImageFormat::Jpeg, Format::Jpeg),
            (ImageFormat::Png, Format::Png),
            (ImageFormat::WebP, if orientation == 1 { Format::WebP } else { Format::Jpeg }),
        ] {
            let bytes = with_exif(&samples::encode(lying.clone(), from), &exif(u16::from(orientation)));
            let cleaned = clean(&bytes).unwrap();
            assert_eq!((cleaned.size.width, cleaned.size.height), (48, 32), "{from:?} {orientation}");
            assert_eq!(cleaned.format, to);
            assert!(!contains(&cleaned.bytes, b"Exif") && !contains(&cleaned.bytes, samples::GPS_MARK));
            let shown = pixels(&cleaned.bytes).into_rgb8();
            for (x, y) in [(6, 6), (40, 6), (6, 26), (40, 26)] {
                let (shown, wanted) = (shown.get_pixel(x, y).0, upright.get_pixel(x, y).0);
                let near = shown.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) < 30);
                assert!(near, "{from:?} {orientation} at {x},{y}: {shown:?}, not {wanted:?}");
            }
        }
    }
}

fn inverse(turn: Orientation) -> Orientation {
    match turn {
        Orientation::Rotate90 => Orientation::Rotate270,
        Orientation::Rotate270 => Orientation::Rotate90,
        other => other,
    }
}

#[test]
fn a_turned_picture_keeps_its_transparency() {
    for picture in [samples::png_with_alpha(40, 30), samples::LOSSY_ALPHA_WEBP.to_vec()] {
        let mut bytes = with_exif(&picture, &exif(6));
        if bytes.starts_with(b"RIFF") {
            bytes[20] |= 8;
        }
        let cleaned = clean(&bytes).unwrap();
        assert_eq!(cleaned.format, Format::Png);
        assert!(pixels(&cleaned.bytes).into_rgba8().pixels().any(|pixel| pixel[3] < 200));
    }
}

#[test]
fn the_colour_profile_stays() {
    let profile = |bytes: &[u8]| {
        let reader = image::ImageReader::new(std::io::Cursor::new(bytes)).with_guessed_format().unwrap();
        reader.into_decoder().unwrap().icc_profile().unwrap()
    };
    let original = profile(samples::PROGRESSIVE_JPEG).unwrap();
    for orientation in [1, 6] {
        let cleaned = clean(&with_exif(samples::PROGRESSIVE_JPEG, &exif(orientation))).unwrap();
        assert_eq!(profile(&cleaned.bytes).as_ref(), Some(&original), "orientation {orientation}");
    }
    // A profile for four inks says nothing about the three colours of a picture that was written anew.
    assert!(profile(&clean(&with_exif(samples::CMYK_JPEG, &exif(1))).unwrap().bytes).is_some());
    assert_eq!(profile(&clean(&with_exif(samples::CMYK_JPEG, &exif(6))).unwrap().bytes), None);
}

#[test]
fn an_animation_stays_one() {
    let frames = |bytes: &[u8]| {
        let input = std::io::Cursor::new(bytes.to_vec());
        let frames = match probe(bytes) {
            Kind::Picture(Format::Gif) => GifDecoder::new(input).unwrap().into_frames().collect_frames(),
            Kind::Picture(Format::WebP) => WebPDecoder::new(input).unwrap().into_frames().collect_frames(),
            _ => PngDecoder::new(input).unwrap().apng().unwrap().into_frames().collect_frames(),
        };
        let frames = frames.unwrap();
        frames.into_iter().map(|frame| (frame.delay(), frame.into_buffer())).collect::<Vec<_>>()
    };
    for bytes in [
        with_gif_block(&samples::gif(40, 30, 3), b"\x21\xFE\x06SECRET\0"),
        with_riff_chunks(samples::ANIMATED_WEBP, &[(b"EXIF", &exif(6))]),
        with_exif(samples::ANIMATED_PNG, &exif(6)),
    ] {
        let cleaned = clean(&bytes).unwrap();
        let shown = frames(&cleaned.bytes);
        assert_eq!(shown.len(), 3);
        assert!(shown == frames(&bytes));
    }
    let looping = samples::gif(40, 30, 3);
    assert!(contains(&looping, b"NETSCAPE2.0") && contains(&clean(&looping).unwrap().bytes, b"NETSCAPE2.0"));
}

#[test]
fn cleaning_twice_changes_nothing() {
    for (what, bytes) in samples::all() {
        let once = clean(&bytes).unwrap();
        assert_eq!(once, clean(&bytes).unwrap(), "{what}: not the same every time");
        assert!(clean(&once.bytes).unwrap() == once, "{what}: changed by the second time");
    }
}

#[test]
fn broken_pictures_are_refused_with_the_reason() {
    let png = samples::png(40, 30);
    let jpeg = samples::jpeg(40, 30);
    let gif = samples::gif(40, 30, 3);
    let webp = samples::webp(40, 30);
    let check = |what: &str, bytes: &[u8], flaw: Flaw| {
        assert_eq!(clean(bytes).err(), Some(flaw), "{what}");
    };

    check("signature of a png alone", &png[..8], Flaw::Truncated);
    check("png without its end", &png[..png.len() - 12], Flaw::Truncated);
    check("png with a bad checksum", &changed(&png, 50, 1), Flaw::Checksum);
    check(
        "png whose pixels are not zlib",
        &[&samples::png_header(9, 9)[..], &chunk(b"IDAT", b"nonsense"), &chunk(b"IEND", b"")].concat(),
        Flaw::PixelData,
    );
    check(
        "png without pixels",
        &[&samples::png_header(9, 9)[..], &chunk(b"IEND", b"")].concat(),
        Flaw::NoPixels,
    );
    check("png of no height", &samples::png_header(9, 0), Flaw::NoPixels);
    check("png with an unknown critical chunk", &with_chunk(&png, b"CgBI", b"1234"), Flaw::Unsupported);
    check("png of 50,000 × 50,000", &samples::png_header(50_000, 50_000), Flaw::TooManyPixels);
    check("png of one long line", &samples::png_header(16_385, 1), Flaw::SideTooLong);

    check("head of a jpeg alone", &jpeg[..3], Flaw::Truncated);
    check("jpeg cut in its header", &jpeg[..100], Flaw::Truncated);
    check("jpeg cut in its pixels", &jpeg[..jpeg.len() - 20], Flaw::Truncated);
    check("jpeg without its end", &jpeg[..jpeg.len() - 2], Flaw::Truncated);
    check("progressive jpeg cut off", &samples::PROGRESSIVE_JPEG[..1_400], Flaw::Truncated);
    check("jpeg without a frame", b"\xFF\xD8\xFF\xD9", Flaw::NoPixels);
    check(
        "jpeg of 65,500 × 65,500",
        b"\xFF\xD8\xFF\xC0\0\x11\x08\xFF\xDC\xFF\xDC\x03\x01\x22\0\x02\x11\x01\x03\x11\x01",
        Flaw::TooManyPixels,
    );
    check("jpeg with a segment shorter than its length", b"\xFF\xD8\xFF\xE0\0\x01", Flaw::Structure);
    check("jpeg of nothing but scans", &jpeg_of_scans(&jpeg), Flaw::TooManyScans);

    check("head of a gif alone", b"GIF89a", Flaw::Truncated);
    check("gif cut in a frame", &gif[..gif.len() / 2], Flaw::Truncated);
    check("gif without its end", &gif[..gif.len() - 1], Flaw::Truncated);
    check("gif of 65,535 × 65,535", b"GIF89a\xFF\xFF\xFF\xFF\0\0\0;", Flaw::TooManyPixels);
    check("gif without frames", b"GIF89a\x01\0\x01\0\0\0\0;", Flaw::NoPixels);
    check(
        "gif with a huge frame",
        b"GIF89a\x01\0\x01\0\0\0\0,\0\0\0\0\xFF\xFF\xFF\xFF\0\x02\0;",
        Flaw::TooManyPixels,
    );
    check("gif with an unknown block", b"GIF89a\x01\0\x01\0\0\0\0\x99;", Flaw::Structure);

    check("head of a webp alone", &webp[..12], Flaw::Truncated);
    check("webp cut off", &webp[..webp.len() - 10], Flaw::Truncated);
    check(
        "webp of an unknown first chunk",
        &samples::riff_chunk(b"RIFF", b"WEBPabcd\x04\0\0\0abcd"),
        Flaw::Unsupported,
    );
    check(
        "webp with a canvas that is larger than its picture",
        &with_canvas(&webp, 4_000, 4_000),
        Flaw::SizesDisagree,
    );
    check(
        "webp with a canvas that is smaller than its picture",
        &with_canvas(&webp, 2, 2),
        Flaw::SizesDisagree,
    );
    check("webp with a huge canvas", &with_canvas(&webp, 1 << 24, 1 << 24), Flaw::TooManyPixels);
    check(
        "animated webp with a canvas smaller than its frames",
        &with_canvas(samples::ANIMATED_WEBP, 10, 10),
        Flaw::SizesDisagree,
    );
    check(
        "webp whose lossy picture lies about its size",
        &changed(&changed(samples::LOSSY_WEBP, 27, 0x3F), 29, 0x3F),
        Flaw::TooManyPixels,
    );
}

#[test]
fn a_progressive_picture_counts_what_its_coefficients_take() {
    let start = samples::PROGRESSIVE_JPEG.windows(5).position(|window| window == PROGRESSIVE_FRAME).unwrap();
    let check = |luma_sampling: u8, flaw: Option<Flaw>| {
        let mut bytes = samples::PROGRESSIVE_JPEG.to_vec();
        let frame = &mut bytes[start..start + 19];
        frame[5..9].copy_from_slice(&[0x13, 0x88, 0x1F, 0x40]);
        frame[11] = luma_sampling;
        assert_eq!(clean(&bytes).err(), flaw, "{luma_sampling:x}");
    };
    // At 8,000 × 5,000 pixels colours at half the resolution are taken, at full resolution they are too much.
    check(0x22, None);
    check(0x11, Some(Flaw::Memory));
}

/// The start of frame, its length, and the depth.
const PROGRESSIVE_FRAME: [u8; 5] = [0xFF, 0xC2, 0x00, 0x11, 0x08];

/// The bytes with a few bits of one of them turned.
fn changed(bytes: &[u8], index: usize, bits: u8) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[index] ^= bits;
    bytes
}

fn jpeg_of_scans(jpeg: &[u8]) -> Vec<u8> {
    let scan = jpeg.windows(2).position(|marker| marker == [0xFF, SOS]).unwrap();
    let (head, scan) = (&jpeg[..scan], &jpeg[scan..jpeg.len() - 2]);
    [head, &scan.repeat(101), b"\xFF\xD9"].concat()
}

const SOS: u8 = 0xDA;

/// The extended form with another canvas.
fn with_canvas(webp: &[u8], width: u32, height: u32) -> Vec<u8> {
    let mut bytes = with_riff_chunks(webp, &[]);
    bytes[24..27].copy_from_slice(&(width - 1).to_le_bytes()[..3]);
    bytes[27..30].copy_from_slice(&(height - 1).to_le_bytes()[..3]);
    bytes
}

#[test]
fn a_real_bomb_of_one_megabyte_is_refused_by_its_header() {
    let pixels = samples::zlib_zeros(1_000_000);
    let header = samples::png_header(50_000, 50_000);
    let bomb = [&header[..], &chunk(b"IDAT", &pixels), &chunk(b"IEND", b"")].concat();
    assert_eq!(clean(&bomb).err(), Some(Flaw::TooManyPixels));
}

#[test]
fn a_bomb_in_a_colour_profile_is_not_inflated() {
    let profile = [b"icc\0\0", &samples::zlib_zeros(1_000_000)[..]].concat();
    let bomb = with_chunk(&samples::png(40, 30), b"iCCP", &profile);
    // Whether the pixels are still taken is the decoder's choice; the profile must not reach the turned picture.
    if let Ok(cleaned) = clean(&with_exif(&bomb, &exif(6))) {
        assert!(cleaned.bytes.len() < 10_000, "{} bytes", cleaned.bytes.len());
    }
}

/// Changes that leave the checksums of a PNG wrong never reach its decoder, so they are made right again.
fn resealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let mut at = 8;
    while let Some(length) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let end = at.saturating_add(8).saturating_add(u32::from_be_bytes(*length) as usize);
        let Some(body) = bytes.get(at + 4..end) else { break };
        let checksum = png::crc32(body).to_be_bytes();
        let Some(place) = bytes.get_mut(end..end + 4) else { break };
        place.copy_from_slice(&checksum);
        at = end + 4;
    }
    bytes
}

/// A valid picture with a few bytes changed, a piece cut out, or its end missing.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let samples: Vec<Vec<u8>> = samples::all().into_iter().map(|(_, bytes)| bytes).collect();
    let sample = prop::sample::select(samples);
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8);
    let cut = prop::option::weighted(0.3, (any::<prop::sample::Index>(), 1..40_usize));
    let end = prop::option::weighted(0.2, any::<prop::sample::Index>());
    (sample, changes, cut, end, any::<bool>()).prop_map(|(mut bytes, changes, cut, end, reseal)| {
        for (index, byte) in changes {
            let index = index.index(bytes.len());
            bytes[index] = byte;
        }
        if let Some((start, length)) = cut {
            let start = start.index(bytes.len());
            bytes.drain(start..(start + length).min(bytes.len()));
        }
        if let Some(end) = end {
            bytes.truncate(end.index(bytes.len() + 1));
        }
        if reseal && bytes.starts_with(b"\x89PNG") { resealed(bytes) } else { bytes }
    })
}

fn check_never_panics(bytes: &[u8]) -> Result<(), TestCaseError> {
    for format in Format::ALL {
        if let Ok(once) = sanitise(format, bytes) {
            prop_assert!(!contains(&once.bytes, samples::GPS_MARK));
            prop_assert!(
                sanitise(once.format, &once.bytes).as_ref() == Ok(&once),
                "changed by the second time"
            );
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        for head in [&b"\x89PNG\r\n\x1A\n"[..], b"\xFF\xD8\xFF", b"GIF89a", b"RIFF\xFF\0\0\0WEBPVP8X"] {
            check_never_panics(&[head, &bytes].concat())?;
        }
    }

    #[test]
    fn mutated_pictures_never_panic(bytes in mutated()) {
        check_never_panics(&bytes)?;
    }
}
