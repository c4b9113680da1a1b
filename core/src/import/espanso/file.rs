//! The YAML of a match file as plain values, within limits.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_saphyr::budget::BudgetBreach;
use serde_saphyr::options::NonFiniteFloatPolicy;
use serde_saphyr::{Spanned, budget, options};

use super::list_of;
use crate::error::{Bilingual, Error, Limit, Result};
use crate::import::limits::{MAX_DEPTH_JSON, MAX_YAML_FILE};

/// The most values in a file: fifty thousand plain matches. Each takes some 300 bytes.
const MAX_NODES: usize = 250_000;

/// The most bytes of text that a file may hold once its aliases are written out; what stands in the file itself is
/// always less.
const MAX_TEXT_BYTES: usize = 4 * MAX_YAML_FILE as usize;

/// A match file; of what else stands at its top only the names are kept.
#[derive(Default)]
pub(super) struct File {
    pub(super) matches: Vec<Spanned<Value>>,
    pub(super) global_vars: Vec<Value>,
    pub(super) imports: Vec<String>,
    pub(super) others: Vec<String>,
}

impl File {
    /// # Errors
    /// [`Error::Unreadable`] where it is no YAML, or none of Espanso's, with the line; [`Error::TooLarge`].
    pub(super) fn parse(file: &str, text: &str) -> Result<Self> {
        let limits = options! {
            // `trigger: 007` and `replace: yes` say what they say.
            leading_zero_numbers_as_strings: true,
            underscored_numbers_as_strings: true,
            strict_booleans: true,
            non_finite_float_policy: NonFiniteFloatPolicy::AsString,
            budget: budget! {
                max_depth: MAX_DEPTH_JSON,
                max_documents: 1,
                max_nodes: MAX_NODES,
                max_events: 3 * MAX_NODES,
                max_total_scalar_bytes: MAX_TEXT_BYTES,
                // One form may well be shared by hundreds of matches; what it grows to is counted.
                enforce_alias_anchor_ratio: false,
            },
        };
        match serde_saphyr::from_str_with_options(text, limits) {
            Ok(Parsed(Some(read))) => Ok(read),
            Ok(Parsed(None)) => Err(no_matches(file)),
            Err(error) => Err(unreadable(file, &error)),
        }
    }
}

/// `None` for a mapping that says nothing of Espanso's.
struct Parsed(Option<File>);

impl<'de> Deserialize<'de> for Parsed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Parsed;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping with `matches`")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Parsed, A::Error> {
                let mut file = File::default();
                let mut is_match_file = false;
                while let Some(name) = map.next_key::<String>()? {
                    match name.as_str() {
                        "matches" => file.matches = map.next_value::<Option<_>>()?.unwrap_or_default(),
                        "global_vars" => {
                            file.global_vars = map.next_value::<Option<_>>()?.unwrap_or_default();
                        }
                        "imports" => file.imports = list_of(Some(&map.next_value()?)),
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                            file.others.push(name);
                            continue;
                        }
                    }
                    is_match_file = true;
                }
                Ok(Parsed(is_match_file.then_some(file)))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

fn no_matches(file: &str) -> Error {
    let problem = Bilingual::new(
        "里面没有 matches，不是 Espanso 的话术文件",
        "it has no `matches`: no match file of Espanso",
    );
    Error::Unreadable { file: file.to_owned(), problem, row: None, column: None }
}

fn unreadable(file: &str, error: &serde_saphyr::Error) -> Error {
    let error = error.without_snippet();
    let mut cause = error;
    while let serde_saphyr::Error::AliasError { error, .. } = cause {
        cause = error;
    }
    if let serde_saphyr::Error::Budget { breach, .. } = cause {
        match breach {
            BudgetBreach::Depth { .. } => {
                return Error::TooLarge { what: Limit::Depth, max: MAX_DEPTH_JSON as u64 };
            }
            BudgetBreach::ScalarBytes { .. } => {
                return Error::TooLarge { what: Limit::Expanded, max: MAX_TEXT_BYTES as u64 };
            }
            BudgetBreach::Nodes { .. } | BudgetBreach::Events { .. } => {
                return Error::TooLarge { what: Limit::Values, max: MAX_NODES as u64 };
            }
            _ => {}
        }
    }
    let location = error.location().filter(|location| location.line() > 0);
    let said = error.to_string();
    Error::Unreadable {
        file: file.to_owned(),
        problem: Bilingual::new(format!("YAML 有误（{said}）"), format!("broken YAML ({said})")),
        row: location.map(|location| location.line()),
        column: location.map(|location| location.column().to_string()),
    }
}
