use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

use proptest::prelude::*;

use super::*;
use crate::ids::{CategoryId, LibraryId};
use crate::model::{NewLibrary, NewPhrase, Part, PhrasePatch, PublishState, Validity, parse_path};
use crate::search::{Approximate, Scope, SearchResult};
use crate::store::{Contents, Op, Spot};
use crate::usage::Use;

struct Bench {
    folder: tempfile::TempDir,
    book: PhraseBook,
    library: LibraryId,
}

fn bench(rows: &[(&str, &str, &str)]) -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let mut book = PhraseBook::create(folder.path()).unwrap();
    let library =
        book.transact(Op::Init, |t| Ok(t.add_library(NewLibrary::personal("我的话术"))?.id)).unwrap().value;
    let mut bench = Bench { folder, book, library };
    bench.add(rows);
    bench
}

impl Bench {
    /// Adds phrases in one operation: category, title, text.
    fn add(&mut self, rows: &[(&str, &str, &str)]) -> Vec<PhraseId> {
        let library = self.library;
        let add = self.book.transact(Op::AddPhrase, |t| {
            rows.iter()
                .map(|(path, title, text)| {
                    let category = t.category_at(library, &parse_path(path))?;
                    Ok(t.add_phrase(NewPhrase { category, ..NewPhrase::text(library, *title, *text) })?.id)
                })
                .collect()
        });
        add.unwrap().value
    }

    fn retitle(&mut self, id: PhraseId, title: &str) {
        let patch = PhrasePatch { title: Some(title.to_owned()), ..PhrasePatch::default() };
        self.book.transact(Op::EditPhrase, |t| t.edit_phrase(id, &patch)).unwrap();
    }

    fn file(&self) -> PathBuf {
        once::path(self.folder.path())
    }

    fn scan(&self, query: &str, scope: &Scope) -> SearchResult {
        self.book.searchable(scope).unwrap().search(query, 0, Approximate::ALL)
    }
}

fn all(session: &SearchSession, query: &str, scope: &Scope) -> SearchResult {
    session.search(query, scope, 0, Approximate::ALL).unwrap().unwrap()
}

fn titles(found: &SearchResult) -> Vec<&str> {
    found.hits.iter().map(|hit| hit.phrase.label.title.as_str()).collect()
}

fn same(found: &SearchResult, expected: &SearchResult) -> Result<(), TestCaseError> {
    prop_assert_eq!(titles(found), titles(expected));
    prop_assert_eq!(&found.hits, &expected.hits);
    prop_assert_eq!((found.total, found.more), (expected.total, expected.more));
    prop_assert_eq!(&found.did_you_mean, &expected.did_you_mean);
    Ok(())
}

const QUERIES: [&str; 8] = ["fh", "fahuo", "", "tk", "shouhou", "tuikaun", "hh", "发货 t"];

fn same_everywhere(session: &SearchSession, bench: &Bench) -> Result<(), TestCaseError> {
    let scopes = [
        Scope::default(),
        Scope { all: true, ..Scope::default() },
        Scope { library: Some(bench.library), category: parse_path("售后"), all: false },
    ];
    for scope in &scopes {
        for query in QUERIES {
            match bench.book.searchable(scope) {
                Ok(scan) => same(&all(session, query, scope), &scan.search(query, 0, Approximate::ALL))?,
                Err(_) => prop_assert!(session.search(query, scope, 0, Approximate::ALL).is_err()),
            }
        }
    }
    Ok(())
}

