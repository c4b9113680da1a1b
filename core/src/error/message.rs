//! The sentences of [`Error`], Chinese first, English beside it.

use huashu_protocol::{CallError, Refusal};

use super::{Error, Limit, Noun, Problem};

/// The language that a person reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Locale {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// One sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Bilingual {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// Both sentences.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The sentence in one language.
    pub fn pick(self, locale: Locale) -> String {
        match locale {
            Locale::Zh => self.zh,
            Locale::En => self.en,
        }
    }
}

pub(super) fn of(error: &Error) -> Bilingual {
    let both = |zh: String, en: String| Bilingual { zh, en };
    match error {
        Error::MalformedId { text } => both(
            format!("“{}”不是编号：编号是小写带连字符的 UUIDv7", short(text)),
            format!("“{}” is not an id: ids are lower-case hyphenated UUIDv7", short(text)),
        ),
        Error::NotFound { noun, name } => {
            let (zh, en) = noun.names();
            both(format!("没有这个{zh}：{}", short(name)), format!("no such {en}: {}", short(name)))
        }
        Error::Ambiguous { noun, name, ids } => {
            let (zh, en) = noun.names();
            let listed = ids.join(", ");
            both(
                format!("有 {} 个{zh}叫“{}”，请改用编号：{listed}", ids.len(), short(name)),
                format!("{} of {en} answer to “{}”; use an id: {listed}", ids.len(), short(name)),
            )
        }
        Error::Invalid { field, problem } => {
            let (zh, en) = problem.words();
            both(format!("{}：{zh}", field_zh(field)), format!("{field}: {en}"))
        }
        Error::TooLarge { what, max } => {
            let (zh, en) = what.words();
            both(format!("{zh}超过上限 {max}"), format!("{en} exceeds the limit of {max}"))
        }
        Error::Unreadable { file, problem, row, column } => {
            let row_zh = row.map(|row| format!("，第 {row} 行")).unwrap_or_default();
            let row_en = row.map(|row| format!(", row {row}")).unwrap_or_default();
            let column_zh = column.as_ref().map(|column| format!("，“{column}”列")).unwrap_or_default();
            let column_en = column.as_ref().map(|column| format!(", column “{column}”")).unwrap_or_default();
            both(
                format!("读不了 {file}{row_zh}{column_zh}：{}", problem.zh),
                format!("cannot read {file}{row_en}{column_en}: {}", problem.en),
            )
        }
        Error::UnknownFormat { file } => both(
            format!("不认识 {file} 的格式：支持 csv、xlsx、json 和 Espanso 的 yml"),
            format!("{file} is of no known format: csv, xlsx, json and Espanso's yml are"),
        ),
        Error::BadImage { problem } => problem.clone(),
        Error::MissingBlob { blob } => both(
            format!("图片或文件 {blob} 不在话术本里"),
            format!("the image or file {blob} is not in the book"),
        ),
        Error::NoBook { dir } => both(
            format!("{} 里还没有话术本", dir.display()),
            format!("there is no book in {}", dir.display()),
        ),
        Error::BookExists { dir } => both(
            format!("{} 里已经有话术本，没有改动它", dir.display()),
            format!("there is a book in {} already; it was not touched", dir.display()),
        ),
        Error::NotABook { path } => both(
            format!("{} 不是话术本，没有改动它", path.display()),
            format!("{} is not a book of Huashu; it was not touched", path.display()),
        ),
        Error::NewerSchema { path, found, known } => both(
            format!("{} 来自更新的版本（{found}，本程序认识到 {known}），请先升级程序；文件没有改动", path.display()),
            format!(
                "{} was written by a newer edition ({found}; this one knows up to {known}): upgrade first; it was not touched",
                path.display()
            ),
        ),
        Error::Corrupt { path, detail } => both(
            format!("话术本 {} 已损坏（{detail}），没有改动它", path.display()),
            format!("the book {} is damaged ({detail}); it was not touched", path.display()),
        ),
        Error::DamagedPack { path, detail } => both(
            format!("话术包 {} 读不了（{detail}），没有改动它；请打开应用重新生成", path.display()),
            format!("the pack {} cannot be read ({detail}); it was not touched; open the app to make it anew", path.display()),
        ),
        Error::Busy => both(
            "另一个程序正在写这本话术本，请稍后再试".to_owned(),
            "another process is writing this book; try again in a moment".to_owned(),
        ),
        Error::ReadOnly { path } => both(
            format!("话术本只能读，不能写：{}", path.display()),
            format!("the book can be read but not written: {}", path.display()),
        ),
        Error::DiskFull => both(
            "磁盘已满，这次改动没有保存，原来的内容都在；腾出空间后重试".to_owned(),
            "the disk is full: this change was not saved, all that was there still is; free some space and try again"
                .to_owned(),
        ),
        Error::Io { path, source } => both(
            format!("无法读写 {}：{source}", path.display()),
            format!("cannot read or write {}: {source}", path.display()),
        ),
        Error::NotSendable { status } => both(
            format!("这条话术现在不该发送（{}）", status_zh(status)),
            format!("this phrase is not to be sent now ({status})"),
        ),
        Error::NothingToUndo => both("没有可以撤销的操作".to_owned(), "there is nothing to undo".to_owned()),
        Error::UndoOvertaken => both(
            "上一步改过的内容后来又变了，不能整步撤销；请看这条话术的历史".to_owned(),
            "what the last operation changed was changed again since; see the phrase's history".to_owned(),
        ),
        Error::SignedIn { account, hub } => both(
            format!("这个话术本已登录为 {account}（{hub}）；换账号请先退出登录，或另建一个话术本"),
            format!("this book is signed in as {account} at {hub}; sign out first, or use another book"),
        ),
        Error::NotSignedIn => both(
            "还没有登录同步服务".to_owned(),
            "not signed in to a hub".to_owned(),
        ),
        Error::Unsent { waiting } => both(
            format!("还有 {waiting} 处改动没有送达同步服务；先同步，或坚持退出（文字会留在本机）"),
            format!("the hub does not have {waiting} changes yet; sync first, or insist (texts stay here)"),
        ),
        Error::Locked { library, days } => both(
            format!("已有 {days} 天没有连上同步服务，“{library}”暂时锁住了；联网同步后马上恢复，内容都在"),
            format!("the hub was not seen for {days} days: “{library}” is locked until the next sync; nothing is lost"),
        ),
        Error::Hub(error) => hub(error),
        Error::Closed => both("已经关闭；请重新打开".to_owned(), "it was shut down; open it anew".to_owned()),
        // What the platform said is for the log: it is in no language that the person chose.
        Error::Callback { .. } => both(
            "手机系统没有配合这一步；请再试一次".to_owned(),
            "the system did not do its part; try again".to_owned(),
        ),
        Error::Panicked => both(
            "程序出错，这次操作没有生效；请再试一次".to_owned(),
            "something failed inside; this operation had no effect; try again".to_owned(),
        ),
        // What SQLite said is in the log; it may quote what was stored.
        Error::Sql(_) => both(
            "数据库出错，这次操作没有生效".to_owned(),
            "the database failed; this operation had no effect".to_owned(),
        ),
    }
}

