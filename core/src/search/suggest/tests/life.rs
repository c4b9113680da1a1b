//! The life of an index: made, opened, changed, damaged, taken from elsewhere.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Bench, titles};
use crate::book::PhraseBook;
use crate::error::{Error, ErrorCode};
use crate::ids::PhraseId;
use crate::model::PhrasePatch;
use crate::search::suggest::stamp;
use crate::search::{Question, SuggestChange, SuggestDoc, SuggestIndex};
use crate::store::{Contents, Op, Revision};

const ROWS: [(&str, &str, &str); 4] = [
    ("售后/物流", "查询物流进度", "我帮您查一下快递到哪了"),
    ("售后/退款", "退款多久到账", "退款按原路退回"),
    ("售后/发票", "发票怎么申请", "订单页点申请开票"),
    ("售前", "尺码推荐", "请告诉我身高体重"),
];

fn index_folder(book: &Path) -> PathBuf {
    book.join("index/suggest")
}

fn doc(number: u128, title: &str) -> SuggestDoc {
    let id = PhraseId::from_uuid(uuid::Uuid::from_u128(number));
    let (keywords, category, text, foreign) = (Vec::new(), Vec::new(), String::new(), String::new());
    SuggestDoc { id, title: title.to_owned(), keywords, category, text, foreign }
}

fn found(index: &SuggestIndex, message: &str) -> Vec<u128> {
    let found = index.search(&Question::of(message), 0, |_| true).unwrap();
    found.into_iter().map(|one| one.id.uuid().as_u128()).collect()
}

fn revision(operation: i64) -> Revision {
    Revision { operation, at: 1_795_000_000_000 }
}

/// Every file with its content.
fn listing(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
        .collect()
}

#[test]
fn an_index_takes_changes_in_memory_and_in_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let docs = || [Ok(doc(1, "发货时间")), Ok(doc(2, "退款到账")), Ok(doc(3, "发票抬头"))];
    let memory = SuggestIndex::build(docs(), revision(1)).unwrap();
    let stored = SuggestIndex::build_in(folder.path(), docs(), revision(1)).unwrap();
    for mut index in [memory, stored] {
        assert_eq!((index.len(), index.revision()), (3, revision(1)));
        assert_eq!(found(&index, "退款到账"), [2]);
        let changes = [
            SuggestChange::Put(doc(2, "换货流程")),
            SuggestChange::Delete(doc(3, "").id),
            SuggestChange::Put(doc(4, "退款到账")),
            SuggestChange::Delete(doc(9, "").id),
        ];
        index.apply(changes, revision(2)).unwrap();
        assert_eq!((index.len(), index.revision()), (3, revision(2)));
        assert_eq!(found(&index, "退款到账"), [4]);
        assert_eq!(found(&index, "换货流程"), [2]);
        assert!(found(&index, "发票抬头").is_empty());
    }
    let reopened = SuggestIndex::open(folder.path()).unwrap();
    assert_eq!((reopened.revision(), found(&reopened, "换货流程")), (revision(2), vec![2]));
}

#[test]
fn many_small_changes_leave_few_parts() {
    let folder = tempfile::tempdir().unwrap();
    let mut index = SuggestIndex::build_in(folder.path(), [], revision(0)).unwrap();
    for number in 1..=30 {
        let title = format!("第{number}条话术");
        index.apply([SuggestChange::Put(doc(number, &title))], revision(number as i64)).unwrap();
        assert_eq!(index.len(), number as usize);
    }
    assert!(listing(folder.path()).len() < 70, "{}", listing(folder.path()).len());
    assert_eq!(SuggestIndex::open(folder.path()).unwrap().len(), 30);
}

#[test]
fn reading_leaves_a_folder_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let built =
        SuggestIndex::build_in(folder.path(), [Ok(doc(1, "发货时间")), Ok(doc(2, "退款"))], revision(7));
    drop(built.unwrap());
    let before = listing(folder.path());
    let writable = fs::metadata(folder.path()).unwrap().permissions();
    let mut read_only = writable.clone();
    read_only.set_readonly(true);
    fs::set_permissions(folder.path(), read_only).unwrap();

    let mut index = SuggestIndex::open_read_only(folder.path()).unwrap();
    assert_eq!((index.revision(), found(&index, "什么时候发货")), (revision(7), vec![1]));
    let refused = index.apply([SuggestChange::Put(doc(3, "发票"))], revision(8)).unwrap_err();
    assert_eq!((refused.code(), found(&index, "发货时间")), (ErrorCode::ReadOnly, vec![1]));
    drop(index);

    fs::set_permissions(folder.path(), writable).unwrap();
    assert_eq!(listing(folder.path()), before);
}

