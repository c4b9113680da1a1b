//! The disk fills up under a book and under a hub: what is stored stays, what cannot be stored is said, and all goes on once
//! there is room.
//!
//! The disk is a small memory file system. Where mounting is not permitted (it takes root), the tests say so and check nothing.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use huashu_core::PhraseBook;
use huashu_core::model::{LibraryKind, NewPhrase};
use huashu_core::store::{Access, Op as Doing};
use huashu_protocol::sync::{Op, Verb};
use huashu_protocol::{CallError, Refusal, SyncApi as _};
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

use crate::kit::{HubProcess, login, ok, phrases, run, runtime};
use crate::load::{request, sign_in};

/// A file system of a few megabytes.
struct SmallDisk {
    folder: TempDir,
}

impl SmallDisk {
    fn mount(size: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", &format!("size={size}"), "huashu-test"]).arg(folder.path());
        let mounted = command.stderr(Stdio::null()).status().is_ok_and(|status| status.success());
        if !mounted {
            println!("a full disk: NOT CHECKED, since mounting is not permitted here");
        }
        mounted.then_some(Self { folder })
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn filler(&self) -> PathBuf {
        self.path().join("filler")
    }

    /// Fills it up but for so many bytes.
    fn fill_but(&self, left: u64) {
        let mut file = OpenOptions::new().create(true).append(true).open(self.filler()).unwrap();
        while file.write_all(&[0; 4_096]).is_ok() {}
        let len = file.metadata().unwrap().len();
        file.set_len(len.saturating_sub(left)).unwrap();
    }

    fn free(&self) {
        fs::remove_file(self.filler()).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}

fn long_text() -> String {
    "请放心，今天一定发货。".repeat(150)
}

fn add_many(data: &Path, count: usize) {
    let mut book = PhraseBook::open(data, Access::Write).unwrap();
    let libraries = book.libraries().unwrap();
    let library = libraries.iter().find(|one| one.kind == LibraryKind::Personal).unwrap().id;
    book.transact(Doing::Import, |transaction| {
        for number in 0..count {
            transaction.add_phrase(NewPhrase::text(library, format!("别处 {number}"), long_text()))?;
        }
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_full_disk_costs_a_book_nothing_that_was_stored() {
    let Some(disk) = SmallDisk::mount("8m") else { return };
    let mut hub = HubProcess::start();
    let (small, other) = (disk.path().join("book"), TempDir::new().unwrap());
    login(&small, &hub.url, "owner", &hub.password);
    login(other.path(), &hub.url, "owner", &hub.password);
    disk.fill_but(400_000);
    let mut stored = Vec::new();
    let refused: Value = loop {
        let title = format!("这里 {}", stored.len());
        let (code, answer) = run(&small, &["phrase", "add", "--title", &title, "--text", &long_text()]);
        if code != 0 {
            break answer;
        }
        stored.push(title);
        assert!(stored.len() < 400, "the disk is never full");
    };
    assert_eq!(refused["error"]["code"], "disk_full", "{refused}");
    assert!(!stored.is_empty());
    // More comes down than there is room for.
    add_many(other.path(), 300);
    ok(other.path(), &["sync"]);
    let (code, synced) = run(&small, &["sync"]);
    assert_eq!((code, &synced["error"]["code"]), (1, &json!("disk_full")), "{synced}");
    disk.free();
    let here = phrases(&small);
    let lost: Vec<_> = stored.iter().filter(|title| !here.iter().any(|(other, _)| other == *title)).collect();
    assert!(lost.is_empty(), "stored and lost: {lost:?}");
    assert_eq!(ok(&small, &["verify"])["sound"], true);
    ok(&small, &["phrase", "add", "--title", "又有地方了", "--text", "x"]);
    assert_eq!(ok(&small, &["sync"])["waiting"], 0);
    ok(other.path(), &["sync"]);
    assert_eq!(phrases(&small), phrases(other.path()));
    println!("a full disk under a book: {} phrases stored before it was full", stored.len());
    hub.verify();
}

#[test]
fn a_full_disk_under_a_hub_makes_clients_wait_and_nothing_is_lost() {
    let Some(disk) = SmallDisk::mount("16m") else { return };
    let mut hub = HubProcess::start_in(TempDir::new().unwrap(), disk.path().join("hub"));
    let (book, other) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    login(book.path(), &hub.url, "owner", &hub.password);
    let (runtime, api) = (runtime(), hub.api());
    let session = runtime.block_on(sign_in(&api, "owner", &hub.password));
    let library = PhraseBook::open(book.path(), Access::Read).unwrap().libraries().unwrap()[0].id.uuid();
    disk.fill_but(300_000);
    let (mut acked, mut refusal) = (Vec::new(), None);
    for number in 0..2_000 {
        let (row, title) = (Uuid::now_v7(), format!("收下 {number}"));
        let parts = json!([{"kind": "text", "text": long_text()}]);
        let fields = serde_json::from_value(json!({"title": title, "parts": parts, "pos": "a0"})).unwrap();
        let op = Op {
            op_id: Uuid::now_v7(),
            library,
            kind: "phrase".into(),
            row,
            verb: Verb::Create,
            base: 0,
            after: None,
            replay: false,
            fields,
        };
        match runtime.block_on(api.sync(&session.tokens.access, request(vec![op], Vec::new()))) {
            Ok(_) => acked.push(title),
            Err(CallError::Refused(Refusal::Busy { .. })) => {
                std::thread::sleep(std::time::Duration::from_millis(200));
            }
            Err(error) => {
                refusal = Some(error);
                break;
            }
        }
    }
    assert_eq!(refusal, Some(CallError::Refused(Refusal::Full)), "after {} operations", acked.len());
    // A client waits, and its edits with it.
    add_many(book.path(), 100);
    let (code, waiting) = run(book.path(), &["sync", "--timeout", "20"]);
    assert_eq!((code, &waiting["error"]["code"]), (1, &json!("offline")), "{waiting}");
    assert!(PhraseBook::open(book.path(), Access::Read).unwrap().waiting().unwrap() > 0);
    disk.free();
    assert_eq!(ok(book.path(), &["sync"])["waiting"], 0, "it goes on by itself once there is room");
    let here = phrases(book.path());
    let lost: Vec<_> = acked.iter().filter(|title| !here.iter().any(|(other, _)| other == *title)).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    login(other.path(), &hub.url, "owner", &hub.password);
    assert_eq!(phrases(other.path()), here);
    println!("a full disk under a hub: {} operations acknowledged before it was full", acked.len());
    hub.verify();
}
