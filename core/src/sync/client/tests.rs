//! The client against a stub that answers as hubs, proxies and liars do.

use std::future::Future;
use std::io::Read;
use std::time::{Duration, Instant};

use huashu_protocol::blob::{Piece, Upload, Uploaded};
use huashu_protocol::stream::Event;
use huashu_protocol::sync::{Cursor, SyncReply, SyncRequest};
use huashu_protocol::{CallError, CallResult, Refusal, SyncApi, frame};
use uuid::Uuid;

use super::stub::{Heard, Say, Stub, json, response};
use super::{HttpApi, HttpOptions, Streams};
use crate::sync::machine::StreamEvent;

const JSON: &str = "content-type: application/json\r\n";
const HTML: &str = "content-type: text/html; charset=utf-8\r\n";
const GRANTS_7: &str = r#"{"grants_rev":7,"later":true}"#;

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn api(stub: &Stub) -> HttpApi {
    HttpApi::new(HttpOptions { stall: Duration::from_millis(600), ..HttpOptions::new(stub.hub(), None) })
        .unwrap()
}

fn sync(say: impl Fn(&Heard) -> Vec<Say> + Send + Sync + 'static) -> CallResult<SyncReply> {
    run(api(&Stub::new(say)).sync("token", SyncRequest::default()))
}

/// What came of a call, shortened to what a case says.
fn kind(result: CallResult<SyncReply>) -> String {
    match result {
        Ok(reply) => format!("grants {}", reply.grants_rev),
        Err(CallError::Unreachable { .. }) => "unreachable".into(),
        Err(CallError::Garbled { .. }) => "garbled".into(),
        Err(CallError::Refused(refusal)) => format!("{refusal:?}"),
    }
}

