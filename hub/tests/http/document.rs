//! docs/protocol.md says what is so: its examples are what the hub reads and writes, its numbers are the program's.

use huashu_hub::http::routes;
use huashu_protocol::account::{Hello, Session, SignIn};
use huashu_protocol::blob::{Upload, Uploaded};
use huashu_protocol::row::Checksum;
use huashu_protocol::snapshot::Manifest;
use huashu_protocol::sync::{SyncReply, SyncRequest, UsageReport};
use huashu_protocol::{PROTO, Refusal};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

const PAGE: &str = include_str!("../../../docs/protocol.md");

/// Reads an example and writes it again: what the type does not know, or would leave out, shows.
fn check<T: Serialize + DeserializeOwned>(text: &str) {
    let example: Value = serde_json::from_str(text).unwrap();
    let read: T = serde_json::from_value(example.clone()).unwrap();
    assert_eq!(serde_json::to_value(read).unwrap(), example);
}

#[test]
fn its_examples_are_the_protocols() {
    let mut checked = 0;
    for example in PAGE.split("<!-- ").skip(1) {
        let (name, rest) = example.split_once(" -->\n```json\n").unwrap();
        let text = rest.split_once("\n```").unwrap().0;
        match name {
            "SignIn" => check::<SignIn>(text),
            "Session" => check::<Session>(text),
            "SyncRequest" => check::<SyncRequest>(text),
            "SyncReply" => check::<SyncReply>(text),
            "Manifest" => check::<Manifest>(text),
            "Upload" => check::<Upload>(text),
            "Uploaded" => check::<Uploaded>(text),
            "UsageReport" => check::<UsageReport>(text),
            "Hello" => check::<Hello>(text),
            "Refused" => {
                let refused: Value = serde_json::from_str(text).unwrap();
                let refusal: Refusal = serde_json::from_value(refused["error"].clone()).unwrap();
                assert_eq!(refused["message"], refusal.to_string());
            }
            other => panic!("{other} is no type"),
        }
        checked += 1;
    }
    assert_eq!(checked, 10);
}

#[test]
fn its_table_of_calls_is_whole() {
    for route in routes() {
        let is_there = PAGE.contains(&format!("`{} {}", route.method, route.path));
        assert!(is_there || route.method == "HEAD", "{} {}", route.method, route.path);
    }
    assert!(PAGE.contains(&format!("`huashu-proto: {PROTO}`")));
}

#[test]
fn its_checksum_adds_up() {
    let rows = [
        ("01890a5d-ac96-774b-bcce-b302099a8057", 7),
        ("01890a5d-ac96-7ab2-80e2-4536629c90de", (1 << 32) + 12),
    ];
    let mut sum = Checksum::default();
    let mut lines = Vec::new();
    for (id, rev) in rows {
        let row: Uuid = id.parse().unwrap();
        sum = sum.with(row, rev);
        lines.push(format!("| `{id}` | {rev} | `{:016x}` |\n", Checksum::of(row, rev).0));
    }
    lines.push(format!("| both | | `{:016x}` |\n", sum.0));
    for line in lines {
        assert!(PAGE.contains(&line), "{line}");
    }
}
