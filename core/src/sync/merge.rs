//! What an operation does to a row: pure, and the same at the hub, which decides, and in a client, which shows the likely
//! outcome until it hears of it.
//!
//! *Place* and *label* go to whoever reaches the hub last, *content* in shared libraries to whoever reaches it first. Time
//! decides nothing; revisions do.

use huashu_protocol::row::{Fields, Group, Revs, Row, group_of};
use huashu_protocol::sync::{DraftReason, Op, Verb, reject};
use serde_json::Value;

/// Whose content stands where two met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Shared libraries: the first to reach the hub. A text that is three days old never overwrites today's price.
    FirstStands,
    /// Personal libraries, one person on two devices: the last. The other stays in history.
    LastWins,
}

/// What is to be done with an operation.
#[derive(Debug, Clone, PartialEq)]
pub enum Judgement {
    /// Write these fields, which differ from the row's; none: there is nothing to do, and that is fine.
    Write {
        /// The fields.
        fields: Fields,
        /// Whether the row comes back from the recycle bin.
        revive: bool,
        /// Why the content is not among the fields but becomes a draft; `None` where nothing stands against it.
        draft: Option<DraftReason>,
    },
    /// Put the row in the recycle bin.
    Delete,
    /// Keep all that it says as a draft.
    Draft(DraftReason),
    /// Refuse it, with one of the words of [`reject`].
    Reject(&'static str),
}

/// Judges an operation against the row as it is. `base` is the newest revision of the row that the author saw, their own
/// earlier operations included. The tree (cycles, depth, live parents) and rights are the caller's matter.
pub fn judge(row: Option<&Row>, op: &Op, base: u64, rule: Rule) -> Judgement {
    match (op.verb, row) {
        (Verb::Propose, _) => Judgement::Draft(DraftReason::Proposal),
        (Verb::Create, None) => Judgement::Write { fields: op.fields.clone(), revive: false, draft: None },
        (Verb::Delete, None) => nothing(),
        (Verb::Edit | Verb::Restore, None) if says_text(&op.fields) => Judgement::Draft(DraftReason::Missing),
        (Verb::Edit | Verb::Restore, None) => Judgement::Reject(reject::MISSING),
        (Verb::Delete, Some(row)) if row.deleted => nothing(),
        (Verb::Delete, Some(row)) if row.revs.content > base => Judgement::Reject(reject::CHANGED),
        (Verb::Delete, Some(_)) => Judgement::Delete,
        (Verb::Restore, Some(row)) => edit(row, op, base, rule, row.deleted),
        (Verb::Create | Verb::Edit, Some(row)) if !row.deleted => edit(row, op, base, rule, false),
        (Verb::Create | Verb::Edit, Some(row)) => match rule {
            _ if !says_text(&op.fields) => nothing(),
            Rule::FirstStands => Judgement::Draft(DraftReason::Deleted),
            Rule::LastWins => edit(row, op, base, rule, true),
        },
    }
}

/// Puts an operation on top of a row without judging it: how a client shows what waits.
pub fn overlay(row: &mut Option<Row>, op: &Op) {
    match (op.verb, &mut *row) {
        (Verb::Propose, _) | (Verb::Edit | Verb::Delete | Verb::Restore, None) => {}
        (Verb::Create, None) => {
            *row = Some(Row {
                id: op.row,
                kind: op.kind.clone(),
                schema: huashu_protocol::SCHEMA,
                revs: Revs::default(),
                fields: op.fields.clone(),
                deleted: false,
                by: None,
                at: 0,
            });
        }
        (Verb::Delete, Some(row)) => row.deleted = true,
        (Verb::Create | Verb::Edit, Some(row)) => write(&mut row.fields, &op.fields),
        (Verb::Restore, Some(row)) => {
            row.deleted = false;
            write(&mut row.fields, &op.fields);
        }
    }
}

/// Writes fields over others.
pub fn write(onto: &mut Fields, fields: &Fields) {
    for (name, value) in fields {
        onto.insert(name.clone(), value.clone());
    }
}

/// Those fields that differ from the row's.
pub fn differing(row: &Fields, fields: &Fields) -> Fields {
    fields
        .iter()
        .filter(|(name, value)| differs(row.get(name.as_str()), value))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// The groups that fields touch, each once.
pub fn groups(fields: &Fields) -> impl Iterator<Item = Group> {
    [Group::Place, Group::Label, Group::Content]
        .into_iter()
        .filter(|group| fields.keys().any(|name| group_of(name) == *group))
}

/// Whether fields say more than where a row lies: something that a person wrote.
pub fn says_text(fields: &Fields) -> bool {
    fields.keys().any(|name| group_of(name) != Group::Place)
}

fn edit(row: &Row, op: &Op, base: u64, rule: Rule, revive: bool) -> Judgement {
    let mut fields = differing(&row.fields, &op.fields);
    let is_stale = rule == Rule::FirstStands && row.revs.content > base;
    let meets = fields.keys().any(|name| group_of(name) == Group::Content);
    if is_stale && meets && !super::bug::is(super::bug::Bug::SilentOverwrite) {
        fields.retain(|name, _| group_of(name) != Group::Content);
        return Judgement::Write { fields, revive, draft: Some(DraftReason::Conflict) };
    }
    Judgement::Write { fields, revive, draft: None }
}

fn nothing() -> Judgement {
    Judgement::Write { fields: Fields::new(), revive: false, draft: None }
}

/// An absent field and an empty one are the same.
fn differs(old: Option<&Value>, new: &Value) -> bool {
    old.unwrap_or(&Value::Null) != new
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn fields(value: Value) -> Fields {
        serde_json::from_value(value).unwrap()
    }

    fn row(deleted: bool) -> Row {
        Row {
            id: Uuid::nil(),
            kind: "phrase".into(),
            schema: 1,
            revs: Revs { row: 9, place: 5, label: 9, content: 7 },
            fields: fields(json!({"title": "发货", "parts": ["旧"], "pos": "a0"})),
            deleted,
            by: None,
            at: 0,
        }
    }

    fn op(verb: Verb, says: Value) -> Op {
        Op {
            op_id: Uuid::nil(),
            library: Uuid::nil(),
            kind: "phrase".into(),
            row: Uuid::nil(),
            verb,
            base: 0,
            after: None,
            replay: false,
            fields: fields(says),
        }
    }

    fn written(says: Value, revive: bool, draft: Option<DraftReason>) -> Judgement {
        Judgement::Write { fields: fields(says), revive, draft }
    }

    #[test]
    fn the_conflict_table() {
        use DraftReason::{Conflict, Deleted, Missing, Proposal};
        use Rule::{FirstStands, LastWins};
        use Verb::{Create, Delete, Edit, Propose, Restore};
        let (live, dead) = (row(false), row(true));
        let new = json!({"title": "改", "parts": ["新"]});
        for (what, row, verb, says, base, rule, expected) in [
            ("made", None, Create, new.clone(), 0, FirstStands, written(new.clone(), false, None)),
            ("fresh", Some(&live), Edit, new.clone(), 7, FirstStands, written(new.clone(), false, None)),
            (
                "stale",
                Some(&live),
                Edit,
                new.clone(),
                6,
                FirstStands,
                written(json!({"title": "改"}), false, Some(Conflict)),
            ),
            ("stale, mine", Some(&live), Edit, new.clone(), 6, LastWins, written(new.clone(), false, None)),
            (
                "stale, the same text",
                Some(&live),
                Edit,
                json!({"parts": ["旧"], "pos": "a1"}),
                1,
                FirstStands,
                written(json!({"pos": "a1"}), false, None),
            ),
            (
                "stale label",
                Some(&live),
                Edit,
                json!({"title": "改"}),
                1,
                FirstStands,
                written(json!({"title": "改"}), false, None),
            ),
            (
                "nothing new",
                Some(&live),
                Edit,
                json!({"title": "发货", "code": null}),
                1,
                FirstStands,
                written(json!({}), false, None),
            ),
            ("to a deleted row", Some(&dead), Edit, new.clone(), 9, FirstStands, Judgement::Draft(Deleted)),
            (
                "to my deleted row",
                Some(&dead),
                Edit,
                new.clone(),
                9,
                LastWins,
                written(new.clone(), true, None),
            ),
            (
                "moved, deleted",
                Some(&dead),
                Edit,
                json!({"pos": "a9"}),
                9,
                FirstStands,
                written(json!({}), false, None),
            ),
            ("to no row", None, Edit, new.clone(), 9, FirstStands, Judgement::Draft(Missing)),
            (
                "moved, no row",
                None,
                Edit,
                json!({"pos": "a9"}),
                9,
                FirstStands,
                Judgement::Reject(reject::MISSING),
            ),
            ("deleted", Some(&live), Delete, json!({}), 7, FirstStands, Judgement::Delete),
            (
                "deleted, changed",
                Some(&live),
                Delete,
                json!({}),
                6,
                FirstStands,
                Judgement::Reject(reject::CHANGED),
            ),
            (
                "deleted, changed, mine",
                Some(&live),
                Delete,
                json!({}),
                6,
                LastWins,
                Judgement::Reject(reject::CHANGED),
            ),
            (
                "deleted twice",
                Some(&dead),
                Delete,
                json!({}),
                0,
                FirstStands,
                written(json!({}), false, None),
            ),
            (
                "restored",
                Some(&dead),
                Restore,
                json!({"pos": "a1"}),
                9,
                FirstStands,
                written(json!({"pos": "a1"}), true, None),
            ),
            (
                "restored, live",
                Some(&live),
                Restore,
                json!({}),
                9,
                FirstStands,
                written(json!({}), false, None),
            ),
            ("restored, gone", None, Restore, json!({}), 9, FirstStands, Judgement::Reject(reject::MISSING)),
            ("suggested", Some(&live), Propose, new.clone(), 9, LastWins, Judgement::Draft(Proposal)),
        ] {
            assert_eq!(judge(row, &op(verb, says), base, rule), expected, "{what}");
        }
    }

    #[test]
    fn what_waits_lies_on_top() {
        let mut shown = Some(row(false));
        overlay(&mut shown, &op(Verb::Edit, json!({"title": "改"})));
        assert_eq!(shown.as_ref().unwrap().fields["title"], "改");
        overlay(&mut shown, &op(Verb::Delete, json!({})));
        assert!(shown.as_ref().unwrap().deleted);
        overlay(&mut shown, &op(Verb::Restore, json!({"pos": "b00"})));
        assert!(!shown.as_ref().unwrap().deleted);
        let mut none = None;
        overlay(&mut none, &op(Verb::Edit, json!({"title": "改"})));
        assert_eq!(none, None);
        overlay(&mut none, &op(Verb::Create, json!({"title": "新"})));
        assert_eq!(none.unwrap().fields["title"], "新");
    }
}
