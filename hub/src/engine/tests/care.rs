//! Restores, retention, snapshots, verification, and that the same calls make the same bytes.

use std::fs;

use huashu_protocol::account::Role;
use huashu_protocol::limits::RESTORE_JUMP;
use huashu_protocol::row::{Checksum, Row};
use huashu_protocol::sync::{Cursor, Op, Outcome, Pull, SyncRequest, Verb};
use huashu_protocol::{Refusal, frame};
use serde_json::json;
use uuid::Uuid;

use super::kit::{DAY, Kit, refused};
use crate::store::sqlite::{MARK_FILE, STORE_FILE};
use crate::{Hub, Mode};

#[test]
fn a_database_that_was_put_back_begins_a_new_epoch() {
    for mode in [Mode::Inline, Mode::Threaded] {
        let kit = Kit::open(mode);
        let library = kit.company_library();
        let (row, _) = kit.phrase(&kit.owner, library, None);
        let copy = kit.folder.path().join("copy.db");
        kit.hub.engine().backup(&copy).unwrap();
        let (_, epoch, seen) = kit.all(&kit.owner, library);
        let lost =
            Op { base: seen, ..kit.op(library, "phrase", row, Verb::Edit, json!({"title": "后来"})) };
        let rev = kit.apply(&kit.owner, lost.clone());
        // An orderly end, and a start with what is there: nothing was put back.
        let (kit, restored) = kit.reopen();
        assert!(!restored);
        let database = kit.folder.path().join(STORE_FILE);
        let kit = put_back(kit, &copy, &database);
        let who = &kit.owner;
        assert!(matches!(kit.pull(who, library, epoch, rev), Pull::Snapshot { .. }));
        let (rows, new_epoch, next) = kit.all(who, library);
        assert_ne!(new_epoch, epoch);
        assert_eq!(next, seen + RESTORE_JUMP);
        assert_eq!(rows.iter().find(|found| found.id == row).unwrap().fields["title"], "发货");
        // What was acknowledged and lost comes back, once, at a revision that nobody was given before.
        let replayed = Op { replay: true, ..lost };
        let again = kit.apply(who, replayed.clone());
        assert!(again > rev && again > RESTORE_JUMP);
        assert_eq!(kit.apply(who, replayed), again);
        assert_eq!(kit.row(who, library, row).fields["title"], "后来");
        kit.verify();
        // It was said once; the next start is an ordinary one.
        let (kit, restored) = kit.reopen();
        assert!(!restored);
        kit.verify();
    }
}

/// Puts a copy in the database's place while the hub is off, and opens it.
fn put_back(kit: Kit, copy: &std::path::Path, database: &std::path::Path) -> Kit {
    let (kit, restored) = kit.reopen_after(|| {
        for ending in ["-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{ending}", database.display()));
        }
        fs::copy(copy, database).unwrap();
    });
    assert!(restored);
    kit
}

#[test]
fn a_new_epoch_can_be_asked_for() {
    let kit = Kit::inline();
    let library = kit.company_library();
    let (_, epoch, rev) = kit.all(&kit.owner, library);
    kit.hub.engine().new_epoch().unwrap();
    assert!(matches!(kit.pull(&kit.owner, library, epoch, rev), Pull::Snapshot { .. }));
    assert_eq!(kit.all(&kit.owner, library).2, rev + RESTORE_JUMP);
    kit.verify();
}

#[test]
fn strange_files_are_left_as_they_are() {
    let text = b"not a database, but long enough to have a header of a hundred bytes, as anybody can count who wants to".to_vec();
    let mut other = b"SQLite format 3\0".to_vec();
    other.resize(4_096, 0);
    let mut newer = other.clone();
    newer[68..72].copy_from_slice(b"HSHB");
    newer[60..64].copy_from_slice(&99_u32.to_be_bytes());
    for (bytes, says) in
        [(text, "no database"), (other, "no database"), (newer, "newer"), (b"short".to_vec(), "no database")]
    {
        let kit = Kit::inline();
        let database = kit.folder.path().join(STORE_FILE);
        let (folder, clock) = (&kit.folder, &kit.clock);
        fs::write(&database, &bytes).unwrap();
        let error =
            Hub::open(super::kit::options(folder.path(), clock, Mode::Inline, 1)).err().unwrap().to_string();
        assert!(error.contains(says), "{error}");
        assert_eq!(fs::read(&database).unwrap(), bytes);
    }
}

#[test]
fn one_process_has_the_folder() {
    let kit = Kit::open(Mode::Threaded);
    let second = Hub::open(super::kit::options(kit.folder.path(), &kit.clock, Mode::Threaded, 1));
    assert!(matches!(second.err(), Some(crate::HubError::InUse { .. })));
}

