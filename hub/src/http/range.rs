//! `Range`, as a download that goes on needs it: one range, checked against a strong ETag.

use axum::http::HeaderMap;
use axum::http::header::{IF_NONE_MATCH, IF_RANGE, RANGE};

/// What part of something is asked for, before its size is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// All of it.
    Whole,
    /// From `first` on, to `last` at most.
    From {
        /// The first byte.
        first: u64,
        /// The last byte, where one is named.
        last: Option<u64>,
    },
    /// The last so many bytes.
    Last(u64),
}

impl Wanted {
    /// What the headers ask for. Several ranges, and what is no range, ask for the whole, as HTTP lets a server take them.
    pub(crate) fn of(headers: &HeaderMap, etag: &str) -> Self {
        let changed = headers.get(IF_RANGE).is_some_and(|known| known.as_bytes() != etag.as_bytes());
        let range = headers.get(RANGE).and_then(|range| range.to_str().ok());
        match range.and_then(parse) {
            Some(wanted) if !changed => wanted,
            _ => Self::Whole,
        }
    }

    /// The first byte and the end (exclusive) within `total` bytes; `None` where the range lies beyond it.
    pub(crate) fn within(self, total: u64) -> Option<(u64, u64)> {
        match self {
            Self::Whole => Some((0, total)),
            Self::From { first, last } if first < total => {
                Some((first, last.map_or(total, |last| last.saturating_add(1).min(total))))
            }
            Self::Last(count) if count > 0 && total > 0 => Some((total.saturating_sub(count), total)),
            Self::From { .. } | Self::Last(_) => None,
        }
    }
}

/// Whether the client has it already.
pub(crate) fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).any(|value| {
        value.split(',').map(str::trim).any(|known| known == "*" || known.trim_start_matches("W/") == etag)
    })
}

fn parse(range: &str) -> Option<Wanted> {
    let (first, last) = range.trim().strip_prefix("bytes=")?.split_once('-')?;
    let (first, last) = (first.trim(), last.trim());
    match (first.is_empty(), last.is_empty()) {
        (true, true) => None,
        (true, false) => number(last).map(Wanted::Last),
        (false, true) => Some(Wanted::From { first: number(first)?, last: None }),
        (false, false) => {
            let (first, last) = (number(first)?, number(last)?);
            (first <= last).then_some(Wanted::From { first, last: Some(last) })
        }
    }
}

/// Digits alone: `parse` would take a sign, too.
fn number(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn ranges_of_ten_bytes() {
        let cases = [
            ("bytes=0-", Some((0, 10))),
            ("bytes=4-", Some((4, 10))),
            ("bytes=4-6", Some((4, 7))),
            ("bytes=9-9", Some((9, 10))),
            ("bytes=4-99", Some((4, 10))),
            ("bytes=-3", Some((7, 10))),
            ("bytes=-30", Some((0, 10))),
            ("bytes=10-", None),
            ("bytes=-0", None),
            // What is no single range asks for the whole.
            ("bytes=6-4", Some((0, 10))),
            ("bytes=1-2,4-5", Some((0, 10))),
            ("bytes=+1-", Some((0, 10))),
            ("bytes=-", Some((0, 10))),
            ("lines=1-2", Some((0, 10))),
            ("bytes=99999999999999999999-", Some((0, 10))),
        ];
        for (value, expected) in cases {
            let headers = HeaderMap::from_iter([(RANGE, HeaderValue::from_static(value))]);
            assert_eq!(Wanted::of(&headers, "\"x\"").within(10), expected, "{value}");
        }
        assert_eq!(Wanted::Whole.within(0), Some((0, 0)));
        assert_eq!(Wanted::From { first: 0, last: None }.within(0), None);
    }

    #[test]
    fn a_range_of_something_else_is_not_given() {
        let with = |name: HeaderName, value: &'static str| {
            HeaderMap::from_iter([
                (RANGE, HeaderValue::from_static("bytes=4-")),
                (name, HeaderValue::from_static(value)),
            ])
        };
        assert_eq!(Wanted::of(&with(IF_RANGE, "\"x\""), "\"x\""), Wanted::From { first: 4, last: None });
        assert_eq!(Wanted::of(&with(IF_RANGE, "\"y\""), "\"x\""), Wanted::Whole);
        for (value, known) in
            [("\"x\"", true), ("\"y\", \"x\"", true), ("W/\"x\"", true), ("*", true), ("\"y\"", false)]
        {
            assert_eq!(is_known(&with(IF_NONE_MATCH, value), "\"x\""), known, "{value}");
        }
    }
}
