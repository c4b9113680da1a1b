//! What travels as bytes: blobs down, uploads up, chunks of snapshots.

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG,
    HeaderName, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use huashu_protocol::blob::{Upload, Uploaded};
use huashu_protocol::{CallError, CallResult, Refusal, SyncApi, routes};
use uuid::Uuid;

use super::Shared;
use super::body::{self, Sent};
use super::caller::{At, Caller};
use super::range::{Wanted, is_known};
use super::reply::{Answer, Refused, json, put, put_offset, put_text};

/// For this client alone, and for ever: what it names never changes.
const FOR_EVER: HeaderValue = HeaderValue::from_static("private, max-age=31536000, immutable");

pub(super) async fn chunk(
    State(face): State<Shared>,
    who: Caller,
    At((library, epoch, rev, chunk)): At<(Uuid, Uuid, u64, u32)>,
    headers: HeaderMap,
) -> Answer {
    let bytes = Bytes::from(face.hub.chunk(&who.token, library, epoch, rev, chunk).await?);
    let etag = format!("\"{epoch}-{rev}-{chunk}\"");
    if is_known(&headers, &etag) {
        return Ok(unchanged(&etag));
    }
    let total = bytes.len() as u64;
    let (first, end) = Wanted::of(&headers, &etag).within(total).ok_or_else(|| Refused::range(total))?;
    // Both lie within the length of a slice.
    let part = bytes.slice(usize::try_from(first).unwrap_or(0)..usize::try_from(end).unwrap_or(0));
    Ok(part_of(Body::from(part), "application/zstd", &etag, (first, end), total))
}

pub(super) async fn blob(
    State(face): State<Shared>,
    who: Caller,
    At(hash): At<String>,
    headers: HeaderMap,
) -> Answer {
    check_name(&hash, Refusal::NotFound)?;
    let etag = format!("\"{hash}\"");
    let wanted = Wanted::of(&headers, &etag);
    let mut piece = match wanted {
        Wanted::From { first, .. } => face.hub.blob(&who.token, &hash, first).await?,
        Wanted::Whole | Wanted::Last(_) => face.hub.blob(&who.token, &hash, 0).await?,
    };
    // Whether the client may have it was asked first: nobody learns here that it exists.
    if is_known(&headers, &etag) {
        return Ok(unchanged(&etag));
    }
    let total = piece.total;
    let (first, end) = wanted.within(total).ok_or_else(|| Refused::range(total))?;
    if piece.offset != first {
        piece = face.hub.blob(&who.token, &hash, first).await?;
    }
    let body = if first + piece.bytes.len() as u64 >= end {
        Body::from(cut(piece.bytes, end - first))
    } else {
        let rest = Rest { face, token: who.token, hash, at: first, end, ready: Some(piece.bytes) };
        Body::from_stream(futures_util::stream::try_unfold(rest, Rest::next))
    };
    Ok(part_of(body, "application/octet-stream", &etag, (first, end), total))
}

pub(super) async fn upload(State(face): State<Shared>, who: Caller, Sent(upload): Sent<Upload>) -> Answer {
    check_name(&upload.hash, Refusal::invalid("hash: 64 lower-case hex digits"))?;
    uploaded(face.hub.upload(&who.token, upload).await?, who.zstd)
}

pub(super) async fn upload_piece(
    State(face): State<Shared>,
    who: Caller,
    At(hash): At<String>,
    headers: HeaderMap,
    body::Piece(bytes): body::Piece,
) -> Answer {
    check_name(&hash, Refusal::NotFound)?;
    let offset = headers.get(HeaderName::from_static(routes::UPLOAD_OFFSET));
    let offset = offset
        .and_then(|offset| offset.to_str().ok()?.parse().ok())
        .ok_or_else(|| Refusal::invalid("upload-offset: the place of the piece, in bytes, is expected"))?;
    uploaded(face.hub.upload_piece(&who.token, &hash, offset, bytes).await?, who.zstd)
}

/// Where an upload stands: a piece of nothing at a place where none can be is refused with the right place.
pub(super) async fn upload_state(State(face): State<Shared>, who: Caller, At(hash): At<String>) -> Answer {
    check_name(&hash, Refusal::NotFound)?;
    let offset = match face.hub.upload_piece(&who.token, &hash, u64::MAX, Vec::new()).await {
        Ok(Uploaded { offset, .. }) | Err(CallError::Refused(Refusal::Offset { offset })) => offset,
        Err(error) => return Err(error.into()),
    };
    let mut response = Response::new(Body::empty());
    put_offset(&mut response, offset);
    Ok(response)
}

fn uploaded(state: Uploaded, zstd: bool) -> Answer {
    let mut response = json(&state, zstd)?;
    put_offset(&mut response, state.offset);
    Ok(response)
}

/// A blob that is longer than the hub gives at once: each further piece is asked for, and the grant with it.
struct Rest {
    face: Shared,
    token: String,
    hash: String,
    at: u64,
    end: u64,
    ready: Option<Vec<u8>>,
}

impl Rest {
    async fn next(mut self) -> CallResult<Option<(Bytes, Self)>> {
        if self.at >= self.end {
            return Ok(None);
        }
        let bytes = match self.ready.take() {
            Some(bytes) => bytes,
            None => self.face.hub.blob(&self.token, &self.hash, self.at).await?.bytes,
        };
        let bytes = cut(bytes, self.end - self.at);
        if bytes.is_empty() {
            return Err(CallError::Garbled { detail: "a blob is shorter than it was".into() });
        }
        self.at += bytes.len() as u64;
        Ok(Some((bytes.into(), self)))
    }
}

/// Two hundred, or part of it.
fn part_of(body: Body, kind: &'static str, etag: &str, (first, end): (u64, u64), total: u64) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    // Whatever somebody uploaded, no browser shows it as a page of this hub's.
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    put(headers, CONTENT_LENGTH, end - first);
    kept(headers, etag);
    if (first, end) != (0, total) {
        put_text(headers, CONTENT_RANGE, &format!("bytes {first}-{}/{total}", end.saturating_sub(1)));
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    response
}

fn unchanged(etag: &str) -> Response {
    let mut response = Response::new(Body::empty());
    kept(response.headers_mut(), etag);
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    response
}

fn kept(headers: &mut HeaderMap, etag: &str) {
    headers.insert(CACHE_CONTROL, FOR_EVER);
    headers.insert(VARY, HeaderValue::from_static("authorization"));
    put_text(headers, ETAG, etag);
}

fn cut(mut bytes: Vec<u8>, most: u64) -> Vec<u8> {
    bytes.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    bytes
}

/// Names are hashes: nothing else reaches the store, let alone a path.
fn check_name(hash: &str, otherwise: Refusal) -> Result<(), Refusal> {
    let is_hash = hash.len() == 64 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if is_hash { Ok(()) } else { Err(otherwise) }
}
