//! The stream of events over HTTP.

use std::future::Future;
use std::time::Duration;

use huashu_protocol::stream::Event;
use huashu_protocol::{limits, routes};
use reqwest::Method;
use reqwest::header::ACCEPT;

use super::body::{accepted, garbled, network, says};
use super::http::HttpApi;
use super::sse::SseReader;
use crate::sync::machine::StreamEvent;

/// The longest time without a byte.
const SILENCE: Duration = Duration::from_secs(limits::SILENCE_SECONDS);

/// Whoever can listen to a hub. It stands apart from the calls: a stream has no answer.
pub trait Streams: Send + Sync {
    /// Listens until the stream is over, and tells everything, its end last. Dropping the future closes the stream.
    fn listen(&self, token: &str, tell: impl FnMut(StreamEvent) + Send) -> impl Future<Output = ()> + Send;

    /// The network is another: connections of the former one are worth nothing.
    fn network_changed(&self) {}
}

impl Streams for HttpApi {
    async fn listen(&self, token: &str, mut tell: impl FnMut(StreamEvent) + Send) {
        let end = follow(self, token, &mut tell).await;
        tell(end);
    }

    fn network_changed(&self) {
        self.forget_connections();
    }
}

async fn follow(api: &HttpApi, token: &str, tell: &mut (impl FnMut(StreamEvent) + Send)) -> StreamEvent {
    let request = api.request(Method::GET, routes::STREAM, Some(token)).header(ACCEPT, "text/event-stream");
    let response = match api.send(request, 0, Duration::ZERO).await {
        Ok(response) => response,
        Err(error) => return StreamEvent::Closed(error),
    };
    let mut response = match accepted(response, api.stall()).await {
        Ok(response) if says(response.headers(), "text/event-stream") => response,
        Ok(_) => return StreamEvent::Closed(garbled("the stream is no stream of events")),
        Err(error) => return StreamEvent::Closed(error),
    };
    tell(StreamEvent::Opened);
    let mut reader = SseReader::default();
    loop {
        let chunk = match tokio::time::timeout(SILENCE, response.chunk()).await {
            Err(_) => return StreamEvent::Silent,
            Ok(Err(error)) => return StreamEvent::Closed(network(error)),
            Ok(Ok(None)) => return StreamEvent::Closed(super::body::unreachable("the stream ended")),
            Ok(Ok(Some(chunk))) => chunk,
        };
        if reader.push(&chunk, |data| tell(StreamEvent::Event(event(&data)))).is_err() {
            return StreamEvent::Closed(garbled("an event is too long"));
        }
    }
}

/// An event that cannot be read is of a later edition, or damaged: whatever it said, a sync tells.
fn event(data: &[u8]) -> Event {
    serde_json::from_slice(data).unwrap_or(Event::Resync)
}
