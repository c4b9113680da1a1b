//! A page for a person: lines of styled text, laid out for the terminal's width.

use std::fmt::{Display, Write as _};
use std::ops::Range;

use anstyle::Style;
use huashu_core::error::Locale;

use super::layout::{fit, one_line, pad, width, wrap};
use super::style::{BADGE, DIM, HIT, NUMBER};
use crate::text::Say;

/// A page in the making.
pub(crate) struct Page {
    text: String,
    /// The columns of the terminal.
    pub(crate) columns: usize,
    /// The language of the words on it.
    pub(crate) locale: Locale,
}

/// A column of a table.
#[derive(Clone, Copy)]
pub(crate) enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

impl Page {
    pub(crate) fn new(columns: usize, locale: Locale) -> Self {
        Self { text: String::new(), columns, locale }
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }

    /// A line, styled already.
    pub(crate) fn line(&mut self, line: impl Display) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{line}");
    }

    pub(crate) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// The words in the page's language.
    pub(crate) fn pick(&self, say: &Say) -> &'static str {
        say.pick(self.locale)
    }

    /// A sentence in the page's language, its gaps filled in order.
    pub(crate) fn fill(&self, say: &Say, values: &[&dyn Display]) -> String {
        say.fill(self.locale, values)
    }

    /// A line of words.
    pub(crate) fn say(&mut self, say: &Say, values: &[&dyn Display]) {
        self.line(self.fill(say, values));
    }

    /// A line in the background style.
    pub(crate) fn aside(&mut self, text: &str) {
        self.line(paint(DIM, &one_line(text)));
    }

    /// `name  value`, with names padded to one width; values of several lines hang under the first.
    pub(crate) fn field(&mut self, indent: usize, name_columns: usize, name: &str, value: &str) {
        let margin = " ".repeat(indent);
        let room = self.columns.saturating_sub(indent + name_columns + 2).max(20);
        let value = one_line(value);
        for (index, line) in wrap(&value, room).into_iter().enumerate() {
            let name = if index == 0 { name } else { "" };
            self.line(format!("{margin}{}  {}", paint(DIM, &pad(name, name_columns)), &value[line]));
        }
    }

    /// A text as it would be sent, behind a bar that keeps it apart from our own words.
    pub(crate) fn block(&mut self, indent: usize, text: &str) {
        let margin = " ".repeat(indent);
        let bar = paint(DIM, "│");
        let room = self.columns.saturating_sub(indent + 2).max(20);
        for line in text.lines() {
            let line = one_line(line);
            for piece in wrap(&line, room) {
                self.line(format!("{margin}{bar} {}", &line[piece]).trim_end());
            }
        }
    }

    /// A table with a dim head. Cells are plain text; the column `flexible` gives way where the terminal is narrow.
    pub(crate) fn table(&mut self, head: &[(&str, Align)], flexible: usize, rows: &[Vec<String>]) {
        const GAP: usize = 2;
        let rows: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(|cell| one_line(cell).into_owned()).collect()).collect();
        let mut widths: Vec<usize> = head.iter().map(|(name, _)| width(name)).collect();
        for row in &rows {
            for (column, cell) in widths.iter_mut().zip(row) {
                *column = (*column).max(width(cell));
            }
        }
        let all: usize = widths.iter().sum::<usize>() + GAP * head.len().saturating_sub(1);
        if let Some(column) = widths.get_mut(flexible) {
            *column = column.saturating_sub(all.saturating_sub(self.columns)).max(8);
        }
        let lay = |cells: &mut dyn Iterator<Item = &str>| -> String {
            let mut line = String::new();
            for ((cell, columns), (_, align)) in cells.zip(&widths).zip(head) {
                let cell = fit(cell, *columns);
                let space = " ".repeat(columns.saturating_sub(width(&cell)));
                match align {
                    Align::Left => line.extend([&*cell, &space]),
                    Align::Right => line.extend([&*space, &cell]),
                }
                line.push_str(&" ".repeat(GAP));
            }
            line.trim_end().to_owned()
        };
        let head_line = lay(&mut head.iter().map(|(name, _)| *name));
        self.aside(&head_line);
        for row in &rows {
            let line = lay(&mut row.iter().map(String::as_str));
            self.line(line);
        }
    }

    /// Left and right on one line, the right at the edge; where they do not fit, the right goes below. Widths are
    /// those of the words without styles.
    pub(crate) fn spread(&mut self, left: &Painted, right: &Painted, indent: usize) {
        let space = self.columns.saturating_sub(left.width + right.width);
        if right.width == 0 {
            self.line(&left.text);
        } else if space >= 2 {
            self.line(format!("{}{}{}", left.text, " ".repeat(space), right.text));
        } else {
            self.line(&left.text);
            self.line(format!("{}{}", " ".repeat(indent), right.text));
        }
    }
}

/// Styled words that know how many columns they take.
#[derive(Default)]
pub(crate) struct Painted {
    pub(crate) text: String,
    pub(crate) width: usize,
}