/// What the network said goes to the log, not to the person.
fn hub(error: &CallError) -> Bilingual {
    let (zh, en) = match error {
        CallError::Unreachable { .. } => (
            "连不上同步服务；本机的内容都在，联网后会自动同步",
            "the hub cannot be reached; all that is here stays, and syncs by itself once it can",
        ),
        CallError::Garbled { .. } => (
            "对方不像是话术的同步服务；请检查地址，或先登录所在网络",
            "what answers is no hub of Huashu; check the address, or sign in to the network that you are in",
        ),
        CallError::Refused(refusal) => return refused(refusal),
    };
    Bilingual::new(zh, en)
}

fn refused(refusal: &Refusal) -> Bilingual {
    let (zh, en) = match refusal {
        Refusal::SignedOut | Refusal::Expired => (
            "登录已失效，或者账号、密码、邀请码不对；请重新登录",
            "the session has ended, or name, password or code are wrong; sign in again",
        ),
        Refusal::Forbidden => ("没有权限", "the account may not do that"),
        Refusal::NotFound | Refusal::Gone => ("同步服务上没有这一项", "the hub has no such thing"),
        Refusal::TooLarge => ("内容太大，同步服务不收", "that is larger than the hub takes"),
        Refusal::Upgrade { min_proto, proto } => {
            return Bilingual::new(
                format!("本程序与同步服务的版本不合（服务支持 {min_proto} 到 {proto}），请升级"),
                format!(
                    "this edition and the hub's do not go together (the hub speaks {min_proto} to {proto}): upgrade"
                ),
            );
        }
        Refusal::Busy { retry_after } => {
            return Bilingual::new(
                format!("同步服务正忙，请 {retry_after} 秒后再试"),
                format!("the hub is busy; try again in {retry_after} s"),
            );
        }
        Refusal::Full => {
            ("同步服务的磁盘已满，请告诉管理员", "the hub's disk is full: tell whoever looks after it")
        }
        Refusal::Internal => ("同步服务出错，请稍后再试", "the hub failed; try again later"),
        Refusal::Invalid { message } => {
            return Bilingual::new(
                format!("同步服务不接受：{}", short(message)),
                format!("the hub does not take it: {message}"),
            );
        }
        Refusal::Offset { .. } => ("上传中断，请再试一次", "the upload was interrupted; try again"),
    };
    Bilingual::new(zh, en)
}

