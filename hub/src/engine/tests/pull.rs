//! Pages: whoever takes them in order never holds a row in a category that is not there.

use std::collections::BTreeMap;

use huashu_protocol::limits::ROWS_PER_PAGE;
use huashu_protocol::row::{Checksum, Row};
use huashu_protocol::sync::{Cursor, Op, Pull, SyncRequest, Verb};
use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::super::pull::Pages;
use super::kit::{DAY, Kit, second_company};

/// What a client has of a library.
#[derive(Default)]
struct Replica {
    rows: BTreeMap<Uuid, Row>,
    cursor: u64,
    epoch: Uuid,
}

impl Replica {
    fn checksum(&self) -> Checksum {
        self.rows
            .values()
            .filter(|row| !row.deleted)
            .fold(Checksum::default(), |sum, row| sum.with(row.id, row.revs.row))
    }

    fn parent(row: &Row) -> Option<Uuid> {
        let field = if row.kind == "category" { "parent" } else { "category" };
        row.fields.get(field)?.as_str()?.parse().ok()
    }

    /// No live row lies in a category that is not live, and no category in itself.
    fn check(&self) -> Result<(), String> {
        for row in self.rows.values().filter(|row| !row.deleted) {
            let mut at = row;
            for step in 0.. {
                let Some(parent) = Self::parent(at) else { break };
                at = self.rows.get(&parent).filter(|row| !row.deleted).ok_or_else(|| {
                    format!("at {}: {} {} lies in {parent}, which is not there", self.cursor, at.kind, at.id)
                })?;
                if step > self.rows.len() {
                    return Err(format!("{} goes in a circle", row.id));
                }
            }
        }
        Ok(())
    }

    /// Takes what changed in pages of `most` rows; looks at itself after each.
    fn catch_up(&mut self, kit: &Kit, library: Uuid, most: usize, pages: usize) -> Result<(), String> {
        let store = &kit.hub.engine().store;
        for _ in 0..pages {
            let cursor = Cursor { id: library, epoch: self.epoch, cursor: self.cursor };
            let pull = store.read(|view| {
                let account = view.account(kit.owner.company.id, kit.owner.account.id)?.unwrap();
                let readable = super::super::readable(view, &account)?;
                let readable = readable.into_iter().map(|found| (found.0.id, found)).collect();
                Pages::with(view, account.company, &readable, most).pull(&cursor)
            });
            let Pull::Page { epoch, from, next, rows, more, checksum, .. } = pull.unwrap() else {
                return Err("no page".into());
            };
            assert_eq!(from, self.cursor);
            assert!(rows.iter().filter(|row| row.revs.row <= next).is_sorted_by_key(|row| row.revs.row));
            assert!(rows.iter().all(|row| !row.deleted || row.fields.is_empty()));
            self.rows.extend(rows.into_iter().map(|row| (row.id, row)));
            (self.cursor, self.epoch) = (next, epoch);
            self.check()?;
            if !more {
                assert_eq!(checksum, Some(self.checksum()));
                return Ok(());
            }
            assert!(next > from, "no progress");
        }
        Ok(())
    }
}

/// What somebody does: numbers are taken modulo what there is.
#[derive(Debug, Clone)]
enum Step {
    Category(usize),
    Phrase(usize),
    Move(usize, usize),
    Delete(usize),
    Restore(usize),
    Title(usize),
    /// The client takes so many pages of so many rows.
    Pull(usize, usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let any = 0..64_usize;
    let step = prop_oneof![
        3 => any.clone().prop_map(Step::Category),
        3 => any.clone().prop_map(Step::Phrase),
        5 => (any.clone(), any.clone()).prop_map(|(row, to)| Step::Move(row, to)),
        3 => any.clone().prop_map(Step::Delete),
        1 => any.clone().prop_map(Step::Restore),
        2 => any.prop_map(Step::Title),
        4 => (1..5_usize, 1..4_usize).prop_map(|(rows, pages)| Step::Pull(rows, pages)),
    ];
    prop::collection::vec(step, 1..70)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]
    #[test]
    fn no_page_leaves_an_orphan_or_a_circle(steps in steps()) {
        let kit = Kit::inline();
        let who = &kit.owner;
        let library = kit.company_library();
        let (mut categories, mut rows): (Vec<Uuid>, Vec<(Uuid, &str)>) = (Vec::new(), Vec::new());
        let mut replica = Replica::default();
        for step in steps {
            let pick = |number: usize| {
                let count = categories.len() + 1;
                categories.get(number % count).copied()
            };
            match step {
                Step::Category(to) => {
                    let row = kit.id();
                    let says = json!({"name": "类", "parent": pick(to)});
                    kit.push(who, kit.op(library, "category", row, Verb::Create, says));
                    categories.push(row);
                    rows.push((row, "category"));
                }
                Step::Phrase(to) => {
                    let says = json!({"title": "话", "parts": [], "category": pick(to)});
                    let row = kit.id();
                    kit.push(who, kit.op(library, "phrase", row, Verb::Create, says));
                    rows.push((row, "phrase"));
                }
                _ if rows.is_empty() => {}
                Step::Move(row, to) => {
                    let (row, kind) = rows[row % rows.len()];
                    let field = if kind == "category" { "parent" } else { "category" };
                    kit.push(who, kit.op(library, kind, row, Verb::Edit, json!({ field: pick(to) })));
                }
                Step::Delete(row) | Step::Restore(row) | Step::Title(row) => {
                    let (row, kind) = rows[row % rows.len()];
                    let field = if kind == "category" { "name" } else { "title" };
                    let (verb, says) = match step {
                        Step::Delete(_) => (Verb::Delete, json!({})),
                        Step::Restore(_) => (Verb::Restore, json!({})),
                        _ => (Verb::Edit, json!({ field: format!("改{}", kit.id()) })),
                    };
                    kit.push(who, Op { base: u64::MAX, ..kit.op(library, kind, row, verb, says) });
                }
                Step::Pull(most, pages) => {
                    prop_assert_eq!(replica.catch_up(&kit, library, most, pages), Ok(()));
                }
            }
        }
        for most in [1, 2, 3, 1_000] {
            let mut fresh = Replica::default();
            prop_assert_eq!(fresh.catch_up(&kit, library, most, usize::MAX), Ok(()));
        }
        prop_assert_eq!(replica.catch_up(&kit, library, 2, usize::MAX), Ok(()));
        kit.verify();
    }
}

