//! Custom types: values whose form in Kotlin and Swift is another than their fields.
//!
//! | here | on the way | Kotlin | Swift |
//! |---|---|---|---|
//! | ids of rows | text, 36 characters | `UUID` | `UUID` |
//! | [`BlobId`], [`Channel`], [`Lang`] | text | `String` | `String` |
//! | [`Timestamp`] | milliseconds since 1970 | `Instant` | `Date` |
//! | [`Day`] | days since 1970-01-01 | `LocalDate` | `DateComponents` |
//! | [`Extra`], [`JsonValue`] | JSON text | `String` | `String` |
//!
//! What does not fit is an [`ApiError`], in whatever depth of an argument it stands.

pub use jiff::Timestamp;
use jiff::civil;
pub use uuid::Uuid;

use super::error::ApiError;
use crate::error::{Error, Problem};
use crate::ids::{BlobId, CategoryId, FollowUpId, LibraryId, PhraseId};
use crate::model::{Channel, Extra, Lang};

/// A day of the calendar, without a zone.
pub type Day = civil::Date;
/// JSON of any kind, kept as it came.
pub type JsonValue = serde_json::Value;

macro_rules! row_id {
    ($name:ident) => {
        uniffi::custom_type!($name, String, {
            lower: |id| id.to_string(),
            // Swift writes UUIDs in upper case.
            try_lift: |text| Ok(text.to_ascii_lowercase().parse::<$name>().map_err(ApiError::from)?),
        });
    };
}

row_id!(LibraryId);
row_id!(CategoryId);
row_id!(PhraseId);
row_id!(FollowUpId);

uniffi::custom_type!(Uuid, String, {
    remote,
    lower: |id| id.hyphenated().to_string(),
    try_lift: |text| Ok(Uuid::try_parse(&text).map_err(|_| ApiError::from(Error::MalformedId { text }))?),
});

uniffi::custom_type!(BlobId, String, {
    lower: |id| id.to_string(),
    try_lift: |text| Ok(text.parse::<BlobId>().map_err(ApiError::from)?),
});

uniffi::custom_type!(Channel, String, {
    lower: |channel| channel.to_string(),
    try_lift: |text| Ok(text.parse::<Channel>().map_err(ApiError::from)?),
});

uniffi::custom_type!(Lang, String, {
    lower: |lang| lang.to_string(),
    try_lift: |text| Ok(text.parse::<Lang>().map_err(ApiError::from)?),
});

uniffi::custom_type!(Timestamp, i64, {
    remote,
    lower: |moment| moment.as_millisecond(),
    try_lift: |millis| Ok(Timestamp::from_millisecond(millis).map_err(|_| unknown("moment", millis))?),
});

uniffi::custom_type!(Day, i32, {
    remote,
    lower: |day| days_since_1970(day),
    try_lift: |days| Ok(day_of(days).ok_or_else(|| unknown("day", days))?),
});

uniffi::custom_type!(Extra, String, {
    remote,
    lower: |extra| if extra.is_empty() { String::new() } else { JsonValue::Object(extra).to_string() },
    try_lift: |text| Ok(read_object(&text)?),
});

uniffi::custom_type!(JsonValue, String, {
    remote,
    lower: |value| value.to_string(),
    try_lift: |text| Ok(serde_json::from_str::<JsonValue>(&text).map_err(|_| unknown("extra", text))?),
});

const EPOCH: Day = civil::date(1970, 1, 1);

fn days_since_1970(day: Day) -> i32 {
    // Both lie within the years that jiff knows, some four million days.
    EPOCH.until(day).map_or(0, |span| span.get_days())
}

fn day_of(days: i32) -> Option<Day> {
    let span = jiff::Span::new().try_days(i64::from(days)).ok()?;
    EPOCH.checked_add(span).ok()
}

/// An empty text is an object without members, so that a value may leave it out.
fn read_object(text: &str) -> Result<Extra, ApiError> {
    if text.is_empty() {
        return Ok(Extra::new());
    }
    serde_json::from_str(text).map_err(|_| unknown("extra", text))
}

fn unknown(field: &'static str, given: impl ToString) -> ApiError {
    Error::invalid(field, Problem::Unknown { text: given.to_string() }).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970_and_back() {
        for (day, days) in
            [("1970-01-01", 0), ("1969-12-31", -1), ("2026-11-28", 20_785), ("9999-12-31", 2_932_896)]
        {
            let day: Day = day.parse().unwrap();
            assert_eq!(days_since_1970(day), days);
            assert_eq!(day_of(days), Some(day));
        }
        assert_eq!(day_of(i32::MAX), None);
        assert_eq!(day_of(i32::MIN), None);
    }

    #[test]
    fn what_a_row_carries_along_is_an_object_or_nothing() {
        assert_eq!(read_object(""), Ok(Extra::new()));
        assert_eq!(read_object(r#"{"a":1}"#).unwrap().len(), 1);
        for bad in ["[]", "1", "{", "null"] {
            assert!(matches!(read_object(bad), Err(ApiError::Invalid { .. })), "{bad}");
        }
    }
}
