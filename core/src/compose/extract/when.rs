//! Days and times of day: `2026-11-01`, `11月1日`, `11.1发货`, 明天, 下周三, `14:05`, 下午三点半.
//!
//! A day that is written out stays as it was written; one that is short or relative becomes `11月1日`, with its year
//! where that is not this one.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::numeral;
use super::text::{Span, Text, is_alphanumeric, is_digit, is_hanzi};
use super::{Confidence, FoundKind, Reading};

/// Days by words, the longer first, with their distance from today and the characters before them that make another
/// word of them: 说明天…, 以后天….
const DAYS: &[(&str, i32, &str)] = &[
    ("大后天", 3, ""),
    ("大前天", -3, ""),
    ("后天", 2, "以今之最往先随"),
    ("前天", -2, "以目之先提空从"),
    ("明天", 1, "说声证透聪文表"),
    ("明日", 1, "说声证透聪文表"),
    ("明早", 1, ""),
    ("明晚", 1, ""),
    ("昨天", -1, ""),
    ("昨日", -1, ""),
    ("昨晚", -1, ""),
    ("今天", 0, ""),
    ("今日", 0, ""),
    ("今早", 0, ""),
    ("今晚", 0, ""),
];

/// A part of the day, which says what an hour of a twelve-hour clock means.
#[derive(Clone, Copy)]
enum Period {
    Morning,
    Noon,
    Afternoon,
    Night,
}

const PERIODS: &[(&str, Period)] = &[
    ("凌晨", Period::Morning),
    ("清晨", Period::Morning),
    ("早上", Period::Morning),
    ("早晨", Period::Morning),
    ("上午", Period::Morning),
    ("中午", Period::Noon),
    ("下午", Period::Afternoon),
    ("傍晚", Period::Afternoon),
    ("晚上", Period::Night),
    ("今晚", Period::Night),
    ("明晚", Period::Night),
    ("昨晚", Period::Night),
    ("夜里", Period::Night),
];

/// What after `8.3` says that it is a price, a size or a share: 低至8.3折.
const NO_DAY: &str = "-%折元块角米斤公千克寸码分倍天个小件厘毫万亿";
/// What before or after `11.1` says that it is a day and not a price, a size or a version.
const BEFORE_DAY: &[&str] = &["日期", "到", "在", "从", "至", "预计", "等", "约"];
const AFTER_DAY: &[&str] = &[
    "号", "日", "前", "之前", "后", "到", "发", "下单", "拍", "买", "付", "签收", "寄", "开始", "晚", "早",
    "上午", "下午",
];

pub(super) fn find(text: &Text, today: Date, readings: &mut Vec<Reading>) {
    for at in 0..text.len() {
        let day = written_day(text, at).or_else(|| short_day(text, at, today));
        readings.extend(day.or_else(|| said_day(text, at, today)).or_else(|| weekday(text, at, today)));
        readings.extend(clock_time(text, at).or_else(|| said_time(text, at)));
    }
}

/// `2026-11-01`, `2026/11/1`, `2026年11月1日`, `11月1日`, `十一月一号`.
fn written_day(text: &Text, at: usize) -> Option<Reading> {
    let (first, mut next) = number_at(text, at)?;
    let mut year = None;
    let mut month = first;
    let mut joint = '月';
    if let Some(separator @ ('-' | '/' | '.' | '年')) =
        text.at(next).filter(|_| (2000..2100).contains(&first))
    {
        year = Some(first);
        joint = if separator == '年' { '月' } else { separator };
        (month, next) = number_at(text, skip_spaces(text, next + 1))?;
    }
    let day_at = text.is(next, |char| char == joint).then(|| skip_spaces(text, next + 1))?;
    let (day, end) = number_at(text, day_at)?;
    let date = date(year.unwrap_or(2000), month, day)?;
    let marked = text.any_here(end, &["日", "号"]);
    let span = (at, marked.unwrap_or(end));
    let confidence = match (year, marked) {
        (Some(_), _) | (None, Some(_)) => Confidence::High,
        (None, None) => Confidence::Medium,
    };
    let in_words = joint == '月' && numeral::digit(text.at(at)?).is_none() && text.at(at) != Some('十');
    let written: String = text.slice(span).chars().filter(|char| !char.is_whitespace()).collect();
    let value = match year {
        None if in_words && marked.is_some() => written,
        None => in_short(date),
        Some(_) => written,
    };
    Some(Reading::new(FoundKind::Date, value, span, confidence))
}

