//! What the model refuses, asked at the door for every write; imports ask the same before a row reaches it.

use super::{
    Content, Label, MAX_CODE, MAX_KEYWORDS, MAX_NAME, MAX_PARTS, MAX_TEXT, MAX_TITLE, MAX_VARIANTS, Part,
    Validity, Variable,
};
use crate::error::{Error, Problem, Result};

/// A label: one-line title, bounded keywords and code.
pub(crate) fn label(label: &Label) -> Result<()> {
    line("title", &label.title, MAX_TITLE)?;
    if label.keywords.len() > MAX_KEYWORDS {
        return Err(Error::invalid("keywords", Problem::TooMany { max: MAX_KEYWORDS }));
    }
    for keyword in &label.keywords {
        line("keywords", keyword, MAX_NAME)?;
    }
    match &label.code {
        Some(code) => line("code", code, MAX_CODE),
        None => Ok(()),
    }
}

/// A content: bounded parts without control characters or open variables, validity the right way round.
pub(crate) fn content(content: &Content) -> Result<()> {
    parts("parts", &content.parts)?;
    if content.variants.len() > MAX_VARIANTS {
        return Err(Error::invalid("variants", Problem::TooMany { max: MAX_VARIANTS }));
    }
    for variant in &content.variants {
        parts("variants", &variant.parts)?;
    }
    validity(content.valid)
}

/// The name of a library, category or variable.
pub(crate) fn name(name: &str) -> Result<()> {
    line("name", name, MAX_NAME)
}

pub(crate) fn variables(variables: &[Variable]) -> Result<()> {
    variables.iter().try_for_each(|variable| line("variables", &variable.name, MAX_NAME))
}

pub(crate) fn validity(valid: Validity) -> Result<()> {
    match (valid.from, valid.until) {
        (Some(from), Some(until)) if until < from => Err(Error::invalid("valid", Problem::EndsBeforeStart)),
        _ => Ok(()),
    }
}

/// A text part: line breaks and tabs are fine, other control characters are not.
pub(crate) fn text(field: &'static str, text: &str) -> Result<()> {
    if text.chars().any(|char| char.is_control() && !matches!(char, '\n' | '\r' | '\t')) {
        return Err(Error::invalid(field, Problem::Control));
    }
    // Only a long text is counted: every character has at least one byte.
    if text.len() > MAX_TEXT && text.chars().count() > MAX_TEXT {
        return Err(Error::invalid(field, Problem::TooLong { max: MAX_TEXT }));
    }
    crate::compose::check_text(text)
        .map_err(|open| Error::invalid(field, Problem::OpenVariable { at: open.at }))
}

fn parts(field: &'static str, parts: &[Part]) -> Result<()> {
    if parts.len() > MAX_PARTS {
        return Err(Error::invalid(field, Problem::TooMany { max: MAX_PARTS }));
    }
    parts.iter().filter_map(Part::as_text).try_for_each(|part| text(field, part))
}

fn line(field: &'static str, text: &str, max: usize) -> Result<()> {
    if text.trim().is_empty() {
        return Err(Error::invalid(field, Problem::Empty));
    }
    if text.chars().any(char::is_control) {
        return Err(Error::invalid(field, Problem::Control));
    }
    if text.len() > max && text.chars().count() > max {
        return Err(Error::invalid(field, Problem::TooLong { max }));
    }
    Ok(())
}
