//! Filling a template: where each value comes from, and what to do about the ones that nobody knows.
//!
//! For every place in the text the first of these that there is:
//!
//! 1. the value given for this phrase, even an empty one;
//! 2. the value remembered for the present customer ([`Session`](super::Session));
//! 3. the built-in value, for the names of [`is_builtin`];
//! 4. the fallback written in the text;
//! 5. the default that the library declares for the variable, unless it is empty;
//!
//! else the name is missing, and nothing is filled. Values are words: brackets in them are never read as variables
//! or emoji codes.

use jiff::Zoned;

use super::emoji::EmojiCode;
use super::template::{Segment, Template, VariableUse};
use crate::model::Variable;

/// A filled text, in pieces that say where it must not be cut.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filled {
    /// The pieces in order; none is empty, and no two that may be cut stand side by side.
    pub pieces: Vec<Piece>,
}

/// A stretch of a [`Filled`] text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// Never split inside: a filled value or an emoji.
    pub atomic: bool,
}

/// What became of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FillOutcome {
    /// Every variable has a value.
    Filled(Filled, FillNotes),
    /// These variables have none: their names in the order of the text, each once.
    Missing(Vec<String>),
}

/// What a person should know about a filled text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FillNotes {
    /// The emoji codes that were left out because no Unicode emoji says the same, without brackets, each once.
    pub emoji_left_out: Vec<String>,
}

/// What becomes of WeChat's emoji codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmojiStyle {
    /// They stay as they are: the channel shows a picture in their place.
    WechatCodes,
    /// They become the Unicode emoji, or are left out where there is none.
    Unicode,
}

/// The values that a person gave, by the names of variables, in the order in which they were first given, and beneath
/// them those remembered for the customer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Values {
    given: Vec<(String, String)>,
    remembered: Vec<(String, String)>,
}

/// What is known without asking: the values behind the built-in names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surroundings {
    /// `[客服名]`, `[agent_name]`: the agent's name as customers see it.
    pub agent_name: Option<String>,
    /// `[工号]`, `[agent_number]`: the agent's staff number.
    pub agent_number: Option<String>,
    /// `[店铺名]`, `[shop_name]`.
    pub shop_name: Option<String>,
    /// The agent's wall clock. `[日期]` is `11月22日`, as the trade writes a day of this season; `[date]`, for
    /// customers elsewhere, is `2026-11-22`, which no country misreads; `[时间]` and `[time]` are `14:05`.
    pub now: Zoned,
}

impl Filled {
    /// The whole text.
    pub fn text(&self) -> String {
        self.pieces.iter().map(|piece| piece.text.as_str()).collect()
    }

    /// Whether nothing but white space is there.
    pub fn is_blank(&self) -> bool {
        self.pieces.iter().all(|piece| piece.text.trim().is_empty())
    }

    fn push(&mut self, text: &str, atomic: bool) {
        if text.is_empty() {
            return;
        }
        match self.pieces.last_mut() {
            Some(last) if !atomic && !last.atomic => last.text.push_str(text),
            _ => self.pieces.push(Piece { text: text.to_owned(), atomic }),
        }
    }
}

impl Values {
    /// No values.
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives a value; the last one given for a name stands. White space around the name falls away.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        put(&mut self.given, name.trim(), value.into());
    }

    /// The value for a name: the given one, else the remembered one.
    pub fn get(&self, name: &str) -> Option<&str> {
        look_up(&self.given, name).or_else(|| look_up(&self.remembered, name))
    }

    /// The names and values that were given, without those remembered.
    pub fn given(&self) -> impl Iterator<Item = (&str, &str)> {
        self.given.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Puts a remembered value beneath the given ones.
    pub(super) fn remember(&mut self, name: &str, value: &str) {
        put(&mut self.remembered, name, value.to_owned());
    }
}

impl<N: AsRef<str>, V: Into<String>> FromIterator<(N, V)> for Values {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        let mut values = Self::new();
        for (name, value) in pairs {
            values.set(name.as_ref(), value);
        }
        values
    }
}

