//! `huashu category …` and `huashu library …`.

use serde_json::{Value, json};

use crate::harness::{Desk, text};

fn paths(desk: &Desk) -> Vec<String> {
    let tree = desk.ok(&["category", "list"]);
    let categories = tree["libraries"][0]["categories"].as_array().unwrap().clone();
    categories
        .iter()
        .map(|category| {
            let names: Vec<String> = category["path"].as_array().unwrap().iter().map(text).collect();
            names.join("/")
        })
        .collect()
}

#[test]
fn categories_are_made_moved_and_deleted() {
    let desk = Desk::new();
    let added = desk.ok(&["category", "add", "售后::退款"]);
    assert_eq!((&added["name"], &added["path"]), (&json!("退款"), &json!(["售后", "退款"])));
    assert_eq!(desk.ok(&["category", "add", "售后/退款"])["id"], added["id"]);
    desk.ok(&["category", "add", "售前"]);
    desk.ok(&["category", "add", "满减\\/折扣"]);
    assert_eq!(paths(&desk), ["售后", "售后/退款", "售前", "满减/折扣"]);

    desk.ok(&["category", "move", "售前", "--first"]);
    assert_eq!(paths(&desk)[0], "售前");
    desk.ok(&["category", "move", "满减\\/折扣", "--to", "售前"]);
    desk.ok(&["category", "move", "售后/退款", "--before", "售后"]);
    assert_eq!(paths(&desk), ["售前", "售前/满减/折扣", "退款", "售后"]);
    desk.ok(&["category", "move", &text(&added["id"]), "--to", "售后"]);
    desk.ok(&["category", "rename", "售后/退款", "退款退货"]);
    assert_eq!(paths(&desk)[3], "售后/退款退货");

    let id = desk.add(&["--text", "甲", "--category", "售后/退款退货"]);
    desk.ok(&["category", "delete", "售后/退款退货"]);
    assert_eq!(desk.show(&id)["category"], json!(["售后"]));
    desk.ok(&["category", "delete", "售后", "--with-contents"]);
    assert_eq!((paths(&desk).len(), &desk.show(&id)["status"]), (2, &json!("deleted")));
    assert_eq!(desk.ok(&["undo"])["undone"], "delete_category");
    assert_eq!(desk.show(&id)["status"], "active");
}

#[test]
fn the_tree_is_drawn_and_counted() {
    let desk = Desk::new();
    for category in ["售前/欢迎", "售前/活动/双十一", "售后"] {
        desk.add(&["--text", category, "--category", category]);
    }
    let tree = desk.run(&["category", "tree"]).out;
    let drawn: Vec<&str> = tree.lines().skip(1).collect();
    assert_eq!(drawn, ["├─ 售前", "│  ├─ 欢迎  1", "│  └─ 活动", "│     └─ 双十一  1", "└─ 售后  1"]);
    assert!(tree.starts_with("我的话术  3 条话术"), "{tree}");
}

#[test]
fn libraries_are_named_by_id_or_exact_name() {
    let desk = Desk::new();
    let company = desk.ok(&["library", "add", "公司库", "--kind", "company", "--time-zone", "Asia/Tokyo"]);
    assert_eq!((&company["kind"], &company["time_zone"]), (&json!("company"), &json!("Asia/Tokyo")));
    let id = text(&company["id"]);
    desk.add(&["--text", "甲", "--library", "公司库", "--category", "通用"]);
    desk.add(&["--text", "乙", "--library", &id]);
    // Without a name, writing goes to the first personal library.
    assert_eq!(desk.show(&desk.add(&["--text", "丙"]))["library_name"], "我的话术");
    desk.ok(&["library", "rename", &id, "集团库"]);
    let list = desk.ok(&["library", "list"]);
    let counts: Vec<(&Value, &Value)> =
        list["libraries"].as_array().unwrap().iter().map(|one| (&one["name"], &one["phrases"])).collect();
    assert_eq!(counts, [(&json!("我的话术"), &json!(1)), (&json!("集团库"), &json!(2))]);
    assert_eq!(desk.ok(&["category", "list", "-l", &id])["libraries"].as_array().unwrap().len(), 1);
    assert_eq!(desk.fails(&["category", "list", "-l", "公司库"]).0, 4);
}

#[test]
fn a_name_that_siblings_share_needs_an_id() {
    let desk = Desk::new();
    desk.ok(&["category", "add", "甲"]);
    let twin = text(&desk.ok(&["category", "add", "乙"])["id"]);
    desk.ok(&["category", "rename", &twin, "甲"]);
    let (exit, code, place) = desk.fails(&["category", "delete", "甲"]);
    assert_eq!((exit, code.as_str()), (2, "ambiguous_name"));
    assert!(place["ids"].as_array().unwrap().contains(&json!(twin)));
    desk.ok(&["category", "delete", &twin]);
    desk.ok(&["category", "delete", "甲"]);
}
