//! `verify` of a hub says what is wrong, and sets right what follows from the rows.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::flips::file_in;
use crate::kit::{HubProcess, login, ok, run};

#[test]
fn verify_names_a_damaged_blob_and_page_and_sets_a_checksum_right() {
    let mut hub = HubProcess::start();
    let book = TempDir::new().unwrap();
    login(book.path(), &hub.url, "owner", &hub.password);
    let file = book.path().join("附件.txt");
    fs::write(&file, "一个附件").unwrap();
    ok(book.path(), &["phrase", "add", "--title", "附件", "--file", file.to_str().unwrap()]);
    ok(book.path(), &["sync"]);
    hub.verify();

    let blob = file_in(&hub.data.join("blobs")).expect("a blob");
    let whole = fs::read(&blob).unwrap();
    let mut flipped = whole.clone();
    flipped[3] ^= 4;
    fs::write(&blob, flipped).unwrap();
    let (code, found) = run(&hub.data, &["verify"]);
    let name = blob.file_name().unwrap().to_string_lossy().into_owned();
    assert_eq!((code, &found["problems"]), (1, &json!([format!("blob {name}: the file is damaged")])));
    fs::write(&blob, whole).unwrap();

    let database = hub.data.join("hub.db");
    let sql = rusqlite::Connection::open(&database).unwrap();
    let changed = sql.execute("UPDATE library SET checksum = checksum + 1 WHERE live > 1", []).unwrap();
    assert!(changed > 0);
    let mended = ok(&hub.data, &["verify"]);
    assert_eq!(mended["mended"].as_array().map(Vec::len), Some(changed), "{mended}");
    assert_eq!(ok(&hub.data, &["verify"])["mended"], json!([]), "it was set right");

    // Larger than what is checked at every opening.
    let filler = "CREATE TABLE filler (text TEXT); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
                  INSERT INTO filler SELECT hex(randomblob(1500)) FROM n; PRAGMA wal_checkpoint(TRUNCATE)";
    sql.execute_batch(filler).unwrap();
    drop(sql);
    let mut bytes = fs::read(&database).unwrap();
    assert!(bytes.len() > 4 << 20);
    let last = bytes.len() - 8_192;
    bytes[last..last + 100].fill(0xA5);
    fs::write(&database, bytes).unwrap();
    let (code, found) = run(&hub.data, &["verify"]);
    let is_said = found["problems"].as_array().is_some_and(|problems| !problems.is_empty());
    assert!(code == 1 && (is_said || found["error"]["code"] == "corrupt"), "{found}");
    assert_ne!(found, Value::Null);
}
