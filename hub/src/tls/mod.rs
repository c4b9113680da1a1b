//! TLS: a certificate of the company's own, or one that the hub makes itself and clients pin.
//!
//! 1.2 and 1.3 alone, with ring, and the cipher suites that rustls thinks safe.

mod certificate;
mod made;
mod renewed;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::version::{TLS12, TLS13};

use certificate::Certificate;
use renewed::Renewed;

/// Where the certificate comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tls {
    /// No TLS: for this machine alone, or behind a proxy that has it.
    Off,
    /// A certificate that the hub makes once and keeps in `tls/` of its data folder. No authority vouches for it: a
    /// client pins it, by the fingerprint that the hub shows.
    Made,
    /// PEM files: the chain, own certificate first, and its key. Read again when they are renewed.
    Files {
        /// The chain.
        cert: PathBuf,
        /// The key.
        key: PathBuf,
    },
}

/// Why there is no TLS.
#[derive(Debug)]
pub enum TlsError {
    /// A file cannot be read or written.
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file holds no certificate, or no key.
    Pem {
        /// The file.
        path: PathBuf,
        /// What it ought to hold.
        what: &'static str,
        /// Why not.
        source: rustls::pki_types::pem::Error,
    },
    /// Certificate and key do not go together, or are of a kind that rustls does not take.
    Mismatch {
        /// The file of the certificate.
        path: PathBuf,
        /// Why.
        source: rustls::Error,
    },
    /// A certificate could not be made.
    Making {
        /// Why.
        source: rcgen::Error,
    },
}

/// A certificate's SHA-256 over its DER: what a client pins. Shown as 32 pairs of hex digits with colons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pin(pub [u8; 32]);

/// The present certificate's pin; makes the certificate where there is none yet. `None` without TLS.
///
/// # Errors
/// A file that is missing, or holds something else.
pub fn pin(tls: &Tls, data: &Path) -> Result<Option<Pin>, TlsError> {
    Ok(load(tls, data)?.map(|certificate| certificate.pin()))
}

/// What connections are served with.
pub(crate) struct Secure {
    pub(crate) config: Arc<ServerConfig>,
    /// The certificate in it, which may be renewed.
    pub(crate) certificate: Arc<Renewed>,
}

/// What connections are served with. `None` without TLS.
pub(crate) fn secure(tls: &Tls, data: &Path) -> Result<Option<Secure>, TlsError> {
    let Some(certificate) = load(tls, data)? else { return Ok(None) };
    let path = certificate.path.clone();
    let failed = |source| TlsError::Mismatch { path: path.clone(), source };
    let present = Arc::new(Renewed::new(tls.clone(), data.to_path_buf(), &certificate));
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&TLS13, &TLS12])
        .map_err(failed)?
        .with_no_client_auth()
        .with_cert_resolver(Arc::clone(&present) as _);
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    // Tickets keep no state here: ten thousand clients that come back after a restart cost ten thousand signatures once.
    config.ticketer = ring::Ticketer::new().map_err(failed)?;
    // Two tickets a handshake, 500 bytes, are one more than a client with one connection needs.
    config.send_tls13_tickets = 1;
    Ok(Some(Secure { config: Arc::new(config), certificate: present }))
}

fn load(tls: &Tls, data: &Path) -> Result<Option<Certificate>, TlsError> {
    match tls {
        Tls::Off => Ok(None),
        Tls::Made => made::load_or_make(&data.join("tls")).map(Some),
        Tls::Files { cert, key } => Certificate::read(cert, key).map(Some),
    }
}

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, byte) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(":")?;
            }
            write!(f, "{byte:02X}")?;
        }
        Ok(())
    }
}

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { path, source } => write!(f, "{}: {source}", path.display()),
            Self::Pem { path, what, source } => write!(f, "{}: no {what}: {source}", path.display()),
            Self::Mismatch { path, source } => write!(f, "{}: {source}", path.display()),
            Self::Making { source } => write!(f, "no certificate could be made: {source}"),
        }
    }
}

impl std::error::Error for TlsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::Pem { source, .. } => Some(source),
            Self::Mismatch { source, .. } => Some(source),
            Self::Making { source } => Some(source),
        }
    }
}
