//! Operations: what becomes of them.

use huashu_protocol::account::Role;
use huashu_protocol::sync::{DraftReason, Op, Outcome, SyncRequest, Verb, reject};
use serde_json::{Value, json};
use uuid::Uuid;

use super::kit::{Kit, fields, refused};
use crate::Mode;

pub(super) fn text(text: &str) -> Value {
    json!({"parts": [{"kind": "text", "text": text}]})
}

pub(super) fn rejected(code: &str) -> Outcome {
    Outcome::Rejected { code: code.into(), message: String::new() }
}

/// The outcome without what a person reads.
fn bare(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Rejected { code, .. } => rejected(&code),
        other => other,
    }
}

#[test]
fn an_operation_counts_once_however_often_it_arrives() {
    for mode in [Mode::Inline, Mode::Threaded] {
        let kit = Kit::open(mode);
        let library = kit.company_library();
        let (row, rev) = kit.phrase(&kit.owner, library, None);
        let edit = Op { base: rev, ..kit.op(library, "phrase", row, Verb::Edit, json!({"title": "一"})) };
        let first = kit.push(&kit.owner, edit.clone());
        kit.apply(
            &kit.owner,
            Op { base: rev + 1, ..kit.op(library, "phrase", row, Verb::Edit, json!({"title": "二"})) },
        );
        let again = Op { replay: true, ..edit };
        assert_eq!(kit.push(&kit.owner, again), first);
        assert_eq!(kit.row(&kit.owner, library, row).fields["title"], "二");
        kit.verify();
    }
}

#[test]
fn what_meets_what() {
    let kit = Kit::inline();
    let shared = kit.company_library();
    let editor = kit.user("editor", Role::Editor, &[]);
    let own = kit.personal_library(&editor);
    // What somebody else did since `base`, what arrives then, and what comes of it in a shared and in a personal library.
    type Case<'a> = (&'a str, Vec<(Verb, Value)>, (Verb, Value), [&'a str; 2]);
    let cases: Vec<Case<'_>> = vec![
        (
            "other fields",
            vec![(Verb::Edit, json!({"title": "改"}))],
            (Verb::Edit, text("新")),
            ["applied", "applied"],
        ),
        (
            "the same label",
            vec![(Verb::Edit, json!({"title": "改"}))],
            (Verb::Edit, json!({"title": "又"})),
            ["applied", "applied"],
        ),
        (
            "the same place",
            vec![(Verb::Edit, json!({"pos": "a5"}))],
            (Verb::Edit, json!({"pos": "a7"})),
            ["applied", "applied"],
        ),
        (
            "the same content",
            vec![(Verb::Edit, text("先"))],
            (Verb::Edit, text("后")),
            ["conflict", "applied"],
        ),
        (
            "the same text twice",
            vec![(Verb::Edit, text("同"))],
            (Verb::Edit, text("同")),
            ["applied", "applied"],
        ),
        (
            "deleted, edited",
            vec![(Verb::Delete, json!({}))],
            (Verb::Edit, text("后")),
            ["deleted", "applied"],
        ),
        (
            "deleted, moved",
            vec![(Verb::Delete, json!({}))],
            (Verb::Edit, json!({"pos": "a9"})),
            ["applied", "applied"],
        ),
        ("deleted twice", vec![(Verb::Delete, json!({}))], (Verb::Delete, json!({})), ["applied", "applied"]),
        (
            "edited, deleted",
            vec![(Verb::Edit, text("先"))],
            (Verb::Delete, json!({})),
            ["changed", "changed"],
        ),
        (
            "moved, deleted",
            vec![(Verb::Edit, json!({"pos": "a9"}))],
            (Verb::Delete, json!({})),
            ["applied", "applied"],
        ),
        (
            "deleted, restored",
            vec![(Verb::Delete, json!({}))],
            (Verb::Restore, json!({})),
            ["applied", "applied"],
        ),
        (
            "deleted, made again",
            vec![(Verb::Delete, json!({}))],
            (Verb::Create, text("后")),
            ["deleted", "applied"],
        ),
    ];
    for (what, before, (verb, says), expected) in cases {
        for (library, who, expected) in [(shared, &kit.owner, expected[0]), (own, &editor, expected[1])] {
            let (row, base) = kit.phrase(&editor, library, None);
            for (verb, says) in &before {
                kit.apply(&editor, Op { base, ..kit.op(library, "phrase", row, *verb, says.clone()) });
            }
            let outcome = kit.push(who, Op { base, ..kit.op(library, "phrase", row, verb, says.clone()) });
            let is = match &outcome {
                Outcome::Applied { rev } => {
                    assert_eq!(*rev, kit.row(who, library, row).revs.row, "{what}");
                    "applied"
                }
                Outcome::Draft { reason: DraftReason::Conflict, .. } => "conflict",
                Outcome::Draft { reason: DraftReason::Deleted, .. } => "deleted",
                Outcome::Rejected { code, .. } => code.as_str(),
                other => panic!("{what}: {other:?}"),
            };
            assert_eq!(is, expected, "{what}");
        }
    }
    kit.verify();
}

