//! A hub as a process that can be killed, books beside it, and chance that can be repeated.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use huashu_core::PhraseBook;
use huashu_core::model::joined_text;
use huashu_core::store::Access;
use huashu_core::sync::client::{HttpApi, HttpOptions, HubUrl};
use huashu_protocol::SyncApi as _;
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// How long a hub may take to its first answer after a start. The aim is two seconds on a machine of its own.
const LONGEST_START: Duration = Duration::from_secs(10);

/// A number from the environment.
pub(crate) fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().map_or(otherwise, |text| text.parse().unwrap())
}

/// Chance that can be repeated: SplitMix64.
pub(crate) struct Chance(u64);

impl Chance {
    /// The chance of one test; its seed is printed, and taken from `HUASHU_SEED`.
    pub(crate) fn of(test: &str) -> Self {
        let seed = number("HUASHU_SEED", 1);
        println!("{test}: HUASHU_SEED={seed}");
        Self(test.bytes().fold(seed, |seed, byte| seed.wrapping_mul(31).wrapping_add(byte.into())))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// A number below another one.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    pub(crate) fn millis(&mut self, from: u64, to: u64) -> Duration {
        Duration::from_micros(from * 1_000 + self.below((to - from) * 1_000))
    }
}

/// The program on a folder, ready to run with `--json`.
pub(crate) fn program<A: AsRef<OsStr>>(data: &Path, args: &[A]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huashu"));
    command.arg("--json").arg("--data").arg(data).args(args);
    command.env_remove("HUASHU_LOCALE").env_remove("HUASHU_HOME").stdin(Stdio::null());
    command
}

/// What a run printed, and its exit code; a value that cannot be read fails the test.
pub(crate) fn said(output: &Output) -> (i32, Value) {
    let code = output.status.code();
    let code = code.unwrap_or_else(|| panic!("the program died: {output:?}"));
    let value = serde_json::from_slice(&output.stdout);
    (code, value.unwrap_or_else(|error| panic!("no JSON came ({error}): {output:?}")))
}

/// Runs the program to its end.
pub(crate) fn run<A: AsRef<OsStr>>(data: &Path, args: &[A]) -> (i32, Value) {
    said(&program(data, args).output().unwrap())
}

/// Runs the program and expects success.
pub(crate) fn ok<A: AsRef<OsStr> + std::fmt::Debug>(data: &Path, args: &[A]) -> Value {
    let (code, value) = run(data, args);
    assert_eq!(code, 0, "{args:?}: {value}");
    value
}

/// Makes a book, if there is none, and signs it in.
pub(crate) fn login(data: &Path, url: &str, user: &str, password: &str) -> Value {
    let mut command = program(data, &["login", url, "--user", user, "--device", "test"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
    let (code, value) = said(&child.wait_with_output().unwrap());
    assert_eq!(code, 0, "{value}");
    value
}

/// The title and text of every phrase that a book shows, sorted.
pub(crate) fn phrases(data: &Path) -> Vec<(String, String)> {
    let book = PhraseBook::open(data, Access::Read).unwrap();
    let mut all = Vec::new();
    for library in book.libraries().unwrap() {
        let phrases = book.phrases(library.id).unwrap();
        all.extend(phrases.iter().map(|p| (p.label.title.clone(), joined_text(&p.content.parts))));
    }
    all.sort();
    all
}

/// A runtime for calls.
pub(crate) fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// A company's hub as a process of its own.
pub(crate) struct HubProcess {
    pub(crate) data: PathBuf,
    pub(crate) url: String,
    /// The owner's password.
    pub(crate) password: String,
    port: u16,
    child: Child,
    _folder: TempDir,
}

impl HubProcess {
    /// A hub in a folder of its own.
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("hub");
        Self::start_in(folder, data)
    }

    /// A hub that keeps its data elsewhere.
    pub(crate) fn start_in(folder: TempDir, data: PathBuf) -> Self {
        let port = free_port();
        let (child, serving) = spawn(&data, port).expect("the hub starts");
        let owner = &serving["first_owner"]["password"];
        let password = owner.as_str().expect("a first owner").to_owned();
        let url = serving["url"].as_str().unwrap().to_owned();
        Self { data, url, password, port, child, _folder: folder }
    }

    /// As the machine kills: at once, without a word.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts again where it was; how long it took to the first answer.
    pub(crate) fn restart(&mut self) -> Duration {
        let begun = Instant::now();
        let (child, serving) = spawn(&self.data, self.port).expect("the hub comes back after a kill");
        self.child = child;
        assert_eq!(serving["restored"], false, "a kill is no restored backup: nobody's cursor may be lost");
        let api = self.api();
        let answered = runtime().block_on(api.hello());
        answered.expect("the hub answers after a kill");
        let took = begun.elapsed();
        assert!(took < LONGEST_START, "the hub took {took:?} to come back");
        took
    }

    pub(crate) fn api(&self) -> HttpApi {
        let hub: HubUrl = self.url.parse().unwrap();
        HttpApi::new(HttpOptions::new(hub, None)).unwrap()
    }

    /// Kills it and looks whether what it leaves is sound.
    pub(crate) fn verify(&mut self) {
        self.kill();
        let (code, found) = run(&self.data, &["verify"]);
        assert_eq!((code, &found["problems"]), (0, &serde_json::json!([])), "{found}");
        assert_eq!(found["mended"], serde_json::json!([]), "a checksum was not committed with its rows");
    }
}

impl Drop for HubProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(data: &Path, port: u16) -> Result<(Child, Value), String> {
    let listen = format!("127.0.0.1:{port}");
    let mut command = program(data, &["serve", "--listen", &listen]);
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| error.to_string())?;
    let mut line = String::new();
    let read = BufReader::new(child.stdout.take().unwrap()).read_line(&mut line);
    let value: Value = serde_json::from_str(&line).map_err(|error| format!("{read:?} {error}: {line}"))?;
    if value["url"].is_string() {
        return Ok((child, value));
    }
    let _ = child.wait();
    Err(line)
}

/// A port that outgoing connections are never given, so that nobody takes it while the hub is down.
fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    loop {
        let next = (std::process::id() + NEXT.fetch_add(1, Ordering::Relaxed)) % 12_000;
        let port = 20_000 + u16::try_from(next).unwrap();
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// Copies a folder with all that is in it.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
