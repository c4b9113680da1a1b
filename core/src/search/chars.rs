//! What kinds of characters matching tells apart, after NFKC.

use std::ops::RangeInclusive;

/// Whether a run may pass over a character that the query does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// A letter, digit, hanzi, symbol or emoji: never skipped.
    Solid,
    /// A space, or a mark inside a word or number (`-`, `/`, `·`): skipped freely.
    Joint,
    /// A mark that divides or encloses (`，`, `：`, `】`): skipped under conditions, see [`verify`](super::verify).
    Divider,
    /// A mark that ends a sentence (`。`, `！`, a line break): skipped under stricter ones.
    End,
}

impl Class {
    const ALL: [Self; 4] = [Self::Solid, Self::Joint, Self::Divider, Self::End];

    /// The class whose `as u8` this is.
    pub(crate) fn from_u8(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    pub(crate) fn of(c: char) -> Self {
        match c {
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Self::End,
            '.' | '!' | '?' | '~' | '。' | '…' | '‼' | '\u{06D4}' | '\u{061F}' | '\u{0964}' | '\u{0965}' => {
                Self::End
            }
            ',' | ';' | ':' | '(' | ')' | '[' | ']' | '{' | '}' | '<' | '>' | '|' => Self::Divider,
            '$' | '+' => Self::Solid,
            _ if c.is_ascii_punctuation() || c.is_whitespace() || is_invisible(c) => Self::Joint,
            '·' | '§' | '¶' | '\u{2010}'..='\u{2013}' | '\u{2018}'..='\u{201F}' | '・' => Self::Joint,
            // Marks of general punctuation, CJK and other scripts. NFKC has taken the full-width forms to ASCII.
            '¡' | '¿' | '«' | '»' | '\u{2014}'..='\u{2017}' | '\u{2020}'..='\u{205E}' => Self::Divider,
            '、'..='〃' | '〈'..='】' | '〔'..='〟' | '〰' | '〽' | '\u{2E00}'..='\u{2E7F}' => {
                Self::Divider
            }
            '\u{055A}'..='\u{055F}'
            | '\u{060C}'
            | '\u{061B}'
            | '\u{066A}'..='\u{066D}'
            | '\u{0E5A}'
            | '\u{0E5B}' => Self::Divider,
            _ => Self::Solid,
        }
    }
}

/// Controls and format characters: they print nothing, and a query that brings one along does not mean it.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_control() && !c.is_whitespace()
        || matches!(
            c,
            '\u{AD}'
                | '\u{061C}'
                | '\u{180E}'
                | '\u{200B}'..='\u{200F}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E007F}'
        )
        || is_variation_selector(c)
}

/// Asks for another picture of the character before it (❤ and ❤️), which matching does not tell apart.
pub(crate) fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// CJK unified ideographs of the BMP, where nearly all Chinese text lives.
pub(crate) fn is_common_hanzi(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')
}

/// What Chinese phrases are written with, as far as UAX #29 never joins two of these: ASCII without the carriage return,
/// which joins the line feed behind it; Latin letters and signs; general punctuation; symbols; CJK punctuation, hanzi,
/// full-width forms; pictures without the skin tones, which join the picture before them.
pub(crate) const STANDING_ALONE: [RangeInclusive<char>; 13] = [
    '\0'..='\u{0C}',
    '\u{0E}'..='\u{7F}',
    '\u{A0}'..='\u{AC}',
    '\u{AE}'..='\u{24F}',
    '\u{2010}'..='\u{2027}',
    '\u{2190}'..='\u{27BF}',
    '\u{3000}'..='\u{3020}',
    '\u{3400}'..='\u{4DBF}',
    '\u{4E00}'..='\u{9FFF}',
    '\u{FF01}'..='\u{FF5E}',
    '\u{FFE0}'..='\u{FFE6}',
    '\u{1F300}'..='\u{1F3FA}',
    '\u{1F400}'..='\u{1FAFF}',
];

/// Whether the character is a grapheme of its own whatever stands beside it, as long as that is of this kind too.
pub(crate) fn stands_alone(c: char) -> bool {
    STANDING_ALONE.iter().any(|range| range.contains(&c))
}

