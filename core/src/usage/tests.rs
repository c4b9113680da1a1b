use std::sync::Arc;

use jiff::civil::date;

use super::*;
use crate::clock::FixedClock;
use crate::model::{NewLibrary, NewPhrase, PhrasePatch, Validity};

struct Bench {
    _folder: tempfile::TempDir,
    book: PhraseBook,
    ids: Vec<PhraseId>,
}

/// A book of three phrases on 22 November 2026.
fn bench() -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let at = date(2026, 11, 22).at(9, 0, 0, 0).in_tz("Asia/Shanghai").unwrap();
    let mut book = PhraseBook::create_with(folder.path(), Arc::new(FixedClock { at })).unwrap();
    let ids = book
        .transact(Op::Init, |t| {
            let library = t.add_library(NewLibrary::personal("我的话术"))?.id;
            ["甲", "乙", "丙"]
                .iter()
                .map(|title| Ok(t.add_phrase(NewPhrase::text(library, *title, "内容"))?.id))
                .collect()
        })
        .unwrap()
        .value;
    Bench { _folder: folder, book, ids }
}

fn titles(list: &[Cared]) -> Vec<&str> {
    list.iter().map(|cared| cared.phrase.label.title.as_str()).collect()
}

#[test]
fn uses_are_counted_without_a_word_of_the_customer() {
    let Bench { mut book, ids, .. } = bench();
    let used = |phrase| Use {
        phrase,
        channel: Some("wechat".parse().unwrap()),
        surface: Some(Surface::AndroidOverlay),
    };
    for id in [ids[1], ids[0], ids[1]] {
        book.record_use(&used(id)).unwrap();
    }
    assert_eq!(titles(&book.most_used(10).unwrap()), ["乙", "甲"]);
    assert_eq!(titles(&book.never_used(10).unwrap()), ["丙"]);
    assert_eq!(book.most_used(10).unwrap()[0].care.uses, 2);
    assert_eq!(book.waiting().unwrap(), 4, "a use is no operation for the hub");
    assert_eq!(book.undo().unwrap_err().code(), crate::ErrorCode::NothingToUndo);
}

#[test]
fn favourites_and_thumbs_stay_until_taken_back() {
    let Bench { mut book, ids, .. } = bench();
    book.set_favourite(ids[2], true).unwrap();
    book.set_favourite(ids[2], true).unwrap();
    book.set_thumb(ids[2], Some(Thumb::Down)).unwrap();
    let favourites = book.favourites().unwrap();
    assert_eq!(titles(&favourites), ["丙"]);
    assert_eq!(favourites[0].care.thumb, Some(Thumb::Down));
    assert_eq!(book.care_of(ids[2]).unwrap(), favourites[0].care);
    assert_eq!(book.care_of(ids[0]).unwrap(), Care::default());
    book.set_favourite(ids[2], false).unwrap();
    book.set_thumb(ids[2], None).unwrap();
    assert!(book.favourites().unwrap().is_empty());
    assert!(book.care().unwrap().is_empty());
}

#[test]
fn what_ends_or_wants_review_is_listed_in_time() {
    let Bench { mut book, ids, .. } = bench();
    let mut set = |id, patch: PhrasePatch| {
        book.transact(Op::EditPhrase, |t| t.edit_phrase(id, &patch)).unwrap();
    };
    let until = |day| PhrasePatch {
        valid: Some(Validity { from: None, until: Some(day) }),
        ..PhrasePatch::default()
    };
    set(ids[0], until(date(2026, 11, 29)));
    set(ids[1], until(date(2026, 11, 20)));
    set(ids[2], until(date(2026, 12, 31)));
    set(ids[2], PhrasePatch { review_by: Some(Some(date(2026, 11, 22))), ..PhrasePatch::default() });
    assert_eq!(titles(&book.expiring(7).unwrap()), ["乙", "甲"]);
    assert_eq!(book.expiring(7).unwrap()[0].day, Some(date(2026, 11, 20)));
    assert_eq!(titles(&book.due_for_review(0).unwrap()), ["丙"]);
    let expired = book.phrase(ids[1]).unwrap();
    assert_eq!(book.status(&expired).unwrap(), Status::Expired);
}

#[test]
fn failed_searches_are_counted_and_bounded() {
    let Bench { mut book, .. } = bench();
    for query in ["  FaPiao ", "fapiao", "保质期", "  "] {
        book.record_failed_search(query).unwrap();
    }
    let failed = book.failed_searches(10).unwrap();
    let found: Vec<(&str, u32)> = failed.iter().map(|one| (one.query.as_str(), one.times)).collect();
    assert_eq!(found, [("fapiao", 2), ("保质期", 1)]);
    book.record_failed_search(&"长".repeat(500)).unwrap();
    assert!(book.failed_searches(10).unwrap().iter().all(|one| one.query.chars().count() <= 64));
}
