//! The hub on the network: a listener, its connections, and an orderly end.

mod socket;

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::Hub;
use crate::http::{self, Connections, Rates};
use crate::tls::{self, Tls, TlsError};

/// How long requests have to finish once the hub is told to end.
const LAST_CALL: Duration = Duration::from_secs(5);
/// How often the certificate's files are looked at and what is past is forgotten.
const ROUND: Duration = Duration::from_secs(60);

/// How a hub is served.
#[derive(Debug, Clone)]
pub struct Serve {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Its certificate. Without one it listens on this machine alone, unless it is `behind_proxy`.
    pub tls: Tls,
    /// Whether a reverse proxy stands before it, which has the certificate and says in `x-forwarded-for` who asks.
    pub behind_proxy: bool,
    /// The data folder, where a certificate that the hub makes is kept.
    pub data: PathBuf,
    /// How often somebody may ask.
    pub rates: Rates,
}

impl Serve {
    /// What this program listens on when nobody says otherwise: this machine alone, without TLS.
    pub fn local(data: impl Into<PathBuf>) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 7411)),
            tls: Tls::Off,
            behind_proxy: false,
            data: data.into(),
            rates: Rates::default(),
        }
    }
}

/// Why a hub is not served.
#[derive(Debug)]
pub enum ServeError {
    /// The address cannot be listened on.
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// Passwords would travel in the open.
    Plain {
        /// The address.
        address: SocketAddr,
    },
    /// The certificate.
    Tls(TlsError),
}

/// Serves until the process is told to end (SIGTERM, ctrl-c).
///
/// # Errors
/// What keeps it from listening. Once it listens, nothing ends it but the signal.
pub async fn launch(hub: Hub, serve: &Serve) -> Result<(), ServeError> {
    let listener = listen(serve).await?;
    launch_with_listener(hub, listener, serve, told_to_end()).await
}

/// Listens, so that the address is known (port 0) before anything is served.
///
/// # Errors
/// An address that is taken or not this machine's; one on which passwords would travel in the open.
pub async fn listen(serve: &Serve) -> Result<TcpListener, ServeError> {
    check_plain(serve, serve.listen)?;
    let address = serve.listen;
    TcpListener::bind(address).await.map_err(|source| ServeError::Listen { address, source })
}

/// Serves on a listener until `end` is ready: then streams are told, requests at work have five seconds to finish, and
/// nothing new is taken.
///
/// # Errors
/// As [`listen`], and what is wrong with the certificate.
pub async fn launch_with_listener(
    hub: Hub,
    listener: TcpListener,
    serve: &Serve,
    end: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    check_plain(serve, listener.local_addr().unwrap_or(serve.listen))?;
    let secure = tls::secure(&serve.tls, &serve.data).map_err(ServeError::Tls)?;
    let (router, face) = http::router(hub, &serve.rates, serve.behind_proxy);
    let connections =
        Connections { router, tls: secure.as_ref().map(|secure| Arc::clone(&secure.config).into()) };

    let places = Arc::new(Semaphore::new(socket::places()));
    let graceful = GracefulShutdown::new();
    let mut running = JoinSet::new();
    let mut round = tokio::time::interval(ROUND);
    let mut end = std::pin::pin!(end);
    loop {
        tokio::select! {
            () = &mut end => break,
            (stream, place) = socket::accept(&listener, &places) => {
                let Ok(peer) = stream.peer_addr() else { continue };
                let served = connections.clone().serve(stream, peer.ip(), graceful.watcher());
                running.spawn(async move {
                    served.await;
                    drop(place);
                });
            }
            // A task that is done is only forgotten; a panic in one was its own end and stands in the log.
            Some(_) = running.join_next() => {}
            _ = round.tick() => {
                face.tidy();
                if let Some(secure) = &secure {
                    secure.certificate.look();
                }
            }
        }
    }
    drop(listener);
    face.close();
    if tokio::time::timeout(LAST_CALL, graceful.shutdown()).await.is_err() {
        log::warn!("{} connections did not end in time and were cut", running.len());
    }
    running.shutdown().await;
    Ok(())
}

/// Passwords and phrases travel in the open over plain HTTP: on this machine that is nobody's to hear.
fn check_plain(serve: &Serve, address: SocketAddr) -> Result<(), ServeError> {
    if serve.tls == Tls::Off && !serve.behind_proxy && !address.ip().is_loopback() {
        return Err(ServeError::Plain { address });
    }
    Ok(())
}

/// Is ready when the process is told to end: SIGTERM, ctrl-c.
pub async fn told_to_end() {
    let interrupted = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            log::warn!("ctrl-c is not heard: {error}");
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(error) => {
                log::warn!("SIGTERM is not heard: {error}");
                std::future::pending::<()>().await;
            }
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen { address, source } => write!(f, "{address}: {source}"),
            Self::Plain { address } => write!(
                f,
                "{address} can be reached from other machines, and without TLS passwords would travel in the open: \
                 give a certificate, let the hub make one, or say that a proxy stands before it"
            ),
            Self::Tls(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ServeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Listen { source, .. } => Some(source),
            Self::Plain { .. } => None,
            Self::Tls(error) => Some(error),
        }
    }
}
