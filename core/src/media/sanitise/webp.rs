//! WebP (RFC 9649): a RIFF file whose chunks are read, checked against each other and written in one order.
//!
//! EXIF, XMP and unknown chunks go, also inside the frames of an animation. The sizes that the container states
//! must be those of the coded pictures: decoders make room by the one and fill it by the other.

use super::Stripped;
use super::reader::Reader;
use crate::media::flaw::Flaw;
use crate::media::probe::PixelSize;

const ICC: u8 = 0x20;
const ALPHA: u8 = 0x10;
const ANIMATION: u8 = 0x02;

pub(super) fn size(bytes: &[u8]) -> Result<PixelSize, Flaw> {
    let mut input = Reader::new(bytes);
    input.take(12)?;
    // Only the head of the first chunk is needed here: a file cut off behind it still has a size.
    let kind: [u8; 4] = input.array()?;
    input.take(4)?;
    match &kind {
        b"VP8X" => Ok(Header::parse(input.rest())?.canvas),
        _ => coded_size(&kind, input.rest()),
    }
}

pub(super) fn strip(bytes: &[u8]) -> Result<Stripped<'_>, Flaw> {
    let mut input = Reader::new(bytes);
    input.take(4)?;
    let length = u32::from_le_bytes(input.array()?);
    let mut body = Reader::new(input.take(usize::try_from(length).map_err(|_| Flaw::Truncated)?)?);
    body.take(4)?;

    let first = chunk(&mut body)?;
    let mut out = Vec::with_capacity(bytes.len());
    out.extend_from_slice(b"RIFF\0\0\0\0WEBP");
    let stripped = match &first.kind {
        b"VP8X" => {
            let header = Header::parse(first.data)?;
            let parts = Parts::read(&mut body, &header)?;
            parts.write(&header, &mut out)?;
            Stripped { bytes: out, exif: parts.exif, animated: header.flags & ANIMATION != 0 }
        }
        b"VP8 " | b"VP8L" => {
            coded_size(&first.kind, first.data)?;
            push(&mut out, &first.kind, first.data);
            Stripped { bytes: out, exif: None, animated: false }
        }
        _ => return Err(Flaw::Unsupported),
    };
    Ok(with_length(stripped))
}

struct Chunk<'a> {
    kind: [u8; 4],
    data: &'a [u8],
}

/// The extended header, `VP8X`.
struct Header {
    flags: u8,
    canvas: PixelSize,
}

/// The chunks behind the extended header that are worth keeping; of each kind the first.
#[derive(Default)]
struct Parts<'a> {
    profile: Option<&'a [u8]>,
    animation: Option<&'a [u8]>,
    frames: Vec<Vec<u8>>,
    alpha: Option<&'a [u8]>,
    picture: Option<Chunk<'a>>,
    exif: Option<&'a [u8]>,
}

impl Header {
    fn parse(data: &[u8]) -> Result<Self, Flaw> {
        let mut data = Reader::new(data);
        let [flags, _, _, _] = data.array()?;
        let canvas = PixelSize { width: u24(data.array()?) + 1, height: u24(data.array()?) + 1 };
        Ok(Self { flags, canvas })
    }
}

impl<'a> Parts<'a> {
    fn read(body: &mut Reader<'a>, header: &Header) -> Result<Self, Flaw> {
        let mut parts = Self::default();
        while !body.is_empty() {
            let chunk = chunk(body)?;
            match &chunk.kind {
                b"ICCP" => parts.profile = parts.profile.or(Some(chunk.data)),
                b"EXIF" => parts.exif = parts.exif.or(Some(without_prefix(chunk.data))),
                b"ANIM" => parts.animation = parts.animation.or(Some(chunk.data)),
                b"ANMF" if header.flags & ANIMATION != 0 => {
                    parts.frames.push(frame(chunk.data, header.canvas)?);
                }
                b"ALPH" => parts.alpha = parts.alpha.or(Some(chunk.data)),
                b"VP8 " | b"VP8L" => parts.picture = parts.picture.or(Some(chunk)),
                _ => {}
            }
        }
        Ok(parts)
    }

    fn write(&self, header: &Header, out: &mut Vec<u8>) -> Result<(), Flaw> {
        let mut extended = Vec::with_capacity(10);
        extended.extend([header.flags & (ALPHA | ANIMATION), 0, 0, 0]);
        extended.extend_from_slice(&(header.canvas.width - 1).to_le_bytes()[..3]);
        extended.extend_from_slice(&(header.canvas.height - 1).to_le_bytes()[..3]);
        if self.profile.is_some() {
            extended[0] |= ICC;
        }
        if header.flags & ANIMATION != 0 {
            self.write_frames(&extended, out)
        } else {
            self.write_picture(extended, header, out)
        }
    }

    fn write_frames(&self, extended: &[u8], out: &mut Vec<u8>) -> Result<(), Flaw> {
        let animation = self.animation.and_then(|data| data.get(..6)).ok_or(Flaw::Structure)?;
        if self.frames.is_empty() {
            return Err(Flaw::NoPixels);
        }
        self.write_head(extended, out);
        push(out, b"ANIM", animation);
        for frame in &self.frames {
            push(out, b"ANMF", frame);
        }
        Ok(())
    }

