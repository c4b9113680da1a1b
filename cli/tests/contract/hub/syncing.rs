//! `huashu sync`, drafts and proposals, between books of one company.

use std::process::Stdio;

use serde_json::{Value, json};

use super::Hub;
use crate::harness::{Desk, PNG, ran, text};

/// A hub, its owner, an editor, and a phrase that all of them have.
fn company() -> (Hub, Desk, Desk, String, String) {
    let hub = Hub::start();
    let owner = hub.owner();
    let (library, phrase) = owner.shares("公司话术", "发货", "48 小时内发出");
    let editor = hub.member(&owner, "编辑", &["--role", "editor"]);
    assert_eq!(editor.text_of(&phrase), "48 小时内发出");
    (hub, owner, editor, library, phrase)
}

#[test]
fn edits_and_pictures_go_from_book_to_book() {
    let (hub, owner, editor, library, phrase) = company();
    let listed = editor.ok(&["library", "list"]);
    let shared =
        &listed["libraries"].as_array().unwrap().iter().find(|one| one["id"] == library.as_str()).unwrap();
    assert_eq!(
        (&shared["shared"], &shared["access"], &shared["kind"]),
        (&json!(true), &json!("edit"), &json!("company"))
    );
    let picture = editor.file("图.png", PNG);
    editor.ok(&["phrase", "edit", &phrase, "--title", "多久发货"]);
    editor.ok(&["phrase", "attach", &phrase, picture.to_str().unwrap()]);
    assert_eq!(editor.ok(&["status"])["waiting"], 2);
    let said = editor.syncs();
    assert_eq!((&said["phase"], &said["trouble"]), (&json!("idle"), &Value::Null));
    let said = owner.syncs();
    assert_eq!(said["changed"]["edited"], 1, "{said}");
    assert_eq!(owner.show(&phrase)["title"], "多久发货");
    assert_eq!(owner.show(&phrase)["parts"], editor.show(&phrase)["parts"]);
    assert_eq!(owner.ok(&["verify"])["media"], json!({"checked": 1, "missing": [], "damaged": []}));
    // Nothing is new: nothing happens.
    assert_eq!(owner.syncs()["changed"], json!({"added": 0, "edited": 0, "removed": 0}));

    owner.ok(&["phrase", "delete", &phrase]);
    owner.syncs();
    editor.syncs();
    assert_eq!(editor.show(&phrase)["status"], "deleted");

    let mut hub = hub;
    hub.stop();
    assert_eq!(editor.refused(&["sync"]), (1, "offline".to_owned()));
    hub.again();
    editor.syncs();
}

#[test]
fn two_who_changed_the_same_decide() {
    let (_hub, owner, editor, _, phrase) = company();
    let conflict = |mine: &str, theirs: &str| {
        owner.ok(&["phrase", "edit", &phrase, "--text", theirs]);
        editor.ok(&["phrase", "edit", &phrase, "--text", mine]);
        owner.syncs();
        let said = editor.syncs();
        assert_eq!(said["drafts"], 1, "{said}");
        let drafts = editor.drafts();
        let draft = &drafts[0];
        assert_eq!((&draft["reason"], &draft["row"]), (&json!("conflict"), &json!(phrase)));
        assert_eq!((&draft["mine"]["text"], &draft["now"]["text"]), (&json!(mine), &json!(theirs)));
        assert_eq!(draft["theirs_by"], "owner");
        assert_eq!(editor.text_of(&phrase), theirs);
        text(&draft["id"])
    };
    let settled = |expected: &str| {
        editor.syncs();
        owner.syncs();
        assert_eq!((editor.drafts(), owner.text_of(&phrase)), (Vec::new(), expected.to_owned()));
    };
    let first = conflict("明天发", "后天发");
    assert_eq!(editor.refused(&["draft", "resolve", &first, "merge"]), (2, "usage".to_owned()));
    assert_eq!(editor.refused(&["draft", "resolve", &first, "mine", "--text", "x"]), (2, "usage".to_owned()));
    assert_eq!(editor.refused(&["draft", "resolve", "x", "mine"]), (2, "malformed_id".to_owned()));
    assert_eq!(editor.refused(&["draft", "resolve", &phrase, "mine"]), (4, "not_found".to_owned()));
    let resolved = editor.ok(&["draft", "resolve", &first, "mine"]);
    assert_eq!((&resolved["id"], &resolved["phrase"]), (&json!(first), &json!(phrase)));
    settled("明天发");
    let second = conflict("上午发", "下午发");
    editor.ok(&["draft", "resolve", &second, "theirs"]);
    settled("下午发");
    let third = conflict("顺丰发", "圆通发");
    editor.ok(&["draft", "resolve", &third, "merge", "--text", "顺丰或圆通发"]);
    settled("顺丰或圆通发");
}

