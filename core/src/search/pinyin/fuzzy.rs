//! Sounds that many speakers do not tell apart (zh and z, n and l, an and ang), as other spellings of a syllable.
//!
//! The confusion is settled here, once for each syllable, and not in the query: a query is never rewritten, so pairs
//! that are switched on together cannot multiply into ever looser matches.

use super::{Readings, Syllable, letter_bit, table};

/// The pairs of sounds that count as alike in an approximate search. Each works in both directions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FuzzySounds {
    /// zh and z.
    pub zh_z: bool,
    /// ch and c.
    pub ch_c: bool,
    /// sh and s.
    pub sh_s: bool,
    /// n and l at the start of a syllable.
    pub n_l: bool,
    /// r and l at the start of a syllable.
    pub r_l: bool,
    /// h and f at the start of a syllable.
    pub h_f: bool,
    /// an and ang, also in ian, uan, iang and uang.
    pub an_ang: bool,
    /// en and eng.
    pub en_eng: bool,
    /// in and ing.
    pub in_ing: bool,
}

impl FuzzySounds {
    /// Every pair off.
    pub const NONE: Self = Self::all(false);
    /// Every pair on.
    pub const ALL: Self = Self::all(true);

    const fn all(on: bool) -> Self {
        Self { zh_z: on, ch_c: on, sh_s: on, n_l: on, r_l: on, h_f: on, an_ang: on, en_eng: on, in_ing: on }
    }

    /// The other spellings of a syllable: its initial exchanged, its final exchanged, or both.
    fn spellings(self, syllable: &str) -> Vec<OtherSpelling> {
        let cut = syllable.find(['a', 'e', 'i', 'o', 'u', 'v']).unwrap_or(syllable.len());
        let (initial, rest) = syllable.split_at(cut);
        let initials = exchanged(initial, &self.initials());
        let rests = self.finals_of(rest);
        let mut spellings = Vec::new();
        for initial in &initials {
            spellings.extend(rests.iter().map(|other| OtherSpelling {
                spelling: format!("{initial}{other}").into(),
                exchanges: u8::from(initial != &initials[0]) + u8::from(other != &rests[0]),
            }));
        }
        spellings.retain(|other| other.exchanges > 0);
        spellings
    }

    fn initials(self) -> [(bool, &'static str, &'static str); 6] {
        [
            (self.zh_z, "zh", "z"),
            (self.ch_c, "ch", "c"),
            (self.sh_s, "sh", "s"),
            (self.n_l, "n", "l"),
            (self.r_l, "r", "l"),
            (self.h_f, "h", "f"),
        ]
    }

    /// The final itself, then the one it is taken for: `uan` also stands for `uang`.
    fn finals_of(self, rest: &str) -> Vec<String> {
        let mut finals = vec![rest.to_owned()];
        for (on, ending) in [(self.an_ang, "an"), (self.en_eng, "en"), (self.in_ing, "in")] {
            if on && rest.ends_with(ending) {
                finals.push(format!("{rest}g"));
            }
            if on && rest.strip_suffix('g').is_some_and(|short| short.ends_with(ending)) {
                finals.push(rest[..rest.len() - 1].to_owned());
            }
        }
        finals
    }
}

impl Default for FuzzySounds {
    fn default() -> Self {
        Self::ALL
    }
}

/// A sound itself, then all that the switched-on pairs take it for.
fn exchanged(sound: &str, pairs: &[(bool, &'static str, &'static str)]) -> Vec<String> {
    let mut sounds = vec![sound.to_owned()];
    for (_, a, b) in pairs.iter().filter(|(on, ..)| *on) {
        if sound == *a {
            sounds.push((*b).to_owned());
        } else if sound == *b {
            sounds.push((*a).to_owned());
        }
    }
    sounds
}

/// What a syllable may be typed as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OtherSpelling {
    pub(crate) spelling: Box<str>,
    /// How many of its sounds are exchanged: the initial, the final, or both.
    pub(crate) exchanges: u8,
}

/// The other spellings of all syllables under one choice of pairs.
pub(crate) struct FuzzyTable {
    /// By [`super::Syllable::index`].
    spellings: Vec<Vec<OtherSpelling>>,
    /// By [`Readings::index`]: the first letters of the syllables and of their other spellings.
    first_letters: Vec<u32>,
    /// By the first letter of the other spelling.
    by_letter: [Vec<(Syllable, OtherSpelling)>; 26],
}

impl FuzzyTable {
    pub(crate) fn new(sounds: FuzzySounds) -> Self {
        let spellings: Vec<Vec<OtherSpelling>> =
            table().spellings.iter().map(|s| sounds.spellings(s)).collect();
        let letters = |list: &super::List| {
            let others = list.syllables.iter().flat_map(|s| &spellings[s.index()]);
            others
                .filter_map(|s| s.spelling.bytes().next())
                .fold(list.first_letters, |set, b| set | letter_bit(b))
        };
        let first_letters = table().lists.iter().map(letters).collect();
        let mut by_letter: [Vec<(Syllable, OtherSpelling)>; 26] = Default::default();
        for (syllable, others) in Syllable::all().zip(&spellings) {
            for other in others {
                if let Some(at @ 0..26) =
                    other.spelling.bytes().next().and_then(|letter| letter.checked_sub(b'a'))
                {
                    by_letter[usize::from(at)].push((syllable, other.clone()));
                }
            }
        }
        Self { spellings, first_letters, by_letter }
    }

    /// The syllables that have another spelling with this first letter, with that spelling.
    pub(crate) fn beginning_with(&self, letter: u8) -> &[(Syllable, OtherSpelling)] {
        match letter.checked_sub(b'a') {
            Some(at @ 0..26) => &self.by_letter[usize::from(at)],
            _ => &[],
        }
    }

    pub(crate) fn of(&self, syllable: super::Syllable) -> &[OtherSpelling] {
        &self.spellings[syllable.index()]
    }

    pub(crate) fn first_letters(&self, readings: Readings) -> u32 {
        self.first_letters[readings.index()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_spellings_follow_the_switches() {
        let all = FuzzySounds::ALL;
        let cases = [
            (all, "shun", "sun"),
            (all, "sun", "shun"),
            (all, "huan", "fuan fuang huang"),
            (all, "liu", "niu riu"),
            (all, "xin", "xing"),
            (all, "zheng", "zen zeng zhen"),
            (all, "an", "ang"),
            (all, "fa", "ha"),
            (all, "kuo", ""),
            (all, "lve", "nve rve"),
            (FuzzySounds { zh_z: true, ..FuzzySounds::NONE }, "zhang", "zang"),
            (FuzzySounds { zh_z: false, ..all }, "zhang", "zhan"),
            (FuzzySounds { an_ang: true, ..FuzzySounds::NONE }, "liang", "lian"),
            (FuzzySounds::NONE, "zhang", ""),
        ];
        for (sounds, syllable, expected) in cases {
            let spellings = sounds.spellings(syllable);
            assert!(spellings.iter().all(|other| (1..=2).contains(&other.exchanges)));
            let mut spellings: Vec<&str> = spellings.iter().map(|other| &*other.spelling).collect();
            spellings.sort_unstable();
            assert_eq!(spellings.join(" "), expected, "{syllable}");
        }
    }
}
