//! Tests of the pack as a whole: what it answers, what it leaves untouched, and what it refuses.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use super::manifest::{Manifest, Pointer};
use super::*;
use crate::book::PhraseBook;
use crate::clock::{Clock, FixedClock};
use crate::error::{Error, ErrorCode};
use crate::ids::{BlobId, LibraryId};
use crate::media::{Format, Kind, prepare_picture, probe, samples};
use crate::model::{Content, ImagePart, NewLibrary, NewPhrase, Part, PhrasePatch, Validity};
use crate::search::{Approximate, Hit, Scope};
use crate::store::Op;

struct Bench {
    _folder: tempfile::TempDir,
    book: PhraseBook,
    packs: PathBuf,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let packs = folder.path().join("shared/packs");
        let book =
            PhraseBook::create_with(folder.path().join("book"), clock("2026-11-22T10:00[Asia/Shanghai]"));
        Self { book: book.unwrap(), packs, _folder: folder }
    }

    fn with_starter() -> Self {
        let mut bench = Self::new();
        bench.book.add_starter().unwrap();
        bench
    }

    fn library(&mut self, name: &str) -> LibraryId {
        self.book.transact(Op::AddLibrary, |t| t.add_library(NewLibrary::personal(name))).unwrap().value.id
    }

    fn add(&mut self, new: NewPhrase) -> crate::ids::PhraseId {
        self.book.transact(Op::AddPhrase, |t| Ok(t.add_phrase(new)?.id)).unwrap().value
    }

    fn write(&self) -> PackSummary {
        self.book.write_pack(&self.packs, &PackOptions::default()).unwrap()
    }

    fn open(&self) -> Pack {
        Pack::open_with(&self.packs, Arc::clone(&self.book.clock)).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.packs).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn clock(at: &str) -> Arc<dyn Clock> {
    Arc::new(FixedClock { at: at.parse().unwrap() })
}

fn titles(hits: Vec<Hit>) -> Vec<String> {
    hits.into_iter().map(|hit| hit.phrase.label.title).collect()
}

fn found(pack: &Pack, query: &str) -> Vec<String> {
    titles(pack.search(query, 20, Approximate::NONE).unwrap().hits)
}

fn image_part(part: Part) -> ImagePart {
    let Part::Image(image) = part else { panic!("no picture") };
    image
}

/// What a reader sees of a hit: the book has more to tell about it.
fn seen(hit: Hit) -> impl PartialEq + std::fmt::Debug {
    let Hit { phrase, category, text, status, care, score, approximate, spans } = hit;
    let parts = (phrase.label, phrase.content, phrase.place, phrase.library);
    ((phrase.id, category, text, status), (care.uses, care.favourite), (score, approximate, spans), parts)
}

const QUERIES: [&str; 16] = [
    "",
    "fh",
    "fahuo",
    "发货",
    "tuikuan",
    "tui款",
    "wl 单号",
    "退款 几天",
    "sunfeng",
    "tuikaun",
    "发或",
    "kd",
    "售后",
    "zzzz",
    "48",
    "👍",
];
const MESSAGES: [&str; 6] = [
    "亲，我前天买的裙子怎么还没到，单号78123456789012查不到",
    "有没有色差",
    "退款什么时候到账",
    "可以开发票吗",
    "在吗",
    "哈哈哈",
];

