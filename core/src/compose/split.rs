//! Cutting a text that is longer than its channel takes into messages.
//!
//! Each message is as long as the limit admits, and ends at the best place that it reaches:
//!
//! 1. the end of a sentence or line: after `。！？；…` or a line break, and after `! ? ; .` where a space, the end or
//!    Chinese follows (so not in `3.5`, `a?b=c` or `1. 打开`); closing quotes and brackets stay with their sentence;
//! 2. the end of a clause: after `，、：` and, before a space, `, :`;
//! 3. white space;
//! 4. between two characters, neither inside a word, a number or a link nor before a closing mark;
//! 5. between any two graphemes.
//!
//! Nothing is ever cut inside a grapheme. A filled value or an emoji (an *atomic* piece) stays whole as well, unless
//! it alone exceeds the limit; then it is cut like any other text. White space at a cut falls away, and so does a
//! message of nothing else. A single grapheme beyond the limit stays whole: no message can be shorter.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::Piece;
use super::limits::TextLimit;
use super::sms;

/// The messages of a text, each within the limit; one, and unchanged, where the whole fits.
pub fn split(pieces: &[Piece], limit: TextLimit) -> Vec<String> {
    let whole: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
    if limit.admits(&whole) {
        return vec![whole];
    }
    let gauge = limit.gauge(&whole);
    let atoms = atoms(pieces, gauge);
    let mut messages = Vec::new();
    let mut start = 0;
    while start < whole.len() {
        let end = next_cut(&whole, start, &atoms, gauge);
        let message = if end < whole.len() { whole[start..end].trim_end() } else { &whole[start..] };
        if !message.trim().is_empty() {
            messages.push(message.to_owned());
        }
        start = end + leading_space(&whole[end..]);
    }
    messages
}

impl TextLimit {
    /// Whether the text goes as one message.
    pub fn admits(self, text: &str) -> bool {
        match self {
            // No text has more units or graphemes than bytes.
            Self::Utf16(max) | Self::Graphemes(max) if text.len() <= max => true,
            Self::Utf16(max) => Unit::Utf16.count(text) <= max,
            Self::Graphemes(max) => Unit::Graphemes.count(text) <= max,
            Self::SmsParts(max) => sms::sms_parts(text) <= max,
        }
    }

    fn gauge(self, whole: &str) -> Gauge {
        match self {
            Self::Utf16(max) => Gauge { unit: Unit::Utf16, max },
            Self::Graphemes(max) => Gauge { unit: Unit::Graphemes, max },
            Self::SmsParts(parts) => sms::gauge(parts, whole),
        }
    }
}

/// A limit that can be counted up grapheme by grapheme.
#[derive(Clone, Copy)]
pub(super) struct Gauge {
    pub(super) unit: Unit,
    pub(super) max: usize,
}

/// What a [`Gauge`] counts.
#[derive(Clone, Copy)]
pub(super) enum Unit {
    Utf16,
    Graphemes,
    Septets,
}

impl Gauge {
    pub(super) fn measure(self, text: &str) -> usize {
        self.unit.count(text)
    }
}

impl Unit {
    fn count(self, text: &str) -> usize {
        match self {
            Self::Utf16 => text.chars().map(char::len_utf16).sum(),
            Self::Graphemes => text.graphemes(true).count(),
            Self::Septets => sms::septets(text),
        }
    }
}

/// How good a place for a cut is, the best first.
#[derive(Clone, Copy)]
enum Place {
    Sentence,
    Clause,
    Space,
    BetweenWords,
    Anywhere,
}

const PLACES: usize = Place::Anywhere as usize + 1;

/// Where the atomic pieces lie that fit into one message, in bytes of the whole, in order.
fn atoms(pieces: &[Piece], gauge: Gauge) -> Vec<Range<usize>> {
    let mut at = 0;
    let mut atoms = Vec::new();
    for piece in pieces {
        let range = at..at + piece.text.len();
        at = range.end;
        if piece.atomic && gauge.measure(&piece.text) <= gauge.max {
            atoms.push(range);
        }
    }
    atoms
}

/// Where the message that begins at `start` ends, in bytes of the whole; always beyond `start`.
fn next_cut(whole: &str, start: usize, atoms: &[Range<usize>], gauge: Gauge) -> usize {
    let mut used = 0;
    let mut reached = None;
    let mut best: [Option<usize>; PLACES] = [None; PLACES];
    for (at, grapheme) in whole[start..].grapheme_indices(true) {
        used += gauge.measure(grapheme);
        let end = start + at + grapheme.len();
        if used > gauge.max {
            // A value that a cut cannot spare, or a first grapheme that is too long, is the last resort.
            return best.into_iter().flatten().next().or(reached).unwrap_or(end);
        }
        reached = Some(end);
        if !is_inside(atoms, end) {
            best[place(whole, end) as usize] = Some(end);
        }
    }
    whole.len()
}

