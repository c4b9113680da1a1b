//! How customers say things, and what teams write about them: the table of `core/data/intents.txt`.
//!
//! A customer who waits says 怎么还没到, a phrase that helps says 物流 and 派送; no word is the same. Each line of the
//! table names ways to say one thing and the words that a fitting phrase is likely to have. It is asked when a message
//! comes and is in no index, so that a better table needs no new index.
//!
//! A way counts where it stands in the message and is not part of a longer way there: 退货 says nothing inside
//! 退货运费.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::search::chars::Class;
use crate::search::fold::Folded;

const DATA: &str = include_str!("../../../data/intents.txt");

/// How many characters may stand between the two halves of a way with a gap.
const GAP: usize = 8;

/// What a message seems to be about: the words of one line of the table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Intent {
    /// What fitting phrases write.
    pub(super) words: &'static [String],
    /// Whether the line is one that speaks only where no other does.
    pub(super) weak: bool,
}

/// The intents of a message, in the order of the table.
pub(super) fn intents(message: &Folded) -> Vec<Intent> {
    table().read(message)
}

struct Table {
    lines: Vec<Line>,
    /// The pieces that ways are made of, each once.
    pieces: Vec<Vec<char>>,
    /// The pieces that begin with a character.
    by_first: HashMap<char, Vec<usize>>,
    /// The ways of one piece, and those of two with a gap between them; with the number of their line.
    whole: HashMap<usize, Vec<usize>>,
    gapped: Vec<(usize, usize, usize)>,
}

#[derive(Default)]
struct Line {
    words: Vec<String>,
    weak: bool,
}

/// A piece in a message.
#[derive(Clone, Copy)]
struct Place {
    piece: usize,
    start: usize,
    end: usize,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| Table::parse(DATA))
}

impl Table {
    fn parse(data: &str) -> Self {
        let mut table = Self {
            lines: Vec::new(),
            pieces: Vec::new(),
            by_first: HashMap::new(),
            whole: HashMap::new(),
            gapped: Vec::new(),
        };
        let mut known = HashMap::new();
        for line in data.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let Some((ways, words)) = line.split_once('→') else { continue };
            let number = table.lines.len();
            let weak = ways.starts_with('?');
            for way in ways.trim_start_matches('?').split_whitespace() {
                let mut pieces = way.split('~').map(|piece| table.piece(piece, &mut known));
                match (pieces.next(), pieces.next()) {
                    (Some(first), Some(second)) => table.gapped.push((first, second, number)),
                    (Some(only), None) => table.whole.entry(only).or_default().push(number),
                    (None, _) => {}
                }
            }
            table.lines.push(Line { words: words.split_whitespace().map(str::to_owned).collect(), weak });
        }
        table
    }

    fn piece(&mut self, text: &str, known: &mut HashMap<Vec<char>, usize>) -> usize {
        let characters: Vec<char> = Folded::new(text).units.iter().filter_map(|unit| unit.char()).collect();
        *known.entry(characters).or_insert_with_key(|characters| {
            let number = self.pieces.len();
            if let Some(first) = characters.first() {
                self.by_first.entry(*first).or_default().push(number);
            }
            self.pieces.push(characters.clone());
            number
        })
    }

    fn read(&'static self, message: &Folded) -> Vec<Intent> {
        let places = self.places(message);
        let wholes: Vec<Place> =
            places.iter().copied().filter(|at| self.whole.contains_key(&at.piece)).collect();
        let hidden = inside_longer(message.len(), &wholes);
        let free: Vec<Place> = places.into_iter().filter(|place| !hidden(place)).collect();
        let mut said = vec![false; self.lines.len()];
        for line in free.iter().filter_map(|place| self.whole.get(&place.piece)).flatten() {
            said[*line] = true;
        }
        let mut by_piece: HashMap<usize, Vec<Place>> = HashMap::new();
        for place in &free {
            by_piece.entry(place.piece).or_default().push(*place);
        }
        let sentences = sentences(message);
        for (first, second, line) in &self.gapped {
            if let (false, Some(firsts), Some(seconds)) =
                (said[*line], by_piece.get(first), by_piece.get(second))
            {
                said[*line] = near(firsts, seconds, &sentences) || near(seconds, firsts, &sentences);
            }
        }
        let mut found: Vec<Intent> = (self.lines.iter().zip(said))
            .filter(|(line, said)| *said && !line.words.is_empty())
            .map(|(line, _)| Intent { words: &line.words, weak: line.weak })
            .collect();
        if found.iter().any(|intent| !intent.weak) {
            found.retain(|intent| !intent.weak);
        }
        found
    }

    /// Every place of every piece, in the order of the message. Letters and digits are matched as whole words.
    fn places(&self, message: &Folded) -> Vec<Place> {
        let text: Vec<Option<char>> = message.units.iter().map(|unit| unit.char()).collect();
        let mut places = Vec::new();
        for start in 0..text.len() {
            let Some(pieces) = text[start].and_then(|first| self.by_first.get(&first)) else { continue };
            for &piece in pieces {
                let end = start + self.pieces[piece].len();
                let stands = text.get(start..end).is_some_and(|part| {
                    part.iter().zip(&self.pieces[piece]).all(|(found, wanted)| *found == Some(*wanted))
                });
                if stands && is_border(&text, start) && is_border(&text, end) {
                    places.push(Place { piece, start, end });
                }
            }
        }
        places
    }
}

