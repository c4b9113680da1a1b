//! Why a hub cannot be opened.

use std::fmt;
use std::path::PathBuf;

use crate::store::StoreError;

/// Why a hub cannot be opened, or cannot do what its owner asks on the machine itself.
#[derive(Debug)]
pub enum HubError {
    /// Another process has this folder open.
    InUse {
        /// The folder.
        data: PathBuf,
    },
    /// The file is no hub's database.
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The database is of a newer edition.
    Newer {
        /// The file.
        path: PathBuf,
    },
    /// The database is damaged.
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        detail: String,
    },
    /// A file or folder cannot be used.
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The store failed.
    Store(StoreError),
}

impl HubError {
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

impl fmt::Display for HubError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InUse { data } => write!(f, "{}: another hub has this folder open", data.display()),
            Self::Foreign { path } => write!(f, "{}: no database of a hub", path.display()),
            Self::Newer { path } => {
                write!(f, "{}: the database is of a newer edition; update this program", path.display())
            }
            Self::Damaged { path, detail } => write!(f, "{}: damaged: {detail}", path.display()),
            Self::Io { path, source } => write!(f, "{}: {source}", path.display()),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for HubError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}

impl From<StoreError> for HubError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
