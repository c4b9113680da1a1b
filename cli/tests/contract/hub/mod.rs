//! The commands about the hub: a real one, on this machine alone, and books that join it.

mod people;
mod serve;
mod session;
mod sharing;
mod syncing;
mod verify;
#[cfg(unix)]
mod watch;

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::harness::{Desk, Ran, program, text};

/// The password of every account that a test makes.
pub(crate) const PASSWORD: &str = "一个很长的密码。";

/// A hub that runs until it is dropped.
pub(crate) struct Hub {
    folder: TempDir,
    child: Child,
    /// What `serve` said.
    pub(crate) said: Value,
    owner: (String, String),
}

impl Hub {
    pub(crate) fn start() -> Self {
        Self::with(&["--listen", "127.0.0.1:0"])
    }

    /// A hub that is started like this.
    pub(crate) fn with(args: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (child, said) = serve(&folder, args);
        let owner = &said["first_owner"];
        let owner = (text(&owner["user"]), text(&owner["password"]));
        Self { folder, child, said, owner }
    }

    pub(crate) fn url(&self) -> String {
        text(&self.said["url"])
    }

    /// Where its data lies.
    pub(crate) fn data(&self) -> String {
        self.folder.path().to_str().unwrap().to_owned()
    }

    /// Ends it, as a crash does.
    pub(crate) fn stop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        self.child.wait().unwrap();
    }

    /// Starts it again where it was.
    pub(crate) fn again(&mut self) {
        let listen = text(&self.said["listen"]);
        let (child, said) = serve(&self.folder, &["--listen", &listen]);
        assert_eq!(said["first_owner"], Value::Null, "there is an owner already");
        (self.child, self.said) = (child, said);
    }

    /// The owner's desk.
    pub(crate) fn owner(&self) -> Desk {
        let desk = Desk::bare();
        let (name, password) = &self.owner;
        desk.signs_in(&self.url(), name, password);
        desk
    }

    /// Has the owner make an account, and gives it a desk.
    pub(crate) fn member(&self, owner: &Desk, name: &str, args: &[&str]) -> Desk {
        owner.adds_user(name, args);
        self.desk_of(name)
    }

    /// A desk more for an account.
    pub(crate) fn desk_of(&self, name: &str) -> Desk {
        let desk = Desk::bare();
        desk.signs_in(&self.url(), name, PASSWORD);
        desk
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Runs the hub of a folder until it has said where it listens.
fn serve(folder: &TempDir, args: &[&str]) -> (Child, Value) {
    let mut command = program(&["--json", "serve", "--data"]);
    command.arg(folder.path()).args(args);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let said: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
    assert!(said.get("error").is_none(), "{said}");
    (child, said)
}

impl Desk {
    /// As [`Desk::ok`], with text on standard input.
    pub(crate) fn ok_with(&self, args: &[&str], input: &str) -> Value {
        let ran = self.json_with(args, input);
        assert_eq!(ran.exit, 0, "{ran:?}");
        ran.value()
    }

    /// As [`Desk::fails`], with text on standard input; exit and error code.
    pub(crate) fn fails_with(&self, args: &[&str], input: &str) -> (i32, String) {
        let ran = self.json_with(args, input);
        (ran.exit, text(&ran.value()["error"]["code"]))
    }

    /// Exit and error code of a failure.
    pub(crate) fn refused(&self, args: &[&str]) -> (i32, String) {
        let (exit, code, _) = self.fails(args);
        (exit, code)
    }

    fn json_with(&self, args: &[&str], input: &str) -> Ran {
        let args: Vec<&str> = ["--json"].iter().chain(args).copied().collect();
        self.run_with_input(&args, input)
    }

    pub(crate) fn signs_in(&self, url: &str, name: &str, password: &str) -> Value {
        let said =
            self.ok_with(&["login", url, "--user", name, "--device", "台式机"], &format!("{password}\n"));
        assert_eq!(said["sync"]["phase"], "idle", "{said}");
        assert_eq!(said["sync"]["waiting"], 0, "{said}");
        said
    }

    pub(crate) fn adds_user(&self, name: &str, args: &[&str]) -> Value {
        let all: Vec<&str> = ["user", "add", name].iter().chain(args).copied().collect();
        self.ok_with(&all, &format!("{PASSWORD}\n"))
    }

    /// Syncs, and expects nothing to be left.
    pub(crate) fn syncs(&self) -> Value {
        let said = self.ok(&["sync"]);
        assert_eq!(said["waiting"], 0, "{said}");
        said
    }

    /// Makes a shared library of the company, with one phrase in it; both ids.
    pub(crate) fn shares(&self, name: &str, title: &str, words: &str) -> (String, String) {
        let library = text(&self.ok(&["library", "add", name, "--kind", "company"])["id"]);
        let phrase = self.add(&["--title", title, "--text", words, "--library", &library]);
        self.syncs();
        (library, phrase)
    }

    /// The text of a phrase.
    pub(crate) fn text_of(&self, phrase: &str) -> String {
        text(&self.show(phrase)["text"])
    }

    /// The names of the libraries.
    pub(crate) fn library_names(&self) -> Vec<String> {
        let said = self.ok(&["library", "list"]);
        said["libraries"].as_array().unwrap().iter().map(|library| text(&library["name"])).collect()
    }

    /// The drafts.
    pub(crate) fn drafts(&self) -> Vec<Value> {
        self.ok(&["draft", "list"])["drafts"].as_array().unwrap().clone()
    }
}
