//! Between SQL's values and the model's: moments, ids, JSON.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::types::{FromSqlError, Type};
use rusqlite::{Error as SqlError, Row, RowIndex};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::error::Result;

/// A moment in milliseconds since 1970.
pub(super) fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

pub(super) fn moment(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<Option<Timestamp>> {
    let millis: Option<i64> = row.get(column)?;
    Ok(millis.and_then(|millis| Timestamp::from_millisecond(millis).ok()))
}

pub(super) fn id<T>(
    row: &Row<'_>,
    column: impl RowIndex,
    wrap: impl FnOnce(Uuid) -> T,
) -> rusqlite::Result<T> {
    Ok(wrap(Uuid::from_bytes(row.get(column)?)))
}

pub(super) fn optional_id<T>(
    row: &Row<'_>,
    column: impl RowIndex,
    wrap: impl FnOnce(Uuid) -> T,
) -> rusqlite::Result<Option<T>> {
    let bytes: Option<[u8; 16]> = row.get(column)?;
    Ok(bytes.map(|bytes| wrap(Uuid::from_bytes(bytes))))
}

pub(super) fn day(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<Option<Date>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| text.parse().map_err(|error: jiff::Error| broken(Box::new(error)))).transpose()
}

/// A column that holds JSON, or a word that JSON would quote.
pub(super) fn json<T: DeserializeOwned>(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<T> {
    let text = row.get_ref(column)?.as_str()?;
    serde_json::from_str(text).map_err(|error| broken(Box::new(error)))
}

pub(super) fn word<T: DeserializeOwned>(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_value(serde_json::Value::String(text)).map_err(|error| broken(Box::new(error)))
}

pub(super) fn rev(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<u64> {
    let rev: i64 = row.get(column)?;
    u64::try_from(rev).map_err(|_| FromSqlError::OutOfRange(rev).into())
}

/// Writes a value of the model as JSON. Our own values have string keys and finite numbers, so this fails only
/// where memory does.
pub(super) fn to_json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| SqlError::ToSqlConversionFailure(Box::new(error)).into())
}

/// A revision as SQLite's signed integer.
pub(super) fn signed(rev: u64) -> i64 {
    i64::try_from(rev).unwrap_or(i64::MAX)
}

fn broken(error: Box<dyn std::error::Error + Send + Sync>) -> SqlError {
    SqlError::FromSqlConversionFailure(0, Type::Text, error)
}
