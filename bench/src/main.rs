//! Search measured against its peers, in one run: `scripts/bench search`. See `docs/search-bench.md`.
//!
//! The parent plans and prints. Every engine is built and measured in a process of its own (`run`), so that neither
//! memory nor caches of one count for another.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints its tables, and what it is doing"
)]

mod child;
mod chinese;
mod corpus;
mod derive;
mod engine;
mod measure;
mod queries;
mod random;
mod report;
mod survey;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

use corpus::Fields;
use engine::{Name, Source};
use measure::Measure;
use survey::Survey;

/// Whatever ends a run early. What is wrong is said in words; nobody decides by its kind.
type Error = Box<dyn std::error::Error + Send + Sync>;
type Result<T> = std::result::Result<T, Error>;

#[derive(Parser)]
#[command(about = "Search measured against its peers")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measure engines on corpora and print tables in Markdown.
    Search(SearchArguments),
    /// Measure one engine and print its figures as a line of JSON.
    Run(RunArguments),
}

#[derive(Args)]
struct SearchArguments {
    /// A corpus made by scripts/data/phrase_corpus.py; several in rising size.
    #[arg(long = "corpus", required = true)]
    corpora: Vec<PathBuf>,
    /// The engines; all by default.
    #[arg(long, value_delimiter = ',')]
    engines: Vec<Name>,
    /// Wall time that the queries of one engine may take, on one corpus and for one purpose.
    #[arg(long, default_value_t = 30)]
    seconds: u64,
    /// The folder that npm has installed the JavaScript peers in.
    #[arg(long)]
    node: Option<PathBuf>,
    /// The date to print.
    #[arg(long, default_value = "")]
    date: String,
}

#[derive(Args)]
struct RunArguments {
    engine: Name,
    corpus: PathBuf,
    fields: Fields,
    measure: Measure,
    #[arg(long, default_value_t = 30)]
    seconds: u64,
    #[arg(long)]
    node: Option<PathBuf>,
    /// An existing folder for the files of the engine; they stay there.
    #[arg(long)]
    scratch: Option<PathBuf>,
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Search(arguments) => search(&arguments),
        Command::Run(arguments) => run(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn search(arguments: &SearchArguments) -> Result<()> {
    let engines = if arguments.engines.is_empty() {
        Name::value_variants().to_vec()
    } else {
        arguments.engines.clone()
    };
    let mut survey = Survey::new(engines, Duration::from_secs(arguments.seconds), arguments.node.clone());
    for corpus in &arguments.corpora {
        survey.corpus(corpus)?;
    }
    println!("{}", report::markdown(&survey, &arguments.date));
    Ok(())
}

fn run(arguments: &RunArguments) -> Result<()> {
    let phrases = corpus::read(&arguments.corpus)?;
    let temporary = tempfile::tempdir()?;
    let source = Source {
        phrases: &phrases,
        corpus: &arguments.corpus,
        fields: arguments.fields,
        scratch: arguments.scratch.as_deref().unwrap_or(temporary.path()),
        node: arguments.node.clone(),
    };
    let figures =
        arguments.measure.take(arguments.engine, &source, Duration::from_secs(arguments.seconds))?;
    println!("{}", serde_json::to_string(&figures)?);
    Ok(())
}
