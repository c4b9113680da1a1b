//! Where tokens are kept. On phones the platform's keystore implements [`SecretStore`]; the command line has a file that only
//! its owner may read.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use huashu_protocol::account::Tokens;
use huashu_protocol::{CallError, CallResult};
use uuid::Uuid;

use super::link::HubUrl;
use crate::error::{Error, Result};
use crate::sync::machine::Wallet;

/// Keeps secrets under names. Implementations are called from any thread, and must have a secret safely when
/// [`SecretStore::set`] returns.
pub trait SecretStore: Send + Sync {
    /// The secret of this name, if there is one.
    ///
    /// # Errors
    /// The secrets cannot be read now.
    fn get(&self, name: &str) -> Result<Option<String>>;

    /// Keeps a secret in place of the one of this name.
    ///
    /// # Errors
    /// It was not kept; the one before still is.
    fn set(&self, name: &str, secret: &str) -> Result<()>;

    /// Forgets a secret; one that is not there is forgotten already.
    ///
    /// # Errors
    /// It may still be there.
    fn delete(&self, name: &str) -> Result<()>;

    /// Keeps other processes from exchanging a secret for another one until the guard is dropped.
    ///
    /// # Errors
    /// [`Error::Busy`] where another process does just that.
    fn hold(&self) -> Result<Box<dyn Send>> {
        Ok(Box::new(()))
    }
}

/// The tokens of one account at one hub: the access token in memory, the refresh token among the secrets.
pub struct Keys {
    secrets: Arc<dyn SecretStore>,
    name: String,
    access: Mutex<Option<String>>,
}

impl Keys {
    /// Those of an account at a hub.
    pub fn new(secrets: Arc<dyn SecretStore>, hub: &HubUrl, account: Uuid) -> Self {
        Self { secrets, name: format!("refresh {hub} {account}"), access: Mutex::new(None) }
    }

    /// Forgets them: the session is over.
    ///
    /// # Errors
    /// As [`SecretStore::delete`].
    pub fn forget(&self) -> Result<()> {
        *lock(&self.access) = None;
        self.secrets.delete(&self.name)
    }
}

impl Wallet for Keys {
    fn access(&self) -> Option<String> {
        lock(&self.access).clone()
    }

    fn refresh(&self) -> CallResult<Option<String>> {
        self.secrets.get(&self.name).map_err(unavailable)
    }

    fn keep(&self, tokens: Tokens) -> CallResult<()> {
        self.secrets.set(&self.name, &tokens.refresh).map_err(unavailable)?;
        *lock(&self.access) = Some(tokens.access);
        Ok(())
    }

    fn hold(&self) -> CallResult<Box<dyn Send>> {
        self.secrets.hold().map_err(unavailable)
    }
}

/// Secrets in a file, as JSON, readable by its owner alone. It is replaced whole by renaming.
pub struct FileSecrets {
    path: PathBuf,
    writing: Mutex<()>,
}

impl FileSecrets {
    /// The secrets in this file; it is made when the first is kept.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), writing: Mutex::new(()) }
    }

    fn read(&self) -> Result<BTreeMap<String, String>> {
        match fs::read(&self.path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| Error::io(&self.path, std::io::Error::new(ErrorKind::InvalidData, error))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(error) => Err(Error::io(&self.path, error)),
        }
    }

    fn change(&self, change: impl FnOnce(&mut BTreeMap<String, String>)) -> Result<()> {
        let _writing = lock(&self.writing);
        let mut secrets = self.read()?;
        change(&mut secrets);
        let bytes = serde_json::to_vec_pretty(&secrets)
            .map_err(|error| Error::io(&self.path, std::io::Error::other(error)))?;
        let beside = self.beside(".new");
        let written = write_private(&beside, &bytes).and_then(|()| fs::rename(&beside, &self.path));
        written.map_err(|error| Error::io(&self.path, error))?;
        sync_folder(&self.path).map_err(|error| Error::io(&self.path, error))
    }

    fn beside(&self, ending: &str) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(ending);
        name.into()
    }
}

impl SecretStore for FileSecrets {
    fn get(&self, name: &str) -> Result<Option<String>> {
        Ok(self.read()?.remove(name))
    }

    fn set(&self, name: &str, secret: &str) -> Result<()> {
        self.change(|secrets| {
            secrets.insert(name.to_owned(), secret.to_owned());
        })
    }

    fn delete(&self, name: &str) -> Result<()> {
        if self.read()?.contains_key(name) {
            self.change(|secrets| {
                secrets.remove(name);
            })?;
        }
        Ok(())
    }

