//! Which of a phrase's texts goes to a customer: the variant for the channel and the language.
//!
//! Choosing comes before filling: only then is it known which variables the text has.
//!
//! A language is always settled first. Where none is asked for, it is the phrase's own: no customer is addressed in
//! another language unasked. Then the first of these that there is in that language:
//!
//! 1. a variant for the channel;
//! 2. a variant for a related channel, the nearest first ([`channel::ChannelFacts::related`]);
//! 3. the phrase's own parts, or a variant for the language alone.
//!
//! Among several, the better match of the language goes first, and then the earlier. `zh-TW` is served by `zh-TW`,
//! else by another text in the same script (`zh-Hant`, `zh-HK`), else by any Chinese (`zh`, `zh-CN`); the script
//! comes even before the channel. A variant that names no language is in the phrase's own, and a phrase that names
//! none is in Chinese, the trade's own.
//!
//! A language that the phrase does not have is as none asked for. A variant for an unrelated channel is never used:
//! it may name the other platform.

use std::cmp::Reverse;

use super::channel;
use crate::model::{Channel, Content, Lang, Part};

/// What was chosen from a phrase.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choice<'a> {
    /// The parts to send.
    pub parts: &'a [Part],
    /// Which variant they are of, by its place in the phrase; `None`: the phrase's own.
    pub variant: Option<usize>,
    /// The language that they are in; `None`: Chinese.
    pub lang: Option<&'a Lang>,
}

/// Chooses the parts for a channel and perhaps a language.
pub fn choose<'a>(content: &'a Content, channel: &Channel, lang: Option<&Lang>) -> Choice<'a> {
    let own = Choice { parts: &content.parts, variant: None, lang: content.lang.as_ref() };
    if content.variants.is_empty() {
        return own;
    }
    lang.and_then(|asked| best(content, own, channel, asked.as_str()))
        .or_else(|| best(content, own, channel, tag(own.lang)))
        .unwrap_or(own)
}

/// The language of parts, as a tag.
fn tag(lang: Option<&Lang>) -> &str {
    lang.map_or("zh", Lang::as_str)
}

/// The best choice in one language; `None` where the phrase does not have it.
fn best<'a>(content: &'a Content, own: Choice<'a>, channel: &Channel, asked: &str) -> Option<Choice<'a>> {
    let related = channel::known(channel).map_or(&[][..], |facts| facts.related);
    let anywhere = (own, Nearness::ANY);
    let variants = content.variants.iter().enumerate().filter_map(|(index, variant)| {
        let nearness = Nearness::of(variant.channel.as_ref(), channel, related)?;
        let lang = variant.lang.as_ref().or(own.lang);
        Some((Choice { parts: &variant.parts, variant: Some(index), lang }, nearness))
    });
    std::iter::once(anywhere)
        .chain(variants)
        .filter_map(|(choice, nearness)| {
            let closeness = Closeness::of(tag(choice.lang), asked)?;
            Some((choice, (closeness < Closeness::SameScript, nearness, Reverse(closeness))))
        })
        .min_by_key(|&(_, rank)| rank)
        .map(|(choice, _)| choice)
}

/// How near the channel of a variant is to the one asked for, the nearest first: 0 for the channel itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Nearness(usize);

impl Nearness {
    /// Of parts that are for any channel.
    const ANY: Self = Self(usize::MAX);

    /// `None` where the variant is for an unrelated channel.
    fn of(variant: Option<&Channel>, asked: &Channel, related: &[&str]) -> Option<Self> {
        let Some(variant) = variant else { return Some(Self::ANY) };
        if variant == asked {
            return Some(Self(0));
        }
        let place = related.iter().position(|related| *related == variant.as_str())?;
        Some(Self(place + 1))
    }
}

/// How well a text in one language serves a reader of another, the worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Closeness {
    OtherScript,
    SameScript,
    /// The language and script without a region: meant for all its readers.
    Generic,
    Exact,
}

impl Closeness {
    /// `None` for another language altogether.
    fn of(text: &str, reader: &str) -> Option<Self> {
        let (text_tag, reader_tag) = (Tag::of(text), Tag::of(reader));
        if text_tag.primary != reader_tag.primary {
            return None;
        }
        Some(match () {
            () if text == reader => Self::Exact,
            () if text_tag.script() != reader_tag.script() => Self::OtherScript,
            () if text_tag.region.is_none() => Self::Generic,
            () => Self::SameScript,
        })
    }
}

/// The pieces of a language tag as [`Lang`] spells it.
struct Tag<'a> {
    primary: &'a str,
    script: Option<&'a str>,
    region: Option<&'a str>,
}

impl<'a> Tag<'a> {
    fn of(tag: &'a str) -> Self {
        let mut pieces = tag.split('-');
        let primary = pieces.next().unwrap_or(tag);
        let (mut script, mut region) = (None, None);
        for piece in pieces {
            if piece.len() == 4 { script = Some(piece) } else { region = Some(piece) }
        }
        Self { primary, script, region }
    }

