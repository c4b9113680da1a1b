use proptest::prelude::*;

use super::*;

/// The units as text, an emoji of several scalar values in angle brackets.
fn shown(folded: &Folded) -> String {
    let unit = |unit: &Unit| match unit.char() {
        Some(c) => c.to_string(),
        None => format!("<{}>", folded.clusters[(unit.key - FIRST_CLUSTER) as usize]),
    };
    folded.units.iter().map(unit).collect()
}

#[test]
fn folds() {
    let cases = [
        ("Ｔｙｐｅ－Ｃ ４８小时！", "type-c 48小时!"),
        ("發貨", "发货"),
        ("éÈêË čďěňřšťž ąćęńóśźż ğş", "eeee cdenrstz acenoszz gs"),
        ("e\u{301}x\u{301}中\u{20DD}", "ex中"),
        ("lüè Lǚ nü:", "lue lu nu:"),
        ("ΒΊΟΣ βίος", "βίοσ βίοσ"),
        ("Straße İstanbul", "strasse istanbul"),
        ("㎏①㈱ﬁ½", "kg1(株)fi1⁄2"),
        ("ｶﾞか\u{3099}", "ガが"),
        ("\u{1112}\u{1161}\u{11AB}", "한"),
        ("❤️❤ 1️⃣ #️⃣", "❤❤ 1 #"),
        ("👨‍👩‍👧🇨🇳👍🏽", "<👨‍👩‍👧><🇨🇳><👍🏽>"),
        ("￥5 ¥5", "¥5 ¥5"),
        ("葛\u{E0100}", "葛"),
        ("й กำ שָׁ", "й กํา שָׁ"),
        ("\u{301}", "\u{301}"),
        (" \u{CF3}", " \u{CF3}"),
        ("", ""),
    ];
    for (text, expected) in cases {
        assert_eq!(shown(&Folded::new(text)), expected, "{text:?}");
    }
}

#[test]
fn units_know_their_origin() {
    // ㎏ is one scalar value and two units; e and its acute are two and one; the family is five and one.
    let folded = Folded::new("重㎏e\u{301}👨‍👩‍👧发");
    let origins: Vec<(u32, u32)> =
        (0..folded.len()).map(|at| folded.origin(at)).map(|s| (s.start, s.end)).collect();
    assert_eq!(origins, [(0, 1), (1, 2), (1, 2), (2, 4), (4, 9), (9, 10)]);
    assert!(Folded::new("发货，Ｔ恤").origins.is_none(), "one to one needs no map");
}

#[test]
fn the_limit_cuts_between_units() {
    for (text, limit, expected) in
        [("发货发货", 2, "发货"), ("a㎏b", 2, "ak"), ("abc", 9, "abc"), ("a", 0, "")]
    {
        assert_eq!(shown(&Folded::with_limit(text, limit)), expected);
    }
}

#[test]
fn emoji_of_several_scalar_values_compare_as_wholes() {
    let (family, text) = (Folded::new("👨‍👩‍👧"), Folded::new("🇨🇳👨‍👩‍👧👨"));
    let same: Vec<bool> = (0..text.len()).map(|at| text.same(at, &family, 0)).collect();
    assert_eq!(same, [false, true, false]);
}

#[test]
fn strange_texts_do_no_harm() {
    let marks = format!("a{}", "\u{301}".repeat(10_000));
    assert_eq!(shown(&Folded::new(&marks)), "a");
    for text in ["\u{200D}", "\r\n", "\u{FE0F}", "\u{E0001}", "\u{FDFA}", "עברית\u{200F}", "\u{1F3FD}", "🇨"]
    {
        assert!(!Folded::new(text).is_empty(), "{text:?}");
    }
}

