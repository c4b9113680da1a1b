//! Which column is which: headers in Chinese or English, in any order, as people and other tools write them.

mod names;

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use self::names::{LANGUAGES, NAMES, TEXT_SUFFIXES};
use super::cell::tidy_line;
use super::draft::VariantKey;
use crate::compose::channel;
use crate::model::{Channel, Lang};

/// What a column of a table holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Column {
    Id,
    Library,
    Category,
    /// One level of the category, from 1.
    CategoryLevel(u8),
    Title,
    Text,
    Code,
    Keywords,
    Images,
    Files,
    Valid,
    ValidFrom,
    ValidUntil,
    Active,
    ReviewBy,
    Lang,
    Sensitive,
    PublishState,
    Variant(VariantKey),
}

/// A table's header row, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Headers {
    /// By place in the table; `None`: not understood, or a repetition.
    pub(crate) columns: Vec<Option<Column>>,
    /// As written, without line breaks.
    pub(crate) names: Vec<String>,
}

/// Stands before `channel/lang` for a variant that no header names by itself: `版本:/no`, `版本:newchat/`.
const VARIANT_MARK: &str = "版本:";

/// The longest header that can mean something, in characters; a longer cell is a phrase.
const MAX_HEADER: usize = 40;

impl Headers {
    /// Reads a row as headers. Of two columns that hold the same, the first counts, but pictures, files and keywords
    /// may have several columns.
    pub(crate) fn of<'c>(cells: impl Iterator<Item = &'c str>) -> Self {
        let names: Vec<String> = cells.map(|cell| tidy_line(start_of(cell))).collect();
        let mut columns: Vec<Option<Column>> = Vec::with_capacity(names.len());
        for name in &names {
            let column = recognise(name).filter(|column| {
                let several = matches!(column, Column::Images | Column::Files | Column::Keywords);
                several || !columns.iter().flatten().any(|earlier| earlier == column)
            });
            columns.push(column);
        }
        let mut headers = Self { columns, names };
        headers.settle_shortcut_phrases();
        headers
    }

    /// How many columns were understood.
    pub(crate) fn known(&self) -> usize {
        self.columns.iter().flatten().count()
    }

    /// True where the columns can describe a phrase: by a title, a text or pictures, or by what finds one that is there.
    pub(crate) fn describe_phrases(&self) -> bool {
        let enough = |column: &Column| {
            matches!(column, Column::Id | Column::Title | Column::Text | Column::Code | Column::Images)
        };
        self.columns.iter().flatten().any(enough)
    }

    pub(crate) fn has(&self, column: &Column) -> bool {
        self.columns.iter().flatten().any(|known| known == column)
    }

    /// The header of the first such column, as written.
    pub(crate) fn name_of(&self, column: &Column) -> Option<&str> {
        let index = self.columns.iter().position(|known| known.as_ref() == Some(column))?;
        self.names.get(index).map(String::as_str)
    }

    /// The headers that were not understood, as written.
    pub(crate) fn unmapped(&self) -> Vec<String> {
        let unknown = self
            .columns
            .iter()
            .zip(&self.names)
            .filter(|(column, name)| column.is_none() && !name.is_empty());
        unknown.map(|(_, name)| name.clone()).collect()
    }

    /// Seller tools (千牛) head the text itself 快捷短语, beside a column 快捷编码 for the code: where there is no column
    /// for the text, and another one for the code, it is the text.
    fn settle_shortcut_phrases(&mut self) {
        if self.has(&Column::Text) {
            return;
        }
        let is_phrase = |name: &str| folded(name) == "快捷短语";
        let Some(phrases) = self.names.iter().position(|name| is_phrase(name)) else { return };
        let is_code = |name: &str| KNOWN.get(&folded(name)) == Some(&Column::Code);
        let code_elsewhere = self.names.iter().position(|name| !is_phrase(name) && is_code(name));
        if let Some(code) = code_elsewhere {
            self.columns[phrases] = Some(Column::Text);
            self.columns[code] = Some(Column::Code);
        }
    }
}

impl Column {
    /// The header that an export writes.
    pub(crate) fn header(&self) -> String {
        if let Self::Variant(key) = self {
            return key.header();
        }
        let names = NAMES.iter().find(|(column, _)| column == self).map(|(_, names)| names[0]);
        names.unwrap_or_default().to_owned()
    }
}

