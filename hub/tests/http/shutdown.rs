//! The hub ends, and comes back.

use std::time::{Duration, Instant};

use huashu_hub::Hub;
use huashu_hub::serve::Serve;
use huashu_protocol::routes;
use huashu_protocol::stream::{Event, WaitRequest};
use huashu_protocol::sync::{Pull, SyncReply};
use reqwest::Method;

use crate::kit::{Kit, launch, nothing, options, phrase, request};
use crate::streams::Listener;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_ends_in_order_and_what_it_took_is_there_again() {
    let kit = Kit::start().await;
    let library = kit.library().await;
    let token = kit.owner.tokens.access.clone();
    let mut stream = Listener::open(&kit, &token).await;
    assert!(matches!(stream.next().await, Some(Event::Hello { .. })));
    let grants = kit.sync(&kit.owner, Vec::new(), Vec::new()).await;
    let wait =
        WaitRequest { grants_rev: grants.grants_rev, drafts_rev: grants.drafts_rev, libraries: Vec::new() };
    let waiting = kit.begin(routes::WAIT, &token, wait);
    let pushing: Vec<_> = (0..8)
        .map(|at| {
            let call = kit.request(Method::POST, routes::SYNC, Some(&token));
            let body = request(vec![phrase(library, &format!("第{at}句"))], Vec::new());
            let bytes = serde_json::to_vec(&body).unwrap();
            let call = call.header("content-type", "application/json").body(bytes);
            tokio::spawn(async move { call.send().await.ok()?.bytes().await.ok() })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(30)).await;

    let Kit { hub, clock, client, base, folder, server, owner } = kit;
    let start = Instant::now();
    server.stop().await;
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    let mut last = None;
    while let Some(event) = stream.next().await {
        last = Some(event);
    }
    assert_eq!(last, Some(Event::Bye));
    assert_eq!(waiting.await.unwrap().text(), r#"{"changed":false}"#);
    let mut taken = Vec::new();
    for push in pushing {
        if let Some(bytes) = push.await.unwrap() {
            taken.extend(serde_json::from_slice::<SyncReply>(&bytes).unwrap().results);
        }
    }
    assert!(client.get(base.clone() + routes::HELLO).send().await.is_err(), "nobody answers any more");
    drop(hub);

    let hub = Hub::open(options(folder.path(), &clock)).unwrap().hub;
    let serve = Serve { listen: ([127, 0, 0, 1], 0).into(), ..Serve::local(folder.path()) };
    let (server, port) = launch(&hub, serve).await;
    let kit = Kit { hub, clock, client, base: format!("http://127.0.0.1:{port}"), folder, server, owner };
    let reply = kit.sync(&kit.owner, Vec::new(), vec![nothing(library)]).await;
    let Pull::Page { rows, .. } = &reply.libraries[0] else { panic!() };
    assert!(rows.len() > taken.len(), "the library itself is a row, too");
    kit.server.stop().await;
}

#[tokio::test]
async fn who_never_finishes_is_not_waited_for() {
    use tokio::io::AsyncWriteExt;
    let kit = Kit::start().await;
    let mut slow = tokio::net::TcpStream::connect(kit.base.trim_start_matches("http://")).await.unwrap();
    slow.write_all(b"GET /v1/hel").await.unwrap();
    let mut idle = tokio::net::TcpStream::connect(kit.base.trim_start_matches("http://")).await.unwrap();
    idle.write_all(b"GET /v1/hello HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let start = Instant::now();
    kit.server.stop().await;
    assert!(start.elapsed() < Duration::from_secs(7), "{:?}", start.elapsed());
}
