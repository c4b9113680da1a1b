//! Couriers: their names in a message, and the forms of their parcel numbers.
//!
//! No courier publishes its number ranges. The lettered forms are those on which several open recognisers agree; the
//! beginnings of digits are what the trade sees on labels of recent years. They overlap between couriers and change,
//! so that a form of digits alone is never certain.

use super::text::{Text, is_alphanumeric};
use super::{Confidence, FoundKind, Reading};

/// A courier as the trade names it.
struct Courier {
    /// The short name, the one that customers and choices of 物流公司 use.
    name: &'static str,
    /// How messages name it, the longest first.
    said: &'static [&'static str],
    /// The beginnings of its numbers that have letters, with the least and the greatest number of characters after
    /// them: digits, and for 京东 letters too.
    lettered: &'static [(&'static str, usize, usize)],
    /// The beginnings of its numbers of digits only, with their whole length.
    digits: &'static [(&'static str, usize)],
}

#[rustfmt::skip]
static COURIERS: &[Courier] = &[
    Courier { name: "顺丰", said: &["顺丰", "顺风快递"], lettered: &[("SF", 12, 15)], digits: &[] },
    Courier { name: "中通", said: &["中通"], lettered: &[("ZTO", 10, 14)],
        digits: &[("73", 14), ("75", 14), ("76", 14), ("78", 14), ("79", 14)] },
    Courier { name: "圆通", said: &["圆通"], lettered: &[("YT", 13, 16)], digits: &[] },
    Courier { name: "申通", said: &["申通"], lettered: &[("STO", 10, 15)], digits: &[("77", 15)] },
    Courier { name: "韵达", said: &["韵达"], lettered: &[("YD", 12, 13)], digits: &[("31", 15), ("43", 15), ("46", 15)] },
    Courier { name: "极兔", said: &["极兔"], lettered: &[("JT", 13, 13)], digits: &[] },
    Courier { name: "京东物流", said: &["京东物流", "京东快递"], lettered: &[("JD", 11, 18)], digits: &[] },
    Courier { name: "德邦", said: &["德邦"], lettered: &[("DPK", 10, 13)], digits: &[] },
    Courier { name: "EMS", said: &["邮政EMS", "EMS"], lettered: &[], digits: &[] },
    Courier { name: "邮政", said: &["中国邮政", "邮政"], lettered: &[], digits: &[] },
    Courier { name: "菜鸟", said: &["菜鸟裹裹", "菜鸟速递", "菜鸟直送"], lettered: &[("LP", 14, 18)], digits: &[] },
    Courier { name: "丹鸟", said: &["丹鸟"], lettered: &[], digits: &[] },
    Courier { name: "百世", said: &["百世"], lettered: &[], digits: &[] },
    Courier { name: "天天快递", said: &["天天快递"], lettered: &[], digits: &[] },
    Courier { name: "优速", said: &["优速"], lettered: &[], digits: &[] },
    Courier { name: "安能", said: &["安能物流", "安能快递"], lettered: &[], digits: &[] },
    Courier { name: "跨越", said: &["跨越速运", "跨越物流"], lettered: &[("KY", 10, 13)], digits: &[] },
    Courier { name: "宅急送", said: &["宅急送"], lettered: &[], digits: &[] },
    Courier { name: "苏宁物流", said: &["苏宁物流"], lettered: &[], digits: &[] },
    Courier { name: "DHL", said: &["DHL"], lettered: &[], digits: &[] },
    Courier { name: "FedEx", said: &["FedEx", "联邦快递"], lettered: &[], digits: &[] },
    Courier { name: "UPS", said: &["UPS"], lettered: &[("1Z", 16, 16)], digits: &[] },
    Courier { name: "USPS", said: &["USPS"], lettered: &[], digits: &[] },
];

/// Words that hold a courier's name by chance: 途中通知, 邮政编码.
const CHANCE: &[(&str, &[&str])] =
    &[("中通", &["知", "过", "告", "常", "用", "往", "道"]), ("邮政", &["编码"])];

/// Finds couriers that the message names.
pub(super) fn find(text: &Text, readings: &mut Vec<Reading>) {
    let mut at = 0;
    while at < text.len() {
        match said_at(text, at) {
            Some((courier, end)) => {
                readings.push(Reading::new(FoundKind::Courier, courier, (at, end), Confidence::Medium));
                at = end;
            }
            None => at += 1,
        }
    }
}

/// Whose number it is by its letters. `None` in the tuple: a postal item of some country (UPU S10).
pub(super) fn by_letters(code: &str) -> Option<Option<&'static str>> {
    let fits = |courier: &&Courier| {
        courier.lettered.iter().any(|&(prefix, least, most)| {
            let Some(rest) = code.strip_prefix(prefix) else { return false };
            let digits = rest.bytes().filter(u8::is_ascii_digit).count();
            (least..=most).contains(&rest.len()) && (digits == rest.len() || (loose(prefix) && digits >= 8))
        })
    };
    match COURIERS.iter().find(fits) {
        Some(courier) => Some(Some(courier.name)),
        None => is_postal(code).then(|| code.ends_with("CN").then_some("EMS")),
    }
}

/// Whose number of digits it may be.
pub(super) fn by_digits(code: &str) -> Option<&'static str> {
    let fits = |&(prefix, length): &(&str, usize)| code.len() == length && code.starts_with(prefix);
    COURIERS.iter().find(|courier| courier.digits.iter().any(fits)).map(|courier| courier.name)
}

/// Whether letters may follow the prefix: 京东 writes `JDVA…`, UPS mixes both.
fn loose(prefix: &str) -> bool {
    matches!(prefix, "JD" | "1Z")
}

/// Two letters, nine digits, two letters of a country: UPU standard S10.
fn is_postal(code: &str) -> bool {
    let sorts = code.bytes().enumerate().all(|(at, byte)| match at {
        0 | 1 | 11 | 12 => byte.is_ascii_uppercase(),
        _ => byte.is_ascii_digit(),
    });
    code.len() == 13 && sorts
}

fn said_at(text: &Text, at: usize) -> Option<(&'static str, usize)> {
    let (courier, end) =
        COURIERS.iter().find_map(|courier| Some((courier, text.any_here(at, courier.said)?)))?;
    let latin = text.is(at, is_alphanumeric);
    let inside_word = latin && (text.was(at, is_alphanumeric) || text.is(end, is_alphanumeric));
    let by_chance =
        CHANCE.iter().any(|(name, next)| text.ends(end, name) && text.any_here(end, next).is_some());
    (!inside_word && !by_chance).then_some((courier.name, end))
}