impl VariantKey {
    /// The header of the variant's column: `wechat`, `en`, `wechat/en`, marked where it would not be read back.
    pub(crate) fn header(&self) -> String {
        let pieces = self.channel.as_ref().map(Channel::as_str).into_iter();
        let key = pieces.chain(self.lang.as_ref().map(Lang::as_str)).collect::<Vec<_>>().join("/");
        let read_back = recognise(&key) == Some(Column::Variant(self.clone()));
        if read_back {
            return key;
        }
        let channel = self.channel.as_ref().map(Channel::as_str).unwrap_or_default();
        let lang = self.lang.as_ref().map(Lang::as_str).unwrap_or_default();
        format!("{VARIANT_MARK}{channel}/{lang}")
    }
}

/// What a header says, if anything.
pub(crate) fn recognise(header: &str) -> Option<Column> {
    if header.chars().nth(MAX_HEADER).is_some() {
        return None;
    }
    let header: String = header.nfkc().collect::<String>().trim().to_owned();
    if let Some(key) = header.strip_prefix(VARIANT_MARK).or_else(|| header.strip_prefix("variant:")) {
        return marked_variant(key);
    }
    let (name, note) = split_note(&header);
    let fold = folded(name);
    match KNOWN.get(&fold).cloned() {
        // 内容（英文）is the English variant, 内容（必填）just the text.
        Some(Column::Text) => Some(note.and_then(variant).unwrap_or(Column::Text)),
        Some(column) => Some(column),
        None => numbered(&fold).or_else(|| variant(&header)).or_else(|| variant(name)),
    }
}

/// A language by its name in Chinese or English.
pub(crate) fn language_by_name(name: &str) -> Option<Lang> {
    let fold = folded(name);
    let (tag, _) = LANGUAGES.iter().find(|(_, names)| names.iter().any(|name| folded(name) == fold))?;
    tag.parse().ok()
}

