//! What a book answers: whose phrases, in which order, with what shown; and messages of every kind.

use proptest::prelude::*;

use super::{Bench, titles, titles_in};
use crate::compose::FoundKind;
use crate::error::ErrorCode;
use crate::model::{PhrasePatch, Status, parse_path};
use crate::search::{Question, Scope, Span};
use crate::store::Op;
use crate::usage::Use;

const ROWS: [(&str, &str, &str); 5] = [
    ("售后/物流", "查询物流进度", "包裹在路上，单号[单号]，请您放心"),
    ("售后/退款", "退款多久到账", "退款按原路退回"),
    ("售前", "退换货政策", "七天无理由退货"),
    ("售前", "颜色说明", "图片和实物会有色差"),
    ("", "問候", "您好，請問需要什麼幫助"),
];

#[test]
fn a_hit_shows_why_and_the_message_gives_its_values() {
    let bench = Bench::new(&ROWS);
    let message = "快递到哪了 物流单号 78123456789012 麻烦看看";
    let found = bench.book.suggest(message, &Scope::default(), 5).unwrap();
    let hit = &found.hits[0];
    assert_eq!((hit.phrase.label.title.as_str(), hit.status), ("查询物流进度", Status::Active));
    assert_eq!((hit.category.join("/"), hit.approximate), ("售后/物流".to_owned(), false));
    assert!((1..=1000).contains(&hit.score), "{}", hit.score);
    let spans = |spans: &[Span]| spans.iter().map(|span| (span.start, span.end)).collect::<Vec<_>>();
    assert_eq!(spans(&hit.spans.title), [(0, 6)], "查询 and 进度 are what teams write about it");
    assert_eq!(spans(&hit.spans.category), [(3, 5)]);
    assert_eq!(spans(&hit.spans.text), [(6, 8), (9, 11)]);
    let number = found.variables.iter().find(|found| found.kind == FoundKind::ParcelNumber).unwrap();
    assert_eq!(number.value, "78123456789012");
}

#[test]
fn a_scope_narrows() {
    let mut bench = Bench::new(&ROWS);
    let scope = |path: &str| Scope { category: parse_path(path), ..Scope::default() };
    let message = "退款退货怎么弄";
    assert_eq!(titles(&bench.book, message), ["退款多久到账", "退换货政策"]);
    assert_eq!(titles_in(&bench.book, message, &scope("售后")), ["退款多久到账"]);
    assert_eq!(titles_in(&bench.book, message, &scope("售前")), ["退换货政策"]);
    let library = Scope { library: Some(bench.library), ..Scope::default() };
    assert_eq!(titles_in(&bench.book, message, &library).len(), 2);
    let code = |scope: &Scope| bench.book.suggest(message, scope, 5).unwrap_err().code();
    assert_eq!(code(&scope("没有")), ErrorCode::NotFound);
    let nobody = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
    assert_eq!(code(&Scope { library: Some(nobody), ..Scope::default() }), ErrorCode::NotFound);

    let id = bench.book.suggest(message, &scope("售后"), 1).unwrap().hits[0].phrase.id;
    let off = PhrasePatch { active: Some(false), ..PhrasePatch::default() };
    bench.book.transact(Op::EditPhrase, |t| t.edit_phrase(id, &off)).unwrap();
    assert_eq!(titles(&bench.book, message), ["退换货政策"]);
    let all = Scope { all: true, ..scope("售后") };
    assert_eq!(bench.book.suggest(message, &all, 5).unwrap().hits[0].status, Status::Inactive);
}

#[test]
fn a_limit_is_kept_and_zero_is_none() {
    let rows: Vec<(&str, &str, &str)> = (0..40).map(|_| ("", "退款说明", "退款")).collect();
    let bench = Bench::new(&rows);
    let hits = |limit| bench.book.suggest("退款说明", &Scope::default(), limit).unwrap().hits.len();
    assert_eq!((hits(1), hits(5), hits(30), hits(0)), (1, 5, 30, 40));
}

