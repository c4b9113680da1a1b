use std::path::Path;

use serde_json::Value;

use crate::PhraseBook;
use crate::error::{ErrorCode, Locale};
use crate::ids::LibraryId;
use crate::import::{Attachment, ImportRequest, Report};
use crate::media::samples::png;
use crate::model::{
    Extra, LibraryKind, NewLibrary, NewPhrase, Part, Phrase, PhrasePatch, PublishState, Variable, Variant,
    joined_text,
};
use crate::store::Op;

/// A book with one personal library, in a folder with room for files.
struct Fixture {
    folder: tempfile::TempDir,
    book: PhraseBook,
    library: LibraryId,
}

impl Fixture {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut book = PhraseBook::create(folder.path().join("book")).unwrap();
        let library =
            book.transact(Op::Init, |t| t.add_library(NewLibrary::personal("我的话术"))).unwrap().value.id;
        Self { folder, book, library }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    /// Imports a file of the folder. A dry run before it must say the same and change nothing.
    fn import(&mut self, name: &str) -> Report {
        let request = ImportRequest::new(self.path().join(name));
        let before = self.shown();
        let dry = self.book.import(&request.clone().dry_run(true), &mut |_| {}).unwrap();
        assert_eq!(self.shown(), before, "a dry run changes nothing");
        let report = self.book.import(&request, &mut |_| {}).unwrap();
        assert_eq!(dry, report, "a dry run says what will be");
        report
    }

    fn csv(&mut self, text: &str) -> Report {
        self.write("话术.csv", text);
        self.import("话术.csv")
    }

    fn phrases(&self) -> Vec<Phrase> {
        self.book.phrases(self.library).unwrap()
    }

    /// One line for each phrase: its path, title, code and parts.
    fn shown(&self) -> String {
        let line = |phrase: &Phrase| {
            let path = self.book.category_path(phrase.place.category).unwrap().join("/");
            let parts: Vec<String> = phrase.content.parts.iter().map(shown_part).collect();
            let code = phrase.label.code.clone().unwrap_or_default();
            format!("{path}|{}|{code}|{}", phrase.label.title, parts.join("+"))
        };
        self.phrases().iter().map(line).collect::<Vec<_>>().join("\n")
    }

    fn add(&mut self, new: NewPhrase) -> Phrase {
        self.book.transact(Op::AddPhrase, |t| t.add_phrase(new)).unwrap().value
    }
}

fn shown_part(part: &Part) -> String {
    match part {
        Part::Text(text) => text.text.replace('\n', "⏎"),
        Part::Image(image) => format!("<{}>", image.name),
        Part::File(file) => format!("({})", file.name),
        Part::Unknown(_) => "?".to_owned(),
    }
}

fn counts(report: &Report) -> (u64, u64, u64, usize) {
    (report.created, report.updated, report.unchanged, report.failed.len())
}

fn failures(report: &Report) -> String {
    let line = |issue: &crate::import::Issue| format!("{} {}", issue.row, issue.reason.as_str());
    report.failed.iter().map(line).collect::<Vec<_>>().join(", ")
}

fn warnings(report: &Report) -> String {
    let line = |issue: &crate::import::Issue| format!("{} {}", issue.row, issue.reason.as_str());
    report.warnings.iter().map(line).collect::<Vec<_>>().join(", ")
}

#[test]
fn importing_twice_changes_nothing() {
    let mut fixture = Fixture::new();
    let text = "分类,标题,内容,快捷码,关键词,状态,wechat\n\
                售后/退款,退款,您好{客户名},tk1,退钱 退货,启用,短\n\
                售后/退款,同名,一,,,,\n\
                售后/退款,同名,二,,,停用,\n\
                售后/退款,同名,三,,,,长\n\
                ,,没有标题的一条话术，取开头几个字当标题，后面省略,,,,\n";
    assert_eq!(counts(&fixture.csv(text)), (5, 0, 0, 0));
    let there = fixture.shown();
    assert_eq!(
        there,
        "|没有标题的一条话术，取开头几个字当标题，…||没有标题的一条话术，取开头几个字当标题，后面省略\n\
         售后/退款|退款|tk1|您好[客户名]\n售后/退款|同名||一\n售后/退款|同名||二\n售后/退款|同名||三"
    );
    let report = fixture.csv(text);
    assert_eq!(counts(&report), (0, 0, 5, 0));
    assert!(report.new_variables.is_empty() && report.warnings.is_empty());
    assert_eq!(fixture.shown(), there);
    // The last operation that can be taken back is still the first import: the second left no line.
    fixture.book.undo().unwrap();
    assert_eq!(fixture.shown(), "");
}

