//! `huashu plan` and `huashu extract`.

use serde_json::{Value, json};

use crate::harness::{Desk, PNG, text};

const PLAN: [&str; 4] = ["--surface", "desktop", "--channel", "wechat"];

fn plan<'a>(id: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    ["plan", id].iter().chain(&PLAN).chain(more).copied().collect()
}

#[test]
fn a_plan_is_the_cores_own_json() {
    let desk = Desk::new();
    let picture = desk.file("尺码表.png", PNG);
    let id =
        desk.add(&["--title", "尺码", "--text", "您好[客户名|您]", "--image", picture.to_str().unwrap()]);
    let plan = desk.ok(&[
        "plan",
        &id,
        "--surface",
        "android_overlay",
        "--channel",
        "wechat",
        "--set",
        "客户名=小鹿",
    ]);
    assert_eq!(
        plan,
        json!({
            "surface": "android_overlay",
            "channel": "wechat",
            "language": "zh",
            "steps": [{"kind": "copy_text", "text": "您好小鹿"}, {"kind": "hint", "hint": "paste"}],
            "left_out": [{"what": "image", "name": "尺码表.png", "reason": "surface_text_only", "offer": "android_app"}],
            "missing": [],
            "unused": [],
        })
    );
    let page = desk.run(&["plan", &id, "--surface", "android_overlay", "--channel", "wechat"]).out;
    for word in [
        "安卓悬浮窗 → 微信",
        " 1  复制文字",
        "│ 您好您",
        " 2  到聊天里长按输入框，粘贴",
        "尺码表.png",
        "安卓应用",
    ] {
        assert!(page.contains(word), "{word}: {page}");
    }
}

#[test]
fn values_are_taken_as_they_are_given() {
    let desk = Desk::new();
    let id = desk.add(&["--text", "[客户名]，单号[单号]，[礼物|小礼品]"]);
    let message = |more: &[&str]| {
        let plan = desk.ok(&plan(&id, more));
        (text(&plan["steps"][0]["text"]), plan["unused"].clone())
    };
    for (given, sent, unused) in [
        (&["--set", "客户名=小鹿", "--set", "单号=SF1"][..], "小鹿，单号SF1，小礼品", json!([])),
        (&["--set", "客户名=a=b", "--set", "单号="], "a=b，单号，小礼品", json!([])),
        (&["--set", "客户名=甲", "--set", "客户名=乙", "--set", "单号=1"], "乙，单号1，小礼品", json!([])),
        (&["--set", "客户名=[单号]", "--set", "单号=-1"], "[单号]，单号-1，小礼品", json!([])),
        (&["--set", "客户名=甲", "--set", "单号=1", "--set", "金额=9"], "甲，单号1，小礼品", json!(["金额"])),
    ] {
        assert_eq!(message(given), (sent.to_owned(), unused), "{given:?}");
    }
}

#[test]
fn missing_values_are_names_and_exit_code_3() {
    let desk = Desk::new();
    let id = desk.add(&["--text", "[客户名]，单号[单号]"]);
    let all: Vec<&str> = ["--json"].iter().copied().chain(plan(&id, &["--set", "客户名=甲"])).collect();
    let ran = desk.run(&all);
    let value = ran.value();
    assert_eq!((ran.exit, &value["missing"], &value["steps"]), (3, &json!(["单号"]), &json!([])));
    let page = desk.run(&plan(&id, &[]));
    assert!(page.exit == 3 && page.out.contains("--set 客户名=… --set 单号=…"), "{page:?}");
    let choice = desk.add(&["--text", "您好，[称呼:先生/小姐]"]);
    assert!(desk.run(&plan(&choice, &[])).out.contains("称呼  先生 / 小姐"));
}

#[test]
fn what_is_not_to_be_sent_needs_insisting() {
    let desk = Desk::new();
    for (args, deleted) in [
        (&["--valid", "..2020-01-01"][..], false),
        (&["--valid", "2099-01-01.."], false),
        (&["--inactive"], false),
        (&["--draft"], false),
        (&[], true),
    ] {
        let all: Vec<&str> = ["--text", "您好"].iter().chain(args).copied().collect();
        let id = desk.add(&all);
        if deleted {
            desk.ok(&["phrase", "delete", &id]);
        }
        let (exit, code, _) = desk.fails(&plan(&id, &[]));
        assert_eq!((exit, code.as_str()), (1, "not_sendable"), "{args:?}");
        assert_eq!(desk.ok(&plan(&id, &["--force"]))["steps"][0]["text"], "您好");
    }
}

