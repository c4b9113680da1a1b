//! A certificate whose files are renewed while the hub runs, as authorities that give them for 90 days have it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use super::certificate::Certificate;
use super::{Tls, load};

/// The present certificate. [`Renewed::look`] is called now and then.
#[derive(Debug)]
pub(crate) struct Renewed {
    tls: Tls,
    data: PathBuf,
    present: RwLock<Present>,
}

#[derive(Debug)]
struct Present {
    key: Arc<CertifiedKey>,
    written: Option<SystemTime>,
}

impl Renewed {
    pub(super) fn new(tls: Tls, data: PathBuf, certificate: &Certificate) -> Self {
        let written = written(&certificate.path);
        Self { tls, data, present: RwLock::new(Present { key: Arc::clone(&certificate.key), written }) }
    }

    /// Takes files that were written since. What cannot be read leaves the present certificate in place: a key that is
    /// replaced a moment after its certificate is found at the next look.
    pub(crate) fn look(&self) {
        let Tls::Files { cert, .. } = &self.tls else { return };
        let found = written(cert);
        if found == self.present.read().unwrap_or_else(PoisonError::into_inner).written {
            return;
        }
        match load(&self.tls, &self.data) {
            Ok(Some(certificate)) => {
                log::info!("the certificate was renewed: {}", certificate.pin());
                let mut present = self.present.write().unwrap_or_else(PoisonError::into_inner);
                *present = Present { key: certificate.key, written: found };
            }
            Ok(None) => {}
            Err(error) => log::warn!("the renewed certificate cannot be used, the old one stays: {error}"),
        }
    }
}

impl ResolvesServerCert for Renewed {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.present.read().unwrap_or_else(PoisonError::into_inner).key))
    }
}

fn written(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|facts| facts.modified()).ok()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::tls::made;

    #[test]
    fn renewed_files_are_taken_and_broken_ones_are_not() {
        let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let first = made::load_or_make(old.path()).unwrap();
        let second = made::load_or_make(new.path()).unwrap();
        let (cert, key) = (old.path().join("cert.pem"), old.path().join("key.pem"));
        let tls = Tls::Files { cert: cert.clone(), key: key.clone() };
        let renewed = Renewed::new(tls, PathBuf::new(), &first);
        let shown = || renewed.present.read().unwrap().key.cert.clone();
        let later = |path: &Path, seconds: u64| {
            let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(2_000_000_000 + seconds);
            fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
        };

        fs::copy(new.path().join("cert.pem"), &cert).unwrap();
        later(&cert, 0);
        renewed.look();
        assert_eq!(shown(), first.key.cert, "its key is not there yet");
        fs::copy(new.path().join("key.pem"), &key).unwrap();
        renewed.look();
        assert_eq!(shown(), second.key.cert);
        fs::write(&cert, "half a certificate").unwrap();
        later(&cert, 1);
        renewed.look();
        assert_eq!(shown(), second.key.cert);
    }
}
