//! Whom to trust: the bundled roots, or one certificate and no other. The platform's own verifier is never asked: on Android
//! it would need a part of its own, and its answers would differ from device to device.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

use super::link::Pin;

/// What is spoken above TLS, the dearest first.
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// TLS 1.2 and 1.3 with the certificates that Mozilla trusts, or with one pinned certificate.
///
/// # Errors
/// The cryptography that is compiled in does not do: it does.
pub(super) fn config(pin: Option<Pin>) -> Result<ClientConfig, Error> {
    let provider = Arc::new(ring::default_provider());
    let builder =
        ClientConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions()?;
    let mut config = match pin {
        Some(pin) => {
            let verifier = Arc::new(Pinned { pin, provider });
            builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth()
        }
        None => {
            let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
            let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider)
                .build()
                .map_err(|error| Error::General(error.to_string()))?;
            builder.with_webpki_verifier(verifier).with_no_client_auth()
        }
    };
    config.alpn_protocols = PROTOCOLS.iter().map(|protocol| protocol.to_vec()).collect();
    Ok(config)
}

/// Accepts exactly one certificate, whatever it says of names and times: the link said which it is. That the hub holds its
/// key is proven by the handshake, as ever.
#[derive(Debug)]
struct Pinned {
    pin: Pin,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        // Both are public, so nothing is learnt from how long the comparison takes.
        if Pin::of(end_entity) == self.pin {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure))
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use huashu_protocol::{CallError, SyncApi};
    use rustls::ServerConfig;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    use rustls::server::{ClientHello, ResolvesServerCert};
    use rustls::sign::CertifiedKey;

    use super::*;
    use crate::sync::client::stub::{Stub, json};
    use crate::sync::client::{HttpApi, HttpOptions};

    /// Made for these tests, for `127.0.0.1`, by nobody whom anybody trusts.
    const CERTIFICATE: &[u8] = include_bytes!("samples/hub.crt.der");
    const KEY: &[u8] = include_bytes!("samples/hub.key.der");
    const OTHER_KEY: &[u8] = include_bytes!("samples/other.key.der");

    /// Shows the certificate, whether or not it has its key.
    #[derive(Debug)]
    struct Shows(Arc<CertifiedKey>);

    impl ResolvesServerCert for Shows {
        fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
            Some(Arc::clone(&self.0))
        }
    }

    fn hub(key: &'static [u8], versions: &[&'static rustls::SupportedProtocolVersion]) -> Stub {
        let key = PrivateKeyDer::try_from(key).unwrap();
        let key = ring::sign::any_supported_type(&key).unwrap();
        let shown = CertifiedKey::new(vec![CertificateDer::from(CERTIFICATE)], key);
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(versions)
            .unwrap()
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(Shows(Arc::new(shown))));
        let hello = r#"{"service":"huashu","version":"1","min_proto":1,"proto":1,"schema":1}"#;
        Stub::with_tls(config, |_| json(hello))
    }

    #[test]
    fn one_certificate_and_no_other() {
        let right = Some(Pin::of(CERTIFICATE));
        let wrong = Some(Pin::of(b"another"));
        let both = [&rustls::version::TLS12, &rustls::version::TLS13];
        for (what, key, versions, pin, is_trusted) in [
            ("pinned", KEY, &both[..], right, true),
            ("pinned, of old", KEY, &both[..1], right, true),
            ("another", KEY, &both[..], wrong, false),
            ("signed by nobody", KEY, &both[..], None, false),
            ("shown by somebody else", OTHER_KEY, &both[..], right, false),
            ("shown by somebody else, of old", OTHER_KEY, &both[..1], right, false),
        ] {
            let stub = hub(key, versions);
            let api = HttpApi::new(HttpOptions::new(stub.hub(), pin)).unwrap();
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let hello = runtime.block_on(api.hello());
            match hello {
                Ok(hello) => assert!(is_trusted && hello.service == "huashu", "{what}"),
                Err(error) => {
                    assert!(!is_trusted, "{what}: {error}");
                    assert!(matches!(error, CallError::Unreachable { .. }), "{what}: {error}");
                    assert!(stub.heard().is_empty(), "{what}: nothing was said to whom nobody trusts");
                }
            }
        }
    }
}