#[test]
fn wrong_surfaces_channels_and_values_are_wrong_usage() {
    let desk = Desk::new();
    let id = desk.add(&["--text", "您好"]);
    let with =
        |surface: &str, channel: &str| desk.fails(&["plan", &id, "--surface", surface, "--channel", channel]);
    for (surface, channel, field) in [
        ("android", "wechat", "surface"),
        ("ANDROID_APP", "wechat", "surface"),
        ("", "wechat", "surface"),
        ("desktop", "icq", "channel"),
        ("desktop", "WeChat", "channel"),
        ("desktop", "", "channel"),
    ] {
        assert_eq!(
            with(surface, channel),
            (2, "invalid".to_owned(), json!({"field": field})),
            "{surface} {channel}"
        );
    }
    for bad in ["单号", "=1", "[单号]=1", "单号]=1", " =1"] {
        let (exit, code, _) = desk.fails(&plan(&id, &["--set", bad]));
        assert_eq!((exit, code.as_str()), (2, "usage"), "{bad}");
    }
    assert_eq!(desk.fails(&plan(&id, &["--lang", "中文"])).1, "invalid");
    assert_eq!(desk.fails(&["plan", &id]).1, "usage");
    assert_eq!(desk.fails(&plan("x", &[])).1, "malformed_id");
    assert_eq!(desk.fails(&plan("01890a5d-ac96-774b-bcce-b302099a8057", &[])).0, 4);
}

#[test]
fn channel_and_language_choose_the_variant() {
    let desk = Desk::new();
    let id = desk.add(&[
        "--text",
        "您好",
        "--variant",
        "sms=短",
        "--variant",
        "en=Hello",
        "--variant",
        "whatsapp/en=Hi",
    ]);
    for (channel, lang, sent, language) in [
        ("wechat", None, "您好", "zh"),
        ("sms", None, "短", "zh"),
        ("wechat", Some("en"), "Hello", "en"),
        ("whatsapp", Some("en"), "Hi", "en"),
        ("wechat", Some("fr"), "您好", "zh"),
    ] {
        let mut args = vec!["plan", &id, "--surface", "desktop", "--channel", channel];
        args.extend(lang.iter().flat_map(|lang| ["--lang", *lang]));
        let plan = desk.ok(&args);
        assert_eq!(
            (&plan["steps"][0]["text"], &plan["language"]),
            (&json!(sent), &json!(language)),
            "{channel} {lang:?}"
        );
    }
}

#[test]
fn settings_fill_the_built_in_variables() {
    let desk = Desk::new();
    let id = desk.add(&["--text", "我是[店铺名]的[客服名]"]);
    desk.ok(&["setting", "shop-name", "小鹿家居"]);
    desk.ok(&["setting", "agent-name", "小雨"]);
    assert_eq!(desk.ok(&plan(&id, &[]))["steps"][0]["text"], "我是小鹿家居的小雨");
    assert_eq!(desk.ok(&plan(&id, &["--set", "客服名=阿华"]))["steps"][0]["text"], "我是小鹿家居的阿华");
}

#[test]
fn a_message_gives_its_values() {
    let desk = Desk::bare();
    let found = desk.ok(&["extract", "张三 13800138000，中通 78123456789012 还没到"]);
    let value = |name: &str| {
        let found = found["found"].as_array().unwrap();
        found.iter().find(|one| one["name"] == name).map(|one| one["value"].clone())
    };
    for (name, expected) in [("手机号", "13800138000"), ("单号", "78123456789012"), ("物流公司", "中通")]
    {
        assert_eq!(value(name), Some(json!(expected)), "{name}");
    }
    for field in ["name", "value", "kind", "span", "confidence"] {
        assert!(found["found"][0].get(field).is_some(), "{field}");
    }
    let piped = desk.run_with_input(&["--json", "extract", "-"], "13800138000\n").value();
    assert_eq!(piped["found"][0]["span"], json!([0, 11]));
    assert_eq!(desk.ok(&["extract", "你好"]), json!({"found": []}));
    assert_eq!(desk.ok(&["extract", "-x"])["found"], Value::Array(Vec::new()));
}
