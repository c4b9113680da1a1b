//! The index file behind `huashu search`: made when it is needed, followed, and replaced when it does not serve.

use std::fs;
use std::path::PathBuf;
use std::thread;

use serde_json::{Value, json};

use crate::harness::Desk;

const PHRASES: usize = 800;

/// A book that is too large to be scanned at each search.
fn desk() -> Desk {
    let desk = Desk::new();
    let rows = (0..PHRASES).map(|n| format!("标题 {n},退款三天内原路退回 {n}\n"));
    let file = desk.file("rows.csv", format!("标题,内容\n{}", rows.collect::<String>()));
    assert_eq!(desk.ok(&["import", file.to_str().unwrap()])["created"], PHRASES);
    desk
}

fn file(desk: &Desk) -> PathBuf {
    desk.book().join("index/type-ahead.hsi")
}

fn total(desk: &Desk, query: &str) -> Value {
    desk.ok(&["search", query, "--limit", "0"])["total"].clone()
}

fn state(desk: &Desk) -> Value {
    let verified = desk.ok(&["verify"]);
    assert_eq!(verified["sound"], true);
    verified["index"].clone()
}

#[test]
fn a_search_leaves_an_index_for_the_next() {
    let desk = desk();
    assert_eq!(state(&desk), json!({"state": "absent", "phrases": 0}));
    assert_eq!(total(&desk, "tuikuan"), PHRASES);
    assert_eq!(state(&desk), json!({"state": "fresh", "phrases": PHRASES}));
    let before = fs::read(file(&desk)).unwrap();
    let id = desk.add(&["--title", "新的", "--text", "退款新说法"]);
    assert_eq!(desk.ok(&["search", "xindetuikuan xinde"])["total"], 0);
    assert_eq!(desk.ok(&["search", "xinde"])["hits"][0]["id"], json!(id));
    assert_eq!(total(&desk, "tuikuan"), PHRASES + 1);
    assert_eq!(state(&desk), json!({"state": "behind", "phrases": PHRASES + 1}));
    desk.ok(&["phrase", "delete", &id]);
    assert_eq!(total(&desk, "xinde"), 0);
    for _ in 0..3 {
        desk.ok(&["use", desk.ok(&["search", "标题 77"])["hits"][0]["id"].as_str().unwrap()]);
    }
    assert_eq!(desk.ok(&["search", "tuikuan", "--limit", "1"])["hits"][0]["title"], "标题 77");
    assert_eq!(fs::read(file(&desk)).unwrap(), before, "a few changes are caught up with, not written");
}

#[test]
fn an_index_that_does_not_serve_is_replaced() {
    let desk = desk();
    total(&desk, "tk");
    let sound = fs::read(file(&desk)).unwrap();
    let mut flipped = sound.clone();
    flipped[sound.len() / 2] ^= 1;
    for bad in [&b""[..], b"something else", &sound[..sound.len() - 1], &flipped] {
        fs::write(file(&desk), bad).unwrap();
        assert_eq!(state(&desk), json!({"state": "removed", "phrases": 0}));
        fs::write(file(&desk), bad).unwrap();
        assert_eq!(total(&desk, "tuikuan"), PHRASES);
        assert_eq!(state(&desk)["state"], "fresh");
    }
    let page = desk.run(&["verify"]).out;
    assert!(page.contains("搜索索引是最新的"), "{page}");
    fs::remove_dir_all(desk.book().join("index")).unwrap();
    fs::write(desk.book().join("index"), b"in the way").unwrap();
    assert_eq!(total(&desk, "tuikuan"), PHRASES, "without a file");
    assert!(desk.run(&["verify"]).out.contains("还没有搜索索引"));
}

#[test]
fn searches_follow_another_process_that_writes() {
    let desk = desk();
    total(&desk, "tk");
    thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for n in 0..12 {
                desk.add(&["--title", &format!("换货 {n}"), "--text", "七天之内"]);
            }
        });
        let mut last = 0;
        while !writer.is_finished() {
            let found = total(&desk, "huanhuo").as_u64().unwrap();
            assert!(found >= last, "{found} after {last}");
            last = found;
        }
    });
    assert_eq!(total(&desk, "huanhuo"), 12);
}

#[test]
fn a_guess_says_what_may_have_been_meant() {
    let desk = Desk::new();
    desk.add(&["--title", "发货时间", "--text", "48小时内"]);
    assert_eq!(desk.ok(&["search", "fahou"])["did_you_mean"], "发货");
    assert_eq!(desk.ok(&["search", "fahuo"])["did_you_mean"], json!(null));
    assert_eq!(desk.ok(&["search", "zzz"])["did_you_mean"], json!(null));
    assert!(desk.run(&["search", "fahou"]).out.contains("您是不是要找：发货"));
    assert!(desk.run(&["--locale", "en", "search", "fahou"]).out.contains("did you mean: 发货"));
}