#[test]
fn rows_find_their_phrases() {
    let mut fixture = Fixture::new();
    fixture.csv("分类,标题,内容,快捷码\n甲,一,1,a\n甲,二,2,b\n乙,一,3,\n");
    let id = fixture.phrases()[1].id;
    for (rows, counted, there) in [
        // By id, whatever else it says; an empty category is the top.
        (
            format!("编号,分类,标题,内容,快捷码\n{id},,新二,2,b\n"),
            (0, 1, 0, 0),
            "|新二|b|2\n甲|一|a|1\n乙|一||3",
        ),
        // By code, wherever it lies.
        ("分类,标题,内容,快捷码\n乙,新一,1,a\n".into(), (0, 1, 0, 0), "|新二|b|2\n乙|一||3\n乙|新一|a|1"),
        // By category and title; the code is new.
        ("分类,标题,内容,快捷码\n乙,一,3,c\n".into(), (0, 1, 0, 0), "|新二|b|2\n乙|一|c|3\n乙|新一|a|1"),
        // By title alone where there are no categories.
        ("标题,内容\n一,33\n".into(), (0, 1, 0, 0), "|新二|b|2\n乙|一|c|33\n乙|新一|a|1"),
        // Claimed once: the second row of the code is another phrase.
        (
            "分类,标题,内容,快捷码\n乙,一,33,c\n丙,别的,4,c\n".into(),
            (1, 0, 1, 0),
            "|新二|b|2\n乙|一|c|33\n乙|新一|a|1\n丙|别的|c|4",
        ),
    ] {
        let report = fixture.csv(&rows);
        assert_eq!(counts(&report), counted, "{rows}");
        assert_eq!(fixture.shown(), there, "{rows}");
    }
    let report = fixture.csv("标题,内容,快捷码\n一,x,c\n新二,2,b\n");
    assert_eq!(failures(&report), "2 ambiguous_code");
    assert_eq!(report.unchanged, 1);
}

#[test]
fn two_phrases_of_one_code_are_told() {
    let mut fixture = Fixture::new();
    assert_eq!(warnings(&fixture.csv("标题,内容,快捷码\n一,1,a\n二,2,a\n")), "3 code_taken");
}

#[test]
fn an_update_touches_only_what_the_file_names() {
    let mut fixture = Fixture::new();
    let phrase = fixture.add(NewPhrase::text(fixture.library, "标题", "一"));
    let variant = |channel: &str, text: &str| Variant {
        channel: Some(channel.parse().unwrap()),
        lang: None,
        parts: vec![Part::text(text)],
        extra: Extra::new(),
    };
    let sticker = Part::Unknown(serde_json::json!({ "kind": "sticker" }));
    let patch = PhrasePatch {
        code: Some(Some("b1".to_owned())),
        keywords: Some(vec!["词 一".to_owned()]),
        parts: Some(vec![Part::text("一"), sticker, Part::text("二")]),
        variants: Some(vec![variant("wechat", "微"), variant("qq", "扣")]),
        sensitive: Some(true),
        publish_state: Some(PublishState::Draft),
        ..PhrasePatch::default()
    };
    let id = phrase.id;
    let before = fixture.book.transact(Op::EditPhrase, |t| t.edit_phrase(id, &patch)).unwrap().value;
    let now = |fixture: &Fixture| fixture.book.phrase(id).unwrap();

    let report = fixture.csv("标题,内容,快捷码,关键词,qq,wechat\n标题,\"一\n二 \",b1,词 一；,扣,微\n");
    assert_eq!(counts(&report), (0, 0, 1, 0), "what an export would write changes nothing");
    assert_eq!(now(&fixture), before);

    fixture.csv("标题,内容,wechat\n标题,新,\n");
    let after = now(&fixture);
    assert_eq!(fixture.shown(), "|标题|b1|新+?");
    assert_eq!(after.content.variants, [variant("qq", "扣")]);
    assert_eq!((after.label.keywords, after.content.sensitive), (before.label.keywords, true));
    assert_eq!(after.label.publish_state, PublishState::Draft);

    let report = fixture.csv("标题,快捷码,发布状态,关键词\n标题,,,\n");
    assert_eq!(counts(&report), (0, 1, 0, 0));
    let after = now(&fixture);
    assert_eq!((after.label.code, after.label.keywords.len()), (None, 0), "an empty cell empties");
    assert_eq!(after.label.publish_state, PublishState::Published);
}

