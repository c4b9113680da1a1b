//! The chat apps that plans are made for.
//!
//! A channel is named after the place where the customer is; packages and schemes are those of the app in which the
//! agent answers there: a customer on Taobao is answered in 千牛. What a device really offers is asked at run time
//! (on Android: which apps take the share); the table gives names, limits and a first assumption.

mod table;

use super::EmojiStyle;
use super::limits::{ImageLimits, Source, TextLimit};
use crate::model::Channel;

/// What is known about a channel. A row says where each of its facts is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChannelFacts {
    /// The short id, as [`Channel`] carries it.
    pub id: &'static str,
    /// Its Chinese name.
    pub zh: &'static str,
    /// Its English name.
    pub en: &'static str,
    /// Other names that the header of a column may use.
    pub aliases: &'static [&'static str],
    /// Channels whose variants serve where the phrase has none for this one, the nearest first: the same network, or
    /// the same reader.
    pub related: &'static [&'static str],
    /// The packages of its Android apps, the likeliest first; empty where none is known.
    pub android: &'static [&'static str],
    /// What opens it on iOS; it comes to the screen that was last open.
    pub ios_url: Option<&'static str>,
    /// The longest text of one message; `None`: as long as one likes.
    pub text_limit: Option<TextLimit>,
    /// Whether it takes text from Android's share sheet. Where nobody says so, the clipboard is the safe way.
    pub takes_shared_text: bool,
    /// The greatest picture that it takes; `None`: it takes no pictures.
    pub images: Option<ImageLimits>,
    /// What becomes of text that is shared in one go with pictures. No plan relies on it.
    pub text_beside_images: TextBesideImages,
    /// Whether it takes files that are no pictures.
    pub takes_files: bool,
    /// Whether it is a call: texts are read aloud, nothing is sent.
    pub spoken: bool,
    /// What becomes of WeChat's emoji codes.
    pub emoji: EmojiStyle,
    /// Where all that is from.
    pub sources: &'static [Source],
}

/// What becomes of text that is shared in one go with pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextBesideImages {
    /// It is dropped.
    Dropped,
    /// It becomes the caption, and is repeated on every picture.
    RepeatedCaption,
    /// Nobody knows.
    Unknown,
}

/// Every channel of the table.
pub fn all() -> &'static [ChannelFacts] {
    &table::CHANNELS
}

/// The facts of a channel; `None` where this edition has none: a phrase may come from a newer one.
pub fn known(channel: &Channel) -> Option<&'static ChannelFacts> {
    by_id(channel.as_str())
}

/// The channel that a person means: by id, Chinese or English name or an alias, in any case.
pub fn named(name: &str) -> Option<&'static ChannelFacts> {
    let name = name.trim();
    all().iter().find(|facts| {
        let mut names = [facts.id, facts.zh, facts.en].into_iter().chain(facts.aliases.iter().copied());
        names.any(|known| known == name || known.eq_ignore_ascii_case(name))
    })
}

/// The facts to plan with: for an unknown channel the cautious assumptions.
pub(super) fn facts(channel: &Channel) -> &'static ChannelFacts {
    known(channel).unwrap_or(&table::UNKNOWN)
}

fn by_id(id: &str) -> Option<&'static ChannelFacts> {
    all().iter().find(|facts| facts.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::compose::limits::Certainty;

    #[test]
    fn every_row_holds_together() {
        let mut seen = HashSet::new();
        for facts in all() {
            let id: Channel = facts.id.parse().unwrap();
            assert_eq!(known(&id).unwrap().id, facts.id);
            for name in [facts.id, facts.zh, facts.en].iter().chain(facts.aliases) {
                assert_eq!(named(name).unwrap().id, facts.id, "{name} names two channels");
            }
            let mut own: Vec<String> = facts.aliases.iter().map(|alias| alias.to_lowercase()).collect();
            own.extend([facts.id, facts.zh, facts.en].map(str::to_lowercase));
            own.sort();
            own.dedup();
            for name in own {
                assert!(seen.insert(name.clone()), "{name} names two channels");
            }
            for related in facts.related {
                assert!(by_id(related).is_some() && related != &facts.id, "{} → {related}", facts.id);
            }
            assert!(facts.sources.iter().all(|source| !source.fact.is_empty() && !source.from.is_empty()));
        }
        assert!(all().len() >= 19);
    }

    #[test]
    fn every_fact_of_a_row_has_its_source() {
        for facts in all() {
            let said = |fact: &str| facts.sources.iter().any(|source| source.fact.contains(fact));
            assert!(said("text limit") == facts.text_limit.is_some(), "{}: text limit", facts.id);
            assert!(said("images") == facts.images.is_some(), "{}: images", facts.id);
            assert!(said("android") != facts.android.is_empty(), "{}: android", facts.id);
            assert!(said("ios") == facts.ios_url.is_some(), "{}: ios", facts.id);
            assert!(!facts.takes_shared_text || said("shared text"), "{}: shared text", facts.id);
            assert!(!facts.takes_files || said("files"), "{}: files", facts.id);
        }
    }

    #[test]
    fn the_share_sheet_is_used_only_where_somebody_tried_it() {
        for facts in all().iter().filter(|facts| facts.takes_shared_text) {
            let source = facts.sources.iter().find(|source| source.fact.contains("shared text")).unwrap();
            assert!(source.certainty <= Certainty::ThirdParty, "{}", facts.id);
        }
    }

    #[test]
    fn people_find_a_channel_by_any_of_its_names() {
        for (name, id) in [
            ("微信", Some("wechat")),
            ("WeChat", Some("wechat")),
            (" 企业微信 ", Some("wecom")),
            ("企微", Some("wecom")),
            ("天猫", Some("taobao")),
            ("拼多多", Some("pdd")),
            ("抖音", Some("doudian")),
            ("京麦", Some("jd")),
            ("千帆", Some("xiaohongshu")),
            ("whatsapp business", Some("whatsapp_business")),
            ("短信", Some("sms")),
            ("电话", Some("phone")),
            ("飞信", None),
            ("", None),
        ] {
            assert_eq!(named(name).map(|facts| facts.id), id, "{name}");
        }
    }
}
