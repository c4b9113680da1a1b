//! Whole files of the repository: an export comes back without loss, and a broken file says all that is wrong.

use expect_test::expect;
use serde_json::Value;

use super::*;
use crate::ids::BlobId;
use crate::import::draft::{CategoryRef, Draft, DraftCategory, DraftLibrary, DraftPart, DraftVariant};
use crate::model::{
    Category, Content, Label, Library, Meta, NewLibrary, Part, Phrase, Place, SCHEMA, Validity, Variant,
};

/// A file of `tests/fixtures/import` or another of the repository, read as an import reads it.
fn read_file(path: &str) -> (Reading, Value) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    let text = std::fs::read_to_string(&path).unwrap();
    let neighbours = Neighbours::of_file(&path);
    let reading = read(&path.to_string_lossy(), &text, &neighbours, &mut |_| {}).unwrap();
    (reading, serde_json::from_str(&text).unwrap_or_default())
}

#[test]
fn nothing_of_an_export_is_lost() {
    for (path, blobs) in [("tests/fixtures/import/book.json", 2), ("core/starter/starter.json", 0)] {
        let (reading, file) = read_file(path);
        assert_eq!((shown_issues(&reading).as_str(), reading.unmapped.len()), ("", 0), "{path}");
        let mut drafts = reading.drafts.iter();
        for (read, library) in reading.libraries.iter().zip(file["libraries"].as_array().unwrap()) {
            assert_eq!(&written_library(read), &without(library, &["phrases"]));
            for phrase in library["phrases"].as_array().unwrap() {
                assert_eq!(&written(drafts.next().unwrap()), phrase);
            }
        }
        assert!(drafts.next().is_none() && !reading.drafts.is_empty());
        let details = reading.drafts.iter().filter_map(|draft| draft.details.as_ref());
        let parts = details.flat_map(|details| details.parts.iter().flatten());
        let found = parts.filter(|part| {
            let DraftPart::Ready(part) = part else { return false };
            let file = part.blob().and_then(|id| Some((id, reading.blobs.get(id)?)));
            file.is_some_and(|(id, file)| BlobId::of(&file.read().unwrap()) == *id)
        });
        assert_eq!(found.count(), blobs, "{path}");
    }
}

/// A library as the export would write it, but for its phrases.
fn written_library(read: &DraftLibrary) -> Value {
    let library = Library {
        id: read.id.unwrap(),
        kind: read.kind,
        name: read.name.clone(),
        owner: None,
        time_zone: read.time_zone.clone(),
        variables: read.variables.clone(),
        pos: String::new(),
        meta: Meta { schema: SCHEMA, ..Meta::default() },
        extra: read.extra.clone(),
    };
    let category = |category: &DraftCategory| Category {
        id: category.id,
        library: library.id,
        parent: category.parent,
        pos: String::new(),
        name: category.name.clone(),
        meta: Meta { schema: SCHEMA, ..Meta::default() },
        extra: category.extra.clone(),
    };
    let categories: Vec<Category> = read.categories.iter().map(category).collect();
    let mut written = serde_json::to_value(&library).unwrap();
    written["categories"] = serde_json::to_value(categories).unwrap();
    if !read.other.is_empty() {
        written["other"] = Value::Array(read.other.clone());
    }
    written
}

fn without(object: &Value, names: &[&str]) -> Value {
    let mut object = object.clone();
    for name in names {
        object.as_object_mut().unwrap().shift_remove(*name);
    }
    object
}

/// A draft of our own form as the export would write its phrase.
fn written(draft: &Draft) -> Value {
    let parts = |parts: &[DraftPart]| -> Vec<Part> {
        let part = |part: &DraftPart| match part {
            DraftPart::Ready(part) => part.clone(),
            DraftPart::Named(file, _) => panic!("{file:?} has no blob"),
        };
        parts.iter().map(part).collect()
    };
    let details = draft.details.as_ref().unwrap();
    let variant = |variant: &DraftVariant| Variant {
        channel: variant.channel.clone(),
        lang: variant.lang.clone(),
        parts: parts(&variant.parts),
        extra: variant.extra.clone(),
    };
    let category = match draft.category.clone().unwrap() {
        CategoryRef::Listed(id) => Some(id),
        CategoryRef::Path(_) => None,
    };
    let phrase = Phrase {
        id: draft.id.unwrap(),
        library: LibraryId::from_uuid(draft.id.unwrap().uuid()),
        place: Place { category, pos: String::new() },
        label: Label {
            title: draft.title.clone().unwrap(),
            keywords: draft.keywords.clone().unwrap(),
            code: draft.code.clone().unwrap(),
            active: draft.active.unwrap(),
            review_by: draft.review_by.unwrap(),
            publish_state: draft.publish_state.unwrap(),
        },
        content: Content {
            lang: draft.lang.clone().unwrap(),
            parts: parts(details.parts.as_ref().unwrap()),
            variants: details.variants.iter().flatten().map(variant).collect(),
            valid: Validity { from: draft.valid_from.unwrap(), until: draft.valid_until.unwrap() },
            sensitive: draft.sensitive.unwrap(),
        },
        meta: Meta {
            schema: SCHEMA,
            origin: draft.origin.clone(),
            copied_from: details.copied_from,
            ..Meta::default()
        },
        extra: details.extra.clone(),
    };
    serde_json::to_value(phrase).unwrap()
}

