//! What an open client is told at once.

use std::time::{Duration, Instant};

use huashu_protocol::account::{Admin, Role};
use huashu_protocol::routes;
use huashu_protocol::stream::Event;
use huashu_protocol::sync::Verb;
use reqwest::{Method, Response};
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpSocket;
use uuid::Uuid;

use crate::kit::{Kit, edit, fresh, phrase};

/// A stream, read event by event.
pub(crate) struct Listener {
    response: Response,
    heard: String,
}

impl Listener {
    pub(crate) async fn open(kit: &Kit, token: &str) -> Self {
        let response = kit.request(Method::GET, routes::STREAM, Some(token)).send().await.unwrap();
        assert_eq!(response.status(), 200);
        let header = |name| response.headers()[name].to_str().unwrap();
        assert_eq!(header("content-type"), "text/event-stream");
        assert_eq!(header("x-accel-buffering"), "no");
        assert_eq!(header("cache-control"), "no-store");
        Self { response, heard: String::new() }
    }

    /// The next event; `None` at the end of the stream.
    pub(crate) async fn next(&mut self) -> Option<Event> {
        let wait = async {
            while !self.heard.contains("\n\n") {
                let bytes = self.response.chunk().await.unwrap()?;
                self.heard.push_str(std::str::from_utf8(&bytes).unwrap());
            }
            let (event, rest) = self.heard.split_once("\n\n").unwrap();
            let event = read(event);
            self.heard = rest.to_owned();
            Some(event)
        };
        tokio::time::timeout(Duration::from_secs(10), wait).await.expect("something is heard in time")
    }
}

fn read(event: &str) -> Event {
    let (tag, data) = event.strip_prefix("event: ").unwrap().split_once("\ndata: ").unwrap();
    let value: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!(value["event"], tag);
    serde_json::from_value(value).unwrap()
}

#[tokio::test]
async fn an_edit_is_heard_at_once() {
    let kit = Kit::start().await;
    let library = kit.library().await;
    let reader = kit.user("xiaoyu", Role::Agent).await;
    let op = phrase(library, "今天发货");
    let rev = kit.push(&kit.owner, vec![op.clone()]).await[0];
    let mut stream = Listener::open(&kit, &reader.tokens.access).await;
    assert!(matches!(stream.next().await, Some(Event::Hello { .. })));
    // What was written just before may still be on its way, and would come together with what follows.
    tokio::time::sleep(Duration::from_millis(150)).await;
    while let Ok(Some(_)) = tokio::time::timeout(Duration::from_millis(50), stream.next()).await {}

    let start = Instant::now();
    kit.push(&kit.owner, vec![edit(&op, "明天发货", rev)]).await;
    let Some(Event::Change(change)) = stream.next().await else { panic!() };
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert_eq!((change.library, change.from, change.to), (library, rev, rev + 1));
    assert_eq!(change.rows.unwrap()[0].fields["parts"][0]["text"], "明天发货");

    let token = &reader.tokens.access;
    let mine = fresh();
    let mut own = phrase(mine, "");
    own.kind = "library".into();
    own.row = mine;
    own.verb = Verb::Create;
    own.fields = json!({"kind": "personal", "name": "我的"}).as_object().unwrap().clone();
    kit.push(&reader, vec![own]).await;
    assert!(matches!(stream.next().await, Some(Event::Grants { .. } | Event::Change(_))));
    assert!(!token.is_empty());
}

#[tokio::test]
async fn who_is_sent_off_hears_good_bye() {
    let kit = Kit::start().await;
    let user = kit.user("xiaoyu", Role::Agent).await;
    let other = kit.user("laowang", Role::Agent).await;
    let mut stream = Listener::open(&kit, &user.tokens.access).await;
    let mut others = Listener::open(&kit, &other.tokens.access).await;
    assert!(matches!(stream.next().await, Some(Event::Hello { .. })));
    assert!(matches!(others.next().await, Some(Event::Hello { .. })));
    kit.admin(&Admin::RevokeDevice { device: user.device }).await;
    assert_eq!(stream.next().await, Some(Event::Bye));
    assert_eq!(stream.next().await, None, "it ends with that");
    let still = tokio::time::timeout(Duration::from_millis(100), others.next()).await;
    assert!(still.is_err(), "nobody else is disturbed: {still:?}");
}

/// A client that does not read, with a small window: what is sent to it piles up in the hub, and there no more than so
/// much.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_reads_too_slowly_is_told_to_sync() {
    let kit = Kit::start().await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4 * 1024).unwrap();
    let address = kit.base.trim_start_matches("http://").parse().unwrap();
    let mut slow = socket.connect(address).await.unwrap();
    let token = &kit.owner.tokens.access;
    let head = format!("GET {} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\r\n", routes::STREAM);
    slow.write_all(head.as_bytes()).await.unwrap();

    let mut libraries = Vec::new();
    for _ in 0..40 {
        libraries.push(kit.library().await);
    }
    let mut heard = Vec::new();
    let say = async || {
        let ops = libraries.iter().map(|library: &Uuid| phrase(*library, &"好".repeat(2_300))).collect();
        kit.push(&kit.owner, ops).await;
        tokio::time::sleep(Duration::from_millis(60)).await;
    };
    for _ in 0..16 {
        say().await;
    }
    // Now it reads all that is there, and so hears that it missed something; then it hears what is new again.
    let read_on = async |heard: &mut Vec<u8>| {
        while let Ok(Ok(())) = tokio::time::timeout(Duration::from_millis(700), slow.readable()).await {
            let mut bytes = vec![0; 1 << 20];
            match slow.try_read(&mut bytes) {
                Ok(0) => break,
                Ok(read) => heard.extend_from_slice(&bytes[..read]),
                Err(_) => {}
            }
        }
    };
    read_on(&mut heard).await;
    let count = |heard: &[u8], text: &str| String::from_utf8_lossy(heard).matches(text).count();
    assert_eq!(count(&heard, "event: hello\n"), 1);
    assert!(count(&heard, "event: resync\n") >= 1, "{} changes", count(&heard, "event: change\n"));
    assert!(count(&heard, "event: change\n") < 16 * 40);
    heard.clear();
    say().await;
    read_on(&mut heard).await;
    assert_eq!(count(&heard, "event: change\n"), 40);
}
