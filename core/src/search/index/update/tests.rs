use proptest::prelude::*;

use super::*;
use crate::search::scan::{Entry, Options};
use crate::search::{Approximate, Query, Searcher, Shown};

#[derive(Clone, Debug)]
struct Text {
    id: u128,
    title: String,
    code: String,
    text: String,
    path: &'static str,
    keywords: &'static str,
    favourite: bool,
    uses: u32,
    order: u32,
}

fn document(text: &Text) -> Document<'_> {
    let entry = Entry {
        title: &text.title,
        code: &text.code,
        text: &text.text,
        category_path: text.path,
        keywords: text.keywords,
        favourite: text.favourite,
        uses: text.uses,
        last_used_age_days: (text.uses > 0).then_some(0),
        order: text.order,
    };
    Document { id: text.id, library: text.id % 3, shown: Shown::default(), entry }
}

#[derive(Clone, Debug)]
enum Step {
    Put(Vec<Text>),
    Remove(Vec<u128>),
    RemoveLibrary(u128),
    Merge,
    Compact,
    /// Merges or compacts in the background while the steps inside are taken.
    Behind(bool, Vec<Step>),
}

fn chinese(len: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let characters: Vec<char> = "发货退款顺丰运费物流重新长还会。，a8👍🏽㎏".chars().collect();
    prop::collection::vec(prop::sample::select(characters), len).prop_map(|text| text.into_iter().collect())
}

fn texts() -> impl Strategy<Value = Text> {
    let label = (
        prop::sample::select(vec!["", "售后", "售后/退款", "物流"]),
        prop::sample::select(vec!["", "快递 催单", "fh"]),
        prop::sample::select(vec!["", "fh1", "tk"]),
    );
    (0u128..40, chinese(0..6), chinese(0..12), label, any::<bool>(), 0u32..4, 0u32..9).prop_map(
        |(id, title, text, (path, keywords, code), favourite, uses, order)| Text {
            id,
            title,
            code: code.to_owned(),
            text,
            path,
            keywords,
            favourite,
            uses,
            order,
        },
    )
}

fn simple_steps() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => prop::collection::vec(texts(), 1..5).prop_map(Step::Put),
        1 => prop::collection::vec(texts(), 60..90).prop_map(Step::Put),
        3 => prop::collection::vec(0u128..40, 1..4).prop_map(Step::Remove),
        1 => (0u128..3).prop_map(Step::RemoveLibrary),
    ]
}

fn steps() -> impl Strategy<Value = Step> {
    let behind = (any::<bool>(), prop::collection::vec(simple_steps(), 0..4));
    prop_oneof![
        6 => simple_steps(),
        1 => Just(Step::Merge),
        1 => Just(Step::Compact),
        2 => behind.prop_map(|(compacts, steps)| Step::Behind(compacts, steps)),
    ]
}

fn queries() -> impl Strategy<Value = String> {
    prop_oneof![
        chinese(1..3),
        prop::sample::select(vec![
            "fh", "tk", "sf", "fahuo", "tuik", "wul", "zhang", "f", "", "fh1", "fa kuan", "sunfeng",
            "tuikaun", "发或", "kd fh"
        ])
        .prop_map(str::to_owned),
    ]
}

fn take(step: &Step, index: &mut Index, texts: &mut Vec<Text>) {
    match step {
        Step::Put(changed) => {
            texts.retain(|text| changed.iter().all(|new| new.id != text.id));
            for (at, new) in changed.iter().enumerate() {
                if changed[at + 1..].iter().all(|later| later.id != new.id) {
                    texts.push(new.clone());
                }
            }
            *index = index.updated(&changed.iter().map(document).collect::<Vec<_>>(), &[]);
        }
        Step::Remove(ids) => {
            texts.retain(|text| !ids.contains(&text.id));
            *index = index.updated(&[], ids);
        }
        Step::RemoveLibrary(library) => {
            texts.retain(|text| text.id % 3 != *library);
            *index = index.without_library(*library);
        }
        Step::Merge => *index = index.merged(),
        Step::Compact => *index = index.compacted(),
        Step::Behind(compacts, steps) => {
            let before = index.clone();
            steps.iter().for_each(|step| take(step, index, texts));
            let after = if *compacts { before.compacted() } else { before.merged() };
            *index = index.rebased(&before, &after);
        }
    }
}

