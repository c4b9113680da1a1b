//! Arguments of the commands about the book as a whole.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// 装入入门话术库：230 条话术和 14 张图 · Load the starter library: 230 phrases and 14 pictures
    #[arg(long)]
    pub(crate) starter: bool,
    /// 把已有（损坏）的话术本移到一旁再新建，不删除 · Move a (damaged) book aside first; nothing is deleted
    #[arg(long)]
    pub(crate) set_aside: bool,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// 话术本损坏时，用还能读的内容重建；原文件移到一旁，不删除 · Make a damaged book anew from what can be read; the file is set aside
    #[arg(long)]
    pub(crate) rebuild: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TrashCommand {
    /// 列出回收站（默认）· List the trash (the default)
    List,
    /// 清掉放了 30 天以上的话术 · Remove what has lain there for longer than 30 days
    Purge,
}

#[derive(Debug, Args)]
#[command(after_help = "\
例子 Examples:
  huashu setting                     列出全部 · list all
  huashu setting shop-name 小鹿家居  设定 · set
  huashu setting shop-name \"\"        清除 · clear")]
pub(crate) struct SettingArgs {
    /// 哪一项；不写则列出全部 · Which one; without it all are listed
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<Setting>,
    /// 新的值；空字符串清除 · The new value; an empty one clears it
    pub(crate) value: Option<String>,
}

/// What fills the built-in variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Setting {
    /// 客服名 · the agent's name
    AgentName,
    /// 工号 · the agent's number
    AgentNumber,
    /// 店铺名 · the shop's name
    ShopName,
}

#[derive(Debug, Args)]
#[command(after_help = "\
例子 Examples:
  huashu completions bash > ~/.local/share/bash-completion/completions/huashu
  huashu completions zsh > ~/.zfunc/_huashu")]
pub(crate) struct CompletionsArgs {
    /// 命令行解释器 · The shell
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
#[command(after_help = "\
例子 Examples:
  huashu export 话术.xlsx               图片在表格里 · pictures in their rows
  huashu export 备份.json -l 我的话术   一个话术库，原样带走 · one library, without loss")]
pub(crate) struct ExportArgs {
    /// 文件：.csv、.xlsx 或 .json · The file: .csv, .xlsx or .json
    pub(crate) file: PathBuf,
    /// 只导出这个话术库（编号或名称）· Only this library (id or exact name)
    #[arg(long, short, value_name = "LIBRARY")]
    pub(crate) library: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
认得 Reads: csv、tsv（UTF-8、GB18030、UTF-16）、xlsx（图片也要）、我们的 json、Espanso 的 yml；也可以是装着它们和图片的 zip
表头 Headers: 标题 内容 分类 快捷码 关键词 图片 有效期 状态 …，次序随意 · in any order；wechat、en、wechat/en 是版本 · variants

例子 Examples:
  huashu import 话术.xlsx --dry-run     先看看会怎样 · see what would happen
  huashu import 话术.csv -l 我的话术")]
pub(crate) struct ImportArgs {
    /// 文件 · The file
    pub(crate) file: PathBuf,
    /// 导入到这个话术库（编号或名称）· Into this library (id or exact name)
    #[arg(long, short, value_name = "LIBRARY")]
    pub(crate) library: Option<String>,
    /// 只报告，不写入 · Report only, write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
话术本留在 --data 或 HUASHU_HOME 里；都没写就放在用户数据文件夹的 huashu-demo，不碰您自己的。
The book stays in --data or HUASHU_HOME, else in huashu-demo of the user's data folder, apart from your own.")]
pub(crate) struct DemoArgs {
    /// 顺便导入这个文件 · Import this file on the way
    #[arg(long, value_name = "FILE")]
    pub(crate) import: Option<PathBuf>,
}
