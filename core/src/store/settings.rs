//! Settings of this book: names that phrases fill in by themselves.

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::transaction::Op;
use crate::book::PhraseBook;
use crate::error::Result;

/// What the built-in variables say about the person and the shop; local to this device.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "BookSettings"))]
pub struct Settings {
    /// `[客服名]`.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub agent_name: Option<String>,
    /// `[工号]`.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub agent_number: Option<String>,
    /// `[店铺名]`.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub shop_name: Option<String>,
}

impl PhraseBook {
    /// The settings.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn settings(&self) -> Result<Settings> {
        self.store.explain(|sql| {
            Ok(Settings {
                agent_name: get(sql, "agent_name")?,
                agent_number: get(sql, "agent_number")?,
                shop_name: get(sql, "shop_name")?,
            })
        })
    }

    /// Replaces the settings.
    ///
    /// # Errors
    /// Those of writing the book.
    pub fn set_settings(&mut self, settings: &Settings) -> Result<()> {
        let Settings { agent_name, agent_number, shop_name } = settings;
        self.transact(Op::Local, |transaction| {
            let sql = &transaction.sql;
            put(sql, "agent_name", agent_name.as_deref())?;
            put(sql, "agent_number", agent_number.as_deref())?;
            put(sql, "shop_name", shop_name.as_deref())
        })?;
        Ok(())
    }
}

fn get(sql: &Connection, key: &str) -> Result<Option<String>> {
    Ok(sql.query_row("SELECT value FROM setting WHERE key = ?1", [key], |row| row.get(0)).optional()?)
}

fn put(sql: &Connection, key: &str, value: Option<&str>) -> Result<()> {
    match value {
        Some(value) => sql.execute(
            "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
            params![key, value],
        )?,
        None => sql.execute("DELETE FROM setting WHERE key = ?1", [key])?,
    };
    Ok(())
}
