//! The index against the scan, and the scan's judge, the verifier: on random phrases and random typings, and on the corpus.

use proptest::prelude::*;
use serde::Deserialize;

use super::{Document, Index, Searcher, Shown};
use crate::search::pinyin::Readings;
use crate::search::{Approximate, Corpus, Entry, FieldSpans, Options, Query};

/// One phrase of a random library.
#[derive(Clone, Debug, Default)]
struct Phrase {
    title: String,
    code: String,
    text: String,
    path: String,
    keywords: String,
    uses: u32,
    favourite: bool,
}

impl Phrase {
    fn entry(&self, order: usize) -> Entry<'_> {
        Entry {
            title: &self.title,
            code: &self.code,
            text: &self.text,
            category_path: &self.path,
            keywords: &self.keywords,
            favourite: self.favourite,
            uses: self.uses,
            last_used_age_days: (self.uses > 0).then_some(self.uses % 70),
            order: order as u32,
        }
    }
}

fn index(phrases: &[Phrase]) -> Index {
    Index::build(phrases.iter().enumerate().map(|(at, phrase)| Document {
        id: at as u128,
        library: 0,
        shown: Shown::default(),
        entry: phrase.entry(at),
    }))
}

/// What an answer shows of a hit.
type Shape = (usize, u32, bool, FieldSpans);

/// Holds the index to the scan: the same hits in the same order with the same scores and spans.
fn check(
    phrases: &[Phrase],
    typed: &str,
    limit: usize,
    approximate: Approximate,
) -> Result<(), TestCaseError> {
    let query = Query::parse(typed);
    let options = Options { limit, approximate };
    let scanned = Corpus::new(phrases.iter().enumerate().map(|(at, phrase)| phrase.entry(at)));
    let scanned = scanned.find(&query, &options);
    let found = index(phrases).find(&query, &options);
    let expected: Vec<Shape> =
        scanned.hits.into_iter().map(|hit| (hit.index, hit.score, hit.approximate, hit.spans)).collect();
    let got: Vec<Shape> =
        found.hits.into_iter().map(|hit| (hit.id as usize, hit.score, hit.approximate, hit.spans)).collect();
    prop_assert_eq!(&got, &expected, "{:?} in {:#?}", typed, phrases);
    if !found.more {
        prop_assert_eq!(found.total, scanned.total, "{:?}", typed);
    }
    Ok(())
}

/// Everyday characters, some with several readings, some the same in another script, and what stands between them.
const PIECES: &str = "发 货 單 单 运 费 顺 丰 退 款 换 重 行 长 还 会 计 量 女 绿 乾 干 一 是 的 你 ， 。 ！ - / 【 】 \
                      a fa f8 48 SF XL Type-C ￥ ４８ é ㎏ 🌹 ❤️ 👨‍👩‍👧 🇨🇳 \n [客户名] 还款 重新 长度 发货 快递 物流";

fn text(pieces: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let all: Vec<&str> = PIECES.split(' ').collect();
    prop::collection::vec(prop::sample::select(all), pieces).prop_map(|pieces| pieces.concat())
}

fn phrases(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Phrase>> {
    let codes = prop::sample::select(vec!["", "fh1", "fh12", "tk", "退款", "th-1", "FH1"]);
    let paths = prop::sample::select(vec!["", "售后", "售后/退款", "售中/发货"]);
    let keywords = prop::sample::select(vec!["", "发货 快递", "退 款", "SF 顺丰"]);
    let phrase = (text(0..5), codes, text(0..14), paths, keywords, 0u32..9, any::<bool>()).prop_map(
        |(title, code, text, path, keywords, uses, favourite)| Phrase {
            title,
            code: code.into(),
            text,
            path: path.into(),
            keywords: keywords.into(),
            uses,
            favourite,
        },
    );
    prop::collection::vec(phrase, count)
}

/// How the characters of a run are typed.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Full,
    Initials,
    Mixed,
    Prefix,
    Literal,
    Fuzzy,
    Typo,
    Homophone,
}

const KINDS: [Kind; 8] = [
    Kind::Full,
    Kind::Initials,
    Kind::Mixed,
    Kind::Prefix,
    Kind::Literal,
    Kind::Fuzzy,
    Kind::Typo,
    Kind::Homophone,
];