#[test]
fn what_comes_back() {
    let long = format!(r#"{{"grants_rev":7,"pad":"{}"}}"#, "话".repeat(2_000));
    let packed = frame::compress(long.as_bytes()).unwrap();
    let bomb = zstd::stream::encode_all(std::io::repeat(b' ').take(1 << 27), 3).unwrap();
    let deep = "[".repeat(200);
    let zstd = "content-type: application/json;charset=utf-8\r\ncontent-encoding: zstd\r\n";
    for (status, headers, body, expected) in [
        ("200 OK", JSON, GRANTS_7.as_bytes(), "grants 7"),
        ("200 OK", zstd, &packed, "grants 7"),
        ("200 OK", zstd, &packed[..packed.len() - 9], "garbled"),
        ("200 OK", zstd, &bomb, "garbled"),
        ("200 OK", "content-type: application/json\r\ncontent-encoding: br\r\n", b"", "garbled"),
        ("200 OK", JSON, deep.as_bytes(), "garbled"),
        ("200 OK", JSON, b"[]", "garbled"),
        ("200 OK", JSON, b"", "garbled"),
        ("200 OK", HTML, b"<p>Sign in to the Wi-Fi of the hotel</p>", "garbled"),
        ("200 OK", HTML, GRANTS_7.as_bytes(), "garbled"),
        ("204 No Content", "", b"", "garbled"),
        ("302 Found", "location: http://portal.example.com/\r\n", b"", "garbled"),
        ("401 Unauthorized", JSON, br#"{"error":{"code":"signed_out"},"message":"x"}"#, "SignedOut"),
        ("401 Unauthorized", JSON, br#"{"error":{"code":"expired"}}"#, "Expired"),
        ("401 Unauthorized", "", b"", "Expired"),
        ("401 Unauthorized", HTML, b"<p>proxy</p>", "garbled"),
        ("403 Forbidden", "", b"", "Forbidden"),
        ("404 Not Found", JSON, br#"{"error":{"code":"not_found"}}"#, "NotFound"),
        ("404 Not Found", HTML, b"<p>nothing here</p>", "garbled"),
        ("409 Conflict", "upload-offset: 12\r\n", b"", "Offset { offset: 12 }"),
        ("410 Gone", JSON, br#"{"error":{"code":"gone"}}"#, "Gone"),
        ("413 Payload Too Large", HTML, b"<p>nginx</p>", "TooLarge"),
        (
            "422 Unprocessable",
            JSON,
            br#"{"error":{"code":"invalid","message":"ops"}}"#,
            "Invalid { message: \"ops\" }",
        ),
        (
            "426 Upgrade Required",
            JSON,
            br#"{"error":{"code":"upgrade","min_proto":3,"proto":4}}"#,
            "Upgrade { min_proto: 3, proto: 4 }",
        ),
        ("426 Upgrade Required", "", b"", "garbled"),
        (
            "429 Too Many Requests",
            JSON,
            br#"{"error":{"code":"busy","retry_after":3}}"#,
            "Busy { retry_after: 3 }",
        ),
        ("503 Service Unavailable", "retry-after: 7\r\n", b"", "Busy { retry_after: 7 }"),
        ("500 Internal Server Error", "", b"", "Internal"),
        ("502 Bad Gateway", HTML, b"<p>nginx</p>", "unreachable"),
        ("507 Insufficient Storage", "", b"", "Full"),
        ("418 I'm a teapot", "", b"", "garbled"),
        ("400 Bad Request", JSON, br#"{"error":{"code":"of_later"}}"#, "garbled"),
    ] {
        let body = body.to_vec();
        let result = sync(move |_| response(status, headers, &body));
        assert_eq!(kind(result), expected, "{status} {headers:?}");
    }
}

#[test]
fn what_breaks_off_stalls_or_never_ends() {
    let head = |length: usize| {
        Say::Bytes(format!("HTTP/1.1 200 OK\r\n{JSON}content-length: {length}\r\n\r\n").into_bytes())
    };
    let endless = || Say::Bytes(format!("HTTP/1.1 200 OK\r\n{JSON}connection: close\r\n\r\n").into_bytes());
    let padded = format!("{GRANTS_7}{}", " ".repeat(4_000));
    type Script = Box<dyn Fn() -> Vec<Say> + Send + Sync>;
    let cases: Vec<(&str, Script, &str)> = vec![
        ("cut", Box::new(move || vec![head(100), Say::Bytes(b"{\"gr".to_vec())]), "unreachable"),
        ("no head", Box::new(|| vec![Say::Bytes(b"HTTP/1.1 200".to_vec())]), "unreachable"),
        ("no HTTP", Box::new(|| vec![Say::Bytes(b"SSH-2.0-OpenSSH\r\n\r\n".to_vec())]), "unreachable"),
        ("silent", Box::new(|| vec![Say::Pause(5_000)]), "unreachable"),
        ("silent after the head", Box::new(move || vec![head(100), Say::Pause(5_000)]), "unreachable"),
        (
            "drips",
            Box::new(move || {
                let mut script = vec![head(10_000)];
                for _ in 0..90 {
                    script.extend([Say::Bytes(b" ".to_vec()), Say::Pause(50)]);
                }
                script
            }),
            "unreachable",
        ),
        (
            "slow, and steady",
            Box::new(move || {
                let mut script = vec![head(padded.len())];
                for part in padded.as_bytes().chunks(900) {
                    script.extend([Say::Bytes(part.to_vec()), Say::Pause(120)]);
                }
                script
            }),
            "grants 7",
        ),
        (
            "giant",
            Box::new(move || {
                let mut script = vec![endless()];
                script.extend((0..40).map(|_| Say::Bytes(vec![b' '; 1 << 20])));
                script
            }),
            "garbled",
        ),
    ];
    for (what, script, expected) in cases {
        let begun = Instant::now();
        assert_eq!(kind(sync(move |_| script())), expected, "{what}");
        assert!(begun.elapsed() < Duration::from_secs(4), "{what} took {:?}", begun.elapsed());
    }
    let closed = Stub::new(|_| Vec::new());
    assert_eq!(kind(run(api(&closed).sync("token", SyncRequest::default()))), "unreachable");
    let nobody = HttpOptions::new("http://127.0.0.1:9".parse().unwrap(), None);
    assert_eq!(kind(run(HttpApi::new(nobody).unwrap().sync("t", SyncRequest::default()))), "unreachable");
}

#[test]
fn what_is_said() {
    let stub = Stub::new(|_| json(r#"{"offset":3,"done":false,"grants_rev":0}"#));
    let api = api(&stub);
    let hash = "ab".repeat(32);
    let upload = Upload { hash: hash.clone(), size: 9, mime: "image/png".into() };
    let expected = Uploaded { offset: 3, done: false };
    assert_eq!(run(api.upload("secret", upload)).unwrap(), expected);
    assert_eq!(run(api.upload_piece("secret", &hash, 2, vec![1, 2, 3])).unwrap(), expected);
    let long = SyncRequest {
        libraries: (0..99)
            .map(|id| Cursor { id: Uuid::from_u128(id), epoch: Uuid::nil(), cursor: 1 })
            .collect(),
        ..SyncRequest::default()
    };
    run(api.sync("secret", long.clone())).unwrap();
    let heard = stub.heard();
    let has = |at: usize, line: &str| {
        let head = &heard[at].head;
        assert!(head.lines().any(|other| other.eq_ignore_ascii_case(line)), "{line} in {head}");
    };
    for at in 0..3 {
        has(at, "authorization: Bearer secret");
        has(at, "huashu-proto: 1");
        has(at, "accept-encoding: zstd");
    }
    has(0, "POST /v1/uploads HTTP/1.1");
    has(0, "content-type: application/json");
    has(1, &format!("PATCH /v1/uploads/{hash} HTTP/1.1"));
    has(1, "upload-offset: 2");
    has(1, "content-type: application/offset+octet-stream");
    assert_eq!(heard[1].body, [1, 2, 3]);
    has(2, "content-encoding: zstd");
    assert_eq!(frame::decode::<SyncRequest>(&heard[2].body, true, 1 << 20).unwrap(), long);
}

#[test]
fn pieces_of_blobs() {
    let hash = "cd".repeat(32);
    let piece = |say: fn() -> Vec<Say>, offset: u64| {
        let stub = Stub::new(move |_| say());
        let result = run(api(&stub).blob("token", &hash, offset));
        let heard = stub.heard().remove(0).head.to_lowercase();
        assert!(heard.contains(&format!("range: bytes={offset}-{}", offset + (1 << 20) - 1)), "{heard}");
        result
    };
    let partial = || response("206 Partial Content", "content-range: bytes 4-6/7\r\n", b"efg");
    let bytes = |bytes: &[u8]| bytes.to_vec();
    assert_eq!(piece(partial, 4), Ok(Piece { offset: 4, bytes: bytes(b"efg"), total: 7 }));
    assert!(matches!(piece(partial, 5), Err(CallError::Garbled { .. })));
    let whole = || response("200 OK", "", b"abcdefg");
    assert_eq!(piece(whole, 0), Ok(Piece { offset: 0, bytes: bytes(b"abcdefg"), total: 7 }));
    assert!(matches!(piece(whole, 2), Err(CallError::Garbled { .. })));
    let beyond = || response("416 Range Not Satisfiable", "content-range: bytes */0\r\n", b"");
    assert_eq!(piece(beyond, 0), Ok(Piece { offset: 0, bytes: Vec::new(), total: 0 }));
    // What came before the network went is kept.
    let cut = || {
        let head =
            "HTTP/1.1 206 Partial Content\r\ncontent-range: bytes 0-99/100\r\ncontent-length: 100\r\n\r\nabc";
        vec![Say::Bytes(head.into())]
    };
    assert_eq!(piece(cut, 0), Ok(Piece { offset: 0, bytes: bytes(b"abc"), total: 100 }));
    let too_much = || {
        let head = "HTTP/1.1 206 Partial Content\r\ncontent-range: bytes 0-9999999/10000000\r\nconnection: close\r\n\r\n";
        vec![Say::Bytes(head.into()), Say::Bytes(vec![1; 3 << 20])]
    };
    assert_eq!(piece(too_much, 0).unwrap().bytes.len(), 1 << 20);
    let nowhere = Stub::new(|_| Vec::new());
    for name in ["", "../sync", "a/b", "a?b", "话"] {
        assert!(
            matches!(run(api(&nowhere).blob("token", name, 0)), Err(CallError::Garbled { .. })),
            "{name}"
        );
    }
    assert!(nowhere.heard().is_empty());
}

#[test]
fn streams() {
    let sse = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
    let listen = |script: fn(&str) -> Vec<Say>| {
        let stub = Stub::new(move |_| script(sse));
        let mut told = Vec::new();
        run(api(&stub).listen("token", |event| told.push(event)));
        told
    };
    let told = listen(|head| {
        vec![
            Say::Bytes(head.into()),
            Say::Bytes(b"event: hello\ndata: {\"event\":\"hello\",\"grants_rev\":1,\"dra".to_vec()),
            Say::Pause(900),
            Say::Bytes(b"fts_rev\":2}\n\n:\n\nevent: of_later\ndata: {\"event\":\"of_later\"}\n\n".to_vec()),
            Say::Bytes(b"data: {\"event\":\"bye\"}\n\n".to_vec()),
        ]
    });
    assert_eq!(told[0], StreamEvent::Opened);
    assert_eq!(told[1], StreamEvent::Event(Event::Hello { grants_rev: 1, drafts_rev: 2 }));
    assert_eq!(told[2], StreamEvent::Event(Event::Resync), "an event of a later edition");
    assert_eq!(told[3], StreamEvent::Event(Event::Bye));
    assert!(matches!(&told[4..], [StreamEvent::Closed(CallError::Unreachable { .. })]));
    let told = listen(|_| response("401 Unauthorized", JSON, br#"{"error":{"code":"expired"}}"#));
    assert_eq!(told, [StreamEvent::Closed(Refusal::Expired.into())]);
    let told = listen(|_| response("200 OK", HTML, b"<p>portal</p>"));
    assert!(matches!(&told[..], [StreamEvent::Closed(CallError::Garbled { .. })]));
    let told = listen(|head| vec![Say::Bytes(head.into()), Say::Bytes(vec![b'x'; 2 << 20])]);
    assert!(matches!(&told[..], [StreamEvent::Opened, StreamEvent::Closed(CallError::Garbled { .. })]));
}
