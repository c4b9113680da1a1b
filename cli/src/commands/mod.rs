//! One file a noun: read the arguments, call the core, answer. No rule about phrases lives here.

pub(crate) mod book;
pub(crate) mod category;
mod content;
pub(crate) mod init;
pub(crate) mod library;
pub(crate) mod phrase;
mod places;
pub(crate) mod trash;

use crate::app::App;
use crate::args::{self, CompletionsArgs};
use crate::error::{Exit, Failure};

/// `huashu completions SHELL`: the script, as it is.
pub(crate) fn completions(app: &App, args: &CompletionsArgs) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut args::command(), "huashu", &mut script);
    app.out.raw(&script)?;
    Ok(Exit::Done)
}