/// `11.1`, `11/1`: a day only beside a word that says so.
fn short_day(text: &Text, at: usize, today: Date) -> Option<Reading> {
    if text.was(at, |char| matches!(char, '.' | '/' | '-' | '¥' | '第')) {
        return None;
    }
    let (month, next) = number_at(text, at)?;
    let joint = text.at(next).filter(|char| matches!(char, '.' | '/'))?;
    let (day, end) = number_at(text, next + 1)?;
    let date = date(u64::try_from(today.year()).ok()?, month, day)?;
    let goes_on = text.is(end, |char| is_alphanumeric(char) || char == joint)
        || text.is(skip_spaces(text, end), |char| NO_DAY.contains(char));
    let before = text.any_ends(text.skip_back(at, 1, char::is_whitespace), BEFORE_DAY);
    let after = text.any_here(skip_spaces(text, end), AFTER_DAY);
    if goes_on || !(before || after.is_some()) {
        return None;
    }
    let end = text.any_here(end, &["号", "日"]).unwrap_or(end);
    Some(Reading::new(FoundKind::Date, in_short(date), (at, end), Confidence::Medium))
}

/// 明天, 后天 and the like.
fn said_day(text: &Text, at: usize, today: Date) -> Option<Reading> {
    let &(word, distance, not_after) = DAYS.iter().find(|(word, ..)| text.here(at, word))?;
    let end = at + word.chars().count();
    let by_chance = text.was(at, |char| not_after.contains(char)) || text.was(at, |char| char == '大');
    if by_chance || (word.ends_with('天') && text.at(end) == Some('天')) {
        return None;
    }
    let date = today.checked_add(distance.days()).ok()?;
    Some(Reading::new(FoundKind::Date, relative(date, today), (at, end), Confidence::Medium))
}

/// 周五, 下周三, 星期天: a week begins on Monday; without a word before it the next such day, today included.
fn weekday(text: &Text, at: usize, today: Date) -> Option<Reading> {
    let prefix = [("下", Some(7)), ("上", Some(-7)), ("这", Some(0)), ("本", Some(0))]
        .into_iter()
        .find_map(|(word, weeks)| text.any_here(at, &[word]).map(|end| (end, weeks)));
    let (week_at, shift) = prefix.unwrap_or((at, None));
    let day_at = text.any_here(week_at, &["周", "星期", "礼拜", "个星期", "个礼拜"])?;
    let day = "一二三四五六日天".chars().position(|char| text.at(day_at) == Some(char))?.min(6);
    let end = day_at + 1;
    let another_word = text.was(at, |char| "下上这本每一两二三四几半".contains(char)) && prefix.is_none()
        || text.was(at, |char| matches!(char, '下' | '上' | '每'))
        || text.is(end, |char| "次天个年岁折月".contains(char));
    if another_word {
        return None;
    }
    let day = i32::try_from(day).ok()?;
    let from_monday = i32::from(today.weekday().to_monday_zero_offset());
    let distance = match shift {
        Some(shift) => day - from_monday + shift,
        None => (day - from_monday).rem_euclid(7),
    };
    let date = today.checked_add(distance.days()).ok()?;
    let confidence = if shift.is_some() { Confidence::Medium } else { Confidence::Low };
    Some(Reading::new(FoundKind::Date, relative(date, today), (at, end), confidence))
}

/// `14:05`, `14:05:33`, 晚上8:30.
fn clock_time(text: &Text, at: usize) -> Option<Reading> {
    let (start, figures, period) = period_at(text, at);
    if figures == at
        && (after_period(text, at)
            || text.was(at, |char| is_alphanumeric(char) || matches!(char, ':' | '.' | '-')))
    {
        return None;
    }
    let hour_end = text.skip(figures, is_digit);
    let end = hour_end + 3;
    let shaped = (1..=2).contains(&(hour_end - figures)) && text.at(hour_end) == Some(':');
    if !shaped || text.skip(hour_end + 1, is_digit) != end {
        return None;
    }
    let hour: u64 = text.slice((figures, hour_end)).parse().ok()?;
    let minute: u64 = text.slice((hour_end + 1, end)).parse().ok()?;
    let end =
        if text.at(end) == Some(':') && text.skip(end + 1, is_digit) == end + 3 { end + 3 } else { end };
    let whole = !text.is(end, |char| is_alphanumeric(char) || char == ':');
    let value = of_day(hour, minute, period).filter(|_| whole)?;
    Some(Reading::new(FoundKind::Time, value, (start, end), Confidence::High))
}