#[test]
fn pictures_come_along_and_stay() {
    let mut fixture = Fixture::new();
    fixture.write("images/尺码.png", png(4, 9));
    fixture.write("images/退货.PNG", png(5, 8));
    fixture.write("images/说明.pdf", "%PDF-1.7");
    let rows = "标题,内容,图片,附件\n一,甲,尺码.png;退货.png,说明.pdf\n二,,尺码.png,\n";
    assert_eq!(counts(&fixture.csv(rows)), (2, 0, 0, 0));
    let all = "|一||甲+<尺码.png>+<退货.png>+(说明.pdf)\n|二||<尺码.png>";
    assert_eq!(fixture.shown(), all);
    assert_eq!(counts(&fixture.csv(rows)), (0, 0, 2, 0));
    let blob = fixture.phrases()[0].content.parts[1].blob().copied().unwrap();
    assert_eq!(fixture.book.blob(&blob).unwrap(), png(4, 9));

    fixture.csv("标题,内容\n一,乙\n");
    assert_eq!(fixture.shown(), all.replace('甲', "乙"), "no column, no change");
    let report = fixture.csv("标题,图片\n一,没有.png\n");
    assert_eq!((counts(&report), warnings(&report).as_str()), ((0, 0, 1, 0), "2 missing_file"));
    let report = fixture.csv("标题,图片\n新,没有.png\n");
    assert_eq!(failures(&report), "2 empty");
    fixture.csv("标题,图片\n一,退货.png\n");
    assert_eq!(fixture.shown(), "|一||乙+<退货.png>+(说明.pdf)\n|二||<尺码.png>");
    fixture.csv("标题,图片,附件\n一,,\n");
    assert_eq!(fixture.shown(), "|一||乙\n|二||<尺码.png>");
}

#[test]
fn bad_pictures_fail_their_rows() {
    let mut fixture = Fixture::new();
    let whole = png(64, 7);
    fixture.write("images/断.png", &whole[..whole.len() - 20]);
    fixture.write("images/空.png", "");
    fixture.write("images/好.png", whole);
    let report = fixture.csv(
        "分类,标题,内容,图片\n新类,一,甲,断.png\n新类,二,乙,空.png\n新类,三,丙,../a.png\n新类,四,丁,/etc/passwd\n好类,五,戊,好.png\n",
    );
    assert_eq!(failures(&report), "2 bad_image, 3 bad_image, 4 unsafe_path, 5 unsafe_path");
    assert_eq!(fixture.shown(), "好类|五||戊+<好.png>");
    assert_eq!(fixture.book.categories(fixture.library).unwrap().len(), 1, "a failed row adds no category");
}

#[test]
fn rows_that_mean_what_lies_elsewhere_fail() {
    let mut fixture = Fixture::new();
    let trashed = fixture.add(NewPhrase::text(fixture.library, "旧", "旧")).id;
    fixture.book.transact(Op::DeletePhrase, |t| t.delete_phrase(trashed)).unwrap();
    let company = NewLibrary { kind: LibraryKind::Company, ..NewLibrary::personal("公司") };
    let company = fixture.book.transact(Op::AddLibrary, |t| t.add_library(company)).unwrap().value.id;
    let other = fixture.add(NewPhrase::text(company, "公司的", "公司的")).id;
    let report = fixture
        .csv(&format!("编号,标题,内容,分类\n{trashed},旧,新,\n{other},公司的,新,\n,深,x,1/2/3/4/5/6\n"));
    assert_eq!(failures(&report), "2 in_trash, 3 other_library, 4 too_deep");
    let report = fixture
        .csv(&format!("编号,话术库,标题,内容\n{other},公司,公司的,新\n,没有的库,x,x\n,{company},y,y\n"));
    assert_eq!((counts(&report), failures(&report).as_str()), ((1, 1, 0, 1), "3 unknown_library"));
    assert_eq!(fixture.book.phrases(company).unwrap().len(), 2);

    fixture.write("a.csv", "标题,内容,话术库\n进,库,我的话术\n");
    let request = ImportRequest::new(fixture.path().join("a.csv")).into_library(company);
    assert_eq!(fixture.book.import(&request, &mut |_| {}).unwrap().created, 1);
    assert_eq!(fixture.book.phrases(company).unwrap().len(), 3, "the request wins over the column");
}

