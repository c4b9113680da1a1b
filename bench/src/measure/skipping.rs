//! Whether a phrase matches when spaces and punctuation inside its texts are passed over.
//!
//! The matching rules allow that, and the oracle does not know it. Judged by the brute force, on texts without the marks.

use std::path::Path;

use crate::Result;
use crate::corpus::{Fields, Phrase};
use crate::engine::{Name, Source};

pub(super) fn matches(phrase: &Phrase, fields: Fields, query: &str) -> Result<bool> {
    let bare = Phrase {
        title: without_marks(&phrase.title, None),
        code: without_marks(&phrase.code, None),
        // No run goes from one name into the next.
        category: without_marks(&phrase.category, Some('/')),
        keywords: without_marks(&phrase.keywords, Some(' ')),
        text: without_marks(&phrase.text, None),
        ..Phrase::default()
    };
    let none = Path::new("");
    let source = Source { phrases: &[bare], corpus: none, fields, scratch: none, node: None };
    Ok(!Name::Brute.build(&source)?.all(query, false)?.is_empty())
}

fn without_marks(text: &str, border: Option<char>) -> String {
    text.chars().filter(|c| Some(*c) == border || !is_mark(*c)).collect()
}

/// A space or a punctuation mark of ASCII, of general punctuation, of CJK, or in full width.
fn is_mark(c: char) -> bool {
    c.is_whitespace()
        || c.is_ascii_punctuation()
        || matches!(c, '·' | '\u{2000}'..='\u{206F}' | '\u{3000}'..='\u{3020}' | '！'..='／' | '：'..='＠' | '［'..='｀' | '｛'..='･')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_passed_over_and_borders_are_not() {
        let phrase = Phrase {
            title: "满99-减10".into(),
            text: "今天发，货".into(),
            category: "售前/欢迎".into(),
            keywords: "大促 常用".into(),
            ..Phrase::default()
        };
        let cases = [
            ("fahuo", true),
            ("99减", true),
            ("天 fh", true),
            ("qianhuan", false),
            ("促常", false),
            ("货发", false),
        ];
        for (query, expected) in cases {
            assert_eq!(matches(&phrase, Fields::All, query).unwrap(), expected, "{query}");
        }
        assert!(!matches(&phrase, Fields::Titles, "fahuo").unwrap());
    }
}
