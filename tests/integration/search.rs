//! Searching a book through its index, while it is written and after it was not closed.

use std::thread;

use huashu_core::PhraseBook;
use huashu_core::ids::{LibraryId, PhraseId};
use huashu_core::model::{NewLibrary, NewPhrase, PhrasePatch};
use huashu_core::search::{Approximate, IndexState, LiveIndex, Scope, SearchSession};
use huashu_core::store::{Access, Op};

fn book(folder: &tempfile::TempDir, phrases: usize) -> (PhraseBook, LibraryId, Vec<PhraseId>) {
    let mut book = PhraseBook::create(folder.path()).unwrap();
    let made = book.transact(Op::Import, |t| {
        let library = t.add_library(NewLibrary::personal("我的话术"))?.id;
        let mut ids = Vec::new();
        for n in 0..phrases {
            ids.push(t.add_phrase(NewPhrase::text(library, format!("物流 {n}"), "包裹在路上"))?.id);
        }
        Ok((library, ids))
    });
    let (library, ids) = made.unwrap().value;
    (book, library, ids)
}

fn retitle(book: &mut PhraseBook, id: PhraseId, title: &str) {
    let patch = PhrasePatch { title: Some(title.to_owned()), ..PhrasePatch::default() };
    book.transact(Op::EditPhrase, |t| t.edit_phrase(id, &patch)).unwrap();
}

fn total(session: &SearchSession, query: &str) -> u64 {
    session.search(query, &Scope::default(), 0, Approximate::NONE).unwrap().unwrap().total
}

#[test]
fn every_edit_of_a_burst_is_seen_by_the_next_query() {
    let folder = tempfile::tempdir().unwrap();
    let (mut book, _, ids) = book(&folder, 3_000);
    let live = LiveIndex::open(&book).unwrap();
    live.wait();
    let session = live.session().unwrap();
    thread::scope(|scope| {
        // Somebody types all the time; no answer may be missing a phrase that is in every state.
        let typist = scope.spawn(|| {
            let session = live.session().unwrap();
            (0..8).all(|_| total(&session, "baoguo") == 3_000)
        });
        for (n, id) in ids.iter().take(150).enumerate() {
            retitle(&mut book, *id, "退款说明");
            if n % 2 == 0 {
                live.apply(&book).unwrap();
            }
            assert_eq!(total(&session, "tuikuan"), n as u64 + 1);
        }
        assert!(typist.join().unwrap());
    });
}

#[test]
fn a_killed_program_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (mut book, library, ids) = book(&folder, 700);
    drop(LiveIndex::open(&book).unwrap());
    let live = LiveIndex::open(&book).unwrap();
    for id in &ids[..50] {
        retitle(&mut book, *id, "退款说明");
        live.apply(&book).unwrap();
    }
    book.transact(Op::DeletePhrase, |t| t.delete_phrase(ids[60])).unwrap();
    book.transact(Op::AddPhrase, |t| t.add_phrase(NewPhrase::text(library, "新的", "退款"))).unwrap();
    std::mem::forget(live);
    drop(book);

    let book = PhraseBook::open(folder.path(), Access::Read).unwrap();
    assert_eq!(book.check_index().unwrap().state, IndexState::Behind);
    let by_file = book.search("tuikuan", &Scope::default(), 0, Approximate::ALL).unwrap();
    std::fs::remove_dir_all(folder.path().join("index")).unwrap();
    let anew = book.search("tuikuan", &Scope::default(), 0, Approximate::ALL).unwrap();
    assert_eq!((by_file.total, &by_file.hits), (51, &anew.hits));
    assert_eq!(book.check_index().unwrap().state, IndexState::Fresh);
}
