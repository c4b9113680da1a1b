//! From words on the command line to values of the core.

use std::io::Read as _;

use huashu_core::Error;
use huashu_core::compose::channel;
use huashu_core::error::Problem;
use huashu_core::model::{Channel, Lang, Validity};
use jiff::civil::Date;

use crate::error::Failure;

/// What a variant is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct VariantKey {
    pub(crate) channel: Option<Channel>,
    pub(crate) lang: Option<Lang>,
}

/// The text itself, or standard input for `-`. One line break at the end of the input is the terminal's, not the text's.
///
/// # Errors
/// Where standard input cannot be read as UTF-8.
pub(crate) fn text_or_input(text: &str) -> Result<String, Failure> {
    if text != "-" {
        return Ok(text.to_owned());
    }
    let mut input = String::new();
    let read = std::io::stdin().lock().read_to_string(&mut input);
    read.map_err(|error| Failure::File("-".to_owned(), error))?;
    let trimmed = input.strip_suffix('\n').unwrap_or(&input);
    Ok(trimmed.strip_suffix('\r').unwrap_or(trimmed).to_owned())
}

/// Keywords, separated by commas, semicolons or `、`; each once.
pub(crate) fn keywords(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split([',', '，', ';', '；', '、', '\n']).map(str::trim) {
        if !word.is_empty() && !words.iter().any(|earlier| earlier == word) {
            words.push(word.to_owned());
        }
    }
    words
}

/// A day, as `2026-11-01`.
///
/// # Errors
/// `Invalid` for anything else.
pub(crate) fn day(field: &'static str, text: &str) -> Result<Date, Error> {
    let not_a_date = || Error::Invalid { field, problem: Problem::NotADate { text: text.to_owned() } };
    text.trim().parse().map_err(|_| not_a_date())
}

/// The days of `FROM..UNTIL`; an end that is left out is open.
///
/// # Errors
/// `Invalid` where an end is no day, or `..` is not there.
pub(crate) fn validity(text: &str) -> Result<Validity, Error> {
    let bound = |text: &str| if text.trim().is_empty() { Ok(None) } else { day("valid", text).map(Some) };
    let (from, until) = text.split_once("..").ok_or_else(|| Error::Invalid {
        field: "valid",
        problem: Problem::NotADate { text: text.to_owned() },
    })?;
    Ok(Validity { from: bound(from)?, until: bound(until)? })
}

/// A channel that plans can be made for, by its id.
///
/// # Errors
/// `Invalid` for one that this edition does not know.
pub(crate) fn known_channel(text: &str) -> Result<Channel, Error> {
    let channel: Channel = text.parse()?;
    match channel::known(&channel) {
        Some(_) => Ok(channel),
        None => Err(Error::Invalid { field: "channel", problem: Problem::Unknown { text: text.to_owned() } }),
    }
}

/// `wechat`, `en` or `wechat/en`: a channel, a language, or both.
///
/// # Errors
/// `Invalid` where a piece is neither.
pub(crate) fn variant_key(text: &str) -> Result<VariantKey, Error> {
    if let Some((channel, lang)) = text.split_once('/') {
        return Ok(VariantKey { channel: Some(known_channel(channel)?), lang: Some(lang.parse()?) });
    }
    // A channel of the table comes first: `qq` would be a language tag by its form.
    match known_channel(text) {
        Ok(channel) => Ok(VariantKey { channel: Some(channel), lang: None }),
        Err(unknown) => match text.parse() {
            Ok(lang) => Ok(VariantKey { channel: None, lang: Some(lang) }),
            Err(_) => Err(unknown),
        },
    }
}

/// Splits `KEY=VALUE` at the first `=`.
///
/// # Errors
/// Wrong usage where there is no `=`.
pub(crate) fn pair<'a>(option: &str, text: &'a str) -> Result<(&'a str, &'a str), Failure> {
    text.split_once('=').ok_or_else(|| {
        Failure::usage(
            format!("{option} 要写成 名称=值：“{text}”里没有 ="),
            format!("{option} is written NAME=VALUE; “{text}” has no ="),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variant_is_for_a_channel_a_language_or_both() {
        for (text, channel, lang) in [
            ("wechat", Some("wechat"), None),
            ("qq", Some("qq"), None),
            ("en", None, Some("en")),
            ("EN", None, Some("en")),
            ("wechat/zh-tw", Some("wechat"), Some("zh-TW")),
        ] {
            let key = variant_key(text).unwrap();
            assert_eq!(key.channel.as_ref().map(Channel::as_str), channel, "{text}");
            assert_eq!(key.lang.as_ref().map(Lang::as_str), lang, "{text}");
        }
        for bad in ["", "WeChat", "wechat/", "/en", "wechat/english", "nowhere"] {
            assert!(variant_key(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn validity_may_be_open() {
        for (text, from, until) in [
            ("2026-11-01..2026-11-12", Some("2026-11-01"), Some("2026-11-12")),
            ("..2026-11-12", None, Some("2026-11-12")),
            ("2026-11-01..", Some("2026-11-01"), None),
            ("..", None, None),
        ] {
            let valid = validity(text).unwrap();
            assert_eq!(valid.from.map(|day| day.to_string()).as_deref(), from, "{text}");
            assert_eq!(valid.until.map(|day| day.to_string()).as_deref(), until, "{text}");
        }
        for bad in ["", "2026-11-01", "2026-13-01..", "明天..", "2026-11-01..x"] {
            assert!(validity(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn keywords_are_separated_as_people_do() {
        assert_eq!(keywords("发货, 多久，发货；几天、 "), ["发货", "多久", "几天"]);
        assert!(keywords(" ").is_empty());
    }
}
