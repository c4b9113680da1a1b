//! One connection: HTTP/1.1, or HTTP/2 where TLS agreed on it, over the routes.

use std::convert::Infallible;
use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::{Request, Response};
use axum::response::IntoResponse;
use futures_util::FutureExt;
use huashu_protocol::Refusal;
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::server::conn::{http1, http2};
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::graceful::Watcher;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;

use super::caller::Peer;
use super::guard::{Activity, Guarded, Patience, Working};
use super::reply::{self, Refused};

/// How long a connection waits, and for what.
const PATIENCE: Patience = Patience {
    head: Duration::from_secs(10),
    // Longer than the minute for which proxies keep theirs, so that it is never we who hang up on a request.
    idle: Duration::from_secs(75),
    write: Duration::from_secs(30),
};
/// The longest head of a request, and what hyper gathers before it writes, in bytes.
const BUFFER: usize = 64 * 1024;
/// The most fields in a head.
const HEADERS: usize = 64;
/// The most requests at a time over one connection of HTTP/2.
const REQUESTS: u32 = 32;

/// What every connection is served with.
#[derive(Clone)]
pub(crate) struct Connections {
    pub(crate) router: Router,
    pub(crate) tls: Option<TlsAcceptor>,
}

impl Connections {
    /// Serves one connection until it ends. Failures are the network's and the peer's: they are told to the log only.
    pub(crate) async fn serve<S>(self, stream: S, peer: IpAddr, watcher: Watcher)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let activity = Arc::<Activity>::default();
        let stream = Guarded::new(stream, Arc::clone(&activity), PATIENCE);
        // What is set up and then runs for hours lies in boxes of its own size: in one future it would have room for all of
        // it, handshake and both versions of HTTP, as long as it lives.
        let Some(tls) = self.tls else {
            return http1(self.router, stream, peer, false, activity, watcher).await;
        };
        match Box::pin(tls.accept(stream)).await {
            Ok(stream) if stream.get_ref().1.alpn_protocol() == Some(b"h2") => {
                activity.is_framed();
                http2(self.router, stream, peer, activity, watcher).await;
            }
            Ok(stream) => http1(self.router, stream, peer, true, activity, watcher).await,
            Err(error) => log::debug!("{peer}: no TLS: {error}"),
        }
    }
}

type Running = Pin<Box<dyn Future<Output = ()> + Send>>;

fn http1<S>(
    router: Router,
    stream: S,
    peer: IpAddr,
    tls: bool,
    activity: Arc<Activity>,
    watcher: Watcher,
) -> Running
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let connection = http1::Builder::new()
        // Heads and idle connections are watched by `Guarded`, which tells the two apart.
        .header_read_timeout(None)
        .max_buf_size(BUFFER)
        .max_headers(HEADERS)
        .serve_connection(TokioIo::new(stream), service(router, peer, tls, activity));
    run(peer, watcher.watch(connection))
}

fn http2<S>(router: Router, stream: S, peer: IpAddr, activity: Arc<Activity>, watcher: Watcher) -> Running
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let connection = http2::Builder::new(TokioExecutor::new())
        .timer(TokioTimer::new())
        .max_concurrent_streams(REQUESTS)
        .max_header_list_size(u32::try_from(BUFFER).unwrap_or(u32::MAX))
        .max_send_buf_size(BUFFER)
        .serve_connection(TokioIo::new(stream), service(router, peer, true, activity));
    run(peer, watcher.watch(connection))
}

fn run(peer: IpAddr, connection: impl Future<Output = hyper::Result<()>> + Send + 'static) -> Running {
    Box::pin(connection.map(move |ended| {
        if let Err(error) = ended {
            log::debug!("{peer}: {error}");
        }
    }))
}

fn service(
    router: Router,
    peer: IpAddr,
    tls: bool,
    activity: Arc<Activity>,
) -> impl Service<
    Request<Incoming>,
    Response = Response<Watched>,
    Error = Infallible,
    Future = impl Future<Output = Result<Response<Watched>, Infallible>> + Send + 'static,
> {
    let router = TowerToHyperService::new(router);
    service_fn(move |mut request: Request<Incoming>| {
        let working = activity.begin();
        request.extensions_mut().insert(Peer(peer));
        let what = (request.method().clone(), request.uri().path().to_owned());
        let answer = AssertUnwindSafe(router.call(request)).catch_unwind();
        async move {
            let mut response = match answer.await {
                Ok(Ok(response)) => response,
                Ok(Err(never)) => match never {},
                Err(_) => {
                    log::error!("{} {}: a panic, see above", what.0, what.1);
                    Refused::from(Refusal::Internal).into_response()
                }
            };
            reply::finish(response.headers_mut(), tls);
            Ok(response.map(|body| Watched { body, _working: working }))
        }
    })
}

/// A body that says when it is done.
pub(crate) struct Watched {
    body: Body,
    _working: Working,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use hyper_util::server::graceful::GracefulShutdown;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_answer_and_the_connection_goes_on() {
        async fn boom() -> &'static str {
            panic!("on purpose")
        }
        let router = Router::new().route("/boom", get(boom)).route("/fine", get(async || "fine"));
        let (here, mut there) = tokio::io::duplex(64 * 1024);
        let graceful = GracefulShutdown::new();
        let connections = Connections { router, tls: None };
        let served = tokio::spawn(connections.serve(here, IpAddr::from([127, 0, 0, 1]), graceful.watcher()));
        let mut said = Vec::new();
        there.write_all(b"GET /boom HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        while !said.ends_with(b"}") {
            assert_ne!(there.read_buf(&mut said).await.unwrap(), 0);
        }
        there.write_all(b"GET /fine HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
        there.read_to_end(&mut said).await.unwrap();
        served.await.unwrap();
        let said = String::from_utf8(said).unwrap();
        let expected =
            ["HTTP/1.1 500", "{\"error\":{\"code\":\"internal\"}", "HTTP/1.1 200", "no-store", "fine"];
        for text in expected {
            assert!(said.contains(text), "{text}: {said}");
        }
    }
}
