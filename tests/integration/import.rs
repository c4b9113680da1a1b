//! Real files through the door that a user takes, and back out.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use huashu_core::PhraseBook;
use huashu_core::ids::LibraryId;
use huashu_core::import::{ImportRequest, Report};
use huashu_core::model::{NewLibrary, Part, Phrase, joined_text};
use huashu_core::store::{Access, Op};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/import").join(name)
}

fn new_book(folder: &Path) -> (PhraseBook, LibraryId) {
    let mut book = PhraseBook::create(folder.join("book")).unwrap();
    let add = book.transact(Op::Init, |t| t.add_library(NewLibrary::personal("我的话术")));
    (book, add.unwrap().value.id)
}

fn import(book: &mut PhraseBook, file: &Path) -> Report {
    book.import(&ImportRequest::new(file), &mut |_| ()).unwrap()
}

/// A phrase as a person sees it, without its id.
fn seen(book: &PhraseBook, phrase: &Phrase) -> String {
    let blobs =
        phrase.content.parts.iter().filter_map(Part::blob).map(ToString::to_string).collect::<Vec<_>>();
    let variants = phrase.content.variants.iter().map(|variant| {
        let lang = variant.lang.as_ref().map(ToString::to_string).unwrap_or_default();
        format!(
            "{}/{lang}={}",
            variant.channel.as_ref().map(ToString::to_string).unwrap_or_default(),
            joined_text(&variant.parts)
        )
    });
    let mut variants: Vec<String> = variants.collect();
    variants.sort();
    format!(
        "{:?} {} {:?} {:?} {} {} {:?} {blobs:?} {variants:?}",
        book.category_path(phrase.place.category).unwrap(),
        phrase.label.title,
        phrase.label.code,
        phrase.label.keywords,
        phrase.label.active,
        joined_text(&phrase.content.parts),
        phrase.content.valid,
    )
}

fn all_seen(book: &PhraseBook, library: LibraryId) -> Vec<String> {
    book.phrases(library).unwrap().iter().map(|phrase| seen(book, phrase)).collect()
}

#[test]
fn a_shops_table_goes_in_and_comes_out_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let (mut book, library) = new_book(folder.path());
    let report = import(&mut book, &fixture("shop-500.csv"));
    assert_eq!((report.created, report.failed.len()), (500, 0), "{:?}", report.failed);
    assert!(
        report.warnings.is_empty() && report.unmapped.is_empty(),
        "{:?} {:?}",
        report.warnings,
        report.unmapped
    );
    let there = all_seen(&book, library);
    assert!(there.iter().any(|phrase| phrase.contains("[\"")), "pictures came along");
    assert_eq!(import(&mut book, &fixture("shop-500.csv")).unchanged, 500);

    for name in ["out.csv", "out.xlsx", "out.json"] {
        let file = folder.path().join(name);
        book.export(&file, None).unwrap();
        let report = import(&mut book, &file);
        assert_eq!((report.unchanged, report.failed.len()), (500, 0), "{name}: {:?}", report.failed.first());

        let elsewhere = tempfile::tempdir().unwrap();
        let (mut other, mut library) = new_book(elsewhere.path());
        let report = import(&mut other, &file);
        assert_eq!((report.created, report.failed.len()), (500, 0), "{name}: {:?}", report.failed.first());
        if name == "out.json" {
            // The library of the book, which has that name, but not that id.
            library = other.find_library("我的话术").unwrap().id;
        }
        assert_eq!(all_seen(&other, library), there, "{name}");
    }
}

#[test]
fn the_workbook_of_the_demo_is_read_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (mut book, library) = new_book(folder.path());
    let report = import(&mut book, &fixture("shop-500.xlsx"));
    assert_eq!((report.created, report.failed.len()), (500, 0), "{:?}", report.failed);
    let phrases = book.phrases(library).unwrap();
    assert!(phrases.iter().any(|phrase| phrase.content.parts.iter().any(|part| part.blob().is_some())));
}

#[test]
fn a_table_is_the_same_however_it_was_saved() {
    let mut first: Option<(Report, Vec<String>)> = None;
    for name in ["small-utf8-bom.csv", "small-gbk.csv", "small-utf16.txt", "small-semicolon.csv"] {
        let folder = tempfile::tempdir().unwrap();
        let (mut book, library) = new_book(folder.path());
        let report = import(&mut book, &fixture(name));
        assert_eq!(
            (report.created, report.failed.len(), report.unmapped.len()),
            (4, 0, 1),
            "{name}: {report:?}"
        );
        assert_eq!(report.new_variables, ["身高", "体重", "尺码", "填空1", "物流公司"], "{name}");
        let said = (report, all_seen(&book, library));
        assert_eq!(first.get_or_insert_with(|| said.clone()), &said, "{name}");
    }
    assert!(first.unwrap().1[0].contains("欢迎光临青禾服饰，\n请问"));
}

/// The test runs itself as another process, which this variable tells what to do.
const TO_BE_KILLED: &str = "HUASHU_TEST_IMPORT_TO_BE_KILLED";

#[test]
fn an_import_that_is_killed_is_there_whole_or_not_at_all() {
    if let Ok(folder) = std::env::var(TO_BE_KILLED) {
        let folder = Path::new(&folder);
        let mut book = PhraseBook::open(folder.join("book"), Access::Write).unwrap();
        import(&mut book, &folder.join("many.csv"));
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let rows: String = (0..3000).map(|row| format!("类{},标题{row},内容{row}\n", row % 7)).collect();
    std::fs::write(folder.path().join("many.csv"), format!("分类,标题,内容\n{rows}")).unwrap();
    let library = new_book(folder.path()).1;
    let mut killed = 0;
    for wait in (0..).map(|round| Duration::from_millis(round * 40)) {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "import::an_import_that_is_killed_is_there_whole_or_not_at_all"])
            .env(TO_BE_KILLED, folder.path())
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(wait);
        let ended = child.try_wait().unwrap().is_some();
        child.kill().unwrap();
        child.wait().unwrap();
        let book = PhraseBook::open(folder.path().join("book"), Access::Write).unwrap();
        let count = book.phrases(library).unwrap().len();
        assert!(count == 0 || count == 3000, "{count} of 3000 rows");
        assert_eq!(book.categories(library).unwrap().len(), if count == 0 { 0 } else { 7 });
        if count > 0 {
            break;
        }
        assert!(!ended, "an import that ended by itself has stored its rows");
        killed += 1;
    }
    assert!(killed > 0, "at least one import was killed on its way");
}
