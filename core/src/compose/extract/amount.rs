//! Amounts in yuan: `¥1,299.00`, `59.9元`, `3块5`, `一百二十块`, `1.5万元`, `实付 129`.
//!
//! A bare number is no amount, and neither are the figures of a price rule: 满299减40, 5元券, 199元包邮.

use super::numeral;
use super::text::{Span, Text, is_alphanumeric, is_digit, is_hanzi, joins_label};
use super::{Confidence, FoundKind, Reading};

const LABELS: &[&str] = &[
    "金额",
    "实付",
    "实付款",
    "付款",
    "付了",
    "合计",
    "总价",
    "总额",
    "总共",
    "一共",
    "应付",
    "应退",
    "实退",
    "到手价",
    "价格",
];
const UNITS: &[&str] = &["元", "圆", "人民币", "rmb", "cny"];
/// What after an amount makes it part of a price rule.
const RULES: &[&str] = &["优惠券", "券", "以上", "包邮", "减", "档", "打折", "起送"];
/// Words that begin with 元 and are no money: 元旦, 元素.
const NO_UNIT: &[&str] = &["元旦", "元宵", "元素", "元件", "元气"];

pub(super) fn find(text: &Text, readings: &mut Vec<Reading>) {
    let mut at = 0;
    while at < text.len() {
        match amount_at(text, at) {
            Some(reading) => {
                at = reading.span.1;
                readings.push(reading);
            }
            None => at += 1,
        }
    }
}

fn amount_at(text: &Text, at: usize) -> Option<Reading> {
    let reading = |(value, span), confidence| Reading::new(FoundKind::Amount, value, span, confidence);
    if let Some(after) = text.any_here(at, &["¥", "rmb", "cny"]) {
        if text.was(at, |char| is_alphanumeric(char) || char == '满') {
            return None;
        }
        let (value, end) = figures_at(text, text.skip(after, |char| char == ' '))?;
        let end = text.any_here(end, UNITS).unwrap_or(end);
        return Some(reading((value, (at, end)), Confidence::High));
    }
    let begins = |char| matches!(char, '.' | '-' | '~' | '满' | '减' | '每') || is_alphanumeric(char);
    if text.was(at, begins) {
        return None;
    }
    if let Some(figures) = figures_at(text, at) {
        if let Some(found) = with_unit(text, at, figures.clone()) {
            return Some(reading(found, Confidence::High));
        }
        let (value, end) = figures;
        let labelled = text.labelled(at, LABELS) && value.len() <= 9 && !text.is(end, is_hanzi);
        return labelled.then(|| reading((value, (at, end)), Confidence::Medium));
    }
    let said_before =
        text.was(at, |char| numeral::digit(char).is_some() || matches!(char, '十' | '百' | '千' | '第'));
    let (value, end) = numeral::at(text, at).filter(|_| !said_before)?;
    with_unit(text, at, (value.to_string(), end)).map(|found| reading(found, Confidence::Medium))
}

/// The figures at `start..end` with the unit that follows them, if one does.
fn with_unit(text: &Text, start: usize, (value, end): (String, usize)) -> Option<(String, Span)> {
    let unit = text.skip(end, |char| char == ' ');
    let (value, unit) = match text.any_here(unit, &["万"]) {
        Some(after) => (ten_thousands(&value)?, after),
        None => (value, unit),
    };
    let (value, end) = yuan_at(text, unit, &value).or_else(|| kuai_at(text, unit, &value))?;
    let in_rule = text.any_here(text.skip(end, joins_label), RULES).is_some();
    (!in_rule).then_some((value, (start, end)))
}

/// `元`, and the 角 that may follow.
fn yuan_at(text: &Text, unit: usize, value: &str) -> Option<(String, usize)> {
    let end = text.any_here(unit, UNITS).filter(|_| text.any_here(unit, NO_UNIT).is_none())?;
    Some(tenths_at(text, end, value, &["角"]).unwrap_or_else(|| (value.to_owned(), end)))
}

/// `块`, which also counts pieces and says "together": one that is followed by tenths or 钱, that ends a clause or
/// counts ten and more is money.
fn kuai_at(text: &Text, unit: usize, value: &str) -> Option<(String, usize)> {
    let end = text.any_here(unit, &["块"])?;
    if let Some(tenths) = tenths_at(text, end, value, &["毛", "角", ""]) {
        return Some(tenths);
    }
    if let Some(end) = text.any_here(end, &["钱"]) {
        return Some((value.to_owned(), end));
    }
    let many = value.parse::<f64>().is_ok_and(|value| value >= 10.0);
    let clause_ends = !text.is(end, |char| is_hanzi(char) || is_alphanumeric(char));
    let particle = text.is(end, |char| "了吧吗呢的啊左".contains(char));
    let counted = value.parse::<f64>().is_ok_and(|value| value > 1.0 || value.fract() > 0.0);
    (many || (counted && (clause_ends || particle))).then(|| (value.to_owned(), end))
}

/// `3块5`, `三块五毛`: one digit and one of the units.
fn tenths_at(text: &Text, at: usize, value: &str, units: &[&str]) -> Option<(String, usize)> {
    let digit =
        text.at(at).and_then(|char| char.to_digit(10).map(u64::from).or_else(|| numeral::digit(char)))?;
    let end = text.any_here(at + 1, units)?;
    let whole =
        !value.contains('.') && !text.is(end, |char| is_digit(char) || numeral::digit(char).is_some());
    whole.then(|| (format!("{value}.{digit}"), end))
}

/// `1299`, `1,299.00`, `59.9`: at most two decimals, not part of a longer number or code.
fn figures_at(text: &Text, at: usize) -> Option<(String, usize)> {
    let mut end = text.skip(at, is_digit);
    let mut value = text.slice((at, end));
    if !(1..=9).contains(&value.len()) {
        return None;
    }
    while value.len() <= 9 && text.at(end) == Some(',') && thousand_at(text, end + 1) {
        value.push_str(&text.slice((end + 1, end + 4)));
        end += 4;
    }
    if text.at(end) == Some('.') && text.is(end + 1, is_digit) {
        let decimals = text.skip(end + 1, is_digit);
        if decimals - end > 3 {
            return None;
        }
        value.push_str(&text.slice((end, decimals)));
        end = decimals;
    }
    let goes_on = text.is(end, |char| is_alphanumeric(char) && text.any_here(end, UNITS).is_none())
        || (text.is(end, |char| matches!(char, '.' | '-' | '/' | '~')) && text.is(end + 1, is_digit));
    (!goes_on).then_some((value, end))
}

/// Exactly three digits: the group after a comma.
fn thousand_at(text: &Text, at: usize) -> bool {
    text.skip(at, is_digit) == at + 3
}

/// `1.5` of `1.5万` as `15000`.
fn ten_thousands(value: &str) -> Option<String> {
    let (whole, decimals) = value.split_once('.').unwrap_or((value, ""));
    let figures = format!("{whole}{decimals:0<4}");
    (decimals.len() <= 4)
        .then(|| figures.trim_start_matches('0').to_owned())
        .filter(|figures| !figures.is_empty())
}
