//! Values for variables, found in a message that a customer sent.
//!
//! An agent pastes `张三 13800138000 浙江省杭州市西湖区文三路1号，中通 78123456789012 还没到` and the form for
//! 客户名, 手机号, 地址, 物流公司 and 单号 is filled. Every reader below offers *readings* of stretches of the text;
//! a stretch belongs to the surest reading that claims it, so that one number never fills two variables.
//!
//! What is not certain says so by its [`Confidence`]; what is more likely something else (a size, a price threshold,
//! an article number, a bank card, an identity card, anything in a link) is not offered at all. The message is not
//! kept, and nothing here knows which variables a phrase has.

mod address;
mod amount;
mod courier;
mod number;
mod numeral;
mod person;
mod phone;
mod text;
mod when;

#[cfg(test)]
mod tests;

use std::cmp::Reverse;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use self::text::{Span, Text};
use crate::search;

/// How much of a message is read, in Unicode scalar values: far more than a customer writes, little enough that a
/// whole book pasted by mistake does not keep the agent waiting.
pub const MAX_MESSAGE: usize = 20_000;

/// A value that a message seems to hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "FoundValue"))]
pub struct Found {
    /// The variable that it is proposed for: the name of its kind, as [`FoundKind::variable`] says.
    pub name: String,
    /// The value as a phrase would say it; each kind says its form.
    pub value: String,
    /// What it is.
    pub kind: FoundKind,
    /// Where it stands: half-open, in Unicode scalar values of the message. A courier that is known only by the form
    /// of a parcel number has that number's span.
    pub span: search::Span,
    /// How sure it is.
    pub confidence: Confidence,
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum FoundKind {
    /// 订单号: digits, with the hyphens that belong to it.
    OrderNumber,
    /// 单号: a parcel's number, letters in upper case.
    ParcelNumber,
    /// 物流公司: the short name: 顺丰, 中通, EMS.
    Courier,
    /// 手机号: a mobile number of mainland China, 11 digits without country code; `-1234` for an extension.
    Phone,
    /// 金额: in yuan, digits and perhaps a point, as exact as it was said.
    Amount,
    /// 客户名.
    CustomerName,
    /// 日期: as it was written where it names month and day in words or has a year, else as `11月1日`.
    Date,
    /// 时间: `14:05`.
    Time,
    /// 地址: from the province or the label on.
    Address,
}

/// How sure a reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Confidence {
    /// It may as well be something else: offered, not filled in by itself.
    Low,
    /// Its form or its surroundings speak for it.
    Medium,
    /// It is labelled, or nothing else has this form.
    High,
}

impl FoundKind {
    /// The variable that such a value is proposed for.
    pub fn variable(self) -> &'static str {
        match self {
            Self::OrderNumber => "订单号",
            Self::ParcelNumber => "单号",
            Self::Courier => "物流公司",
            Self::Phone => "手机号",
            Self::Amount => "金额",
            Self::CustomerName => "客户名",
            Self::Date => "日期",
            Self::Time => "时间",
            Self::Address => "地址",
        }
    }
}

/// One way to read a stretch of the text.
struct Reading {
    kind: FoundKind,
    value: String,
    span: Span,
    confidence: Confidence,
    /// Whose number it is, for parcel numbers whose form tells.
    courier: Option<&'static str>,
}

impl Reading {
    fn new(kind: FoundKind, value: impl Into<String>, span: Span, confidence: Confidence) -> Self {
        Self { kind, value: value.into(), span, confidence, courier: None }
    }
}

/// Finds what a customer's message holds, the surest first, then in the order of the text; the same value for the
/// same variable once. `today` is the agent's day, for 明天 and for days without a year.
pub fn extract(message: &str, today: Date) -> Vec<Found> {
    let text = Text::of(message);
    let mut readings = Vec::new();
    phone::find(&text, &mut readings);
    address::find(&text, &mut readings);
    person::find(&text, &mut readings);
    courier::find(&text, &mut readings);
    number::find(&text, &mut readings);
    amount::find(&text, &mut readings);
    when::find(&text, today, &mut readings);

    let mut claimed = claim(readings, text.len());
    name_couriers(&mut claimed);
    claimed.sort_by_key(|reading| (Reverse(reading.confidence), reading.span.0));
    let mut found: Vec<Found> = Vec::with_capacity(claimed.len());
    for Reading { kind, value, span, confidence, .. } in claimed {
        if !found.iter().any(|earlier| earlier.kind == kind && earlier.value == value) {
            let span = search::Span { start: index(span.0), end: index(span.1) };
            found.push(Found { name: kind.variable().to_owned(), value, kind, span, confidence });
        }
    }
    found
}

/// A place in a message, which is far shorter than this may be.
fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Gives every stretch to the surest reading of it; among equals to the longest, then to the first.
fn claim(mut readings: Vec<Reading>, length: usize) -> Vec<Reading> {
    readings.sort_by_key(|reading| {
        let (start, end) = reading.span;
        (Reverse(reading.confidence), Reverse(end - start), start)
    });
    let mut taken = vec![false; length];
    readings.retain(|reading| {
        let stretch = &mut taken[reading.span.0..reading.span.1];
        let free = !stretch.contains(&true);
        if free {
            stretch.fill(true);
        }
        free
    });
    readings
}

/// Proposes the couriers that the forms of parcel numbers tell, unless the message names one itself.
fn name_couriers(claimed: &mut Vec<Reading>) {
    if claimed.iter().any(|reading| reading.kind == FoundKind::Courier) {
        return;
    }
    let told = |reading: &Reading| {
        Some(Reading::new(FoundKind::Courier, reading.courier?, reading.span, reading.confidence))
    };
    let couriers: Vec<Reading> = claimed.iter().filter_map(told).collect();
    claimed.extend(couriers);
}
