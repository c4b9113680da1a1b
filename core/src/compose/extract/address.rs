//! Addresses of mainland China: from a province on, or after the label 地址.

use super::phone::phone_at;
use super::text::{Span, Text, is_alphanumeric, is_digit, is_hanzi};
use super::{Confidence, FoundKind, Reading, person};

/// The 34 provinces, municipalities and regions by their short names.
const PROVINCES: &[&str] = &[
    "北京",
    "天津",
    "上海",
    "重庆",
    "河北",
    "山西",
    "辽宁",
    "吉林",
    "黑龙江",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "海南",
    "四川",
    "贵州",
    "云南",
    "陕西",
    "甘肃",
    "青海",
    "台湾",
    "内蒙古",
    "广西",
    "西藏",
    "宁夏",
    "新疆",
    "香港",
    "澳门",
];

const LABELS: &[&str] = &["收货地址", "收件地址", "详细地址", "送货地址", "寄件地址", "所在地区", "地址"];
/// What may stand before a province in the middle of a sentence.
const TOWARDS: &str = "到寄在送发往成为是";
const DISTRICTS: &str = "市区县州盟旗";
/// What only a place below a town has.
const DETAILS: &[char] = &[
    '路', '街', '道', '巷', '弄', '号', '村', '镇', '乡', '栋', '幢', '楼', '室', '园', '苑', '厦', '场',
    '组', '店', '院',
];
/// Labels that end an address.
const NEXT_LABELS: &[&str] =
    &["收件人", "收货人", "联系人", "姓名", "电话", "手机", "联系", "订单", "邮编", "备注"];

/// The longest address that is read, in characters.
const LONGEST: usize = 100;

pub(super) fn find(text: &Text, readings: &mut Vec<Reading>) {
    let mut at = 0;
    while at < text.len() {
        match labelled_at(text, at).or_else(|| from_province(text, at)) {
            Some((span, confidence)) => {
                readings.push(Reading::new(FoundKind::Address, text.slice(span), span, confidence));
                at = span.1;
            }
            None => at += 1,
        }
    }
}

fn labelled_at(text: &Text, at: usize) -> Option<(Span, Confidence)> {
    let blank = |char: char| char.is_whitespace() || matches!(char, ':' | ',' | '是' | '为');
    let label_end = text.any_here(at, LABELS)?;
    let joint = text.skip(label_end, blank);
    let start = text.any_here(joint, person::CHANGED).map_or(joint, |end| text.skip(end, blank));
    let span = (start, end_of(text, start));
    let detailed = text.slice(span).contains(DETAILS);
    (start > label_end && detailed && span.1 - span.0 >= 5).then_some((span, Confidence::High))
}

fn from_province(text: &Text, at: usize) -> Option<(Span, Confidence)> {
    let inside_word = text.was(at, |char| is_hanzi(char) && !TOWARDS.contains(char));
    let after = text.any_here(at, PROVINCES).filter(|_| !inside_word)?;
    let span = (at, end_of(text, at));
    let rest = text.slice((after, span.1));
    let below = rest.split_once(|char| DISTRICTS.contains(char))?.1;
    (below.contains(DETAILS) && span.1 - at >= 8).then_some((span, Confidence::Medium))
}

/// Where an address that begins at `start` ends: at punctuation, at a line's end, before a phone number, before the
/// next label, and before a name that stands by itself.
fn end_of(text: &Text, start: usize) -> usize {
    let last = text.len().min(start + LONGEST);
    let mut end = start;
    while end < last {
        let goes_on = text.is(end, |char| {
            is_hanzi(char) || is_alphanumeric(char) || matches!(char, '-' | '#' | '(' | ')' | '·' | '、')
        });
        let next_item = (text.is(end, is_digit) && phone_at(text, end).is_some())
            || text.any_here(end, NEXT_LABELS).is_some();
        if next_item {
            break;
        }
        if goes_on {
            end += 1;
            continue;
        }
        let resumed = text.skip(end, |char| char == ' ');
        if resumed == end || person::stands_alone(text, resumed) {
            break;
        }
        end = resumed;
    }
    text.skip_back(end, end - start, char::is_whitespace)
}
