//! Bodies that are none: each is refused in words, and the hub goes on.

use std::time::Duration;

use huashu_protocol::account::Hello;
use huashu_protocol::{frame, limits, routes};
use reqwest::Method;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::kit::{Kit, answer};

const JSON: &str = "application/json";

struct Case {
    what: &'static str,
    kind: &'static str,
    encoding: &'static str,
    body: Vec<u8>,
    refusal: (u16, &'static str),
    says: &'static str,
}

fn cases() -> Vec<Case> {
    let case = |what, kind, encoding, body: &[u8], refusal, says| Case {
        what,
        kind,
        encoding,
        body: body.to_vec(),
        refusal,
        says,
    };
    let bomb = |megabytes: usize| frame::compress(&vec![b' '; megabytes << 20]).unwrap();
    let whole = frame::compress(&[b' '; 9_000]).unwrap();
    let deep = format!("{}{}", "[".repeat(33), "]".repeat(33));
    let invalid = (422, "invalid");
    vec![
        case("nothing", JSON, "", b"", invalid, "EOF"),
        case("half a value", JSON, "", br#"{"proto":1,"sch"#, invalid, "EOF"),
        case("another value", JSON, "", b"\"proto\"", invalid, "not what is expected"),
        case("a wrong type", JSON, "", br#"{"proto":"one","schema":1}"#, invalid, "expected u32"),
        case(
            "no UTF-8",
            JSON,
            "",
            b"{\"proto\":1,\"schema\":1,\"ops\":[\"\xff\xfe\"]}",
            invalid,
            "not what is expected",
        ),
        case("too deep", JSON, "", deep.as_bytes(), invalid, "nested too deeply"),
        case("far too deep", JSON, "", "[".repeat(1_000_000).as_bytes(), invalid, "nested too deeply"),
        case("a form", "application/x-www-form-urlencoded", "", b"proto=1", invalid, "application/json"),
        case("text", "text/plain", "", br#"{"proto":1,"schema":1}"#, invalid, "application/json"),
        case("no kind", "", "", br#"{"proto":1,"schema":1}"#, invalid, "application/json"),
        case("gzip", JSON, "gzip", b"\x1f\x8b", invalid, "content-encoding"),
        case("no zstd", JSON, "zstd", br#"{"proto":1,"schema":1}"#, invalid, "zstd"),
        case("a cut zstd", JSON, "zstd", &whole[..whole.len() - 3], invalid, "zstd"),
        case("a bomb", JSON, "zstd", &bomb(64), (413, "too_large"), ""),
        case("much of nothing", JSON, "zstd", &bomb(15), invalid, "EOF"),
        case("too large", JSON, "", &vec![b' '; limits::BODY_BYTES + 1], (413, "too_large"), ""),
    ]
}

#[tokio::test]
async fn bodies_that_are_none_are_refused_in_words() {
    let kit = Kit::start().await;
    for case in cases() {
        let mut request =
            kit.request(Method::POST, routes::SYNC, Some(&kit.owner.tokens.access)).body(case.body);
        for (name, value) in [("content-type", case.kind), ("content-encoding", case.encoding)] {
            if !value.is_empty() {
                request = request.header(name, value);
            }
        }
        let refused = answer(request).await;
        assert_eq!(refused.refusal(), (case.refusal.0, case.refusal.1.to_owned()), "{}", case.what);
        assert!(refused.text().contains(case.says), "{}: {}", case.what, refused.text());
        kit.get(routes::HELLO, "").await.json::<Hello>();
    }
}

#[tokio::test]
async fn strangers_are_not_listened_to_for_long() {
    let kit = Kit::start().await;
    let large = vec![b' '; 100_000];
    let ask = |path| kit.request(Method::POST, path, Some("nobody")).header("content-type", JSON);
    let refused = answer(ask(routes::SYNC).body(large.clone())).await;
    assert_eq!(refused.refusal(), (401, "signed_out".into()), "before the body was looked at");
    let refused = answer(ask(routes::SIGN_IN).body(large)).await;
    assert_eq!(refused.refusal(), (413, "too_large".into()));
}

/// Sends bytes as they are; what comes back until the hub hangs up.
async fn raw(kit: &Kit, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(kit.base.trim_start_matches("http://")).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut said = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut said)).await;
    read.expect("the hub hangs up").unwrap_or_default();
    String::from_utf8_lossy(&said).into_owned()
}

#[tokio::test]
async fn what_is_no_http_is_refused_and_the_hub_goes_on() {
    let kit = Kit::start().await;
    let token = &kit.owner.tokens.access;
    let head = format!(
        "POST /v1/sync HTTP/1.1\r\nhost: x\r\ncontent-type: {JSON}\r\nauthorization: Bearer {token}\r\n"
    );
    let chunked = head.clone() + "transfer-encoding: chunked\r\n\r\n";
    let cases: [(&str, Vec<u8>, &[&str]); 9] = [
        ("no length of a chunk", (chunked.clone() + "zz\r\nabc\r\n").into_bytes(), &[" 422 ", " 400 "]),
        (
            "a lie about a chunk",
            (chunked.clone() + "3\r\nabcdef\r\n0\r\n\r\n").into_bytes(),
            &[" 422 ", " 400 "],
        ),
        ("an endless chunk", (chunked + "ffffffffffffffffff\r\nabc").into_bytes(), &[" 422 ", " 400 "]),
        (
            "two lengths",
            (head.clone() + "content-length: 3\r\ncontent-length: 4\r\n\r\nabc").into_bytes(),
            &[" 400 "],
        ),
        ("a cut body", (head.clone() + "content-length: 30\r\n\r\n{\"proto\"").into_bytes(), &["", " 422 "]),
        ("no number", (head + "content-length: -1\r\n\r\n").into_bytes(), &[" 400 "]),
        (
            "a long head",
            format!("GET / HTTP/1.1\r\nx: {}\r\n\r\n", "x".repeat(200_000)).into_bytes(),
            &["", " 431 "],
        ),
        (
            "many fields",
            format!("GET / HTTP/1.1\r\n{}\r\n", "x: y\r\n".repeat(200)).into_bytes(),
            &[" 431 ", " 400 "],
        ),
        ("noise", (0..=255).cycle().take(5_000).collect(), &["", " 400 "]),
    ];
    for (what, bytes, expected) in cases {
        let said = raw(&kit, &bytes).await;
        let status = said.get(8..13).unwrap_or_default();
        assert!(expected.contains(&status), "{what}: {said}");
        kit.get(routes::HELLO, "").await.json::<Hello>();
    }
}
