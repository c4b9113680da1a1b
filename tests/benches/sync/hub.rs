//! The hub's process.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use huashu_core::sync::client::{HttpApi, HttpOptions, HubUrl};

/// A hub that runs on a core of its own; ended when dropped.
pub(crate) struct HubProcess {
    child: Child,
    pub(crate) url: HubUrl,
    /// The owner's name and one-time password, at the first start.
    pub(crate) owner: Option<(String, String)>,
}

impl HubProcess {
    /// Starts `huashu serve` on a folder and waits until it listens.
    pub(crate) fn start(program: &Path, data: &Path) -> Self {
        let core = std::env::var("HUASHU_BENCH_HUB_CORE").unwrap_or_default();
        let mut command = if core.is_empty() {
            Command::new(program)
        } else {
            let mut command = Command::new("taskset");
            command.args(["-c", &core]).arg(program);
            command
        };
        command.arg("--json").arg("--data").arg(data).args(["serve", "--listen", "127.0.0.1:0"]);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the hub starts");
        let mut line = String::new();
        let out = child.stdout.take().expect("its output");
        BufReader::new(out).read_line(&mut line).expect("what it says");
        let said: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        let word = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let owner =
            said["first_owner"].as_object().map(|owner| (word(&owner["user"]), word(&owner["password"])));
        Self { child, url: word(&said["url"]).parse().expect("an address"), owner }
    }

    pub(crate) fn api(&self) -> HttpApi {
        HttpApi::new(HttpOptions::new(self.url.clone(), None)).expect("a way to the hub")
    }

    /// `127.0.0.1:port`.
    pub(crate) fn address(&self) -> String {
        self.url.as_str().trim_start_matches("http://").to_owned()
    }

    /// What it holds in memory, in MB.
    pub(crate) fn resident_mb(&self) -> f64 {
        let statm = std::fs::read_to_string(format!("/proc/{}/statm", self.child.id())).unwrap_or_default();
        let pages = statm.split(' ').nth(1).and_then(|pages| pages.parse::<u32>().ok());
        f64::from(pages.unwrap_or(0)) * 4096.0 / 1e6
    }

    /// The CPU that it has used, in milliseconds; told in steps of 10.
    pub(crate) fn cpu_ms(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        // The name stands in brackets and may hold anything; what follows it is counted.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<u32>().ok()).unwrap_or(0);
        f64::from(ticks(11) + ticks(12)) * 10.0
    }
}

impl Drop for HubProcess {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
