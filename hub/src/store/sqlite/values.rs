//! Values on their way into and out of SQLite.

use huashu_protocol::account::{Access, Grantee, Role};
use huashu_protocol::sync::DraftReason;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Error, ErrorCode};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::store::StoreError;
use crate::store::types::{LibraryKind, PairState};

/// An id as its 16 bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Id(pub(super) Uuid);

/// A number without sign; what SQLite cannot hold becomes the largest that it can.
#[derive(Debug, Clone, Copy)]
pub(super) struct Int(pub(super) u64);

/// A word of a closed list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word<T>(pub(super) T);

impl ToSql for Id {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(self.0.as_bytes())))
    }
}

impl FromSql for Id {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Uuid::from_slice(value.as_blob()?).map(Self).map_err(FromSqlError::other)
    }
}

impl ToSql for Int {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(i64::try_from(self.0).unwrap_or(i64::MAX)))
    }
}

impl FromSql for Int {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(Self(u64::try_from(value.as_i64()?).unwrap_or(0)))
    }
}

/// A closed list of words.
pub(super) trait Words: Copy + 'static {
    const WORDS: &'static [(Self, &'static str)];
}

impl Words for Role {
    const WORDS: &'static [(Self, &'static str)] =
        &[(Self::Agent, "agent"), (Self::Editor, "editor"), (Self::Admin, "admin"), (Self::Owner, "owner")];
}

impl Words for LibraryKind {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Company, "company"),
        (Self::Department, "department"),
        (Self::Personal, "personal"),
        (Self::Register, "register"),
    ];
}

impl Words for DraftReason {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Conflict, "conflict"),
        (Self::Deleted, "deleted"),
        (Self::Missing, "missing"),
        (Self::Stale, "stale"),
        (Self::Proposal, "proposal"),
    ];
}

impl<T: Words + PartialEq> ToSql for Word<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let word = T::WORDS.iter().find(|(value, _)| *value == self.0).map_or("", |(_, word)| *word);
        Ok(ToSqlOutput::from(word))
    }
}

impl<T: Words> FromSql for Word<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let word = value.as_str()?;
        let known = T::WORDS.iter().find(|(_, known)| *known == word);
        known.map(|(value, _)| Self(*value)).ok_or(FromSqlError::InvalidType)
    }
}

pub(super) fn access_number(access: Access) -> i64 {
    match access {
        Access::Read => 1,
        Access::Edit => 2,
    }
}

pub(super) fn access_of(number: i64) -> Access {
    if number >= 2 { Access::Edit } else { Access::Read }
}

/// A grantee as its two columns.
pub(super) fn grantee_columns(to: Grantee) -> (&'static str, Id) {
    match to {
        Grantee::Company => ("company", Id(Uuid::nil())),
        Grantee::Department(id) => ("department", Id(id)),
        Grantee::Account(id) => ("account", Id(id)),
    }
}

pub(super) fn grantee_of(kind: &str, id: Uuid) -> Grantee {
    match kind {
        "department" => Grantee::Department(id),
        "account" => Grantee::Account(id),
        _ => Grantee::Company,
    }
}

pub(super) fn pair_number(state: PairState) -> i64 {
    match state {
        PairState::Fresh => 0,
        PairState::Used => 1,
        PairState::Replaced => 2,
    }
}

pub(super) fn pair_of(number: i64) -> PairState {
    match number {
        0 => PairState::Fresh,
        1 => PairState::Used,
        _ => PairState::Replaced,
    }
}

/// JSON of ours that was stored as text.
pub(super) fn parse<T: DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text)
        .map_err(|error| Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error)))
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(error.to_string()),
            _ => Self::Failed(error.to_string()),
        }
    }
}
