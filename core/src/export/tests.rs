use std::collections::BTreeSet;

use super::*;
use crate::model::{NewLibrary, NewPhrase, PhrasePatch, Variant};
use crate::store::Op;

fn book() -> (tempfile::TempDir, PhraseBook, LibraryId) {
    let folder = tempfile::tempdir().unwrap();
    let mut book = PhraseBook::create(folder.path().join("book")).unwrap();
    let library =
        book.transact(Op::Init, |t| t.add_library(NewLibrary::personal("我的话术"))).unwrap().value.id;
    (folder, book, library)
}

#[test]
fn a_csv_opens_in_a_spreadsheet_and_cannot_calculate() {
    let (folder, mut book, library) = book();
    let variant = Variant {
        channel: Some("wechat".parse().unwrap()),
        lang: Some("en".parse().unwrap()),
        parts: vec![Part::text("Hello")],
        extra: crate::model::Extra::new(),
    };
    book.transact(Op::AddPhrase, |t| {
        let category = t.category_at(library, &["满减/折扣".to_owned(), "双11".to_owned()])?;
        let new =
            NewPhrase { category, ..NewPhrase::text(library, "=1+1", "第一行\n第二行，“引号”") };
        let id = t.add_phrase(new)?.id;
        t.edit_phrase(id, &PhrasePatch { variants: Some(vec![variant]), ..PhrasePatch::default() })
    })
    .unwrap();
    let path = folder.path().join("话术.csv");
    let exported = book.export(&path, None).unwrap();
    assert_eq!(exported, Exported { phrases: 1, files: 0 });
    let text = String::from_utf8(std::fs::read(&path).unwrap()).unwrap();
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(lines[0], "\u{feff}编号,分类,标题,内容,快捷码,关键词,图片,有效期,状态,wechat/en");
    assert!(lines[1].contains(r"满减\/折扣/双11,'=1+1,"), "{}", lines[1]);
    assert!(lines[1].ends_with(",启用,Hello"));
    let inside: BTreeSet<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(inside.len(), 2, "no unfinished file is left: {inside:?}");
}

#[test]
fn json_says_nothing_twice_and_nothing_of_the_clock() {
    let (folder, mut book, library) = book();
    book.transact(Op::AddPhrase, |t| t.add_phrase(NewPhrase::text(library, "标题", "内容"))).unwrap();
    let path = folder.path().join("all.json");
    book.export(&path, Some(library)).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let phrase = json["libraries"][0]["phrases"][0].as_object().unwrap();
    assert_eq!(phrase.keys().collect::<Vec<_>>(), ["id", "category", "title", "parts"]);
    book.export(&path, Some(library)).unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn files_of_one_name_are_told_apart() {
    let part = |bytes: &[u8], name: &str| {
        Part::File(crate::model::FilePart {
            blob: BlobId::of(bytes),
            name: name.into(),
            mime: "application/pdf".into(),
            bytes: 1,
            extra: crate::model::Extra::new(),
        })
    };
    let mut phrase: Phrase = serde_json::from_value(serde_json::json!({
        "id": "01890a5d-ac96-774b-bcce-b302099a8057", "category": null, "title": "文件", "parts": [],
    }))
    .unwrap();
    phrase.content.parts =
        vec![part(b"1", "说明.pdf"), part(b"2", "说明.PDF"), part(b"1", "别名.pdf"), part(b"3", "说明")];
    let names: BTreeSet<String> = file_names([&phrase].into_iter()).into_values().collect();
    assert_eq!(names.len(), 3);
    assert!(names.contains("说明.pdf") && names.contains("说明"));
}

#[test]
fn other_endings_are_refused() {
    let (folder, book, _) = book();
    for name in ["a.doc", "a", "csv"] {
        let refused = book.export(&folder.path().join(name), None).unwrap_err();
        assert_eq!(refused.code(), crate::ErrorCode::UnknownFormat);
    }
}
