//! Says in both languages what clap found wrong with the command line.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use huashu_core::error::Bilingual;

use crate::error::Failure;

/// The failure that a clap error stands for, with the usage of the command beside it.
pub(crate) fn explain(error: &clap::Error) -> Failure {
    let Bilingual { mut zh, mut en } = words(error);
    if let Some(tip) = suggestion(error) {
        zh.push_str(&format!("；您是不是想写“{tip}”？"));
        en.push_str(&format!("; did you mean “{tip}”?"));
    }
    if let Some(usage) = usage(error) {
        zh.push_str(&format!("\n用法：{usage}"));
        en.push_str(&format!("\nusage: {usage}"));
    }
    Failure::Usage(Bilingual { zh, en })
}

fn words(error: &clap::Error) -> Bilingual {
    let arg = text(error, ContextKind::InvalidArg).unwrap_or_default();
    let value = text(error, ContextKind::InvalidValue).unwrap_or_default();
    match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => {
            Bilingual::new(format!("{arg} 后面缺少值"), format!("{arg} needs a value"))
        }
        ErrorKind::InvalidValue => {
            let valid = text(error, ContextKind::ValidValue).unwrap_or_default();
            Bilingual::new(
                format!("{arg} 不能是“{value}”，可以是：{valid}"),
                format!("{arg} cannot be “{value}”; it can be: {valid}"),
            )
        }
        ErrorKind::ValueValidation => {
            Bilingual::new(format!("{arg} 不能是“{value}”"), format!("{arg} cannot be “{value}”"))
        }
        ErrorKind::UnknownArgument => {
            Bilingual::new(format!("不认识参数 {arg}"), format!("{arg} is not known here"))
        }
        ErrorKind::InvalidSubcommand => {
            let command = text(error, ContextKind::InvalidSubcommand).unwrap_or_default();
            Bilingual::new(format!("没有命令“{command}”"), format!("there is no command “{command}”"))
        }
        ErrorKind::MissingRequiredArgument => {
            Bilingual::new(format!("缺少 {arg}"), format!("{arg} is missing"))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Bilingual::new("缺少命令，加 --help 看有哪些", "a command is missing; --help lists them")
        }
        ErrorKind::ArgumentConflict => {
            let prior = text(error, ContextKind::PriorArg).unwrap_or_default();
            Bilingual::new(
                format!("{arg} 和 {prior} 不能同时用，也不能重复"),
                format!("{arg} goes neither with {prior} nor twice"),
            )
        }
        ErrorKind::TooManyValues
        | ErrorKind::TooFewValues
        | ErrorKind::WrongNumberOfValues
        | ErrorKind::NoEquals => {
            Bilingual::new(format!("{arg} 的值个数不对"), format!("{arg} has too many or too few values"))
        }
        ErrorKind::InvalidUtf8 => Bilingual::new("参数不是 UTF-8 文字", "an argument is not UTF-8 text"),
        _ => Bilingual::new("命令行写得不对", "the command line is wrong"),
    }
}

fn suggestion(error: &clap::Error) -> Option<String> {
    [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue]
        .into_iter()
        .find_map(|kind| text(error, kind))
        .filter(|tip| !tip.is_empty())
}

/// One line: `huashu plan --surface <SURFACE> --channel <CHANNEL> <ID>`.
fn usage(error: &clap::Error) -> Option<String> {
    let usage = text(error, ContextKind::Usage)?;
    let line = usage.lines().next()?.trim_start_matches("Usage:").trim();
    (!line.is_empty()).then(|| line.to_owned())
}

fn text(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join("、")),
        ContextValue::StyledStr(text) => Some(text.to_string()),
        ContextValue::StyledStrs(texts) => {
            Some(texts.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"))
        }
        ContextValue::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
