//! The strings that a workbook's cells share.

use std::sync::Arc;

use super::xml::{Next, Token, visit};
use crate::error::{Error, Limit, Result};
use crate::import::archive::Archive;
use crate::import::limits::{MAX_CELL, MAX_SHARED_TEXT};

/// The text of a cell or shared string as it is put together from its runs.
#[derive(Default)]
pub(super) struct Runs {
    text: String,
    in_text: bool,
    /// Inside of a reading aid for Chinese or Japanese, which is no part of the text.
    in_phonetic: bool,
}

impl Runs {
    pub(super) fn see(&mut self, token: &Token<'_>) {
        match token {
            Token::Start(element) => match element.name() {
                "t" => self.in_text = true,
                "rPh" => self.in_phonetic = true,
                _ => {}
            },
            Token::End("t") => self.in_text = false,
            Token::End("rPh") => self.in_phonetic = false,
            Token::Text(text) if self.in_text && !self.in_phonetic => push(&mut self.text, text),
            _ => {}
        }
    }

    pub(super) fn take(&mut self) -> String {
        unescaped(std::mem::take(self).text)
    }
}

/// Adds to a cell's text. What lies far beyond the limit is dropped: enough is kept to see that the cell is too long.
pub(super) fn push(text: &mut String, more: &str) {
    if text.len() <= MAX_CELL {
        text.push_str(more);
    }
}

/// Reads all of them, up to `max`.
///
/// # Errors
/// [`Error::TooLarge`] for more than memory should be spent on; what the part says of its own size is not looked at.
pub(super) fn read(archive: &Archive, part: usize, max: usize) -> Result<Vec<Arc<str>>> {
    let mut strings: Vec<Arc<str>> = Vec::new();
    let mut bytes = 0;
    let mut runs = Runs::default();
    visit(archive, part, |token| {
        if !matches!(token, Token::End("si")) {
            runs.see(&token);
            return Ok(Next::Go);
        }
        let text = runs.take();
        bytes += text.len();
        strings.push(text.into());
        if bytes > MAX_SHARED_TEXT {
            return Err(Error::TooLarge { what: Limit::Expanded, max: MAX_SHARED_TEXT as u64 });
        }
        if strings.len() > max {
            return Err(Error::TooLarge { what: Limit::Rows, max: crate::import::limits::MAX_ROWS });
        }
        Ok(Next::Go)
    })?;
    Ok(strings)
}

/// Resolves `_x000D_`, the escape for characters that XML cannot hold; `_x005F_` escapes the escape (ECMA-376 part 1,
/// 22.9.2.19, ST_Xstring).
pub(super) fn unescaped(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        let hex = rest.get(at + 2..at + 6).filter(|_| rest[at + 6..].starts_with('_'));
        match hex.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32) {
            Some(char) => {
                out.push(char);
                rest = &rest[at + 7..];
            }
            None => {
                out.push_str("_x");
                rest = &rest[at + 2..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_resolved() {
        for (written, read) in [
            ("一_x000D_\n二", "一\r\n二"),
            ("_x005F_x000D_", "_x000D_"),
            ("snake_x", "snake_x"),
            ("_xZZZZ_ _xD800_ _x00", "_xZZZZ_ _xD800_ _x00"),
            ("_x00你好_", "_x00你好_"),
            ("_x000你", "_x000你"),
        ] {
            assert_eq!(unescaped(written.to_owned()), read);
        }
    }
}
