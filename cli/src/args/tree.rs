//! Arguments of the commands about libraries and categories.

use clap::{Args, Subcommand, ValueEnum};
use huashu_core::model::LibraryKind;

#[derive(Debug, Subcommand)]
#[command(after_help = "\
分类写成 一级/二级 或 A::B；名称里的斜杠写作 \\/。也可以用编号。
Categories are written A/B or A::B; \\/ is a slash in a name. Ids serve as well.")]
pub(crate) enum CategoryCommand {
    /// 列出分类树 · Show the tree
    #[command(visible_alias = "tree")]
    List(CategoryListArgs),
    /// 新建分类，缺的上级一并建好 · Add a category, with the ones above it that are missing
    Add(CategoryAddArgs),
    /// 改名 · Rename
    Rename(CategoryRenameArgs),
    /// 移到别的分类下，或换个位置 · Move below another category, or to another place
    Move(CategoryMoveArgs),
    /// 删除分类；里面的话术移到上一级 · Delete a category; what it holds moves up
    Delete(CategoryDeleteArgs),
}

#[derive(Debug, Args)]
pub(crate) struct CategoryListArgs {
    /// 只看这个话术库（编号或名称）· Only this library (id or exact name)
    #[arg(long, short, value_name = "LIBRARY")]
    pub(crate) library: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct CategoryAddArgs {
    /// 分类，如 售后/退款 · The category
    #[arg(value_name = "PATH")]
    pub(crate) path: String,
    /// 话术库（编号或名称）· The library (id or exact name)
    #[arg(long, short, value_name = "LIBRARY")]
    pub(crate) library: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct CategoryRenameArgs {
    #[command(flatten)]
    pub(crate) which: WhichCategory,
    /// 新名称 · The new name
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
}

#[derive(Debug, Args)]
pub(crate) struct CategoryMoveArgs {
    #[command(flatten)]
    pub(crate) which: WhichCategory,
    /// 移到这个分类下 · Below this category
    #[arg(long, value_name = "PATH", conflicts_with = "top")]
    pub(crate) to: Option<String>,
    /// 移到最上级 · To the top of the library
    #[arg(long)]
    pub(crate) top: bool,
    /// 排在最前 · First among its siblings
    #[arg(long, group = "spot")]
    pub(crate) first: bool,
    /// 排在最后（默认）· Last among its siblings (the default)
    #[arg(long, group = "spot")]
    pub(crate) last: bool,
    /// 排在这个分类之前 · Before this category
    #[arg(long, value_name = "PATH", group = "spot")]
    pub(crate) before: Option<String>,
    /// 排在这个分类之后 · After this category
    #[arg(long, value_name = "PATH", group = "spot")]
    pub(crate) after: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct CategoryDeleteArgs {
    #[command(flatten)]
    pub(crate) which: WhichCategory,
    /// 里面的分类和话术一起进回收站 · Delete what it holds with it
    #[arg(long)]
    pub(crate) with_contents: bool,
}

/// Names a category.
#[derive(Debug, Args)]
pub(crate) struct WhichCategory {
    /// 分类的路径或编号 · The category's path or id
    #[arg(value_name = "PATH")]
    pub(crate) path: String,
    /// 话术库（编号或名称）· The library (id or exact name)
    #[arg(long, short, value_name = "LIBRARY")]
    pub(crate) library: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LibraryCommand {
    /// 列出话术库 · List the libraries
    List,
    /// 新建话术库 · Add a library
    Add(LibraryAddArgs),
    /// 改名 · Rename a library
    Rename(LibraryRenameArgs),
    /// 删除；公司的话术库从所有人那里删除 · Delete a library; one that is shared goes from everybody
    Delete {
        /// 话术库（编号或名称）· The library (id or exact name)
        library: String,
    },
    /// 公司的话术库用得多不多 · How often the phrases of a shared library were used
    Usage(LibraryUsageArgs),
}

#[derive(Debug, Args)]
#[command(after_help = "\
登录之后，company 和 department 建在同步服务上（要管理员）；personal 建在本机，再同步上去。
Once signed in, company and department are made at the hub, by administrators; personal is made here and goes up.")]
pub(crate) struct LibraryAddArgs {
    /// 名称 · Its name
    pub(crate) name: String,
    /// 给谁用 · Who it is for
    #[arg(long, value_name = "KIND", default_value = "personal")]
    pub(crate) kind: LibraryKindArg,
    /// 有效期按哪个时区算，默认 Asia/Shanghai · The zone that validity is counted in
    #[arg(long, value_name = "ZONE")]
    pub(crate) time_zone: Option<String>,
    /// 哪个部门的（--kind department）· Whose it is, for --kind department
    #[arg(long, value_name = "DEPARTMENT")]
    pub(crate) department: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct LibraryUsageArgs {
    /// 话术库（编号或名称）· The library (id or exact name)
    pub(crate) library: String,
    /// 从哪天起；默认最近 30 天 · From this day on, else the last 30 days
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct LibraryRenameArgs {
    /// 话术库（编号或名称）· The library (id or exact name)
    #[arg(value_name = "LIBRARY")]
    pub(crate) library: String,
    /// 新名称 · The new name
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum LibraryKindArg {
    /// 全公司 · the whole company
    Company,
    /// 一个部门 · one department
    Department,
    /// 个人 · one person
    Personal,
}

impl From<LibraryKindArg> for LibraryKind {
    fn from(arg: LibraryKindArg) -> Self {
        match arg {
            LibraryKindArg::Company => Self::Company,
            LibraryKindArg::Department => Self::Department,
            LibraryKindArg::Personal => Self::Personal,
        }
    }
}
