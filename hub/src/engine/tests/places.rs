//! Trees, keys, registers, personal libraries and proposals: what operations do beyond their row.

use huashu_protocol::account::Role;
use huashu_protocol::sync::{DraftReason, Op, Outcome, Verb, reject};
use serde_json::{Value, json};
use uuid::Uuid;

use super::kit::{Kit, refused};
use super::push::{rejected, text};

#[test]
fn the_tree_stays_a_tree() {
    let kit = Kit::inline();
    let who = &kit.owner;
    let library = kit.company_library();
    let a = kit.category(who, library, None);
    let b = kit.category(who, library, Some(a));
    let c = kit.category(who, library, Some(b));
    let other = kit.department_library(kit.department("客服"));
    let foreign = kit.category(who, other, None);
    let (phrase, _) = kit.phrase(who, library, Some(c));
    let top = kit.category(who, library, None);
    let chain = kit.category(who, library, Some(top));
    kit.category(who, library, Some(chain));
    let parent_of = |row: Uuid| {
        let row = kit.row(who, library, row);
        row.fields.get("parent").or(row.fields.get("category")).cloned().unwrap_or_default()
    };
    let parent = |to: Option<Uuid>| json!({ "parent": to });
    for (what, row, to, expected) in [
        ("into itself", a, Some(a), rejected(reject::CYCLE)),
        ("into its child", a, Some(b), rejected(reject::CYCLE)),
        ("below its child", a, Some(c), rejected(reject::CYCLE)),
        ("too deep", top, Some(c), rejected(reject::TOO_DEEP)),
    ] {
        let outcome = kit.push(who, kit.op(library, "category", row, Verb::Edit, parent(to)));
        assert_eq!(outcome, expected, "{what}");
    }
    // Into nothing, into another library, into a phrase, into what is no id: to the top.
    for to in [json!(kit.id()), json!(foreign), json!(phrase), json!("../x"), json!(null)] {
        kit.apply(who, kit.op(library, "category", c, Verb::Edit, parent(Some(b))));
        kit.apply(who, kit.op(library, "category", c, Verb::Edit, json!({ "parent": to })));
        assert_eq!(parent_of(c), Value::Null, "{to}");
    }
    kit.apply(who, kit.op(library, "category", c, Verb::Edit, parent(Some(b))));
    // A deleted category: what lay in it moves up, before it is gone.
    let gone = kit.apply(who, kit.op(library, "category", b, Verb::Delete, json!({})));
    assert_eq!((parent_of(c), parent_of(phrase)), (json!(a), json!(c)));
    assert!(kit.row(who, library, c).revs.row < gone);
    // Into a deleted one: to the nearest above it that is live.
    kit.apply(who, kit.op(library, "phrase", phrase, Verb::Edit, json!({ "category": b })));
    assert_eq!(parent_of(phrase), json!(a));
    kit.apply(who, kit.op(library, "category", a, Verb::Delete, json!({})));
    assert_eq!((parent_of(c), parent_of(phrase)), (Value::Null, Value::Null));
    let (late, _) = kit.phrase(who, library, Some(b));
    assert_eq!(parent_of(late), Value::Null);
    // Taken out of the bin, a category lies where it can.
    kit.apply(who, kit.op(library, "category", b, Verb::Restore, json!({})));
    assert_eq!(parent_of(b), Value::Null);
    // Two that were each moved into the other: the second move stands back.
    let (x, y) = (kit.category(who, library, None), kit.category(who, library, None));
    kit.apply(who, kit.op(library, "category", x, Verb::Edit, parent(Some(y))));
    assert_eq!(
        kit.push(who, kit.op(library, "category", y, Verb::Edit, parent(Some(x)))),
        rejected(reject::CYCLE)
    );
    kit.verify();
}

#[test]
fn bad_keys_are_mended_with_those_beside_them() {
    let kit = Kit::inline();
    let who = &kit.owner;
    let library = kit.company_library();
    let rows: Vec<Uuid> = (0..4).map(|_| kit.phrase(who, library, None).0).collect();
    for (row, pos) in rows.iter().zip(["a0", "a1", "a2", "a3"]) {
        kit.apply(who, kit.op(library, "phrase", *row, Verb::Edit, json!({ "pos": pos })));
    }
    let long = format!("a1{}V", "0".repeat(80));
    kit.apply(who, kit.op(library, "phrase", rows[3], Verb::Edit, json!({ "pos": long })));
    let mut order: Vec<(String, Uuid)> = rows
        .iter()
        .map(|row| (kit.row(who, library, *row).fields["pos"].as_str().unwrap().to_owned(), *row))
        .collect();
    order.sort();
    assert_eq!(order.iter().map(|(_, row)| *row).collect::<Vec<_>>(), [rows[0], rows[1], rows[3], rows[2]]);
    assert!(order.iter().all(|(key, _)| key.len() <= 64));
    assert!(order.windows(2).all(|pair| pair[0].0 < pair[1].0));
    kit.verify();
}

