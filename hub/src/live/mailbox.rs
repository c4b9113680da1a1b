//! What one open client has not been told yet.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;

/// Events that wait for one client; one more, and it is told only that it missed some.
const QUEUE: usize = 64;

/// A queue between whoever tells and one client that reads. It holds no task and, when it is empty, no buffer.
#[derive(Default)]
pub(super) struct Mailbox(Mutex<Inside>);

#[derive(Default)]
struct Inside {
    queue: VecDeque<Bytes>,
    waker: Option<Waker>,
    /// Nothing comes any more; what is in the queue is still read.
    closed: bool,
}

/// An open client's end of the stream of events. Dropping it ends it.
pub struct Subscription {
    mailbox: Arc<Mailbox>,
    /// Told when this is dropped.
    _leave: Box<dyn Send + Sync>,
}

impl Mailbox {
    /// Puts an event in the queue; a full queue becomes one `overflow`.
    pub(super) fn put(&self, event: &Bytes, overflow: &Bytes) {
        self.change(|inside| {
            if inside.closed {
                return;
            }
            if inside.queue.len() >= QUEUE {
                inside.queue.clear();
                inside.queue.push_back(overflow.clone());
            } else {
                inside.queue.push_back(event.clone());
            }
        });
    }

    /// Puts the last event in the queue, before anything that waits there.
    pub(super) fn close(&self, last: &Bytes) {
        self.change(|inside| {
            if !inside.closed {
                inside.closed = true;
                inside.queue.clear();
                inside.queue.push_back(last.clone());
            }
        });
    }

    fn change(&self, change: impl FnOnce(&mut Inside)) {
        let mut inside = self.lock();
        change(&mut inside);
        let waker = inside.waker.take();
        // Whatever waking does, it does it without this lock.
        drop(inside);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        // Nothing panics while it is held but an allocation; the queue is whole then, too.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    fn take(&mut self) -> Option<Bytes> {
        let event = self.queue.pop_front();
        if self.queue.is_empty() {
            // Ten thousand idle clients hold no buffer.
            self.queue = VecDeque::new();
        }
        event
    }
}

impl Subscription {
    pub(super) fn new(mailbox: Arc<Mailbox>, leave: impl Send + Sync + 'static) -> Self {
        Self { mailbox, _leave: Box::new(leave) }
    }

    /// The next event as SSE writes it, `event: …\ndata: …\n\n`; `None` once the stream has ended.
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        let mut inside = self.mailbox.lock();
        if let Some(event) = inside.take() {
            return Poll::Ready(Some(event));
        }
        if inside.closed {
            return Poll::Ready(None);
        }
        match &mut inside.waker {
            Some(waker) => waker.clone_from(cx.waker()),
            none => *none = Some(cx.waker().clone()),
        }
        Poll::Pending
    }

    /// As [`Self::poll_next`], as a future.
    pub async fn next(&mut self) -> Option<Bytes> {
        std::future::poll_fn(|cx| self.poll_next(cx)).await
    }

    /// The next event that is there already.
    pub fn try_next(&mut self) -> Option<Bytes> {
        self.mailbox.lock().take()
    }
}

impl futures_util::Stream for Subscription {
    type Item = Bytes;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        Self::poll_next(self.get_mut(), cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_reader_is_told_to_sync_and_a_closed_one_to_go() {
        let (event, overflow) = (Bytes::from_static(b"e"), Bytes::from_static(b"resync"));
        let mailbox = Arc::new(Mailbox::default());
        let mut read = Subscription::new(Arc::clone(&mailbox), ());
        for _ in 0..QUEUE {
            mailbox.put(&event, &overflow);
        }
        mailbox.put(&event, &overflow);
        mailbox.put(&event, &overflow);
        assert_eq!(read.try_next().as_ref(), Some(&overflow));
        assert_eq!(read.try_next().as_ref(), Some(&event));
        assert_eq!(read.try_next(), None);
        mailbox.put(&event, &overflow);
        mailbox.close(&Bytes::from_static(b"bye"));
        mailbox.put(&event, &overflow);
        assert_eq!(read.try_next().as_deref(), Some(&b"bye"[..]));
        let mut cx = Context::from_waker(Waker::noop());
        assert_eq!(read.poll_next(&mut cx), Poll::Ready(None));
    }
}
