use super::*;
use crate::error::ErrorCode;

fn dunned(order: &str, by: &str) -> NewFollowUp {
    NewFollowUp {
        subject_kind: "order".into(),
        subject: order.into(),
        action: "催付".into(),
        amount: None,
        note: Some("明天下午付".into()),
        by: by.into(),
        due_at: None,
    }
}

fn book() -> (tempfile::TempDir, PhraseBook) {
    let folder = tempfile::tempdir().unwrap();
    let book = PhraseBook::create(folder.path()).unwrap();
    (folder, book)
}

#[test]
fn the_check_warns_of_what_a_colleague_did() {
    let (_folder, mut book) = book();
    let first = book.add_follow_up(dunned(" 4242 ", "小雨")).unwrap();
    assert_eq!((first.subject.as_str(), first.action.as_str()), ("4242", "dunned"));
    let refunded =
        NewFollowUp { action: "refunded".into(), amount: Some("12.50".into()), ..dunned("4242", "阿华") };
    book.add_follow_up(refunded).unwrap();

    let warning = book.check_follow_up("order", "4242", "催付").unwrap();
    assert_eq!(warning.already.iter().map(|note| note.by.as_str()).collect::<Vec<_>>(), ["小雨"]);
    assert_eq!(warning.others.len(), 1);
    assert!(book.check_follow_up("order", "4243", "dunned").unwrap().already.is_empty());
    assert!(book.check_follow_up("customer", "4242", "dunned").unwrap().already.is_empty());

    book.void_follow_up(first.id, "主管", Some("登记错了单号")).unwrap();
    assert!(book.check_follow_up("order", "4242", "dunned").unwrap().already.is_empty());
    assert_eq!(book.follow_ups(None).unwrap().len(), 3, "the register forgets nothing");
    assert_eq!(book.void_follow_up(first.id, "主管", None).unwrap_err().code(), ErrorCode::Invalid);
}

#[test]
fn a_note_goes_to_the_outbox_and_is_never_undone() {
    let (_folder, mut book) = book();
    book.add_follow_up(dunned("1", "小雨")).unwrap();
    let lines = book.outbox(10).unwrap();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].fields["action"], "dunned");
    assert_eq!(book.undo().unwrap_err().code(), ErrorCode::NothingToUndo);
}

#[test]
fn nonsense_is_refused() {
    let (_folder, mut book) = book();
    let amount = |amount: &str| NewFollowUp { amount: Some(amount.into()), ..dunned("1", "小雨") };
    for bad in [
        dunned("", "小雨"),
        dunned("1", " "),
        NewFollowUp { action: String::new(), ..dunned("1", "小雨") },
        amount("12.505"),
        amount("-3"),
        amount("一百"),
        amount("1e9"),
        amount("."),
    ] {
        assert_eq!(book.add_follow_up(bad).unwrap_err().code(), ErrorCode::Invalid);
    }
    assert!(book.follow_ups(None).unwrap().is_empty());
}
