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

/// A document of one library with these categories and phrases; the phrases begin on line 2.
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
                    let variants = details.variants.as_ref().map(Vec::len);
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
            1 id=01890a5d-ac96-774b-bcce-b302099a8004 library=Listed(0) category=01890a5d-ac96-774b-bcce-b302099a8003 title=退款 code=tk1 keywords=退钱 from=2026-11-01 active=true sensitive=true state=Published
            2 id=01890a5d-ac96-774b-bcce-b302099a8005 library=Listed(0) category= title=一 code= keywords= active=true sensitive=false state=Published
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
        (r#"{"id":"x","title":"坏","parts":[]}"#, "failed 1 id malformed_id"),
        (r#"{"title":"坏\ud800","parts":[]}"#, "failed 1 - bad_json"),
        (r#"{"title":"坏","parts":[{"kind":"text","text":"\udc00"}]}"#, "failed 1 - bad_json"),
        (r#"{"title":7,"parts":[]}"#, "failed 1 title bad_json"),
        (r#"{"title":"坏","parts":{}}"#, "failed 1 parts bad_json"),
        (r#"{"title":"坏","parts":[1]}"#, "failed 1 parts[0] bad_json"),
        (r#"{"title":"坏","parts":[{"kind":"text"}]}"#, "failed 1 parts[0] bad_json"),
        (
            r#"{"title":"坏","parts":[{"kind":"text","text":"a"},{"kind":"text","text":"[客户名"}]}"#,
            "failed 1 parts[1] open_variable",
        ),
        (
            r#"{"title":"坏","parts":[{"kind":"text","text":"a\u0000"}]}"#,
            "failed 1 parts[0] control_characters",
        ),
        (
            r#"{"title":"坏","parts":[{"kind":"image","blob":"../x","name":"a"}]}"#,
            "failed 1 parts[0].blob malformed_id",
        ),
        (r#"{"title":"坏","parts":[{"kind":"image","name":"../a.png"}]}"#, "failed 1 parts[0] unsafe_path"),
        (
            r#"{"title":"坏","variants":[{"channel":"WeChat","parts":[]}]}"#,
            "failed 1 variants[0].channel unknown_value",
        ),
        (
            r#"{"title":"坏","variants":[{"lang":"english","parts":[]}]}"#,
            "failed 1 variants[0].lang unknown_value",
        ),
        (r#"{"title":"坏","variants":[{"lang":"en"}]}"#, "failed 1 variants[0].parts bad_json"),
        (r#"{"title":"坏","category":"x"}"#, "failed 1 category malformed_id"),
        (&format!(r#"{{"title":"坏","category":"{OTHER}"}}"#), "failed 1 category unknown_category"),
        (r#"{"title":"坏","schema":2}"#, "failed 1 schema newer_schema"),
        (r#"{"title":"坏","valid":{"from":"11月1日"}}"#, "failed 1 valid bad_date"),
        (r#"{"title":"在","deleted_at":"2026-11-01T00:00:00Z"}"#, "warned 1 deleted_at in_trash"),
        (r#"{"title":"坏","valid":{"from":"2026-11-02","until":"2026-11-01"}}"#, "failed 1 valid bad_date"),
        (&format!(r#"{{"title":"{}"}}"#, "长".repeat(201)), "failed 1 title cell_too_long"),
        (r#"{"title":"坏\n行"}"#, "failed 1 title control_characters"),
        (&format!(r#"{{"title":"坏","code":"{}"}}"#, "c".repeat(33)), "failed 1 code cell_too_long"),
        (
            &format!(r#"{{"title":"坏","keywords":["a"{}]}}"#, ",\"a\"".repeat(50)),
            "failed 1 keywords too_many",
        ),
        (&format!(r#"{{"title":"坏","parts":[1{}]}}"#, ",1".repeat(100)), "failed 1 parts too_many"),
        (&format!(r#"{{"title":"坏","variants":[1{}]}}"#, ",1".repeat(60)), "failed 1 variants too_many"),
        (r#"{"title":"坏","variants":[{"channel":7,"parts":[]}]}"#, "failed 1 variants[0].channel bad_json"),
        (r#"{"title":"坏","variants":[7]}"#, "failed 1 variants[0] bad_json"),
        (r#"{"title":"坏","category":7}"#, "failed 1 category malformed_id"),
        ("[]", "failed 1 - bad_json"),
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
        assert_eq!((last.row, last.reason.as_str()), (1, said), "{categories}");
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
            "row 3, column “14”: broken JSON (expected value)",
        ),
        ("[\n{\"title\":\"a\",}\n]", "row 2, column “14”: broken JSON (key must be a string)"),
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
            1 category=售后/退款 title=一 text=您好[客户名] code=7 keywords=退钱+退货
            2 category=满/减/双11 title='=二 text=乙 from=2026-11-01 until=2026-11-12 active=true
            4 category=售前 title=三 until=2026-11-12
            failed 3 text open_variable
            unmapped 备注
              [Ready(Text(TextPart { text: "丙", extra: {} }))] None []"#]],
    );
}

#[test]
fn an_array_in_one_line_keeps_its_order_and_its_rows() {
    let phrases: Vec<String> = (0..40)
        .map(|n| match n % 4 {
            0 => format!(r#"{{"title":"{n}","text":"a"}}"#),
            1 => format!(r#"{{"text":"a","title":"{n}"}}"#),
            2 => format!(r#"{{"title":"{n}","parts":[{{"kind":"text","text":"a"}}]}}"#),
            _ => format!(r#"{{"title":"{n}","text":"a","code":"c{n}"}}"#),
        })
        .collect();
    let reading = read_json(&format!("[{}]", phrases.join(","))).unwrap();
    let titles: Vec<String> = reading.drafts.iter().map(|draft| draft.title.clone().unwrap()).collect();
    assert_eq!(titles, (0..40).map(|n| n.to_string()).collect::<Vec<_>>());
    assert!(reading.drafts.iter().map(|draft| draft.row).eq(1..=40));
}

#[test]
fn an_object_that_is_no_phrase_spoils_nothing_else() {
    check(
        r#"[{"titel":"一"},{"title":"二","text":{"zh":"您好"}},{"title":"三","text":["甲","乙"]},
            {"title":"四","text":"丁","category":["a",["b"]]},{"title":"五","text":"戊","注":{"a":1}},7]"#,
        expect![[r#"
            3 title=三 text=甲⏎乙
            5 title=五 text=戊
            failed 1 - bad_json
            failed 2 text bad_json
            failed 4 category bad_json
            failed 6 - bad_json
            unmapped 注"#]],
    );
}

#[test]
fn a_broken_phrase_is_named_with_its_line_and_character() {
    let reading =
        read_json(&document("", "{\"title\":\"好\"},\n{\"title\":\"坏\",\n\"code\":\"a\\ud800\"}")).unwrap();
    let said = &reading.failed[0].message.en;
    assert_eq!((reading.failed[0].row, said.contains("line 4, character 16")), (2, true), "{said}");
    let reading = read_json(&document("", "{\"title\":\"退款\",\"schema\":9}")).unwrap();
    assert_eq!(
        reading.failed[0].message.en,
        "“退款”: it was written by a newer edition: upgrade first (line 2)"
    );
}

proptest! {
    #[test]
    fn noise_does_not_panic(text in r#"[\[\]{}",:\\u0-9a-f\n 话]{0,60}"#) {
        let _ = read_json(&text);
    }

    #[test]
    fn nothing_panics(text in r#"(\{"format":"huashu","version":1,"libraries":\[|\{"categories":\[|"phrases":\[|"id":|"01890a5d-ac96-774b-bcce-b302099a8001"|"parent":|"parts":|"kind":"text"|\{|\}|\[|\]|,|"title":"|"|null|1|\\ud800){0,30}"#) {
        let _ = read_json(&text);
    }
}
