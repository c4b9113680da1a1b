//! Espanso's match files (YAML): triggers become short codes, forms and variables become variables.
//!
//! | Espanso | here |
//! |---|---|
//! | `trigger`, `triggers` | short code without leading punctuation; further triggers are keywords |
//! | `replace`, `markdown`, `form` | text |
//! | `label`, `search_terms` | title, keywords |
//! | `image_path` | picture, looked for by its name beside the file |
//! | `{{var}}`, `[[field]]` | `[var]`, with choices and default where they are written down |
//! | `echo`, `random`, `date` | its text, its first choice, `[日期]` or `[时间]` |
//! | `clipboard`, `shell`, `script`, `match` | a variable to be filled by hand |
//!
//! What is carried over in part or not at all is listed, by the place of the match among all of the file, from 1.
//! Commands in a file are never run, and files that it imports are not followed. The format is that of Espanso's
//! public documentation (matches: basics, variables, extensions, forms, organizing).

mod file;
mod vars;

use std::collections::HashSet;

use serde_json::{Map, Value};

use self::file::File;
use self::vars::{Scope, Vars};
use super::cell::has_control;
use super::draft::Reading;
use super::limits::MAX_ROWS;
use super::neighbours::Neighbours;
use super::report::{Fault, Issue, Reason};
use super::table::missing_file;
use super::{Draft, cell};
use crate::compose::{Template, check_text};
use crate::error::{Error, Limit, Problem, Result};
use crate::model::{MAX_CODE, MAX_KEYWORDS, MAX_NAME, MAX_TEXT, MAX_TITLE, Origin};

/// The source that the origins of these phrases name.
const SOURCE: &str = "espanso";

/// Fields of a match that are read.
const KNOWN: [&str; 12] = [
    "trigger",
    "triggers",
    "regex",
    "replace",
    "markdown",
    "html",
    "form",
    "form_fields",
    "image_path",
    "vars",
    "label",
    "search_terms",
];

/// The fields that hold what a match writes; one with several is read by the first of them.
const BODIES: [&str; 4] = ["replace", "markdown", "form", "html"];

/// How many names a message lists.
const MAX_LISTED: usize = 12;

/// How much of a trigger a message shows, in characters.
const MAX_SHOWN: usize = 20;

/// Reads a match file.
///
/// # Errors
/// [`Error::Unreadable`] where it is no YAML, or none of Espanso's, with the line; [`Error::TooLarge`]; an alias that
/// multiplies itself meets the parser's limits.
pub(crate) fn read(file: &str, text: &str, neighbours: &Neighbours) -> Result<Reading> {
    let read = File::parse(file, text)?;
    if read.matches.len() as u64 > MAX_ROWS {
        return Err(Error::TooLarge { what: Limit::Rows, max: MAX_ROWS });
    }
    let globals = Vars::of(&read.global_vars);
    let mut reading = Reading { variables: globals.choices(), unmapped: read.others, ..Reading::default() };
    if !read.imports.is_empty() {
        reading.warnings.push(Issue::new(0, Some("imports"), not_followed(&read.imports)));
    }
    if read.global_vars.iter().any(has_bare_decimal) {
        reading.warnings.push(Issue::new(0, Some("global_vars"), bare_decimal()));
    }
    let mut unknown: HashSet<String> = reading.unmapped.iter().cloned().collect();
    for (row, entry) in (1..).zip(read.matches) {
        let mut reader = MatchReader {
            row,
            line: entry.referenced.line(),
            named: None,
            neighbours,
            globals: &globals,
            reading: &mut reading,
            unknown: &mut unknown,
        };
        match reader.draft(entry.value) {
            Ok(draft) => reading.drafts.push(draft),
            Err(issue) => reading.failed.push(issue),
        }
    }
    Ok(reading)
}

struct MatchReader<'a> {
    row: u64,
    line: u64,
    /// The first trigger.
    named: Option<String>,
    neighbours: &'a Neighbours,
    globals: &'a Vars,
    reading: &'a mut Reading,
    /// What stands in the reading as unmapped.
    unknown: &'a mut HashSet<String>,
}