/// 下午3点, 三点半, 10点20分, 9点前.
fn said_time(text: &Text, at: usize) -> Option<Reading> {
    let (start, figures, period) = period_at(text, at);
    let has_period = figures != at;
    if !has_period && (after_period(text, at) || text.was(at, |char| char == '.' || char == '第')) {
        return None;
    }
    let (hour, hour_end) = number_at(text, figures)?;
    let after = text.any_here(hour_end, &["点钟", "点", "时"])?;
    let (minute, end) = minute_at(text, after).unwrap_or((0, after));
    let confidence = if has_period || end != after || text.ends(after, "点钟") {
        Confidence::High
    } else {
        bare_hour(text, (figures, after))?
    };
    let value = of_day(hour, minute, period)?;
    Some(Reading::new(FoundKind::Time, value, (start, end), confidence))
}

/// How sure an hour is that has neither a part of the day nor minutes: 一点 is "a little", 3点 may be three points of a
/// list, and 3时 is hardly said.
fn bare_hour(text: &Text, (figures, end): Span) -> Option<Confidence> {
    if text.ends(end, "时") || text.ends(end, "一点") {
        return None;
    }
    if text.any_here(end, &["前", "后", "左", "之", "到", "发", "以"]).is_some() {
        return Some(Confidence::Medium);
    }
    let clause_ends = !text.is(end, |char| is_hanzi(char) || char == ':');
    (clause_ends && text.is(figures, is_digit)).then_some(Confidence::Low)
}

/// The word for a part of the day at `at`: where it begins, where the figures after it begin, and which it is.
fn period_at(text: &Text, at: usize) -> (usize, usize, Option<Period>) {
    let said = PERIODS.iter().find(|(word, _)| text.here(at, word));
    let Some(&(word, period)) = said else { return (at, at, None) };
    // 明晚 is a day too: it keeps its own span.
    let day = DAYS.iter().any(|(day, ..)| *day == word);
    let after = at + word.chars().count();
    (if day { after } else { at }, skip_spaces(text, after), Some(period))
}

fn after_period(text: &Text, at: usize) -> bool {
    let end = text.skip_back(at, 1, char::is_whitespace);
    PERIODS.iter().any(|(word, _)| text.ends(end, word))
}

fn minute_at(text: &Text, at: usize) -> Option<(u64, usize)> {
    let quarters = [("半", 30), ("一刻", 15), ("三刻", 45), ("整", 0)];
    let quarter = quarters.into_iter().find_map(|(word, minute)| Some((minute, text.any_here(at, &[word])?)));
    quarter.or_else(|| {
        let (minute, end) = number_at(text, at)?;
        let marked = text.any_here(end, &["分"]);
        let shaped = minute < 60 && (marked.is_some() || end - at == 2) && !text.here(end, "分钟");
        shaped.then_some((minute, marked.unwrap_or(end)))
    })
}

/// The time as `14:05`. Midnight at a day's end is `24:00`, as the trade says it of deadlines.
fn of_day(hour: u64, minute: u64, period: Option<Period>) -> Option<String> {
    let hour = match (period, hour) {
        (Some(Period::Morning), 12) => 0,
        (Some(Period::Noon), 1..=4) | (Some(Period::Afternoon), 1..=11) | (Some(Period::Night), 5..=11) => {
            hour + 12
        }
        (Some(Period::Night), 12) if minute == 0 => 24,
        (Some(Period::Night), 12) => 0,
        _ => hour,
    };
    let real = minute < 60 && (hour < 24 || (hour, minute) == (24, 0));
    real.then(|| format!("{hour:02}:{minute:02}"))
}

/// A whole number of one to four digits, or one in Chinese characters, that begins at `at`.
fn number_at(text: &Text, at: usize) -> Option<(u64, usize)> {
    if text.is(at, is_digit) {
        let end = text.skip(at, is_digit);
        let whole = end - at <= 4 && !text.was(at, is_alphanumeric);
        return if whole { Some((text.slice((at, end)).parse().ok()?, end)) } else { None };
    }
    let inside =
        text.was(at, |char| numeral::digit(char).is_some() || matches!(char, '十' | '百' | '千' | '万'));
    numeral::at(text, at).filter(|_| !inside)
}

fn skip_spaces(text: &Text, at: usize) -> usize {
    text.skip(at, |char| char == ' ')
}

fn date(year: u64, month: u64, day: u64) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn in_short(date: Date) -> String {
    format!("{}月{}日", date.month(), date.day())
}

fn relative(date: Date, today: Date) -> String {
    if date.year() == today.year() { in_short(date) } else { format!("{}年{}", date.year(), in_short(date)) }
}
