//! `huashu plan` and `huashu extract`.

use huashu_core::clock::{Clock as _, SystemClock};
use huashu_core::compose::extract;
use huashu_core::compose::{SendRequest, Values};

use crate::app::App;
use crate::args::{ExtractArgs, PlanArgs};
use crate::error::{Exit, Failure};
use crate::parse;
use crate::text;
use crate::view::{Extracted, PlanView};

pub(crate) fn plan(app: &App, args: &PlanArgs) -> Result<Exit, Failure> {
    let request = SendRequest {
        phrase: args.id.parse()?,
        surface: args.surface.parse()?,
        channel: parse::known_channel(&args.channel)?,
        lang: args.lang.as_deref().map(str::parse).transpose()?,
        values: values(&args.set)?,
        insist: args.force,
    };
    let book = app.read()?;
    let planned = book.plan(&request)?;
    let phrase = book.phrase(request.phrase)?;
    let variables = book.library(phrase.library)?.variables;
    app.out.answer(&PlanView::new(planned, &phrase, &variables))
}

pub(crate) fn extract_values(app: &App, args: &ExtractArgs) -> Result<Exit, Failure> {
    let text = parse::text_or_input(&args.text)?;
    app.out.answer(&Extracted { found: extract(&text, SystemClock.wall().date()) })
}

/// The values of `--set 变量=值`; the last for a name wins.
fn values(given: &[String]) -> Result<Values, Failure> {
    let mut values = Values::new();
    for pair in given {
        let (name, value) = parse::pair("--set", pair)?;
        if name.trim().is_empty() || name.contains(['[', ']']) {
            return Err(Failure::usage(text::NO_NAME, &[pair]));
        }
        values.set(name, value);
    }
    Ok(values)
}