#[test]
fn a_lost_text_is_a_draft_and_the_rest_is_done() {
    let kit = Kit::inline();
    let library = kit.company_library();
    let editor = kit.user("editor", Role::Editor, &[]);
    let (row, base) = kit.phrase(&kit.owner, library, None);
    kit.apply(&kit.owner, Op { base, ..kit.op(library, "phrase", row, Verb::Edit, text("先")) });
    let says = json!({"parts": [{"kind": "text", "text": "后"}], "title": "题", "pos": "a4"});
    let stale = Op { base, ..kit.op(library, "phrase", row, Verb::Edit, says) };
    let outcome = kit.push(&editor, stale.clone());
    let now = kit.row(&editor, library, row);
    assert_eq!(outcome, Outcome::Draft { reason: DraftReason::Conflict, rev: now.revs.row });
    assert_eq!((&now.fields["title"], &now.fields["pos"]), (&json!("题"), &json!("a4")));
    assert_eq!(now.fields["parts"], text("先")["parts"]);
    let drafts = kit.drafts(&editor);
    assert_eq!(drafts.len(), 1);
    assert_eq!((drafts[0].id, drafts[0].theirs_by.as_deref()), (stale.op_id, Some("owner")));
    assert_eq!(drafts[0].fields, fields(text("后")));
    assert_eq!(kit.drafts(&kit.owner), []);
    // The same again makes no second one; closing it twice is as good as once, and only one's own closes.
    assert_eq!(kit.push(&editor, stale), outcome);
    for (who, left) in [(&kit.owner, 1), (&editor, 0), (&editor, 0)] {
        let close = kit.op(library, "draft", drafts[0].id, Verb::Delete, json!({}));
        assert_eq!(kit.push(who, close), Outcome::Applied { rev: 0 });
        assert_eq!(kit.drafts(&editor).len(), left);
    }
    // Both former texts are in the history.
    let history = kit.hub.engine().history(&editor.tokens.access, library, row).unwrap();
    assert_eq!(history.len(), 2);
    assert_eq!(history[1].fields["parts"][0]["text"], "今天发");
}

#[test]
fn what_the_author_saw_goes_through_their_own_operations() {
    let kit = Kit::inline();
    let library = kit.company_library();
    let editor = kit.user("editor", Role::Editor, &[]);
    let (row, base) = kit.phrase(&editor, library, None);
    let edit = |says: Value, after: Option<Uuid>| Op {
        base,
        after,
        ..kit.op(library, "phrase", row, Verb::Edit, says)
    };
    // Two texts in a row, offline: the second builds on the first.
    let first = edit(text("一"), None);
    kit.apply(&editor, first.clone());
    let second = edit(text("二"), Some(first.op_id));
    kit.apply(&editor, second.clone());
    // Somebody else writes; the author moves the row, which they may, and has seen no more by that.
    let base_now = kit.row(&editor, library, row).revs.row;
    kit.apply(&kit.owner, Op { base: base_now, ..kit.op(library, "phrase", row, Verb::Edit, text("别人")) });
    let moved = edit(json!({"pos": "a3"}), Some(second.op_id));
    kit.apply(&editor, moved.clone());
    let third = edit(text("三"), Some(moved.op_id));
    assert!(matches!(kit.push(&editor, third), Outcome::Draft { reason: DraftReason::Conflict, .. }));
    let deleted = Op { verb: Verb::Delete, ..edit(json!({}), Some(moved.op_id)) };
    assert_eq!(kit.push(&editor, deleted), rejected(reject::CHANGED));
    // Whoever wrote the very same text has seen it.
    let same = edit(text("别人"), Some(moved.op_id));
    kit.apply(&editor, same.clone());
    kit.apply(&editor, edit(text("四"), Some(same.op_id)));
    // An operation that is not known brings nothing.
    assert!(matches!(kit.push(&editor, edit(text("五"), Some(kit.id()))), Outcome::Draft { .. }));
}

