//! Order numbers and parcel numbers.
//!
//! A label decides; then the letters of a courier; then a courier named beside the number; then its form. The forms
//! of order numbers: 拼多多 `yymmdd-` and 15 digits; 淘宝, 天猫 and 抖店 18 or 19 digits (16 or 17 in old orders);
//! 京东 10 to 15, which many other numbers have too; Amazon `3-7-7`.

use jiff::civil::Date;

use super::text::{Span, Text, is_alphanumeric, is_digit};
use super::{Confidence, FoundKind, Reading, courier};

pub(super) const ORDER_LABELS: &[&str] =
    &["订单号", "订单编号", "订单号码", "订单", "order", "order no", "order number", "order id"];
const PARCEL_LABELS: &[&str] = &[
    "单号",
    "单号码",
    "运单",
    "快递号",
    "物流号",
    "快递",
    "物流",
    "tracking",
    "tracking no",
    "tracking number",
];
/// Labels of numbers that are neither.
const OTHER_LABELS: &[&str] = &[
    "卡号",
    "交易号",
    "交易编号",
    "流水号",
    "银行卡",
    "身份证",
    "身份证号",
    "账号",
    "帐号",
    "税号",
    "货号",
    "款号",
    "型号",
    "编码",
    "条码",
    "条形码",
    "商品编号",
    "商品id",
    "验证码",
    "密码",
    "邮编",
    "qq",
    "qq号",
    "微信",
    "微信号",
    "群号",
    "群",
    "电话",
    "电话号码",
    "手机",
    "手机号",
    "手机号码",
    "座机",
    "tel",
    "phone",
];

/// How far a courier's name may stand from its number, in characters: 中通快递单号：78….
const BESIDE: usize = 8;

pub(super) fn find(text: &Text, readings: &mut Vec<Reading>) {
    let couriers: Vec<(Span, String)> = readings
        .iter()
        .filter(|reading| reading.kind == FoundKind::Courier)
        .map(|reading| (reading.span, reading.value.clone()))
        .collect();
    let runs: Vec<Span> = text.runs(is_alphanumeric).collect();
    for (index, &run) in runs.iter().enumerate() {
        let hyphenated = hyphenated(text, &runs[index..]);
        readings.extend(hyphenated.or_else(|| number(text, run, &couriers)));
    }
    raise_named(&couriers, readings);
}

/// An order number in groups: the forms of 拼多多 and Amazon.
fn hyphenated(text: &Text, runs: &[Span]) -> Option<Reading> {
    let joined = |runs: &[Span]| {
        runs.windows(2).all(|pair| pair[1].0 == pair[0].1 + 1 && text.at(pair[0].1) == Some('-'))
    };
    for lengths in [&[6, 15][..], &[3, 7, 7]] {
        let Some(groups) = runs.get(..lengths.len()) else { continue };
        let fits = groups.iter().zip(lengths).all(|(&(start, end), &length)| end - start == length);
        let span = (groups[0].0, groups[groups.len() - 1].1);
        let code = text.slice(span);
        if !fits || !joined(groups) || !code.chars().all(|char| is_digit(char) || char == '-') {
            continue;
        }
        let dated = lengths.len() == 3 || is_date(&format!("20{}", &code[..6]));
        let confidence = if dated { Confidence::High } else { Confidence::Medium };
        return Some(Reading::new(FoundKind::OrderNumber, code, span, confidence));
    }
    None
}

