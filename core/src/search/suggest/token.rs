//! What texts and messages are cut into: pairs of neighbouring hanzi, single hanzi, and words of letters or digits.
//!
//! Chinese has no spaces, and a dictionary that finds words takes more memory than a phone should give. Pairs do
//! nearly as well: most words have two characters, and a pair that is no word is rare enough to do no harm.

use crate::search::chars::is_common_hanzi;
use crate::search::fold::{Folded, Unit};

/// Letters or digits of one word; a longer run is a paste that nobody searches for.
const MAX_WORD: usize = 40;

/// A piece of a folded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// The folded characters.
    pub(super) text: String,
    pub(super) kind: Kind,
    /// The first unit of it, and the one behind it.
    pub(super) units: (u32, u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One hanzi.
    Hanzi,
    /// Two neighbouring hanzi.
    Pair,
    /// A run of letters or digits of another script.
    Word,
}

/// The tokens of a text, in its order.
pub(super) fn tokens(text: &Folded) -> Vec<Token> {
    let mut found = Vec::with_capacity(text.len() * 2);
    let mut at = 0;
    while at < text.len() {
        if let Some(hanzi) = hanzi(text, at) {
            found.push(token(text, at, at + 1, Kind::Hanzi, String::from(hanzi)));
            if let Some(next) = self::hanzi(text, at + 1) {
                found.push(token(text, at, at + 2, Kind::Pair, String::from_iter([hanzi, next])));
            }
            at += 1;
            continue;
        }
        let word: String = (at..text.len()).map_while(|unit| letter(text.units[unit])).collect();
        let length = word.chars().count();
        if (1..=MAX_WORD).contains(&length) {
            found.push(token(text, at, at + length, Kind::Word, word));
        }
        at += length.max(1);
    }
    found
}

/// How a pair of hanzi sounds: the commonest reading of each, without tones. What is typed by pinyin or spoken into a
/// phone goes wrong by its sound (发飘 for 发票).
pub(super) fn sound(text: &Folded, pair: &Token) -> Option<String> {
    let syllable = |at: u32| {
        let unit = text.units.get(at as usize)?;
        std::str::from_utf8(unit.readings.syllables().first()?.spelling()).ok()
    };
    let (first, second) = (pair.units.0, pair.units.0 + 1);
    (pair.kind == Kind::Pair).then(|| Some(format!("{}'{}", syllable(first)?, syllable(second)?)))?
}

fn token(text: &Folded, start: usize, end: usize, kind: Kind, characters: String) -> Token {
    debug_assert!(end <= text.len());
    Token { text: characters, kind, units: (start as u32, end as u32) }
}

fn hanzi(text: &Folded, at: usize) -> Option<char> {
    text.units.get(at)?.char().filter(|c| is_common_hanzi(*c))
}

fn letter(unit: Unit) -> Option<char> {
    unit.char().filter(|c| c.is_alphanumeric() && !is_common_hanzi(*c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        tokens(&Folded::new(text)).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn cuts() {
        let cases: [(&str, &[&str]); 7] = [
            ("发货，48小时", &["发", "发货", "货", "48", "小", "小时", "时"]),
            ("發貨", &["发", "发货", "货"]),
            ("ＳＦ123 T恤", &["sf123", "t", "恤"]),
            ("where's my Order", &["where", "s", "my", "order"]),
            ("か한é", &["か한e"]),
            ("😂！\u{0}", &[]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text), expected, "{text}");
        }
        assert!(shown(&"a".repeat(MAX_WORD + 1)).is_empty());
    }

    #[test]
    fn sounds_are_those_of_pairs() {
        let sounds = |text: &str| -> Vec<String> {
            let folded = Folded::new(text);
            tokens(&folded).iter().filter_map(|token| sound(&folded, token)).collect()
        };
        assert_eq!(sounds("发飘 ok"), sounds("发票"));
        assert_eq!(sounds("发票吗"), ["fa'piao", "piao'ma"]);
    }
}
