//! Espanso's variables, and texts in which they stand.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use super::{Fault, list_of, not_carried, text_of};
use crate::compose::VariableUse;
use crate::import::placeholders::our_name;
use crate::model::{MAX_TEXT, Variable, VariableKind, check};

/// How deep variables are followed into each other; one that contains itself ends there.
const MAX_NESTING: usize = 8;

/// The variables of a match or of a file, by name.
pub(super) struct Vars(HashMap<String, Var>);

struct Var {
    kind: String,
    params: Map<String, Value>,
    /// Whether variables are filled into its parameters.
    filled: bool,
}

/// A variable that something is to be said of, and what.
pub(super) type Note = (String, Fault);

impl Vars {
    pub(super) fn of(list: &[Value]) -> Self {
        let var = |value: &Value| {
            let name = text_of(value.get("name"))?;
            let kind = text_of(value.get("type"))?;
            let params = value.get("params").and_then(Value::as_object).cloned().unwrap_or_default();
            let filled = value.get("inject_vars").and_then(Value::as_bool).unwrap_or(true);
            Some((name, Var { kind, params, filled }))
        };
        Self(list.iter().filter_map(var).collect())
    }

    /// The variables that offer choices, as a library declares them: one for each of our names.
    pub(super) fn choices(&self) -> Vec<Variable> {
        let mut by_name: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut choices: Vec<_> = self.0.iter().filter(|(_, var)| var.kind == "choice").collect();
        choices.sort_by_key(|(name, _)| *name);
        for (name, var) in choices {
            let listed = by_name.entry(our_name(name)).or_default();
            for value in one_line_each(values_of(&var.params)) {
                if !listed.contains(&value) {
                    listed.push(value);
                }
            }
        }
        let fit = by_name
            .into_iter()
            .filter(|(name, choices)| !choices.is_empty() && check::name(name).is_ok() && is_name(name));
        fit.map(|(name, choices)| Variable { kind: VariableKind::Choice, choices, ..Variable::text(name) })
            .collect()
    }
}

/// What a text may name, and what there is to say about it.
pub(super) struct Scope<'v> {
    locals: &'v Vars,
    globals: &'v Vars,
    notes: Vec<Note>,
}

impl<'v> Scope<'v> {
    pub(super) fn new(locals: &'v Vars, globals: &'v Vars) -> Self {
        Self { locals, globals, notes: Vec::new() }
    }

    pub(super) fn into_notes(self) -> Vec<Note> {
        self.notes
    }

    /// A text with our variables in the place of `{{var}}`. `\{` is a brace.
    pub(super) fn filled(&mut self, text: &str) -> String {
        self.fill(text, 0)
    }

    /// A form's layout with our variables in the place of `[[field]]`.
    pub(super) fn filled_form(&mut self, layout: &str, fields: Option<&Value>) -> String {
        let mut out = String::new();
        let mut rest = layout;
        while let Some(at) = rest.find("[[") {
            let inside = &rest[at + 2..];
            let Some(end) = inside.find("]]").filter(|&end| is_name(&inside[..end])) else {
                out.push_str(&rest[..at + 2]);
                rest = inside;
                continue;
            };
            out.push_str(&rest[..at]);
            out.push_str(&field(&inside[..end], fields));
            rest = &inside[end + 2..];
        }
        out.push_str(rest);
        self.fill(&out, 0)
    }