/// What one would type for the characters from `start` on of a text. `pick` chooses readings and ways.
fn typed(kind: Kind, text: &str, start: usize, len: usize, pick: &[usize]) -> String {
    let characters: Vec<char> = text
        .chars()
        .filter(|c| c.is_alphanumeric())
        .skip(start % text.chars().count().max(1))
        .take(len)
        .collect();
    let spelling = |at: usize| {
        let syllables = Readings::of(characters[at]).syllables();
        let syllable = syllables.get(pick[at] % syllables.len().max(1));
        syllable.map(|syllable| String::from_utf8_lossy(syllable.spelling()).into_owned())
    };
    let sound = |at: usize| spelling(at).unwrap_or_else(|| characters[at].to_string());
    let way = |at: usize| match kind {
        Kind::Initials => sound(at).chars().take(1).collect(),
        Kind::Literal => characters[at].to_string(),
        Kind::Mixed => match pick[at] / 7 % 3 {
            0 => characters[at].to_string(),
            1 => sound(at),
            _ => sound(at).chars().take(1).collect(),
        },
        Kind::Prefix if at + 1 == characters.len() => sound(at).chars().take(1 + pick[at] / 5 % 4).collect(),
        Kind::Fuzzy => sound(at).replace("sh", "s").replace('l', "n").replace("ng", "n"),
        Kind::Homophone if pick[at].is_multiple_of(2) => {
            let same = "发法货或单丹运孕费废顺瞬丰风退腿款宽换唤重种行型长场还环会惠计记";
            let alike = |c: &char| Readings::of(*c).sound_alike(Readings::of(characters[at]));
            same.chars().find(alike).unwrap_or(characters[at]).to_string()
        }
        Kind::Homophone => characters[at].to_string(),
        _ => sound(at),
    };
    let mut query: String = (0..characters.len()).map(way).collect();
    if let Kind::Typo = kind {
        let at = pick[6] % query.chars().count().max(1);
        let mut letters: Vec<char> = query.chars().collect();
        match pick[5] % 4 {
            0 if at < letters.len() => drop(letters.remove(at)),
            1 => letters.insert(at, 'x'),
            2 if at + 1 < letters.len() => letters.swap(at, at + 1),
            _ => letters.iter_mut().skip(at).take(1).for_each(|letter| *letter = 'y'),
        }
        query = letters.into_iter().collect();
    }
    query
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn what_is_typed_for_a_phrase_gives_the_answer_of_the_scan(
        phrases in phrases(1..12),
        source in any::<prop::sample::Index>(),
        in_title in any::<bool>(),
        kind in prop::sample::select(&KINDS[..]),
        start in 0usize..12,
        len in 1usize..7,
        pick in prop::collection::vec(0usize..60, 8),
        limit in prop::sample::select(vec![0, 1, 3, 20]),
    ) {
        let phrase = source.get(&phrases);
        let text = if in_title { &phrase.title } else { &phrase.text };
        let query = typed(kind, text, start, len, &pick);
        check(&phrases, &query, 0, Approximate::NONE)?;
        check(&phrases, &query, limit, Approximate::ALL)?;
    }

    #[test]
    fn several_terms_give_the_answer_of_the_scan(
        phrases in phrases(1..12),
        sources in prop::collection::vec((any::<prop::sample::Index>(), 0usize..9, 1usize..4), 2..4),
        kind in prop::sample::select(&KINDS[..5]),
        pick in prop::collection::vec(0usize..60, 8),
    ) {
        let words: Vec<String> = sources
            .iter()
            .map(|(source, start, len)| typed(kind, &source.get(&phrases).text, *start, *len, &pick))
            .collect();
        check(&phrases, &words.join(" "), 0, Approximate::NONE)?;
        check(&phrases, &words.join(" "), 0, Approximate::ALL)?;
    }

    #[test]
    fn whatever_is_typed_gives_the_answer_of_the_scan(
        phrases in phrases(0..6),
        query in prop_oneof![any::<String>(), "[a-z]{1,9}", text(1..5), "[fhtkdz]{1,5}"],
    ) {
        check(&phrases, &query, 0, Approximate::ALL)?;
    }

    #[test]
    fn letter_by_letter_gives_the_answers_of_the_scan(
        phrases in phrases(1..12),
        source in any::<prop::sample::Index>(),
        kind in prop::sample::select(&KINDS[..]),
        start in 0usize..12,
        len in 1usize..5,
        pick in prop::collection::vec(0usize..60, 8),
    ) {
        let query = typed(kind, &source.get(&phrases).text, start, len, &pick);
        let index = index(&phrases);
        let mut searcher = Searcher::default();
        for (end, letter) in query.char_indices() {
            let query = Query::parse(&query[..end + letter.len_utf8()]);
            for options in [Options::default(), Options { limit: 0, approximate: Approximate::NONE }] {
                prop_assert_eq!(searcher.find(&index, &query, &options), index.find(&query, &options));
            }
        }
    }

    #[test]
    fn strange_texts_are_indexed_as_they_are(texts in prop::collection::vec(any::<String>(), 1..4), query in any::<String>()) {
        let phrases: Vec<Phrase> = texts
            .iter()
            .map(|text| Phrase { title: text.clone(), text: format!("{text}{text}"), keywords: text.clone(), ..Phrase::default() })
            .collect();
        check(&phrases, &query, 0, Approximate::ALL)?;
        for text in &texts {
            let cut: String = text.chars().take(6).collect();
            check(&phrases, &cut, 0, Approximate::NONE)?;
        }
    }
}

