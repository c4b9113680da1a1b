//! `huashu import`, `init --starter` and `demo`.

use std::fs;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Desk, PNG, ran, text};

const CSV: &str = "\
备注,分类,标题,内容,快捷码,关键词,有效期,状态,wechat,en
x,售后/退款,退款到账,您好[客户名|您]，三天内到账,tk1,钱;到账,2026-11-01..2099-01-01,启用,亲，三天,Within three days
x,售中,发货时间,今天发，单号{单号},fh1,,,停用,,
x,售中,坏的,[客户名,,,,,,
";

fn counts(report: &Value) -> [&Value; 3] {
    ["created", "updated", "unchanged"].map(|field| &report[field])
}

/// A table of so many rows.
fn table(rows: usize) -> String {
    let mut csv = String::from("标题,内容,快捷码\n");
    for row in 0..rows {
        csv.push_str(&format!("话术{row},您好，这是第{row}条，请放心,c{row}\n"));
    }
    csv
}

#[test]
fn a_report_says_what_became_of_every_row() {
    let desk = Desk::new();
    let file = desk.file("话术.csv", CSV);
    let file = file.to_str().unwrap();
    let dry = desk.ok(&["import", file, "--dry-run"]);
    assert_eq!(desk.ok(&["status"])["phrases"], 0, "a dry run writes nothing");
    let report = desk.ok(&["import", file]);
    assert_eq!(dry, report);
    assert_eq!(counts(&report), [&json!(2), &json!(0), &json!(0)]);
    assert_eq!(report["unmapped"], json!(["备注"]));
    let failed = &report["failed"][0];
    assert_eq!((&failed["row"], &failed["reason"]), (&json!(4), &json!("open_variable")));
    for field in ["row", "column", "reason", "message"] {
        assert!(failed.get(field).is_some(), "{field}");
    }
    assert_eq!(report["warnings"], json!([]));

    let hit = desk.ok(&["search", "tk1"])["hits"][0].clone();
    assert_eq!((&hit["category"], &hit["keywords"]), (&json!(["售后", "退款"]), &json!(["钱", "到账"])));
    let phrase = desk.show(&text(&hit["id"]));
    assert_eq!(phrase["variants"].as_array().unwrap().len(), 2);
    assert_eq!(desk.ok(&["search", "fh1", "--all"])["hits"][0]["text"], "今天发，单号[单号]");

    let again = desk.ok(&["import", file]);
    assert_eq!(counts(&again), [&json!(0), &json!(0), &json!(2)]);
    assert!(desk.ok(&["undo"])["undone"] == "import");
    assert_eq!(desk.ok(&["status"])["phrases"], 0);

    let page = desk.run(&["import", file]).out;
    for word in ["已导入", "新增 2 · 更新 0 · 没有变化 0 · 失败 1", "没有用到的列：备注", "第 4 行"]
    {
        assert!(page.contains(word), "{word}: {page}");
    }
}

#[test]
fn rows_go_to_the_library_that_is_named() {
    let desk = Desk::new();
    desk.ok(&["library", "add", "部门库", "--kind", "department"]);
    let file = desk.file("话术.csv", table(3));
    let file = file.to_str().unwrap();
    desk.ok(&["import", file, "--library", "部门库"]);
    assert_eq!(desk.ok(&["search", "话术0"])["hits"][0]["library_name"], "部门库");
    assert_eq!(desk.fails(&["import", file, "--library", "没有"]).0, 4);
}

#[test]
fn pictures_lie_beside_the_table() {
    let desk = Desk::new();
    fs::create_dir(desk.book().with_file_name("话术.files")).unwrap();
    fs::write(desk.book().with_file_name("话术.files").join("尺码.png"), PNG).unwrap();
    let file =
        desk.file("话术.csv", "标题,内容,图片\n尺码,看图,尺码.png\n少图,看图,没有.png\n坏名,看图,../x.png\n");
    let report = desk.ok(&["import", file.to_str().unwrap()]);
    let reasons: Vec<(&Value, &Value)> = ["failed", "warnings"]
        .iter()
        .flat_map(|list| report[*list].as_array().unwrap())
        .map(|issue| (&issue["row"], &issue["reason"]))
        .collect();
    assert_eq!(reasons, [(&json!(4), &json!("unsafe_path")), (&json!(3), &json!("missing_file"))]);
    assert_eq!(desk.ok(&["search", "尺码"])["hits"][0]["images"], 1);
    assert_eq!(desk.ok(&["verify"])["media"]["checked"], 1);
}

#[test]
fn what_cannot_be_read_is_a_clear_error_and_changes_nothing() {
    let desk = Desk::new();
    let many = format!("标题,内容\n{}", "a,b\n".repeat(200_001));
    for (name, content, code) in [
        ("话术.docx", b"PK\x03\x04 not an archive".to_vec(), "unreadable"),
        ("数据.bin", vec![0, 159, 146, 150, 0, 0, 1, 2], "unknown_format"),
        ("无头.csv", b"a,b\n1,2\n".to_vec(), "unreadable"),
        ("坏.json", b"{\"format\": \"huashu\", ".to_vec(), "unreadable"),
        ("多.csv", many.into_bytes(), "too_large"),
    ] {
        let file = desk.file(name, content);
        let (exit, found, _) = desk.fails(&["import", file.to_str().unwrap()]);
        assert_eq!((exit, found.as_str()), (1, code), "{name}");
    }
    assert_eq!(desk.fails(&["import", "没有.csv"]).1, "io");
    let quotes = desk.file("引号.csv", "标题,内容\n甲,\"没有合上\n乙,丙\n");
    let report = desk.ok(&["import", quotes.to_str().unwrap()]);
    let failed = &report["failed"][0];
    assert_eq!((&failed["row"], &failed["reason"]), (&json!(2), &json!("unbalanced_quotes")), "{report}");
    assert_eq!(desk.ok(&["status"])["phrases"], 0);
}

#[test]
fn an_export_comes_back_without_a_change() {
    let desk = Desk::new();
    let picture = desk.file("图.png", PNG);
    let id = desk.add(&[
        "--title",
        "=1+1",
        "--text",
        "您好[客户名]",
        "--code",
        "fh1",
        "--category",
        "售中/发货",
        "--keywords",
        "甲,乙",
        "--variant",
        "wechat/en=Hi",
        "--image",
        picture.to_str().unwrap(),
        "--sensitive",
    ]);
    let before = desk.show(&id);
    for name in ["出.csv", "出.xlsx", "出.json"] {
        desk.ok(&["export", name]);
        let back = desk.ok(&["import", name]);
        assert_eq!(counts(&back), [&json!(0), &json!(0), &json!(1)], "{name}: {back}");
        assert_eq!(desk.show(&id), before, "{name}");
        let other = Desk::new();
        let file = desk.book().with_file_name(name);
        assert_eq!(counts(&other.ok(&["import", file.to_str().unwrap()])), [&json!(1), &json!(0), &json!(0)]);
        assert_eq!(other.show(&id)["parts"], before["parts"], "{name}");
    }
}

#[test]
fn a_kill_in_the_middle_of_an_import_leaves_all_or_nothing() {
    const ROWS: usize = 6_000;
    let desk = Desk::new();
    let file = desk.file("多.csv", table(ROWS));
    let file = file.to_str().unwrap();
    let mut cut_short = 0;
    for wait in [20, 60, 120, 250, 400, 600] {
        let mut child =
            desk.command(&["import", file]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        sleep(Duration::from_millis(wait));
        child.kill().unwrap();
        let whole = child.wait().unwrap().success();
        let phrases = desk.ok(&["status"])["phrases"].as_u64().unwrap();
        assert!(phrases == 0 || phrases == ROWS as u64, "{phrases} after {wait} ms");
        assert_eq!(desk.ok(&["verify"])["sound"], true);
        cut_short += usize::from(!whole && phrases == 0);
        if phrases > 0 {
            desk.ok(&["undo"]);
        }
    }
    assert!(cut_short > 0, "no import was cut short");
    desk.ok(&["import", file]);
    assert_eq!(desk.ok(&["status"])["phrases"], ROWS);
}

#[test]
fn a_book_is_read_while_an_import_writes() {
    let desk = Desk::new();
    let id = desk.add(&["--text", "您好"]);
    let file = desk.file("多.csv", table(6_000));
    let args = ["--json", "import", file.to_str().unwrap()];
    let mut child = desk.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut reads = 0;
    while child.try_wait().unwrap().is_none() {
        assert_eq!(desk.show(&id)["text"], "您好");
        assert_eq!(desk.ok(&["search", "zzzz"])["total"], 0);
        reads += 1;
    }
    let import = ran(child.wait_with_output().unwrap());
    assert_eq!((import.exit, &import.value()["created"]), (0, &json!(6_000)));
    assert!(reads > 0, "the import was over at once");
}

#[test]
fn the_starter_library_makes_a_book_useful_at_once() {
    let desk = Desk::bare();
    let made = desk.ok(&["init", "--starter"]);
    assert!(made["phrases"].as_u64().unwrap() >= 160 && made["starter"] == true, "{made}");
    assert!(desk.ok(&["search", "fh"])["total"].as_u64().unwrap() > 3);
    let verified = desk.ok(&["verify"]);
    assert!(verified["sound"] == true && verified["media"]["checked"].as_u64().unwrap() >= 8, "{verified}");
    // Writing goes to the first personal library.
    desk.add(&["--text", "我们自己的话"]);
    assert_eq!(desk.ok(&["status"])["libraries"], 1);
}

#[test]
fn the_tour_runs_from_end_to_end_and_again() {
    let desk = Desk::bare();
    let tour = desk.ok(&["demo"]);
    assert_eq!(tour["book"], json!(desk.book()));
    for search in tour["searches"].as_array().unwrap() {
        assert!(search["result"]["total"].as_u64().unwrap() > 0, "{}", search["query"]);
    }
    let plans = tour["plans"].as_array().unwrap();
    assert_eq!(plans.len(), 3);
    for plan in plans {
        assert!(!plan["steps"].as_array().unwrap().is_empty(), "{plan}");
    }
    assert_eq!(plans[0]["left_out"][0]["what"], "image", "{}", plans[0]);
    let file = desk.file("多.csv", table(3));
    let again = desk.ok(&["demo", "--import", file.to_str().unwrap()]);
    assert_eq!((&again["made"], &again["imported"]["created"]), (&Value::Null, &json!(3)));
    let page = desk.run(&["demo"]).out;
    for word in
        ["$ huashu search fh", "$ huashu plan ", "安卓悬浮窗 → 微信", "$ huashu extract", "接下来归您"]
    {
        assert!(page.contains(word), "{word}: {page}");
    }
}
