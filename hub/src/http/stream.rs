//! Server-sent events: what the hub has to say, as it says it, and a sign of life when it is silent.
//!
//! Ten thousand of these are open at a time, so each holds little: the hub's queue, one timer, one place in the list of
//! those who hear that the hub ends. Events come as bytes that all streams share.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_TYPE, HeaderName};
use axum::response::Response;
use huashu_protocol::limits::HEARTBEAT_SECONDS;
use hyper::body::Frame;
use tokio::sync::Notify;
use tokio::sync::futures::OwnedNotified;
use tokio::time::{Instant, Sleep};

use super::Shared;
use super::caller::Caller;
use super::reply::Answer;
use crate::Subscription;

/// How long a stream is silent at most.
const HEARTBEAT: Duration = Duration::from_secs(HEARTBEAT_SECONDS);
/// A comment, which clients read over.
const BEAT: Bytes = Bytes::from_static(b":\n\n");
/// [`huashu_protocol::stream::Event::Bye`].
const BYE: Bytes = Bytes::from_static(b"event: bye\ndata: {\"event\":\"bye\"}\n\n");

pub(super) async fn stream(State(face): State<Shared>, who: Caller) -> Answer {
    let subscription = face.hub.subscribe(&who.token).await?;
    let mut response = Response::new(Body::new(Events::new(subscription, &face.closing, HEARTBEAT)));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    // Proxies that gather answers before they pass them on would keep every event to themselves.
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    Ok(response)
}

/// Whether the hub ends, for those who would wait past that.
#[derive(Debug, Clone, Default)]
pub(super) struct Closing(Arc<Bell>);

#[derive(Debug, Default)]
struct Bell {
    is_closed: AtomicBool,
    waiters: Arc<Notify>,
}

impl Closing {
    pub(super) fn close(&self) {
        self.0.is_closed.store(true, Ordering::SeqCst);
        self.0.waiters.notify_waiters();
    }

    pub(super) async fn closed(&self) {
        // A place in the list first, then the question: a bell between the two is heard.
        let bell = self.bell();
        if !self.is_closed() {
            bell.await;
        }
    }

    fn is_closed(&self) -> bool {
        self.0.is_closed.load(Ordering::SeqCst)
    }

    fn bell(&self) -> OwnedNotified {
        Arc::clone(&self.0.waiters).notified_owned()
    }
}

/// The body of a stream.
struct Events {
    subscription: Subscription,
    every: Duration,
    heartbeat: Pin<Box<Sleep>>,
    closing: Closing,
    // Gone once it rang.
    bell: Option<Pin<Box<OwnedNotified>>>,
    is_over: bool,
}

impl Events {
    fn new(subscription: Subscription, closing: &Closing, every: Duration) -> Self {
        let bell = Some(Box::pin(closing.bell()));
        let heartbeat = Box::pin(tokio::time::sleep(every));
        Self { subscription, every, heartbeat, closing: closing.clone(), bell, is_over: false }
    }

    fn is_closed(&mut self, cx: &mut Context<'_>) -> bool {
        let rang = self.bell.as_mut().is_none_or(|bell| bell.as_mut().poll(cx).is_ready());
        if rang {
            self.bell = None;
        }
        rang || self.closing.is_closed()
    }

    fn send(&mut self, bytes: Bytes) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.heartbeat.as_mut().reset(Instant::now() + self.every);
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }
}

impl HttpBody for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let this = self.get_mut();
        if this.is_over {
            return Poll::Ready(None);
        }
        match this.subscription.poll_next(cx) {
            Poll::Ready(Some(bytes)) => return this.send(bytes),
            Poll::Ready(None) => {
                this.is_over = true;
                return Poll::Ready(None);
            }
            Poll::Pending => {}
        }
        if this.is_closed(cx) {
            this.is_over = true;
            return this.send(BYE);
        }
        if this.heartbeat.as_mut().poll(cx).is_ready() {
            return this.send(BEAT);
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt;
    use huashu_core::clock::SystemClock;
    use huashu_protocol::account::{Device, SignIn};
    use huashu_protocol::stream::Event;

    use super::*;
    use crate::{Hub, OneTime, Options, SeededRandom};

    #[test]
    fn good_bye_is_the_protocols() {
        let bye = BYE;
        let text = std::str::from_utf8(&bye).unwrap();
        let data = text.strip_prefix("event: bye\ndata: ").unwrap().strip_suffix("\n\n").unwrap();
        assert_eq!(serde_json::from_str::<Event>(data).unwrap(), Event::Bye);
    }

    #[tokio::test]
    async fn a_silent_stream_gives_signs_of_life_and_ends_with_the_hub() {
        let folder = tempfile::tempdir().unwrap();
        let random = Arc::new(SeededRandom::new(1));
        let opened = Hub::open(Options::inline(folder.path(), Arc::new(SystemClock), random)).unwrap();
        let OneTime { user, password } = opened.first_owner.unwrap();
        let device = Device { install: uuid::Uuid::from_u128(1), name: "test".into() };
        let session = opened.hub.engine().sign_in(SignIn { user, password, device }).unwrap();
        let subscription = opened.hub.subscribe(&session.tokens.access).await.unwrap();

        let closing = Closing::default();
        let events = Events::new(subscription, &closing, Duration::from_millis(20));
        let mut heard = Body::new(events).into_data_stream();
        assert!(heard.next().await.unwrap().unwrap().starts_with(b"event: hello\n"));
        let start = Instant::now();
        assert_eq!(heard.next().await.unwrap().unwrap(), BEAT);
        assert_eq!(heard.next().await.unwrap().unwrap(), BEAT);
        assert!(start.elapsed() >= Duration::from_millis(40));
        closing.close();
        assert_eq!(heard.next().await.unwrap().unwrap(), BYE);
        assert!(heard.next().await.is_none());
    }

    #[tokio::test]
    async fn who_waits_hears_the_end_whenever_it_comes() {
        let closing = Closing::default();
        let early = tokio::spawn({
            let closing = closing.clone();
            async move { closing.closed().await }
        });
        tokio::task::yield_now().await;
        let bell = closing.bell();
        closing.close();
        early.await.unwrap();
        bell.await;
        closing.closed().await;
    }
}