/// Fills a template. `variables` are those of the phrase's library; of them only the defaults matter here.
pub fn fill(
    template: &Template,
    values: &Values,
    variables: &[Variable],
    surroundings: &Surroundings,
    emoji: EmojiStyle,
) -> FillOutcome {
    let mut filled = Filled::default();
    let mut notes = FillNotes::default();
    let mut missing: Vec<String> = Vec::new();
    for segment in template.segments() {
        match segment {
            Segment::Text(words) => filled.push(words, false),
            Segment::Emoji(code) => push_emoji(code, emoji, &mut filled, &mut notes),
            Segment::Variable(variable) => match value_of(variable, values, variables, surroundings) {
                Some(value) => filled.push(&value, true),
                None if missing.contains(&variable.name) => {}
                None => missing.push(variable.name.clone()),
            },
        }
    }
    if missing.is_empty() { FillOutcome::Filled(filled, notes) } else { FillOutcome::Missing(missing) }
}

/// The names that were given although none of the templates asks for them, in the order in which they were given.
pub fn unused(values: &Values, templates: &[Template]) -> Vec<String> {
    let used: Vec<&VariableUse> = templates.iter().flat_map(Template::variables).collect();
    let is_unused = |name: &str| !used.iter().any(|variable| variable.name == name);
    values.given().filter(|(name, _)| is_unused(name)).map(|(name, _)| name.to_owned()).collect()
}

/// Whether the program itself knows a value for the name: 日期, 时间, 客服名, 工号, 店铺名, and in English date, time,
/// agent_name, agent_number, shop_name. A person may still give another.
pub fn is_builtin(name: &str) -> bool {
    Builtin::of(name).is_some()
}

#[derive(Clone, Copy)]
enum Builtin {
    ChineseDate,
    IsoDate,
    Time,
    AgentName,
    AgentNumber,
    ShopName,
}

impl Builtin {
    fn of(name: &str) -> Option<Self> {
        match name {
            "日期" => Some(Self::ChineseDate),
            "date" => Some(Self::IsoDate),
            "时间" | "time" => Some(Self::Time),
            "客服名" | "agent_name" => Some(Self::AgentName),
            "工号" | "agent_number" => Some(Self::AgentNumber),
            "店铺名" | "shop_name" => Some(Self::ShopName),
            _ => None,
        }
    }

    fn value(self, surroundings: &Surroundings) -> Option<String> {
        let now = &surroundings.now;
        let known = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        match self {
            Self::ChineseDate => Some(format!("{}月{}日", now.month(), now.day())),
            Self::IsoDate => Some(now.date().to_string()),
            Self::Time => Some(format!("{:02}:{:02}", now.hour(), now.minute())),
            Self::AgentName => known(&surroundings.agent_name),
            Self::AgentNumber => known(&surroundings.agent_number),
            Self::ShopName => known(&surroundings.shop_name),
        }
    }
}

fn value_of(
    variable: &VariableUse,
    values: &Values,
    variables: &[Variable],
    surroundings: &Surroundings,
) -> Option<String> {
    let name = variable.name.as_str();
    let default = || variables.iter().find(|declared| declared.name == name)?.default.clone();
    values
        .get(name)
        .map(ToOwned::to_owned)
        .or_else(|| Builtin::of(name)?.value(surroundings))
        .or_else(|| variable.fallback.clone())
        .or_else(|| default().filter(|default| !default.is_empty()))
}

fn push_emoji(code: &EmojiCode, style: EmojiStyle, filled: &mut Filled, notes: &mut FillNotes) {
    match (style, code.unicode) {
        (EmojiStyle::WechatCodes, _) => filled.push(&format!("[{}]", code.code), true),
        (EmojiStyle::Unicode, Some(unicode)) => filled.push(unicode, true),
        (EmojiStyle::Unicode, None) if notes.emoji_left_out.iter().any(|earlier| earlier == code.code) => {}
        (EmojiStyle::Unicode, None) => notes.emoji_left_out.push(code.code.to_owned()),
    }
}

fn put(pairs: &mut Vec<(String, String)>, name: &str, value: String) {
    match pairs.iter_mut().find(|(earlier, _)| earlier == name) {
        Some(pair) => pair.1 = value,
        None => pairs.push((name.to_owned(), value)),
    }
}

fn look_up<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(earlier, _)| earlier == name).map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests;
