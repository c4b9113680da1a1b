//! `huashu sync --watch`.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::Hub;
use crate::harness::Desk;

/// A watch that runs; what it says comes line by line.
struct Watch {
    child: Child,
    lines: Receiver<Value>,
}

impl Watch {
    fn start(desk: &Desk) -> Self {
        let mut command = desk.command(&["--json", "sync", "--watch"]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                let value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
                if sender.send(value).is_err() {
                    break;
                }
            }
        });
        Self { child, lines }
    }

    /// Waits for a line.
    fn until(&self, wanted: impl Fn(&Value) -> bool) -> Value {
        let end = Instant::now() + Duration::from_secs(20);
        let mut said = Vec::new();
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) if wanted(&line) => return line,
                Ok(line) => said.push(line),
                Err(error) => panic!("{error}: {said:?}"),
            }
        }
    }

    /// Asks it to end; its exit code.
    fn ends(mut self) -> Option<i32> {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

#[test]
fn changes_go_up_and_come_down_while_it_watches() {
    let mut hub = Hub::start();
    let owner = hub.owner();
    let (_, phrase) = owner.shares("公司话术", "发货", "48 小时内发出");
    let editor = hub.member(&owner, "编辑", &["--role", "editor"]);
    let is_idle = |line: &Value| line["status"]["phase"] == "idle" && line["status"]["waiting"] == 0;
    let watch = Watch::start(&editor);
    watch.until(is_idle);

    // Down, from another book.
    owner.ok(&["phrase", "edit", &phrase, "--text", "24 小时内发出"]);
    owner.syncs();
    let line = watch.until(|line| line.get("changed").is_some());
    let rows = line["changed"]["rows"].as_array().unwrap();
    assert!(rows.contains(&json!({"kind": "phrase", "id": phrase})), "{line}");
    assert_eq!(editor.text_of(&phrase), "24 小时内发出");

    // Up, from another process of the same book, which talks to the hub besides.
    editor.ok(&["phrase", "edit", &phrase, "--title", "多久发货"]);
    assert_eq!(editor.ok(&["user", "whoami"])["name"], "编辑");
    watch.until(|line| line["status"]["waiting"] == 1);
    watch.until(is_idle);
    owner.syncs();
    assert_eq!(owner.show(&phrase)["title"], "多久发货");

    // It outlives the hub.
    hub.stop();
    let line = watch.until(|line| line["status"]["phase"] == "offline");
    assert_eq!(line["status"]["trouble"], "unreachable");
    assert_eq!(watch.ends(), Some(0));
}
