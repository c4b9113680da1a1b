//! The book while another process writes it. A file of its own: `door.rs` counts the threads of its process.
#![allow(clippy::unwrap_used, reason = "a test")]

use huashu_core::foreign::ApiError;
use huashu_core::model::{NewLibrary, NewPhrase};
use huashu_ffi::PhraseBook;
use huashu_ffi::book::OpenMode;

#[test]
fn another_process_that_keeps_writing_is_said_and_harms_nothing() {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("book");
        let book = PhraseBook::open(path.to_string_lossy().into_owned(), OpenMode::OpenOrCreate, None)
            .await
            .unwrap();
        let library = book.add_library(NewLibrary::personal("我的")).await.unwrap().id;
        let other = rusqlite::Connection::open(path.join("book.db")).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let new = || NewPhrase::text(library, "发货", "今天发");
        // The book waits for five seconds before it says so; reading goes on meanwhile.
        let (refused, read) = tokio::join!(book.add_phrase(new()), book.phrases(library, None));
        assert!(matches!(refused, Err(ApiError::Busy { .. })), "{refused:?}");
        assert_eq!(read.unwrap().len(), 0);
        other.execute_batch("ROLLBACK").unwrap();
        book.add_phrase(new()).await.unwrap();
        assert_eq!(book.phrases(library, None).await.unwrap().len(), 1);
        book.shutdown().await;
    });
}
