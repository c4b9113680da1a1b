//! Blobs: pieces, proofs, and who may have them.

use std::fs;

use huashu_protocol::account::Role;
use huashu_protocol::blob::{Upload, Uploaded};
use huashu_protocol::limits::{BLOB_BYTES, PIECE_BYTES};
use huashu_protocol::sync::{Outcome, Verb, reject};
use huashu_protocol::{CallResult, Refusal};
use serde_json::json;

use super::kit::{DAY, Kit, refused, second_company};
use crate::Mode;

/// A PNG of one pixel.
const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0,
    0, 1, 8, 0, 0, 0, 0, 0x3A, 0x7E, 0x9B, 0x55, 0, 0, 0, 10, b'I', b'D', b'A', b'T', 0x78, 0x9C, 0x63, 0x60,
    0, 0, 0, 2, 0, 1, 0x48, 0xAF, 0xA4, 0x71, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xAE, 0x42, 0x60, 0x82,
];

fn name(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

fn begin(kit: &Kit, token: &str, bytes: &[u8], mime: &str) -> CallResult<Uploaded> {
    let upload = Upload { hash: name(bytes), size: bytes.len() as u64, mime: mime.into() };
    kit.hub.engine().upload(token, &upload)
}

/// Uploads in pieces.
fn put(kit: &Kit, token: &str, bytes: &[u8], mime: &str) -> CallResult<Uploaded> {
    let mut state = begin(kit, token, bytes, mime)?;
    while !state.done {
        let from = usize::try_from(state.offset).unwrap();
        let to = bytes.len().min(from + PIECE_BYTES);
        state = kit.hub.engine().upload_piece(token, &name(bytes), state.offset, &bytes[from..to])?;
    }
    Ok(state)
}

fn get(kit: &Kit, token: &str, bytes: &[u8]) -> CallResult<Vec<u8>> {
    let mut all = Vec::new();
    loop {
        let piece = kit.hub.engine().blob(token, &name(bytes), all.len() as u64)?;
        all.extend(piece.bytes);
        if all.len() as u64 == piece.total {
            return Ok(all);
        }
    }
}

#[test]
fn what_goes_up_comes_down() {
    for mode in [Mode::Inline, Mode::Threaded] {
        let kit = Kit::open(mode);
        let token = &kit.owner.tokens.access;
        let large: Vec<u8> = (0..2 * PIECE_BYTES + 5).map(|byte| (byte % 251) as u8).collect();
        for (bytes, mime) in
            [(PNG, "image/png"), (&large, "application/octet-stream"), (b"<svg/>", "image/svg+xml")]
        {
            assert_eq!(
                put(&kit, token, bytes, mime).unwrap(),
                Uploaded { offset: bytes.len() as u64, done: true }
            );
            assert_eq!(get(&kit, token, bytes).unwrap(), bytes);
            // It is here: nothing to do, whoever asks how far it is.
            assert!(begin(&kit, token, bytes, mime).unwrap().done);
            let state = kit.hub.engine().upload_piece(token, &name(bytes), u64::MAX, &[]).unwrap();
            assert_eq!(state, Uploaded { offset: bytes.len() as u64, done: true });
            let beyond = kit.hub.engine().blob(token, &name(bytes), bytes.len() as u64 + 7).unwrap();
            assert_eq!((beyond.bytes.len(), beyond.total), (0, bytes.len() as u64));
        }
        let left = fs::read_dir(kit.folder.path().join("uploads")).unwrap().count();
        assert_eq!(left, 0);
        kit.verify();
    }
}

#[test]
fn an_upload_goes_on_where_it_stood() {
    let kit = Kit::inline();
    let token = &kit.owner.tokens.access;
    let bytes = vec![7; 3_000];
    assert_eq!(begin(&kit, token, &bytes, "a/b").unwrap(), Uploaded { offset: 0, done: false });
    let piece = |offset: u64, part: &[u8]| kit.hub.engine().upload_piece(token, &name(&bytes), offset, part);
    assert_eq!(piece(0, &bytes[..1_000]).unwrap(), Uploaded { offset: 1_000, done: false });
    assert_eq!(begin(&kit, token, &bytes, "a/b").unwrap().offset, 1_000);
    for offset in [0, 999, 1_001, u64::MAX] {
        assert_eq!(refused(piece(offset, &bytes[..10])), Refusal::Offset { offset: 1_000 }, "{offset}");
    }
    assert!(matches!(refused(piece(1_000, &bytes[..2_001])), Refusal::Invalid { .. }));
    assert_eq!(refused(piece(1_000, &vec![0; PIECE_BYTES + 1])), Refusal::TooLarge);
    let (kit, _) = kit.reopen();
    let token = &kit.owner.tokens.access;
    let state = kit.hub.engine().upload_piece(token, &name(&bytes), 1_000, &bytes[1_000..]).unwrap();
    assert!(state.done);
}

#[test]
fn an_upload_whose_hub_died_after_the_last_piece_is_finished_when_it_is_asked_for() {
    let kit = Kit::inline();
    let token = &kit.owner.tokens.access;
    for (bytes, left, expected) in [
        (b"whole", b"whole".to_vec(), Uploaded { offset: 5, done: true }),
        (b"other", b"wrong".to_vec(), Uploaded { offset: 0, done: false }),
        (b"long!", b"long! and more".to_vec(), Uploaded { offset: 0, done: false }),
    ] {
        begin(&kit, token, bytes, "text/plain").unwrap();
        let part = format!("{}-{}.part", kit.owner.account.id, name(bytes));
        let uploads = kit.folder.path().join("uploads");
        std::fs::create_dir_all(&uploads).unwrap();
        std::fs::write(uploads.join(part), left).unwrap();
        assert_eq!(begin(&kit, token, bytes, "text/plain").unwrap(), expected);
        assert!(put(&kit, token, bytes, "text/plain").unwrap().done);
        assert_eq!(get(&kit, token, bytes).unwrap(), bytes);
    }
    kit.verify();
}

#[test]
fn only_what_it_says_it_is_gets_in() {
    let kit = Kit::inline();
    let token = &kit.owner.tokens.access;
    let cut = &PNG[..PNG.len() - 20];
    for (bytes, mime, good) in [
        (cut, "image/png", false),
        (PNG, "image/jpeg", false),
        (PNG, "application/octet-stream", false),
        (PNG, "image/png", true),
        (b"no picture", "image/png", false),
        (b"no picture", "image/gif", false),
        (b"text", "text/plain", true),
        (b"text 2", "nothing", false),
        (b"text 3", "", false),
        (b"text 4", "a/\u{7}", false),
    ] {
        let state = put(&kit, token, bytes, mime);
        assert_eq!(state.is_ok(), good, "{mime} {state:?}");
        if !good {
            assert!(matches!(refused(state), Refusal::Invalid { .. }));
            assert_eq!(refused(get(&kit, token, bytes)), Refusal::NotFound);
        }
    }
    let engine = kit.hub.engine();
    let upload =
        |hash: &str, size| engine.upload(token, &Upload { hash: hash.into(), size, mime: "a/b".into() });
    assert_eq!(refused(upload(&name(b"x"), BLOB_BYTES + 1)), Refusal::TooLarge);
    for hash in ["", "x", "../../etc/passwd", &name(b"x").to_uppercase()] {
        assert!(matches!(refused(upload(hash, 1)), Refusal::Invalid { .. }));
        assert_eq!(refused(engine.upload_piece(token, hash, 0, b"x")), Refusal::NotFound);
        assert_eq!(refused(engine.blob(token, hash, 0)), Refusal::NotFound);
    }
    assert!(matches!(refused(upload(&name(b"x"), 0)), Refusal::Invalid { .. }));
    // Other bytes under that name: thrown away, and begun again.
    upload(&name(b"right"), 5).unwrap();
    assert!(matches!(
        refused(engine.upload_piece(token, &name(b"right"), 0, b"wrong")),
        Refusal::Invalid { .. }
    ));
    assert!(engine.upload_piece(token, &name(b"right"), 0, b"right").unwrap().done);
}

#[test]
fn knowing_a_hash_opens_nothing() {
    let kit = Kit::inline();
    let department = kit.department("客服");
    let library = kit.department_library(department);
    let (member, outsider) =
        (kit.user("member", Role::Agent, &[department]), kit.user("outsider", Role::Agent, &[]));
    let foreign = second_company(&kit);
    let secret = b"the price list";
    put(&kit, &kit.owner.tokens.access, secret, "text/plain").unwrap();
    let all = [&kit.owner, &member, &outsider, &foreign];
    let can = |all: [&huashu_protocol::account::Session; 4]| {
        all.map(|who| get(&kit, &who.tokens.access, secret).is_ok())
    };
    assert_eq!(can(all), [true, false, false, false]);
    let part = json!({"kind": "file", "blob": name(secret), "name": "a", "mime": "text/plain", "bytes": 14});
    let says = json!({"title": "价", "parts": [part]});
    let row = kit.id();
    kit.apply(&kit.owner, kit.op(library, "phrase", row, Verb::Create, says.clone()));
    assert_eq!(can(all), [true, true, false, false]);
    // Naming it in a row of one's own does not help: it was not theirs to name.
    for who in [&outsider, &foreign] {
        let own = kit.personal_library(who);
        let op = kit.op(own, "phrase", kit.id(), Verb::Create, says.clone());
        let outcome = kit.push(who, op.clone());
        assert!(
            matches!(&outcome, Outcome::Rejected { code, .. } if code == reject::BLOB_MISSING),
            "{outcome:?}"
        );
        assert!(!begin(&kit, &who.tokens.access, secret, "text/plain").unwrap().done);
        assert!(get(&kit, &who.tokens.access, secret).is_err());
        // Who has the bytes may say so, and then the same operation goes through.
        put(&kit, &who.tokens.access, secret, "text/plain").unwrap();
        kit.apply(who, op);
    }
    // What a row named once is in its history.
    kit.apply(
        &kit.owner,
        huashu_protocol::sync::Op {
            base: 99,
            ..kit.op(library, "phrase", row, Verb::Edit, json!({"parts": []}))
        },
    );
    assert_eq!(can(all), [true, true, true, true]);
    // A suggestion shows its picture to those who decide.
    let drawing = b"a drawing";
    put(&kit, &member.tokens.access, drawing, "text/plain").unwrap();
    let part = json!({"kind": "file", "blob": name(drawing), "name": "a", "mime": "text/plain", "bytes": 9});
    let propose = kit.op(library, "phrase", row, Verb::Propose, json!({"parts": [part]}));
    assert!(get(&kit, &kit.owner.tokens.access, drawing).is_err());
    kit.push(&member, propose.clone());
    assert!(get(&kit, &kit.owner.tokens.access, drawing).is_ok());
    kit.admin(huashu_protocol::account::Admin::AcceptProposal { id: propose.op_id }).unwrap();
    assert!(get(&kit, &kit.owner.tokens.access, drawing).is_ok());
    kit.verify();
}

#[test]
fn what_nobody_names_is_collected_after_a_week() {
    let kit = Kit::inline();
    let who = &kit.owner;
    let library = kit.company_library();
    let [named, stray, late] = [&b"named"[..], b"stray", b"late"].map(<[u8]>::to_vec);
    put(&kit, &who.tokens.access, &named, "text/plain").unwrap();
    put(&kit, &who.tokens.access, &stray, "text/plain").unwrap();
    begin(&kit, &who.tokens.access, b"half", "text/plain").unwrap();
    let part = json!({"kind": "file", "blob": name(&named), "name": "a", "mime": "text/plain", "bytes": 5});
    let row = kit.id();
    kit.apply(who, kit.op(library, "phrase", row, Verb::Create, json!({"title": "t", "parts": [part]})));
    kit.apply(
        who,
        huashu_protocol::sync::Op { base: 9, ..kit.op(library, "phrase", row, Verb::Delete, json!({})) },
    );
    let first = kit.hub.engine().collect_garbage().unwrap();
    assert_eq!((first.blobs, first.uploads), (0, 0));
    let path = |bytes: &[u8]| {
        let name = name(bytes);
        kit.folder.path().join("blobs").join(&name[..2]).join(&name[2..4]).join(name)
    };
    // A file without a line in the database, as a crash leaves it.
    fs::create_dir_all(path(&late).parent().unwrap()).unwrap();
    fs::write(path(&late), &late).unwrap();
    let long_ago = std::time::SystemTime::UNIX_EPOCH;
    fs::File::options().write(true).open(path(&late)).unwrap().set_modified(long_ago).unwrap();
    kit.wait(8 * DAY);
    let second = kit.hub.engine().collect_garbage().unwrap();
    assert_eq!((second.blobs, second.uploads), (2, 1));
    assert_eq!([&named, &stray, &late].map(|bytes| path(bytes).exists()), [true, false, false]);
    kit.wait(25 * DAY);
    // The text of the deleted row is forgotten, and with it what it named.
    let third = kit.hub.engine().collect_garbage().unwrap();
    assert_eq!((third.texts, third.blobs), (1, 1));
    assert!(!path(&named).exists());
    kit.verify();
}
