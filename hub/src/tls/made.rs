//! The certificate that the hub makes itself, once.
//!
//! It lasts for ever: whoever pins it looks at the fingerprint, not at dates, and a new one would shut every client out.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rcgen::{CertificateParams, DnType, KeyPair};

use super::TlsError;
use super::certificate::Certificate;

/// Reads the certificate in the folder; makes it where there is none.
pub(super) fn load_or_make(dir: &Path) -> Result<Certificate, TlsError> {
    let (cert, key) = (dir.join("cert.pem"), dir.join("key.pem"));
    // The certificate is put there last. Without it nobody was shown a fingerprint, so that a key alone is worth nothing.
    if !cert.exists() {
        make(dir, &cert, &key)?;
    }
    Certificate::read(&cert, &key)
}

fn make(dir: &Path, cert: &Path, key: &Path) -> Result<(), TlsError> {
    let making = |source| TlsError::Making { source };
    let pair = KeyPair::generate().map_err(making)?;
    let names = ["localhost", "127.0.0.1", "::1"].map(String::from);
    let mut params = CertificateParams::new(names).map_err(making)?;
    params.distinguished_name.push(DnType::CommonName, "Huashu hub");
    let made = params.self_signed(&pair).map_err(making)?;

    let at = |path: &Path| {
        let path = path.to_path_buf();
        move |source| TlsError::Io { path, source }
    };
    fs::create_dir_all(dir).map_err(at(dir))?;
    put(key, pair.serialize_pem().as_bytes(), true).map_err(at(key))?;
    put(cert, made.pem().as_bytes(), false).map_err(at(cert))
}

/// Writes a file whole: beside its place, flushed, then renamed into it.
fn put(path: &Path, bytes: &[u8], secret: bool) -> io::Result<()> {
    let beside = beside(path);
    // A leftover of a crash may have been made with other rights.
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if secret {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    #[cfg(not(unix))]
    let _ = secret;
    let mut file = options.open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_made_once_and_its_key_is_nobody_elses() {
        let dir = tempfile::tempdir().unwrap();
        let tls = dir.path().join("tls");
        let first = load_or_make(&tls).unwrap().pin();
        assert_eq!(load_or_make(&tls).unwrap().pin(), first);
        assert_eq!(first.to_string().len(), 32 * 3 - 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(tls.join("key.pem")).unwrap().permissions().mode() & 0o777, 0o600);
        }
        let left: Vec<_> = fs::read_dir(&tls).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left.len(), 2, "{left:?}");
    }

    #[test]
    fn a_key_without_its_certificate_is_made_anew_and_the_other_way_round_refused() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("key.pem"), "half a key").unwrap();
        let pin = load_or_make(dir.path()).unwrap().pin();
        fs::remove_file(dir.path().join("key.pem")).unwrap();
        assert!(
            matches!(load_or_make(dir.path()), Err(TlsError::Io { .. })),
            "a pinned certificate is not replaced"
        );
        fs::remove_file(dir.path().join("cert.pem")).unwrap();
        assert_ne!(load_or_make(dir.path()).unwrap().pin(), pin);
    }

    #[test]
    fn what_does_not_go_together_is_refused() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        load_or_make(one.path()).unwrap();
        load_or_make(other.path()).unwrap();
        let (cert, key) = (one.path().join("cert.pem"), other.path().join("key.pem"));
        assert!(matches!(Certificate::read(&cert, &key), Err(TlsError::Mismatch { .. })));
        assert!(matches!(Certificate::read(&key, &key), Err(TlsError::Pem { what: "certificate", .. })));
        assert!(matches!(Certificate::read(&cert, &cert), Err(TlsError::Pem { what: "private key", .. })));
    }
}
