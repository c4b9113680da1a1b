//! A page that is damaged hides what lies in it and nothing else.

use std::fs;
use std::path::Path;

use tempfile::tempdir;

use super::*;
use crate::clock::SystemClock;
use crate::model::{Extra, NewCategory, NewLibrary, NewPhrase};
use crate::store::Access;

const PAGE: usize = 4_096;

fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock)
}

/// A book of 400 phrases of half a page each, in one file without a log.
fn book(dir: &Path) {
    let mut book = PhraseBook::create(dir).unwrap();
    book.transact(Op::Init, |t| {
        let library = t.add_library(NewLibrary::personal("我的话术"))?.id;
        let category = t
            .add_category(NewCategory {
                library,
                parent: None,
                name: "物流".into(),
                id: None,
                extra: Extra::new(),
            })?
            .id;
        for number in 0..400 {
            let mut new = NewPhrase::text(library, format!("话术 {number}"), "今天发货".repeat(150));
            new.category = (number % 2 == 0).then_some(category);
            t.add_phrase(new)?;
        }
        Ok(())
    })
    .unwrap();
}

/// Overwrites the pages that hold some words.
fn damage(dir: &Path, words: &str, pages: usize) -> usize {
    let path = dir.join(BOOK_FILE);
    let mut bytes = fs::read(&path).unwrap();
    let mut done = 0;
    for page in bytes.chunks_mut(PAGE).skip(1) {
        if done < pages && page.windows(words.len()).any(|window| window == words.as_bytes()) {
            page.fill(0xA5);
            done += 1;
        }
    }
    fs::write(&path, bytes).unwrap();
    done
}

#[test]
fn a_damaged_page_costs_the_phrases_that_lie_in_it() {
    let folder = tempdir().unwrap();
    let dir = folder.path();
    book(dir);
    assert!(damage(dir, "今天发货", 12) > 0);
    assert!(PhraseBook::open(dir, Access::Write).is_err());
    let rebuilt = PhraseBook::rebuild(dir, &clock()).unwrap();
    assert!(rebuilt.unreadable > 0 && !rebuilt.signed_in, "{rebuilt:?}");
    assert!(rebuilt.rows >= 402 - 12 * 4 && rebuilt.rows < 402, "{rebuilt:?}");
    assert!(rebuilt.set_aside.unwrap().exists());
    let new = PhraseBook::open(dir, Access::Write).unwrap();
    assert!(new.check_store().unwrap().is_sound());
    let library = new.find_library("我的话术").unwrap().id;
    let phrases = new.phrases(library).unwrap();
    assert_eq!(phrases.len() as u64 + 2, rebuilt.rows);
    assert!(phrases.iter().any(|phrase| phrase.place.category.is_some()));
    assert!(!dir.join(STAGE).exists());
}

#[test]
fn a_damaged_header_costs_nothing() {
    let folder = tempdir().unwrap();
    book(folder.path());
    let path = folder.path().join(BOOK_FILE);
    let mut bytes = fs::read(&path).unwrap();
    bytes[..24].fill(0);
    bytes[60..72].fill(0xFF);
    fs::write(&path, bytes).unwrap();
    let rebuilt = PhraseBook::rebuild(folder.path(), &clock()).unwrap();
    assert_eq!((rebuilt.rows, rebuilt.unreadable), (402, 0));
}

#[test]
fn what_cannot_be_read_at_all_stays_where_it_is() {
    let folder = tempdir().unwrap();
    let path = folder.path().join(BOOK_FILE);
    fs::write(&path, vec![7; 5 * PAGE]).unwrap();
    let error = PhraseBook::rebuild(folder.path(), &clock()).unwrap_err();
    assert!(matches!(error, Error::Corrupt { .. }), "{error:?}");
    assert_eq!(fs::read(&path).unwrap(), vec![7; 5 * PAGE]);
    let nothing = tempdir().unwrap();
    assert!(matches!(PhraseBook::rebuild(nothing.path(), &clock()), Err(Error::NoBook { .. })));
}

#[test]
fn a_rebuild_that_was_killed_at_its_last_step_is_finished() {
    let folder = tempdir().unwrap();
    let dir = folder.path();
    book(dir);
    let stage = dir.join(STAGE);
    fill(&stage, &dir.join(BOOK_FILE), &clock()).unwrap();
    set_aside(dir, clock().now()).unwrap();
    PhraseBook::rebuild(dir, &clock()).unwrap();
    let new = PhraseBook::open(dir, Access::Read).unwrap();
    assert_eq!(new.phrases(new.libraries().unwrap()[0].id).unwrap().len(), 400);
}
