//! Every deliberate bug of the hub is one: with it, something is wrong that is right without it.

use std::fs;

use huashu_core::sync::bug::{self, Bug, Killed, Moment};
use huashu_protocol::account::Role;
use huashu_protocol::limits::RESTORE_JUMP;
use huashu_protocol::sync::{Op, Outcome, Pull, Verb};
use serde_json::json;
use uuid::Uuid;

use super::kit::{DAY, Kit};
use crate::store::sqlite::STORE_FILE;

/// Whether things are right: asked with the bug and without it.
fn is_right(rule: Bug, kit: Kit) -> bool {
    let library = kit.company_library();
    let who = kit.owner.clone();
    let edit = |row, base, says| Op { base, ..kit.op(library, "phrase", row, Verb::Edit, says) };
    match rule {
        Bug::NoIdempotency => {
            let (row, base) = kit.phrase(&who, library, None);
            let first = edit(row, base, json!({"title": "一"}));
            kit.push(&who, first.clone());
            kit.push(&who, edit(row, base, json!({"title": "二"})));
            kit.push(&who, first);
            kit.row(&who, library, row).fields["title"] == "二"
        }
        Bug::CounterDedupe => {
            let (row, base) = kit.phrase(&who, library, None);
            kit.push(&who, edit(row, base, json!({"title": "一"})));
            kit.push(&who, edit(row, base, json!({"title": "二"})));
            kit.row(&who, library, row).fields["title"] == "二"
        }
        Bug::SilentOverwrite => {
            let (row, base) = kit.phrase(&who, library, None);
            let text = |text: &str| json!({"parts": [{"kind": "text", "text": text}]});
            kit.push(&who, edit(row, base, text("先")));
            matches!(kit.push(&who, edit(row, base, text("后"))), Outcome::Draft { .. })
        }
        Bug::RevsOutOfOrder => {
            let (rows, epoch, mut cursor) = kit.all(&who, library);
            let mut seen = rows.len();
            for _ in 0..12 {
                kit.phrase(&who, library, None);
                let Pull::Page { rows, next, .. } = kit.pull(&who, library, epoch, cursor) else {
                    return false;
                };
                (seen, cursor) = (seen + rows.len(), next);
            }
            seen == kit.all(&who, library).0.len()
        }
        Bug::AckBeforeCommit => {
            let (row, _) = kit.phrase(&who, library, None);
            let (kit, _) = kit.reopen();
            kit.all(&who, library).0.iter().any(|found| found.id == row)
        }
        Bug::NoGarbageFloor => {
            let (row, base) = kit.phrase(&who, library, None);
            let (_, epoch, cursor) = kit.all(&who, library);
            kit.push(&who, Op { base, ..kit.op(library, "phrase", row, Verb::Delete, json!({})) });
            kit.wait(91 * DAY);
            kit.hub.engine().collect_garbage().unwrap();
            let password = kit.hub.engine().reset_password("owner").unwrap().password;
            let who = super::kit::sign_in(&kit.hub, "owner", &password).unwrap();
            matches!(kit.pull(&who, library, epoch, cursor), Pull::Snapshot { .. })
        }
        Bug::NoNewEpoch | Bug::NoRevisionJump => {
            let copy = kit.folder.path().join("copy.db");
            let (_, epoch, rev) = kit.all(&who, library);
            kit.hub.engine().backup(&copy).unwrap();
            kit.phrase(&who, library, None);
            let database = kit.folder.path().join(STORE_FILE);
            let (kit, _) = kit.reopen_after(|| assert!(fs::copy(&copy, &database).unwrap() > 0));
            let (_, new, next) = kit.all(&who, library);
            let (is_new, jumped) = (new != epoch, next == rev + RESTORE_JUMP);
            if rule == Bug::NoNewEpoch { is_new } else { is_new && jumped }
        }
        Bug::NoCycleCheck => {
            let (a, b) = (kit.category(&who, library, None), kit.category(&who, library, None));
            let into = |row, to| kit.op(library, "category", row, Verb::Edit, json!({ "parent": to }));
            kit.push(&who, into(a, b));
            matches!(kit.push(&who, into(b, a)), Outcome::Rejected { .. })
        }
        Bug::NoOrphanRule => {
            let category = kit.category(&who, library, None);
            let (row, _) = kit.phrase(&who, library, Some(category));
            kit.push(&who, kit.op(library, "category", category, Verb::Delete, json!({})));
            kit.row(&who, library, row).fields["category"].is_null()
        }
        Bug::PullWithoutGrant => {
            let library = kit.department_library(kit.department("客服"));
            let outsider = kit.user("outsider", Role::Agent, &[]);
            matches!(kit.pull(&outsider, library, Uuid::nil(), 0), Pull::Gone { .. })
        }
        Bug::PageWithoutAncestors => super::pull::pages_are_trees(&kit, library),
        _ => panic!("{rule:?} is the client's"),
    }
}

#[test]
fn every_bug_shows() {
    for rule in [
        Bug::NoIdempotency,
        Bug::RevsOutOfOrder,
        Bug::AckBeforeCommit,
        Bug::NoGarbageFloor,
        Bug::NoNewEpoch,
        Bug::NoRevisionJump,
        Bug::NoCycleCheck,
        Bug::NoOrphanRule,
        Bug::SilentOverwrite,
        Bug::CounterDedupe,
        Bug::PullWithoutGrant,
        Bug::PageWithoutAncestors,
    ] {
        let kit = Kit::inline();
        assert!(is_right(rule, kit), "{rule:?}: wrong without it");
        let kit = Kit::inline();
        bug::set(Some(rule));
        let is_right = is_right(rule, kit);
        bug::set(None);
        assert!(!is_right, "{rule:?}: right with it");
    }
}

#[test]
fn a_hub_that_is_killed_around_its_commit_has_all_or_nothing() {
    for (moment, is_there) in [(Moment::HubBeforeCommit, false), (Moment::HubAfterCommit, true)] {
        let kit = Kit::inline();
        let library = kit.company_library();
        let row = kit.id();
        let op = kit.op(library, "phrase", row, Verb::Create, json!({"title": "话", "parts": []}));
        bug::set_executioner(Some(Box::new(move |at| at == moment)));
        let killed =
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| kit.push(&kit.owner, op.clone())));
        bug::set_executioner(None);
        assert_eq!(killed.unwrap_err().downcast_ref(), Some(&Killed(moment)));
        let (kit, restored) = kit.reopen();
        assert!(!restored, "{moment:?}");
        let there = kit.all(&kit.owner, library).0.iter().any(|found| found.id == row);
        assert_eq!(there, is_there);
        kit.apply(&kit.owner, op);
        assert_eq!(kit.all(&kit.owner, library).0.len(), 2);
        kit.verify();
    }
}