#[test]
fn use_decides_between_equals_only() {
    let mut bench =
        Bench::new(&[("", "退款说明一", "退款"), ("", "退款说明二", "退款"), ("", "退款", "退款和退货")]);
    let first = titles(&bench.book, "退款说明");
    let of = |title: &str| {
        let hits = bench.book.suggest("退款说明", &Scope { all: true, ..Scope::default() }, 0).unwrap().hits;
        hits.into_iter().find(|hit| hit.phrase.label.title == title).unwrap().phrase.id
    };
    let (second, last) = (of(&first[1]), of("退款"));
    for phrase in [second, last, last, last] {
        bench.book.record_use(&Use { phrase, channel: None, surface: None }).unwrap();
    }
    assert_eq!(titles(&bench.book, "退款说明"), [first[1].as_str(), first[0].as_str(), "退款"]);
}

#[test]
fn scores_never_rise_down_the_list() {
    let bench = Bench::new(&ROWS);
    for message in ["退款退货物流色差颜色", "快递", "您好"] {
        let hits = bench.book.suggest(message, &Scope::default(), 0).unwrap().hits;
        assert!(hits.is_sorted_by(|a, b| a.score >= b.score), "{message}");
    }
}

#[test]
fn traditional_width_and_sound_are_folded() {
    let bench = Bench::new(&ROWS);
    for (message, expected) in [
        ("退款多久到帳", "退款多久到账"),
        ("有沒有色差", "颜色说明"),
        ("需要什么帮助", "問候"),
        ("推款多久", "退款多久到账"),
    ] {
        assert_eq!(titles(&bench.book, message).first().map(String::as_str), Some(expected), "{message}");
    }
}

#[test]
fn no_message_does_harm() {
    let bench = Bench::new(&ROWS);
    let long = |text: &str, times| text.repeat(times);
    for message in [
        String::new(),
        " \n\t".to_owned(),
        "😂😂😂👨‍👩‍👧🇨🇳".to_owned(),
        "\u{0}\u{1}\u{7f}\u{202E}\u{2066}\u{FEFF}".to_owned(),
        "\u{301}\u{301}".to_owned(),
        "עברית مرحبا".to_owned(),
        "[[[[客户名|".to_owned(),
        "\u{E0001}\u{10FFFF}\u{378}".to_owned(),
        long("a", 100_000),
        long("退", 100_000),
        long("券不了没邮费谁", 20_000),
        ('\u{4E00}'..'\u{9FFF}').collect(),
    ] {
        let found = bench.book.suggest(&message, &Scope::default(), 5).unwrap();
        assert!(found.hits.len() <= 5);
    }
    // What stands in front of a paste still counts.
    let pasted = format!("快递到哪了\n{}", long("一二三四五六七八九十", 5_000));
    assert_eq!(titles(&bench.book, &pasted)[0], "查询物流进度");
}

#[test]
fn a_message_leaves_no_trace() {
    let bench = Bench::in_folder(&ROWS);
    let secret = "我叫欧阳慕容暮雪 13812345678 快递到哪了";
    assert_eq!(titles(&bench.book, secret), ["查询物流进度"]);
    assert_eq!(titles(&bench.book, "慕容暮雪慕容暮雪"), [""; 0]);
    assert!(bench.book.failed_searches(10).unwrap().is_empty());
    let mut folders = vec![bench.folder.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let bytes = std::fs::read(entry.path()).unwrap();
            for trace in ["慕容", "13812345678"] {
                let found = bytes.windows(trace.len()).any(|window| window == trace.as_bytes());
                assert!(!found, "{trace} in {:?}", entry.path());
            }
        }
    }
}

proptest! {
    #[test]
    fn spans_lie_on_characters(message in "[退款发货单号a-z0-9 ，é㎏🇨🇳\u{301}]{0,30}", text in any::<String>()) {
        let text = format!("{text}退款{message}");
        let length = text.chars().count() as u32;
        let spans = Question::of(&message).spans(&text);
        let mut behind = 0;
        for Span { start, end } in spans {
            prop_assert!(behind <= start && start < end && end <= length);
            behind = end + 1;
        }
    }

    #[test]
    fn any_message_is_read(message in any::<String>()) {
        let first = Question::of(&message);
        prop_assert_eq!(format!("{first:?}"), format!("{:?}", Question::of(&message)), "the same every time");
    }
}