    /// The script that is said, else the one that the region implies for Chinese.
    fn script(&self) -> &str {
        match (self.script, self.primary, self.region) {
            (Some(script), ..) => script,
            (None, "zh", Some("TW" | "HK" | "MO")) => "Hant",
            (None, "zh", _) => "Hans",
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Extra, Variant};

    /// The text that is chosen from variants written `channel/lang`, where `*` is any; each text is its own name.
    fn chosen<'a>(own: &str, variants: &[&'a str], channel: &str, lang: Option<&str>) -> (&'a str, String) {
        let lang_of = |text: &str| (text != "*").then(|| text.parse::<Lang>().unwrap());
        let content = Content {
            lang: lang_of(own),
            parts: vec![Part::text("own")],
            variants: variants
                .iter()
                .map(|name| {
                    let (channel, lang) = name.split_once('/').unwrap();
                    let channel = (channel != "*").then(|| channel.parse().unwrap());
                    let parts = vec![Part::text(*name)];
                    Variant { channel, lang: lang_of(lang), parts, extra: Extra::new() }
                })
                .collect(),
            ..Content::default()
        };
        let channel: Channel = channel.parse().unwrap();
        let lang = lang.map(|lang| lang.parse().unwrap());
        let choice = choose(&content, &channel, lang.as_ref());
        (choice.variant.map_or("own", |index| variants[index]), tag(choice.lang).to_owned())
    }

    #[test]
    fn the_stated_order_holds() {
        for (own, variants, channel, lang, expected, used) in [
            // The channel in the phrase's own language, where none is asked for.
            ("*", &["wechat/*", "*/en", "wechat/en"][..], "wechat", None, "wechat/*", "zh"),
            ("*", &["wechat/en", "*/en"], "wechat", None, "own", "zh"),
            ("en", &["wechat/zh", "wechat/*"], "wechat", None, "wechat/*", "en"),
            // Channel and language, then the language alone, then the phrase's own.
            ("*", &["*/en", "wechat/*", "wechat/en"], "wechat", Some("en"), "wechat/en", "en"),
            ("*", &["wechat/*", "*/en", "qq/en"], "wechat", Some("en"), "*/en", "en"),
            ("*", &["wechat/*", "*/en"], "wechat", Some("zh"), "wechat/*", "zh"),
            ("*", &["qq/*", "*/en"], "wechat", Some("zh"), "own", "zh"),
            // A language that there is nowhere.
            ("*", &["wechat/*", "*/en"], "wechat", Some("fr"), "wechat/*", "zh"),
            ("*", &["whatsapp/en"], "wechat", Some("en"), "own", "zh"),
            // Languages meet by their first subtag.
            ("*", &["*/zh-TW", "*/en"], "line", Some("zh-HK"), "*/zh-TW", "zh-TW"),
            ("*", &["*/zh-TW", "*/zh-Hant"], "line", Some("zh-HK"), "*/zh-Hant", "zh-Hant"),
            ("*", &["*/zh-TW", "*/zh-HK"], "line", Some("zh-HK"), "*/zh-HK", "zh-HK"),
            ("*", &["*/en"], "line", Some("zh-TW"), "own", "zh"),
            ("zh-CN", &["*/en"], "line", Some("zh-TW"), "own", "zh-CN"),
            ("*", &["*/en-GB", "*/en"], "line", Some("en-US"), "*/en", "en"),
            ("*", &["*/en-GB"], "line", Some("en-US"), "*/en-GB", "en-GB"),
            ("*", &["*/en-GB", "*/en-US"], "line", Some("en"), "*/en-GB", "en-GB"),
            // The script comes before the channel, the channel before the region.
            ("*", &["line/*", "*/zh-TW"], "line", Some("zh-TW"), "*/zh-TW", "zh-TW"),
            ("*", &["*/en-US", "line/en-GB"], "line", Some("en-US"), "line/en-GB", "en-GB"),
            // Related channels, the nearest first; never unrelated ones, and not the other way round.
            ("*", &["wechat/*"], "wecom", None, "wechat/*", "zh"),
            ("*", &["wecom/*"], "wechat", None, "own", "zh"),
            ("*", &["wangwang/*", "taobao/*"], "qianniu", None, "taobao/*", "zh"),
            ("*", &["whatsapp/en", "*/en"], "whatsapp_business", Some("en"), "whatsapp/en", "en"),
            ("*", &["pdd/*", "jd/*"], "doudian", None, "own", "zh"),
            // A channel that this edition does not know still has its variants.
            ("*", &["newchat/*"], "newchat", None, "newchat/*", "zh"),
            // The earlier of two alike; the phrase's own before a variant for everything.
            ("*", &["qq/en", "qq/en"], "qq", Some("en"), "qq/en", "en"),
            ("*", &["*/*"], "qq", None, "own", "zh"),
        ] {
            assert_eq!(
                chosen(own, variants, channel, lang),
                (expected, used.to_owned()),
                "{own} {variants:?} on {channel} in {lang:?}"
            );
        }
    }

    #[test]
    fn the_first_of_two_alike_is_taken() {
        let variant = |text: &str| Variant {
            channel: Some("qq".parse().unwrap()),
            lang: None,
            parts: vec![Part::text(text)],
            extra: Extra::new(),
        };
        let content = Content { variants: vec![variant("1"), variant("2")], ..Content::default() };
        assert_eq!(choose(&content, &"qq".parse().unwrap(), None).variant, Some(0));
    }
}
