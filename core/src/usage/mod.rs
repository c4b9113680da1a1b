//! What was used, and what needs care: local records that never hold a customer's words.
//!
//! A use is counted per phrase, day, channel and surface. These counters stay out of the shared revision stream
//! (thousands of taps would drown it); only daily sums may go up to the hub, by their own way.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use crate::book::PhraseBook;
use crate::compose::Surface;
use crate::error::Result;
use crate::ids::PhraseId;
use crate::model::{Channel, Phrase, Status};
use crate::store::Op;

/// One use of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "PhraseUse"))]
pub struct Use {
    /// The phrase that was handed over.
    pub phrase: PhraseId,
    /// The channel that it went to, where it is known.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub channel: Option<Channel>,
    /// Where it was sent from, where it is known.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub surface: Option<Surface>,
}

/// What an agent thinks of a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Thumb {
    /// It serves well.
    Up,
    /// It should be better.
    Down,
}

/// The local records of one phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Care {
    /// How often it was used on this device.
    pub uses: u32,
    /// When it was last used.
    pub last_used: Option<Timestamp>,
    /// Whether the agent keeps it at hand.
    pub favourite: bool,
    /// What the agent thinks of it.
    pub thumb: Option<Thumb>,
}

/// A phrase with a reason to look at it.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Cared {
    /// The phrase.
    pub phrase: Phrase,
    /// Its local records.
    pub care: Care,
    /// The day that the list is about: the last day of validity, or the day of review.
    pub day: Option<Date>,
}

/// A search that found nothing, as the agent typed it: the best source of new phrases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FailedSearch {
    /// The query, in lower case and cut at 64 characters.
    pub query: String,
    /// How often it was typed.
    pub times: u32,
    /// When it was last typed.
    pub last_at: Timestamp,
}

impl PhraseBook {
    /// Counts one use.
    ///
    /// # Errors
    /// `NotFound`; those of writing the book.
    pub fn record_use(&mut self, used: &Use) -> Result<()> {
        // The day is the agent's own: a shift is counted where it is worked.
        let day = self.clock.wall().date();
        self.transact(Op::Local, |transaction| transaction.count_use(used, day))?;
        Ok(())
    }

    /// Keeps a phrase at hand, or no longer.
    ///
    /// # Errors
    /// `NotFound`; those of writing the book.
    pub fn set_favourite(&mut self, id: PhraseId, favourite: bool) -> Result<()> {
        self.transact(Op::Local, |transaction| transaction.set_favourite(id, favourite))?;
        Ok(())
    }

    /// Notes what the agent thinks of a phrase; `None` takes it back.
    ///
    /// # Errors
    /// `NotFound`; those of writing the book.
    pub fn set_thumb(&mut self, id: PhraseId, thumb: Option<Thumb>) -> Result<()> {
        self.transact(Op::Local, |transaction| transaction.set_thumb(id, thumb))?;
        Ok(())
    }

    /// Notes a search that found nothing. Empty queries are not noted.
    ///
    /// # Errors
    /// `Busy` at once where another process is writing: the note may be let go. Those of writing the book.
    pub fn record_failed_search(&mut self, query: &str) -> Result<()> {
        let query: String =
            query.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase().chars().take(64).collect();
        if query.is_empty() {
            return Ok(());
        }
        self.transact_at_once(Op::Local, |transaction| transaction.count_failed_search(&query))?;
        Ok(())
    }

    /// The favourites, last chosen first.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn favourites(&self) -> Result<Vec<Cared>> {
        self.cared("favourite.phrase IS NOT NULL", "favourite.at DESC, phrase.id", usize::MAX)
    }

    /// The phrases used last, the latest first.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn recents(&self, limit: usize) -> Result<Vec<Cared>> {
        self.cared("phrase_use.last_at IS NOT NULL", "phrase_use.last_at DESC, phrase.id", limit)
    }

    /// The phrases used most, the most used first.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn most_used(&self, limit: usize) -> Result<Vec<Cared>> {
        self.cared("phrase_use.uses > 0", "phrase_use.uses DESC, phrase_use.last_at DESC, phrase.id", limit)
    }

    /// The phrases never used on this device, oldest first: candidates for retiring.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn never_used(&self, limit: usize) -> Result<Vec<Cared>> {
        self.cared("phrase_use.uses IS NULL", "phrase.created_at, phrase.id", limit)
    }

    /// The phrases whose validity ends within `days` days from today, or ended already; the first to end first.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn expiring(&self, days: u16) -> Result<Vec<Cared>> {
        self.due("valid_until", days, |phrase| phrase.content.valid.until)
    }

    /// The phrases that are to be looked at again within `days` days from today, or were already; the first first.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn due_for_review(&self, days: u16) -> Result<Vec<Cared>> {
        self.due("review_by", days, |phrase| phrase.label.review_by)
    }

    fn due(&self, column: &'static str, days: u16, day: fn(&Phrase) -> Option<Date>) -> Result<Vec<Cared>> {
        let today = self.clock.wall().date();
        let last = today.checked_add(jiff::Span::new().days(i64::from(days))).unwrap_or(Date::MAX);
        let mut cared = self.cared(&format!("{column} <= '{last}'"), column, usize::MAX)?;
        for one in &mut cared {
            one.day = day(&one.phrase);
        }
        Ok(cared)
    }

    /// What keeps a phrase from being sent today, in its library's time zone.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn status(&self, phrase: &Phrase) -> Result<Status> {
        let zone = self.library(phrase.library)?.time_zone;
        Ok(phrase.status(self.today_in(&zone)))
    }

    /// Today in a library's time zone; a zone that this device does not know counts as the device's own.
    pub(crate) fn today_in(&self, zone: &str) -> Date {
        let zone = jiff::tz::TimeZone::get(zone).unwrap_or_else(|_| self.clock.time_zone());
        self.clock.now().to_zoned(zone).date()
    }
}

#[cfg(test)]
mod tests;
