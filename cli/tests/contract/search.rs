//! `huashu search` and `huashu match`.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::harness::{Desk, text};

fn desk() -> Desk {
    let desk = Desk::new();
    for (title, words, category, code) in [
        ("发货时间", "您好，48小时内发货", "售中/发货", "fh1"),
        ("退款到账", "退款三天内原路退回，单号[单号]", "售后/退款", "tk1"),
        ("催付一", "您的订单还没有付款", "售中/催付", "cf1"),
        ("🎁 赠品", "下单送赠品", "售前", "zp1"),
    ] {
        desk.add(&["--title", title, "--text", words, "--category", category, "--code", code]);
    }
    desk
}

fn titles(answer: &Value) -> Vec<String> {
    answer["hits"].as_array().unwrap().iter().map(|hit| text(&hit["title"])).collect()
}

#[test]
fn a_hit_says_what_the_contract_says() {
    let desk = desk();
    let answer = desk.ok(&["search", "fahuo"]);
    assert_eq!(titles(&answer), ["发货时间"]);
    assert_eq!((&answer["total"], &answer["more"]), (&json!(1), &json!(false)));
    assert!(answer["took_us"].as_u64().is_some(), "{answer}");
    let hit = &answer["hits"][0];
    for (field, value) in [
        ("title", json!("发货时间")),
        ("code", json!("fh1")),
        ("category", json!(["售中", "发货"])),
        ("text", json!("您好，48小时内发货")),
        ("status", json!("active")),
        ("approximate", json!(false)),
        (
            "spans",
            json!({"title": [[0, 2]], "code": [], "text": [[8, 10]], "category": [[3, 5]], "keywords": []}),
        ),
        ("library_name", json!("我的话术")),
    ] {
        assert_eq!(hit[field], value, "{field}");
    }
    assert!(hit["score"].as_u64().is_some());
    assert_eq!(desk.show(&text(&hit["id"]))["library"], hit["library"]);
}

#[test]
fn queries_find_what_they_should() {
    let desk = desk();
    let cases: &[(&[&str], &[&str])] = &[
        (&["fh1"], &["发货时间"]),
        (&["tk"], &["退款到账"]),
        (&["tuikuan 单号"], &["退款到账"]),
        (&["tuikaun"], &["退款到账"]),
        (&["tuikaun", "--exact"], &[]),
        (&["🎁"], &["🎁 赠品"]),
        (&["zzzz"], &[]),
        (&["", "--category", "售中"], &["发货时间", "催付一"]),
        (&["", "--limit", "0"], &["发货时间", "催付一", "退款到账", "🎁 赠品"]),
        (&["", "--limit", "1"], &["发货时间"]),
        (&["cf", "--category", "售后"], &[]),
        (&["cf", "--library", "我的话术"], &["催付一"]),
    ];
    for (args, expected) in cases {
        let all: Vec<&str> = ["search"].iter().chain(*args).copied().collect();
        assert_eq!(titles(&desk.ok(&all)), *expected, "{args:?}");
    }
    assert_eq!(desk.fails(&["search", "x", "--category", "没有"]).0, 4);
    assert_eq!(desk.fails(&["search", "x", "--library", "没有"]).0, 4);
    assert_eq!(desk.fails(&["search", "x", "--limit", "many"]).1, "usage");
    assert_eq!(desk.fails(&["search"]).1, "usage");
}

