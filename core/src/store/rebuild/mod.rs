//! A damaged book is made anew from what can still be read of it. The damaged file is set aside as it is.
//!
//! A book that belongs to a hub takes its libraries from there, with the next sync; what only this device knows is carried over:
//! who it is to the hub, changes that the hub does not have, drafts, settings. A book that belongs to none is carried over row
//! by row. Each row is read by itself, so that one damaged page hides nothing but what lies in it.
//!
//! ```text
//! book.db ──copy──► rebuild/damaged.db ──what can be read──► rebuild/book.db
//!    └──rename──► book-damaged-….db                              └──rename──► book.db
//! ```

mod rows;
mod salvage;

use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) use self::salvage::Salvage;
use super::open::{APPLICATION_ID, BOOK_FILE, SCHEMA, set_aside, with_suffix};
use super::sync;
use super::transaction::Op;
use crate::book::PhraseBook;
use crate::clock::Clock;
use crate::error::{Error, Result};

/// Where the new book is made, inside the book's folder.
const STAGE: &str = "rebuild";

/// What [`PhraseBook::rebuild`] did.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Rebuilt {
    /// The damaged file, as it was.
    pub set_aside: Option<PathBuf>,
    /// Whether the new book belongs to a hub: the next sync brings its libraries.
    pub signed_in: bool,
    /// Changes that the hub does not have and that are on their way to it again.
    pub unsent: u64,
    /// Libraries, categories, phrases and follow-ups of a book that belongs to no hub.
    pub rows: u64,
    /// Places of the damaged file at which something could not be read.
    pub unreadable: u64,
}

impl PhraseBook {
    /// Makes a damaged book anew from what can be read of it, and sets the damaged file aside.
    ///
    /// # Errors
    /// `NoBook`; `Corrupt` where nothing at all can be read: then, as after every error, the file is where and as it was.
    pub fn rebuild(dir: &Path, clock: &Arc<dyn Clock>) -> Result<Rebuilt> {
        let stage = dir.join(STAGE);
        let (from, to) = (stage.join(BOOK_FILE), dir.join(BOOK_FILE));
        let rebuilt = if to.exists() {
            let rebuilt = fill(&stage, &to, clock)?;
            Rebuilt { set_aside: Some(set_aside(dir, clock.now())?), ..rebuilt }
        } else if from.exists() {
            // It was killed between the last two steps.
            let book = Self::open(&stage, super::Access::Read)?;
            let (unsent, signed_in) = (book.waiting()?, book.sync_standing()?.identity.is_some());
            Rebuilt { set_aside: None, signed_in, unsent, rows: 0, unreadable: 0 }
        } else {
            return Err(Error::NoBook { dir: dir.to_owned() });
        };
        fs::rename(&from, &to).map_err(|error| Error::io(&to, error))?;
        remove(&stage)?;
        // A shadow of the book that was; it comes back by itself.
        remove(&dir.join("index"))?;
        Ok(rebuilt)
    }
}

/// Makes the new book beside the damaged one, complete and closed.
fn fill(stage: &Path, damaged: &Path, clock: &Arc<dyn Clock>) -> Result<Rebuilt> {
    remove(stage)?;
    fs::create_dir_all(stage).map_err(|error| Error::io(stage, error))?;
    let copy = stage.join("damaged.db");
    for suffix in ["", "-wal"] {
        let from = with_suffix(damaged, suffix);
        if from.exists() {
            fs::copy(&from, with_suffix(&copy, suffix)).map_err(|error| Error::io(&from, error))?;
        }
    }
    mend_header(&copy).map_err(|error| Error::io(&copy, error))?;
    let salvage = Salvage::open(&copy).map_err(|error| super::open::name_file(error, damaged))?;
    let mut book = PhraseBook::create_with(stage, Arc::clone(clock))?;
    let identity = sync::identity_of(&salvage);
    let (rows, unsent) = book
        .transact(Op::Local, |transaction| {
            transaction.carry_settings(&salvage)?;
            match &identity {
                Some(identity) => Ok((0, transaction.carry_sync(&salvage, identity)?)),
                None => Ok((transaction.carry_rows(&salvage)?, 0)),
            }
        })?
        .value;
    book.store.explain(|sql| Ok(sql.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?))?;
    let signed_in = identity.is_some();
    Ok(Rebuilt { set_aside: None, signed_in, unsent, rows, unreadable: salvage.unreadable() })
}

/// Writes into a copy what the header of every book says, where it says something else.
fn mend_header(copy: &Path) -> std::io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).open(copy)?;
    let mut write = |at: u64, bytes: &[u8]| {
        file.seek(SeekFrom::Start(at))?;
        file.write_all(bytes)
    };
    write(0, b"SQLite format 3\0")?;
    // Pages of 4 KiB; a log; no reserved bytes; the fractions that the file format fixes.
    write(16, &[0x10, 0, 2, 2, 0, 64, 32, 32])?;
    // The format of the schema, 4; text in UTF-8.
    write(44, &4_u32.to_be_bytes())?;
    write(56, &1_u32.to_be_bytes())?;
    write(60, &u32::try_from(SCHEMA).unwrap_or_default().to_be_bytes())?;
    write(68, &u32::try_from(APPLICATION_ID).unwrap_or_default().to_be_bytes())
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::io(folder, error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
