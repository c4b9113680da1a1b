//! The read-only door of an extension: a share sheet, a keyboard.

use std::path::PathBuf;
use std::sync::Arc;

use huashu_core::foreign::{ApiError, Clock};
use huashu_core::ids::{BlobId, PhraseId};
use huashu_core::model::{Library, Phrase};
use huashu_core::pack::Pack;
use huashu_core::search::{Approximate, SearchResult, Suggestions};

use crate::desk::Desk;
use crate::guard;

/// A pack that is open. It never changes, writes nothing and takes no lock; what the app has exported since is seen by opening
/// the folder again.
#[derive(uniffi::Object)]
pub struct PackReader {
    desk: Desk<Pack>,
}

#[uniffi::export]
impl PackReader {
    /// Opens the pack that counts in a folder, and checks it. Any thread; some milliseconds for 20,000 phrases.
    ///
    /// # Errors
    /// `NotFound` where there is none; `Book` for one that is damaged or of another edition: the app is to export it anew.
    #[uniffi::constructor]
    pub async fn open(folder: String, clock: Option<Arc<dyn Clock>>) -> Result<Arc<Self>, ApiError> {
        let clock = guard::clock(clock)?;
        let open = move || Pack::open_with(&PathBuf::from(folder), clock);
        Ok(Arc::new(Self { desk: Desk::start("huashu-pack", open).await? }))
    }

    /// Whether it still counts: if not, open the folder anew, for this one may show what its reader may no longer see. Any
    /// thread; a millisecond.
    ///
    /// # Errors
    /// `Closed`.
    pub async fn is_current(&self) -> Result<bool, ApiError> {
        self.desk.ask(|pack| Ok(pack.is_current())).await
    }

    /// The libraries in it, in display order. Any thread; a millisecond.
    ///
    /// # Errors
    /// `Closed`.
    pub async fn libraries(&self) -> Result<Vec<Library>, ApiError> {
        self.desk.ask(|pack| Ok(pack.libraries().to_vec())).await
    }

    /// The best phrases for a query that can be sent today, at most `limit` (0: all). An empty query finds every phrase. Any
    /// thread; a millisecond for 20,000 phrases.
    ///
    /// # Errors
    /// `Book` where the pack is damaged; `Closed`.
    pub async fn search(
        &self,
        query: String,
        limit: u32,
        approximate: Approximate,
    ) -> Result<SearchResult, ApiError> {
        self.desk.ask(move |pack| pack.search(&query, limit as usize, approximate)).await
    }

    /// The phrases that answer a customer's whole message and can be sent today, at most `limit` (0: all). The message is not
    /// kept. Any thread; milliseconds.
    ///
    /// # Errors
    /// As [`PackReader::search`].
    pub async fn suggest(&self, message: String, limit: u32) -> Result<Suggestions, ApiError> {
        self.desk.ask(move |pack| pack.suggest(&message, limit as usize)).await
    }

    /// The phrase with this id. Any thread; a millisecond.
    ///
    /// # Errors
    /// `NotFound`; as [`PackReader::search`].
    pub async fn phrase(&self, id: PhraseId) -> Result<Phrase, ApiError> {
        self.desk.ask(move |pack| pack.phrase(id)).await
    }

    /// The file of a picture at sending size, compared with its hash. Any thread; milliseconds.
    ///
    /// # Errors
    /// `File` where the pack has no such picture; as [`PackReader::search`].
    pub async fn image(&self, blob: BlobId) -> Result<String, ApiError> {
        self.desk.ask(move |pack| Ok(pack.image(&blob)?.to_string_lossy().into_owned())).await
    }

    /// Closes it: every later call says `Closed`. Any thread; milliseconds.
    pub async fn shutdown(&self) {
        self.desk.close();
        self.desk.ended().await;
    }
}
