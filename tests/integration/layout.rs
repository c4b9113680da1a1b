//! Reads the sources and holds the boundaries that ARCHITECTURE.md draws.

use std::fs;
use std::path::{Path, PathBuf};

/// A word that may stand only below these paths of `core/src`.
const BOUNDARIES: [(&str, &[&str]); 9] = [
    ("rusqlite::", &["store/", "error/mod.rs"]),
    ("SELECT ", &["store/"]),
    ("image::", &["media/"]),
    ("zip::", &["import/", "export/"]),
    ("quick_xml::", &["import/"]),
    ("rust_xlsxwriter::", &["export/"]),
    ("tantivy::", &["search/"]),
    ("SystemTime::now", &[]),
    ("println!", &[]),
];

#[test]
fn words_stay_inside_their_boundaries() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src");
    let sources = sources(&root);
    assert!(sources.len() > 40, "the sources were read");
    let mut trespasses = Vec::new();
    for path in &sources {
        let inside = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        for (number, line) in fs::read_to_string(path).unwrap().lines().enumerate() {
            if line.trim_start().starts_with("//") {
                continue;
            }
            for (word, homes) in BOUNDARIES {
                if contains_word(line, word) && !homes.iter().any(|home| inside.starts_with(home)) {
                    trespasses
                        .push(format!("core/src/{inside}:{}: {word} belongs under {homes:?}", number + 1));
                }
            }
        }
    }
    assert!(trespasses.is_empty(), "{}", trespasses.join("\n"));
}

/// The word, not as the end of a longer one.
fn contains_word(line: &str, word: &str) -> bool {
    line.match_indices(word)
        .any(|(at, _)| !line[..at].ends_with(|char: char| char.is_alphanumeric() || char == '_'))
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_test = path.file_stem().is_some_and(|name| name.to_string_lossy().ends_with("tests"));
        if path.is_dir() {
            if !is_test {
                found.extend(sources(&path));
            }
        } else if path.extension().is_some_and(|kind| kind == "rs") && !is_test {
            found.push(path);
        }
    }
    found
}
