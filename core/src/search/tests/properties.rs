//! Properties of random texts: what is derived from a text by the rules finds it, and nothing does harm.

use proptest::prelude::*;

use crate::search::pinyin::Readings;
use crate::search::{Approximate, Corpus, Entry, Options, Query, Span, matches};

/// Simplified characters with their traditional forms, for queries typed in the other script.
const PAIRS: [(char, char); 8] = [
    ('发', '發'),
    ('货', '貨'),
    ('单', '單'),
    ('运', '運'),
    ('费', '費'),
    ('顺', '順'),
    ('丰', '豐'),
    ('质', '質'),
];
/// Everyday characters, some with several readings.
const EVERYDAY: &str = "发货单运费顺丰质退款换物流快递优惠券尺码重新长度银行还会计量好的您在有包邮女绿";

#[derive(Clone, Copy, Debug)]
enum Kind {
    Full,
    Initials,
    Mixed,
    Prefix,
    Substring,
    Traditional,
    Width,
}

/// What one would type for the characters, by one kind of query. `pick` chooses readings, and ways in a mix.
fn typed(kind: Kind, characters: &[char], pick: &[usize]) -> String {
    let spelling = |n: usize| {
        let syllables = Readings::of(characters[n]).syllables();
        std::str::from_utf8(syllables[pick[n] % syllables.len()].spelling()).unwrap()
    };
    let initial = |n: usize| &spelling(n)[..1];
    let last = characters.len() - 1;
    let traditional = |c: char| PAIRS.iter().find(|(simple, _)| *simple == c).map_or(c, |pair| pair.1);
    let one = |n: usize| match kind {
        Kind::Full => spelling(n).to_owned(),
        Kind::Initials => initial(n).to_owned(),
        Kind::Prefix if n == last => {
            let spelling = spelling(n);
            spelling[..1 + pick[n] / 4 % spelling.len()].to_owned()
        }
        Kind::Prefix => spelling(n).to_owned(),
        Kind::Mixed => match pick[n] / 4 % 3 {
            0 => characters[n].to_string(),
            1 => spelling(n).to_owned(),
            _ => initial(n).to_owned(),
        },
        Kind::Substring => characters[n].to_string(),
        Kind::Traditional => traditional(characters[n]).to_string(),
        // Full-width letters, as some input methods type them.
        Kind::Width => spelling(n).bytes().map(|b| char::from_u32(u32::from(b) + 0xFEE0).unwrap()).collect(),
    };
    (0..characters.len()).map(one).collect()
}

fn kinds() -> impl Strategy<Value = Kind> {
    prop::sample::select(vec![
        Kind::Full,
        Kind::Initials,
        Kind::Mixed,
        Kind::Prefix,
        Kind::Substring,
        Kind::Traditional,
        Kind::Width,
    ])
}

fn chinese(len: std::ops::Range<usize>) -> impl Strategy<Value = Vec<char>> {
    prop::collection::vec(prop::sample::select(EVERYDAY.chars().collect::<Vec<_>>()), len)
}

/// Texts of all sorts, from nothing to odd sequences of joiners, marks and emoji.
fn garbage() -> impl Strategy<Value = String> {
    let pieces =
        "发 货 ， \u{200D} \u{301} \u{FE0F} 👨 👩 🇨 🇳 ㎏ ﬁ a Z 8 ８ é \u{E000} ע ๊ 한 \r \n ¨ u: v - 𠀀";
    let pieces: Vec<String> = pieces.split(' ').map(str::to_owned).collect();
    prop_oneof![
        any::<String>(),
        prop::collection::vec(prop::sample::select(pieces), 0..24).prop_map(|parts| parts.concat()),
    ]
}

fn assert_well_formed(spans: &[Span], text: &str) -> Result<(), TestCaseError> {
    let len = text.chars().count() as u32;
    prop_assert!(spans.iter().all(|span| span.start < span.end && span.end <= len), "{:?}", spans);
    prop_assert!(spans.windows(2).all(|pair| pair[0].end < pair[1].start), "{:?}", spans);
    Ok(())
}

