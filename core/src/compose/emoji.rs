//! WeChat's emoji codes: what stands between brackets and is no variable.
//!
//! The spellings are those of `biz_common/utils/emoji_data.js`, the script with which WeChat's own article pages
//! (mp.weixin.qq.com) turn codes into pictures: each emoji's name in mainland Chinese, in traditional Chinese and in
//! English. The few that came after it (烟花, 爆竹, 小狗 and the English names of 笑脸 … 合十) are those of the
//! current panel, as several lists of its codes agree.
//!
//! The Unicode emoji of 笑脸, 生病, 破涕为笑, 吐舌, 脸红, 恐惧, 失望, 无语, 鬼魂, 合十, 强壮, 庆祝 and 礼物 are
//! those of the same script. The others are chosen here by what a Chinese reader means with the code, from Unicode
//! 13 and older, which phones in use can draw. Where every candidate would say something else there is none: a red
//! envelope for 红包 or 福 would look like a promise of money.

use std::collections::HashMap;
use std::sync::LazyLock;

/// One spelling of an emoji in WeChat's text: `微笑` of `[微笑]`, `Smile` of `[Smile]`.
#[derive(Debug, PartialEq, Eq)]
pub struct EmojiCode {
    /// The spelling, without brackets.
    pub code: &'static str,
    /// The Unicode emoji that says the same; `None` where there is no fair one.
    pub unicode: Option<&'static str>,
}

/// The emoji that a spelling stands for. Upper and lower case differ.
pub(super) fn find(code: &str) -> Option<&'static EmojiCode> {
    static BY_CODE: LazyLock<HashMap<&str, &EmojiCode>> =
        LazyLock::new(|| CODES.iter().map(|emoji| (emoji.code, emoji)).collect());
    BY_CODE.get(code).copied()
}