#[test]
fn what_is_past_is_forgotten_in_its_time() {
    let kit = Kit::inline();
    let who = &kit.owner;
    let library = kit.company_library();
    let agent = kit.user("agent", Role::Agent, &[]);
    let (row, base) = kit.phrase(who, library, None);
    let edit = Op { base, ..kit.op(library, "phrase", row, Verb::Edit, json!({"title": "秘密"})) };
    kit.apply(who, edit.clone());
    let proposal = kit.op(library, "phrase", row, Verb::Propose, json!({"title": "建议"}));
    kit.push(&agent, proposal);
    kit.apply(who, kit.op(library, "phrase", row, Verb::Delete, json!({})).with_base(99));
    let personal = kit.personal_library(who);
    kit.apply(who, kit.op(personal, "library", personal, Verb::Delete, json!({})));
    let engine = kit.hub.engine();
    let text = |needle: &str| {
        let bytes = fs::read(kit.folder.path().join(STORE_FILE)).unwrap();
        bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
    };
    assert!(text("秘密"));
    kit.wait(31 * DAY);
    let collected = engine.collect_garbage().unwrap();
    assert_eq!((collected.texts, collected.rows, collected.libraries), (1, 0, 1));
    assert!(!text("秘密"));
    kit.wait(60 * DAY);
    let collected = engine.collect_garbage().unwrap();
    assert_eq!((collected.texts, collected.rows), (0, 1));
    assert!(!text("建议"));
    kit.wait(90 * DAY);
    assert!(engine.collect_garbage().unwrap().results > 5);
    kit.verify();
}

#[test]
fn a_snapshot_is_the_library() {
    let kit = Kit::inline();
    let who = &kit.owner;
    let token = &who.tokens.access;
    let library = kit.company_library();
    let (deep, top) = (kit.id(), kit.category(who, library, None));
    let says = json!({"name": "深", "parent": kit.category(who, library, Some(top))});
    kit.apply(who, kit.op(library, "category", deep, Verb::Create, says));
    // The parent changes after what lies in it.
    kit.apply(who, kit.op(library, "category", top, Verb::Edit, json!({"name": "顶"})));
    for _ in 0..30 {
        let ops = (0..200)
            .map(|_| {
                kit.op(
                    library,
                    "phrase",
                    kit.id(),
                    Verb::Create,
                    json!({"title": "话", "parts": [], "category": deep}),
                )
            })
            .collect();
        kit.sync(who, SyncRequest { ops, ..SyncRequest::default() }).unwrap();
    }
    let (gone, base) = kit.phrase(who, library, None);
    kit.apply(who, kit.op(library, "phrase", gone, Verb::Delete, json!({})).with_base(base));
    assert!(matches!(kit.pull(who, library, Uuid::nil(), 0), Pull::Snapshot { .. }));
    let engine = kit.hub.engine();
    let manifest = engine.snapshot(token, library).unwrap();
    let mut rows: Vec<Row> = Vec::new();
    for (number, chunk) in manifest.chunks.iter().enumerate() {
        let number = u32::try_from(number).unwrap();
        let bytes = engine.chunk(token, library, manifest.epoch, manifest.rev, number).unwrap();
        assert_eq!(
            (bytes.len() as u64, blake3::hash(&bytes).to_hex().to_string()),
            (chunk.bytes, chunk.hash.clone())
        );
        let text = String::from_utf8(frame::expand(&bytes, 1 << 26).unwrap()).unwrap();
        let before = rows.len();
        rows.extend(text.lines().map(|line| serde_json::from_str::<Row>(line).unwrap()));
        assert_eq!((rows.len() - before) as u64, chunk.rows);
    }
    assert_eq!((manifest.rows, manifest.chunks.len(), rows.len()), (6_004, 2, 6_004));
    let sum = rows.iter().fold(Checksum::default(), |sum, row| sum.with(row.id, row.revs.row));
    assert_eq!(sum, manifest.checksum);
    let mut there = vec![];
    for row in &rows {
        let field = if row.kind == "category" { "parent" } else { "category" };
        if let Some(parent) = row.fields.get(field).and_then(|parent| parent.as_str()) {
            assert!(there.contains(&parent.to_owned()));
        }
        if row.kind == "category" {
            there.push(row.id.to_string());
        }
    }
    assert!(rows.iter().all(|row| row.id != gone && !row.deleted));
    // Little changed: the same again. Much changed: another, and the one before stays for those who are at it.
    kit.phrase(who, library, None);
    assert_eq!(engine.snapshot(token, library).unwrap(), manifest);
    assert!(
        matches!(kit.pull(who, library, manifest.epoch, manifest.rev), Pull::Page { rows, .. } if rows.len() == 1)
    );
    for _ in 0..4 {
        let ops = (0..199)
            .map(|_| kit.op(library, "phrase", kit.id(), Verb::Create, json!({"title": "话", "parts": []})))
            .collect();
        kit.sync(who, SyncRequest { ops, ..SyncRequest::default() }).unwrap();
    }
    let second = engine.snapshot(token, library).unwrap();
    assert!(second.rev > manifest.rev);
    engine.chunk(token, library, manifest.epoch, manifest.rev, 0).unwrap();
    for (epoch, rev, chunk) in
        [(manifest.epoch, manifest.rev, 9), (manifest.epoch, 7, 0), (kit.id(), manifest.rev, 0)]
    {
        assert_eq!(refused(engine.chunk(token, library, epoch, rev, chunk)), Refusal::Gone);
    }
    let empty = engine.snapshot(token, who.register).unwrap();
    assert_eq!((empty.rows, empty.chunks), (0, vec![]));
}

