//! How many parts a text message takes.
//!
//! A text in the GSM 7-bit alphabet fills one message with 160 septets, or parts of 153 where several are joined;
//! any other text is UCS-2, 70 or 67 units. Source: 3GPP TS 23.038 §6.2.1 (alphabet) and TS 23.040 §9.2.3.24
//! (the six octets of the header that joins parts).

use super::split::{Gauge, Unit};

/// The parts that phones join to show this text as one message; 1 for an empty one.
///
/// A character that takes two units is never laid across two parts, as phones do it.
pub fn sms_parts(text: &str) -> usize {
    let alphabet = Alphabet::of(text);
    let weights = || text.chars().map(|char| alphabet.weight(char));
    if weights().sum::<usize>() <= alphabet.single() {
        return 1;
    }
    let (parts, _) = weights().fold((1, 0), |(parts, filled), weight| {
        if filled + weight > alphabet.joined() { (parts + 1, weight) } else { (parts, filled + weight) }
    });
    parts
}

/// How much text surely fits into so many parts, in the alphabet of the whole text: a part may leave one unit empty
/// before a character that takes two.
pub(super) fn gauge(parts: usize, whole: &str) -> Gauge {
    let alphabet = Alphabet::of(whole);
    let unit = match alphabet {
        Alphabet::Gsm7 => Unit::Septets,
        Alphabet::Ucs2 => Unit::Utf16,
    };
    Gauge { unit, max: parts * (alphabet.joined() - 1) }
}

/// The septets that a text in the GSM 7-bit alphabet takes; characters outside it count as two.
pub(super) fn septets(text: &str) -> usize {
    text.chars().map(|char| Alphabet::Gsm7.weight(char)).sum()
}

#[derive(Clone, Copy)]
enum Alphabet {
    Gsm7,
    Ucs2,
}

impl Alphabet {
    fn of(text: &str) -> Self {
        if text.chars().all(|char| is_basic(char) || is_extended(char)) { Self::Gsm7 } else { Self::Ucs2 }
    }

    fn weight(self, char: char) -> usize {
        match self {
            Self::Gsm7 => 1 + usize::from(!is_basic(char)),
            Self::Ucs2 => char.len_utf16(),
        }
    }

    /// The room of a message that stands alone.
    fn single(self) -> usize {
        match self {
            Self::Gsm7 => 160,
            Self::Ucs2 => 70,
        }
    }

    /// The room of a part that is joined with others.
    fn joined(self) -> usize {
        match self {
            Self::Gsm7 => 153,
            Self::Ucs2 => 67,
        }
    }
}

fn is_basic(char: char) -> bool {
    match char {
        '`' => false,
        'a'..='z' | 'A'..='Z' | '0'..='9' | ' '..='?' | '\n' | '\r' | '@' | '_' => true,
        other => "£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà".contains(other),
    }
}

fn is_extended(char: char) -> bool {
    matches!(char, '^' | '{' | '}' | '\\' | '[' | '~' | ']' | '|' | '€' | '\u{c}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_counted_as_phones_count_them() {
        for (text, parts) in [
            (String::new(), 1),
            ("好".repeat(70), 1),
            ("好".repeat(71), 2),
            ("好".repeat(134), 2),
            ("好".repeat(135), 3),
            ("好".repeat(670), 10),
            ("好".repeat(671), 11),
            ("a".repeat(160), 1),
            ("a".repeat(161), 2),
            ("a".repeat(306), 2),
            ("a".repeat(307), 3),
            ("€".repeat(80), 1),
            ("€".repeat(81), 2),
            // 76 of them fill 152 of the 153 septets; the 153rd cannot hold half of the next.
            ("€".repeat(152), 2),
            ("€".repeat(153), 3),
            ("🙂".repeat(35), 1),
            // 33 of them fill 66 of the 67 units.
            ("🙂".repeat(66), 2),
            ("🙂".repeat(67), 3),
            (format!("{}好", "a".repeat(70)), 2),
            ("`".repeat(71), 2),
        ] {
            assert_eq!(sms_parts(&text), parts, "{} × {:?}", text.chars().count(), text.chars().next());
        }
    }

    #[test]
    fn the_basic_alphabet_has_the_127_characters_of_the_standard() {
        // Position 0x1B is the escape to the extension table and no character.
        let count = ('\0'..='\u{ffff}').filter(|&char| is_basic(char)).count();
        assert_eq!(count, 127);
        assert!(!('\0'..='\u{ffff}').any(|char| is_basic(char) && is_extended(char)));
    }

    #[test]
    fn what_the_gauge_admits_fits_into_the_parts() {
        for char in ["好", "🙂", "a", "€"] {
            let whole = char.repeat(3_000);
            let gauge = gauge(10, &whole);
            let fitting: String = whole
                .chars()
                .scan(0, |used, char| {
                    *used += gauge.measure(char.encode_utf8(&mut [0; 4]));
                    (*used <= gauge.max).then_some(char)
                })
                .collect();
            assert!(sms_parts(&fitting) <= 10, "{char}: {}", sms_parts(&fitting));
            assert!(sms_parts(&fitting) >= 9, "{char} wastes room");
        }
    }
}
