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
//! What is carried over in part or not at all is listed. Commands in a file are never run, and files that it imports
//! are not followed.

mod vars;

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};
use serde_saphyr::{Spanned, budget, options};

use self::vars::{Scope, Vars};
use super::cell::has_control;
use super::draft::Reading;
use super::limits::{MAX_DEPTH_JSON, MAX_ROWS};
use super::neighbours::Neighbours;
use super::report::{Fault, Issue, Reason};
use super::table::missing_file;
use super::{Draft, cell};
use crate::compose::{Template, check_text};
use crate::error::{Bilingual, Error, Limit, Problem, Result};
use crate::model::{MAX_CODE, MAX_KEYWORDS, MAX_NAME, MAX_TEXT, MAX_TITLE, Origin};

/// The source that the origins of these phrases name.
const SOURCE: &str = "espanso";

/// Fields of a match that are read.
const KNOWN: [&str; 13] = [
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
    "comment",
];

/// Reads a match file.
///
/// # Errors
/// [`Error::Unreadable`] where it is no YAML, or none of Espanso's, with the line; [`Error::TooLarge`]; an alias that
/// multiplies itself meets the parser's limits.
pub(crate) fn read(file: &str, text: &str, neighbours: &Neighbours) -> Result<Reading> {
    let limits = options! {
        budget: budget! { max_depth: MAX_DEPTH_JSON, max_documents: 1 },
    };
    let read: File =
        serde_saphyr::from_str_with_options(text, limits).map_err(|error| unreadable(file, &error))?;
    let Some(matches) = read.matches else {
        let problem = Bilingual::new(
            "里面没有 matches，不是 Espanso 的话术文件",
            "it has no `matches`: no match file of Espanso",
        );
        return Err(Error::Unreadable { file: file.to_owned(), problem, row: None, column: None });
    };
    if matches.len() as u64 > MAX_ROWS {
        return Err(Error::TooLarge { what: Limit::Rows, max: MAX_ROWS });
    }
    let globals = Vars::of(&read.global_vars);
    let mut reading = Reading { variables: globals.choices(), unmapped: read.others, ..Reading::default() };
    for entry in matches {
        let mut reader = MatchReader {
            row: entry.referenced.line(),
            neighbours,
            globals: &globals,
            reading: &mut reading,
        };
        match reader.draft(entry.value) {
            Ok(draft) => reading.drafts.push(draft),
            Err(issue) => reading.failed.push(issue),
        }
    }
    Ok(reading)
}

/// A match file; of what else stands at its top only the names are kept.
#[derive(Default)]
struct File {
    matches: Option<Vec<Spanned<Value>>>,
    global_vars: Vec<Value>,
    others: Vec<String>,
}

impl<'de> Deserialize<'de> for File {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = File;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping with `matches`")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<File, A::Error> {
                let mut file = File::default();
                while let Some(name) = map.next_key::<String>()? {
                    match name.as_str() {
                        "matches" => file.matches = Some(map.next_value::<Option<_>>()?.unwrap_or_default()),
                        "global_vars" => {
                            file.global_vars = map.next_value::<Option<_>>()?.unwrap_or_default()
                        }
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                            file.others.push(name);
                        }
                    }
                }
                Ok(file)
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

struct MatchReader<'a> {
    row: u64,
    neighbours: &'a Neighbours,
    globals: &'a Vars,
    reading: &'a mut Reading,
}

impl MatchReader<'_> {
    fn draft(&mut self, entry: Value) -> Result<Draft, Issue> {
        let Value::Object(fields) = entry else {
            let fault = Fault::new(
                Reason::NotCarriedOver,
                "这一项不是 Espanso 的 match",
                "this item is no match of Espanso",
            );
            return Err(Issue::new(self.row, None, fault));
        };
        for name in fields.keys().filter(|name| !KNOWN.contains(&name.as_str())) {
            if !self.reading.unmapped.contains(name) {
                self.reading.unmapped.push(name.clone());
            }
        }
        let mut draft = Draft { row: self.row, ..Draft::default() };
        self.triggers(&mut draft, &fields)?;
        draft.title = text_of(fields.get("label"))
            .map(|label| cell::tidy_line(&label))
            .filter(|title| !title.is_empty());
        check_length("label", draft.title.as_deref(), MAX_TITLE)
            .map_err(|fault| self.issue(fault.0, fault.1))?;
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
    fn triggers(&mut self, draft: &mut Draft, fields: &Map<String, Value>) -> Result<(), Issue> {
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
        draft.origin = key.map(|key| Origin { source: SOURCE.to_owned(), key });
        let mut words = triggers.iter().map(|trigger| bare(trigger)).filter(|word| !word.is_empty());
        let code = words.next().map(str::to_owned);
        check_length("trigger", code.as_deref(), MAX_CODE).map_err(|fault| self.issue(fault.0, fault.1))?;
        draft.code = Some(code);
        let mut keywords: Vec<String> = words.map(str::to_owned).collect();
        keywords.extend(list_of(fields.get("search_terms")).iter().map(|word| cell::tidy_line(word)));
        keywords.retain(|word| !word.is_empty() && word.chars().nth(MAX_NAME).is_none());
        let mut seen = std::collections::HashSet::new();
        keywords.retain(|word| seen.insert(word.clone()));
        keywords.truncate(MAX_KEYWORDS);
        draft.keywords = Some(keywords);
        Ok(())
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

    fn warn(&mut self, column: &str, fault: Fault) {
        self.reading.warnings.push(Issue::new(self.row, Some(column), fault));
    }

    fn issue(&self, column: &str, fault: Fault) -> Issue {
        Issue::new(self.row, Some(column), fault)
    }
}

/// `:fh1` → `fh1`.
fn bare(trigger: &str) -> &str {
    trigger.trim().trim_start_matches(|char: char| {
        char.is_ascii_punctuation() || matches!(char, '：' | '；' | '、' | '，')
    })
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

fn unreadable(file: &str, error: &serde_saphyr::Error) -> Error {
    let row = error.location().map(|location| location.line()).filter(|&line| line > 0);
    let said = error.without_snippet().to_string();
    let problem = Bilingual::new(format!("YAML 有误（{said}）"), format!("broken YAML ({said})"));
    Error::Unreadable { file: file.to_owned(), problem, row, column: None }
}

#[cfg(test)]
mod tests;