#[test]
fn what_is_refused_is_refused_for_good() {
    let kit = Kit::inline();
    let who = &kit.owner;
    let library = kit.company_library();
    let other = kit.personal_library(who);
    let (phrase, _) = kit.phrase(who, library, None);
    let here = |kind: &str, row: Uuid, verb: Verb, says: Value| kit.op(library, kind, row, verb, says);
    let long = json!({"title": "长", "parts": [], "x": "字".repeat(200_000)});
    let hash = "0".repeat(64);
    for (what, op, code) in [
        ("no title", here("phrase", kit.id(), Verb::Create, json!({"parts": []})), reject::INVALID),
        ("a title of nothing", here("phrase", phrase, Verb::Edit, json!({"title": " "})), reject::INVALID),
        (
            "no id of ours",
            here("phrase", Uuid::from_u128(5), Verb::Create, json!({"title": "x", "parts": []})),
            reject::INVALID,
        ),
        ("moved, not there", here("phrase", kit.id(), Verb::Edit, json!({"pos": "a1"})), reject::MISSING),
        ("another kind", here("category", phrase, Verb::Edit, json!({"name": "x"})), reject::TAKEN),
        (
            "another library",
            kit.op(other, "phrase", phrase, Verb::Edit, json!({"title": "x"})),
            reject::TAKEN,
        ),
        ("a note in a library", here("follow_up", kit.id(), Verb::Create, json!({})), reject::UNKNOWN),
        ("no kind", here("", kit.id(), Verb::Create, json!({})), reject::UNKNOWN),
        ("a kind without end", here(&"k".repeat(99), kit.id(), Verb::Create, json!({})), reject::UNKNOWN),
        ("another library's row", here("library", other, Verb::Edit, json!({"name": "x"})), reject::INVALID),
        (
            "a library's kind",
            here("library", library, Verb::Edit, json!({"kind": "personal"})),
            reject::INVALID,
        ),
        ("a library's owner", here("library", library, Verb::Edit, json!({"owner": "me"})), reject::INVALID),
        ("a draft is made", here("draft", kit.id(), Verb::Create, json!({})), reject::UNKNOWN),
        ("too large", here("phrase", kit.id(), Verb::Create, long), reject::TOO_LARGE),
        (
            "a picture that is not here",
            here("phrase", phrase, Verb::Edit, json!({"parts": [{"kind": "image", "blob": hash}]})),
            reject::BLOB_MISSING,
        ),
    ] {
        let outcome = bare(kit.push(who, op.clone()));
        assert_eq!(outcome, rejected(code), "{what}");
        assert_eq!(bare(kit.push(who, op)), outcome, "{what}, again");
    }
    let text_to_nothing = here("phrase", kit.id(), Verb::Edit, json!({"title": "x"}));
    assert_eq!(kit.push(who, text_to_nothing), Outcome::Draft { reason: DraftReason::Missing, rev: 0 });
    // What this edition does not know is kept.
    let sticker = kit.id();
    kit.apply(who, here("sticker", sticker, Verb::Create, json!({"mood": {"deep": [1, null]}})));
    assert_eq!(kit.row(who, library, sticker).fields["mood"]["deep"], json!([1, null]));
    kit.verify();
}

#[test]
fn too_much_at_once_is_refused_whole() {
    let kit = Kit::inline();
    let library = kit.company_library();
    let many = |count: usize, bytes: usize| SyncRequest {
        ops: (0..count)
            .map(|_| {
                kit.op(
                    library,
                    "phrase",
                    kit.id(),
                    Verb::Create,
                    json!({"title": "t", "parts": [], "x": "x".repeat(bytes)}),
                )
            })
            .collect(),
        ..SyncRequest::default()
    };
    for (count, bytes, good) in [(200, 1, true), (201, 1, false), (2, 300_000, false), (1, 500_000, true)] {
        assert_eq!(kit.sync(&kit.owner, many(count, bytes)).is_ok(), good, "{count} {bytes}");
    }
    let old = SyncRequest { proto: 0, ..SyncRequest::default() };
    let refusal = refused(kit.hub.engine().sync(&kit.owner.tokens.access, old));
    assert!(matches!(refusal, huashu_protocol::Refusal::Upgrade { min_proto: 1, proto: 1 }));
}
