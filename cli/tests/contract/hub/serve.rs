//! `huashu serve`.

use std::net::TcpListener;

use serde_json::Value;

use super::Hub;
use crate::harness::{Desk, text};

#[test]
fn it_says_where_it_listens_and_what_stands_in_its_way() {
    let mut hub = Hub::start();
    let url = hub.url();
    assert!(url.starts_with("http://127.0.0.1:") && hub.said["pin"] == Value::Null, "{}", hub.said);
    assert_eq!(hub.said["first_owner"]["user"], "owner");
    assert_eq!(hub.said["restored"], false);
    let desk = Desk::bare();
    let data = hub.data();
    let (exit, code, place) = desk.fails(&["serve", "--data", &data, "--listen", "127.0.0.1:0"]);
    assert_eq!((exit, code.as_str()), (1, "busy"));
    assert_eq!(place["file"], data.as_str());

    let fresh = tempfile::tempdir().unwrap();
    let fresh = fresh.path().join("hub");
    let serve = |args: &[&str]| {
        let all: Vec<&str> =
            ["serve", "--data", fresh.to_str().unwrap()].iter().chain(args).copied().collect();
        desk.refused(&all)
    };
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    assert_eq!(serve(&["--listen", "0.0.0.0:0"]), (2, "usage".to_owned()));
    assert_eq!(serve(&["--listen", "nonsense"]), (2, "usage".to_owned()));
    assert_eq!(serve(&["--cert", "a.pem"]), (2, "usage".to_owned()));
    assert_eq!(serve(&["--reset-password", "owner"]), (2, "usage".to_owned()));
    let _ = taken;
    assert!(!fresh.exists(), "nothing was made");

    // Whoever lost the password sits at the machine.
    hub.stop();
    let reset = desk.ok(&["serve", "--data", &data, "--reset-password", "owner"]);
    assert_eq!(reset["user"], "owner");
    assert_eq!(
        desk.refused(&["serve", "--data", &data, "--reset-password", "谁"]),
        (5, "hub_refused".into())
    );
    hub.again();
    desk.signs_in(&hub.url(), "owner", &text(&reset["password"]));
    assert_ne!(reset["password"], hub.said["first_owner"]);
}

#[test]
fn a_port_that_is_taken_makes_no_company() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("hub");
    let desk = Desk::bare();
    let (exit, code, place) = desk.fails(&["serve", "--data", data.to_str().unwrap(), "--listen", &address]);
    assert_eq!((exit, code.as_str()), (1, "io"));
    assert_eq!(place["value"], address.as_str());
    assert!(!data.join("hub.db").exists());
}

#[test]
fn a_certificate_of_its_own_is_trusted_by_its_pin_alone() {
    let hub = Hub::with(&["--listen", "127.0.0.1:0", "--self-signed"]);
    let pin = text(&hub.said["pin"]);
    let link = text(&hub.said["link"]);
    assert!(hub.url().starts_with("https://127.0.0.1:"), "{}", hub.said);
    assert!(pin.starts_with("sha256:") && pin.len() == 71, "{pin}");
    let password = format!("{}\n", text(&hub.said["first_owner"]["password"]));
    let desk = Desk::new();
    let login = |url: &str, args: &[&str]| {
        let all: Vec<&str> = ["login", url, "--user", "owner"].iter().chain(args).copied().collect();
        desk.fails_with(&all, &password)
    };
    let wrong = format!("sha256:{}", "0".repeat(64));
    let offline = (1, "offline".to_owned());
    assert_eq!(login(&hub.url(), &[]), offline, "nobody vouches for the certificate");
    assert_eq!(login(&hub.url(), &["--pin", &wrong]), offline);
    assert_eq!(login(&link, &["--pin", &wrong]), offline);
    assert_eq!(login(&link, &["--pin", "abc"]), (2, "invalid".to_owned()));
    assert_eq!(desk.ok(&["status"])["signed_in"], false);
    assert!(!desk.book().join("secrets.json").exists());
    desk.signs_in(&link, "owner", password.trim());
    // The pin is kept, and goes on with an invitation.
    assert_eq!(desk.syncs()["phase"], "idle");
    let invited = desk.ok(&["invite", "--role", "agent"]);
    let guest = Desk::bare();
    guest.signs_in(&text(&invited["web"]), "小雨", "another long password");
    assert_eq!(guest.ok(&["user", "whoami"])["role"], "agent");
}
