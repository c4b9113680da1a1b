//! `huashu init`, `status`, `verify` and `setting`; damaged books.

use std::fs;

use serde_json::json;

use crate::harness::{Desk, text};

#[test]
fn a_new_book_is_ready_to_write() {
    let desk = Desk::bare();
    let made = desk.ok(&["init"]);
    assert_eq!(
        made,
        json!({"book": desk.book(), "set_aside": null, "starter": false, "libraries": 1, "phrases": 0})
    );
    desk.add(&["--text", "您好"]);
    let status = desk.ok(&["status"]);
    for (field, value) in [
        ("book", json!(desk.book())),
        ("libraries", json!(1)),
        ("categories", json!(0)),
        ("phrases", json!(1)),
        ("trash", json!(0)),
        ("signed_in", json!(false)),
    ] {
        assert_eq!(status[field], value, "{field}");
    }
    assert_eq!(desk.ok(&["verify"])["sound"], true);
}

#[test]
fn settings_are_set_shown_and_cleared() {
    let desk = Desk::new();
    desk.ok(&["setting", "shop-name", " 小鹿家居 "]);
    desk.ok(&["setting", "agent-number", "007"]);
    let all = json!({"agent_name": null, "agent_number": "007", "shop_name": "小鹿家居"});
    assert_eq!(desk.ok(&["setting"]), all);
    assert_eq!(desk.ok(&["setting", "agent-number"]), all);
    assert_eq!(desk.ok(&["setting", "agent-number", ""])["agent_number"], json!(null));
    assert!(desk.run(&["setting"]).out.contains("小鹿家居"));
}

#[test]
fn a_damaged_book_is_left_alone_until_it_is_set_aside() {
    let desk = Desk::new();
    let file = desk.book().join("book.db");
    let mut bytes = fs::read(&file).unwrap();
    for damage in ["not a database at all, but long enough to hold a header, and then some more of it", ""] {
        if damage.is_empty() {
            let middle = bytes.len() / 2;
            bytes[middle..].fill(0xAA);
            fs::write(&file, &bytes).unwrap();
        } else {
            fs::write(&file, damage.repeat(3)).unwrap();
        }
        let before = fs::read(&file).unwrap();
        let (exit, code, _) = desk.fails(&["status"]);
        assert_eq!((exit, code.as_str()), (1, "corrupt"), "{damage:?}");
        assert_eq!(desk.fails(&["init"]).1, "book_exists");
        assert_eq!(fs::read(&file).unwrap(), before, "left as it was");
        let aside = text(&desk.ok(&["init", "--set-aside"])["set_aside"]);
        assert_eq!(fs::read(aside).unwrap(), before, "moved, not lost");
        assert_eq!(desk.ok(&["verify"])["sound"], true);
    }
    assert_eq!(Desk::bare().ok(&["init", "--set-aside"])["set_aside"], json!(null));
}

#[test]
fn a_foreign_database_is_no_book() {
    let desk = Desk::bare();
    fs::create_dir_all(desk.book()).unwrap();
    let sql = rusqlite::Connection::open(desk.book().join("book.db")).unwrap();
    sql.execute_batch("CREATE TABLE diary (day TEXT); PRAGMA user_version = 1").unwrap();
    drop(sql);
    assert_eq!(desk.fails(&["status"]).1, "not_a_book");
    assert_eq!(desk.fails(&["phrase", "add", "--text", "a"]).1, "not_a_book");
}
