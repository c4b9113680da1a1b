//! A bit flips in a book or a hub: nothing panics, and what is damaged is said.

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use huashu_core::clock::{Clock, SystemClock};
use huashu_core::error::ErrorCode;
use huashu_core::model::{LibraryKind, NewPhrase};
use huashu_core::search::{Approximate, Scope};
use huashu_core::store::{Access, Op as Doing};
use huashu_core::sync::machine::Settled;
use huashu_core::{Error, PhraseBook};
use huashu_hub::{Hub, Options};
use huashu_protocol::SyncApi as _;
use huashu_protocol::sync::Cursor;
use serde_json::json;
use uuid::Uuid;

use crate::kit::{Chance, HubProcess, copy_folder, login, number, ok, phrases, program, run, runtime, said};
use crate::load::{Fixed, request, service_with, sign_in};

/// A hub, and a book that is signed in to it and has something that it has not sent.
struct World {
    hub: HubProcess,
    folder: tempfile::TempDir,
    token: String,
}

const UNSENT: [&str; 3] = ["没送出的一", "没送出的二", "没送出的三"];

impl World {
    fn new() -> Self {
        let hub = HubProcess::start();
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("book");
        login(&data, &hub.url, "owner", &hub.password);
        add(&data, (0..120).map(|number| (format!("话术 {number}"), "今天发货，请放心。".repeat(20))));
        let picture = folder.path().join("附件.txt");
        fs::write(&picture, "一个附件".repeat(2_000)).unwrap();
        ok(&data, &["phrase", "add", "--title", "附件", "--file", picture.to_str().unwrap()]);
        ok(&data, &["sync"]);
        ok(&data, &["search", "发货"]);
        add(&data, UNSENT.iter().map(|title| (title.to_string(), "还在路上".to_owned())));
        let token = runtime().block_on(sign_in(&hub.api(), "owner", &hub.password)).tokens.access;
        Self { hub, folder, token }
    }

    fn book(&self) -> PathBuf {
        self.folder.path().join("book")
    }

    /// A copy, with a log beside the database where that is wanted.
    fn copy(&self, name: &str) -> PathBuf {
        let copy = self.folder.path().join(name);
        let _ = fs::remove_dir_all(&copy);
        copy_folder(&self.book(), &copy);
        copy
    }

    /// Syncs a copy of the book to the end.
    fn sync(&self, data: &Path) -> Result<(), String> {
        let service = service_with(data, self.hub.url.parse().unwrap(), Fixed(self.token.clone()));
        let outcome = service.sync_once(Duration::from_secs(30));
        if outcome.settled == Some(Settled::Done) { Ok(()) } else { Err(format!("{outcome:?}")) }
    }
}

fn add(data: &Path, new: impl Iterator<Item = (String, String)>) {
    let mut book = PhraseBook::open(data, Access::Write).unwrap();
    let libraries = book.libraries().unwrap();
    let library = libraries.iter().find(|one| one.kind == LibraryKind::Personal).unwrap().id;
    book.transact(Doing::Import, |transaction| {
        for (title, text) in new {
            transaction.add_phrase(NewPhrase::text(library, title, text))?;
        }
        Ok(())
    })
    .unwrap();
}

/// Flips one bit of a file, as often in its first page as in all others.
fn flip(path: &Path, chance: &mut Chance) -> String {
    let mut bytes = fs::read(path).unwrap();
    let end = if chance.below(4) == 0 { 4_096.min(bytes.len()) } else { bytes.len() };
    let (at, bit) = (usize::try_from(chance.below(end as u64)).unwrap(), chance.below(8));
    bytes[at] ^= 1 << bit;
    fs::write(path, bytes).unwrap();
    format!("bit {bit} of byte {at} of {}", path.file_name().unwrap().to_string_lossy())
}

/// The first file below a folder that holds something.
pub(crate) fn file_in(folder: &Path) -> Option<PathBuf> {
    let entries = fs::read_dir(folder).ok()?.map(|entry| entry.unwrap().path());
    entries
        .filter_map(|path| if path.is_dir() { file_in(&path) } else { Some(path) })
        .find(|path| fs::metadata(path).unwrap().len() > 0)
}

/// What came of a flip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Came {
    Harmless,
    FoundAtOpening,
    FoundByVerify,
}