#[test]
fn it_answers_as_the_book_does() {
    let mut bench = Bench::with_starter();
    let favourite = bench.book.search("fahuo", &Scope::default(), 3, Approximate::NONE).unwrap().hits;
    let favourite = favourite.last().unwrap().phrase.id;
    bench.book.set_favourite(favourite, true).unwrap();
    let summary = bench.write();
    assert_eq!((summary.phrases, summary.libraries), (230, 1));
    assert!(summary.missing_images.is_empty() && summary.images > 0 && summary.left_behind.is_empty());
    let pack = bench.open();
    assert_eq!((pack.len(), pack.revision()), (230, bench.book.revision().unwrap()));
    assert_eq!(pack.made_at(), bench.book.clock.now());
    let mut hits = 0;
    for query in QUERIES {
        for (limit, approximate) in [(20, Approximate::ALL), (0, Approximate::NONE)] {
            let expected = bench.book.search(query, &Scope::default(), limit, approximate).unwrap();
            let answer = pack.search(query, limit, approximate).unwrap();
            hits += answer.hits.len();
            let seen = |hits: Vec<Hit>| hits.into_iter().map(seen).collect::<Vec<_>>();
            assert_eq!(seen(answer.hits), seen(expected.hits), "{query}");
            assert_eq!(answer.did_you_mean, expected.did_you_mean, "{query}");
        }
    }
    assert!(hits > 500, "{hits} hits were compared");
    for message in MESSAGES {
        let expected = bench.book.suggest(message, &Scope::default(), 5).unwrap();
        let answer = pack.suggest(message, 5).unwrap();
        let seen = |hits: Vec<Hit>| hits.into_iter().map(seen).collect::<Vec<_>>();
        assert_eq!(seen(answer.hits), seen(expected.hits), "{message}");
        assert_eq!(answer.variables, expected.variables, "{message}");
    }
    for id in pack.phrase_ids().collect::<Vec<_>>() {
        let (packed, whole) = (pack.phrase(id).unwrap(), bench.book.phrase(id).unwrap());
        assert_eq!((packed.content, packed.label), (whole.content, whole.label));
        assert_eq!(packed.meta.created_at, None, "bookkeeping stays in the book");
    }
}

#[test]
fn an_empty_book_has_a_pack() {
    let bench = Bench::new();
    bench.write();
    let pack = bench.open();
    assert!(
        pack.is_empty() && found(&pack, "fh").is_empty() && pack.suggest("退款", 5).unwrap().hits.is_empty()
    );
}

#[test]
fn what_cannot_be_sent_today_is_not_shown() {
    let mut bench = Bench::new();
    let library = bench.library("我的话术");
    let phrase = |title: &str, from: Option<&str>, until: Option<&str>| {
        let day = |day: &str| day.parse().unwrap();
        let valid = Validity { from: from.map(day), until: until.map(day) };
        let new = NewPhrase::text(library, title, "双十一发货安排");
        NewPhrase { content: Content { valid, ..new.content.clone() }, ..new }
    };
    bench.add(phrase("一直", None, None));
    bench.add(phrase("今天为止", None, Some("2026-11-22")));
    bench.add(phrase("明天开始", Some("2026-11-23"), None));
    let off = bench.add(phrase("停用", None, None));
    let patch = PhrasePatch { active: Some(false), ..PhrasePatch::default() };
    bench.book.transact(Op::EditPhrase, |t| t.edit_phrase(off, &patch)).unwrap();
    bench.write();
    // The day turns in the library's zone, not in the reader's.
    for (now, expected) in [
        ("2026-11-22T23:00[Asia/Shanghai]", ["一直", "今天为止"]),
        ("2026-11-22T17:00[Europe/London]", ["一直", "明天开始"]),
    ] {
        let pack = Pack::open_with(&bench.packs, clock(now)).unwrap();
        assert_eq!(found(&pack, "fahuo"), expected, "{now}");
    }
}

#[test]
fn what_has_expired_answers_nobody() {
    let mut bench = Bench::with_starter();
    let best = bench.book.suggest(MESSAGES[0], &Scope::default(), 5).unwrap().hits.remove(0).phrase;
    let valid = Validity { from: None, until: Some("2026-11-22".parse().unwrap()) };
    let patch = PhrasePatch { valid: Some(valid), ..PhrasePatch::default() };
    bench.book.transact(Op::EditPhrase, |t| t.edit_phrase(best.id, &patch)).unwrap();
    bench.write();
    for (now, answers) in
        [("2026-11-22T23:00[Asia/Shanghai]", true), ("2026-11-23T00:00[Asia/Shanghai]", false)]
    {
        let pack = Pack::open_with(&bench.packs, clock(now)).unwrap();
        let hits = pack.suggest(MESSAGES[0], 5).unwrap().hits;
        assert_eq!(
            (hits.iter().any(|hit| hit.phrase.id == best.id), hits.is_empty()),
            (answers, false),
            "{now}"
        );
    }
}

