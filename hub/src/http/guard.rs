//! A connection that does not wait for ever: not for a head that trickles, not for a peer that never reads, not for one
//! that has nothing to say.
//!
//! hyper's own timer for heads also runs while a kept connection is idle, so that ten seconds for the one would be ten
//! seconds for the other. Here the two are told apart: the service says when it is at work ([`Activity`]).

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

/// How long a connection waits, and for what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    /// For the rest of a head (and of the handshake of TLS before it) after its first byte.
    pub(crate) head: Duration,
    /// For the next request.
    pub(crate) idle: Duration,
    /// For a peer to take what is written.
    pub(crate) write: Duration,
}

/// What a connection is doing, as its service sees it.
#[derive(Debug, Default)]
pub(crate) struct Activity {
    requests: AtomicUsize,
    framed: AtomicBool,
}

impl Activity {
    /// A request is being served until the guard is dropped.
    pub(crate) fn begin(self: &Arc<Self>) -> Working {
        self.requests.fetch_add(1, Ordering::Relaxed);
        Working(Arc::clone(self))
    }

    /// The connection speaks HTTP/2: bytes outside of requests are frames of its own, no head that trickles.
    pub(crate) fn is_framed(&self) {
        self.framed.store(true, Ordering::Relaxed);
    }
}

/// See [`Activity::begin`].
#[derive(Debug)]
pub(crate) struct Working(Arc<Activity>);

impl Drop for Working {
    fn drop(&mut self) {
        self.0.requests.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What the reading side waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Awaiting {
    Head,
    Request,
    Service,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Guarded<S> {
    stream: S,
    activity: Arc<Activity>,
    patience: Patience,
    awaiting: Awaiting,
    reading: Pin<Box<Sleep>>,
    // Only while a write is stuck, which is seldom: an idle stream does not pay for it.
    writing: Option<Pin<Box<Sleep>>>,
}

impl<S> Guarded<S> {
    /// A fresh connection: its first head, or handshake, is awaited at once.
    pub(crate) fn new(stream: S, activity: Arc<Activity>, patience: Patience) -> Self {
        let reading = Box::pin(tokio::time::sleep(patience.head));
        Self { stream, activity, patience, awaiting: Awaiting::Head, reading, writing: None }
    }

    fn is_served(&self) -> bool {
        self.activity.requests.load(Ordering::Relaxed) > 0
    }

    fn await_for(&mut self, awaiting: Awaiting, time: Duration) {
        self.awaiting = awaiting;
        self.reading.as_mut().reset(Instant::now() + time);
    }

    /// Whether the peer has been waited for long enough; otherwise the task is woken when it has.
    fn poll_reading(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        if self.is_served() {
            self.awaiting = Awaiting::Service;
        } else if self.awaiting == Awaiting::Service {
            self.await_for(Awaiting::Request, self.patience.idle);
        }
        loop {
            ready!(self.reading.as_mut().poll(cx));
            if !self.is_served() {
                return Poll::Ready(io::Error::new(io::ErrorKind::TimedOut, "the peer kept silent"));
            }
            self.await_for(Awaiting::Service, self.patience.idle);
        }
    }

    fn poll_writing<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.writing = None;
            return written;
        }
        let patience = self.patience.write;
        let writing = self.writing.get_or_insert_with(|| Box::pin(tokio::time::sleep(patience)));
        ready!(writing.as_mut().poll(cx));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the peer does not read")))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Guarded<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        match Pin::new(&mut this.stream).poll_read(cx, buf) {
            Poll::Ready(result) => {
                let framed = this.activity.framed.load(Ordering::Relaxed);
                let first = buf.filled().len() > before && this.awaiting != Awaiting::Head;
                if first && !framed && !this.is_served() {
                    this.await_for(Awaiting::Head, this.patience.head);
                }
                Poll::Ready(result)
            }
            Poll::Pending => this.poll_reading(cx).map(Err),
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Guarded<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(cx, bytes);
        this.poll_writing(cx, written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(cx, slices);
        this.poll_writing(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let closed = Pin::new(&mut this.stream).poll_shutdown(cx);
        this.poll_writing(cx, closed)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    const PATIENCE: Patience = Patience {
        head: Duration::from_millis(60),
        idle: Duration::from_millis(400),
        write: Duration::from_millis(60),
    };

    fn guarded() -> (Guarded<tokio::io::DuplexStream>, tokio::io::DuplexStream, Arc<Activity>) {
        let (here, there) = tokio::io::duplex(64);
        let activity = Arc::<Activity>::default();
        (Guarded::new(here, Arc::clone(&activity), PATIENCE), there, activity)
    }

    async fn silence(stream: &mut Guarded<tokio::io::DuplexStream>) -> Duration {
        let start = Instant::now();
        let mut buf = [0; 16];
        assert_eq!(stream.read(&mut buf).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
        start.elapsed()
    }

    #[tokio::test]
    async fn a_head_that_trickles_ends_soon_and_an_idle_connection_later() {
        let (mut stream, mut peer, _) = guarded();
        let mut buf = [0; 16];
        peer.write_all(b"POST").await.unwrap();
        assert_eq!(stream.read(&mut buf).await.unwrap(), 4);
        assert!(silence(&mut stream).await < PATIENCE.idle, "the rest of the head");
    }

    #[tokio::test]
    async fn a_request_at_work_is_never_cut_and_then_the_connection_may_be_idle() {
        let (mut stream, mut peer, activity) = guarded();
        let mut buf = [0; 16];
        let working = activity.begin();
        let long = PATIENCE.idle + PATIENCE.head;
        assert!(tokio::time::timeout(long, stream.read(&mut buf)).await.is_err(), "it waits");
        drop(working);
        assert!(tokio::time::timeout(PATIENCE.head * 2, stream.read(&mut buf)).await.is_err(), "it is idle");
        peer.write_all(b"G").await.unwrap();
        assert_eq!(stream.read(&mut buf).await.unwrap(), 1);
        assert!(silence(&mut stream).await < PATIENCE.idle, "the next head trickles");
    }

    #[tokio::test]
    async fn who_never_reads_is_let_go() {
        let (mut stream, _peer, activity) = guarded();
        let _working = activity.begin();
        let error = stream.write_all(&[0; 1_000]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }
}