impl MatchReader<'_> {
    fn draft(&mut self, entry: Value) -> Result<Draft, Issue> {
        let Value::Object(fields) = entry else {
            let fault = Fault::new(
                Reason::NotCarriedOver,
                "这一项不是 Espanso 的 match",
                "this item is no match of Espanso",
            );
            return Err(Issue::new(self.row, None, fault.located(None, self.line)));
        };
        let known = |name: &String| KNOWN.contains(&name.as_str());
        if fields.iter().any(|(name, value)| known(name) && has_bare_decimal(value)) {
            return Err(Issue::new(self.row, None, bare_decimal().located(None, self.line)));
        }
        for name in fields.keys().filter(|name| !known(name)) {
            if self.unknown.insert(name.clone()) {
                self.reading.unmapped.push(name.clone());
            }
        }
        let mut draft = Draft { row: self.row, ..Draft::default() };
        self.triggers(&mut draft, &fields);
        draft.title = self.title(&fields)?;
        draft.text = self.text(&fields)?;
        if let Some(path) = text_of(fields.get("image_path")) {
            self.image(&mut draft, &path);
        }
        if draft.text.is_none() && draft.images.is_none() {
            let html = fields.contains_key("html");
            let fault = if html { only_html() } else { Problem::Empty.into() };
            return Err(self.issue(if html { "html" } else { "replace" }, fault));
        }
        Ok(draft)
    }

    /// The first trigger names the phrase here and in its source; the others find it.
    fn triggers(&mut self, draft: &mut Draft, fields: &Map<String, Value>) {
        let mut triggers = list_of(fields.get("trigger"));
        triggers.extend(list_of(fields.get("triggers")));
        let regex = text_of(fields.get("regex"));
        if regex.is_some() {
            self.warn(
                "regex",
                not_carried("正则触发没有带过来", "the trigger by regular expression was not carried over"),
            );
        }
        let key = triggers.first().cloned().or(regex);
        self.named = key.as_ref().map(|key| key.chars().take(MAX_SHOWN).collect());
        draft.origin = key.map(|key| Origin { source: SOURCE.to_owned(), key });
        let mut words: Vec<String> = triggers.iter().map(|trigger| bare(&cell::tidy_line(trigger))).collect();
        let is_code = |word: &String| is_word(word, MAX_CODE);
        let code = words.iter().position(is_code).map(|at| words.remove(at));
        draft.code = Some(code);
        words.extend(list_of(fields.get("search_terms")).iter().map(|word| cell::tidy_line(word)));
        draft.keywords = Some(self.keywords(words));
    }

    /// The words that find a phrase, each once.
    fn keywords(&mut self, words: Vec<String>) -> Vec<String> {
        let mut seen = HashSet::new();
        let (mut kept, dropped): (Vec<String>, Vec<String>) = words
            .into_iter()
            .filter(|word| seen.insert(word.clone()))
            .partition(|word| is_word(word, MAX_NAME));
        if !dropped.is_empty() {
            let zh = "没有文字的、太长的触发词和搜索词没有带过来";
            let en = "triggers and search terms without a letter, or too long, were not carried over";
            self.warn("trigger", not_carried(zh, en));
        }
        if kept.len() > MAX_KEYWORDS {
            kept.truncate(MAX_KEYWORDS);
            let zh = format!("关键词只带过来前 {MAX_KEYWORDS} 个");
            let en = format!("only the first {MAX_KEYWORDS} keywords were carried over");
            self.warn("search_terms", not_carried(&zh, &en));
        }
        kept
    }

    /// The label, cut where a title would be too long. Without one the phrase gets a title from its text.
    fn title(&mut self, fields: &Map<String, Value>) -> Result<Option<String>, Issue> {
        let Some(label) = text_of(fields.get("label")) else { return Ok(None) };
        let title = cell::tidy_line(&label);
        if has_control(&title) {
            return Err(self.issue("label", Problem::Control.into()));
        }
        let Some((end, _)) = title.char_indices().nth(MAX_TITLE) else {
            return Ok(Some(title).filter(|title| !title.is_empty()));
        };
        let zh = format!("标题只带过来前 {MAX_TITLE} 个字");
        let en = format!("only the first {MAX_TITLE} characters of the label were carried over");
        self.warn("label", not_carried(&zh, &en));
        Ok(Some(title[..end].to_owned()))
    }

    fn text(&mut self, fields: &Map<String, Value>) -> Result<Option<String>, Issue> {
        let written = |name: &str| text_of(fields.get(name));
        let locals =
            Vars::of(fields.get("vars").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default());
        let mut scope = Scope::new(&locals, self.globals);
        let (field, filled) = if let Some(text) = written("replace") {
            ("replace", scope.filled(&text))
        } else if let Some(text) = written("markdown") {
            self.warn("markdown", not_carried("Markdown 按普通文字导入", "Markdown was taken as plain text"));
            ("markdown", scope.filled(&text))
        } else if let Some(layout) = written("form") {
            ("form", scope.filled_form(&layout, fields.get("form_fields")))
        } else {
            return Ok(None);
        };
        for other in BODIES.iter().filter(|other| **other != field && fields.contains_key(**other)) {
            let zh = format!("已用 {field}，这个没有带过来");
            let en = format!("`{field}` was taken; this was not carried over");
            self.warn(other, not_carried(&zh, &en));
        }
        for (variable, fault) in scope.into_notes() {
            self.warn(&variable, fault);
        }
        let mut text = filled;
        if text.contains("$|$") {
            text = text.replace("$|$", "");
            self.warn(
                field,
                not_carried("光标位置 $|$ 没有带过来", "the cursor's place $|$ was not carried over"),
            );
        }
        let mut text = cell::tidy_text(&text);
        if has_control(&text) {
            return Err(self.issue(field, Problem::Control.into()));
        }
        // There a bracket is only a bracket, so one that stays open is no mistake.
        if check_text(&text).is_err() {
            text = Template::parse_lossy(&text).to_string();
        }
        check_length(field, Some(&text), MAX_TEXT).map_err(|fault| self.issue(fault.0, fault.1))?;
        Ok(Some(text))
    }

    /// A path of the machine where the file was written says nothing here; the picture's name does.
    fn image(&mut self, draft: &mut Draft, path: &str) {
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
        match self.neighbours.find(name) {
            Ok(Some(image)) => draft.images = Some(vec![image]),
            Ok(None) | Err(_) => {
                draft.incomplete = true;
                draft.images = Some(Vec::new());
                self.warn("image_path", missing_file(name));
            }
        }
    }

    /// What is said of a match that was taken.
    fn warn(&mut self, column: &str, fault: Fault) {
        let issue = self.issue(column, fault);
        self.reading.warnings.push(issue);
    }

    fn issue(&self, column: &str, fault: Fault) -> Issue {
        Issue::new(self.row, Some(column), fault.located(self.named.as_deref(), self.line))
    }
}

