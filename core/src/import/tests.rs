//! What the tests of the readers share, and noise for all of them.

use std::io::{Cursor, Write};

use proptest::prelude::*;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::neighbours::Neighbours;
use super::*;

pub(crate) fn read_csv(text: &str) -> Reading {
    delimited::read("test.csv", text, &Neighbours::default(), &mut |_| {}).unwrap()
}

/// One line for each draft and issue, for tables of expectations.
pub(crate) fn shown(reading: &Reading) -> String {
    let mut lines = Vec::new();
    for draft in &reading.drafts {
        lines.push(format!("{} {}", draft.row, shown_draft(draft)));
    }
    for (mark, issues) in [("failed", &reading.failed), ("warned", &reading.warnings)] {
        for issue in issues {
            let column = issue.column.as_deref().unwrap_or("-");
            lines.push(format!("{mark} {} {column} {}", issue.row, issue.reason.as_str()));
        }
    }
    if !reading.unmapped.is_empty() {
        lines.push(format!("unmapped {}", reading.unmapped.join("|")));
    }
    lines.join("\n")
}

fn shown_draft(draft: &Draft) -> String {
    let mut fields: Vec<String> = Vec::new();
    let mut say = |name: &str, value: Option<String>| {
        fields.extend(value.map(|value| format!("{name}={}", value.replace('\n', "⏎"))));
    };
    let names =
        |files: &Vec<Attachment>| files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join("+");
    say("id", draft.id.map(|id| id.to_string()));
    say("library", draft.library.as_ref().map(|library| format!("{library:?}")));
    say(
        "category",
        draft.category.as_ref().map(|category| match category {
            CategoryRef::Path(path) => path.join("/"),
            CategoryRef::Listed(id) => id.to_string(),
        }),
    );
    say("title", draft.title.clone());
    say("text", draft.text.clone());
    say("code", draft.code.clone().map(Option::unwrap_or_default));
    say("keywords", draft.keywords.as_ref().map(|words| words.join("+")));
    say("images", draft.images.as_ref().map(names));
    say("files", draft.files.as_ref().map(names));
    say("from", draft.valid_from.flatten().map(|day| day.to_string()));
    say("until", draft.valid_until.flatten().map(|day| day.to_string()));
    say("active", draft.active.map(|active| active.to_string()));
    say("review", draft.review_by.flatten().map(|day| day.to_string()));
    say("lang", draft.lang.clone().flatten().map(|lang| lang.to_string()));
    say("sensitive", draft.sensitive.map(|flag| flag.to_string()));
    say("state", draft.publish_state.map(|state| format!("{state:?}")));
    for variant in &draft.variant_texts {
        say(&variant.key.header(), Some(variant.text.clone()));
    }
    say("origin", draft.origin.as_ref().map(|origin| format!("{}:{}", origin.source, origin.key)));
    fields.join(" ")
}

/// An archive of these files.
pub(crate) fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// One good file of each kind.
fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let csv = "分类,标题,内容,快捷码,图片,有效期,wechat/en\n售后/退款,退款,\"您好{客户名}，满__元\",tk1,a.png;b.png,2026-11-01..,Hi\n";
    let json = r#"{"format":"huashu","version":1,"libraries":[{"name":"a","categories":[{"id":"01890a5d-ac96-774b-bcce-b302099a8002","parent":null,"name":"b"}],"phrases":[{"title":"t","category":"01890a5d-ac96-774b-bcce-b302099a8002","parts":[{"kind":"text","text":"x"},{"kind":"image","name":"a.png"}],"variants":[{"lang":"en","parts":[]}]}]}]}"#;
    let yaml = "matches:\n  - triggers: [\":a\", b]\n    form: \"[[x]] y\"\n    vars: [{name: d, type: date, params: {format: \"%H\"}}]\n";
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, cell) in ["标题", "内容", "图片", "有效期"].iter().enumerate() {
        sheet.write(0, column as u16, *cell).unwrap();
    }
    sheet.write(1, 0, "一").unwrap();
    sheet.write(1, 1, 12.5).unwrap();
    let picture = crate::media::samples::png(3, 3);
    let image = || rust_xlsxwriter::Image::new_from_buffer(&picture).unwrap();
    sheet.embed_image(1, 2, &image()).unwrap();
    sheet.insert_image(1, 2, &image()).unwrap();
    sheet.merge_range(2, 0, 4, 0, "合", &rust_xlsxwriter::Format::new()).unwrap();
    sheet.write(4, 1, true).unwrap();
    let xlsx = book.save_to_buffer().unwrap();
    let zip = zipped(&[("t/a.csv", csv.as_bytes()), ("t/a.png", &picture)]);
    vec![
        ("a.csv", csv.as_bytes().to_vec()),
        ("a.csv", encoding_rs::GBK.encode(csv).0.into_owned()),
        ("a.csv", csv.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("a.json", json.as_bytes().to_vec()),
        ("a.yml", yaml.as_bytes().to_vec()),
        ("a.xlsx", xlsx),
        ("a.zip", zip),
    ]
}

#[test]
fn the_samples_are_good() {
    for (name, bytes) in samples() {
        let reading = read_bytes(name, bytes).unwrap();
        assert!(!reading.drafts.is_empty() && reading.failed.is_empty(), "{name}: {}", shown(&reading));
    }
}

fn read_bytes(name: &str, bytes: Vec<u8>) -> crate::Result<Reading> {
    let source = source::Source::Bytes { name: name.to_owned(), bytes, beside: Vec::new() };
    source::read(&source, &mut |_| {})
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]
    #[test]
    fn no_damaged_file_panics(
        sample in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in prop::option::weighted(0.3, any::<prop::sample::Index>()),
    ) {
        let all = samples();
        let (name, mut bytes) = all[sample.index(all.len())].clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(reading) = read_bytes(name, bytes) {
            for image in reading.drafts.iter().flat_map(|draft| draft.images.iter().flatten()) {
                let _ = image.read();
            }
        }
    }
}
