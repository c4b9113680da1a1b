//! The table of channels: data, one row each.
//!
//! "Issue" sources name a repository and the number of its thread. What nobody has established is the cautious
//! assumption of [`BASE`]: texts cut at 2,000 units (the least that any messenger of this table is said to take),
//! pictures of 10 MiB, GIFs of 5 MiB, 4,096 pixels, nine at a time, by the clipboard rather than the share sheet.

use super::{ChannelFacts, TextBesideImages};
use crate::compose::EmojiStyle;
use crate::compose::limits::{Certainty, ImageLimits, Source, TextLimit};

const MIB: u64 = 1024 * 1024;

const CAUTIOUS_TEXT: Option<TextLimit> = Some(TextLimit::Utf16(2_000));
const CAUTIOUS_IMAGES: ImageLimits =
    ImageLimits { max_bytes: 10 * MIB, gif_bytes: 5 * MIB, max_side: 4_096, per_batch: 9 };

const ASSUMED_TEXT: Source = source("text limit", Certainty::Untested, "assumed");
const ASSUMED_IMAGES: Source =
    source("images", Certainty::Untested, "taken in chats; sizes and batches assumed");

/// What every row starts from.
const BASE: ChannelFacts = ChannelFacts {
    id: "",
    zh: "",
    en: "",
    aliases: &[],
    related: &[],
    android: &[],
    ios_url: None,
    text_limit: CAUTIOUS_TEXT,
    takes_shared_text: false,
    images: Some(CAUTIOUS_IMAGES),
    text_beside_images: TextBesideImages::Unknown,
    takes_files: false,
    spoken: false,
    emoji: EmojiStyle::Unicode,
    sources: &[],
};

/// Stands in for a channel that this edition does not know.
pub(super) static UNKNOWN: ChannelFacts =
    ChannelFacts {
        zh: "其他平台", en: "another channel", sources: &[ASSUMED_TEXT, ASSUMED_IMAGES], ..BASE
    };

