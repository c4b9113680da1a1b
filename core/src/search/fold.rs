//! One normal form for queries and texts, with the way back to the original.
//!
//! Folding takes away what a person does not mean when typing a search: width (`４８` is 48), case, traditional or
//! simplified (發 is 发), Latin diacritics (é is e, ü is u), compatibility forms (① is 1, ㎏ is kg, half-width kana) and
//! variation selectors (❤️ is ❤). What remains is a row of units. A unit is one character, or one emoji of several
//! scalar values, which is never matched in part.
//!
//! Folding may make several units of one scalar value (㎏) or one unit of several (e and a combining acute), so each
//! unit knows the range of original scalar values it came from, always whole graphemes. Spans are built of these ranges
//! and therefore cannot cut one.
//!
//! Nearly all of a text is plain: characters that are graphemes and units of their own ([`plain`]). Runs of them are
//! copied from a table, and only what is left is split into graphemes and folded by the rules.
//!
//! The `ü` of pinyin needs no folding of its own: the *syllable* 略 is spelled with `v`, and the verifier lets `v`, `u` and
//! `u:` stand for it.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use super::chars::{self, Class};
use super::pinyin::Readings;
use super::plain;
use super::simplify::simplify;
use super::span::Span;
use super::words;

/// Keys from here on are numbers of clusters; below are characters.
pub(crate) const FIRST_CLUSTER: u32 = char::MAX as u32 + 1;

/// One character of a folded text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unit {
    /// A character, or [`FIRST_CLUSTER`] plus an index of `Folded::clusters`.
    pub(crate) key: u32,
    /// Those of the character before it was simplified: 乾 is read gan or qian, 干 only gan. The reading that a known
    /// word gives stands first ([`words`]).
    pub(crate) readings: Readings,
    pub(crate) class: Class,
}

impl Unit {
    /// The character, unless the unit is an emoji of several.
    pub(crate) fn char(self) -> Option<char> {
        char::from_u32(self.key)
    }

    /// The byte of an ASCII character, otherwise 0.
    pub(crate) fn ascii(self) -> u8 {
        if self.key < 0x80 { self.key as u8 } else { 0 }
    }

    pub(crate) fn is_latin_letter(self) -> bool {
        self.ascii().is_ascii_lowercase()
    }
}

/// A folded text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Folded {
    pub(crate) units: Vec<Unit>,
    /// Emoji of several scalar values.
    clusters: Vec<Box<str>>,
    /// The original range of each unit; `None` while unit n is scalar value n, as in most texts.
    origins: Option<Vec<Span>>,
}

impl Folded {
    pub(crate) fn new(text: &str) -> Self {
        Self::with_limit(text, usize::MAX)
    }

    /// Folds no further than the grapheme that brings the number of units to `limit`.
    pub(crate) fn with_limit(text: &str, limit: usize) -> Self {
        let mut folded = Self::default();
        folded.refold_with_limit(text, limit);
        folded
    }