/// One thing that a person does; `a` and `b` say to what. Most of what is refused is so by chance, and does no harm.
fn act(bench: &mut Bench, what: u8, a: usize, b: usize) {
    const PATHS: [&str; 6] = ["", "售后", "售后/退款", "售前", "物流", "售后/换货"];
    const TITLES: [&str; 7] = ["发货时间", "退款到账", "换货", "发，货", "好货", "tk说明", "回复"];
    let library = bench.library;
    let scope = Scope { all: true, ..Scope::default() };
    let mut ids: Vec<PhraseId> = bench.scan("", &scope).hits.iter().map(|hit| hit.phrase.id).collect();
    ids.sort_unstable();
    let categories: Vec<CategoryId> =
        bench.book.categories(library).unwrap().iter().map(|one| one.id).collect();
    let one = |n: usize| ids.get(n % ids.len().max(1)).copied();
    let category = |n: usize| categories.get(n % categories.len().max(1)).copied();
    let book = &mut bench.book;
    let done = match (what, one(a), category(a)) {
        (0..=3, ..) => return drop(bench.add(&[(PATHS[a % 6], TITLES[b % 7], "内容")])),
        (4, ..) => {
            let rows: Vec<_> =
                (0..a % 40).map(|n| (PATHS[(n / 7 + b) % 6], TITLES[n % 7], "发货内容")).collect();
            return drop(bench.add(&rows));
        }
        (5 | 6, Some(id), _) => return bench.retitle(id, TITLES[b % 7]),
        (7, Some(id), _) => {
            let patch = PhrasePatch {
                active: Some(b.is_multiple_of(2)),
                publish_state: Some(if b.is_multiple_of(3) {
                    PublishState::Draft
                } else {
                    PublishState::Published
                }),
                valid: Some(Validity {
                    until: (b % 5 == 1).then(|| "2020-01-01".parse().unwrap()),
                    from: None,
                }),
                keywords: Some(vec!["催单".to_owned(), "换货".to_owned()]),
                code: Some(Some("fh".to_owned())),
                parts: Some(vec![Part::text("一"), Part::text("发货")]),
                ..PhrasePatch::default()
            };
            book.transact(Op::EditPhrase, |t| t.edit_phrase(id, &patch)).map(drop)
        }
        (8 | 9, Some(id), _) => {
            let spot =
                [Spot::First, Spot::Last, Spot::Before(one(b).unwrap()), Spot::After(one(b).unwrap())][b % 4];
            let to = if b.is_multiple_of(3) {
                category(b)
            } else {
                book.phrase(one(b).unwrap()).unwrap().place.category
            };
            book.transact(Op::MovePhrase, |t| t.move_phrase(id, to, spot)).map(drop)
        }
        (10, Some(id), _) => book.transact(Op::DeletePhrase, |t| t.delete_phrase(id)).map(drop),
        (11, ..) => match book.trash().unwrap().get(a) {
            Some(trashed) => {
                let id = trashed.phrase.id;
                book.transact(Op::RestorePhrase, |t| t.restore_phrase(id)).map(drop)
            }
            None => Ok(()),
        },
        (12, _, Some(id)) => book
            .transact(Op::EditCategory, |t| t.rename_category(id, ["换货", "售后", "发货"][b % 3]))
            .map(drop),
        (13, _, Some(id)) => {
            let spot = if b.is_multiple_of(2) { Spot::First } else { Spot::Last };
            let to = if b.is_multiple_of(3) { category(b) } else { None };
            book.transact(Op::MoveCategory, |t| t.move_category(id, to, spot)).map(drop)
        }
        (14, _, Some(id)) => {
            let contents = if b.is_multiple_of(2) { Contents::MoveUp } else { Contents::Delete };
            book.transact(Op::DeleteCategory, |t| t.delete_category(id, contents)).map(drop)
        }
        (15, ..) => book.undo().map(drop),
        (16, ..) => book
            .transact(Op::AddLibrary, |t| {
                let library = t.add_library(NewLibrary::personal("另一个"))?.id;
                t.add_phrase(NewPhrase::text(library, TITLES[a % 7], "发货"))
            })
            .map(drop),
        (17, ..) => {
            let last = book.libraries().unwrap().pop().unwrap().id;
            if last == library {
                return;
            }
            book.transact(Op::DeleteLibrary, |t| t.delete_library(last)).map(drop)
        }
        (18, Some(id), _) => book.record_use(&Use { phrase: id, channel: None, surface: None }),
        (19, Some(id), _) => book.set_favourite(id, b.is_multiple_of(2)),
        _ => Ok(()),
    };
    drop(done);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever is done, by this process or another, the index answers as the scan of the book as it is.
    #[test]
    fn it_answers_as_the_scan(
        start in 0usize..40,
        actions in prop::collection::vec((0u8..20, 0usize..1000, 0usize..1000), 1..30),
        leaves in 0usize..30,
    ) {
        let mut bench = bench(&[]);
        act(&mut bench, 4, start, 0);
        let live = LiveIndex::open(&bench.book).unwrap();
        let session = live.session().unwrap();
        for (at, (what, a, b)) in actions.iter().enumerate() {
            act(&mut bench, *what, *a, *b);
            if *what == 18 || *what == 19 {
                live.shared.recount(&bench.book, &Recount::Recent).unwrap();
            }
            if at % 3 == 0 {
                live.apply(&bench.book).unwrap();
            }
            if at == leaves {
                live.shared.compact();
            }
        }
        live.wait();
        if live.shared.is_crowded() {
            return Ok(());
        }
        same_everywhere(&session, &bench)?;

        // Killed without a chance to save anything: what was saved last is caught up with.
        std::mem::forget(live);
        drop(session);
        let had_file = bench.file().exists();
        let live = LiveIndex::open(&bench.book).unwrap();
        prop_assert_eq!(lock(&live.shared.state).unsaved.is_some(), had_file);
        same_everywhere(&live.session().unwrap(), &bench)?;
        if had_file {
            same(&bench.book.search("fh", &Scope::default(), 0, Approximate::ALL).unwrap(), &bench.scan("fh", &Scope::default()))?;
        }
    }
}

