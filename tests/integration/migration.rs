//! A frozen book of every released schema opens, says what it held, and can be written.
//!
//! `HUASHU_FREEZE=1 cargo test -p huashu-tests migration` freezes a book of the present schema, once: the file is
//! never written again, since it stands for what users have on their disks.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use huashu_core::PhraseBook;
use huashu_core::clock::FixedClock;
use huashu_core::compose::Surface;
use huashu_core::followup::NewFollowUp;
use huashu_core::model::{
    Extra, NewLibrary, NewPhrase, Part, PhrasePatch, Validity, Variable, Variant, joined_text,
};
use huashu_core::store::{Access, Op, Settings};
use huashu_core::usage::{Thumb, Use};

/// The schema that this edition writes.
const PRESENT: u32 = 2;

#[test]
fn every_frozen_book_opens_and_goes_on() {
    if std::env::var_os("HUASHU_FREEZE").is_some() {
        freeze();
    }
    let mut opened = 0;
    for schema in 1..=PRESENT {
        let folder = tempfile::tempdir().unwrap();
        fs::copy(frozen(schema), folder.path().join("book.db")).unwrap();
        check(folder.path());
        opened += 1;
    }
    assert_eq!(opened, PRESENT, "every schema has its frozen book");
}

/// What [`freeze`] put in, asked of a book that may have climbed several schemas.
fn check(folder: &Path) {
    let mut book = PhraseBook::open(folder, Access::Write).unwrap();
    assert!(book.check_store().unwrap().is_sound());
    let library = book.find_library("冻结的话术库").unwrap();
    assert_eq!(library.variables[0].name, "单号");
    let phrases = book.phrases(library.id).unwrap();
    let [parcel, plain] = phrases.as_slice() else { panic!("{} phrases", phrases.len()) };
    assert_eq!(book.category_path(parcel.place.category).unwrap(), ["售后", "物流"]);
    assert_eq!(joined_text(&parcel.content.parts), "单号是[单号]");
    assert_eq!(parcel.content.variants[0].channel.as_ref().unwrap().as_str(), "wechat");
    assert_eq!(parcel.content.valid.until.unwrap().to_string(), "2027-12-31");
    assert_eq!(parcel.label.code.as_deref(), Some("wl1"));
    assert_eq!(parcel.extra["mood"], "calm");
    assert_eq!(joined_text(&plain.content.parts), "第二版");
    assert_eq!(book.history(plain.id).unwrap().len(), 3, "made, moved, edited");
    assert_eq!(book.trash().unwrap().len(), 1);
    assert_eq!(book.favourites().unwrap().len(), 1);
    assert_eq!(book.most_used(9).unwrap()[0].care.uses, 2);
    assert_eq!(book.failed_searches(9).unwrap()[0].query, "保质期");
    assert_eq!(book.settings().unwrap().agent_name.as_deref(), Some("小雨"));
    assert_eq!(book.follow_ups(None).unwrap()[0].action, "dunned");
    assert!(book.waiting().unwrap() >= 7);

    let patch = PhrasePatch { title: Some("改名".into()), ..PhrasePatch::default() };
    book.transact(Op::EditPhrase, |t| t.edit_phrase(parcel.id, &patch)).unwrap();
    assert_eq!(book.undo().unwrap().0, Op::EditPhrase);
}

fn frozen(schema: u32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fixtures/books/schema-{schema}.db"))
}

/// Writes a book that uses every table, unless it is there.
fn freeze() {
    let target = frozen(PRESENT);
    if target.exists() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let at = "2026-11-22T10:00:00+08:00[Asia/Shanghai]".parse().unwrap();
    let mut book = PhraseBook::create_with(folder.path(), Arc::new(FixedClock { at })).unwrap();
    let (parcel, plain) = book
        .transact(Op::Init, |t| {
            let variables = vec![Variable::text("单号")];
            let library = t.add_library(NewLibrary { variables, ..NewLibrary::personal("冻结的话术库") })?.id;
            let plain = t.add_phrase(NewPhrase::text(library, "普通", "第一版"))?.id;
            // The category is read after the top of the library, so its phrase is made second and moved before.
            let category = t.category_at(library, &["售后".to_owned(), "物流".to_owned()])?;
            let mut new =
                NewPhrase { category, ..NewPhrase::text(library, "查单号", "单号是[单号]") };
            new.label.code = Some("wl1".into());
            new.label.keywords = vec!["快递".into()];
            new.extra.insert("mood".into(), "calm".into());
            new.content.valid = Validity { from: None, until: Some("2027-12-31".parse().unwrap()) };
            new.content.variants = vec![Variant {
                channel: Some("wechat".parse().unwrap()),
                lang: None,
                parts: vec![Part::text("微信单号[单号]")],
                extra: Extra::new(),
            }];
            let parcel = t.add_phrase(new)?.id;
            let last = t.category_at(library, &["通用".to_owned()])?;
            t.move_phrase(plain, last, huashu_core::store::Spot::Last)?;
            let gone = t.add_phrase(NewPhrase::text(library, "删掉的", "内容"))?.id;
            t.delete_phrase(gone)?;
            Ok((parcel, plain))
        })
        .unwrap()
        .value;
    let patch = PhrasePatch { parts: Some(vec![Part::text("第二版")]), ..PhrasePatch::default() };
    book.transact(Op::EditPhrase, |t| t.edit_phrase(plain, &patch)).unwrap();
    let used = Use {
        phrase: parcel,
        channel: Some("wechat".parse().unwrap()),
        surface: Some(Surface::AndroidOverlay),
    };
    book.record_use(&used).unwrap();
    book.record_use(&used).unwrap();
    book.set_favourite(parcel, true).unwrap();
    book.set_thumb(plain, Some(Thumb::Up)).unwrap();
    book.record_failed_search("保质期").unwrap();
    let settings = Settings { agent_name: Some("小雨".into()), ..Settings::default() };
    book.set_settings(&settings).unwrap();
    book.add_follow_up(NewFollowUp {
        subject_kind: "order".into(),
        subject: "4242".into(),
        action: "dunned".into(),
        amount: None,
        note: None,
        by: "小雨".into(),
        due_at: None,
    })
    .unwrap();
    drop(book);
    // Closing the last connection has brought the log into the file.
    fs::copy(folder.path().join("book.db"), target).unwrap();
}
