//! `huashu pack`.

use serde_json::{Value, json};

use crate::harness::{Desk, text};

fn desk() -> Desk {
    let desk = Desk::new();
    desk.add(&["--title", "发货时间", "--text", "四十八小时内发出", "--code", "fh1", "--category", "售前"]);
    desk.add(&[
        "--title",
        "查询物流进度",
        "--text",
        "包裹由[物流公司]承运，单号[单号]",
        "--category",
        "售后/物流",
    ]);
    desk.add(&[
        "--title",
        "暂无物流信息",
        "--text",
        "刚发出的包裹要等揽收后才有信息",
        "--category",
        "售后/物流",
    ]);
    desk.add(&["--title", "颜色与色差", "--text", "不同屏幕会有一点偏差", "--category", "售前"]);
    desk
}

fn titles(answer: &Value) -> Vec<String> {
    answer["hits"].as_array().unwrap().iter().map(|hit| text(&hit["title"])).collect()
}

#[test]
fn a_pack_answers_as_the_book_does_and_without_it() {
    let desk = desk();
    let image = desk.file("p.png", crate::harness::PNG);
    desk.add(&["--title", "尺码表", "--text", "见图", "--image", image.to_str().unwrap()]);
    let written = desk.ok(&["pack", "write", "packs"]);
    assert_eq!(
        (&written["phrases"], &written["images"], &written["libraries"]),
        (&json!(5), &json!(1), &json!(1))
    );
    assert_eq!((&written["missing_images"], &written["left_behind"]), (&json!([]), &json!([])));
    for field in ["name", "revision", "bytes"] {
        assert!(!written[field].is_null(), "{field}");
    }
    let without_time = |mut answer: Value| {
        answer["took_us"] = Value::Null;
        answer
    };
    let message = "我的快递到哪了，单号78123456789012查不到";
    let searches: Vec<Value> = ["fh", "fahou", "物流", "zz"]
        .map(|query| without_time(desk.ok(&["search", query])))
        .into_iter()
        .chain([without_time(desk.ok(&["suggest", message]))])
        .collect();
    std::fs::remove_dir_all(desk.book()).unwrap();
    let packed: Vec<Value> = ["fh", "fahou", "物流", "zz"]
        .map(|query| without_time(desk.ok(&["pack", "search", "packs", query])))
        .into_iter()
        .chain([without_time(desk.ok(&["pack", "suggest", "packs", message]))])
        .collect();
    assert_eq!(packed, searches);
    assert!(!desk.book().exists(), "reading a pack makes no book");
    let few = desk.ok(&["pack", "search", "packs", "", "--limit", "2", "--exact"]);
    assert_eq!((titles(&few).len(), &few["more"]), (2, &json!(true)));
}

#[test]
fn only_the_libraries_that_are_named_go_into_it() {
    let desk = desk();
    desk.ok(&["library", "add", "内部"]);
    desk.add(&["--title", "发货底价", "--text", "八十八", "--library", "内部"]);
    desk.ok(&["pack", "write", "packs"]);
    assert_eq!(titles(&desk.ok(&["pack", "search", "packs", "发货"])), ["发货时间", "发货底价"]);
    let written = desk.ok(&["pack", "write", "packs", "--library", "我的话术"]);
    assert_eq!(titles(&desk.ok(&["pack", "search", "packs", "发货"])), ["发货时间"]);
    let packs = desk.book().with_file_name("packs");
    let folders = std::fs::read_dir(packs).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_dir());
    let names: Vec<String> = folders.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(names, [text(&written["name"])]);
    assert_eq!(desk.fails(&["pack", "write", "packs", "--library", "没有"]).1, "not_found");
}

#[test]
fn what_is_no_pack_is_said() {
    let desk = desk();
    assert_eq!(
        desk.fails(&["pack", "search", "packs", "fh"]),
        (4, "not_found".to_owned(), json!({"field": "pack", "value": "packs"}))
    );
    desk.ok(&["pack", "write", "packs"]);
    let current = desk.book().with_file_name("packs").join("current");
    std::fs::write(current, "nonsense").unwrap();
    let (exit, code, place) = desk.fails(&["pack", "suggest", "packs", "退款"]);
    assert_eq!((exit, code.as_str(), &place), (1, "corrupt", &json!({"file": "packs/current"})));
    let page = desk.run(&["pack", "write", "packs"]).out;
    assert!(page.contains("已导出话术包") && page.contains("4 条话术"), "{page}");
    assert_eq!(desk.fails(&["pack"]).1, "usage");
    assert_eq!(Desk::bare().fails(&["pack", "write", "packs"]).1, "no_book");
}
