//! `huashu phrase …`, `undo` and `trash`.

use serde_json::{Value, json};

use crate::harness::{Desk, text};

#[test]
fn adding_says_everything_that_show_says() {
    let desk = Desk::new();
    let added = desk.ok(&[
        "phrase",
        "add",
        "--title",
        "发货时间",
        "--text",
        "您好[客户名|您]，48 小时内发出",
        "--category",
        "售中/发货",
        "--code",
        "fh1",
        "--keywords",
        "多久,几天；何时",
        "--valid",
        "2026-11-01..",
        "--review-by",
        "2027-01-01",
        "--sensitive",
        "--lang",
        "zh",
        "--variant",
        "en=Within 48 hours",
        "--variant",
        "wechat/en=Soon",
    ]);
    for (pointer, value) in [
        ("/category", json!(["售中", "发货"])),
        ("/library_name", json!("我的话术")),
        ("/title", json!("发货时间")),
        ("/text", json!("您好[客户名|您]，48 小时内发出")),
        ("/code", json!("fh1")),
        ("/keywords", json!(["多久", "几天", "何时"])),
        ("/valid", json!({"from": "2026-11-01"})),
        ("/review_by", json!("2027-01-01")),
        ("/sensitive", json!(true)),
        ("/lang", json!("zh")),
        ("/parts/0", json!({"kind": "text", "text": "您好[客户名|您]，48 小时内发出"})),
        ("/variants/0/lang", json!("en")),
        ("/variants/1/channel", json!("wechat")),
        ("/variants/1/parts/0/text", json!("Soon")),
        ("/favourite", json!(false)),
        ("/uses", json!(0)),
        ("/warnings", json!([])),
    ] {
        assert_eq!(added.pointer(pointer), Some(&value), "{pointer}");
    }
    assert_eq!(desk.show(&text(&added["id"])), added);
    let card = desk.run(&["phrase", "show", &text(&added["id"])]).out;
    for word in [
        "发货时间",
        "fh1",
        "售中 / 发货",
        "48 小时内发出",
        "微信 · en",
        "Within 48 hours",
        "[客户名|您]",
        "私密",
    ] {
        assert!(card.contains(word), "{word}: {card}");
    }
}

#[test]
fn the_title_is_the_first_line_unless_it_is_said() {
    let desk = Desk::new();
    let piped =
        desk.run_with_input(&["--json", "phrase", "add", "--text", "-"], "\n  第一行 \n第二行\n").value();
    assert_eq!((&piped["title"], &piped["text"]), (&json!("第一行"), &json!("\n  第一行 \n第二行")));
    let dash = desk.ok(&["phrase", "add", "--title", "-", "--text", "--text--"]);
    assert_eq!((&dash["title"], &dash["text"]), (&json!("-"), &json!("--text--")));
    let empty = desk.ok(&["phrase", "add", "--title", "只有标题"]);
    assert_eq!((&empty["text"], &empty["parts"]), (&json!(""), &json!([])));
}

#[test]
fn an_edit_changes_only_what_it_names() {
    let desk = Desk::new();
    let id = desk.add(&[
        "--title",
        "甲",
        "--text",
        "一",
        "--code",
        "a1",
        "--keywords",
        "x",
        "--valid",
        "..2026-12-31",
        "--review-by",
        "2027-01-01",
        "--lang",
        "en",
        "--variant",
        "wechat=微",
        "--inactive",
        "--draft",
        "--sensitive",
    ]);
    let before = desk.show(&id);
    let cases: &[(&[&str], &[(&str, Value)])] = &[
        (&["--title", "乙"], &[("title", json!("乙"))]),
        (&["--text", "二"], &[("text", json!("二")), ("parts", json!([{"kind": "text", "text": "二"}]))]),
        (&["--no-code"], &[("code", Value::Null)]),
        (&["--no-keywords"], &[("keywords", Value::Null)]),
        (&["--no-valid"], &[("valid", Value::Null)]),
        (&["--no-review-by"], &[("review_by", Value::Null)]),
        (&["--no-lang"], &[("lang", Value::Null)]),
        (&["--no-sensitive"], &[("sensitive", Value::Null)]),
        (&["--no-variant", "wechat"], &[("variants", Value::Null)]),
        (&["--publish"], &[("publish_state", Value::Null), ("status", json!("inactive"))]),
        (&["--active"], &[("active", Value::Null), ("status", json!("active"))]),
    ];
    let mut expected = before;
    for (args, changes) in cases {
        let all: Vec<&str> = ["phrase", "edit", &id].iter().chain(*args).copied().collect();
        let edited = desk.ok(&all);
        for (field, value) in *changes {
            expected[field] = value.clone();
        }
        for (field, value) in expected.as_object().unwrap() {
            if field != "updated_at" {
                assert_eq!(edited.get(field).unwrap_or(&Value::Null), value, "{args:?}: {field}");
            }
        }
    }
    let again = desk.run(&["phrase", "edit", &id, "--title", "乙"]);
    assert!(again.exit == 0 && again.out.contains("没有变化"), "{again:?}");
}

