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
//! The `ü` of pinyin needs no folding of its own: the *syllable* 略 is spelled with `v`, and the verifier lets `v`, `u` and
//! `u:` stand for it.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use super::chars::{self, Class};
use super::pinyin::Readings;
use super::simplify::simplify;
use super::span::Span;
use super::words;

/// Keys from here on are numbers of clusters; below are characters.
const FIRST_CLUSTER: u32 = char::MAX as u32 + 1;

/// One character of a folded text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unit {
    /// A character, or [`FIRST_CLUSTER`] plus an index of `Folded::clusters`.
    key: u32,
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
        let mut rest = text;
        let mut at = 0;
        while folded.units.len() < limit {
            let (grapheme, behind) = split_grapheme(rest);
            if grapheme.is_empty() {
                break;
            }
            let len = folded.push_grapheme(grapheme, at);
            at += len;
            rest = behind;
        }
        folded.truncate(limit);
        words::lead(&mut folded.units);
        folded
    }

    pub(crate) fn len(&self) -> usize {
        self.units.len()
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

    fn truncate(&mut self, limit: usize) {
        self.units.truncate(limit);
        if let Some(origins) = &mut self.origins {
            origins.truncate(limit);
        }
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

    fn push_scalar(&mut self, c: char, origin: Span) {
        if chars::stands_alone(c) && c < '！' {
            // ASCII and common hanzi are their own NFKC.
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
        // The rules of UAX #29 need not be asked for plain text, which is nearly all of it.
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
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The units as text, an emoji of several scalar values in angle brackets.
    fn shown(folded: &Folded) -> String {
        let unit = |unit: &Unit| match unit.char() {
            Some(c) => c.to_string(),
            None => format!("<{}>", folded.clusters[(unit.key - FIRST_CLUSTER) as usize]),
        };
        folded.units.iter().map(unit).collect()
    }

    #[test]
    fn folds() {
        let cases = [
            ("Ｔｙｐｅ－Ｃ ４８小时！", "type-c 48小时!"),
            ("發貨", "发货"),
            ("éÈêË čďěňřšťž ąćęńóśźż ğş", "eeee cdenrstz acenoszz gs"),
            ("e\u{301}x\u{301}中\u{20DD}", "ex中"),
            ("lüè Lǚ nü:", "lue lu nu:"),
            ("ΒΊΟΣ βίος", "βίοσ βίοσ"),
            ("Straße İstanbul", "strasse istanbul"),
            ("㎏①㈱ﬁ½", "kg1(株)fi1⁄2"),
            ("ｶﾞか\u{3099}", "ガが"),
            ("\u{1112}\u{1161}\u{11AB}", "한"),
            ("❤️❤ 1️⃣ #️⃣", "❤❤ 1 #"),
            ("👨‍👩‍👧🇨🇳👍🏽", "<👨‍👩‍👧><🇨🇳><👍🏽>"),
            ("￥5 ¥5", "¥5 ¥5"),
            ("葛\u{E0100}", "葛"),
            ("й กำ שָׁ", "й กํา שָׁ"),
            ("\u{301}", "\u{301}"),
            (" \u{CF3}", " \u{CF3}"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(&Folded::new(text)), expected, "{text:?}");
        }
    }

    #[test]
    fn units_know_their_origin() {
        // ㎏ is one scalar value and two units; e and its acute are two and one; the family is five and one.
        let folded = Folded::new("重㎏e\u{301}👨‍👩‍👧发");
        let origins: Vec<(u32, u32)> =
            (0..folded.len()).map(|at| folded.origin(at)).map(|s| (s.start, s.end)).collect();
        assert_eq!(origins, [(0, 1), (1, 2), (1, 2), (2, 4), (4, 9), (9, 10)]);
        assert!(Folded::new("发货，Ｔ恤").origins.is_none(), "one to one needs no map");
    }

    #[test]
    fn the_limit_cuts_between_units() {
        for (text, limit, expected) in
            [("发货发货", 2, "发货"), ("a㎏b", 2, "ak"), ("abc", 9, "abc"), ("a", 0, "")]
        {
            assert_eq!(shown(&Folded::with_limit(text, limit)), expected);
        }
    }

    #[test]
    fn emoji_of_several_scalar_values_compare_as_wholes() {
        let (family, text) = (Folded::new("👨‍👩‍👧"), Folded::new("🇨🇳👨‍👩‍👧👨"));
        let same: Vec<bool> = (0..text.len()).map(|at| text.same(at, &family, 0)).collect();
        assert_eq!(same, [false, true, false]);
    }

    #[test]
    fn strange_texts_do_no_harm() {
        let marks = format!("a{}", "\u{301}".repeat(10_000));
        assert_eq!(shown(&Folded::new(&marks)), "a");
        for text in
            ["\u{200D}", "\r\n", "\u{FE0F}", "\u{E0001}", "\u{FDFA}", "עברית\u{200F}", "\u{1F3FD}", "🇨"]
        {
            assert!(!Folded::new(text).is_empty(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn origins_cover_the_text_in_order(text in any::<String>()) {
            let folded = Folded::new(&text);
            let mut covered = 0;
            for at in 0..folded.len() {
                let origin = folded.origin(at);
                prop_assert!(origin.start < origin.end);
                // A unit begins where the last one ended, or shares its range.
                prop_assert!(origin.start == covered || origin.end == covered, "{:?}", origin);
                covered = origin.end;
            }
            prop_assert_eq!(covered as usize, text.chars().count());
        }

        #[test]
        fn folding_twice_changes_nothing(text in "[a-zA-Zà-ÿ０-９一-龥！-～ ]{0,12}") {
            let once = shown(&Folded::new(&text));
            prop_assert_eq!(shown(&Folded::new(&once)), once);
        }
    }
}
