//! JSON as it travels: compressed where that pays, and bounded before it is looked at.

use std::io::Read;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::limits;

/// Bodies shorter than this, in bytes, are not compressed.
const WORTH_IT: usize = 1_024;

/// A body and whether it is compressed (`content-encoding: zstd`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Whether they are a zstd stream.
    pub compressed: bool,
}

/// Why a body is no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadFrame {
    /// Longer than may be, as it is or once decompressed.
    TooLarge,
    /// No zstd stream, or one that was cut.
    Compression,
    /// Nested deeper than [`limits::DEPTH`].
    TooDeep,
    /// No JSON of this kind: where and why.
    Json(String),
}

impl std::fmt::Display for BadFrame {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooLarge => f.write_str("the body is too large"),
            Self::Compression => f.write_str("the body is no zstd stream"),
            Self::TooDeep => f.write_str("the body is nested too deeply"),
            Self::Json(why) => write!(f, "the body is not what is expected here: {why}"),
        }
    }
}

impl std::error::Error for BadFrame {}

/// Writes a value; long ones are compressed.
///
/// # Errors
/// [`BadFrame::Json`] where the value has no JSON; ours all have.
pub fn encode(value: &impl Serialize) -> Result<Frame, BadFrame> {
    let bytes = serde_json::to_vec(value).map_err(|error| BadFrame::Json(error.to_string()))?;
    if bytes.len() < WORTH_IT {
        return Ok(Frame { bytes, compressed: false });
    }
    match compress(&bytes) {
        Ok(packed) if packed.len() < bytes.len() => Ok(Frame { bytes: packed, compressed: true }),
        _ => Ok(Frame { bytes, compressed: false }),
    }
}

/// Reads a value of at most `max` bytes once decompressed.
///
/// # Errors
/// What is wrong with the body; nothing larger than `max` was held in memory.
pub fn decode<T: DeserializeOwned>(bytes: &[u8], compressed: bool, max: usize) -> Result<T, BadFrame> {
    let expanded;
    let bytes = if compressed {
        expanded = expand(bytes, max)?;
        &expanded
    } else {
        bytes
    };
    if bytes.len() > max {
        return Err(BadFrame::TooLarge);
    }
    if is_too_deep(bytes) {
        return Err(BadFrame::TooDeep);
    }
    serde_json::from_slice(bytes).map_err(|error| BadFrame::Json(error.to_string()))
}

/// Compresses bytes as a zstd stream, at level 3: a quarter of the size of our JSON at 100 MB/s.
///
/// # Errors
/// [`BadFrame::Compression`] where memory does not suffice.
pub fn compress(bytes: &[u8]) -> Result<Vec<u8>, BadFrame> {
    zstd::stream::encode_all(bytes, 3).map_err(|_| BadFrame::Compression)
}

/// Expands a zstd stream up to `max` bytes.
///
/// # Errors
/// [`BadFrame::TooLarge`] as soon as it is longer; [`BadFrame::Compression`].
pub fn expand(bytes: &[u8], max: usize) -> Result<Vec<u8>, BadFrame> {
    let mut decoder = zstd::stream::read::Decoder::new(bytes).map_err(|_| BadFrame::Compression)?;
    // A window of 8 MiB is what level 3 needs at most; a hostile header may not ask for more.
    decoder.window_log_max(23).map_err(|_| BadFrame::Compression)?;
    let mut expanded = Vec::new();
    let limit = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
    decoder.take(limit).read_to_end(&mut expanded).map_err(|_| BadFrame::Compression)?;
    if expanded.len() > max { Err(BadFrame::TooLarge) } else { Ok(expanded) }
}

/// Counts brackets outside of strings, before anything is parsed.
fn is_too_deep(bytes: &[u8]) -> bool {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => {
                depth += 1;
                if depth > limits::DEPTH {
                    return true;
                }
            }
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_bomb_is_refused_before_it_is_unpacked() {
        let bomb = zstd::stream::encode_all(std::io::repeat(b'0').take(1 << 30), 3).unwrap();
        assert!(bomb.len() < 200_000);
        assert_eq!(expand(&bomb, limits::EXPANDED_BYTES), Err(BadFrame::TooLarge));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let deep = "[".repeat(40) + &"]".repeat(40);
        let brackets_in_text = format!("\"{}\"", "[\\\"".repeat(60));
        assert!(decode::<Value>(brackets_in_text.as_bytes(), false, 1_000).is_ok());
        assert_eq!(decode::<Value>(deep.as_bytes(), false, 1_000), Err(BadFrame::TooDeep));
        assert_eq!(decode::<Value>(b"[1,2,3]", false, 3), Err(BadFrame::TooLarge));
        assert_eq!(decode::<Value>(b"no stream", true, 100), Err(BadFrame::Compression));
        assert!(matches!(decode::<Value>(b"{\"a\":", false, 100), Err(BadFrame::Json(_))));
        let whole = compress(&vec![b'7'; 5_000]).unwrap();
        assert_eq!(expand(&whole[..whole.len() - 3], 10_000), Err(BadFrame::Compression));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(text in ".{0,3000}") {
            let frame = encode(&json!({ "text": text })).unwrap();
            let read: Value = decode(&frame.bytes, frame.compressed, 100_000).unwrap();
            prop_assert_eq!(read["text"].as_str(), Some(text.as_str()));
        }

        #[test]
        fn noise_is_refused_quietly(bytes in prop::collection::vec(any::<u8>(), 0..300), compressed in any::<bool>()) {
            let _ = decode::<Value>(&bytes, compressed, 1_000);
        }
    }
}
