//! Where a match stands in the original text.

use serde::Serialize;

/// A half-open range `start..end` of Unicode scalar values of the original text. Serialises as `[start, end]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(into = "[u32; 2]")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "TextSpan"))]
pub struct Span {
    /// Index of the first scalar value inside.
    pub start: u32,
    /// Index of the first scalar value behind.
    pub end: u32,
}

impl From<Span> for [u32; 2] {
    fn from(span: Span) -> Self {
        [span.start, span.end]
    }
}

/// The union of spans: sorted, disjoint, and never two that touch.
pub(crate) fn union(mut spans: Vec<Span>) -> Vec<Span> {
    if spans.len() < 2 {
        return spans;
    }
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn union_sorts_and_merges_what_overlaps_or_touches() {
        let spans = [(5, 7), (0, 2), (1, 3), (3, 4), (9, 9), (6, 8)].map(|(start, end)| Span { start, end });
        let merged: Vec<[u32; 2]> = union(spans.to_vec()).into_iter().map(Into::into).collect();
        assert_eq!(merged, [[0, 4], [5, 8], [9, 9]]);
    }
}
