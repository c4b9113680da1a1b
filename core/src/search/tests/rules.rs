//! The rules of matching one text, case by case.

use crate::search::{Approximate, FuzzySounds, Match, Span, matches};

/// The text with the matched spans in brackets, or `-` where it does not match; `~` before it if only approximately.
fn marked(text: &str, found: &Match) -> String {
    if !found.matched {
        return "-".to_owned();
    }
    let mut marked = String::new();
    for (at, c) in (0..).zip(text.chars()) {
        marked.extend(found.spans.iter().filter(|span| span.start == at).map(|_| '⟦'));
        marked.push(c);
        marked.extend(found.spans.iter().filter(|span| span.end == at + 1).map(|_| '⟧'));
    }
    if found.approximate { format!("~{marked}") } else { marked }
}

#[track_caller]
fn check_with(approximate: Approximate, cases: &[(&str, &str, &str)]) {
    for (text, query, expected) in cases {
        let found = matches(text, query, approximate);
        assert_eq!(marked(text, &found), *expected, "{text} / {query}");
    }
}

#[track_caller]
fn check(cases: &[(&str, &str, &str)]) {
    check_with(Approximate::NONE, cases);
}

#[test]
fn each_way_of_matching_a_character() {
    check(&[
        ("现在发货吗", "发货", "现在⟦发货⟧吗"),
        ("现在发货吗", "發貨", "现在⟦发货⟧吗"),
        ("現在發貨嗎", "发货", "現在⟦發貨⟧嗎"),
        ("现在发货吗", "fahuo", "现在⟦发货⟧吗"),
        ("现在发货吗", "FaHuo", "现在⟦发货⟧吗"),
        ("现在发货吗", "fh", "现在⟦发货⟧吗"),
        ("现在发货吗", "fah", "现在⟦发货⟧吗"),
        ("现在发货吗", "fhu", "现在⟦发货⟧吗"),
        ("现在发货吗", "f货", "现在⟦发货⟧吗"),
        ("现在发货吗", "发h", "现在⟦发货⟧吗"),
        ("支付宝", "zfb", "⟦支付宝⟧"),
        ("支付宝", "zhfb", "⟦支付宝⟧"),
        ("支付宝", "zhifb", "⟦支付宝⟧"),
        ("修改地址", "xiugaidz", "⟦修改地址⟧"),
        ("退款到账", "tkdaozhang", "⟦退款到账⟧"),
        ("7天无理由", "7twly", "⟦7天无理由⟧"),
    ]);
}

#[test]
fn nothing_matches_inside_a_syllable_and_only_the_last_is_cut() {
    check(&[
        ("发货", "ahuo", "-"),
        ("发货", "huofa", "-"),
        ("百度网盘", "oa", "-"),
        ("退款", "uikuan", "-"),
        ("测试文本", "ceshiweben", "-"),
        ("测试文本", "ceswenb", "⟦测试文本⟧"),
        ("测试文本", "ceshwenb", "⟦测试文本⟧"),
        ("优惠券", "youhuiqx", "-"),
        ("发货", "fahuozzz", "-"),
        ("发货", "f", "⟦发⟧货"),
        ("退款", "tuikuang", "-"),
    ]);
}

#[test]
fn a_run_is_contiguous() {
    check(&[
        ("汉语拼音", "hanpin", "-"),
        ("汉语拼音", "语拼", "汉⟦语拼⟧音"),
        ("发大货", "发货", "-"),
        ("发🌹货", "发货", "-"),
    ]);
}

#[test]
fn spaces_and_punctuation_of_the_text_may_be_skipped() {
    check(&[
        ("我 爱你 中   国s", "爱你中国s", "我 ⟦爱你⟧ ⟦中⟧   ⟦国s⟧"),
        ("发-货", "fh", "⟦发⟧-⟦货⟧"),
        ("Type-C线", "typec", "⟦Type⟧-⟦C⟧线"),
        ("您好，欢迎光临", "ninhaohuanying", "⟦您好⟧，⟦欢迎⟧光临"),
        ("您好，欢迎光临", "nhhy", "⟦您好⟧，⟦欢迎⟧光临"),
        ("发，货", "fahuo", "⟦发⟧，⟦货⟧"),
        ("发，货", "发货", "⟦发⟧，⟦货⟧"),
        ("发\u{200B}货", "fh", "⟦发⟧\u{200B}⟦货⟧"),
        ("“发”货", "fh", "“⟦发⟧”⟦货⟧"),
        ("售后/退款", "售后退款", "⟦售后⟧/⟦退款⟧"),
    ]);
}

