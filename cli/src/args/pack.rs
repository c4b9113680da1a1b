//! Arguments of the commands about packs.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
#[command(after_help = "\
例子 Examples:
  huashu pack write ./packs
  huashu pack write ./packs --library 公司话术库 --library 我的话术
  huashu pack search ./packs fh")]
pub(crate) enum PackCommand {
    /// 导出一个新的话术包，替下旧的 · Export a new pack in place of the older ones
    Write(PackWriteArgs),
    /// 像键盘那样在话术包里搜 · Search a pack, as the keyboard does
    Search(PackSearchArgs),
    /// 在话术包里找能回答消息的话术 · Find what answers a message in a pack
    Suggest(PackSuggestArgs),
}

#[derive(Debug, Args)]
pub(crate) struct PackWriteArgs {
    /// 放话术包的文件夹 · The folder of packs
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// 只放这些话术库（编号或名称），可重复；不写则全部 · Only these libraries (id or exact name), all without it
    #[arg(long, short, value_name = "LIBRARY")]
    pub(crate) library: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct PackSearchArgs {
    /// 放话术包的文件夹 · The folder of packs
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// 拼音、首字母、汉字或快捷码，可混用 · Pinyin, initials, hanzi or a short code, in any mix
    pub(crate) query: String,
    /// 最多几条，0 为全部 · At most so many, 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: usize,
    /// 不要近似的（模糊音、打错、同音字）· Without approximate ones (fuzzy sounds, typos, homophones)
    #[arg(long)]
    pub(crate) exact: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PackSuggestArgs {
    /// 放话术包的文件夹 · The folder of packs
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// 客户发来的整段消息；- 表示从标准输入读 · A customer's whole message; - reads standard input
    #[arg(allow_hyphen_values = true)]
    pub(crate) text: String,
    /// 最多几条，0 为全部 · At most so many, 0 for all
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) limit: usize,
}
