//! What Kotlin and Swift cannot see of the door: threads that end, and accepted work that is done.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use huashu_core::foreign::ApiError;
use huashu_core::model::{NewLibrary, NewPhrase};
use huashu_ffi::PhraseBook;
use huashu_ffi::book::OpenMode;

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(work)
}

async fn new_book(folder: &tempfile::TempDir) -> Arc<PhraseBook> {
    PhraseBook::open(folder.path().join("book").to_string_lossy().into_owned(), OpenMode::OpenOrCreate, None)
        .await
        .unwrap()
}

/// The threads of this process whose names begin so.
fn threads(beginning: &str) -> usize {
    let names = fs::read_dir("/proc/self/task")
        .unwrap()
        .filter_map(|task| fs::read_to_string(task.unwrap().path().join("comm")).ok());
    names.filter(|name| name.starts_with(beginning)).count()
}

#[test]
fn a_book_that_is_shut_down_or_dropped_leaves_no_thread() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        for (shut_down, in_place) in [(true, false), (true, true), (false, false), (false, true)] {
            let book = new_book(&folder).await;
            let session = book.search_session(in_place).await.unwrap();
            assert!(session.type_text("fh".to_owned()).await.unwrap().is_some());
            if shut_down {
                book.shutdown().await;
                assert!(matches!(session.type_text("fh".to_owned()).await, Err(ApiError::Closed { .. })));
                assert!(matches!(book.libraries().await, Err(ApiError::Closed { .. })));
            }
            drop((book, session));
            for _ in 0..200 {
                if threads("huashu-") == 0 {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            assert_eq!(threads("huashu-"), 0, "shut down: {shut_down}, in place: {in_place}");
        }
    });
}

#[test]
fn what_was_accepted_before_the_end_is_done() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let book = new_book(&folder).await;
        let library = book.add_library(NewLibrary::personal("我的")).await.unwrap().id;
        let new = |number: usize| NewPhrase::text(library, format!("题{number}"), "文");
        let mut accepted = Vec::new();
        for number in 0..50 {
            // Asked once: it is on the desk, and nobody waits for it.
            let mut asked = Box::pin(book.add_phrase(new(number)));
            assert!(
                std::future::poll_fn(|context| std::task::Poll::Ready(asked.as_mut().poll(context)))
                    .await
                    .is_pending()
            );
            accepted.push(asked);
        }
        drop(accepted);
        book.shutdown().await;
        let again = new_book(&folder).await;
        assert_eq!(again.phrases(library, None).await.unwrap().len(), 50);
        again.shutdown().await;
    });
}