#[test]
fn the_register_only_grows() {
    let kit = Kit::inline();
    let agent = kit.user("agent", Role::Agent, &[]);
    let register = agent.register;
    let note = kit.id();
    let says = json!({"subject_kind": "order", "subject": "1", "action": "refunded", "by": "agent", "at": "2026-11-28T00:00:00Z"});
    let create = kit.op(register, "follow_up", note, Verb::Create, says.clone());
    let rev = kit.apply(&agent, create);
    // Noted again by another operation: it stays as it was.
    let mut changed = says;
    changed["action"] = json!("dunned");
    assert_eq!(kit.apply(&kit.owner, kit.op(register, "follow_up", note, Verb::Create, changed)), rev);
    for (kind, verb) in [
        ("follow_up", Verb::Edit),
        ("follow_up", Verb::Delete),
        ("follow_up", Verb::Propose),
        ("phrase", Verb::Create),
        ("category", Verb::Create),
        ("library", Verb::Delete),
    ] {
        let op = kit.op(register, kind, note, verb, json!({"action": "dunned"}));
        assert_eq!(kit.push(&kit.owner, op), rejected(reject::UNKNOWN), "{kind} {verb:?}");
    }
    let (rows, ..) = kit.all(&kit.owner, register);
    assert_eq!((rows.len(), &rows[0].fields["action"]), (1, &json!("refunded")));
}

#[test]
fn personal_libraries_come_go_and_come_back() {
    let kit = Kit::inline();
    let agent = kit.user("agent", Role::Agent, &[]);
    let own = kit.personal_library(&agent);
    let (phrase, _) = kit.phrase(&agent, own, None);
    assert_eq!(kit.row(&agent, own, own).fields["owner"], "agent");
    let shared = kit.id();
    let wanted = kit.op(shared, "library", shared, Verb::Create, json!({"kind": "company", "name": "x"}));
    assert_eq!(kit.push(&agent, wanted), Outcome::Forbidden);
    // Nobody else sees it or deletes it, not even the owner of the company.
    let delete = |who| kit.push(who, kit.op(own, "library", own, Verb::Delete, json!({})));
    assert_eq!(delete(&kit.owner), Outcome::Forbidden);
    assert!(matches!(delete(&agent), Outcome::Applied { .. }));
    assert!(!kit.granted(&agent).iter().any(|grant| grant.library == own));
    let edit = kit.op(own, "phrase", phrase, Verb::Edit, json!({"title": "x"}));
    assert_eq!(kit.push(&agent, edit.clone()), Outcome::Forbidden);
    assert_eq!(
        kit.push(&kit.owner, kit.op(own, "library", own, Verb::Restore, json!({}))),
        Outcome::Forbidden
    );
    kit.apply(&agent, kit.op(own, "library", own, Verb::Restore, json!({})));
    // Forbidden was not the last word.
    kit.apply(&agent, edit);
    assert_eq!(kit.row(&agent, own, phrase).fields["title"], "x");
    kit.verify();
}

#[test]
fn agents_propose_and_editors_decide() {
    let kit = Kit::inline();
    let agent = kit.user("agent", Role::Agent, &[]);
    let editor = kit.user("editor", Role::Editor, &[]);
    let library = kit.company_library();
    let (row, rev) = kit.phrase(&editor, library, None);
    let edit = Op { base: rev, ..kit.op(library, "phrase", row, Verb::Edit, text("我改")) };
    assert_eq!(kit.push(&agent, edit.clone()), Outcome::Forbidden);
    let proposal = |says: Value, row| {
        let op = kit.op(library, "phrase", row, Verb::Propose, says);
        assert!(matches!(kit.push(&agent, op.clone()), Outcome::Draft { reason: DraftReason::Proposal, .. }));
        op.op_id
    };
    use huashu_protocol::account::{Admin, AdminReply};
    let ask = |who: &huashu_protocol::account::Session, request| {
        kit.hub.engine().admin(&who.tokens.access, request)
    };
    let proposals = |who| match ask(who, Admin::Proposals).unwrap() {
        AdminReply::Proposals { proposals } => proposals.len(),
        other => panic!("{other:?}"),
    };
    let one = proposal(text("建议"), row);
    let two = proposal(json!({"title": "新的", "parts": []}), kit.id());
    let bad = proposal(json!({"title": ""}), row);
    assert_eq!((proposals(&agent), proposals(&editor), proposals(&kit.owner)), (3, 3, 3));
    let other = kit.user("stranger", Role::Agent, &[]);
    assert_eq!(proposals(&other), 0);
    assert_eq!(refused(ask(&agent, Admin::AcceptProposal { id: one })), huashu_protocol::Refusal::Forbidden);
    assert_eq!(
        refused(ask(&other, Admin::DeclineProposal { id: one, note: None })),
        huashu_protocol::Refusal::Forbidden
    );
    for id in [one, two] {
        ask(&editor, Admin::AcceptProposal { id }).unwrap();
    }
    assert!(matches!(
        refused(ask(&editor, Admin::AcceptProposal { id: bad })),
        huashu_protocol::Refusal::Invalid { .. }
    ));
    ask(&agent, Admin::DeclineProposal { id: bad, note: None }).unwrap();
    assert_eq!(refused(ask(&editor, Admin::AcceptProposal { id: one })), huashu_protocol::Refusal::NotFound);
    assert_eq!((kit.drafts(&agent).len(), proposals(&editor)), (0, 0));
    let now = kit.row(&agent, library, row);
    assert_eq!((&now.fields["parts"][0]["text"], now.by.as_deref()), (&json!("建议"), Some("editor")));
    kit.verify();
}
