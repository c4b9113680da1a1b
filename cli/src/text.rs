//! Every sentence that the command line says to people by itself, in one place: Chinese first, English beside it.
//! (Errors of the core bring their own; the help of each command stands with its arguments.)

use std::fmt::Display;

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

macro_rules! says {
    ($($name:ident: $zh:literal, $en:literal;)*) => {
        $(pub(crate) const $name: Say = Say::new($zh, $en);)*

        #[cfg(test)]
        const ALL: &[(&str, Say)] = &[$((stringify!($name), $name)),*];
    };
}

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

    // What was done.
    ADDED: "已添加", "added";
    EDITED: "已修改", "edited";
    UNCHANGED: "没有变化", "unchanged";
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
    SOUND: "检查过了，一切正常", "checked; all is sound";
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
        for (name, say) in ALL {
            assert_eq!(say.zh.matches("{}").count(), say.en.matches("{}").count(), "{name}");
            assert!(!say.zh.is_empty() && !say.en.is_empty(), "{name}");
        }
    }
}