#[test]
fn new_variables_are_listed_once() {
    let mut fixture = Fixture::new();
    let library = fixture.library;
    fixture
        .book
        .transact(Op::EditLibrary, |t| t.declare_variables(library, &[Variable::text("单号")]))
        .unwrap();
    let report = fixture.csv("标题,内容,en\n一,[单号]{nick}[颜色][微笑][日期],[size]\n二,[颜色],\n");
    assert_eq!(report.new_variables, ["客户名", "颜色", "size"]);
}

#[test]
fn espanso_is_found_again_by_its_triggers() {
    let mut fixture = Fixture::new();
    let text = "global_vars:\n- {name: 快递, type: choice, params: {values: [顺丰]}}\n\
                matches:\n- {trigger: \":a\", replace: \"一{{快递}}\"}\n- {trigger: \":a\", replace: 二}\n- {regex: x, label: 正则, replace: 三}\n";
    fixture.write("a.yml", text);
    let report = fixture.import("a.yml");
    assert_eq!(
        (counts(&report), warnings(&report).as_str()),
        ((3, 0, 0, 0), "2 code_taken, 3 not_carried_over")
    );
    assert_eq!(report.new_variables, Vec::<String>::new());
    assert_eq!(fixture.book.library(fixture.library).unwrap().variables[0].choices, ["顺丰"]);
    assert_eq!(counts(&fixture.import("a.yml")), (0, 0, 3, 0));
    fixture.write("a.yml", text.replace('二', "贰"));
    assert_eq!(counts(&fixture.import("a.yml")), (0, 1, 2, 0));
    assert_eq!(fixture.shown(), "|一[物流公司]|a|一[物流公司]\n|二|a|贰\n|正则||三");
}

/// A book in which every kind of thing lies.
fn full() -> Fixture {
    let mut fixture = Fixture::new();
    let json = serde_json::json!({
        "format": "huashu", "version": 1,
        "libraries": [{
            "id": "01890a5d-ac96-774b-bcce-b302099a8001", "kind": "company", "name": "公司", "time_zone": "Asia/Tokyo",
            "variables": [{"name": "物流公司", "kind": "choice", "choices": ["顺丰"], "new": 1}],
            "categories": [
                {"id": "01890a5d-ac96-774b-bcce-b302099a8002", "parent": null, "name": "售后", "colour": "red"},
                {"id": "01890a5d-ac96-774b-bcce-b302099a8003", "parent": "01890a5d-ac96-774b-bcce-b302099a8002", "name": "退/款"},
                {"id": "01890a5d-ac96-774b-bcce-b302099a8004", "parent": null, "name": "空的"},
                {"id": "01890a5d-ac96-774b-bcce-b302099a8005", "parent": null, "name": "空的"},
            ],
            "phrases": [
                {"id": "01890a5d-ac96-774b-bcce-b302099a8010", "category": null, "title": "顶上", "parts": [{"kind": "text", "text": "'=1 {a}"}]},
                {"id": "01890a5d-ac96-774b-bcce-b302099a8011", "category": "01890a5d-ac96-774b-bcce-b302099a8003", "title": "=退款", "keywords": ["a b"], "code": "tk1",
                 "active": false, "review_by": "2027-05-01", "publish_state": "draft", "lang": "zh-TW",
                 "parts": [{"kind": "text", "text": "一"}, {"kind": "image", "name": "尺码.png"}, {"kind": "text", "text": "二", "bold": true}, {"kind": "file", "name": "说明.pdf"}, {"kind": "poll", "of": [1, 2]}],
                 "variants": [{"channel": "wechat", "lang": "en", "parts": [{"kind": "text", "text": "Hi"}, {"kind": "image", "name": "尺码.png"}]}, {"lang": "no", "parts": [{"kind": "text", "text": "Hei"}], "x": null}],
                 "valid": {"from": "2026-11-01", "until": "2026-11-12"}, "sensitive": true,
                 "origin": {"source": "espanso", "key": ":tk"}, "copied_from": "01890a5d-ac96-774b-bcce-b302099a8099", "mood": {"a": [1.5, "x"]}},
                {"id": "01890a5d-ac96-774b-bcce-b302099a8012", "category": "01890a5d-ac96-774b-bcce-b302099a8003", "title": "空", "parts": []},
            ],
            "other": [{"id": "01890a5d-ac96-774b-bcce-b302099a8020", "kind": "sequence", "steps": [1]}],
            "theme": "dark",
        }],
    });
    fixture.write("全.json", json.to_string());
    fixture.write("全.files/尺码.png", png(6, 5));
    fixture.write("全.files/说明.pdf", "%PDF-1.7");
    let report = fixture.import("全.json");
    assert_eq!(counts(&report), (3, 0, 0, 0), "{:?}", report.failed);
    assert_eq!(warnings(&report), "");
    fixture
}