pub(super) static CHANNELS: [ChannelFacts; 22] = [
    ChannelFacts {
        id: "wechat",
        zh: "微信",
        en: "WeChat",
        aliases: &["weixin", "wx"],
        android: &["com.tencent.mm"],
        ios_url: Some("weixin://"),
        text_limit: Some(TextLimit::Utf16(10_240)),
        images: Some(ImageLimits { max_bytes: 25 * MIB, gif_bytes: 10 * MIB, max_side: 4_096, per_batch: 9 }),
        text_beside_images: TextBesideImages::Dropped,
        takes_files: true,
        emoji: EmojiStyle::WechatCodes,
        sources: &[
            source("android", Certainty::Primary, "wechat-sdk-android 6.8.0"),
            source(
                "ios",
                Certainty::ThirdParty,
                "lists of URL schemes; opens the last screen, never a given chat",
            ),
            source(
                "text limit",
                Certainty::Primary,
                "wechat-sdk-android 6.8.0: 10,240 UTF-16 units; the share sheet may differ",
            ),
            source(
                "images: bytes",
                Certainty::Primary,
                "wechat-sdk-android 6.8.0: 26,214,400 bytes, 10,485,760 of a GIF",
            ),
            source(
                "images: side and batch",
                Certainty::Untested,
                "4,096 pixels by advice; nine is what everybody assumes",
            ),
            source(
                "clipboard rather than shared text",
                Certainty::Issue,
                "taken on Android in 2016 and 2020 (IntentShare#32, ShareExtend#44), untested since; refused on iOS",
            ),
            source("text beside images", Certainty::Issue, "dropped: plus_plugins#265"),
            source(
                "files",
                Certainty::Common,
                "sent in chats every day; one at a time: WXShareMultiImage#10",
            ),
            source("emoji", Certainty::Common, "codes in a text are shown as pictures"),
        ],
        ..BASE
    },
    ChannelFacts {
        id: "wecom",
        zh: "企业微信",
        en: "WeCom",
        aliases: &["企微", "微信企业版", "WeChat Work", "wxwork"],
        // The customer of a WeCom agent reads in WeChat.
        related: &["wechat"],
        android: &["com.tencent.wework"],
        ios_url: Some("wxwork://"),
        takes_files: true,
        emoji: EmojiStyle::WechatCodes,
        sources: &[
            source("android", Certainty::ThirdParty, "public code that opens it"),
            source("ios", Certainty::ThirdParty, "lists of URL schemes"),
            source(
                "text limit",
                Certainty::Untested,
                "assumed; 2,048 bytes bind the programming interface alone (developer.work.weixin.qq.com, document 90248)",
            ),
            ASSUMED_IMAGES,
            source("files", Certainty::Common, "sent in chats every day"),
            source("emoji", Certainty::Common, "shares WeChat's codes"),
        ],
        ..BASE
    },
    ChannelFacts {
        id: "qq",
        zh: "QQ",
        en: "Tencent QQ",
        aliases: &["腾讯QQ", "手机QQ"],
        related: &["tim"],
        android: &["com.tencent.mobileqq"],
        ios_url: Some("mqq://"),
        takes_shared_text: true,
        text_beside_images: TextBesideImages::Dropped,
        takes_files: true,
        sources: &[
            source("android", Certainty::Issue, "IntentShare#32"),
            source("ios", Certainty::ThirdParty, "lists of URL schemes"),
            ASSUMED_TEXT,
            source("images", Certainty::Issue, "several at once: ShareExtend#23; sizes and batches assumed"),
            source("shared text", Certainty::Issue, "ShareExtend#44, tencent_kit#18"),
            source("text beside images", Certainty::Issue, "dropped: Share2#12, AndroidSystemShare#1"),
            source("files", Certainty::Common, "sent in chats every day"),
            source("emoji", Certainty::Common, "QQ's own codes begin with a slash"),
        ],
        ..BASE
    },
    ChannelFacts {
        id: "tim",
        zh: "TIM",
        en: "Tencent TIM",
        related: &["qq"],
        android: &["com.tencent.tim"],
        ios_url: Some("tim://"),
        takes_files: true,
        sources: &[
            source("android", Certainty::ThirdParty, "public code that opens it"),
            source("ios", Certainty::Common, "no source opened"),
            ASSUMED_TEXT,
            source("images", Certainty::Common, "as QQ; sizes and batches assumed"),
            source("files", Certainty::Common, "as QQ"),
        ],
        ..BASE
    },
    ChannelFacts {
        id: "dingtalk",
        zh: "钉钉",
        en: "DingTalk",
        aliases: &["dingding"],
        android: &["com.alibaba.android.rimet"],
        ios_url: Some("dingtalk://"),
        takes_files: true,
        sources: &[
            source("android", Certainty::ThirdParty, "public code that opens it"),
            source("ios", Certainty::ThirdParty, "lists of URL schemes"),
            ASSUMED_TEXT,
            ASSUMED_IMAGES,
            source("files", Certainty::Common, "sent in chats every day"),
        ],
        ..BASE
    },
    ChannelFacts {
        id: "feishu",
        zh: "飞书",
        en: "Feishu",
        related: &["lark"],
        android: &["com.ss.android.lark"],
        ios_url: Some("lark://"),
        takes_files: true,
        sources: &[
            source("android", Certainty::ThirdParty, "public code that opens it"),
            source("ios", Certainty::ThirdParty, "links of the form lark://applink.feishu.cn in public code"),
            ASSUMED_TEXT,
            ASSUMED_IMAGES,
            source("files", Certainty::Common, "sent in chats every day"),
        ],
        ..BASE
    },
    ChannelFacts {
        id: "lark",
        zh: "Lark",
        en: "Lark Suite",
        related: &["feishu"],
        android: &["com.larksuite.suite"],
        ios_url: Some("lark://"),
        takes_files: true,
        sources: &[
            source("android", Certainty::ThirdParty, "the name of its package in public code"),
            source("ios", Certainty::Common, "no source opened"),
            ASSUMED_TEXT,
            ASSUMED_IMAGES,
            source("files", Certainty::Common, "sent in chats every day"),
        ],
        ..BASE
    },
    ChannelFacts {
        id: "qianniu",
        zh: "千牛",
        en: "Qianniu",
        related: &["taobao", "wangwang"],
        android: &["com.taobao.qianniu"],
        ios_url: Some("qianniu://"),
        sources: &[
            source("android", Certainty::ThirdParty, "public code that opens it"),
            source("ios", Certainty::Common, "no source opened"),
            ASSUMED_TEXT,
            ASSUMED_IMAGES,
        ],
        ..BASE
    },
    ChannelFacts {
        id: "wangwang",
        zh: "旺旺",
        en: "AliWangwang",
        aliases: &["旺信", "阿里旺旺"],
        related: &["qianniu", "taobao"],
        android: &["com.alibaba.mobileim"],
        sources: &[
            source("android", Certainty::Untested, "found mostly as the name of a library"),
            ASSUMED_TEXT,
            ASSUMED_IMAGES,
        ],
        ..BASE
    },
    ChannelFacts {
        id: "taobao",
        zh: "淘宝",
        en: "Taobao",
        aliases: &["天猫", "Tmall"],
        related: &["qianniu", "wangwang"],
        android: &["com.taobao.qianniu", "com.taobao.taobao"],
        ios_url: Some("qianniu://"),
        sources: &[
            source("android", Certainty::ThirdParty, "shops answer in Qianniu"),
            source("ios", Certainty::Common, "shops answer in Qianniu; no source opened"),
            ASSUMED_TEXT,
            ASSUMED_IMAGES,
        ],
        ..BASE
    },
    ChannelFacts {
        id: "jd",
        zh: "京东",
        en: "JD.com",
        aliases: &["京麦", "咚咚", "京东咚咚", "Jingmai"],
        android: &["com.jd.jmworkstation"],
        sources: &[
            source("android", Certainty::ThirdParty, "public code that opens the merchants' app"),
            ASSUMED_TEXT,
            ASSUMED_IMAGES,
        ],
        ..BASE
    },
    ChannelFacts {
        id: "pdd",
        zh: "拼多多",
        en: "Pinduoduo",
        aliases: &["拼多多商家版"],
        android: &["com.xunmeng.merchant"],
        sources: &[
            source("android", Certainty::ThirdParty, "public code that opens the merchants' app"),
            ASSUMED_TEXT,
            ASSUMED_IMAGES,
        ],
        ..BASE
    },
    ChannelFacts {
        id: "doudian",
        zh: "抖店",
        en: "Doudian",
        aliases: &["飞鸽", "抖音", "抖音小店", "Douyin"],
        android: &["com.ss.android.merchant", "com.bytedance.ecom.seller"],
        sources: &[
            source(
                "android",
                Certainty::ThirdParty,
                "the first is checked for in the owner's own web code; the second was seen only",
            ),
            ASSUMED_TEXT,
            ASSUMED_IMAGES,
        ],
        ..BASE
    },
    ChannelFacts {
        id: "kuaishou",
        zh: "快手",
        en: "Kuaishou",
        aliases: &["快手小店"],
        sources: &[ASSUMED_TEXT, ASSUMED_IMAGES],
        ..BASE
    },
    ChannelFacts {
        id: "xiaohongshu",
        zh: "小红书",
        en: "Xiaohongshu",
        aliases: &["千帆", "RED", "RedNote"],
        android: &["com.xingin.eva", "com.xingin.xhs"],
        ios_url: Some("xhsdiscover://"),
        sources: &[
            source("android", Certainty::ThirdParty, "the merchants' app and the main app in public code"),
            source("ios", Certainty::Common, "the main app; no source opened"),
            ASSUMED_TEXT,
            ASSUMED_IMAGES,
        ],
        ..BASE
    },
    ChannelFacts {
        id: "whatsapp",
        zh: "WhatsApp",
        en: "WhatsApp Messenger",
        related: &["whatsapp_business"],
        android: &["com.whatsapp"],
        ios_url: Some("whatsapp://"),
        text_limit: Some(TextLimit::Utf16(65_536)),
        takes_shared_text: true,
        text_beside_images: TextBesideImages::RepeatedCaption,
        takes_files: true,
        sources: &[
            source("android", Certainty::ThirdParty, "public code that opens it"),
            source("ios", Certainty::ThirdParty, "lists of URL schemes"),
            source("text limit", Certainty::ThirdParty, "whatsapp-tips.com; the unit is not said"),
            ASSUMED_IMAGES,
            source("shared text", Certainty::Issue, "cordova-plugin-share#14"),
            source("text beside images", Certainty::Issue, "flutter#73874, plus_plugins#679"),
            source("files", Certainty::ThirdParty, "documents of 100 MB: whatsapp-tips.com"),
        ],
        ..BASE
    },
    ChannelFacts {
        id: "whatsapp_business",
        zh: "WhatsApp Business",
        en: "WhatsApp Business App",
        aliases: &["WhatsApp 商业版", "w4b"],
        related: &["whatsapp"],
        android: &["com.whatsapp.w4b"],
        ios_url: Some("whatsapp-smb://"),
        text_limit: Some(TextLimit::Utf16(65_536)),
        takes_shared_text: true,
        text_beside_images: TextBesideImages::RepeatedCaption,
        takes_files: true,
        sources: &[
            source("android", Certainty::ThirdParty, "public code that opens it"),
            source("ios", Certainty::ThirdParty, "public code that opens it"),
            source("text limit", Certainty::ThirdParty, "as WhatsApp"),
            ASSUMED_IMAGES,
            source("shared text", Certainty::ThirdParty, "public code that shares to it"),
            source("text beside images", Certainty::Common, "as WhatsApp"),
            source("files", Certainty::ThirdParty, "as WhatsApp"),
        ],
        ..BASE
    },
    ChannelFacts {
        id: "line",
        zh: "LINE",
        en: "LINE Messenger",
        android: &["jp.naver.line.android"],
        ios_url: Some("line://"),
        text_limit: Some(TextLimit::Utf16(5_000)),
        takes_files: true,
        sources: &[
            source("android", Certainty::ThirdParty, "public code that opens it"),
            source("ios", Certainty::Common, "no source opened"),
            source(
                "text limit",
                Certainty::Primary,
                "LINE Messaging API: 5,000, counted in UTF-16 units; the app may take more",
            ),
            ASSUMED_IMAGES,
            source("files", Certainty::Common, "sent in chats every day"),
        ],
        ..BASE
    },
    ChannelFacts {
        id: "telegram",
        zh: "Telegram",
        en: "Telegram Messenger",
        aliases: &["tg", "电报"],
        android: &["org.telegram.messenger"],
        ios_url: Some("tg://"),
        text_limit: Some(TextLimit::Utf16(4_096)),
        takes_shared_text: true,
        text_beside_images: TextBesideImages::Dropped,
        takes_files: true,
        sources: &[
            source("android", Certainty::ThirdParty, "public code that opens it"),
            source("ios", Certainty::ThirdParty, "lists of URL schemes"),
            source(
                "text limit",
                Certainty::Primary,
                "core.telegram.org/bots/api#sendmessage: 4,096, in UTF-16 units",
            ),
            source(
                "images",
                Certainty::ThirdParty,
                "photos of 10 MB: python-telegram-bot constants; batches assumed",
            ),
            source("shared text", Certainty::ThirdParty, "public code that shares to it"),
            source(
                "text beside images",
                Certainty::Issue,
                "Telegram#852, react-native-share#966, Telegram-X#820",
            ),
            source("files", Certainty::ThirdParty, "50 MB by the programming interface"),
        ],
        ..BASE
    },
    ChannelFacts {
        id: "messenger",
        zh: "Messenger",
        en: "Facebook Messenger",
        android: &["com.facebook.orca"],
        ios_url: Some("fb-messenger://"),
        text_beside_images: TextBesideImages::Dropped,
        sources: &[
            source("android", Certainty::ThirdParty, "public code that opens it"),
            source("ios", Certainty::ThirdParty, "lists of URL schemes"),
            source(
                "text limit",
                Certainty::ThirdParty,
                "2,000 by the programming interface; the app takes more",
            ),
            source("images", Certainty::Issue, "input-samples#11; sizes and batches assumed"),
            source("text beside images", Certainty::Issue, "react-native-share#966"),
        ],
        ..BASE
    },
    ChannelFacts {
        id: "sms",
        zh: "短信",
        en: "SMS",
        aliases: &["text message"],
        ios_url: Some("sms:"),
        // Ten parts: a longer text costs as much as ten messages and is better sent as two.
        text_limit: Some(TextLimit::SmsParts(10)),
        takes_shared_text: true,
        images: None,
        text_beside_images: TextBesideImages::Dropped,
        sources: &[
            source("ios", Certainty::Primary, "Apple URL Scheme Reference, SMS Links"),
            source(
                "text limit",
                Certainty::Primary,
                "parts: 3GPP TS 23.038 and 23.040; ten of them is our choice",
            ),
            source("shared text", Certainty::Primary, "Android's common intents: text messaging"),
        ],
        ..BASE
    },
    ChannelFacts {
        id: "phone",
        zh: "电话",
        en: "Phone",
        aliases: &["电话回访", "call"],
        text_limit: None,
        images: None,
        text_beside_images: TextBesideImages::Dropped,
        spoken: true,
        ..BASE
    },
];

const fn source(fact: &'static str, certainty: Certainty, from: &'static str) -> Source {
    Source { fact, certainty, from }
}