#[test]
fn marks_are_skipped_only_beside_whole_characters_or_a_divider_between_two_and_two() {
    check(&[
        ("喜欢吃糖，很甜", "th", "-"),
        ("喜欢吃糖，很甜", "tah", "-"),
        ("喜欢吃糖，很甜，退货", "th", "喜欢吃糖，很甜，⟦退货⟧"),
        ("订单[状态]", "dz", "-"),
        ("发\n货", "fh", "-"),
        ("啊，我", "awo", "⟦啊⟧，⟦我⟧"),
        ("您好，欢迎", "nhhy", "⟦您好⟧，⟦欢迎⟧"),
        ("您好，欢", "nhh", "-"),
        ("好，欢迎", "hhy", "-"),
        ("好，欢迎", "haohy", "⟦好⟧，⟦欢迎⟧"),
        ("好，欢迎", "好hy", "⟦好⟧，⟦欢迎⟧"),
        ("您好，欢", "nhhuan", "⟦您好⟧，⟦欢⟧"),
        ("您好，欢", "nhhua", "-"),
        ("您好，欢，迎光", "nhhyg", "-"),
        ("您好，欢 迎", "nhhy", "⟦您好⟧，⟦欢⟧ ⟦迎⟧"),
        ("您好】，“欢迎", "nhhy", "⟦您好⟧】，“⟦欢迎⟧"),
        ("您好。欢迎", "nhhy", "-"),
        ("您好。欢迎", "nhaohuany", "⟦您好⟧。⟦欢迎⟧"),
        ("您好】。（欢迎", "好欢", "您⟦好⟧】。（⟦欢⟧迎"),
        ("您好】。欢迎", "nhhuany", "-"),
        ("更优惠。七夕活动", "youhuiqx", "-"),
    ]);
}

#[test]
fn what_the_query_has_is_matched_literally() {
    check(&[
        ("用Type-C充电", "Type-C", "用⟦Type-C⟧充电"),
        ("用TypeC充电", "Type-C", "-"),
        ("3-5天到", "3-5", "⟦3-5⟧天到"),
        ("好！", "！", "好⟦！⟧"),
        ("好!", "！", "好⟦!⟧"),
        ("￥99", "¥", "⟦￥⟧99"),
        ("送🌹给您", "🌹", "送⟦🌹⟧给您"),
        ("爱❤️您", "❤", "爱⟦❤️⟧您"),
        ("爱❤您", "❤️", "爱⟦❤⟧您"),
        ("退款，发货", "款，发", "退⟦款，发⟧货"),
        ("４８小时", "48小时", "⟦４８小时⟧"),
        ("48小时", "４８小时", "⟦48小时⟧"),
        ("【店铺】", "【", "⟦【⟧店铺】"),
        ("a--b", "a-b", "⟦a-⟧-⟦b⟧"),
    ]);
}

#[test]
fn readings_and_the_letter_v() {
    check(&[
        ("重庆", "chongqing", "⟦重庆⟧"),
        ("重量", "zhongliang", "⟦重量⟧"),
        ("银行", "yinhang", "⟦银行⟧"),
        ("还款", "huankuan", "⟦还款⟧"),
        ("单先生", "shan", "⟦单⟧先生"),
        ("曾小姐", "zeng", "⟦曾⟧小姐"),
        ("许", "hu", "-"),
        ("广", "an", "-"),
        ("朱", "shu", "-"),
        ("区", "ou", "-"),
        ("攻略", "gonglve", "⟦攻略⟧"),
        ("攻略", "gonglue", "⟦攻略⟧"),
        ("攻略", "gonglüe", "⟦攻略⟧"),
        ("女装", "nvz", "⟦女装⟧"),
        ("女装", "nu:zhuang", "⟦女装⟧"),
        ("绿色", "lv", "⟦绿⟧色"),
        ("努力", "nv", "-"),
        ("乾隆", "qianlong", "⟦乾隆⟧"),
        ("乾燥", "gan", "⟦乾⟧燥"),
    ]);
}

#[test]
fn the_cheapest_alignment_wins_and_then_the_leftmost() {
    check(&[
        ("回复，发货，发货", "fh", "回复，⟦发货⟧，发货"),
        ("发货 fh1", "fh", "发货 ⟦fh⟧1"),
        ("方法", "fa", "方⟦法⟧"),
        ("房费", "fa", "⟦房⟧费"),
        ("很好发、货发货", "fahuo", "很好发、货⟦发货⟧"),
        ("西安先", "xian", "西安⟦先⟧"),
        ("还 孩", "hai", "⟦还⟧ 孩"),
        ("还 换", "huan", "还 ⟦换⟧"),
    ]);
}

#[test]
fn several_terms_match_in_any_order_and_their_spans_are_united() {
    check(&[
        ("顺丰48小时发货", "发货 sf", "⟦顺丰⟧48小时⟦发货⟧"),
        ("顺丰48小时发货", "sf tk", "-"),
        ("发货", "fh fahuo 货", "⟦发货⟧"),
        ("发货", "", "发货"),
        ("", "fh", "-"),
        ("", "", ""),
    ]);
}

