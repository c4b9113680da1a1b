//! What the peers that are built here know of Chinese: readings from the `pinyin` crate, and a plain fold.
//!
//! None of it is shared with the search of the core, so that an error there does not hide here. Only the table of
//! traditional characters is the core's file; it comes from OpenCC.

use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

use pinyin::{ToPinyin, ToPinyinMulti};
use unicode_normalization::UnicodeNormalization;

const SIMPLIFY: &str = include_str!("../../core/data/simplify.txt");

/// A folded character, with the number of the scalar value that it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Folded {
    pub(crate) char: char,
    pub(crate) at: u32,
}

/// Folds width, case and traditional characters, and drops variation selectors.
pub(crate) fn fold(text: &str) -> impl Iterator<Item = Folded> + '_ {
    text.chars().zip(0..).filter(|(c, _)| !('\u{FE00}'..='\u{FE0F}').contains(c)).flat_map(|(c, at)| {
        std::iter::once(c)
            .nfkc()
            .flat_map(char::to_lowercase)
            .map(move |c| Folded { char: simplified().get(&c).copied().unwrap_or(c), at })
    })
}

/// The terms of a query, folded.
pub(crate) fn terms(query: &str) -> Vec<Vec<char>> {
    query.split_whitespace().map(|term| fold(term).map(|folded| folded.char).collect()).collect()
}

/// Every toneless reading of a character, spelled as it is typed: ü as v and as u.
pub(crate) fn readings(c: char) -> Vec<String> {
    let mut readings: Vec<String> = Vec::new();
    for syllable in c.to_pinyin_multi().into_iter().flatten() {
        let plain = syllable.plain();
        let spellings = if plain.contains('ü') {
            [plain.replace('ü', "v"), plain.replace('ü', "u")].to_vec()
        } else {
            vec![plain.to_owned()]
        };
        for spelling in spellings {
            if !readings.contains(&spelling) {
                readings.push(spelling);
            }
        }
    }
    readings
}

/// The commonest reading of a character; ü is v.
pub(crate) fn first_reading(c: char) -> Option<String> {
    Some(c.to_pinyin()?.plain().replace('ü', "v"))
}

/// What may stand for a syllable of which only the beginning is typed: its first letter, or zh, ch, sh.
pub(crate) fn initials(spelling: &str) -> impl Iterator<Item = &str> {
    let long =
        ["zh", "ch", "sh"].into_iter().find(|initial| spelling.starts_with(initial) && spelling.len() > 2);
    spelling.get(..1).into_iter().chain(long)
}

/// Every syllable that some character of Unicode's basic plane is read as.
pub(crate) fn syllables() -> &'static BTreeSet<String> {
    static SYLLABLES: OnceLock<BTreeSet<String>> = OnceLock::new();
    SYLLABLES.get_or_init(|| ('\u{3400}'..='\u{9FFF}').flat_map(readings).collect())
}

/// The traditional characters and variants of a simplified one.
pub(crate) fn traditional(c: char) -> &'static [char] {
    static TABLE: OnceLock<HashMap<char, Vec<char>>> = OnceLock::new();
    let table = TABLE.get_or_init(|| lines().collect());
    table.get(&c).map_or(&[], Vec::as_slice)
}

fn simplified() -> &'static HashMap<char, char> {
    static TABLE: OnceLock<HashMap<char, char>> = OnceLock::new();
    TABLE.get_or_init(|| {
        lines().flat_map(|(to, from)| from.into_iter().map(move |traditional| (traditional, to))).collect()
    })
}

/// The lines of the table: a simplified character, and those that fold to it.
fn lines() -> impl Iterator<Item = (char, Vec<char>)> {
    SIMPLIFY.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut characters = line.chars().filter(|c| *c != ' ');
        Some((characters.next()?, characters.collect()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds() {
        for (text, expected) in
            [("ＸＬ發貨", "xl发货"), ("４８小时！", "48小时!"), ("❤️🌹", "❤🌹"), ("㎏Ⅱ", "kgii"), ("", "")]
        {
            assert_eq!(fold(text).map(|folded| folded.char).collect::<String>(), expected);
        }
        assert_eq!(fold("❤️㎏a").map(|folded| folded.at).collect::<Vec<_>>(), [0, 2, 2, 3]);
    }

    #[test]
    fn reads() {
        assert_eq!(readings('发'), ["fa"]);
        assert_eq!(readings('绿'), ["lv", "lu"]);
        assert_eq!(readings('略'), ["lve", "lue"]);
        assert_eq!(readings('重')[..2], ["zhong", "chong"]);
        assert!(readings('a').is_empty() && readings('🌹').is_empty());
        assert_eq!(initials("shun").collect::<Vec<_>>(), ["s", "sh"]);
        assert_eq!(initials("fa").collect::<Vec<_>>(), ["f"]);
        assert!((400..450).contains(&syllables().len()), "{}", syllables().len());
        assert!(traditional('发').contains(&'發'));
    }
}
