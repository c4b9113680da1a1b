//! What goes to standard output and standard error, and in which form.
//!
//! With `--json` exactly one JSON value goes to standard output, an error included; everything else goes to
//! standard error. Without it people read pages. A closed pipe (`huashu … | head`) ends the program quietly.

pub(crate) mod layout;
pub(crate) mod page;
pub(crate) mod style;

use std::io::{self, BufWriter, IsTerminal, Write};

use huashu_core::error::Locale;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use serde_json::json;

use crate::error::{Exit, Failure};
use crate::output::page::{Page, paint};
use crate::output::style::BAD;
use crate::text::{self, Say};

/// What a command answers: a value for programs, a page for people.
pub(crate) trait Reply: Serialize {
    /// Lays it out for a person.
    fn page(&self, page: &mut Page);

    /// What the process ends with.
    fn exit(&self) -> Exit {
        Exit::Done
    }
}

/// The way out.
#[derive(Clone, Copy)]
pub(crate) struct Output {
    /// Programs are reading.
    pub(crate) json: bool,
    /// The language for people.
    pub(crate) locale: Locale,
}

impl Output {
    /// Writes the answer of a command.
    ///
    /// # Errors
    /// [`Failure::Closed`] where nobody reads any more; [`Failure::Output`] for any other refusal.
    pub(crate) fn answer<R: Reply>(self, reply: &R) -> Result<Exit, Failure> {
        if self.json {
            write_value(reply)?;
        } else {
            let mut page = Page::new(columns(), self.locale);
            reply.page(&mut page);
            write_page(&page.into_text())?;
        }
        Ok(reply.exit())
    }

    /// Writes why a command failed: JSON to standard output, a sentence to standard error, also where standard output
    /// takes nothing.
    pub(crate) fn failure(self, failure: &Failure) {
        let message = failure.message(self.locale);
        let error = json!({ "code": failure.code(), "message": message, "where": failure.place() });
        if self.json && write_value(&json!({ "error": error })).is_ok() {
            return;
        }
        let word = paint(BAD, text::ERROR.pick(self.locale));
        // Nobody is left to be told where standard error is closed.
        let _ = writeln!(anstream::AutoStream::auto(io::stderr()).lock(), "{word}{message}");
    }

    /// A count that runs on standard error while a person is watching; hidden otherwise.
    pub(crate) fn progress(self, what: &Say) -> ProgressBar {
        if self.json || !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::no_length().with_message(what.pick(self.locale));
        restyle(&bar, "{spinner:.blue} {msg}  {human_pos}");
        bar
    }
}

/// Says how far a count goes; from then on it is drawn as a bar.
pub(crate) fn set_total(bar: &ProgressBar, total: u64) {
    if total > 0 && bar.length() != Some(total) {
        bar.set_length(total);
        restyle(bar, "{spinner:.blue} {msg}  {bar:30.blue/dim} {human_pos}/{human_len}");
    }
}

fn restyle(bar: &ProgressBar, template: &str) {
    // The templates stand above and are tried by every run; a slip in one costs its looks, not the import.
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.set_style(style.progress_chars("━━─"));
}

/// Writes one JSON value on a line of its own.
///
/// # Errors
/// As [`Output::answer`].
pub(crate) fn write_value(value: &impl Serialize) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    serde_json::to_writer(&mut out, value).map_err(io::Error::from)?;
    out.write_all(b"\n")?;
    Ok(out.flush()?)
}

/// Writes a page; styles fall away where the terminal does not show them.
///
/// # Errors
/// As [`Output::answer`].
pub(crate) fn write_page(page: &str) -> Result<(), Failure> {
    let mut out = anstream::AutoStream::auto(io::stdout()).lock();
    out.write_all(page.as_bytes())?;
    Ok(out.flush()?)
}

/// Writes bytes as they are.
///
/// # Errors
/// As [`Output::answer`].
pub(crate) fn write_raw(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    Ok(out.flush()?)
}

/// The columns to lay a page out for: those of the terminal within reason, 80 where there is none.
fn columns() -> usize {
    let terminal =
        terminal_size::terminal_size().map(|(terminal_size::Width(columns), _)| usize::from(columns));
    let said = || std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    terminal.or_else(said).unwrap_or(80).clamp(40, 120)
}
