//! One edit to ten thousand open clients, over plain sockets: what an app's stream costs the hub, and how long the last of
//! them waits.

use std::io::ErrorKind;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use huashu_protocol::SyncApi as _;
use huashu_protocol::sync::SyncRequest;
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use crate::company;
use crate::hub::HubProcess;
use crate::per_mille;
use crate::report::Report;

const CLIENTS: usize = 10_000;
const EDITS: usize = 20;

pub(crate) fn measure(report: &mut Report, program: &Path) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let hub = HubProcess::start(program, folder.path());
    runtime.block_on(tokio::task::LocalSet::new().run_until(run(report, &hub)));
}

async fn run(report: &mut Report, hub: &HubProcess) {
    let api = hub.api();
    let owner = company::owner(hub, &api).await;
    let library = company::library(&api, &owner).await;
    let sessions = company::editors(&api, &owner, 80, "listener").await;
    let nothing = company::nothing(&api, &owner).await;
    let before = hub.resident_mb();
    let (told, mut heard) = unbounded_channel();
    let told = Rc::new(told);
    for client in 0..CLIENTS {
        let token = sessions[client % sessions.len()].tokens.access.clone();
        let stream = open(&hub.address(), &token).await;
        tokio::task::spawn_local(listen(stream, Rc::clone(&told)));
        // As they come in the morning, not all in one millisecond.
        if client % 100 == 99 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
    let mut hellos = 0;
    while hellos < CLIENTS {
        heard.recv().await.expect("a hello");
        hellos += 1;
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let each = (hub.resident_mb() - before) * 1e6 / 1_024.0 / CLIENTS as f64;
    report.at_most("an open client, KiB of the hub's memory", each, 30.0);
    let mut times = Vec::new();
    let mut last = Vec::new();
    for edit in 0..EDITS {
        let request =
            SyncRequest { ops: vec![company::phrase(library, &format!("发货 {edit}"))], ..nothing.clone() };
        let begun = Instant::now();
        api.sync(&owner.tokens.access, request).await.expect("an answer");
        let mut slowest = Duration::ZERO;
        for _ in 0..CLIENTS {
            let at: Instant = heard.recv().await.expect("an event");
            times.push(at.duration_since(begun));
            slowest = slowest.max(at.duration_since(begun));
        }
        last.push(slowest);
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    report.at_most(&format!("one edit to {CLIENTS} clients, p99, ms"), per_mille(&mut times, 990), 300.0);
    report.note("  to the last of them, median, ms", per_mille(&mut last, 500));
}

/// Asks for the stream as an app does.
async fn open(address: &str, token: &str) -> TcpStream {
    let stream = TcpStream::connect(address).await.expect("a connection");
    let ask = format!(
        "GET /v1/stream HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\naccept: text/event-stream\r\n\r\n"
    );
    let mut rest = ask.as_bytes();
    while !rest.is_empty() {
        stream.writable().await.expect("a connection");
        match stream.try_write(rest) {
            Ok(count) => rest = &rest[count..],
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => unreachable!("{error}"),
        }
    }
    stream
}

/// Says when each event is there whole: an empty line ends it.
async fn listen(stream: TcpStream, told: Rc<UnboundedSender<Instant>>) {
    let mut buffer = [0; 4_096];
    let mut is_body = false;
    let mut tail = Vec::new();
    loop {
        stream.readable().await.expect("a connection");
        let count = match stream.try_read(&mut buffer) {
            Ok(0) => return,
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::WouldBlock => continue,
            Err(_) => return,
        };
        let now = Instant::now();
        tail.extend_from_slice(&buffer[..count]);
        if !is_body {
            let Some(end) = find(&tail, b"\r\n\r\n") else { continue };
            assert!(tail.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&tail));
            tail.drain(..end + 4);
            is_body = true;
        }
        while let Some(end) = find(&tail, b"\n\n") {
            let is_event = find(&tail[..end], b"data:").is_some();
            tail.drain(..end + 2);
            if is_event && told.send(now).is_err() {
                return;
            }
        }
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
