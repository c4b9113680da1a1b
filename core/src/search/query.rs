//! What a person typed, as terms to look for.

use super::chars;
use super::fold::Folded;
use super::pinyin::Readings;

/// Characters of a query that count; what follows is ignored. No one types more into a search line, and a pasted
/// page must not keep the phone busy.
pub const MAX_QUERY_CHARS: usize = 64;

/// A query split at white space into terms. Every term has to match, in any field and any order.
///
/// ```
/// use huashu_core::search::Query;
/// assert!(Query::parse(" 　").is_empty());
/// assert!(!Query::parse("顺丰 fh").is_empty());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Query {
    pub(crate) terms: Vec<Term>,
}

impl Query {
    /// Parses what was typed. There is no wrong query: what cannot match finds nothing.
    ///
    /// Only the first [`MAX_QUERY_CHARS`] characters count, spaces apart. Control and format characters, which come
    /// along with pasted text, are left out.
    pub fn parse(text: &str) -> Self {
        let mut room = MAX_QUERY_CHARS;
        let mut terms = Vec::new();
        for word in text.split_whitespace() {
            let mut folded = Folded::with_limit(word, room);
            folded.retain(|unit| unit.char().is_none_or(|c| !chars::is_invisible(c)));
            room -= folded.len();
            if !folded.is_empty() {
                terms.push(Term::new(folded));
            }
            if room == 0 {
                break;
            }
        }
        Self { terms }
    }

    /// Whether nothing is asked for: then every phrase matches.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether the terms, without the spaces between them, are the whole of a text: a short code that was typed.
    pub(crate) fn is_whole(&self, text: &Folded) -> bool {
        let typed = self.terms.iter().flat_map(|term| (0..term.len()).map(move |at| (&term.folded, at)));
        let len: usize = self.terms.iter().map(Term::len).sum();
        len == text.len() && typed.zip(0..).all(|((term, at), n)| text.same(n, term, at))
    }
}

/// One word of a query. Never empty.
#[derive(Clone, Debug)]
pub(crate) struct Term {
    pub(crate) folded: Folded,
    /// For each character its ASCII byte, or 0.
    pub(crate) ascii: Vec<u8>,
}

impl Term {
    fn new(folded: Folded) -> Self {
        let ascii = folded.units.iter().map(|unit| unit.ascii()).collect();
        Self { folded, ascii }
    }

    pub(crate) fn len(&self) -> usize {
        self.ascii.len()
    }

    /// Letters a to z in the term.
    pub(crate) fn letters(&self) -> usize {
        self.ascii.iter().filter(|byte| byte.is_ascii_lowercase()).count()
    }

    /// Characters in the term that can be read in pinyin.
    pub(crate) fn hanzi(&self) -> usize {
        self.folded.units.iter().filter(|unit| unit.readings != Readings::NONE).count()
    }

    pub(crate) fn is_letter(&self, at: usize) -> bool {
        self.ascii.get(at).is_some_and(u8::is_ascii_lowercase)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(query: &Query) -> Vec<String> {
        let term = |term: &Term| term.folded.units.iter().map(|u| u.char().unwrap_or('?')).collect();
        query.terms.iter().map(term).collect()
    }

    #[test]
    fn parses() {
        let cases: &[(&str, &[&str])] = &[
            ("fh", &["fh"]),
            ("  顺丰　ＦＨ\t發貨\n", &["顺丰", "fh", "发货"]),
            ("\u{FEFF}fa\u{200B}huo\u{0}", &["fahuo"]),
            ("\u{200B} ，", &[","]),
            ("lüe nǚ", &["lue", "nu"]),
            ("👨‍👩‍👧 ❤️", &["?", "❤"]),
            ("", &[]),
            (" \u{3000}\r\n", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(&Query::parse(text)), *expected, "{text:?}");
        }
    }

    #[test]
    fn only_the_first_64_characters_count() {
        assert_eq!(shown(&Query::parse(&"a".repeat(1000))), ["a".repeat(64)]);
        assert_eq!(shown(&Query::parse(&"ab ".repeat(1000))).len(), 32);
        assert_eq!(
            shown(&Query::parse(&format!("{} xyz", "a".repeat(62)))),
            ["a".repeat(62), "xy".to_owned()]
        );
        let zalgo = format!("a{} b", "\u{301}".repeat(5000));
        assert_eq!(shown(&Query::parse(&zalgo)), ["a", "b"]);
    }
}