/// `:fh1` → `fh1`; `:)` leaves nothing.
fn bare(trigger: &str) -> String {
    let is_mark = |char: char| char.is_ascii_punctuation() || matches!(char, '：' | '；' | '、' | '，');
    trigger.trim().trim_start_matches(is_mark).to_owned()
}

fn is_word(word: &str, max: usize) -> bool {
    !word.is_empty() && !has_control(word) && word.chars().nth(max).is_none()
}

fn not_followed(imports: &[String]) -> Fault {
    let shown: Vec<&str> = imports.iter().take(MAX_LISTED).map(String::as_str).collect();
    let (shown, count) = (shown.join(", "), imports.len());
    not_carried(
        &format!("它引用的 {count} 个文件没有读，请逐个导入：{shown}"),
        &format!("the {count} files that it imports were not followed; import each by itself: {shown}"),
    )
}

fn check_length<'f>(field: &'f str, text: Option<&str>, max: usize) -> Result<(), (&'f str, Fault)> {
    let long = text.is_some_and(|text| text.len() > max && text.chars().nth(max).is_some());
    if long { Err((field, Problem::TooLong { max }.into())) } else { Ok(()) }
}

fn not_carried(zh: &str, en: &str) -> Fault {
    Fault::new(Reason::NotCarriedOver, zh, en)
}

fn only_html() -> Fault {
    not_carried("只有 HTML，聊天里发不出去", "there is only HTML, which no chat takes")
}

/// True where a number stands that YAML has read already, so that nobody knows any more how it was written: `19.90`
/// has become 19.9, and the digits of a long card number are lost.
fn has_bare_decimal(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64(),
        Value::Array(items) => items.iter().any(has_bare_decimal),
        Value::Object(fields) => fields.values().any(has_bare_decimal),
        _ => false,
    }
}

fn bare_decimal() -> Fault {
    let zh = "小数和很长的数字要加引号（如 \"19.90\"），不然会被改写；加上引号再导入";
    let en = "decimals and very long numbers need quotes (\"19.90\"), else YAML rewrites them; quote them and import again";
    Fault::new(Reason::UnknownValue, zh, en)
}

/// A scalar as text.
fn text_of(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// A list of scalars, or one alone.
fn list_of(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(items)) => items.iter().filter_map(|item| text_of(Some(item))).collect(),
        one => text_of(one).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests;
