//! A chain and its key, read from PEM files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use sha2::{Digest, Sha256};

use super::{Pin, TlsError};

/// See the module.
#[derive(Debug)]
pub(super) struct Certificate {
    pub(super) path: PathBuf,
    pub(super) key: Arc<CertifiedKey>,
}

impl Certificate {
    /// Reads and checks that the two go together.
    pub(super) fn read(cert: &Path, key: &Path) -> Result<Self, TlsError> {
        let chain = CertificateDer::pem_slice_iter(&file(cert)?)
            .collect::<Result<Vec<_>, _>>()
            .and_then(|chain| if chain.is_empty() { Err(pem::Error::NoItemsFound) } else { Ok(chain) })
            .map_err(|source| unreadable(cert, "certificate", source))?;
        let secret = PrivateKeyDer::from_pem_slice(&file(key)?)
            .map_err(|source| unreadable(key, "private key", source))?;
        let key = CertifiedKey::from_der(chain, secret, &ring::default_provider())
            .map_err(|source| TlsError::Mismatch { path: cert.to_path_buf(), source })?;
        Ok(Self { path: cert.to_path_buf(), key: Arc::new(key) })
    }

    /// Over the certificate itself, the first of the chain.
    pub(super) fn pin(&self) -> Pin {
        let own: &[u8] = self.key.cert.first().map_or(&[], |own| own.as_ref());
        Pin(Sha256::digest(own).into())
    }
}

fn file(path: &Path) -> Result<Vec<u8>, TlsError> {
    std::fs::read(path).map_err(|source| TlsError::Io { path: path.to_path_buf(), source })
}

fn unreadable(path: &Path, what: &'static str, source: pem::Error) -> TlsError {
    TlsError::Pem { path: path.to_path_buf(), what, source }
}