impl Shared {
    fn is_crowded(&self) -> bool {
        lock(&self.state).is_crowded
    }
}

#[test]
fn a_change_is_seen_by_the_next_query() {
    let mut bench = bench(&[("售后", "发货时间", "内容"), ("售后", "退款", "内容")]);
    let live = LiveIndex::open(&bench.book).unwrap();
    let session = live.session().unwrap();
    let ask = |query: &str| titles(&all(&session, query, &Scope::default())).join(",");
    assert_eq!(ask("fahuo"), "发货时间");
    let id = bench.add(&[("售前", "发货地址", "内容")])[0];
    assert_eq!(ask("fahuo"), "发货时间,发货地址", "without being told");
    bench.retitle(id, "地址");
    live.apply(&bench.book).unwrap();
    assert_eq!(ask("fahuo"), "发货时间");
    for _ in 0..4 {
        bench.book.record_use(&Use { phrase: id, channel: None, surface: None }).unwrap();
        live.used(&bench.book, id).unwrap();
    }
    assert_eq!(ask(""), "地址,发货时间,退款");
    bench.book.set_favourite(bench.book.phrases(bench.library).unwrap()[1].id, true).unwrap();
    live.used(&bench.book, bench.book.phrases(bench.library).unwrap()[1].id).unwrap();
    assert_eq!(ask(""), "退款,地址,发货时间");
}

/// Once, the place of the phrase that was used was told by neighbours whose own places were out of date.
#[test]
fn a_use_says_nothing_of_places() {
    let mut bench =
        bench(&[("", "发货一", "一"), ("", "发货二", "一"), ("", "发货三", "一"), ("", "发货四", "一")]);
    let live = LiveIndex::open(&bench.book).unwrap();
    let ids: Vec<PhraseId> =
        bench.book.phrases(bench.library).unwrap().iter().map(|phrase| phrase.id).collect();
    bench.book.transact(Op::MovePhrase, |t| t.move_phrase(ids[3], None, Spot::First)).unwrap();
    bench.book.record_use(&Use { phrase: ids[0], channel: None, surface: None }).unwrap();
    live.used(&bench.book, ids[0]).unwrap();
    assert!(!live.shared.is_crowded());
    let session = live.session().unwrap();
    assert_eq!(titles(&all(&session, "fahuo", &Scope::default())), ["发货一", "发货四", "发货二", "发货三"]);
}

#[test]
fn files_that_do_not_serve_are_replaced() {
    let rows: Vec<(&str, &str, &str)> = (0..30).map(|_| ("售后", "发货时间", "退款内容")).collect();
    let mut mine = bench(&rows);
    let stranger = bench(&rows[..20]);
    LiveIndex::open(&stranger.book).unwrap().flush();
    drop(LiveIndex::open(&mine.book).unwrap());
    let sound = fs::read(mine.file()).unwrap();
    let cases: [(&str, Vec<u8>); 5] = [
        ("cut short", sound[..sound.len() / 2].to_vec()),
        ("empty", Vec::new()),
        (
            "flipped",
            sound.iter().enumerate().map(|(at, byte)| byte ^ u8::from(at == sound.len() / 3)).collect(),
        ),
        ("of a later format", [&sound[..4], &[9], &sound[5..]].concat()),
        ("of another book", fs::read(stranger.file()).unwrap()),
    ];
    for (name, bytes) in cases {
        fs::write(mine.file(), &bytes).unwrap();
        let found = mine.book.search("fahuo", &Scope::default(), 0, Approximate::ALL).unwrap();
        assert_eq!(found.total, 30, "{name}, once");
        let live = LiveIndex::open(&mine.book).unwrap();
        assert_eq!(all(&live.session().unwrap(), "fahuo", &Scope::default()).total, 30, "{name}, live");
        drop(live);
        assert!(once::load(&mine.book).unwrap().is_some(), "{name}: written anew");
        fs::write(mine.file(), &bytes).unwrap();
        assert_eq!(mine.book.check_index().unwrap().state, IndexState::Removed, "{name}");
        assert_eq!(mine.book.check_index().unwrap().state, IndexState::Absent, "{name}");
    }
    drop(LiveIndex::open(&mine.book).unwrap());
    assert_eq!(mine.book.check_index().unwrap(), IndexFindings { state: IndexState::Fresh, phrases: 30 });
    mine.add(&[("", "新", "内容")]);
    assert_eq!(mine.book.check_index().unwrap(), IndexFindings { state: IndexState::Behind, phrases: 31 });
}