fn check(index: &Index, texts: &[Text], queries: &[String]) -> Result<(), TestCaseError> {
    let fresh = Index::build(texts.iter().map(document));
    prop_assert_eq!((index.len(), fresh.len()), (texts.len(), texts.len()));
    let mut searcher = Searcher::default();
    for query in queries {
        let query = Query::parse(query);
        let all = Options { limit: 0, approximate: Approximate::ALL };
        prop_assert_eq!(searcher.find(index, &query, &all), fresh.find(&query, &all), "{:?}", query);
        // Of several terms, a search that stops early looks at a sample, which is larger where segments are more.
        if query.terms.len() < 2 {
            let few = Options { limit: 3, ..all };
            prop_assert_eq!(
                searcher.find(index, &query, &few).hits,
                fresh.find(&query, &few).hits,
                "{:?}",
                query
            );
        }
    }
    let mut favourites: Vec<u128> = texts.iter().filter(|text| text.favourite).map(|text| text.id).collect();
    let mut known = index.favourites();
    favourites.sort_unstable();
    known.sort_unstable();
    prop_assert_eq!(known, favourites);
    for text in texts {
        prop_assert_eq!(index.known(text.id).map(|known| known.order), Some(text.order));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn it_answers_as_an_index_made_anew(
        start in prop::collection::vec(texts(), 0..60),
        steps in prop::collection::vec(steps(), 1..12),
        queries in prop::collection::vec(queries(), 3),
    ) {
        let mut index = Index::default();
        let mut texts = Vec::new();
        take(&Step::Put(start), &mut index, &mut texts);
        index = index.compacted();
        for step in &steps {
            take(step, &mut index, &mut texts);
            prop_assert!(index.views.len() <= MAX_VIEWS);
        }
        check(&index, &texts, &queries)?;
    }
}

fn numbered(id: u128, title: &str) -> Text {
    Text {
        id,
        title: title.to_owned(),
        code: String::new(),
        text: "内容".to_owned(),
        path: "售后",
        keywords: "",
        favourite: false,
        uses: 0,
        order: id as u32,
    }
}

#[test]
fn an_old_snapshot_stays_as_it_was() {
    let old = Index::build([document(&numbered(1, "发货")), document(&numbered(2, "退款"))]);
    let new = old.updated(&[document(&numbered(1, "到货"))], &[2, 99]);
    let titles = |index: &Index, query: &str| -> Vec<u128> {
        index.find(&Query::parse(query), &Options::default()).hits.iter().map(|hit| hit.id).collect()
    };
    assert_eq!((titles(&old, "fahuo"), titles(&old, "tuikuan")), (vec![1], vec![2]));
    assert_eq!((titles(&new, "daohuo"), titles(&new, "tuikuan")), (vec![1], vec![]));
    assert_eq!((old.len(), new.len()), (2, 1));
}

#[test]
fn however_much_the_base_finds_a_new_phrase_is_found() {
    let base: Vec<Text> = (1..400).map(|id| numbered(id, "发货 内容")).collect();
    let index = Index::build(base.iter().map(document)).updated(&[document(&numbered(0, "发货 内容"))], &[]);
    for query in ["fahuo neirong", "fahuo", "fahou neirogn", "fahou"] {
        let hits = index.find(&Query::parse(query), &Options { limit: 2, ..Options::default() }).hits;
        assert_eq!(hits.iter().map(|hit| hit.id).collect::<Vec<_>>(), [0, 1], "{query}");
    }
}

#[test]
fn a_burst_of_single_changes_leaves_few_segments() {
    let base: Vec<Text> = (0..2_000).map(|id| numbered(id, "发货")).collect();
    let mut index = Index::build(base.iter().map(document));
    for n in 0..1_000 {
        index = index.updated(&[document(&numbered(n % 700 * 3, "退款"))], &[]);
    }
    assert!(index.views.len() <= MAX_VIEWS && index.needs_merge() && index.needs_compaction());
    assert_eq!(index.merged().views.len(), 2);
    let compact = index.compacted();
    assert_eq!((compact.views.len(), compact.len(), compact.needs_compaction()), (1, index.len(), false));
    let count = |query: &str| {
        index.find(&Query::parse(query), &Options { limit: 0, approximate: Approximate::NONE }).total
    };
    assert_eq!((count("tuikuan"), count("fahuo"), index.len()), (700, 2_000 - 667, 2_033));
}
