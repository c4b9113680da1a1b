//! huashu: the command line of the phrase book.
//!
//! A thin face over `huashu-core`: it reads what was typed, calls the core and prints the answer. No rule about
//! phrases lives here; what is typed, what is printed and the exit codes are a contract (`docs/cli.md`).
//!
//! ```text
//! args ──► commands ──► core ──► view ──► output
//! clap     one a noun   rules    answers   JSON for programs, pages for people
//! ```

mod app;
mod args;
mod commands;
mod error;
mod output;
mod parse;
mod remote;
mod run;
mod text;
mod usage;
mod view;

fn main() -> std::process::ExitCode {
    run::main()
}
