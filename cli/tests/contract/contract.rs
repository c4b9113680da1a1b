//! Exit codes and the shape of errors, by table.

use serde_json::{Value, json};

use crate::harness::{Desk, program, ran};

const NOBODY: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

#[test]
fn every_failure_has_its_exit_code_and_its_name() {
    let desk = Desk::new();
    desk.ok(&["library", "add", "双份"]);
    desk.ok(&["library", "add", "双份"]);
    desk.ok(&["category", "add", "售后/退款"]);
    let id = desk.add(&["--text", "您好"]);
    let cases: &[(&[&str], i32, &str, Value)] = &[
        (&[], 2, "usage", Value::Null),
        (&["nonsense"], 2, "usage", Value::Null),
        (&["phrase", "show"], 2, "usage", Value::Null),
        (&["phrase", "add"], 2, "usage", Value::Null),
        (&["phrase", "add", "--text"], 2, "usage", Value::Null),
        (&["phrase", "add", "--text", "a", "--bogus"], 2, "usage", Value::Null),
        (&["phrase", "add", "--text", "a", "--variant", "wechat"], 2, "usage", Value::Null),
        (&["phrase", "move", &id], 2, "usage", Value::Null),
        (&["setting", "bogus", "x"], 2, "usage", Value::Null),
        (&["completions", "cmd"], 2, "usage", Value::Null),
        (&["phrase", "show", "x"], 2, "malformed_id", json!({"field": "id", "value": "x"})),
        (
            &["phrase", "show", "01890A5D-AC96-774B-BCCE-B302099A8057"],
            2,
            "malformed_id",
            json!({"field": "id", "value": "01890A5D-AC96-774B-BCCE-B302099A8057"}),
        ),
        (&["phrase", "delete", &id, "x"], 2, "malformed_id", json!({"field": "id", "value": "x"})),
        (&["phrase", "add", "--text", "[客户名"], 2, "invalid", json!({"field": "parts"})),
        (&["phrase", "add", "--text", "a", "--variant", "en=[x"], 2, "invalid", json!({"field": "variants"})),
        (
            &["phrase", "add", "--text", "a", "--variant", "nowhere=x"],
            2,
            "invalid",
            json!({"field": "channel"}),
        ),
        (&["phrase", "add", "--text", "a", "--valid", "明天.."], 2, "invalid", json!({"field": "valid"})),
        (
            &["phrase", "add", "--text", "a", "--valid", "2026-11-12..2026-11-01"],
            2,
            "invalid",
            json!({"field": "valid"}),
        ),
        (&["phrase", "add", "--text", "a", "--review-by", "x"], 2, "invalid", json!({"field": "review_by"})),
        (&["phrase", "add", "--text", "a", "--lang", "中文"], 2, "invalid", json!({"field": "lang"})),
        (&["phrase", "add", "--title", " "], 2, "invalid", json!({"field": "title"})),
        (&["phrase", "add", "--text", "a", "--category", "/"], 2, "invalid", json!({"field": "category"})),
        (&["category", "add", "1/2/3/4/5/6"], 2, "invalid", json!({"field": "category"})),
        (&["category", "move", "售后", "--to", "售后/退款"], 2, "invalid", json!({"field": "category"})),
        (&["library", "add", "x", "--time-zone", "Mars/Base"], 2, "invalid", json!({"field": "time_zone"})),
        (&["phrase", "show", NOBODY], 4, "not_found", json!({"field": "phrase", "value": NOBODY})),
        (&["phrase", "history", NOBODY], 4, "not_found", json!({"field": "phrase", "value": NOBODY})),
        (
            &["phrase", "edit", NOBODY, "--text", "a"],
            4,
            "not_found",
            json!({"field": "phrase", "value": NOBODY}),
        ),
        (&["phrase", "restore", &id], 4, "not_found", json!({"field": "phrase", "value": id})),
        (&["category", "rename", "没有", "x"], 4, "not_found", json!({"field": "category", "value": "没有"})),
        (&["category", "list", "-l", "没有"], 4, "not_found", json!({"field": "library", "value": "没有"})),
        (&["library", "rename", NOBODY, "x"], 4, "not_found", json!({"field": "library", "value": NOBODY})),
        (&["init"], 1, "book_exists", json!({"file": desk.book()})),
    ];
    for (args, exit, code, place) in cases {
        assert_eq!(desk.fails(args), (*exit, (*code).to_owned(), place.clone()), "{args:?}");
    }
    let (exit, code, place) = desk.fails(&["category", "list", "-l", "双份"]);
    assert_eq!((exit, code.as_str()), (2, "ambiguous_name"));
    assert_eq!(place["ids"].as_array().unwrap().len(), 2);
}

