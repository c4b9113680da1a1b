//! JPEG (ITU-T T.81): segments up to the end-of-image marker, the metadata among them left out.
//!
//! Kept are the segments that a decoder needs, the ICC profile, the density of the JFIF header and the colour
//! transform of the Adobe segment. Everything else goes: EXIF, XMP, IPTC, comments, the thumbnail inside a JFIF
//! header (it may show what was cropped away), and whatever follows the end of the image, where phones put
//! second pictures and videos with metadata of their own.

use super::Stripped;
use super::reader::Reader;
use crate::media::flaw::Flaw;
use crate::media::probe::PixelSize;

/// What the frame header says.
pub(in crate::media) struct Frame {
    pub(in crate::media) size: PixelSize,
    /// The sampling factors of each component, across and down: one component for grey, three for colour, four
    /// for CMYK.
    pub(in crate::media) components: Vec<(u8, u8)>,
    is_progressive: bool,
}

impl Frame {
    /// What a decoder holds beside the pixels, in bytes: a progressive picture's coefficients, two bytes each, until
    /// the last scan has been read; next to nothing for the others.
    pub(in crate::media) fn coefficient_bytes(&self) -> u64 {
        if !self.is_progressive {
            return 0;
        }
        let greatest =
            |factor: fn(&(u8, u8)) -> u8| self.components.iter().map(factor).max().unwrap_or(1).max(1);
        let full =
            u64::from(greatest(|component| component.0)) * u64::from(greatest(|component| component.1));
        let sampled: u64 =
            self.components.iter().map(|&(across, down)| u64::from(across) * u64::from(down)).sum();
        u64::from(self.size.width) * u64::from(self.size.height) * 2 * sampled / full
    }
}

/// A progressive JPEG has about ten scans; each may touch every pixel, so a file of nothing but scans would keep
/// a decoder busy for hours.
const MAX_SCANS: usize = 100;

const SOF2: u8 = 0xC2;
const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;
const APP0: u8 = 0xE0;
const APP1: u8 = 0xE1;
const APP2: u8 = 0xE2;
const APP14: u8 = 0xEE;

const EXIF: &[u8] = b"Exif\0\0";
const ICC: &[u8] = b"ICC_PROFILE\0";

/// Reads on to the frame header.
pub(in crate::media) fn frame(bytes: &[u8]) -> Result<Frame, Flaw> {
    let mut input = Reader::new(bytes);
    loop {
        match marker(&mut input)? {
            SOS | EOI => return Err(Flaw::NoPixels),
            marker if stands_alone(marker) => {}
            marker => {
                let payload = payload(&mut input)?;
                if is_frame(marker) {
                    return parse_frame(marker, payload);
                }
            }
        }
    }
}

pub(super) fn strip(bytes: &[u8]) -> Result<Stripped<'_>, Flaw> {
    let mut input = Reader::new(bytes);
    let mut out = vec![0xFF, SOI];
    let mut exif = None;
    let mut jfif = false;
    let (mut frames, mut scans) = (0, 0);
    loop {
        let marker = marker(&mut input)?;
        if marker == EOI {
            break;
        }
        if stands_alone(marker) {
            continue;
        }
        let payload = payload(&mut input)?;
        match marker {
            APP0 if !jfif && payload.starts_with(b"JFIF\0") && payload.len() >= 14 => {
                jfif = true;
                let mut header = payload[..14].to_vec();
                header[12..].fill(0);
                push(&mut out, marker, &header);
            }
            APP1 => exif = exif.or_else(|| payload.strip_prefix(EXIF)),
            APP2 if payload.starts_with(ICC) => push(&mut out, marker, payload),
            APP14 if payload.starts_with(b"Adobe") && payload.len() >= 12 => {
                push(&mut out, marker, &payload[..12]);
            }
            SOS => {
                scans += 1;
                if scans > MAX_SCANS {
                    return Err(Flaw::TooManyScans);
                }
                push(&mut out, marker, payload);
                out.extend_from_slice(entropy(&mut input)?);
            }
            _ if is_frame(marker) => {
                frames += 1;
                push(&mut out, marker, payload);
            }
            _ if is_table(marker) => push(&mut out, marker, payload),
            _ => {}
        }
    }
    if frames > 1 {
        return Err(Flaw::Structure);
    }
    if frames == 0 || scans == 0 {
        return Err(Flaw::NoPixels);
    }
    out.extend([0xFF, EOI]);
    Ok(Stripped { bytes: out, exif, animated: false })
}

/// Reads on to the next marker; padding and stray bytes before it are passed over, as all decoders do.
fn marker(input: &mut Reader<'_>) -> Result<u8, Flaw> {
    loop {
        while input.byte()? != 0xFF {}
        let mut code = 0xFF;
        while code == 0xFF {
            code = input.byte()?;
        }
        if code != 0 {
            return Ok(code);
        }
    }
}

fn payload<'a>(input: &mut Reader<'a>) -> Result<&'a [u8], Flaw> {
    let length = usize::from(u16::from_be_bytes(input.array()?));
    input.take(length.checked_sub(2).ok_or(Flaw::Structure)?)
}

/// The coded pixels after a scan header: up to the next marker that is neither a stuffed 0xFF nor a restart.
fn entropy<'a>(input: &mut Reader<'a>) -> Result<&'a [u8], Flaw> {
    let data = input.rest();
    let mut at = 0;
    loop {
        at += data[at..].iter().position(|&byte| byte == 0xFF).ok_or(Flaw::Truncated)?;
        match data.get(at + 1).ok_or(Flaw::Truncated)? {
            0x00 | 0xD0..=0xD7 => at += 2,
            0xFF => at += 1,
            _ => return input.take(at),
        }
    }
}

fn push(out: &mut Vec<u8>, marker: u8, payload: &[u8]) {
    // A payload was read behind a length of 16 bits, and is never longer than it was read.
    let length = u16::try_from(payload.len() + 2).unwrap_or(u16::MAX);
    out.extend([0xFF, marker]);
    out.extend(length.to_be_bytes());
    out.extend_from_slice(payload);
}

fn parse_frame(marker: u8, payload: &[u8]) -> Result<Frame, Flaw> {
    let &[_precision, h1, h0, w1, w0, count, ref specifications @ ..] = payload else {
        return Err(Flaw::Structure);
    };
    let size = PixelSize {
        width: u32::from(u16::from_be_bytes([w1, w0])),
        height: u32::from(u16::from_be_bytes([h1, h0])),
    };
    // Each component is an identifier, two sampling factors in one byte, and a quantisation table.
    let components = specifications.chunks_exact(3).take(usize::from(count));
    let components = components.map(|component| (component[1] >> 4, component[1] & 0x0F)).collect();
    Ok(Frame { size, components, is_progressive: marker == SOF2 })
}

/// Markers without a length: restarts, a second start of image, and `TEM`.
fn stands_alone(marker: u8) -> bool {
    matches!(marker, 0x01 | 0xD0..=SOI)
}

/// `SOF0` to `SOF15`; three codes in that range are tables.
fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC)
}

/// Huffman and arithmetic tables, quantisation, number of lines, restart interval.
fn is_table(marker: u8) -> bool {
    matches!(marker, 0xC4 | 0xCC | 0xDB | 0xDC | 0xDD)
}
