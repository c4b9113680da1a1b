//! The protocol's calls over HTTP/1.1 or 2.

use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use huashu_protocol::account::{Admin, AdminReply, Hello, Join, Refresh, Session, SignIn, Tokens};
use huashu_protocol::blob::{Piece, Upload, Uploaded};
use huashu_protocol::snapshot::Manifest;
use huashu_protocol::stream::{WaitRequest, Waited};
use huashu_protocol::sync::{FormerRow, SyncReply, SyncRequest, UsageReport};
use huashu_protocol::{CallError, CallResult, PROTO, SyncApi, frame, limits, routes};
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_RANGE, CONTENT_TYPE, HeaderMap, RANGE,
};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, redirect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::body::{self, STALL, garbled, network, unreachable};
use super::link::{HubUrl, Pin};
use super::tls;
use crate::error::{Error, Result};

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(10);

/// How long a connection is kept without use; the hub closes them after 75 s.
const IDLE: Duration = Duration::from_secs(60);

/// What the slowest network is expected to carry upwards, in bytes per second: a long request is given time to be sent.
const SLOWEST: u64 = 16 * 1024;

/// The most bytes of a blob that are asked for at once: what is lost at most when the network goes.
const PIECE: u64 = limits::PIECE_BYTES as u64;

/// How to reach a hub.
#[derive(Debug, Clone)]
pub struct HttpOptions {
    /// The hub.
    pub hub: HubUrl,
    /// Its certificate, where the sign-in link says which it is.
    pub pin: Option<Pin>,
    /// Whether to go through the proxy that the environment names (`HTTPS_PROXY` …).
    pub use_proxy: bool,
    /// After how long without progress an answer is given up; 20 s unless a test says otherwise.
    pub stall: Duration,
}

/// A hub over HTTP. It follows no redirects and keeps no cookies.
pub struct HttpApi {
    options: HttpOptions,
    client: RwLock<Client>,
}

impl HttpOptions {
    /// A hub with a certificate that everybody trusts, or pinned.
    pub fn new(hub: HubUrl, pin: Option<Pin>) -> Self {
        Self { hub, pin, use_proxy: false, stall: STALL }
    }
}

impl HttpApi {
    /// A way to a hub; nothing is said to it yet.
    ///
    /// # Errors
    /// [`Error::Hub`] where TLS cannot be set up.
    pub fn new(options: HttpOptions) -> Result<Self> {
        let client = client(&options)?;
        Ok(Self { options, client: RwLock::new(client) })
    }

    /// Where the hub is.
    pub fn hub(&self) -> &HubUrl {
        &self.options.hub
    }

    /// Forgets all connections: they hang on a network that is not there any more, and would stall.
    pub fn forget_connections(&self) {
        match client(&self.options) {
            Ok(fresh) => *self.client.write().unwrap_or_else(PoisonError::into_inner) = fresh,
            Err(error) => log::warn!("connections are kept over a change of the network: {error}"),
        }
    }

    pub(super) fn stall(&self) -> Duration {
        self.options.stall
    }

    pub(super) fn request(&self, method: Method, path: &str, token: Option<&str>) -> RequestBuilder {
        let client = self.client.read().unwrap_or_else(PoisonError::into_inner).clone();
        let request = client
            .request(method, self.options.hub.at(path))
            .header(routes::PROTO_HEADER, PROTO)
            .header(ACCEPT_ENCODING, "zstd");
        match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Sends a request with `bytes` of body; the hub may take `pause` before it answers.
    pub(super) async fn send(
        &self,
        request: RequestBuilder,
        bytes: usize,
        pause: Duration,
    ) -> CallResult<Response> {
        let sending = Duration::from_secs(bytes as u64 / SLOWEST);
        match tokio::time::timeout(self.options.stall + sending + pause, request.send()).await {
            Ok(sent) => sent.map_err(network),
            Err(_) => Err(unreachable("no answer")),
        }
    }

    async fn get<R: DeserializeOwned>(&self, path: &str, token: Option<&str>) -> CallResult<R> {
        let request = self.request(Method::GET, path, token).header(ACCEPT, "application/json");
        let response = self.send(request, 0, Duration::ZERO).await?;
        body::json(response, self.options.stall).await
    }

    async fn post<T, R>(&self, path: &str, token: Option<&str>, value: &T) -> CallResult<R>
    where
        T: Serialize + Sync,
        R: DeserializeOwned,
    {
        self.post_and_wait(path, token, value, Duration::ZERO).await
    }

    async fn post_and_wait<T, R>(
        &self,
        path: &str,
        token: Option<&str>,
        value: &T,
        pause: Duration,
    ) -> CallResult<R>
    where
        T: Serialize + Sync,
        R: DeserializeOwned,
    {
        let frame = frame::encode(value).map_err(|error| garbled(&error.to_string()))?;
        let mut request = self
            .request(Method::POST, path, token)
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/json");
        if frame.compressed {
            request = request.header(CONTENT_ENCODING, "zstd");
        }
        let bytes = frame.bytes.len();
        let response = self.send(request.body(frame.bytes), bytes, pause).await?;
        body::json(response, self.options.stall).await
    }
}

impl SyncApi for HttpApi {
    async fn hello(&self) -> CallResult<Hello> {
        self.get(routes::HELLO, None).await
    }

    async fn sign_in(&self, request: SignIn) -> CallResult<Session> {
        self.post(routes::SIGN_IN, None, &request).await
    }

    async fn join(&self, request: Join) -> CallResult<Session> {
        self.post(routes::JOIN, None, &request).await
    }

    async fn refresh(&self, request: Refresh) -> CallResult<Tokens> {
        self.post(routes::TOKEN, None, &request).await
    }

