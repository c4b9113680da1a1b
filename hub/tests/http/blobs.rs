//! Pictures and files, up and down, also in pieces and from the middle.

use huashu_protocol::account::{Role, Session};
use huashu_protocol::blob::{Upload, Uploaded};
use huashu_protocol::sync::{Op, Outcome};
use huashu_protocol::{limits, routes};
use reqwest::Method;
use serde_json::json;

use crate::kit::{Answer, Kit, answer, phrase};

fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// Bytes of a file, all different enough.
fn file(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    blake3::Hasher::new().update(b"file").finalize_xof().fill(&mut bytes);
    bytes
}

async fn begin(kit: &Kit, who: &Session, hash: &str, size: usize) -> Answer {
    let upload = Upload { hash: hash.into(), size: size as u64, mime: "application/pdf".into() };
    kit.post(routes::UPLOADS, &who.tokens.access, &upload).await
}

async fn piece(kit: &Kit, who: &Session, hash: &str, offset: usize, bytes: &[u8]) -> Answer {
    let path = routes::UPLOAD.replace("{hash}", hash);
    let request = kit.request(Method::PATCH, &path, Some(&who.tokens.access));
    answer(request.header(routes::UPLOAD_OFFSET, offset).body(bytes.to_vec())).await
}

async fn stands_at(kit: &Kit, who: &Session, hash: &str) -> String {
    let path = routes::UPLOAD.replace("{hash}", hash);
    let state = answer(kit.request(Method::HEAD, &path, Some(&who.tokens.access))).await;
    assert_eq!(state.status, 200);
    state.header(routes::UPLOAD_OFFSET).to_owned()
}

async fn upload(kit: &Kit, who: &Session, bytes: &[u8]) -> String {
    let hash = hash(bytes);
    begin(kit, who, &hash, bytes.len()).await;
    for (at, part) in bytes.chunks(limits::PIECE_BYTES).enumerate() {
        assert_eq!(piece(kit, who, &hash, at * limits::PIECE_BYTES, part).await.status, 200);
    }
    hash
}

#[tokio::test]
async fn an_upload_goes_on_from_every_place() {
    let kit = Kit::start().await;
    let who = &kit.owner;
    let bytes = file(600);
    let name = hash(&bytes);
    assert_eq!(begin(&kit, who, &name, 600).await.json::<Uploaded>(), Uploaded { offset: 0, done: false });
    for at in (0..600_usize).step_by(100) {
        // The connection broke: the client asks, is told, and a wrong guess is refused with the right place.
        assert_eq!(stands_at(&kit, who, &name).await, at.to_string());
        let begun = begin(&kit, who, &name, 600).await;
        assert_eq!(begun.json::<Uploaded>().offset, at as u64);
        assert_eq!(begun.header(routes::UPLOAD_OFFSET), at.to_string());
        for wrong in [at + 1, at.wrapping_sub(100)] {
            let refused = piece(&kit, who, &name, wrong, &bytes[..1]).await;
            assert_eq!(refused.refusal(), (409, "offset".into()), "{at} {wrong}");
            assert_eq!(refused.header(routes::UPLOAD_OFFSET), at.to_string());
        }
        let taken: Uploaded = piece(&kit, who, &name, at, &bytes[at..at + 100]).await.json();
        assert_eq!(taken, Uploaded { offset: at as u64 + 100, done: at == 500 });
    }
    assert_eq!(begin(&kit, who, &name, 600).await.json::<Uploaded>(), Uploaded { offset: 600, done: true });
    assert_eq!(kit.get(&routes::BLOB.replace("{hash}", &name), &who.tokens.access).await.body, bytes);
}

#[tokio::test]
async fn what_lies_about_itself_is_not_taken() {
    let kit = Kit::start().await;
    let who = &kit.owner;
    let lie = hash(b"something else");
    begin(&kit, who, &lie, 100).await;
    let refused = piece(&kit, who, &lie, 0, &file(100)).await;
    assert_eq!(refused.refusal(), (422, "invalid".into()));
    assert_eq!(kit.get(&routes::BLOB.replace("{hash}", &lie), &who.tokens.access).await.status, 404);
    assert_eq!(stands_at(&kit, who, &lie).await, "0", "it begins again");

    let large = usize::try_from(limits::BLOB_BYTES).unwrap() + 1;
    assert_eq!(begin(&kit, who, &hash(b"large"), large).await.refusal(), (413, "too_large".into()));
    for name in ["", "x", "../../../etc/passwd", &"G".repeat(64), &"AB".repeat(32)] {
        assert_eq!(begin(&kit, who, name, 10).await.refusal(), (422, "invalid".into()), "{name}");
    }
    let whole = file(limits::PIECE_BYTES + 1);
    begin(&kit, who, &hash(&whole), whole.len()).await;
    assert_eq!(piece(&kit, who, &hash(&whole), 0, &whole).await.refusal(), (413, "too_large".into()));
    let path = routes::UPLOAD.replace("{hash}", &hash(&whole));
    let nowhere = answer(kit.request(Method::PATCH, &path, Some(&who.tokens.access)).body("abc")).await;
    assert_eq!(nowhere.refusal(), (422, "invalid".into()));
    let unknown = routes::UPLOAD.replace("{hash}", &hash(b"never begun"));
    assert_eq!(answer(kit.request(Method::HEAD, &unknown, Some(&who.tokens.access))).await.status, 404);
}

