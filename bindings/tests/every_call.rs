//! Every method of the door gets bad input, in Kotlin and in Swift.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::fs;
use std::path::Path;

/// The names of the exported functions and methods, as Kotlin and Swift have them.
fn door(folder: &Path, names: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            door(&path, names);
            continue;
        }
        let source = fs::read_to_string(path).unwrap();
        for block in source.split("\n#[uniffi::export]\n").skip(1) {
            let block = block.split("\n}\n").next().unwrap();
            let mut renamed = None;
            for line in block.lines().map(str::trim_start) {
                if let Some(rest) = line.strip_prefix("#[uniffi::") {
                    renamed = rest.split("name = \"").nth(1).and_then(|name| name.split('"').next());
                }
                let declared = line.strip_prefix("pub async fn ").or_else(|| line.strip_prefix("pub fn "));
                if let Some(declared) = declared {
                    let name = declared.split(['(', '<']).next().unwrap();
                    names.push(camel(renamed.take().unwrap_or(name)));
                }
            }
        }
    }
}

/// `add_phrase` → `addPhrase`.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap().to_owned();
    words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..])
}

#[test]
fn every_method_gets_bad_input_in_both_languages() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut names = Vec::new();
    door(&here.join("src"), &mut names);
    assert!(names.len() > 100, "{names:?}");
    let story = here.join("../tests/bindings");
    for file in ["kotlin-story/EveryCall.kt", "swift-story/Tests/StoryTests/EveryCall.swift"] {
        let calls = fs::read_to_string(story.join(file)).unwrap();
        let is_called =
            |name: &&String| calls.contains(&format!(".{name}(")) || calls.contains(&format!(" {name}("));
        let missing: Vec<_> = names.iter().filter(|name| !is_called(name)).collect();
        assert_eq!(missing, Vec::<&String>::new(), "{file}");
    }
}
