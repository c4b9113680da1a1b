//! PNG (W3C PNG, third edition): chunks with checksums; only those that change what is seen are kept.
//!
//! An allow list rather than a list of what is known to be metadata: text, time, EXIF, histograms and every
//! private chunk go, so that a chunk which nobody has thought of cannot carry a place or a name. Animations
//! (APNG) stay.

use super::Stripped;
use super::reader::Reader;
use crate::media::flaw::Flaw;
use crate::media::probe::PixelSize;

const SIGNATURE: usize = 8;

/// Pixels, palette, transparency, colour space, density and animation.
const KEPT: [&[u8; 4]; 17] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"mDCV",
    b"cLLI", b"sBIT", b"pHYs", b"acTL", b"fcTL", b"fdAT",
];

pub(super) fn size(bytes: &[u8]) -> Result<PixelSize, Flaw> {
    let mut input = Reader::new(bytes);
    input.take(SIGNATURE)?;
    let header: [u8; 8] = input.array()?;
    if header != *b"\0\0\0\x0DIHDR" {
        return Err(Flaw::Structure);
    }
    let width = u32::from_be_bytes(input.array()?);
    let height = u32::from_be_bytes(input.array()?);
    Ok(PixelSize { width, height })
}

pub(super) fn strip(bytes: &[u8]) -> Result<Stripped<'_>, Flaw> {
    let mut input = Reader::new(bytes);
    let mut out = input.take(SIGNATURE)?.to_vec();
    let (mut exif, mut animated, mut pixels) = (None, false, false);
    loop {
        let chunk = chunk(&mut input)?;
        match chunk.kind {
            b"eXIf" => exif = exif.or(Some(chunk.data)),
            b"acTL" => animated = true,
            b"IDAT" => pixels = true,
            _ => {}
        }
        if KEPT.contains(&chunk.kind) {
            out.extend_from_slice(chunk.whole);
        } else if chunk.is_critical() {
            return Err(Flaw::Unsupported);
        }
        if chunk.kind == b"IEND" {
            break;
        }
    }
    if !pixels {
        return Err(Flaw::NoPixels);
    }
    Ok(Stripped { bytes: out, exif, animated })
}

struct Chunk<'a> {
    kind: &'a [u8; 4],
    data: &'a [u8],
    /// Length, kind, data and checksum as they stand in the file.
    whole: &'a [u8],
}

impl Chunk<'_> {
    /// A picture cannot be shown without the chunks whose first letter is a capital.
    fn is_critical(&self) -> bool {
        self.kind[0].is_ascii_uppercase()
    }
}

fn chunk<'a>(input: &mut Reader<'a>) -> Result<Chunk<'a>, Flaw> {
    let start = input.rest();
    let length = u32::from_be_bytes(input.array()?);
    let length = usize::try_from(length).map_err(|_| Flaw::Truncated)?;
    let kind = input.rest().first_chunk().ok_or(Flaw::Truncated)?;
    if !kind.iter().all(u8::is_ascii_alphabetic) {
        return Err(Flaw::Structure);
    }
    let body = input.take(length.checked_add(4).ok_or(Flaw::Truncated)?)?;
    if u32::from_be_bytes(input.array()?) != crc32(body) {
        return Err(Flaw::Checksum);
    }
    let whole = &start[..start.len() - input.rest().len()];
    Ok(Chunk { kind, data: &body[4..], whole })
}

/// The checksum of PNG's annex D: polynomial 0xEDB88320, reflected.
pub(in crate::media) fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| CRC_TABLE[usize::from(crc.to_le_bytes()[0] ^ byte)] ^ (crc >> 8);
    !bytes.iter().fold(u32::MAX, step)
}

const CRC_TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        let mut crc = index as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 { 0xEDB8_8320 ^ (crc >> 1) } else { crc >> 1 };
            bit += 1;
        }
        table[index] = crc;
        index += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::crc32;

    #[test]
    fn the_checksum_is_the_standard_one() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(crc32(b"IEND"), 0xAE42_6082);
    }
}
