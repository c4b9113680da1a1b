//! The thread that calls the observer.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

use uuid::Uuid;

use super::{Observer, SyncStatus, no_thread};
use crate::error::Result;
use crate::store::Changes;

/// What there is to tell.
pub(super) enum News {
    Status(SyncStatus),
    Changed(Changes),
    Diverged(Uuid),
}

pub(super) struct Teller(Sender<News>);

impl Teller {
    pub(super) fn start(observer: Arc<dyn Observer>) -> Result<(Self, JoinHandle<()>)> {
        let (sender, news) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("huashu-observer".into())
            .spawn(move || tell_all(&*observer, &news))
            .map_err(no_thread)?;
        Ok((Self(sender), thread))
    }

    pub(super) fn tell(&self, news: News) {
        // The thread ends after this sender, so it hears everything.
        let _ = self.0.send(news);
    }
}

fn tell_all(observer: &dyn Observer, news: &Receiver<News>) {
    let mut next = None;
    while let Some(item) = next.take().or_else(|| news.recv().ok()) {
        next = news.try_recv().ok();
        // A state that is over already is of no interest.
        if !matches!((&item, &next), (News::Status(_), Some(News::Status(_)))) {
            tell(observer, item);
        }
    }
}

fn tell(observer: &dyn Observer, news: News) {
    let told = catch_unwind(AssertUnwindSafe(|| match news {
        News::Status(status) => observer.status(&status),
        News::Changed(changes) => observer.changed(&changes),
        News::Diverged(library) => observer.diverged(library),
    }));
    if told.is_err() {
        log::error!("an observer of sync panicked");
    }
}
