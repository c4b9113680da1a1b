//! Queries made from the phrases of a corpus: what a person might type who looks for this one phrase.
//!
//! The queries of the bench are a fixed list, which an engine may come to fit. These are made anew for each seed.

use std::collections::{BTreeMap, BTreeSet};

use crate::chinese;
use crate::corpus::{Field, Fields, Phrase};
use crate::queries::Kind;
use crate::random::Random;

/// The kinds that are derived. `Negative` is what almost spells the phrase and must not find it exactly.
pub(crate) const KINDS: [Kind; 12] = [
    Kind::Full,
    Kind::Initials,
    Kind::Mixed,
    Kind::Prefix,
    Kind::ZhSubstr,
    Kind::Trad,
    Kind::Code,
    Kind::Multi,
    Kind::Fuzzy,
    Kind::Typo,
    Kind::Homophone,
    Kind::Negative,
];

/// Letters that a typing error may put in.
const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
/// Letters of a term below which a typing error is not expected to be mended.
const MIN_TYPO_LETTERS: usize = 4;
/// Phrases that are tried for one query; most fit at once, short titles may not.
const TRIES: usize = 200;

/// Initials and finals that many do not tell apart.
const FUZZY_INITIALS: [(&str, &str); 6] =
    [("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("r", "l"), ("h", "f")];
const FUZZY_FINALS: [(&str, &str); 3] = [("ang", "an"), ("eng", "en"), ("ing", "in")];

/// A query and the phrase that it was derived from.
#[derive(Clone, Debug)]
pub(crate) struct Derived {
    pub(crate) kind: Kind,
    pub(crate) query: String,
    /// The number of the phrase, from 0.
    pub(crate) source: usize,
    /// The characters of the phrase that are meant.
    pub(crate) meant: String,
}

/// Makes `count` queries of every kind that the fields allow, kinds taking turns.
pub(crate) fn derive(phrases: &[Phrase], fields: Fields, count: usize, seed: u64) -> Vec<Derived> {
    let mut maker = Maker { phrases, fields, random: Random::new(seed), homophones: homophones(phrases) };
    let kinds: Vec<Kind> =
        KINDS.into_iter().filter(|kind| fields == Fields::All || *kind != Kind::Code).collect();
    (0..count).flat_map(|_| kinds.clone()).filter_map(|kind| maker.make(kind)).collect()
}

/// The hanzi of the corpus by their commonest reading.
fn homophones(phrases: &[Phrase]) -> BTreeMap<String, Vec<char>> {
    let hanzi: BTreeSet<char> =
        phrases.iter().flat_map(|phrase| phrase.title.chars().chain(phrase.text.chars())).collect();
    let mut by_reading: BTreeMap<String, Vec<char>> = BTreeMap::new();
    for c in hanzi {
        if let Some(reading) = reading(c) {
            by_reading.entry(reading).or_default().push(c);
        }
    }
    by_reading
}

struct Maker<'a> {
    phrases: &'a [Phrase],
    fields: Fields,
    random: Random,
    homophones: BTreeMap<String, Vec<char>>,
}

impl Maker<'_> {
    fn make(&mut self, kind: Kind) -> Option<Derived> {
        (0..TRIES).find_map(|_| {
            let source = self.random.below(self.phrases.len());
            let (query, meant) = self.typed(kind, &self.phrases[source])?;
            Some(Derived { kind, query, source, meant })
        })
    }

    /// What is typed for a phrase, and what is meant.
    fn typed(&mut self, kind: Kind, phrase: &Phrase) -> Option<(String, String)> {
        match kind {
            Kind::Code => self.code(phrase),
            Kind::Multi => {
                let kinds = [Kind::Full, Kind::Mixed, Kind::ZhSubstr, Kind::Prefix, Kind::Initials];
                let (first, second) = (*self.random.pick(&kinds)?, *self.random.pick(&kinds)?);
                let (a, b) = (self.window(phrase)?, self.window(phrase)?);
                let query = format!("{} {}", self.spell(first, &a)?, self.spell(second, &b)?);
                Some((query, format!("{} {}", text(&a), text(&b))))
            }
            _ => {
                let window = self.window(phrase)?;
                // What is typed by another reading than the context's is one deviation already.
                if matches!(kind, Kind::Fuzzy | Kind::Typo) && !window.iter().all(|c| has_one_reading(*c)) {
                    return None;
                }
                Some((self.spell(kind, &window)?, text(&window)))
            }
        }
    }

    fn code(&mut self, phrase: &Phrase) -> Option<(String, String)> {
        let len = phrase.code.len();
        if !phrase.code.is_ascii() || len < 2 {
            return None;
        }
        let end = 2 + self.random.below(len - 1);
        Some((phrase.code.get(..end)?.to_owned(), phrase.code.clone()))
    }

    /// Two to five hanzi that stand together in the title or the text.
    fn window(&mut self, phrase: &Phrase) -> Option<Vec<char>> {
        let field = match self.fields {
            Fields::All if self.random.below(2) == 0 => Field::Text,
            _ => Field::Title,
        };
        let characters: Vec<char> = phrase.field(field).chars().collect();
        let runs: Vec<&[char]> = characters
            .chunk_by(|a, b| reading(*a).is_some() && reading(*b).is_some())
            .filter(|run| run.len() >= 2)
            .collect();
        let run = self.random.pick(&runs)?;
        let len = 2 + self.random.below(run.len().min(5) - 1);
        let start = self.random.below(run.len() - len + 1);
        Some(run[start..start + len].to_vec())
    }

    fn spell(&mut self, kind: Kind, window: &[char]) -> Option<String> {
        let readings: Vec<String> = window.iter().filter_map(|c| reading(*c)).collect();
        let full = readings.concat();
        match kind {
            Kind::Full => Some(full),
            Kind::Initials => Some(readings.iter().map(|reading| self.initial(reading)).collect()),
            Kind::Mixed => {
                Some(window.iter().zip(&readings).map(|(c, reading)| self.any_way(*c, reading)).collect())
            }
            Kind::Prefix => {
                let cut = self.random.below(readings.last()?.len());
                full.get(..full.len() - cut).map(str::to_owned)
            }
            Kind::ZhSubstr => Some(text(window)),
            Kind::Trad => self.traditional(window),
            Kind::Fuzzy => self.fuzzy(readings),
            Kind::Typo => self.typo(full),
            Kind::Homophone => self.homophone(window, &readings),
            Kind::Negative => negative(&full),
            Kind::Polyphone | Kind::LatinDigit | Kind::WidthEmoji | Kind::Code | Kind::Multi => None,
        }
    }

    fn initial(&mut self, reading: &str) -> String {
        let initials: Vec<&str> = chinese::initials(reading).collect();
        self.random.pick(&initials).copied().unwrap_or_default().to_owned()
    }

    fn any_way(&mut self, c: char, reading: &str) -> String {
        match self.random.below(3) {
            0 => c.to_string(),
            1 => reading.to_owned(),
            _ => self.initial(reading),
        }
    }

    fn traditional(&mut self, window: &[char]) -> Option<String> {
        let typed: String = window
            .iter()
            .map(|c| self.random.pick(chinese::traditional(*c)).copied().unwrap_or(*c))
            .collect();
        (typed != text(window)).then_some(typed)
    }

    /// One syllable said with a sound that is taken for its own.
    fn fuzzy(&mut self, mut readings: Vec<String>) -> Option<String> {
        let at = self.random.below(readings.len());
        let alike = alike(readings.get(at)?);
        readings[at] = self.random.pick(&alike)?.clone();
        Some(readings.concat())
    }

    /// One letter missing, too many, wrong, or exchanged with its neighbour.
    fn typo(&mut self, full: String) -> Option<String> {
        let mut letters = full.clone().into_bytes();
        let at = self.random.below(letters.len());
        let letter = *self.random.pick(LETTERS)?;
        match self.random.below(4) {
            0 => drop(letters.remove(at)),
            1 => letters.insert(at, letter),
            2 => letters[at] = letter,
            _ if at + 1 < letters.len() => letters.swap(at, at + 1),
            _ => return None,
        }
        let typed = String::from_utf8(letters).ok()?;
        (typed != full && typed.len() >= MIN_TYPO_LETTERS).then_some(typed)
    }

    /// One hanzi for another of the same sound, as input methods offer it.
    fn homophone(&mut self, window: &[char], readings: &[String]) -> Option<String> {
        let at = self.random.below(window.len());
        let other = *self.random.pick(self.homophones.get(readings.get(at)?)?)?;
        let mut typed = window.to_vec();
        typed[at] = other;
        let folded = |characters: &[char]| chinese::terms(&text(characters));
        (folded(&typed) != folded(window)).then(|| text(&typed))
    }
}

