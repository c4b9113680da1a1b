//! Search lines on a thread of their own and in place. A file of its own: `door.rs` counts the threads of its process.
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

/// How many files of the book this process has open.
fn open_files(folder: &tempfile::TempDir) -> usize {
    let folder = folder.path().canonicalize().unwrap();
    let targets =
        fs::read_dir("/proc/self/fd").unwrap().filter_map(|fd| fs::read_link(fd.unwrap().path()).ok());
    targets.filter(|target| target.starts_with(&folder)).count()
}

#[test]
fn what_is_ended_holds_no_file_although_somebody_holds_the_object() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        for in_place in [false, true] {
            let book = new_book(&folder).await;
            let alone = open_files(&folder);
            let mut ended = Vec::new();
            for _ in 0..20 {
                let session = book.search_session(in_place).await.unwrap();
                assert!(session.type_text("fh".to_owned()).await.unwrap().is_some());
                session.end();
                session.end();
                ended.push(session);
            }
            // SQLite closes a file behind the last lock that a neighbour holds on it, so some may be open yet.
            let is_few = |files: usize| files <= alone + 6;
            for _ in 0..200 {
                if is_few(open_files(&folder)) {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            assert!(is_few(open_files(&folder)), "{} of {alone}, in place: {in_place}", open_files(&folder));
            let session = book.search_session(in_place).await.unwrap();
            book.shutdown().await;
            assert_eq!(open_files(&folder), 0, "shut down, in place: {in_place}");
            assert!(matches!(session.type_text("fh".to_owned()).await, Err(ApiError::Closed { .. })));
        }
    });
}

#[test]
fn the_newest_key_press_is_answered_from_wherever_it_comes() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let book = new_book(&folder).await;
        let library = book.add_library(NewLibrary::personal("我的")).await.unwrap().id;
        book.add_phrase(NewPhrase::text(library, "发货", "今天发")).await.unwrap();
        for in_place in [false, true] {
            let session = book.search_session(in_place).await.unwrap();
            let typing = (0..8).map(|_| {
                let session = Arc::clone(&session);
                std::thread::spawn(move || {
                    let answers = (0..200).map(|_| run(session.type_text("fh".to_owned())).unwrap());
                    answers.flatten().map(|found| assert_eq!(found.hits.len(), 1)).count()
                })
            });
            let typing: Vec<_> = typing.collect();
            assert!(typing.into_iter().map(|thread| thread.join().unwrap()).sum::<usize>() > 0);
            assert_eq!(session.type_text("fahuo".to_owned()).await.unwrap().unwrap().hits.len(), 1);
        }
        book.shutdown().await;
    });
}