#[test]
fn a_folder_without_an_index_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let code = |path: &Path| SuggestIndex::open_read_only(path).unwrap_err().code();
    assert_eq!(code(&folder.path().join("nowhere")), ErrorCode::Corrupt);
    assert_eq!(code(folder.path()), ErrorCode::Corrupt);
    fs::write(folder.path().join("stamp.json"), "{}").unwrap();
    assert_eq!(code(folder.path()), ErrorCode::Corrupt);
    drop(SuggestIndex::build_in(folder.path(), [Ok(doc(1, "发货"))], revision(1)).unwrap());
    let stamp = fs::read_to_string(folder.path().join("stamp.json")).unwrap();
    for (from, to) in [
        (format!("\"format\":{}", stamp::FORMAT), "\"format\":999".to_owned()),
        (format!("\"program\":\"{}\"", env!("CARGO_PKG_VERSION")), "\"program\":\"0.0.0\"".to_owned()),
        ("\"meta.json\"".to_owned(), "\"../meta.json\"".to_owned()),
    ] {
        let other = stamp.replace(&from, &to);
        assert_ne!(other, stamp);
        fs::write(folder.path().join("stamp.json"), other).unwrap();
        assert_eq!(code(folder.path()), ErrorCode::Corrupt, "{to}");
    }
}

#[test]
fn whatever_happens_to_its_files_a_book_answers() {
    let bench = Bench::in_folder(&ROWS);
    let folder = index_folder(bench.folder.path());
    let answers = |what: &str| {
        let book = bench.reopened();
        assert_eq!(titles(&book, "快递到哪了"), ["查询物流进度"], "{what}");
        drop(book);
        SuggestIndex::open(&folder).unwrap_or_else(|error| panic!("{what}: {error}"));
    };
    answers("made");
    let store = fs::read(bench.folder.path().join("book.db")).unwrap();
    let whole = listing(&folder);
    assert!(whole.len() >= 6, "{:?}", whole.keys());
    for (name, content) in whole.iter().filter(|(name, _)| *name != "lock") {
        let path = folder.join(name);
        let mut damages: Vec<(String, Option<Vec<u8>>)> = vec![
            (format!("{name} is gone"), None),
            (format!("{name} is empty"), Some(Vec::new())),
            (format!("{name} is longer"), Some([content.as_slice(), b"x"].concat())),
        ];
        for at in [0, content.len() / 3, content.len() / 2, content.len().saturating_sub(1)] {
            let mut flipped = content.clone();
            flipped[at] ^= 0x40;
            damages.push((format!("{name}: byte {at}"), Some(flipped)));
            damages.push((format!("{name} ends at {at}"), Some(content[..at].to_vec())));
        }
        for (what, damaged) in damages {
            for (name, content) in &whole {
                fs::write(folder.join(name), content).unwrap();
            }
            match damaged {
                Some(bytes) => fs::write(&path, bytes).unwrap(),
                None => fs::remove_file(&path).unwrap(),
            }
            answers(&what);
            stamp::clear(&folder).unwrap();
        }
    }
    fs::remove_dir_all(&folder).unwrap();
    answers("the folder is gone");
    assert_eq!(fs::read(bench.folder.path().join("book.db")).unwrap(), store, "the store is as it was");
}

#[test]
fn the_index_of_another_book_is_not_believed() {
    let mine = Bench::in_folder(&ROWS);
    let theirs = Bench::in_folder(&[
        ("", "别人的快递进度", "包裹到哪了"),
        ("", "另一条", "三天"),
        ("", "第三条", "四天"),
    ]);
    assert_eq!(titles(&theirs.book, "快递到哪了"), ["别人的快递进度"]);
    let folder = index_folder(mine.folder.path());
    fs::create_dir_all(&folder).unwrap();
    for (name, content) in listing(&index_folder(theirs.folder.path())) {
        fs::write(folder.join(name), content).unwrap();
    }
    assert_eq!(titles(&mine.book, "快递到哪了"), ["查询物流进度"]);
    assert_eq!(SuggestIndex::open(&folder).unwrap().revision(), mine.book.revision().unwrap());
}

