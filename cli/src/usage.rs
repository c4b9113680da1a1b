//! Says in both languages what clap found wrong with the command line.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::error::Failure;
use crate::text::{self, Sentence};

/// The failure that a clap error stands for, with what was perhaps meant and how the command is used.
pub(crate) fn explain(error: &clap::Error) -> Failure {
    let tip = suggestion(error).map(|tip| text::PERHAPS_MEANT.with(&[&tip]));
    let usage = usage(error).map(|usage| text::USAGE.with(&[&usage]));
    Failure::Usage([Some(fault(error)), tip, usage].into_iter().flatten().collect())
}

fn fault(error: &clap::Error) -> Sentence {
    let said = |kind| context(error, kind).unwrap_or_default();
    let arg = said(ContextKind::InvalidArg);
    let value = said(ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => text::NO_VALUE.with(&[&arg]),
        ErrorKind::InvalidValue => text::NOT_ONE_OF.with(&[&arg, &value, &said(ContextKind::ValidValue)]),
        ErrorKind::ValueValidation => text::NOT_POSSIBLE.with(&[&arg, &value]),
        ErrorKind::UnknownArgument => text::UNKNOWN_ARGUMENT.with(&[&arg]),
        ErrorKind::InvalidSubcommand => text::NO_SUCH_COMMAND.with(&[&said(ContextKind::InvalidSubcommand)]),
        ErrorKind::MissingRequiredArgument => text::ARGUMENT_MISSING.with(&[&arg]),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            text::COMMAND_MISSING.with(&[])
        }
        ErrorKind::ArgumentConflict => text::CONFLICT.with(&[&arg, &said(ContextKind::PriorArg)]),
        ErrorKind::TooManyValues
        | ErrorKind::TooFewValues
        | ErrorKind::WrongNumberOfValues
        | ErrorKind::NoEquals => text::WRONG_NUMBER.with(&[&arg]),
        ErrorKind::InvalidUtf8 => text::NOT_UTF8.with(&[]),
        _ => text::WRONG_USAGE.with(&[]),
    }
}

fn suggestion(error: &clap::Error) -> Option<String> {
    [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue]
        .into_iter()
        .find_map(|kind| context(error, kind))
        .filter(|tip| !tip.is_empty())
}

/// One line: `huashu plan --surface <SURFACE> --channel <CHANNEL> <ID>`.
fn usage(error: &clap::Error) -> Option<String> {
    let usage = context(error, ContextKind::Usage)?;
    let line = usage.lines().next()?.trim_start_matches("Usage:").trim();
    (!line.is_empty()).then(|| line.to_owned())
}

fn context(error: &clap::Error, kind: ContextKind) -> Option<String> {
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