fn shown_issues(reading: &Reading) -> String {
    let issues = |mark: &str, issues: &[Issue]| {
        let line = |issue: &Issue| {
            format!(
                "{mark} {} {} {}: {}\n",
                issue.row,
                issue.column.as_deref().unwrap_or("-"),
                issue.reason.as_str(),
                issue.message.en
            )
        };
        issues.iter().map(line).collect::<String>()
    };
    issues("failed", &reading.failed) + &issues("warned", &reading.warnings)
}

#[test]
fn every_broken_thing_of_a_file_is_told() {
    let (reading, _) = read_file("tests/fixtures/import/book-broken.json");
    let titles: Vec<&str> = reading.drafts.iter().filter_map(|draft| draft.title.as_deref()).collect();
    assert_eq!(titles, ["好的一条", "最后一条也好"]);
    assert_eq!((reading.libraries[0].variables.len(), reading.libraries[0].other.len()), (1, 1));
    assert_eq!(reading.libraries[0].time_zone, "Asia/Shanghai");
    expect![[r#"
        failed 0 libraries[0].time_zone unknown_value: “Mars/Olympus” is not known (line 5)
        failed 0 libraries[0].variables[1] empty: must not be empty (line 14)
        failed 0 libraries[0].variables[2] duplicate_row: this variable was declared before (line 17)
        failed 0 libraries[0].variables[3] bad_json: broken JSON (unknown variant `money`, expected one of `text`, `number`, `date`, `choice`) (line 20)
        failed 0 libraries[0].categories[3].id duplicate_row: this id was used before (line 41)
        failed 0 libraries[0].categories[1] category_cycle: a category cannot lie inside itself (line 31)
        failed 0 libraries[0].categories[2] category_cycle: a category cannot lie inside itself (line 36)
        failed 0 libraries[0].categories[4] unknown_category: this category is not in the file (line 46)
        failed 0 libraries[0].other[1] bad_json: broken JSON (invalid type: integer `7`, expected a map) (line 200)
        failed 2 id malformed_id: “编号不对”: “tk1” is not an id: ids are lower-case hyphenated UUIDv7 (line 64)
        failed 3 id duplicate_row: phrase 1 has the same id
        failed 4 category category_cycle: “在循环里”: a category cannot lie inside itself (line 86)
        failed 5 category unknown_category: “分类不在”: this category is not in the file (line 97)
        failed 6 parts[0] open_variable: “变量没关”: a variable is left open: “[客户名，在吗” lacks its ]; a bracket itself is written \[ (line 108)
        failed 7 title cell_too_long: “长长长长长长长长长长长长长长长长长长长长”: longer than 200 characters (line 119)
        failed 8 valid bad_date: “倒着的日期”: ends before it begins (line 130)
        failed 9 - bad_json: broken JSON (unexpected end of hex escape, line 148, character 29)
        failed 10 parts[0] unsafe_path: “路径出界”: “../../etc/passwd” leads out of the folder: write the name alone and put the picture beside the table (line 156)
        failed 11 variants[0].channel bad_json: “频道是数”: a text is expected (line 167)
    "#]].assert_eq(&shown_issues(&reading));
}

#[test]
fn the_fixtures_go_into_a_book_and_change_nothing_the_second_time() {
    let fixtures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/import");
    for (name, created, failed) in [("book.json", 4, 0), ("book-broken.json", 2, 19), ("espanso.yml", 11, 4)]
    {
        let folder = tempfile::tempdir().unwrap();
        let mut book = crate::PhraseBook::create(folder.path().join("book")).unwrap();
        book.transact(crate::store::Op::Init, |t| t.add_library(NewLibrary::personal("我的话术"))).unwrap();
        let request = crate::import::ImportRequest::new(fixtures.join(name));
        let first = book.import(&request, &mut |_| {}).unwrap();
        assert_eq!((first.created, first.failed.len()), (created, failed), "{name}: {:#?}", first.failed);
        let second = book.import(&request, &mut |_| {}).unwrap();
        assert_eq!((second.created, second.updated, second.unchanged), (0, 0, created), "{name}");
    }
}
