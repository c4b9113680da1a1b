//! Arguments of the commands about phrases.

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum PhraseCommand {
    /// 新增一条话术 · Add a phrase
    Add(Box<PhraseAddArgs>),
    /// 修改；只动写出来的项 · Edit; only what is named changes
    Edit(Box<PhraseEditArgs>),
    /// 移到别的分类、话术库或位置 · Move to another category, library or place
    Move(PhraseMoveArgs),
    /// 放进回收站 · Put in the trash
    Delete {
        /// 话术编号 · Phrase ids
        #[arg(value_name = "ID", required = true)]
        ids: Vec<String>,
    },
    /// 从回收站取回，或退回旧版本 · Take out of the trash, or go back to a former version
    Restore {
        /// 话术编号 · The phrase's id
        id: String,
        /// 退回到这个版本（见 history）· Go back to this version (see history)
        #[arg(long, value_name = "SEQ")]
        version: Option<i64>,
    },
    /// 完整显示一条话术 · Show a phrase whole
    Show {
        /// 话术编号 · The phrase's id
        id: String,
    },
    /// 一条话术的旧版本 · The former versions of a phrase
    History {
        /// 话术编号 · The phrase's id
        id: String,
    },
}

/// What both adding and editing can set.
#[derive(Debug, Args)]
pub(crate) struct ContentArgs {
    /// 标题（新增时默认取内容的第一行）· Title (when adding: else the first line of the text)
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// 内容；- 表示从标准输入读 · Text; - reads standard input
    #[arg(long, allow_hyphen_values = true)]
    pub(crate) text: Option<String>,
    /// 快捷码，如 fh1 · Short code
    #[arg(long)]
    pub(crate) code: Option<String>,
    /// 关键词，用逗号分开 · Keywords, separated by commas
    #[arg(long, value_name = "A,B")]
    pub(crate) keywords: Option<String>,
    /// 有效期，如 2026-11-01..2026-11-12，两头可空 · Validity; either end may be left out
    #[arg(long, value_name = "FROM..UNTIL", allow_hyphen_values = true)]
    pub(crate) valid: Option<String>,
    /// 复核日期 · The day by which to look at it again
    #[arg(long, value_name = "DATE")]
    pub(crate) review_by: Option<String>,
    /// 内容的语言，如 en · The language of the text
    #[arg(long, value_name = "LANG")]
    pub(crate) lang: Option<String>,
    /// 其他平台或语言的版本：wechat=…、en=…、wechat/en=… · Another version for a channel, a language or both
    #[arg(long, value_name = "KEY=TEXT", allow_hyphen_values = true)]
    pub(crate) variant: Vec<String>,
    /// 停用：留着，但搜不到 · Switched off: kept, not offered
    #[arg(long)]
    pub(crate) inactive: bool,
    /// 草稿，未发布 · Draft, not published
    #[arg(long)]
    pub(crate) draft: bool,
    /// 私密：剪贴板不显示预览 · Private: the clipboard shows no preview
    #[arg(long)]
    pub(crate) sensitive: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
例子 Examples:
  huashu phrase add --title 发货时间 --category 售中/发货 --code fh1 \\
      --text '您好[客户名|您]，订单[订单号]会在 48 小时内发出。' --variant en='Your order ships within 48 hours.'
  echo '多行内容' | huashu phrase add --text - --category 售前")]
pub(crate) struct PhraseAddArgs {
    #[command(flatten)]
    pub(crate) content: ContentArgs,
    /// 分类，如 售中/发货，没有就新建 · Category; made where it is missing
    #[arg(long, value_name = "PATH")]
    pub(crate) category: Option<String>,
    /// 话术库（编号或名称）· The library (id or exact name)
    #[arg(long, short, value_name = "LIBRARY")]
    pub(crate) library: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
例子 Examples:
  huashu phrase edit ID --text '新的内容' --keywords 发货,多久
  huashu phrase edit ID --no-valid --active")]
pub(crate) struct PhraseEditArgs {
    /// 话术编号 · The phrase's id
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) content: ContentArgs,
    /// 去掉快捷码 · Take the short code off
    #[arg(long, conflicts_with = "code")]
    pub(crate) no_code: bool,
    /// 去掉关键词 · Take the keywords off
    #[arg(long, conflicts_with = "keywords")]
    pub(crate) no_keywords: bool,
    /// 不限有效期 · Valid for ever
    #[arg(long, conflicts_with = "valid")]
    pub(crate) no_valid: bool,
    /// 去掉复核日期 · No review
    #[arg(long, conflicts_with = "review_by")]
    pub(crate) no_review_by: bool,
    /// 语言恢复为默认（中文）· The default language (Chinese)
    #[arg(long, conflicts_with = "lang")]
    pub(crate) no_lang: bool,
    /// 删掉一个版本：wechat、en、wechat/en · Remove the version for this channel, language or both
    #[arg(long, value_name = "KEY")]
    pub(crate) no_variant: Vec<String>,
    /// 去掉全部图片 · Take all pictures off
    #[arg(long)]
    pub(crate) no_images: bool,
    /// 去掉全部文件 · Take all files off
    #[arg(long)]
    pub(crate) no_files: bool,
    /// 启用 · Switch on
    #[arg(long, conflicts_with = "inactive")]
    pub(crate) active: bool,
    /// 发布 · Publish
    #[arg(long, conflicts_with = "draft")]
    pub(crate) publish: bool,
    /// 取消私密 · No longer private
    #[arg(long, conflicts_with = "sensitive")]
    pub(crate) no_sensitive: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PhraseMoveArgs {
    /// 话术编号 · The phrase's id
    pub(crate) id: String,
    /// 移到这个分类，没有就新建 · To this category; made where it is missing
    #[arg(long, value_name = "PATH", conflicts_with = "top")]
    pub(crate) category: Option<String>,
    /// 移到话术库的最上级 · To the top of the library
    #[arg(long)]
    pub(crate) top: bool,
    /// 移到另一个话术库（编号或名称）：在那里复制一份，原来的进回收站 · To another library: copied there, the original goes to the trash
    #[arg(long, short, value_name = "LIBRARY")]
    pub(crate) library: Option<String>,
    #[command(flatten)]
    pub(crate) spot: SpotArgs,
}

/// Where among its siblings.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(crate) struct SpotArgs {
    /// 排在最前 · First in its category
    #[arg(long)]
    pub(crate) first: bool,
    /// 排在最后（默认）· Last in its category (the default)
    #[arg(long)]
    pub(crate) last: bool,
    /// 排在这条话术之前 · Before this phrase
    #[arg(long, value_name = "ID")]
    pub(crate) before: Option<String>,
    /// 排在这条话术之后 · After this phrase
    #[arg(long, value_name = "ID")]
    pub(crate) after: Option<String>,
}