proptest! {
    #[test]
    fn origins_cover_the_text_in_order(text in any::<String>()) {
        let folded = Folded::new(&text);
        let mut covered = 0;
        for at in 0..folded.len() {
            let origin = folded.origin(at);
            prop_assert!(origin.start < origin.end);
            // A unit begins where the last one ended, or shares its range.
            prop_assert!(origin.start == covered || origin.end == covered, "{:?}", origin);
            covered = origin.end;
        }
        prop_assert_eq!(covered as usize, text.chars().count());
    }

    #[test]
    fn folding_twice_changes_nothing(text in "[a-zA-Zà-ÿ０-９一-龥！-～ ]{0,12}") {
        let once = shown(&Folded::new(&text));
        prop_assert_eq!(shown(&Folded::new(&once)), once);
    }
}

#[test]
fn ascii_and_common_hanzi_are_their_own_compatibility_form() {
    for c in chars::STANDING_ALONE.into_iter().flatten() {
        if c.is_ascii() || chars::is_common_hanzi(c) {
            assert!(std::iter::once(c).nfkc().eq([c]), "{c:?}");
        }
    }
}

/// Key, readings, class and origin of a unit.
type Part = (u32, Readings, Class, Span);

/// Everything a folded text knows, to compare two: its units and its clusters.
fn parts(folded: &Folded) -> (Vec<Part>, Vec<Box<str>>) {
    let units = folded.units.iter().enumerate();
    let parts = units.map(|(at, unit)| (unit.key, unit.readings, unit.class, folded.origin(at)));
    (parts.collect(), folded.clusters.clone())
}

/// The text split by UAX #29 throughout, each grapheme folded by the rules.
fn fold_without_shortcuts(text: &str, limit: usize) -> Folded {
    let mut folded = Folded::default();
    let mut at = 0;
    for grapheme in text.graphemes(true) {
        if folded.len() >= limit {
            break;
        }
        at += folded.push_grapheme(grapheme, at);
    }
    folded.truncate(limit);
    words::lead(&mut folded.units);
    folded
}

/// Texts of what joins and what stands alone, in any order.
fn mixed_text() -> impl Strategy<Value = String> {
    let joining = prop_oneof![
        Just("\u{301}"),
        Just("\u{200D}"),
        Just("\u{FE0F}"),
        Just("\u{20E3}"),
        Just("\u{1F3FD}"),
        Just("\u{3099}"),
        Just("\u{E0100}"),
        Just("🇨"),
        Just("\r"),
        Just("\n"),
        Just("\u{600}"),
        Just("\u{1112}"),
        Just("\u{1161}"),
        Just("क\u{94D}"),
        Just("👩"),
        Just("❤"),
    ];
    let plain = prop_oneof![
        Just("还款"),
        Just("長度"),
        Just("会"),
        Just("计"),
        Just("a1"),
        Just("É"),
        Just("，"),
        Just("…"),
        Just("㎏"),
        Just("“"),
        Just("🌹"),
        Just("한"),
    ];
    let piece = prop_oneof![
        2 => joining.prop_map(String::from),
        3 => plain.prop_map(String::from),
        1 => any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn plain_runs_change_nothing(text in mixed_text(), limit in prop_oneof![Just(usize::MAX), 0_usize..12]) {
        let folded = Folded::with_limit(&text, limit);
        prop_assert_eq!(parts(&folded), parts(&fold_without_shortcuts(&text, limit)));
    }

    #[test]
    fn folding_anew_leaves_nothing_behind(before in mixed_text(), text in mixed_text()) {
        let mut folded = Folded::new(&before);
        folded.refold(&text);
        prop_assert_eq!(parts(&folded), parts(&Folded::new(&text)));
    }
}

#[test]
fn folding_anew_reuses_the_memory() {
    let mut folded = Folded::new("亲，您的订单预计48小时内发货🌹");
    let memory = folded.units.as_ptr();
    folded.refold("好的，请稍等，马上为您查询物流");
    assert_eq!((folded.units.as_ptr(), folded.origins.is_none()), (memory, true));
}
