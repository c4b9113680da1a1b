//! From words on the command line to values of the core.

use std::io::Read as _;

use huashu_core::Error;
use huashu_core::compose::channel;
use huashu_core::error::Problem;
use huashu_core::import::cell;
use huashu_core::model::{Channel, Lang, Validity};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use uuid::Uuid;

use crate::error::Failure;
use crate::text;

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
    read.map_err(Failure::input)?;
    let trimmed = input.strip_suffix('\n').unwrap_or(&input);
    Ok(trimmed.strip_suffix('\r').unwrap_or(trimmed).to_owned())
}

/// The id of something that is no row of the model: a draft, a device, an invitation.
///
/// # Errors
/// `MalformedId`.
pub(crate) fn id(text: &str) -> Result<Uuid, Error> {
    text.parse().map_err(|_| Error::MalformedId { text: text.to_owned() })
}

/// A day, as `2026-11-01` and in the other ways that an import takes.
///
/// # Errors
/// `Invalid` for anything else.
pub(crate) fn day(field: &'static str, text: &str) -> Result<Date, Error> {
    cell::date(text).map_err(|problem| Error::Invalid { field, problem })
}

/// The days of `FROM..UNTIL`; an end that is left out is open.
///
/// # Errors
/// `Invalid` where an end is no day.
pub(crate) fn validity(text: &str) -> Result<Validity, Error> {
    let period = cell::period(text).map_err(|problem| Error::Invalid { field: "valid", problem });
    period.map(|(from, until)| Validity { from, until })
}

/// A moment of the person's wall clock: a day, perhaps with a time.
///
/// # Errors
/// `Invalid` for anything else.
pub(crate) fn moment(text: &str) -> Result<Timestamp, Error> {
    let not_a_date =
        || Error::Invalid { field: "due_at", problem: Problem::NotADate { text: text.to_owned() } };
    let at: DateTime = match text.trim().parse() {
        Ok(at) => at,
        Err(_) => day("due_at", text)?.into(),
    };
    at.to_zoned(TimeZone::system()).map(|at| at.timestamp()).map_err(|_| not_a_date())
}

/// A number; `60%` is 0.6.
///
/// # Errors
/// `Invalid` for anything else.
pub(crate) fn number(field: &'static str, text: &str) -> Result<f64, Error> {
    let text = text.trim();
    let (digits, unit) = text.strip_suffix(['%', '％']).map_or((text, 1.0), |digits| (digits, 100.0));
    let number: Option<f64> = digits.trim().parse().ok();
    let number = number.filter(|number| number.is_finite());
    let unknown = || Error::Invalid { field, problem: Problem::Unknown { text: text.to_owned() } };
    number.map(|number| number / unit).ok_or_else(unknown)
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
    text.split_once('=').ok_or_else(|| Failure::usage(text::NO_PAIR, &[&option, &text]))
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
    fn shares_may_be_said_in_percent() {
        for (text, number) in [("60%", 0.6), ("0.6", 0.6), (" 5 ％", 0.05), ("1000000", 1e6)] {
            assert!((super::number("share", text).unwrap() - number).abs() < 1e-12, "{text}");
        }
        for bad in ["", "%", "六成", "NaN", "inf", "1e999"] {
            assert!(super::number("share", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_moment_is_a_day_with_or_without_a_time() {
        assert_eq!(moment("2026-11-23").unwrap(), moment("2026-11-23 00:00").unwrap());
        assert!(moment("2026-11-23 15:30").unwrap() > moment("2026年11月23日").unwrap());
        assert!(moment("明天").is_err());
    }
}
