use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;
use crate::error::Locale;
use crate::import::tests::shown;

fn check(text: &str, expected: Expect) {
    let said = match read("base.yml", text, &Neighbours::default()) {
        Ok(reading) => shown_with_variables(&reading),
        Err(error) => error.message(Locale::En),
    };
    expected.assert_eq(&said);
}

fn shown_with_variables(reading: &Reading) -> String {
    let variables = reading.variables.iter();
    let variables: String = variables
        .map(|variable| format!("\nvariable {} {}", variable.name, variable.choices.join("/")))
        .collect();
    shown(reading) + &variables
}

#[test]
fn matches_become_phrases() {
    check(
        r#"
imports: ["../other.yml"]
matches:
  - trigger: ":fh1"
    replace: "您好，48 小时内发货 [微笑]"
    label: 发货时效
    search_terms: [何时发货, 快递]
  - triggers: [":tk", ";退款"]
    replace: |
      亲，
      退款已办理 [未关闭
    word: true
  - regex: ":hi\\((?P<person>.*)\\)"
    replace: "Hi {{person}}$|$"
  - trigger: 7
    markdown: "**好**"
  - trigger: ":img"
    image_path: "$CONFIG/images/cat.png"
  - trigger: ":h"
    html: "<b>x</b>"
  - trigger: ":e"
  - just text
"#,
        expect![[r#"
            1 title=发货时效 text=您好，48 小时内发货 [微笑] code=fh1 keywords=何时发货+快递 origin=espanso::fh1
            2 text=亲，⏎退款已办理 \[未关闭 code=tk keywords=退款 origin=espanso::tk
            3 text=Hi [person] code= keywords= origin=espanso::hi\((?P<person>.*)\)
            4 text=**好** code=7 keywords= origin=espanso:7
            5 code=img keywords= images= origin=espanso::img
            failed 6 html not_carried_over
            failed 7 replace empty
            failed 8 - not_carried_over
            warned 0 imports not_carried_over
            warned 3 regex not_carried_over
            warned 3 replace not_carried_over
            warned 4 markdown not_carried_over
            warned 5 image_path missing_file
            unmapped word"#]],
    );
}

#[test]
fn variables_become_variables() {
    check(
        r#"
global_vars:
  - {name: shop, type: echo, params: {echo: 青禾}}
  - {name: courier, type: choice, params: {values: [顺丰, {label: 中通快递, id: 中通}]}}
  - {name: self, type: echo, params: {echo: "{{self}}"}}
matches:
  - {trigger: ":a", replace: "{{shop}}的{{nick}}，{{courier}}，{{self}}"}
  - trigger: ":b"
    replace: "{{now}} {{day}} {{both}} {{tomorrow}}"
    vars:
      - {name: now, type: date, params: {format: "%H:%M"}}
      - {name: day, type: date, params: {format: "%Y-%m-%d"}}
      - {name: both, type: date, params: {format: "%F %T"}}
      - {name: tomorrow, type: date, params: {format: "%x", offset: 86400}}
  - trigger: ":c"
    replace: "{{pick}} {{any}} {{clip}} {{run}} \\{\\{raw\\}\\}"
    vars:
      - {name: pick, type: choice, params: {values: "甲/乙\n丙\n"}}
      - {name: any, type: random, params: {choices: ["{{shop}}一", 二]}}
      - {name: clip, type: clipboard}
      - {name: run, type: shell, params: {cmd: "rm -rf /"}}
  - trigger: ":d"
    form: "您好[[name]]，[[fruit]] [[text]] [not a field]"
    form_fields:
      fruit: {type: list, values: [苹果, 香蕉], default: 苹果}
      text: {multiline: true}
  - trigger: ":e"
    replace: "{{form1.name}} {{form1.fruit}} {{shop}}"
    vars:
      - name: form1
        type: form
        params: {layout: "[[name]] [[fruit]]", fields: {fruit: {type: choice, values: "苹果\n香蕉"}}}
      - {name: shop, type: global}
"#,
        expect![[r#"
            1 text=青禾的[客户名]，[物流公司]，[self] code=a keywords= origin=espanso::a
            2 text=[时间] [日期] [日期] [时间] [tomorrow] code=b keywords= origin=espanso::b
            3 text=[pick:甲\/乙/丙] 青禾一 [clip] [run] {{raw}} code=c keywords= origin=espanso::c
            4 text=您好[客户名]，[fruit:苹果/香蕉|苹果] [text] [not a field] code=d keywords= origin=espanso::d
            5 text=[客户名] [fruit:苹果/香蕉] 青禾 code=e keywords= origin=espanso::e
            warned 2 now not_carried_over
            warned 2 day not_carried_over
            warned 2 both not_carried_over
            warned 2 tomorrow not_carried_over
            warned 3 any not_carried_over
            warned 3 clip not_carried_over
            warned 3 run not_carried_over
            variable 物流公司 顺丰/中通"#]],
    );
}

#[test]
fn files_that_are_none_are_told() {
    for (text, said) in [
        ("matches:\n  - trigger: \"a\n", "broken YAML"),
        ("matches:\n  - trigger: a\n  - {b: c\n", "row "),
        ("a: 1", "no `matches`"),
        ("matches: {a: 1}", "row 1, column “10”: broken YAML (expected sequence start"),
        ("a: 1\n---\nmatches:\n", "broken YAML"),
        ("matches:\n  - &a [*a]\n", "broken YAML"),
        ("- 1", "broken YAML"),
        ("", "matches"),
        ("matches: 7", "broken YAML"),
    ] {
        let error = read("base.yml", text, &Neighbours::default()).unwrap_err().message(Locale::En);
        assert!(error.contains(said), "{text}: {error}");
    }
    assert!(read("base.yml", "matches:\n", &Neighbours::default()).unwrap().drafts.is_empty());
}

#[test]
fn a_file_of_everything_is_read_and_the_rest_listed() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/import/espanso.yml");
    let text = std::fs::read_to_string(&path).unwrap();
    let reading = read("espanso.yml", &text, &Neighbours::of_file(&path)).unwrap();
    expect![[r#"
        1 title=欢迎语 text=您好，这里是青禾服饰，请问有什么可以帮您？[微笑] code=hy keywords=你好+在吗 origin=espanso::hy
        2 text=亲爱的顾客，⏎您的订单由[物流公司]承运，单号 [单号]。 code=fh1 keywords=发货 origin=espanso::fh1
        3 text=已为您申请 [金额] 元优惠，请重新下单。 code= keywords= origin=espanso::yh\((?P<amount>\d+)\)
        4 text=今天是 [日期]，现在 [时间]，明天 [tomorrow]。 code=rq keywords= origin=espanso::rq
        5 text=[客户名]，您穿[尺码:S/M/L|M]码正合适，备注：[备注] code=cm keywords= origin=espanso::cm
        6 text=[称呼:先生/女士]，退款已提交。[原因:不喜欢/尺码不合] code=tk keywords= origin=espanso::tk
        7 text=感谢您的耐心 [clip] [out] [py] [other] {{不展开}} {{字面}} code=xx keywords= origin=espanso::xx
        8 title=尺码表 code=ccb keywords= images=size-table.png origin=espanso::ccb
        9 code=mtp keywords= images= origin=espanso::mtp
        10 text=请**当面**验货 code=md keywords= origin=espanso::md
        12 text=开口的方括号 \[没关也照样进来 code= keywords= origin=espanso::)
        15 text=祝您生活愉快。—— 青禾服饰客服 code=jw keywords= origin=espanso::jw
        failed 11 html not_carried_over
        failed 13 replace empty
        failed 14 - not_carried_over
        warned 0 imports not_carried_over
        warned 3 regex not_carried_over
        warned 3 replace not_carried_over
        warned 4 today not_carried_over
        warned 4 now not_carried_over
        warned 4 tomorrow not_carried_over
        warned 7 one not_carried_over
        warned 7 clip not_carried_over
        warned 7 out not_carried_over
        warned 7 py not_carried_over
        warned 7 other not_carried_over
        warned 9 image_path missing_file
        warned 10 markdown not_carried_over
        warned 10 html not_carried_over
        warned 12 trigger not_carried_over
        unmapped anchors|word|propagate_case|paragraph|comment
        variable 物流公司 顺丰/中通"#]].assert_eq(&shown_with_variables(&reading));
    let imports = &reading.warnings[0].message.zh;
    assert!(imports.contains("_草稿.yml"), "{imports}");
}

#[test]
fn a_file_that_only_imports_is_one_of_espanso() {
    check("imports: [a.yml]\n", expect![["warned 0 imports not_carried_over"]]);
}

#[test]
fn what_is_too_long_is_cut_or_left_out_and_the_text_stays() {
    let words: Vec<String> = (0..60).map(|n| format!("词{n}")).collect();
    let text = format!(
        "matches:\n  - {{triggers: ['{}', ':短', '{}'], label: '{}', replace: 甲}}\n  - {{trigger: ':b', search_terms: [{}], replace: 乙}}\n",
        "长".repeat(40),
        "很长".repeat(60),
        "名".repeat(300),
        words.join(", "),
    );
    let reading = read("base.yml", &text, &Neighbours::default()).unwrap();
    let [one, other] = &reading.drafts[..] else { panic!("{}", shown(&reading)) };
    assert_eq!((one.code.clone(), one.text.as_deref()), (Some(Some("短".to_owned())), Some("甲")));
    assert_eq!(
        (one.keywords.clone().unwrap(), one.title.clone().unwrap().chars().count()),
        (vec!["长".repeat(40)], 200)
    );
    assert_eq!(other.keywords.as_ref().unwrap().len(), 50);
    let warned: Vec<_> =
        reading.warnings.iter().map(|issue| (issue.row, issue.column.as_deref().unwrap())).collect();
    assert_eq!(warned, [(1, "trigger"), (1, "label"), (2, "search_terms")]);
}

#[test]
fn numbers_are_texts() {
    check(
        "global_vars:\n  - {name: p, type: echo, params: {echo: 19.90}}\nmatches:\n  - {trigger: 007, replace: 13800138000}\n  - {trigger: a, replace: 6222021234567890123456}\n  - {trigger: a, form: '[[b]]', form_fields: {b: {type: list, values: [9.90, 19.90]}}}\n  - {trigger: yes, replace: true}\n  - {trigger: a, replace: ~}\n",
        expect![[r#"
            1 text=13800138000 code=007 keywords= origin=espanso:007
            4 text=true code=yes keywords= origin=espanso:yes
            failed 2 - unknown_value
            failed 3 - unknown_value
            failed 5 replace empty
            warned 0 global_vars unknown_value"#]],
    );
}

#[test]
fn global_choices_are_declared_once_and_only_under_names_that_fit() {
    check(
        "global_vars:\n  - {name: courier, type: choice, params: {values: [顺丰, 中通]}}\n  - {name: express, type: choice, params: {values: [中通, \"圆通\\n速递\"]}}\n  - {name: 'a b]', type: choice, params: {values: [x]}}\n  - {name: none, type: choice}\n  - {name: none}\n  - 7\nmatches: []\n",
        expect![[r#"

            variable 物流公司 顺丰/中通/圆通"#]],
    );
}

#[test]
fn an_alias_of_a_long_text_meets_a_limit() {
    let bomb = format!(
        "imports: []\nglobal_vars:\n  - &a \"{}\"\nmatches: [{}]\n",
        "x".repeat(1 << 20),
        "*a, ".repeat(5000)
    );
    let error = read("base.yml", &bomb, &Neighbours::default()).unwrap_err();
    assert_eq!(error.code().as_str(), "too_large", "{}", error.message(Locale::En));
    let shared = format!(
        "global_vars:\n  - &a {{name: v, type: echo, params: {{echo: 甲}}}}\nmatches:\n{}",
        "  - {trigger: a, replace: '{{v}}', vars: [*a]}\n".repeat(500)
    );
    assert_eq!(read("base.yml", &shared, &Neighbours::default()).unwrap().drafts.len(), 500);
}

#[test]
fn a_file_of_very_many_values_is_refused_by_name() {
    let many = format!("matches: [{}]\n", "1,".repeat(250_001));
    let error = read("base.yml", &many, &Neighbours::default()).unwrap_err();
    assert_eq!(error.message(Locale::En), "the number of values in the file exceeds the limit of 250000");
    let deep = format!("matches: {}{}\n", "[".repeat(80), "]".repeat(80));
    assert_eq!(read("base.yml", &deep, &Neighbours::default()).unwrap_err().code().as_str(), "too_large");
}

#[test]
fn aliases_that_multiply_meet_a_limit() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..9 {
        let above = level - 1;
        bomb += &format!("a{level}: &a{level} [{}]\n", vec![format!("*a{above}"); 9].join(", "));
    }
    bomb += "matches: *a8\n";
    assert!(read("base.yml", &bomb, &Neighbours::default()).is_err());

    let echo = |name: &str, inner: &str| {
        format!("  - {{name: {name}, type: echo, params: {{echo: \"{}\"}}}}\n", inner.repeat(40))
    };
    let nested = format!(
        "global_vars:\n{}{}{}{}{}matches:\n  - {{trigger: a, replace: \"{{{{v4}}}}\"}}\n",
        echo("v0", "很长的文字"),
        echo("v1", "{{v0}}"),
        echo("v2", "{{v1}}"),
        echo("v3", "{{v2}}"),
        echo("v4", "{{v3}}"),
    );
    check(&nested, expect!["failed 1 replace cell_too_long"]);
}

proptest! {
    #[test]
    fn noise_does_not_panic(text in r#"(matches:|[-:\[\]{}"'&*!|>%#?,a话\n 0~\\]){0,60}"#) {
        let _ = read("base.yml", &text, &Neighbours::default());
    }

    #[test]
    fn nothing_panics(text in r#"(matches:\n|  - trigger: |:a|    replace: |"|\{\{|\}\}|\[\[|\]\]|x|\\|\$\||    vars: \[\{name: x, type: echo, params: \{echo: |\}\}\]|\n| ){0,30}"#) {
        let _ = read("base.yml", &text, &Neighbours::default());
    }
}
