//! Tells observers, on a thread of its own: a slow one slows nothing down, and one that calls back in meets no lock.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex};

use huashu_core::Result;
use huashu_core::foreign::{ApiError, ImportListener, Observer, SyncStatus};
use huashu_core::import::Progress;
use huashu_core::store::Changes;

use crate::desk::{lock, start_thread};

/// Tells whoever observes a book. Dropped, it tells what is left and ends.
pub(crate) struct Teller {
    news: Mutex<Sender<News>>,
    observers: Arc<Observers>,
}

/// Those who observe.
#[derive(Default)]
struct Observers {
    next: AtomicU64,
    all: Mutex<BTreeMap<u64, Arc<dyn Observer>>>,
}

enum News {
    Changed(Changes),
    Status(SyncStatus),
    Import(Arc<dyn ImportListener>, Progress),
}

impl Teller {
    pub(crate) fn start() -> Result<Self> {
        let (news, heard) = mpsc::channel();
        let observers = Arc::<Observers>::default();
        let mine = Arc::clone(&observers);
        let work = move || {
            while let Ok(first) = heard.recv() {
                let mut letter = Letter::default();
                letter.add(first);
                // What came while the last letter was read is told in one.
                heard.try_iter().for_each(|news| letter.add(news));
                letter.read_to(&mine);
            }
        };
        start_thread("huashu-teller", Box::new(work))?;
        Ok(Self { news: Mutex::new(news), observers })
    }

    /// Adds an observer; by the number it can be removed.
    pub(crate) fn add(&self, observer: Arc<dyn Observer>) -> u64 {
        let number = self.observers.next.fetch_add(1, Ordering::Relaxed);
        lock(&self.observers.all).insert(number, observer);
        number
    }

    pub(crate) fn remove(&self, number: u64) {
        // Dropped outside of the lock: it is foreign code that is called.
        let removed = lock(&self.observers.all).remove(&number);
        drop(removed);
    }

    pub(crate) fn changed(&self, changes: Changes) {
        if !changes.is_empty() {
            self.tell(News::Changed(changes));
        }
    }

    pub(crate) fn status(&self, status: SyncStatus) {
        self.tell(News::Status(status));
    }

    pub(crate) fn import(&self, listener: &Arc<dyn ImportListener>, progress: Progress) {
        self.tell(News::Import(Arc::clone(listener), progress));
    }

    fn tell(&self, news: News) {
        // The thread lives as long as this does.
        let _ = lock(&self.news).send(news);
    }
}

/// What is told at once.
#[derive(Default)]
struct Letter {
    changes: Changes,
    status: Option<SyncStatus>,
    import: Option<(Arc<dyn ImportListener>, Progress)>,
}

impl Letter {
    fn add(&mut self, news: News) {
        match news {
            News::Changed(changes) => {
                self.changes.operation = changes.operation;
                self.changes.rows.extend(changes.rows);
            }
            News::Status(status) => self.status = Some(status),
            News::Import(listener, progress) => self.import = Some((listener, progress)),
        }
    }

    fn read_to(self, observers: &Observers) {
        let Self { changes, status, import } = self;
        if let Some((listener, progress)) = import {
            heed(listener.progressed(progress));
        }
        let all: Vec<_> = lock(&observers.all).values().cloned().collect();
        for observer in all {
            if let Some(status) = &status {
                heed(observer.sync_status(status.clone()));
            }
            if !changes.is_empty() {
                heed(observer.changed(changes.clone()));
            }
        }
    }
}

fn heed(told: Result<(), ApiError>) {
    if let Err(error) = told {
        log::warn!("an observer failed: {error:?}");
    }
}
