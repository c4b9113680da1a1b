//! How far an alignment is from what was typed.

use std::fmt;

/// How a character of the text was matched, best first.
///
/// The order is that of certainty: who types 发货 means 发货, who types `fh` may mean a hundred things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    /// By the character itself.
    Literal,
    /// By pinyin, whole syllables or the beginning of the last one.
    Sound,
    /// At least one character by its initial; or a Latin word cut: `th` in `with` is as likely an accident.
    Initials,
    /// At least one character by a reading that is not the likeliest: not that of its word, or else its commonest.
    OtherReading,
    /// Approximate: by a sound that is easily taken for another.
    Fuzzy,
    /// Approximate: with a typing error.
    Typo,
    /// Approximate: at least one character by a homophone.
    Homophone,
}

/// What an alignment costs: how many of its characters are matched in each way, the worst way counting first.
///
/// The counts are packed into one number, eight bits each, so that adding and comparing costs are adding and comparing
/// numbers and the cheapest alignment can be built up from cheapest parts. No count overflows: a term has 64
/// characters at most, each matched character takes at least one of them (one typing error and two cut words apart),
/// and skipped characters saturate.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cost(u64);

impl Cost {
    /// A literal match, and an alignment of nothing.
    pub(crate) const LITERAL: Self = Self(0);
    /// The bits that count the spaces and punctuation marks of the text that the term does not have.
    const SKIPPED: u64 = 0xFF;
    /// A character by a whole syllable.
    pub(crate) const FULL: Self = Self(1 << 8);
    /// The last character by the beginning of a syllable.
    pub(crate) const PREFIX: Self = Self(1 << 16);
    /// A character by its initial; and, in addition, where a run cuts a Latin word at its start or its end.
    pub(crate) const INITIAL: Self = Self(1 << 24);
    /// In addition, where the reading is the second or third one.
    pub(crate) const OTHER_READING: Self = Self(1 << 32);
    /// In addition, where the syllable is fuzzy.
    pub(crate) const FUZZY: Self = Self(1 << 40);
    /// In addition, where a letter is wrong.
    pub(crate) const TYPO: Self = Self(1 << 48);
    /// A character by a homophone.
    pub(crate) const HOMOPHONE: Self = Self(1 << 56);
    /// For tables: not worked out yet.
    pub(crate) const UNKNOWN: Self = Self(u64::MAX - 1);
    /// No alignment.
    pub(crate) const NONE: Self = Self(u64::MAX);

    pub(crate) fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The cost with so many more skipped characters. No alignment stays none.
    pub(crate) fn skipping(self, characters: usize) -> Self {
        if self == Self::NONE {
            return self;
        }
        let skipped = (self.0 & Self::SKIPPED).saturating_add(characters as u64).min(Self::SKIPPED);
        Self(self.0 & !Self::SKIPPED | skipped)
    }

    /// Whether the alignment skips a character of the text.
    pub(crate) fn skips(self) -> bool {
        self.0 & Self::SKIPPED != 0
    }

    /// How many sounds are exchanged.
    pub(crate) fn fuzzy_sounds(self) -> u8 {
        (self.0 >> 40) as u8
    }

    /// Whether the term ends inside a syllable.
    pub(crate) fn has_prefix(self) -> bool {
        self.0 & 0xFF_0000 != 0
    }

    /// The class of the worst way in the alignment.
    pub(crate) fn class(self) -> Class {
        match self {
            c if c >= Self::HOMOPHONE => Class::Homophone,
            c if c >= Self::TYPO => Class::Typo,
            c if c >= Self::FUZZY => Class::Fuzzy,
            c if c >= Self::OTHER_READING => Class::OtherReading,
            c if c >= Self::INITIAL => Class::Initials,
            c if c >= Self::FULL => Class::Sound,
            _ => Class::Literal,
        }
    }
}

impl fmt::Debug for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::NONE {
            return f.write_str("Cost(none)");
        }
        let [homophone, typo, fuzzy, other, initial, prefix, full, skip] = self.0.to_be_bytes();
        write!(
            f,
            "Cost(homophone {homophone}, typo {typo}, fuzzy {fuzzy}, other {other}, initial {initial}, prefix {prefix}, full {full}, skip {skip})"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_way_outweighs_any_number_of_better_ones() {
        let many = |cost: Cost, n: usize| (0..n).fold(Cost::LITERAL, |sum, _| sum.plus(cost));
        let ladder = [
            Cost::FULL,
            Cost::PREFIX,
            Cost::INITIAL,
            Cost::OTHER_READING,
            Cost::FUZZY,
            Cost::TYPO,
            Cost::HOMOPHONE,
            Cost::NONE,
        ];
        for pair in ladder.windows(2) {
            assert!(many(pair[0], 64) < pair[1], "{:?}", pair[0]);
        }
        assert!(Cost::LITERAL.skipping(200).skipping(200) < Cost::FULL);
    }

    #[test]
    fn classes() {
        let cases = [
            (Cost::LITERAL.skipping(1), Class::Literal),
            (Cost::FULL, Class::Sound),
            (Cost::PREFIX.plus(Cost::FULL), Class::Sound),
            (Cost::INITIAL.plus(Cost::FULL), Class::Initials),
            (Cost::FULL.plus(Cost::OTHER_READING), Class::OtherReading),
            (Cost::FULL.plus(Cost::FUZZY), Class::Fuzzy),
            (Cost::TYPO.plus(Cost::FULL), Class::Typo),
            (Cost::HOMOPHONE.plus(Cost::INITIAL), Class::Homophone),
        ];
        for (cost, class) in cases {
            assert_eq!(cost.class(), class, "{cost:?}");
        }
    }
}
