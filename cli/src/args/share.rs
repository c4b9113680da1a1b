//! Arguments of the commands about who may read and change what.

use clap::{Args, Subcommand, ValueEnum};
use huashu_protocol::account::Access;

#[derive(Debug, Subcommand)]
#[command(after_help = "\
给谁 To whom: company 全公司 · department:部门 · user:账号

例子 Examples:
  huashu grant add 促销话术 --to company --access read
  huashu grant add 售后话术 --to department:售后 --access edit
  huashu grant remove 售后话术 --to user:小雨")]
pub(crate) enum GrantCommand {
    /// 一个话术库给了谁 · To whom a library is granted
    List {
        /// 话术库（名称或编号）· The library (name or id)
        library: String,
    },
    /// 授权；已有的改成这样 · Grant; one that is there becomes this
    Add(GrantAddArgs),
    /// 收回；下次同步时从对方设备上清掉 · Take a grant back; the next sync wipes the library where it was
    Remove(GrantRemoveArgs),
}

#[derive(Debug, Args)]
pub(crate) struct GrantAddArgs {
    #[command(flatten)]
    pub(crate) which: GrantRemoveArgs,
    /// 只读，还是能改 · To read, or to change
    #[arg(long, value_name = "ACCESS")]
    pub(crate) access: AccessArg,
}

#[derive(Debug, Args)]
pub(crate) struct GrantRemoveArgs {
    /// 话术库（名称或编号）· The library (name or id)
    pub(crate) library: String,
    /// 给谁：company、department:部门、user:账号 · To whom
    #[arg(long, value_name = "WHO")]
    pub(crate) to: String,
}

/// See [`GrantAddArgs::access`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AccessArg {
    /// 只读 · to read, and to propose
    Read,
    /// 能改 · to change
    Edit,
}

impl From<AccessArg> for Access {
    fn from(arg: AccessArg) -> Self {
        match arg {
            AccessArg::Read => Self::Read,
            AccessArg::Edit => Self::Edit,
        }
    }
}

#[derive(Debug, Subcommand)]
#[command(after_help = "\
例子 Examples:
  huashu proposal add 编号 --text '您好，48 小时内发出。'      改一条 · a change of a phrase
  huashu proposal add -l 公司话术 --title 节日 --text '节日快乐！'   新的一条 · a new phrase
  huashu proposal accept 编号")]
pub(crate) enum ProposalCommand {
    /// 列出建议：您能改的话术库里的，和您自己的 · List proposals: of the libraries that you may change, and your own
    List,
    /// 提建议，由编辑定；下次同步时送出 · Propose; it goes up with the next sync, and an editor decides
    Add(ProposalAddArgs),
    /// 采纳 · Take a proposal over
    Accept {
        /// 建议的编号 · The proposal's id
        id: String,
    },
    /// 不采纳，或收回自己的 · Decline a proposal, or take your own back
    Decline {
        /// 建议的编号 · The proposal's id
        id: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ProposalAddArgs {
    /// 改哪条话术；不写就是新的一条 · The phrase to change; without it a new one is proposed
    #[arg(value_name = "ID", required_unless_present = "library")]
    pub(crate) id: Option<String>,
    /// 新的一条在哪个话术库（编号或名称）· The library of a new phrase (id or exact name)
    #[arg(long, short, value_name = "LIBRARY", conflicts_with = "id")]
    pub(crate) library: Option<String>,
    /// 新的一条在哪个分类 · The category of a new phrase
    #[arg(long, value_name = "PATH", requires = "library")]
    pub(crate) category: Option<String>,
    /// 标题 · Title
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// 内容；- 表示从标准输入读 · Text; - reads standard input
    #[arg(long, allow_hyphen_values = true)]
    pub(crate) text: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct PolicyArgs {
    /// 收回话术库时，对方没送出的文字留不留 · Whether unsent texts stay with their author when a library is taken away
    #[arg(long, value_name = "true|false")]
    pub(crate) keep_unsent: Option<bool>,
    /// 多少天连不上同步服务，公司的话术库就锁住 · After how many days without the hub shared libraries are locked
    #[arg(long, value_name = "N")]
    pub(crate) lease_days: Option<u32>,
}