/// Names, sizes and times of all that lies in a folder.
fn listing(folder: &Path) -> BTreeMap<PathBuf, (u64, SystemTime)> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let metadata = fs::metadata(&path).unwrap();
        if metadata.is_dir() {
            found.extend(listing(&path));
        }
        found.insert(path, (metadata.len(), metadata.modified().unwrap()));
    }
    found
}

#[test]
#[cfg(unix)]
fn a_reader_writes_nothing_and_needs_no_right_to() {
    use std::os::unix::fs::PermissionsExt as _;
    let bench = Bench::with_starter();
    bench.write();
    let before = listing(&bench.packs);
    let set_modes = |folder: u32, file: u32| {
        for path in before.keys().chain([&bench.packs]) {
            let mode = if path.is_dir() { folder } else { file };
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    set_modes(0o555, 0o444);
    let pack = bench.open();
    for round in 0..100 {
        pack.search(QUERIES[round % QUERIES.len()], 20, Approximate::ALL).unwrap();
        pack.suggest(MESSAGES[round % MESSAGES.len()], 5).unwrap();
    }
    assert!(pack.is_current());
    drop(pack);
    assert_eq!(listing(&bench.packs), before);
    set_modes(0o755, 0o644);
}

/// Every file of the pack that counts, with `current`.
fn files(packs: &Path) -> Vec<PathBuf> {
    let pack = packs.join(Pointer::read(packs).unwrap().name);
    let mut files: Vec<PathBuf> = listing(&pack).into_keys().filter(|path| path.is_file()).collect();
    files.push(packs.join(CURRENT));
    files
}

#[test]
fn damage_is_named_whatever_it_hits() {
    let bench = Bench::with_starter();
    bench.write();
    let blobs: Vec<BlobId> = manifest(&bench.packs).images.keys().map(|blob| blob.parse().unwrap()).collect();
    // What a reader does with a pack: everything, or nothing where it does not open.
    let read_all = || -> Result<(), Error> {
        let pack = Pack::open(&bench.packs)?;
        pack.search("fahuo", 0, Approximate::ALL)?;
        pack.suggest(MESSAGES[0], 5)?;
        blobs.iter().try_for_each(|blob| pack.image(blob).map(drop))
    };
    read_all().unwrap();
    let files = files(&bench.packs);
    assert!(files.len() > 10, "{files:?}");
    for path in &files {
        let bytes = fs::read(path).unwrap();
        let mut damaged = vec![bytes[..bytes.len() / 2].to_vec(), Vec::new()];
        for at in [0, bytes.len() / 3, bytes.len() - 2] {
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x11;
            damaged.push(flipped);
        }
        // A picture may be a second name of a blob: never write into it.
        let put = |bytes: &[u8]| {
            fs::remove_file(path).ok();
            fs::write(path, bytes).unwrap();
        };
        for (case, damaged) in damaged.iter().enumerate() {
            put(damaged);
            let code = read_all().expect_err(&format!("{} case {case}", path.display())).code();
            assert_eq!(code, ErrorCode::Corrupt, "{} case {case}", path.display());
        }
        fs::remove_file(path).unwrap();
        let code = read_all().unwrap_err().code();
        let expected = if path.ends_with(CURRENT) { ErrorCode::NotFound } else { ErrorCode::Corrupt };
        assert_eq!(code, expected, "{} is missing", path.display());
        put(&bytes);
    }
    read_all().unwrap();
    let verified = bench.book.check_media(|_| ()).unwrap();
    assert!(verified.damaged.is_empty() && verified.missing.is_empty());
}

fn manifest(packs: &Path) -> Manifest {
    let pointer = Pointer::read(packs).unwrap();
    Manifest::read(&packs.join(&pointer.name), pointer.manifest).unwrap()
}

/// Writes a manifest with the pointer that belongs to it.
fn put_manifest(packs: &Path, change: impl FnOnce(&mut Manifest)) {
    let pointer = Pointer::read(packs).unwrap();
    let mut manifest = manifest(packs);
    change(&mut manifest);
    let path = packs.join(&pointer.name).join(MANIFEST);
    let bytes = manifest.to_bytes(&path).unwrap();
    fs::write(&path, &bytes).unwrap();
    Pointer { manifest: BlobId::of(&bytes), ..pointer }.write(packs).unwrap();
}

#[test]
fn other_editions_and_strangers_are_refused() {
    let bench = Bench::with_starter();
    let code = || Pack::open(&bench.packs).unwrap_err().code();
    assert_eq!(code(), ErrorCode::NotFound, "no folder");
    bench.write();
    put_manifest(&bench.packs, |manifest| manifest.format += 1);
    let newer = Pack::open(&bench.packs).unwrap_err();
    assert!(matches!(newer, Error::NewerSchema { found: 2, known: 1, .. }), "{newer}");
    bench.write();
    put_manifest(&bench.packs, |manifest| manifest.format = 0);
    assert_eq!(code(), ErrorCode::Corrupt, "an earlier edition");
    bench.write();
    put_manifest(&bench.packs, |manifest| manifest.book = "0".repeat(32));
    assert_eq!(code(), ErrorCode::Corrupt, "the index of another book");
    bench.write();
    let pointer = fs::read_to_string(bench.packs.join(CURRENT)).unwrap();
    let (name, hash) = pointer.split_once('\n').unwrap();
    for text in [
        "",
        "\n",
        "pack-1-1",
        "hello",
        "SQLite format 3\0",
        &format!("../{name}\n{hash}"),
        &format!("{name}/..\n{hash}"),
        &format!("{name}\n{}", &hash[1..]),
        &format!("pack--1\n{hash}"),
        &format!("pack-1-\n{hash}"),
    ] {
        fs::write(bench.packs.join(CURRENT), text).unwrap();
        assert_eq!(code(), ErrorCode::Corrupt, "{text:?}");
    }
    assert_ne!(bench.write().name, name, "writing repairs it");
    bench.open();
}

#[test]
fn a_pack_that_is_open_outlives_the_next() {
    let mut bench = Bench::with_starter();
    let first = bench.write();
    let old = bench.open();
    let library = bench.book.libraries().unwrap()[0].id;
    bench.add(NewPhrase::text(library, "圣诞安排", "圣诞节照常发货"));
    // What a writer left that was killed.
    fs::create_dir_all(bench.packs.join("writing-9/images")).unwrap();
    fs::write(bench.packs.join("notes.txt"), "not ours").unwrap();
    let second = bench.write();
    assert_eq!(bench.names(), ["current", "lock", "notes.txt", &second.name]);
    assert!(second.name != first.name && second.revision > first.revision);
    assert!(!old.is_current());
    #[cfg(unix)]
    {
        assert!(!found(&old, "fahuo").is_empty());
        assert!(!old.suggest(MESSAGES[0], 5).unwrap().hits.is_empty());
    }
    assert!(found(&old, "圣诞").is_empty());
    let new = bench.open();
    assert!(new.is_current());
    assert_eq!(found(&new, "圣诞"), ["圣诞安排"]);
    // The same state again is another pack.
    assert_ne!(bench.write().name, second.name);
}

#[test]
fn a_library_that_is_not_named_is_nowhere_in_it() {
    let mut bench = Bench::new();
    let (open, closed) = (bench.library("公开"), bench.library("内部"));
    bench.add(NewPhrase::text(open, "发货时间", "四十八小时内"));
    let secret = "底价八十八发货";
    let id = bench.add(NewPhrase::text(closed, "内部底价", secret));
    bench.write();
    assert_eq!(found(&bench.open(), "fahuo"), ["发货时间", "内部底价"]);
    let options = PackOptions { libraries: Some(vec![open]) };
    let summary = bench.book.write_pack(&bench.packs, &options).unwrap();
    assert_eq!((summary.libraries, summary.phrases, &summary.left_behind), (1, 1, &Vec::new()));
    let pack = bench.open();
    assert_eq!(found(&pack, ""), ["发货时间"]);
    assert_eq!(pack.phrase(id).unwrap_err().code(), ErrorCode::NotFound);
    assert!(pack.suggest(secret, 5).unwrap().hits.iter().all(|hit| hit.phrase.id != id));
    for path in listing(&bench.packs).into_keys().filter(|path| path.is_file()) {
        let bytes = fs::read(&path).unwrap();
        let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        assert!(!holds("内部") && !holds("底价"), "{}", path.display());
    }
    let nowhere = PackOptions { libraries: Some(vec![LibraryId::from_uuid(uuid::Uuid::nil())]) };
    let refused = bench.book.write_pack(&bench.packs, &nowhere).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::NotFound);
    assert!(pack.is_current(), "the pack that was there is as it was");
}

#[test]
fn pictures_lie_in_it_at_sending_size() {
    let mut bench = Bench::new();
    let library = bench.library("我的话术");
    let put = |bench: &mut Bench, bytes: Vec<u8>| {
        let prepared = prepare_picture("图.png", &bytes).unwrap();
        image_part(bench.book.transact(Op::AddPhrase, |t| t.put_media(prepared)).unwrap().value)
    };
    let small = put(&mut bench, samples::png(300, 200));
    let large = put(&mut bench, samples::png(4_200, 2_100));
    let gone = put(&mut bench, samples::png(30, 20));
    let parts = [&small, &large, &gone, &small].map(|image| Part::Image(image.clone())).to_vec();
    let content = Content { parts, ..Content::default() };
    bench.add(NewPhrase { content, ..NewPhrase::text(library, "尺码表", "") });
    fs::remove_file(bench.book.media.path(&gone.blob)).unwrap();
    let summary = bench.write();
    assert_eq!((summary.images, &summary.missing_images), (2, &vec![gone.blob]));
    let pack = bench.open();
    assert_eq!(fs::read(pack.image(&small.blob).unwrap()).unwrap(), bench.book.blob(&small.blob).unwrap());
    let path = pack.image(&large.blob).unwrap();
    assert_eq!(path.extension().unwrap(), "png");
    let bytes = fs::read(path).unwrap();
    assert_eq!(probe(&bytes), Kind::Picture(Format::Png));
    let shrunk = image_part(prepare_picture("图.png", &bytes).unwrap().into_part());
    assert_eq!((shrunk.width, shrunk.height), (4_096, 2_048));
    assert!(matches!(pack.image(&gone.blob), Err(Error::MissingBlob { .. })));
}

#[test]
fn two_do_not_write_at_once() {
    let bench = Bench::new();
    bench.write();
    let lock = disk::lock(&bench.packs).unwrap();
    let refused = bench.book.write_pack(&bench.packs, &PackOptions::default()).unwrap_err();
    assert!(matches!(refused, Error::Busy), "{refused}");
    bench.open();
    drop(lock);
    bench.write();
}

#[test]
fn where_nothing_can_be_written_the_old_pack_stays() {
    let bench = Bench::new();
    bench.write();
    let before = listing(&bench.packs);
    // The place of the unfinished pack is taken by something that cannot be emptied as a folder.
    let next = bench.packs.join("writing-2");
    fs::write(&next, "a file").unwrap();
    assert!(bench.book.write_pack(&bench.packs, &PackOptions::default()).is_err());
    fs::remove_file(&next).unwrap();
    let after: BTreeMap<_, _> = listing(&bench.packs);
    assert_eq!(after.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
    assert!(bench.open().is_current());
}
