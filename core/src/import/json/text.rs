//! Where in a JSON text something stands, and the parts of it that are read one by one.

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

use crate::error::{Error, Limit, Result};
use crate::import::limits::MAX_DEPTH_JSON;

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
                    fields.0.push((name, map.next_value()?));
                }
                Ok(fields)
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

/// Tells on which line a piece of a text begins. Pieces are asked for mostly in their order.
pub(super) struct Lines<'t> {
    text: &'t str,
    /// How far the text was counted, in bytes.
    pub(super) at: usize,
    line: u64,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0, line: 1 }
    }

    /// The line, from 1, on which `piece`, a slice of the text, begins.
    pub(super) fn of(&mut self, piece: &str) -> u64 {
        let at = (piece.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize).min(self.text.len());
        if at < self.at {
            (self.at, self.line) = (0, 1);
        }
        let between = &self.text.as_bytes()[self.at..at];
        self.line += between.iter().filter(|&&byte| byte == b'\n').count() as u64;
        self.at = at;
        self.line
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
}
