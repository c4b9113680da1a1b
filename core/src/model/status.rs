//! Whether a phrase may be sent today.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Phrase;
use super::phrase::PublishState;

/// The days on which a phrase holds; both inclusive, in the library's time zone. Open ends have no bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Validity {
    /// The first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub from: Option<Date>,
    /// The last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub until: Option<Date>,
}

/// What keeps a phrase from being sent, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi(name = "PhraseStatus"))]
pub enum Status {
    /// Nothing: it can be sent.
    Active,
    /// Its last day is over.
    Expired,
    /// Its first day is yet to come.
    Upcoming,
    /// Switched off by its manager.
    Inactive,
    /// Not published yet.
    Draft,
    /// In the trash.
    Deleted,
}

impl Validity {
    /// True where no day is excluded.
    pub fn is_open(&self) -> bool {
        self.from.is_none() && self.until.is_none()
    }
}

impl Status {
    /// The status as JSON carries it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expired => "expired",
            Self::Upcoming => "upcoming",
            Self::Inactive => "inactive",
            Self::Draft => "draft",
            Self::Deleted => "deleted",
        }
    }
}

impl Phrase {
    /// What keeps the phrase from being sent on `today`, a day in its library's time zone.
    pub fn status(&self, today: Date) -> Status {
        if self.meta.deleted_at.is_some() {
            return Status::Deleted;
        }
        if self.label.publish_state == PublishState::Draft {
            return Status::Draft;
        }
        if !self.label.active {
            return Status::Inactive;
        }
        let Validity { from, until } = self.content.valid;
        if until.is_some_and(|until| until < today) {
            return Status::Expired;
        }
        if from.is_some_and(|from| from > today) {
            return Status::Upcoming;
        }
        Status::Active
    }
}
