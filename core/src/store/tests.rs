//! The door, its records, and what a person can take back.

use std::sync::Arc;

use jiff::civil::date;
use tempfile::TempDir;

use super::*;
use crate::PhraseBook;
use crate::clock::FixedClock;
use crate::error::{ErrorCode, Result};
use crate::ids::{BlobId, CategoryId, LibraryId, PhraseId};
use crate::model::{
    Extra, ImagePart, LibraryPatch, NewCategory, NewLibrary, NewPhrase, Part, Phrase, PhrasePatch, Validity,
};

struct Bench {
    folder: TempDir,
    book: PhraseBook,
    library: LibraryId,
}

fn bench() -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let mut book = PhraseBook::create_with(folder.path(), clock(22)).unwrap();
    let library =
        book.transact(Op::Init, |t| t.add_library(NewLibrary::personal("我的话术"))).unwrap().value.id;
    Bench { folder, book, library }
}

fn clock(day: i8) -> Arc<FixedClock> {
    Arc::new(FixedClock { at: date(2026, 11, day).at(10, 0, 0, 0).in_tz("Asia/Shanghai").unwrap() })
}

impl Bench {
    fn at(&mut self, month: i8, day: i8) {
        self.book.clock = Arc::new(FixedClock {
            at: date(2027, month, day).at(10, 0, 0, 0).in_tz("Asia/Shanghai").unwrap(),
        });
    }

    fn add(&mut self, title: &str) -> PhraseId {
        let new = NewPhrase::text(self.library, title, format!("{title}的内容"));
        self.book.transact(Op::AddPhrase, |t| t.add_phrase(new)).unwrap().value.id
    }

    fn category(&mut self, parent: Option<CategoryId>, name: &str) -> Result<CategoryId> {
        let new =
            NewCategory { library: self.library, parent, name: name.into(), id: None, extra: Extra::new() };
        Ok(self.book.transact(Op::AddCategory, |t| t.add_category(new))?.value.id)
    }

    fn edit(&mut self, id: PhraseId, patch: PhrasePatch) -> Changes {
        self.book.transact(Op::EditPhrase, |t| t.edit_phrase(id, &patch)).unwrap().changes
    }

    fn titles(&self, category: Option<CategoryId>) -> Vec<String> {
        let phrases = self.book.phrases_in(self.library, category).unwrap();
        phrases.into_iter().map(|phrase| phrase.label.title).collect()
    }

    fn last_line(&self) -> Outgoing {
        self.book.outbox(usize::MAX).unwrap().pop().unwrap()
    }
}

fn titled(title: &str) -> PhrasePatch {
    PhrasePatch { title: Some(title.into()), ..PhrasePatch::default() }
}

fn worded(text: &str) -> PhrasePatch {
    PhrasePatch { parts: Some(vec![Part::text(text)]), ..PhrasePatch::default() }
}

fn code_of<T: std::fmt::Debug>(result: Result<T>) -> ErrorCode {
    result.unwrap_err().code()
}

#[test]
fn an_edit_names_only_the_fields_it_changes() {
    let mut bench = bench();
    let id = bench.add("发货时间");
    let cases: Vec<(PhrasePatch, &[&str], Change)> = vec![
        (titled("发货"), &["title"], Change::Edited { place: false, label: true, content: false }),
        (worded("今天发货"), &["parts"], Change::Edited { place: false, label: false, content: true }),
        (
            PhrasePatch { code: Some(Some("fh1".into())), sensitive: Some(true), ..PhrasePatch::default() },
            &["code", "sensitive"],
            Change::Edited { place: false, label: true, content: true },
        ),
        (
            PhrasePatch { code: Some(None), ..PhrasePatch::default() },
            &["code"],
            Change::Edited { place: false, label: true, content: false },
        ),
    ];
    for (patch, fields, change) in cases {
        let changes = bench.edit(id, patch);
        assert_eq!(changes.phrases().collect::<Vec<_>>(), [(id, change)]);
        let line = bench.last_line();
        assert_eq!((line.verb, line.row), (Verb::Edit, id.uuid()));
        assert_eq!(line.fields.keys().collect::<Vec<_>>(), fields);
    }
}