#[test]
fn an_old_index_catches_up() {
    let mut bench = Bench::in_folder(&ROWS);
    let stale = bench.reopened();
    assert_eq!(titles(&stale, "快递到哪了"), ["查询物流进度"]);
    let id = bench.add("售前", "优惠活动", "满减和优惠券");
    assert_eq!(titles(&stale, "有什么优惠券"), ["优惠活动"], "kept at hand");
    assert_eq!(titles(&bench.reopened(), "有什么优惠券"), ["优惠活动"], "taken from the folder");

    let library = bench.library;
    let patch = PhrasePatch { title: Some("运费说明".to_owned()), ..PhrasePatch::default() };
    bench.book.transact(Op::EditPhrase, |t| t.edit_phrase(id, &patch)).unwrap();
    assert_eq!(titles(&stale, "运费说明")[0], "运费说明");
    let category =
        bench.book.categories(library).unwrap().into_iter().find(|one| one.name == "发票").unwrap();
    bench.book.transact(Op::EditCategory, |t| t.rename_category(category.id, "票据报销")).unwrap();
    assert!(titles(&stale, "票据报销").contains(&"发票怎么申请".to_owned()));
    bench.book.transact(Op::DeletePhrase, |t| t.delete_phrase(id)).unwrap();
    assert!(!titles(&stale, "运费说明").contains(&"运费说明".to_owned()));
    bench.book.transact(Op::DeleteCategory, |t| t.delete_category(category.id, Contents::Delete)).unwrap();
    assert!(titles(&stale, "发票怎么申请").is_empty());
    bench.book.undo().unwrap();
    assert_eq!(titles(&stale, "发票怎么申请"), ["发票怎么申请"]);
    bench.book.transact(Op::DeleteLibrary, |t| t.delete_library(library)).unwrap();
    assert!(titles(&stale, "快递到哪了").is_empty());
    let now = bench.book.revision().unwrap();
    let stored = SuggestIndex::open(&index_folder(bench.folder.path())).unwrap();
    assert_eq!((stored.revision(), stored.len()), (now, 0));
}

#[test]
fn two_processes_do_not_fight_over_the_folder() {
    let mut bench = Bench::in_folder(&ROWS);
    let (one, other) = (bench.reopened(), bench.reopened());
    assert_eq!(titles(&one, "快递到哪了"), titles(&other, "快递到哪了"));
    bench.add("售前", "优惠活动", "满减和优惠券");
    // The other has caught up in the meantime: what this one holds of the folder is overtaken.
    assert_eq!(titles(&other, "有什么优惠券"), ["优惠活动"]);
    assert_eq!(titles(&one, "有什么优惠券"), ["优惠活动"]);

    let folder = index_folder(bench.folder.path());
    let lock = stamp::lock(&folder).unwrap();
    assert!(matches!(stamp::lock(&folder), Err(Error::Busy)));
    bench.add("售前", "赠品说明", "小样和礼品");
    assert_eq!(titles(&one, "快递到哪了"), ["查询物流进度"], "an old answer is better than none");
    fs::remove_file(folder.join("stamp.json")).unwrap();
    assert_eq!(titles(&bench.reopened(), "送不送赠品"), ["赠品说明"], "in memory");
    drop(lock);
    assert_eq!(titles(&one, "送不送赠品"), ["赠品说明"]);
}

#[test]
fn a_folder_that_cannot_be_made_is_done_without() {
    let bench = Bench::in_folder(&ROWS);
    fs::write(bench.folder.path().join("index"), "a file in the way").unwrap();
    assert_eq!(titles(&bench.book, "快递到哪了"), ["查询物流进度"]);
    assert_eq!(fs::read(bench.folder.path().join("index")).unwrap(), b"a file in the way");
}

#[test]
fn a_small_book_writes_no_index() {
    let bench = Bench::new(&ROWS);
    assert_eq!(titles(&bench.book, "快递到哪了"), ["查询物流进度"]);
    assert!(!bench.folder.path().join("index").exists());
}

#[test]
fn a_phrase_that_cannot_be_read_is_an_error_and_no_index() {
    let folder = tempfile::tempdir().unwrap();
    let docs = || [Ok(doc(1, "发货")), Err(Error::Busy), Ok(doc(2, "退款"))];
    assert!(matches!(SuggestIndex::build(docs(), revision(1)), Err(Error::Busy)));
    assert!(matches!(SuggestIndex::build_in(folder.path(), docs(), revision(1)), Err(Error::Busy)));
    assert_eq!(SuggestIndex::open(folder.path()).unwrap_err().code(), ErrorCode::Corrupt);
}

/// The book may be handed to another thread, index and all.
#[test]
fn a_book_can_be_sent() {
    fn check<T: Send>() {}
    check::<PhraseBook>();
    check::<SuggestIndex>();
}