    fn hold(&self) -> Result<Box<dyn Send>> {
        let path = self.beside(".lock");
        let mut options = OpenOptions::new();
        let file = private(options.write(true).create(true).truncate(false)).open(&path);
        let file = file.map_err(|error| Error::io(&path, error))?;
        match file.try_lock() {
            Ok(()) => Ok(Box::new(file)),
            Err(TryLockError::WouldBlock) => Err(Error::Busy),
            Err(TryLockError::Error(error)) => Err(Error::io(&path, error)),
        }
    }
}

fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    // A file that a killed process left may have been made by anybody.
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = private(OpenOptions::new().write(true).create_new(true)).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(unix)]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600)
}

#[cfg(not(unix))]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// Makes the new name durable. Only Unix has this.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    match path.parent() {
        Some(folder) if cfg!(unix) && !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

/// That the secrets cannot be had is not the hub's fault, but as little can be done without them as without a network.
#[expect(clippy::needless_pass_by_value, reason = "it stands where an error is mapped")]
fn unavailable(error: Error) -> CallError {
    CallError::Unreachable { detail: format!("the tokens cannot be kept or read: {error}") }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing is left half done under these locks.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(number: u32) -> Tokens {
        Tokens { access: format!("a{number}"), expires_in: 3_600, refresh: format!("r{number}") }
    }

    #[test]
    fn a_file_keeps_secrets_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets.json");
        let secrets = FileSecrets::new(&path);
        assert_eq!(secrets.get("a").unwrap(), None);
        secrets.delete("a").unwrap();
        assert!(!path.exists());
        // Left by a killed process, readable by everybody.
        fs::write(folder.path().join("secrets.json.new"), "half").unwrap();
        secrets.set("a", "1").unwrap();
        secrets.set("话", "2").unwrap();
        secrets.set("a", "3").unwrap();
        let again = FileSecrets::new(&path);
        assert_eq!(again.get("a").unwrap().as_deref(), Some("3"));
        assert_eq!(again.get("话").unwrap().as_deref(), Some("2"));
        again.delete("话").unwrap();
        assert_eq!(secrets.get("话").unwrap(), None);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        fs::write(&path, "no JSON").unwrap();
        assert!(secrets.get("a").is_err());
        assert!(secrets.set("a", "4").is_err(), "what cannot be read is not overwritten");
        assert_eq!(fs::read_to_string(&path).unwrap(), "no JSON");
    }

    #[test]
    fn one_process_at_a_time_exchanges_tokens() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (
            FileSecrets::new(folder.path().join("secrets")),
            FileSecrets::new(folder.path().join("secrets")),
        );
        let held = one.hold().unwrap();
        assert!(matches!(other.hold(), Err(Error::Busy)));
        drop(held);
        assert!(other.hold().is_ok());
    }

    #[test]
    fn the_refresh_token_is_kept_before_the_access_token_is_given() {
        struct Full(FileSecrets);
        impl SecretStore for Full {
            fn get(&self, name: &str) -> Result<Option<String>> {
                self.0.get(name)
            }
            fn set(&self, _: &str, _: &str) -> Result<()> {
                Err(Error::DiskFull)
            }
            fn delete(&self, name: &str) -> Result<()> {
                self.0.delete(name)
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets");
        let hub: HubUrl = "hub.example.com".parse().unwrap();
        let keys = Keys::new(Arc::new(FileSecrets::new(&path)), &hub, Uuid::nil());
        assert_eq!((keys.access(), keys.refresh().unwrap()), (None, None));
        keys.keep(tokens(1)).unwrap();
        assert_eq!((keys.access(), keys.refresh().unwrap()), (Some("a1".into()), Some("r1".into())));
        // The next start knows no access token, and another account nothing at all.
        let full = Keys::new(Arc::new(Full(FileSecrets::new(&path))), &hub, Uuid::nil());
        assert_eq!((full.access(), full.refresh().unwrap()), (None, Some("r1".into())));
        let other = Keys::new(Arc::new(FileSecrets::new(&path)), &hub, Uuid::max());
        assert_eq!(other.refresh().unwrap(), None);
        assert!(full.keep(tokens(2)).is_err());
        assert_eq!((full.access(), full.refresh().unwrap()), (None, Some("r1".into())));
        keys.forget().unwrap();
        assert_eq!((keys.access(), keys.refresh().unwrap()), (None, None));
    }
}
