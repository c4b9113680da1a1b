//! Commands are killed in the middle of what they do: what was answered is kept, and reaches the hub once.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use huashu_core::PhraseBook;
use huashu_core::store::Access;
use serde_json::Value;

use crate::kit::{Chance, HubProcess, login, number, ok, phrases, program};

/// A phrase as the commands that were answered left it, and what later ones may have made of it.
#[derive(Default)]
struct Expected {
    id: String,
    /// The last text that was acknowledged; none where the phrase itself was not.
    acked: Option<String>,
    /// Texts of commands that were killed since.
    maybe: Vec<String>,
}

/// Somebody who types commands that are killed.
struct Typist {
    book: PathBuf,
    chance: Chance,
    /// By title, which is never changed.
    phrases: BTreeMap<String, Expected>,
    /// How long a command takes that is left alone.
    usual: Duration,
    acked: u64,
    died: u64,
}

#[test]
fn a_killed_command_leaves_a_sound_book_and_what_was_answered_reaches_the_hub_once() {
    let kills = number("HUASHU_KILLS", 50);
    let mut hub = HubProcess::start();
    let folder = tempfile::tempdir().unwrap();
    let (book, second) = (folder.path().join("book"), folder.path().join("second"));
    login(&book, &hub.url, "owner", &hub.password);
    let begun = Instant::now();
    ok(&book, &["sync"]);
    let usual = begun.elapsed();
    let mut typist = Typist {
        book: book.clone(),
        chance: Chance::of("client"),
        phrases: BTreeMap::new(),
        usual,
        acked: 0,
        died: 0,
    };
    let mut count = 0;
    while typist.died < kills {
        count += 1;
        match typist.chance.below(10) {
            0..4 => typist.add(count),
            4..7 => typist.edit(count),
            7 | 8 => typist.sync(),
            _ => typist.watch(count),
        }
        assert_sound(&book, &format!("after command {count}"));
    }
    let (acked, died) = (typist.acked, typist.died);
    println!(
        "client: {died} kills, {count} commands, {acked} acknowledged edits, {} s",
        begun.elapsed().as_secs()
    );

    let synced = ok(&book, &["sync"]);
    assert_eq!(synced["waiting"], 0, "{synced}");
    let here = phrases(&book);
    typist.compare(&here);
    login(&second, &hub.url, "owner", &hub.password);
    assert_eq!(phrases(&second), here, "another device sees something else");
    ok(&book, &["verify"]);
    ok(&second, &["verify"]);
    hub.verify();
}

impl Typist {
    fn add(&mut self, count: u64) {
        let title = format!("t{count}");
        let expected = Expected { maybe: vec![title.clone()], ..Expected::default() };
        self.phrases.insert(title.clone(), expected);
        if let Some(answer) = self.interrupted(&["phrase", "add", "--title", &title, "--text", &title]) {
            let expected = self.phrases.get_mut(&title).unwrap();
            expected.id = answer["id"].as_str().unwrap().to_owned();
            (expected.acked, expected.maybe) = (Some(title), Vec::new());
            self.acked += 1;
        }
    }

    fn edit(&mut self, count: u64) {
        let known: Vec<String> = self
            .phrases
            .iter()
            .filter(|(_, one)| one.acked.is_some())
            .map(|(title, _)| title.clone())
            .collect();
        if known.is_empty() {
            return;
        }
        let title = &known[usize::try_from(self.chance.below(known.len() as u64)).unwrap()];
        let (id, text) = (self.phrases[title].id.clone(), format!("e{count}"));
        let answer = self.interrupted(&["phrase", "edit", &id, "--text", &text]);
        let expected = self.phrases.get_mut(title).unwrap();
        if answer.is_some() {
            (expected.acked, expected.maybe) = (Some(text), Vec::new());
            self.acked += 1;
        } else {
            expected.maybe.push(text);
        }
    }

    fn sync(&mut self) {
        self.interrupted(&["sync"]);
    }

    /// One process syncs and is killed while another one writes.
    fn watch(&mut self, count: u64) {
        let watching = program(&self.book, &["sync", "--watch"]).stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(self.chance.millis(0, 150));
        let title = format!("w{count}");
        let answer = ok(&self.book, &["phrase", "add", "--title", &title, "--text", &title]);
        let id = answer["id"].as_str().unwrap().to_owned();
        self.phrases.insert(title.clone(), Expected { id, acked: Some(title), maybe: Vec::new() });
        self.acked += 1;
        std::thread::sleep(self.chance.millis(0, 100));
        self.died += 1;
        end(watching);
    }

    /// Runs a command and kills it somewhere on its way; what it answered, if it came so far.
    fn interrupted(&mut self, args: &[&str]) -> Option<Value> {
        let patience =
            self.usual.mul_f64(f64::from(u32::try_from(self.chance.below(1_200)).unwrap()) / 1_000.0);
        let mut child = program(&self.book, args).stdout(Stdio::piped()).spawn().unwrap();
        std::thread::sleep(patience);
        if child.try_wait().unwrap().is_none() {
            self.died += 1;
        }
        let said = end(child);
        let answer: Value = serde_json::from_str(said.strip_suffix('\n')?).ok()?;
        assert_eq!(answer.get("error"), None, "{args:?}: a kill before it made a command fail: {answer}");
        Some(answer)
    }

    /// Every acknowledged edit stands, each phrase is there once, and nobody invented any.
    fn compare(&self, here: &[(String, String)]) {
        for (title, expected) in &self.phrases {
            let texts: Vec<&String> =
                here.iter().filter(|(other, _)| other == title).map(|(_, text)| text).collect();
            assert!(texts.len() <= 1, "{title} is there more than once: {texts:?}");
            let allowed = expected.acked.iter().chain(&expected.maybe);
            match texts.first() {
                None => assert!(expected.acked.is_none(), "{title} was acknowledged and is lost"),
                Some(text) => {
                    let allowed: Vec<_> = allowed.collect();
                    assert!(allowed.contains(text), "{title} says {text}, and should say one of {allowed:?}");
                }
            }
        }
        assert!(here.iter().all(|(title, _)| self.phrases.contains_key(title)), "{here:?}");
    }
}

fn assert_sound(book: &Path, when: &str) {
    let opened = PhraseBook::open(book, Access::Read);
    let book = opened.unwrap_or_else(|error| panic!("{when}: the book does not open: {error}"));
    let found = book.check_store().unwrap();
    assert!(found.is_sound(), "{when}: {found:?}");
}

/// Kills a process; what it had printed.
fn end(mut child: Child) -> String {
    let _ = child.kill();
    let mut said = String::new();
    if let Some(mut out) = child.stdout.take() {
        out.read_to_string(&mut said).unwrap();
    }
    child.wait().unwrap();
    said
}
