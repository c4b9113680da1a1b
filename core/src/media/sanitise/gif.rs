//! GIF (GIF89a specification): frames and their timing are kept, texts and application data are not.
//!
//! Of the application extensions only the loop count (`NETSCAPE2.0`, `ANIMEXTS1.0`) and the ICC profile
//! (`ICCRGBG1012`) stay; XMP lies in an application extension too. The frames' coded pixels are copied as they
//! are, so an animation stays one.

use super::Stripped;
use super::reader::Reader;
use crate::media::flaw::Flaw;
use crate::media::probe::PixelSize;

const EXTENSION: u8 = 0x21;
const IMAGE: u8 = 0x2C;
const TRAILER: u8 = 0x3B;

const GRAPHIC_CONTROL: u8 = 0xF9;
const APPLICATION: u8 = 0xFF;

pub(super) fn size(bytes: &[u8]) -> Result<PixelSize, Flaw> {
    let mut input = Reader::new(bytes);
    input.take(6)?;
    let width = u32::from(u16::from_le_bytes(input.array()?));
    let height = u32::from(u16::from_le_bytes(input.array()?));
    Ok(PixelSize { width, height })
}

pub(super) fn strip(bytes: &[u8]) -> Result<Stripped<'_>, Flaw> {
    let mut input = Reader::new(bytes);
    let mut out = input.take(6)?.to_vec();
    let screen = input.take(7)?;
    out.extend_from_slice(screen);
    out.extend_from_slice(color_table(&mut input, screen[4])?);

    let mut control = None;
    let mut frames = 0;
    loop {
        match input.byte()? {
            TRAILER => break,
            EXTENSION => match input.byte()? {
                GRAPHIC_CONTROL => control = graphic_control(&mut input)?.or(control),
                APPLICATION => application(&mut input, &mut out)?,
                // A comment, a plain text (which no browser draws) or a label that the standard does not know.
                _ => {
                    sub_blocks(&mut input)?;
                }
            },
            IMAGE => {
                if let Some(control) = control.take() {
                    out.extend([EXTENSION, GRAPHIC_CONTROL, 4]);
                    out.extend_from_slice(control);
                    out.push(0);
                }
                frame(&mut input, &mut out)?;
                frames += 1;
            }
            // Some encoders pad blocks with zeros.
            0 => {}
            _ => return Err(Flaw::Structure),
        }
    }
    if frames == 0 {
        return Err(Flaw::NoPixels);
    }
    out.push(TRAILER);
    Ok(Stripped { bytes: out, exif: None, animated: frames > 1 })
}

fn frame(input: &mut Reader<'_>, out: &mut Vec<u8>) -> Result<(), Flaw> {
    let descriptor: [u8; 9] = input.array()?;
    let [_, _, _, _, w0, w1, h0, h1, flags] = descriptor;
    // A frame may be larger than the screen, and a decoder makes room for all of it.
    let width = u32::from(u16::from_le_bytes([w0, w1]));
    let height = u32::from(u16::from_le_bytes([h0, h1]));
    PixelSize { width, height }.check()?;
    out.push(IMAGE);
    out.extend(descriptor);
    out.extend_from_slice(color_table(input, flags)?);
    out.push(input.byte()?);
    out.extend_from_slice(sub_blocks(input)?);
    Ok(())
}

fn color_table<'a>(input: &mut Reader<'a>, flags: u8) -> Result<&'a [u8], Flaw> {
    if flags & 0x80 == 0 {
        return Ok(&[]);
    }
    input.take(3 << ((flags & 7) + 1))
}

/// Delay, disposal and transparent colour of the next frame, unless the extension is of the wrong length.
fn graphic_control<'a>(input: &mut Reader<'a>) -> Result<Option<&'a [u8; 4]>, Flaw> {
    let data = first_sub_block(sub_blocks(input)?);
    Ok(data.and_then(|data| data.try_into().ok()))
}

fn application(input: &mut Reader<'_>, out: &mut Vec<u8>) -> Result<(), Flaw> {
    let blocks = sub_blocks(input)?;
    let Some(label) = first_sub_block(blocks) else { return Ok(()) };
    let data = &blocks[1 + label.len()..];
    match label {
        b"NETSCAPE2.0" | b"ANIMEXTS1.0" => {
            let Some(&[1, low, high]) = first_sub_block(data) else { return Ok(()) };
            out.extend([EXTENSION, APPLICATION, 11]);
            out.extend_from_slice(label);
            out.extend([3, 1, low, high, 0]);
        }
        b"ICCRGBG1012" => {
            out.extend([EXTENSION, APPLICATION]);
            out.extend_from_slice(blocks);
        }
        _ => {}
    }
    Ok(())
}

/// A run of sub-blocks with the empty one that ends it, as they stand in the file.
fn sub_blocks<'a>(input: &mut Reader<'a>) -> Result<&'a [u8], Flaw> {
    let start = input.rest();
    loop {
        let length = usize::from(input.byte()?);
        if length == 0 {
            return Ok(&start[..start.len() - input.rest().len()]);
        }
        input.take(length)?;
    }
}

/// The content of the first sub-block; `None` where the run is empty.
fn first_sub_block(blocks: &[u8]) -> Option<&[u8]> {
    let (&length, rest) = blocks.split_first()?;
    rest.get(..usize::from(length)).filter(|data| !data.is_empty())
}