    async fn sign_out(&self, token: &str) -> CallResult<()> {
        self.post(routes::SIGN_OUT, Some(token), &()).await
    }

    async fn sync(&self, token: &str, request: SyncRequest) -> CallResult<SyncReply> {
        self.post(routes::SYNC, Some(token), &request).await
    }

    async fn wait(&self, token: &str, request: WaitRequest) -> CallResult<Waited> {
        let pause = Duration::from_secs(limits::WAIT_SECONDS);
        self.post_and_wait(routes::WAIT, Some(token), &request, pause).await
    }

    async fn snapshot(&self, token: &str, library: Uuid) -> CallResult<Manifest> {
        self.get(&routes::SNAPSHOT.replace("{library}", &library.to_string()), Some(token)).await
    }

    async fn chunk(
        &self,
        token: &str,
        library: Uuid,
        epoch: Uuid,
        rev: u64,
        chunk: u32,
    ) -> CallResult<Vec<u8>> {
        let path = routes::CHUNK
            .replace("{library}", &library.to_string())
            .replace("{epoch}", &epoch.to_string())
            .replace("{rev}", &rev.to_string())
            .replace("{chunk}", &chunk.to_string());
        let response = self.send(self.request(Method::GET, &path, Some(token)), 0, Duration::ZERO).await?;
        let response = body::accepted(response, self.options.stall).await?;
        Ok(body::read(response, limits::CHUNK_BYTES, self.options.stall).await?)
    }

    async fn history(&self, token: &str, library: Uuid, row: Uuid) -> CallResult<Vec<FormerRow>> {
        let path =
            routes::HISTORY.replace("{library}", &library.to_string()).replace("{row}", &row.to_string());
        self.get(&path, Some(token)).await
    }

    async fn upload(&self, token: &str, upload: Upload) -> CallResult<Uploaded> {
        self.post(routes::UPLOADS, Some(token), &upload).await
    }

    async fn upload_piece(
        &self,
        token: &str,
        hash: &str,
        offset: u64,
        bytes: Vec<u8>,
    ) -> CallResult<Uploaded> {
        let count = bytes.len();
        let request = self
            .request(Method::PATCH, &blob_path(routes::UPLOAD, hash)?, Some(token))
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/offset+octet-stream")
            .header(routes::UPLOAD_OFFSET, offset)
            .body(bytes);
        let response = self.send(request, count, Duration::ZERO).await?;
        body::json(response, self.options.stall).await
    }

    async fn blob(&self, token: &str, hash: &str, offset: u64) -> CallResult<Piece> {
        let range = format!("bytes={offset}-{}", offset.saturating_add(PIECE - 1));
        let request =
            self.request(Method::GET, &blob_path(routes::BLOB, hash)?, Some(token)).header(RANGE, range);
        let response = self.send(request, 0, Duration::ZERO).await?;
        let total = total(response.headers());
        if response.status() == StatusCode::RANGE_NOT_SATISFIABLE
            && let Some(total) = total
        {
            return Ok(Piece { offset, bytes: Vec::new(), total });
        }
        let response = body::accepted(response, self.options.stall).await?;
        let total = match (response.status(), total) {
            (StatusCode::PARTIAL_CONTENT, Some(total)) if starts_at(response.headers(), offset) => total,
            (StatusCode::OK, _) if offset == 0 => {
                response.content_length().ok_or_else(|| garbled("the blob does not say how long it is"))?
            }
            _ => return Err(garbled("the piece is not the one that was asked for")),
        };
        // A hub that sends more than was asked for is read as far as that; one that breaks off still gave what it gave.
        match body::read(response, PIECE as usize, self.options.stall).await {
            Ok(bytes) => Ok(Piece { offset, bytes, total }),
            Err(cut) if !cut.bytes.is_empty() => Ok(Piece { offset, bytes: cut.bytes, total }),
            Err(cut) => Err(cut.error),
        }
    }

    async fn usage(&self, token: &str, report: UsageReport) -> CallResult<()> {
        self.post(routes::USAGE, Some(token), &report).await
    }

    async fn admin(&self, token: &str, request: Admin) -> CallResult<AdminReply> {
        self.post(routes::ADMIN, Some(token), &request).await
    }
}

fn client(options: &HttpOptions) -> Result<Client> {
    let broken = |detail: String| Error::Hub(CallError::Unreachable { detail });
    let tls = tls::config(options.pin).map_err(|error| broken(error.to_string()))?;
    let mut builder = Client::builder()
        .tls_backend_preconfigured(tls)
        .user_agent(concat!("huashu/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .connect_timeout(CONNECT)
        .pool_idle_timeout(IDLE);
    if !options.use_proxy {
        builder = builder.no_proxy();
    }
    builder.build().map_err(|error| broken(error.to_string()))
}

/// The path of a blob. Its name comes from rows, which a hub may have made up: it must not lead anywhere else.
fn blob_path(route: &str, hash: &str) -> CallResult<String> {
    if !hash.is_empty() && hash.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        Ok(route.replace("{hash}", hash))
    } else {
        Err(garbled("a blob's name is no hash"))
    }
}

/// The size of the whole, from `content-range: bytes 0-9/100`, or from `bytes */100`.
fn total(headers: &HeaderMap) -> Option<u64> {
    content_range(headers)?.1.parse().ok()
}

fn starts_at(headers: &HeaderMap, offset: u64) -> bool {
    let first = content_range(headers).and_then(|(range, _)| range.split('-').next()?.parse::<u64>().ok());
    first == Some(offset)
}

fn content_range(headers: &HeaderMap) -> Option<(&str, &str)> {
    headers.get(CONTENT_RANGE)?.to_str().ok()?.trim().strip_prefix("bytes ")?.split_once('/')
}
