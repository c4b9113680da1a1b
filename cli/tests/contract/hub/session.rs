//! `huashu login` and `logout`.

use serde_json::{Value, json};

use super::{Hub, PASSWORD};
use crate::harness::{Desk, PNG, text};

/// Everything in a book, as an export writes it.
fn whole(desk: &Desk) -> Value {
    let file = desk.file("whole.json", "");
    desk.ok(&["export", file.to_str().unwrap()]);
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

/// Whether a word stands anywhere in the files of the book's database.
pub(super) fn holds(desk: &Desk, word: &str) -> bool {
    ["book.db", "book.db-wal"].iter().any(|name| {
        let bytes = std::fs::read(desk.book().join(name)).unwrap_or_default();
        bytes.windows(word.len()).any(|window| window == word.as_bytes())
    })
}

#[test]
fn a_local_book_becomes_a_member_and_loses_nothing() {
    let hub = Hub::start();
    let owner = hub.owner();
    let desk = Desk::bare();
    desk.ok(&["init", "--starter"]);
    let picture = desk.file("尺码表.png", PNG);
    desk.ok(&["library", "add", "我的"]);
    let phrase = desk.add(&[
        "--title",
        "尺码",
        "--text",
        "看这张图",
        "--code",
        "cm",
        "--image",
        picture.to_str().unwrap(),
        "-l",
        "我的",
    ]);
    let before = whole(&desk);
    owner.adds_user("小雨", &["--role", "agent"]);
    let said = desk.signs_in(&hub.url(), "小雨", PASSWORD);
    assert_eq!(said["account"]["role"], "agent");
    assert_eq!((&said["made"], &said["company"]["name"]), (&Value::Null, &json!("公司")));
    assert_eq!(whole(&desk), before);
    let status = desk.ok(&["status"]);
    assert_eq!((&status["signed_in"], &status["waiting"]), (&json!(true), &json!(0)));
    assert_eq!(status["hub"]["account"], "小雨");

    // Another device of the account has it all; so has a colleague of their own who began with the same library.
    let second = hub.desk_of("小雨");
    let there = |desk: &Desk| desk.ok(&["status"])["phrases"].clone();
    assert_eq!(there(&second), there(&desk));
    assert_eq!(second.library_names().len(), 2, "no empty library besides");
    assert_eq!(second.show(&phrase)["parts"], desk.show(&phrase)["parts"]);
    assert_eq!(second.ok(&["verify"])["media"]["missing"], json!([]));
    owner.adds_user("小鹿", &["--role", "agent"]);
    let colleague = Desk::bare();
    colleague.ok(&["init", "--starter"]);
    colleague.signs_in(&hub.url(), "小鹿", PASSWORD);
    assert!(!colleague.library_names().contains(&"我的".to_owned()));

    // Leaving takes away what the hub keeps, and coming back brings it again.
    let out = desk.ok(&["logout"]);
    assert_eq!((&out["account"], &out["told"]), (&json!("小雨"), &json!(true)));
    assert_eq!(desk.library_names(), Vec::<String>::new());
    assert!(!holds(&desk, "看这张图"));
    assert_eq!(desk.refused(&["sync"]), (1, "not_signed_in".to_owned()));
    assert_eq!(desk.refused(&["logout"]), (1, "not_signed_in".to_owned()));
    desk.signs_in(&hub.url(), "小雨", PASSWORD);
    assert_eq!(desk.text_of(&phrase), "看这张图");
}

#[test]
fn what_keeps_somebody_out() {
    let mut hub = Hub::start();
    let owner = hub.owner();
    owner.adds_user("小雨", &["--role", "agent"]);
    owner.adds_user("临时工", &["--role", "agent", "--until", "2020-01-01"]);
    let desk = Desk::new();
    let url = hub.url();
    let login = |url: &str, user: &str, password: &str| {
        desk.fails_with(&["login", url, "--user", user], &format!("{password}\n"))
    };
    assert_eq!(login(&url, "小雨", "错的密码，错的密码"), (5, "signed_out".to_owned()));
    assert_eq!(login(&url, "没有这个人", PASSWORD), (5, "signed_out".to_owned()));
    assert_eq!(login(&url, "临时工", PASSWORD), (5, "signed_out".to_owned()));
    assert_eq!(login(&url, "小雨", ""), (2, "usage".to_owned()));
    for bad in
        ["http://10.1.2.3:7411", "ftp://example.com", "https://me:pw@example.com", "", "huashu://leave"]
    {
        assert_eq!(login(bad, "小雨", PASSWORD), (2, "invalid".to_owned()), "{bad}");
    }
    assert_eq!(login("http://127.0.0.1:9", "小雨", PASSWORD), (1, "offline".to_owned()));
    assert_eq!(desk.ok(&["status"])["signed_in"], false);
    let nowhere = Desk::bare();
    assert_eq!(nowhere.fails_with(&["login", &url, "--user", "小雨"], ""), (2, "usage".to_owned()));
    let wrong = nowhere.fails_with(&["login", &url, "--user", "小雨"], "错的密码，错的密码\n");
    assert_eq!(wrong, (5, "signed_out".to_owned()));
    assert!(!nowhere.book().exists(), "no book before somebody is signed in");

    desk.signs_in(&url, "小雨", PASSWORD);
    assert_eq!(login(&url, "owner", PASSWORD), (1, "signed_in".to_owned()));
    assert_eq!(desk.ok(&["status"])["hub"]["account"], "小雨");

    // Switched off, it is out at the next sync; switched on, it signs in again and has what it had.
    let kept = desk.add(&["--text", "还没有送出"]);
    assert_eq!(owner.ok(&["user", "disable", "小雨"])["disabled"], true);
    assert_eq!(desk.refused(&["sync"]), (5, "signed_out".to_owned()));
    assert_eq!(desk.refused(&["user", "whoami"]), (5, "signed_out".to_owned()));
    assert_eq!(desk.text_of(&kept), "还没有送出");
    assert_eq!(owner.ok(&["user", "enable", "小雨"])["disabled"], false);
    desk.signs_in(&url, "小雨", PASSWORD);

    // Without the hub nobody leaves who has something that it has not.
    hub.stop();
    desk.ok(&["phrase", "edit", &kept, "--text", "改了一半"]);
    assert_eq!(desk.refused(&["sync"]), (1, "offline".to_owned()));
    assert_eq!(desk.refused(&["logout"]), (1, "unsent".to_owned()));
    assert_eq!(desk.text_of(&kept), "改了一半");
    assert_eq!(desk.ok(&["logout", "--force"])["told"], false);
    let status = desk.ok(&["status"]);
    assert_eq!((&status["signed_in"], &status["hub"]), (&json!(false), &Value::Null));
    let found = desk.ok(&["search", "改了一半", "--all"]);
    assert_eq!(found["hits"][0]["text"], "改了一半", "{found}");
}

#[test]
fn an_invitation_brings_somebody_in() {
    let hub = Hub::start();
    let owner = hub.owner();
    let department = text(&owner.ok(&["department", "add", "售后"])["id"]);
    let invited = owner.ok(&["invite", "--role", "editor", "--department", "售后", "--uses", "2"]);
    assert_eq!((&invited["role"], &invited["departments"]), (&json!("editor"), &json!([department])));
    let (code, link) = (text(&invited["code"]), text(&invited["link"]));
    assert!(link.starts_with("huashu://join?") && link.contains(&code), "{link}");
    let join = |desk: &Desk, url: &str, name: &str, args: &[&str]| {
        let all: Vec<&str> = ["login", url, "--user", name].iter().chain(args).copied().collect();
        desk.json_with(&all, &format!("{PASSWORD}\n"))
    };
    let listed = owner.ok(&["invite", "list"]);
    assert_eq!(
        (&listed["invitations"][0]["uses_left"], &listed["invitations"][0]["department_names"]),
        (&json!(2), &json!(["售后"]))
    );
    assert!(!listed.to_string().contains(&code), "the code is told once");

    let first = Desk::bare();
    let said = join(&first, &hub.url(), "小雨", &["--code", &code]).value();
    assert_eq!(
        (&said["account"]["role"], &said["account"]["departments"]),
        (&json!("editor"), &json!([department]))
    );
    assert_eq!(first.ok(&["user", "whoami"])["department_names"], json!(["售后"]));
    let second = Desk::bare();
    let taken = join(&second, &link, "小雨", &[]);
    assert_eq!(
        (taken.exit, text(&taken.value()["error"]["code"])),
        (5, "hub_refused".to_owned()),
        "the name is taken"
    );
    assert_eq!(join(&second, &link, "小鹿", &[]).exit, 0);
    let third = Desk::bare();
    let over = join(&third, &link, "小熊", &[]);
    assert_eq!(
        (over.exit, text(&over.value()["error"]["code"])),
        (5, "signed_out".to_owned()),
        "it is used up"
    );
    assert_eq!(join(&third, &hub.url(), "小熊", &["--code", "0000"]).exit, 5);

    let other = owner.ok(&["invite", "--role", "agent", "--account-until", "2099-12-31", "--hours", "1"]);
    assert!(text(&other["account_expires_at"]).starts_with("2099-12-31T16:00"), "{other}");
    let id = text(&other["id"]);
    assert_eq!(owner.ok(&["invite", "revoke", &id])["id"], id.as_str());
    assert_eq!(owner.refused(&["invite", "revoke", &id]), (4, "not_found".to_owned()));
    assert_eq!(join(&third, &text(&other["link"]), "小熊", &[]).exit, 5);
    assert_eq!(owner.refused(&["invite"]), (2, "usage".to_owned()));
    assert_eq!(owner.refused(&["invite", "--role", "agent", "--uses", "0"]), (5, "hub_refused".to_owned()));
    assert_eq!(
        owner.refused(&["invite", "--role", "agent", "--department", "没有"]),
        (4, "not_found".to_owned())
    );
    assert_eq!(first.refused(&["invite", "--role", "agent"]), (5, "hub_refused".to_owned()));
}
