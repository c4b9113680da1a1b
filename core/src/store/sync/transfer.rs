//! Blobs and counters on their way.

use huashu_protocol::blob::{Piece, Upload};
use huashu_protocol::limits;
use huashu_protocol::row::Fields;
use huashu_protocol::sync::{Counter, UsageReport};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;

use crate::book::PhraseBook;
use crate::error::Result;
use crate::ids::BlobId;
use crate::media::Media;
use crate::model::{Content, Part, Variant};
use crate::store::BlobFacts;
use crate::store::row;
use crate::store::transaction::{Op, Transaction};
use crate::sync::sizes::sizes;
use crate::sync::work::Download;

/// How many blobs are asked for at once.
const WANTED: i64 = 1_000;

/// The blobs that fields name, with what they say of them.
pub(super) fn facts_in(fields: &Fields) -> Vec<BlobFacts> {
    let mut parts: Vec<Part> = read(fields.get("parts"));
    let variants: Vec<Variant> = read(fields.get("variants"));
    parts.extend(variants.into_iter().flat_map(|variant| variant.parts));
    parts.iter().filter_map(facts).collect()
}

fn read<T: serde::de::DeserializeOwned>(value: Option<&Value>) -> Vec<T> {
    value.and_then(|value| serde_json::from_value(value.clone()).ok()).unwrap_or_default()
}

/// What is known of the blob that a part names.
pub(in crate::store) fn facts(part: &Part) -> Option<BlobFacts> {
    let (id, bytes, mime, size) = match part {
        Part::Image(image) => (image.blob, image.bytes, &image.mime, Some((image.width, image.height))),
        Part::File(file) => (file.blob, file.bytes, &file.mime, None),
        Part::Text(_) | Part::Unknown(_) => return None,
    };
    Some(BlobFacts { id, bytes, mime: mime.clone(), size })
}

/// Those blobs that fields name and that the hub does not have.
pub(super) fn not_at_hub(sql: &Connection, fields: &Fields) -> Result<Vec<Upload>> {
    if !fields.contains_key("parts") && !fields.contains_key("variants") {
        return Ok(Vec::new());
    }
    let mut missing = Vec::new();
    let mut known = sql.prepare_cached("SELECT at_hub FROM blob WHERE id = ?1")?;
    for BlobFacts { id, bytes, mime, .. } in facts_in(fields) {
        let at_hub: Option<bool> = known.query_row([id.as_bytes()], |line| line.get(0)).optional()?;
        if at_hub == Some(false) {
            missing.push(Upload { hash: id.to_string(), size: bytes, mime });
        }
    }
    Ok(missing)
}

/// Blobs that rows name and that are not here, the smallest first: pictures of phrases before videos.
pub(super) fn wanted(sql: &Connection, media: &Media) -> Result<Vec<Download>> {
    Ok(sql
        .prepare_cached("SELECT id, bytes FROM blob WHERE wanted = 1 ORDER BY bytes, id LIMIT ?1")?
        .query_map([WANTED], |line| {
            let id = BlobId::from_bytes(line.get(0)?);
            Ok(Download { hash: id.to_string(), bytes: row::rev(line, 1)?, have: media.partial_size(&id) })
        })?
        .collect::<rusqlite::Result<_>>()?)
}

