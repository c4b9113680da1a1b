//! Opening a book: what is there is looked at before anything is written.
//!
//! A file that is damaged, foreign or of a newer edition is left byte for byte as it was; the error says so. Only
//! [`set_aside`] moves it, under a name of its own, and only when a person asks.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::{M, Migrations};

use crate::error::{Error, Result};

/// The database's name inside the book's folder.
pub(crate) const BOOK_FILE: &str = "book.db";

/// How long a writer waits for another process to finish (design §8).
pub(super) const WRITER_WAIT: Duration = Duration::from_secs(5);

/// Marks the file as ours in SQLite's header; "HSBK".
pub(super) const APPLICATION_ID: i64 = 0x4853_424B;

/// Books up to this size, in bytes, are checked whole at opening (a few milliseconds); `verify` checks any.
const CHECK_AT_OPEN: u64 = 4 << 20;

/// Numbered, never edited; the position is the schema's number.
static MIGRATIONS: LazyLock<Migrations<'static>> = LazyLock::new(|| {
    Migrations::new(vec![
        M::up(include_str!("../../sql/0001_init.sql")),
        M::up(include_str!("../../sql/0002_sync.sql")),
    ])
});

/// The newest schema that this edition knows.
pub(super) const SCHEMA: i64 = 2;

/// What a caller means to do with the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Read only: possible beside a writer and in a read-only folder.
    Read,
    /// Read and write; one process at a time writes, another waits 5 s.
    Write,
}

/// An open database with what must be known to explain its errors.
#[derive(Debug)]
pub(crate) struct Store {
    pub(crate) sql: Connection,
    pub(crate) path: PathBuf,
}

impl Store {
    /// Makes a new book in `dir`, which is created with its parents.
    pub(crate) fn create(dir: &Path) -> Result<Self> {
        fs::create_dir_all(dir).map_err(|error| Error::io(dir, error))?;
        let path = dir.join(BOOK_FILE);
        // What a full disk or a kill leaves of a creation is taken up again: there is nothing in it to lose.
        if read_header(&path).map_or(true, |header| header.is_some()) && !matches!(look(&path), Ok(0)) {
            return Err(Error::BookExists { dir: dir.to_owned() });
        }
        let mut store =
            Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        store.explain(|sql| {
            sql.pragma_update(None, "application_id", APPLICATION_ID)?;
            Ok(())
        })?;
        store.migrate()?;
        Ok(store)
    }

    /// Opens the book in `dir`.
    pub(crate) fn open(dir: &Path, access: Access) -> Result<Self> {
        let path = dir.join(BOOK_FILE);
        let header = read_header(&path)?.ok_or_else(|| Error::NoBook { dir: dir.to_owned() })?;
        if &header[..16] != b"SQLite format 3\0" {
            return Err(corrupt(&path, "no SQLite header"));
        }
        let schema = look(&path)?;
        if schema == 0 {
            // Killed between creating the file and its first migration: nothing was ever stored in it.
            return Err(Error::NoBook { dir: dir.to_owned() });
        }
        if schema > SCHEMA {
            return Err(Error::NewerSchema { path, found: schema, known: SCHEMA });
        }
        match access {
            Access::Read if schema == SCHEMA => open_to_read(path),
            // An older schema has to be brought up to date first, by whoever comes.
            Access::Read | Access::Write => {
                let mut store = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
                if schema < SCHEMA {
                    store.migrate()?;
                }
                Ok(store)
            }
        }
    }

    /// Runs a read and gives its errors this file's name.
    pub(crate) fn explain<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        read(&self.sql).map_err(|error| name_file(error, &self.path))
    }

    /// A number that changes when another connection commits, and by nothing else.
    pub(crate) fn data_version(&self) -> Result<i64> {
        Ok(self.sql.pragma_query_value(None, "data_version", |line| line.get(0))?)
    }

    /// Sets how long a write waits for another process to finish.
    pub(super) fn wait_for_writers(&self, wait: Duration) -> Result<()> {
        Ok(self.sql.busy_timeout(wait)?)
    }

    fn connect(path: PathBuf, flags: OpenFlags) -> Result<Self> {
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let sql = Connection::open_with_flags(&path, flags).map_err(|error| cannot_open(&path, error))?;
        let store = Self { sql, path };
        store.explain(|sql| {
            sql.busy_timeout(WRITER_WAIT)?;
            configure(sql)?;
            Ok(())
        })?;
        Ok(store)
    }

    /// Gives up durability for speed: a simulation crashes processes, not machines.
    #[cfg(feature = "mutants")]
    pub(crate) fn relax(&self) -> Result<()> {
        Ok(self.sql.pragma_update(None, "synchronous", "OFF")?)
    }

    fn migrate(&mut self) -> Result<()> {
        MIGRATIONS.to_latest(&mut self.sql).map_err(|error| match error {
            rusqlite_migration::Error::RusqliteError { err, .. } => name_file(Error::from(err), &self.path),
            other => corrupt(&self.path, &other.to_string()),
        })
    }
}

