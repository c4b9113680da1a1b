//! Shared libraries, grants, use, and the company's rules.

use serde_json::{Value, json};

use super::Hub;
use super::session::holds;
use crate::harness::{Desk, text};

#[test]
fn what_is_granted_comes_and_what_is_taken_back_leaves_no_trace() {
    let hub = Hub::start();
    let owner = hub.owner();
    owner.ok(&["department", "add", "售后"]);
    let made = owner.ok(&["library", "add", "售后话术", "--kind", "department", "--department", "售后"]);
    let library = text(&made["id"]);
    assert_eq!(
        (&made["kind"], &made["shared"], &made["access"]),
        (&json!("department"), &json!(true), &json!("edit"))
    );
    let phrase = owner.add(&["--title", "赔付", "--text", "金丝雀在此 canary-7f3a", "-l", "售后话术"]);
    owner.syncs();
    let reader = hub.member(&owner, "小雨", &["--role", "agent"]);
    assert!(!reader.library_names().contains(&"售后话术".to_owned()));

    let grants = owner.ok(&["grant", "list", "售后话术"]);
    assert_eq!(
        (&grants["library"], &grants["grants"][0]["to"], &grants["grants"][0]["name"]),
        (&json!(library), &json!("department"), &json!("售后"))
    );
    let granted = owner.ok(&["grant", "add", "售后话术", "--to", "user:小雨", "--access", "edit"]);
    assert_eq!(
        (&granted["grant"]["to"], &granted["grant"]["name"], &granted["grant"]["access"]),
        (&json!("user"), &json!("小雨"), &json!("edit"))
    );
    reader.syncs();
    reader.ok(&["phrase", "edit", &phrase, "--title", "怎么赔"]);
    reader.syncs();
    owner.syncs();
    assert_eq!(owner.show(&phrase)["title"], "怎么赔");
    assert!(holds(&reader, "canary-7f3a"));

    let removed = owner.ok(&["grant", "remove", &library, "--to", "user:小雨"]);
    assert_eq!(removed["grant"]["access"], Value::Null);
    reader.syncs();
    assert!(!reader.library_names().contains(&"售后话术".to_owned()));
    assert_eq!(reader.refused(&["phrase", "show", &phrase]), (4, "not_found".to_owned()));
    assert!(!holds(&reader, "canary-7f3a"));
    // Joining the department brings it back, to read.
    owner.ok(&["user", "edit", "小雨", "--department", "售后"]);
    reader.syncs();
    let listed = reader.ok(&["library", "list"]);
    let back = listed["libraries"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == library.as_str())
        .unwrap()
        .clone();
    assert_eq!(back["access"], "read");

    for (args, exit, code) in [
        (&["grant", "add", "售后话术", "--to", "nobody", "--access", "read"][..], 2, "invalid"),
        (&["grant", "add", "售后话术", "--to", "company", "--access", "all"], 2, "usage"),
        (&["grant", "add", "售后话术", "--to", "user:没有", "--access", "read"], 4, "not_found"),
        (&["grant", "add", "没有", "--to", "company", "--access", "read"], 4, "not_found"),
        (&["grant", "remove", "售后话术", "--to", "company"], 4, "not_found"),
        (&["grant", "list", "我的话术"], 4, "not_found"),
    ] {
        assert_eq!(owner.refused(args), (exit, code.to_owned()), "{args:?}");
    }
    assert_eq!(reader.refused(&["grant", "list", "售后话术"]), (5, "hub_refused".to_owned()));
}

#[test]
fn libraries_are_made_and_deleted_where_they_belong() {
    let hub = Hub::start();
    let owner = hub.owner();
    let (library, phrase) = owner.shares("公司话术", "发货", "48 小时内发出");
    for (args, exit, code) in [
        (&["library", "add", "x", "--kind", "department"][..], 2, "usage"),
        (&["library", "add", "x", "--department", "售后"], 2, "usage"),
        (&["library", "add", "x", "--kind", "department", "--department", "没有"], 4, "not_found"),
        (&["library", "add", "x", "--kind", "company", "--time-zone", "UTC"], 2, "usage"),
        (&["library", "add", " ", "--kind", "company"], 5, "hub_refused"),
    ] {
        assert_eq!(owner.refused(args), (exit, code.to_owned()), "{args:?}");
    }
    assert_eq!(Desk::new().refused(&["library", "usage", "我的话术"]), (1, "not_signed_in".to_owned()));
    let department = ["library", "add", "x", "--kind", "department", "--department", "售后"];
    assert_eq!(Desk::new().refused(&department), (1, "not_signed_in".to_owned()));

    let reader = hub.member(&owner, "小雨", &["--role", "agent"]);
    reader.ok(&["use", &phrase]);
    reader.ok(&["use", &phrase]);
    reader.syncs();
    let usage = owner.ok(&["library", "usage", "公司话术"]);
    assert_eq!(usage["phrases"], json!([{"id": phrase, "title": "发货", "uses": 2}]));
    assert_eq!(owner.ok(&["library", "usage", &library, "--since", "2099-01-01"])["phrases"], json!([]));
    assert_eq!(owner.refused(&["library", "usage", "公司话术", "--since", "x"]), (2, "invalid".to_owned()));
    assert_eq!(reader.refused(&["library", "usage", "公司话术"]), (5, "hub_refused".to_owned()));

    assert_eq!(reader.refused(&["library", "delete", "公司话术"]), (5, "hub_refused".to_owned()));
    assert_eq!(owner.refused(&["library", "delete", "没有"]), (4, "not_found".to_owned()));
    assert_eq!(owner.ok(&["library", "delete", "公司话术"]), json!({"id": library, "name": "公司话术"}));
    reader.syncs();
    assert_eq!(
        (owner.library_names(), reader.library_names()),
        (vec!["我的话术".to_owned()], vec!["我的话术".to_owned()])
    );

    // A library of one's own goes here first, and can be brought back.
    reader.ok(&["library", "add", "草稿箱"]);
    let kept = reader.add(&["--text", "留着", "-l", "草稿箱"]);
    reader.syncs();
    reader.ok(&["library", "delete", "草稿箱"]);
    assert_eq!(reader.library_names(), ["我的话术"]);
    reader.ok(&["undo"]);
    reader.syncs();
    assert_eq!(reader.text_of(&kept), "留着");
    reader.ok(&["library", "delete", "草稿箱"]);
    reader.syncs();
    assert_eq!(hub.desk_of("小雨").library_names(), ["我的话术"]);
    let alone = Desk::new();
    alone.ok(&["library", "delete", "我的话术"]);
    assert_eq!(alone.library_names(), Vec::<String>::new());
}

#[test]
fn rules_reach_every_book() {
    let hub = Hub::start();
    let owner = hub.owner();
    let reader = hub.member(&owner, "小雨", &["--role", "agent"]);
    assert_eq!(reader.ok(&["policy"]), json!({"keep_unsent": true, "lease_days": 14}));
    assert_eq!(owner.ok(&["policy", "--lease-days", "7"]), json!({"keep_unsent": true, "lease_days": 7}));
    assert_eq!(
        owner.ok(&["policy", "--keep-unsent", "false"]),
        json!({"keep_unsent": false, "lease_days": 7})
    );
    reader.syncs();
    assert_eq!(reader.ok(&["policy"]), json!({"keep_unsent": false, "lease_days": 7}));
    assert_eq!(owner.refused(&["policy", "--lease-days", "0"]), (5, "hub_refused".to_owned()));
    assert_eq!(owner.refused(&["policy", "--keep-unsent", "perhaps"]), (2, "usage".to_owned()));
}