/// Whether a word could begin or end here: not between two letters or digits.
fn is_border(text: &[Option<char>], at: usize) -> bool {
    let letter =
        |at: Option<usize>| at.and_then(|at| *text.get(at)?).is_some_and(|c: char| c.is_ascii_alphanumeric());
    !(letter(at.checked_sub(1)) && letter(Some(at)))
}

/// Tells whether a place lies inside a longer one of these.
fn inside_longer(length: usize, places: &[Place]) -> impl Fn(&Place) -> bool + use<> {
    // For each character: where the longest place ends that begins there.
    let mut begins = vec![0; length];
    for place in places {
        begins[place.start] = place.end.max(begins[place.start]);
    }
    // And where the farthest ends that begins before it.
    let mut before = vec![0; length];
    for at in 1..length {
        before[at] = begins[at - 1].max(before[at - 1]);
    }
    move |place| before[place.start] >= place.end || begins[place.start] > place.end
}

/// For each character, the number of its sentence.
fn sentences(message: &Folded) -> Vec<u32> {
    let mut sentence = 0;
    let number = |unit: &crate::search::fold::Unit| {
        let ends = unit.class == Class::End || unit.char() == Some(';');
        sentence += u32::from(ends);
        sentence
    };
    message.units.iter().map(number).collect()
}

/// Whether one of the first stands a little before one of the second, in the same sentence. Both are in order.
fn near(firsts: &[Place], seconds: &[Place], sentences: &[u32]) -> bool {
    firsts.iter().any(|first| {
        let next = seconds.partition_point(|second| second.start < first.end);
        seconds.get(next).is_some_and(|second| {
            second.start - first.end <= GAP && sentences.get(first.start) == sentences.get(second.start)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(table: &'static Table, message: &str) -> Vec<String> {
        table.read(&Folded::new(message)).iter().map(|intent| intent.words.join(" ")).collect()
    }

    fn small() -> &'static Table {
        Box::leak(Box::new(Table::parse(
            "# 说明\n\
             没收到 → 物流\n\
             退货 → 退换\n\
             退货运费 邮费~谁 → 运费\n\
             能修改 →\n\
             能修 → 维修\n\
             us → 尺码\n\
             ? 谢谢 → 不客气\n",
        )))
    }

    #[test]
    fn ways_are_found() {
        let cases: [(&str, &[&str]); 15] = [
            ("还没收到呢", &["物流"]),
            ("還沒收到", &["物流"]),
            ("没有收到", &[]),
            ("想退货", &["退换"]),
            ("退货运费呢", &["运费"]),
            ("退货，退货运费呢", &["退换", "运费"]),
            ("邮费到底谁来出", &["运费"]),
            ("谁出邮费", &["运费"]),
            ("邮费好贵。谁说的", &[]),
            ("邮费一二三四五六七八九谁", &[]),
            ("能修吗", &["维修"]),
            ("能修改吗", &[]),
            ("US 8码，bus", &["尺码"]),
            ("bus", &[]),
            ("谢谢", &["不客气"]),
        ];
        for (message, expected) in cases {
            assert_eq!(words(small(), message), expected, "{message}");
        }
        assert_eq!(words(small(), "没收到，谢谢"), ["物流"], "thanks are not what it is about");
    }

    #[test]
    fn the_table_is_well_formed() {
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        for (number, line) in DATA.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let (ways, words) =
                line.split_once(" →").unwrap_or_else(|| panic!("line {}: {line}", number + 1));
            for way in ways.trim_start_matches('?').split_whitespace() {
                assert!(
                    way.split('~').count() <= 2 && way.split('~').all(|piece| !piece.is_empty()),
                    "{way}"
                );
                let earlier = numbers.insert(way, number + 1);
                assert!(earlier.is_none_or(|earlier| earlier != number + 1), "twice in a line: {way}");
            }
            assert!(words.is_empty() || words.starts_with(' '), "line {}", number + 1);
            assert!(words.split_whitespace().count() <= 8, "line {}: too many words say nothing", number + 1);
        }
        assert!(table().lines.len() > 200);
    }

    #[test]
    fn a_message_that_repeats_itself_is_read_in_time() {
        let message = "券不了没邮费谁".repeat(1_400);
        assert!(!intents(&Folded::new(&message)).is_empty());
    }
}