#[test]
fn a_first_pull_is_a_page_and_a_wrong_cursor_a_snapshot() {
    let kit = Kit::inline();
    let who = &kit.owner;
    let library = kit.company_library();
    kit.phrase(who, library, None);
    let (rows, epoch, rev) = kit.all(who, library);
    assert_eq!((rows.len(), rev), (2, 2));
    let other = kit.id();
    let foreign = second_company(&kit);
    let abroad = kit.hub.engine().admin(
        &foreign.tokens.access,
        huashu_protocol::account::Admin::AddLibrary {
            kind: "company".into(),
            name: "别".into(),
            department: None,
        },
    );
    let abroad = super::kit::made(abroad);
    for (what, id, epoch, cursor, expected) in [
        ("first", library, Uuid::nil(), 0, "page"),
        ("half", library, epoch, 1, "page"),
        ("all", library, epoch, 2, "page"),
        ("ahead", library, epoch, 3, "snapshot"),
        ("another epoch", library, other, 1, "snapshot"),
        ("no epoch", library, Uuid::nil(), 1, "snapshot"),
        ("not there", other, Uuid::nil(), 0, "gone"),
        ("another company's", abroad, Uuid::nil(), 0, "gone"),
    ] {
        let is = match kit.pull(who, id, epoch, cursor) {
            Pull::Page { from, next, checksum, .. } => {
                assert_eq!((from, next, checksum.is_some()), (cursor, 2, true));
                "page"
            }
            Pull::Snapshot { .. } => "snapshot",
            Pull::Gone { .. } => "gone",
        };
        assert_eq!(is, expected, "{what}");
    }
    // A deletion that is forgotten: whoever has not heard of it takes the library anew.
    let (gone, _) = kit.phrase(who, library, None);
    kit.apply(who, Op { base: 9, ..kit.op(library, "phrase", gone, Verb::Delete, json!({})) });
    kit.phrase(who, library, None);
    kit.wait(91 * DAY);
    let kit = renew(kit);
    let who = &kit.owner;
    assert!(kit.hub.engine().collect_garbage().unwrap().rows == 1);
    assert!(matches!(kit.pull(who, library, epoch, 3), Pull::Snapshot { .. }));
    assert!(matches!(kit.pull(who, library, epoch, 4), Pull::Page { .. }));
    kit.verify();
}

/// A phrase lies in a category that changed later; another category is gone, and what lay in it changed later. Whether pages
/// of one row show a tree all the same.
#[cfg(feature = "mutants")]
pub(super) fn pages_are_trees(kit: &Kit, library: Uuid) -> bool {
    let who = &kit.owner;
    let category = kit.category(who, library, None);
    kit.phrase(who, library, Some(category));
    kit.apply(who, kit.op(library, "category", category, Verb::Edit, json!({"name": "后"})));
    let mut replica = Replica::default();
    replica.catch_up(kit, library, 1, usize::MAX).is_ok()
}

/// Signs the owner in again after a long time.
fn renew(mut kit: Kit) -> Kit {
    let first = kit.hub.engine().reset_password("owner").unwrap();
    kit.owner = super::kit::sign_in(&kit.hub, "owner", &first.password).unwrap();
    kit
}

#[test]
fn libraries_share_what_a_reply_holds() {
    let kit = Kit::inline();
    let who = &kit.owner;
    let libraries = [kit.company_library(), kit.company_library(), kit.company_library()];
    for library in libraries {
        let ops = (0..199)
            .map(|_| kit.op(library, "phrase", kit.id(), Verb::Create, json!({"title": "话", "parts": []})));
        for _ in 0..2 {
            let ops = ops.clone().map(|op| Op { op_id: kit.id(), row: kit.id(), ..op }).collect();
            kit.sync(who, SyncRequest { ops, ..SyncRequest::default() }).unwrap();
        }
    }
    let mut cursors: Vec<Cursor> =
        libraries.iter().map(|id| Cursor { id: *id, epoch: Uuid::nil(), cursor: 0 }).collect();
    let mut replies = Vec::new();
    loop {
        let request = SyncRequest { libraries: cursors.clone(), ..SyncRequest::default() };
        let mut waits = false;
        let mut count = 0;
        for (cursor, pull) in cursors.iter_mut().zip(kit.sync(who, request).unwrap().libraries) {
            let Pull::Page { epoch, next, rows, more, .. } = pull else { panic!() };
            count += rows.len();
            (cursor.epoch, cursor.cursor) = (epoch, next);
            waits |= more;
        }
        assert!(count <= ROWS_PER_PAGE);
        replies.push(count);
        if !waits {
            break;
        }
    }
    assert_eq!(replies, [1_000, 197]);
}
