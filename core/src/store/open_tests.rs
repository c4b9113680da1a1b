//! Opening what is damaged, foreign, newer, locked or full: a clear error, and every byte still there.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;
use tempfile::TempDir;

use super::open::BOOK_FILE;
use super::*;
use crate::PhraseBook;
use crate::clock::SystemClock;
use crate::error::{Error, ErrorCode};
use crate::model::{NewLibrary, NewPhrase};

/// A closed book of `phrases` phrases.
fn closed(phrases: usize) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut book = PhraseBook::create(folder.path()).unwrap();
    fill(&mut book, phrases);
    folder
}

fn fill(book: &mut PhraseBook, phrases: usize) {
    book.transact(Op::Init, |t| {
        let library = t.add_library(NewLibrary::personal("我的话术"))?.id;
        for number in 0..phrases {
            t.add_phrase(NewPhrase::text(library, format!("话术{number}"), "内容".repeat(50)))?;
        }
        Ok(())
    })
    .unwrap();
}

fn open_code(folder: &Path, access: Access) -> Option<ErrorCode> {
    PhraseBook::open(folder, access).err().map(|error| error.code())
}

#[test]
fn what_cannot_be_opened_is_left_as_it_was() {
    type Damage = fn(&mut Vec<u8>);
    let cases: [(&str, Damage, ErrorCode); 6] = [
        ("a text", |file| *file = "这不是数据库".repeat(100).into_bytes(), ErrorCode::Corrupt),
        ("cut inside the header", |file| file.truncate(50), ErrorCode::Corrupt),
        ("cut in the middle", |file| file.truncate(file.len() / 2), ErrorCode::Corrupt),
        ("a page of noise", |file| file[8_192..12_288].fill(0xA5), ErrorCode::Corrupt),
        ("a broken first page", |file| file[100..2_000].fill(0xFF), ErrorCode::Corrupt),
        ("an empty file", Vec::clear, ErrorCode::NoBook),
    ];
    for (name, damage, code) in cases {
        let folder = closed(300);
        let path = folder.path().join(BOOK_FILE);
        let mut bytes = fs::read(&path).unwrap();
        damage(&mut bytes);
        fs::write(&path, &bytes).unwrap();
        for access in [Access::Read, Access::Write] {
            assert_eq!(open_code(folder.path(), access), Some(code), "{name}");
        }
        assert!(fs::read(&path).unwrap() == bytes, "{name}: the file was touched");
    }
}

#[test]
fn a_book_of_a_newer_edition_is_not_touched() {
    let folder = closed(1);
    let path = folder.path().join(BOOK_FILE);
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let bytes = fs::read(&path).unwrap();
    let error = PhraseBook::open(folder.path(), Access::Write).err().unwrap();
    assert!(matches!(error, Error::NewerSchema { found: 99, known: 2, .. }), "{error:?}");
    assert!(fs::read(&path).unwrap() == bytes);
}

#[test]
fn a_foreign_database_is_no_book() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(BOOK_FILE);
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (a); PRAGMA user_version = 1").unwrap();
    assert_eq!(open_code(folder.path(), Access::Write), Some(ErrorCode::NotABook));
    let created = PhraseBook::create(folder.path());
    assert_eq!(created.err().map(|error| error.code()), Some(ErrorCode::BookExists));
}

#[test]
fn a_book_is_made_once() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(open_code(folder.path(), Access::Write), Some(ErrorCode::NoBook));
    PhraseBook::create(folder.path().join("deep/er")).unwrap();
    let again = PhraseBook::create(folder.path().join("deep/er"));
    assert_eq!(again.err().map(|error| error.code()), Some(ErrorCode::BookExists));
}

