//! Follow-ups (登记): what was done for a customer, so that nobody does it twice.
//!
//! "Dunned on 15 April by Xiaoyu." Notes are only ever added; a mistake is voided by a further note. The check
//! before an action answers with the notes of the same action that stand: dunned twice annoys, refunded twice costs.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::book::PhraseBook;
use crate::error::{Error, Problem, Result};
use crate::ids::FollowUpId;
use crate::model::{Extra, MAX_NAME};
use crate::store::Op;

/// A note on a subject.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FollowUp {
    /// Its id.
    pub id: FollowUpId,
    /// What the subject is: `order`, `customer`, `parcel` …
    pub subject_kind: String,
    /// The subject's number or name.
    pub subject: String,
    /// What was done: see [`ACTIONS`]; other words are kept as they come.
    pub action: String,
    /// An amount of money in yuan, as written: `12.50`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
    /// What the customer said, in the agent's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Who did it.
    pub by: String,
    /// When it was noted, for display.
    pub at: Timestamp,
    /// When somebody should look again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// The note that this one takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub void_of: Option<FollowUpId>,
    /// Fields that this edition does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A note to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the field of FollowUp that has its name")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NewFollowUp {
    pub subject_kind: String,
    pub subject: String,
    pub action: String,
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub amount: Option<String>,
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub note: Option<String>,
    pub by: String,
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub due_at: Option<Timestamp>,
}

/// What the check found before an action.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "FollowUpWarning"))]
pub struct Warning {
    /// The standing notes of the same action on the subject, the latest first; empty: go ahead.
    pub already: Vec<FollowUp>,
    /// All other standing notes on the subject, the latest first.
    pub others: Vec<FollowUp>,
}

/// The actions of the trade, with their Chinese and English names.
pub const ACTIONS: [(&str, &str, &str); 9] = [
    ("dunned", "催付", "dunned"),
    ("cashback", "返现", "cashback"),
    ("refunded", "退款", "refunded"),
    ("compensated", "补偿", "compensated"),
    ("resent", "补发", "resent"),
    ("exchanged", "换货", "exchanged"),
    ("returned", "退货", "returned"),
    ("price_protected", "价保", "price protected"),
    ("called", "回访", "called"),
];

impl PhraseBook {
    /// Adds a note. It is added even where the check would warn: the person has decided.
    ///
    /// # Errors
    /// `Invalid` for an empty subject, action or author, or an amount that is no number.
    pub fn add_follow_up(&mut self, new: NewFollowUp) -> Result<FollowUp> {
        check(&new)?;
        Ok(self.transact(Op::FollowUp, |transaction| transaction.add_follow_up(new, None))?.value)
    }

    /// Takes a note back by a further note; the first stays readable.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` where it is taken back already.
    pub fn void_follow_up(&mut self, id: FollowUpId, by: &str, note: Option<&str>) -> Result<FollowUp> {
        let voided = self.follow_up(id)?;
        let notes = self.follow_ups(Some((&voided.subject_kind, &voided.subject)))?;
        if voided.void_of.is_some() || notes.iter().any(|other| other.void_of == Some(id)) {
            return Err(Error::invalid("void_of", Problem::Unknown { text: id.to_string() }));
        }
        let new = NewFollowUp {
            subject_kind: voided.subject_kind,
            subject: voided.subject,
            action: voided.action,
            amount: None,
            note: note.map(str::to_owned),
            by: by.to_owned(),
            due_at: None,
        };
        check(&new)?;
        Ok(self.transact(Op::FollowUp, |transaction| transaction.add_follow_up(new, Some(id)))?.value)
    }

    /// What stands on a subject before an action is taken: "already refunded by …".
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn check_follow_up(&self, subject_kind: &str, subject: &str, action: &str) -> Result<Warning> {
        let notes = self.follow_ups(Some((subject_kind, subject.trim())))?;
        let voided: Vec<FollowUpId> = notes.iter().filter_map(|note| note.void_of).collect();
        let action = self::action(action);
        let standing = notes.into_iter().filter(|note| note.void_of.is_none() && !voided.contains(&note.id));
        let (already, others) = standing.partition(|note| note.action == action);
        Ok(Warning { already, others })
    }
}

/// The action that a word means: its id, Chinese or English name; other words are kept as they come.
pub fn action(word: &str) -> String {
    let word = word.trim();
    ACTIONS
        .iter()
        .find(|(id, zh, en)| [*id, *zh, *en].contains(&word))
        .map_or_else(|| word.to_owned(), |(id, ..)| (*id).to_owned())
}

fn check(new: &NewFollowUp) -> Result<()> {
    for (field, text) in [
        ("subject_kind", &new.subject_kind),
        ("subject", &new.subject),
        ("action", &new.action),
        ("by", &new.by),
    ] {
        if text.trim().is_empty() {
            return Err(Error::invalid(field, Problem::Empty));
        }
        if text.chars().count() > MAX_NAME {
            return Err(Error::invalid(field, Problem::TooLong { max: MAX_NAME }));
        }
        if text.chars().any(char::is_control) {
            return Err(Error::invalid(field, Problem::Control));
        }
    }
    match &new.amount {
        Some(amount) if !is_amount(amount) => {
            Err(Error::invalid("amount", Problem::Unknown { text: amount.clone() }))
        }
        _ => Ok(()),
    }
}

/// Digits with at most two after one point: money is kept as written, since binary fractions cannot hold it.
fn is_amount(text: &str) -> bool {
    let (whole, cents) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && digits(cents) && whole.len() <= 12 && cents.len() <= 2
}

#[cfg(test)]
mod tests;