#[test]
fn what_cannot_be_sent_is_found_on_request_only() {
    let desk = Desk::new();
    for (title, args) in [
        ("停用", &["--inactive"][..]),
        ("草稿", &["--draft"]),
        ("过期", &["--valid", "..2020-01-01"]),
        ("未到", &["--valid", "2099-01-01.."]),
        ("可用", &["--valid", "2020-01-01..2099-01-01"]),
    ] {
        let all: Vec<&str> = ["--title", title, "--text", "活动"].iter().chain(args).copied().collect();
        desk.add(&all);
    }
    assert_eq!(titles(&desk.ok(&["search", "huodong"])), ["可用"]);
    let all = desk.ok(&["search", "huodong", "--all"]);
    let mut status: Vec<(String, String)> = all["hits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hit| (text(&hit["title"]), text(&hit["status"])))
        .collect();
    status.sort();
    let expected = [
        ("可用", "active"),
        ("停用", "inactive"),
        ("未到", "upcoming"),
        ("草稿", "draft"),
        ("过期", "expired"),
    ];
    let mut expected = expected.map(|(title, status)| (title.to_owned(), status.to_owned()));
    expected.sort();
    assert_eq!(status, expected);
    assert!(desk.run(&["search", "huodong", "--all"]).out.contains("已过期"));
}

#[test]
fn a_page_shows_rank_code_place_and_id() {
    let desk = desk();
    let hit = desk.ok(&["search", "tk1"])["hits"][0].clone();
    let page = desk.run(&["search", "tk1"]).out;
    for word in ["1  退款到账", "tk1", "售后/退款", "变量 1", "单号[单号]", &text(&hit["id"]), "找到 1 条"]
    {
        assert!(page.contains(word), "{word}: {page}");
    }
    assert!(page.lines().count() <= 5, "{page}");
    let nothing = desk.run(&["search", "zzzz"]);
    assert!(nothing.exit == 0 && nothing.out.contains("没有找到"), "{nothing:?}");
    assert!(desk.run(&["--locale", "en", "search", "zzzz"]).out.contains("nothing found"));
}

#[test]
fn a_search_in_vain_is_noted() {
    let desk = desk();
    for args in [
        &["search", "FaPiao"][..],
        &["search", "fapiao"],
        &["search", "x", "--category", "售后"],
        &["search", "fh"],
    ] {
        desk.ok(args);
    }
    let failed = desk.ok(&["stats", "failed-searches"]);
    assert_eq!(failed["list"], "failed_searches");
    let noted: Vec<(&Value, &Value)> =
        failed["searches"].as_array().unwrap().iter().map(|one| (&one["query"], &one["times"])).collect();
    assert_eq!(noted, [(&json!("fapiao"), &json!(2))]);
}

#[test]
fn lines_are_matched_one_by_one() {
    let desk = Desk::bare();
    let input = concat!(
        "{\"text\":\"我们48小时发货\",\"query\":\"48xs fh\"}\n",
        "\n",
        "{\"text\":\"顺丰\",\"query\":\"sunfeng\"}\n",
        "not json\n",
        "{\"text\":\"退款\"}\n",
        "{\"text\":\"a\\ud800\",\"query\":\"a\"}\n",
        "{\"text\":\"🎁退款\",\"query\":\"tk\"}"
    );
    let ran = desk.run_with_input(&["match"], input);
    let lines: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0], json!({"match": true, "spans": [[2, 8]]}));
    assert_eq!(lines[1], json!({"match": false, "spans": []}));
    for (line, row) in [(2, 4), (3, 5), (4, 6)] {
        assert_eq!(lines[line]["error"]["where"]["row"], row, "{}", lines[line]);
    }
    assert_eq!(lines[5], json!({"match": true, "spans": [[1, 3]]}));
    assert_eq!((lines.len(), ran.exit), (6, 1));
    let fuzzy =
        desk.run_with_input(&["match", "--approximate"], "{\"text\":\"顺丰\",\"query\":\"sunfeng\"}\n");
    assert_eq!((fuzzy.value()["match"].as_bool(), fuzzy.exit), (Some(true), 0));
}

#[test]
fn an_answer_comes_before_the_next_question() {
    let desk = Desk::bare();
    let mut command = desk.command(&["match"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut questions = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
    for query in ["tk", "fh", "tuikuan"] {
        writeln!(questions, "{{\"text\":\"退款\",\"query\":\"{query}\"}}").unwrap();
        let answer: Value = serde_json::from_str(&answers.next().unwrap().unwrap()).unwrap();
        assert_eq!(answer["match"], json!(query != "fh"), "{query}");
    }
    drop(questions);
    assert!(child.wait().unwrap().success());
}
