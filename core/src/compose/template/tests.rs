use proptest::prelude::*;

use super::*;

/// A template in short: words as they are, `‹name:choices|fallback›`, `«emoji»`.
fn short(template: &Template) -> String {
    let segment = |segment: &Segment| match segment {
        Segment::Text(words) => words.clone(),
        Segment::Emoji(emoji) => format!("«{}»", emoji.code),
        Segment::Variable(VariableUse { name, fallback, choices }) => {
            let choices = if choices.is_empty() { String::new() } else { format!(":{}", choices.join("/")) };
            let fallback = fallback.as_ref().map(|fallback| format!("|{fallback}")).unwrap_or_default();
            format!("‹{name}{choices}{fallback}›")
        }
    };
    template.segments.iter().map(segment).collect()
}

#[test]
fn texts_are_read_as_people_write_them() {
    for (text, read) in [
        ("", ""),
        ("您好", "您好"),
        ("您好[客户名]，单号[单号]", "您好‹客户名›，单号‹单号›"),
        ("[客户名|您]好", "‹客户名|您›好"),
        ("[客户名|]好", "‹客户名|›好"),
        ("[客户名| 您 ]好", "‹客户名| 您 ›好"),
        ("[ 客户名 ]", "‹客户名›"),
        ("[\u{3000}客户名\u{3000}|您]", "‹客户名|您›"),
        ("[称呼:先生/小姐]", "‹称呼:先生/小姐›"),
        ("[称呼：先生／小姐｜您]", "‹称呼:先生/小姐|您›"),
        ("[称呼: 先生 / 小姐 //先生]", "‹称呼:先生/小姐›"),
        ("[称呼:]", "‹称呼›"),
        ("[支付方式1/支付方式2]", "‹支付方式1/支付方式2›"),
        ("[到货|明天/后天:3|4]", "‹到货|明天/后天:3|4›"),
        ("[客户名][单号]", "‹客户名›‹单号›"),
        (r"\[客户名\]", "[客户名]"),
        (r"\[客户名]", "[客户名]"),
        (r"\\[客户名]", r"\‹客户名›"),
        (r"\\\[客户名]", r"\[客户名]"),
        (r"C:\\share\a[客户名]", r"C:\\share\a‹客户名›"),
        (r"满减\", r"满减\"),
        (r"[路径|C:\temp\\x]", r"‹路径|C:\temp\x›"),
        (r"[备注|\[无\]]", "‹备注|[无]›"),
        (r"[折扣:满减\/直降/无]", "‹折扣:满减/直降/无›"),
        (r"[a\:b]", "‹a:b›"),
        ("【客户名】", "【客户名】"),
        ("［客户名］", "［客户名］"),
        ("[]", "[]"),
        ("[ ]", "[ ]"),
        ("[|您]", "[|您]"),
        (r"[\]]", "[]]"),
        ("a]b", "a]b"),
        ("[1]", "‹1›"),
        (
            "[一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二]",
            "‹一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二›",
        ),
        (
            "[一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三]",
            "[一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三]",
        ),
        ("[微笑]好的[OK][客户名]", "«微笑»好的«OK»‹客户名›"),
        ("[ 微笑 ][微笑:]", "«微笑»«微笑»"),
        ("[礼物|小礼品][礼物:袜子/贺卡]", "‹礼物|小礼品›‹礼物:袜子/贺卡›"),
        (r"\[微笑]", "[微笑]"),
        ("[Smile][smile][TaiChi L]", "«Smile»‹smile›«TaiChi L»"),
    ] {
        let template = Template::parse(text).unwrap_or_else(|open| panic!("{text}: {open}"));
        assert_eq!(short(&template), read, "{text}");
        assert_eq!(Template::parse_lossy(text), template, "{text}");
    }
}

#[test]
fn an_open_bracket_is_an_error_while_editing_and_text_when_sending() {
    for (text, at, offset, lossy) in [
        ("您好[客户名", "[客户名", 2, "您好[客户名"),
        ("您好[客户名\n单号[单号]", "[客户名", 2, "您好[客户名\n单号‹单号›"),
        ("a[客户[名]", "[客户[名]", 1, "a[客户‹名›"),
        ("[[客户名]]", "[[客户名]]", 0, "[‹客户名›]"),
        ("[", "[", 0, "["),
        (r"[客户名\]", r"[客户名\]", 0, "[客户名]"),
        ("😀[\r\n", "[", 1, "😀[\r\n"),
        (
            "[x] [一二三四五六七八九十一二三四五六七八九十",
            "[一二三四五六七八九十一二三四五…",
            4,
            "‹x› [一二三四五六七八九十一二三四五六七八九十",
        ),
    ] {
        let open = OpenVariable { at: at.to_owned(), offset };
        assert_eq!(Template::parse(text), Err(open.clone()), "{text}");
        assert_eq!(check_text(text), Err(open), "{text}");
        assert_eq!(short(&Template::parse_lossy(text)), lossy, "{text}");
    }
}

#[test]
fn variables_are_listed_once_and_the_use_with_choices_speaks_for_its_name() {
    let template = Template::parse("[称呼][客户名|您][称呼:先生/小姐][微笑][客户名][称呼:女士]").unwrap();
    let listed: Vec<String> = template.variables().iter().map(ToString::to_string).collect();
    assert_eq!(listed, ["[称呼:先生/小姐]", "[客户名|您]"]);
}

#[test]
fn names_to_declare_leave_out_emoji_and_built_in_ones() {
    let parts =
        [Part::text("[客户名]您好[微笑]，今天[日期]"), Part::text("[单号][客户名][agent_name] [开着")];
    assert_eq!(variable_names(&parts), ["客户名", "单号"]);
}

#[test]
fn writing_escapes_only_what_needs_it() {
    for (text, written) in [
        (r"C:\\share", r"C:\\share"),
        (r"\[a\]", r"\[a]"),
        ("[]", r"\[]"),
        (r"\\[客户名]", r"\\[客户名]"),
        ("[客户名｜您]", "[客户名|您]"),
        ("[ 微笑 ]", "[微笑]"),
    ] {
        assert_eq!(Template::parse(text).unwrap().to_string(), written, "{text}");
    }
}

proptest! {
    #[test]
    fn what_is_written_reads_the_same(text in r"[\[\]\\|:/ 客微笑a\n😀：]{0,40}") {
        let template = Template::parse_lossy(&text);
        prop_assert_eq!(Template::parse(&template.to_string()), Ok(template));
    }

    #[test]
    fn anything_can_be_read(text in any::<String>()) {
        let template = Template::parse_lossy(&text);
        prop_assert_eq!(Template::parse(&text).unwrap_or_else(|_| template.clone()), template);
    }

    #[test]
    fn text_without_brackets_is_text(text in r"[^\[]{1,40}") {
        prop_assume!(!text.contains(r"\]"));
        let template = Template::parse(&text).unwrap();
        prop_assert_eq!(template.segments(), [Segment::Text(text)]);
    }
}
