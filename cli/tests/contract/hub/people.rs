//! `huashu user` and `department`.

use serde_json::{Value, json};

use super::{Hub, PASSWORD};
use crate::harness::{Desk, text};

#[test]
fn accounts_and_departments_come_and_go() {
    let hub = Hub::start();
    let owner = hub.owner();
    let sales = owner.ok(&["department", "add", "售前"]);
    assert_eq!(sales["name"], "售前");
    owner.ok(&["department", "add", "售后"]);
    assert_eq!(
        owner.ok(&["department", "rename", "售前", "咨询"]),
        json!({"id": sales["id"], "name": "咨询"})
    );
    let names = |desk: &Desk| {
        let said = desk.ok(&["department", "list"]);
        said["departments"].as_array().unwrap().iter().map(|one| text(&one["name"])).collect::<Vec<_>>()
    };
    assert_eq!(names(&owner).len(), 2);

    let added =
        owner.adds_user("小雨", &["--role", "agent", "--department", "咨询", "--until", "2099-11-12"]);
    assert_eq!(
        (&added["name"], &added["role"], &added["disabled"]),
        (&json!("小雨"), &json!("agent"), &json!(false))
    );
    assert_eq!(
        (&added["departments"], &added["department_names"]),
        (&json!([sales["id"]]), &json!(["咨询"]))
    );
    assert_eq!(added["expires_at"], "2099-11-12T16:00:00Z", "the day ends in Shanghai");
    let edited =
        owner.ok(&["user", "edit", "小雨", "--role", "editor", "--department", "售后", "--until", "never"]);
    assert_eq!(
        (&edited["role"], &edited["department_names"], &edited["expires_at"]),
        (&json!("editor"), &json!(["售后"]), &Value::Null)
    );
    let same = owner.ok(&["user", "edit", &text(&added["id"]), "--no-department"]);
    assert_eq!((&same["role"], &same["departments"]), (&json!("editor"), &json!([])));
    owner.ok(&["department", "delete", "售后"]);
    assert_eq!(names(&owner), ["咨询"]);
    let listed = owner.ok(&["user", "list"]);
    assert_eq!(listed["users"].as_array().unwrap().len(), 2);

    for (args, exit, code) in [
        (&["user", "edit", "小雨"][..], 2, "usage"),
        (&["user", "edit", "小雨", "--role", "king"], 2, "usage"),
        (&["user", "edit", "小雨", "--until", "明天"], 2, "invalid"),
        (&["user", "edit", "没有", "--role", "agent"], 4, "not_found"),
        (&["user", "edit", "小雨", "--department", "没有"], 4, "not_found"),
        (&["user", "disable", "owner"], 5, "hub_refused"),
        (&["user", "hand-over", "小雨", "--to", "小雨"], 5, "hub_refused"),
        (&["user", "sign-out", "x"], 2, "malformed_id"),
        (&["user", "sign-out", &text(&added["id"])], 4, "not_found"),
        (&["department", "delete", "没有"], 4, "not_found"),
        (&["department", "add", " "], 5, "hub_refused"),
    ] {
        assert_eq!(owner.refused(args), (exit, code.to_owned()), "{args:?}");
    }
    let (_, _, place) = owner.fails(&["user", "devices", "没有"]);
    assert_eq!(place, json!({"field": "account", "value": "没有"}));
    let (_, _, place) = owner.fails(&["department", "rename", "没有", "x"]);
    assert_eq!(place, json!({"field": "department", "value": "没有"}));
    assert_eq!(
        owner.fails_with(&["user", "add", "小雨", "--role", "agent"], PASSWORD),
        (5, "hub_refused".to_owned())
    );
    assert_eq!(owner.fails_with(&["user", "add", "小鹿", "--role", "agent"], ""), (2, "usage".to_owned()));
    assert_eq!(Desk::new().refused(&["user", "list"]), (1, "not_signed_in".to_owned()));
}