#[test]
fn a_damaged_book_is_set_aside_with_its_log() {
    let folder = closed(3);
    let path = folder.path().join(BOOK_FILE);
    fs::write(&path, "damaged").unwrap();
    fs::write(folder.path().join("book.db-wal"), "log").unwrap();
    let aside = PhraseBook::set_aside(folder.path(), &SystemClock).unwrap();
    assert_eq!(fs::read(&aside).unwrap(), b"damaged");
    let log = aside.with_file_name(format!("{}-wal", aside.file_name().unwrap().to_str().unwrap()));
    assert_eq!(fs::read(log).unwrap(), b"log");
    PhraseBook::create(folder.path()).unwrap();
    assert_eq!(open_code(folder.path(), Access::Write), None);
}

#[test]
fn many_read_while_one_writes_and_a_second_writer_waits_its_turn() {
    let folder = closed(1);
    let mut book = PhraseBook::open(folder.path(), Access::Write).unwrap();
    book.transact(Op::AddPhrase, |t| {
        let library = t.add_library(NewLibrary::personal("新的"))?;
        // Inside the writer's transaction others read what was committed before.
        let reader = PhraseBook::open(folder.path(), Access::Read)?;
        assert_eq!(reader.libraries()?.len(), 1);
        let other = Connection::open(folder.path().join(BOOK_FILE))?;
        other.busy_timeout(std::time::Duration::from_millis(1))?;
        let refused = other.execute_batch("BEGIN IMMEDIATE").map_err(Error::from);
        assert_eq!(refused.unwrap_err().code(), ErrorCode::Busy);
        Ok(library)
    })
    .unwrap();
    let mut second = PhraseBook::open(folder.path(), Access::Write).unwrap();
    fill(&mut second, 1);
    assert_eq!(book.libraries().unwrap().len(), 3);
}

#[test]
fn a_book_opened_for_reading_refuses_to_write() {
    let folder = closed(1);
    let mut book = PhraseBook::open(folder.path(), Access::Read).unwrap();
    let refused = book.transact(Op::AddLibrary, |t| t.add_library(NewLibrary::personal("新的")));
    assert_eq!(refused.unwrap_err().code(), ErrorCode::ReadOnly);
}

#[test]
fn a_full_disk_loses_nothing_that_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let mut book = PhraseBook::create_with(folder.path(), Arc::new(SystemClock)).unwrap();
    fill(&mut book, 10);
    let pages: i64 = book.store.sql.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    // SQLite answers SQLITE_FULL at its page limit exactly as it does at the disk's.
    book.store.sql.pragma_update(None, "max_page_count", pages + 2).unwrap();
    let library = book.libraries().unwrap()[0].id;
    let full = book.transact(Op::Import, |t| {
        for number in 0..5_000 {
            t.add_phrase(NewPhrase::text(library, format!("新{number}"), "内容".repeat(100)))?;
        }
        Ok(())
    });
    assert_eq!(full.unwrap_err().code(), ErrorCode::DiskFull);
    assert_eq!(book.phrases(library).unwrap().len(), 10);
    book.store.sql.pragma_update(None, "max_page_count", pages + 10_000).unwrap();
    let new = NewPhrase::text(library, "又有地方了", "内容");
    book.transact(Op::AddPhrase, |t| t.add_phrase(new)).unwrap();
    assert!(book.check_store().unwrap().is_sound());
}

#[test]
fn a_killed_creation_can_be_repeated() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(BOOK_FILE), "").unwrap();
    assert_eq!(open_code(folder.path(), Access::Write), Some(ErrorCode::NoBook));
    PhraseBook::create(folder.path()).unwrap();
    // Killed after SQLite wrote the header and before the first migration.
    let folder = tempfile::tempdir().unwrap();
    let bare = Connection::open(folder.path().join(BOOK_FILE)).unwrap();
    bare.pragma_update(None, "application_id", 0x4853_424B).unwrap();
    drop(bare);
    assert_eq!(open_code(folder.path(), Access::Write), Some(ErrorCode::NoBook));
    PhraseBook::create(folder.path()).unwrap();
}
