//! The threads of an open book, and what is done after every change.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, Weak};

use huashu_core::clock::Clock;
use huashu_core::foreign::ApiError;
use huashu_core::search::LiveIndex;
use huashu_core::store::{Access, Change, Changes, Op, RowChange, RowKind, Transaction};
use huashu_core::sync::runner::SyncService;
use huashu_core::{PhraseBook, Result};

use crate::desk::{Desk, blocking, lock};
use crate::teller::Teller;

/// What all objects of one book have in common.
///
/// Writing and reading have a thread and a connection each, so that nobody who reads waits for an import. Who awaits a write
/// sees it in whatever is read afterwards.
pub(crate) struct Shared {
    pub(crate) dir: PathBuf,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) index: Arc<LiveIndex>,
    pub(crate) teller: Teller,
    /// Sync as it runs; `None` where it does not.
    pub(crate) sync: Mutex<Option<Arc<SyncService>>>,
    writer: Desk<Writer>,
    reader: Desk<PhraseBook>,
    /// What else works on the book and is to be closed with it.
    others: Mutex<Vec<Weak<dyn Closes>>>,
}

struct Writer {
    book: PhraseBook,
    index: Arc<LiveIndex>,
}

/// Something that works on the book beside its own threads.
pub(crate) trait Closes: Send + Sync {
    /// Accepts nothing any more, and stops what it does.
    fn close(&self);

    /// Waits until it holds no file of the book.
    fn ended(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

impl Shared {
    pub(super) async fn start(
        dir: PathBuf,
        clock: Arc<dyn Clock>,
        make: impl FnOnce() -> Result<PhraseBook> + Send + 'static,
    ) -> Result<Arc<Self>, ApiError> {
        let writer = Desk::start("huashu-writer", move || {
            let book = make()?;
            let index = Arc::new(LiveIndex::open(&book)?);
            Ok(Writer { book, index })
        })
        .await?;
        let index = writer.ask(|writer| Ok(Arc::clone(&writer.index))).await?;
        let (folder, time) = (dir.clone(), Arc::clone(&clock));
        let reader =
            Desk::start("huashu-reader", move || PhraseBook::open_with(folder, Access::Read, time)).await?;
        let teller = Teller::start()?;
        let (sync, others) = (Mutex::default(), Mutex::default());
        Ok(Arc::new(Self { dir, clock, index, teller, sync, writer, reader, others }))
    }

    /// Reads the book.
    pub(crate) async fn read<R: Send + 'static>(
        &self,
        read: impl FnOnce(&PhraseBook) -> Result<R> + Send + 'static,
    ) -> Result<R, ApiError> {
        self.reader.ask(|book| read(book)).await
    }

    /// Writes to the book, and tells the index, sync and the observers what changed.
    pub(crate) async fn write<R: Send + 'static>(
        self: &Arc<Self>,
        write: impl FnOnce(&mut PhraseBook) -> Result<(R, Changes)> + Send + 'static,
    ) -> Result<R, ApiError> {
        let shared = Arc::clone(self);
        self.writer
            .ask(move |writer| {
                let (value, changes) = write(&mut writer.book)?;
                writer.take_in();
                shared.tell(changes);
                Ok(value)
            })
            .await
    }

    /// Runs one transaction.
    pub(crate) async fn transact<R: Send + 'static>(
        self: &Arc<Self>,
        op: Op,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<R> + Send + 'static,
    ) -> Result<R, ApiError> {
        self.write(move |book| {
            let output = book.transact(op, work)?;
            Ok((output.value, output.changes))
        })
        .await
    }

    /// Writes a record that stays on the device, and gives the index to whom it concerns.
    pub(crate) async fn note<R: Send + 'static>(
        &self,
        note: impl FnOnce(&mut PhraseBook, &LiveIndex) -> Result<R> + Send + 'static,
    ) -> Result<R, ApiError> {
        self.writer.ask(move |writer| note(&mut writer.book, &writer.index)).await
    }

    /// Takes in what sync wrote through a connection of its own; then the observers hear of it.
    pub(crate) fn synced(self: &Arc<Self>, changes: &Changes) {
        let (shared, changes) = (Arc::clone(self), changes.clone());
        // A book that is being closed needs no index any more.
        let _ = self.writer.tell(move |writer| {
            writer.take_in();
            shared.teller.changed(changes);
        });
    }

    /// Closes something with the book. What is gone by itself is forgotten.
    pub(crate) fn close_with(&self, other: Weak<dyn Closes>) {
        let mut others = lock(&self.others);
        others.retain(|other| other.strong_count() > 0);
        others.push(other);
    }

    /// Makes this the sync that runs; gives it back where another runs already.
    pub(crate) fn run_sync(&self, service: Arc<SyncService>) -> Option<Arc<SyncService>> {
        let mut running = lock(&self.sync);
        if running.is_some() { Some(service) } else { running.replace(service) }
    }

    pub(crate) async fn stop_sync(&self) {
        let running = lock(&self.sync).take();
        if let Some(running) = running {
            let _ = blocking("huashu-stop", move || {
                running.stop();
                Ok(())
            })
            .await;
        }
    }

    pub(super) async fn shutdown(&self) {
        self.stop_sync().await;
        let others: Vec<_> = lock(&self.others).drain(..).filter_map(|other| other.upgrade()).collect();
        for other in &others {
            other.close();
        }
        for other in others {
            other.ended().await;
        }
        self.reader.close();
        self.writer.close();
        self.reader.ended().await;
        self.writer.ended().await;
        let index = Arc::clone(&self.index);
        let _ = blocking("huashu-index", move || {
            index.flush();
            Ok(())
        })
        .await;
    }

    /// Sync has something to send.
    pub(crate) fn poke(&self) {
        if let Some(sync) = &*lock(&self.sync) {
            sync.poke();
        }
    }

    fn tell(&self, changes: Changes) {
        if changes.is_empty() {
            return;
        }
        self.poke();
        self.teller.changed(changes);
    }
}

impl Writer {
    /// The index is a shadow: where it lags, the next search catches up.
    fn take_in(&self) {
        if let Err(error) = self.index.apply(&self.book) {
            log::warn!("the index lags behind: {error}");
        }
    }
}

/// The change that stands for "anything in the book may be different": of an operation on more rows than anybody would look
/// at one by one.
///
/// # Errors
/// Those of reading the book.
pub(crate) fn everywhere(book: &PhraseBook) -> Result<Changes> {
    let change = Change::Edited { place: true, label: true, content: true };
    let of = |id| RowChange { library: id, kind: RowKind::Library, row: id.uuid(), change };
    let rows = book.libraries()?.into_iter().map(|library| of(library.id)).collect();
    Ok(Changes { operation: 0, rows })
}