/// Cases that were answered wrongly once: title, text, query.
#[test]
fn regressions() {
    let cases = [
        // The beginning of a code without a letter.
        ("退款", "", "退"),
        // A word without a syllable in it, cut.
        ("au00", "", "u00"),
        ("u00\u{202f}ƂIa", "u00\u{202f}ƂIau00\u{202f}ƂIa", "u00\u{202f}ƂI"),
    ];
    for (title, text, query) in cases {
        let phrase = Phrase {
            title: title.into(),
            text: text.into(),
            keywords: title.into(),
            code: title.into(),
            ..Phrase::default()
        };
        for approximate in [Approximate::NONE, Approximate::ALL] {
            check(std::slice::from_ref(&phrase), query, 0, approximate).unwrap();
        }
    }
}

#[derive(Deserialize)]
struct Row {
    title: String,
    code: String,
    body: String,
    category: String,
    tags: Vec<String>,
    uses: u32,
}

#[derive(Deserialize)]
struct Asked {
    q: String,
}

/// Two thousand phrases, over which the lists are long enough to be narrowed and read in pieces.
#[test]
fn the_corpus_gives_the_answers_of_the_scan() {
    let rows = crate::search::tests::fixture("corpus.jsonl");
    let phrases: Vec<Phrase> = rows
        .lines()
        .map(|line| serde_json::from_str::<Row>(line).unwrap())
        .map(|row| Phrase {
            title: row.title,
            code: row.code,
            text: row.body,
            path: row.category,
            keywords: row.tags.join(" "),
            uses: row.uses,
            favourite: false,
        })
        .collect();
    let corpus = Corpus::new(phrases.iter().enumerate().map(|(at, phrase)| phrase.entry(at)));
    let index = index(&phrases);
    let mut searcher = Searcher::default();
    let asked = crate::search::tests::fixture("oracle.jsonl");
    for line in asked.lines() {
        let Asked { q } = serde_json::from_str(line).unwrap();
        let query = Query::parse(&q);
        for limit in [0, 20] {
            let options = Options { limit, approximate: Approximate::ALL };
            let expected = corpus.find(&query, &options);
            let found = searcher.find(&index, &query, &options);
            let is_cut = found.more && query.terms.len() > 1;
            if is_cut {
                // Of many that match several terms, only the first in the order of preference are ranked.
                assert_eq!(found.hits.len(), limit, "{q}");
                continue;
            }
            let expected: Vec<Shape> =
                expected.hits.into_iter().map(|h| (h.index, h.score, h.approximate, h.spans)).collect();
            let got: Vec<Shape> =
                found.hits.into_iter().map(|h| (h.id as usize, h.score, h.approximate, h.spans)).collect();
            assert_eq!(got, expected, "{q}, the best {limit}");
        }
    }
}