fn is_inside(atoms: &[Range<usize>], at: usize) -> bool {
    let next = atoms.partition_point(|atom| atom.end <= at);
    atoms.get(next).is_some_and(|atom| atom.start < at)
}

/// How good a cut at `at`, a border of graphemes, would be.
fn place(whole: &str, at: usize) -> Place {
    let (before, after) = whole.split_at(at);
    let last = before.chars().next_back();
    let next = after.chars().next();
    if last == Some('\n') || ends_sentence(before, next) {
        return Place::Sentence;
    }
    let next_is_space = next.is_none_or(char::is_whitespace);
    match last {
        Some('，' | '、' | '：') if !next.is_some_and(is_closing) => Place::Clause,
        Some(',' | ':') if next_is_space => Place::Clause,
        Some(char) if char.is_whitespace() || next_is_space => Place::Space,
        Some(char)
            if next.is_some_and(|next| !(is_closing(next) || is_joining(char) && is_joining(next))) =>
        {
            Place::BetweenWords
        }
        _ => Place::Anywhere,
    }
}

/// Whether a sentence ends with `before`, closing marks included; a run such as `？！” ` ends only after its last.
fn ends_sentence(before: &str, next: Option<char>) -> bool {
    if next.is_some_and(|next| is_closing(next) || matches!(next, '!' | '?')) {
        return false;
    }
    let mut chars = before.trim_end_matches(is_bracket_or_quote).chars().rev();
    match chars.next() {
        Some('。' | '！' | '？' | '；' | '…') => true,
        Some('!' | '?' | ';') => next.is_none_or(|next| !is_joining(next)),
        Some('.') => {
            next.is_none_or(char::is_whitespace) && chars.next().is_some_and(|char| !char.is_ascii_digit())
        }
        _ => false,
    }
}

/// Marks that belong to what stands before them and begin no message.
fn is_closing(char: char) -> bool {
    is_bracket_or_quote(char)
        || matches!(char, '。' | '！' | '？' | '；' | '，' | '、' | '：' | '…' | '～' | '%' | '％')
}

fn is_bracket_or_quote(char: char) -> bool {
    matches!(char, '”' | '’' | '」' | '』' | '）' | '】' | '》' | '〉' | '"' | '\'' | ')')
}

/// Characters that make words, numbers and links with their neighbours: all but Chinese and its like.
fn is_joining(char: char) -> bool {
    char.is_ascii_graphic() || (char < '\u{2e80}' && char.is_alphanumeric())
}

