//! Server-sent events, read as they come. Of the format only `data` matters here: it holds the whole event.

/// The longest line, and the longest event, in bytes.
const LONGEST: usize = 1024 * 1024;

/// What came so far of an event.
#[derive(Debug, Default)]
pub(super) struct SseReader {
    line: Vec<u8>,
    data: Option<Vec<u8>>,
    /// Whether the last byte was a carriage return: a line feed that follows belongs to it.
    is_after_return: bool,
    is_begun: bool,
}

/// A line or an event was longer than a hub makes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooLong;

impl SseReader {
    /// Takes bytes, cut anywhere, and tells the data of each event that they complete.
    pub(super) fn push(&mut self, bytes: &[u8], mut tell: impl FnMut(Vec<u8>)) -> Result<(), TooLong> {
        for byte in bytes {
            let is_rest_of_return = self.is_after_return && *byte == b'\n';
            self.is_after_return = *byte == b'\r';
            match byte {
                b'\n' if is_rest_of_return => {}
                b'\r' | b'\n' => {
                    if let Some(data) = self.end_line()? {
                        tell(data);
                    }
                }
                _ if self.line.len() == LONGEST => return Err(TooLong),
                _ => self.line.push(*byte),
            }
        }
        Ok(())
    }

    /// A line is over; an empty one ends the event.
    fn end_line(&mut self) -> Result<Option<Vec<u8>>, TooLong> {
        let line = std::mem::take(&mut self.line);
        let mut line = line.as_slice();
        if !std::mem::replace(&mut self.is_begun, true) {
            line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        }
        if line.is_empty() {
            return Ok(self.data.take());
        }
        let (name, value) = match line.iter().position(|byte| *byte == b':') {
            Some(at) => (&line[..at], &line[at + 1..]),
            None => (line, &line[line.len()..]),
        };
        if name != b"data" {
            return Ok(None);
        }
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match &mut self.data {
            None => self.data = Some(value.to_vec()),
            Some(data) if data.len() + value.len() < LONGEST => {
                data.push(b'\n');
                data.extend_from_slice(value);
            }
            Some(_) => return Err(TooLong),
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(pieces: &[&[u8]]) -> Vec<String> {
        let (mut reader, mut events) = (SseReader::default(), Vec::new());
        for piece in pieces {
            reader.push(piece, |data| events.push(String::from_utf8(data).unwrap())).unwrap();
        }
        events
    }

    #[test]
    fn events_whatever_the_cuts() {
        for (text, expected) in [
            ("event: hello\ndata: {\"a\":1}\n\n", vec!["{\"a\":1}"]),
            (":\n\n:hello\ndata:1\n\n\n\ndata: 2\n\n", vec!["1", "2"]),
            ("data: 1\r\n\r\ndata: 2\r\rdata: 3\n\n", vec!["1", "2", "3"]),
            ("data: a\ndata:  b\ndata\ndata: c\n\n", vec!["a\n b\n\nc"]),
            ("\u{feff}data: 话术\nid: 7\nretry: 9\n\n", vec!["话术"]),
            ("event: none\n\nda: x\ndatax: y\n\n", vec![]),
            ("data\n\ndata: cut", vec![""]),
            ("data: a:b\n\n", vec!["a:b"]),
        ] {
            let bytes = text.as_bytes();
            assert_eq!(read(&[bytes]), expected, "{text}");
            for cut in 0..bytes.len() {
                assert_eq!(read(&[&bytes[..cut], &bytes[cut..]]), expected, "{text} cut at {cut}");
            }
            let single: Vec<&[u8]> = bytes.chunks(1).collect();
            assert_eq!(read(&single), expected, "{text} byte by byte");
        }
    }

    #[test]
    fn what_is_too_long_is_given_up() {
        let mut reader = SseReader::default();
        assert_eq!(reader.push(&vec![b'x'; LONGEST], drop), Ok(()));
        assert_eq!(reader.push(b"x", drop), Err(TooLong));
        let mut reader = SseReader::default();
        let line = [b"data:", vec![b'x'; LONGEST / 2].as_slice(), b"\n"].concat();
        assert_eq!(reader.push(&line, drop), Ok(()));
        assert_eq!(reader.push(&line, drop), Err(TooLong));
    }

    proptest! {
        #[test]
        fn cuts_and_line_ends_change_nothing(
            events in prop::collection::vec("[a-z话 :]{0,12}", 0..8),
            end in prop_oneof![Just("\n"), Just("\r\n"), Just("\r")],
            cuts in prop::collection::vec(1_usize..9, 1..20),
        ) {
            let text: String = events.iter().map(|data| format!("data: {data}{end}{end}")).collect();
            let (mut pieces, mut rest) = (Vec::new(), text.as_bytes());
            for cut in cuts.iter().cycle() {
                if rest.is_empty() {
                    break;
                }
                let (piece, after) = rest.split_at((*cut).min(rest.len()));
                pieces.push(piece);
                rest = after;
            }
            prop_assert_eq!(read(&pieces), events);
        }
    }
}
