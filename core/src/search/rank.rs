//! The order of hits.
//!
//! Quality of the match decides first, and only among equals does use: a list that reorders itself under the finger is
//! worse than one that is not quite in the best order. In falling importance:
//!
//! 1. exact before approximate;
//! 2. the phrase whose short code is what was typed;
//! 3. where the match is exact, a run without a gap before one that skips punctuation: who types `kuaiji` wants 会计 and not 39块-简;
//! 4. how the characters are matched, the worst of the terms counting: literally, by sound, by initials, by another
//!    than the commonest reading; approximate hits by fuzzy sounds, a typing error, homophones;
//! 5. where: the whole title, its start, inside it, the short code, category and keywords, the text;
//! 6. whole syllables before the beginning of one; one fuzzy sound before several;
//! 7. favourites, then use;
//! 8. the order in which the person has put the phrases.
//!
//! Use is the number of uses, halved for every 30 days since the last one, and only its order of magnitude counts, up
//! to a limit: a phrase used yesterday for the third time does not pass one used for the second time, and no phrase
//! becomes unbeatable.
//!
//! Everything up to 6 depends on the match alone and takes few values. That is what lets the index answer early: it
//! goes through these values from the best, and through the phrases of each in the order of 7 and 8.

use std::cmp::Reverse;

use super::cost::{Class, Cost};
use super::fold::Folded;

/// Days in which the weight of a use halves.
const HALF_LIFE_DAYS: u32 = 30;
/// The order of magnitude (base two) above which more use counts no more.
const MAX_HEAT: u8 = 8;

/// The fields of a phrase that are searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Title,
    Code,
    Category,
    Keywords,
    Text,
}

/// Where a term matches, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    WholeTitle,
    TitleStart,
    Title,
    Code,
    Label,
    Text,
}

impl Place {
    /// From the best to the worst.
    pub(crate) const ALL: [Self; 6] =
        [Self::WholeTitle, Self::TitleStart, Self::Title, Self::Code, Self::Label, Self::Text];
}

/// How well a term matches in the field where it matches best. Less is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Quality {
    /// Always false for approximate matches: of those the way says more than a gap.
    pub(crate) has_gap: bool,
    pub(crate) class: Class,
    pub(crate) place: Place,
    /// The less certain half of two classes: by sound, if the term ends inside a syllable; by fuzzy sounds, if there is
    /// more than one.
    pub(crate) is_far: bool,
}

impl Quality {
    /// The quality of an alignment that costs so much, at a place.
    pub(crate) fn new(cost: Cost, place: Place) -> Self {
        let class = cost.class();
        let is_guess = class >= Class::Fuzzy;
        let is_far = match class {
            Class::Sound => cost.has_prefix(),
            Class::Fuzzy => cost.fuzzy_sounds() > 1,
            _ => false,
        };
        // Among guesses a whole title is no better than one that begins so.
        let place = if is_guess { place.max(Place::TitleStart) } else { place };
        Self { has_gap: cost.skips() && !is_guess, class, place, is_far }
    }

    /// The quality in a short code. Its beginning counts like initials: every phrase of a category has a code that
    /// begins alike.
    pub(crate) fn in_code(cost: Cost, is_whole: bool) -> Self {
        Self::new(if is_whole { cost } else { cost.plus(Cost::INITIAL) }, Place::Code)
    }
}

/// The first and the last unit of a title that is a letter, a digit or a hanzi; of a title without any, the first and
/// the last of all. What begins at or before the first stands at the start of the title.
pub(crate) fn words_of_title(title: &Folded) -> (usize, usize) {
    let is_word = |unit: &super::fold::Unit| unit.char().is_some_and(char::is_alphanumeric);
    let first = title.units.iter().position(is_word).unwrap_or(0);
    let last = title.units.iter().rposition(is_word).unwrap_or(title.len().saturating_sub(1));
    (first, last)
}

/// What tells apart two phrases that match equally well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Preference {
    /// Reversed, so that favourites come first.
    favourite: Reverse<bool>,
    heat: Reverse<u8>,
    order: u32,
}

