//! What a day with the hub is made of.

use huashu_protocol::account::{Admin, AdminReply, Hello, Role};
use huashu_protocol::row::Checksum;
use huashu_protocol::snapshot::Manifest;
use huashu_protocol::stream::WaitRequest;
use huashu_protocol::sync::{Cursor, FormerRow, Outcome, Pull, UsageReport};
use huashu_protocol::{PROTO, frame, routes};
use reqwest::Method;
use serde_json::Value;

use crate::kit::{Kit, answer, edit, fresh, nothing, phrase, request};

#[tokio::test]
async fn one_writes_and_another_reads() {
    let kit = Kit::start().await;
    let hello: Hello = kit.get(routes::HELLO, "").await.json();
    assert_eq!((hello.service.as_str(), hello.proto), ("huashu", PROTO));

    let library = kit.library().await;
    let reader = kit.user("小雨", Role::Agent).await;
    let op = phrase(library, "今天发货");
    let revs = kit.push(&kit.owner, vec![op.clone()]).await;
    assert_eq!(kit.push(&kit.owner, vec![op.clone()]).await, revs, "it arrived twice and counts once");

    let reply = kit.sync(&reader, Vec::new(), vec![nothing(library), nothing(fresh())]).await;
    let grants = reply.grants.unwrap();
    assert!(grants.libraries.iter().any(|grant| grant.library == library));
    let Pull::Page { epoch, next, rows, more: false, checksum, .. } = &reply.libraries[0] else {
        panic!("{:?}", reply.libraries)
    };
    assert!(matches!(reply.libraries[1], Pull::Gone { .. }));
    assert_eq!(*next, revs[0]);
    assert!(rows.iter().any(|row| row.id == op.row && row.fields["parts"][0]["text"] == "今天发货"));
    let sum = rows.iter().fold(Checksum::default(), |sum, row| sum.with(row.id, row.revs.row));
    assert_eq!(*checksum, Some(sum));

    // What the reader has is up to date until the writer goes on.
    let at = Cursor { id: library, epoch: *epoch, cursor: *next };
    let wait = WaitRequest {
        grants_rev: reply.grants_rev,
        drafts_rev: reply.drafts_rev,
        libraries: vec![at.clone()],
    };
    let token = reader.tokens.access.clone();
    let waiting = kit.begin(routes::WAIT, &token, wait);
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert!(!waiting.is_finished());
    let rev = kit.push(&kit.owner, vec![edit(&op, "明天发货", revs[0])]).await[0];
    assert_eq!(waiting.await.unwrap().json::<Value>(), serde_json::json!({"changed": true}));
    let reply = kit.sync(&reader, Vec::new(), vec![at]).await;
    assert!(matches!(&reply.libraries[0], Pull::Page { rows, next, .. } if rows.len() == 1 && *next == rev));

    let path =
        routes::HISTORY.replace("{library}", &library.to_string()).replace("{row}", &op.row.to_string());
    let former: Vec<FormerRow> = kit.get(&path, &token).await.json();
    assert_eq!(former[0].fields["parts"][0]["text"], "今天发货");

    // An agent may suggest, and no more.
    let refused = kit.sync(&reader, vec![edit(&op, "后天发货", rev)], Vec::new()).await;
    assert_eq!(refused.results[0].outcome, Outcome::Forbidden);
    let report = UsageReport { counters: Vec::new() };
    assert_eq!(kit.post(routes::USAGE, &token, &report).await.text(), "null");
    let who: AdminReply = kit.post(routes::ADMIN, &token, &Admin::WhoAmI).await.json();
    assert!(matches!(who, AdminReply::User { user } if user.name == "小雨"));
    assert_eq!(kit.post(routes::ADMIN, &token, &Admin::Users).await.refusal(), (403, "forbidden".into()));
}

#[tokio::test]
async fn a_large_library_comes_in_chunks() {
    let kit = Kit::start().await;
    let library = kit.library().await;
    let ops = (0..3).map(|at| phrase(library, &format!("第{at}句"))).collect();
    kit.push(&kit.owner, ops).await;
    let token = &kit.owner.tokens.access;
    let path = routes::SNAPSHOT.replace("{library}", &library.to_string());
    let manifest: Manifest = kit.get(&path, token).await.json();
    assert!(manifest.rows >= 3);

    let path = chunk_path(&manifest, 0);
    let whole = kit.get(&path, token).await;
    assert_eq!(whole.status, 200);
    assert_eq!(whole.header("content-type"), "application/zstd");
    assert_eq!(whole.header("content-encoding"), "", "the hash is over what travels");
    assert!(
        whole.header("cache-control").contains("private")
            && whole.header("cache-control").contains("immutable")
    );
    assert_eq!(blake3::hash(&whole.body).to_hex().as_str(), manifest.chunks[0].hash);
    let lines = frame::expand(&whole.body, 1 << 20).unwrap();
    assert_eq!(
        lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count() as u64,
        manifest.rows
    );

    let rest = answer(kit.request(Method::GET, &path, Some(token)).header("range", "bytes=10-")).await;
    assert_eq!((rest.status, &rest.body[..]), (206, &whole.body[10..]));
    let known = kit.request(Method::GET, &path, Some(token)).header("if-none-match", whole.header("etag"));
    assert_eq!(answer(known).await.status, 304);
    let gone = kit.get(&chunk_path(&Manifest { rev: 1, ..manifest.clone() }, 0), token).await;
    assert_eq!(gone.refusal(), (410, "gone".into()));
    assert_eq!(gone.header("cache-control"), "no-store", "a refusal is kept by nobody");
}

fn chunk_path(manifest: &Manifest, chunk: u32) -> String {
    routes::CHUNK
        .replace("{library}", &manifest.library.to_string())
        .replace("{epoch}", &manifest.epoch.to_string())
        .replace("{rev}", &manifest.rev.to_string())
        .replace("{chunk}", &chunk.to_string())
}

#[tokio::test]
async fn long_answers_are_compressed_for_those_who_take_it() {
    let kit = Kit::start().await;
    let library = kit.library().await;
    kit.push(&kit.owner, (0..80).map(|_| phrase(library, &"好的".repeat(50))).collect()).await;
    let body = serde_json::to_vec(&request(Vec::new(), vec![nothing(library)])).unwrap();
    let ask = || {
        let request = kit.request(Method::POST, routes::SYNC, Some(&kit.owner.tokens.access));
        request.header("content-type", "application/json; charset=utf-8").header(routes::PROTO_HEADER, "1")
    };
    let plain = answer(ask().body(body.clone())).await;
    assert_eq!((plain.status, plain.header("content-encoding")), (200, ""));
    let packed = frame::compress(&body).unwrap();
    let packed =
        ask().header("content-encoding", "zstd").header("accept-encoding", "gzip, zstd").body(packed);
    let small = answer(packed).await;
    assert_eq!((small.status, small.header("content-encoding")), (200, "zstd"));
    assert!(small.body.len() * 4 < plain.body.len());
    let read = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).unwrap()["libraries"].clone();
    assert_eq!(read(&frame::expand(&small.body, 1 << 24).unwrap()), read(&plain.body));
    for (name, value) in [
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("content-type", "application/json"),
        ("strict-transport-security", ""),
    ] {
        assert_eq!(plain.header(name), value, "{name}");
    }
}
