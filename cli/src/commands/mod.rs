//! One file a noun: read the arguments, call the core, answer. No rule about phrases lives here.

mod attachments;
pub(crate) mod book;
pub(crate) mod care;
pub(crate) mod category;
pub(crate) mod company;
mod content;
pub(crate) mod demo;
pub(crate) mod draft;
pub(crate) mod follow_up;
pub(crate) mod init;
pub(crate) mod library;
pub(crate) mod pack;
pub(crate) mod phrase;
mod places;
pub(crate) mod search;
pub(crate) mod send;
pub(crate) mod serve;
pub(crate) mod session;
pub(crate) mod staffing;
pub(crate) mod suggest;
pub(crate) mod sync;
pub(crate) mod transfer;
pub(crate) mod trash;

use crate::args::{self, CompletionsArgs};
use crate::error::{Exit, Failure};
use crate::output::write_raw;

/// `huashu completions SHELL`: the script, as it is.
pub(crate) fn completions(args: &CompletionsArgs) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut args::command(), "huashu", &mut script);
    write_raw(&script)?;
    Ok(Exit::Done)
}