impl Painted {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds words, cleaned.
    pub(crate) fn add(mut self, style: Style, words: &str) -> Self {
        let words = one_line(words);
        self.width += width(&words);
        self.text.push_str(&paint(style, &words));
        self
    }

    /// Adds words without a style.
    pub(crate) fn plain(self, words: &str) -> Self {
        self.add(Style::new(), words)
    }

    /// Adds words with their matches highlighted; `spans` are half-open, in scalar values.
    pub(crate) fn marked(mut self, style: Style, words: &str, spans: &[Range<usize>]) -> Self {
        let words = one_line(words);
        self.width += width(&words);
        self.text.push_str(&highlight(&words, 0..words.len(), &byte_spans(&words, spans), style));
        self
    }

    /// Adds a badge, set apart by two spaces from what stands before it.
    pub(crate) fn badge(self, words: &str) -> Self {
        let apart = if self.width == 0 { "" } else { "  " };
        self.plain(apart).add(BADGE, words)
    }

    /// Adds a number, right-aligned in `columns`.
    pub(crate) fn number(self, number: usize, columns: usize) -> Self {
        self.add(NUMBER, &format!("{number:>columns$}"))
    }
}

/// Words in a style; plain ones stay without escape codes.
pub(crate) fn paint(style: Style, words: &str) -> String {
    if style == Style::new() || words.is_empty() {
        words.to_owned()
    } else {
        format!("{style}{words}{style:#}")
    }
}

/// At most `most` lines of a text with the first match in view, matches highlighted.
pub(crate) fn snippet(text: &str, spans: &[Range<usize>], columns: usize, most: usize) -> Vec<String> {
    let text = one_line(text);
    let marks = byte_spans(&text, spans);
    // Two columns are kept for the marks of what is left out.
    let mut lines = wrap(&text, columns.saturating_sub(2));
    let line_at = |byte: usize| lines.iter().rposition(|line| line.start <= byte).unwrap_or(0);
    // Where the match ends further down, the lines before it give way.
    let first = match marks.first() {
        Some(mark) if line_at(mark.end.saturating_sub(1)) >= most => line_at(mark.start),
        _ => 0,
    };
    let more = lines.len() > first + most;
    lines = lines.drain(first..lines.len().min(first + most)).collect();
    let last = lines.len().saturating_sub(1);
    let shown = |(index, line): (usize, &Range<usize>)| {
        let before = if index == 0 && first > 0 { "…" } else { "" };
        let after = if index == last && more { "…" } else { "" };
        format!("{before}{}{after}", highlight(&text, line.clone(), &marks, Style::new()))
    };
    lines.iter().enumerate().map(shown).collect()
}

/// One stretch of a text with the marked bytes in it highlighted.
fn highlight(text: &str, stretch: Range<usize>, marks: &[Range<usize>], style: Style) -> String {
    let mut painted = String::new();
    let mut at = stretch.start;
    for mark in marks {
        let from = mark.start.clamp(at, stretch.end);
        let until = mark.end.clamp(from, stretch.end);
        painted.push_str(&paint(style, &text[at..from]));
        painted.push_str(&paint(HIT, &text[from..until]));
        at = until;
    }
    painted + &paint(style, &text[at..stretch.end])
}

/// Spans in scalar values as ranges of bytes.
fn byte_spans(text: &str, spans: &[Range<usize>]) -> Vec<Range<usize>> {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let byte = |scalar: usize| starts.get(scalar).copied().unwrap_or(text.len());
    spans.iter().map(|span| byte(span.start)..byte(span.end)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(lines: &[String]) -> Vec<String> {
        let (on, off) = (format!("{HIT}"), format!("{HIT:#}"));
        lines.iter().map(|line| line.replace(&on, "<").replace(&off, ">")).collect()
    }

    #[test]
    fn a_snippet_keeps_the_match_in_view() {
        let text = "您好，您的订单已经打包完成，今天下午由顺丰发出，单号稍后可以查到。";
        for (span, expected) in [
            (0..2, &["<您好>，您的订单已经打", "包完成，今天下午由顺…"][..]),
            (19..21, &["…包完成，今天下午由<顺>", "<丰>发出，单号稍后可以…"]),
            (24..26, &["…丰发出，<单号>稍后可以", "查到。"]),
        ] {
            assert_eq!(marked(&snippet(text, std::slice::from_ref(&span), 22, 2)), expected);
        }
        assert_eq!(marked(&snippet("一行\n两行", &[], 20, 2)), ["一行 两行"]);
    }

    #[test]
    fn a_table_gives_way_in_one_column_only() {
        let mut page = Page::new(20, Locale::Zh);
        let rows =
            [vec!["退款什么时候到账呢亲".to_owned(), "12".to_owned()], vec!["发货".into(), "3".into()]];
        page.table(&[("标题", Align::Left), ("次数", Align::Right)], 0, &rows);
        let text = page.into_text().replace(&format!("{DIM}"), "").replace(&format!("{DIM:#}"), "");
        assert_eq!(text, "标题            次数\n退款什么时候…     12\n发货               3\n");
    }
}
