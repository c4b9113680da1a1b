//! Arguments of the commands about the book as a whole.

use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// 把已有（损坏）的话术本移到一旁再新建，不删除 · Move a (damaged) book aside first; nothing is deleted
    #[arg(long)]
    pub(crate) set_aside: bool,
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
    /// 客服名 [客服名]
    AgentName,
    /// 工号 [工号]
    AgentNumber,
    /// 店铺名 [店铺名]
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
