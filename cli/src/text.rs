//! Every sentence that the command line says to people by itself, in one place: Chinese first, English beside it.
//! (Errors of the core bring their own; the help of each command stands with its arguments.)

use std::fmt::Display;

use huashu_core::compose::Surface;
use huashu_core::error::Locale;

/// Words in both languages; `{}` are gaps, filled in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Say {
    zh: &'static str,
    en: &'static str,
}

impl Say {
    pub(crate) const fn new(zh: &'static str, en: &'static str) -> Self {
        Self { zh, en }
    }

    pub(crate) fn pick(&self, locale: Locale) -> &'static str {
        match locale {
            Locale::Zh => self.zh,
            Locale::En => self.en,
        }
    }

    /// The sentence with its gaps filled, in whichever language it will be read.
    pub(crate) fn with(self, values: &[&dyn Display]) -> Sentence {
        Sentence { say: self, values: values.iter().map(ToString::to_string).collect() }
    }

    /// Both languages side by side.
    pub(crate) fn beside(&self) -> String {
        format!("{} {}", self.zh, self.en)
    }

    pub(crate) fn fill(&self, locale: Locale, values: &[&dyn Display]) -> String {
        let mut values = values.iter();
        let mut filled = String::new();
        let mut rest = self.pick(locale);
        while let Some((before, after)) = rest.split_once("{}") {
            filled.push_str(before);
            if let Some(value) = values.next() {
                filled.push_str(&value.to_string());
            }
            rest = after;
        }
        filled + rest
    }
}

/// The name of a surface.
pub(crate) fn surface(surface: Surface) -> &'static Say {
    match surface {
        Surface::AndroidOverlay => &ANDROID_OVERLAY,
        Surface::AndroidApp => &ANDROID_APP,
        Surface::AndroidKeyboard => &ANDROID_KEYBOARD,
        Surface::IosApp => &IOS_APP,
        Surface::IosShare => &IOS_SHARE,
        Surface::IosKeyboard => &IOS_KEYBOARD,
        Surface::Desktop => &DESKTOP,
    }
}

/// A sentence that is kept until it is known who reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sentence {
    say: Say,
    values: Vec<String>,
}

impl Sentence {
    pub(crate) fn pick(&self, locale: Locale) -> String {
        let values: Vec<&dyn Display> = self.values.iter().map(|value| value as &dyn Display).collect();
        self.say.fill(locale, &values)
    }
}

macro_rules! says {
    ($($name:ident: $zh:literal, $en:literal;)*) => {
        $(pub(crate) const $name: Say = Say::new($zh, $en);)*

        #[cfg(test)]
        pub(super) const ALL: &[(&str, Say)] = &[$((stringify!($name), $name)),*];
    };
}

pub(crate) mod company;
pub(crate) mod hub;