#[test]
fn spans_count_scalar_values_of_the_original() {
    let cases = [
        ("👨‍👩‍👧发货", "fh", "[[5,7]]"),
        ("👨‍👩‍👧发货", "👨‍👩‍👧", "[[0,5]]"),
        ("👨‍👩‍👧发货", "👩", "[]"),
        ("重5㎏", "k", "[[2,3]]"),
        ("重5㎏包", "gb", "[[2,4]]"),
        ("cafe\u{301}店", "cafe", "[[0,5]]"),
        ("𠀀发货", "发", "[[1,2]]"),
    ];
    for (text, query, expected) in cases {
        let spans = matches(text, query, Approximate::NONE).spans;
        assert_eq!(serde_json::to_string(&spans).unwrap(), expected, "{text} / {query}");
    }
}

#[test]
fn approximate_ways_are_off_unless_asked_for() {
    check(&[("顺丰", "sunfeng", "-"), ("退款", "tuikaun", "-"), ("发货", "发或", "-")]);
}

#[test]
fn fuzzy_sounds() {
    check_with(
        Approximate::ALL,
        &[
            ("顺丰", "sunfeng", "~⟦顺丰⟧"),
            ("商品", "sangpin", "~⟦商品⟧"),
            ("换颜色 欢迎", "huangying", "~换颜色 ⟦欢迎⟧"),
            ("联系", "nianxi", "~⟦联系⟧"),
            ("厂家", "cangjia", "~⟦厂家⟧"),
            ("放心", "fangxing", "~⟦放心⟧"),
            ("回复", "fuifu", "~⟦回复⟧"),
            ("顺丰", "shunfeng", "⟦顺丰⟧"),
            ("顺丰", "sunf", "~⟦顺丰⟧"),
        ],
    );
    let only = |fuzzy| Approximate { fuzzy, ..Approximate::NONE };
    check_with(
        only(FuzzySounds { sh_s: true, ..FuzzySounds::NONE }),
        &[("顺丰", "sunfeng", "~⟦顺丰⟧"), ("联系", "nianxi", "-"), ("退款", "tuikaun", "-")],
    );
    check_with(only(FuzzySounds { sh_s: false, ..FuzzySounds::ALL }), &[("顺丰", "sunfeng", "-")]);
}

#[test]
fn one_typing_error_in_four_letters_or_more() {
    let typo = Approximate { typo: true, ..Approximate::NONE };
    check_with(
        typo,
        &[
            ("退款", "tuikaun", "~⟦退款⟧"),
            ("退款", "tuikan", "~⟦退款⟧"),
            ("退款", "tuikkuan", "~⟦退款⟧"),
            ("退款", "tuikwan", "~⟦退款⟧"),
            ("发货", "fhauo", "~⟦发货⟧"),
            ("发货", "fahuoo", "~⟦发货⟧"),
            ("发货", "vahuo", "~⟦发货⟧"),
            ("优惠券", "youhuiqx", "~⟦优惠券⟧"),
            ("换iPhone壳", "ipone", "~换⟦iPhone⟧壳"),
            ("换iPhone壳", "iphnoe", "~换⟦iPhone⟧壳"),
            ("换iPhone壳", "iphonneke", "~换⟦iPhone壳⟧"),
            ("发huo", "发hou", "-"),
            ("退款", "tukan", "-"),
            ("退款", "tk", "⟦退款⟧"),
            ("退款", "tkx", "-"),
            ("退款单号", "tkxh", "-"),
        ],
    );
}

#[test]
fn homophones() {
    let homophone = Approximate { homophone: true, ..Approximate::NONE };
    check_with(
        homophone,
        &[
            ("今天发货", "发或", "~今天⟦发货⟧"),
            ("尺码", "池码", "~⟦尺码⟧"),
            ("领优惠券", "优会券", "~领⟦优惠券⟧"),
            ("发货", "或", "-"),
            ("发货", "法获", "~⟦发货⟧"),
        ],
    );
}

#[test]
fn long_and_strange_texts_and_queries_do_no_harm() {
    let long = "啊".repeat(3_000);
    let dashes = "-".repeat(3_000);
    let ananan = "安那".repeat(1_500);
    let queries = [
        "a".repeat(64),
        "an".repeat(32),
        "ana".repeat(30),
        "-".repeat(64),
        "\u{301}".repeat(64),
        "z".repeat(5000),
    ];
    for text in
        [long.as_str(), &dashes, &ananan, "\u{301}\u{302}", "עברית", "\u{FFFF}\u{10FFFF}", "a\u{200D}"]
    {
        for query in &queries {
            matches(text, query, Approximate::ALL);
        }
    }
    check(&[("啊啊啊啊", &"a".repeat(64), "-"), ("安那安", "anan", "⟦安那安⟧")]);
    assert_eq!(matches(&long, &"a".repeat(64), Approximate::NONE).spans, [Span { start: 0, end: 64 }]);
}