#[test]
fn a_book_put_back_from_a_copy_is_not_taken_for_its_later_self() {
    let mut bench = bench(&[("", "发货", "一")]);
    let folder = bench.folder.path().to_owned();
    bench.book.store.sql.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let copy = fs::read(folder.join("book.db")).unwrap();
    bench.add(&[("", "退款", "二")]);
    drop(LiveIndex::open(&bench.book).unwrap());
    let Bench { folder: kept, book, library } = bench;
    drop(book);
    fs::write(folder.join("book.db"), copy).unwrap();
    for name in ["book.db-wal", "book.db-shm"] {
        let _ = fs::remove_file(folder.join(name));
    }
    let book = PhraseBook::open(&folder, Access::Write).unwrap();
    let mut bench = Bench { folder: kept, book, library };
    std::thread::sleep(std::time::Duration::from_millis(2));
    // As many operations as the index has seen, and one more.
    bench.add(&[("", "换货", "三")]);
    bench.add(&[("", "好评", "四")]);
    let found = bench.book.search("", &Scope::default(), 0, Approximate::ALL).unwrap();
    assert_eq!(titles(&found), ["发货", "换货", "好评"]);
}

#[test]
fn the_purge_gives_no_number_of_an_operation_out_again() {
    let mut bench = bench(&[("", "发货", "一"), ("", "退款", "二")]);
    let ids = bench.book.phrases(bench.library).unwrap();
    bench.book.transact(Op::DeletePhrase, |t| t.delete_phrase(ids[0].id)).unwrap();
    drop(LiveIndex::open(&bench.book).unwrap());
    let last = bench.book.state().unwrap();
    let later = ids[1].meta.created_at.unwrap().to_zoned(jiff::tz::TimeZone::UTC)
        + jiff::SignedDuration::from_hours(200 * 24);
    bench.book.clock = Arc::new(crate::clock::FixedClock { at: later });
    assert_eq!(bench.book.purge_trash().unwrap(), 1);
    assert_eq!(bench.book.state().unwrap(), last);
    assert_eq!(bench.book.check_index().unwrap(), IndexFindings { state: IndexState::Fresh, phrases: 1 });
    bench.add(&[("", "换货", "三")]);
    assert!(bench.book.state().unwrap().revision > last.revision);
    assert_eq!(
        titles(&bench.book.search("", &Scope::default(), 0, Approximate::ALL).unwrap()),
        ["退款", "换货"]
    );
}

#[test]
fn where_no_file_can_be_written_searching_goes_on() {
    let bench = bench(&[("", "发货", "一")]);
    fs::write(bench.folder.path().join("index"), b"a file where the folder should be").unwrap();
    let live = LiveIndex::open(&bench.book).unwrap();
    assert_eq!(all(&live.session().unwrap(), "fh", &Scope::default()).total, 1);
    live.flush();
    assert_eq!(all(&live.session().unwrap(), "fh", &Scope::default()).total, 1);
    assert_eq!(bench.book.check_store().unwrap(), crate::store::Findings::default());
}

#[test]
fn a_large_book_is_scanned_until_its_index_is_built() {
    let rows: Vec<(&str, &str, &str)> =
        (0..AT_ONCE + 1).map(|n| ("售后", if n == 7 { "发货" } else { "退" }, "一")).collect();
    let mut bench = bench(&rows);
    let live = LiveIndex::open(&bench.book).unwrap();
    let session = live.session().unwrap();
    assert_eq!(all(&session, "fahuo", &Scope::default()).total, 1);
    bench.add(&[("", "发货", "二")]);
    assert_eq!(all(&session, "fahuo", &Scope::default()).total, 2);
    live.wait();
    assert!(live.is_ready());
    assert_eq!(all(&session, "fahuo", &Scope::default()).total, 2);
    // The builder has left a file; a search that runs once reads it.
    drop((live, session));
    assert!(once::load(&bench.book).unwrap().is_some());
}