fn exported(fixture: &Fixture, name: &str) -> Vec<u8> {
    let path = fixture.path().join(name);
    let company = fixture.book.find_library("公司").unwrap().id;
    fixture.book.export(&path, Some(company)).unwrap();
    std::fs::read(path).unwrap()
}

#[test]
fn our_json_makes_the_round_without_loss() {
    let mut one = full();
    let first = exported(&one, "out.json");
    let mut other = Fixture::new();
    copy_folder(one.path(), other.path(), "out");
    let report = other.import("out.json");
    assert_eq!((counts(&report), warnings(&report).as_str()), ((3, 0, 0, 0), ""));
    let second = exported(&other, "again.json");
    assert_eq!(String::from_utf8(second).unwrap(), String::from_utf8(first.clone()).unwrap());

    let document: Value = serde_json::from_slice(&first).unwrap();
    let phrase = &document["libraries"][0]["phrases"][1];
    assert_eq!(phrase["mood"], serde_json::json!({"a": [1.5, "x"]}));
    assert_eq!(phrase["parts"][4]["kind"], "poll");
    assert_eq!(phrase["parts"][2]["bold"], true);
    assert_eq!(document["libraries"][0]["theme"], "dark");
    assert_eq!(document["libraries"][0]["categories"].as_array().unwrap().len(), 4);
    assert_eq!(document["libraries"][0]["other"][0]["steps"], serde_json::json!([1]));
    assert_eq!(document["libraries"][0]["variables"][0]["new"], 1);

    // Again into either book: nothing.
    copy_folder(one.path(), other.path(), "out");
    assert_eq!(counts(&other.import("out.json")), (0, 0, 3, 0));
    assert_eq!(counts(&one.import("out.json")), (0, 0, 3, 0));
}

#[test]
fn tables_that_were_exported_change_nothing_where_they_came_from() {
    let mut fixture = full();
    let before = exported(&fixture, "before.json");
    for name in ["out.csv", "out.xlsx"] {
        exported(&fixture, name);
        let company = fixture.book.find_library("公司").unwrap().id;
        let request = ImportRequest::new(fixture.path().join(name)).into_library(company);
        let report = fixture.book.import(&request, &mut |_| {}).unwrap();
        assert_eq!((counts(&report), failures(&report).as_str()), ((0, 0, 3, 0), ""), "{name}");
        assert_eq!(warnings(&report), "", "{name}");
        assert_eq!(exported(&fixture, "after.json"), before, "{name}");
    }
}

#[test]
fn tables_carry_phrases_into_another_book() {
    let one = full();
    for name in ["out.csv", "out.xlsx"] {
        exported(&one, name);
        let mut other = Fixture::new();
        copy_folder(one.path(), other.path(), "out");
        let report = other.import(name);
        assert_eq!((counts(&report), failures(&report).as_str()), ((2, 0, 0, 1), "4 empty"), "{name}");
        assert_eq!(
            other.shown(),
            "|顶上||'=1 {a}\n售后/退/款|=退款|tk1|一⏎二+<尺码.png>+(说明.pdf)",
            "{name}"
        );
        let phrase = &other.phrases()[1];
        assert_eq!(phrase.content.variants.len(), 2);
        assert_eq!(joined_text(&phrase.content.variants[0].parts), "Hei");
        assert_eq!(phrase.label.keywords, ["a b"]);
        assert_eq!((phrase.label.active, phrase.label.publish_state), (false, PublishState::Draft));
        assert_eq!(phrase.content.valid.until.unwrap().to_string(), "2026-11-12");
    }
}

