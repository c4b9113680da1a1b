//! The syntax of variables in a text (design §2).
//!
//! | written | read as |
//! |---|---|
//! | `[客户名]` | the variable 客户名; white space around the name falls away |
//! | `[客户名\|您]` | with a fallback: 您 where no value is known; an empty fallback leaves it out |
//! | `[称呼:先生/小姐]` | with the values that a form offers; any other may be given as well |
//! | `[称呼:先生/小姐\|您]` | both |
//! | `[微笑]` | an emoji code of WeChat, no variable |
//! | `\[` `\]` | a bracket |
//! | `\\[客户名]` | a backslash, then a variable: backslashes count only right before a bracket |
//! | `【客户名】` | text: full-width brackets are Chinese punctuation |
//!
//! `：` `｜` `／` separate as `:` `|` `/` do, since that is what a Chinese input method types. Inside brackets a
//! backslash takes the meaning from `[` `]` `:` `|` `/` and itself.
//!
//! A name is 1–32 characters without brackets. Closed brackets around anything else (`[]`, a whole sentence) are
//! text. A bracket that is not closed before the line ends or the next one opens is *open*: an error while a
//! phrase is edited ([`Template::parse`]), text once it is to be sent ([`Template::parse_lossy`]).
//!
//! An emoji code wins over a variable of the same name, declared in the library or not: `[礼物]` is the emoji,
//! while `[礼物|小礼品]`, which cannot be an emoji, is the variable 礼物.

use std::fmt;

use super::emoji::{self, EmojiCode};
use super::fill::is_builtin;
use crate::error::Problem;
use crate::model::Part;

/// The longest name of a variable in a text, in Unicode scalar values. Longer brackets hold a sentence.
pub const MAX_VARIABLE_NAME: usize = 32;

/// A text whose variables and emoji codes are told apart from its words.
///
/// Written out again with `to_string` it reads the same, though perhaps with other escapes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Template {
    segments: Vec<Segment>,
}

/// A stretch of a [`Template`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// Words, with escapes resolved; never empty, never beside another one.
    Text(String),
    /// A variable.
    Variable(VariableUse),
    /// An emoji code of WeChat.
    Emoji(&'static EmojiCode),
}

/// A variable as one place in a text names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariableUse {
    /// Its name, trimmed: 1–[`MAX_VARIABLE_NAME`] characters.
    pub name: String,
    /// What stands there when no value is known, exactly as written; may be empty.
    pub fallback: Option<String>,
    /// The values that a form offers, trimmed, each once; empty for free text.
    pub choices: Vec<String>,
}

/// A bracket that was opened and not closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenVariable {
    /// The text from the bracket on, to the end of the line or shortened with `…`.
    pub at: String,
    /// Where the bracket stands, in Unicode scalar values from the start of the text.
    pub offset: usize,
}

impl Template {
    /// Reads a text, as an editor does before saving.
    ///
    /// # Errors
    /// The first bracket that is opened and not closed.
    pub fn parse(text: &str) -> Result<Self, OpenVariable> {
        read(text, |rest| {
            let offset = text[..text.len() - rest.len()].chars().count();
            Err(OpenVariable { at: shortened(rest), offset })
        })
    }

    /// Reads a text of any origin, as a sender must: an open bracket is text.
    pub fn parse_lossy(text: &str) -> Self {
        let read: Result<Self, std::convert::Infallible> = read(text, |_| Ok(()));
        match read {
            Ok(template) => template,
            Err(never) => match never {},
        }
    }

    /// The stretches of the text, in order.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The variables in the order in which the text first names them, each name once. Where a name stands several
    /// times, the use that offers choices speaks for it.
    pub fn variables(&self) -> Vec<&VariableUse> {
        let mut found: Vec<&VariableUse> = Vec::new();
        for segment in &self.segments {
            let Segment::Variable(here) = segment else { continue };
            match found.iter_mut().find(|earlier| earlier.name == here.name) {
                None => found.push(here),
                Some(earlier) if earlier.choices.is_empty() && !here.choices.is_empty() => *earlier = here,
                Some(_) => {}
            }
        }
        found
    }
}

/// Checks a text before it is saved: every variable that it opens must be closed.
///
/// # Errors
/// The first one that is not.
pub fn check_text(text: &str) -> Result<(), OpenVariable> {
    Template::parse(text).map(|_| ())
}

/// The names that somebody has to fill or that a library may declare: each once, in the order of the parts, without
/// emoji codes and without the built-in ones ([`is_builtin`]). For all names, see [`Template::variables`].
pub fn variable_names(parts: &[Part]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for text in parts.iter().filter_map(Part::as_text) {
        for variable in Template::parse_lossy(text).variables() {
            if !is_builtin(&variable.name) && !names.contains(&variable.name) {
                names.push(variable.name.clone());
            }
        }
    }
    names
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, segment) in self.segments.iter().enumerate() {
            let bracket_follows = index + 1 < self.segments.len();
            match segment {
                Segment::Text(text) => f.write_str(&escaped_text(text, bracket_follows))?,
                Segment::Variable(variable) => variable.fmt(f)?,
                Segment::Emoji(emoji) => write!(f, "[{}]", emoji.code)?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for VariableUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}", escaped_field(&self.name))?;
        for (index, choice) in self.choices.iter().enumerate() {
            let separator = if index == 0 { ':' } else { '/' };
            write!(f, "{separator}{}", escaped_field(choice))?;
        }
        if let Some(fallback) = &self.fallback {
            write!(f, "|{}", escaped_field(fallback))?;
        }
        f.write_str("]")
    }
}

impl fmt::Display for OpenVariable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a variable is opened and not closed: {}", self.at)
    }
}

