//! Measuring and breaking text for a terminal, where a Chinese character takes two columns.
//!
//! Everything that comes from a book or a file is cleaned first: a terminal obeys control characters, and a
//! phrase must not move its cursor.

use std::borrow::Cow;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Makes a text safe for one line of a terminal: each control character becomes one space, so that positions
/// counted in scalar values stay.
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_control) {
        Cow::Owned(text.chars().map(|char| if is_control(char) { ' ' } else { char }).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The columns that a cleaned text takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// Cuts a text to at most `max` columns; what is cut off is marked with `…`.
pub(crate) fn fit(text: &str, max: usize) -> Cow<'_, str> {
    if width(text) <= max {
        return Cow::Borrowed(text);
    }
    let mut end = 0;
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        used += width(grapheme);
        if used + 1 > max {
            break;
        }
        end = at + grapheme.len();
    }
    let dots = if max == 0 { "" } else { "…" };
    Cow::Owned(format!("{}{dots}", text[..end].trim_end()))
}

/// Fills a text with spaces up to `columns`.
pub(crate) fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// The lines that a text of one line breaks into, none wider than `columns`, as ranges of bytes. Chinese breaks
/// between any two characters, but no line begins with closing punctuation; words of letters stay whole while
/// they fit into a line.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<Range<usize>> {
    let columns = columns.max(2);
    let mut lines = Vec::new();
    let mut start = 0;
    let mut used = 0;
    let mut candidate: Option<usize> = None;
    let mut previous: Option<&str> = None;
    for (at, grapheme) in text.grapheme_indices(true) {
        let wide = width(grapheme);
        if at > start && previous.is_some_and(|previous| may_break(previous, grapheme)) {
            candidate = Some(at);
        }
        if used + wide > columns && at > start && grapheme != " " {
            let end = candidate.filter(|&candidate| candidate > start).unwrap_or(at);
            lines.push(trimmed(text, start..end));
            start = end;
            used = width(&text[start..at]);
            candidate = None;
        }
        used += wide;
        previous = Some(grapheme);
    }
    if start < text.len() || lines.is_empty() {
        lines.push(trimmed(text, start..text.len()));
    }
    lines
}

fn trimmed(text: &str, line: Range<usize>) -> Range<usize> {
    line.start..line.start + text[line].trim_end().len()
}

fn may_break(previous: &str, next: &str) -> bool {
    if next == " " || closes(next) || opens(previous) {
        return false;
    }
    previous == " " || width(previous) > 1 || width(next) > 1
}

fn closes(grapheme: &str) -> bool {
    grapheme.starts_with([
        '，', '。', '！', '？', '；', '：', '、', '）', '】', '》', '”', '’', '…', '～', ',', '.', '!', '?',
        ';', ':', ')', ']', '%',
    ])
}

fn opens(grapheme: &str) -> bool {
    grapheme.starts_with(['（', '【', '《', '“', '‘', '(', '[', '¥', '￥', '$'])
}

/// C0, DEL and C1, line breaks and tabs among them, and the marks that turn the direction of what follows.
fn is_control(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, columns: usize) -> Vec<&str> {
        wrap(text, columns).into_iter().map(|line| &text[line]).collect()
    }

    #[test]
    fn a_text_is_cut_between_what_people_call_characters() {
        for (text, max, cut) in [
            ("退款", 4, "退款"),
            ("退款说明", 7, "退款说…"),
            ("退款说明", 6, "退款…"),
            ("refund now", 8, "refund…"),
            ("好👨‍👩‍👧好", 4, "好…"),
            ("退款", 0, ""),
        ] {
            let fitted = fit(text, max);
            assert_eq!(fitted, cut);
            assert!(width(&fitted) <= max);
        }
    }

    #[test]
    fn lines_break_as_chinese_and_english_do() {
        for (text, columns, expected) in [
            ("您好，订单已发货。", 10, &["您好，订单", "已发货。"][..]),
            ("您好，订单，已发", 10, &["您好，订", "单，已发"]),
            ("your parcel is on its way", 12, &["your parcel", "is on its", "way"]),
            ("单号SF1234567890已发出", 12, &["单号", "SF1234567890", "已发出"]),
            ("abcdefghijkl", 5, &["abcde", "fghij", "kl"]),
            ("", 10, &[""]),
        ] {
            assert_eq!(lines(text, columns), expected, "{text}");
        }
    }

    #[test]
    fn nothing_is_lost_and_nothing_is_too_wide() {
        for text in [
            "您好 hello 世界，this is a mixed 文本。。。。。",
            "。。。。。。",
            "aa  bb   cc",
            "e\u{301}e\u{301}e\u{301}",
        ] {
            for columns in 2..12 {
                let kept: String = lines(text, columns).concat();
                assert_eq!(kept.replace(' ', ""), text.replace(' ', ""), "{columns}");
                assert!(lines(text, columns).iter().all(|line| width(line) <= columns), "{text} {columns}");
            }
        }
    }

    #[test]
    fn a_terminal_is_given_no_orders() {
        assert_eq!(one_line("a\u{1b}[2Jb\nc\u{202e}d"), "a [2Jb c d");
        assert_eq!(one_line("退款"), "退款");
    }
}