/// Copies what an export wrote: `stem.*` and the folder beside it.
fn copy_folder(from: &Path, to: &Path, stem: &str) {
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if !name.starts_with(stem) {
            continue;
        }
        if entry.path().is_dir() {
            std::fs::create_dir_all(to.join(&name)).unwrap();
            for file in std::fs::read_dir(entry.path()).unwrap().map(Result::unwrap) {
                std::fs::copy(file.path(), to.join(&name).join(file.file_name())).unwrap();
            }
        } else {
            std::fs::copy(entry.path(), to.join(name)).unwrap();
        }
    }
}

#[test]
fn an_edited_json_is_taken_as_it_says() {
    let mut fixture = full();
    let text = String::from_utf8(exported(&fixture, "out.json")).unwrap();
    let edited = text.replace("\"退/款\"", "\"退货退款\"").replace("\"text\": \"二\"", "\"text\": \"贰\"");
    fixture.write("out.json", &edited);
    assert_eq!(counts(&fixture.import("out.json")), (0, 1, 2, 0));
    assert_eq!(String::from_utf8(exported(&fixture, "again.json")).unwrap(), edited);

    // Without its pictures, nothing is taken away.
    let mut lone = Fixture::new();
    lone.write("out.json", &text);
    let report = lone.import("out.json");
    assert_eq!((counts(&report), warnings(&report).split(", ").count()), ((3, 0, 0, 0), 3));
    let before = exported(&fixture, "before.json");
    let (at, text) =
        (fixture.path().join("book/blobs"), edited.replace("\"text\": \"贰\"", "\"text\": \"两\""));
    std::fs::rename(&at, fixture.path().join("aside")).unwrap();
    std::fs::remove_dir_all(fixture.path().join("out.files")).unwrap();
    fixture.write("lone/out.json", text);
    let request = ImportRequest::new(fixture.path().join("lone/out.json"));
    assert_eq!(fixture.book.import(&request, &mut |_| {}).unwrap().updated, 1);
    std::fs::rename(fixture.path().join("aside"), &at).unwrap();
    let after: Value = serde_json::from_slice(&exported(&fixture, "after.json")).unwrap();
    let images =
        |json: &Value| json["libraries"][0]["phrases"][1]["parts"].to_string().matches("\"image\"").count();
    assert_eq!((images(&after), images(&serde_json::from_slice(&before).unwrap())), (1, 1));
}

#[test]
fn bytes_in_memory_bring_their_pictures() {
    let mut fixture = Fixture::new();
    let request = ImportRequest::of_bytes("a.csv", "标题,内容,图片\n一,甲,A.png\n")
        .beside(Attachment::bytes("a.png", png(3, 3)));
    assert_eq!(counts(&fixture.book.import(&request, &mut |_| {}).unwrap()), (1, 0, 0, 0));
    assert_eq!(fixture.shown(), "|一||甲+<a.png>");
}

#[test]
fn errors_of_the_whole_leave_nothing() {
    let mut fixture = Fixture::new();
    fixture.write("a.csv", "姓名,电话\n张,1\n");
    let mut fail = |request: ImportRequest| fixture.book.import(&request, &mut |_| {}).unwrap_err();
    assert_eq!(fail(ImportRequest::new(fixture.folder.path().join("a.csv"))).code(), ErrorCode::Unreadable);
    let nowhere = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
    let request = ImportRequest::of_bytes("a.csv", "标题,内容\n一,甲\n").into_library(nowhere);
    assert_eq!(fail(request).code(), ErrorCode::NotFound);

    let folder = tempfile::tempdir().unwrap();
    let mut empty = PhraseBook::create(folder.path().join("book")).unwrap();
    let request = ImportRequest::of_bytes("a.csv", "标题,内容\n一,甲\n");
    let error = empty.import(&request, &mut |_| {}).unwrap_err();
    assert_eq!(error.code(), ErrorCode::NotFound, "{}", error.message(Locale::En));
}
