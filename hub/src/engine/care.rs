//! What a hub does for itself: new epochs after a restore, forgetting what is past, and looking whether all is well.

use std::collections::BTreeMap;
use std::path::Path;

use huashu_core::sync::bug::{self, Bug};
use huashu_protocol::limits::{
    BIN_DAYS, DRAFT_DAYS, RESTORE_JUMP, RESULT_DAYS, TOMBSTONE_DAYS, UPLOAD_HOURS,
};
use huashu_protocol::row::Checksum;
use uuid::Uuid;

use super::Engine;
use crate::random::new_id;
use crate::store::types::Library;
use crate::store::{Result, StoreError, View};

/// How much is done in one transaction: so little that nobody behind it waits long.
const TOGETHER: usize = 500;
/// Days for which a blob that nobody names is kept: it may have been uploaded for an operation that is on its way.
const BLOB_DAYS: u64 = 7;
const HOUR: i64 = 60 * 60 * 1_000;

/// What [`Engine::collect_garbage`] has forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Collected {
    /// Texts of rows that were in the recycle bin for long enough.
    pub texts: u64,
    /// Rows, for good.
    pub rows: u64,
    /// Libraries that were removed long enough ago.
    pub libraries: u64,
    /// Results of operations.
    pub results: u64,
    /// Uploads that stood still.
    pub uploads: u64,
    /// Files of blobs that nobody names.
    pub blobs: u64,
}

/// What [`Engine::verify`] has found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// What is wrong, in English, a line each.
    pub problems: Vec<String>,
    /// What was wrong and is right again.
    pub mended: Vec<String>,
    /// How many libraries were looked at.
    pub libraries: u64,
    /// How many rows.
    pub rows: u64,
}

/// What a library's rows come to.
#[derive(Default)]
struct Sum {
    checksum: Checksum,
    live: u64,
    rows: u64,
    problems: Vec<String>,
}

impl Engine {
    /// Every library begins a new epoch: the data was put back from a copy, and clients know more than the hub does.
    ///
    /// # Errors
    /// The store's.
    pub fn new_epoch(&self) -> Result<()> {
        self.begin_epoch(None)
    }

    /// As [`Self::new_epoch`]; `commits` is how many transactions there were before, where the database forgot.
    pub(super) fn begin_epoch(&self, commits: Option<u64>) -> Result<()> {
        let (random, now) = (self.random.clone(), self.now());
        self.write(move |tx, notes| {
            if let Some(commits) = commits {
                tx.set_commits(commits)?;
            }
            for mut library in tx.all_libraries()? {
                library.epoch = new_id(&*random, now)?;
                if !bug::is(Bug::NoRevisionJump) {
                    // No revision is given out twice, whatever was given out after the copy was made.
                    library.rev = library.rev.saturating_add(RESTORE_JUMP);
                }
                // Whoever listens hears of an epoch that is not theirs.
                notes.library(library.company, library.id, 0);
                tx.save_library(&library)?;
            }
            Ok(())
        })?;
        Ok(self.forget_snapshots()?)
    }

    /// Forgets what is past: texts, tombstones, results, drafts, uploads, blobs, tokens. Once an hour is often enough.
    ///
    /// # Errors
    /// The store's; what was forgotten until then is.
    pub fn collect_garbage(&self) -> Result<Collected> {
        let now = self.now();
        let days =
            move |days: u64| now.saturating_sub(i64::try_from(days).unwrap_or(0).saturating_mul(24 * HOUR));
        let mut collected = Collected {
            libraries: self.purge_libraries(days(BIN_DAYS))?,
            texts: self.again_and_again(move |engine| {
                engine.store.write(move |tx| tx.blank(days(BIN_DAYS), TOGETHER))
            })?,
            ..Collected::default()
        };
        collected.rows = self.again_and_again(move |engine| engine.purge_rows(days(TOMBSTONE_DAYS)))?;
        collected.results = self.again_and_again(move |engine| {
            engine.store.write(move |tx| tx.purge_results(days(RESULT_DAYS), TOGETHER))
        })?;
        self.purge_drafts(days(DRAFT_DAYS))?;
        self.store.write(move |tx| {
            tx.purge_sessions(now)?;
            tx.purge_invitations(now)
        })?;
        let hours = i64::try_from(UPLOAD_HOURS).unwrap_or(24).saturating_mul(HOUR);
        collected.uploads = self.sweep_uploads(now.saturating_sub(hours))?;
        collected.blobs = self.sweep_blobs(days(BLOB_DAYS))?;
        self.store.tidy()?;
        Ok(collected)
    }

    /// Looks whether the database is whole, the trees are trees, the kept checksums are those of the rows, and the blobs
    /// are what their names say. Sets right what follows from the rows.
    ///
    /// # Errors
    /// Where the database cannot be read at all.
    pub fn verify(&self) -> Result<Verified> {
        let mut verified = Verified { problems: self.store.check()?, ..Verified::default() };
        match self.verify_rows(&mut verified) {
            // Damaged pages were named already: that rows cannot be read follows from it.
            Err(StoreError::Damaged(detail)) if !verified.problems.is_empty() => {
                verified.problems.push(detail);
            }
            done => done?,
        }
        Ok(verified)
    }

