use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;
use crate::error::Locale;
use crate::import::tests::shown;

fn check(text: &str, expected: Expect) {
    let said = match read("base.yml", text, &Neighbours::default()) {
        Ok(reading) => {
            let variables = reading.variables.iter();
            let variables: String = variables
                .map(|variable| format!("\nvariable {} {}", variable.name, variable.choices.join("/")))
                .collect();
            shown(&reading) + &variables
        }
        Err(error) => error.message(Locale::En),
    };
    expected.assert_eq(&said);
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
            4 title=发货时效 text=您好，48 小时内发货 [微笑] code=fh1 keywords=何时发货+快递 origin=espanso::fh1
            8 text=亲，⏎退款已办理 \[未关闭 code=tk keywords=退款 origin=espanso::tk
            13 text=Hi [person] code= keywords= origin=espanso::hi\((?P<person>.*)\)
            15 text=**好** code=7 keywords= origin=espanso:7
            17 code=img keywords= images= origin=espanso::img
            failed 19 html not_carried_over
            failed 21 replace empty
            failed 22 - not_carried_over
            warned 13 regex not_carried_over
            warned 13 replace not_carried_over
            warned 15 markdown not_carried_over
            warned 17 image_path missing_file
            unmapped imports|word"#]],
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
            7 text=青禾的[客户名]，[物流公司]，[self] code=a keywords= origin=espanso::a
            8 text=[时间] [日期] [日期] [时间] [tomorrow] code=b keywords= origin=espanso::b
            15 text=[pick:甲\/乙/丙] 青禾一 [clip] [run] {{raw}} code=c keywords= origin=espanso::c
            22 text=您好[客户名]，[fruit:苹果/香蕉|苹果] [text] [not a field] code=d keywords= origin=espanso::d
            27 text=[客户名] [fruit:苹果/香蕉] 青禾 code=e keywords= origin=espanso::e
            warned 8 now not_carried_over
            warned 8 day not_carried_over
            warned 8 both not_carried_over
            warned 8 tomorrow not_carried_over
            warned 15 any not_carried_over
            warned 15 clip not_carried_over
            warned 15 run not_carried_over
            variable 物流公司 顺丰/中通"#]],
    );
}

#[test]
fn files_that_are_none_are_told() {
    for (text, said) in [
        ("matches:\n  - trigger: \"a\n", "broken YAML"),
        ("a: 1", "no `matches`"),
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
    check(&nested, expect!["failed 8 replace cell_too_long"]);
}

proptest! {
    #[test]
    fn nothing_panics(text in r#"(matches:\n|  - trigger: |:a|    replace: |"|\{\{|\}\}|\[\[|\]\]|x|\\|\$\||    vars: \[\{name: x, type: echo, params: \{echo: |\}\}\]|\n| ){0,30}"#) {
        let _ = read("base.yml", &text, &Neighbours::default());
    }
}
