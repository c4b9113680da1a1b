use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;
use crate::error::Locale;
use crate::import::draft::DraftPart;
use crate::import::tests::shown;

const LIBRARY: &str = "01890a5d-ac96-774b-bcce-b302099a8001";
const TOP: &str = "01890a5d-ac96-774b-bcce-b302099a8002";
const BELOW: &str = "01890a5d-ac96-774b-bcce-b302099a8003";
const PHRASE: &str = "01890a5d-ac96-774b-bcce-b302099a8004";
const OTHER: &str = "01890a5d-ac96-774b-bcce-b302099a8005";

fn read_json(text: &str) -> Result<Reading> {
    read("店.json", text, &Neighbours::default(), &mut |_| {})
}

/// A document of one library with these categories and phrases, one a line from line 2 on.
fn document(categories: &str, phrases: &str) -> String {
    format!(
        "{{\"format\":\"huashu\",\"version\":1,\"libraries\":[{{\"id\":\"{LIBRARY}\",\"kind\":\"personal\",\"name\":\"青禾\",\
         \"categories\":[{categories}],\"phrases\":[\n{phrases}\n]}}]}}"
    )
}

fn check(text: &str, expected: Expect) {
    let said = match read_json(text) {
        Ok(reading) => {
            let parts = |parts: &Vec<DraftPart>| format!("{parts:?}");
            let details = reading.drafts.iter().filter_map(|draft| draft.details.as_deref());
            let details: Vec<String> = details
                .map(|details| {
                    let variants = details.variants.as_ref().map(|variants| variants.len());
                    let extra: Vec<&String> = details.extra.keys().collect();
                    format!(
                        "\n  {} {variants:?} {extra:?}",
                        details.parts.as_ref().map(parts).unwrap_or_default()
                    )
                })
                .collect();
            shown(&reading) + &details.concat()
        }
        Err(error) => error.message(Locale::En),
    };
    expected.assert_eq(&said);
}