/// Counters that the hub has not heard of.
pub(super) fn unreported(sql: &Connection) -> Result<Option<UsageReport>> {
    let limit = i64::try_from(limits::COUNTERS).unwrap_or(i64::MAX);
    let counters: Vec<Counter> = sql
        .prepare_cached(
            "SELECT usage_daily.phrase, day, channel, surface, usage_daily.uses FROM usage_daily
             JOIN phrase ON phrase.id = usage_daily.phrase
             WHERE usage_daily.uses > usage_daily.reported AND phrase.rev > 0
             ORDER BY day, usage_daily.phrase, channel, surface LIMIT ?1",
        )?
        .query_map([limit], |line| {
            Ok(Counter {
                phrase: row::id(line, 0, |id| id)?,
                day: line.get(1)?,
                channel: line.get(2)?,
                surface: line.get(3)?,
                uses: row::rev(line, 4)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok((!counters.is_empty()).then_some(UsageReport { counters }))
}

impl PhraseBook {
    /// A piece of a blob to upload: at most [`limits::PIECE_BYTES`], empty at the end.
    ///
    /// # Errors
    /// `MissingBlob` where its bytes are not here; `Io`.
    pub fn sync_read_piece(&self, hash: &str, offset: u64) -> Result<Vec<u8>> {
        self.media.read_piece(&hash.parse()?, offset, sizes().piece_bytes)
    }

    /// The hub has the blob.
    ///
    /// # Errors
    /// Those of writing the book.
    pub fn sync_uploaded(&mut self, hash: &str) -> Result<()> {
        let blob: BlobId = hash.parse()?;
        self.transact(Op::Local, |transaction| transaction.mark_at_hub(&blob, true)).map(drop)
    }

    /// Keeps a piece of a blob that came down; how many bytes there are now, and whether it is whole.
    ///
    /// # Errors
    /// `DiskFull`, `Io`; those of writing the book.
    pub fn sync_downloaded(&mut self, hash: &str, piece: &Piece) -> Result<(u64, bool)> {
        let blob: BlobId = hash.parse()?;
        let now = self.clock.now();
        let (have, done) = self.media.put_piece(&blob, piece.offset, &piece.bytes, piece.total, now)?;
        if done {
            self.transact(Op::Local, |transaction| {
                let arrived = "UPDATE blob SET wanted = 0, at_hub = 1 WHERE id = ?1";
                Ok(transaction.sql.execute(arrived, [blob.as_bytes()])?)
            })?;
        }
        Ok((have, done))
    }

    /// The hub has heard these counters.
    ///
    /// # Errors
    /// Those of writing the book.
    pub fn sync_reported(&mut self, report: &UsageReport) -> Result<()> {
        self.transact(Op::Local, |transaction| {
            let mut heard = transaction.sql.prepare_cached(
                "UPDATE usage_daily SET reported = max(reported, ?5)
                 WHERE phrase = ?1 AND day = ?2 AND channel = ?3 AND surface = ?4",
            )?;
            for Counter { phrase, day, channel, surface, uses } in &report.counters {
                heard.execute(params![phrase.as_bytes(), day, channel, surface, row::signed(*uses)])?;
            }
            Ok(())
        })
        .map(drop)
    }
}

impl Transaction<'_> {
    pub(super) fn mark_at_hub(&mut self, blob: &BlobId, at_hub: bool) -> Result<()> {
        self.sql
            .prepare_cached("UPDATE blob SET at_hub = ?2 WHERE id = ?1")?
            .execute(params![blob.as_bytes(), at_hub])?;
        Ok(())
    }

    /// Makes the blobs of a row that came down known, and wanted where their bytes are not here.
    pub(super) fn note_blobs(&mut self, fields: &Fields) -> Result<()> {
        self.note_facts(facts_in(fields))
    }

    /// As [`Self::note_blobs`], of content that was read already.
    pub(super) fn note_blobs_of(&mut self, content: &Content) -> Result<()> {
        self.note_facts(content.all_parts().filter_map(facts))
    }

    fn note_facts(&mut self, named: impl IntoIterator<Item = BlobFacts>) -> Result<()> {
        for facts in named {
            self.put_blob(&facts)?;
            let wanted = !self.media.contains(&facts.id);
            self.sql
                .prepare_cached(
                    "UPDATE blob SET at_hub = 1, wanted = ?2 WHERE id = ?1 AND (at_hub = 0 OR wanted <> ?2)",
                )?
                .execute(params![facts.id.as_bytes(), wanted])?;
        }
        Ok(())
    }
}