#[test]
fn who_may_not_change_proposes() {
    let (hub, owner, editor, library, phrase) = company();
    let reader = hub.member(&owner, "客服", &["--role", "agent"]);
    // A change that is not allowed waits as a draft, and what stands there stays.
    reader.ok(&["phrase", "edit", &phrase, "--text", "随便改改"]);
    reader.syncs();
    let drafts = reader.drafts();
    assert_eq!((drafts.len(), &drafts[0]["reason"]), (1, &json!("forbidden")), "{drafts:?}");
    assert_eq!(
        (&drafts[0]["mine"]["text"], reader.text_of(&phrase)),
        (&json!("随便改改"), "48 小时内发出".to_owned())
    );
    reader.ok(&["draft", "resolve", &text(&drafts[0]["id"]), "theirs"]);

    let change = text(&reader.ok(&["proposal", "add", &phrase, "--text", "24 小时内发出"])["id"]);
    let new = reader.ok(&["proposal", "add", "-l", "公司话术", "--text", "节日快乐！"]);
    let declined = text(&reader.ok(&["proposal", "add", &phrase, "--title", "不好的标题"])["id"]);
    assert_eq!(reader.ok(&["status"])["waiting"], 3);
    for (args, code) in [
        (&["proposal", "add", &phrase][..], "usage"),
        (&["proposal", "add", "--text", "x"], "usage"),
        (&["proposal", "add", "x", "--text", "x"], "malformed_id"),
        (&["proposal", "accept", "x"], "malformed_id"),
    ] {
        assert_eq!(reader.refused(args), (2, code.to_owned()), "{args:?}");
    }
    reader.syncs();
    assert_eq!(reader.text_of(&phrase), "48 小时内发出", "an editor decides");
    assert_eq!(reader.ok(&["proposal", "list"])["proposals"].as_array().unwrap().len(), 3, "one's own");
    let listed = editor.ok(&["proposal", "list"]);
    let listed = listed["proposals"].as_array().unwrap();
    let found = listed.iter().find(|one| one["id"] == change.as_str()).unwrap();
    assert_eq!(
        (&found["author"], &found["phrase"], &found["library"]),
        (&json!("客服"), &json!(phrase), &json!(library))
    );
    assert_eq!(
        (&found["proposed"]["text"], &found["now"]["text"]),
        (&json!("24 小时内发出"), &json!("48 小时内发出"))
    );
    let found = listed.iter().find(|one| one["id"] == new["id"]).unwrap();
    assert_eq!((&found["now"], &found["proposed"]["title"]), (&Value::Null, &json!("节日快乐！")));

    assert_eq!(reader.refused(&["proposal", "accept", &change]), (5, "hub_refused".to_owned()));
    let accepted = editor.ok(&["proposal", "accept", &change]);
    assert_eq!((&accepted["id"], &accepted["sync"]["phase"]), (&json!(change), &json!("idle")));
    assert_eq!(editor.text_of(&phrase), "24 小时内发出");
    editor.ok(&["proposal", "accept", &text(&new["id"])]);
    editor.ok(&["proposal", "decline", &declined]);
    assert_eq!(editor.refused(&["proposal", "accept", &declined]), (4, "not_found".to_owned()));
    assert_eq!(editor.ok(&["proposal", "list"])["proposals"], json!([]));
    reader.syncs();
    assert_eq!((reader.text_of(&phrase), reader.drafts()), ("24 小时内发出".to_owned(), Vec::new()));
    assert_eq!(reader.ok(&["search", "节日快乐"])["total"], 1);
    assert_eq!(reader.show(&phrase)["title"], "发货");
}

#[test]
fn commands_at_the_same_time_wait_for_each_other() {
    let hub = Hub::start();
    let owner = hub.owner();
    let all: [&[&str]; 6] = [
        &["sync"],
        &["user", "whoami"],
        &["department", "list"],
        &["sync"],
        &["user", "devices"],
        &["grant", "list", "x"],
    ];
    let running: Vec<_> = all
        .iter()
        .map(|args| {
            let args: Vec<&str> = ["--json"].iter().chain(*args).copied().collect();
            let mut command = owner.command(&args);
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    let exits: Vec<i32> =
        running.into_iter().map(|child| ran(child.wait_with_output().unwrap()).exit).collect();
    assert_eq!(exits, [0, 0, 0, 0, 0, 4]);
    owner.syncs();
}
