//! What matches only approximately: fuzzy sounds, a typing error, homophones, one after another, each in tiers.

use super::docs::DocId;
use super::hunt::{Hunt, zone_of};
use super::lens::How;
use super::ways::Level;
use crate::search::rank::Place;
use crate::search::verify::Guess;

/// Documents that a guess is tried on at most where not all are wanted, the best of each place.
const MAX_GUESSED: usize = 800;
/// Of those that only may match, the verifier judges at most so many.
const MAX_VERIFIED: usize = 64;
impl Hunt<'_> {
    /// Catches what matches by the approximate ways that are asked for, as long as there is room.
    pub(super) fn guess(&mut self) {
        let term = &self.query.terms[0];
        for guess in Guess::ALL {
            if self.has_enough() || self.is_cancelled() {
                self.is_complete = false;
                return;
            }
            if !guess.is_open(self.options.approximate, term) {
                continue;
            }
            self.prepare(0, guess);
            self.guessed = 0;
            for place in GUESSED {
                for level in levels_of(guess) {
                    self.guess_tier(guess, *level, place);
                    if self.has_enough() {
                        self.is_complete = false;
                        return;
                    }
                }
            }
        }
    }

    /// Catches what a guess finds at a place, as much as is wanted.
    fn guess_tier(&mut self, guess: Guess, level: Level, place: Place) {
        let wanted = self.wanted - self.catches.len();
        let is_limited = self.wanted < usize::MAX;
        for view in 0..self.views.len() {
            let mut caught = 0;
            self.walk(view, level, zone_of(place), &mut |hunt, doc| {
                hunt.guessed += 1;
                if is_limited && hunt.guessed > MAX_GUESSED {
                    hunt.is_complete = false;
                    return true;
                }
                caught += usize::from(hunt.try_guess(view, doc, (guess, level), place));
                caught >= wanted
            });
        }
    }

    fn try_guess(&mut self, view: usize, doc: DocId, (guess, level): (Guess, Level), place: Place) -> bool {
        let (lens, ways) = (&mut self.lenses[view][0], &self.ways[0]);
        let Some(record) = lens.segment.docs().record(doc) else { return false };
        let document = (doc, &record);
        if !lens.matches_at(ways, level, document, place, How::Loosely) {
            return false;
        }
        if lens.matches_at(ways, level, document, place, How::Strictly) {
            self.catch(view, doc, &record, false, &[level.quality(place)]);
            return true;
        }
        self.verified += 1;
        if self.wanted < usize::MAX && self.verified > MAX_VERIFIED {
            self.is_complete = false;
            return false;
        }
        let Some(quality) = lens.guessed_quality(ways, level, document, guess, self.pool.desk) else {
            return false;
        };
        self.catch(view, doc, &record, false, &[quality]);
        quality.place <= place
    }

    /// Adds the ways of a guess to a term; returns its level.
    pub(super) fn prepare(&mut self, term: usize, guess: Guess) -> Level {
        let (typed, ways) = (&self.query.terms[term], &mut self.ways[term]);
        match guess {
            Guess::Fuzzy => ways.add_fuzzy(typed, self.pool.desk.verifier.fuzzy_table()),
            Guess::Typo => ways.add_typo(typed),
            Guess::Homophone => {}
        }
        guess.into()
    }
}

/// Where guesses are looked for: not in short codes, of which another is another.
const GUESSED: [Place; 4] = [Place::TitleStart, Place::Title, Place::Label, Place::Text];

/// The levels of a guess, best first.
fn levels_of(guess: Guess) -> &'static [Level] {
    match guess {
        Guess::Fuzzy => &[Level::FuzzyOnce, Level::Fuzzy],
        Guess::Typo => &[Level::Typo],
        Guess::Homophone => &[Level::Homophone],
    }
}
