//! The tables of [`crate::usage`].

use std::collections::HashMap;

use jiff::civil::Date;
use rusqlite::{Connection, Row, params};

use super::phrases;
use super::row::{self, millis};
use super::transaction::Transaction;
use crate::book::PhraseBook;
use crate::error::Result;
use crate::ids::PhraseId;
use crate::model::Channel;
use crate::usage::{Care, Cared, FailedSearch, Thumb, Use};

/// How many failed searches are kept; the least recent go first.
const FAILED_SEARCHES: i64 = 1_000;

impl Transaction<'_> {
    pub(crate) fn count_use(&mut self, used: &Use, day: Date) -> Result<()> {
        let phrase = self.phrase(used.phrase)?.id;
        let channel = used.channel.as_ref().map_or("", Channel::as_str);
        let surface = used.surface.map_or("", crate::compose::Surface::as_str);
        self.sql
            .prepare_cached(
                "INSERT INTO usage_daily (phrase, day, channel, surface, uses) VALUES (?1, ?2, ?3, ?4, 1)
                 ON CONFLICT DO UPDATE SET uses = uses + 1",
            )?
            .execute(params![phrase.as_bytes(), day.to_string(), channel, surface])?;
        self.sql
            .prepare_cached(
                "INSERT INTO phrase_use (phrase, uses, last_at) VALUES (?1, 1, ?2)
                 ON CONFLICT DO UPDATE SET uses = uses + 1, last_at = ?2",
            )?
            .execute(params![phrase.as_bytes(), millis(self.now)])?;
        Ok(())
    }

    pub(crate) fn set_favourite(&mut self, id: PhraseId, favourite: bool) -> Result<()> {
        let phrase = self.live_phrase(id)?.id;
        if favourite {
            self.sql.execute(
                "INSERT OR IGNORE INTO favourite (phrase, at) VALUES (?1, ?2)",
                params![phrase.as_bytes(), millis(self.now)],
            )?;
        } else {
            self.sql.execute("DELETE FROM favourite WHERE phrase = ?1", [phrase.as_bytes()])?;
        }
        Ok(())
    }

    pub(crate) fn set_thumb(&mut self, id: PhraseId, thumb: Option<Thumb>) -> Result<()> {
        let phrase = self.live_phrase(id)?.id;
        match thumb {
            Some(thumb) => self.sql.execute(
                "INSERT OR REPLACE INTO vote (phrase, value, at) VALUES (?1, ?2, ?3)",
                params![phrase.as_bytes(), if thumb == Thumb::Up { 1 } else { -1 }, millis(self.now)],
            )?,
            None => self.sql.execute("DELETE FROM vote WHERE phrase = ?1", [phrase.as_bytes()])?,
        };
        Ok(())
    }

    pub(crate) fn count_failed_search(&mut self, query: &str) -> Result<()> {
        self.sql.execute(
            "INSERT INTO failed_search (query, times, last_at) VALUES (?1, 1, ?2)
             ON CONFLICT DO UPDATE SET times = times + 1, last_at = ?2",
            params![query, millis(self.now)],
        )?;
        self.sql.execute(
            "DELETE FROM failed_search WHERE query IN (
               SELECT query FROM failed_search ORDER BY last_at DESC, query LIMIT -1 OFFSET ?1)",
            [FAILED_SEARCHES],
        )?;
        Ok(())
    }
}

impl PhraseBook {
    /// The live phrases with their local records, chosen and ordered by SQL that this crate wrote.
    pub(crate) fn cared(&self, chosen: &str, order: &str, limit: usize) -> Result<Vec<Cared>> {
        let query = format!(
            "SELECT phrase.*, phrase_use.uses, phrase_use.last_at, favourite.at AS favoured_at, vote.value
             FROM phrase
             LEFT JOIN phrase_use ON phrase_use.phrase = phrase.id
             LEFT JOIN favourite ON favourite.phrase = phrase.id
             LEFT JOIN vote ON vote.phrase = phrase.id
             WHERE phrase.deleted_at IS NULL AND {chosen} ORDER BY {order} LIMIT ?1"
        );
        self.store.explain(|sql| {
            Ok(sql
                .prepare_cached(&query)?
                .query_map([i64::try_from(limit).unwrap_or(i64::MAX)], |row| {
                    Ok(Cared { phrase: phrases::from_row(row)?, care: care_from_row(row)?, day: None })
                })?
                .collect::<rusqlite::Result<_>>()?)
        })
    }

    /// The local records of one phrase; none where it has none.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn care_of(&self, id: PhraseId) -> Result<Care> {
        self.store.explain(|sql| {
            Ok(sql
                .prepare_cached(
                    "SELECT phrase_use.uses, phrase_use.last_at, favourite.at AS favoured_at, vote.value
                     FROM (SELECT ?1 AS phrase) AS ids
                     LEFT JOIN phrase_use USING (phrase) LEFT JOIN favourite USING (phrase) LEFT JOIN vote USING (phrase)",
                )?
                .query_row([id.as_bytes()], care_from_row)?)
        })
    }

    /// The local records of every phrase that has any.
    pub(crate) fn care(&self) -> Result<HashMap<PhraseId, Care>> {
        self.store.explain(care)
    }

    /// The searches that found nothing, the most frequent first.
    ///
    /// # Errors
    /// Those of reading the book.
    pub fn failed_searches(&self, limit: usize) -> Result<Vec<FailedSearch>> {
        self.store.explain(|sql| {
            Ok(sql
                .prepare_cached(
                    "SELECT query, times, last_at FROM failed_search ORDER BY times DESC, last_at DESC, query LIMIT ?1",
                )?
                .query_map([i64::try_from(limit).unwrap_or(i64::MAX)], |row| {
                    Ok(FailedSearch {
                        query: row.get("query")?,
                        times: row.get("times")?,
                        last_at: row::moment(row, "last_at")?.unwrap_or_default(),
                    })
                })?
                .collect::<rusqlite::Result<_>>()?)
        })
    }
}

fn care(sql: &Connection) -> Result<HashMap<PhraseId, Care>> {
    Ok(sql
        .prepare_cached(
            "SELECT ids.phrase, phrase_use.uses, phrase_use.last_at, favourite.at AS favoured_at, vote.value
             FROM (SELECT phrase FROM phrase_use UNION SELECT phrase FROM favourite UNION SELECT phrase FROM vote) AS ids
             LEFT JOIN phrase_use USING (phrase) LEFT JOIN favourite USING (phrase) LEFT JOIN vote USING (phrase)",
        )?
        .query_map([], |row| Ok((row::id(row, "phrase", PhraseId::from_uuid)?, care_from_row(row)?)))?
        .collect::<rusqlite::Result<_>>()?)
}

fn care_from_row(row: &Row<'_>) -> rusqlite::Result<Care> {
    let uses: Option<u32> = row.get("uses")?;
    let thumb: Option<i64> = row.get("value")?;
    Ok(Care {
        uses: uses.unwrap_or(0),
        last_used: row::moment(row, "last_at")?,
        favourite: row::moment(row, "favoured_at")?.is_some(),
        thumb: thumb.map(|value| if value > 0 { Thumb::Up } else { Thumb::Down }),
    })
}
