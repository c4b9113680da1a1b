//! Reading the letters of a query against the spelling of one syllable or Latin letter, if asked with one typing error.

use super::query::Term;

/// Where the reading of a term stands with its one allowed typing error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Typo {
    /// None allowed, or already made.
    Spent,
    /// One may still be made.
    Allowed,
    /// Two letters were typed in the wrong order and the second of them in the text is still to come: it must be the
    /// letter at the term's present place, and the reading goes on two letters behind that place.
    Swapped,
}

/// How the reading of one spelling can end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ending {
    /// The place in the term where the next character begins.
    pub(crate) next: usize,
    pub(crate) typo: Typo,
    /// Whether the spelling was read to its end; if not, the term ended inside it.
    pub(crate) whole: bool,
}

/// Calls `found` with every way to read `spelling` from the letters of `term` that begin at `at`.
///
/// `v` in a spelling is ü, typed `v`, `u` or `u:`. A term that ends inside the spelling is a reading too, as long as it
/// had at least one letter. The work is bounded: only one error can be made, so there are at most four paths for
/// each letter of the spelling.
pub(crate) fn spell(term: &Term, at: usize, spelling: &[u8], typo: Typo, found: &mut impl FnMut(Ending)) {
    Reading { term, start: at, found }.step(at, spelling, typo);
}

struct Reading<'a, F> {
    term: &'a Term,
    start: usize,
    found: &'a mut F,
}

impl<F: FnMut(Ending)> Reading<'_, F> {
    fn step(&mut self, at: usize, spelling: &[u8], typo: Typo) {
        let Some((&letter, rest)) = spelling.split_first() else {
            (self.found)(Ending { next: at, typo, whole: true });
            // A letter too many behind the last character would otherwise belong to none.
            if typo == Typo::Allowed && at + 1 == self.term.len() && self.term.is_letter(at) {
                (self.found)(Ending { next: at + 1, typo: Typo::Spent, whole: true });
            }
            return;
        };
        if typo == Typo::Swapped {
            if self.term.ascii[at] == letter {
                self.step(at + 2, rest, Typo::Spent);
            }
            return;
        }
        if at == self.term.len() {
            if at > self.start {
                (self.found)(Ending { next: at, typo, whole: false });
            }
            return;
        }
        let typed = self.term.ascii[at];
        if typed == letter {
            self.step(at + 1, rest, typo);
        } else if letter == b'v' && typed == b'u' {
            self.step(at + 1, rest, typo);
            if self.term.ascii.get(at + 1) == Some(&b':') {
                self.step(at + 2, rest, typo);
            }
        }
        if typo == Typo::Allowed && typed.is_ascii_lowercase() {
            self.err(at, letter, spelling);
        }
    }

    /// The typed letter at `at` is wrong, too many, one too late, or in the wrong order with the next.
    fn err(&mut self, at: usize, letter: u8, spelling: &[u8]) {
        let rest = &spelling[1..];
        if self.term.ascii[at] != letter {
            self.step(at + 1, rest, Typo::Spent);
            self.step(at, rest, Typo::Spent);
            if self.term.ascii.get(at + 1) == Some(&letter) {
                self.step(at, rest, Typo::Swapped);
            }
        }
        self.step(at + 1, spelling, Typo::Spent);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::query::Query;

    /// Every ending as `next`, then `!` if an error was made, `~` if a swap is open, `-` if the term ended inside.
    fn check(typed: &str, spelling: &str, typo: Typo) -> String {
        let query = Query::parse(typed);
        let mut endings = Vec::new();
        spell(&query.terms[0], 0, spelling.as_bytes(), typo, &mut |ending| {
            let error = match ending.typo {
                Typo::Spent if typo == Typo::Allowed => "!",
                Typo::Swapped => "~",
                _ => "",
            };
            endings.push(format!("{}{error}{}", ending.next, if ending.whole { "" } else { "-" }));
        });
        endings.sort();
        endings.dedup();
        endings.join(" ")
    }

    #[test]
    fn exact() {
        let cases = [
            ("fahuo", "fa", "2"),
            ("fahuo", "fan", ""),
            ("fa", "fan", "2-"),
            ("fa", "a", ""),
            ("lve", "lve", "3"),
            ("lue", "lve", "3"),
            ("lu:e", "lve", "4"),
            ("nu:", "nv", "2 3"),
            ("nv", "nu", ""),
            ("发", "fa", ""),
        ];
        for (typed, spelling, expected) in cases {
            assert_eq!(check(typed, spelling, Typo::Spent), expected, "{typed} {spelling}");
        }
    }

    #[test]
    fn one_error() {
        // Each case: two letters exchanged, one wrong, one too many, one missing, one too many behind the last.
        for (typed, ending) in [("hou", "3!"), ("hup", "3!"), ("hhuo", "4!"), ("ho", "2!"), ("huoo", "4!")] {
            let endings = check(typed, "huo", Typo::Allowed);
            assert!(endings.split(' ').any(|e| e == ending), "{typed}: {endings}");
        }
        assert_eq!(check("xxo", "huo", Typo::Allowed), "", "two errors are too many");
        assert!(
            check("fhauo", "fa", Typo::Allowed).contains('~'),
            "the exchange runs into the next syllable"
        );
        assert_eq!(check("发huo", "huo", Typo::Allowed), "", "only letters are mistyped");
    }
}