/// Uses a book in every way; whether the damage was found. Errors are fine, as long as they say what it is.
fn use_book(data: &Path) -> Came {
    let fine = |error: &Error| {
        let is_said = !matches!(error.code(), ErrorCode::Internal);
        assert!(is_said, "an error that says nothing: {error:?}");
    };
    let mut book = match PhraseBook::open(data, Access::Write) {
        Ok(book) => book,
        Err(error) => {
            let code = error.code();
            let known = [ErrorCode::Corrupt, ErrorCode::NotABook, ErrorCode::NewerSchema];
            assert!(known.contains(&code), "{code:?}: {error:?}");
            return Came::FoundAtOpening;
        }
    };
    let found = book.check_store().map(|found| found.is_sound()).inspect_err(fine);
    let media = book.check_media(|_| {}).map(|media| media.damaged.is_empty() && media.missing.is_empty());
    let sync = book.check_sync().map(|differing| differing.is_empty()).inspect_err(fine);
    let is_sound = [found, media.inspect_err(fine), sync].into_iter().all(|sound| sound.unwrap_or(false));
    for library in book.libraries().inspect_err(fine).unwrap_or_default() {
        let _ = book.phrases(library.id).inspect_err(fine);
        let added =
            book.transact(Doing::AddPhrase, |t| t.add_phrase(NewPhrase::text(library.id, "新", "新")));
        let _ = added.inspect_err(fine);
    }
    let _ = book.search("发货", &Scope::default(), 10, Approximate::ALL).inspect_err(fine);
    let _ = book.outbox(100).inspect_err(fine);
    let _ = book.trash().inspect_err(fine);
    let _ = book.undo().inspect_err(|error| {
        if !matches!(error, Error::NothingToUndo) {
            fine(error);
        }
    });
    if is_sound { Came::Harmless } else { Came::FoundByVerify }
}

#[test]
fn a_flipped_bit_in_a_book_is_harmless_or_said_and_the_hub_brings_the_rest_back() {
    let flips = number("HUASHU_FLIPS", 150);
    let mut chance = Chance::of("flips of a book");
    let world = World::new();
    // All is at the hub: whatever a damaged copy lacks comes from there.
    let whole = world.copy("whole");
    world.sync(&whole).unwrap();
    let expected = phrases(&whole);
    // A log is there only while somebody has the book open, or was killed.
    let open = PhraseBook::open(world.book(), Access::Write).unwrap();
    add(&world.book(), std::iter::once(("在日志里".to_owned(), "还没有回到数据库".to_owned())));
    let mut came: BTreeMap<Came, u64> = BTreeMap::new();
    let mut rebuilt = 0;
    for number in 0..flips {
        let copy = world.copy("copy");
        let path = match number % 8 {
            0 => copy.join("book.db-wal"),
            1 => file_in(&copy.join("blobs")).expect("a blob"),
            2 => file_in(&copy.join("index")).unwrap_or_else(|| copy.join("book.db")),
            _ => copy.join("book.db"),
        };
        let flipped = flip(&path, &mut chance);
        let judged = catch_unwind(AssertUnwindSafe(|| {
            if number % 10 == 3 {
                let (code, value) = run(&copy, &["verify"]);
                assert!(code <= 1 && value["error"]["code"] != "internal", "{value}");
            }
            let judged = use_book(&copy);
            let is_damaged = match PhraseBook::open(&copy, Access::Read).map(|book| book.check_store()) {
                Ok(Ok(found)) => !found.is_sound(),
                Ok(Err(_)) | Err(Error::Corrupt { .. } | Error::NotABook { .. }) => true,
                Err(_) => false,
            };
            if is_damaged {
                let clock: Arc<dyn Clock> = Arc::new(SystemClock);
                let done = PhraseBook::rebuild(&copy, &clock).expect("one bit does not make it unreadable");
                assert!(PhraseBook::open(&copy, Access::Read).unwrap().check_store().unwrap().is_sound());
                if done.signed_in {
                    world.sync(&copy).expect("a rebuilt book syncs");
                    let here = phrases(&copy);
                    let missing: Vec<_> = expected.iter().filter(|one| !here.contains(one)).collect();
                    assert!(missing.is_empty(), "{done:?}: the hub did not bring back {missing:?}");
                    rebuilt += 1;
                }
            }
            judged
        }));
        let judged = judged.unwrap_or_else(|_| panic!("{flipped} made it fail"));
        *came.entry(judged).or_default() += 1;
    }
    drop(open);
    println!("flips of a book: {flips}, {came:?}, {rebuilt} rebuilt and synced");
}

