//! What can be typed, as clap reads it. Chinese help first, short English beside it.
//!
//! Ids, channels, surfaces and dates are read as plain text here and parsed by the core, so that its errors and
//! codes are the same wherever such a thing is typed.

mod book;
mod care;
mod company;
mod find;
mod hub;
mod pack;
mod phrase;
mod share;
mod tree;

use std::path::PathBuf;

use clap::{ArgAction, Args, CommandFactory, Parser, Subcommand, ValueEnum};
use huashu_core::error::Locale;

pub(crate) use book::{
    CompletionsArgs, DemoArgs, ExportArgs, ImportArgs, InitArgs, Setting, SettingArgs, TrashCommand,
    VerifyArgs,
};
pub(crate) use care::{
    FavouriteArgs, FollowUpAddArgs, FollowUpCommand, FollowUpListArgs, FollowUpVoidArgs, StaffingArgs,
    StatsCommand, ThumbArg, ThumbsArgs, UseArgs,
};
pub(crate) use company::{
    DepartmentCommand, HandOverArgs, InviteArgs, InviteCommand, InviteNewArgs, UserAddArgs, UserCommand,
    UserEditArgs,
};
pub(crate) use find::{ExtractArgs, MatchArgs, PlanArgs, SearchArgs, SuggestArgs};
pub(crate) use hub::{DraftCommand, DraftResolveArgs, KeepArg, LoginArgs, LogoutArgs, ServeArgs, SyncArgs};
pub(crate) use pack::{PackCommand, PackSearchArgs, PackSuggestArgs, PackWriteArgs};
pub(crate) use phrase::{
    AttachArgs, ContentArgs, PhraseAddArgs, PhraseCommand, PhraseEditArgs, PhraseMoveArgs, SpotArgs,
};
pub(crate) use share::{
    GrantAddArgs, GrantCommand, GrantRemoveArgs, PolicyArgs, ProposalAddArgs, ProposalCommand,
};
pub(crate) use tree::{CategoryCommand, CategoryMoveArgs, LibraryAddArgs, LibraryCommand, LibraryUsageArgs};

use crate::output::style;

/// 话术：客服团队的话术本，常用回复随手可得 · The phrase book of a customer-service team
#[derive(Debug, Parser)]
#[command(name = "huashu", version, styles = style::HELP, arg_required_else_help = true, after_help = AFTER_HELP)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const AFTER_HELP: &str = "\
例子 Examples:
  huashu init --starter              用入门话术库新建 · begin with the starter library
  huashu search fh                   搜“发货” · finds 发货 by its initials
  huashu plan ID --surface android_overlay --channel wechat --set 单号=SF123
  huashu import 话术.xlsx --dry-run  先看看会怎样 · see what would happen
  huashu login 链接 --user 小雨      加入公司，话术自动同步 · join the company
  huashu invite --role agent         邀请同事 · invite a colleague

退出码 Exit codes:
  0 完成 done   1 没做成 failed   2 用法不对 usage   3 缺变量 variables missing   4 没有这个编号 no such id
  5 同步服务拒绝 refused by the hub";

/// The whole command line, dressed: every help page is laid out alike, with headings in both languages.
pub(crate) fn command() -> clap::Command {
    let command = Cli::command().disable_version_flag(true);
    dress(command.mut_subcommand("plan", |plan| plan.after_help(find::plan_help())))
}

fn dress(command: clap::Command) -> clap::Command {
    let heading = |arg: clap::Arg| match (arg.get_help_heading(), arg.is_positional()) {
        (Some(_), _) => arg,
        (None, true) => arg.help_heading("参数 Arguments"),
        (None, false) => arg.help_heading("选项 Options"),
    };
    command
        .help_template("{about}\n\n用法 Usage: {usage}\n\n{all-args}{after-help}")
        .subcommand_help_heading("命令 Commands")
        .subcommand_value_name("命令 COMMAND")
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .mut_args(heading)
        .mut_subcommands(dress)
}

/// What every command takes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "通用选项 Global options")]
pub(crate) struct Global {
    /// 话术本所在的文件夹 · The folder of the book [环境变量 env: HUASHU_HOME]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// 输出一个 JSON 值，供程序读 · Print one JSON value, for programs
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// 界面语言：zh 或 en · The language of the output: zh or en [环境变量 env: HUASHU_LOCALE]
    #[arg(long, global = true, value_name = "LANG", hide_possible_values = true)]
    pub(crate) locale: Option<LocaleArg>,
    /// 显示帮助 · Print help
    #[arg(long, short, global = true, action = ArgAction::Help)]
    help: Option<bool>,
    /// 显示版本 · Print the version
    #[arg(long, short = 'V', action = ArgAction::Version)]
    version: Option<bool>,
}

