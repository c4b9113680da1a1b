//! A message as the readers see it: folded to one width, links blotted out, addressed by Unicode scalar values.

/// Half-open, in Unicode scalar values.
pub(super) type Span = (usize, usize);

/// Stands for a character of a link or a mail address: part of no value.
const BLOT: char = '\u{FFFC}';

/// A folded message. Every character of the original is one character here, so that spans are those of the original.
pub(super) struct Text {
    chars: Vec<char>,
}

impl Text {
    pub(super) fn of(message: &str) -> Self {
        let mut chars: Vec<char> = message.chars().take(super::MAX_MESSAGE).collect();
        blot_links(&mut chars);
        chars.iter_mut().for_each(|char| *char = folded(*char));
        Self { chars }
    }

    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    pub(super) fn at(&self, at: usize) -> Option<char> {
        self.chars.get(at).copied()
    }

    pub(super) fn before(&self, at: usize) -> Option<char> {
        self.at(at.checked_sub(1)?)
    }

    /// Whether the character at `at` is one of those that `is` says; nothing is beyond the ends.
    pub(super) fn is(&self, at: usize, is: impl Fn(char) -> bool) -> bool {
        self.at(at).is_some_and(is)
    }

    pub(super) fn was(&self, at: usize, is: impl Fn(char) -> bool) -> bool {
        self.before(at).is_some_and(is)
    }

    /// Whether the word begins at `at`, in any case.
    pub(super) fn here(&self, at: usize, word: &str) -> bool {
        let same =
            |(offset, char): (usize, char)| self.is(at + offset, |here| here.eq_ignore_ascii_case(&char));
        word.chars().enumerate().all(same)
    }

    /// Whether the word ends right before `end`, in any case.
    pub(super) fn ends(&self, end: usize, word: &str) -> bool {
        end.checked_sub(word.chars().count()).is_some_and(|start| self.here(start, word))
    }

    /// The end of the first of the words that begins at `at`.
    pub(super) fn any_here(&self, at: usize, words: &[&str]) -> Option<usize> {
        let word = words.iter().find(|word| self.here(at, word))?;
        Some(at + word.chars().count())
    }

    pub(super) fn any_ends(&self, end: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.ends(end, word))
    }

    /// The first place from `at` on where `skipped` does not hold.
    pub(super) fn skip(&self, at: usize, skipped: impl Fn(char) -> bool) -> usize {
        (at..self.len()).find(|&here| !skipped(self.chars[here])).unwrap_or(self.len().max(at))
    }

    /// The place after the last character before `at` for which `skipped` does not hold, at most `most` back.
    pub(super) fn skip_back(&self, at: usize, most: usize, skipped: impl Fn(char) -> bool) -> usize {
        let first = at.saturating_sub(most);
        (first..at).rev().find(|&here| !skipped(self.chars[here])).map_or(first, |here| here + 1)
    }

    /// Whether one of the labels stands right before `at`, with at most a colon, white space, 是 or 为 between.
    pub(super) fn labelled(&self, at: usize, labels: &[&str]) -> bool {
        let end = self.skip_back(at, 6, joins_label);
        self.any_ends(end, labels)
    }

    /// The maximal runs of characters of one sort.
    pub(super) fn runs(&self, sort: fn(char) -> bool) -> impl Iterator<Item = Span> {
        let mut at = 0;
        std::iter::from_fn(move || {
            let start = self.skip(at, |char| !sort(char));
            at = self.skip(start, sort);
            (start < at).then_some((start, at))
        })
    }

    pub(super) fn slice(&self, (start, end): Span) -> String {
        self.chars[start..end].iter().collect()
    }
}

/// What may stand between a label and its value.
pub(super) fn joins_label(char: char) -> bool {
    char.is_whitespace() || matches!(char, ':' | '=' | '#' | '.' | '是' | '为' | '(' | '【' | '"' | '“')
}

/// What separates the items of a pasted address: white space and punctuation.
pub(super) fn separates(char: char) -> bool {
    char.is_whitespace() || matches!(char, ',' | ';' | ':' | '/' | '|' | '、' | '。' | '+' | '(' | ')' | '-')
}

pub(super) fn is_digit(char: char) -> bool {
    char.is_ascii_digit()
}

pub(super) fn is_alphanumeric(char: char) -> bool {
    char.is_ascii_alphanumeric()
}

/// A Chinese character, as in names and words.
pub(super) fn is_hanzi(char: char) -> bool {
    matches!(char, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Folds one character to one: full width to half, the yuan signs, dashes and invisible characters together.
fn folded(char: char) -> char {
    match char {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(char) - 0xFEE0).unwrap_or(char),
        '￥' => '¥',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        // Numbers copied from an address book come wrapped in marks of direction.
        '\u{3000}'
        | '\u{A0}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{FEFF}' => ' ',
        other => other,
    }
}

/// Blots out links and mail addresses: their digits are article numbers and names, never what the customer says.
fn blot_links(chars: &mut [char]) {
    let mut at = 0;
    while at < chars.len() {
        let end =
            chars[at..].iter().position(|char| !char.is_ascii_graphic()).map_or(chars.len(), |run| at + run);
        if let Some(start) = link_in(&chars[at..end]) {
            chars[at + start..end].fill(BLOT);
        }
        at = end + 1;
    }
}

/// Where in a run of ASCII a link begins.
fn link_in(run: &[char]) -> Option<usize> {
    if run.len() < 5 {
        return None;
    }
    let run: String = run.iter().collect::<String>().to_ascii_lowercase();
    let whole = [".com/", ".cn/", ".net/"].iter().any(|domain| run.contains(domain)) || is_mail(&run);
    let start = ["http://", "https://", "www."].iter().filter_map(|scheme| run.find(scheme)).min();
    start.or(whole.then_some(0))
}

fn is_mail(run: &str) -> bool {
    run.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'))
}
