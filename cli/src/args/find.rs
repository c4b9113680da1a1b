//! Arguments of the commands that find phrases and plan how they are sent.

use std::ffi::OsStr;

use clap::Args;
use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use huashu_core::compose::{Surface, channel};

#[derive(Debug, Args)]
#[command(after_help = "\
例子 Examples:
  huashu search fh                    首字母 · initials: 发货
  huashu search tuikuan               全拼 · full pinyin: 退款
  huashu search 'wl单号'              混着打 · any mix: 物流单号
  huashu search '退款 几天'           几个词，次序不限 · several words, any order
  huashu search kd --category 售后 --limit 5")]
pub(crate) struct SearchArgs {
    /// 拼音、首字母、汉字或快捷码，可混用；空格分开的词都要有 · Pinyin, initials, hanzi or a short code, in any mix; every word must match
    pub(crate) query: String,
    /// 最多几条，0 为全部 · At most so many, 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: usize,
    /// 只在这个分类和它下面找 · Only in this category and below
    #[arg(long, value_name = "PATH")]
    pub(crate) category: Option<String>,
    /// 只在这个话术库里找（编号或名称）· Only in this library (id or exact name)
    #[arg(long, short, value_name = "LIBRARY")]
    pub(crate) library: Option<String>,
    /// 连停用、过期、未到期的和草稿一起找 · Also what is inactive, expired, upcoming or a draft
    #[arg(long)]
    pub(crate) all: bool,
    /// 不要近似的（模糊音、打错、同音字）· Without approximate ones (fuzzy sounds, typos, homophones)
    #[arg(long)]
    pub(crate) exact: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
例子 Examples:
  huashu suggest '亲，我前天买的裙子怎么还没到，单号查不到'
  huashu suggest '有没有色差' --category 售前 --limit 3
  pbpaste | huashu suggest -          从剪贴板读 · reads the clipboard")]
pub(crate) struct SuggestArgs {
    /// 客户发来的整段消息；- 表示从标准输入读 · A customer's whole message; - reads standard input
    #[arg(allow_hyphen_values = true)]
    pub(crate) text: String,
    /// 最多几条，0 为全部 · At most so many, 0 for all
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) limit: usize,
    /// 只在这个分类和它下面找 · Only in this category and below
    #[arg(long, value_name = "PATH")]
    pub(crate) category: Option<String>,
    /// 只在这个话术库里找（编号或名称）· Only in this library (id or exact name)
    #[arg(long, short, value_name = "LIBRARY")]
    pub(crate) library: Option<String>,
    /// 连停用、过期、未到期的和草稿一起找 · Also what is inactive, expired, upcoming or a draft
    #[arg(long)]
    pub(crate) all: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
例子 Example:
  echo '{\"text\":\"我们48小时发货\",\"query\":\"48xs fh\"}' | huashu match
  {\"match\":true,\"spans\":[[2,8]]}")]
pub(crate) struct MatchArgs {
    /// 也用近似的办法 · Use the approximate ways as well
    #[arg(long)]
    pub(crate) approximate: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
例子 Example:
  huashu extract '张三 13800138000，中通 78123456789012 还没到'")]
pub(crate) struct ExtractArgs {
    /// 客户发来的消息；- 表示从标准输入读 · A customer's message; - reads standard input
    #[arg(allow_hyphen_values = true)]
    pub(crate) text: String,
}

#[derive(Debug, Args)]
pub(crate) struct PlanArgs {
    /// 话术编号 · The phrase's id
    pub(crate) id: String,
    /// 从哪里发 · Where it is sent from
    #[arg(long, value_name = "SURFACE", value_parser = Hints::surfaces(), hide_possible_values = true)]
    pub(crate) surface: String,
    /// 客户在哪个聊天平台 · Where the customer is
    #[arg(long, value_name = "CHANNEL", value_parser = Hints::channels(), hide_possible_values = true)]
    pub(crate) channel: String,
    /// 客户看的语言，如 en · The language that the customer reads
    #[arg(long, value_name = "LANG")]
    pub(crate) lang: Option<String>,
    /// 变量的值，如 单号=SF123；名称不带方括号 · The value of a variable; the name goes without brackets
    #[arg(long, value_name = "变量=值", allow_hyphen_values = true)]
    pub(crate) set: Vec<String>,
    /// 停用、过期等不该发的，也给方案 · Plan it although it is inactive, expired …
    #[arg(long)]
    pub(crate) force: bool,
}

/// What `plan --help` says below: the surfaces and channels, from the core's tables.
pub(super) fn plan_help() -> String {
    let mut help = String::from(
        "例子 Example:\n  huashu plan ID --surface android_overlay --channel wechat --set 单号=SF123 --set 物流公司=顺丰\n",
    );
    for (heading, hints) in [("入口 Surfaces", surfaces()), ("聊天平台 Channels", channels())] {
        help.push_str(&format!("\n{heading}:\n"));
        for (id, name) in hints {
            help.push_str(&format!("  {id:<20}{name}\n"));
        }
    }
    help.trim_end().to_owned()
}

/// Takes any text, and tells completion scripts what it might be: the core decides what it is.
#[derive(Clone)]
pub(super) struct Hints(fn() -> Vec<(&'static str, String)>);

/// Surfaces with their names.
pub(super) fn surfaces() -> Vec<(&'static str, String)> {
    let name = |surface| {
        let say = crate::text::surface(surface);
        say.beside()
    };
    Surface::ALL.into_iter().map(|surface| (surface.as_str(), name(surface))).collect()
}

/// Channels with their names.
pub(super) fn channels() -> Vec<(&'static str, String)> {
    let name = |zh: &str, en: &str| if zh == en { zh.to_owned() } else { format!("{zh} {en}") };
    channel::all().iter().map(|facts| (facts.id, name(facts.zh, facts.en))).collect()
}

impl Hints {
    pub(super) fn channels() -> Self {
        Self(channels)
    }

    pub(super) fn surfaces() -> Self {
        Self(surfaces)
    }
}

impl TypedValueParser for Hints {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new((self.0)().into_iter().map(|(id, name)| PossibleValue::new(id).help(name))))
    }
}