#[test]
fn an_edit_that_changes_nothing_leaves_no_trace() {
    let mut bench = bench();
    let id = bench.add("发货时间");
    let waiting = bench.book.waiting().unwrap();
    let changes = bench.edit(id, titled("发货时间"));
    assert!(changes.is_empty());
    assert_eq!(bench.book.waiting().unwrap(), waiting);
    assert_eq!(bench.book.history(id).unwrap().len(), 1);
    // What is undone is the adding, since the empty edit was no operation.
    assert_eq!(bench.book.undo().unwrap().0, Op::AddPhrase);
}

#[test]
fn what_a_verb_returns_is_what_is_read_again() {
    let mut bench = bench();
    let at = date(2026, 11, 22).at(10, 0, 0, 123_456_789).in_tz("Asia/Shanghai").unwrap();
    bench.book.clock = Arc::new(FixedClock { at });
    let new = NewPhrase::text(bench.library, "发货时间", "今天");
    let added = bench.book.transact(Op::AddPhrase, |t| t.add_phrase(new)).unwrap().value;
    assert_eq!(bench.book.phrase(added.id).unwrap(), added);
}

#[test]
fn a_failed_transaction_leaves_no_trace() {
    let mut bench = bench();
    let id = bench.add("发货时间");
    let before = (bench.book.phrase(id).unwrap(), bench.book.waiting().unwrap());
    let failed = bench.book.transact(Op::EditPhrase, |t| {
        t.edit_phrase(id, &titled("改了"))?;
        t.delete_phrase(id)?;
        t.edit_phrase(id, &titled("已在回收站"))
    });
    assert_eq!(code_of(failed), ErrorCode::NotFound);
    assert_eq!((bench.book.phrase(id).unwrap(), bench.book.waiting().unwrap()), before);
}

#[test]
fn every_overwrite_stays_in_history_and_can_come_back() {
    let mut bench = bench();
    let id = bench.add("运费");
    bench.edit(id, worded("第二版"));
    bench.edit(id, worded("第三版"));
    let history = bench.book.history(id).unwrap();
    let texts: Vec<Option<String>> = history
        .iter()
        .map(|version| version.phrase.as_ref().map(|phrase| crate::model::joined_text(&phrase.content.parts)))
        .collect();
    assert_eq!(texts, [Some("第二版".into()), Some("运费的内容".into()), None]);
    let oldest = history[1].seq;
    bench.book.transact(Op::EditPhrase, |t| t.revert_phrase(id, oldest)).unwrap();
    let text = crate::model::joined_text(&bench.book.phrase(id).unwrap().content.parts);
    assert_eq!(text, "运费的内容");
    assert_eq!(bench.book.history(id).unwrap().len(), 4);
}

#[test]
fn undo_takes_back_operation_by_operation() {
    let mut bench = bench();
    let category = bench.category(None, "售后").unwrap();
    let id = bench.add("退款");
    bench.edit(id, titled("退款到账"));
    bench.book.transact(Op::MovePhrase, |t| t.move_phrase(id, Some(category), Spot::Last)).unwrap();
    bench.book.transact(Op::DeletePhrase, |t| t.delete_phrase(id)).unwrap();

    assert_eq!(bench.book.undo().unwrap().0, Op::DeletePhrase);
    assert_eq!(bench.titles(Some(category)), ["退款到账"]);
    assert_eq!(bench.book.undo().unwrap().0, Op::MovePhrase);
    assert_eq!(bench.titles(None), ["退款到账"]);
    assert_eq!(bench.book.undo().unwrap().0, Op::EditPhrase);
    assert_eq!(bench.titles(None), ["退款"]);
    assert_eq!(bench.book.undo().unwrap().0, Op::AddPhrase);
    assert!(bench.titles(None).is_empty());
    assert_eq!(bench.book.trash().unwrap().len(), 1, "what undo removes can still be restored");
    assert_eq!(bench.book.undo().unwrap().0, Op::AddCategory);
    assert!(bench.book.categories(bench.library).unwrap().is_empty());
    assert_eq!(code_of(bench.book.undo()), ErrorCode::NothingToUndo);
}