/// The commonest reading of a hanzi, if it can be typed in letters.
fn reading(c: char) -> Option<String> {
    let reading = chinese::first_reading(c)?;
    let has_vowel = reading.bytes().any(|letter| b"aeiouv".contains(&letter));
    (has_vowel && reading.bytes().all(|letter| letter.is_ascii_lowercase())).then_some(reading)
}

fn has_one_reading(c: char) -> bool {
    chinese::readings(c).len() == 1
}

fn text(characters: &[char]) -> String {
    characters.iter().collect()
}

/// The syllables that are easily taken for this one.
fn alike(reading: &str) -> Vec<String> {
    let mut alike = Vec::new();
    for (a, b) in FUZZY_INITIALS.into_iter().flat_map(|(a, b)| [(a, b), (b, a)]) {
        let own = chinese::initials(reading).last();
        if own == Some(a) {
            alike.extend(reading.strip_prefix(a).map(|rest| format!("{b}{rest}")));
        }
    }
    for (a, b) in FUZZY_FINALS.into_iter().flat_map(|(a, b)| [(a, b), (b, a)]) {
        alike.extend(reading.strip_suffix(a).map(|rest| format!("{rest}{b}")));
    }
    alike.retain(|syllable| chinese::syllables().contains(syllable));
    alike
}