#[test]
fn verification_sees_and_mends() {
    let kit = Kit::inline();
    let who = &kit.owner;
    let library = kit.company_library();
    let category = kit.category(who, library, None);
    let (row, _) = kit.phrase(who, library, Some(category));
    let store = std::sync::Arc::clone(&kit.hub.engine().store);
    let company = who.company.id;
    store
        .write(move |tx| {
            let mut library = tx.lock_library(company, library)?.unwrap();
            library.checksum = Checksum(1);
            tx.save_library(&library)
        })
        .unwrap();
    let verified = kit.hub.engine().verify().unwrap();
    assert_eq!((verified.problems.len(), verified.mended.len()), (0, 1));
    kit.verify();
    store
        .write(move |tx| {
            let mut phrase = tx.row(company, row)?.unwrap();
            phrase.parent = Some(row);
            tx.put_row(&phrase)?;
            let mut circle = tx.row(company, category)?.unwrap();
            circle.parent = Some(category);
            tx.put_row(&circle)
        })
        .unwrap();
    let verified = kit.hub.engine().verify().unwrap();
    assert_eq!(verified.problems.len(), 2, "{:?}", verified.problems);
}

#[test]
fn the_same_calls_make_the_same_bytes() {
    let run = || {
        let kit = Kit::inline();
        let library = kit.company_library();
        let agent = kit.user("agent", Role::Agent, &[]);
        let (row, base) = kit.phrase(&kit.owner, library, None);
        for title in ["一", "二"] {
            kit.push(
                &kit.owner,
                Op {
                    base,
                    ..kit.op(library, "phrase", row, Verb::Edit, json!({"title": title, "parts": []}))
                },
            );
            kit.push(&agent, kit.op(library, "phrase", row, Verb::Propose, json!({ "title": title })));
        }
        kit.wait(40 * DAY);
        kit.hub.engine().collect_garbage().unwrap();
        kit.hub.engine().new_epoch().unwrap();
        let file = |name: &str| fs::read(kit.folder.path().join(name)).unwrap();
        (file(STORE_FILE), file(MARK_FILE))
    };
    assert!(run() == run());
}

#[test]
fn many_push_and_pull_and_nobody_misses_a_revision() {
    let kit = Kit::open(Mode::Threaded);
    let library = kit.company_library();
    const PUSHERS: usize = 16;
    const EACH: usize = 40;
    let start = kit.all(&kit.owner, library);
    let done = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..PUSHERS {
            scope.spawn(|| {
                for _ in 0..EACH {
                    let says = json!({"title": "话", "parts": []});
                    let outcome =
                        kit.push(&kit.owner, kit.op(library, "phrase", kit.id(), Verb::Create, says));
                    assert!(matches!(outcome, Outcome::Applied { .. }));
                }
                done.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            });
        }
        for _ in 0..PUSHERS {
            scope.spawn(|| {
                let (_, epoch, mut cursor) = start.clone();
                let mut sum =
                    start.0.iter().fold(Checksum::default(), |sum, row| sum.with(row.id, row.revs.row));
                loop {
                    let is_over = done.load(std::sync::atomic::Ordering::SeqCst) == PUSHERS;
                    let libraries = vec![Cursor { id: library, epoch, cursor }];
                    let mut reply =
                        kit.sync(&kit.owner, SyncRequest { libraries, ..SyncRequest::default() }).unwrap();
                    let Pull::Page { next, rows, checksum, more, .. } = reply.libraries.pop().unwrap() else {
                        panic!()
                    };
                    // Every row was made once: the revisions have no gap, or one was skipped.
                    let revs: Vec<u64> = rows.iter().map(|row| row.revs.row).collect();
                    assert_eq!(revs, (cursor + 1..=next).collect::<Vec<_>>());
                    sum = rows.iter().fold(sum, |sum, row| sum.with(row.id, row.revs.row));
                    cursor = next;
                    assert!(more || checksum == Some(sum));
                    if is_over && !more {
                        assert_eq!(cursor, start.2 + (PUSHERS * EACH) as u64);
                        break;
                    }
                }
            });
        }
    });
    kit.verify();
}

trait WithBase {
    fn with_base(self, base: u64) -> Self;
}

impl WithBase for Op {
    fn with_base(self, base: u64) -> Self {
        Self { base, ..self }
    }
}