#[tokio::test]
async fn a_download_goes_on_from_the_middle() {
    let kit = Kit::start().await;
    let who = &kit.owner;
    // More than the hub gives at once.
    let bytes = file(2 * limits::PIECE_BYTES + 12_345);
    let name = upload(&kit, who, &bytes).await;
    let total = bytes.len();
    let path = routes::BLOB.replace("{hash}", &name);
    let ask = |headers: &[(&'static str, String)]| {
        let request = kit.request(Method::GET, &path, Some(&who.tokens.access));
        answer(headers.iter().fold(request, |request, (name, value)| request.header(*name, value)))
    };
    let whole = ask(&[]).await;
    assert_eq!((whole.status, whole.header("content-length")), (200, total.to_string().as_str()));
    assert!(whole.body == bytes);
    assert_eq!(whole.header("etag"), format!("\"{name}\""));
    assert_eq!(whole.header("accept-ranges"), "bytes");
    assert!(whole.header("cache-control").contains("private"));
    assert!(whole.header("cache-control").contains("immutable"));
    assert_eq!(whole.header("content-disposition"), "attachment");

    for (range, first, end) in [
        ("bytes=0-".to_owned(), 0, total),
        (format!("bytes={}-", total - 1), total - 1, total),
        (format!("bytes={}-", limits::PIECE_BYTES - 7), limits::PIECE_BYTES - 7, total),
        (format!("bytes=100-{}", limits::PIECE_BYTES + 500), 100, limits::PIECE_BYTES + 501),
        ("bytes=5-9".to_owned(), 5, 10),
        ("bytes=-1234567".to_owned(), total - 1_234_567, total),
    ] {
        let part = ask(&[("range", range.clone())]).await;
        assert!(part.body == bytes[first..end], "{range}: {} bytes", part.body.len());
        assert_eq!(part.status, if (first, end) == (0, total) { 200 } else { 206 }, "{range}");
        if part.status == 206 {
            assert_eq!(part.header("content-range"), format!("bytes {first}-{}/{total}", end - 1));
        }
    }
    let beyond = ask(&[("range", format!("bytes={total}-"))]).await;
    assert_eq!(
        (beyond.refusal().0, beyond.header("content-range")),
        (416, format!("bytes */{total}").as_str())
    );
    let other = ask(&[("range", "bytes=5-".into()), ("if-range", "\"other\"".into())]).await;
    assert_eq!((other.status, other.body.len()), (200, total));
    let known = ask(&[("if-none-match", format!("\"{name}\""))]).await;
    assert_eq!((known.status, known.body.len()), (304, 0));
}

#[tokio::test]
async fn whoever_may_read_the_phrase_may_see_its_picture() {
    let kit = Kit::start().await;
    let reader = kit.user("xiaoyu", Role::Agent).await;
    let library = kit.library().await;
    let bytes = file(300);
    let name = hash(&bytes);
    let with_file = || {
        let mut op: Op = phrase(library, "见附件");
        let part = json!({"kind": "file", "blob": name, "name": "说明.pdf", "mime": "application/pdf", "bytes": 300});
        op.fields.insert("parts".into(), json!([part]));
        op
    };
    let early = kit.sync(&kit.owner, vec![with_file()], Vec::new()).await;
    assert!(matches!(&early.results[0].outcome, Outcome::Rejected { code, .. } if code == "blob_missing"));
    upload(&kit, &kit.owner, &bytes).await;
    let path = routes::BLOB.replace("{hash}", &name);
    assert_eq!(kit.get(&path, &reader.tokens.access).await.refusal(), (404, "not_found".into()));
    let known = kit.request(Method::GET, &path, Some(&reader.tokens.access)).header("if-none-match", "*");
    assert_eq!(answer(known).await.status, 404, "nobody learns that it is there");
    kit.push(&kit.owner, vec![with_file()]).await;
    assert_eq!(kit.get(&path, &reader.tokens.access).await.body, bytes);
}
