//! What a cell of a table means: dates, switches, lists; and the mark that keeps a spreadsheet from calculating.

use std::borrow::Cow;

use jiff::civil::Date;

use crate::error::Problem;
use crate::model::{Lang, PublishState};

/// Writes `'` before a cell that a spreadsheet would take for a formula, and before `'`s that stand in front of one,
/// so that [`restored`] takes off what was put on (design §8). Tab and carriage return count as well: some programs
/// skip them before they look.
pub(crate) fn neutralised(cell: &str) -> Cow<'_, str> {
    if is_formula(cell.trim_start_matches('\'')) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// Takes the one `'` off that [`neutralised`] wrote.
pub(crate) fn restored(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A text with `\n` between its lines and nothing behind the last word.
pub(crate) fn tidy_text(cell: &str) -> String {
    let text = cell.trim_end();
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}

/// One line: line breaks and tabs become spaces.
pub(crate) fn tidy_line(cell: &str) -> String {
    let cell = cell.trim();
    if !cell.contains(['\r', '\n', '\t']) {
        return cell.to_owned();
    }
    cell.split(['\r', '\n', '\t'])
        .map(str::trim)
        .filter(|piece| !piece.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A title for a text that has none: its first words.
pub(crate) fn title_of(text: &str) -> String {
    /// What fits on one line of a list.
    const SHOWN: usize = 20;
    let line = text.lines().map(tidy_line).find(|line| !line.is_empty()).unwrap_or_default();
    match line.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

/// True where a cell holds characters that no text does: NUL and its kind, but not tabs and line breaks.
pub(crate) fn has_control(cell: &str) -> bool {
    cell.chars().any(|char| char.is_control() && !matches!(char, '\n' | '\r' | '\t'))
}

/// Keywords, each once. Separated by commas, semicolons, `、`, `|` or line breaks, Chinese or not; where none of these
/// stands in the cell, by white space.
pub(crate) fn keywords(cell: &str) -> Vec<String> {
    let strong =
        |char: char| matches!(char, ',' | '，' | ';' | '；' | '、' | '|' | '｜' | '\n' | '\r' | '\t');
    let mut words: Vec<String> = Vec::new();
    let mut keep = |word: &str| {
        let word = word.trim();
        if !word.is_empty() && !words.iter().any(|earlier| earlier == word) {
            words.push(word.to_owned());
        }
    };
    if cell.contains(strong) {
        cell.split(strong).for_each(&mut keep);
    } else {
        cell.split_whitespace().for_each(&mut keep);
    }
    words
}

/// Writes keywords so that [`keywords`] reads them back, as far as a cell can hold them.
pub(crate) fn joined_keywords(words: &[String]) -> String {
    let joined = words.join("；");
    let only_spaced = words.len() == 1 && joined.contains(char::is_whitespace);
    if only_spaced { joined + "；" } else { joined }
}

/// File names, separated by semicolons or line breaks.
pub(crate) fn file_names(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([';', '；', '\n', '\r']).map(str::trim).filter(|name| !name.is_empty())
}

/// A day: `2026-11-01`, `2026/11/1`, `2026.11.1`, `2026年11月1日` or `20261101`, perhaps with a time, which is dropped.
pub(crate) fn date(cell: &str) -> Result<Date, Problem> {
    let not_a_date = || Problem::NotADate { text: cell.trim().to_owned() };
    let day = cell.trim().split([' ', 'T']).next().unwrap_or_default();
    let numbers: Vec<&str> = if day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit()) {
        vec![&day[..4], &day[4..6], &day[6..]]
    } else {
        let day = day.strip_suffix(['日', '号']).unwrap_or(day);
        day.split(['-', '/', '.', '年', '月']).collect()
    };
    let [year, month, day] = numbers[..] else { return Err(not_a_date()) };
    if year.len() != 4 {
        return Err(not_a_date());
    }
    let parsed = (|| Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)))();
    let (year, month, day) = parsed.ok_or_else(not_a_date)?;
    Date::new(year, month, day).map_err(|_| not_a_date())
}

/// The first and last day of a period: `2026-11-01..2026-11-12`, also with `~`, `至`, `到`, `—`; open at an end that is
/// not written. One day alone is the last, as people mean it; 长期 and an empty cell have no end.
pub(crate) fn period(cell: &str) -> Result<(Option<Date>, Option<Date>), Problem> {
    let cell = cell.trim();
    if cell.is_empty() || matches!(cell, "长期" | "长期有效" | "永久" | "永久有效" | "不限" | "无" | "always")
    {
        return Ok((None, None));
    }
    let bound = |text: &str| if text.trim().is_empty() { Ok(None) } else { date(text).map(Some) };
    for separator in ["..", "~", "～", "至", "到", "——", "—", "–", " - "] {
        if let Some((from, until)) = cell.split_once(separator) {
            let (from, until) = (bound(from)?, bound(until)?);
            return match (from, until) {
                (Some(from), Some(until)) if until < from => Err(Problem::EndsBeforeStart),
                period => Ok(period),
            };
        }
    }
    Ok((None, Some(date(cell)?)))
}

/// Writes a period so that [`period`] reads it back.
pub(crate) fn joined_period(from: Option<Date>, until: Option<Date>) -> String {
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    if from.is_none() && until.is_none() { String::new() } else { format!("{}..{}", day(from), day(until)) }
}

/// A switch, as people write one; an empty cell leaves it at `default`.
pub(crate) fn switch(cell: &str, default: bool) -> Result<bool, Problem> {
    let word = cell.trim().to_lowercase();
    match word.as_str() {
        "" => Ok(default),
        "启用" | "已启用" | "是" | "有效" | "生效" | "正常" | "开启" | "开" | "on" | "yes" | "y" | "true"
        | "1" | "active" | "enabled" | "√" | "✓" | "✔" | "保密" => Ok(true),
        "停用" | "已停用" | "否" | "无效" | "失效" | "禁用" | "关闭" | "关" | "off" | "no" | "n"
        | "false" | "0" | "inactive" | "disabled" | "×" | "✗" | "✘" | "公开" => Ok(false),
        _ => Err(Problem::Unknown { text: cell.trim().to_owned() }),
    }
}

/// Whether a phrase is published; an empty cell says that it is.
pub(crate) fn publish_state(cell: &str) -> Result<PublishState, Problem> {
    match cell.trim().to_lowercase().as_str() {
        "" | "已发布" | "发布" | "published" => Ok(PublishState::Published),
        "草稿" | "未发布" | "draft" => Ok(PublishState::Draft),
        _ => Err(Problem::Unknown { text: cell.trim().to_owned() }),
    }
}

/// A language, by its tag or its name; an empty cell says none.
pub(crate) fn language(cell: &str) -> Result<Option<Lang>, Problem> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Ok(None);
    }
    match cell.parse().ok().or_else(|| super::headers::language_by_name(cell)) {
        Some(lang) => Ok(Some(lang)),
        None => Err(Problem::Unknown { text: cell.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_are_read_as_people_write_them() {
        for (cell, day) in [
            ("2026-11-01", Some("2026-11-01")),
            (" 2026/11/1 ", Some("2026-11-01")),
            ("2026.11.1", Some("2026-11-01")),
            ("2026年11月1日", Some("2026-11-01")),
            ("2026年11月1号", Some("2026-11-01")),
            ("20261101", Some("2026-11-01")),
            ("2026-11-01 23:59:59", Some("2026-11-01")),
            ("2026-11-01T00:00", Some("2026-11-01")),
            ("2026-02-30", None),
            ("11-01", None),
            ("26-11-01", None),
            ("2026-11", None),
            ("明天", None),
            ("2026-11-01-02", None),
            ("２０２６", None),
            ("99999999999999999999-1-1", None),
        ] {
            assert_eq!(date(cell).ok().map(|day| day.to_string()).as_deref(), day, "{cell}");
        }
    }

    #[test]
    fn periods_may_be_open() {
        for (cell, read) in [
            ("2026-11-01..2026-11-12", Some("2026-11-01..2026-11-12")),
            ("2026/11/1 - 2026/11/12", Some("2026-11-01..2026-11-12")),
            ("2026年11月1日至2026年11月12日", Some("2026-11-01..2026-11-12")),
            ("2026.11.1~2026.11.12", Some("2026-11-01..2026-11-12")),
            ("2026-11-01..", Some("2026-11-01..")),
            ("..2026-11-12", Some("..2026-11-12")),
            ("2026-11-12", Some("..2026-11-12")),
            ("长期", Some("")),
            ("", Some("")),
            ("2026-11-12..2026-11-01", None),
            ("双十一", None),
            ("..x", None),
        ] {
            let period = period(cell).ok().map(|(from, until)| joined_period(from, until));
            assert_eq!(period.as_deref(), read, "{cell}");
        }
    }

    #[test]
    fn keywords_are_separated_as_people_do() {
        for (cell, read) in [
            ("退款,退货", &["退款", "退货"][..]),
            ("退款、退货；退款 ; 换货", &["退款", "退货", "换货"]),
            ("退款 退货", &["退款", "退货"]),
            ("quick refund；", &["quick refund"]),
            ("quick refund, return", &["quick refund", "return"]),
            ("", &[]),
        ] {
            assert_eq!(keywords(cell), read, "{cell}");
        }
    }

    #[test]
    fn switches_know_the_usual_words() {
        for (cell, read) in
            [("启用", Ok(true)), ("停用", Ok(false)), ("TRUE", Ok(true)), ("0", Ok(false)), ("", Ok(true))]
        {
            assert_eq!(switch(cell, true), read, "{cell}");
        }
        assert!(switch("也许", true).is_err());
    }

    #[test]
    fn only_our_own_mark_is_taken_off() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("+86 138", "'+86 138"),
            ("-", "'-"),
            ("@所有人", "'@所有人"),
            ("\t=1", "'\t=1"),
            ("'=1", "''=1"),
            ("''=1", "'''=1"),
            ("'亲'", "'亲'"),
            ("'", "'"),
            ("", ""),
            ("您好=", "您好="),
        ] {
            assert_eq!(neutralised(cell), written);
        }
        assert_eq!(restored("'=1"), "=1");
        assert_eq!(restored("'亲"), "'亲");
        assert_eq!(restored("=1"), "=1");
    }

    proptest! {
        #[test]
        fn a_cell_survives_writing_and_reading(cell in r"['=+\-@\t\ra-c你]{0,6}") {
            let written = neutralised(&cell);
            prop_assert!(!is_formula(&written));
            prop_assert_eq!(restored(&written), &cell);
        }

        #[test]
        fn keywords_survive_writing_and_reading(words in prop::collection::vec("[a-c你 ]{1,4}", 0..4)) {
            let words = keywords(&words.join("；"));
            prop_assert_eq!(keywords(&joined_keywords(&words)), words);
        }

        #[test]
        fn nothing_panics(cell in ".{0,40}") {
            let _ = (date(&cell), period(&cell), switch(&cell, true), language(&cell), tidy_line(&cell));
        }
    }
}
