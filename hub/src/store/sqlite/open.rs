//! Opening the file: what is there is looked at before anything is written. A file that is damaged, foreign or of a newer
//! edition is left byte for byte as it was.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::{M, Migrations};
use uuid::Uuid;

use super::inline::Inline;
use super::mark::Mark;
use super::values::{Id, Int};
use super::writer::Threaded;
use crate::error::HubError;
use crate::options::Mode;
use crate::store::Store;

/// The database's name inside the hub's folder.
pub const STORE_FILE: &str = "hub.db";
/// The name of the file that knows how many commits there were.
pub const MARK_FILE: &str = "hub.mark";

/// Marks the file as ours in SQLite's header; "HSHB".
const APPLICATION_ID: u32 = 0x4853_4842;
/// How long a transaction waits for another process (a backup by hand).
const PATIENCE: Duration = Duration::from_secs(5);
/// Databases up to this size, in bytes, are checked whole at opening; `verify` checks any.
const CHECK_AT_OPEN: u64 = 4 << 20;

static MIGRATIONS: LazyLock<Migrations<'static>> =
    LazyLock::new(|| Migrations::new(vec![M::up(include_str!("../../../sql/0001_init.sql"))]));
/// The newest schema that this edition knows.
const SCHEMA: i64 = 1;

/// An open store, and how it was found.
pub struct Found {
    /// The store.
    pub store: Arc<dyn Store>,
    /// How many commits were made to the database once, where it is older than that now. Until [`crate::store::Tx::set_commits`]
    /// has said so inside of it, it will be found behind again.
    pub behind: Option<u64>,
}

/// Opens the database in a folder, or makes it; `hub` becomes its id then.
///
/// # Errors
/// What is wrong with the file.
pub fn open(data: &Path, mode: Mode, hub: Uuid) -> Result<Found, HubError> {
    let path = data.join(STORE_FILE);
    look(&path)?;
    let mut sql = connect(&path)?;
    prepare(&mut sql, &path, mode, hub).map_err(|error| explain(error, &path))?;
    let (Id(hub), Int(commits)) = sql
        .query_row("SELECT hub, commits FROM hub_state", [], |line| Ok((line.get(0)?, line.get(1)?)))
        .map_err(|error| explain(error.into(), &path))?;
    let mark_path = data.join(MARK_FILE);
    let (mut mark, known) = Mark::open(&mark_path, hub).map_err(HubError::io(&mark_path))?;
    let behind = (known > commits).then_some(known);
    if behind.is_none() {
        mark.write(commits);
    }
    let store: Arc<dyn Store> = match mode {
        Mode::Inline => Arc::new(Inline::new(sql, mark)),
        Mode::Threaded => Arc::new(Threaded::start(sql, mark, &path).map_err(HubError::io(&path))?),
    };
    Ok(Found { store, behind })
}

/// A connection for reading beside the writer.
pub(super) fn connect_reader(path: &Path) -> rusqlite::Result<Connection> {
    let sql = Connection::open_with_flags(path, flags())?;
    configure(&sql)?;
    sql.pragma_update(None, "query_only", true)?;
    sql.pragma_update(None, "cache_size", -1_000)?;
    Ok(sql)
}

fn flags() -> OpenFlags {
    OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX
}

fn connect(path: &Path) -> Result<Connection, HubError> {
    let open = || {
        let sql = Connection::open_with_flags(path, flags() | OpenFlags::SQLITE_OPEN_CREATE)?;
        configure(&sql)?;
        sql.pragma_update(None, "cache_size", -8_000)?;
        Ok::<_, rusqlite::Error>(sql)
    };
    open().map_err(|error| explain(error.into(), path))
}

/// Settings of every connection, each with its reason.
fn configure(sql: &Connection) -> rusqlite::Result<()> {
    sql.busy_timeout(PATIENCE)?;
    sql.pragma_update(None, "foreign_keys", true)?;
    // What is deleted is overwritten: text whose time is over leaves nothing in the file.
    sql.pragma_update(None, "secure_delete", true)?;
    sql.pragma_update(None, "temp_store", "MEMORY")?;
    // A file from elsewhere cannot run code through its schema.
    sql.pragma_update(None, "trusted_schema", false)?;
    // Statements are few and hot; this holds them all.
    sql.set_prepared_statement_cache_capacity(160);
    Ok(())
}

fn prepare(sql: &mut Connection, path: &Path, mode: Mode, hub: Uuid) -> crate::store::Result<()> {
    let schema: i64 = sql.query_row("PRAGMA user_version", [], |line| line.get(0))?;
    if schema == 0 {
        // Before the log is switched on, so that the mark of ours is in the file itself.
        sql.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    match mode {
        Mode::Threaded => {
            // WAL lets readers read beside the one writer; FULL makes a commit survive a power cut.
            sql.pragma_update(None, "journal_mode", "WAL")?;
            sql.pragma_update(None, "synchronous", "FULL")?;
            // In pages. Only where the thread for it does not keep up: the log has 64 MB at most then.
            sql.pragma_update(None, "wal_autocheckpoint", 16_000)?;
        }
        Mode::Inline => {
            // One file without a log beside it, the same bytes for the same calls.
            sql.pragma_update(None, "journal_mode", "MEMORY")?;
            sql.pragma_update(None, "synchronous", "OFF")?;
        }
    }
    if schema > 0 && fs::metadata(path).is_ok_and(|file| file.len() <= CHECK_AT_OPEN) {
        let verdict: String = sql.query_row("PRAGMA quick_check(1)", [], |line| line.get(0))?;
        if verdict != "ok" {
            return Err(crate::store::StoreError::Damaged(verdict));
        }
    }
    if schema < SCHEMA {
        MIGRATIONS.to_latest(sql).map_err(|error| match error {
            rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
            other => crate::store::StoreError::Damaged(other.to_string()),
        })?;
    }
    sql.execute("INSERT OR IGNORE INTO hub_state (one, hub, commits) VALUES (1, ?1, 0)", [Id(hub)])?;
    Ok(())
}

/// Looks at the header without writing a byte.
fn look(path: &Path) -> Result<(), HubError> {
    let mut header = [0; 100];
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(HubError::Io { path: path.to_owned(), source: error }),
    };
    if file.metadata().map_err(HubError::io(path))?.len() == 0 {
        return Ok(());
    }
    let foreign = || HubError::Foreign { path: path.to_owned() };
    file.read_exact(&mut header).map_err(|_| foreign())?;
    let number = |at: usize| header[at..at + 4].iter().fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte));
    // The file format of SQLite: the application's id is at 68, the schema's number at 60.
    if &header[..16] != b"SQLite format 3\0" || number(68) != APPLICATION_ID {
        return Err(foreign());
    }
    if i64::from(number(60)) > SCHEMA {
        return Err(HubError::Newer { path: path.to_owned() });
    }
    Ok(())
}

fn explain(error: crate::store::StoreError, path: &Path) -> HubError {
    match error {
        crate::store::StoreError::Damaged(detail) => HubError::Damaged { path: path.to_owned(), detail },
        other => HubError::Store(other),
    }
}

/// Where the database lies.
pub(super) type StorePath = PathBuf;