#[test]
fn undoing_the_deletion_of_a_full_category_brings_all_of_it_back() {
    let mut bench = bench();
    let top = bench.category(None, "售后").unwrap();
    let inner = bench.category(Some(top), "退款").unwrap();
    let id = bench.add("退款到账");
    bench.book.transact(Op::MovePhrase, |t| t.move_phrase(id, Some(inner), Spot::Last)).unwrap();
    let before = (bench.book.categories(bench.library).unwrap(), bench.book.phrase(id).unwrap().place);
    bench.book.transact(Op::DeleteCategory, |t| t.delete_category(top, Contents::Delete)).unwrap();
    assert!(bench.book.categories(bench.library).unwrap().is_empty());
    bench.book.undo().unwrap();
    let names = |categories: &[crate::model::Category]| -> Vec<String> {
        categories.iter().map(|category| category.name.clone()).collect()
    };
    assert_eq!(names(&bench.book.categories(bench.library).unwrap()), names(&before.0));
    let phrase = bench.book.phrase(id).unwrap();
    assert_eq!((phrase.place, phrase.meta.deleted_at), (before.1, None));
}

#[test]
fn a_category_deleted_alone_hands_its_contents_up() {
    let mut bench = bench();
    let top = bench.category(None, "售后").unwrap();
    let middle = bench.category(Some(top), "退换").unwrap();
    let inner = bench.category(Some(middle), "退款").unwrap();
    let id = bench.add("退款到账");
    bench.book.transact(Op::MovePhrase, |t| t.move_phrase(id, Some(middle), Spot::Last)).unwrap();
    bench.book.transact(Op::DeleteCategory, |t| t.delete_category(middle, Contents::MoveUp)).unwrap();
    assert_eq!(bench.titles(Some(top)), ["退款到账"]);
    assert_eq!(bench.book.category_path(Some(inner)).unwrap(), ["售后", "退款"]);
}

#[test]
fn the_tree_refuses_loops_depth_and_strangers() {
    let mut bench = bench();
    let mut chain = vec![bench.category(None, "1").unwrap()];
    for level in 2..=5 {
        let parent = *chain.last().unwrap();
        chain.push(bench.category(Some(parent), &level.to_string()).unwrap());
    }
    let (top, bottom) = (chain[0], chain[4]);
    assert_eq!(code_of(bench.category(Some(bottom), "6")), ErrorCode::Invalid);
    let moved = bench.book.transact(Op::MoveCategory, |t| t.move_category(top, Some(bottom), Spot::Last));
    assert_eq!(code_of(moved), ErrorCode::Invalid);
    let itself = bench.book.transact(Op::MoveCategory, |t| t.move_category(top, Some(top), Spot::Last));
    assert_eq!(code_of(itself), ErrorCode::Invalid);
    let beside = bench.category(None, "另一棵").unwrap();
    let deep = bench.book.transact(Op::MoveCategory, |t| t.move_category(beside, Some(bottom), Spot::Last));
    assert_eq!(code_of(deep), ErrorCode::Invalid);
    let other = bench
        .book
        .transact(Op::AddLibrary, |t| t.add_library(NewLibrary::personal("别的")))
        .unwrap()
        .value
        .id;
    let stranger = NewPhrase { category: Some(top), ..NewPhrase::text(other, "标题", "内容") };
    assert_eq!(code_of(bench.book.transact(Op::AddPhrase, |t| t.add_phrase(stranger))), ErrorCode::Invalid);
}

#[test]
fn the_manual_order_survives_moves_and_equal_keys() {
    let mut bench = bench();
    let ids: Vec<PhraseId> = ["一", "二", "三", "四"].iter().map(|title| bench.add(title)).collect();
    let mut go = |id, spot| bench.book.transact(Op::MovePhrase, |t| t.move_phrase(id, None, spot)).unwrap();
    go(ids[3], Spot::First);
    go(ids[0], Spot::After(ids[1]));
    go(ids[2], Spot::Before(ids[3]));
    assert_eq!(bench.titles(None), ["三", "四", "二", "一"]);
    // Two replicas may have made the same key: moving between equals re-keys the siblings.
    bench.book.store.sql.execute("UPDATE phrase SET pos = 'a0'", []).unwrap();
    let order = bench.titles(None);
    let (first, second) = (bench.book.phrases_in(bench.library, None).unwrap()[0].id, ids[2]);
    let moved = if first == second { ids[3] } else { second };
    bench.book.transact(Op::MovePhrase, |t| t.move_phrase(moved, None, Spot::After(first))).unwrap();
    let mut expected: Vec<String> = order.clone();
    let title = bench.book.phrase(moved).unwrap().label.title;
    expected.retain(|other| *other != title);
    expected.insert(1, title);
    assert_eq!(bench.titles(None), expected);
}

