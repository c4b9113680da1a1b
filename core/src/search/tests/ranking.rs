//! The order of hits, what is counted, and what is highlighted in which field.

use crate::search::{Approximate, Corpus, Entry, Found, Options, Query};

fn find(entries: &[Entry<'_>], query: &str, limit: usize, approximate: Approximate) -> Found {
    Corpus::new(entries.iter().copied()).find(&Query::parse(query), &Options { limit, approximate })
}

/// The titles of the hits in order, approximate ones with a `~`.
fn titles<'a>(entries: &[Entry<'a>], query: &str) -> String {
    let found = find(entries, query, 0, Approximate::ALL);
    let title = |index: usize| entries[index].title;
    let shown: Vec<String> = found
        .hits
        .iter()
        .map(|hit| format!("{}{}", if hit.approximate { "~" } else { "" }, title(hit.index)))
        .collect();
    assert!(
        found.hits.windows(2).all(|pair| pair[0].score >= pair[1].score),
        "scores rise: {:?}",
        found.hits
    );
    shown.join(" ")
}

fn entry(title: &str) -> Entry<'_> {
    Entry { title, ..Entry::default() }
}

#[test]
fn code_then_title_start_then_title_then_labels_then_text() {
    let entries = [
        Entry { text: "退款", ..entry("正文") },
        Entry { keywords: "退款", ..entry("词") },
        entry("如何退款"),
        entry("退款多久"),
        entry("退款"),
        entry("🌹退款！"),
        Entry { code: "退款", ..entry("码") },
        entry("无关"),
    ];
    assert_eq!(titles(&entries, "退款"), "码 退款 🌹退款！ 退款多久 如何退款 词 正文");
    assert_eq!(titles(&entries, "tk"), "退款 🌹退款！ 退款多久 如何退款 码 词 正文");
}

#[test]
fn the_short_code_itself_comes_first() {
    let entries =
        [entry("fh1"), Entry { code: "fh12", ..entry("前缀") }, Entry { code: "FH1", ..entry("全码") }];
    assert_eq!(titles(&entries, "fh1"), "全码 fh1 前缀");
    assert_eq!(titles(&entries, "ｆｈ 1"), "全码 fh1 前缀");
    assert_eq!(find(&entries, "fh1", 0, Approximate::NONE).hits[0].score, 1000);
}

#[test]
fn literal_before_sound_before_initials_before_other_readings() {
    // 长 is zhang in 长大 and chang in 长度, so only 长大 is found by another reading.
    let entries = [entry("长大"), entry("长度"), entry("传单"), entry("cd盒"), entry("差的")];
    assert_eq!(titles(&entries, "cd"), "cd盒 长度 传单 差的 长大");
    assert_eq!(titles(&entries, "zd"), "长大 长度 传单");
    let entries =
        [Entry { text: "单号SF123", ..entry("物流") }, entry("如何顺丰"), entry("usf"), entry("sfe")];
    assert_eq!(titles(&entries, "sf"), "物流 sfe 如何顺丰 usf");
}

#[test]
fn the_beginning_of_a_code_counts_like_initials() {
    let entries = [
        Entry { code: "th1", ..entry("地址") },
        entry("退货地址"),
        entry("thanks"),
        Entry { code: "th2", ..entry("可以退货") },
        Entry { text: "退货", ..entry("正文") },
    ];
    assert_eq!(titles(&entries, "th"), "退货地址 thanks 可以退货 地址 正文");
}

#[test]
fn a_run_without_a_gap_comes_before_one_that_skips_punctuation() {
    let entries = [entry("39块-简短"), Entry { text: "请问会计", ..entry("对账") }];
    assert_eq!(titles(&entries, "kuaiji"), "对账 39块-简短");
}

#[test]
fn approximate_hits_come_last_and_only_where_there_is_room() {
    let entries = [entry("寻找"), entry("顺丰多久"), entry("sunfeng")];
    assert_eq!(titles(&entries, "sunfeng"), "sunfeng ~顺丰多久");
    let found = find(&entries, "sunfeng", 1, Approximate::ALL);
    assert_eq!((found.total, found.more, found.hits.len()), (1, false, 1));
    let found = find(&entries, "sunfeng", 2, Approximate::ALL);
    assert_eq!((found.total, found.more, found.hits.len()), (2, false, 2));
    let found = find(&entries, "sunfeng", 2, Approximate::NONE);
    assert_eq!((found.total, found.more, found.hits.len()), (1, false, 1));
}

