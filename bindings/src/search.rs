//! Search as somebody types.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use huashu_core::foreign::ApiError;
use huashu_core::search::{self, Approximate, Scope, SearchResult};

use crate::book::{PhraseBook, Shared};
use crate::desk::{Desk, lock};

/// One search line, of one panel. It has a thread and a connection of its own, so it waits for nobody; and it keeps what the
/// last key press found, so that the next has less to look through.
#[derive(uniffi::Object)]
pub struct SearchSession {
    desk: Arc<Desk<Line>>,
    /// The same that is on the desk, to stop what it does.
    session: Arc<search::SearchSession>,
    newest: Arc<AtomicU64>,
    options: Mutex<SearchOptions>,
}

struct Line {
    session: Arc<search::SearchSession>,
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
    /// says otherwise. Any thread; milliseconds.
    ///
    /// # Errors
    /// `Closed`; those of opening the book.
    pub async fn search_session(&self) -> Result<Arc<SearchSession>, ApiError> {
        SearchSession::begin(&self.shared).await
    }
}

impl SearchSession {
    async fn begin(shared: &Arc<Shared>) -> Result<Arc<Self>, ApiError> {
        let index = Arc::clone(&shared.index);
        // Asked of the reader, so that a book that is closed says so.
        shared.read(|_| Ok(())).await?;
        let session = Arc::new(crate::desk::blocking("huashu-search", move || index.session()).await?);
        let line = Line { session: Arc::clone(&session) };
        let desk = Arc::new(Desk::start("huashu-search", move || Ok(line)).await?);
        let closes: Arc<dyn crate::book::Closes> = Arc::clone(&desk) as Arc<_>;
        shared.close_with(Arc::downgrade(&closes));
        let options = SearchOptions { scope: Scope::default(), limit: 20, approximate: Approximate::ALL };
        Ok(Arc::new(Self { desk, session, newest: Arc::default(), options: Mutex::new(options) }))
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
        self.session.cancel();
        let newest = Arc::clone(&self.newest);
        let options = lock(&self.options).clone();
        self.desk
            .ask(move |line| {
                if newest.load(Ordering::Relaxed) != ticket {
                    return Ok(None);
                }
                line.session.search(&text, &options.scope, options.limit as usize, options.approximate)
            })
            .await
    }

    /// Looks for something else from the next key press on. Any thread; microseconds.
    pub fn set_options(&self, options: SearchOptions) {
        *lock(&self.options) = options;
    }

    /// Stops what is being looked for: its call returns `None`. Any thread; microseconds.
    pub fn cancel(&self) {
        self.newest.fetch_add(1, Ordering::Relaxed);
        self.session.cancel();
    }

    /// Ends the session: its thread and its connection go. Dropping it does the same some time later. Any thread;
    /// microseconds.
    pub fn end(&self) {
        self.cancel();
        self.desk.close();
    }
}
