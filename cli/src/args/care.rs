//! Arguments of the commands about use, care, follow-ups and staffing.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::find::Hints;

#[derive(Debug, Args)]
pub(crate) struct UseArgs {
    /// 话术编号 · The phrase's id
    pub(crate) id: String,
    /// 发到哪个聊天平台 · The channel that it went to
    #[arg(long, value_name = "CHANNEL", value_parser = Hints::channels(), hide_possible_values = true)]
    pub(crate) channel: Option<String>,
    /// 从哪里发的 · The surface that it was sent from
    #[arg(long, value_name = "SURFACE", value_parser = Hints::surfaces(), hide_possible_values = true)]
    pub(crate) surface: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct FavouriteArgs {
    /// 话术编号 · The phrase's id
    pub(crate) id: String,
    /// 取消收藏 · No longer
    #[arg(long)]
    pub(crate) off: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ThumbsArgs {
    /// 话术编号 · The phrase's id
    pub(crate) id: String,
    /// 好用、不好用、收回 · Up, down, or taken back
    #[arg(value_name = "up|down|off", hide_possible_values = true)]
    pub(crate) thumb: ThumbArg,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ThumbArg {
    /// 好用 · it serves well
    Up,
    /// 不好用 · it should be better
    Down,
    /// 收回 · taken back
    Off,
}

#[derive(Debug, Subcommand)]
pub(crate) enum StatsCommand {
    /// 用得最多的 · Used most
    MostUsed(Limit),
    /// 从没用过的，旧的在前：考虑淘汰 · Never used, oldest first: candidates for retiring
    NeverUsed(Limit),
    /// 快到期和已过期的 · Expiring or expired
    Expiring(Within),
    /// 该复核的 · Due for review
    Review(Within),
    /// 搜了没有结果的：该补的话术 · Searches that found nothing: phrases to be written
    FailedSearches(Limit),
    /// 收藏 · Favourites
    Favourites(Limit),
    /// 最近用过的 · Used last
    Recents(Limit),
}

#[derive(Debug, Args)]
pub(crate) struct Limit {
    /// 最多几条，0 为全部 · At most so many, 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: usize,
}

impl Limit {
    /// The greatest number; `usize::MAX` for all.
    pub(crate) fn most(&self) -> usize {
        if self.limit == 0 { usize::MAX } else { self.limit }
    }
}

#[derive(Debug, Args)]
pub(crate) struct Within {
    /// 今后几天之内 · Within so many days from today
    #[arg(long, value_name = "N", default_value_t = 7)]
    pub(crate) days: u16,
}

#[derive(Debug, Subcommand)]
#[command(after_help = "\
动作 Actions: 催付 dunned · 返现 cashback · 退款 refunded · 补偿 compensated · 补发 resent · 换货 exchanged ·
  退货 returned · 价保 price_protected · 回访 called；也可以写别的 · or any other word

例子 Examples:
  huashu follow-up check 4242 催付              先看有没有人催过 · has somebody dunned already?
  huashu follow-up add 4242 催付 --note '明天下午付' --due 2026-11-23
  huashu follow-up export 登记.csv")]
pub(crate) enum FollowUpCommand {
    /// 登记一笔 · Add a note
    Add(FollowUpAddArgs),
    /// 动手之前查一查：别人是不是已经做过 · Before acting: has somebody done it already?
    Check(FollowUpCheckArgs),
    /// 列出登记 · List the register
    List(FollowUpListArgs),
    /// 作废一笔；原来的仍然留着 · Take a note back; it stays readable
    Void(FollowUpVoidArgs),
    /// 导出成登记表（csv）· Write the register to a file (csv)
    Export {
        /// 文件 · The file
        file: PathBuf,
    },
}

/// What a note is about.
#[derive(Debug, Args)]
pub(crate) struct Subject {
    /// 订单号、客户名等 · The order's number, the customer's name …
    #[arg(value_name = "SUBJECT")]
    pub(crate) subject: String,
    /// 登记对象的种类 · What the subject is
    #[arg(long, value_name = "KIND", default_value = "order")]
    pub(crate) kind: String,
}

#[derive(Debug, Args)]
pub(crate) struct FollowUpAddArgs {
    #[command(flatten)]
    pub(crate) about: Subject,
    /// 做了什么：催付、退款…… · What was done
    #[arg(value_name = "ACTION")]
    pub(crate) action: String,
    /// 金额（元）· An amount in yuan
    #[arg(long)]
    pub(crate) amount: Option<String>,
    /// 备注 · A note
    #[arg(long)]
    pub(crate) note: Option<String>,
    /// 谁做的；默认是设置里的客服名 · Who did it; else the agent's name of the settings
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
    /// 哪天再看 · The day to look again
    #[arg(long, value_name = "DATE")]
    pub(crate) due: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct FollowUpCheckArgs {
    #[command(flatten)]
    pub(crate) about: Subject,
    /// 打算做什么 · What you are about to do
    #[arg(value_name = "ACTION")]
    pub(crate) action: String,
}

#[derive(Debug, Args)]
pub(crate) struct FollowUpListArgs {
    /// 只看这一个 · Only about this one
    #[arg(value_name = "SUBJECT")]
    pub(crate) subject: Option<String>,
    /// 登记对象的种类 · What the subject is
    #[arg(long, value_name = "KIND", default_value = "order")]
    pub(crate) kind: String,
    #[command(flatten)]
    pub(crate) limit: Limit,
}

#[derive(Debug, Args)]
pub(crate) struct FollowUpVoidArgs {
    /// 登记编号 · The note's id
    pub(crate) id: String,
    /// 为什么 · Why
    #[arg(long)]
    pub(crate) note: Option<String>,
    /// 谁作废的；默认是设置里的客服名 · Who; else the agent's name of the settings
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
算法 The formula:
  咨询销售额 = 销售额 × 经客服成交的占比        service sales = sales × share
  咨询买家 = 咨询销售额 ÷ 咨询客单价            buyers = service sales ÷ spend
  咨询量 = 咨询买家 ÷ 询单转化率                enquiries = buyers ÷ conversion
  客服人数 = 咨询量 ÷ 一人接得住的咨询量，进一  agents = enquiries ÷ capacity, rounded up

例子 Example:
  huashu staffing --sales 1000000 --share 60% --spend 150 --conversion 50% --capacity 400 --load 8,10,4,2")]
pub(crate) struct StaffingArgs {
    /// 这段时间的销售额（元）· Sales of the period, in yuan
    #[arg(long, value_name = "YUAN")]
    pub(crate) sales: String,
    /// 经客服成交的占比，如 60% · The share of sales that goes through service
    #[arg(long, value_name = "SHARE")]
    pub(crate) share: String,
    /// 咨询客单价（元）· What a buyer who talks to service spends, in yuan
    #[arg(long, value_name = "YUAN")]
    pub(crate) spend: String,
    /// 询单转化率，如 50% · The share of enquiries that become a purchase
    #[arg(long, value_name = "SHARE")]
    pub(crate) conversion: String,
    /// 一个客服在这段时间接得住的咨询量 · Enquiries that one agent answers well in the period
    #[arg(long, value_name = "N")]
    pub(crate) capacity: String,
    /// 各小时的咨询比重，用逗号分开 · The load of each hour, separated by commas
    #[arg(long, value_name = "A,B,…")]
    pub(crate) load: Option<String>,
}