/// Renames a book that cannot be opened, with its companions, so that a new one can be made; returns the new name.
///
/// # Errors
/// [`Error::NoBook`] where there is none; [`Error::Io`] where renaming fails.
pub(crate) fn set_aside(dir: &Path, now: Timestamp) -> Result<PathBuf> {
    let path = dir.join(BOOK_FILE);
    if !path.exists() {
        return Err(Error::NoBook { dir: dir.to_owned() });
    }
    let stamp = now.strftime("%Y%m%d-%H%M%S");
    let mut aside = dir.join(format!("book-damaged-{stamp}.db"));
    let mut count = 1;
    while aside.exists() {
        count += 1;
        aside = dir.join(format!("book-damaged-{stamp}-{count}.db"));
    }
    // The log first: were we to stop in between, the database alone would lose what only the log holds.
    for suffix in ["-wal", "-shm", ""] {
        let from = with_suffix(&path, suffix);
        if from.exists() {
            fs::rename(&from, with_suffix(&aside, suffix)).map_err(|error| Error::io(&from, error))?;
        }
    }
    Ok(aside)
}

/// Names the book's file in errors that arose too deep to know it.
pub(crate) fn name_file(error: Error, file: &Path) -> Error {
    match error {
        Error::Corrupt { path, detail } if path.as_os_str().is_empty() => {
            Error::Corrupt { path: file.to_owned(), detail }
        }
        Error::ReadOnly { path } if path.as_os_str().is_empty() => Error::ReadOnly { path: file.to_owned() },
        Error::Io { path, source } if path.as_os_str().is_empty() => {
            Error::Io { path: file.to_owned(), source }
        }
        other => other,
    }
}

/// Settings of every connection, each with its reason.
fn configure(sql: &Connection) -> Result<()> {
    // WAL lets readers read beside the one writer; FULL makes a commit survive a power cut (sync B8).
    sql.pragma_update(None, "journal_mode", "WAL")?;
    sql.pragma_update(None, "synchronous", "FULL")?;
    sql.pragma_update(None, "foreign_keys", true)?;
    // What is deleted is overwritten: a library that was taken away leaves nothing in the file (sync B4).
    sql.pragma_update(None, "secure_delete", true)?;
    // Android has no usable temporary folder.
    sql.pragma_update(None, "temp_store", "MEMORY")?;
    // Statements are few and hot; 64 hold them all.
    sql.set_prepared_statement_cache_capacity(64);
    // A file from elsewhere cannot run code through its schema.
    sql.pragma_update(None, "trusted_schema", false)?;
    Ok(())
}

/// The first 100 bytes; `None` where there is no file or an empty one.
fn read_header(path: &Path) -> Result<Option<[u8; 100]>> {
    let mut header = [0; 100];
    let mut file = match fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io(path, error)),
    };
    if file.metadata().map_err(|error| Error::io(path, error))?.len() == 0 {
        return Ok(None);
    }
    file.read_exact(&mut header).map_err(|_| corrupt(path, "shorter than a header"))?;
    Ok(Some(header))
}

/// Looks at a book without writing a byte; returns its schema.
fn look(path: &Path) -> Result<i64> {
    let store = open_to_read(path.to_owned())?;
    store.explain(|sql| {
        let application: i64 = sql.query_row("PRAGMA application_id", [], |row| row.get(0))?;
        let schema: i64 = sql.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        let tables: i64 = sql.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))?;
        if schema == 0 && tables > 0 && application == APPLICATION_ID {
            return Err(corrupt(path, "no schema number"));
        }
        let unfinished = schema == 0 && tables == 0;
        if application != APPLICATION_ID && !unfinished {
            return Err(Error::NotABook { path: path.to_owned() });
        }
        if schema == SCHEMA {
            sql.query_row("SELECT count(*) FROM library", [], |_| Ok(()))?;
            if fs::metadata(path).is_ok_and(|file| file.len() <= CHECK_AT_OPEN) {
                let verdict: String = sql.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
                if verdict != "ok" {
                    return Err(corrupt(path, &verdict));
                }
            }
        }
        Ok(schema)
    })
}

fn open_to_read(path: PathBuf) -> Result<Store> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = |name: &Path, flags| -> Result<Connection> {
        let sql = Connection::open_with_flags(name, flags).map_err(|error| cannot_open(&path, error))?;
        sql.busy_timeout(WRITER_WAIT)?;
        sql.pragma_update(None, "temp_store", "MEMORY")?;
        sql.pragma_update(None, "trusted_schema", false)?;
        sql.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
        Ok(sql)
    };
    let sql = match open(&path, flags) {
        // A folder that takes no log file: nobody can be writing either, so the file may be read as it stands.
        Err(Error::ReadOnly { .. } | Error::Io { .. } | Error::Sql(_))
            if !with_suffix(&path, "-wal").exists() =>
        {
            let uri = format!(
                "file:{}?immutable=1",
                path.to_string_lossy().replace('%', "%25").replace('?', "%3f")
            );
            open(Path::new(&uri), flags | OpenFlags::SQLITE_OPEN_URI)
        }
        other => other,
    }
    .map_err(|error| name_file(error, &path))?;
    Ok(Store { sql, path })
}

/// SQLite says only "unable to open"; the file system knows why.
fn cannot_open(path: &Path, error: rusqlite::Error) -> Error {
    if error.sqlite_error_code() != Some(rusqlite::ErrorCode::CannotOpen) {
        return name_file(Error::from(error), path);
    }
    match fs::OpenOptions::new().read(true).write(true).open(path) {
        Err(reason) if reason.kind() == std::io::ErrorKind::PermissionDenied => {
            Error::ReadOnly { path: path.to_owned() }
        }
        Err(reason) => Error::io(path, reason),
        Ok(_) => Error::ReadOnly { path: path.to_owned() },
    }
}

fn corrupt(path: &Path, detail: &str) -> Error {
    Error::Corrupt { path: path.to_owned(), detail: detail.to_owned() }
}

pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
