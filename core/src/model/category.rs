//! The category tree of a library.

use serde::{Deserialize, Serialize};

use super::phrase::Meta;
use super::{Extra, OrderKey};
use crate::ids::{CategoryId, LibraryId};

/// The greatest depth of the tree; two levels are in daily use.
pub const MAX_DEPTH: usize = 5;

/// A node of a library's tree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Category {
    /// Its id.
    pub id: CategoryId,
    /// The library that it lies in.
    #[serde(skip, default = "super::library::unset")]
    pub library: LibraryId,
    /// The category that it lies in; `None` at the top.
    pub parent: Option<CategoryId>,
    /// Its place among its siblings.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub pos: OrderKey,
    /// Its name; siblings may share one, since replicas meet.
    pub name: String,
    /// Bookkeeping for sync, trash and display.
    #[serde(flatten)]
    pub meta: Meta,
    /// Fields that this edition does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A category to be added, at the end of its siblings.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NewCategory {
    /// The library that it will lie in.
    pub library: LibraryId,
    /// The category that it will lie in; `None` for the top.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub parent: Option<CategoryId>,
    /// Its name.
    pub name: String,
    /// Its id where one is known already: from a file of ours.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub id: Option<CategoryId>,
    /// Fields that this edition does not know.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub extra: Extra,
}

/// Splits a path as people type it: `一级/二级` or `A::B`; `\/` is a slash in a name, `\\` a backslash.
/// White space around names falls away, and so do empty names.
pub fn parse_path(path: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let mut chars = path.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\\' if matches!(chars.peek(), Some('/' | '\\')) => {
                let escaped = chars.next().unwrap_or('\\');
                push(&mut names, escaped);
            }
            '/' => names.push(String::new()),
            ':' if chars.peek() == Some(&':') => {
                chars.next();
                names.push(String::new());
            }
            other => push(&mut names, other),
        }
    }
    names.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

fn push(names: &mut [String], char: char) {
    if let Some(last) = names.last_mut() {
        last.push(char);
    }
}

/// Writes a path so that [`parse_path`] reads the same names back.
pub fn format_path(names: &[String]) -> String {
    let escaped: Vec<String> =
        names.iter().map(|name| name.replace('\\', "\\\\").replace('/', "\\/")).collect();
    escaped.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_split_as_people_type_them() {
        for (path, names) in [
            ("售后/退款", &["售后", "退款"][..]),
            (" 售后 / 退款 ", &["售后", "退款"]),
            ("A::B::C", &["A", "B", "C"]),
            (r"满减\/折扣/双11", &["满减/折扣", "双11"]),
            ("/售后//退款/", &["售后", "退款"]),
            ("时间 10:30", &["时间 10:30"]),
            (r"a\b", &[r"a\b"]),
            ("", &[]),
        ] {
            assert_eq!(parse_path(path), names, "{path}");
        }
    }

    #[test]
    fn a_path_survives_writing_and_reading() {
        for names in [&["满减/折扣", r"反\斜"][..], &["A"], &[r"尾\", "b"]] {
            let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
            assert_eq!(parse_path(&format_path(&names)), names);
        }
    }
}