impl std::error::Error for OpenVariable {}

impl From<OpenVariable> for Problem {
    fn from(open: OpenVariable) -> Self {
        Self::OpenVariable { at: open.at }
    }
}

/// Reads a text; `on_open` is handed the text from an open bracket on and decides whether that is an error.
fn read<E>(text: &str, on_open: impl Fn(&str) -> Result<(), E>) -> Result<Template, E> {
    let mut segments = Vec::new();
    let mut words = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '[']) {
        words.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with('\\') {
            rest = read_backslashes(rest, &mut words);
            continue;
        }
        let inside = inside_of(rest);
        if inside.is_none() {
            on_open(rest)?;
        }
        match inside.and_then(segment_of) {
            Some((segment, length)) => {
                if !words.is_empty() {
                    segments.push(Segment::Text(std::mem::take(&mut words)));
                }
                segments.push(segment);
                rest = &rest[length..];
            }
            None => {
                words.push('[');
                rest = &rest[1..];
            }
        }
    }
    words.push_str(rest);
    if !words.is_empty() {
        segments.push(Segment::Text(words));
    }
    Ok(Template { segments })
}

/// Reads the backslashes at the start of `rest`: before a bracket two stand for one and an odd one takes the
/// bracket's meaning away; anywhere else they are words, so that `C:\\share` needs no thought.
fn read_backslashes<'t>(rest: &'t str, words: &mut String) -> &'t str {
    let after = rest.trim_start_matches('\\');
    let (run, _) = rest.split_at(rest.len() - after.len());
    let Some(bracket) = after.chars().next().filter(|next| matches!(next, '[' | ']')) else {
        words.push_str(run);
        return after;
    };
    words.push_str(&run[..run.len() / 2]);
    if run.len() % 2 == 0 {
        return after;
    }
    words.push(bracket);
    &after[1..]
}

/// What stands between the bracket at the start of `rest` and the one that closes it, with its escapes; `None` where
/// none closes it on the same line before the next opens.
fn inside_of(rest: &str) -> Option<&str> {
    let inside = &rest[1..];
    let mut chars = inside.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        match char {
            ']' => return Some(&inside[..at]),
            '[' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => return None,
            '\\' => drop(chars.next_if(|&(_, next)| is_special(next))),
            _ => {}
        }
    }
    None
}

/// The segment that the inside of a pair of brackets stands for, and its length in bytes with the brackets.
fn segment_of(inside: &str) -> Option<(Segment, usize)> {
    let variable = variable_of(inside);
    let plain = variable.choices.is_empty() && variable.fallback.is_none();
    let length = inside.len() + 2;
    if let Some(emoji) = emoji::find(&variable.name).filter(|_| plain) {
        return Some((Segment::Emoji(emoji), length));
    }
    is_name(&variable.name).then_some((Segment::Variable(variable), length))
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(['[', ']']) && name.chars().nth(MAX_VARIABLE_NAME).is_none()
}

/// Splits the inside of brackets at its separators. The name may turn out not to be one.
fn variable_of(inside: &str) -> VariableUse {
    let mut name = String::new();
    let mut choices: Vec<String> = Vec::new();
    let mut fallback: Option<String> = None;
    let mut chars = inside.chars().peekable();
    while let Some(char) = chars.next() {
        let escaped = if char == '\\' { chars.next_if(|&next| is_special(next)) } else { None };
        match (escaped, char, &mut fallback) {
            (None, ':' | '：', None) if choices.is_empty() => choices.push(String::new()),
            (None, '/' | '／', None) if !choices.is_empty() => choices.push(String::new()),
            (None, '|' | '｜', None) => fallback = Some(String::new()),
            (_, _, Some(fallback)) => fallback.push(escaped.unwrap_or(char)),
            (_, _, None) => choices.last_mut().unwrap_or(&mut name).push(escaped.unwrap_or(char)),
        }
    }
    VariableUse { name: name.trim().to_owned(), fallback, choices: tidied(&choices) }
}

/// The choices trimmed, without empty ones and repetitions.
fn tidied(choices: &[String]) -> Vec<String> {
    let mut tidy: Vec<String> = Vec::with_capacity(choices.len());
    for choice in choices.iter().map(|choice| choice.trim()) {
        if !choice.is_empty() && !tidy.iter().any(|earlier| earlier == choice) {
            tidy.push(choice.to_owned());
        }
    }
    tidy
}

fn is_special(char: char) -> bool {
    matches!(char, '[' | ']' | ':' | '：' | '|' | '｜' | '/' | '／' | '\\')
}

fn escaped_field(field: &str) -> String {
    let mut escaped = String::with_capacity(field.len());
    for char in field.chars() {
        if is_special(char) {
            escaped.push('\\');
        }
        escaped.push(char);
    }
    escaped
}

/// Writes words so that [`read`] finds the same ones: an opening bracket is escaped, and backslashes before any
/// bracket are doubled.
fn escaped_text(text: &str, bracket_follows: bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut run = 0;
    for char in text.chars() {
        match char {
            '[' | ']' => {
                escaped.extend(std::iter::repeat_n('\\', run));
                escaped.push_str(if char == '[' { "\\[" } else { "]" });
            }
            other => escaped.push(other),
        }
        run = if char == '\\' { run + 1 } else { 0 };
    }
    if bracket_follows {
        escaped.extend(std::iter::repeat_n('\\', run));
    }
    escaped
}

/// The first line of `rest`, cut to what fits into a message.
fn shortened(rest: &str) -> String {
    const SHOWN: usize = 16;
    let line = rest.lines().next().unwrap_or_default();
    match line.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests;