const fn fair(unicode: &'static str) -> Option<&'static str> {
    if unicode.is_empty() { None } else { Some(unicode) }
}

macro_rules! codes {
    ($($unicode:literal: $($code:literal)+;)+) => {
        &[$($(EmojiCode { code: $code, unicode: fair($unicode) },)+)+]
    };
}

/// Every spelling; an empty emoji means that there is no fair one.
static CODES: &[EmojiCode] = codes! {
    "🙂": "微笑" "Smile";
    "😕": "撇嘴" "Grimace";
    "😍": "色" "Drool";
    "😐": "发呆" "發呆" "Scowl";
    "😎": "得意" "CoolGuy";
    "😢": "流泪" "流淚" "Sob";
    "☺️": "害羞" "Shy";
    "🤐": "闭嘴" "閉嘴" "Silent";
    "😴": "睡" "Sleep";
    "😭": "大哭" "Cry";
    "😅": "尴尬" "尷尬" "Awkward";
    "😡": "发怒" "發怒" "Angry";
    "😜": "调皮" "調皮" "Tongue";
    "😁": "呲牙" "Grin";
    "😮": "惊讶" "驚訝" "Surprise";
    "🙁": "难过" "難過" "Frown";
    "😎": "酷" "Ruthless";
    "😰": "冷汗";
    "😅": "囧" "Blush";
    "😫": "抓狂" "Scream";
    "🤮": "吐" "Puke";
    "🤭": "偷笑" "Chuckle";
    "😊": "愉快" "Joyful";
    "🙄": "白眼" "Slight";
    "😤": "傲慢" "Smug";
    "😋": "饥饿" "饑餓" "Hungry";
    "😪": "困" "累" "Drowsy";
    "😱": "惊恐" "驚恐" "Panic";
    "😓": "流汗" "Sweat";
    "😄": "憨笑" "大笑" "Laugh";
    "😌": "悠闲" "悠閑" "Commando";
    "💪": "奋斗" "奮鬥" "Determined";
    "🤬": "咒骂" "咒罵" "Scold";
    "❓": "疑问" "疑問" "Shocked";
    "🤫": "嘘" "噓" "Shhh";
    "😵": "晕" "暈" "Dizzy";
    "😖": "疯了" "瘋了" "Tormented";
    "": "衰" "Toasted";
    "💀": "骷髅" "骷髏頭" "Skull";
    "🔨": "敲打" "Hammer";
    "👋": "再见" "再見" "Wave" "Bye";
    "😅": "擦汗" "Speechless";
    "": "抠鼻" "摳鼻" "NosePick";
    "👏": "鼓掌" "Clap";
    "😳": "糗大了" "羞辱" "Shame";
    "😏": "坏笑" "壞笑" "Trick";
    "😤": "左哼哼" "Bah！L";
    "😤": "右哼哼" "Bah！R";
    "🥱": "哈欠" "Yawn";
    "😒": "鄙视" "鄙視" "Pooh-pooh";
    "🥺": "委屈" "Shrunken";
    "😢": "快哭了" "TearingUp";
    "😏": "阴险" "陰險" "Sly";
    "😚": "亲亲" "親親" "Kiss";
    "😨": "吓" "嚇" "Wrath";
    "🥺": "可怜" "可憐" "Whimper";
    "🔪": "菜刀" "Cleaver";
    "🍉": "西瓜" "Watermelon";
    "🍺": "啤酒" "Beer";
    "🏀": "篮球" "籃球" "Basketball";
    "🏓": "乒乓" "PingPong";
    "☕": "咖啡" "Coffee";
    "🍚": "饭" "飯" "Rice";
    "🐷": "猪头" "豬頭" "Pig";
    "🌹": "玫瑰" "Rose";
    "🥀": "凋谢" "枯萎" "Wilt";
    "💋": "嘴唇" "Lips";
    "❤️": "爱心" "愛心" "Heart";
    "💔": "心碎" "BrokenHeart";
    "🎂": "蛋糕" "Cake";
    "⚡": "闪电" "閃電" "Lightning";
    "💣": "炸弹" "炸彈" "Bomb";
    "🗡️": "刀" "Dagger";
    "⚽": "足球" "Soccer";
    "🐞": "瓢虫" "甲蟲" "Ladybug";
    "💩": "便便" "Poop";
    "🌙": "月亮" "Moon";
    "☀️": "太阳" "太陽" "Sun";
    "🎁": "礼物" "禮物" "Gift";
    "🤗": "拥抱" "擁抱" "Hug";
    "👍": "强" "強" "ThumbsUp";
    "👎": "弱" "ThumbsDown";
    "🤝": "握手" "Shake";
    "✌️": "胜利" "勝利" "Peace";
    "🙏": "抱拳" "Fight" "Salute";
    "": "勾引" "Beckon";
    "✊": "拳头" "拳頭" "Fist";
    "👎": "差劲" "差勁" "Pinky";
    "🤟": "爱你" "愛你" "RockOn";
    "🙅": "NO" "Nuh-uh";
    "👌": "OK";
    "💕": "爱情" "愛情" "InLove";
    "😘": "飞吻" "飛吻" "Blowkiss";
    "": "跳跳" "Waddle";
    "": "发抖" "發抖" "Tremble";
    "": "怄火" "噴火" "Aaagh!";
    "": "转圈" "轉圈" "Twirl";
    "🙇": "磕头" "磕頭" "Kotow";
    "": "回头" "回頭" "Dramatic";
    "": "跳绳" "跳繩" "JumpRope";
    "🏳️": "投降" "Surrender";
    "🤩": "激动" "激動" "Hooray";
    "🕺": "乱舞" "亂舞" "Meditate";
    "😚": "献吻" "獻吻" "Smooch";
    "": "左太极" "左太極" "TaiChi L";
    "": "右太极" "右太極" "TaiChi R";
    "": "嘿哈" "吼嘿" "Hey";
    "🤦": "捂脸" "掩面" "Facepalm";
    "😏": "奸笑" "Smirk";
    "😉": "机智" "機智" "Smart";
    "😟": "皱眉" "皺眉" "Moue" "Concerned";
    "✌️": "耶" "歐耶" "Yeah!";
    "🍵": "茶" "Tea";
    "": "红包" "Packet";
    "🕯️": "蜡烛" "蠟燭" "Candle";
    "": "福" "Blessing";
    "": "發" "Rich";
    "🐤": "鸡" "小雞" "Chick";
    "🐶": "小狗" "Pup";
    "😄": "笑脸" "Happy";
    "😷": "生病" "Sick";
    "😂": "破涕为笑" "Lol";
    "😝": "吐舌";
    "😳": "脸红" "Flushed";
    "😱": "恐惧" "Terror";
    "😔": "失望" "LetDown" "Let Down";
    "😒": "无语" "Duh";
    "👻": "鬼魂";
    "🙏": "合十" "Worship";
    "💪": "强壮";
    "🎉": "庆祝" "Party";
    "🍉": "吃瓜" "吃西瓜" "Onlooker";
    "💪": "加油" "GoForIt";
    "😓": "汗" "Sweats";
    "😱": "天啊" "OMG";
    "😑": "Emm" "一言難盡";
    "": "社会社会" "失敬失敬" "Respect";
    "🐶": "旺柴" "Doge";
    "👌": "好的" "NoProb";
    "": "打脸" "打臉" "MyBad";
    "💪": "加油加油" "加油！" "KeepFighting";
    "🤩": "哇" "Wow";
    "": "裂开" "崩潰" "Broken";
    "🥲": "苦涩" "難受" "Hurt";
    "😔": "叹气" "嘆息" "Sigh";
    "👀": "让我看看" "讓我看看" "LetMeSee";
    "👍": "666" "Awesome";
    "🙄": "翻白眼" "Boring";
    "🎆": "烟花" "Fireworks";
    "🧨": "爆竹";
};

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use unicode_segmentation::UnicodeSegmentation as _;

    use super::*;

    /// The panel of the current app, in its order.
    const PANEL: &str = "微笑 撇嘴 色 发呆 得意 流泪 害羞 闭嘴 睡 大哭 尴尬 发怒 调皮 呲牙 惊讶 难过 囧 抓狂 吐 偷笑 愉快 \
        白眼 傲慢 困 惊恐 憨笑 悠闲 咒骂 疑问 嘘 晕 衰 骷髅 敲打 再见 擦汗 抠鼻 鼓掌 坏笑 右哼哼 鄙视 委屈 快哭了 阴险 亲亲 \
        可怜 笑脸 生病 脸红 破涕为笑 恐惧 失望 无语 嘿哈 捂脸 奸笑 机智 皱眉 耶 吃瓜 加油 汗 天啊 Emm 社会社会 旺柴 好的 打脸 \
        哇 翻白眼 666 让我看看 叹气 苦涩 裂开 嘴唇 爱心 心碎 拥抱 强 弱 握手 胜利 抱拳 勾引 拳头 OK 合十 啤酒 咖啡 蛋糕 玫瑰 \
        凋谢 菜刀 炸弹 便便 月亮 太阳 庆祝 礼物 红包 發 福 烟花 爆竹 猪头 跳跳 发抖 转圈";

    #[test]
    fn every_emoji_of_the_panel_is_known() {
        let unknown: Vec<&str> = PANEL.split_whitespace().filter(|code| find(code).is_none()).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
        assert_eq!(PANEL.split_whitespace().count(), 109);
    }

    #[test]
    fn no_spelling_stands_twice() {
        let mut seen = HashSet::new();
        for emoji in CODES {
            assert!(seen.insert(emoji.code), "{}", emoji.code);
        }
    }

    #[test]
    fn spellings_fit_between_brackets_and_emoji_are_one_grapheme() {
        for emoji in CODES {
            let fits = |char: char| !matches!(char, '[' | ']' | '|' | ':' | '/' | '\\' | '\n');
            assert!(emoji.code.trim() == emoji.code && emoji.code.chars().all(fits), "{}", emoji.code);
            if let Some(unicode) = emoji.unicode {
                assert_eq!(unicode.graphemes(true).count(), 1, "{}", emoji.code);
            }
        }
    }

    #[test]
    fn built_in_names_are_no_emoji() {
        for name in ["日期", "时间", "客服名", "工号", "店铺名", "客户名", "单号", "smile"] {
            assert!(find(name).is_none(), "{name}");
        }
    }
}
