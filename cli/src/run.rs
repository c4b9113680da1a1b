//! From what was typed to the exit code.

use std::ffi::OsString;
use std::panic::{self, PanicHookInfo};
use std::process::ExitCode;

use clap::FromArgMatches as _;
use clap::error::ErrorKind;
use huashu_core::error::Locale;

use crate::app::App;
use crate::args::{self, Cli, Command};
use crate::commands;
use crate::error::{Exit, Failure};
use crate::output::{Output, write_page};
use crate::usage;

/// Runs the command line of this process.
pub(crate) fn main() -> ExitCode {
    env_logger::Builder::from_env(env_logger::Env::new().filter_or("HUASHU_LOG", "error")).init();
    let typed: Vec<OsString> = std::env::args_os().collect();
    let guess = Output { json: asks_for_json(&typed), locale: env_locale(said_locale(&typed)) };
    let (out, outcome) = match parse(typed) {
        Ok(cli) => {
            let locale = cli.global.locale.map_or_else(|| env_locale(None), Locale::from);
            let out = Output { json: cli.global.json, locale };
            (out, catch(|| run(cli, out)).unwrap_or_else(Err))
        }
        Err(unparsed) => (guess, no_command(&unparsed, guess)),
    };
    let exit = outcome.unwrap_or_else(|failure| {
        if !matches!(failure, Failure::Closed) {
            out.failure(&failure);
        }
        failure.exit()
    });
    ExitCode::from(exit as u8)
}

fn parse(typed: Vec<OsString>) -> Result<Cli, clap::Error> {
    Cli::from_arg_matches(&args::command().try_get_matches_from(typed)?)
}

fn run(cli: Cli, out: Output) -> Result<Exit, Failure> {
    let app = App::new(&cli.global, out);
    match cli.command {
        Command::Init(args) => commands::init::run(&app, &args),
        Command::Import(args) => commands::transfer::import(&app, args),
        Command::Export(args) => commands::transfer::export(&app, args),
        Command::Search(args) => commands::search::search(&app, &args),
        Command::Suggest(args) => commands::suggest::run(&app, &args),
        Command::Match(args) => commands::search::match_lines(&app, &args),
        Command::Extract(args) => commands::send::extract_values(&app, &args),
        Command::Plan(args) => commands::send::plan(&app, &args),
        Command::Phrase(command) => commands::phrase::run(&app, command),
        Command::Category(command) => commands::category::run(&app, command),
        Command::Library(command) => commands::library::run(&app, command),
        Command::Pack(command) => commands::pack::run(&app, command),
        Command::Undo => commands::trash::undo(&app),
        Command::Trash { command } => commands::trash::run(&app, command),
        Command::Use(args) => commands::care::record_use(&app, &args),
        Command::Favourite(args) => commands::care::favourite(&app, &args),
        Command::Thumbs(args) => commands::care::thumbs(&app, &args),
        Command::Stats(command) => commands::care::stats(&app, &command),
        Command::FollowUp(command) => commands::follow_up::run(&app, command),
        Command::Staffing(args) => commands::staffing::run(&app, &args),
        Command::Setting(args) => commands::book::setting(&app, args),
        Command::Status => commands::book::status(&app),
        Command::Verify(args) => commands::book::verify(&app, &args),
        Command::Serve(args) => commands::serve::run(&app, &args),
        Command::Login(args) => commands::session::login(&app, &args),
        Command::Logout(args) => commands::session::logout(&app, &args),
        Command::Sync(args) => commands::sync::run(&app, &args),
        Command::Draft(command) => commands::draft::run(&app, command),
        Command::User(command) => commands::company::user::run(&app, command),
        Command::Department(command) => commands::company::department::run(&app, command),
        Command::Invite(args) => commands::company::invite::run(&app, args),
        Command::Grant(command) => commands::company::grant::run(&app, command),
        Command::Proposal(command) => commands::company::proposal::run(&app, command),
        Command::Policy(args) => commands::company::policy::run(&app, &args),
        Command::Demo(args) => commands::demo::run(&app, &args),
        Command::Completions(args) => commands::completions(&args),
    }
}

/// What clap answers in place of a command: a help page, the version, or what is wrong with what was typed.
fn no_command(answer: &clap::Error, out: Output) -> Result<Exit, Failure> {
    match answer.kind() {
        _ if !answer.use_stderr() => help(answer, Exit::Done),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand if !out.json => help(answer, Exit::Usage),
        _ => Err(usage::explain(answer)),
    }
}

/// Prints what clap has laid out: a help page or the version.
fn help(page: &clap::Error, exit: Exit) -> Result<Exit, Failure> {
    write_page(&page.render().ansi().to_string())?;
    Ok(exit)
}

/// Runs `work`; a panic, which is a fault of this program, becomes a failure that says where it happened.
fn catch<T>(work: impl FnOnce() -> T) -> Result<T, Failure> {
    use std::sync::{Arc, Mutex, PoisonError};
    let place: Arc<Mutex<String>> = Arc::default();
    let noted = Arc::clone(&place);
    panic::set_hook(Box::new(move |panic: &PanicHookInfo<'_>| {
        let at = panic.location().map(ToString::to_string).unwrap_or_default();
        *noted.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }));
    panic::catch_unwind(panic::AssertUnwindSafe(work))
        .map_err(|_| Failure::Internal(place.lock().unwrap_or_else(PoisonError::into_inner).clone()))
}

/// Whether `--json` stands among the options: known even where the rest cannot be parsed.
fn asks_for_json(typed: &[OsString]) -> bool {
    options(typed).any(|word| word == "--json")
}

/// The language that `--locale` names, where the rest cannot be parsed.
fn said_locale(typed: &[OsString]) -> Option<String> {
    let mut words = options(typed);
    let mut said = None;
    while let Some(word) = words.next() {
        match word.to_str().and_then(|word| word.strip_prefix("--locale")) {
            Some("") => said = words.next().and_then(|next| next.to_str()).map(str::to_owned),
            Some(rest) if rest.starts_with('=') => said = Some(rest[1..].to_owned()),
            _ => {}
        }
    }
    said
}

/// The language for people: as said, else `HUASHU_LOCALE`, else Chinese.
fn env_locale(said: Option<String>) -> Locale {
    let said = said.or_else(|| std::env::var("HUASHU_LOCALE").ok()).unwrap_or_default();
    if said.to_ascii_lowercase().starts_with("en") { Locale::En } else { Locale::Zh }
}

/// The words before `--`, behind which nothing is an option.
fn options(typed: &[OsString]) -> impl Iterator<Item = &OsString> {
    typed.iter().skip(1).take_while(|word| *word != "--")
}
