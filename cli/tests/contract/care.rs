//! Use, care, follow-ups and staffing.

use serde_json::{Value, json};

use crate::harness::{Desk, text};

fn titles(answer: &Value) -> Vec<String> {
    answer["phrases"].as_array().unwrap().iter().map(|phrase| text(&phrase["title"])).collect()
}

#[test]
fn uses_favourites_and_thumbs_are_kept() {
    let desk = Desk::new();
    let [a, b, c] = ["甲", "乙", "丙"].map(|title| desk.add(&["--text", title]));
    desk.ok(&["use", &b, "--channel", "wechat", "--surface", "android_overlay"]);
    assert_eq!(desk.ok(&["use", &b])["uses"], 2);
    desk.ok(&["use", &a]);
    assert_eq!(desk.ok(&["favourite", &c])["favourite"], true);
    assert_eq!(desk.ok(&["thumbs", &c, "up"])["thumb"], "up");
    assert_eq!(titles(&desk.ok(&["stats", "most-used"])), ["乙", "甲"]);
    assert_eq!(titles(&desk.ok(&["stats", "most-used", "--limit", "1"])), ["乙"]);
    assert_eq!(titles(&desk.ok(&["stats", "recents"])), ["甲", "乙"]);
    assert_eq!(titles(&desk.ok(&["stats", "never-used", "--limit", "0"])), ["丙"]);
    assert_eq!(titles(&desk.ok(&["stats", "favourites"])), ["丙"]);
    let shown = desk.show(&c);
    assert_eq!((&shown["favourite"], &shown["thumb"]), (&json!(true), &json!("up")));
    assert_eq!(desk.ok(&["favourite", &c, "--off"])["favourite"], false);
    assert_eq!(desk.ok(&["thumbs", &c, "off"])["thumb"], Value::Null);
    assert!(desk.run(&["stats", "favourites"]).out.contains("一条也没有"));
    assert!(desk.run(&["stats", "most-used"]).out.contains("乙"));

    assert_eq!(
        desk.fails(&["use", &a, "--channel", "icq"]),
        (2, "invalid".to_owned(), json!({"field": "channel"}))
    );
    assert_eq!(
        desk.fails(&["use", &a, "--surface", "watch"]),
        (2, "invalid".to_owned(), json!({"field": "surface"}))
    );
    assert_eq!(desk.fails(&["thumbs", &a, "sideways"]).1, "usage");
    assert_eq!(desk.fails(&["favourite", "01890a5d-ac96-774b-bcce-b302099a8057"]).0, 4);
}

#[test]
fn what_ends_or_wants_review_is_listed_with_its_day() {
    let desk = Desk::new();
    desk.add(&["--text", "甲", "--valid", "..2020-01-01", "--review-by", "2020-01-01"]);
    desk.add(&["--text", "乙", "--valid", "..2099-01-01", "--review-by", "2099-01-01"]);
    let expiring = desk.ok(&["stats", "expiring"]);
    assert_eq!(
        (titles(&expiring), &expiring["phrases"][0]["day"]),
        (vec!["甲".to_owned()], &json!("2020-01-01"))
    );
    assert_eq!(titles(&desk.ok(&["stats", "review"])), ["甲"]);
    assert_eq!(titles(&desk.ok(&["stats", "review", "--days", "65535"])), ["甲", "乙"]);
}

#[test]
fn follow_ups_keep_people_from_doing_it_twice() {
    let desk = Desk::new();
    assert_eq!(desk.ok(&["follow-up", "check", "4242", "催付"])["clear"], true);
    assert_eq!(desk.fails(&["follow-up", "add", "4242", "催付"]).1, "usage", "nobody is named");
    desk.ok(&["setting", "agent-name", "小雨"]);
    let note =
        desk.ok(&["follow-up", "add", "4242", "催付", "--note", "明天下午付", "--due", "2026-11-23 15:00"]);
    assert_eq!(
        (&note["action"], &note["by"], &note["already"]),
        (&json!("dunned"), &json!("小雨"), &json!([]))
    );
    let again = desk.ok(&["follow-up", "add", "4242", "dunned", "--by", "阿华"]);
    assert_eq!(again["already"][0]["id"], note["id"]);
    let check = desk.ok(&["follow-up", "check", "4242", "催付"]);
    assert_eq!((&check["clear"], check["already"].as_array().unwrap().len()), (&json!(false), 2));
    desk.ok(&["follow-up", "add", "4242", "refunded", "--amount", "12.50"]);
    assert_eq!(desk.ok(&["follow-up", "check", "4242", "催付"])["others"][0]["amount"], "12.50");
    assert_eq!(desk.ok(&["follow-up", "check", "4242", "催付", "--kind", "customer"])["clear"], true);

    let voided = desk.ok(&["follow-up", "void", &text(&note["id"]), "--note", "单号写错了"]);
    assert_eq!(voided["void_of"], note["id"]);
    let list = desk.ok(&["follow-up", "list"]);
    assert_eq!((&list["total"], list["notes"].as_array().unwrap().len()), (&json!(4), 4));
    assert_eq!(desk.ok(&["follow-up", "list", "--limit", "1"])["notes"].as_array().unwrap().len(), 1);
    assert_eq!(desk.ok(&["follow-up", "list", "999"])["total"], 0);
    let page = desk.run(&["follow-up", "list"]).out;
    for word in ["催付", "小雨", "明天下午付", "（已作废）", "¥12.50"] {
        assert!(page.contains(word), "{word}: {page}");
    }

    let file = desk.file("登记.csv", "");
    assert_eq!(desk.ok(&["follow-up", "export", file.to_str().unwrap()]), json!({"file": file, "notes": 4}));
    assert!(std::fs::read_to_string(file).unwrap().contains("明天下午付"));
    assert_eq!(desk.fails(&["follow-up", "export", "登记.pdf"]).1, "unknown_format");
    assert_eq!(desk.fails(&["follow-up", "add", "1", "退款", "--amount", "一百"]).1, "invalid");
    assert_eq!(desk.fails(&["follow-up", "add", "1", "退款", "--due", "明天"]).1, "invalid");
    assert_eq!(desk.fails(&["follow-up", "void", "x"]).1, "malformed_id");
}

#[test]
fn staffing_works_the_formula_out() {
    let desk = Desk::bare();
    let with = |more: &[&'static str]| -> Vec<&'static str> {
        let base =
            ["staffing", "--sales", "1000000", "--share", "60%", "--spend", "150", "--capacity", "400"];
        base.iter().chain(more).copied().collect()
    };
    let answer = desk.ok(&with(&["--conversion", "0.5", "--load", "8,10,4，2"]));
    assert_eq!(
        answer,
        json!({
            "service_sales": 600_000.0, "service_buyers": 4_000.0, "enquiries": 8_000.0, "agents": 20,
            "by_hour": [16, 20, 8, 4],
        })
    );
    assert!(desk.run(&with(&["--conversion", "50%"])).out.contains("需要客服"));
    for (conversion, field) in [("0", "conversion"), ("150%", "conversion"), ("一半", "conversion")] {
        assert_eq!(
            desk.fails(&with(&["--conversion", conversion])),
            (2, "invalid".to_owned(), json!({"field": field}))
        );
    }
    assert_eq!(desk.fails(&["staffing"]).1, "usage");
}