#[test]
fn our_own_form_says_everything() {
    let categories = format!(
        r#"{{"id":"{BELOW}","parent":"{TOP}","name":"退款","colour":"red"}},{{"id":"{TOP}","parent":null,"name":"售后","pos":"a0"}}"#
    );
    let phrases = format!(
        r#"{{"id":"{PHRASE}","category":"{BELOW}","title":"退款","keywords":["退钱"],"code":"tk1","parts":[{{"kind":"text","text":"{{您}}好"}},{{"kind":"poll","options":[1]}}],"variants":[{{"channel":"sms","parts":[]}}],"valid":{{"from":"2026-11-01"}},"sensitive":true,"mood":3,"created_at":"2026-11-01T00:00:00Z"}},
        {{"id":"{OTHER}","category":null,"title":"一","parts":[]}}"#
    );
    check(
        &document(&categories, &phrases),
        expect![[r#"
            2 id=01890a5d-ac96-774b-bcce-b302099a8004 library=Listed(0) category=01890a5d-ac96-774b-bcce-b302099a8003 title=退款 code=tk1 keywords=退钱 from=2026-11-01 active=true sensitive=true state=Published
            3 id=01890a5d-ac96-774b-bcce-b302099a8005 library=Listed(0) category= title=一 code= keywords= active=true sensitive=false state=Published
              [Ready(Text(TextPart { text: "{您}好", extra: {} })), Ready(Unknown(Object {"kind": String("poll"), "options": Array [Number(1)]}))] Some(1) ["mood"]
              [] Some(0) []"#]],
    );
    let reading = read_json(&document(&categories, &phrases)).unwrap();
    let names: Vec<&str> =
        reading.libraries[0].categories.iter().map(|category| category.name.as_str()).collect();
    assert_eq!(names, ["售后", "退款"], "a category stands after its parent");
    assert_eq!(reading.libraries[0].categories[1].extra["colour"], "red");
}

#[test]
fn a_bad_phrase_spoils_nothing_else() {
    let good = r#"{"title":"好","parts":[{"kind":"text","text":"好"}]}"#;
    for (bad, said) in [
        (r#"{"id":"x","title":"坏","parts":[]}"#, "failed 2 id malformed_id"),
        (r#"{"title":"坏\ud800","parts":[]}"#, "failed 2 - bad_json"),
        (r#"{"title":"坏","parts":[{"kind":"text","text":"\udc00"}]}"#, "failed 2 - bad_json"),
        (r#"{"title":7,"parts":[]}"#, "failed 2 title bad_json"),
        (r#"{"title":"坏","parts":{}}"#, "failed 2 parts bad_json"),
        (r#"{"title":"坏","parts":[1]}"#, "failed 2 parts[0] bad_json"),
        (r#"{"title":"坏","parts":[{"kind":"text"}]}"#, "failed 2 parts[0] bad_json"),
        (
            r#"{"title":"坏","parts":[{"kind":"text","text":"a"},{"kind":"text","text":"[客户名"}]}"#,
            "failed 2 parts[1] open_variable",
        ),
        (
            r#"{"title":"坏","parts":[{"kind":"text","text":"a\u0000"}]}"#,
            "failed 2 parts[0] control_characters",
        ),
        (
            r#"{"title":"坏","parts":[{"kind":"image","blob":"../x","name":"a"}]}"#,
            "failed 2 parts[0].blob malformed_id",
        ),
        (r#"{"title":"坏","parts":[{"kind":"image","name":"../a.png"}]}"#, "failed 2 parts[0] unsafe_path"),
        (
            r#"{"title":"坏","variants":[{"channel":"WeChat","parts":[]}]}"#,
            "failed 2 variants[0].channel unknown_value",
        ),
        (
            r#"{"title":"坏","variants":[{"lang":"english","parts":[]}]}"#,
            "failed 2 variants[0].lang unknown_value",
        ),
        (r#"{"title":"坏","variants":[{"lang":"en"}]}"#, "failed 2 variants[0].parts bad_json"),
        (r#"{"title":"坏","category":"x"}"#, "failed 2 category malformed_id"),
        (&format!(r#"{{"title":"坏","category":"{OTHER}"}}"#), "failed 2 category unknown_category"),
        (r#"{"title":"坏","schema":2}"#, "failed 2 schema newer_schema"),
        (r#"{"title":"坏","valid":{"from":"11月1日"}}"#, "failed 2 valid bad_json"),
        (r#"{"title":"在","deleted_at":"2026-11-01T00:00:00Z"}"#, "warned 2 deleted_at in_trash"),
        ("[]", "failed 2 - bad_json"),
    ] {
        let reading = read_json(&document("", &format!("{bad},\n{good}"))).unwrap();
        assert_eq!(reading.drafts.len(), 1, "{bad}");
        let lines = shown(&reading);
        assert!(lines.lines().any(|line| line == said), "{bad}\n{lines}");
    }
}

#[test]
fn categories_that_hang_in_the_air_are_told() {
    let category = |id: &str, parent: &str| format!(r#"{{"id":"{id}","parent":{parent},"name":"类"}}"#);
    let quoted = |id: &str| format!("\"{id}\"");
    let phrase = |id: &str| format!(r#"{{"title":"一","category":"{id}"}}"#);
    for (categories, said) in [
        (format!("{},{}", category(TOP, &quoted(BELOW)), category(BELOW, &quoted(TOP))), "category_cycle"),
        (category(TOP, &quoted(TOP)), "category_cycle"),
        (
            format!("{},{}", category(TOP, &quoted(BELOW)), category(BELOW, &quoted(OTHER))),
            "unknown_category",
        ),
        (format!(r#"{{"id":"{TOP}","parent":null,"name":" "}}"#), "empty"),
        (format!(r#"{{"id":"{TOP}","parent":"x","name":"类"}}"#), "malformed_id"),
    ] {
        let reading = read_json(&document(&categories, &phrase(TOP))).unwrap();
        let last = reading.failed.last().unwrap();
        assert_eq!((last.row, last.reason.as_str()), (2, said), "{categories}");
        assert!(reading.libraries[0].categories.is_empty() && reading.drafts.is_empty());
    }
    let ids: Vec<String> = (0..6).map(|n| format!("01890a5d-ac96-774b-bcce-b302099a900{n}")).collect();
    let deep: Vec<String> = (0..6)
        .map(|n| category(&ids[n], &n.checked_sub(1).map_or("null".to_owned(), |above| quoted(&ids[above]))))
        .collect();
    let reading = read_json(&document(&deep.join(","), &phrase(&ids[4]))).unwrap();
    assert_eq!((reading.drafts.len(), reading.failed[0].reason.as_str()), (1, "too_deep"));
}

#[test]
fn what_cannot_be_read_at_all_is_told_with_its_line() {
    for (text, said) in [
        ("", "broken JSON (EOF while parsing a value)"),
        (
            "{\"format\":\"huashu\",\n\"version\":1,\n\"libraries\":[NaN]}",
            "row 3: broken JSON (expected value)",
        ),
        ("[\n{\"title\":\"a\",}\n]", "row 2: broken JSON (key must be a string)"),
        ("{\"format\":\"other\"}", "no JSON of Huashu"),
        ("{\"format\":\"huashu\",\"version\":2}", "newer edition"),
        ("7", "broken JSON (invalid type"),
        ("[{\"a\":1}]", "headers"),
        ("{\"format\":\"huashu\",\"format\":\"huashu\"}", "duplicate field"),
    ] {
        let error = read_json(text).err().unwrap().message(Locale::En);
        assert!(error.contains(said), "{text}\n{error}");
    }
    let deep = "[".repeat(100) + &"]".repeat(100);
    assert_eq!(read_json(&deep).unwrap_err().code().as_str(), "too_large");
    assert_eq!(
        read_json(&format!("[{}{{}}]", "{},".repeat(200_000))).unwrap_err().code().as_str(),
        "too_large"
    );
}

#[test]
fn a_script_writes_an_array() {
    check(
        r#"[
{"title":"一","text":"您好{客户名}","category":"售后/退款","keywords":["退钱","退货"],"code":7},
{"标题":"'=二","内容":"乙","分类":["满/减","双11"],"有效期":{"from":"2026-11-01","until":"2026-11-12"},"状态":true,"备注":"x"},
{"title":"坏","text":"[客户名","category":null,"keywords":[],"code":null},
{"title":"三","parts":[{"kind":"text","text":"丙"}],"category":"售前","valid":{"until":"2026-11-12"}}
]"#,
        expect![[r#"
            2 category=售后/退款 title=一 text=您好[客户名] code=7 keywords=退钱+退货
            3 category=满/减/双11 title='=二 text=乙 from=2026-11-01 until=2026-11-12 active=true
            5 category=售前 title=三 until=2026-11-12
            failed 4 text open_variable
            unmapped 备注
              [Ready(Text(TextPart { text: "丙", extra: {} }))] None []"#]],
    );
}

proptest! {
    #[test]
    fn nothing_panics(text in r#"(\{"format":"huashu","version":1,"libraries":\[|\{"categories":\[|"phrases":\[|"id":|"01890a5d-ac96-774b-bcce-b302099a8001"|"parent":|"parts":|"kind":"text"|\{|\}|\[|\]|,|"title":"|"|null|1|\\ud800){0,30}"#) {
        let _ = read_json(&text);
    }
}
