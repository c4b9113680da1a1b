//! What comes in: bodies, bounded in size and in time before anything looks at them.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use futures_util::StreamExt;
use huashu_protocol::account::Admin;
use huashu_protocol::frame::{self, BadFrame};
use huashu_protocol::{Refusal, SyncApi, limits};
use serde::de::DeserializeOwned;
use tokio::time::{Instant, timeout_at};

use super::Shared;
use super::caller::bearer;
use super::reply::Refused;

/// How long a body is waited for. A piece of 1 MiB at 10 kB/s, a weak mobile network, takes two minutes.
const PATIENCE: Patience = Patience { whole: Duration::from_secs(5 * 60), pause: Duration::from_secs(20) };
/// The longest body of somebody who has not signed in, in bytes.
const STRANGERS_BYTES: usize = 16 * 1024;
/// What is larger than this, in bytes, is read on a thread of its own.
const LARGE: usize = 32 * 1024;

#[derive(Clone, Copy)]
struct Patience {
    /// Altogether.
    whole: Duration,
    /// For each next part of it.
    pause: Duration,
}

/// A value that somebody sent who is signed in: at most 2 MiB as it travels, 16 MiB expanded.
pub(crate) struct Sent<T>(pub(crate) T);

/// A value that a stranger sent: a name, a password, a code.
pub(crate) struct StrangersSent<T>(pub(crate) T);

impl<T: DeserializeOwned + Send + 'static> FromRequest<Shared> for Sent<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &Shared) -> Result<Self, Refused> {
        if said(request.headers()).is_none_or(|length| length > STRANGERS_BYTES) {
            check_caller(request.headers(), state).await?;
        }
        value(request, state, limits::BODY_BYTES, limits::EXPANDED_BYTES).await.map(Self)
    }
}

impl<T: DeserializeOwned + Send + 'static> FromRequest<Shared> for StrangersSent<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &Shared) -> Result<Self, Refused> {
        value(request, state, STRANGERS_BYTES, STRANGERS_BYTES).await.map(Self)
    }
}

/// A piece of an upload, as it is.
pub(crate) struct Piece(pub(crate) Vec<u8>);

impl FromRequest<Shared> for Piece {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &Shared) -> Result<Self, Refused> {
        check_caller(request.headers(), state).await?;
        if request.headers().contains_key(CONTENT_ENCODING) {
            return Err(Refusal::invalid("pieces of an upload travel as they are").into());
        }
        let (parts, body) = request.into_parts();
        read(body, &parts.headers, limits::PIECE_BYTES, PATIENCE).await.map(Self)
    }
}

async fn value<T: DeserializeOwned + Send + 'static>(
    request: Request,
    state: &Shared,
    max: usize,
    expanded: usize,
) -> Result<T, Refused> {
    let (parts, body) = request.into_parts();
    if !is_json(&parts.headers) {
        return Err(Refusal::invalid("content-type: application/json is expected here").into());
    }
    let compressed = is_compressed(&parts.headers)?;
    let bytes = read(body, &parts.headers, max, PATIENCE).await?;
    if !compressed && bytes.len() <= LARGE {
        return frame::decode(&bytes, false, expanded).map_err(bad);
    }
    // 16 MiB of JSON are a tenth of a second and perhaps 200 MiB of values: a few at a time, and none where others wait.
    let _turn = state.unpacking.acquire().await.map_err(|_| Refusal::Busy { retry_after: 5 })?;
    tokio::task::spawn_blocking(move || frame::decode(&bytes, compressed, expanded))
        .await
        .map_err(|error| {
            log::error!("a body was not read: {error}");
            Refused::from(Refusal::Internal)
        })?
        .map_err(bad)
}

fn bad(error: BadFrame) -> Refused {
    match error {
        BadFrame::TooLarge => Refusal::TooLarge.into(),
        error => Refusal::invalid(error.to_string()).into(),
    }
}

/// Reads a body of at most `max` bytes.
async fn read(body: Body, headers: &HeaderMap, max: usize, patience: Patience) -> Result<Vec<u8>, Refused> {
    let said = said(headers);
    if said.is_some_and(|length| length > max) {
        return Err(Refusal::TooLarge.into());
    }
    // What is said may be a lie: room is made for what arrives.
    let mut bytes = Vec::with_capacity(said.unwrap_or(0).min(LARGE));
    let mut pieces = body.into_data_stream();
    let end = Instant::now() + patience.whole;
    loop {
        let piece = timeout_at(end.min(Instant::now() + patience.pause), pieces.next())
            .await
            .map_err(|_| Refused::with(Refusal::Busy { retry_after: 1 }, StatusCode::REQUEST_TIMEOUT))?;
        match piece {
            None => return Ok(bytes),
            Some(Ok(piece)) if bytes.len() + piece.len() > max => {
                drop(piece);
                return Err(Refusal::TooLarge.into());
            }
            Some(Ok(piece)) => bytes.extend_from_slice(&piece),
            Some(Err(_)) => return Err(Refusal::invalid("the body was cut, or its framing is wrong").into()),
        }
    }
}

/// Asks who it is before a long body is taken in: strangers, with whatever token, are sent away at the door.
async fn check_caller(headers: &HeaderMap, state: &Shared) -> Result<(), Refused> {
    let token = bearer(headers).ok_or(Refusal::SignedOut)?;
    state.hub.admin(token, Admin::WhoAmI).await?;
    Ok(())
}

/// How long the body is said to be.
fn said(headers: &HeaderMap) -> Option<usize> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()) else { return false };
    let essence = kind.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

fn is_compressed(headers: &HeaderMap) -> Result<bool, Refused> {
    let Some(encoding) = headers.get(CONTENT_ENCODING) else { return Ok(false) };
    match encoding.to_str().map(str::trim) {
        Ok(zstd) if zstd.eq_ignore_ascii_case("zstd") => Ok(true),
        Ok(none) if none.eq_ignore_ascii_case("identity") => Ok(false),
        _ => Err(Refusal::invalid("content-encoding: zstd, or none").into()),
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use axum::body::Bytes;
    use axum::response::IntoResponse;
    use futures_util::{Stream, stream};

    use super::*;

    async fn status(parts: impl Stream<Item = Bytes> + Send + 'static) -> u16 {
        let patience = Patience { whole: Duration::from_millis(200), pause: Duration::from_millis(50) };
        let body = Body::from_stream(parts.map(Ok::<_, Infallible>));
        match read(body, &HeaderMap::new(), 1_000, patience).await {
            Ok(_) => 200,
            Err(refused) => refused.into_response().status().as_u16(),
        }
    }

    #[tokio::test]
    async fn a_body_that_does_not_come_is_not_waited_for() {
        let letter = Bytes::from_static(b"x");
        let trickle = |letter: Bytes| {
            stream::unfold((), move |()| {
                let letter = letter.clone();
                async move {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    Some((letter, ()))
                }
            })
        };
        assert_eq!(status(stream::iter(vec![letter.clone(); 1_000])).await, 200);
        assert_eq!(status(stream::iter(vec![letter.clone(); 1_001])).await, 413);
        assert_eq!(status(stream::iter([letter.clone()]).chain(stream::pending())).await, 408);
        assert_eq!(status(trickle(letter)).await, 408, "drop by drop");
    }
}