#[test]
fn among_approximate_hits_the_way_decides_and_then_the_place() {
    let entries = [entry("单肩包"), Entry { text: "厂家直销", ..entry("直销") }];
    assert_eq!(titles(&entries, "cangjia"), "~直销");
    let entries = [entry("去仓前"), Entry { text: "长签", ..entry("签") }, entry("仓前街")];
    assert_eq!(titles(&entries, "changqiang"), "~仓前街 ~去仓前 ~签");
    // A fuzzy sound with a gap is still nearer than a typing error, and scores higher.
    let entries = [entry("孙方"), entry("顺，丰")];
    assert_eq!(titles(&entries, "sunfeng"), "~顺，丰 ~孙方");
}

#[test]
fn use_orders_only_what_matches_equally_well() {
    let used =
        |title, uses, days, order| Entry { uses, last_used_age_days: Some(days), order, ..entry(title) };
    let entries = [
        used("发货甲", 0, 0, 4),
        used("发货乙", 40, 0, 3),
        used("发货丙", 41, 1, 2),
        used("发货丁", 40, 90, 1),
        Entry { favourite: true, order: 9, ..entry("发货戊") },
        used("何时发货", 5000, 0, 0),
    ];
    assert_eq!(titles(&entries, "fh"), "发货戊 发货丙 发货乙 发货丁 发货甲 何时发货");
}

#[test]
fn an_empty_query_lists_everything_by_preference() {
    let entries = [
        Entry { order: 2, ..entry("丙") },
        Entry { order: 1, ..entry("乙") },
        Entry { order: 3, uses: 9, last_used_age_days: Some(1), ..entry("常用") },
        Entry { order: 4, favourite: true, ..entry("收藏") },
    ];
    assert_eq!(titles(&entries, " "), "收藏 常用 乙 丙");
    assert_eq!(titles(&[], "fh"), "");
}

#[test]
fn terms_may_match_in_different_fields_and_each_field_is_highlighted() {
    let entries = [Entry {
        title: "顺丰发货",
        code: "fh1",
        text: "我们发顺丰，当天发货",
        category_path: "售中/发货时效",
        keywords: "快递 发货",
        ..Entry::default()
    }];
    let found = find(&entries, "sf 发货", 20, Approximate::NONE);
    let spans = serde_json::to_string(&found.hits[0].spans).unwrap();
    assert_eq!(
        spans,
        r#"{"title":[[0,4]],"text":[[3,5],[8,10]],"code":[],"category":[[3,5]],"keywords":[[3,5]]}"#
    );
    assert_eq!(find(&entries, "sf tuihuo", 20, Approximate::NONE).total, 0);
    assert_eq!(find(&entries, "fh1 shizhong", 20, Approximate::NONE).total, 0);
    assert_eq!(find(&entries, "fh1 shouzhong", 20, Approximate::NONE).total, 1);
}

#[test]
fn exact_highlights_are_not_mixed_with_approximate_ones() {
    let entries = [Entry { title: "顺丰", text: "sunfeng", ..Entry::default() }];
    let found = find(&entries, "sunfeng", 20, Approximate::ALL);
    assert!(!found.hits[0].approximate);
    assert!(found.hits[0].spans.title.is_empty());
}

#[test]
fn keywords_and_categories_are_separate_names() {
    let entries = [Entry { keywords: "图片 淘宝", category_path: "物流/查询", ..entry("甲") }];
    assert_eq!(find(&entries, "wlcx", 20, Approximate::NONE).total, 0);
    assert_eq!(find(&entries, "物流查询", 20, Approximate::NONE).total, 0);
    assert_eq!(find(&entries, "物流/查询", 20, Approximate::NONE).total, 1);
    assert_eq!(find(&entries, "wl cx", 20, Approximate::NONE).total, 1);
    assert_eq!(find(&entries, "pt", 20, Approximate::NONE).total, 0);
    assert_eq!(find(&entries, "图片淘宝", 20, Approximate::NONE).total, 0);
    assert_eq!(find(&entries, "tp tb", 20, Approximate::NONE).total, 1);
}
