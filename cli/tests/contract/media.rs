//! Pictures and files: attached, shown, exported, checked.

use serde_json::{Value, json};

use crate::harness::{Desk, PNG, text};

fn kinds(phrase: &Value) -> Vec<String> {
    phrase["parts"].as_array().unwrap().iter().map(|part| text(&part["kind"])).collect()
}

#[test]
fn pictures_and_files_are_attached_and_taken_off() {
    let desk = Desk::new();
    let picture = desk.file("图.png", PNG);
    let paper = desk.file("说明.txt", "请看");
    let (picture, paper) = (picture.to_str().unwrap(), paper.to_str().unwrap());
    let id =
        desk.add(&["--text", "您好", "--variant", "en=Hello", "--image", picture, picture, "--file", paper]);
    let phrase = desk.show(&id);
    assert_eq!(kinds(&phrase), ["text", "image", "image", "file"]);
    assert_eq!(
        (&phrase["parts"][1]["name"], &phrase["parts"][1]["mime"]),
        (&json!("图.png"), &json!("image/png"))
    );
    assert_eq!((&phrase["parts"][1]["width"], &phrase["parts"][3]["bytes"]), (&json!(1), &json!(6)));

    assert_eq!(
        kinds(&desk.ok(&["phrase", "attach", &id, paper])),
        ["text", "image", "image", "file", "file"]
    );
    let edited =
        desk.ok(&["phrase", "edit", &id, "--no-files", "--no-images", "--image", picture, "--text", "新的"]);
    assert_eq!(
        (kinds(&edited), &edited["text"]),
        (vec!["text".to_owned(), "image".to_owned()], &json!("新的"))
    );
    let variant = desk.ok(&["phrase", "attach", &id, picture, "--variant", "en"]);
    assert_eq!(variant["variants"][0]["parts"][1]["kind"], "image");
    assert_eq!(desk.fails(&["phrase", "attach", &id, picture, "--variant", "fr"]).1, "invalid");

    let verified = desk.ok(&["verify"]);
    assert_eq!((&verified["sound"], &verified["media"]["checked"]), (&json!(true), &json!(2)));
    assert!(desk.run(&["phrase", "show", &id]).out.contains("[图片] 图.png  1×1"));
}

#[test]
fn what_is_no_picture_is_refused_and_nothing_is_stored() {
    let desk = Desk::new();
    let truncated = desk.file("半张.png", &PNG[..PNG.len() / 2]);
    let words = desk.file("假的.png", "不是图片");
    let empty = desk.file("空的.txt", "");
    for (option, file, code) in [
        ("--image", &truncated, "bad_image"),
        ("--image", &words, "bad_image"),
        ("--file", &empty, "unreadable"),
        ("--file", &desk.book().join("没有"), "io"),
    ] {
        let (exit, found, _) = desk.fails(&["phrase", "add", "--text", "a", option, file.to_str().unwrap()]);
        assert_eq!((exit, found.as_str()), (1, code), "{file:?}");
    }
    assert_eq!(desk.ok(&["status"])["phrases"], 0);
}

#[test]
fn a_missing_or_damaged_blob_is_found() {
    let desk = Desk::new();
    let picture = desk.file("图.png", PNG);
    let id = desk.add(&["--text", "a", "--image", picture.to_str().unwrap()]);
    let blob = text(&desk.show(&id)["parts"][1]["blob"]);
    let path = desk.book().join("blobs").join(&blob[..2]).join(&blob[2..4]).join(&blob);
    std::fs::write(&path, "x").unwrap();
    let verify = || desk.run(&["--json", "verify"]);
    let damaged = verify();
    assert_eq!((damaged.exit, &damaged.value()["media"]["damaged"]), (1, &json!([blob])));
    std::fs::remove_file(&path).unwrap();
    let missing = verify();
    assert_eq!((missing.exit, &missing.value()["media"]["missing"]), (1, &json!([blob])));
    assert!(desk.run(&["verify"]).out.contains(&blob));
}

#[test]
fn exports_are_whole_or_not_there() {
    let desk = Desk::new();
    let picture = desk.file("图.png", PNG);
    desk.add(&["--title", "=1+1", "--text", "您好", "--image", picture.to_str().unwrap()]);
    desk.ok(&["library", "add", "空的"]);
    for name in ["出.csv", "出.xlsx", "出.json"] {
        let file = desk.file(name, "");
        let said = desk.ok(&["export", file.to_str().unwrap()]);
        assert_eq!(said, json!({"file": file, "phrases": 1, "files": 1}), "{name}");
        assert!(std::fs::metadata(&file).unwrap().len() > 100, "{name}");
    }
    let csv = std::fs::read_to_string(desk.book().with_file_name("出.csv")).unwrap();
    assert!(csv.contains("'=1+1"), "{csv}");
    let json = std::fs::read_to_string(desk.book().with_file_name("出.json")).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&json).unwrap()["format"], "huashu");
    let library = desk.file("一个.json", "");
    assert_eq!(desk.ok(&["export", library.to_str().unwrap(), "-l", "空的"])["phrases"], 0);
    assert_eq!(desk.fails(&["export", "出.docx"]).1, "unknown_format");
    assert_eq!(desk.fails(&["export", "没有/出.csv"]).0, 1);
    assert_eq!(desk.fails(&["export", "出.csv", "-l", "没有"]).0, 4);
}