/// The length of the white space that a text begins with, in bytes, counted in whole graphemes.
fn leading_space(text: &str) -> usize {
    text.graphemes(true).take_while(|grapheme| grapheme.trim().is_empty()).map(str::len).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn free(text: &str) -> Piece {
        Piece { text: text.to_owned(), atomic: false }
    }

    fn atom(text: &str) -> Piece {
        Piece { text: text.to_owned(), atomic: true }
    }

    fn check(pieces: &[Piece], limit: TextLimit, expected: &[&str]) {
        assert_eq!(split(pieces, limit), expected, "{pieces:?} in {limit:?}");
    }

    #[test]
    fn texts_are_cut_at_the_best_place_they_reach() {
        for (text, max, expected) in [
            ("刚好十个字不用切开的", 10, &["刚好十个字不用切开的"][..]),
            ("第一句。第二句！第三句？第四", 8, &["第一句。第二句！", "第三句？第四"]),
            ("第一句。第二句很长很长", 8, &["第一句。", "第二句很长很长"]),
            ("第一行\n第二行\n第三行", 8, &["第一行\n第二行", "第三行"]),
            ("您好，在的，请问有什么可以帮您", 8, &["您好，在的，", "请问有什么可以帮", "您"]),
            ("他说“好的。”然后走了很远", 8, &["他说“好的。”", "然后走了很远"]),
            ("真的吗？！当然是真的呀", 8, &["真的吗？！", "当然是真的呀"]),
            ("see you. thanks for it", 12, &["see you.", "thanks for", "it"]),
            ("价格3.5元一个很划算的", 8, &["价格3.5元一个", "很划算的"]),
            ("1. 打开微信 2. 点我", 8, &["1. 打开微信", "2. 点我"]),
            ("查看 http://a.cn/?b=c!d 谢谢", 18, &["查看", "http://a.cn/?b=c!d", "谢谢"]),
            ("订单ABC123456已发", 8, &["订单", "ABC12345", "6已发"]),
            ("数量、颜色、尺码都对吗", 8, &["数量、颜色、", "尺码都对吗"]),
            ("一二三四五六七八。九", 8, &["一二三四五六七", "八。九"]),
            ("省略……还有很多很多", 8, &["省略……", "还有很多很多"]),
            ("a    b", 3, &["a", "b"]),
        ] {
            check(&[free(text)], TextLimit::Graphemes(max), expected);
        }
    }

    #[test]
    fn values_and_emoji_stay_whole() {
        check(&[free("单号"), atom("SF123"), free("已发")], TextLimit::Utf16(6), &["单号", "SF123已", "发"]);
        check(
            &[free("好的好的好"), atom("[微笑]"), free("走")],
            TextLimit::Utf16(8),
            &["好的好的好", "[微笑]走"],
        );
        check(&[atom("张。三"), free("您好")], TextLimit::Utf16(4), &["张。三您", "好"]);
    }

    #[test]
    fn a_value_longer_than_the_limit_is_cut_like_text() {
        check(&[atom("第一句。第二句。"), free("完")], TextLimit::Utf16(6), &["第一句。", "第二句。完"]);
    }

    #[test]
    fn a_grapheme_is_never_cut() {
        let family = "👨‍👩‍👧";
        check(&[free(&family.repeat(3))], TextLimit::Utf16(17), &[&family.repeat(2), family]);
        // Even one that is longer than the limit.
        check(&[free(&family.repeat(2))], TextLimit::Utf16(5), &[family, family]);
        // A value that begins with a combining mark: its border is no border of graphemes.
        check(&[free("abce"), atom("\u{301}d"), free("f")], TextLimit::Utf16(4), &["abc", "e\u{301}df"]);
    }

    #[test]
    fn white_space_at_a_cut_falls_away_and_nothing_else() {
        check(&[free("  第一句。 \n\n 第二句  ")], TextLimit::Utf16(7), &["  第一句。", "第二句  "]);
        check(&[free("a"), free(&" ".repeat(20)), free("b")], TextLimit::Utf16(4), &["a", "b"]);
    }

    #[test]
    fn text_messages_are_cut_beyond_ten_parts() {
        let fits = "好".repeat(670);
        check(&[free(&fits)], TextLimit::SmsParts(10), &[&fits]);
        let messages = split(&[free(&"一二三四五六七八九。".repeat(140))], TextLimit::SmsParts(10));
        assert_eq!(messages.len(), 3);
        assert!(messages.iter().all(|message| sms::sms_parts(message) <= 10 && message.ends_with('。')));
    }

    fn pieces() -> impl Strategy<Value = Vec<Piece>> {
        let text = prop_oneof![
            4 => "[a-z0-9一-丅。，！？,.;! \n]{0,12}",
            1 => Just("👨‍👩‍👧".to_owned()),
            1 => "[e\u{301}\r\n🇨🇳\u{200d}\\[\\]微笑]{0,6}",
        ];
        prop::collection::vec((text, any::<bool>()), 0..20)
            .prop_map(|pieces| pieces.into_iter().map(|(text, atomic)| Piece { text, atomic }).collect())
    }

    fn limits() -> impl Strategy<Value = TextLimit> {
        prop_oneof![
            (1usize..40).prop_map(TextLimit::Utf16),
            (1usize..40).prop_map(TextLimit::Graphemes),
            (1usize..3).prop_map(TextLimit::SmsParts),
        ]
    }

    proptest! {
        #[test]
        fn messages_make_up_the_whole_but_for_white_space(pieces in pieces(), limit in limits()) {
            let whole: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
            let solid = |text: &str| text.chars().filter(|char| !char.is_whitespace()).collect::<String>();
            let messages = split(&pieces, limit);
            prop_assert_eq!(solid(&messages.concat()), solid(&whole));
            let mut rest = whole.as_str();
            for message in &messages {
                let at = rest.find(message.as_str());
                prop_assert!(at.is_some_and(|at| rest[..at].trim().is_empty()), "{:?} in {:?}", message, rest);
                rest = &rest[at.unwrap_or_default() + message.len()..];
            }
        }

        #[test]
        fn every_message_is_within_the_limit(pieces in pieces(), limit in limits()) {
            for message in split(&pieces, limit) {
                let one_grapheme = message.graphemes(true).count() == 1;
                prop_assert!(limit.admits(&message) || one_grapheme, "{message:?} in {limit:?}");
            }
        }

        #[test]
        fn cuts_fall_on_borders_of_graphemes_outside_of_values(pieces in pieces(), limit in limits()) {
            let whole: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
            let gauge = limit.gauge(&whole);
            let atoms = atoms(&pieces, gauge);
            let starts = whole.grapheme_indices(true).map(|(at, _)| at);
            let borders: Vec<usize> = starts.chain([whole.len()]).collect();
            let mut at = 0;
            for message in split(&pieces, limit) {
                let start = at + whole[at..].find(&message).unwrap();
                at = start + message.len();
                prop_assert!(borders.contains(&start), "{start} in {whole:?}");
                prop_assert!(borders.contains(&at), "{at} in {whole:?}");
                for atom in &atoms {
                    let inside = |at: usize| atom.start < at && at < atom.end;
                    // White space at the border of a value falls away, and a value whose border is inside a grapheme
                    // may have to be cut.
                    let torn = [atom.start, atom.end].iter().any(|end| !borders.contains(end));
                    let unclean = torn || whole[atom.clone()].chars().any(char::is_whitespace);
                    prop_assert!(unclean || !(inside(start) || inside(at)), "{atom:?} in {whole:?}");
                }
            }
        }
    }
}