#[test]
fn many_phrases_at_the_end_of_one_category_keep_their_order() {
    let mut bench = bench(&[("甲", "发货 0", "一"), ("乙", "发货 z", "一")]);
    let live = LiveIndex::open(&bench.book).unwrap();
    let session = live.session().unwrap();
    for n in 1..=700 {
        bench.add(&[("甲", &format!("发货 {n}"), "一")]);
        if n % 50 == 0 {
            live.apply(&bench.book).unwrap();
        }
    }
    live.wait();
    let found = all(&session, "fahuo", &Scope::default());
    assert_eq!(titles(&found), titles(&bench.scan("fahuo", &Scope::default())));
}

#[test]
fn a_query_that_is_overtaken_is_given_up() {
    let bench = bench(&[("", "发货", "一")]);
    let live = LiveIndex::open(&bench.book).unwrap();
    let session = live.session().unwrap();
    let held = lock(&live.shared.state);
    let found = thread::scope(|scope| {
        let waiting = scope.spawn(|| session.search("fh", &Scope::default(), 0, Approximate::ALL).unwrap());
        while session.newest() == 0 {
            thread::yield_now();
        }
        session.cancel();
        drop(held);
        waiting.join().unwrap()
    });
    assert_eq!(found, None);
    assert_eq!(all(&session, "fh", &Scope::default()).total, 1);
}

/// Phrases are only ever changed in pairs, so an answer that shows an odd number is that of no state.
#[test]
fn every_answer_is_that_of_one_state_while_others_write_and_merge() {
    let rows: Vec<(&str, &str, &str)> = (0..400).map(|_| ("售后", "退款", "内容")).collect();
    let mut bench = bench(&rows);
    let live = LiveIndex::open(&bench.book).unwrap();
    let ids: Vec<PhraseId> =
        bench.book.phrases(bench.library).unwrap().iter().map(|phrase| phrase.id).collect();
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..2 {
            let (session, is_over) = (live.session().unwrap(), &is_over);
            scope.spawn(move || {
                let mut last = 0;
                while !is_over.load(Ordering::Relaxed) {
                    let total = all(&session, "fahuo", &Scope::default()).total;
                    assert!(total.is_multiple_of(2) && total >= last, "{total} after {last}");
                    last = total;
                }
            });
        }
        for pair in ids.chunks(2) {
            let patch = PhrasePatch { title: Some("发货".to_owned()), ..PhrasePatch::default() };
            let edit = bench.book.transact(Op::EditPhrase, |t| {
                pair.iter().try_for_each(|id| t.edit_phrase(*id, &patch).map(drop))
            });
            edit.unwrap();
            live.apply(&bench.book).unwrap();
        }
        is_over.store(true, Ordering::Relaxed);
    });
    live.wait();
    assert_eq!(all(&live.session().unwrap(), "fahuo", &Scope::default()).total, 400);
}

#[test]
fn ten_thousand_changes_in_one_operation_are_taken_in() {
    let mut bench = bench(&[("售后", "发货", "内容")]);
    let live = LiveIndex::open(&bench.book).unwrap();
    let rows: Vec<(&str, &str, &str)> =
        (0..10_000).map(|n| (["售后", "售前"][n % 2], "退款到账", "内容")).collect();
    bench.add(&rows);
    live.apply(&bench.book).unwrap();
    let session = live.session().unwrap();
    let found = session.search("tuikuan", &Scope::default(), 20, Approximate::ALL).unwrap().unwrap();
    assert_eq!((found.hits.len(), found.more), (20, true));
    live.wait();
    assert_eq!(lock(&live.shared.state).index.as_ref().map(Index::len), Some(10_001));
}

#[test]
fn only_guesses_ask_whether_something_else_was_meant() {
    let bench = bench(&[("", "发货时间", "内容"), ("", "说明", "已经发货")]);
    let live = LiveIndex::open(&bench.book).unwrap();
    let session = live.session().unwrap();
    for (query, expected) in [
        ("fahou", Some("发货")),
        ("fahuo", None),
        ("发或", Some("发货")),
        ("zzz", None),
        ("yijign", Some("已经")),
    ] {
        assert_eq!(all(&session, query, &Scope::default()).did_you_mean.as_deref(), expected, "{query}");
        assert_eq!(bench.scan(query, &Scope::default()).did_you_mean.as_deref(), expected, "{query}");
    }
}
