//! Which encoding a text file is in, found from its bytes.
//!
//! Excel in Chinese writes "CSV" as GBK, "CSV UTF-8" with a byte order mark, and "Unicode text" as UTF-16; scripts
//! write plain UTF-8. No guess by letter frequency is needed: bytes that are valid UTF-8 and hold a character
//! beyond ASCII are UTF-8 for all practical purposes, and what remains is the national encoding.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// How many bytes are looked at to tell UTF-16 without a mark from UTF-8 with stray NULs.
const SAMPLE: usize = 4096;

/// The text of a file; bytes that its encoding does not know become U+FFFD.
pub(crate) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.decode_with_bom_removal(bytes).0,
        None => guess(bytes).decode_without_bom_handling(bytes).0,
    }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if let Some(utf_16) = guess_utf_16(bytes) {
        return utf_16;
    }
    // A file that was cut in the middle of a character is still UTF-8.
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_some() => GB18030,
        _ => UTF_8,
    }
}

/// The separators and line ends of a table show the pattern: in UTF-16 they are a byte and a NUL, in the one order or
/// the other. Only they are counted, since Chinese characters hold NULs as well (一 is U+4E00).
fn guess_utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let (mut little, mut big) = (0, 0);
    for pair in sample.chunks_exact(2) {
        match pair {
            [b',' | b';' | b'\t' | b'\r' | b'\n', 0] => little += 1,
            [0, b',' | b';' | b'\t' | b'\r' | b'\n'] => big += 1,
            _ => {}
        }
    }
    // What is valid UTF-8 all the same must be ASCII in UTF-16, of which half is NULs.
    let nuls = sample.iter().filter(|&&byte| byte == 0).count();
    let stray = std::str::from_utf8(sample).is_ok() && nuls < sample.len() / 4;
    match bytes.len().is_multiple_of(2) && !stray {
        true if little >= 2 && big == 0 => Some(UTF_16LE),
        true if big >= 2 && little == 0 => Some(UTF_16BE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf_16(text: &str, bytes: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn every_encoding_is_found_by_itself() {
        let text = "标题,内容,快捷码\r\n退款一,“亲爱的”顾客，您好！退一件,hy1\r\n";
        let marked = format!("\u{feff}{text}");
        for (name, bytes) in [
            ("UTF-8", text.as_bytes().to_vec()),
            ("UTF-8 with a mark", marked.as_bytes().to_vec()),
            ("GBK", encoding_rs::GBK.encode(text).0.into_owned()),
            ("UTF-16LE", utf_16(text, u16::to_le_bytes)),
            ("UTF-16BE", utf_16(text, u16::to_be_bytes)),
            ("UTF-16LE with a mark", utf_16(&marked, u16::to_le_bytes)),
            ("UTF-16BE with a mark", utf_16(&marked, u16::to_be_bytes)),
        ] {
            assert_eq!(decode(&bytes), text, "{name}");
        }
    }

    #[test]
    fn characters_beyond_gbk_are_read_as_gb18030() {
        let text = "标题,内容\r\n㐂䶮,𠮷野家😀\r\n";
        assert_eq!(decode(&GB18030.encode(text).0), text);
    }

    #[test]
    fn odd_bytes_do_not_change_the_encoding() {
        for text in ["title,text\na,b\0c\n", "title,text\na,b\0\n", "标题,内容\n甲,乙\0\n"] {
            assert_eq!(decode(text.as_bytes()), text, "one NUL is no UTF-16");
            assert_eq!(decode(&GB18030.encode(text).0), text, "one NUL is no UTF-16");
        }
        assert_eq!(
            decode("标题,内".as_bytes().split_last().unwrap().1),
            "标题,\u{fffd}",
            "cut in a character"
        );
        assert_eq!(decode(b""), "");
        assert_eq!(decode(b"a"), "a");
    }
}