    fn write_picture(&self, mut extended: Vec<u8>, header: &Header, out: &mut Vec<u8>) -> Result<(), Flaw> {
        let picture = self.picture.as_ref().ok_or(Flaw::NoPixels)?;
        if coded_size(&picture.kind, picture.data)? != header.canvas {
            return Err(Flaw::SizesDisagree);
        }
        // A lossy picture has its alpha in a chunk of its own; the flag and the chunk must go together.
        let alpha = self.alpha.filter(|_| header.flags & ALPHA != 0 && picture.kind == *b"VP8 ");
        if picture.kind == *b"VP8 " && alpha.is_none() {
            extended[0] &= !ALPHA;
        }
        self.write_head(&extended, out);
        if let Some(alpha) = alpha {
            push(out, b"ALPH", alpha);
        }
        push(out, &picture.kind, picture.data);
        Ok(())
    }

    fn write_head(&self, extended: &[u8], out: &mut Vec<u8>) {
        push(out, b"VP8X", extended);
        if let Some(profile) = self.profile {
            push(out, b"ICCP", profile);
        }
    }
}

/// One frame of an animation without its unknown chunks.
fn frame(data: &[u8], canvas: PixelSize) -> Result<Vec<u8>, Flaw> {
    let mut data = Reader::new(data);
    let head = data.take(16)?;
    let mut head_fields = Reader::new(head);
    let left = u24(head_fields.array()?) * 2;
    let top = u24(head_fields.array()?) * 2;
    let size = PixelSize { width: u24(head_fields.array()?) + 1, height: u24(head_fields.array()?) + 1 };
    if left + size.width > canvas.width || top + size.height > canvas.height {
        return Err(Flaw::SizesDisagree);
    }
    let mut out = head.to_vec();
    let mut alpha = None;
    while !data.is_empty() {
        let chunk = chunk(&mut data)?;
        match &chunk.kind {
            b"ALPH" => alpha = alpha.or(Some(chunk.data)),
            b"VP8 " | b"VP8L" => {
                if coded_size(&chunk.kind, chunk.data)? != size {
                    return Err(Flaw::SizesDisagree);
                }
                if let Some(alpha) = alpha.filter(|_| chunk.kind == *b"VP8 ") {
                    push(&mut out, b"ALPH", alpha);
                }
                push(&mut out, &chunk.kind, chunk.data);
                return Ok(out);
            }
            _ => {}
        }
    }
    Err(Flaw::NoPixels)
}

/// The size that a coded picture states in its own head: RFC 6386 section 9.1 and RFC 9649 section 3.4.
fn coded_size(kind: &[u8; 4], data: &[u8]) -> Result<PixelSize, Flaw> {
    let mut data = Reader::new(data);
    match kind {
        b"VP8 " => {
            let [frame_tag, _, _] = data.array()?;
            let start_code: [u8; 3] = data.array()?;
            if frame_tag & 1 != 0 || start_code != [0x9D, 0x01, 0x2A] {
                return Err(Flaw::Structure);
            }
            // The two upper bits of each are a scale that decoders ignore.
            let width = u32::from(u16::from_le_bytes(data.array()?) & 0x3FFF);
            let height = u32::from(u16::from_le_bytes(data.array()?) & 0x3FFF);
            Ok(PixelSize { width, height })
        }
        b"VP8L" => {
            if data.byte()? != 0x2F {
                return Err(Flaw::Structure);
            }
            let packed = u32::from_le_bytes(data.array()?);
            Ok(PixelSize { width: (packed & 0x3FFF) + 1, height: ((packed >> 14) & 0x3FFF) + 1 })
        }
        _ => Err(Flaw::Unsupported),
    }
}

fn chunk<'a>(input: &mut Reader<'a>) -> Result<Chunk<'a>, Flaw> {
    let kind = input.array()?;
    let length = usize::try_from(u32::from_le_bytes(input.array()?)).map_err(|_| Flaw::Truncated)?;
    let data = input.take(length)?;
    // A chunk of odd length is padded; some writers forget it at the end of the file.
    if length % 2 == 1 && !input.is_empty() {
        input.byte()?;
    }
    Ok(Chunk { kind, data })
}

fn push(out: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    // Parts of a file that was read are shorter than 4 GiB: its own length has 32 bits.
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    out.extend_from_slice(kind);
    out.extend(length.to_le_bytes());
    out.extend_from_slice(data);
    if length % 2 == 1 {
        out.push(0);
    }
}

fn with_length(mut stripped: Stripped<'_>) -> Stripped<'_> {
    let length = u32::try_from(stripped.bytes.len() - 8).unwrap_or(u32::MAX);
    stripped.bytes[4..8].copy_from_slice(&length.to_le_bytes());
    stripped
}

/// JPEG's prefix stands before the EXIF of some writers.
fn without_prefix(exif: &[u8]) -> &[u8] {
    exif.strip_prefix(b"Exif\0\0").unwrap_or(exif)
}

fn u24([low, middle, high]: [u8; 3]) -> u32 {
    u32::from_le_bytes([low, middle, high, 0])
}