#[test]
fn without_a_book_every_command_says_what_helps() {
    let desk = Desk::bare();
    for args in [
        &["status"][..],
        &["phrase", "show", NOBODY],
        &["phrase", "add", "--text", "a"],
        &["category", "list"],
        &["library", "list"],
        &["undo"],
        &["trash"],
        &["setting"],
        &["verify"],
    ] {
        assert_eq!(desk.fails(args), (1, "no_book".to_owned(), json!({"file": desk.book()})), "{args:?}");
    }
    assert!(desk.run(&["status"]).err.contains("huashu init"));
    assert!(!desk.book().exists(), "looking makes nothing");
}

#[test]
fn an_error_is_json_on_standard_output_or_a_sentence_on_standard_error() {
    let desk = Desk::new();
    let json = desk.run(&["phrase", "show", "x", "--json"]);
    assert_eq!((json.value()["error"]["code"].as_str(), json.err.as_str()), (Some("malformed_id"), ""));
    let plain = desk.run(&["phrase", "show", "x"]);
    assert_eq!(plain.out, "");
    assert!(plain.err.starts_with("出错：“x”不是编号"), "{plain:?}");
    let english = desk.run(&["--locale", "en", "phrase", "show", "x"]);
    assert!(english.err.starts_with("error: “x” is not an id"), "{english:?}");
    // What stands behind `--` is no option.
    let title = desk.run(&["phrase", "show", "--", "--json"]);
    assert!(title.out.is_empty() && title.err.contains("--json"), "{title:?}");
}

#[test]
fn the_folder_is_data_then_home_then_the_users_own() {
    let desk = Desk::new();
    let other = desk.book().join("other");
    let said = desk.ok(&["--data", other.to_str().unwrap(), "init"]);
    assert_eq!(said["book"], json!(other));
    assert_eq!(desk.ok(&["status"])["book"], json!(desk.book()));

    let home = tempfile::tempdir().unwrap();
    let mut command = program(&["--json", "status"]);
    command.env("HUASHU_HOME", "").env("HOME", home.path()).env_remove("XDG_DATA_HOME");
    let error = ran(command.output().unwrap()).value();
    let folder = error["error"]["where"]["file"].as_str().unwrap().to_owned();
    assert!(folder.starts_with(home.path().to_str().unwrap()) && folder.ends_with("huashu"), "{folder}");
}

#[test]
fn help_and_version_are_answers() {
    let desk = Desk::bare();
    for args in [&["--help"][..], &["-h"], &["phrase", "add", "--help"], &["category", "-h"]] {
        let help = desk.run(args);
        assert_eq!((help.exit, help.err.as_str()), (0, ""), "{args:?}");
        assert!(
            help.out.contains("用法 Usage: huashu") && help.out.contains("选项 Global options"),
            "{help:?}"
        );
        assert!(!help.out.contains('\u{1b}'), "no colours without a terminal");
    }
    assert_eq!(desk.run(&["--version"]).out, format!("huashu {}\n", env!("CARGO_PKG_VERSION")));
    let bare = desk.run::<&str>(&[]);
    assert!(bare.exit == 2 && bare.out.contains("命令 Commands"), "{bare:?}");
    for shell in ["bash", "zsh", "fish", "powershell"] {
        assert!(desk.run(&["completions", shell]).out.contains("huashu"), "{shell}");
    }
}

#[test]
fn a_slip_is_answered_with_what_was_perhaps_meant() {
    let desk = Desk::bare();
    let command = desk.run(&["catgory", "list"]);
    assert!(command.exit == 2 && command.err.contains("category"), "{command:?}");
    let option = desk.run(&["phrase", "add", "--titel", "x"]);
    assert!(option.exit == 2 && option.err.contains("--title"), "{option:?}");
}
