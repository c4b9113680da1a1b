//! Who asks, and what they take.

use std::net::IpAddr;

use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path};
use axum::http::header::{ACCEPT_ENCODING, AUTHORIZATION};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use huashu_protocol::{MIN_PROTO, PROTO, Refusal, routes};
use serde::de::DeserializeOwned;

use super::Shared;
use super::reply::Refused;

/// The address at the other end of the connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// Somebody who has not signed in, or need not.
pub(crate) struct Stranger {
    /// Where they are.
    pub(crate) address: IpAddr,
    /// Whether they take `content-encoding: zstd`.
    pub(crate) zstd: bool,
}

/// Somebody with an access token. Whether it is a good one, the hub says.
pub(crate) struct Caller {
    pub(crate) token: String,
    /// Whether they take `content-encoding: zstd`.
    pub(crate) zstd: bool,
}

impl FromRequestParts<Shared> for Stranger {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, Refused> {
        let peer = parts.extensions.get::<Peer>().map_or(IpAddr::from([0; 4]), |peer| peer.0);
        let address = if state.behind_proxy { forwarded(&parts.headers).unwrap_or(peer) } else { peer };
        Ok(Self { address, zstd: takes_zstd(&parts.headers) })
    }
}

impl FromRequestParts<Shared> for Caller {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Self, Refused> {
        let token = bearer(&parts.headers).ok_or(Refusal::SignedOut)?.to_owned();
        let zstd = takes_zstd(&parts.headers);
        Ok(Self { token, zstd })
    }
}

/// Parts of the path. What is no id or number names nothing that is there.
pub(crate) struct At<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Shared> for At<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, Refused> {
        let found: Result<Path<T>, PathRejection> = Path::from_request_parts(parts, state).await;
        found.map(|Path(at)| Self(at)).map_err(|_| Refusal::NotFound.into())
    }
}

/// Whether the client's edition is one that this hub speaks. A client that says nothing is a person with curl.
pub(crate) fn check_edition(headers: &HeaderMap) -> Result<(), Refusal> {
    let Some(edition) = headers.get(HeaderName::from_static(routes::PROTO_HEADER)) else { return Ok(()) };
    match edition.to_str().ok().and_then(|text| text.trim().parse().ok()) {
        Some(MIN_PROTO..=PROTO) => Ok(()),
        _ => Err(Refusal::Upgrade { min_proto: MIN_PROTO, proto: PROTO }),
    }
}

/// The access token, if there is one.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

fn takes_zstd(headers: &HeaderMap) -> bool {
    headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()).any(accepts_zstd)
}

fn accepts_zstd(value: &str) -> bool {
    value.split(',').any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let is_zstd = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("zstd"));
        let is_refused = parts.any(|weight| {
            weight
                .strip_prefix("q=")
                .and_then(|weight| weight.parse::<f32>().ok())
                .is_some_and(|weight| weight <= 0.0)
        });
        is_zstd && !is_refused
    })
}

/// The last address is the one that our own proxy saw; those before it are what the client says.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    let address = last.rsplit(',').next()?.trim();
    let bare = address.strip_prefix('[').and_then(|rest| rest.split(']').next());
    bare.unwrap_or(address).parse().ok()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(name: &'static str, values: &[&'static str]) -> HeaderMap {
        values.iter().map(|value| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn tokens() {
        let cases = [
            ("Bearer abc", Some("abc")),
            ("bearer  abc ", Some("abc")),
            ("Basic abc", None),
            ("Bearer ", None),
            ("Bearer", None),
            ("", None),
        ];
        for (value, token) in cases {
            assert_eq!(bearer(&headers("authorization", &[value])), token, "{value}");
        }
    }

    #[test]
    fn editions() {
        for (value, good) in [
            ("1", true),
            (" 1", true),
            ("0", false),
            ("2", false),
            ("999", false),
            ("x", false),
            ("-1", false),
        ] {
            assert_eq!(check_edition(&headers(routes::PROTO_HEADER, &[value])).is_ok(), good, "{value}");
        }
        assert!(check_edition(&HeaderMap::new()).is_ok());
    }

    #[test]
    fn compression_is_taken_where_it_is_offered() {
        for (value, good) in [
            ("zstd", true),
            ("gzip, zstd;q=0.5", true),
            ("gzip", false),
            ("zstd;q=0", false),
            ("zstd-x", false),
            ("", false),
        ] {
            assert_eq!(accepts_zstd(value), good, "{value}");
        }
    }

    #[test]
    fn the_address_that_the_proxy_saw_counts() {
        let cases: [(&[&'static str], Option<&str>); 6] = [
            (&["203.0.113.9"], Some("203.0.113.9")),
            (&["10.0.0.1, 203.0.113.9"], Some("203.0.113.9")),
            (&["10.0.0.1", "203.0.113.9"], Some("203.0.113.9")),
            (&["[2001:db8::1]:4711"], Some("2001:db8::1")),
            (&["203.0.113.9, unknown"], None),
            (&[], None),
        ];
        for (values, address) in cases {
            let found = forwarded(&headers("x-forwarded-for", values));
            assert_eq!(found, address.map(|address| address.parse().unwrap()), "{values:?}");
        }
    }
}
