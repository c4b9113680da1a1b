//! Runs the real program on a book of its own.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A folder with a book in it, gone when dropped.
pub(crate) struct Desk {
    folder: TempDir,
}

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) exit: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Desk {
    /// A desk without a book.
    pub(crate) fn bare() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A desk with an empty book.
    pub(crate) fn new() -> Self {
        let desk = Self::bare();
        desk.ok(&["init"]);
        desk
    }

    /// Where the book lies.
    pub(crate) fn book(&self) -> PathBuf {
        self.folder.path().join("book")
    }

    /// A file beside the book.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// The program, ready to run on the book.
    pub(crate) fn command<A: AsRef<OsStr>>(&self, args: &[A]) -> Command {
        let mut command = program(args);
        command.env("HUASHU_HOME", self.book()).current_dir(self.folder.path());
        command
    }

    /// Runs the program.
    pub(crate) fn run<A: AsRef<OsStr>>(&self, args: &[A]) -> Ran {
        ran(self.command(args).stdin(Stdio::null()).output().unwrap())
    }

    /// Runs the program with text on standard input.
    pub(crate) fn run_with_input<A: AsRef<OsStr>>(&self, args: &[A], input: &str) -> Ran {
        let mut command = self.command(args);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A program that stops reading early is its own affair.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        ran(child.wait_with_output().unwrap())
    }

    /// Runs with `--json` and expects success: the one value that was printed.
    pub(crate) fn ok<A: AsRef<OsStr>>(&self, args: &[A]) -> Value {
        let ran = self.run(&with_json(args));
        assert_eq!(ran.exit, 0, "{ran:?}");
        ran.value()
    }

    /// Runs with `--json` and expects failure: its exit code, error code and place.
    pub(crate) fn fails<A: AsRef<OsStr>>(&self, args: &[A]) -> (i32, String, Value) {
        let ran = self.run(&with_json(args));
        let value = ran.value();
        let error = value.get("error").unwrap_or_else(|| panic!("no error: {ran:?}"));
        assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()), "{ran:?}");
        assert_eq!(value.as_object().unwrap().len(), 1);
        (ran.exit, error["code"].as_str().unwrap().to_owned(), error["where"].clone())
    }

    /// Adds a phrase; its id.
    pub(crate) fn add(&self, args: &[&str]) -> String {
        let all: Vec<&str> = ["phrase", "add"].iter().chain(args).copied().collect();
        text(&self.ok(&all)["id"])
    }

    /// A phrase, whole.
    pub(crate) fn show(&self, id: &str) -> Value {
        self.ok(&["phrase", "show", id])
    }
}

impl Ran {
    /// The one JSON value on standard output.
    pub(crate) fn value(&self) -> Value {
        let value = serde_json::from_str(&self.out);
        value.unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// The program without a book.
pub(crate) fn program<A: AsRef<OsStr>>(args: &[A]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huashu"));
    command.args(args).env_remove("HUASHU_LOCALE").env_remove("HUASHU_HOME").env_remove("COLUMNS");
    command
}

pub(crate) fn ran(output: Output) -> Ran {
    Ran {
        exit: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

fn with_json<A: AsRef<OsStr>>(args: &[A]) -> Vec<&OsStr> {
    [OsStr::new("--json")].into_iter().chain(args.iter().map(AsRef::as_ref)).collect()
}
