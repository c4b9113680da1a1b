//! The order of hits.
//!
//! Quality of the match decides first, and only among equals does use: a list that reorders itself under the finger is
//! worse than one that is not quite in the best order. In falling importance:
//!
//! 1. exact before approximate;
//! 2. the phrase whose short code is what was typed;
//! 3. how the characters are matched, the worst of the terms counting: literally, by sound, by initials, by another
//!    than the commonest reading;
//! 4. where: the whole title, its start, inside it, the short code, category and keywords, the text;
//! 5. whether the title matches too;
//! 6. the finer cost of the alignments (fewer initials, less skipped);
//! 7. favourites, then use;
//! 8. the order in which the person has put the phrases.
//!
//! Use is the number of uses, halved for every 30 days since the last one, and only its order of magnitude counts, up
//! to a limit: a phrase used yesterday for the third time does not pass one used for the second time, and no phrase
//! becomes unbeatable.

use std::cmp::Reverse;

use super::cost::{Class, Cost};
use super::fold::Folded;
use super::verify::Alignment;

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

/// How well a term matches in the field where it matches best. Less is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Quality {
    class: Class,
    place: Place,
    cost: Cost,
}

impl Quality {
    pub(crate) fn new(field: Field, text: &Folded, alignment: &Alignment) -> Self {
        let class = match alignment.cost.class() {
            // `f` in iPhone is as likely an accident as an initial is.
            Class::Literal if is_inside_latin_word(text, alignment) => Class::Initials,
            class => class,
        };
        Self { class, place: place(field, text, alignment), cost: alignment.cost }
    }
}

fn place(field: Field, text: &Folded, alignment: &Alignment) -> Place {
    match field {
        Field::Title => {
            let is_word = |at: &usize| text.units[*at].char().is_some_and(char::is_alphanumeric);
            let mut words = (0..text.len()).filter(is_word);
            let first = words.next().unwrap_or(0) as u32;
            match alignment.units.first() {
                Some(start) if *start > first => Place::Title,
                _ if alignment.units.len() > words.count() => Place::WholeTitle,
                _ => Place::TitleStart,
            }
        }
        Field::Code => Place::Code,
        Field::Category | Field::Keywords => Place::Label,
        Field::Text => Place::Text,
    }
}

/// Whether a literal match takes letters out of the middle of a Latin word, or only the first one of a longer word.
fn is_inside_latin_word(text: &Folded, alignment: &Alignment) -> bool {
    let is_letter = |at: usize| text.units.get(at).is_some_and(|unit| unit.is_latin_letter());
    let (Some(&first), Some(&last)) = (alignment.units.first(), alignment.units.last()) else { return false };
    let (first, last) = (first as usize, last as usize);
    is_letter(first) && (first > 0 && is_letter(first - 1) || first == last && is_letter(last + 1))
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
    class: Class,
    /// The places of the terms, added up.
    place: u16,
    outside_title: u16,
    cost: Cost,
    preference: Preference,
    /// The number of the entry.
    pub(crate) index: u32,
    terms: u16,
}

impl Rank {
    /// `terms` gives for each term its quality, and whether the title matches it.
    pub(crate) fn new(is_code: bool, terms: &[(Quality, bool)], preference: Preference, index: u32) -> Self {
        let class = terms.iter().map(|(quality, _)| quality.class).max().unwrap_or(Class::Literal);
        Self {
            approximate: class >= Class::Fuzzy,
            is_code: Reverse(is_code),
            class,
            place: terms.iter().map(|(quality, _)| quality.place as u16).sum(),
            outside_title: terms.iter().filter(|(_, in_title)| !in_title).count() as u16,
            cost: terms.iter().fold(Cost::LITERAL, |sum, (quality, _)| sum.plus(quality.cost)),
            preference,
            index,
            terms: terms.len() as u16,
        }
    }

    /// A number to show or to compare, 0 to 1000, never rising down the list: 1000 for a short code, at least 800 for
    /// literal matches, 600 by sound, 400 by initials, 300 by another reading, and less for approximate ones. Inside
    /// each range it falls with the place, from the whole title to the text.
    pub(crate) fn score(&self) -> u32 {
        let (top, range) = match self.class {
            _ if self.is_code.0 => return 1000,
            Class::Literal => (990, 190),
            Class::Sound => (790, 190),
            Class::Initials => (590, 190),
            Class::OtherReading => (390, 90),
            Class::Fuzzy => (290, 90),
            Class::Guess => (190, 90),
        };
        let worst = u32::from(self.terms).max(1) * Place::Text as u32;
        top - range * u32::from(self.place) / worst
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
