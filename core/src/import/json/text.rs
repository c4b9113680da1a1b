//! Where in a JSON text something stands, and the parts of it that are read one by one.

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

use crate::error::{Error, Limit, Result};
use crate::import::limits::{MAX_COLUMNS, MAX_DEPTH_JSON};

/// An object whose values are not looked into yet, so that a bad one spoils only itself.
#[derive(Default)]
pub(super) struct Fields<'t>(Vec<(String, &'t RawValue)>);

impl<'t> Fields<'t> {
    /// Takes a field out.
    pub(super) fn take(&mut self, name: &str) -> Option<&'t RawValue> {
        let at = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.remove(at).1)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// The fields that nobody took.
    pub(super) fn rest(self) -> impl Iterator<Item = (String, &'t RawValue)> {
        self.0.into_iter()
    }
}

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
                let mut fields = Fields::default();
                while let Some(name) = map.next_key::<String>()? {
                    if fields.has(&name) {
                        return Err(A::Error::custom(format_args!("duplicate field `{name}`")));
                    }
                    if fields.0.len() == MAX_COLUMNS {
                        return Err(A::Error::custom(format_args!("more than {MAX_COLUMNS} fields")));
                    }
                    fields.0.push((name, map.next_value()?));
                }
                Ok(fields)
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

/// Tells where a piece of a text begins. Pieces are asked for mostly in their order, so that the text is counted once
/// even where it is all one line.
pub(super) struct Lines<'t> {
    text: &'t str,
    /// How far the text was counted, in bytes.
    pub(super) at: usize,
    spot: Spot,
}

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    /// From 1.
    pub(super) line: u64,
    /// In characters, from 1.
    pub(super) column: u64,
}

impl Spot {
    const START: Self = Self { line: 1, column: 1 };
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0, spot: Spot::START }
    }

    /// The line, from 1, on which `piece`, a slice of the text, begins.
    pub(super) fn of(&mut self, piece: &str) -> u64 {
        let at = (piece.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize).min(self.text.len());
        if at < self.at {
            (self.at, self.spot) = (0, Spot::START);
        }
        for &byte in &self.text.as_bytes()[self.at..at] {
            if byte == b'\n' {
                self.spot = Spot { line: self.spot.line + 1, column: 1 };
            } else if byte & 0xC0 != 0x80 {
                // Every byte but those that continue a character begins one.
                self.spot.column += 1;
            }
        }
        self.at = at;
        self.spot.line
    }

    /// Where in the text an error stands that serde_json found in `piece`, a slice of the text.
    pub(super) fn spot(&mut self, piece: &str, error: &serde_json::Error) -> Spot {
        // serde_json counts the bytes of the line up to and with the one that it stopped at.
        let line_start = piece.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        let rest: &str = piece.get(line_start..).unwrap_or_default();
        let stopped = error.column().saturating_sub(1).min(rest.len());
        let at = (0..=stopped).rev().find(|&at| rest.is_char_boundary(at)).unwrap_or(0);
        let spot = &rest[at..];
        self.of(spot);
        self.spot
    }
}

/// Refuses a text whose arrays and objects lie in each other too deeply.
///
/// # Errors
/// [`Error::TooLarge`].
pub(super) fn check_depth(text: &str) -> Result<()> {
    let mut depth = 0_usize;
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                while let Some(byte) = bytes.next() {
                    match byte {
                        b'"' => break,
                        b'\\' => drop(bytes.next()),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        if depth > MAX_DEPTH_JSON {
            return Err(Error::TooLarge { what: Limit::Depth, max: MAX_DEPTH_JSON as u64 });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_counted_outside_of_strings() {
        assert!(check_depth(&("[".repeat(64) + &"]".repeat(64))).is_ok());
        assert!(check_depth(&"[".repeat(65)).is_err());
        assert!(check_depth(&"{\"a\":[".repeat(40)).is_err());
        assert!(check_depth(&"[]".repeat(100)).is_ok());
        assert!(check_depth(&format!("\"{}\\\"{}\"", "[".repeat(99), "{".repeat(99))).is_ok());
    }

    #[test]
    fn lines_are_found_in_any_order() {
        let text = "a\nb\n\nc";
        let mut lines = Lines::new(text);
        assert_eq!(lines.of(&text[5..]), 4);
        assert_eq!(lines.of(&text[2..3]), 2);
        assert_eq!(lines.of(text), 1);
    }

    #[test]
    fn an_error_is_found_in_the_whole_text() {
        let text = "甲\n乙[1,\n \"丙\", x]";
        let piece = &text[7..];
        let error = serde_json::from_str::<Vec<&RawValue>>(piece).unwrap_err();
        assert_eq!(Lines::new(text).spot(piece, &error), Spot { line: 3, column: 7 });
        let error = serde_json::from_str::<u8>("").unwrap_err();
        assert_eq!(Lines::new("").spot("", &error), Spot { line: 1, column: 1 });
    }
}