#[test]
fn people_look_after_themselves_and_administrators_after_them() {
    let hub = Hub::start();
    let owner = hub.owner();
    let desk = hub.member(&owner, "小雨", &["--role", "agent"]);
    desk.add(&["--text", "只有我有的"]);
    desk.syncs();
    let me = desk.ok(&["user", "whoami"]);
    assert_eq!((&me["name"], &me["role"]), (&json!("小雨"), &json!("agent")));
    let devices = desk.ok(&["user", "devices"]);
    let device = &devices["devices"][0];
    assert_eq!(
        (&devices["user"], &device["name"], &device["this"]),
        (&json!("小雨"), &json!("台式机"), &json!(true))
    );
    for args in [
        &["user", "list"][..],
        &["user", "devices", "owner"],
        &["user", "disable", "owner"],
        &["department", "add", "x"],
        &["library", "add", "x", "--kind", "company"],
        &["policy", "--lease-days", "3"],
    ] {
        assert_eq!(desk.refused(args), (5, "hub_refused".to_owned()), "{args:?}");
    }
    assert_eq!(desk.ok(&["department", "list"])["departments"], json!([]));

    // Another password of one's own choosing; other devices sign in again.
    let other = hub.desk_of("小雨");
    let new = "另一个很长的密码。";
    let wrong = desk.fails_with(&["user", "password"], &format!("不对的密码\n{new}\n"));
    assert_eq!(wrong, (5, "hub_refused".to_owned()));
    assert_eq!(desk.fails_with(&["user", "password"], &format!("{PASSWORD}\n")), (2, "usage".to_owned()));
    assert_eq!(desk.ok_with(&["user", "password"], &format!("{PASSWORD}\n{new}\n"))["name"], "小雨");
    desk.syncs();
    assert_eq!(other.refused(&["sync"]), (5, "signed_out".to_owned()));
    other.signs_in(&hub.url(), "小雨", new);

    // A lost phone is signed out; the account goes on.
    let devices = owner.ok(&["user", "devices", "小雨"]);
    let devices = devices["devices"].as_array().unwrap();
    assert_eq!(devices.len(), 2);
    let second = devices.iter().find(|one| one["id"] != device["id"]).unwrap();
    assert_eq!(owner.ok(&["user", "sign-out", &text(&second["id"])])["device"], second["id"]);
    assert_eq!(other.refused(&["sync"]), (5, "signed_out".to_owned()));
    desk.syncs();

    // What a leaver kept for themselves goes to somebody else.
    let heir = hub.member(&owner, "小鹿", &["--role", "agent"]);
    let said = owner.ok(&["user", "hand-over", "小雨", "--to", "小鹿"]);
    assert_eq!((&said["from"]["name"], &said["to"]["name"]), (&json!("小雨"), &json!("小鹿")));
    owner.ok(&["user", "disable", "小雨"]);
    heir.syncs();
    assert_eq!(heir.ok(&["search", "只有我有的"])["total"], 1);
    let reset = owner.ok_with(&["user", "edit", "小鹿", "--password"], "管理员换的新密码\n");
    assert_eq!(reset["name"], "小鹿");
    assert_eq!(heir.refused(&["sync"]), (5, "signed_out".to_owned()));
    heir.signs_in(&hub.url(), "小鹿", "管理员换的新密码");
}

#[test]
fn pages_speak_both_languages() {
    let hub = Hub::start();
    let owner = hub.owner();
    owner.ok(&["department", "add", "售后"]);
    owner.adds_user("小雨", &["--role", "agent", "--department", "售后"]);
    for (args, chinese, english) in [
        (&["user", "list"][..], "客服", "agent"),
        (&["user", "whoami"], "负责人", "owner"),
        (&["user", "devices"], "这台", "this one"),
        (&["user", "disable", "小雨"], "已停用", "switched off"),
        (&["department", "list"], "名称", "name"),
        (&["library", "list"], "能改", "edit"),
        (&["library", "add", "公司话术", "--kind", "company"], "已添加", "added"),
        (&["invite", "--role", "agent"], "邀请码", "code"),
        (&["invite", "list"], "还能用", "uses left"),
        (&["proposal", "list"], "没有建议", "no proposals"),
        (&["policy"], "锁住", "locked"),
        (&["sync"], "已同步", "synced"),
        (&["draft", "list"], "没有待定的", "nothing waits"),
        (&["status"], "负责人", "owner"),
    ] {
        let said = owner.run(args);
        assert!(said.exit == 0 && said.out.contains(chinese), "{args:?} {said:?}");
        let english_args: Vec<&str> = ["--locale", "en"].iter().chain(args).copied().collect();
        let said = owner.run(&english_args);
        assert!(said.exit == 0 && said.out.contains(english), "{args:?} {said:?}");
    }
}
