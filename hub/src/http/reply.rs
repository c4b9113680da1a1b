//! What goes out: values as JSON, and what the hub refuses.

use axum::body::Body;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_RANGE, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, VARY,
    WWW_AUTHENTICATE,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use huashu_protocol::{CallError, Refusal, frame, routes};
use serde::Serialize;

/// What a handler answers.
pub(crate) type Answer = Result<Response, Refused>;

/// A refusal, and where HTTP has a better word for it than [`Refusal::status`], that.
#[derive(Debug)]
pub(crate) struct Refused {
    refusal: Box<Refusal>,
    status: Option<StatusCode>,
    total: Option<u64>,
}

/// The body of a refusal.
#[derive(Serialize)]
struct RefusedBody<'a> {
    error: &'a Refusal,
    message: String,
}

impl Refused {
    /// With another status.
    pub(crate) fn with(refusal: Refusal, status: StatusCode) -> Self {
        Self { refusal: Box::new(refusal), status: Some(status), total: None }
    }

    /// That a range lies beyond the end of something of `total` bytes.
    pub(crate) fn range(total: u64) -> Self {
        let refusal = Refusal::invalid("the range lies beyond the end");
        Self { total: Some(total), ..Self::with(refusal, StatusCode::RANGE_NOT_SATISFIABLE) }
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self { refusal: Box::new(refusal), status: None, total: None }
    }
}

impl From<CallError> for Refused {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Refused(refusal) => refusal.into(),
            CallError::Unreachable { detail } | CallError::Garbled { detail } => {
                log::error!("a hub's own answer is none: {detail}");
                Refusal::Internal.into()
            }
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = self.status.or_else(|| StatusCode::from_u16(self.refusal.status()).ok());
        let body = RefusedBody { error: &self.refusal, message: self.refusal.to_string() };
        // A refusal is numbers and text, which always have a JSON.
        let body = serde_json::to_vec(&body).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, JSON);
        match *self.refusal {
            Refusal::Busy { retry_after } => put(headers, RETRY_AFTER, retry_after),
            Refusal::Offset { offset } => put(headers, UPLOAD_OFFSET, offset),
            Refusal::Expired => headers_insert(headers, WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""),
            Refusal::SignedOut => headers_insert(headers, WWW_AUTHENTICATE, "Bearer"),
            _ => {}
        }
        if let Some(total) = self.total {
            put_text(headers, CONTENT_RANGE, &format!("bytes */{total}"));
        }
        response
    }
}

/// The media type of everything that is no blob and no stream.
const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// See [`routes::UPLOAD_OFFSET`].
const UPLOAD_OFFSET: HeaderName = HeaderName::from_static(routes::UPLOAD_OFFSET);

/// A value as JSON, compressed where the client takes that and it pays.
pub(crate) fn json(value: &impl Serialize, zstd: bool) -> Answer {
    let failed = |error: &dyn std::fmt::Display| {
        log::error!("a reply has no JSON: {error}");
        Refused::from(Refusal::Internal)
    };
    let frame = if zstd {
        frame::encode(value).map_err(|error| failed(&error))?
    } else {
        let bytes = serde_json::to_vec(value).map_err(|error| failed(&error))?;
        frame::Frame { bytes, compressed: false }
    };
    let mut response = Response::new(Body::from(frame.bytes));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, JSON);
    headers_insert(headers, VARY, "accept-encoding");
    if frame.compressed {
        headers_insert(headers, CONTENT_ENCODING, "zstd");
    }
    Ok(response)
}

/// The same for a value that may be of megabytes: not on a thread that others wait for.
pub(crate) async fn large_json(value: impl Serialize + Send + 'static, zstd: bool) -> Answer {
    tokio::task::spawn_blocking(move || json(&value, zstd)).await.unwrap_or_else(|error| {
        log::error!("a reply was not written: {error}");
        Err(Refusal::Internal.into())
    })
}

/// Says where an upload stands.
pub(crate) fn put_offset(response: &mut Response, offset: u64) {
    put(response.headers_mut(), UPLOAD_OFFSET, offset);
}

/// What every answer carries, whatever it is.
pub(crate) fn finish(headers: &mut HeaderMap, is_tls: bool) {
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if is_tls {
        headers_insert(headers, axum::http::header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
}

fn headers_insert(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}

pub(crate) fn put(headers: &mut HeaderMap, name: HeaderName, number: u64) {
    headers.insert(name, HeaderValue::from(number));
}

pub(crate) fn put_text(headers: &mut HeaderMap, name: HeaderName, text: &str) {
    if let Ok(value) = HeaderValue::from_str(text) {
        headers.insert(name, value);
    }
}