    fn verify_rows(&self, verified: &mut Verified) -> Result<()> {
        for library in self.store.read(|view| view.all_libraries())? {
            let sum = self.store.read(|view| {
                let library = view.library(library.company, library.id)?;
                library.map(|library| Ok((sum_up(view, &library)?, library))).transpose()
            })?;
            let Some((sum, library)) = sum else { continue };
            verified.libraries += 1;
            verified.rows += sum.rows;
            if (sum.checksum, sum.live) != (library.checksum, library.live) {
                let (company, id) = (library.company, library.id);
                self.store.write(move |tx| {
                    let Some(mut library) = tx.lock_library(company, id)? else { return Ok(()) };
                    let sum = sum_up(&*tx, &library)?;
                    (library.checksum, library.live) = (sum.checksum, sum.live);
                    tx.save_library(&library)
                })?;
                verified.mended.push(format!("library {id}: the kept checksum was not that of its rows"));
            }
            verified.problems.extend(sum.problems);
        }
        verified.problems.extend(self.check_blobs()?);
        Ok(())
    }

    /// Writes a copy of the database into a new file, while the hub goes on. Blobs never change: copy their folder after it.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn backup(&self, to: &Path) -> Result<()> {
        self.store.backup(to)
    }

    fn purge_libraries(&self, before: i64) -> Result<u64> {
        let libraries = self.store.read(|view| view.all_libraries())?;
        let mut count = 0;
        for library in libraries {
            if library.deleted_at.is_none_or(|deleted| deleted >= before) {
                continue;
            }
            let (company, id) = (library.company, library.id);
            self.again_and_again(move |engine| {
                engine.store.write(move |tx| {
                    // It may have been taken out of the bin since.
                    let still = tx.lock_library(company, id)?.and_then(|library| library.deleted_at);
                    if still.is_none_or(|deleted| deleted >= before) {
                        return Ok(0);
                    }
                    tx.purge_library(id, TOGETHER)
                })
            })?;
            count += 1;
        }
        Ok(count)
    }

    fn purge_rows(&self, before: i64) -> Result<usize> {
        let no_floor = bug::is(Bug::NoGarbageFloor);
        self.store.write(move |tx| {
            let purged = tx.purge(before, TOGETHER)?;
            for (library, rev, _) in &purged {
                if !no_floor {
                    // Whoever has not heard of that deletion will never hear of it: they take the library anew.
                    tx.raise_min_rev(*library, *rev)?;
                }
            }
            Ok(purged.iter().map(|(.., count)| count).sum())
        })
    }

    fn purge_drafts(&self, before: i64) -> Result<()> {
        self.write(move |tx, notes| {
            for author in tx.purge_drafts(before, usize::MAX >> 1)? {
                tx.bump_drafts(author)?;
                notes.drafts.insert(author);
            }
            Ok(())
        })
    }

    /// Does a part of something until there is nothing left; how much there was.
    fn again_and_again(&self, part: impl Fn(&Self) -> Result<usize>) -> Result<u64> {
        let mut all = 0;
        loop {
            let count = part(self)?;
            all += count as u64;
            if count < TOGETHER {
                return Ok(all);
            }
        }
    }
}

fn sum_up(view: &dyn View, library: &Library) -> Result<Sum> {
    let mut sum = Sum::default();
    let mut parents: BTreeMap<Uuid, Option<Uuid>> = BTreeMap::new();
    let mut placed: Vec<(Uuid, Uuid)> = Vec::new();
    let mut say = Vec::new();
    view.changed(library.id, 0, &mut |row| {
        sum.rows += 1;
        if row.row.revs.row > library.rev {
            say.push(format!("library {}: row {} is ahead of it", library.id, row.row.id));
        }
        if row.row.deleted {
            return Ok(true);
        }
        sum.live += 1;
        sum.checksum = sum.checksum.with(row.row.id, row.row.revs.row);
        if row.row.kind == "category" {
            parents.insert(row.row.id, row.parent);
        }
        placed.extend(row.parent.map(|parent| (row.row.id, parent)));
        Ok(true)
    })?;
    for (row, parent) in placed {
        if !parents.contains_key(&parent) {
            say.push(format!(
                "library {}: row {row} lies in {parent}, which is no live category",
                library.id
            ));
        }
    }
    for category in parents.keys() {
        let mut at = parents.get(category).copied().flatten();
        let mut steps = 0;
        while let Some(parent) = at
            && steps <= parents.len()
        {
            steps += 1;
            at = parents.get(&parent).copied().flatten();
        }
        if steps > parents.len() {
            say.push(format!("library {}: category {category} lies inside itself", library.id));
        }
    }
    sum.problems = say;
    Ok(sum)
}
