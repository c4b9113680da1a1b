//! What a number in a cell looks like: a day, a time, a share, a code with leading zeros, or a number.

use std::collections::HashMap;

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Time};

use super::xml::{Next, Token, visit};
use crate::error::Result;
use crate::import::archive::Archive;
use crate::import::limits::MAX_ENTRIES;

/// How a cell shows its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Format {
    /// As it is.
    #[default]
    General,
    /// With at least so many digits: `00000`.
    Padded(usize),
    /// Times a hundred, with a sign.
    Percent,
    /// A moment: a day, a time or both.
    Moment,
}

/// Reads the formats of a workbook's cell styles, in their order.
pub(super) fn read(archive: &Archive, part: usize) -> Result<Vec<Format>> {
    let mut own: HashMap<u32, Format> = HashMap::new();
    let mut formats = Vec::new();
    let mut in_cells = false;
    visit(archive, part, |token| {
        match token {
            Token::Start(element) => match element.name() {
                "numFmt" if own.len() < MAX_ENTRIES => {
                    if let (Some(id), Some(code)) = (element.number("numFmtId"), element.get("formatCode")) {
                        own.insert(id, of_code(&code));
                    }
                }
                "cellXfs" => in_cells = true,
                // A workbook has at most 65,490 cell formats (Microsoft's list of specifications and limits).
                "xf" if in_cells && formats.len() < 65_536 => {
                    let id = element.number("numFmtId").unwrap_or(0);
                    formats.push(own.get(&id).copied().unwrap_or_else(|| built_in(id)));
                }
                _ => {}
            },
            Token::End("cellXfs") => in_cells = false,
            _ => {}
        }
        Ok(Next::Go)
    })?;
    Ok(formats)
}

impl Format {
    /// A number as the cell shows it. Days are written `2026-11-01`, whatever the order in the format.
    pub(super) fn shown(self, number: f64, from_1904: bool) -> String {
        match self {
            Self::General => plain(number),
            Self::Padded(digits) if number >= 0.0 => {
                let plain = plain(number.round());
                format!("{plain:0>digits$}")
            }
            Self::Padded(_) => plain(number),
            Self::Percent => format!("{}%", plain(number * 100.0)),
            Self::Moment => moment(number, from_1904).unwrap_or_else(|| plain(number)),
        }
    }
}

/// The formats that a workbook does not spell out (ECMA-376 part 1, 18.8.30); 27–36 and 50–58 are days and times in
/// Chinese, Japanese and Korean.
fn built_in(id: u32) -> Format {
    match id {
        9 | 10 => Format::Percent,
        14..=22 | 27..=36 | 45..=47 | 50..=58 => Format::Moment,
        _ => Format::General,
    }
}

/// Reads a format code as far as it matters: `yyyy"年"m"月"d"日"`, `[$-804]h:mm`, `0.0%`, `00000`.
fn of_code(code: &str) -> Format {
    let section = significant(code);
    if section.eq_ignore_ascii_case("general") {
        Format::General
    } else if section.contains('%') {
        Format::Percent
    } else if section.contains(['y', 'Y', 'd', 'D', 'h', 'H', 's', 'S', 'm', 'M']) {
        Format::Moment
    } else if section.len() > 1 && section.bytes().all(|byte| byte == b'0') {
        Format::Padded(section.len())
    } else {
        Format::General
    }
}

/// The first section of a code without quoted words, escaped characters, colours and locales.
fn significant(code: &str) -> String {
    let mut kept = String::new();
    let mut chars = code.chars();
    while let Some(char) = chars.next() {
        match char {
            '"' => drop(chars.by_ref().find(|&char| char == '"')),
            '\\' | '_' | '*' => drop(chars.next()),
            '[' => {
                let inside: String = chars.by_ref().take_while(|&char| char != ']').collect();
                // Hours, minutes or seconds that go on counting are in brackets, too.
                kept.extend(
                    inside
                        .chars()
                        .filter(|_| matches!(inside.as_str(), "h" | "hh" | "m" | "mm" | "s" | "ss")),
                );
            }
            ';' => break,
            other => kept.push(other),
        }
    }
    kept
}

/// With the 15 digits that a spreadsheet keeps, so that 0.1 + 0.2 is 0.3; whole numbers have no point.
fn plain(number: f64) -> String {
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    rounded.to_string()
}

/// A day, a time, or both, from the days since the epoch. 1900 was no leap year, but the count has a 29 February in it:
/// before it the numbers are one off.
fn moment(number: f64, from_1904: bool) -> Option<String> {
    if !(0.0..2_958_466.0).contains(&number) {
        return None;
    }
    let seconds = SignedDuration::try_from_secs_f64((number * 86_400.0).round()).ok()?;
    let midnight = |date: Date| DateTime::from_parts(date, Time::midnight());
    let epoch = match (from_1904, number < 60.0) {
        (true, _) => Date::new(1904, 1, 1).ok()?,
        (false, true) => Date::new(1899, 12, 31).ok()?,
        (false, false) => Date::new(1899, 12, 30).ok()?,
    };
    let at = midnight(epoch).checked_add(seconds).ok()?;
    let (date, time) = (at.date(), at.time());
    let with_seconds = time.second() != 0;
    let time_of_day = if with_seconds { at.strftime("%H:%M:%S") } else { at.strftime("%H:%M") }.to_string();
    match (number < 1.0, time == Time::midnight()) {
        (true, _) => Some(time_of_day),
        (false, true) => Some(date.to_string()),
        (false, false) => Some(format!("{date} {time_of_day}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_tell_what_a_number_is() {
        for (code, format) in [
            ("General", Format::General),
            ("0.00", Format::General),
            ("#,##0", Format::General),
            ("0", Format::General),
            ("00000", Format::Padded(5)),
            ("0.0%", Format::Percent),
            ("yyyy\"年\"m\"月\"d\"日\"", Format::Moment),
            ("[$-804]h:mm", Format::Moment),
            ("[h]:mm", Format::Moment),
            ("[Red]0", Format::General),
            ("\"单价: \"0\"元/day\"", Format::General),
            ("¥#,##0;[Red]-d", Format::General),
            ("\\d0", Format::General),
            ("@", Format::General),
        ] {
            assert_eq!(of_code(code), format, "{code}");
        }
    }

    #[test]
    fn numbers_are_shown_as_a_spreadsheet_does() {
        for (format, number, shown) in [
            (Format::General, 1.0, "1"),
            (Format::General, 0.1 + 0.2, "0.3"),
            (Format::General, 13_800_138_000.0, "13800138000"),
            (Format::General, -2.5, "-2.5"),
            (Format::Padded(4), 12.0, "0012"),
            (Format::Percent, 0.125, "12.5%"),
            (Format::Moment, 46_327.0, "2026-11-01"),
            (Format::Moment, 46_327.5, "2026-11-01 12:00"),
            (Format::Moment, 0.75, "18:00"),
            (Format::Moment, 59.0, "1900-02-28"),
            (Format::Moment, 61.0, "1900-03-01"),
            (Format::Moment, -1.0, "-1"),
            (Format::Moment, 1e300, "1000000000000000"),
        ] {
            assert!(format.shown(number, false).starts_with(shown), "{}", format.shown(number, false));
        }
        assert_eq!(Format::Moment.shown(44_865.0, true), "2026-11-01");
    }
}
