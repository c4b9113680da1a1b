//! Every route, on one screen.

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, head, patch, post};
use huashu_protocol::{Refusal, routes as at};

use super::reply::Refused;
use super::{Shared, caller, calls, files, stream};

/// A route, for whoever checks them all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RouteInfo {
    /// `GET`, `POST`, `PATCH` or `HEAD`.
    pub method: &'static str,
    /// As in [`huashu_protocol::routes`].
    pub path: &'static str,
    /// Whether it answers strangers.
    pub is_open: bool,
}

struct Route {
    info: RouteInfo,
    handler: MethodRouter<Shared>,
}

#[rustfmt::skip]
fn table() -> Vec<Route> {
    vec![
        open("GET",    at::HELLO,    get(calls::hello)),
        open("POST",   at::SIGN_IN,  post(calls::sign_in)),
        open("POST",   at::JOIN,     post(calls::join)),
        open("POST",   at::TOKEN,    post(calls::refresh)),
        shut("POST",   at::SIGN_OUT, post(calls::sign_out)),
        shut("POST",   at::SYNC,     post(calls::sync)),
        shut("GET",    at::STREAM,   get(stream::stream)),
        shut("POST",   at::WAIT,     post(calls::wait)),
        shut("GET",    at::SNAPSHOT, get(calls::snapshot)),
        shut("GET",    at::CHUNK,    get(files::chunk)),
        shut("GET",    at::HISTORY,  get(calls::history)),
        shut("POST",   at::UPLOADS,  post(files::upload)),
        shut("PATCH",  at::UPLOAD,   patch(files::upload_piece)),
        shut("HEAD",   at::UPLOAD,   head(files::upload_state)),
        shut("GET",    at::BLOB,     get(files::blob)),
        shut("POST",   at::USAGE,    post(calls::usage)),
        shut("POST",   at::ADMIN,    post(calls::admin)),
    ]
}

/// All routes of the hub.
pub fn routes() -> Vec<RouteInfo> {
    table().into_iter().map(|route| route.info).collect()
}

/// The routes over a hub.
pub(super) fn build(face: Shared) -> Router {
    let mut router = Router::new();
    for route in table() {
        router = router.route(route.info.path, route.handler);
    }
    router
        .fallback(async || Refused::from(Refusal::NotFound))
        .method_not_allowed_fallback(async || {
            Refused::with(Refusal::invalid("another method is expected here"), StatusCode::METHOD_NOT_ALLOWED)
        })
        .layer(from_fn(speak_the_same))
        .with_state(face)
}

/// Editions of the protocol that do not meet part here, but for `hello`, which says so.
async fn speak_the_same(request: Request, next: Next) -> Response {
    match caller::check_edition(request.headers()) {
        Err(refusal) if request.uri().path() != at::HELLO => Refused::from(refusal).into_response(),
        _ => next.run(request).await,
    }
}

fn open(method: &'static str, path: &'static str, handler: MethodRouter<Shared>) -> Route {
    Route { info: RouteInfo { method, path, is_open: true }, handler }
}

fn shut(method: &'static str, path: &'static str, handler: MethodRouter<Shared>) -> Route {
    Route { info: RouteInfo { method, path, is_open: false }, handler }
}