    /// Folds another text in place of this one, in the memory of this one.
    #[cfg_attr(
        not(test),
        allow(dead_code, reason = "for who folds millions of characters: a builder of an index")
    )]
    pub(crate) fn refold(&mut self, text: &str) {
        self.refold_with_limit(text, usize::MAX);
    }

    fn refold_with_limit(&mut self, text: &str, limit: usize) {
        self.units.clear();
        self.clusters.clear();
        self.origins = None;
        // Nearly always one unit a character; counting them stays cheap where little of a long text is wanted.
        self.units.reserve(if limit < text.len() { limit } else { text.chars().count() });
        let mut rest = text;
        let mut at = 0;
        while self.len() < limit && !rest.is_empty() {
            let (run, len) = self.push_plain(rest, at, limit);
            (rest, at) = (&rest[run..], at + len);
            if self.len() < limit && !rest.is_empty() {
                let (grapheme, behind) = split_grapheme(rest);
                at += self.push_grapheme(grapheme, at);
                rest = behind;
            }
        }
        self.truncate(limit);
        words::lead(&mut self.units);
    }

    pub(crate) fn len(&self) -> usize {
        self.units.len()
    }

    /// Whether no unit may be skipped.
    pub(crate) fn is_seamless(&self) -> bool {
        self.units.iter().all(|unit| unit.class == Class::Solid)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// Whether two units, each of its own text, are the same character or the same emoji.
    pub(crate) fn same(&self, at: usize, other: &Self, other_at: usize) -> bool {
        let (a, b) = (self.units[at].key, other.units[other_at].key);
        if a < FIRST_CLUSTER || b < FIRST_CLUSTER {
            return a == b;
        }
        self.clusters[(a - FIRST_CLUSTER) as usize] == other.clusters[(b - FIRST_CLUSTER) as usize]
    }

    /// The emoji of several scalar values that a unit is.
    pub(crate) fn cluster(&self, at: usize) -> Option<&str> {
        let index = self.units[at].key.checked_sub(FIRST_CLUSTER)?;
        self.clusters.get(index as usize).map(|cluster| &**cluster)
    }

    /// Appends an emoji of several scalar values, as folded.
    pub(crate) fn push_known_cluster(&mut self, cluster: &str) {
        let key = FIRST_CLUSTER + self.clusters.len() as u32;
        self.clusters.push(cluster.into());
        self.units.push(Unit { key, readings: Readings::NONE, class: Class::Solid });
    }

    /// Empties the text and keeps its memory.
    pub(crate) fn clear(&mut self) {
        self.units.clear();
        self.clusters.clear();
        self.origins = None;
    }

    /// The original range of each unit, unless unit n is scalar value n.
    pub(crate) fn origins(&self) -> Option<&[Span]> {
        self.origins.as_deref()
    }

    /// The spans of units given in ascending order, one for each run of them.
    pub(crate) fn spans(&self, units: &[u32]) -> Vec<Span> {
        super::span::union(units.iter().map(|unit| self.origin(*unit as usize)).collect())
    }

    /// Leaves out the units that `keep` refuses.
    pub(crate) fn retain(&mut self, keep: impl Fn(Unit) -> bool) {
        let origins: Vec<Span> =
            (0..self.len()).filter(|at| keep(self.units[*at])).map(|at| self.origin(at)).collect();
        self.units.retain(|unit| keep(*unit));
        self.origins = Some(origins);
    }

    /// Makes a separator a border that no run skips, for fields that join separate names.
    pub(crate) fn with_borders(mut self, separator: char) -> Self {
        for unit in self.units.iter_mut().filter(|unit| unit.char() == Some(separator)) {
            unit.class = Class::Solid;
        }
        self
    }

    fn origin(&self, at: usize) -> Span {
        match &self.origins {
            Some(origins) => origins[at],
            None => Span { start: at as u32, end: at as u32 + 1 },
        }
    }

    /// Gives the units their origins.
    pub(crate) fn set_origins(&mut self, origins: Vec<Span>) {
        self.origins = (origins.len() == self.len()).then_some(origins);
    }

    /// Leaves out the units from `limit` on.
    pub(crate) fn truncate(&mut self, limit: usize) {
        self.units.truncate(limit);
        if let Some(origins) = &mut self.origins {
            origins.truncate(limit);
        }
    }

    /// Folds the plain characters that a text begins with, up to `limit` units in all; `start` is the number of scalar
    /// values before it. Returns the length of what was folded, in bytes and in scalar values.
    fn push_plain(&mut self, text: &str, start: u32, limit: usize) -> (usize, u32) {
        let plain = plain::table();
        let before = self.len();
        let mut last = None;
        let mut end = text.len();
        for (at, c) in text.char_indices() {
            let Some(unit) = plain.get(c) else {
                // It may belong to the grapheme of the character before it, which therefore is not settled here.
                end = last.unwrap_or(at);
                self.units.truncate(self.len() - usize::from(last.is_some()));
                break;
            };
            if self.len() >= limit {
                end = at;
                break;
            }
            self.units.push(unit);
            last = Some(at);
        }
        let len = (self.len() - before) as u32;
        if let Some(origins) = &mut self.origins {
            origins.extend((start..start + len).map(|n| Span { start: n, end: n + 1 }));
        }
        (end, len)
    }

    /// Folds one grapheme that begins at scalar value `start`; returns its length in scalar values.
    fn push_grapheme(&mut self, grapheme: &str, start: u32) -> u32 {
        let mut scalars = grapheme.chars();
        if let (Some(c), None) = (scalars.next(), scalars.next()) {
            self.push_scalar(c, Span { start, end: start + 1 });
            return 1;
        }
        let len = grapheme.chars().count() as u32;
        let origin = Span { start, end: start + len };
        if chars::is_emoji_sequence(grapheme) {
            self.push_cluster(grapheme, origin);
        } else {
            self.push_sequence(grapheme, origin);
        }
        len
    }

    /// Folds a scalar value that is a grapheme of its own.
    pub(super) fn push_scalar(&mut self, c: char, origin: Span) {
        if c.is_ascii() || chars::is_common_hanzi(c) {
            // These are their own NFKC.
            return self.push_normal(c, origin);
        }
        for c in std::iter::once(c).nfkc() {
            self.push_normal(c, origin);
        }
    }

    /// A base with combining marks, selectors or joiners; Hangul jamo; a line end of two characters.
    fn push_sequence(&mut self, grapheme: &str, origin: Span) {
        let before = self.len();
        let mut base = None;
        for c in grapheme.chars().filter(|c| !chars::is_invisible(*c)).nfkc() {
            if is_combining_mark(c) && base.is_some_and(sheds_marks) {
                continue;
            }
            base = Some(c);
            self.push_normal(c, origin);
        }
        if self.len() == before {
            // Nothing visible: one unit stands for it, so that no scalar value is without a unit.
            self.push_unit('\u{200B}', Readings::NONE, origin);
        }
    }

    fn push_cluster(&mut self, grapheme: &str, origin: Span) {
        let cluster: String = grapheme.chars().filter(|c| !chars::is_variation_selector(*c)).collect();
        let key = FIRST_CLUSTER + self.clusters.len() as u32;
        self.clusters.push(cluster.into_boxed_str());
        self.push(Unit { key, readings: Readings::NONE, class: Class::Solid }, origin);
    }

    /// Folds the case, the diacritics and the traditional form of a character in NFKC.
    fn push_normal(&mut self, c: char, origin: Span) {
        if c.is_ascii() {
            return self.push_unit(c.to_ascii_lowercase(), Readings::NONE, origin);
        }
        if chars::is_common_hanzi(c) {
            return self.push_unit(simplify(c), Readings::of(c), origin);
        }
        // `İ` becomes i and a combining dot; the dot goes the way of every mark on a Latin letter.
        let mut first = true;
        for lower in c.to_lowercase() {
            if !first && is_combining_mark(lower) {
                continue;
            }
            first = false;
            match chars::latin_base(lower) {
                Some(letters) => letters.chars().for_each(|c| self.push_unit(c, Readings::NONE, origin)),
                // The two small sigmas are one letter.
                None if lower == 'ς' => self.push_unit('σ', Readings::NONE, origin),
                None => self.push_unit(simplify(lower), Readings::of(lower), origin),
            }
        }
    }

    fn push_unit(&mut self, c: char, readings: Readings, origin: Span) {
        self.push(Unit { key: c as u32, readings, class: Class::of(c) }, origin);
    }

    fn push(&mut self, unit: Unit, origin: Span) {
        let at = self.len() as u32;
        let is_identity = origin.start == at && origin.end == at + 1;
        if self.origins.is_none() && !is_identity {
            self.origins = Some((0..at).map(|n| Span { start: n, end: n + 1 }).collect());
        }
        if let Some(origins) = &mut self.origins {
            origins.push(origin);
        }
        self.units.push(unit);
    }
}

/// Splits off the first grapheme; both parts are empty when the text is.
fn split_grapheme(text: &str) -> (&str, &str) {
    let mut scalars = text.char_indices();
    let first = scalars.next().map(|(_, c)| c);
    let second = scalars.next();
    let second_joins = second.is_some_and(|(_, c)| !chars::stands_alone(c));
    if first.is_some_and(chars::stands_alone) && !second_joins {
        // The rules of UAX #29 need not be asked.
        return text.split_at(second.map_or(text.len(), |(at, _)| at));
    }
    text.split_at(text.graphemes(true).next().map_or(0, str::len))
}

/// Whether combining marks on this base are ornament. On letters of other scripts they make another letter.
fn sheds_marks(base: char) -> bool {
    base.is_ascii_graphic()
        || chars::latin_base(base.to_lowercase().next().unwrap_or(base)).is_some()
        || chars::is_common_hanzi(base)
        || !base.is_alphanumeric() && !base.is_whitespace() && !is_combining_mark(base)
}

#[cfg(test)]
mod tests;
