//! Every engine finds what it can find, on a handful of phrases.

use super::*;
use crate::chinese;

fn phrases() -> Vec<Phrase> {
    let phrase = |title: &str, code: &str, text: &str| Phrase {
        title: title.to_owned(),
        code: code.to_owned(),
        text: text.to_owned(),
        category: "售后/退款".to_owned(),
        keywords: "常用 顺丰".to_owned(),
        ..Phrase::default()
    };
    vec![
        phrase("欢迎语", "hy01", "您好，发货时间是48小时"),
        phrase("🌹发货3天内", "fh01", "今天发顺丰"),
        phrase("退款到账", "tk01", "退款會在3天内到账，支付宝"),
    ]
}

/// The numbers of what matches exactly, best first: what is shown agrees with what is found in all.
fn found(name: Name, fields: Fields, query: &str) -> Vec<usize> {
    let phrases = phrases();
    let scratch = tempfile::tempdir().unwrap();
    let source =
        Source { phrases: &phrases, corpus: Path::new(""), fields, scratch: scratch.path(), node: None };
    let mut engine = name.build(&source).unwrap();
    let all = engine.all(query, false).unwrap();
    let hits = engine.search(query, 20).unwrap();
    let (exact, others): (Vec<usize>, Vec<usize>) =
        hits.iter().map(|hit| hit.index).partition(|index| all.contains(index));
    assert_eq!(exact.len(), all.len(), "{name:?} {query}");
    assert!(others.is_empty() || name.is_ours(), "{name:?} {query}: only ours shows approximate hits");
    assert!(engine.search(query, 1).unwrap().len() <= 1);
    exact
}

#[test]
fn engines_that_know_pinyin_find_it_in_every_form() {
    for name in [Name::Index, Name::Scan, Name::Brute, Name::Tantivy, Name::Ib] {
        for (query, expected) in [
            ("发货", &[1, 0][..]),
            ("fahuo", &[1, 0]),
            ("fh", &[1, 0]),
            ("fahu", &[1, 0]),
            ("发h", &[1, 0]),
            ("tuikuan zhifb", &[2]),
            ("zfb", &[2]),
            ("uikuan", &[]),
        ] {
            assert_eq!(found(name, Fields::All, query), expected, "{name:?} {query}");
        }
        assert_eq!(found(name, Fields::Titles, "fahuo"), [1], "{name:?}");
    }
    for name in [Name::Brute, Name::Tantivy] {
        assert_eq!(found(name, Fields::All, "会在３天"), [2], "{name:?} folds");
    }
}

#[test]
fn engines_without_pinyin_find_what_stands_there() {
    assert_eq!(found(Name::Trigram, Fields::All, "48小时"), [0]);
    assert_eq!(found(Name::Trigram, Fields::All, "发货 48小"), [0]);
    assert_eq!(found(Name::Trigram, Fields::All, "100%\" OR _"), [0_usize; 0]);
    assert_eq!(found(Name::Trigram, Fields::All, "fahuo"), [0_usize; 0]);
    assert_eq!(found(Name::Nucleo, Fields::Titles, "fahuo"), [1]);
    assert_eq!(found(Name::Nucleo, Fields::Titles, "tkdz"), [2]);
}

#[test]
fn spans_count_scalar_values_of_the_original() {
    let phrases = phrases();
    for (name, query) in [
        (Name::Index, "fahuo3"),
        (Name::Scan, "fahuo3"),
        (Name::Brute, "fahuo3"),
        (Name::Ib, "fahuo3"),
        (Name::Nucleo, "fahuo3"),
        (Name::Trigram, "发货3"),
    ] {
        let scratch = tempfile::tempdir().unwrap();
        let source = Source {
            phrases: &phrases,
            corpus: Path::new(""),
            fields: Fields::Titles,
            scratch: scratch.path(),
            node: None,
        };
        let hits = name.build(&source).unwrap().search(query, 20).unwrap();
        let spans: Vec<(u32, u32)> = hits[0].spans.title.iter().map(|span| (span.start, span.end)).collect();
        assert_eq!((hits[0].index, spans), (1, vec![(1, 4)]), "{name:?}");
    }
}

#[test]
fn titles_carry_versions() {
    for name in Name::value_variants() {
        let title = name.title();
        assert!(
            name.is_ours() || *name == Name::Brute || title.contains(|c: char| c.is_ascii_digit()),
            "{title}"
        );
    }
    assert!(!chinese::syllables().is_empty());
}