/// The languages that the command line speaks.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum LocaleArg {
    Zh,
    En,
}

impl From<LocaleArg> for Locale {
    fn from(arg: LocaleArg) -> Self {
        match arg {
            LocaleArg::Zh => Self::Zh,
            LocaleArg::En => Self::En,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 新建话术本 · Create a book
    Init(InitArgs),
    /// 导入 csv、xlsx、json 或 Espanso 的 yml · Import csv, xlsx, json or Espanso's yml
    Import(ImportArgs),
    /// 导出成 csv、xlsx 或 json · Export to csv, xlsx or json
    Export(ExportArgs),
    /// 搜话术：拼音、首字母、汉字、快捷码 · Find phrases by pinyin, initials, hanzi or short code
    Search(SearchArgs),
    /// 按客户的整段消息找能回答的话术 · Find phrases that answer a customer's whole message
    Suggest(SuggestArgs),
    /// 逐行判断文字和查询是否匹配（JSONL）· Match texts with queries, line by line (JSONL)
    Match(MatchArgs),
    /// 从客户消息里找出单号、电话、金额等 · Find numbers, phones, amounts … in a customer's message
    Extract(ExtractArgs),
    /// 给出发送方案：一步一步怎么发 · Plan how a phrase is sent, step by step
    Plan(PlanArgs),
    /// 增改、移动、删除、查看话术 · Add, edit, move, delete and show phrases
    #[command(subcommand)]
    Phrase(PhraseCommand),
    /// 分类：增改、移动、删除、列出 · Categories: add, rename, move, delete, list
    #[command(subcommand)]
    Category(CategoryCommand),
    /// 话术库：列出、新建、改名、删除、用量 · Libraries: list, add, rename, delete, usage
    #[command(subcommand)]
    Library(LibraryCommand),
    /// 话术包：给键盘和分享扩展的只读副本 · Packs: copies to read, for the keyboard and the share extension
    #[command(subcommand)]
    Pack(PackCommand),
    /// 撤销上一步 · Take back the last operation
    Undo,
    /// 回收站：列出、清理 · The trash: list, purge
    Trash {
        #[command(subcommand)]
        command: Option<TrashCommand>,
    },
    /// 记一次使用 · Record a use
    Use(UseArgs),
    /// 收藏 · Keep a phrase at hand
    Favourite(FavouriteArgs),
    /// 觉得好用或不好用 · Thumbs up or down
    Thumbs(ThumbsArgs),
    /// 统计：最常用、没用过、快到期、该复核、没搜到 · Most used, never used, expiring, due for review, not found
    #[command(subcommand)]
    Stats(StatsCommand),
    /// 登记：催付、退款等，免得重复 · Follow-ups: dunned, refunded …, so that nobody does it twice
    #[command(subcommand)]
    FollowUp(FollowUpCommand),
    /// 大促要几个客服 · How many agents a promotion needs
    Staffing(StaffingArgs),
    /// 客服名、工号、店铺名 · The agent's name and number, the shop's name
    Setting(SettingArgs),
    /// 话术本的概况 · The book at a glance
    Status,
    /// 全面检查：数据库、图片和文件 · Check everything: database, pictures and files
    Verify(VerifyArgs),
    /// 开同步服务：全公司的话术由它汇总 · Run the company's hub
    Serve(ServeArgs),
    /// 登录同步服务，话术本加入公司 · Sign in to a hub: the book becomes the company's
    Login(LoginArgs),
    /// 退出登录，公司的内容从本机删除 · Sign out; what the company shares leaves this device
    Logout(LogoutArgs),
    /// 同步 · Sync
    Sync(SyncArgs),
    /// 待定稿：列出、定下来 · Texts that wait for your decision
    #[command(subcommand)]
    Draft(DraftCommand),
    /// 账号：新建、改角色、停用、交接、设备 · Accounts: add, edit, switch off, hand over, devices
    #[command(subcommand)]
    User(UserCommand),
    /// 部门：列出、新建、改名、删除 · Departments: list, add, rename, delete
    #[command(subcommand)]
    Department(DepartmentCommand),
    /// 邀请同事加入 · Invite people
    Invite(InviteArgs),
    /// 授权：哪个话术库给谁看、给谁改 · Grants: who may read or change which library
    #[command(subcommand)]
    Grant(GrantCommand),
    /// 建议：提出、采纳、不采纳 · Proposals: make, accept, decline
    #[command(subcommand)]
    Proposal(ProposalCommand),
    /// 公司的规矩 · The company's rules
    Policy(PolicyArgs),
    /// 带您走一遍：入门话术库、搜索、发送方案 · A tour: the starter library, searches, send plans
    Demo(DemoArgs),
    /// 生成命令补全脚本 · Print a completion script for your shell
    Completions(CompletionsArgs),
}
