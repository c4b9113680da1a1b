//! Search as somebody types.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use huashu_core::foreign::ApiError;
use huashu_core::search::{self, Approximate, Scope, SearchResult};
use huashu_core::{Error, Result};
use tokio::sync::watch;

use crate::book::{Closes, PhraseBook, Shared};
use crate::desk::{Desk, blocking, guarded, lock};

/// One search line, of one panel. It has a connection of its own, so it waits for nobody; and it keeps what the last key press
/// found, so that the next has less to look through.
#[derive(uniffi::Object)]
pub struct SearchSession {
    line: Arc<Line>,
    newest: Arc<AtomicU64>,
    options: Mutex<SearchOptions>,
}

/// The session of the core, for as long as it is open.
struct Line {
    open: Mutex<Option<Arc<Open>>>,
    /// Ends when the last search is over and the connection closed.
    gone: watch::Receiver<()>,
    /// Where it looks; `None`: on the thread that asks for the answer.
    desk: Option<Desk<()>>,
}

struct Open {
    session: search::SearchSession,
    /// Behind the session: dropped, it says that this is closed.
    _alive: watch::Sender<()>,
}

/// What is looked for beside the text.
#[derive(Debug, Clone, uniffi::Record)]
pub struct SearchOptions {
    /// Which phrases are asked.
    pub scope: Scope,
    /// How many are wanted; 0: all.
    #[uniffi(default = 20)]
    pub limit: u32,
    /// Which approximate ways may be used where the exact ways find too little.
    pub approximate: Approximate,
}

#[uniffi::export]
impl PhraseBook {
    /// Begins a search line over the whole book, with 20 hits and every approximate way, unless [`SearchSession::set_options`]
    /// says otherwise. It looks on a thread of its own; `in_place` on the one that polls its answer, which spares two changes
    /// of thread: for whoever never polls on a main thread, as Swift. Any thread; milliseconds.
    ///
    /// # Errors
    /// `Closed`; those of opening the book.
    #[uniffi::method(default(in_place = false))]
    pub async fn search_session(&self, in_place: bool) -> Result<Arc<SearchSession>, ApiError> {
        let line = Arc::new(Line::begin(&self.shared, in_place).await?);
        let closes: Arc<dyn Closes> = Arc::clone(&line) as Arc<_>;
        self.shared.close_with(Arc::downgrade(&closes));
        let options = SearchOptions { scope: Scope::default(), limit: 20, approximate: Approximate::ALL };
        Ok(Arc::new(SearchSession { line, newest: Arc::default(), options: Mutex::new(options) }))
    }
}

#[uniffi::export]
impl SearchSession {
    /// The best phrases for what stands in the search line now; an empty text finds every phrase. `None` where something newer
    /// was typed meanwhile: then nobody needs the answer. A call stops the one before it. Any thread; a millisecond for 20,000
    /// phrases, some tens while the index is being built.
    ///
    /// # Errors
    /// `NotFound` for a library or category of the scope; `Closed`.
    #[uniffi::method(name = "type")]
    pub async fn type_text(&self, text: String) -> Result<Option<SearchResult>, ApiError> {
        let ticket = self.newest.fetch_add(1, Ordering::Relaxed) + 1;
        let open = self.line.open()?;
        open.session.cancel();
        let newest = Arc::clone(&self.newest);
        let options = lock(&self.options).clone();
        let look = move || {
            if newest.load(Ordering::Relaxed) != ticket {
                return Ok(None);
            }
            open.session.search(&text, &options.scope, options.limit as usize, options.approximate)
        };
        match &self.line.desk {
            Some(desk) => desk.ask(move |()| look()).await,
            None => guarded(look).map_err(ApiError::from),
        }
    }

    /// Looks for something else from the next key press on. Any thread; microseconds.
    pub fn set_options(&self, options: SearchOptions) {
        *lock(&self.options) = options;
    }

    /// Stops what is being looked for: its call returns `None`. Any thread; microseconds.
    pub fn cancel(&self) {
        self.newest.fetch_add(1, Ordering::Relaxed);
        if let Ok(open) = self.line.open() {
            open.session.cancel();
        }
    }

    /// Ends the session: its thread and its connection go. Dropping it does the same some time later. Any thread;
    /// microseconds.
    pub fn end(&self) {
        self.cancel();
        self.line.close();
    }
}

impl Line {
    async fn begin(shared: &Arc<Shared>, in_place: bool) -> Result<Self, ApiError> {
        let index = Arc::clone(&shared.index);
        // Asked of the reader, so that a book that is closed says so.
        shared.read(|_| Ok(())).await?;
        let session = blocking("huashu-search", move || index.session()).await?;
        let desk = if in_place { None } else { Some(Desk::start("huashu-search", || Ok(())).await?) };
        let (alive, gone) = watch::channel(());
        let open = Mutex::new(Some(Arc::new(Open { session, _alive: alive })));
        Ok(Self { open, gone, desk })
    }

    fn open(&self) -> Result<Arc<Open>> {
        lock(&self.open).clone().ok_or(Error::Closed)
    }
}

impl Closes for Line {
    fn close(&self) {
        if let Some(desk) = &self.desk {
            desk.close();
        }
        if let Some(open) = lock(&self.open).take() {
            open.session.cancel();
        }
    }

    fn ended(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async {
            let mut gone = self.gone.clone();
            // Nothing is ever sent: this waits for the sender to go.
            while gone.changed().await.is_ok() {}
            if let Some(desk) = &self.desk {
                desk.ended().await;
            }
        })
    }
}