/// A spelling that no syllable of the phrase begins: without its first letter, if what is left cannot begin a run.
fn negative(full: &str) -> Option<String> {
    full.get(1..).filter(|rest| rest.starts_with(['i', 'u'])).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrases() -> Vec<Phrase> {
        vec![
            Phrase {
                title: "退款到账时间".into(),
                code: "tk01".into(),
                text: "您的退款已经同意，发货时间是48小时；请注意查收订单信息".into(),
                ..Phrase::default()
            },
            Phrase { title: "顺丰".into(), text: "好的".into(), ..Phrase::default() },
        ]
    }

    #[test]
    fn queries_are_of_every_kind_and_the_same_for_the_same_seed() {
        let phrases = phrases();
        let queries = derive(&phrases, Fields::All, 20, 7);
        for kind in KINDS {
            assert_eq!(queries.iter().filter(|derived| derived.kind == kind).count(), 20, "{kind}");
        }
        let again = derive(&phrases, Fields::All, 20, 7);
        assert!(queries.iter().zip(&again).all(|(a, b)| a.query == b.query && a.source == b.source));
        let other = derive(&phrases, Fields::All, 20, 8);
        assert!(queries.iter().zip(&other).any(|(a, b)| a.query != b.query));
    }

    #[test]
    fn what_is_meant_stands_in_the_phrase() {
        let phrases = phrases();
        for Derived { kind, query, source, meant } in derive(&phrases, Fields::All, 50, 1) {
            let phrase = &phrases[source];
            let whole = format!("{} {} {}", phrase.title, phrase.code, phrase.text);
            assert!(meant.split(' ').all(|part| whole.contains(part)), "{kind} {query}: {meant}");
            assert!(!query.is_empty() && (kind != Kind::ZhSubstr || query == meant));
        }
    }

    #[test]
    fn sounds_that_are_taken_for_each_other() {
        for (reading, expected) in [
            ("shun", &["sun"][..]),
            ("ling", &["ning", "lin"]),
            ("zhang", &["zang", "zhan"]),
            ("fa", &["ha"]),
            ("an", &["ang"]),
            ("he", &[]),
        ] {
            assert_eq!(alike(reading), expected, "{reading}");
        }
        assert_eq!(negative("tuikuan").as_deref(), Some("uikuan"));
        assert_eq!(negative("fahuo"), None);
    }
}
