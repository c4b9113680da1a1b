//! `huashu suggest`.

use serde_json::{Value, json};

use crate::harness::{Desk, text};

fn desk() -> Desk {
    let desk = Desk::new();
    for (title, words, category, code) in [
        ("查询物流进度", "您的包裹由[物流公司]承运，单号[单号]", "售后/物流", "wl1"),
        ("暂无物流信息", "刚发出的包裹要等揽收后才有信息", "售后/物流", "wl2"),
        ("颜色与色差", "不同屏幕会有一点偏差，颜色以实物为准", "售前", "sc1"),
        ("退款多久到账", "退款按付款方式原路退回", "售后/退款", "tk1"),
    ] {
        desk.add(&["--title", title, "--text", words, "--category", category, "--code", code]);
    }
    desk
}

fn titles(answer: &Value) -> Vec<String> {
    answer["hits"].as_array().unwrap().iter().map(|hit| text(&hit["title"])).collect()
}

#[test]
fn a_whole_message_finds_what_answers_it() {
    let desk = desk();
    let message = "亲，我前天买的裙子怎么还没到，单号78123456789012查不到";
    let answer = desk.ok(&["suggest", message]);
    assert_eq!(titles(&answer)[..2].iter().filter(|title| title.contains("物流")).count(), 2, "{answer}");
    assert!(answer["took_us"].as_u64().is_some());
    let hit = &answer["hits"][0];
    for field in
        ["id", "library", "library_name", "code", "category", "text", "spans", "keywords", "favourite"]
    {
        assert!(hit.get(field).is_some(), "{field}: {hit}");
    }
    assert_eq!((&hit["status"], &hit["approximate"]), (&json!("active"), &json!(false)));
    assert!((1..=1000).contains(&hit["score"].as_u64().unwrap()));
    assert!(!hit["spans"]["title"].as_array().unwrap().is_empty());
    let number = answer["variables"].as_array().unwrap().iter().find(|one| one["name"] == "单号").unwrap();
    assert_eq!(number["value"], "78123456789012");
    for field in ["kind", "span", "confidence"] {
        assert!(number.get(field).is_some(), "{field}");
    }
}

#[test]
fn options_narrow_it() {
    let desk = desk();
    let cases: &[(&[&str], &[&str])] = &[
        (&["图片和实物颜色不一样"], &["颜色与色差"]),
        (&["图片和实物颜色不一样", "--category", "售后"], &[]),
        (&["快递到哪了", "--limit", "1", "--library", "我的话术"], &["查询物流进度"]),
        (&["哈哈哈"], &[]),
        (&["😂"], &[]),
        (&[""], &[]),
        (&["-x"], &[]),
    ];
    for (args, expected) in cases {
        let all: Vec<&str> = ["suggest"].iter().chain(*args).copied().collect();
        assert_eq!(titles(&desk.ok(&all)), *expected, "{args:?}");
    }
    let off = text(&desk.ok(&["search", "sc1"])["hits"][0]["id"]);
    desk.ok(&["phrase", "edit", &off, "--inactive"]);
    assert_eq!(titles(&desk.ok(&["suggest", "有没有色差"])), [""; 0]);
    let all = desk.ok(&["suggest", "有没有色差", "--all"]);
    assert_eq!(
        (titles(&all), &all["hits"][0]["status"]),
        (vec!["颜色与色差".to_owned()], &json!("inactive"))
    );
    for args in [&["--category", "没有"], &["--library", "没有"]] {
        assert_eq!(desk.fails(&["suggest", "退款", args[0], args[1]]).0, 4, "{args:?}");
    }
    assert_eq!(desk.fails(&["suggest"]).1, "usage");
    assert_eq!(desk.fails(&["suggest", "退款", "--limit", "many"]).1, "usage");
    assert_eq!(Desk::bare().fails(&["suggest", "退款"]).1, "no_book");
}

#[test]
fn a_message_comes_by_the_pipe_and_leaves_no_trace() {
    let desk = desk();
    let answer = desk.run_with_input(&["--json", "suggest", "-"], "退款什么时候到账\n还没收到钱\n").value();
    assert_eq!(titles(&answer)[0], "退款多久到账");
    desk.ok(&["suggest", "今天天气真好"]);
    assert_eq!(desk.ok(&["stats", "failed-searches"])["searches"], json!([]), "the words are a customer's");
}

#[test]
fn people_read_a_page() {
    let desk = desk();
    let page = desk.run(&["suggest", "我的快递到哪了 78123456789012"]).out;
    for part in ["查询物流进度", "wl1", "消息里有", "单号 78123456789012"] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(desk.run(&["suggest", "哈哈"]).out.contains("库里没有能回答的话术"));
    assert!(desk.run(&["suggest", "哈哈", "--locale", "en"]).out.contains("no phrase answers this"));
}
