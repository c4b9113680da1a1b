//! Import, export, and packs for the extensions of an app.

use std::path::PathBuf;
use std::sync::Arc;

use huashu_core::foreign::{ApiError, ImportListener};
use huashu_core::ids::LibraryId;
use huashu_core::import::{Attachment, ImportRequest, Progress, Report};
use huashu_core::pack::{PackOptions, PackSummary};
use huashu_core::store::Changes;

use super::PhraseBook;
use super::shared::everywhere;

/// What is to become of an import.
#[derive(Debug, Clone, PartialEq, Eq, Default, uniffi::Record)]
pub struct ImportOptions {
    /// Puts everything into this library, whatever the file says.
    #[uniffi(default = None)]
    pub library: Option<LibraryId>,
    /// Writes nothing: the report says what would be done.
    #[uniffi(default = false)]
    pub dry_run: bool,
}

/// A file in memory.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NamedBytes {
    /// Its name, with its ending.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

#[uniffi::export]
impl PhraseBook {
    /// Imports a file (CSV, XLSX, JSON, Espanso's YAML, or a ZIP of one of them with its pictures) in one transaction. Rows that
    /// cannot be taken are in the report; importing the same file again changes nothing. Any thread; seconds for a large file,
    /// for which all other writes wait. The listener hears how far it has come.
    ///
    /// # Errors
    /// `File` for a file that cannot be read; `NotFound` where there is no library to go to; `Storage`. Then nothing was
    /// changed.
    pub async fn import_file(
        &self,
        path: String,
        options: ImportOptions,
        listener: Option<Arc<dyn ImportListener>>,
    ) -> Result<Report, ApiError> {
        self.import(ImportRequest::new(path), options, listener).await
    }

    /// Imports bytes; the name tells what they are where they do not tell it themselves, and pictures that they name are looked
    /// for in `beside`. As [`PhraseBook::import_file`] otherwise.
    ///
    /// # Errors
    /// As [`PhraseBook::import_file`].
    pub async fn import_bytes(
        &self,
        file: NamedBytes,
        beside: Vec<NamedBytes>,
        options: ImportOptions,
        listener: Option<Arc<dyn ImportListener>>,
    ) -> Result<Report, ApiError> {
        let request =
            beside.into_iter().fold(ImportRequest::of_bytes(file.name, file.bytes), |request, file| {
                request.beside(Attachment::bytes(file.name, file.bytes))
            });
        self.import(request, options, listener).await
    }

    /// Adds the starter library: phrases of the trade for whoever begins. Any thread; a second.
    ///
    /// # Errors
    /// Those of writing the book.
    pub async fn add_starter(&self) -> Result<Report, ApiError> {
        self.shared.write(|book| Ok((book.add_starter()?, everywhere(book)?))).await
    }

    /// Exports a library, or all of them, to a file; its ending says the format (`csv`, `xlsx`, `json`, `zip`). How many
    /// phrases. Any thread; some tens of microseconds a phrase.
    ///
    /// # Errors
    /// `NotFound`; `File` for an ending that is not known; `Storage`.
    pub async fn export_file(&self, path: String, library: Option<LibraryId>) -> Result<u64, ApiError> {
        self.shared.read(move |book| Ok(book.export(&PathBuf::from(path), library)?.phrases)).await
    }

    /// Writes a pack of these libraries (`None`: of all) for the extensions of the app, and makes it the one that counts. Any
    /// thread; some tens of microseconds a phrase.
    ///
    /// # Errors
    /// `NotFound`; `Busy` while another process writes a pack there; `Storage`. Then the pack that was there is as it was.
    pub async fn write_pack(
        &self,
        folder: String,
        libraries: Option<Vec<LibraryId>>,
    ) -> Result<PackSummary, ApiError> {
        self.shared
            .read(move |book| book.write_pack(&PathBuf::from(folder), &PackOptions { libraries }))
            .await
    }
}

impl PhraseBook {
    async fn import(
        &self,
        request: ImportRequest,
        options: ImportOptions,
        listener: Option<Arc<dyn ImportListener>>,
    ) -> Result<Report, ApiError> {
        let ImportOptions { library, dry_run } = options;
        let request = request.dry_run(dry_run);
        let request = library.map_or(request.clone(), |library| request.into_library(library));
        let shared = Arc::clone(&self.shared);
        let mut progress = move |progress: Progress| {
            if let Some(listener) = &listener {
                shared.teller.import(listener, progress);
            }
        };
        self.shared
            .write(move |book| {
                let report = book.import(&request, &mut progress)?;
                let changes = if dry_run { Changes::default() } else { everywhere(book)? };
                Ok((report, changes))
            })
            .await
    }
}