#[test]
fn the_door_refuses_what_the_model_does_not_allow() {
    let mut bench = bench();
    let library = bench.library;
    let with = |patch: PhrasePatch| {
        let mut new = NewPhrase::text(library, "标题", "内容");
        let mut phrase = phrase_of(&new);
        patch.apply(&mut phrase);
        (new.label, new.content) = (phrase.label, phrase.content);
        new
    };
    let image = Part::Image(ImagePart {
        blob: BlobId::of(b"nowhere"),
        name: "a.png".into(),
        mime: "image/png".into(),
        width: 1,
        height: 1,
        bytes: 1,
        extra: Extra::new(),
    });
    for (new, code) in [
        (with(titled(" ")), ErrorCode::Invalid),
        (with(titled("两\n行")), ErrorCode::Invalid),
        (with(titled(&"长".repeat(201))), ErrorCode::Invalid),
        (with(worded("您好[客户名")), ErrorCode::Invalid),
        (with(worded("a\0b")), ErrorCode::Invalid),
        (with(worded(&"长".repeat(32_768))), ErrorCode::Invalid),
        (with(PhrasePatch { parts: Some(vec![image]), ..PhrasePatch::default() }), ErrorCode::MissingBlob),
        (
            with(PhrasePatch {
                valid: Some(Validity { from: Some(date(2026, 2, 1)), until: Some(date(2026, 1, 1)) }),
                ..PhrasePatch::default()
            }),
            ErrorCode::Invalid,
        ),
    ] {
        let title = new.label.title.clone();
        let result = bench.book.transact(Op::AddPhrase, |t| t.add_phrase(new));
        assert_eq!(code_of(result), code, "{title:?}");
    }
    assert!(bench.titles(None).is_empty());
}

fn phrase_of(new: &NewPhrase) -> Phrase {
    Phrase {
        id: "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap(),
        library: new.library,
        place: crate::model::Place::default(),
        label: new.label.clone(),
        content: new.content.clone(),
        meta: crate::model::Meta::default(),
        extra: Extra::new(),
    }
}

#[test]
fn the_trash_gives_back_for_thirty_days() {
    let mut bench = bench();
    let category = bench.category(None, "售后").unwrap();
    let kept = bench.add("留下");
    let id = bench.add("退款");
    bench.book.transact(Op::MovePhrase, |t| t.move_phrase(id, Some(category), Spot::Last)).unwrap();
    bench.book.transact(Op::DeleteCategory, |t| t.delete_category(category, Contents::Delete)).unwrap();
    assert_eq!(bench.book.trash().unwrap().len(), 1);
    // Its category is gone, so it comes back at the top.
    let back = bench.book.transact(Op::RestorePhrase, |t| t.restore_phrase(id)).unwrap().value;
    assert_eq!(back.place.category, None);
    assert_eq!(bench.titles(None), ["留下", "退款"]);

    bench.book.transact(Op::DeletePhrase, |t| t.delete_phrase(id)).unwrap();
    assert_eq!(bench.book.purge_trash().unwrap(), 0);
    bench.at(1, 15);
    assert_eq!(bench.book.purge_trash().unwrap(), 1);
    assert_eq!(code_of(bench.book.phrase(id)), ErrorCode::NotFound);
    assert!(bench.book.phrase(kept).is_ok());
}

#[test]
fn a_library_goes_to_the_trash_whole_and_comes_back_by_undo() {
    let mut bench = bench();
    bench.category(None, "售后").unwrap();
    bench.add("退款");
    bench.book.transact(Op::DeleteLibrary, |t| t.delete_library(bench.library)).unwrap();
    assert!(bench.book.libraries().unwrap().is_empty());
    bench.book.undo().unwrap();
    assert_eq!(bench.titles(None), ["退款"]);
    assert_eq!(bench.book.categories(bench.library).unwrap().len(), 1);
}