#[test]
fn a_short_code_may_be_shared_and_is_flagged() {
    let desk = Desk::new();
    let first = desk.add(&["--text", "一", "--code", "fh1"]);
    let second = desk.ok(&["phrase", "add", "--text", "二", "--code", "fh1"]);
    assert_eq!(second["warnings"][0]["reason"], "code_taken");
    assert_eq!(second["warnings"][0]["ids"], json!([first]));
    let third = desk.run(&["phrase", "add", "--text", "三", "--code", "fh1"]);
    assert!(third.exit == 0 && third.out.contains("fh1 还有 2 条"), "{third:?}");
}

#[test]
fn phrases_move_within_and_between_libraries() {
    let desk = Desk::new();
    let [a, b, c] = ["甲", "乙", "丙"].map(|title| desk.add(&["--text", title, "--category", "售前"]));
    let place = |args: &[&str]| {
        let all: Vec<&str> = ["phrase", "move"].iter().chain(args).copied().collect();
        desk.ok(&all)
    };
    assert!(text(&place(&[&c, "--first"])["pos"]) < text(&desk.show(&a)["pos"]));
    let between = text(&place(&[&a, "--after", &b])["pos"]);
    assert!(between > text(&desk.show(&b)["pos"]));
    assert_eq!(place(&[&a, "--category", "售后/退款"])["category"], json!(["售后", "退款"]));
    assert_eq!(place(&[&b, "--before", &a])["category"], json!(["售后", "退款"]));
    assert_eq!(place(&[&b, "--top"])["category"], json!([]));

    let other = text(&desk.ok(&["library", "add", "部门", "--kind", "department"])["id"]);
    let moved = place(&[&c, "--library", "部门", "--category", "新分类"]);
    assert_eq!((&moved["library"], &moved["category"]), (&json!(other), &json!(["新分类"])));
    assert_eq!((&moved["copied_from"], moved["id"] == json!(c)), (&json!(c), false));
    assert_eq!(desk.show(&c)["status"], "deleted");
    let (exit, code, _) = desk.fails(&["phrase", "move", &a, "--before", &c, "--category", "售前"]);
    assert_eq!((exit, code.as_str()), (2, "invalid"));
}

#[test]
fn what_is_deleted_comes_back() {
    let desk = Desk::new();
    let [a, b] = ["甲", "乙"].map(|title| desk.add(&["--text", title, "--category", "售前"]));
    assert_eq!(desk.ok(&["phrase", "delete", &a, &b, &a])["deleted"].as_array().unwrap().len(), 2);
    let trash = desk.ok(&["trash"]);
    assert_eq!(trash["total"], 2);
    for field in ["id", "title", "category", "deleted_at", "gone_at"] {
        assert!(trash["phrases"][0].get(field).is_some(), "{field}: {trash}");
    }
    assert!(desk.run(&["trash", "list"]).out.contains("保留到"));
    assert_eq!(desk.fails(&["phrase", "delete", &a]).1, "not_found");
    assert_eq!(desk.ok(&["phrase", "restore", &a])["status"], "active");
    assert_eq!(desk.ok(&["trash", "purge"])["purged"], 0);
    assert_eq!(desk.ok(&["trash"])["total"], 1);
}

#[test]
fn undo_takes_back_one_operation_after_the_other() {
    let desk = Desk::new();
    let id = desk.add(&["--text", "一", "--category", "售前"]);
    desk.ok(&["phrase", "edit", &id, "--text", "二"]);
    desk.ok(&["phrase", "delete", &id]);
    assert_eq!(desk.ok(&["undo"])["undone"], "delete_phrase");
    assert_eq!(desk.show(&id)["text"], "二");
    let undone = desk.ok(&["undo"]);
    assert_eq!(
        (&undone["undone"], &undone["changes"][0]["change"]),
        (&json!("edit_phrase"), &json!("edited"))
    );
    assert_eq!(desk.show(&id)["text"], "一");
    assert!(desk.run(&["undo"]).out.contains("新增话术"));
    assert_eq!(desk.fails(&["undo"]), (1, "nothing_to_undo".to_owned(), Value::Null));
}

#[test]
fn history_leads_back() {
    let desk = Desk::new();
    let id = desk.add(&["--title", "甲", "--text", "一"]);
    desk.ok(&["phrase", "edit", &id, "--title", "乙", "--text", "二"]);
    desk.ok(&["phrase", "edit", &id, "--text", "三"]);
    let history = desk.ok(&["phrase", "history", &id]);
    let versions = history["versions"].as_array().unwrap();
    let was: Vec<&Value> = versions.iter().map(|version| &version["phrase"]["parts"][0]["text"]).collect();
    assert_eq!(was, [&json!("二"), &json!("一"), &Value::Null]);
    assert_eq!(versions[2]["op"], "add_phrase");
    let seq = versions[1]["seq"].to_string();
    assert!(desk.run(&["phrase", "history", &id]).out.contains(&seq));
    desk.ok(&["phrase", "delete", &id]);
    let restored = desk.ok(&["phrase", "restore", &id, "--version", &seq]);
    assert_eq!((&restored["title"], &restored["text"]), (&json!("甲"), &json!("一")));
    assert_eq!(desk.fails(&["phrase", "restore", &id, "--version", "999"]).0, 4);
}