    fn fill(&mut self, text: &str, depth: usize) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '\\']) {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            let named = rest.strip_prefix("{{").and_then(|inside| Some((inside, inside.find("}}")?)));
            if let Some((inside, end)) = named.filter(|&(inside, end)| is_name(inside[..end].trim())) {
                out.push_str(&self.value(inside[..end].trim(), depth));
                rest = &inside[end + 2..];
            } else if let Some(brace) = rest.strip_prefix('\\').filter(|rest| rest.starts_with(['{', '}'])) {
                out.push_str(&brace[..1]);
                rest = &brace[1..];
            } else {
                out.push_str(&rest[..1]);
                rest = &rest[1..];
            }
            // A text that grows past what a phrase holds is refused anyhow.
            if out.len() > 4 * MAX_TEXT {
                return out;
            }
        }
        out + rest
    }

    /// What stands for a variable in our text.
    fn value(&mut self, name: &str, depth: usize) -> String {
        let (whole, field_name) = name.split_once('.').unwrap_or((name, ""));
        let local = self.locals.0.get(whole).filter(|var| var.kind != "global");
        let Some(var) = local.or_else(|| self.globals.0.get(whole)) else { return open(name) };
        if depth >= MAX_NESTING {
            return open(name);
        }
        match var.kind.as_str() {
            "echo" => {
                let text = text_of(var.params.get("echo")).unwrap_or_default();
                if var.filled { self.fill(&text, depth + 1) } else { text }
            }
            "random" => {
                self.note(
                    name,
                    "随机文本只带过来第一个",
                    "of the random texts only the first was carried over",
                );
                let first = list_of(var.params.get("choices")).into_iter().next().unwrap_or_default();
                self.fill(&first, depth + 1)
            }
            "date" => self.date(name, &var.params),
            // A choice of the whole file is declared with the library.
            "choice" if local.is_none() => open(name),
            "choice" => {
                let values = values_of(&var.params);
                if values.iter().any(|value| value.trim().contains('\n')) {
                    self.note(
                        name,
                        "多行的选项只带过来第一行",
                        "of choices of several lines only the first was carried over",
                    );
                }
                written(name, None, values)
            }
            "form" => field(field_name, var.params.get("fields")),
            _ => {
                let zh = format!("{} 类型的变量要手工填写", var.kind);
                let en = format!("a variable of type {} is to be filled by hand", var.kind);
                self.note(name, &zh, &en);
                open(name)
            }
        }
    }

    /// Today and now are built in; the format is ours, and another day cannot be said.
    fn date(&mut self, name: &str, params: &Map<String, Value>) -> String {
        let offset = params.get("offset").and_then(Value::as_f64).unwrap_or(0.0);
        if offset != 0.0 {
            self.note(name, "不是当天的日期要手工填写", "a date other than today is to be filled by hand");
            return open(name);
        }
        let format = text_of(params.get("format")).unwrap_or_default();
        let specifiers: Vec<char> = format
            .split('%')
            .skip(1)
            .filter_map(|piece| piece.trim_start_matches(['-', '_', '0']).chars().next())
            .collect();
        let is_time = |char: &char| {
            matches!(char, 'H' | 'I' | 'M' | 'S' | 'R' | 'T' | 'X' | 'r' | 'p' | 'P' | 'k' | 'l' | 'c' | '+')
        };
        let is_day = |char: &char| !is_time(char) || matches!(char, 'c' | '+');
        self.note(name, "日期和时间用本程序的写法", "dates and times are written in this program's way");
        match (specifiers.iter().any(is_day) || specifiers.is_empty(), specifiers.iter().any(is_time)) {
            (true, true) => "[日期] [时间]".to_owned(),
            (false, true) => "[时间]".to_owned(),
            _ => "[日期]".to_owned(),
        }
    }

    fn note(&mut self, name: &str, zh: &str, en: &str) {
        if !self.notes.iter().any(|(noted, _)| noted == name) {
            self.notes.push((name.to_owned(), not_carried(zh, en)));
        }
    }
}

/// A field of a form: with its choices and its default, as the form declares them.
fn field(name: &str, fields: Option<&Value>) -> String {
    let declared = fields.and_then(|fields| fields.get(name)).and_then(Value::as_object);
    let Some(declared) = declared else { return open(name) };
    let default = text_of(declared.get("default")).filter(|default| !default.is_empty());
    written(name, default, values_of(declared))
}

/// A variable that somebody fills.
fn open(name: &str) -> String {
    written(name, None, Vec::new())
}

fn written(name: &str, fallback: Option<String>, choices: Vec<String>) -> String {
    let fallback = one_line_each(fallback.into_iter().collect()).pop();
    VariableUse { name: our_name(name), fallback, choices: one_line_each(choices) }.to_string()
}

/// The first line of each text that has one, as a form shows it.
fn one_line_each(texts: Vec<String>) -> Vec<String> {
    let first = |text: String| text.trim().lines().next().unwrap_or_default().trim().to_owned();
    texts.into_iter().map(first).filter(|line| !line.is_empty()).collect()
}

/// The values to choose from: a list, of labels with ids perhaps (the id is what is written), or the lines of a text.
fn values_of(params: &Map<String, Value>) -> Vec<String> {
    match params.get("values") {
        Some(Value::Array(items)) => {
            items.iter().filter_map(|item| text_of(Some(item.get("id").unwrap_or(item)))).collect()
        }
        Some(Value::String(lines)) => lines.lines().map(|line| line.trim().to_owned()).collect(),
        _ => Vec::new(),
    }
}

/// Letters, digits and underscores, and a dot before the field of a form.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|char| char.is_alphanumeric() || matches!(char, '_' | '.' | '-'))
}