proptest! {
    #[test]
    fn every_kind_of_query_finds_its_source(
        before in chinese(0..6),
        source in chinese(1..7),
        behind in chinese(0..6),
        pick in prop::collection::vec(0usize..48, 7),
        kind in kinds(),
    ) {
        let query = typed(kind, &source, &pick);
        let alone: String = source.iter().collect();
        let found = matches(&alone, &query, Approximate::NONE);
        prop_assert!(found.matched, "{} / {}", alone, query);
        assert_well_formed(&found.spans, &alone)?;
        prop_assert_eq!(found.spans.first().map(|span| span.start), Some(0), "{} / {}", alone, query);

        // Among other text, the match may lie elsewhere, but what is highlighted matches by itself.
        let text: String = before.iter().chain(&source).chain(&behind).collect();
        let found = matches(&text, &query, Approximate::NONE);
        prop_assert!(found.matched, "{} / {}", text, query);
        assert_well_formed(&found.spans, &text)?;
        let span = found.spans[0];
        let highlighted: String =
            text.chars().skip(span.start as usize).take((span.end - span.start) as usize).collect();
        prop_assert!(matches(&highlighted, &query, Approximate::NONE).matched, "{} / {}", highlighted, query);
    }

    #[test]
    fn punctuation_between_matched_characters_is_skipped_and_not_highlighted(
        source in chinese(2..6),
        pick in prop::collection::vec(0usize..48, 7),
        marks in prop::collection::vec(prop::sample::select(vec!["，", " ", "。\n", "-", "【】", "\u{3000}"]), 6),
    ) {
        let text: String = source.iter().zip(&marks).map(|(c, mark)| format!("{c}{mark}")).collect();
        let query = typed(Kind::Full, &source, &pick);
        let found = matches(&text, &query, Approximate::NONE);
        prop_assert!(found.matched, "{} / {}", text, query);
        assert_well_formed(&found.spans, &text)?;
        let characters: Vec<char> = text.chars().collect();
        let spans = found.spans.iter().flat_map(|span| &characters[span.start as usize..span.end as usize]);
        prop_assert!(spans.clone().all(|c| source.contains(c)), "{:?}", found.spans);
    }

    #[test]
    fn nothing_does_harm(text in garbage(), query in garbage()) {
        let found = matches(&text, &query, Approximate::ALL);
        assert_well_formed(&found.spans, &text)?;
        prop_assert!(found.matched || found.spans.is_empty());
        let entry = Entry { title: &text, text: &query, keywords: &text, ..Entry::default() };
        let found = Corpus::new([entry]).find(&Query::parse(&query), &Options::default());
        for hit in &found.hits {
            assert_well_formed(&hit.spans.title, &text)?;
            assert_well_formed(&hit.spans.text, &query)?;
            prop_assert!(hit.score <= 1000);
        }
    }

    #[test]
    fn scores_never_rise_and_exact_hits_come_first(
        texts in prop::collection::vec((chinese(0..5), "[，。 -]{0,2}", chinese(0..5)), 1..8),
        query in prop_oneof!["[a-z]{1,5}", "[fhtkwlsz]{1,3}", "(fa|huo|tui|kuan|sun|fen|zong)[a-z]{0,3}"],
    ) {
        let texts: Vec<String> = texts
            .into_iter()
            .map(|(a, mark, b)| a.into_iter().chain(mark.chars()).chain(b).collect())
            .collect();
        let entries = texts.iter().map(|text| Entry { title: text, text, ..Entry::default() });
        let hits = Corpus::new(entries).find(&Query::parse(&query), &Options::default()).hits;
        for pair in hits.windows(2) {
            prop_assert!(pair[0].score >= pair[1].score && pair[0].approximate <= pair[1].approximate, "{:?}", hits);
        }
    }

    #[test]
    fn a_text_matches_itself_up_to_the_limit(text in garbage()) {
        let text: String = text.chars().take(20).collect();
        prop_assert!(matches(&text, &text, Approximate::NONE).matched, "{:?}", text);
    }

    #[test]
    fn approximate_ways_only_add(text in garbage(), query in "[a-z发货]{1,8}") {
        let exact = matches(&text, &query, Approximate::NONE);
        let any = matches(&text, &query, Approximate::ALL);
        if exact.matched {
            prop_assert_eq!(exact, any);
        } else {
            prop_assert!(!any.matched || any.approximate);
        }
    }
}
