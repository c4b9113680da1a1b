use proptest::prelude::*;

use super::*;

fn surroundings() -> Surroundings {
    Surroundings {
        agent_name: Some("小美".to_owned()),
        agent_number: None,
        shop_name: Some(" ".to_owned()),
        now: "2026-11-02T09:05:59+08:00[Asia/Shanghai]".parse().unwrap(),
    }
}

fn declared() -> Vec<Variable> {
    let with_default =
        |name: &str, default: &str| Variable { default: Some(default.to_owned()), ..Variable::text(name) };
    vec![
        with_default("物流公司", "中通"),
        with_default("店铺名", "青禾"),
        with_default("空", ""),
        with_default("礼物", "袜子"),
    ]
}

/// Fills a text and joins the pieces with `·`, atomic ones in `‹›`; missing names follow `?`.
fn filled(text: &str, values: &Values, emoji: EmojiStyle) -> String {
    match fill(&Template::parse_lossy(text), values, &declared(), &surroundings(), emoji) {
        FillOutcome::Missing(names) => format!("?{}", names.join(",")),
        FillOutcome::Filled(filled, _) => {
            let shown = |piece: &Piece| {
                if piece.atomic { format!("‹{}›", piece.text) } else { piece.text.clone() }
            };
            filled.pieces.iter().map(shown).collect::<Vec<_>>().join("·")
        }
    }
}

#[test]
fn a_value_comes_from_the_first_place_that_has_one() {
    let mut session = super::super::session::Session::default();
    session.remember(&[("客户名", "王五"), ("金额", "88")].into_iter().collect());
    let given: Values =
        [("客户名", "张三"), ("空格", ""), (" 订单号 ", "1"), ("订单号", "2"), ("店名", "[客户名]")]
            .into_iter()
            .collect();
    let values = session.beneath(given);
    for (text, result) in [
        ("您好", "您好"),
        ("", ""),
        ("您好[客户名]！", "您好·‹张三›·！"),
        ("[金额]元", "‹88›·元"),
        ("a[空格]b", "ab"),
        ("a[空格|x]b", "ab"),
        ("[订单号]", "‹2›"),
        ("[店名]", "‹[客户名]›"),
        ("[昵称|您]好", "‹您›·好"),
        ("[昵称|]好", "好"),
        ("[物流公司]", "‹中通›"),
        ("[物流公司|快递]", "‹快递›"),
        ("[空]", "?空"),
        ("[日期] [时间]", "‹11月2日›· ·‹09:05›"),
        ("[date] [time]", "‹2026-11-02›· ·‹09:05›"),
        ("[客服名]/[agent_name]", "‹小美›·/·‹小美›"),
        ("[工号]", "?工号"),
        ("[工号|001]", "‹001›"),
        ("[店铺名]", "‹青禾›"),
        ("[shop_name]", "?shop_name"),
        ("[称呼:先生/小姐]", "?称呼"),
        ("[称呼:先生/小姐|您]", "‹您›"),
        ("[乙][甲][客户名][乙][甲|x]", "?乙,甲"),
        ("[昵称|您]好[昵称]", "?昵称"),
        (r"\[客户名\]", "[客户名]"),
        ("[礼物|无]", "‹无›"),
    ] {
        assert_eq!(filled(text, &values, EmojiStyle::WechatCodes), result, "{text}");
    }
}

#[test]
fn a_choice_takes_any_value_that_is_given() {
    let values = [("称呼", "老师")].into_iter().collect();
    assert_eq!(filled("[称呼:先生/小姐]好", &values, EmojiStyle::Unicode), "‹老师›·好");
}

#[test]
fn a_given_value_wins_over_a_built_in_one() {
    let values = [("日期", "周五"), ("时间", "")].into_iter().collect();
    assert_eq!(filled("[日期][时间]见", &values, EmojiStyle::Unicode), "‹周五›·见");
}

#[test]
fn emoji_codes_stay_or_become_unicode_or_are_left_out_and_said_so() {
    let text = "好[微笑][Rose]再[转圈]见[转圈][Twirl][礼物]";
    let values = [("礼物", "袜子")].into_iter().collect();
    assert_eq!(
        filled(text, &values, EmojiStyle::WechatCodes),
        "好·‹[微笑]›·‹[Rose]›·再·‹[转圈]›·见·‹[转圈]›·‹[Twirl]›·‹[礼物]›"
    );
    assert_eq!(filled(text, &values, EmojiStyle::Unicode), "好·‹🙂›·‹🌹›·再见·‹🎁›");

    let template = Template::parse_lossy(text);
    for (style, left_out) in [(EmojiStyle::WechatCodes, &[][..]), (EmojiStyle::Unicode, &["转圈", "Twirl"])]
    {
        let FillOutcome::Filled(_, notes) = fill(&template, &values, &[], &surroundings(), style) else {
            panic!("nothing is missing");
        };
        assert_eq!(notes.emoji_left_out, left_out);
    }
}

#[test]
fn names_that_no_text_uses_are_told() {
    let mut session = super::super::session::Session::default();
    session.remember(&[("旧", "1")].into_iter().collect());
    let values =
        session.beneath([("乙", "1"), ("客户名", "2"), ("日期", "3"), ("微笑", "4")].into_iter().collect());
    let templates = [Template::parse_lossy("[日期][微笑]"), Template::parse_lossy("[客户名|您]")];
    assert_eq!(unused(&values, &templates), ["乙", "微笑"]);
}

#[test]
fn blank_is_told_from_something() {
    for (text, blank) in [("", true), (" \n", true), ("[空格]", true), ("[客户名]", false), ("x", false)]
    {
        let values = [("空格", ""), ("客户名", "张三")].into_iter().collect();
        match fill(&Template::parse_lossy(text), &values, &[], &surroundings(), EmojiStyle::Unicode) {
            FillOutcome::Filled(filled, _) => assert_eq!(filled.is_blank(), blank, "{text}"),
            FillOutcome::Missing(names) => panic!("{names:?}"),
        }
    }
}

proptest! {
    #[test]
    fn values_stand_as_they_are_and_no_variable_is_left(
        before in "[客a ]{0,5}", name in "[名字ab]{1,8}", value in r"[\[\]\\|:名字ab微笑]{0,12}", after in "[客a ]{0,5}",
    ) {
        let text = format!("{before}[{name}]{after}[微笑]");
        let values = [(name.as_str(), value.as_str())].into_iter().collect();
        let outcome = fill(&Template::parse_lossy(&text), &values, &[], &surroundings(), EmojiStyle::WechatCodes);
        let FillOutcome::Filled(filled, _) = outcome else { return Err(TestCaseError::fail("missing")) };
        prop_assert_eq!(filled.text(), format!("{before}{value}{after}[微笑]"));
        let written = format!("[{name}]");
            prop_assert!(value.contains(&written) || !filled.text().contains(&written));
    }

    #[test]
    fn every_name_is_either_filled_or_missing(text in r"[\[\]|:/客户名微笑 ]{0,40}") {
        let template = Template::parse_lossy(&text);
        let names: Vec<String> = template.variables().iter().map(|variable| variable.name.clone()).collect();
        let values: Values = names.iter().map(|name| (name, "x")).collect();
        let all = fill(&template, &values, &[], &surroundings(), EmojiStyle::Unicode);
        prop_assert!(matches!(all, FillOutcome::Filled(..)));
        if let FillOutcome::Missing(missing) =
            fill(&template, &Values::new(), &[], &surroundings(), EmojiStyle::Unicode)
        {
            prop_assert!(missing.iter().all(|name| names.contains(name)));
        }
    }
}
