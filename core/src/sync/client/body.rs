//! Bodies, read within bounds whatever their headers promise; and what a status means where no hub's body explains it.

use std::time::Duration;

use huashu_protocol::{CallError, CallResult, Refusal, frame, limits, routes};
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// For so long nothing, or next to nothing, may come.
pub(super) const STALL: Duration = Duration::from_secs(20);

/// So many bytes must come within [`STALL`], or the hub only pretends to answer.
const LEAST: usize = 512;

/// The longest body that explains a refusal, in bytes.
const REFUSAL_BYTES: usize = 64 * 1024;

/// A body that breaks off: what came of it, and why no more did.
pub(super) struct Cut {
    pub(super) bytes: Vec<u8>,
    pub(super) error: CallError,
}

impl From<Cut> for CallError {
    fn from(cut: Cut) -> Self {
        cut.error
    }
}

#[derive(Deserialize)]
struct Explained {
    error: Refusal,
}

/// Reads a reply's JSON, or what the hub says instead.
pub(super) async fn json<T: DeserializeOwned>(response: Response, stall: Duration) -> CallResult<T> {
    let response = accepted(response, stall).await?;
    let is_compressed = match response.headers().get(CONTENT_ENCODING).map(HeaderValue::as_bytes) {
        None | Some(b"identity") => false,
        Some(b"zstd") => true,
        Some(_) => return Err(garbled("the body is compressed in an unknown way")),
    };
    if !says(response.headers(), "application/json") {
        return Err(garbled("the body is no JSON"));
    }
    let bytes = read(response, limits::EXPANDED_BYTES, stall).await?;
    frame::decode(&bytes, is_compressed, limits::EXPANDED_BYTES).map_err(|error| garbled(&error.to_string()))
}

/// Lets a response through that brings what was asked for.
pub(super) async fn accepted(response: Response, stall: Duration) -> CallResult<Response> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let headers = response.headers().clone();
    // The hub explains each refusal; where the explanation is lost, the status tells as much as a status can.
    let body = read(response, REFUSAL_BYTES, stall).await.unwrap_or_default();
    match serde_json::from_slice::<Explained>(&body) {
        Ok(explained) => Err(explained.error.into()),
        Err(_) => Err(unexplained(status, &headers)),
    }
}

/// Reads at most `max` bytes.
pub(super) async fn read(mut response: Response, max: usize, stall: Duration) -> Result<Vec<u8>, Cut> {
    let mut bytes = Vec::new();
    loop {
        let window = tokio::time::timeout(stall, fill(&mut response, &mut bytes, max)).await;
        let error = match window {
            Ok(Ok(true)) => return Ok(bytes),
            Ok(Ok(false)) => continue,
            Ok(Err(error)) => error,
            Err(_) => unreachable("the answer stopped"),
        };
        return Err(Cut { bytes, error });
    }
}

/// Reads on until [`LEAST`] more bytes are there, or all: then it is `true`.
async fn fill(response: &mut Response, bytes: &mut Vec<u8>, max: usize) -> CallResult<bool> {
    let enough = bytes.len() + LEAST;
    while bytes.len() < enough {
        let Some(chunk) = response.chunk().await.map_err(network)? else { return Ok(true) };
        if bytes.len() + chunk.len() > max {
            bytes.extend_from_slice(&chunk[..max - bytes.len()]);
            return Err(garbled("the body is longer than it may be"));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(false)
}

/// What a status means that no hub explained: it may be a proxy's, or a portal's, that knows nothing of us.
fn unexplained(status: StatusCode, headers: &HeaderMap) -> CallError {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
    let is_page = says(headers, "text/html");
    match status.as_u16() {
        // Proxies say these in place of a hub, and mean the same.
        413 => Refusal::TooLarge.into(),
        429 | 503 => Refusal::Busy { retry_after: number(RETRY_AFTER.as_str()).unwrap_or(1) }.into(),
        502 | 504 => unreachable(&format!("a proxy says {status}")),
        401 if !is_page => Refusal::Expired.into(),
        403 if !is_page => Refusal::Forbidden.into(),
        404 if !is_page => Refusal::NotFound.into(),
        409 if !is_page => match number(routes::UPLOAD_OFFSET) {
            Some(offset) => Refusal::Offset { offset }.into(),
            None => garbled("a conflict about nothing"),
        },
        410 if !is_page => Refusal::Gone.into(),
        422 if !is_page => Refusal::invalid("no reason given").into(),
        500 => Refusal::Internal.into(),
        507 => Refusal::Full.into(),
        300..=399 => {
            let to = headers.get(LOCATION).and_then(|to| to.to_str().ok()).unwrap_or("elsewhere");
            garbled(&format!("{status} to {}", to.chars().take(80).collect::<String>()))
        }
        _ => garbled(&format!("status {status}")),
    }
}

/// Whether a body is of a media type, whatever its parameters.
pub(super) fn says(headers: &HeaderMap, media_type: &str) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(media_type)
}

/// A failure of the network, with its causes; without the address, which may be long.
pub(super) fn network(error: reqwest::Error) -> CallError {
    let error = error.without_url();
    let mut detail = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(error) = cause {
        detail = format!("{detail}: {error}");
        cause = error.source();
    }
    unreachable(&detail)
}

pub(super) fn unreachable(detail: &str) -> CallError {
    CallError::Unreachable { detail: detail.to_owned() }
}

pub(super) fn garbled(detail: &str) -> CallError {
    CallError::Garbled { detail: detail.to_owned() }
}