#[test]
fn unknown_fields_and_kinds_survive_an_edit() {
    let mut bench = bench();
    let json = serde_json::json!({
        "id": "01890a5d-ac96-774b-bcce-b302099a8057", "category": null, "title": "未来", "mood": "happy",
        "parts": [{"kind": "text", "text": "甲", "bold": true}, {"kind": "hologram", "data": [1, 2]}],
    });
    let phrase: Phrase = serde_json::from_value(json).unwrap();
    let new = NewPhrase {
        extra: phrase.extra.clone(),
        content: phrase.content.clone(),
        ..NewPhrase::text(bench.library, "未来", "")
    };
    let id = bench.book.transact(Op::AddPhrase, |t| t.add_phrase(new)).unwrap().value.id;
    bench.edit(id, titled("改名"));
    let kept = serde_json::to_value(bench.book.phrase(id).unwrap()).unwrap();
    assert_eq!(kept["mood"], "happy");
    assert_eq!(kept["parts"], serde_json::to_value(&phrase.content.parts).unwrap());
    assert_eq!(kept["parts"][1]["data"][1], 2);
    assert_eq!(kept["parts"][0]["bold"], true);
}

#[test]
fn variables_are_declared_once() {
    let mut bench = bench();
    let declare = |bench: &mut Bench, names: &[&str]| {
        let variables: Vec<_> = names.iter().map(|name| crate::model::Variable::text(*name)).collect();
        bench
            .book
            .transact(Op::EditLibrary, |t| t.declare_variables(bench.library, &variables))
            .unwrap()
            .value
    };
    assert_eq!(declare(&mut bench, &["单号", "金额"]), ["单号", "金额"]);
    assert_eq!(declare(&mut bench, &["金额", "客户名"]), ["客户名"]);
    let zone = LibraryPatch { time_zone: Some("Mars/Olympus".into()), ..LibraryPatch::default() };
    assert_eq!(
        code_of(bench.book.transact(Op::EditLibrary, |t| t.edit_library(bench.library, &zone))),
        ErrorCode::Invalid
    );
}

#[test]
fn twins_of_a_short_code_are_allowed_and_seen() {
    let mut bench = bench();
    let coded = || PhrasePatch { code: Some(Some("fh1".into())), ..PhrasePatch::default() };
    let (first, second) = (bench.add("甲"), bench.add("乙"));
    bench.edit(first, coded());
    bench.edit(second, coded());
    assert_eq!(bench.book.phrases_by_code("fh1").unwrap().len(), 2);
    let taken = |bench: &mut Bench, except| {
        bench.book.transact(Op::Local, |t| t.code_is_taken(bench.library, "fh1", except)).unwrap().value
    };
    assert!(taken(&mut bench, Some(first)));
    bench.book.transact(Op::DeletePhrase, |t| t.delete_phrase(second)).unwrap();
    assert!(!taken(&mut bench, Some(first)));
}

#[test]
fn a_phrase_changes_library_as_a_copy_that_knows_its_origin() {
    let mut bench = bench();
    let id = bench.add("甲");
    let other = bench
        .book
        .transact(Op::AddLibrary, |t| t.add_library(NewLibrary::personal("别的")))
        .unwrap()
        .value
        .id;
    let copy = bench.book.transact(Op::MovePhrase, |t| t.transfer_phrase(id, other, None)).unwrap().value;
    assert_eq!(bench.book.phrase(copy.id).unwrap().meta.copied_from, Some(id));
    assert!(bench.titles(None).is_empty());
    assert_eq!(bench.book.phrases(other).unwrap().len(), 1);
}

#[test]
fn a_sound_book_verifies() {
    let mut bench = bench();
    bench.add("甲");
    assert!(bench.book.check_store().unwrap().is_sound());
    drop(bench.book);
    assert!(PhraseBook::open(bench.folder.path(), Access::Read).unwrap().check_store().unwrap().is_sound());
}