/// Whether several characters of one grapheme are an emoji: a flag, a skin tone, or pictures joined by ZWJ.
pub(crate) fn is_emoji_sequence(grapheme: &str) -> bool {
    let mut visible = grapheme.chars().filter(|c| !is_variation_selector(*c));
    let Some(first) = visible.next() else { return false };
    let Some(second) = visible.next() else { return false };
    let joined = |c: char| matches!(c, '\u{200D}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0020}'..='\u{E007F}');
    is_regional_indicator(first) && is_regional_indicator(second)
        || !first.is_alphanumeric() && joined(second) && (second != '\u{200D}' || visible.next().is_some())
}

fn is_regional_indicator(c: char) -> bool {
    matches!(c, '\u{1F1E6}'..='\u{1F1FF}')
}

/// The ASCII letters that a lower-case Latin letter with a diacritic, or a ligature, is typed as.
pub(crate) fn latin_base(c: char) -> Option<&'static str> {
    if c.is_ascii() {
        return None;
    }
    Some(match c {
        'æ' | 'ǽ' | 'ǣ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        'þ' => "th",
        'ð' | 'đ' | 'ɖ' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ȷ' => "j",
        'ĸ' => "k",
        'ł' => "l",
        'ŋ' => "n",
        'ø' | 'ǿ' => "o",
        'ŧ' => "t",
        'ƶ' => "z",
        'ɓ' | 'ƀ' => "b",
        'ɗ' => "d",
        'ƒ' => "f",
        'ɡ' => "g",
        _ => decomposed_base(c)?,
    })
}

/// The first character of the canonical decomposition, when it is an ASCII letter: é, ế, ǘ.
fn decomposed_base(c: char) -> Option<&'static str> {
    const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";
    if !matches!(c, '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}') {
        return None;
    }
    let mut base = None;
    unicode_normalization::char::decompose_canonical(c, |part| {
        base.get_or_insert(part);
    });
    let at = LETTERS.find(base?)?;
    LETTERS.get(at..=at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes() {
        let cases = [
            ("aé1发か한🌹¥$+①★→\u{0301}々〇", Class::Solid),
            (" \t\u{3000}-_/'\"“”‘’·&*#%@\\\u{200B}\u{FEFF}\u{0}–", Class::Joint),
            ("，；：、（）【】《》「」,;:()[]{}<>|—،", Class::Divider),
            ("。！？.!?~～…\n\r\u{2028}؟।", Class::End),
        ];
        use unicode_normalization::UnicodeNormalization;
        for (text, class) in cases {
            for c in text.nfkc() {
                assert_eq!(Class::of(c), class, "{c:?}");
            }
        }
    }

    #[test]
    fn what_stands_alone_is_a_grapheme_beside_its_like() {
        use unicode_segmentation::UnicodeSegmentation;
        for c in STANDING_ALONE.into_iter().flatten() {
            let text = format!("{c}{c}中{c}a{c}🌹{c}\n{c}é{c}");
            assert_eq!(text.graphemes(true).count(), text.chars().count(), "{c:?}");
        }
        for c in "\r\u{AD}\u{200D}\u{301}\u{FE0F}\u{1F3FB}\u{1F1E8}\u{3099}\u{FF9E}한\u{1112}ก".chars() {
            assert!(!stands_alone(c), "{c:?}");
        }
    }

    #[test]
    fn emoji_sequences() {
        let cases = [
            ("👨‍👩‍👧", true),
            ("🇨🇳", true),
            ("👍🏽", true),
            ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", true),
            ("❤️‍🔥", true),
            ("❤️", false),
            ("1️⃣", false),
            ("é", false),
            ("क्‍ष", false),
            ("中\u{200D}", false),
            ("🌹\u{200D}", false),
        ];
        for (grapheme, expected) in cases {
            assert_eq!(is_emoji_sequence(grapheme), expected, "{grapheme}");
        }
    }

    #[test]
    fn latin_letters_lose_their_diacritics() {
        let cases =
            [('é', "e"), ('ế', "e"), ('ǘ', "u"), ('č', "c"), ('ø', "o"), ('ß', "ss"), ('ł', "l"), ('ğ', "g")];
        for (c, base) in cases {
            assert_eq!(latin_base(c), Some(base), "{c}");
        }
        for c in "a发и한βが".chars() {
            assert_eq!(latin_base(c), None, "{c}");
        }
    }
}