#[test]
fn a_damaged_book_is_rebuilt_and_its_unsent_edits_reach_the_hub() {
    let world = World::new();
    let data = world.copy("damaged");
    let path = data.join("book.db");
    let mut bytes = fs::read(&path).unwrap();
    let words = "今天发货".as_bytes();
    let mut pages: Vec<_> = bytes.chunks_mut(4_096).skip(1).collect();
    let damaged = pages.iter_mut().filter(|page| page.windows(words.len()).any(|window| window == words));
    damaged.step_by(7).for_each(|page| page.fill(0));
    fs::write(&path, bytes).unwrap();
    let (code, found) = run(&data, &["verify"]);
    assert!(code == 1 && (found["error"]["code"] == "corrupt" || found["sound"] == false), "{found}");
    let rebuilt = ok(&data, &["verify", "--rebuild"]);
    assert_eq!((&rebuilt["signed_in"], &rebuilt["unsent"]), (&json!(true), &json!(3)), "{rebuilt}");
    assert!(Path::new(rebuilt["set_aside"].as_str().unwrap()).exists());
    let synced = ok(&data, &["sync"]);
    assert_eq!((&synced["waiting"], &synced["drafts"]), (&json!(0), &json!(0)), "{synced}");
    let here = phrases(&data);
    assert_eq!(here.len(), 124, "{here:?}");
    assert!(
        UNSENT.iter().all(|title| here.iter().any(|(other, _)| other == title)),
        "an unsent edit is lost"
    );
    assert_eq!(ok(&data, &["verify"])["sound"], true);
    // Nothing is damaged any more: asked again, it only looks.
    assert_eq!(ok(&data, &["verify", "--rebuild"])["sound"], true);
    let second = world.folder.path().join("second");
    login(&second, &world.hub.url, "owner", &world.hub.password);
    assert_eq!(phrases(&second), here);
}

#[test]
fn a_flipped_bit_in_a_hub_is_harmless_or_said() {
    let flips = number("HUASHU_FLIPS", 150) / 3;
    let mut chance = Chance::of("flips of a hub");
    let mut world = World::new();
    world.hub.kill();
    let (runtime, mut found) = (runtime(), 0);
    for number in 0..flips {
        let copy = world.folder.path().join("hub");
        let _ = fs::remove_dir_all(&copy);
        copy_folder(&world.hub.data, &copy);
        let is_blob = number % 8 == 1;
        let path = match number % 8 {
            0 if copy.join("hub.db-wal").exists() => copy.join("hub.db-wal"),
            1 => file_in(&copy.join("blobs")).expect("a blob"),
            2 => copy.join("hub.mark"),
            _ => copy.join("hub.db"),
        };
        let flipped = flip(&path, &mut chance);
        let judged = catch_unwind(AssertUnwindSafe(|| {
            if number % 10 == 3 {
                let (code, value) = said(&program(&copy, &["verify"]).output().unwrap());
                assert!(code <= 1 && value["error"]["code"] != "internal", "{value}");
            }
            let Ok(opened) = Hub::open(Options::new(&copy)) else { return true };
            let verified = opened.hub.engine().verify();
            let is_wrong = verified.as_ref().map_or(true, |verified| !verified.problems.is_empty());
            let libraries = opened.hub.engine().sync(&world.token, request(Vec::new(), Vec::new()));
            for grant in
                libraries.ok().and_then(|reply| reply.grants).into_iter().flat_map(|all| all.libraries)
            {
                let nothing = Cursor { id: grant.library, epoch: Uuid::nil(), cursor: 0 };
                let _ = opened.hub.engine().sync(&world.token, request(Vec::new(), vec![nothing]));
                let _ = runtime.block_on(opened.hub.snapshot(&world.token, grant.library));
            }
            assert!(!is_blob || is_wrong, "a flipped blob was not found: {verified:?}");
            is_wrong
        }));
        found += u64::from(judged.unwrap_or_else(|_| panic!("{flipped} made the hub fail")));
    }
    println!("flips of a hub: {flips}, {found} found by opening or verify");
}