says! {
    // Words of more than one page.
    ERROR: "出错：", "error: ";
    DONE: "完成", "done";
    ID: "编号", "id";
    NAME: "名称", "name";
    KIND: "类别", "kind";
    CATEGORIES: "分类", "categories";
    PHRASES_HEAD: "话术", "phrases";
    LIBRARIES: "话术库", "libraries";
    PHRASES: "{} 条话术", "{} phrases";

    // What was typed is wrong.
    NO_VALUE: "{} 后面缺少值", "{} needs a value";
    NOT_ONE_OF: "{} 不能是“{}”，可以是：{}", "{} cannot be “{}”; it can be: {}";
    NOT_POSSIBLE: "{} 不能是“{}”", "{} cannot be “{}”";
    UNKNOWN_ARGUMENT: "不认识参数 {}", "{} is not known here";
    NO_SUCH_COMMAND: "没有命令“{}”", "there is no command “{}”";
    ARGUMENT_MISSING: "缺少 {}", "{} is missing";
    COMMAND_MISSING: "缺少命令，加 --help 看有哪些", "a command is missing; --help lists them";
    CONFLICT: "{} 和 {} 不能同时用，也不能重复", "{} goes neither with {} nor twice";
    WRONG_NUMBER: "{} 的值个数不对", "{} has too many or too few values";
    NOT_UTF8: "参数不是 UTF-8 文字", "an argument is not UTF-8 text";
    WRONG_USAGE: "命令行写得不对", "the command line is wrong";
    PERHAPS_MEANT: "；您是不是想写“{}”？", "; did you mean “{}”?";
    USAGE: "\n用法：{}", "\nusage: {}";
    NO_FOLDER: "不知道话术本放在哪里：请用 --data 或 HUASHU_HOME 指定文件夹", "no folder for the book: say one with --data or HUASHU_HOME";
    NO_LIBRARY: "没有个人话术库可写：先用 huashu library add 名称 新建一个，或用 --library 指定", "there is no personal library to write to: make one with huashu library add NAME, or name one with --library";
    NO_TITLE: "至少要有 --title 或 --text", "a --title or a --text at least is needed";
    NO_PAIR: "{} 要写成 名称=值：“{}”里没有 =", "{} is written NAME=VALUE; “{}” has no =";
    NO_NAME: "--set 里的变量名要写、不带方括号：“{}”", "the variable of --set is named, without brackets: “{}”";
    NO_AUTHOR: "不知道是谁登记的：加 --by 名字，或先设好 huashu setting agent-name 名字", "nobody is named: add --by NAME, or set huashu setting agent-name NAME first";
    PHRASE_WHERE_TO: "没有说移到哪里：用 --category、--top、--library、--first、--last、--before 或 --after", "nothing says where to: use --category, --top, --library, --first, --last, --before or --after";
    CATEGORY_WHERE_TO: "没有说移到哪里：用 --to、--top、--first、--last、--before 或 --after", "nothing says where to: use --to, --top, --first, --last, --before or --after";
    BAD_LINE: "这一行不是 {\"text\",\"query\"}：{}", "this line is not {\"text\",\"query\"}: {}";

    // What to type about what the core refuses.
    REMEDY_NO_BOOK: "；先运行 huashu init", "; run huashu init first";
    REMEDY_CORRUPT: "；huashu verify --rebuild 用还能读的内容重建（原文件移到一旁，不删除）", "; huashu verify --rebuild makes it anew from what can be read, and sets the file aside";
    REMEDY_NOT_SENDABLE: "；确实要发请加 --force", "; insist with --force";
    REMEDY_SIGNED_IN: "（huashu logout）", " (huashu logout)";
    REMEDY_NOT_SIGNED_IN: "：huashu login 地址 --user 账号", ": huashu login URL --user NAME";
    REMEDY_UNSENT: "：huashu sync，或加 --force", ": huashu sync, or --force";

    // This program failed.
    INTERNAL: "程序自身出错，话术本没有受影响：{}", "the program has a fault of its own; the book was not affected: {}";
    OUTPUT_CLOSED: "标准输出已关闭", "standard output is closed";
    OUTPUT_FAILED: "无法输出：{}", "standard output takes nothing: {}";

    // What was done.
    ADDED: "已添加", "added";
    EDITED: "已修改", "edited";
    UNCHANGED: "没有变化", "unchanged";
    ATTACHED: "已附上", "attached";
    MOVED: "已移动", "moved";
    RENAMED: "已改名", "renamed";
    RESTORED: "已恢复", "restored";
    TRASHED: "已放进回收站", "in the trash";
    THERE_ALREADY: "已经有了", "there already";
    DELETED_MOVED_UP: "已删除，里面的内容移到了上一级", "deleted; what it held moved up";
    DELETED_WITH_CONTENTS: "已连同里面的内容放进回收站", "in the trash with what it held";
    UNDONE: "已撤销", "taken back";
    ROWS_CHANGED: "  改回了 {} 处", "  {} rows are as they were";
    RESTORE_HINT: "取回：huashu phrase restore 编号", "take out: huashu phrase restore ID";
    PURGED: "清掉了 {} 条放了 30 天以上的话术", "{} phrases older than 30 days are gone";

    // A phrase.
    CODE_TAKEN: "快捷码 {} 还有 {} 条话术在用", "short code {} is also carried by {} others";
    STATUS: "状态", "status";
    ACTIVE: "可用", "active";
    EXPIRED: "已过期", "expired";
    UPCOMING: "未到有效期", "upcoming";
    INACTIVE: "已停用", "inactive";
    DRAFT: "草稿", "draft";
    DELETED: "在回收站", "in the trash";
    SENSITIVE: "私密", "private";
    VALID: "有效期", "valid";
    REVIEW_BY: "复核日期", "review by";
    KEYWORDS: "关键词", "keywords";
    VARIABLES: "变量", "variables";
    LANGUAGE: "语言", "language";
    VARIANT: "版本 {}", "for {}";
    IMAGE: "[图片]", "[image]";
    FILE: "[文件]", "[file]";
    UNKNOWN_PART: "[本版本不认识的内容：{}]", "[a part that this edition does not know: {}]";
    USE: "使用", "use";
    USED: "{} 次，最近 {}", "{} times, last {}";
    FAVOURITE: "★ 收藏", "★ favourite";
    ORIGIN: "来源", "origin";
    COPIED_FROM: "复制自", "copied from";
    CREATED_AT: "新建", "created";
    UPDATED_AT: "修改", "changed";
    DELETED_AT: "删除", "deleted";

    // Search.
    APPROXIMATE: "约", "approx.";
    IMAGES: "图 {}", "{} images";
    FILES: "文件 {}", "{} files";
    VARIABLE_COUNT: "变量 {}", "{} variables";
    VARIANTS: "版本 {}", "{} variants";
    NOTHING_FOUND: "没有找到。换个说法，或加 --all 连停用和过期的一起找", "nothing found; say it another way, or add --all for inactive and expired ones";
    DID_YOU_MEAN: "您是不是要找：{}", "did you mean: {}";
    FOUND: "找到 {} 条，用时 {}", "{} found in {}";
    FOUND_SOME: "找到 {} 条，显示前 {} 条（--limit 0 显示全部），用时 {}", "{} found, {} shown (--limit 0 shows all), in {}";

    NOTHING_SUGGESTED: "库里没有能回答的话术", "no phrase answers this";
    SUGGESTED: "{} 条，用时 {}", "{} in {}";
    IN_THE_MESSAGE: "消息里有", "in the message";

    // A pack.
    PACK_WRITTEN: "已导出话术包", "pack written";
    PACK_HOLDS: "{} 条话术，{} 张图片，共 {}", "{} phrases, {} pictures, {} in all";
    PACK_LACKS: "有 {} 张图片话术本里缺失或已损坏，没有放进去", "{} pictures are missing or damaged in the book and were left out";
    PACKS_LEFT: "旧话术包没能删除，请手工删掉：{}", "older packs could not be deleted; delete them by hand: {}";

    // A send plan.
    MISSING: "还缺这些变量的值：", "these variables have no value:";
    SETTING_FILLS_IT: "可用 huashu setting 设好，以后不用填", "huashu setting fills it for good";
    SET_THEM: "补上：{}", "say them: {}";
    NOTHING_TO_SEND: "没有可以发送的内容", "there is nothing to send";
    COPY_TEXT: "复制文字", "copy the text";
    SHARE_TEXT: "把文字分享到{}", "share the text to {}";
    INSERT_TEXT: "在光标处输入文字", "type the text where the cursor is";
    SHARE_IMAGES: "把 {} 张图片分享到{}", "share {} images to {}";
    SAVE_TO_ALBUM: "把 {} 张图片存进相册，最后一张先存", "save {} images to the album, the last one first";
    COPY_IMAGE: "复制图片", "copy the image";
    INSERT_IMAGE: "在光标处插入图片", "insert the image where the cursor is";
    ELSE_SHARE: "插不进去就改用分享", "or share it where that is not possible";
    SHARE_FILES: "把文件分享到{}", "share the file to {}";
    OPEN_CHANNEL: "打开{}", "open {}";
    PART: "第 {}/{} 段", "part {} of {}";
    BATCH: "第 {}/{} 批", "batch {} of {}";
    NO_PREVIEW: "剪贴板不显示预览", "no preview in the clipboard";
    SMS_PARTS: "{} 条短信", "{} text messages";
    SHRINK: "先缩小到 {} px、{} 以内", "shrunk to {} px and {} first";
    HINT_PASTE: "到聊天里长按输入框，粘贴", "in the chat, long-press the input line and paste";
    HINT_PASTE_IN_SHARE_DIALOG: "在分享窗口的留言框里长按，粘贴", "long-press the message box of the share dialog and paste";
    HINT_PICK_NEWEST: "在聊天里选相册最新的图片，有文字的再粘贴", "in the chat, pick the newest pictures of the album; paste the text if there is one";
    HINT_RETURN_AND_PASTE: "回到聊天，粘贴", "go back to the chat and paste";
    HINT_READ_ALOUD: "念给客户听", "read it to the customer";
    LEFT_OUT: "这次不发：", "not sent:";
    OFFER: "；可以改从{}发", "; {} can send it";
    WHAT_TEXT: "文字", "text";
    WHAT_IMAGE: "图片", "image";
    WHAT_FILE: "文件", "file";
    WHAT_EMOJI: "表情", "emoji";
    WHAT_PART: "内容", "part";
    SURFACE_TEXT_ONLY: "这个入口只能发文字", "this surface carries text alone";
    SURFACE_NO_FILES: "这个入口不能发文件", "this surface carries no files";
    CHANNEL_TEXT_ONLY: "这个平台只收文字", "this channel takes text alone";
    CHANNEL_NO_FILES: "这个平台不收文件", "this channel takes no files";
    REASON_UNKNOWN_PART: "本版本不认识", "this edition does not know it";
    NO_EMOJI: "这个平台没有这个表情", "this channel has no such emoji";
    REASON_EMPTY: "是空的", "it is empty";
    UNUSED: "没用到：{}", "not used: {}";

    // Surfaces.
    ANDROID_OVERLAY: "安卓悬浮窗", "Android overlay";
    ANDROID_APP: "安卓应用", "Android app";
    ANDROID_KEYBOARD: "安卓键盘", "Android keyboard";
    IOS_APP: "iOS 应用", "iOS app";
    IOS_SHARE: "iOS 分享扩展", "iOS share extension";
    IOS_KEYBOARD: "iOS 键盘", "iOS keyboard";
    DESKTOP: "电脑", "desktop";

    // A customer's message.
    NOTHING_EXTRACTED: "没有认出单号、电话、金额之类的内容", "no number, phone, amount … was recognised";
    VALUE: "值", "value";
    CONFIDENCE: "把握", "confidence";
    SURE: "确定", "high";
    LIKELY: "多半是", "medium";
    PERHAPS: "也许是", "low";

    // Use and care.
    USE_RECORDED: "记了一次", "recorded";
    FAVOURITE_ON: "已收藏", "favourite";
    FAVOURITE_OFF: "已取消收藏", "no longer a favourite";
    THUMB_UP: "记下了：好用", "noted: it serves well";
    THUMB_DOWN: "记下了：不好用", "noted: it should be better";
    THUMB_OFF: "已收回评价", "taken back";
    TIMES: "共 {} 次", "{} times";
    LIST_EMPTY: "一条也没有", "there are none";
    TITLE: "标题", "title";
    PLACE: "位置", "place";
    USES: "次数", "times";
    DAY: "日期", "day";
    QUERY: "查询", "query";
    LAST: "最近", "last";

    // Follow-ups.
    NOTED: "已登记", "noted";
    NOTE_VOIDED: "已作废", "taken back";
    CLEAR: "没有人做过，可以去做", "nobody has done it; go ahead";
    ALREADY: "已经有人做过：", "somebody has done it already:";
    OTHER_NOTES: "其他登记：", "other notes:";
    BY_AT: "{} · {}", "{} · {}";
    VOIDED: "（已作废）", "(taken back)";
    VOIDS: "作废 {}", "takes {} back";
    DUE: "{} 再看", "look again {}";
    REGISTER_EMPTY: "还没有登记", "the register is empty";
    NOTES_SHOWN: "共 {} 笔，显示最近 {} 笔（--limit 0 显示全部）", "{} notes, the latest {} shown (--limit 0 shows all)";
    NOTES_WRITTEN: "{} 笔登记 → {}", "{} notes → {}";

    // Staffing.
    SERVICE_SALES: "咨询销售额（元）", "service sales (yuan)";
    SERVICE_BUYERS: "咨询买家", "service buyers";
    ENQUIRIES: "咨询量", "enquiries";
    AGENTS: "需要客服", "agents needed";
    SHIFT: "每个班最多连续 12 小时", "a shift is at most 12 hours on end";

    // Import.
    IMPORTED: "已导入", "imported";
    DRY_RUN: "试运行，什么也没有写", "dry run, nothing was written";
    IMPORT_COUNTS: "  新增 {} · 更新 {} · 没有变化 {} · 失败 {}", "  {} created · {} updated · {} unchanged · {} failed";
    UNMAPPED: "  没有用到的列：{}", "  columns not understood: {}";
    NEW_VARIABLES: "  新的变量：{}", "  new variables: {}";
    FAILED_ROWS: "{} 行没有导入：", "{} rows were left out:";
    WARNINGS: "{} 处请留意：", "{} things to know:";
    ROW: "第 {} 行", "row {}";
    WHOLE_FILE: "整个文件", "the file";
    MORE_ROWS: "  还有 {} 行，加 --json 看全部", "  and {} more; --json lists all";
    READING: "读文件", "reading";
    MATCHING: "核对", "comparing";
    WRITING: "写入", "writing";

    // The tour.
    TOUR_BOOK: "一本装着入门话术库的话术本", "a book with the starter library";
    TOUR_SAME_BOOK: "接着用上次的话术本", "the book of the last tour";
    TOUR_IMPORT: "从表格导入一家店的话术，图片也在内", "a shop's phrases from a spreadsheet, pictures included";
    TOUR_SEARCH: "两三个字母就找到：首字母、拼音、和汉字混着打", "found in two or three letters: initials, pinyin, or mixed with Chinese";
    TOUR_PLAN: "怎么发：同一条图文，在微信的三个入口各是几步", "how it is sent: text and picture on three surfaces of WeChat";
    TOUR_EXTRACT: "客户发来的消息里，单号和快递自己认出来", "numbers and couriers are found in a customer's message";
    TOUR_YOURS: "接下来归您", "yours now";
    TOUR_GO_ON: "话术本在 {}，接着用：", "the book lies in {}; go on with it:";
    TOUR_TRY_SEARCH: "huashu --data {} search 您想找的", "huashu --data {} search WHATEVER";
    TOUR_TRY_ADD: "huashu --data {} phrase add --text '您好[客户名|您]，……'", "huashu --data {} phrase add --text 'Hello [客户名|there] …'";
    TOUR_TRY_HELP: "huashu --help", "huashu --help";

    // Export.
    EXPORTED: "已导出", "exported";
    EXPORTED_TO: "{} 条话术、{} 个图片或文件 → {}", "{} phrases and {} pictures or files → {}";

    // History and trash.
    WAS: "之前：{}", "was: {}";
    RESTORE_VERSION_HINT: "退回：huashu phrase restore 编号 --version 序号", "go back: huashu phrase restore ID --version SEQ";
    TRASH_EMPTY: "回收站是空的", "the trash is empty";
    DELETED_ON: "{} 删除", "deleted {}";
    GONE_ON: "保留到 {}", "kept until {}";

    // Libraries and trees.
    NO_LIBRARIES: "还没有话术库", "there is no library yet";
    NO_CATEGORIES: "（还没有分类）", "(no categories yet)";
    COMPANY: "公司", "company";
    DEPARTMENT: "部门", "department";
    PERSONAL: "个人", "personal";
    FIRST_LIBRARY: "我的话术", "My phrases";

    // The book.
    MADE_BOOK: "新建了话术本", "made a book";
    SET_ASIDE: "  原来的移到了 {}", "  the former one is now {}";
    STARTER_LOADED: "  装入了入门话术库，{} 条话术", "  the starter library is in it, {} phrases";
    NEXT: "  接着试试：huashu search fh", "  next: huashu search fh";
    NEXT_WHEN_EMPTY: "  接着：huashu import 文件，或 huashu phrase add --text 内容", "  next: huashu import FILE, or huashu phrase add --text TEXT";
    BOOK: "话术本", "book";
    SIZE: "大小", "size";
    TRASH: "回收站", "trash";
    WAITING: "待同步", "to sync";
    WAITING_LINES: "{} 处改动", "{} changes";
    CHECKING: "正在检查图片和文件", "checking pictures and files";
    SOUND: "检查过了，一切正常", "checked; all is sound";
    CHECKED_MEDIA: "  数据库完整，{} 个图片和文件都在", "  the database is whole, {} pictures and files are there";
    INDEX_FRESH: "  搜索索引是最新的，共 {} 条", "  the search index is up to date, with {} phrases";
    INDEX_BEHIND: "  搜索索引补上新改动后共 {} 条", "  the search index, with the latest changes, has {} phrases";
    INDEX_ABSENT: "  还没有搜索索引，用到时会自动建立", "  there is no search index yet; it is made when it is needed";
    INDEX_REMOVED: "  搜索索引不能用，已删除，下次搜索会自动重建；话术不受影响", "  the search index was of no use and is removed; the next search makes it anew, and no phrase is touched";
    MEDIA_MISSING: "图片或文件不见了：{}", "a picture or file is missing: {}";
    MEDIA_DAMAGED: "图片或文件坏了：{}", "a picture or file is damaged: {}";
    COLLECTED: "  收回了 {} 个不再使用的图片和文件，{}", "  {} unused pictures and files are gone, {}";
    UNSOUND: "发现问题：", "something is wrong:";
    AGENT_NAME: "客服名", "agent name";
    AGENT_NUMBER: "工号", "agent number";
    SHOP_NAME: "店铺名", "shop name";
    NOT_SET: "（未设）", "(not set)";

    // Operations, for the history and undo.
    OP_INIT: "新建话术本", "book made";
    OP_IMPORT: "导入", "import";
    OP_ADD_LIBRARY: "新建话术库", "library added";
    OP_EDIT_LIBRARY: "修改话术库", "library edited";
    OP_DELETE_LIBRARY: "删除话术库", "library deleted";
    OP_ADD_CATEGORY: "新建分类", "category added";
    OP_EDIT_CATEGORY: "修改分类", "category edited";
    OP_MOVE_CATEGORY: "移动分类", "category moved";
    OP_DELETE_CATEGORY: "删除分类", "category deleted";
    OP_ADD_PHRASE: "新增话术", "phrase added";
    OP_EDIT_PHRASE: "修改话术", "phrase edited";
    OP_MOVE_PHRASE: "移动话术", "phrase moved";
    OP_DELETE_PHRASE: "删除话术", "phrase deleted";
    OP_RESTORE_PHRASE: "恢复话术", "phrase restored";
    OP_FOLLOW_UP: "登记", "follow-up";
    OP_UNDO: "撤销", "undo";
    OP_PURGE: "清理回收站", "trash purged";
    OP_SYNC: "同步", "sync";
    OP_LOCAL: "本机记录", "local record";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_say_the_same_things() {
        for (name, say) in ALL.iter().chain(hub::ALL).chain(company::ALL) {
            assert_eq!(say.zh.matches("{}").count(), say.en.matches("{}").count(), "{name}");
            assert!(!say.zh.is_empty() && !say.en.is_empty(), "{name}");
        }
    }
}
