//! Queries that are meant to be slow: no list is complete, but these are what has hurt search elsewhere.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::speed;
use crate::Result;
use crate::chinese;
use crate::engine::{Name, Source};
use crate::random::Random;

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Adversarial {
    pub(crate) families: Vec<Family>,
}

/// Queries of one sort.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Family {
    pub(crate) name: String,
    /// How many there are, and how many of them the allowance was enough for.
    pub(crate) queries: usize,
    pub(crate) asked: usize,
    /// The longest of their best times, in microseconds, and the beginning of that query.
    pub(crate) max_micros: f64,
    pub(crate) slowest: String,
}

impl Adversarial {
    pub(crate) fn take(name: Name, source: &Source<'_>, allowance: Duration) -> Result<Self> {
        let families = families(source);
        let mut queries: Vec<(usize, &str)> = families
            .iter()
            .enumerate()
            .flat_map(|(family, (_, queries))| queries.iter().map(move |query| (family, query.as_str())))
            .collect();
        Random::new(1).shuffle(&mut queries);
        let texts: Vec<&str> = queries.iter().map(|(_, query)| *query).collect();
        let best = speed::best_times(name.build(source)?.as_mut(), &texts, allowance)?;
        let mut figures: Vec<Family> =
            families.iter().map(|(name, queries)| Family::new(name, queries.len())).collect();
        for ((family, query), micros) in queries.iter().zip(&best.micros) {
            figures[*family].add(query, *micros);
        }
        Ok(Self { families: figures })
    }
}

impl Family {
    fn new(name: &str, queries: usize) -> Self {
        Self { name: name.to_owned(), queries, asked: 0, max_micros: 0.0, slowest: String::new() }
    }

    fn add(&mut self, query: &str, micros: f64) {
        self.asked += 1;
        if micros > self.max_micros {
            self.max_micros = micros;
            self.slowest = query.chars().take(24).collect();
        }
    }
}

/// Families of queries by name.
fn families(source: &Source<'_>) -> Vec<(&'static str, Vec<String>)> {
    let lengths = [2, 3, 5, 8, 16, 32, 63, 64, 65, 500];
    let repeated = |units: &[&str]| -> Vec<String> {
        let cut = |unit: &str, len: usize| unit.chars().cycle().take(len).collect::<String>();
        units.iter().flat_map(|unit| lengths.iter().map(move |len| cut(unit, *len))).collect()
    };
    let terms = |term: &str, count: usize| vec![term; count].join(" ");
    let paste: String = source.phrases.iter().flat_map(|phrase| phrase.text.chars()).take(3000).collect();
    let start = |len: usize| paste.chars().take(len).collect::<String>();
    let nothing = [
        "",
        " ",
        "\u{3000}",
        "\t\r\n",
        "\u{0}\u{1}\u{7f}",
        "\u{200B}\u{200D}\u{FEFF}",
        "\u{202E}",
        "\u{301}\u{301}\u{301}",
    ];
    vec![
        ("one letter", ('a'..='z').map(String::from).collect()),
        ("two letters", two_letters()),
        ("a letter repeated", repeated(&["a", "e", "n", "g", "z", "h", "s", "u", "v"])),
        (
            "ambiguous syllables",
            repeated(&[
                "an", "na", "ang", "xian", "xiang", "fangan", "ee", "er", "ngang", "zhshch", "shi", "yi",
                "de", "haode", "aoe",
            ]),
        ),
        ("everyday initials", repeated(&["fh", "nh", "qs", "wmhzksfh", "bdzfyh", "ddd", "dhs"])),
        ("a hanzi repeated", repeated(&["的", "货", "您好", "一二三", "𠀀", "发fh"])),
        ("digits", repeated(&["1", "0", "12", "99减", "2026"])),
        ("emoji", repeated(&["🌹", "😊", "👨‍👩‍👧", "🇨🇳", "❤️", "👍🏽"])),
        ("punctuation", repeated(&["，", ".", "-", "！？", "[]", "/", "\\", "%", "_", "\"", "'", "*", "~ "])),
        (
            "3,000 characters pasted",
            vec![
                paste.clone(),
                paste.replace('，', " "),
                start(64),
                start(65),
                start(200),
                paste.chars().rev().collect(),
            ],
        ),
        (
            "a text spelled out",
            source.phrases.iter().take(20).flat_map(|phrase| spelled(&phrase.text)).collect(),
        ),
        (
            "32 terms",
            vec![
                terms("a", 32),
                terms("fh", 32),
                terms("fahuo", 32),
                terms("的", 32),
                terms("an", 64),
                terms("n 的", 16),
                start(64).split("").collect::<Vec<_>>().join(" "),
            ],
        ),
        (
            "nothing visible, other scripts",
            nothing
                .iter()
                .map(ToString::to_string)
                .chain(repeated(&["ע", "ก็", "한", "İ", "ﷺ", "e\u{301}"]))
                .collect(),
        ),
    ]
}

/// The beginning of a text in pinyin and in initials, and the same with a last letter that does not fit.
fn spelled(text: &str) -> Vec<String> {
    let readings: Vec<String> = text.chars().filter_map(chinese::first_reading).take(60).collect();
    let full: String = readings.concat().chars().take(63).collect();
    let initials: String = readings.iter().filter_map(|reading| reading.chars().next()).collect();
    let wrong = |spelling: &str| format!("{spelling}q");
    vec![wrong(&full), wrong(&initials), full, initials]
}

fn two_letters() -> Vec<String> {
    ('a'..='z').flat_map(|first| ('a'..='z').map(move |second| format!("{first}{second}"))).collect()
}
