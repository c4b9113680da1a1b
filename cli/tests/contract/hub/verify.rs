//! `huashu verify` of a book that syncs, and of a hub's folder.

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};

use serde_json::json;

use super::Hub;
use crate::harness::{Desk, PNG, text};

/// Every file below a folder.
fn files(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).unwrap().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The files below a folder that hold exactly these many bytes.
fn of_size(dir: &Path, size: usize) -> Vec<PathBuf> {
    let is = |path: &PathBuf| fs::metadata(path).unwrap().len() == size as u64;
    files(dir).into_iter().filter(is).collect()
}

#[test]
fn what_is_not_as_the_hub_gave_it_is_fetched_again() {
    let hub = Hub::start();
    let owner = hub.owner();
    let (library, phrase) = owner.shares("公司话术", "尺码", "看图");
    let picture = owner.file("图.png", PNG);
    owner.ok(&["phrase", "attach", &phrase, picture.to_str().unwrap()]);
    owner.syncs();
    let reader = hub.member(&owner, "小雨", &["--role", "agent"]);
    let sound = reader.ok(&["verify"]);
    assert_eq!(sound["sync"], json!({"differing": [], "refetched": {"libraries": [], "blobs": []}}));

    let sql = rusqlite::Connection::open(reader.book().join("book.db")).unwrap();
    let id = uuid::Uuid::parse_str(&library).unwrap();
    sql.execute("UPDATE sync_library SET checksum = checksum + 1 WHERE library = ?1", [id.as_bytes()])
        .unwrap();
    drop(sql);
    let found = reader.run(&["--json", "verify"]);
    assert_eq!((found.exit, &found.value()["sound"]), (1, &json!(false)), "{found:?}");
    assert_eq!(found.value()["sync"]["differing"], json!([library]));
    assert_eq!(found.value()["sync"]["refetched"]["libraries"], json!([library]));
    reader.syncs();
    assert_eq!(reader.ok(&["verify"])["sound"], true);
    assert_eq!(reader.text_of(&phrase), "看图");

    let blob = text(&reader.show(&phrase)["parts"][1]["blob"]);
    let kept: Vec<PathBuf> = files(&reader.book())
        .into_iter()
        .filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with(&blob))
        .collect();
    assert!(!kept.is_empty(), "{:?}", files(&reader.book()));
    for path in &kept {
        OpenOptions::new().write(true).open(path).unwrap().set_len(10).unwrap();
    }
    let found = reader.run(&["--json", "verify"]);
    assert_eq!((found.exit, &found.value()["media"]["damaged"]), (1, &json!([blob])), "{found:?}");
    assert_eq!(found.value()["sync"]["refetched"]["blobs"], json!([blob]));
    reader.syncs();
    assert_eq!(reader.ok(&["verify"])["media"], json!({"checked": 1, "missing": [], "damaged": []}));
}

#[test]
fn a_hubs_folder_is_checked_while_it_rests() {
    let mut hub = Hub::start();
    let owner = hub.owner();
    let (_, phrase) = owner.shares("公司话术", "尺码", "看图");
    let picture = owner.file("图.png", PNG);
    owner.ok(&["phrase", "attach", &phrase, picture.to_str().unwrap()]);
    owner.syncs();
    let desk = Desk::bare();
    let data = hub.data();
    assert_eq!(desk.refused(&["--data", &data, "verify"]), (1, "busy".to_owned()));
    hub.stop();
    let sound = desk.ok(&["--data", &data, "verify"]);
    assert_eq!((&sound["sound"], &sound["problems"]), (&json!(true), &json!([])));
    assert!(sound["libraries"].as_u64() >= Some(2) && sound["rows"].as_u64() >= Some(2), "{sound}");
    let size = owner.show(&phrase)["parts"][1]["size"].as_u64();
    let blobs = of_size(Path::new(&data), size.map_or(PNG.len(), |size| usize::try_from(size).unwrap()));
    let blob = blobs.first().unwrap_or_else(|| panic!("{:?}", files(Path::new(&data))));
    let mut bytes = fs::read(blob).unwrap();
    bytes[20] ^= 1;
    fs::write(blob, bytes).unwrap();
    let found = desk.run(&["--json", "--data", &data, "verify"]);
    assert_eq!((found.exit, &found.value()["sound"]), (1, &json!(false)), "{found:?}");
    assert!(!found.value()["problems"].as_array().unwrap().is_empty());
}
