//! Mobile numbers of mainland China: 11 digits, of which the first is 1 and the second 3–9.

use super::text::{Span, Text, is_alphanumeric, is_digit};
use super::{Confidence, FoundKind, Reading};

/// The ways in which people group the eleven digits.
const GROUPS: [&[usize]; 6] = [&[11], &[3, 4, 4], &[4, 4, 3], &[3, 8], &[5, 6], &[7, 4]];

/// Countries' codes as people write them before the number.
const COUNTRY: [&str; 3] = ["+86", "0086", "86"];

pub(super) fn find(text: &Text, readings: &mut Vec<Reading>) {
    let mut at = 0;
    while at < text.len() {
        let Some((value, span)) = phone_at(text, at) else {
            at += 1;
            continue;
        };
        let ordered = text.labelled(span.0, super::number::ORDER_LABELS);
        let confidence = if ordered { Confidence::Low } else { Confidence::High };
        readings.push(Reading::new(FoundKind::Phone, value, span, confidence));
        at = span.1;
    }
}

/// The number that begins at `at`, with its country's code and its extension.
pub(super) fn phone_at(text: &Text, at: usize) -> Option<(String, Span)> {
    let joined = |char| is_alphanumeric(char) || matches!(char, '.' | '*' | '+');
    if !text.is(at, |char| is_digit(char) || char == '+') || text.was(at, joined) {
        return None;
    }
    let local = COUNTRY.iter().find(|code| text.here(at, code)).map(|code| {
        let after = at + code.len();
        if text.is(after, is_joint) { after + 1 } else { after }
    });
    let (digits, end) = local.and_then(|local| local_at(text, local)).or_else(|| local_at(text, at))?;
    match extension_at(text, end) {
        Some((extension, end)) => Some((format!("{digits}-{extension}"), (at, end))),
        None => Some((digits, (at, end))),
    }
}

fn local_at(text: &Text, at: usize) -> Option<(String, usize)> {
    let opens = text.at(at) == Some('1') && text.is(at + 1, |char| matches!(char, '3'..='9'));
    if !opens {
        return None;
    }
    GROUPS.iter().find_map(|groups| grouped_at(text, at, groups))
}

fn grouped_at(text: &Text, at: usize, groups: &[usize]) -> Option<(String, usize)> {
    let mut digits = String::with_capacity(11);
    let mut at = at;
    for (index, &length) in groups.iter().enumerate() {
        if index > 0 {
            at = text.is(at, is_joint).then_some(at + 1)?;
        }
        let group = text.slice((at, (at + length).min(text.len())));
        if group.len() != length || !group.chars().all(is_digit) {
            return None;
        }
        digits.push_str(&group);
        at += length;
    }
    let goes_on = |char| is_alphanumeric(char) || matches!(char, '*' | '@');
    (!text.is(at, goes_on)).then_some((digits, at))
}

/// The extension of a number that a shop hides behind a relay: `转1234`, `-1234`.
fn extension_at(text: &Text, at: usize) -> Option<(String, usize)> {
    let start = text.any_here(at, &["转", "-", " 转"])?;
    let end = text.skip(start, is_digit);
    let whole =
        (3..=6).contains(&(end - start)) && !text.is(end, |char| is_alphanumeric(char) || char == '-');
    whole.then(|| (text.slice((start, end)), end))
}

fn is_joint(char: char) -> bool {
    matches!(char, ' ' | '-')
}