impl Noun {
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Library => ("话术库", "library"),
            Self::Category => ("分类", "category"),
            Self::Phrase => ("话术", "phrase"),
            Self::Pack => ("话术包", "pack"),
            Self::Code => ("快捷码", "short code"),
            Self::FollowUp => ("登记", "follow-up"),
            Self::Variable => ("变量", "variable"),
            Self::Draft => ("待定稿", "draft"),
            Self::Account => ("账号", "account"),
            Self::Department => ("部门", "department"),
            Self::Device => ("设备", "device"),
            Self::Grant => ("授权", "grant"),
            Self::Invitation => ("邀请", "invitation"),
            Self::Proposal => ("建议", "proposal"),
        }
    }
}

impl Problem {
    /// The problem in both languages, without the field.
    pub(crate) fn words(&self) -> (String, String) {
        match self {
            Self::Empty => ("不能为空".into(), "must not be empty".into()),
            Self::TooLong { max } => (format!("超过 {max} 个字"), format!("longer than {max} characters")),
            Self::TooMany { max } => (format!("超过 {max} 个"), format!("more than {max} items")),
            Self::Control => ("含有控制字符".into(), "contains control characters".into()),
            Self::OpenVariable { at } => (
                format!("变量没有写完：“{at}”缺少 ]；要写方括号本身请用 \\["),
                format!("a variable is left open: “{at}” lacks its ]; a bracket itself is written \\["),
            ),
            Self::NotADate { text } => (
                format!("“{}”不是日期，日期写作 2026-11-01", short(text)),
                format!("“{}” is not a date; dates are written 2026-11-01", short(text)),
            ),
            Self::EndsBeforeStart => ("结束早于开始".into(), "ends before it begins".into()),
            Self::TooDeep { max } => {
                (format!("分类最多 {max} 级"), format!("categories go {max} levels deep at most"))
            }
            Self::Cycle => ("分类不能放进自己里面".into(), "a category cannot lie inside itself".into()),
            Self::OtherLibrary => ("属于另一个话术库".into(), "lies in another library".into()),
            Self::Unknown { text } => {
                (format!("不认识“{}”", short(text)), format!("“{}” is not known", short(text)))
            }
            Self::NotEmpty => ("里面还有内容".into(), "is not empty".into()),
        }
    }
}

impl Limit {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::File => ("文件大小（字节）", "the file's size in bytes"),
            Self::Rows => ("行数", "the number of rows"),
            Self::Columns => ("列数", "the number of columns"),
            Self::Cell => ("单元格大小（字节）", "a cell's size in bytes"),
            Self::Expanded => ("解压后的大小（字节）", "the size after decompression in bytes"),
            Self::Entries => ("压缩包里的文件数", "the number of files in the archive"),
            Self::Pixels => ("图片像素数", "the number of pixels"),
            Self::Side => ("图片一边的像素数", "the number of pixels along one side"),
            Self::Depth => ("嵌套层数", "the depth of nesting"),
            Self::Values => ("文件里的数据项数", "the number of values in the file"),
        }
    }
}

fn field_zh(field: &str) -> &str {
    match field {
        "title" => "标题",
        "parts" | "text" => "内容",
        "keywords" => "关键词",
        "code" => "快捷码",
        "category" => "分类",
        "library" => "话术库",
        "name" => "名称",
        "valid" => "有效期",
        "review_by" => "复核日期",
        "variants" => "版本",
        "channel" => "聊天平台",
        "lang" => "语言",
        "variables" => "变量",
        "time_zone" => "时区",
        "hub" => "同步服务地址",
        "link" => "登录链接",
        "pin" => "证书指纹",
        other => other,
    }
}

fn status_zh(status: &str) -> &str {
    match status {
        "expired" => "已过期",
        "upcoming" => "还没到有效期",
        "inactive" => "已停用",
        "draft" => "草稿",
        "deleted" => "在回收站里",
        other => other,
    }
}

/// Input in a message is cut at 40 characters, so that a hostile file cannot fill the screen.
fn short(text: &str) -> String {
    let mut cut: String = text.chars().take(40).collect();
    if text.chars().nth(40).is_some() {
        cut.push('…');
    }
    cut
}
