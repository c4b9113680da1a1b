//! TLS with a certificate that the hub makes, and a client that pins it.

use std::sync::Arc;

use huashu_hub::serve::{Serve, ServeError, listen};
use huashu_hub::tls::{Pin, Tls, pin};
use huashu_protocol::account::Hello;
use huashu_protocol::routes;
use reqwest::{Client, Version};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme, SupportedProtocolVersion};
use sha2::{Digest, Sha256};

use crate::kit::{self, Kit, launch, send};

/// Takes the one certificate that was shown, whoever vouches for it.
#[derive(Debug)]
struct Pinned(Pin, CryptoProvider);

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let found = Pin(Sha256::digest(own.as_ref()).into());
        if found == self.0 {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(Error::General("another hub".into()))
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, signed, &self.1.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, signed, &self.1.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.1.signature_verification_algorithms.supported_schemes()
    }
}

fn client(pin: Pin, versions: &[&'static SupportedProtocolVersion], alpn: &[&[u8]]) -> Client {
    let verifier = Arc::new(Pinned(pin, ring::default_provider()));
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(versions)
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    config.alpn_protocols = alpn.iter().map(|name| name.to_vec()).collect();
    Client::builder().tls_backend_preconfigured(config).build().unwrap()
}

#[tokio::test]
async fn a_pinned_hub_is_reached_and_another_is_not() {
    let kit = Kit::start().await;
    let serve = Serve {
        // Reachable from elsewhere, which without TLS it may not be.
        listen: ([0, 0, 0, 0], 0).into(),
        tls: Tls::Made,
        ..Serve::local(kit.folder.path())
    };
    let shown = pin(&serve.tls, &serve.data).unwrap().unwrap();
    let (server, port) = launch(&kit.hub, serve.clone()).await;
    assert_eq!(pin(&serve.tls, &serve.data).unwrap().unwrap(), shown, "it is made once");
    let url = format!("https://127.0.0.1:{port}{}", routes::HELLO);

    for (versions, alpn, version) in [
        (&[&rustls::version::TLS13][..], &[&b"h2"[..], b"http/1.1"][..], Version::HTTP_2),
        (&[&rustls::version::TLS13], &[b"http/1.1"], Version::HTTP_11),
        (&[&rustls::version::TLS12], &[b"h2"], Version::HTTP_2),
        (&[&rustls::version::TLS12], &[], Version::HTTP_11),
    ] {
        let answer = client(shown, versions, alpn).get(&url).send().await.unwrap();
        assert_eq!((answer.status().as_u16(), answer.version()), (200, version));
        assert!(answer.headers().contains_key("strict-transport-security"));
        let hello: Hello = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        assert_eq!(hello.service, "huashu");
    }
    let other = client(Pin([7; 32]), &[&rustls::version::TLS13], &[]);
    assert!(other.get(&url).send().await.is_err());
    assert!(kit::client().get(&url).send().await.is_err(), "no authority vouches for it");
    let plain = format!("http://127.0.0.1:{port}{}", routes::HELLO);
    assert!(kit::client().get(&plain).send().await.is_err());
    // Whoever talks something else does not keep the others from it.
    send(client(shown, &[&rustls::version::TLS13], &[]).get(&url), None::<&()>).await.json::<Hello>();
    server.stop().await;
}

#[tokio::test]
async fn passwords_do_not_travel_in_the_open() {
    let open = Serve { listen: ([0, 0, 0, 0], 0).into(), ..Serve::local("/nowhere") };
    assert!(matches!(listen(&open).await, Err(ServeError::Plain { .. })));
    let behind = Serve { behind_proxy: true, ..open };
    listen(&behind).await.unwrap();
    let missing = Tls::Files { cert: "/nowhere/cert.pem".into(), key: "/nowhere/key.pem".into() };
    assert!(pin(&missing, std::path::Path::new("/nowhere")).is_err());
}