/// The headers that [`recognise`] knows best, for a message.
pub(crate) fn examples() -> (String, String) {
    let at = |pick: fn(&[&'static str]) -> Option<&'static str>| {
        let wanted =
            [Column::Title, Column::Text, Column::Category, Column::Code, Column::Keywords, Column::Images];
        let names = wanted.iter().filter_map(|column| NAMES.iter().find(|(known, _)| known == column));
        names.filter_map(|(_, names)| pick(names)).collect::<Vec<_>>()
    };
    let chinese = at(|names| names.first().copied()).join("、");
    let english = at(|names| names.iter().find(|name| name.is_ascii()).copied()).join(", ");
    (chinese, english)
}

/// [`NAMES`] by what [`folded`] makes of them.
static KNOWN: LazyLock<HashMap<String, Column>> = LazyLock::new(|| {
    let each = |(column, names): &'static (Column, &'static [&'static str])| {
        names.iter().map(move |name| (folded(name), column.clone()))
    };
    NAMES.iter().flat_map(each).collect()
});

/// 图片1, 图片 2 …: several columns of pictures, files or keywords.
fn numbered(fold: &str) -> Option<Column> {
    let name = fold.trim_end_matches(|char: char| char.is_ascii_digit());
    if name.len() == fold.len() {
        return None;
    }
    let column = KNOWN.get(name)?;
    matches!(column, Column::Images | Column::Files | Column::Keywords).then(|| column.clone())
}

/// A channel, a language, or both, in either order.
fn variant(header: &str) -> Option<Column> {
    let header = header.trim();
    let mut key = VariantKey { channel: None, lang: None };
    for piece in header.split(['/', '(', ')']).map(str::trim).filter(|piece| !piece.is_empty()) {
        let bare = TEXT_SUFFIXES.iter().find_map(|suffix| piece.strip_suffix(suffix)).unwrap_or(piece).trim();
        match (language(bare), channel::named(bare)) {
            (Some(lang), _) if key.lang.is_none() => key.lang = Some(lang),
            (_, Some(channel)) if key.channel.is_none() => key.channel = channel.id.parse().ok(),
            _ => return None,
        }
    }
    (key.channel.is_some() || key.lang.is_some()).then_some(Column::Variant(key))
}

/// A language by its name, or by its tag if the language itself is one of [`LANGUAGES`].
fn language(piece: &str) -> Option<Lang> {
    let lang = language_by_name(piece).or_else(|| piece.parse().ok())?;
    LANGUAGES.iter().any(|(tag, _)| *tag == lang.primary()).then_some(lang)
}

/// `channel/lang`, either of which may be empty.
fn marked_variant(key: &str) -> Option<Column> {
    let (channel, lang) = key.trim().split_once('/')?;
    let channel = if channel.is_empty() { None } else { Some(channel.parse().ok()?) };
    let lang = if lang.is_empty() { None } else { Some(lang.parse().ok()?) };
    (channel.is_some() || lang.is_some()).then_some(Column::Variant(VariantKey { channel, lang }))
}

/// Enough of a cell to see that it is no header.
fn start_of(cell: &str) -> &str {
    cell.char_indices().nth(2 * MAX_HEADER).map_or(cell, |(at, _)| &cell[..at])
}

/// `标题(必填)` → `标题` and `必填`.
fn split_note(header: &str) -> (&str, Option<&str>) {
    let open = header.find(['(', '[', '【']).filter(|&at| at > 0);
    match open {
        Some(at) => {
            let note = header[at..].trim_matches(['(', ')', '[', ']', '【', '】']);
            (header[..at].trim(), Some(note))
        }
        None => (header, None),
    }
}

/// Lower case, full width folded, without white space and punctuation.
fn folded(name: &str) -> String {
    name.nfkc().filter(|char| char.is_alphanumeric() || *char == '/').flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(header: &str, shown: &str) {
        let column = recognise(header);
        let said = match &column {
            Some(Column::Variant(key)) => key.header(),
            Some(column) => format!("{column:?}"),
            None => String::new(),
        };
        assert_eq!(said, shown, "{header}");
    }

    #[test]
    fn headers_are_read_as_people_write_them() {
        for (header, shown) in [
            ("标题", "Title"),
            (" 话术标题 ", "Title"),
            ("TITLE", "Title"),
            ("Ｔｉｔｌｅ", "Title"),
            ("标题（必填）", "Title"),
            ("*标题", "Title"),
            ("内容", "Text"),
            ("回复", "Text"),
            ("text", "Text"),
            ("内容(英文)", "en"),
            ("内容（必填，最多 500 字）", "Text"),
            ("快捷短语", "Code"),
            ("Short_Code", "Code"),
            ("标签", "Keywords"),
            ("关键词2", "Keywords"),
            ("图片 1", "Images"),
            ("images", "Images"),
            ("一级分类", "CategoryLevel(1)"),
            ("分类 2", "CategoryLevel(2)"),
            ("有效期", "Valid"),
            ("有效期至", "ValidUntil"),
            ("状态", "Active"),
            ("复核日期", "ReviewBy"),
            ("review_by", "ReviewBy"),
            ("发布状态", "PublishState"),
            ("编号", "Id"),
            ("id", "Id"),
            ("语言", "Lang"),
            ("wechat", "wechat"),
            ("微信", "wechat"),
            ("微信话术", "wechat"),
            ("微信/英文", "wechat/en"),
            ("en / wechat", "wechat/en"),
            ("微信（英文）", "wechat/en"),
            ("en", "en"),
            ("English", "en"),
            ("英文版", "en"),
            ("zh-TW", "zh-TW"),
            ("繁体中文", "zh-Hant"),
            ("版本:/no", "版本:/no"),
            ("版本:newchat/id", "版本:newchat/id"),
            ("版本：newchat/", "版本:newchat/"),
            ("No", ""),
            ("URL", ""),
            ("序号", ""),
            ("备注", ""),
            ("wechat/备注", ""),
            ("版本:/", ""),
            ("", ""),
            ("wechat/en/en", ""),
        ] {
            check(header, shown);
        }
    }

    #[test]
    fn no_name_means_two_columns() {
        let mut seen: HashMap<String, &Column> = HashMap::new();
        for (column, name) in
            NAMES.iter().flat_map(|(column, names)| names.iter().map(move |name| (column, *name)))
        {
            let earlier = seen.insert(folded(name), column);
            assert!(earlier.is_none(), "{name} is both {earlier:?} and {column:?}");
            assert_eq!(recognise(name).as_ref(), Some(column), "{name}");
        }
    }

    #[test]
    fn repeated_headers_are_listed() {
        let headers = Headers::of(["标题", "内容", "备注", "回复", "图片1", "图片2", ""].into_iter());
        assert_eq!(headers.unmapped(), ["备注", "回复"]);
        assert_eq!(headers.known(), 4);
    }

    #[test]
    fn seller_tools_head_the_text_as_a_shortcut() {
        let columns = |cells: &[&str]| Headers::of(cells.iter().copied()).columns;
        let (code, text) = (Some(Column::Code), Some(Column::Text));
        assert_eq!(columns(&["快捷编码", "快捷短语"]), [code.clone(), text.clone()]);
        assert_eq!(columns(&["快捷短语", "快捷编码"]), [text.clone(), code.clone()]);
        assert_eq!(columns(&["快捷短语", "内容"]), [code, text]);
    }
}