fn number(text: &Text, run: Span, couriers: &[(Span, String)]) -> Option<Reading> {
    let code = text.slice(run).to_ascii_uppercase();
    let digits = code.bytes().filter(u8::is_ascii_digit).count();
    let part_of_more =
        text.was(run.0, |char| matches!(char, '.' | '*')) || text.is(run.1, |char| char == '*');
    if digits < 6 || code.len() > 32 || part_of_more {
        return None;
    }
    let order = |confidence| Some(Reading::new(FoundKind::OrderNumber, code.as_str(), run, confidence));
    let parcel = |confidence, courier| {
        Some(Reading { courier, ..Reading::new(FoundKind::ParcelNumber, code.as_str(), run, confidence) })
    };
    let only_digits = digits == code.len();
    if text.labelled(run.0, OTHER_LABELS) {
        return None;
    }
    if let Some(courier) = courier::by_letters(&code) {
        return parcel(if courier.is_some() { Confidence::High } else { Confidence::Medium }, courier);
    }
    if text.labelled(run.0, ORDER_LABELS) {
        return order(Confidence::High);
    }
    if text.labelled(run.0, PARCEL_LABELS) && code.len() >= 8 && !is_date(&code) {
        // People call an order's number 单号 as well, and no courier has so long a one.
        let long = only_digits && (16..=19).contains(&digits);
        return if long {
            order(Confidence::Medium)
        } else {
            parcel(Confidence::High, courier::by_digits(&code))
        };
    }
    if is_mobile(&code) || code.len() < 10 {
        return None;
    }
    if couriers.iter().any(|(courier, _)| is_beside(*courier, run)) && digits < 16 {
        return parcel(Confidence::High, courier::by_digits(&code));
    }
    if !only_digits {
        return None;
    }
    match courier::by_digits(&code) {
        Some(courier) => parcel(Confidence::Medium, Some(courier)),
        None if is_post_office(&code) => parcel(Confidence::Low, Some("邮政")),
        None => order(order_by_form(&code)?),
    }
}

/// How much the form of a number of digits speaks for an order; `None` where it speaks for something else.
fn order_by_form(code: &str) -> Option<Confidence> {
    match code.len() {
        18 if is_identity_card(code) => None,
        16..=19 if is_bank_card(code) => None,
        18 | 19 => Some(Confidence::High),
        16 | 17 => Some(Confidence::Medium),
        // Barcodes of goods made in China, service lines, and moments in time.
        13 if code.starts_with("69") => None,
        10 if code.starts_with("400") || code.starts_with("800") => None,
        12 | 14 if is_date(&code[..8]) => None,
        10..=15 => Some(Confidence::Low),
        _ => None,
    }
}

/// A courier that is named beside a parcel's number is surely meant.
fn raise_named(couriers: &[(Span, String)], readings: &mut [Reading]) {
    let numbers: Vec<Span> = readings
        .iter()
        .filter(|reading| reading.kind == FoundKind::ParcelNumber && reading.confidence == Confidence::High)
        .map(|reading| reading.span)
        .collect();
    for &(courier, _) in
        couriers.iter().filter(|(courier, _)| numbers.iter().any(|&run| is_beside(*courier, run)))
    {
        readings
            .iter_mut()
            .filter(|reading| reading.span == courier && reading.kind == FoundKind::Courier)
            .for_each(|reading| reading.confidence = Confidence::High);
    }
}

fn is_beside(one: Span, other: Span) -> bool {
    let between = if one.1 <= other.0 { other.0 - one.1 } else { one.0.saturating_sub(other.1) };
    between <= BESIDE
}

fn is_mobile(code: &str) -> bool {
    let local = code.strip_prefix("86").filter(|local| local.len() == 11).unwrap_or(code);
    local.len() == 11 && local.starts_with('1') && matches!(local.as_bytes()[1], b'3'..=b'9')
}

/// Thirteen digits of the post office: 98 and 99 for parcels, 10 to 12 for EMS.
fn is_post_office(code: &str) -> bool {
    code.len() == 13 && ["98", "99", "10", "11", "12"].iter().any(|prefix| code.starts_with(prefix))
}

/// Whether eight digits are a day of this century.
fn is_date(digits: &str) -> bool {
    let part = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i16>().ok();
    let (Some(year), Some(month), Some(day)) = (part(0..4), part(4..6), part(6..8)) else { return false };
    let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else { return false };
    (2000..2100).contains(&year) && Date::new(year, month, day).is_ok()
}

/// Eighteen digits whose check digit is that of an identity card (GB 11643).
fn is_identity_card(code: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
    let born = code.get(6..8).is_some_and(|century| matches!(century, "19" | "20"));
    let sum: u32 =
        code.chars().zip(WEIGHTS).filter_map(|(char, weight)| Some(char.to_digit(10)? * weight)).sum();
    born && code.chars().nth(17) == Some(CHECKS[(sum % 11) as usize])
}

/// A card of UnionPay by its first digits and its check digit (ISO/IEC 7812).
fn is_bank_card(code: &str) -> bool {
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let digits = code.chars().rev().filter_map(|char| char.to_digit(10)).enumerate();
    let sum: u32 = digits.map(|(at, digit)| if at % 2 == 1 { doubled(digit) } else { digit }).sum();
    code.starts_with("62") && sum.is_multiple_of(10)
}