impl Preference {
    pub(crate) fn new(favourite: bool, uses: u32, last_used_age_days: Option<u32>, order: u32) -> Self {
        let heat = last_used_age_days.map_or(0, |days| heat(uses, days));
        Self { favourite: Reverse(favourite), heat: Reverse(heat), order }
    }

    /// Favourite and heat in one byte: more is better.
    pub(crate) fn warmth(self) -> u8 {
        u8::from(self.favourite.0) << 7 | self.heat.0
    }

    /// The preference that gives this [`Preference::warmth`].
    pub(crate) fn from_warmth(warmth: u8, order: u32) -> Self {
        Self { favourite: Reverse(warmth >> 7 == 1), heat: Reverse(warmth & 0x7F), order }
    }
}

/// The order of magnitude of the uses that are left after decay.
fn heat(uses: u32, age_days: u32) -> u8 {
    let left = uses.checked_shr(age_days / HALF_LIFE_DAYS).unwrap_or(0);
    (left.saturating_add(1).ilog2() as u8).min(MAX_HEAT)
}

/// The place of a hit in the list. Less is better; two phrases never have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank {
    pub(crate) approximate: bool,
    is_code: Reverse<bool>,
    has_gap: bool,
    class: Class,
    /// The places of the terms, added up.
    place: u16,
    is_far: bool,
    preference: Preference,
    /// The number of the entry.
    pub(crate) index: u32,
    terms: u16,
}

impl Rank {
    /// Of an entry in which the terms match so well.
    pub(crate) fn new(is_code: bool, terms: &[Quality], preference: Preference, index: u32) -> Self {
        let class = terms.iter().map(|quality| quality.class).max().unwrap_or(Class::Literal);
        let approximate = class >= Class::Fuzzy;
        Self {
            approximate,
            is_code: Reverse(is_code),
            has_gap: !approximate && terms.iter().any(|quality| quality.has_gap),
            class,
            place: terms.iter().map(|quality| quality.place as u16).sum(),
            is_far: terms.iter().any(|quality| quality.is_far),
            preference,
            index,
            terms: terms.len() as u16,
        }
    }

    /// A number to show or to compare, from 0 to 1000, that never rises down the list; see [`super::Scored::score`].
    pub(crate) fn score(&self) -> u32 {
        let (top, range) = match self.class {
            _ if self.is_code.0 => return 1000,
            Class::Literal => (990, 190),
            Class::Sound => (790, 190),
            Class::Initials => (590, 90),
            Class::OtherReading => (490, 90),
            Class::Fuzzy => return 100,
            Class::Typo | Class::Homophone => return 50,
        };
        let worst = u32::from(self.terms).max(1) * Place::Text as u32;
        let score = top - range * u32::from(self.place) / worst;
        // Exact runs with gaps, 400 to 990 without, share the range from 200 to 347.
        if self.has_gap { 200 + (score - 400) / 4 } else { score }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn use_decays_in_steps_and_is_capped() {
        let cases = [
            (0, 0, 0),
            (1, 0, 1),
            (2, 0, 1),
            (3, 0, 2),
            (6, 0, 2),
            (7, 0, 3),
            (7, 29, 3),
            (7, 30, 2),
            (7, 59, 2),
            (7, 60, 1),
            (7, 400, 0),
            (u32::MAX, 0, 8),
            (u32::MAX, u32::MAX, 0),
        ];
        for (uses, days, expected) in cases {
            assert_eq!(heat(uses, days), expected, "{uses} uses, {days} days ago");
        }
    }

    #[test]
    fn a_cold_favourite_comes_before_a_hot_phrase_and_order_settles_the_rest() {
        let favourite = Preference::new(true, 0, None, 9);
        let hot = Preference::new(false, 100, Some(0), 8);
        let warm = Preference::new(false, 3, Some(0), 1);
        let cold = Preference::new(false, 0, None, 0);
        let colder = Preference::new(false, 50, None, 2);
        assert!(favourite < hot && hot < warm && warm < cold && cold < colder);
    }
}
